// The garbage collector: generational, copying, one process at a time, without stopping any other.
//
// A minor collection copies the survivors of the young heap: those that survived once before go to the old generation,
// the others into a new block. A full sweep copies everything that lives into a new block and drops the old
// generation. All memory is taken before the first word moves, so a collection that cannot get it changes nothing.
// docs/internals/garbage-collection.md has the picture.
using System.Diagnostics;
using Lingen.Terms;

namespace Lingen.Memory;

/// <summary>Collects process heaps.</summary>
public static unsafe partial class GarbageCollector
{
    /// <summary>Heaps below this are not worth shrinking: ten thousand idle connections are ten thousand small heaps.</summary>
    private const long ShrinkThresholdWords = 256;

    /// <summary>Up to this size the block of a process that has to be collected grows each time, however little survives.</summary>
    private const long BusyHeapWords = 987;

    private const long MaxScratchWords = 32 * 1024;

    /// <summary>From here on a stack counts as deep where each reservation collects.</summary>
    private const long DeepStackWords = 4096;

    /// <summary>Where the calling thread copies what little survives of much garbage.</summary>
    [ThreadStatic]
    private static ulong* scratch;

    [ThreadStatic]
    private static long scratchWords;

    /// <summary>
    /// Collects a process heap and makes room: afterwards <paramref name="needWords"/> (heap and stack together) are free
    /// between heap and stack. Every word that may hold a pointer into the heap lies in the stack, in
    /// <paramref name="roots"/>, or in the messages that have joined the heap.
    /// </summary>
    public static CollectionResult Collect(ProcessHeap* heap, int needWords, ReadOnlySpan<RootRange> roots, bool fullSweep)
    {
        long mature = heap->HighWater - heap->Start;
        bool full =
            fullSweep
            || heap->GenerationalCollections >= heap->FullSweepAfter
            || (mature > heap->OldEnd - heap->OldTop && heap->OldStart != null);
        VerifiedPart verified = DebugOptions.Verify ? PartToVerify(heap) : VerifiedPart.None;
        if (verified != VerifiedPart.None)
        {
            HeapVerifier.Verify(heap, roots, "before a collection", verified);
        }
        CollectionResult result = full ? CollectFull(heap, needWords, roots) : CollectMinor(heap, needWords, mature, roots);
        if (verified != VerifiedPart.None && result == CollectionResult.Done)
        {
            HeapVerifier.Verify(heap, roots, "after a collection", verified);
        }
        if (DebugOptions.CollectAlways && result == CollectionResult.Done)
        {
            TakeSpareRoom(heap, needWords);
        }
        return result;
    }

    private static VerifiedPart PartToVerify(ProcessHeap* heap)
    {
        long old = heap->OldTop - heap->OldStart;
        long all = heap->UsedWords + heap->StackWords;
        return DebugOptions.PartToVerify(all - old, all);
    }

    /// <summary>
    /// Moves the stack down to the heap, so that no more room is left than was asked for and the next reservation collects. A deep
    /// stack, which each collection walks from end to end, keeps some: a recursion's cost would grow with the square of its depth.
    /// </summary>
    private static void TakeSpareRoom(ProcessHeap* heap, int needWords)
    {
        long kept = heap->StackWords < DeepStackWords ? 0 : heap->StackWords / 32;
        long spare = heap->StackPointer - heap->Heap.Top - needWords - ProcessHeap.StackReserveWords - kept;
        if (spare > 0)
        {
            long bytes = (byte*)heap->End - (byte*)heap->StackPointer;
            Buffer.MemoryCopy(heap->StackPointer, heap->StackPointer - spare, bytes, bytes);
            heap->StackPointer -= spare;
            heap->End -= spare;
            heap->Heap.Limit = heap->StackPointer - ProcessHeap.StackReserveWords;
        }
    }

    /// <summary>A full sweep into a block that just fits: for a process that will not run for long.</summary>
    public static CollectionResult Hibernate(ProcessHeap* heap, ReadOnlySpan<RootRange> roots)
    {
        CollectionResult result = FullSweep(
            heap,
            BoundOfAll(heap) + heap->StackWords + ProcessHeap.StackReserveWords,
            roots,
            default
        );
        long live = heap->Heap.Top - heap->Start + heap->StackWords + ProcessHeap.StackReserveWords;
        return result == CollectionResult.Done && live < heap->BlockSizeWords ? FullSweep(heap, live, roots, default) : result;
    }

    private static CollectionResult CollectMinor(ProcessHeap* heap, int needWords, long mature, ReadOnlySpan<RootRange> roots)
    {
        long kept = heap->BlockSizeWords < BusyHeapWords ? HeapSizes.AtLeast(heap->BlockSizeWords + 1) : heap->BlockSizeWords;
        kept = Math.Max(kept, heap->MinHeapSizeWords);
        long bound = heap->Heap.Top - heap->HighWater + FragmentWords(heap);
        long copyWords = bound + heap->StackWords + ProcessHeap.StackReserveWords;
        bool fewSurvive = FewSurvive(heap, mature, needWords);
        long blockWords = Math.Max(
            kept,
            fewSurvive ? HeapSizes.AtLeast(copyWords) : ChooseSize(heap, bound + heap->StackWords + needWords)
        );
        // Much garbage in fragments and little that lives: what lives is copied to a place of this thread, and back.
        bool isScratch = fewSurvive && blockWords > kept && blockWords <= MaxScratchWords;
        ulong* block = isScratch ? Scratch(ref blockWords) : NativeBlocks.TryAllocate(blockWords);
        if (block == null)
        {
            return CollectionResult.OutOfMemory;
        }
        if (mature > 0 && heap->OldStart == null)
        {
            long oldWords = HeapSizes.AtLeast(Math.Max(2 * mature, heap->Heap.Top - heap->Start));
            ulong* old = NativeBlocks.TryAllocate(oldWords);
            if (old == null)
            {
                NativeBlocks.Free(isScratch ? null : block);
                return CollectionResult.OutOfMemory;
            }
            heap->OldStart = heap->OldTop = old;
            heap->OldEnd = old + oldWords;
        }
        var evacuator = new Evacuator
        {
            YoungTop = block,
            OldTop = heap->OldTop,
            OldStart = (ulong)heap->OldStart,
            OldBytes = (ulong)((byte*)heap->OldTop - (byte*)heap->OldStart),
            MatureStart = (ulong)heap->Start,
            MatureBytes = (ulong)mature * sizeof(ulong),
        };
        ulong* oldScan = heap->OldTop;
        ulong* stack = MoveStack(heap, block + blockWords);
        EvacuateRoots(ref evacuator, stack, block + blockWords, roots, heap->FirstJoined);
        evacuator.Drain(block, oldScan);
        Debug.Assert(evacuator.OldTop <= heap->OldEnd);
        heap->OldTop = evacuator.OldTop;
        ulong* young = null;
        SweepOffHeap(heap->Heap.OffHeap, heap->OldStart, heap->OldTop, ref young, ref heap->OldOffHeap);
        heap->Heap.OffHeap = young;
        ulong* home = heap->Start;
        long homeWords = heap->BlockSizeWords;
        ReplaceBlock(heap, block, blockWords, stack, evacuator.YoungTop, keepOld: isScratch);
        if (homeWords >= HeapSizes.DefaultMinWords)
        {
            // A first heap smaller than what min_heap_size says would not have been collected on BEAM.
            heap->GenerationalCollections++;
        }
        CollectionResult result = isScratch
            ? MoveHome(heap, home, homeWords, needWords, kept, roots)
            : FitToSurvivors(heap, needWords, kept, roots);
        NoteFreeRoom(heap, needWords);
        return result;
    }

    /// <summary>
    /// The last collection left little behind, so this one is taken to do so too: the block need not become larger
    /// for the case that everything survives. If it does survive it is moved once more.
    /// </summary>
    private static bool FewSurvive(ProcessHeap* heap, long mature, int needWords) =>
        !heap->GrowNext && mature * 4 < heap->BlockSizeWords && needWords * 4 < heap->BlockSizeWords;

    /// <summary>
    /// After a minor collection: a block that had to hold all the garbage of the fragments, had it been none, goes back to
    /// what it was, or to twice the size of what lives. One that is too small for the words needed grows.
    /// </summary>
    private static CollectionResult FitToSurvivors(ProcessHeap* heap, int needWords, long kept, ReadOnlySpan<RootRange> roots)
    {
        long live = heap->Heap.Top - heap->Start + heap->StackWords + needWords;
        long used = live + ProcessHeap.StackReserveWords;
        if (used > heap->BlockSizeWords)
        {
            return Move(heap, HeapSizes.AtLeast(Math.Max(used, heap->BlockSizeWords + 1)), roots);
        }
        long target = Math.Max(kept, HeapSizes.AtLeast(used * 2));
        if (target == kept ? heap->BlockSizeWords > kept : heap->BlockSizeWords >= target * 2)
        {
            // No memory for the smaller block: the larger one does as well.
            _ = Move(heap, target, roots);
        }
        return CollectionResult.Done;
    }

    /// <summary>From the thread's scratch block into the block the heap had, if that has the right size, or into one that has.</summary>
    private static CollectionResult MoveHome(
        ProcessHeap* heap,
        ulong* home,
        long homeWords,
        int needWords,
        long kept,
        ReadOnlySpan<RootRange> roots
    )
    {
        long used = heap->Heap.Top - heap->Start + heap->StackWords + needWords + ProcessHeap.StackReserveWords;
        long target = Math.Max(kept, HeapSizes.AtLeast(used * 2));
        if (target != homeWords)
        {
            NativeBlocks.Free(home);
            home = NativeBlocks.TryAllocate(target);
            if (home == null)
            {
                return CollectionResult.OutOfMemory;
            }
        }
        MoveTo(heap, home, target, roots, keepOld: true);
        return CollectionResult.Done;
    }

    /// <summary>A block that belongs to the calling thread, of at least this size; the size becomes what it is.</summary>
    private static ulong* Scratch(ref long words)
    {
        if (scratchWords < words)
        {
            ulong* larger = NativeBlocks.TryAllocate(words);
            if (larger == null)
            {
                return null;
            }
            NativeBlocks.Free(scratch);
            scratch = larger;
            scratchWords = words;
        }
        words = scratchWords;
        return scratch;
    }

    /// <summary>Copies the young heap, all of which lives, into a block of another size.</summary>
    private static CollectionResult Move(ProcessHeap* heap, long blockWords, ReadOnlySpan<RootRange> roots)
    {
        ulong* block = NativeBlocks.TryAllocate(blockWords);
        if (block == null)
        {
            return CollectionResult.OutOfMemory;
        }
        MoveTo(heap, block, blockWords, roots, keepOld: false);
        return CollectionResult.Done;
    }

    private static void MoveTo(ProcessHeap* heap, ulong* block, long blockWords, ReadOnlySpan<RootRange> roots, bool keepOld)
    {
        var evacuator = new Evacuator
        {
            YoungTop = block,
            OldStart = (ulong)heap->OldStart,
            OldBytes = (ulong)((byte*)heap->OldTop - (byte*)heap->OldStart),
        };
        ulong* stack = MoveStack(heap, block + blockWords);
        EvacuateRoots(ref evacuator, stack, block + blockWords, roots, heap->FirstJoined);
        evacuator.Drain(block, null);
        ulong* young = null;
        ulong* none = null;
        SweepOffHeap(heap->Heap.OffHeap, null, null, ref young, ref none);
        heap->Heap.OffHeap = young;
        ReplaceBlock(heap, block, blockWords, stack, evacuator.YoungTop, keepOld);
    }

    private static CollectionResult CollectFull(ProcessHeap* heap, int needWords, ReadOnlySpan<RootRange> roots)
    {
        long blockWords = ChooseSize(heap, BoundOfAll(heap) + heap->StackWords + needWords);
        CollectionResult result = FullSweep(heap, blockWords, roots, default);
        if (result != CollectionResult.Done)
        {
            return result;
        }
        long used = heap->Heap.Top - heap->Start + heap->StackWords + needWords + ProcessHeap.StackReserveWords;
        if (used * 4 < blockWords && blockWords > ShrinkThresholdWords)
        {
            // Little is left, so copying it once more into a block of the right size costs little.
            long fitting = Math.Max(HeapSizes.AtLeast(used * 2), heap->MinHeapSizeWords);
            if (fitting < blockWords)
            {
                FullSweep(heap, fitting, roots, default);
            }
        }
        NoteFreeRoom(heap, needWords);
        return result;
    }

    /// <summary>Copies all that lives into one new block of this size, which must hold it; the old generation is gone afterwards.</summary>
    private static CollectionResult FullSweep(
        ProcessHeap* heap,
        long blockWords,
        ReadOnlySpan<RootRange> roots,
        LiteralPurge purge
    )
    {
        ulong* block = NativeBlocks.TryAllocate(blockWords);
        if (block == null)
        {
            return CollectionResult.OutOfMemory;
        }
        var evacuator = new Evacuator
        {
            YoungTop = block,
            PurgeStart = (ulong)purge.Start,
            PurgeBytes = (ulong)purge.SizeWords * sizeof(ulong),
            PurgeDelta = (byte*)purge.Copy - (byte*)purge.Start,
        };
        ulong* stack = MoveStack(heap, block + blockWords);
        EvacuateRoots(ref evacuator, stack, block + blockWords, roots, heap->FirstJoined);
        evacuator.Drain(block, null);

        ulong* young = null;
        ulong* none = null;
        SweepOffHeap(heap->Heap.OffHeap, null, null, ref young, ref none);
        SweepOffHeap(heap->OldOffHeap, null, null, ref young, ref none);
        purge.AdoptOffHeap(ref young);
        heap->Heap.OffHeap = young;
        heap->OldOffHeap = null;
        if (DebugOptions.FillOldSpace && heap->OldStart != null)
        {
            Fill(heap->OldStart, heap->OldTop);
        }
        NativeBlocks.Free(heap->OldStart);
        heap->OldStart = heap->OldTop = heap->OldEnd = null;
        ReplaceBlock(heap, block, blockWords, stack, evacuator.YoungTop);
        heap->GenerationalCollections = 0;
        return CollectionResult.Done;
    }

    /// <summary>Copies the stack, as it is, to the end of the new block.</summary>
    private static ulong* MoveStack(ProcessHeap* heap, ulong* newEnd)
    {
        long bytes = (byte*)heap->End - (byte*)heap->StackPointer;
        ulong* stack = (ulong*)((byte*)newEnd - bytes);
        Buffer.MemoryCopy(heap->StackPointer, stack, bytes, bytes);
        return stack;
    }

    private static void EvacuateRoots(
        ref Evacuator evacuator,
        ulong* stack,
        ulong* stackEnd,
        ReadOnlySpan<RootRange> roots,
        Message* firstJoined
    )
    {
        evacuator.EvacuateRange(stack, stackEnd);
        foreach (RootRange range in roots)
        {
            evacuator.EvacuateRange((ulong*)range.Start, (ulong*)range.Start + range.Count);
        }
        for (Message* message = firstJoined; message != null; message = message->NextJoined)
        {
            // Payload and token stand side by side.
            var words = (ulong*)&message->Payload;
            evacuator.EvacuateRange(words, words + 2);
        }
    }

    /// <summary>
    /// Walks a list of off-heap objects after the evacuation: those that moved go to the list of their new
    /// generation, the cells of the others lose a count.
    /// </summary>
    private static void SweepOffHeap(ulong* list, ulong* oldStart, ulong* oldTop, ref ulong* young, ref ulong* old)
    {
        for (ulong* header = list; header != null; )
        {
            ulong* next = (ulong*)header[1];
            if ((*header & Term.PrimaryMask) == Term.PrimaryHeader)
            {
                OffHeapCell.Release((OffHeapCell*)header[2]);
            }
            else
            {
                ulong* moved = new Term(*header).BoxedPointer;
                if (moved >= oldStart && moved < oldTop)
                {
                    moved[1] = (ulong)old;
                    old = moved;
                }
                else
                {
                    moved[1] = (ulong)young;
                    young = moved;
                }
            }
            header = next;
        }
    }

    /// <summary>Puts the new block in place and drops the old one and the fragments.</summary>
    private static void ReplaceBlock(
        ProcessHeap* heap,
        ulong* block,
        long blockWords,
        ulong* stack,
        ulong* top,
        bool keepOld = false
    )
    {
        if (DebugOptions.FillOldSpace)
        {
            Fill(heap->Start, heap->Heap.Top);
            Fill(heap->StackPointer, heap->End);
        }
        if (!keepOld)
        {
            NativeBlocks.Free(heap->Start);
        }
        FreeFragments(&heap->Heap);
        heap->Start = block;
        heap->End = block + blockWords;
        heap->StackPointer = stack;
        heap->HighWater = top;
        heap->Heap.Top = top;
        heap->Heap.Limit = stack - ProcessHeap.StackReserveWords;
        heap->Heap.OffHeapBytes = 0;
    }

    private static void FreeFragments(TermHeap* heap)
    {
        for (HeapFragment* fragment = heap->Fragments; fragment != null; )
        {
            HeapFragment* next = fragment->Next;
            if (fragment->Pinned != 0)
            {
                var message = (Message*)fragment->Start;
                message->HeapState = 2;
                fragment->Next = null;
                if (DebugOptions.FillOldSpace)
                {
                    Fill(fragment->Start + Message.SizeWords, fragment->Top);
                }
            }
            else
            {
                if (DebugOptions.FillOldSpace)
                {
                    Fill(fragment->Start, fragment->Limit);
                }
                HeapFragment.Free(fragment);
            }
            fragment = next;
        }
        heap->Fragments = null;
        heap->FragmentWords = 0;
    }

    /// <summary>The block size for this many words (without the stack reserve), a step larger if the last one was tight.</summary>
    private static long ChooseSize(ProcessHeap* heap, long words)
    {
        long size = HeapSizes.AtLeast(Math.Max(words + ProcessHeap.StackReserveWords, heap->MinHeapSizeWords));
        return heap->GrowNext ? Math.Max(size, HeapSizes.AtLeast(heap->BlockSizeWords + 1)) : size;
    }

    private static void NoteFreeRoom(ProcessHeap* heap, int needWords)
    {
        long free = heap->StackPointer - heap->Heap.Top - needWords;
        heap->GrowNext = free * 4 < heap->BlockSizeWords;
    }

    private static long BoundOfAll(ProcessHeap* heap) =>
        heap->Heap.Top - heap->Start + FragmentWords(heap) + (heap->OldTop - heap->OldStart);

    /// <summary>Used words of the fragments: no more can survive.</summary>
    private static long FragmentWords(ProcessHeap* heap)
    {
        long words = 0;
        for (HeapFragment* fragment = heap->Heap.Fragments; fragment != null; fragment = fragment->Next)
        {
            words += fragment->UsedWords;
        }
        return words;
    }

    /// <summary>Looks like a cons cell at an address that is not mapped, so that any use ends at once.</summary>
    internal const ulong FreedPattern = 0xDEAD_DEAD_DEAD_DEA1;

    /// <summary>The debug switch: what is freed becomes unusable.</summary>
    internal static void Fill(ulong* from, ulong* to)
    {
        new Span<ulong>(from, (int)Math.Min(to - from, int.MaxValue)).Fill(FreedPattern);
    }
}
