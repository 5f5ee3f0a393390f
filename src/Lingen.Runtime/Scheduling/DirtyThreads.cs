// Threads for BIFs that block or run long. A process that calls one leaves its scheduler with the arguments saved on
// its stack; a dirty thread runs the BIF in the process's name and gives the process back with the result as its one
// saved register, or with the failure set, for the engine to take up at the saved continuation.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>
/// The pool of dirty threads of a node. Threads start when first needed and stay. Each may do work of either kind, but no more of a kind goes
/// on at a time than the node has dirty schedulers for it: those for computation would only take the processor from each other.
/// </summary>
public sealed unsafe class DirtyThreads(VirtualMachine vm, int computing, int waiting)
{
    private const int ThreadStackBytes = 4 << 20;
    private const int Kinds = 3;

    /// <summary>What <see cref="BifContext.GoDirty"/> leaves in FailureExtra for work that keeps the processor busy.</summary>
    internal const ulong Computation = 0xC0;

    /// <summary>Work for the processor: BIFs that found out they have much to do.</summary>
    private const int Computing = 0;

    /// <summary>Work that may wait for something outside: BIFs that are always dirty.</summary>
    private const int Waiting = 1;

    /// <summary>What is not held up when dirty schedulers are blocked: collections, and the calls of those who block.</summary>
    private const int Exempt = 2;

    /// <summary>From this size on, heaps are collected on dirty threads where that can be.</summary>
    private const long LargeHeapWords = 256 * 1024;

    private readonly object gate = new();
    private readonly RunQueue[] queues = [new RunQueue(), new RunQueue(), new RunQueue()];
    private readonly int[] running = new int[Kinds];
    private readonly int[] limits = [computing, waiting, int.MaxValue];

    /// <summary>Processes that have blocked multi scheduling, dirty schedulers included.</summary>
    private Term[] blockers = [];
    private int idle;
    private int started;

    public int Limit { get; } = computing + waiting;

    /// <summary>Processes waiting for a dirty thread.</summary>
    public int Length => queues[Computing].Length + queues[Waiting].Length + queues[Exempt].Length;

    /// <summary>How much computation may go on at a time, and who has forbidden all but its own dirty calls.</summary>
    public void SetLimits(int computingOnline, Term[] blocking)
    {
        lock (gate)
        {
            blockers = blocking;
            limits[Computing] = blocking.Length > 0 ? 0 : computingOnline;
            limits[Waiting] = blocking.Length > 0 ? 0 : waiting;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Hands a process over; its state has the Running bit.</summary>
    public void Add(Process* process)
    {
        BifEntry* bif = process->PendingBif;
        int id = 0;
        lock (gate)
        {
            int kind =
                bif == null || Array.IndexOf(blockers, process->Pid) >= 0 ? Exempt
                : (bif->Flags & BifFlags.Dirty) == 0 && process->FailureExtra == Computation ? Computing
                : Waiting;
            queues[kind].Add(process);
            if (idle > 0)
            {
                Monitor.Pulse(gate);
            }
            // Those who have been told to look, and have not yet, are still counted as idle.
            if (Length > idle && started < Limit && running[kind] < limits[kind])
            {
                started++;
                id = vm.Schedulers.Length + started;
            }
        }
        if (id != 0)
        {
            new NativeThread(() => Loop(id)).Start(ThreadStackBytes);
        }
    }

    private void Loop(int id)
    {
        var scheduler = new Scheduler(vm, id) { IsDirty = true };
        scheduler.Attach();
        Microstates.AddThread("dirty_io_scheduler", id - vm.Schedulers.Length);
        LiteralRegion.CopyAll();
        while (!vm.IsHalting)
        {
            nint next = Take(out int kind);
            Microstates.Change(Microstate.Emulator);
            Run((Process*)next, scheduler);
            Microstates.Change(Microstate.Sleep);
            lock (gate)
            {
                running[kind]--;
            }
        }
    }

    private nint Take(out int kind)
    {
        lock (gate)
        {
            while (true)
            {
                for (kind = 0; kind < Kinds; kind++)
                {
                    Process* process = running[kind] < limits[kind] ? queues[kind].Take() : null;
                    if (process != null)
                    {
                        running[kind]++;
                        return (nint)process;
                    }
                }
                idle++;
                Monitor.Wait(gate);
                idle--;
            }
        }
    }

    private static void Run(Process* process, Scheduler scheduler)
    {
        BifEntry* bif = process->PendingBif;
        Interlocked.Or(ref process->State, ProcessState.Dirty);
        if (bif == null)
        {
            ProcessMemory.Collect(process, scheduler, 0, null, 0);
            process->Condition = ProcessCondition.Runnable;
            scheduler.LetGo(process, true);
            return;
        }
        var context = new BifContext(process, scheduler) { Entry = bif };
        Term* registers = scheduler.Registers;
        ulong* saved = process->Memory.StackPointer;
        Term result = Term.None;
        process->Failure = FailureKind.Retry;
        while (result.IsNone && process->Failure is FailureKind.Retry or FailureKind.Dirty && !HasLeft(process))
        {
            new ReadOnlySpan<Term>(saved, process->LiveRegisters).CopyTo(new Span<Term>(registers, process->LiveRegisters));
            process->Failure = FailureKind.None;
            result = Call(ref context, bif, registers);
        }
        if (!DirtySignals.TakeBack(process))
        {
            AbandonedCalls.Remove(process);
            ProcessExit.Finish(process);
            return;
        }
        if (!result.IsNone)
        {
            Replace(process, scheduler, new ReadOnlySpan<Term>(in result));
        }
        else if (process->Failure == FailureKind.Trap)
        {
            Replace(process, scheduler, new ReadOnlySpan<Term>(registers, process->FailureArity));
        }
        if (process->Failure is FailureKind.None or FailureKind.Trap && IsLarge(process))
        {
            // What a long BIF has built is folded into the heap here as well: that may take as long as the BIF.
            ProcessMemory.Collect(process, scheduler, 0, null, 0);
        }
        bool runnable = true;
        process->Condition = ProcessCondition.Runnable;
        if (result.IsNone && process->Failure == FailureKind.Wait)
        {
            // Only the engine knows how to call the BIF again: it is handed over as one that wants a dirty thread.
            process->Failure = FailureKind.Dirty;
        }
        scheduler.LetGo(process, runnable);
    }

    /// <summary>Calls the BIF; none if it was given up because its process has left.</summary>
    private static Term Call(ref BifContext context, BifEntry* bif, Term* registers)
    {
        context.Scheduler.Walker = context.Process;
        context.Scheduler.MayGiveUp = true;
        try
        {
            return bif->Function(ref context, registers);
        }
        catch (WalkGivenUpException)
        {
            return Term.None;
        }
        catch (SizeLimitException)
        {
            return context.Error(Atoms.SystemLimit);
        }
        finally
        {
            context.Scheduler.MayGiveUp = false;
        }
    }

    private static bool HasLeft(Process* process) => (Volatile.Read(ref process->State) & ProcessState.Left) != 0;

    /// <summary>A collection of this process is no matter of a moment, and there is something to collect.</summary>
    internal static bool IsLarge(Process* process) =>
        process->Memory.Heap.FragmentWords > Scheduler.FragmentLimitWords
        && process->Memory.Heap.FragmentWords + process->Memory.TotalWords > LargeHeapWords;

    /// <summary>Puts other saved registers in the place of the arguments.</summary>
    private static void Replace(Process* process, Scheduler scheduler, ReadOnlySpan<Term> values)
    {
        process->Memory.StackPointer += process->LiveRegisters;
        process->LiveRegisters = 0;
        ulong* stack = process->Memory.StackPointer - values.Length;
        if (stack - ProcessHeap.StackReserveWords < process->Memory.Heap.Top)
        {
            // The values are roots of this collection: the result may lie in the young heap.
            Span<Term> copy = new Term[values.Length];
            values.CopyTo(copy);
            fixed (Term* roots = copy)
            {
                ProcessMemory.Collect(process, scheduler, values.Length + ProcessHeap.StackReserveWords, roots, values.Length);
                stack = process->Memory.StackPointer - values.Length;
                copy.CopyTo(new Span<Term>(stack, values.Length));
            }
        }
        else
        {
            values.CopyTo(new Span<Term>(stack, values.Length));
        }
        process->Memory.StackPointer = stack;
        process->Memory.Heap.Limit = stack - ProcessHeap.StackReserveWords;
        process->LiveRegisters = (ushort)values.Length;
    }
}
