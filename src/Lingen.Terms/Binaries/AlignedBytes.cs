// Whole bytes of a binary at a byte border, for code that works on spans. A sub binary may begin inside of a byte; then, and
// only then, its bytes are copied.
using System.Runtime.InteropServices;

namespace Lingen.Terms;

/// <summary>The bytes of a binary. Dispose it when done.</summary>
public unsafe ref struct AlignedBytes
{
    private byte* copy;

    public byte* Start { get; }
    public long Length { get; }

    public AlignedBytes(Bitstring bits)
    {
        Length = bits.LengthBytes;
        if (bits.IsByteAligned)
        {
            Start = bits.AlignedStart;
        }
        else
        {
            copy = (byte*)NativeMemory.Alloc((nuint)Length);
            BitCopy.Copy(bits.Data, bits.OffsetBits, copy, 0, Length * 8);
            Start = copy;
        }
    }

    /// <summary>The bytes as a span; at most 2 GB.</summary>
    public readonly ReadOnlySpan<byte> Span => new(Start, SpanSize.Of(Length));

    /// <summary>Part of the bytes as a span.</summary>
    public readonly ReadOnlySpan<byte> Slice(long start, long length) => new(Start + start, SpanSize.Of(length));

    public void Dispose()
    {
        NativeMemory.Free(copy);
        copy = null;
    }
}
