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

    /// <summary>With <see cref="BifFlags.Traced"/>: what the engine runs in place of the BIF.</summary>
    public ulong* TraceStub;
}

/// <summary>Collects the BIFs that the generated Register methods of each project add.</summary>
public sealed unsafe class BifRegistry(ExportTable exports)
{
    public int Count { get; private set; }

    /// <summary>Names that were added twice: a mistake, found by a test.</summary>
    public List<string> Duplicates { get; } = [];

    /// <summary>Adds a BIF and points its export at it. A second BIF of the same name is a build mistake.</summary>
    public void Add(string module, string name, int arity, BifFlags flags, delegate* <ref BifContext, Term*, Term> function)
    {
        Export* export = exports.GetOrCreate(Term.Atom(module), Term.Atom(name), arity);
        if (export->Bif != null)
        {
            // The first one counts; a test fails on any entry here.
            Duplicates.Add($"{module}:{name}/{arity}");
            return;
        }
        var entry = (BifEntry*)NativeMemory.AllocZeroed((nuint)sizeof(BifEntry));
        entry->Function = function;
        entry->Module = export->Module;
        entry->Name = export->Function;
        entry->Arity = arity;
        entry->Flags = flags;
        entry->Export = export;
        exports.SetBif(export, entry, (flags & BifFlags.Guard) != 0);
        Count++;
    }
}
