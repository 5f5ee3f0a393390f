// Where the writer puts its bytes. One walk over the term serves all of them: the counter only adds up, the buffer
// stores, and both can leave large binaries out of the bytes for a list of segments.
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lingen.Terms;

internal unsafe interface IExternalSink
{
    /// <summary>Bytes written so far.</summary>
    long Position { get; }

    /// <summary>The target is full; what is written from here on is lost.</summary>
    bool IsFull { get; }

    void Byte(byte value);

    /// <summary>A tag and the byte or the four bytes behind it.</summary>
    void Tagged(byte tag, byte value);
    void Tagged(byte tag, uint value);
    void UInt16(int value);
    void UInt32(uint value);
    void UInt64(ulong value);
    void Bytes(ReadOnlySpan<byte> bytes);

    /// <summary>All bytes of a bitstring, the unused bits of the last one zero.</summary>
    void Payload(Term term, in Bitstring bits);

    /// <summary>Sets four bytes written before.</summary>
    void Patch(long position, uint value);

    /// <summary>Sets the four bytes at a position to the seal over everything behind them.</summary>
    void Seal(long position, ulong secret);
}

/// <summary>Counts bytes.</summary>
internal unsafe struct ExternalCounter(bool segmented) : IExternalSink
{
    public long Position { get; private set; }

    /// <summary>Large binaries met that stand as segments of their own.</summary>
    public int Segments { get; private set; }

    public readonly bool IsFull => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Byte(byte value) => Position++;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Tagged(byte tag, byte value) => Position += 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Tagged(byte tag, uint value) => Position += 5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UInt16(int value) => Position += 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UInt32(uint value) => Position += 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UInt64(ulong value) => Position += 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Bytes(ReadOnlySpan<byte> bytes) => Position += bytes.Length;

    public void Payload(Term term, in Bitstring bits)
    {
        if (segmented && ExternalBuffer.IsSegment(bits))
        {
            Segments++;
            Position += bits.IsBinary ? 0 : 1;
        }
        else
        {
            Position += (bits.SizeBits + 7) >> 3;
        }
    }

    public readonly void Patch(long position, uint value) { }

    public readonly void Seal(long position, ulong secret) { }
}

/// <summary>A place in a buffer where the bytes of another binary belong.</summary>
internal struct ExternalSegment
{
    public long Position;
    public Term Binary;
}

/// <summary>Writes into memory of a given size; stops, and says so, when that is full.</summary>
internal unsafe struct ExternalBuffer : IExternalSink
{
    private readonly byte* start;
    private readonly byte* end;
    private readonly ExternalSegment* segments;
    private byte* next;

    /// <summary>Writes from <paramref name="start"/> on; large binaries go to <paramref name="segments"/> if that is not null.</summary>
    public ExternalBuffer(byte* start, long capacity, ExternalSegment* segments = null)
    {
        this.start = start;
        this.segments = segments;
        end = start + capacity;
        next = start;
    }

    public int SegmentCount { get; private set; }
    public bool IsFull { get; private set; }

    public readonly long Position => next - start;

    /// <summary>Off-heap data that need not be copied: more than a heap binary holds, and byte-aligned.</summary>
    public static bool IsSegment(in Bitstring bits) => bits.SizeBits > Bitstring.HeapLimitBytes * 8 && bits.IsByteAligned;

    /// <summary>The place of so many bytes, or null if there is no room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Take(long count)
    {
        byte* place = next;
        if (count > end - place)
        {
            IsFull = true;
            return null;
        }
        next = place + count;
        return place;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Byte(byte value)
    {
        byte* place = Take(1);
        if (place != null)
        {
            *place = value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Tagged(byte tag, byte value)
    {
        byte* place = Take(2);
        if (place != null)
        {
            place[0] = tag;
            place[1] = value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Tagged(byte tag, uint value)
    {
        byte* place = Take(5);
        if (place != null)
        {
            place[0] = tag;
            *(uint*)(place + 1) = BinaryPrimitives.ReverseEndianness(value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UInt16(int value)
    {
        byte* place = Take(2);
        if (place != null)
        {
            place[0] = (byte)(value >> 8);
            place[1] = (byte)value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UInt32(uint value)
    {
        byte* place = Take(4);
        if (place != null)
        {
            *(uint*)place = BinaryPrimitives.ReverseEndianness(value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UInt64(ulong value)
    {
        byte* place = Take(8);
        if (place != null)
        {
            *(ulong*)place = BinaryPrimitives.ReverseEndianness(value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        byte* place = Take(bytes.Length);
        if (place != null)
        {
            bytes.CopyTo(new Span<byte>(place, bytes.Length));
        }
    }

    public void Payload(Term term, in Bitstring bits)
    {
        if (segments != null && IsSegment(bits))
        {
            segments[SegmentCount++] = new ExternalSegment { Position = Position, Binary = term };
            if (!bits.IsBinary)
            {
                int used = (int)(bits.SizeBits & 7);
                Byte((byte)(bits.AlignedStart[bits.LengthBytes] & (0xFF00 >> used)));
            }
            return;
        }
        long lengthBytes = (bits.SizeBits + 7) >> 3;
        byte* place = Take(lengthBytes);
        if (place != null)
        {
            CopyBits(bits, place, lengthBytes);
        }
    }

    public readonly void Patch(long position, uint value)
    {
        if (!IsFull)
        {
            *(uint*)(start + position) = BinaryPrimitives.ReverseEndianness(value);
        }
    }

    public readonly void Seal(long position, ulong secret)
    {
        byte* content = start + position + 4;
        Patch(position, LocalSeal.Compute(content, next - content, secret));
    }

    private static void CopyBits(in Bitstring bits, byte* target, long lengthBytes)
    {
        if (lengthBytes == 0)
        {
            return;
        }
        BitCopy.Copy(bits.Data, bits.OffsetBits, target, 0, bits.SizeBits);
        int used = (int)(bits.SizeBits & 7);
        if (used != 0)
        {
            target[lengthBytes - 1] &= (byte)(0xFF00 >> used);
        }
    }
}
