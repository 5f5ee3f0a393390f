// Integer segments of any size, sign and byte order, in matching and construction. A little-endian segment whose size is no
// multiple of 8 holds its low bytes first and its top bits last.
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

public static unsafe partial class BitSyntax
{
    private const int LimbBits = 64;

    /// <summary>Most words that an integer of this many bits takes on the heap.</summary>
    public static long IntegerMaxWords(long sizeBits) => sizeBits < 60 ? 0 : 1 + ((sizeBits + LimbBits - 1) / LimbBits);

    /// <summary>The next bits as an integer, or none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Term GetInteger(TermHeap* heap, MatchContext* context, long sizeBits, SegmentFlags flags) =>
        context->RemainingBits < sizeBits ? Term.None : GetIntegerUnchecked(heap, context, sizeBits, flags);

    /// <summary>The next bits as an integer, of a size known at run time only.</summary>
    public static Term GetInteger(TermHeap* heap, MatchContext* context, Term size, int unit, SegmentFlags flags) =>
        TryGetSize(size, unit, out long sizeBits) ? GetInteger(heap, context, sizeBits, flags) : Term.None;

    /// <summary>The next bits as an integer; the caller knows that they exist. None only if the number passes the limit of integers.</summary>
    public static Term GetIntegerUnchecked(TermHeap* heap, MatchContext* context, long sizeBits, SegmentFlags flags)
    {
        if (sizeBits <= LimbBits)
        {
            if (sizeBits == 0)
            {
                return Term.Small(0);
            }
            ulong value = ReadNumber(context->Base, context->Position, (int)sizeBits, flags);
            context->Position += sizeBits;
            if ((flags & SegmentFlags.Signed) != 0)
            {
                int shift = LimbBits - (int)sizeBits;
                return FromSigned(heap, (long)(value << shift) >> shift);
            }
            return FromUnsigned(heap, value);
        }
        Term result = GetBignum(heap, context->Base, context->Position, sizeBits, flags);
        if (!result.IsNone)
        {
            context->Position += sizeBits;
        }
        return result;
    }

    /// <summary>A run of 1 to 64 bits as an unsigned number in the given byte order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ReadNumber(byte* data, long position, int sizeBits, SegmentFlags flags)
    {
        ulong value = BitCopy.Read(data, position, sizeBits);
        return (flags & SegmentFlags.Little) == 0 ? value : SwapBytes(value, sizeBits);
    }

    /// <summary>Turns bits in the order of the data into a little-endian number: whole bytes reversed, the rest on top.</summary>
    private static ulong SwapBytes(ulong bits, int sizeBits)
    {
        int restBits = sizeBits & 7;
        int wholeBits = sizeBits - restBits;
        if (wholeBits == 0)
        {
            return bits;
        }
        ulong whole = BinaryPrimitives.ReverseEndianness((bits >> restBits) << (LimbBits - wholeBits));
        ulong rest = bits & ((1UL << restBits) - 1);
        return restBits == 0 ? whole : whole | (rest << wholeBits);
    }

    /// <summary>The inverse of <see cref="SwapBytes"/>.</summary>
    private static ulong UnswapBytes(ulong value, int sizeBits)
    {
        int restBits = sizeBits & 7;
        int wholeBits = sizeBits - restBits;
        if (wholeBits == 0)
        {
            return value;
        }
        ulong whole = BinaryPrimitives.ReverseEndianness(value) >> (LimbBits - wholeBits);
        return restBits == 0 ? whole : (whole << restBits) | ((value >> wholeBits) & ((1UL << restBits) - 1));
    }

    private static Term GetBignum(TermHeap* heap, byte* data, long position, long sizeBits, SegmentFlags flags)
    {
        int limbs = SpanSize.Of((sizeBits + LimbBits - 1) / LimbBits);
        ulong* header = heap->Allocate(limbs + 1);
        ulong* end = header + limbs + 1;
        ulong* limb = header + 1;
        ReadLimbs(data, position, sizeBits, limb, limbs, (flags & SegmentFlags.Little) != 0);
        int topBits = (int)(sizeBits - ((long)(limbs - 1) * LimbBits));
        bool negative = (flags & SegmentFlags.Signed) != 0 && (limb[limbs - 1] >> (topBits - 1) & 1) != 0;
        if (negative)
        {
            limb[limbs - 1] |= topBits == LimbBits ? 0 : ulong.MaxValue << topBits;
            Negate(limb, limbs);
        }
        int used = limbs;
        while (used > 1 && limb[used - 1] == 0)
        {
            used--;
        }
        if (used == 1 && FitsSmall(limb[0], negative))
        {
            long value = negative ? -(long)limb[0] : (long)limb[0];
            heap->Release(end, header);
            return Term.Small(value);
        }
        if (used > Bignum.MaxLimbs)
        {
            heap->Release(end, header);
            *header = HeaderWord.Make(HeaderTag.Bignum, limbs);
            return Term.None;
        }
        ulong* usedEnd = header + 1 + used;
        heap->Release(end, usedEnd);
        *header = HeaderWord.Make(HeaderTag.Bignum, used, negative ? 1UL : 0UL);
        return Term.FromBoxed(header);
    }

    private static void ReadLimbs(byte* data, long position, long sizeBits, ulong* limb, int limbs, bool little)
    {
        long left = sizeBits;
        for (int i = 0; i < limbs; i++)
        {
            int count = (int)Math.Min(left, LimbBits);
            left -= count;
            limb[i] = little
                ? SwapBytes(BitCopy.Read(data, position + ((long)i * LimbBits), count), count)
                : BitCopy.Read(data, position + left, count);
        }
    }

    private static void Negate(ulong* limb, int limbs)
    {
        bool carry = true;
        for (int i = 0; i < limbs; i++)
        {
            ulong inverted = ~limb[i];
            limb[i] = carry ? inverted + 1 : inverted;
            carry &= limb[i] == 0;
        }
    }

    private static bool FitsSmall(ulong magnitude, bool negative) => magnitude <= (negative ? 1UL << 59 : (ulong)Term.MaxSmall);

    private static Term FromUnsigned(TermHeap* heap, ulong value) =>
        value <= (ulong)Term.MaxSmall ? Term.Small((long)value) : Bignum.Create(heap, [value], false);

    private static Term FromSigned(TermHeap* heap, long value) =>
        Term.FitsSmall(value) ? Term.Small(value) : Bignum.Create(heap, [value < 0 ? 0 - (ulong)value : (ulong)value], value < 0);

    /// <summary>Writes the low bits of an integer. False if the value is no integer.</summary>
    public static bool PutInteger(ref BitBuilder builder, Term value, long sizeBits, SegmentFlags flags)
    {
        if (value.IsSmall)
        {
            if (sizeBits <= LimbBits)
            {
                PutNumber(ref builder, (ulong)value.SmallValue, (int)sizeBits, flags);
            }
            else
            {
                ulong limb = (ulong)value.SmallValue;
                ulong fill = value.SmallValue < 0 ? ulong.MaxValue : 0;
                PutLimbs(ref builder, [limb], fill, false, sizeBits, flags);
            }
            return true;
        }
        if (!value.IsBignum)
        {
            return false;
        }
        var number = new Bignum(value);
        bool negative = number.IsNegative;
        if (sizeBits <= LimbBits)
        {
            ulong low = number.Limbs[0];
            PutNumber(ref builder, negative ? 0 - low : low, (int)sizeBits, flags);
        }
        else
        {
            PutLimbs(ref builder, number.Limbs, negative ? ulong.MaxValue : 0, negative, sizeBits, flags);
        }
        return true;
    }

    /// <summary>Writes the low 0 to 64 bits of a number in the given byte order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PutNumber(ref BitBuilder builder, ulong value, int sizeBits, SegmentFlags flags)
    {
        if (sizeBits == 0)
        {
            return;
        }
        if ((flags & SegmentFlags.Little) != 0)
        {
            value = UnswapBytes(value, sizeBits);
        }
        BitCopy.Write(builder.Data, builder.Position, sizeBits, value);
        builder.Position += sizeBits;
    }

    /// <summary>Writes a number wider than 64 bits: limbs, negated if asked, then the fill that extends the sign.</summary>
    private static void PutLimbs(
        ref BitBuilder builder,
        ReadOnlySpan<ulong> limbs,
        ulong fill,
        bool negate,
        long sizeBits,
        SegmentFlags flags
    )
    {
        bool little = (flags & SegmentFlags.Little) != 0;
        bool carry = negate;
        long left = sizeBits;
        for (long done = 0; left > 0; done += LimbBits)
        {
            int index = (int)Math.Min(done / LimbBits, limbs.Length);
            ulong limb = fill;
            if (index < limbs.Length)
            {
                limb = limbs[index];
                if (negate)
                {
                    limb = carry ? ~limb + 1 : ~limb;
                    carry &= limb == 0;
                }
            }
            int count = (int)Math.Min(left, LimbBits);
            left -= count;
            if (little)
            {
                BitCopy.Write(builder.Data, builder.Position + done, count, UnswapBytes(limb, count));
            }
            else
            {
                BitCopy.Write(builder.Data, builder.Position + left, count, limb);
            }
        }
        builder.Position += sizeBits;
    }
}
