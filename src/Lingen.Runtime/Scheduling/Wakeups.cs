// How a process gets from waiting into a run queue, and how a sleeping scheduler learns of it.
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Wakes processes.</summary>
public static unsafe class Wakeups
{
    /// <summary>
    /// Something has happened for this process. If nobody has it in hand and it stands in no run queue it is put into
    /// one; a thread that has it in hand sees the Active bit before it lets go. No wake-up is lost.
    /// </summary>
    public static void Wake(Process* process)
    {
        if (SystemProfiling.Any)
        {
            lock (process->Vm.Profiling.Gate)
            {
                WakeUnwatched(process);
            }
            return;
        }
        WakeUnwatched(process);
    }

    private static void WakeUnwatched(Process* process)
    {
        int state = Volatile.Read(ref process->State);
        while ((state & ProcessState.Gone) == 0)
        {
            bool enqueue = (state & (ProcessState.Queued | ProcessState.Running)) == 0;
            int wanted = state | ProcessState.Active | (enqueue ? ProcessState.Queued : 0);
            if (wanted == state)
            {
                return;
            }
            int seen = Interlocked.CompareExchange(ref process->State, wanted, state);
            if (seen == state)
            {
                if (enqueue)
                {
                    NoteActive(process);
                    Enqueue(process);
                }
                return;
            }
            state = seen;
        }
    }

    /// <summary>The process has the Queued bit but stands in no queue yet: nobody else looks at what it runs.</summary>
    internal static void NoteActive(Process* process)
    {
        if (SystemProfiling.Any)
        {
            process->Vm.Profiling.Process(process, active: true);
        }
    }

    /// <summary>
    /// A process of this priority waits for the receiver of a signal that it has just sent. A receiver of lower priority is
    /// raised to it until it has handled its signals, else processes of a priority between them might keep both waiting.
    /// The caller is inside of an epoch.
    /// </summary>
    public static void RaiseFor(ProcessPriority sender, Process* receiver)
    {
        if (sender > ProcessPriority.High || receiver->Priority <= sender)
        {
            return;
        }
        int raised = sender == ProcessPriority.Max ? ProcessState.RaisedToMax : ProcessState.RaisedToHigh;
        int before = Interlocked.Or(ref receiver->State, raised);
        if ((before & ProcessState.Queued) != 0 && (before & raised) == 0)
        {
            foreach (Scheduler scheduler in receiver->Vm.Schedulers)
            {
                if (scheduler.Queue.Raise(receiver))
                {
                    return;
                }
            }
        }
    }

    /// <summary>
    /// Puts a process whose Queued bit the caller has set into a run queue: that of the scheduler at hand, because what
    /// it works on is in this core's caches, else that of the scheduler it ran on last. One that is bound goes where it belongs.
    /// </summary>
    public static void Enqueue(Process* process)
    {
        VirtualMachine vm = process->Vm;
        if (process->BoundTo != 0 && !vm.SchedulingBlocked(vm.Schedulers[process->BoundTo - 1]))
        {
            Scheduler owner = vm.Schedulers[process->BoundTo - 1];
            owner.Queue.Add(process);
            owner.WakeIfAsleep();
            return;
        }
        Scheduler? current = Scheduler.Current;
        if (current != null && current.Vm == vm && !current.IsDirty && !vm.SchedulingBlocked(current))
        {
            current.Queue.Add(process);
            current.NoteAdded();
            return;
        }
        Scheduler home = vm.Schedulers[process->LastScheduler % vm.Schedulers.Length];
        if (vm.SchedulingBlocked(home))
        {
            home = vm.Schedulers[0];
        }
        home.Queue.Add(process);
        if (!home.WakeIfAsleep() && home.Running != null)
        {
            vm.WakeOneSleeper();
        }
    }
}
