// Builds an archive (see ArchiveFormat) and appends it to an executable. Runs when the product is built; order and bytes
// depend on the input only.
using System.Runtime.InteropServices;
using System.Text;

namespace Lingen.IO;

/// <summary>Collects files by their path below the root, then writes them.</summary>
public sealed class ArchiveWriter
{
    private sealed class Node
    {
        public required string Name;
        public required string Path;
        public readonly SortedDictionary<string, Node> Children = new(StringComparer.Ordinal);
        public byte[]? Data;
        public byte[]? Deflated;
        public uint Kind = ArchiveFormat.KindFile;
        public long InflatedOffset;
        public long ModifiedSeconds;
        public int Index;
        public long DataOffset;
        public long NameOffset;

        public bool IsDirectory => Data is null;
    }

    private readonly Node root = new() { Name = "", Path = "" };

    public int FileCount { get; private set; }

    /// <summary>
    /// Adds a file; <paramref name="path"/> has no slash in front. Directories come by themselves. With <paramref name="deflate"/>
    /// the file is compressed if that is worth it.
    /// </summary>
    public void Add(string path, byte[] data, long modifiedSeconds, bool deflate = false) =>
        Add(path, data, modifiedSeconds, deflate, ArchiveFormat.KindFile);

    /// <summary>Adds a file that can be executed.</summary>
    public void AddProgram(string path, byte[] data, long modifiedSeconds) =>
        Add(path, data, modifiedSeconds, deflate: false, ArchiveFormat.KindProgram);

    /// <summary>Adds a name under which the executable itself is to be read.</summary>
    public void AddExecutable(string path, long modifiedSeconds) =>
        Add(path, [], modifiedSeconds, deflate: false, ArchiveFormat.KindExecutable);

    private void Add(string path, byte[] data, long modifiedSeconds, bool deflate, uint kind)
    {
        Node node = root;
        foreach (string part in path.Split('/'))
        {
            if (!node.Children.TryGetValue(part, out Node? child))
            {
                child = new Node { Name = part, Path = node.Path.Length == 0 ? part : node.Path + "/" + part };
                node.Children.Add(part, child);
            }
            node.ModifiedSeconds = Math.Max(node.ModifiedSeconds, modifiedSeconds);
            node = child;
        }
        node.Data = data;
        node.Kind = kind;
        node.Deflated = deflate ? Deflate(data) : null;
        node.ModifiedSeconds = modifiedSeconds;
        FileCount++;
    }

    private const int BestCompression = 9;

    /// <summary>The file as a zlib stream; null if that saves less than an eighth.</summary>
    private static unsafe byte[]? Deflate(byte[] data)
    {
        var target = new byte[data.Length - (data.Length / 8)];
        fixed (byte* first = target)
        {
            long length = Lingen.Terms.Zlib.Deflate(data, first, (uint)target.Length, BestCompression);
            return length > 0 ? target[..(int)length] : null;
        }
    }

    /// <summary>Copies <paramref name="executable"/>, without an archive that it may have, to <paramref name="target"/> and appends this one.</summary>
    public void AppendTo(string executable, string target)
    {
        byte[] program = File.ReadAllBytes(executable);
        long programLength = LengthWithoutArchive(program);
        using FileStream output = File.Create(target);
        output.Write(program, 0, (int)programLength);
        long headerOffset = AlignUp(programLength, ArchiveFormat.PageBytes);
        output.SetLength(headerOffset);
        output.Position = headerOffset;
        byte[] archive = ToBytes();
        output.Write(archive);
        output.Write(Trailer(headerOffset, archive.Length));
    }

    /// <summary>The archive by itself.</summary>
    public unsafe byte[] ToBytes()
    {
        List<Node> nodes = InOrder();
        uint bucketCount = 16;
        while (bucketCount < nodes.Count * 2)
        {
            bucketCount *= 2;
        }
        long entriesOffset = sizeof(ArchiveHeader);
        long bucketsOffset = entriesOffset + ((long)nodes.Count * sizeof(ArchiveEntry));
        long namesOffset = bucketsOffset + (bucketCount * sizeof(uint));
        long nameBytes = 0;
        foreach (Node node in nodes)
        {
            node.NameOffset = nameBytes;
            nameBytes += Encoding.UTF8.GetByteCount(node.Path);
        }
        long length = LayOutData(nodes, namesOffset + nameBytes);
        var bytes = new byte[length];
        fixed (byte* start = bytes)
        {
            var header = (ArchiveHeader*)start;
            ArchiveFormat.HeaderMagic.CopyTo(new Span<byte>(header->Magic, 16));
            header->EntryCount = (uint)nodes.Count;
            header->BucketCount = bucketCount;
            header->EntriesOffset = (ulong)entriesOffset;
            header->BucketsOffset = (ulong)bucketsOffset;
            header->NamesOffset = (ulong)namesOffset;
            header->LengthBytes = (ulong)length;
            header->InflatedBytes = (ulong)LayOutInflated(nodes);
            var buckets = new Span<uint>(start + bucketsOffset, (int)bucketCount);
            for (int i = 0; i < nodes.Count; i++)
            {
                var entry = (ArchiveEntry*)(start + entriesOffset) + i;
                Fill(entry, nodes[i], new Span<byte>(start + namesOffset, (int)nameBytes));
                uint bucket = entry->Hash & (bucketCount - 1);
                while (buckets[(int)bucket] != 0)
                {
                    bucket = (bucket + 1) & (bucketCount - 1);
                }
                buckets[(int)bucket] = (uint)i + 1;
            }
        }
        foreach (Node node in nodes)
        {
            (node.Deflated ?? node.Data)?.CopyTo(bytes, node.DataOffset);
        }
        return bytes;
    }

    // Breadth first, so that the children of a directory are neighbours.
    private List<Node> InOrder()
    {
        var nodes = new List<Node> { root };
        for (int i = 0; i < nodes.Count; i++)
        {
            nodes[i].Index = i;
            nodes.AddRange(nodes[i].Children.Values);
        }
        return nodes;
    }

    // A file that would straddle a page although it fits one starts on the next: reading it then touches one page less.
    private static long LayOutData(List<Node> nodes, long at)
    {
        foreach (Node node in nodes)
        {
            if ((node.Deflated ?? node.Data) is not { } data)
            {
                continue;
            }
            at = AlignUp(at, ArchiveFormat.DataAlignment);
            long room = AlignUp(at, ArchiveFormat.PageBytes) - at;
            if (
                data.Length > room
                && (data.Length + ArchiveFormat.PageBytes - 1) / ArchiveFormat.PageBytes * ArchiveFormat.PageBytes - data.Length
                    >= room
            )
            {
                at += room;
            }
            node.DataOffset = at;
            at += data.Length;
        }
        return AlignUp(at, ArchiveFormat.DataAlignment);
    }

    /// <summary>Gives each deflated file its place among the inflated ones; the result is the room for all.</summary>
    private static long LayOutInflated(List<Node> nodes)
    {
        long at = 0;
        foreach (Node node in nodes.Where(node => node.Deflated is not null))
        {
            node.InflatedOffset = at;
            at = AlignUp(at + node.Data!.Length, ArchiveFormat.DataAlignment);
        }
        return at;
    }

    private static unsafe void Fill(ArchiveEntry* entry, Node node, Span<byte> names)
    {
        Span<byte> name = names.Slice((int)node.NameOffset, Encoding.UTF8.GetByteCount(node.Path));
        Encoding.UTF8.GetBytes(node.Path, name);
        entry->NameOffset = (uint)node.NameOffset;
        entry->PathLength = checked((ushort)name.Length);
        entry->LastPart = (ushort)(name.Length - Encoding.UTF8.GetByteCount(node.Name));
        entry->Kind = node.IsDirectory ? ArchiveFormat.KindDirectory : node.Kind;
        entry->Hash = ArchiveFormat.Hash(name);
        entry->ModifiedSeconds = node.ModifiedSeconds;
        if (node.IsDirectory)
        {
            entry->Start = node.Children.Count == 0 ? 0 : (ulong)node.Children.Values.First().Index;
            entry->Length = (ulong)node.Children.Count;
        }
        else
        {
            entry->Start = (ulong)node.DataOffset;
            entry->Length = (ulong)node.Data!.Length;
            entry->DeflatedLength = (uint)(node.Deflated?.Length ?? 0);
            entry->InflatedStart = (uint)(node.InflatedOffset / ArchiveFormat.DataAlignment);
        }
    }

    private static unsafe byte[] Trailer(long headerOffset, long length)
    {
        var trailer = default(ArchiveTrailer);
        ArchiveFormat.TrailerMagic.CopyTo(new Span<byte>(trailer.Magic, 16));
        trailer.HeaderOffset = (ulong)headerOffset;
        trailer.LengthBytes = (ulong)length;
        return MemoryMarshal.AsBytes(new ReadOnlySpan<ArchiveTrailer>(in trailer)).ToArray();
    }

    private static unsafe long LengthWithoutArchive(byte[] program)
    {
        if (program.Length < sizeof(ArchiveTrailer))
        {
            return program.Length;
        }
        var trailer = MemoryMarshal.Read<ArchiveTrailer>(program.AsSpan(program.Length - sizeof(ArchiveTrailer)));
        bool has = new ReadOnlySpan<byte>(trailer.Magic, 16).SequenceEqual(ArchiveFormat.TrailerMagic);
        return has ? (long)trailer.HeaderOffset : program.Length;
    }

    private static long AlignUp(long number, int alignment) => (number + alignment - 1) / alignment * alignment;
}
