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
        if (!SignalQueue.IsEmpty(process))
        {
            HandleSignals(scheduler, process);
        }
        return process->IsExiting;
    }

    /// <summary>Ends the process in hand, whose walk was given up.</summary>
    public static void EndWalker(Process* process)
    {
        // The engine may have got further in the heap than it has told.
        process->Memory.Heap.Limit = process->Memory.Heap.Top;
        process->MarkExiting(Atoms.Killed);
    }

    /// <summary>
    /// Handles the signals of a process in the middle of its walk, so that who asks it does not wait, and who ends it does. The free part of
    /// its heap is closed meanwhile: the engine may have got further there than it has told.
    /// </summary>
    private static void HandleSignals(Scheduler scheduler, Process* process)
    {
        ulong* limit = process->Memory.Heap.Limit;
        process->Memory.Heap.Limit = process->Memory.Heap.Top;
        scheduler.InWalk = true;
        SignalHandler.HandleInBuiltIn(process);
        scheduler.InWalk = false;
        process->Memory.Heap.Limit = limit;
    }
}
