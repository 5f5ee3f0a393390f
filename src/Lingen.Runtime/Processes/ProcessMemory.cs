// Collection of a process's heap: what the roots are, and what happens when the heap has grown past max_heap_size.
using System.Runtime.CompilerServices;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>The bridge between a process and the collector. Everything here runs on the thread that has the process in hand.</summary>
public static unsafe class ProcessMemory
{
    /// <summary>Most root ranges a process has.</summary>
    public const int MaxRootRanges = 6;

    /// <summary>
    /// Collects so that <paramref name="needWords"/> are free. The x registers given are roots (saved ones lie on the
    /// stack and are not given). False if the process must end: it is past its max_heap_size.
    /// </summary>
    public static bool Collect(Process* process, Scheduler scheduler, int needWords, Term* x, int live) =>
        Collect(process, scheduler, needWords, x, live, false);

    [SkipLocalsInit]
    public static bool Collect(Process* process, Scheduler scheduler, int needWords, Term* x, int live, bool fullSweep)
    {
        RootRange* ranges = stackalloc RootRange[MaxRootRanges];
        int count = Roots(process, x, live, ranges);
        bool full = fullSweep || process->HasFlag(ProcessFlags.FullSweepWanted);
        process->SetFlag(ProcessFlags.FullSweepWanted, false);
        process->SetFlag(ProcessFlags.CollectWanted, false);
        long before = process->Memory.UsedWords;
        if (process->TraceFlags != 0)
        {
            process->EnsureExtras()->AllocatedWords += CallAccounting.WordsSinceCollection(process);
        }
        SystemMonitoring monitoring = scheduler.Vm.Monitoring;
        long since = monitoring.WatchesCollections ? Clock.Raw() : 0;
        ProcessTracing.Collecting(process, full, begins: true, needWords);
        bool isLimited = process->Extras != null && process->Extras->MaxHeapSizeWords != 0;
        long peak = isLimited ? HeapLimits.PeakWords(&process->Memory) : 0;
        Microstate interrupted = Microstates.Change(Microstate.Gc);
        CollectionResult result = GarbageCollector.Collect(
            &process->Memory,
            needWords,
            new ReadOnlySpan<RootRange>(ranges, count),
            full
        );
        Microstates.Change(interrupted);
        ProcessTracing.Collecting(process, full, begins: false, Math.Max(0, before - process->Memory.UsedWords));
        scheduler.CollectionCount++;
        scheduler.ReclaimedWords += Math.Max(0, before - process->Memory.UsedWords);
        if (result != CollectionResult.Done)
        {
            OutOfMemory.Fail(NativeBlocks.RefusedBytes, MemoryKind.Heap);
        }
        process->Memory.Heap.Limit = process->Memory.StackPointer - ProcessHeap.StackReserveWords;
        if (since != 0)
        {
            monitoring.Collected(process, since);
        }
        SystemTasks.AnswerCollections(process, Term.True);
        return !isLimited || HeapLimits.Check(process, peak);
    }

    /// <summary>Shrinks the heap to what lives (hibernate). The saved registers are on the stack.</summary>
    [SkipLocalsInit]
    public static bool Hibernate(Process* process)
    {
        RootRange* ranges = stackalloc RootRange[MaxRootRanges];
        int count = Roots(process, null, 0, ranges);
        bool done =
            GarbageCollector.Hibernate(&process->Memory, new ReadOnlySpan<RootRange>(ranges, count)) == CollectionResult.Done;
        process->Memory.Heap.Limit = process->Memory.StackPointer - ProcessHeap.StackReserveWords;
        process->SetFlag(ProcessFlags.CollectWanted | ProcessFlags.FullSweepWanted, false);
        SystemTasks.AnswerCollections(process, Term.True);
        return done;
    }

    /// <summary>Fills in everything outside of the stack that holds terms of the process; returns the number of ranges.</summary>
    public static int Roots(Process* process, Term* x, int live, RootRange* ranges)
    {
        int count = 0;
        if (live > 0)
        {
            ranges[count++] = new RootRange(x, live);
        }
        ranges[count++] = new RootRange(&process->FailureReason, 2);
        if (process->Failure is FailureKind.Error or FailureKind.Exit or FailureKind.Throw && process->FailureExtra != 0)
        {
            ranges[count++] = new RootRange((Term*)&process->FailureExtra, 1);
        }
        ranges[count++] = new RootRange(&process->GroupLeader, 2);
        if (process->Dictionary != null)
        {
            ranges[count++] = ProcessDictionary.Roots(process->Dictionary);
        }
        if (process->Extras != null)
        {
            ranges[count++] = new RootRange((Term*)process->Extras, ProcessExtras.RootCount);
        }
        return count;
    }

    /// <summary>The module that handles calls of undefined functions: error_handler unless process_flag has set another.</summary>
    public static Term ErrorHandler(Process* process) =>
        process->Extras == null || process->Extras->ErrorHandler.IsNone ? Atoms.ErrorHandler : process->Extras->ErrorHandler;
}

/// <summary>max_heap_size.</summary>
public static unsafe class HeapLimits
{
    /// <summary>BEAM collects when a process has got binaries of this size since its last collection (min_bin_vheap_size).</summary>
    private const long BinaryBytesOfCollection = 46_422 * sizeof(ulong);

    /// <summary>
    /// What counts before a collection: the blocks, and a large term that a built-in function has made, garbage or not. The small
    /// results of arithmetic that wait in fragments do not count.
    /// </summary>
    public static long PeakWords(ProcessHeap* heap)
    {
        long largest = 0;
        for (HeapFragment* fragment = heap->Heap.Fragments; fragment != null; fragment = fragment->Next)
        {
            largest = Math.Max(largest, fragment->UsedWords);
        }
        return heap->BlockSizeWords + heap->OldSizeWords + largest;
    }

    /// <summary>After a collection: false if the process is past its limit and is to be killed for it.</summary>
    public static bool Check(Process* process, long peak = 0)
    {
        ProcessExtras* extras = process->Extras;
        long words = Math.Max(process->Memory.TotalWords, peak);
        if (extras->MaxHeapIncludeSharedBinaries)
        {
            words += SharedWords(process->Memory.Heap.OffHeap) + SharedWords(process->Memory.OldOffHeap);
        }
        if (words <= extras->MaxHeapSizeWords)
        {
            return true;
        }
        if (extras->MaxHeapErrorLogger)
        {
            CrashReports.MaxHeapSize(process, words);
        }
        if (!extras->MaxHeapKill)
        {
            return true;
        }
        process->MarkExiting(Atoms.Killed);
        return false;
    }

    /// <summary>
    /// A process that ends by itself: it is past its limit also if only the collection has not come that would have found that a
    /// built-in function took too much, and is killed for it. BEAM collects behind each such function.
    /// </summary>
    public static void CheckLast(Process* process)
    {
        ProcessExtras* extras = process->Extras;
        if (extras == null || extras->MaxHeapSizeWords == 0 || process->Failure == FailureKind.Exiting || process->IsExiting)
        {
            return;
        }
        ref readonly TermHeap heap = ref process->Memory.Heap;
        bool isDue =
            heap.Fragments != null || (extras->MaxHeapIncludeSharedBinaries && heap.OffHeapBytes > BinaryBytesOfCollection);
        if (isDue)
        {
            _ = Check(process, PeakWords(&process->Memory));
        }
    }

    /// <summary>Words of the binaries outside of the heap that a list of off-heap objects refers to, each time it does.</summary>
    private static long SharedWords(ulong* list)
    {
        long bytes = 0;
        for (ulong* header = list; header != null; header = (ulong*)header[1])
        {
            if (new HeaderWord(*header).Tag == HeaderTag.RefcBinary)
            {
                bytes += ((BinaryCell*)header[2])->CapacityBytes;
            }
        }
        return bytes / sizeof(ulong);
    }
}
