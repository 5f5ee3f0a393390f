// Float segments: IEEE 754 binary16, binary32 and binary64. Infinities and NaNs match no float segment; a number too
// large for the size is written as infinity, as on BEAM.
namespace Lingen.Terms;

public static unsafe partial class BitSyntax
{
    /// <summary>The next bits as a float, or none: too few bits, another size than 0, 16, 32 or 64, or no finite number.</summary>
    public static Term GetFloat(TermHeap* heap, MatchContext* context, long sizeBits, SegmentFlags flags)
    {
        if (sizeBits == 0)
        {
            return Float.Create(heap, 0.0);
        }
        if (context->RemainingBits < sizeBits || sizeBits is not (16 or 32 or 64))
        {
            return Term.None;
        }
        ulong bits = ReadNumber(context->Base, context->Position, (int)sizeBits, flags);
        double value = sizeBits switch
        {
            16 => (double)BitConverter.UInt16BitsToHalf((ushort)bits),
            32 => BitConverter.UInt32BitsToSingle((uint)bits),
            _ => BitConverter.UInt64BitsToDouble(bits),
        };
        if (!double.IsFinite(value))
        {
            return Term.None;
        }
        context->Position += sizeBits;
        return Float.Create(heap, value);
    }

    /// <summary>The next bits as a float, of a size known at run time only.</summary>
    public static Term GetFloat(TermHeap* heap, MatchContext* context, Term size, int unit, SegmentFlags flags) =>
        TryGetSize(size, unit, out long sizeBits) ? GetFloat(heap, context, sizeBits, flags) : Term.None;

    /// <summary>Writes a number as a float. False with the failure set if it is no number, too large for any float, or the size is wrong.</summary>
    public static bool PutFloat(ref BitBuilder builder, Term value, long sizeBits, SegmentFlags flags, ref BitFailure failure)
    {
        if (sizeBits is not (16 or 32 or 64))
        {
            failure.Set(Atoms.Badarg, Atoms.Invalid, Term.Small(sizeBits));
            return false;
        }
        double number;
        if (value.IsFloat)
        {
            number = new Float(value).Value;
        }
        else if (value.IsSmall)
        {
            number = value.SmallValue;
        }
        else if (!value.IsBignum)
        {
            failure.Set(Atoms.Badarg, Atoms.Type, value);
            return false;
        }
        else if (!TryToDouble(new Bignum(value), out number))
        {
            failure.Set(Atoms.Badarg, Atoms.NoFloat, value);
            return false;
        }
        ulong bits = sizeBits switch
        {
            // By way of binary32, as BEAM rounds.
            16 => BitConverter.HalfToUInt16Bits((Half)(float)number),
            32 => BitConverter.SingleToUInt32Bits(value.IsSmall ? value.SmallValue : (float)number),
            _ => BitConverter.DoubleToUInt64Bits(number),
        };
        PutNumber(ref builder, bits, (int)sizeBits, flags);
        return true;
    }

    /// <summary>The nearest double by summing limbs from the top, as BEAM converts; false if it is not finite.</summary>
    private static bool TryToDouble(Bignum number, out double value)
    {
        const double LimbBase = 18446744073709551616.0;
        value = 0;
        ReadOnlySpan<ulong> limbs = number.Limbs;
        for (int i = limbs.Length - 1; i >= 0; i--)
        {
            value = (value * LimbBase) + limbs[i];
        }
        if (number.IsNegative)
        {
            value = -value;
        }
        return double.IsFinite(value);
    }
}
