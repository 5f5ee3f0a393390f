// A queue of bytes made of slices of shared cells: what read-ahead buffers and output queues of ports are.
using System.Runtime.InteropServices;

namespace Lingen.IO;

/// <summary>First in, first out, without copying large binaries. Not safe for two threads at once.</summary>
internal sealed unsafe class ByteQueue
{
    // Small pieces written one after another are gathered in cells of this size.
    private const int GatherBytes = 2048;

    /// <summary>Null before the first: what is short and has gone never gets here.</summary>
    private Queue<CellSlice>? slices;
    private long headSkip;
    private BinaryCell* gather;
    private long gathered;

    public long LengthBytes { get; private set; }

    /// <summary>Appends the bytes of a binary term.</summary>
    public void Append(Term binary)
    {
        var bits = new Bitstring(binary);
        if (bits.LengthBytes == 0)
        {
            return;
        }
        if (bits.LengthBytes >= GatherBytes / 2)
        {
            Append(CellSlice.Of(binary));
            return;
        }
        HostBytes.Copy(bits, 0, Gather((int)bits.LengthBytes));
    }

    /// <summary>Appends a slice, taking over its count.</summary>
    public void Append(CellSlice slice)
    {
        if (slice.LengthBytes == 0)
        {
            slice.Release();
            return;
        }
        Flush();
        (slices ??= new()).Enqueue(slice);
        LengthBytes += slice.LengthBytes;
    }

    /// <summary>Appends a copy of these bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= GatherBytes / 2)
        {
            Append(CellSlice.Copy(bytes));
        }
        else if (!bytes.IsEmpty)
        {
            bytes.CopyTo(Gather(bytes.Length));
        }
    }

    private Span<byte> Gather(int count)
    {
        if (gathered + count > GatherBytes)
        {
            Flush();
        }
        if (gather == null)
        {
            gather = BinaryCell.Allocate(GatherBytes);
        }
        var target = new Span<byte>(gather->Data + gathered, count);
        gathered += count;
        LengthBytes += count;
        return target;
    }

    private void Flush()
    {
        if (gathered > 0)
        {
            (slices ??= new()).Enqueue(new CellSlice(gather, gather->Data, gathered));
            gather = null;
            gathered = 0;
        }
    }

    /// <summary>The first slice; the queue must not be empty.</summary>
    public CellSlice Head
    {
        get
        {
            Flush();
            return slices!.Peek().Skip(headSkip);
        }
    }

    /// <summary>How the bytes are cut into pieces.</summary>
    public int[] SliceLengths()
    {
        Flush();
        return slices?.Select((slice, index) => (int)(slice.LengthBytes - (index == 0 ? headSkip : 0))).ToArray() ?? [];
    }

    /// <summary>Fills up to this many vectors with the bytes at the front.</summary>
    public int Peek(IoVector* vectors, int maximum)
    {
        Flush();
        int count = 0;
        long skip = headSkip;
        foreach (CellSlice slice in slices ?? [])
        {
            if (count == maximum)
            {
                break;
            }
            vectors[count].Base = slice.Start + skip;
            vectors[count++].Length = (nint)(slice.LengthBytes - skip);
            skip = 0;
        }
        return count;
    }

    /// <summary>Copies bytes from the front without removing them; there must be enough.</summary>
    public void CopyTo(Span<byte> target)
    {
        Flush();
        long skip = headSkip;
        foreach (CellSlice slice in slices ?? [])
        {
            int count = (int)Math.Min(target.Length, slice.LengthBytes - skip);
            new ReadOnlySpan<byte>(slice.Start + skip, count).CopyTo(target);
            target = target[count..];
            skip = 0;
            if (target.IsEmpty)
            {
                break;
            }
        }
    }

    /// <summary>Removes bytes from the front; there must be enough.</summary>
    public void Skip(long count)
    {
        Flush();
        LengthBytes -= count;
        while (count > 0)
        {
            CellSlice head = slices!.Peek();
            long rest = head.LengthBytes - headSkip;
            if (count < rest)
            {
                headSkip += count;
                return;
            }
            count -= rest;
            headSkip = 0;
            slices!.Dequeue().Release();
        }
    }

    /// <summary>Index of the first such byte, or -1.</summary>
    public long IndexOf(byte value)
    {
        Flush();
        long skip = headSkip;
        long before = 0;
        foreach (CellSlice slice in slices ?? [])
        {
            for (long at = skip; at < slice.LengthBytes; )
            {
                int window = (int)Math.Min(slice.LengthBytes - at, 1 << 30);
                int found = new ReadOnlySpan<byte>(slice.Start + at, window).IndexOf(value);
                if (found >= 0)
                {
                    return before + at - skip + found;
                }
                at += window;
            }
            before += slice.LengthBytes - skip;
            skip = 0;
        }
        return -1;
    }

    /// <summary>Releases everything.</summary>
    public void Clear()
    {
        Skip(LengthBytes);
        if (gather != null)
        {
            OffHeapCell.Release(&gather->Cell);
            gather = null;
        }
    }
}
