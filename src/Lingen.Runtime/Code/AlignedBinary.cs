// The bytes of a binary argument in one piece: the binary's own memory if it starts on a byte, else a copy.
using System.Runtime.InteropServices;

namespace Lingen.Runtime;

/// <summary>Byte-aligned view of a binary for the time of one BIF call.</summary>
public readonly unsafe ref struct AlignedBinary
{
    private readonly byte* copy;

    public AlignedBinary(Binary binary)
    {
        int length = SpanSize.Of(binary.Length);
        if (binary.Bits.IsByteAligned)
        {
            Native = new NativeBytes(binary.Bits.AlignedStart, length);
            return;
        }
        copy = (byte*)NativeMemory.Alloc((nuint)length + 1);
        byte* source = binary.Bits.Data + (binary.Bits.OffsetBits >> 3);
        int shift = (int)(binary.Bits.OffsetBits & 7);
        for (int i = 0; i < length; i++)
        {
            copy[i] = (byte)((source[i] << shift) | (source[i + 1] >> (8 - shift)));
        }
        Native = new NativeBytes(copy, length);
    }

    public NativeBytes Native { get; }

    public void Dispose() => NativeMemory.Free(copy);
}
