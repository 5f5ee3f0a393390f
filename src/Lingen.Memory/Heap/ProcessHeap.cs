// The memory of one process: one native block with the young heap growing up and the stack growing down, and a
// second block with the old generation once something has survived two collections.
//
//   Start            HighWater     Heap.Top       StackPointer        End
//   | survived once   | new terms   |   free      | stack (y, CP)     |
//
//   OldStart                 OldTop         OldEnd
//   | old generation          |  free       |
//
// Stack words are terms, catch words, or return addresses (8-byte aligned code addresses, tag 00 in the low bits).
// A frame is its y registers, y0 lowest, with the return address above them.
using Lingen.Terms;

namespace Lingen.Memory;

/// <summary>Heap, stack and old generation of a process. The first field is the allocator, so its address is a TermHeap*.</summary>
public unsafe struct ProcessHeap
{
    /// <summary>Bump allocator. Its limit is kept at <see cref="StackPointer"/> minus <see cref="StackReserveWords"/> when a BIF runs.</summary>
    public TermHeap Heap;

    public ulong* Start;
    public ulong* End;
    public ulong* StackPointer;

    /// <summary>Young terms below this survived one collection and are promoted by the next.</summary>
    public ulong* HighWater;

    public ulong* OldStart;
    public ulong* OldTop;
    public ulong* OldEnd;
    public ulong* OldOffHeap;

    /// <summary>Words a call instruction may push without a check (its return address), plus slack.</summary>
    public const int StackReserveWords = 2;

    public int MinHeapSizeWords;
    public ushort GenerationalCollections;
    public ushort FullSweepAfter;

    public readonly int StackWords => (int)(End - StackPointer);
}
