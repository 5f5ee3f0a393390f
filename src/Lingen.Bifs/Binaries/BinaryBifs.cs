// Sizes, parts and list forms of binaries: the functions of module erlang.
namespace Lingen.Bifs;

/// <summary>erlang: byte_size, bit_size, binary_part, split_binary, binary_to_list and their like.</summary>
public static unsafe class BinaryBifs
{
    [Bif("erlang", "byte_size", Guard = true)]
    public static Term ByteSize(ref BifContext context, Matchable bits) => Term.Small((bits.SizeBits + 7) >> 3);

    [Bif("erlang", "bit_size", Guard = true)]
    public static Term BitSize(ref BifContext context, Matchable bits) => Term.Small(bits.SizeBits);

    /// <summary>Elements of a tuple, or whole bytes of a bitstring.</summary>
    [Bif("erlang", "size", Guard = true)]
    public static Term Size(ref BifContext context, Term value)
    {
        if (value.IsTuple)
        {
            return Term.Small(new Tuple(value).Arity);
        }
        return Matchable.TryFrom(value, out Matchable bits) ? Term.Small(bits.SizeBits >> 3) : context.BadArg();
    }

    [Bif("erlang", "binary_part", Guard = true)]
    [Bif("binary", "part")]
    public static Term BinaryPart(ref BifContext context, Bitstring bits, SmallInt start, SmallInt length) =>
        TryRange(bits, start, length, out long from, out long count)
            ? BitSyntax.Extract(context.Heap, bits.Term, from * 8, count * 8)
            : context.BadArg();

    [Bif("erlang", "binary_part", Guard = true)]
    [Bif("binary", "part")]
    public static Term BinaryPart(ref BifContext context, Bitstring bits, Tuple startAndLength) =>
        startAndLength.Arity == 2 && startAndLength[0].IsSmall && startAndLength[1].IsSmall
            ? BinaryPart(
                ref context,
                bits,
                new SmallInt(startAndLength[0].SmallValue),
                new SmallInt(startAndLength[1].SmallValue)
            )
            : context.BadArg();

    /// <summary>Checks a position and a length, which may be negative to count backwards, against a binary.</summary>
    internal static bool TryRange(Bitstring bits, long start, long length, out long from, out long count)
    {
        from = length < 0 ? start + length : start;
        count = Math.Abs(length);
        return bits.IsBinary && start >= 0 && from >= 0 && count <= bits.LengthBytes && from <= bits.LengthBytes - count;
    }

    /// <summary>The bits behind the position stay with the second part, whole bytes or not.</summary>
    [Bif("erlang", "split_binary")]
    public static Term SplitBinary(ref BifContext context, Bitstring bits, SmallInt position)
    {
        if (position < 0 || position > bits.LengthBytes)
        {
            return context.BadArg();
        }
        long splitBits = position * 8;
        Term first = BitSyntax.Extract(context.Heap, bits.Term, 0, splitBits);
        Term second = BitSyntax.Extract(context.Heap, bits.Term, splitBits, bits.SizeBits - splitBits);
        return Tuple.Create(context.Heap, first, second);
    }

    [Bif("erlang", "binary_to_list")]
    public static Term BinaryToList(ref BifContext context, Binary binary) =>
        ToList(ref context, binary.Bits, 0, binary.Length, Term.Nil);

    [Bif("erlang", "binary_to_list")]
    public static Term BinaryToList(ref BifContext context, Binary binary, SmallInt start, SmallInt stop)
    {
        if (start < 1 || stop < start || stop > binary.Length)
        {
            return context.BadArg();
        }
        return ToList(ref context, binary.Bits, start - 1, stop - start + 1, Term.Nil);
    }

    /// <summary>The bits after the last whole byte stand in the list as a bitstring.</summary>
    [Bif("erlang", "bitstring_to_list")]
    public static Term BitstringToList(ref BifContext context, Bitstring bits)
    {
        Term tail = Term.Nil;
        long restBits = bits.SizeBits & 7;
        if (restBits != 0)
        {
            Term rest = BitSyntax.Extract(context.Heap, bits.Term, bits.SizeBits - restBits, restBits);
            tail = Cons.Create(context.Heap, rest, Term.Nil);
        }
        return ToList(ref context, bits, 0, bits.LengthBytes, tail);
    }

    private static Term ToList(ref BifContext context, Bitstring bits, long start, long count, Term tail)
    {
        if (count == 0)
        {
            return tail;
        }
        if (count > int.MaxValue / Cons.SizeWords)
        {
            return context.SystemLimit();
        }
        if (LongWork.Moves(context, count, LongWork.ManyBytes))
        {
            return context.GoDirty();
        }
        context.BumpReductions(count / Costs.BytesPerReduction);
        ulong* cell = context.Heap->Allocate((int)count * Cons.SizeWords);
        Term list = Term.FromCons(cell);
        long position = bits.OffsetBits + (start * 8);
        for (long i = 0; i < count; i++)
        {
            cell[0] = Term.Small((long)BitCopy.Read(bits.Data, position, 8)).Bits;
            cell[1] = Term.FromCons(cell + Cons.SizeWords).Bits;
            cell += Cons.SizeWords;
            position += 8;
        }
        cell[-1] = tail.Bits;
        return list;
    }
}

/// <summary>How much work on bytes costs a reduction.</summary>
internal static class Costs
{
    public const long BytesPerReduction = 256;
    public const long CopiedBytesPerReduction = 4096;
}
