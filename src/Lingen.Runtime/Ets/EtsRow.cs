// An object of a table: a native block of its own that begins with links and is followed by the tuple and everything
// in it, copied flat, literals included. Rows hold no pointer out of their block but to shared cells.
//
//   hash table:   Next = next row of the bucket        tree:  Next = left child
//                 Right = null                                Right = right child
//                 Hash = hash of the key                      Hash = height of the subtree
//
//   row words:    | Next | Right | OffHeap | Hash, WordsAndMark | tuple header | element 1 | ... | parts |
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lingen.Runtime;

/// <summary>Head of a row; the tuple's words follow it.</summary>
internal unsafe struct EtsRow
{
    private const uint DeletedMark = 0x8000_0000;

    public EtsRow* Next;
    public EtsRow* Right;

    /// <summary>Off-heap objects in the row, linked like those of a heap.</summary>
    public ulong* OffHeap;
    public uint Hash;
    private uint wordsAndMark;

    /// <summary>Words of the tuple and all of its parts.</summary>
    public readonly int TermWords => (int)(wordsAndMark & ~DeletedMark);

    /// <summary>Words of the whole block: what info(memory) counts.</summary>
    public readonly int BlockWords => TermWords + (sizeof(EtsRow) / sizeof(ulong));

    /// <summary>Deleted while the table was fixed: only traversals that stand on it still see it.</summary>
    public bool IsDeleted
    {
        readonly get => (wordsAndMark & DeletedMark) != 0;
        set => wordsAndMark = value ? wordsAndMark | DeletedMark : wordsAndMark & ~DeletedMark;
    }

    /// <summary>A row with a copy of the tuple. The copy is made outside of any lock.</summary>
    public static EtsRow* Create(Term tuple)
    {
        int words = SpanSize.Of(TermCopier.SizeWords(tuple, withLiterals: true));
        var row = (EtsRow*)NativeMemory.Alloc((nuint)sizeof(EtsRow) + ((nuint)words * sizeof(ulong)), MemoryKind.EtsTerm);
        TermHeap heap = default;
        ulong* top = (ulong*)(row + 1);
        TermCopier.CopyInto(tuple, ref top, &heap, withLiterals: true);
        row->Next = null;
        row->Right = null;
        row->OffHeap = heap.OffHeap;
        row->Hash = 0;
        row->wordsAndMark = (uint)words;
        return row;
    }

    public static void Free(EtsRow* row)
    {
        for (ulong* header = row->OffHeap; header != null; header = (ulong*)header[1])
        {
            OffHeapCell.Release((OffHeapCell*)header[2]);
        }
        NativeMemory.Free(row);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tuple TupleOf(EtsRow* row) => new(Term.FromBoxed((ulong*)(row + 1)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Term Element(EtsRow* row, int index) => new(((ulong*)(row + 1))[index + 1]);

    /// <summary>A copy of the whole object.</summary>
    public static Term CopyTuple(EtsRow* row, TermHeap* heap) =>
        TermCopier.CopySized(TupleOf(row), row->TermWords, heap, withLiterals: true);
}
