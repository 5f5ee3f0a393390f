// The checksums of zlib: CRC-32 (polynomial 0xEDB88320) and Adler-32, with the forms that combine the sums of two pieces.
using System.Buffers.Binary;

namespace Lingen.Terms;

/// <summary>CRC-32 and Adler-32 as zlib computes them.</summary>
public static class Checksum
{
    private const uint Polynomial = 0xEDB88320;
    private const int Slices = 8;
    private const uint AdlerBase = 65521;

    /// <summary>Most bytes that can be summed before the sums of Adler-32 might pass 32 bits.</summary>
    private const int AdlerRun = 5552;

    private static readonly uint[] Tables = MakeTables();

    /// <summary>The CRC of bytes behind those that gave <paramref name="crc"/> (0 for none).</summary>
    public static uint Crc32(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint[] tables = Tables;
        crc = ~crc;
        while (bytes.Length >= Slices)
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc =
                tables[(7 * 256) + (int)(low & 0xFF)]
                ^ tables[(6 * 256) + (int)((low >> 8) & 0xFF)]
                ^ tables[(5 * 256) + (int)((low >> 16) & 0xFF)]
                ^ tables[(4 * 256) + (int)(low >> 24)]
                ^ tables[(3 * 256) + (int)(high & 0xFF)]
                ^ tables[(2 * 256) + (int)((high >> 8) & 0xFF)]
                ^ tables[256 + (int)((high >> 16) & 0xFF)]
                ^ tables[(int)(high >> 24)];
            bytes = bytes[Slices..];
        }
        foreach (byte value in bytes)
        {
            crc = tables[(int)((crc ^ value) & 0xFF)] ^ (crc >> 8);
        }
        return ~crc;
    }

    /// <summary>The CRC of two pieces from their own, the second being so many bytes long.</summary>
    public static uint Crc32Combine(uint first, uint second, ulong secondLength)
    {
        // Appending zero bytes multiplies the first CRC by x^8 for each, modulo the polynomial.
        uint power = 1u << 31;
        uint step = 1u << 23;
        for (ulong left = secondLength; left != 0; left >>= 1)
        {
            if ((left & 1) != 0)
            {
                power = MultiplyModulo(step, power);
            }
            step = MultiplyModulo(step, step);
        }
        return MultiplyModulo(power, first) ^ second;
    }

    /// <summary>Product of two polynomials over GF(2), bit 31 being x^0, modulo the CRC's polynomial.</summary>
    private static uint MultiplyModulo(uint a, uint b)
    {
        uint product = 0;
        for (uint bit = 1u << 31; bit != 0; bit >>= 1)
        {
            if ((a & bit) != 0)
            {
                product ^= b;
            }
            b = (b & 1) != 0 ? (b >> 1) ^ Polynomial : b >> 1;
        }
        return product;
    }

    /// <summary>The Adler-32 of bytes behind those that gave <paramref name="adler"/> (1 for none).</summary>
    public static uint Adler32(uint adler, ReadOnlySpan<byte> bytes)
    {
        uint low = adler & 0xFFFF;
        uint high = adler >> 16;
        while (!bytes.IsEmpty)
        {
            int run = Math.Min(bytes.Length, AdlerRun);
            foreach (byte value in bytes[..run])
            {
                low += value;
                high += low;
            }
            low %= AdlerBase;
            high %= AdlerBase;
            bytes = bytes[run..];
        }
        return (high << 16) | low;
    }

    /// <summary>The Adler-32 of two pieces from their own, the second being so many bytes long.</summary>
    public static uint Adler32Combine(uint first, uint second, ulong secondLength)
    {
        if (secondLength == 0)
        {
            return first;
        }
        uint length = (uint)(secondLength % AdlerBase);
        uint low = first & 0xFFFF;
        uint high = length * low % AdlerBase;
        low += (second & 0xFFFF) + AdlerBase - 1;
        high += (first >> 16) + (second >> 16) + AdlerBase - length;
        low -= low >= AdlerBase ? AdlerBase : 0;
        low -= low >= AdlerBase ? AdlerBase : 0;
        high -= high >= AdlerBase << 1 ? AdlerBase << 1 : 0;
        high -= high >= AdlerBase ? AdlerBase : 0;
        return low | (high << 16);
    }

    private static uint[] MakeTables()
    {
        var tables = new uint[Slices * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
            }
            tables[i] = crc;
        }
        for (int i = 256; i < tables.Length; i++)
        {
            uint previous = tables[i - 256];
            tables[i] = tables[previous & 0xFF] ^ (previous >> 8);
        }
        return tables;
    }
}
