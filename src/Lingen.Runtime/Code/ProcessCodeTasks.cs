// What a process does for the code server on itself, between two of its slices: look for old code, and copy literals
// that are about to be freed onto its own heap.
namespace Lingen.Runtime;

/// <summary>The code server's system tasks.</summary>
public static unsafe class ProcessCodeTasks
{
    private static readonly Term LiteralAreaCollector = LocalPid.Create(2, 0);

    /// <summary>Ties the code server of a node to its processes and its logger.</summary>
    public static void Install(VirtualMachine vm)
    {
        SystemTasks.UsesOldCode = &UsesOldCode;
        SystemTasks.CopyLiterals = &CopyLiterals;
        vm.Code.LiteralsReleased = () => Signals.SendMessage(vm, LiteralAreaCollector, Atoms.CopyLiterals);
        vm.Code.ErrorReporter = static (process, text) => Report((Process*)process, text);
    }

    /// <summary>Asks a process to copy what it uses of the area being released; the answer comes as {copy_literals, Id, ok}.</summary>
    public static void RequestCopy(VirtualMachine vm, Term requester, Term pid, Term id, TermHeap* heap)
    {
        Term request = Tuple.Create(heap, Atoms.CopyLiterals, id, Atoms.Undefined);
        if (!Signals.Deliver(vm, pid, Signals.Create(SignalKind.SystemTask, [requester, request])))
        {
            Term reply = Tuple.Create(heap, Atoms.CopyLiterals, id, Atoms.Ok);
            Signals.SendMessage(vm, requester, reply);
        }
    }

    private static bool UsesOldCode(Process* process, Term module) => process->Vm.Code.UsesOldCode(process, module);

    private static Term CopyLiterals(Process* process)
    {
        LiteralArea area = process->Vm.Code.Releasing;
        if (area.SizeWords == 0)
        {
            return Atoms.Ok;
        }
        RootRange* ranges = stackalloc RootRange[ProcessMemory.MaxRootRanges];
        int count = ProcessMemory.Roots(process, null, 0, ranges);
        var roots = new ReadOnlySpan<RootRange>(ranges, count);
        if (!GarbageCollector.UsesLiterals(&process->Memory, area.Start, area.SizeWords, roots, process->FirstMessage))
        {
            return Atoms.Ok;
        }
        for (Message* message = process->FirstMessage; message != null; message = message->Next)
        {
            if (message->HeapState == 0 && GarbageCollector.MessageUsesLiterals(message, area.Start, area.SizeWords))
            {
                Message.JoinHeap(message, &process->Memory);
            }
        }
        CollectionResult result = GarbageCollector.CollectLiterals(&process->Memory, area.Start, area.SizeWords, roots);
        process->Memory.Heap.Limit = process->Memory.StackPointer - ProcessHeap.StackReserveWords;
        if (result != CollectionResult.Done)
        {
            OutOfMemory.Fail(NativeBlocks.RefusedBytes, MemoryKind.Heap);
        }
        if (process->Extras != null && process->Extras->MaxHeapSizeWords != 0)
        {
            // What was copied counts; the process ends itself if it is too much.
            _ = HeapLimits.Check(process);
        }
        return Atoms.Ok;
    }

    private static void Report(Process* process, string text)
    {
        var heap = (TermHeap*)process;
        Term arguments = Cons.Create(heap, Cons.FromString(heap, text), Term.Nil);
        CrashReports.Send(process, Atoms.Error, "~s", arguments);
    }
}
