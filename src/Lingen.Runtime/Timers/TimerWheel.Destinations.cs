// Timers whose destination is a pid end with the process: they are found through the pid, so that neither their messages nor
// their places in the wheel outlive it.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

public sealed unsafe partial class TimerWheel
{
    /// <summary>The first timer of each pid; the others are linked to it.</summary>
    private readonly Dictionary<ulong, nint> byPid = [];

    /// <summary>The process is gone: takes out and frees every timer that would send to it.</summary>
    public void CancelFor(Term pid)
    {
        gate.Enter();
        byPid.Remove(pid.Bits, out nint found);
        var first = (TimerNode*)found;
        for (TimerNode* node = first; node != null; node = node->NextForPid)
        {
            Remove(node);
            byReference.Remove(node->Key);
            count--;
        }
        gate.Exit();
        while (first != null)
        {
            TimerNode* next = first->NextForPid;
            Message.Release(first->Message);
            TimerNode.Free(first);
            first = next;
        }
    }

    private void AddForPid(TimerNode* node)
    {
        if (!node->Destination.IsLocalPid)
        {
            return;
        }
        byPid.TryGetValue(node->Destination.Bits, out nint found);
        node->NextForPid = (TimerNode*)found;
        if (found != 0)
        {
            node->NextForPid->PreviousForPid = node;
        }
        byPid[node->Destination.Bits] = (nint)node;
    }

    private void RemoveForPid(TimerNode* node)
    {
        if (!node->Destination.IsLocalPid)
        {
            return;
        }
        TimerNode* next = node->NextForPid;
        if (next != null)
        {
            next->PreviousForPid = node->PreviousForPid;
        }
        if (node->PreviousForPid != null)
        {
            node->PreviousForPid->NextForPid = next;
        }
        else if (next != null)
        {
            byPid[node->Destination.Bits] = (nint)next;
        }
        else
        {
            byPid.Remove(node->Destination.Bits);
        }
    }
}

/// <summary>BIF timers and the life of their destination.</summary>
public static unsafe class DestinationTimers
{
    /// <summary>Starts a BIF timer, or frees it if its destination is a process that is gone.</summary>
    public static void Start(VirtualMachine vm, TimerWheel wheel, TimerNode* node, long expiryNs)
    {
        if (!node->Destination.IsLocalPid)
        {
            wheel.Start(node, expiryNs);
            return;
        }
        Term pid = node->Destination;
        Epochs.Enter();
        Process* process = vm.Processes.Find(pid);
        if (process == null)
        {
            Epochs.Exit();
            Message.Release(node->Message);
            TimerNode.Free(node);
            return;
        }
        if ((Volatile.Read(ref process->State) & ProcessState.HasTimers) == 0)
        {
            Interlocked.Or(ref process->State, ProcessState.HasTimers);
        }
        wheel.Start(node, expiryNs);
        if (vm.Processes.Find(pid) == null)
        {
            // It has ended meanwhile, perhaps before it could see the timer.
            wheel.CancelFor(pid);
        }
        Epochs.Exit();
    }

    /// <summary>The process has left the table.</summary>
    internal static void End(Process* process)
    {
        if ((Interlocked.Or(ref process->State, 0) & ProcessState.HasTimers) == 0)
        {
            return;
        }
        foreach (Scheduler scheduler in process->Vm.Schedulers)
        {
            scheduler.Timers.CancelFor(process->Pid);
        }
    }
}
