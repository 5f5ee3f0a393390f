// The bytes of a binary as a span, wherever its bits lie.
using System.Runtime.InteropServices;

namespace Lingen.Terms;

/// <summary>The whole bytes of a bitstring: in place if they are byte-aligned, else a native copy that Dispose frees.</summary>
public readonly unsafe ref struct ContiguousBytes
{
    private readonly byte* copy;

    public ContiguousBytes(Bitstring bits)
    {
        Length = bits.LengthBytes;
        if (bits.IsByteAligned)
        {
            Start = bits.AlignedStart;
            return;
        }
        copy = (byte*)NativeMemory.Alloc((nuint)Math.Max(Length, 1));
        BitCopy.Copy(bits.Data, bits.OffsetBits, copy, 0, Length * 8);
        Start = copy;
    }

    public byte* Start { get; }
    public long Length { get; }
    public ReadOnlySpan<byte> Span => new(Start, SpanSize.Of(Length));

    public void Dispose() => NativeMemory.Free(copy);
}
