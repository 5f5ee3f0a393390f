// Where terms are built. A TermHeap is a bump area (the free part of a process heap, a message, an ETS row) with
// fragments behind it: when the area is full the allocation continues in a fragment chained to the heap, so
// building a term never moves another one. The collector later folds the fragments into the process heap.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lingen.Terms;

/// <summary>A chained piece of heap outside of the main block; its words follow the struct.</summary>
public unsafe struct HeapFragment
{
    public HeapFragment* Next;
    public ulong* Top;
    public ulong* Limit;

    /// <summary>
    /// Not zero while the first words hold a message that stands in a queue: the collector then moves the terms out
    /// but leaves the fragment to whoever takes the message off the queue.
    /// </summary>
    public long Pinned;

    public ulong* Start
    {
        get
        {
            fixed (HeapFragment* self = &this)
            {
                return (ulong*)(self + 1);
            }
        }
    }

    public int UsedWords => (int)(Top - Start);

    /// <summary>A fragment with room for <paramref name="sizeWords"/> words. Free with <see cref="Free"/>.</summary>
    public static HeapFragment* Allocate(int sizeWords)
    {
        nuint bytes = (nuint)sizeof(HeapFragment) + ((nuint)sizeWords * sizeof(ulong));
        var fragment = (HeapFragment*)NativeMemory.Alloc(bytes, MemoryKind.HeapFragment);
        fragment->Next = null;
        fragment->Pinned = 0;
        fragment->Top = (ulong*)(fragment + 1);
        fragment->Limit = fragment->Top + sizeWords;
        return fragment;
    }

    /// <summary>Releases the memory alone; the caller has released or moved the off-heap objects in it.</summary>
    public static void Free(HeapFragment* fragment) => NativeMemory.Free(fragment);
}

/// <summary>Bump allocator for terms with overflow fragments and the list of off-heap objects in it.</summary>
public unsafe struct TermHeap
{
    private const int MinimumFragmentWords = 64;
    private const int MaximumGrowthWords = 1 << 20;

    /// <summary>Next free word of the bump area, and its end.</summary>
    public ulong* Top;
    public ulong* Limit;

    /// <summary>Overflow fragments, newest first, and the sum of their sizes in words.</summary>
    public HeapFragment* Fragments;
    public long FragmentWords;

    /// <summary>First object of the list linked through word 1 of each off-heap object (header address), or null.</summary>
    public ulong* OffHeap;

    /// <summary>Bytes of off-heap binaries this heap has come to hold since the last collection.</summary>
    public long OffHeapBytes;

    /// <summary>Takes <paramref name="words"/> words. The caller fills all of them before the next collection.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong* Allocate(int words)
    {
        ulong* start = Top;
        if (words <= Limit - start)
        {
            Top = start + words;
            return start;
        }
        return AllocateFromFragment(words);
    }

    /// <summary>
    /// Gives back the unused end of the latest allocation: everything from <paramref name="end"/> on. Does nothing
    /// if something was allocated after it.
    /// </summary>
    public void Release(ulong* allocatedEnd, ulong* end)
    {
        Debug.Assert(end <= allocatedEnd);
        if (allocatedEnd == Top)
        {
            Top = end;
        }
        else if (Fragments != null && Fragments->Top == allocatedEnd)
        {
            Fragments->Top = end;
        }
    }

    /// <summary>Links an off-heap object (its header address) into this heap's list; word 1 is the link.</summary>
    public void LinkOffHeap(ulong* header)
    {
        header[1] = (ulong)OffHeap;
        OffHeap = header;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong* AllocateFromFragment(int words)
    {
        HeapFragment* fragment = Fragments;
        if (fragment == null || words > fragment->Limit - fragment->Top)
        {
            // Fragments grow with what is there already, so a long BIF that builds much makes few of them.
            int grown = (int)Math.Min(FragmentWords / 4, MaximumGrowthWords);
            int size = Math.Max(Math.Max(MinimumFragmentWords, grown), words + (words >> 1));
            fragment = HeapFragment.Allocate(size);
            fragment->Next = Fragments;
            Fragments = fragment;
            FragmentWords += size;
        }
        ulong* start = fragment->Top;
        fragment->Top = start + words;
        return start;
    }

    /// <summary>
    /// Releases every shared cell in the off-heap list and frees all fragments: the end of a heap (a dead process,
    /// a dropped message, a deleted row). The bump area belongs to the caller.
    /// </summary>
    public void Clear()
    {
        for (ulong* header = OffHeap; header != null; header = (ulong*)header[1])
        {
            OffHeapCell.Release((OffHeapCell*)header[2]);
        }
        OffHeap = null;
        OffHeapBytes = 0;
        while (Fragments != null)
        {
            HeapFragment* next = Fragments->Next;
            HeapFragment.Free(Fragments);
            Fragments = next;
        }
        FragmentWords = 0;
    }
}
