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
using System.Runtime.InteropServices;
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

    /// <summary>The queued messages whose payloads are terms of this heap, newest first: roots of each collection.</summary>
    public Message* FirstJoined;

    /// <summary>Words a call instruction may push without a check (its return address), plus slack.</summary>
    public const int StackReserveWords = 2;

    /// <summary>BEAM's default of fullsweep_after.</summary>
    public const ushort DefaultFullSweepAfter = 65_535;

    /// <summary>The block never gets smaller than this, except by hibernation.</summary>
    public int MinHeapSizeWords;
    public ushort GenerationalCollections;
    public ushort FullSweepAfter;

    /// <summary>The last collection left little room: the next one takes a larger block at once.</summary>
    public bool GrowNext;

    public readonly int StackWords => (int)(End - StackPointer);
    public readonly long BlockSizeWords => End - Start;
    public readonly long OldSizeWords => OldEnd - OldStart;

    /// <summary>Words that terms take up: young, old and in fragments.</summary>
    public readonly long UsedWords => (Heap.Top - Start) + (OldTop - OldStart) + Heap.FragmentWords;

    /// <summary>All native words held, free ones included.</summary>
    public readonly long TotalWords => BlockSizeWords + OldSizeWords + Heap.FragmentWords;

    /// <summary>
    /// Gives a new process its block. False if the system has no memory.
    /// </summary>
    public bool Initialize(int minWords, ushort fullSweepAfter = DefaultFullSweepAfter)
    {
        this = default;
        long words = HeapSizes.AtLeast(Math.Max(minWords, 12));
        Start = NativeBlocks.TryAllocate(words);
        if (Start == null)
        {
            return false;
        }
        End = Start + words;
        Heap.Top = Start;
        HighWater = Start;
        StackPointer = End;
        Heap.Limit = End - StackReserveWords;
        MinHeapSizeWords = (int)words;
        FullSweepAfter = fullSweepAfter;
        return true;
    }

    /// <summary>The end of a process: releases every shared cell, fragment and block.</summary>
    public void Free()
    {
        for (HeapFragment* fragment = Heap.Fragments; fragment != null; fragment = fragment->Next)
        {
            if (fragment->Pinned != 0)
            {
                // Its cells go with the list of this heap; the message that stands in the queue frees the memory.
                ((Message*)fragment->Start)->HeapState = 2;
            }
        }
        UnlinkPinned(ref Heap);
        Heap.Clear();
        for (ulong* header = OldOffHeap; header != null; header = (ulong*)header[1])
        {
            OffHeapCell.Release((OffHeapCell*)header[2]);
        }
        NativeBlocks.Free(Start);
        NativeBlocks.Free(OldStart);
        this = default;
    }

    /// <summary>Takes the fragments of queued messages out of the list; whoever ends the message frees them.</summary>
    private static void UnlinkPinned(ref TermHeap heap)
    {
        HeapFragment* kept = null;
        for (HeapFragment* fragment = heap.Fragments; fragment != null; )
        {
            HeapFragment* next = fragment->Next;
            if (fragment->Pinned == 0)
            {
                fragment->Next = kept;
                kept = fragment;
            }
            else
            {
                fragment->Next = null;
            }
            fragment = next;
        }
        heap.Fragments = kept;
    }
}

/// <summary>Native blocks of words whose allocation may fail without an exception.</summary>
public static unsafe class NativeBlocks
{
    [ThreadStatic]
    private static long refusedBytes;

    /// <summary>Size of the block that the calling thread last did not get.</summary>
    public static long RefusedBytes => refusedBytes;

    /// <summary>Words with undefined contents, or null.</summary>
    public static ulong* TryAllocate(long words)
    {
        var block = (ulong*)NativeMemory.TryAlloc((nuint)words * sizeof(ulong));
        if (block == null)
        {
            refusedBytes = words * sizeof(ulong);
        }
        return block;
    }

    public static void Free(ulong* block) => NativeMemory.Free(block);
}
