// Construction of bitstrings as bs_create_bin does it: first the sizes of all segments are added up and checked, then the
// result is allocated, then the segments are written. Functions that fail say why in a BitFailure.
namespace Lingen.Terms;

public static unsafe partial class BitSyntax
{
    /// <summary>
    /// Adds the size of a segment to a total. For Float, Integer and Binary the size operand counts units; the others find
    /// theirs in the value. The first segment of an append counts nothing.
    /// </summary>
    public static bool AddSize(SegmentKind kind, int unit, Term value, Term size, ref long totalBits, ref BitFailure failure)
    {
        switch (kind)
        {
            case SegmentKind.Append or SegmentKind.PrivateAppend:
                return true;
            case SegmentKind.BinaryAll:
                if (!value.IsBitstring)
                {
                    failure.Set(Atoms.Badarg, Atoms.Type, value);
                    return false;
                }
                totalBits += new Bitstring(value).SizeBits;
                return CheckTotal(totalBits, value, ref failure);
            case SegmentKind.Utf8:
                if (!IsCodePoint(value))
                {
                    failure.Set(Atoms.Badarg, Atoms.Type, value);
                    return false;
                }
                totalBits += Utf8Length(value) * 8;
                return true;
            case SegmentKind.Utf16:
                totalBits += Utf16Length(value) * 8;
                return true;
            case SegmentKind.Utf32:
                if (!IsCodePoint(value))
                {
                    failure.Set(Atoms.Badarg, Atoms.Type, value);
                    return false;
                }
                totalBits += 32;
                return true;
            default:
                if (TryGetSize(size, unit, out long sizeBits))
                {
                    totalBits += Math.Min(sizeBits, MaxSizeBits + 1);
                    return CheckTotal(totalBits, size, ref failure);
                }
                bool tooLarge = size.IsSmall ? size.SmallValue >= 0 : size.IsBignum && !new Bignum(size).IsNegative;
                failure.Set(tooLarge ? Atoms.SystemLimit : Atoms.Badarg, Atoms.Size, size);
                return false;
        }
    }

    private static bool CheckTotal(long totalBits, Term size, ref BitFailure failure)
    {
        if (totalBits <= MaxSizeBits)
        {
            return true;
        }
        failure.Set(Atoms.SystemLimit, Atoms.Size, size);
        return false;
    }

    /// <summary>A new bitstring of this size, to be filled from its first bit on.</summary>
    public static Term Begin(TermHeap* heap, long sizeBits, out BitBuilder builder)
    {
        builder = default;
        return Bitstring.Create(heap, sizeBits, out builder.Data);
    }

    /// <summary>
    /// Writes a segment whose size <see cref="AddSize"/> has accepted. For String use <see cref="PutString"/>; the
    /// first segment of an append is written by <see cref="Append"/>.
    /// </summary>
    public static bool Put(
        ref BitBuilder builder,
        SegmentKind kind,
        int unit,
        SegmentFlags flags,
        Term value,
        Term size,
        ref BitFailure failure
    )
    {
        bool written;
        switch (kind)
        {
            case SegmentKind.BinaryAll:
                return PutBinaryAll(ref builder, value, unit, ref failure);
            case SegmentKind.Binary:
                TryGetSize(size, unit, out long binaryBits);
                return PutBinary(ref builder, value, binaryBits, ref failure);
            case SegmentKind.Float:
                TryGetSize(size, unit, out long floatBits);
                return PutFloat(ref builder, value, floatBits, flags, ref failure);
            case SegmentKind.Integer:
                TryGetSize(size, unit, out long integerBits);
                written = PutInteger(ref builder, value, integerBits, flags);
                break;
            case SegmentKind.Utf8:
                written = PutUtf8(ref builder, value);
                break;
            case SegmentKind.Utf16:
                written = PutUtf16(ref builder, value, flags);
                break;
            default:
                written = PutUtf32(ref builder, value, flags);
                break;
        }
        if (!written)
        {
            failure.Set(Atoms.Badarg, Atoms.Type, value);
        }
        return written;
    }

    /// <summary>Writes the first bits of a bitstring. Fails with type if it is none, with short if it is shorter.</summary>
    public static bool PutBinary(ref BitBuilder builder, Term value, long sizeBits, ref BitFailure failure)
    {
        if (!Bitstring.TryFrom(value, out Bitstring bits))
        {
            failure.Set(Atoms.Badarg, Atoms.Type, value);
            return false;
        }
        if (sizeBits > bits.SizeBits)
        {
            failure.Set(Atoms.Badarg, Atoms.Short, value);
            return false;
        }
        PutBits(ref builder, bits, sizeBits);
        return true;
    }

    /// <summary>Writes a whole bitstring. Fails with type if it is none, with unit if its size is no multiple of the unit.</summary>
    public static bool PutBinaryAll(ref BitBuilder builder, Term value, int unit, ref BitFailure failure)
    {
        if (!Bitstring.TryFrom(value, out Bitstring bits))
        {
            failure.Set(Atoms.Badarg, Atoms.Type, value);
            return false;
        }
        if (unit > 1 && bits.SizeBits % unit != 0)
        {
            failure.Set(Atoms.Badarg, Atoms.Unit, value);
            return false;
        }
        PutBits(ref builder, bits, bits.SizeBits);
        return true;
    }

    private static void PutBits(ref BitBuilder builder, Bitstring bits, long sizeBits)
    {
        BitCopy.Copy(bits.Data, bits.OffsetBits, builder.Data, builder.Position, sizeBits);
        builder.Position += sizeBits;
    }

    /// <summary>Writes bytes of the module's string table.</summary>
    public static void PutString(ref BitBuilder builder, byte* text, long lengthBytes)
    {
        BitCopy.Copy(text, 0, builder.Data, builder.Position, lengthBytes * 8);
        builder.Position += lengthBytes * 8;
    }

    /// <summary>
    /// <c>bs_add</c> of old compilers: first + second * unit, none with badarg or system_limit as the reason.
    /// </summary>
    public static Term AddSizes(Term first, Term second, int unit, out Term reason)
    {
        reason = Term.None;
        if (first.IsSmall && second.IsSmall && first.SmallValue >= 0 && second.SmallValue >= 0)
        {
            if (TryGetSize(second, unit, out long product) && product <= Term.MaxSmall - first.SmallValue)
            {
                return Term.Small(first.SmallValue + product);
            }
            reason = Atoms.SystemLimit;
            return Term.None;
        }
        reason = IsNonNegative(first) && IsNonNegative(second) ? Atoms.SystemLimit : Atoms.Badarg;
        return Term.None;
    }

    /// <summary>The size operand of <c>bs_init2</c>, <c>bs_init_bits</c> and <c>bs_append</c>: bits or bytes to make.</summary>
    public static bool TryGetBuildSize(Term size, int unit, out long sizeBits, out Term reason)
    {
        reason = Term.None;
        if (TryGetSize(size, unit, out sizeBits) && sizeBits <= MaxSizeBits)
        {
            return true;
        }
        reason = IsNonNegative(size) ? Atoms.SystemLimit : Atoms.Badarg;
        return false;
    }

    private static bool IsNonNegative(Term value) =>
        value.IsSmall ? value.SmallValue >= 0 : value.IsBignum && !new Bignum(value).IsNegative;
}
