// The literal table of a .beam file: one external term each, compressed as a whole in files of OTP 27 and older.
using System.Runtime.InteropServices;

namespace Lingen.Code;

/// <summary>Undecoded literals of a file.</summary>
public sealed unsafe class LiteralTable : IDisposable
{
    private const int MaxInflatedBytes = 1 << 30;

    private readonly NativeBytes data;
    private readonly int[] starts;
    private void* block;

    private LiteralTable(NativeBytes data, int[] starts, void* block)
    {
        this.data = data;
        this.starts = starts;
        this.block = block;
    }

    public int Count => starts.Length - 1;

    /// <summary>The whole table without compression: the count, then each term behind its length.</summary>
    internal NativeBytes Data => data;

    /// <summary>The external term (version byte first) of a literal.</summary>
    public NativeBytes this[int index] => data.Slice(starts[index] + 4, starts[index + 1] - starts[index] - 4);

    public void Dispose()
    {
        NativeMemory.Free(block);
        block = null;
    }

    /// <summary>A table that is not compressed and stays in place.</summary>
    internal static LiteralTable ReadInflated(NativeBytes body) => new(body, body.IsEmpty ? [0] : Starts(body), null);

    internal static LiteralTable Read(NativeBytes chunk)
    {
        if (chunk.IsEmpty)
        {
            return ReadInflated(default);
        }
        int inflatedSize = new ChunkReader(chunk.Span, "literal table").ReadInt32();
        NativeBytes body = chunk.Slice(4);
        void* block = null;
        if (inflatedSize != 0)
        {
            // Deflate shrinks to a thousandth at best, so a larger claim is a lie that must not cost memory.
            if (inflatedSize < 0 || inflatedSize > MaxInflatedBytes || inflatedSize / 1100 > body.Length)
            {
                throw new BeamFormatException("corrupt literal table");
            }
            block = NativeMemory.Alloc((nuint)inflatedSize);
            if (!Inflate.TryWhole(body, (byte*)block, inflatedSize))
            {
                NativeMemory.Free(block);
                throw new BeamFormatException("corrupt literal table");
            }
            body = new NativeBytes((byte*)block, inflatedSize);
        }
        try
        {
            return new LiteralTable(body, Starts(body), block);
        }
        catch (BeamFormatException)
        {
            NativeMemory.Free(block);
            throw;
        }
    }

    private static int[] Starts(NativeBytes body)
    {
        var reader = new ChunkReader(body.Span, "literal table");
        int count = reader.ReadCount(4);
        var starts = new int[count + 1];
        for (int i = 0; i < count; i++)
        {
            starts[i] = body.Length - reader.Remaining;
            reader.ReadBytes(reader.ReadInt32());
        }
        starts[count] = body.Length - reader.Remaining;
        return starts;
    }
}
