// A node for tests of the external term format: its own tables of exports and funs.
using System.Runtime.InteropServices;

namespace Lingen.Terms.Tests.External;

public sealed unsafe class TestTermContext : IExternalTermContext
{
    private readonly Dictionary<(ulong, ulong, int), nint> exports = [];
    private readonly Dictionary<(ulong, int, string), nint> funs = [];

    public Term NodeName { get; init; } = Atoms.NonodeAtNohost;
    public uint Creation { get; init; }
    public ulong LocalSecret { get; init; } = 42;

    public Export* GetOrCreateExport(Term module, Term function, int arity)
    {
        (ulong, ulong, int) key = (module.Bits, function.Bits, arity);
        if (!exports.TryGetValue(key, out nint known))
        {
            var export = (Export*)NativeMemory.AllocZeroed((nuint)sizeof(Export));
            export->Module = module;
            export->Function = function;
            export->Arity = arity;
            known = (nint)export;
            exports.Add(key, known);
        }
        return (Export*)known;
    }

    public bool IsExported(Term module, Term function, int arity) => exports.ContainsKey((module.Bits, function.Bits, arity));

    public FunEntry* GetOrCreateFun(in FunIdentity identity)
    {
        (ulong, int, string) key = (identity.Module.Bits, identity.Index, Convert.ToHexString(identity.Uniq));
        if (!funs.TryGetValue(key, out nint known))
        {
            var entry = (FunEntry*)NativeMemory.AllocZeroed((nuint)sizeof(FunEntry));
            entry->Module = identity.Module;
            entry->Holders.ReferenceCount = 1;
            entry->Arity = identity.Arity;
            entry->FreeVariables = identity.FreeVariables;
            entry->Index = identity.Index;
            entry->OldIndex = identity.OldIndex;
            entry->OldUniq = identity.OldUniq;
            identity.Uniq.CopyTo(new Span<byte>(entry->Uniq, 16));
            known = (nint)entry;
            funs.Add(key, known);
        }
        return (FunEntry*)known;
    }

    public Term LocalReference(TermHeap* heap, ulong low, ulong high) => Reference.Create(heap, low, high);

    public void Remember(Term magicReference) { }
}
