// Runs of bits in native memory: read, write, copy and compare at any bit position. Bit 0 of a position is the most
// significant bit of byte 0, as the bit syntax counts. Nothing here touches a byte that holds no bit of the run, so a
// run may end at the last byte of a mapped page.
using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

/// <summary>Reads, writes, copies and compares bit runs. Sizes and positions are in bits.</summary>
public static unsafe class BitCopy
{
    private const int WordBits = 64;

    /// <summary>Reads 1 to 64 bits as an unsigned big-endian number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(byte* data, long position, int sizeBits)
    {
        byte* first = data + (position >> 3);
        int skip = (int)position & 7;
        if (sizeBits == 8 && skip == 0)
        {
            return *first;
        }
        return ReadAcrossBytes(first, skip, sizeBits);
    }

    private static ulong ReadAcrossBytes(byte* first, int skip, int sizeBits)
    {
        Debug.Assert(sizeBits is > 0 and <= WordBits);
        int lengthBytes = (skip + sizeBits + 7) >> 3;
        ulong mask = ulong.MaxValue >> (WordBits - sizeBits);
        if (lengthBytes > 8)
        {
            // Nine bytes: eight of them lack the low bits that the ninth gives.
            int low = skip + sizeBits - WordBits;
            return ((LoadBytes(first, 8) << low) | ((ulong)first[8] >> (8 - low))) & mask;
        }
        return (LoadBytes(first, lengthBytes) >> ((lengthBytes << 3) - skip - sizeBits)) & mask;
    }

    /// <summary>One to eight bytes as a big-endian number, by loads that may overlap but never leave the bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LoadBytes(byte* from, int lengthBytes)
    {
        switch (lengthBytes)
        {
            case 8:
                return LoadBig64(from);
            case >= 4:
                return ((ulong)LoadBig32(from) << ((lengthBytes - 4) << 3)) | LoadBig32(from + lengthBytes - 4);
            case >= 2:
                return ((ulong)LoadBig16(from) << ((lengthBytes - 2) << 3)) | LoadBig16(from + lengthBytes - 2);
            default:
                return *from;
        }
    }

    /// <summary>Writes the low 1 to 64 bits of a number, most significant first; bits around the run stay as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(byte* data, long position, int sizeBits, ulong value)
    {
        byte* first = data + (position >> 3);
        if ((((int)position | sizeBits) & 7) == 0)
        {
            StoreBytes(first, sizeBits >> 3, value);
            return;
        }
        WriteAcrossBytes(first, (int)position & 7, sizeBits, value);
    }

    private static void StoreBytes(byte* to, int lengthBytes, ulong value)
    {
        switch (lengthBytes)
        {
            case 1:
                *to = (byte)value;
                break;
            case 2:
                Unsafe.WriteUnaligned(to, BinaryPrimitives.ReverseEndianness((ushort)value));
                break;
            case 4:
                Unsafe.WriteUnaligned(to, BinaryPrimitives.ReverseEndianness((uint)value));
                break;
            case 8:
                Unsafe.WriteUnaligned(to, BinaryPrimitives.ReverseEndianness(value));
                break;
            default:
                for (int i = lengthBytes - 1; i >= 0; i--)
                {
                    to[i] = (byte)value;
                    value >>= 8;
                }
                break;
        }
    }

    private static void WriteAcrossBytes(byte* first, int skip, int sizeBits, ulong value)
    {
        Debug.Assert(sizeBits is > 0 and <= WordBits);
        if (skip != 0)
        {
            int room = 8 - skip;
            int count = Math.Min(room, sizeBits);
            sizeBits -= count;
            MergeByte(first++, skip, count, (byte)(value >> sizeBits));
        }
        while (sizeBits >= 8)
        {
            sizeBits -= 8;
            *first++ = (byte)(value >> sizeBits);
        }
        if (sizeBits > 0)
        {
            MergeByte(first, 0, sizeBits, (byte)value);
        }
    }

    /// <summary>Puts the low <paramref name="count"/> bits of a value into a byte, behind its first <paramref name="skip"/> bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MergeByte(byte* target, int skip, int count, byte value)
    {
        int shift = 8 - skip - count;
        int mask = ((1 << count) - 1) << shift;
        *target = (byte)((*target & ~mask) | ((value << shift) & mask));
    }

    /// <summary>Copies a run of bits between places that do not overlap; bits around the target stay as they are.</summary>
    public static void Copy(byte* source, long sourcePosition, byte* target, long targetPosition, long sizeBits)
    {
        if (sizeBits <= 0)
        {
            return;
        }
        source += sourcePosition >> 3;
        target += targetPosition >> 3;
        int sourceSkip = (int)sourcePosition & 7;
        int targetSkip = (int)targetPosition & 7;
        if (targetSkip != 0)
        {
            // Bring the target to a byte border first; then only the source may be off.
            int head = (int)Math.Min(8 - targetSkip, sizeBits);
            MergeByte(target++, targetSkip, head, (byte)Read(source, sourceSkip, head));
            sizeBits -= head;
            sourceSkip += head;
            source += sourceSkip >> 3;
            sourceSkip &= 7;
        }
        long lengthBytes = sizeBits >> 3;
        if (sourceSkip == 0)
        {
            Buffer.MemoryCopy(source, target, lengthBytes, lengthBytes);
        }
        else
        {
            CopyShifted(source, sourceSkip, target, lengthBytes);
        }
        int rest = (int)sizeBits & 7;
        if (rest != 0)
        {
            MergeByte(target + lengthBytes, 0, rest, (byte)Read(source + lengthBytes, sourceSkip, rest));
        }
    }

    /// <summary>Whole bytes from a source that starts inside of a byte; the source has one byte more than are written.</summary>
    private static void CopyShifted(byte* source, int skip, byte* target, long lengthBytes)
    {
        long i = 0;
        for (; i + 8 <= lengthBytes; i += 8)
        {
            ulong word = (LoadBig64(source + i) << skip) | ((ulong)source[i + 8] >> (8 - skip));
            Unsafe.WriteUnaligned(target + i, BinaryPrimitives.ReverseEndianness(word));
        }
        for (; i < lengthBytes; i++)
        {
            target[i] = (byte)((source[i] << skip) | (source[i + 1] >> (8 - skip)));
        }
    }

    /// <summary>Whether two runs of the same size hold the same bits.</summary>
    public static bool AreEqual(byte* left, long leftPosition, byte* right, long rightPosition, long sizeBits)
    {
        if (((leftPosition | rightPosition) & 7) == 0)
        {
            byte* leftBytes = left + (leftPosition >> 3);
            byte* rightBytes = right + (rightPosition >> 3);
            long lengthBytes = sizeBits >> 3;
            int rest = (int)sizeBits & 7;
            return CompareBytes(leftBytes, rightBytes, lengthBytes) == 0
                && (rest == 0 || (leftBytes[lengthBytes] ^ rightBytes[lengthBytes]) >> (8 - rest) == 0);
        }
        return CompareUnaligned(left, leftPosition, right, rightPosition, sizeBits) == 0;
    }

    /// <summary>Orders two runs bit by bit; if one is a prefix of the other, the shorter is less.</summary>
    public static int Compare(
        byte* left,
        long leftPosition,
        long leftSizeBits,
        byte* right,
        long rightPosition,
        long rightSizeBits
    )
    {
        long common = Math.Min(leftSizeBits, rightSizeBits);
        int order;
        if (((leftPosition | rightPosition | common) & 7) == 0)
        {
            order = CompareBytes(left + (leftPosition >> 3), right + (rightPosition >> 3), common >> 3);
        }
        else
        {
            order = CompareUnaligned(left, leftPosition, right, rightPosition, common);
        }
        return order != 0 ? order : leftSizeBits.CompareTo(rightSizeBits);
    }

    /// <summary>Orders two bitstrings as Erlang does: bit by bit, then by length.</summary>
    public static int Compare(Bitstring left, Bitstring right) =>
        Compare(left.Data, left.OffsetBits, left.SizeBits, right.Data, right.OffsetBits, right.SizeBits);

    /// <summary>Whether two bitstrings have the same length and bits.</summary>
    public static bool AreEqual(Bitstring left, Bitstring right) =>
        left.SizeBits == right.SizeBits && AreEqual(left.Data, left.OffsetBits, right.Data, right.OffsetBits, left.SizeBits);

    private static int CompareBytes(byte* left, byte* right, long lengthBytes)
    {
        // Spans hold at most 2 GB, binaries may be longer.
        const int Step = 1 << 30;
        while (lengthBytes > Step)
        {
            int order = new ReadOnlySpan<byte>(left, Step).SequenceCompareTo(new ReadOnlySpan<byte>(right, Step));
            if (order != 0)
            {
                return order;
            }
            left += Step;
            right += Step;
            lengthBytes -= Step;
        }
        return new ReadOnlySpan<byte>(left, (int)lengthBytes).SequenceCompareTo(new ReadOnlySpan<byte>(right, (int)lengthBytes));
    }

    private static int CompareUnaligned(byte* left, long leftPosition, byte* right, long rightPosition, long sizeBits)
    {
        while (sizeBits > 0)
        {
            int count = (int)Math.Min(sizeBits, WordBits);
            ulong leftWord = Read(left, leftPosition, count);
            ulong rightWord = Read(right, rightPosition, count);
            if (leftWord != rightWord)
            {
                return leftWord < rightWord ? -1 : 1;
            }
            leftPosition += count;
            rightPosition += count;
            sizeBits -= count;
        }
        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LoadBig64(byte* from) => BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint LoadBig32(byte* from) => BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<uint>(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint LoadBig16(byte* from) => BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ushort>(from));
}
