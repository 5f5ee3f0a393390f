// The export table: one immortal native Export for every module:function/arity that anything has named. Its Code field
// is what external calls jump through.
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Lingen.Terms;

namespace Lingen.Code;

/// <summary>Finds and creates exports. Lookups are lock-free.</summary>
public sealed unsafe class ExportTable
{
    private readonly ConcurrentDictionary<(ulong Module, ulong Function, int Arity), nint> exports = new();

    /// <summary>The export of this name, created (pointing at the error_handler stub) if new.</summary>
    public Export* GetOrCreate(Term module, Term function, int arity)
    {
        (ulong, ulong, int) key = (module.Bits, function.Bits, arity);
        return (Export*)(
            exports.TryGetValue(key, out nint known)
                ? known
                : exports.GetOrAdd(key, static k => (nint)Create(k.Module, k.Function, k.Arity))
        );
    }

    /// <summary>The export if anything has named it, else null.</summary>
    public Export* Find(Term module, Term function, int arity) =>
        exports.TryGetValue((module.Bits, function.Bits, arity), out nint known) ? (Export*)known : null;

    /// <summary>All exports, in no order.</summary>
    public IEnumerable<nint> All => exports.Values;

    /// <summary>Makes an export run a BIF. <paramref name="bif"/> is a BifEntry*.</summary>
    public void SetBif(Export* export, void* bif)
    {
        export->Bif = bif;
        Stubs.Write(export->Stub, Op.BifStub, bif);
        export->Code = export->Stub + 1;
    }

    /// <summary>Makes an export call error_handler:undefined_function/3, as before its module was loaded.</summary>
    public static void SetUndefined(Export* export)
    {
        Stubs.Write(export->Stub, Op.UndefinedFunction, export);
        export->Code = export->Stub + 1;
    }

    private static Export* Create(ulong module, ulong function, int arity)
    {
        var export = (Export*)NativeMemory.AllocZeroed((nuint)sizeof(Export));
        export->Module = new Term(module);
        export->Function = new Term(function);
        export->Arity = arity;
        SetUndefined(export);
        return export;
    }
}

/// <summary>Three-word code stubs: [machine address word, opcode, operand].</summary>
public static unsafe class Stubs
{
    public static void Write(ulong* stub, Op op, void* operand)
    {
        stub[0] = 0;
        stub[2] = (ulong)operand;
        Volatile.Write(ref stub[1], (ulong)op);
    }
}
