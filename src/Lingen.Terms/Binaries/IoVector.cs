// Io data as pieces of native memory for writev: large shared binaries are pinned by their reference count and used in place,
// everything between them is gathered in one buffer. The vector does not depend on the heap it was made from.
using System.Runtime.InteropServices;

namespace Lingen.Terms;

/// <summary>A piece of memory, laid out as the system's struct iovec.</summary>
public unsafe struct IoPiece
{
    public byte* Start;
    public nuint LengthBytes;
}

/// <summary>The pieces of io data in order. Free with <see cref="Dispose"/>.</summary>
public unsafe struct IoVector : IDisposable
{
    /// <summary>Binaries from this length on are used in place.</summary>
    private const int InPlaceBytes = 256;

    private IoPiece* pieces;
    private BinaryCell** cells;
    private byte* gathered;
    private int cellCount;

    public readonly IoPiece* Pieces => pieces;
    public int Count { get; private set; }
    public long LengthBytes { get; private set; }

    /// <summary>The pieces of io data; false if the term is no io data.</summary>
    public static bool TryCreate(Term data, out IoVector vector)
    {
        vector = default;
        var count = new CountVisitor();
        if (IoListWalker.Walk(data, ref count, null, out _) != WalkResult.Done)
        {
            return false;
        }
        vector.pieces = (IoPiece*)NativeMemory.Alloc((nuint)((count.InPlace * 2) + 1) * (nuint)sizeof(IoPiece));
        vector.cells = (BinaryCell**)NativeMemory.Alloc((nuint)count.InPlace + 1, (nuint)sizeof(BinaryCell*));
        vector.gathered = (byte*)NativeMemory.Alloc((nuint)count.GatheredBytes);
        var fill = new FillVisitor
        {
            Pieces = vector.pieces,
            Cells = vector.cells,
            Next = vector.gathered,
            PieceStart = vector.gathered,
        };
        IoListWalker.Walk(data, ref fill, null, out _);
        fill.EndPiece();
        vector.Count = fill.PieceCount;
        vector.cellCount = fill.CellCount;
        vector.LengthBytes = count.GatheredBytes + count.InPlaceBytes;
        return true;
    }

    /// <summary>Releases the pinned binaries and the memory.</summary>
    public void Dispose()
    {
        for (int i = 0; i < cellCount; i++)
        {
            OffHeapCell.Release(&cells[i]->Cell);
        }
        NativeMemory.Free(pieces);
        NativeMemory.Free(cells);
        NativeMemory.Free(gathered);
        this = default;
    }

    /// <summary>The shared cell of a binary that is long and byte-aligned enough to be used in place, or null.</summary>
    private static BinaryCell* InPlaceCell(Term bitstring, in Bitstring bits)
    {
        if (bits.LengthBytes < InPlaceBytes || !bits.IsByteAligned)
        {
            return null;
        }
        ulong* words = bitstring.BoxedPointer;
        if (new HeaderWord(*words).Tag == HeaderTag.SubBinary)
        {
            words = new Term(words[3]).BoxedPointer;
        }
        return new HeaderWord(*words).Tag == HeaderTag.RefcBinary ? (BinaryCell*)words[2] : null;
    }

    private struct CountVisitor : IChunkVisitor
    {
        public long GatheredBytes;
        public long InPlaceBytes;
        public int InPlace;

        public bool Integer(long value)
        {
            GatheredBytes++;
            return (ulong)value <= byte.MaxValue;
        }

        public bool Bits(Term bitstring, out Term rest)
        {
            rest = bitstring;
            var bits = new Bitstring(bitstring);
            if (InPlaceCell(bitstring, bits) != null)
            {
                InPlace++;
                InPlaceBytes += bits.LengthBytes;
            }
            else
            {
                GatheredBytes += bits.LengthBytes;
            }
            return bits.IsBinary;
        }
    }

    private struct FillVisitor : IChunkVisitor
    {
        public IoPiece* Pieces;
        public BinaryCell** Cells;
        public byte* Next;
        public byte* PieceStart;
        public int PieceCount;
        public int CellCount;

        public bool Integer(long value)
        {
            *Next++ = (byte)value;
            return true;
        }

        public bool Bits(Term bitstring, out Term rest)
        {
            rest = default;
            var bits = new Bitstring(bitstring);
            BinaryCell* cell = InPlaceCell(bitstring, bits);
            if (cell == null)
            {
                BitCopy.Copy(bits.Data, bits.OffsetBits, Next, 0, bits.SizeBits);
                Next += bits.LengthBytes;
                return true;
            }
            EndPiece();
            OffHeapCell.Retain(&cell->Cell);
            Cells[CellCount++] = cell;
            Pieces[PieceCount++] = new IoPiece { Start = bits.AlignedStart, LengthBytes = (nuint)bits.LengthBytes };
            return true;
        }

        public void EndPiece()
        {
            if (Next > PieceStart)
            {
                Pieces[PieceCount++] = new IoPiece { Start = PieceStart, LengthBytes = (nuint)(Next - PieceStart) };
                PieceStart = Next;
            }
        }
    }
}
