// Bytes of bitstrings for system calls, which know nothing of bit offsets.
namespace Lingen.IO;

/// <summary>Copies and aligns the bytes of binaries.</summary>
internal static unsafe class HostBytes
{
    /// <summary>Copies whole bytes from a byte position of any binary.</summary>
    public static void Copy(in Bitstring source, long fromByte, Span<byte> target)
    {
        byte* start = source.Data + (source.OffsetBits >> 3) + fromByte;
        int shift = (int)(source.OffsetBits & 7);
        if (shift == 0)
        {
            new ReadOnlySpan<byte>(start, target.Length).CopyTo(target);
            return;
        }
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = (byte)((start[i] << shift) | (start[i + 1] >> (8 - shift)));
        }
    }

    /// <summary>The binary itself if its bytes are aligned, else a copy on the heap whose bytes are.</summary>
    public static Bitstring Align(TermHeap* heap, in Bitstring source)
    {
        if (source.IsByteAligned)
        {
            return source;
        }
        Term copy = Bitstring.CreateBinary(heap, source.LengthBytes, out byte* data);
        Copy(source, 0, new Span<byte>(data, SpanSize.Of(source.LengthBytes)));
        return new Bitstring(copy);
    }

    /// <summary>Appends the bytes of an iolist; false if the term is none.</summary>
    public static bool TryFlatten(Term term, List<byte> target)
    {
        var rests = new Stack<Term>();
        rests.Push(term);
        while (rests.TryPop(out Term next))
        {
            while (next.IsCons)
            {
                Term head = next.Head;
                next = next.Tail;
                if (head.IsSmall && head.SmallValue is >= 0 and <= 255)
                {
                    target.Add((byte)head.SmallValue);
                }
                else if (head.IsCons || head.IsBinary)
                {
                    rests.Push(next);
                    next = head;
                }
                else if (!head.IsNil)
                {
                    return false;
                }
            }
            if (next.IsBinary)
            {
                var bits = new Bitstring(next);
                byte[] bytes = new byte[SpanSize.Of(bits.LengthBytes)];
                Copy(bits, 0, bytes);
                target.AddRange(bytes);
            }
            else if (!next.IsNil)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>A binary of the first bytes of a cell that the caller holds alone; small ones move to the heap.</summary>
    public static Term ToBinary(TermHeap* heap, BinaryCell* cell, long lengthBytes)
    {
        if (lengthBytes <= Bitstring.HeapLimitBytes)
        {
            Term small = Bitstring.FromBytes(heap, new ReadOnlySpan<byte>(cell->Data, (int)lengthBytes));
            OffHeapCell.Release(&cell->Cell);
            return small;
        }
        if (lengthBytes < cell->CapacityBytes - (cell->CapacityBytes >> 3))
        {
            cell = BinaryCell.Shrink(cell, lengthBytes);
        }
        cell->UsedBits = lengthBytes * 8;
        return Bitstring.CreateRefc(heap, cell, 0, lengthBytes * 8);
    }
}

/// <summary>A run of bytes in a shared cell, holding one count on it.</summary>
internal readonly unsafe struct CellSlice(BinaryCell* cell, byte* start, long lengthBytes)
{
    public readonly BinaryCell* Cell = cell;
    public readonly byte* Start = start;
    public readonly long LengthBytes = lengthBytes;

    /// <summary>The bytes of a binary without copying if they lie aligned in a shared cell, else as a copy in a new cell.</summary>
    public static CellSlice Of(Term binary)
    {
        var bits = new Bitstring(binary);
        Term original = binary.Header.Tag == HeaderTag.SubBinary ? new Term(binary.BoxedPointer[3]) : binary;
        if (original.Header.Tag == HeaderTag.RefcBinary && bits.IsByteAligned && bits.LengthBytes > Bitstring.HeapLimitBytes)
        {
            var shared = (BinaryCell*)original.BoxedPointer[2];
            OffHeapCell.Retain(&shared->Cell);
            return new CellSlice(shared, bits.AlignedStart, bits.LengthBytes);
        }
        BinaryCell* copy = BinaryCell.Allocate(bits.LengthBytes);
        HostBytes.Copy(bits, 0, new Span<byte>(copy->Data, SpanSize.Of(bits.LengthBytes)));
        return new CellSlice(copy, copy->Data, bits.LengthBytes);
    }

    /// <summary>A copy of these bytes in a cell of its own.</summary>
    public static CellSlice Copy(ReadOnlySpan<byte> bytes)
    {
        BinaryCell* cell = BinaryCell.Allocate(bytes.Length);
        bytes.CopyTo(new Span<byte>(cell->Data, bytes.Length));
        return new CellSlice(cell, cell->Data, bytes.Length);
    }

    /// <summary>The rest behind the first bytes; takes over the count.</summary>
    public CellSlice Skip(long count) => new(Cell, Start + count, LengthBytes - count);

    public void Release() => OffHeapCell.Release(&Cell->Cell);

    /// <summary>A binary term over the bytes; the slice keeps its own count.</summary>
    public Term ToTerm(TermHeap* heap)
    {
        if (LengthBytes <= Bitstring.HeapLimitBytes)
        {
            return Bitstring.FromBytes(heap, new ReadOnlySpan<byte>(Start, (int)LengthBytes));
        }
        OffHeapCell.Retain(&Cell->Cell);
        return Bitstring.CreateRefc(heap, Cell, (Start - Cell->Data) * 8, LengthBytes * 8);
    }
}
