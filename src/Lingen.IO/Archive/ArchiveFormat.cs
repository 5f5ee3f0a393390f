// The archive of files that follows the executable's own bytes. All numbers are little-endian and naturally aligned, so the
// mapped bytes are used in place. From the front:
//
//   header    magic, counts, and where the other parts start (offsets count from the header)
//   entries   one record per file or directory; the children of a directory are neighbours, in order of their names
//   buckets   hash table from path to entry: index + 1, or 0 for free; linear probing; at least half is free
//   names     the paths below the root, one after the other
//   data      the files' bytes, each starting on a multiple of 16; large files on their own page; files that no start of
//             the system needs may be deflated (zlib)
//
// The last 32 bytes of the executable are the trailer, which tells where the header is.
using System.Runtime.InteropServices;

namespace Lingen.IO;

/// <summary>Shapes and constants of the archive.</summary>
public static class ArchiveFormat
{
    /// <summary>The file's alignment of the archive: it can be mapped by itself.</summary>
    public const int PageBytes = 4096;

    public const int DataAlignment = 16;

    public static ReadOnlySpan<byte> HeaderMagic => "lingen archive 1"u8;
    public static ReadOnlySpan<byte> TrailerMagic => "lingen trailer 1"u8;

    public const uint KindDirectory = 1;
    public const uint KindFile = 2;

    /// <summary>A file whose mode says that it can be executed.</summary>
    public const uint KindProgram = 3;

    /// <summary>The executable that carries the archive, whole; its length is known only when both are put together.</summary>
    public const uint KindExecutable = 4;

    /// <summary>FNV-1a over the bytes of a path.</summary>
    public static uint Hash(ReadOnlySpan<byte> path)
    {
        uint hash = 2166136261;
        foreach (byte b in path)
        {
            hash = (hash ^ b) * 16777619;
        }
        return hash;
    }
}

/// <summary>First 64 bytes of the archive.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct ArchiveHeader
{
    public fixed byte Magic[16];
    public uint EntryCount;

    /// <summary>A power of two.</summary>
    public uint BucketCount;
    public ulong EntriesOffset;
    public ulong BucketsOffset;
    public ulong NamesOffset;

    /// <summary>Of the whole archive, header included, trailer not.</summary>
    public ulong LengthBytes;

    /// <summary>Room that all deflated files take when they are inflated, each from a multiple of the data alignment on.</summary>
    public ulong InflatedBytes;
}

/// <summary>A file or directory: 48 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct ArchiveEntry
{
    public uint NameOffset;
    public ushort PathLength;

    /// <summary>Where the last part of the path begins in it.</summary>
    public ushort LastPart;
    public uint Kind;
    public uint Hash;

    /// <summary>Of a file: offset of its bytes. Of a directory: index of its first child.</summary>
    public ulong Start;

    /// <summary>Of a file: its length. Of a directory: the number of its children.</summary>
    public ulong Length;
    public long ModifiedSeconds;

    /// <summary>Of a deflated file: the bytes it takes in the archive; else 0.</summary>
    public uint DeflatedLength;

    /// <summary>Of a deflated file: where it goes when it is inflated, in units of the data alignment.</summary>
    public uint InflatedStart;
}

/// <summary>Last 32 bytes of the executable.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct ArchiveTrailer
{
    public fixed byte Magic[16];

    /// <summary>Offset of the header in the file; a multiple of the page size.</summary>
    public ulong HeaderOffset;
    public ulong LengthBytes;
}
