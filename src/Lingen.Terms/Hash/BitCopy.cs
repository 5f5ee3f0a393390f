// Copies the bits of a bitstring that begins inside of a byte to the start of a buffer, for hashes over bytes.
namespace Lingen.Terms;

/// <summary>Realigns bitstrings.</summary>
internal static unsafe class BitCopy
{
    /// <summary>Writes all bits to the target, left-aligned; unused low bits of the last byte become zero.</summary>
    public static void Align(in Bitstring bits, byte* target)
    {
        byte* source = bits.AlignedStart;
        int shift = (int)(bits.OffsetBits & 7);
        long length = (bits.SizeBits + 7) >> 3;
        long available = (bits.SizeBits + shift + 7) >> 3;
        for (long i = 0; i < length; i++)
        {
            int pair = source[i] << 8;
            if (i + 1 < available)
            {
                pair |= source[i + 1];
            }
            target[i] = (byte)(pair >> (8 - shift));
        }
        int unused = (int)(-bits.SizeBits & 7);
        target[length - 1] = (byte)(target[length - 1] & (0xFF << unused));
    }
}
