// A piece of the literal region that is made and dropped as a whole: the literals of one module version, or one
// persistent term.
using Lingen.Terms;

namespace Lingen.Memory;

/// <summary>Words of the literal region together with the shared cells that the terms in them hold.</summary>
public unsafe struct LiteralArea
{
    public ulong* Start;
    public long SizeWords;

    /// <summary>Off-heap objects in the area, linked like those of a heap.</summary>
    public ulong* OffHeap;

    public readonly bool Contains(Term term) =>
        !term.IsImmediate && (term.Bits & ~7UL) - (ulong)Start < (ulong)SizeWords * sizeof(ulong);

    /// <summary>Gives cells and pages back. No term may point into the area any more.</summary>
    public void Free()
    {
        for (ulong* header = OffHeap; header != null; header = (ulong*)header[1])
        {
            OffHeapCell.Release((OffHeapCell*)header[2]);
        }
        OffHeap = null;
        if (SizeWords > 0)
        {
            LiteralRegion.Free(Start, SizeWords);
        }
        SizeWords = 0;
    }
}
