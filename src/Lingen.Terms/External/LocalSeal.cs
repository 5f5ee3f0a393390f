// The hash that the option `local` of term_to_binary/2 puts in front of a term, so that only the node life that wrote
// it reads it back. Nobody else interprets the value, so it need not be BEAM's.
namespace Lingen.Terms;

/// <summary>A keyed 32-bit hash over bytes.</summary>
internal static unsafe class LocalSeal
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    public static uint Compute(byte* data, long length, ulong secret)
    {
        ulong hash = secret ^ ((ulong)length * Multiplier);
        long i = 0;
        for (; i + 8 <= length; i += 8)
        {
            hash = Mix(hash ^ *(ulong*)(data + i));
        }
        ulong rest = 0;
        for (int shift = 0; i < length; i++, shift += 8)
        {
            rest |= (ulong)data[i] << shift;
        }
        hash = Mix(Mix(hash ^ rest) + secret);
        return (uint)(hash ^ (hash >> 32));
    }

    private static ulong Mix(ulong value)
    {
        value *= Multiplier;
        value ^= value >> 29;
        value *= 0xBF58476D1CE4E5B9;
        return value ^ (value >> 32);
    }
}
