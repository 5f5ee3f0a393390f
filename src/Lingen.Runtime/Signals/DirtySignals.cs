// Signals to a process that is in a call on a dirty thread. The call may take seconds, so a scheduler handles them in the
// process's name; the dirty thread touches nothing that signals touch, and does not leave the call while a scheduler is at it.
//
//   dirty thread   DirtyCall set ............ call ............ TakeBack: waits for SignalsHeld to go, clears DirtyCall
//   scheduler              TryHold: sets SignalsHeld ... handles signals ... Release
//
// The heap belongs to the call. A signal that needs it waits in the queue for the end of the call (a collection), or gets
// by without (a group leader of another node becomes a literal). A process that is told to exit ends at once for all
// others; its memory goes when the call is over.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Handling of signals in the name of processes in dirty calls.</summary>
public static unsafe class DirtySignals
{
    [ThreadStatic]
    private static bool deferred;

    private sealed class HandleTask(Term pid) : SchedulerTask
    {
        public override void Run(Scheduler scheduler) => Handle(scheduler.Vm, pid, this);
    }

    /// <summary>A signal that is no message has come for a process in a dirty call: a scheduler is to handle it.</summary>
    public static void Ask(VirtualMachine vm, Term pid) => vm.Post(new HandleTask(pid));

    /// <summary>The signal needs what the dirty call uses: it goes back into the queue until the call is over.</summary>
    public static void Defer(Process* process, Message* signal)
    {
        deferred = true;
        if (!SignalQueue.PutBack(process, signal))
        {
            DeadLetters.Answer(process, signal);
        }
    }

    /// <summary>
    /// Ends the dirty call on its own thread, which has the process to itself afterwards. False if the process has ended
    /// meanwhile: then only its memory is left, to be freed.
    /// </summary>
    public static bool TakeBack(Process* process)
    {
        int state = Volatile.Read(ref process->State);
        while (true)
        {
            if ((state & ProcessState.SignalsHeld) != 0)
            {
                Thread.Yield();
                state = Volatile.Read(ref process->State);
                continue;
            }
            int seen = Interlocked.CompareExchange(ref process->State, state & ~ProcessState.DirtyCall, state);
            if (seen == state)
            {
                return (state & ProcessState.Left) == 0;
            }
            state = seen;
        }
    }

    /// <summary>
    /// Keeps schedulers from handling the signals of a process whose dirty call runs on the calling thread, until <see cref="Release"/>: for
    /// calls that change the heap for a moment, which an answer about the process might read. False, and nothing to release, if
    /// no scheduler would handle any.
    /// </summary>
    public static bool Hold(Process* process)
    {
        int state = Volatile.Read(ref process->State);
        while ((state & ProcessState.DirtyCall) != 0 && (state & ProcessState.Left) == 0)
        {
            if ((state & ProcessState.SignalsHeld) != 0)
            {
                Thread.Yield();
                state = Volatile.Read(ref process->State);
                continue;
            }
            int seen = Interlocked.CompareExchange(ref process->State, state | ProcessState.SignalsHeld, state);
            if (seen == state)
            {
                return true;
            }
            state = seen;
        }
        return false;
    }

    /// <summary>Ends what <see cref="Hold"/> began.</summary>
    public static void Release(Process* process) => Interlocked.And(ref process->State, ~ProcessState.SignalsHeld);

    private static void Handle(VirtualMachine vm, Term pid, SchedulerTask task)
    {
        Process* process = vm.Processes.Find(pid);
        while (process != null && !SignalQueue.IsEmpty(process))
        {
            int state = Volatile.Read(ref process->State);
            if ((state & ProcessState.DirtyCall) == 0 || (state & ProcessState.Left) != 0)
            {
                return;
            }
            if ((state & ProcessState.SignalsHeld) != 0)
            {
                // Another scheduler is at it; it may have missed the latest signal.
                vm.Post(task);
                return;
            }
            int held = state | ProcessState.SignalsHeld;
            if (Interlocked.CompareExchange(ref process->State, held, state) != state)
            {
                continue;
            }
            deferred = false;
            SignalHandler.HandlePending(process);
            bool ended = (process->State & ProcessState.Left) != 0;
            Interlocked.And(ref process->State, ~ProcessState.SignalsHeld);
            if (ended || deferred)
            {
                return;
            }
        }
    }
}
