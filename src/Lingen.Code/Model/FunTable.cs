// All fun entries of a node by identity: module, index and the module's checksum, with arity and number of free variables, so that a
// term from outside which lies about those never gets to the code. An entry is immortal, because funs on heaps, in messages
// and in other nodes' minds refer to it; what changes is the code it leads to.
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Lingen.Terms;

namespace Lingen.Code;

/// <summary>Finds and creates fun entries. Lookups are lock-free.</summary>
public sealed unsafe class FunTable
{
    private readonly ConcurrentDictionary<(ulong Module, int Index, UInt128 Uniq, int Arity, int FreeVariables), nint> entries =
        new();

    /// <summary>Entries of a module by its name; only modules that have any.</summary>
    private readonly ConcurrentDictionary<ulong, ConcurrentBag<nint>> byModule = new();

    /// <summary>The entry of this identity, created (leading to error_handler) if new.</summary>
    public FunEntry* GetOrCreate(in FunIdentity identity)
    {
        (ulong, int, UInt128, int, int) key = (
            identity.Module.Bits,
            identity.Index,
            MemoryMarshal.Read<UInt128>(identity.Uniq),
            identity.Arity,
            identity.FreeVariables
        );
        if (entries.TryGetValue(key, out nint known))
        {
            return (FunEntry*)known;
        }
        FunEntry* entry = Create(identity);
        nint winner = entries.GetOrAdd(key, (nint)entry);
        if (winner == (nint)entry)
        {
            byModule.GetOrAdd(identity.Module.Bits, static _ => []).Add(winner);
        }
        else
        {
            NativeMemory.Free(entry);
        }
        return (FunEntry*)winner;
    }

    /// <summary>The entries of a module, in no order.</summary>
    public IEnumerable<nint> OfModule(Term module) =>
        byModule.TryGetValue(module.Bits, out ConcurrentBag<nint>? known) ? known : [];

    /// <summary>Lets an entry lead to error_handler:undefined_lambda/3, as before its module was loaded.</summary>
    public static void SetUndefined(FunEntry* entry) => Volatile.Write(ref *(nint*)&entry->Code, (nint)(entry->Stub + 1));

    /// <summary>Whether an entry leads to no code, because no version of its module that has the fun is loaded.</summary>
    public static bool IsUndefined(FunEntry* entry) => entry->Code == entry->Stub + 1;

    private static FunEntry* Create(in FunIdentity identity)
    {
        var entry = (FunEntry*)NativeMemory.AllocZeroed((nuint)sizeof(FunEntry));
        entry->Module = identity.Module;
        entry->Name = Atoms.Undefined;
        entry->Holders.ReferenceCount = 1;
        entry->Arity = identity.Arity;
        entry->FreeVariables = identity.FreeVariables;
        entry->Index = identity.Index;
        entry->OldIndex = identity.OldIndex;
        entry->OldUniq = identity.OldUniq;
        identity.Uniq.CopyTo(new Span<byte>(entry->Uniq, Md5State.SizeBytes));
        Stubs.Write(entry->Stub, Op.UndefinedLambda, entry);
        entry->Code = entry->Stub + 1;
        return entry;
    }
}
