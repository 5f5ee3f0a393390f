// Copies bits that begin anywhere in a byte to a place that begins at a byte.
namespace Lingen.Memory;

/// <summary>The one bit copy that copying of terms needs; the bit syntax has its own, more general ones.</summary>
internal static unsafe class BitCopy
{
    /// <summary>Copies <paramref name="sizeBits"/> bits; the unused low bits of the last byte become zero.</summary>
    public static void ToAligned(byte* source, long offsetBits, byte* target, long sizeBits)
    {
        source += offsetBits >> 3;
        int shift = (int)(offsetBits & 7);
        long bytes = (sizeBits + 7) >> 3;
        if (bytes == 0)
        {
            return;
        }
        if (shift == 0)
        {
            Buffer.MemoryCopy(source, target, bytes, bytes);
        }
        else
        {
            // The byte behind the last one is read only where the bits really reach into it.
            long readable = (shift + sizeBits + 7) >> 3;
            for (long i = 0; i < bytes; i++)
            {
                int next = i + 1 < readable ? source[i + 1] : 0;
                target[i] = (byte)((source[i] << shift) | (next >> (8 - shift)));
            }
        }
        int rest = (int)(sizeBits & 7);
        if (rest != 0)
        {
            target[bytes - 1] &= (byte)(0xFF << (8 - rest));
        }
    }
}
