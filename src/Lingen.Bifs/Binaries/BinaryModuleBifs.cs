// The functions of module binary that look at single bytes, copy, or convert; searching is in BinarySearchBifs.
namespace Lingen.Bifs;

/// <summary>binary: at, copy, first, last, encode_unsigned, decode_unsigned, longest_common_prefix and their like.</summary>
public static unsafe class BinaryModuleBifs
{
    [Bif("binary", "at")]
    public static Term At(ref BifContext context, Binary binary, SmallInt position) =>
        position >= 0 && position < binary.Length ? ByteAt(binary, position) : context.BadArg();

    [Bif("binary", "first")]
    public static Term First(ref BifContext context, Binary binary) => binary.Length > 0 ? ByteAt(binary, 0) : context.BadArg();

    [Bif("binary", "last")]
    public static Term Last(ref BifContext context, Binary binary) =>
        binary.Length > 0 ? ByteAt(binary, binary.Length - 1) : context.BadArg();

    private static Term ByteAt(Binary binary, long position) =>
        Term.Small((long)BitCopy.Read(binary.Bits.Data, binary.Bits.OffsetBits + (position * 8), 8));

    [Bif("binary", "copy")]
    public static Term Copy(ref BifContext context, Binary binary) => Copy(ref context, binary, Term.Small(1));

    [Bif("binary", "copy")]
    public static Term Copy(ref BifContext context, Binary binary, Term times)
    {
        if (!Integers.TryGetUInt64(times, out ulong count))
        {
            return context.BadArg();
        }
        if (binary.Length > 0 && count > (ulong)((BitSyntax.MaxSizeBits >> 3) / binary.Length))
        {
            return context.SystemLimit();
        }
        long size = binary.Length * (long)count;
        if (LongWork.Moves(context, size, LongWork.VeryManyBytes))
        {
            return context.GoDirty();
        }
        context.BumpReductions(size / Costs.CopiedBytesPerReduction);
        Term copy = Bitstring.CreateBinary(context.Heap, size, out byte* target);
        if (size > 0)
        {
            BitCopy.Copy(binary.Bits.Data, binary.Bits.OffsetBits, target, 0, binary.Bits.SizeBits);
            // Doubling: each pass copies all that is there.
            for (long done = binary.Length; done < size; )
            {
                long step = Math.Min(done, size - done);
                Buffer.MemoryCopy(target, target + done, step, step);
                done += step;
            }
        }
        return copy;
    }

    /// <summary>
    /// Bytes of the shared cell that a binary keeps alive. For a binary on the heap OTP 27 gives its size in bits, and so do we.
    /// </summary>
    [Bif("binary", "referenced_byte_size")]
    public static Term ReferencedByteSize(ref BifContext context, Bitstring bits)
    {
        ulong* words = bits.Term.BoxedPointer;
        if (new HeaderWord(*words).Tag == HeaderTag.SubBinary)
        {
            words = new Term(words[3]).BoxedPointer;
        }
        return Term.Small(
            new HeaderWord(*words).Tag == HeaderTag.RefcBinary ? ((BinaryCell*)words[2])->CapacityBytes : bits.SizeBits
        );
    }

    [Bif("binary", "encode_unsigned")]
    public static Term EncodeUnsigned(ref BifContext context, Term number) => EncodeUnsigned(ref context, number, Atoms.Big);

    [Bif("binary", "encode_unsigned")]
    public static Term EncodeUnsigned(ref BifContext context, Term number, Term endianness)
    {
        if (!TryFlags(endianness, out SegmentFlags flags))
        {
            return context.BadArg();
        }
        long size;
        if (number.IsSmall && number.SmallValue >= 0)
        {
            size = BytesOf((ulong)number.SmallValue);
        }
        else if (number.IsBignum && !new Bignum(number).IsNegative)
        {
            ReadOnlySpan<ulong> limbs = new Bignum(number).Limbs;
            size = ((long)(limbs.Length - 1) * sizeof(ulong)) + BytesOf(limbs[^1]);
        }
        else
        {
            return context.BadArg();
        }
        var builder = default(BitBuilder);
        Term binary = Bitstring.CreateBinary(context.Heap, size, out builder.Data);
        BitSyntax.PutInteger(ref builder, number, size * 8, flags);
        return binary;
    }

    private static int BytesOf(ulong value) => Math.Max(1, (71 - System.Numerics.BitOperations.LeadingZeroCount(value)) >> 3);

    [Bif("binary", "decode_unsigned")]
    public static Term DecodeUnsigned(ref BifContext context, Binary binary) => DecodeUnsigned(ref context, binary, Atoms.Big);

    [Bif("binary", "decode_unsigned")]
    public static Term DecodeUnsigned(ref BifContext context, Binary binary, Term endianness)
    {
        if (!TryFlags(endianness, out SegmentFlags flags))
        {
            return context.BadArg();
        }
        if (LongWork.Moves(context, binary.Length, LongWork.VeryManyBytes))
        {
            return context.GoDirty();
        }
        Bitstring bits = binary.Bits;
        var match = new MatchContext
        {
            Base = bits.Data,
            Position = bits.OffsetBits,
            End = bits.OffsetBits + bits.SizeBits,
        };
        Term number = BitSyntax.GetInteger(context.Heap, &match, bits.SizeBits, flags);
        return number.IsNone ? context.SystemLimit() : number;
    }

    private static bool TryFlags(Term endianness, out SegmentFlags flags)
    {
        flags = endianness == Atoms.Little ? SegmentFlags.Little : SegmentFlags.None;
        return endianness == Atoms.Little || endianness == Atoms.Big;
    }

    [Bif("binary", "longest_common_prefix")]
    public static Term LongestCommonPrefix(ref BifContext context, Term binaries) => LongestCommon(ref context, binaries, false);

    [Bif("binary", "longest_common_suffix")]
    public static Term LongestCommonSuffix(ref BifContext context, Term binaries) => LongestCommon(ref context, binaries, true);

    /// <summary>Compares each binary with the first, over the length that is still common.</summary>
    private static Term LongestCommon(ref BifContext context, Term binaries, bool atEnd)
    {
        if (!binaries.IsCons || !Binary.TryFrom(binaries.Head, out Binary first))
        {
            return context.BadArg();
        }
        if (LongWork.Moves(context, first.Length, LongWork.ManyBytes) || LongWork.Moves(context, binaries.Tail))
        {
            return context.GoDirty();
        }
        using var model = new AlignedBytes(first.Bits);
        long common = first.Length;
        Term rest = binaries.Tail;
        for (; rest.IsCons; rest = rest.Tail)
        {
            if (!Binary.TryFrom(rest.Head, out Binary next))
            {
                return context.BadArg();
            }
            using var other = new AlignedBytes(next.Bits);
            long length = Math.Min(common, other.Length);
            common = atEnd
                ? CommonSuffix(model.Start + model.Length, other.Start + other.Length, length)
                : CommonPrefix(model.Start, other.Start, length);
            context.BumpReductions(1 + (length / Costs.BytesPerReduction));
        }
        return rest.IsNil ? Term.Small(common) : context.BadArg();
    }

    private static long CommonPrefix(byte* left, byte* right, long length)
    {
        long common = 0;
        while (common < length)
        {
            int step = (int)Math.Min(length - common, 1 << 30);
            int same = new ReadOnlySpan<byte>(left + common, step).CommonPrefixLength(
                new ReadOnlySpan<byte>(right + common, step)
            );
            common += same;
            if (same < step)
            {
                break;
            }
        }
        return common;
    }

    private static long CommonSuffix(byte* leftEnd, byte* rightEnd, long length)
    {
        long common = 0;
        while (common < length && leftEnd[-1 - common] == rightEnd[-1 - common])
        {
            common++;
        }
        return common;
    }
}
