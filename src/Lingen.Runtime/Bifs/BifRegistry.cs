// All built-in functions of the VM, by module, name and arity.
using System.Runtime.InteropServices;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Native record of a BIF; immortal.</summary>
public unsafe struct BifEntry
{
    public delegate* <ref BifContext, Term*, Term> Function;
    public Term Module;
    public Term Name;
    public int Arity;
    public BifFlags Flags;
    public Export* Export;

    /// <summary>What the BIF goes on with when it has stopped half way, or null. A continuation goes on with itself.</summary>
    public Export* Continuation;

    /// <summary>With <see cref="BifFlags.Traced"/>: what the engine runs in place of the BIF.</summary>
    public ulong* TraceStub;
}

/// <summary>Collects the BIFs that the generated Register methods of each project add.</summary>
public sealed unsafe class BifRegistry(ExportTable exports)
{
    private readonly Dictionary<nint, nint> continuations = [];

    public int Count { get; private set; }

    /// <summary>Names that were added twice: a mistake, found by a test.</summary>
    public List<string> Duplicates { get; } = [];

    /// <summary>Adds a BIF and points its export at it. A second BIF of the same name is a build mistake.</summary>
    public void Add(string module, string name, int arity, BifFlags flags, delegate* <ref BifContext, Term*, Term> function)
    {
        Export* export = exports.GetOrCreate(Term.Atom(module), Term.Atom(name), arity);
        if ((flags & BifFlags.Continuation) != 0)
        {
            AddContinuation(export, flags, function);
            return;
        }
        if (export->Bif != null)
        {
            // The first one counts; a test fails on any entry here.
            Duplicates.Add($"{module}:{name}/{arity}");
            return;
        }
        BifEntry* entry = Create(export, flags, function);
        if (continuations.TryGetValue((nint)export, out nint continuation))
        {
            entry->Continuation = (Export*)continuation;
        }
        exports.SetBif(export, entry, (flags & BifFlags.Guard) != 0);
        Count++;
    }

    /// <summary>A continuation has an export that is in no table. It may come before its BIF or after it.</summary>
    private void AddContinuation(Export* shown, BifFlags flags, delegate* <ref BifContext, Term*, Term> function)
    {
        var export = (Export*)NativeMemory.AllocZeroed((nuint)sizeof(Export));
        export->Module = shown->Module;
        export->Function = shown->Function;
        export->Arity = shown->Arity;
        BifEntry* entry = Create(export, flags, function);
        entry->Continuation = export;
        exports.SetBif(export, entry, isGuard: false);
        continuations.Add((nint)shown, (nint)export);
        if (shown->Bif != null)
        {
            ((BifEntry*)shown->Bif)->Continuation = export;
        }
    }

    private static BifEntry* Create(Export* export, BifFlags flags, delegate* <ref BifContext, Term*, Term> function)
    {
        var entry = (BifEntry*)NativeMemory.AllocZeroed((nuint)sizeof(BifEntry));
        entry->Function = function;
        entry->Module = export->Module;
        entry->Name = export->Function;
        entry->Arity = export->Arity;
        entry->Flags = flags;
        entry->Export = export;
        return entry;
    }
}
