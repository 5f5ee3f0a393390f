// The life of a scheduler thread: fire timers, take a process, let the engine run it for a slice, decide by what comes
// back whether it goes on, waits or ends; steal from others when there is nothing to do, and sleep in the kernel when
// nobody has anything.
using System.Runtime.InteropServices;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

public sealed unsafe partial class Scheduler
{
    /// <summary>Reductions of one slice.</summary>
    public const int SliceReductions = 4000;

    private const int ThreadStackBytes = 4 << 20;

    /// <summary>Fragments past this many words are folded into the heap before the process runs on.</summary>
    internal const int FragmentLimitWords = 4096;

    private readonly Futex* parking = (Futex*)NativeMemory.AllocZeroed(64);
    private NativeThread? thread;

    private int asleep;
    private int slicesBeforeOthers;

    [ThreadStatic]
    private static Scheduler? current;

    /// <summary>The scheduler of the calling thread, or null.</summary>
    public static Scheduler? Current => current;

    public RunQueue Queue { get; } = new();

    /// <summary>The process in hand, or null.</summary>
    public Process* Running { get; private set; }

    /// <summary>The thread is in the engine or in a dirty call, and not at signals: a walk over a term may be given up.</summary>
    internal bool MayGiveUp;

    /// <summary>The process in whose name the thread walks, if it may give up.</summary>
    internal Process* Walker;

    /// <summary>Signals are handled in the middle of a walk: the engine has not told where in its code the process is.</summary>
    internal bool InWalk;

    /// <summary>Slices begun; for statistics.</summary>
    public long ContextSwitches;
    public long CollectionCount;
    public long ReclaimedWords;
    public long ExitedProcesses;
    public long ReductionCount;

    /// <summary>Nanoseconds in which a process or task was in hand.</summary>
    public long BusyNs;
    private long busySince;

    /// <summary>Not in its sleep between two pieces of work.</summary>
    internal bool IsAwake => Volatile.Read(ref asleep) == 0;

    /// <summary>Whether the thread runs; it starts when there is work for it.</summary>
    public bool IsStarted => thread != null;

    /// <summary>From here on the first wake-up starts the thread.</summary>
    internal void MakeReady() => Volatile.Write(ref asleep, 1);

    /// <summary>
    /// Starts the first scheduler. It gives each process that is there a slice before others may help: the system's processes
    /// must have registered their names before init gets to need them, even if this thread is held up meanwhile.
    /// </summary>
    internal void StartFirst()
    {
        slicesBeforeOthers = Queue.Length;
        if (slicesBeforeOthers == 0)
        {
            Vm.MakeOthersReady();
        }
        MakeReady();
        WakeIfAsleep();
    }

    /// <summary>Waits for the thread to end; not called on the thread itself.</summary>
    public void Join() => thread?.Join();

    /// <summary>Ends a sleep, if there is one. False if the scheduler is not asleep.</summary>
    public bool WakeIfAsleep()
    {
        // What the caller has added must be visible before it sees the scheduler awake: see HasWork's last look in Idle.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref asleep) == 0 || Interlocked.Exchange(ref asleep, 0) == 0)
        {
            return false;
        }
        if (thread != null)
        {
            parking->Wake();
        }
        else if (!Vm.IsHalting)
        {
            // Known before it runs: it may sleep, and be woken by another, before this thread gets any further.
            thread = new NativeThread(RunLoop);
            thread.Start(ThreadStackBytes);
        }
        return true;
    }

    private void RunLoop()
    {
        current = this;
        SmallBlocks.EnterThread();
        Microstates.AddThread("scheduler", Id);
        Epochs.Enter();
        while (!Vm.IsHalting)
        {
            Epochs.Quiesce();
            Microstates.Change(Microstate.Aux);
            long now = Clock.Monotonic();
            Timers.Advance(now);
            CheckMemory(now);
            bool ranTask = RunTask();
            Microstates.Change(Microstate.Other);
            Process* process = null;
            if (Vm.SchedulingBlocked(this))
            {
                GiveAway();
            }
            else
            {
                Balance(now);
                process = Queue.Take();
            }
            NoteBacklog(now);
            if (process == null && !ranTask)
            {
                process = Steal();
            }
            if (process != null)
            {
                Serve(process, now);
                if (slicesBeforeOthers > 0 && --slicesBeforeOthers == 0)
                {
                    Vm.MakeOthersReady();
                }
            }
            else if (!ranTask)
            {
                Idle();
            }
        }
        Epochs.Exit();
        Epochs.LeaveThread();
        Microstates.RemoveThread();
        SmallBlocks.LeaveThread();
        current = null;
    }

    private void Serve(Process* process, long now)
    {
        NoteServed(process, now);
        RunSlice(process);
        Volatile.Write(ref servedList, -1);
    }

    /// <summary>A process from a run queue: takes it in hand, runs it for a slice if it wants to run, and lets it go.</summary>
    private void RunSlice(Process* process)
    {
        NoteBusy();
        bool raised = TakeInHand(process);
        Running = process;
        ContextSwitches++;
        process->LastScheduler = (ushort)(Id - 1);
        SignalHandler.HandlePending(process);
        if (process->IsExiting)
        {
            ProcessTracing.Ending(process, "in_exiting");
            Finish(process);
            return;
        }
        bool wantsToRun = process->SuspendCount == 0 && WantsToRun(process);
        bool runs = wantsToRun && !raised;
        if (runs)
        {
            process->Condition = ProcessCondition.Runnable;
            WakeFromHibernation(process);
        }
        // One that waits is collected too if somebody has asked for it.
        if ((runs || process->HasFlag(ProcessFlags.CollectWanted)) && !CollectBeforeSlice(process))
        {
            return;
        }
        if (!runs)
        {
            LetGo(process, wantsToRun);
            return;
        }
        process->ReductionsLeft = SliceReductions;
        ProcessTracing.Scheduled(process, entering: true);
        long since = Vm.Monitoring.WatchesSlices ? Clock.Raw() : 0;
        ulong* from = process->Ip;
        Microstates.Change(Microstate.Emulator);
        RunResult result = RunEngine(process);
        Microstates.Change(Microstate.Other);
        if (since != 0)
        {
            Vm.Monitoring.Ran(process, from, since);
        }
        if (result != RunResult.Exited)
        {
            ProcessTracing.Scheduled(process, entering: false);
        }
        int used = SliceReductions - process->ReductionsLeft;
        process->Reductions += used;
        ReductionCount += used;
        AfterSlice(process, result);
    }

    private RunResult RunEngine(Process* process)
    {
        Walker = process;
        MayGiveUp = true;
        try
        {
            RunResult result = Vm.Engine.Run(process, this);
            MayGiveUp = false;
            return result;
        }
        catch (WalkGivenUpException)
        {
            MayGiveUp = false;
            UnwantedWalks.EndWalker(process);
            return RunResult.Exited;
        }
        catch (SizeLimitException)
        {
            // That ends the process, not the node. Exceptions that nobody means end the node, with a dump.
            MayGiveUp = false;
            process->MarkExiting(Atoms.SystemLimit);
            return RunResult.Exited;
        }
    }

    /// <summary>Awake it has the heap it asked for again.</summary>
    private static void WakeFromHibernation(Process* process)
    {
        if (!process->HasFlag(ProcessFlags.Hibernating))
        {
            return;
        }
        process->SetFlag(ProcessFlags.Hibernating, false);
        bool isSmaller = process->Memory.BlockSizeWords < process->Memory.MinHeapSizeWords;
        if (isSmaller && process->HasFlag(ProcessFlags.MinHeapSizeGiven))
        {
            process->SetFlag(ProcessFlags.CollectWanted, true);
        }
    }

    /// <summary>
    /// Collects if there is a reason to. False if the process is not in hand any more: its heap is so large that a dirty thread
    /// collects, or it has ended.
    /// </summary>
    private bool CollectBeforeSlice(Process* process)
    {
        if (!NeedsCollection(process))
        {
            return true;
        }
        if (process->Failure == FailureKind.None && DirtyThreads.IsLarge(process))
        {
            process->PendingBif = null;
            process->Condition = ProcessCondition.Dirty;
            Running = null;
            Vm.Dirty.Add(process);
            return false;
        }
        if (!ProcessMemory.Collect(process, this, 0, null, 0))
        {
            Finish(process);
            return false;
        }
        return true;
    }

    private void AfterSlice(Process* process, RunResult result)
    {
        switch (result)
        {
            case RunResult.Exited:
                Finish(process);
                return;
            case RunResult.Dirty:
                HandToDirtyThread(process);
                return;
            case RunResult.Suspended or RunResult.Waiting when process->IsExiting:
                // Told to exit while it looked for messages: nothing would wake it again.
                Finish(process);
                return;
            case RunResult.Suspended when process->SuspendCount == 0:
            case RunResult.Waiting:
                if (process->Condition == ProcessCondition.Runnable)
                {
                    process->Condition = ProcessCondition.Signal;
                }
                if (process->HasFlag(ProcessFlags.Hibernating))
                {
                    ProcessMemory.Hibernate(process);
                }
                LetGo(process, process->HasFlag(ProcessFlags.CollectWanted));
                return;
            default:
                process->Condition = ProcessCondition.Runnable;
                LetGo(process, result == RunResult.Yielded);
                return;
        }
    }

    /// <summary>The process wants to call <see cref="Process.PendingBif"/> on a dirty thread.</summary>
    private void HandToDirtyThread(Process* process)
    {
        Term pid = process->Pid;
        process->Condition = ProcessCondition.Dirty;
        Running = null;
        Interlocked.Or(ref process->State, ProcessState.DirtyCall);
        // Who sends from here on sees the bit; what has come before is seen here.
        bool hasSignals = !SignalQueue.IsEmpty(process);
        Vm.Dirty.Add(process);
        if (hasSignals)
        {
            DirtySignals.Ask(Vm, pid);
        }
    }

    private void Finish(Process* process)
    {
        Term pid = process->Pid;
        ProcessExit.End(process, this);
        if (SystemProfiling.Any)
        {
            lock (Vm.Profiling.Gate)
            {
                Vm.Profiling.Waits(pid, Term.Small(0));
            }
        }
        Running = null;
    }

    /// <summary>Out of the run queue, into this thread's hands. True if it was there for its signals only, at a priority not its own.</summary>
    private static bool TakeInHand(Process* process)
    {
        int state = Volatile.Read(ref process->State);
        while (true)
        {
            int taken = (state & ~(ProcessState.Queued | ProcessState.Active | ProcessState.Raised)) | ProcessState.Running;
            int seen = Interlocked.CompareExchange(ref process->State, taken, state);
            if (seen == state)
            {
                return (state & ProcessState.Raised) != 0;
            }
            state = seen;
        }
    }

    private static bool WantsToRun(Process* process) =>
        process->Condition switch
        {
            ProcessCondition.Receive => Mailbox.HasWork(process),
            _ => true,
        };

    private static bool NeedsCollection(Process* process) =>
        process->Memory.Heap.FragmentWords > FragmentLimitWords || process->HasFlag(ProcessFlags.CollectWanted);

    /// <summary>
    /// Out of this thread's hands: into the run queue if it wants to run on or something has come for it, else to sleep.
    /// The Active bit is cleared before the last look at the queue, so a sender either is seen here or sees the process
    /// let go.
    /// </summary>
    internal void LetGo(Process* process, bool runnable)
    {
        Running = null;
        if (!SystemProfiling.Any)
        {
            LetGoUnwatched(process, runnable);
            return;
        }
        Term pid = process->Pid;
        TermHeap heap = default;
        Term where = SystemProfiling.Where(process, &heap);
        lock (Vm.Profiling.Gate)
        {
            if (!LetGoUnwatched(process, runnable))
            {
                Vm.Profiling.Waits(pid, where);
            }
        }
        heap.Clear();
    }

    /// <summary>True if the process went into the run queue.</summary>
    private static bool LetGoUnwatched(Process* process, bool runnable)
    {
        if (!runnable)
        {
            int before = Interlocked.And(ref process->State, ~ProcessState.Active);
            bool fired = process->Condition == ProcessCondition.Receive && Volatile.Read(ref process->TimerFired) != 0;
            runnable =
                !SignalQueue.IsEmpty(process)
                || (fired && process->SuspendCount == 0)
                || ((before & ProcessState.Active) != 0 && process->Condition == ProcessCondition.Signal);
        }
        int state = Volatile.Read(ref process->State);
        while (true)
        {
            bool queue = runnable || (state & ProcessState.Active) != 0;
            int wanted = state & ~(ProcessState.Running | ProcessState.Dirty);
            if (queue)
            {
                wanted |= ProcessState.Queued;
            }
            int seen = Interlocked.CompareExchange(ref process->State, wanted, state);
            if (seen == state)
            {
                if (queue)
                {
                    Wakeups.Enqueue(process);
                }
                return queue;
            }
            state = seen;
        }
    }

    private void NoteBusy()
    {
        if (busySince == 0)
        {
            busySince = Clock.Raw();
        }
    }

    private void NoteIdle()
    {
        if (busySince != 0)
        {
            BusyNs += Clock.Raw() - busySince;
            busySince = 0;
        }
    }

    /// <summary>Busy nanoseconds up to now, for scheduler_wall_time.</summary>
    public long ActiveNs()
    {
        long since = busySince;
        return BusyNs + (since == 0 ? 0 : Clock.Raw() - since);
    }
}
