// Gives up walks over terms (LongWalk) whose process is to end: one that has been sent an exit signal it cannot survive, one that has left
// while its dirty call goes on, or any when the node halts. So a process that walks a term of exponential sharing can be killed, and a
// node with such a process can be stopped. Meanwhile nobody else waits for the thread.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>The runtime's half of <see cref="LongWalk"/>.</summary>
internal static unsafe class UnwantedWalks
{
    /// <summary>Lets walks ask here.</summary>
    public static void Install() => LongWalk.IsUnwanted = &IsUnwanted;

    private static bool IsUnwanted()
    {
        Scheduler? scheduler = Scheduler.Current;
        if (scheduler == null || !scheduler.MayGiveUp || EtsLock.IsHeld)
        {
            return false;
        }
        Process* process = scheduler.Walker;
        if (scheduler.Vm.IsHalting)
        {
            return true;
        }
        if (scheduler.IsDirty)
        {
            return (Volatile.Read(ref process->State) & ProcessState.Left) != 0;
        }
        scheduler.TendWhileWalking();
        return !process->IsExiting && IsToldToExit(process);
    }

    /// <summary>
    /// Ends the process in hand, whose walk was given up. Nothing may be built in the free part of its heap any more: the engine may have
    /// got further there than it has told.
    /// </summary>
    public static void EndWalker(Process* process)
    {
        process->Memory.Heap.Limit = process->Memory.Heap.Top;
        SignalHandler.HandleInBuiltIn(process);
        process->MarkExiting(Atoms.Killed);
    }

    /// <summary>A signal of exit/2 that ends the process is in its queue. Only the owner takes signals out, and that is who asks.</summary>
    private static bool IsToldToExit(Process* process)
    {
        for (var signal = (Message*)Volatile.Read(ref *(nint*)&process->Signals); signal != null; signal = signal->Next)
        {
            if (signal == SignalQueue.Closed)
            {
                return false;
            }
            if ((SignalKind)signal->Kind == SignalKind.Exit)
            {
                Term reason = new Tuple(signal->Payload)[1];
                if (reason == Atoms.Kill || (!process->TrapsExit && reason != Atoms.Normal))
                {
                    return true;
                }
            }
        }
        return false;
    }
}
