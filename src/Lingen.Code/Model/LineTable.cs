// The line table of a .beam file: which source line each `line` instruction stands for.
using System.Text;

namespace Lingen.Code;

/// <summary>
/// Line items by number; item 0 is "no line". File 0 is the module's own source, named after the module; file n is
/// <c>Files[n - 1]</c>, where an empty name means the module's own too.
/// </summary>
public sealed record LineTable((int File, int Line)[] Items, string[] Files)
{
    public static LineTable Empty { get; } = new([(0, 0)], []);

    private const int ExecutableLineFlag = 1;
    private const int ForceCountersFlag = 2;

    /// <summary>The code says where a line begins that can be counted (compiler option line_coverage).</summary>
    public bool HasExecutableLines { get; private init; }

    /// <summary>Its lines are counted whatever the node's mode (compiler option force_line_counters, which cover uses).</summary>
    public bool ForcesCounters { get; private init; }

    internal static LineTable Read(NativeBytes chunk)
    {
        const int AtomTag = 2;
        const int IntegerTag = 1;
        if (chunk.IsEmpty)
        {
            return Empty;
        }
        var reader = new ChunkReader(chunk.Span, "line table");
        if (reader.ReadInt32() != 0)
        {
            // A version of a future release: the module loads without lines.
            return Empty;
        }
        int flags = reader.ReadInt32();
        reader.ReadInt32();
        int itemCount = reader.ReadInt32();
        int fileCount = reader.ReadInt32();
        if ((uint)itemCount > (uint)reader.Remaining || (uint)fileCount > (uint)reader.Remaining)
        {
            throw reader.Corrupt();
        }
        var items = new (int File, int Line)[itemCount + 1];
        int file = 0;
        for (int i = 1; i <= itemCount; )
        {
            int value = reader.ReadCompact(out int tag);
            if (tag == AtomTag)
            {
                file = value <= fileCount ? value : throw reader.Corrupt();
            }
            else if (tag == IntegerTag)
            {
                items[i++] = (file, value);
            }
            else
            {
                throw reader.Corrupt();
            }
        }
        var files = new string[fileCount];
        for (int i = 0; i < fileCount; i++)
        {
            ReadOnlySpan<byte> name = reader.ReadBytes(reader.ReadInt16());
            files[i] = System.Text.Unicode.Utf8.IsValid(name) ? Encoding.UTF8.GetString(name) : throw reader.Corrupt();
        }
        return new LineTable(items, files)
        {
            HasExecutableLines = (flags & ExecutableLineFlag) != 0,
            ForcesCounters = (flags & ForceCountersFlag) != 0,
        };
    }
}
