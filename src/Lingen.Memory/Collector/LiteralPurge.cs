// Literals that are about to go away (a purged module, a replaced persistent term) move into the heaps that still use
// them. Several processes may do that at once, so the area itself cannot carry forwarding marks: each collection
// works on a private copy of it, whose inner pointers lead into the copy.
using Lingen.Terms;

namespace Lingen.Memory;

/// <summary>A literal range on its way out, with the private copy that a collection marks up.</summary>
internal unsafe struct LiteralPurge
{
    public ulong* Start;
    public long SizeWords;
    public ulong* Copy;

    /// <summary>Off-heap objects of the copy, linked through word 1.</summary>
    private ulong* offHeap;

    /// <summary>Makes the copy. False if there is no memory.</summary>
    public static bool TryCreate(ulong* start, long sizeWords, out LiteralPurge purge)
    {
        purge = new LiteralPurge
        {
            Start = start,
            SizeWords = sizeWords,
            Copy = NativeBlocks.TryAllocate(sizeWords),
        };
        if (purge.Copy == null)
        {
            return false;
        }
        long bytes = sizeWords * sizeof(ulong);
        Buffer.MemoryCopy(start, purge.Copy, bytes, bytes);
        purge.ListOffHeap();
        return true;
    }

    /// <summary>Off-heap objects that have been moved into the heap get a count of their own and join its list.</summary>
    public void AdoptOffHeap(ref ulong* list)
    {
        for (ulong* header = offHeap; header != null; )
        {
            ulong* next = (ulong*)header[1];
            if ((*header & Term.PrimaryMask) != Term.PrimaryHeader)
            {
                ulong* moved = new Term(*header).BoxedPointer;
                OffHeapCell.Retain((OffHeapCell*)moved[2]);
                moved[1] = (ulong)list;
                list = moved;
            }
            header = next;
        }
        offHeap = null;
    }

    public void Free()
    {
        NativeBlocks.Free(Copy);
        Copy = null;
    }

    private void ListOffHeap()
    {
        for (ulong* scan = Copy; scan < Copy + SizeWords; scan++)
        {
            if ((*scan & Term.PrimaryMask) == Term.PrimaryHeader)
            {
                var header = new HeaderWord(*scan);
                if (header.IsOffHeap)
                {
                    scan[1] = (ulong)offHeap;
                    offHeap = scan;
                }
                scan += Math.Min(header.RawWords, header.SizeWords);
            }
        }
    }
}

public static unsafe partial class GarbageCollector
{
    /// <summary>Whether anything of the process points into this literal range. Linear in the heap; moves nothing.</summary>
    public static bool UsesLiterals(
        ProcessHeap* heap,
        ulong* literals,
        long sizeWords,
        ReadOnlySpan<RootRange> roots,
        Message* firstMessage
    )
    {
        ulong bytes = (ulong)sizeWords * sizeof(ulong);
        if (
            AnyIn(heap->Start, heap->Heap.Top, literals, bytes, isHeap: true)
            || AnyIn(heap->OldStart, heap->OldTop, literals, bytes, isHeap: true)
            || AnyIn(heap->StackPointer, heap->End, literals, bytes, isHeap: false)
        )
        {
            return true;
        }
        foreach (RootRange range in roots)
        {
            if (AnyIn((ulong*)range.Start, (ulong*)range.Start + range.Count, literals, bytes, isHeap: false))
            {
                return true;
            }
        }
        for (HeapFragment* fragment = heap->Heap.Fragments; fragment != null; fragment = fragment->Next)
        {
            bool isMessage = fragment->UsedWords >= Message.SizeWords && ((Message*)fragment->Start)->Fragment == fragment;
            ulong* start = fragment->Start + (isMessage ? Message.SizeWords : 0);
            if (AnyIn(start, fragment->Top, literals, bytes, isHeap: true))
            {
                return true;
            }
        }
        for (Message* message = firstMessage; message != null; message = message->Next)
        {
            if (MessageUses(message, literals, bytes))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// A full sweep that also copies every term of the literal range into the heap, so that the range can be freed. All
    /// queued messages must have joined the heap (<see cref="Message.JoinHeap"/>) or not use the range.
    /// </summary>
    public static CollectionResult CollectLiterals(
        ProcessHeap* heap,
        ulong* literals,
        long sizeWords,
        ReadOnlySpan<RootRange> roots
    )
    {
        if (!LiteralPurge.TryCreate(literals, sizeWords, out LiteralPurge purge))
        {
            return CollectionResult.OutOfMemory;
        }
        long blockWords = ChooseSize(heap, BoundOfAll(heap) + heap->StackWords + sizeWords);
        CollectionResult result = FullSweep(heap, blockWords, roots, purge);
        purge.Free();
        return result;
    }

    /// <summary>Whether the payload of a queued message points into the range.</summary>
    public static bool MessageUsesLiterals(Message* message, ulong* literals, long sizeWords) =>
        MessageUses(message, literals, (ulong)sizeWords * sizeof(ulong));

    private static bool MessageUses(Message* message, ulong* literals, ulong bytes)
    {
        if (IsIn(message->Payload, literals, bytes) || IsIn(message->Token, literals, bytes))
        {
            return true;
        }
        HeapFragment* fragment = message->Fragment;
        return message->HeapState == 0
            && fragment != null
            && AnyIn(fragment->Start + Message.SizeWords, fragment->Top, literals, bytes, isHeap: true);
    }

    private static bool AnyIn(ulong* start, ulong* end, ulong* literals, ulong bytes, bool isHeap)
    {
        for (ulong* scan = start; scan < end; scan++)
        {
            var word = new Term(*scan);
            if (isHeap && (word.Bits & Term.PrimaryMask) == Term.PrimaryHeader)
            {
                var header = new HeaderWord(word.Bits);
                scan += Math.Min(header.RawWords, header.SizeWords);
            }
            else if (IsIn(word, literals, bytes))
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsIn(Term term, ulong* literals, ulong bytes) =>
        term.IsBoxed | term.IsCons && (term.Bits & ~7UL) - (ulong)literals < bytes;
}
