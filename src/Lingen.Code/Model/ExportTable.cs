// The export table: one immortal native Export for every module:function/arity that anything has named. Its Code field
// is what external calls jump through. A boot makes some thousands, so records come from blocks and the index is native:
//
//   [mask] [Export*] ...    open addressing; grows by copying, and the index before stays for readers that walk it
using System.Runtime.InteropServices;
using Lingen.Terms;

namespace Lingen.Code;

/// <summary>Finds and creates exports. Lookups are lock-free.</summary>
public sealed unsafe class ExportTable
{
    private const int FirstSlots = 16_384;
    private const int BlockExports = 256;

    private readonly Lock gate = new();
    private nint index = (nint)NewIndex(FirstSlots);
    private Export* room;
    private int roomCount;
    private int count;

    /// <summary>The export of this name, created (pointing at the error_handler stub) if new.</summary>
    public Export* GetOrCreate(Term module, Term function, int arity)
    {
        Export* known = Find(module, function, arity);
        return known != null ? known : Create(module, function, arity);
    }

    /// <summary>The export if anything has named it, else null.</summary>
    public Export* Find(Term module, Term function, int arity)
    {
        var slots = (ulong*)Volatile.Read(ref index);
        ulong mask = slots[0];
        slots++;
        for (ulong at = Hash(module, function, arity) & mask; ; at = (at + 1) & mask)
        {
            var export = (Export*)Volatile.Read(ref slots[at]);
            if (
                export == null
                || (export->Function.Bits == function.Bits && export->Module.Bits == module.Bits && export->Arity == arity)
            )
            {
                return export;
            }
        }
    }

    /// <summary>All exports, in no order.</summary>
    public List<nint> All
    {
        get
        {
            var all = new List<nint>(count);
            var slots = (ulong*)Volatile.Read(ref index);
            for (ulong i = 1; i <= slots[0] + 1; i++)
            {
                if (slots[i] != 0)
                {
                    all.Add((nint)slots[i]);
                }
            }
            return all;
        }
    }

    /// <summary>Makes an export run a BIF. <paramref name="bif"/> is a BifEntry*; a guard BIF may also be part of an instruction.</summary>
    public void SetBif(Export* export, void* bif, bool isGuard)
    {
        export->Bif = bif;
        export->IsGuard = isGuard;
        Stubs.Write(export->Stub, Op.BifStub, bif);
        export->Code = export->Stub + 1;
    }

    /// <summary>Makes an export call error_handler:undefined_function/3, as before its module was loaded.</summary>
    public static void SetUndefined(Export* export)
    {
        Stubs.Write(export->Stub, Op.UndefinedFunction, export);
        export->Code = export->Stub + 1;
    }

    private Export* Create(Term module, Term function, int arity)
    {
        lock (gate)
        {
            Export* export = Find(module, function, arity);
            if (export != null)
            {
                return export;
            }
            if (roomCount == 0)
            {
                room = (Export*)NativeMemory.AllocZeroed(BlockExports, (nuint)sizeof(Export));
                roomCount = BlockExports;
            }
            export = room++;
            roomCount--;
            export->Module = module;
            export->Function = function;
            export->Arity = arity;
            SetUndefined(export);
            count++;
            if ((ulong)count > *(ulong*)index / 4 * 3)
            {
                Grow();
            }
            Put((ulong*)index, export);
            return export;
        }
    }

    private void Grow()
    {
        var before = (ulong*)index;
        ulong* grown = NewIndex((int)(before[0] + 1) * 2);
        for (ulong i = 1; i <= before[0] + 1; i++)
        {
            if (before[i] != 0)
            {
                Put(grown, (Export*)before[i]);
            }
        }
        Volatile.Write(ref index, (nint)grown);
    }

    private static ulong* NewIndex(int slots)
    {
        var made = (ulong*)NativeMemory.AllocZeroed((nuint)slots + 1, sizeof(ulong));
        made[0] = (ulong)slots - 1;
        return made;
    }

    private static void Put(ulong* slots, Export* export)
    {
        ulong mask = slots[0];
        slots++;
        ulong at = Hash(export->Module, export->Function, export->Arity) & mask;
        while (slots[at] != 0)
        {
            at = (at + 1) & mask;
        }
        Volatile.Write(ref slots[at], (ulong)export);
    }

    private static ulong Hash(Term module, Term function, int arity)
    {
        ulong hash = ((module.Bits << 24) ^ function.Bits ^ ((ulong)arity << 56)) * 0x9E37_79B9_7F4A_7C15;
        return hash >> 32;
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
