// BEAM's hash of an atom name; stored results of phash/2 and phash2 depend on it, so it must be exact.
namespace Lingen.Terms;

/// <summary>The hash of atom names: four-bit shifts with the overflow folded back, over Latin-1 bytes where two UTF-8 bytes encode one.</summary>
public static class AtomHash
{
    public static uint Compute(ReadOnlySpan<byte> utf8)
    {
        uint hash = 0;
        for (int i = 0; i < utf8.Length; i++)
        {
            uint value = utf8[i];
            if (i + 1 < utf8.Length && (value & 0xFE) == 0xC2 && (utf8[i + 1] & 0xC0) == 0x80)
            {
                value = (value << 6) | (utf8[++i] & 0x3Fu);
                value &= 0xFF;
            }
            hash = (hash << 4) + value;
            uint overflow = hash & 0xF0000000;
            if (overflow != 0)
            {
                hash ^= overflow >> 24;
                hash ^= overflow;
            }
        }
        return hash;
    }
}
