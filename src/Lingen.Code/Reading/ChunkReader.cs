// Cursor over the bytes of one chunk. Every read checks the bounds and names the chunk when it fails.
using System.Buffers.Binary;

namespace Lingen.Code;

/// <summary>Big-endian reader for tables of a .beam file.</summary>
internal ref struct ChunkReader(ReadOnlySpan<byte> data, string table)
{
    private ReadOnlySpan<byte> rest = data;

    public readonly int Remaining => rest.Length;

    public int ReadInt32()
    {
        if (rest.Length < 4)
        {
            throw Corrupt();
        }
        int value = BinaryPrimitives.ReadInt32BigEndian(rest);
        rest = rest[4..];
        return value;
    }

    public int ReadInt16()
    {
        if (rest.Length < 2)
        {
            throw Corrupt();
        }
        int value = BinaryPrimitives.ReadInt16BigEndian(rest);
        rest = rest[2..];
        return value;
    }

    public int ReadByte()
    {
        if (rest.IsEmpty)
        {
            throw Corrupt();
        }
        int value = rest[0];
        rest = rest[1..];
        return value;
    }

    public ReadOnlySpan<byte> ReadBytes(int length)
    {
        if ((uint)length > (uint)rest.Length)
        {
            throw Corrupt();
        }
        ReadOnlySpan<byte> bytes = rest[..length];
        rest = rest[length..];
        return bytes;
    }

    /// <summary>A row count that is believable: each row takes at least <paramref name="rowBytes"/> of what remains.</summary>
    public int ReadCount(int rowBytes)
    {
        int count = ReadInt32();
        return count >= 0 && (long)count * rowBytes <= rest.Length ? count : throw Corrupt();
    }

    /// <summary>A number below <paramref name="limit"/>.</summary>
    public int ReadIndex(int limit)
    {
        int value = ReadInt32();
        return (uint)value < (uint)limit ? value : throw Corrupt();
    }

    /// <summary>A compact term: its tag and a value that must not be negative and must fit 31 bits.</summary>
    public int ReadCompact(out int tag)
    {
        int first = ReadByte();
        tag = first & 7;
        if ((first & 8) == 0)
        {
            return first >> 4;
        }
        if ((first & 0x10) == 0)
        {
            return ((first & 0xE0) << 3) | ReadByte();
        }
        ReadOnlySpan<byte> bytes = ReadBytes((first >> 5) + 2);
        long value = 0;
        foreach (byte b in bytes)
        {
            value = (value << 8) | b;
            if (value > int.MaxValue)
            {
                throw Corrupt();
            }
        }
        return (int)value;
    }

    public readonly BeamFormatException Corrupt() => new($"corrupt {table}");
}
