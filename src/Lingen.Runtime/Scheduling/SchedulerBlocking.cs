// Keeping schedulers from running processes: system_flag(multi_scheduling, block) and schedulers_online.
using Lingen.Terms;

namespace Lingen.Runtime;

public sealed partial class VirtualMachine
{
    private readonly object blockGate = new();
    private readonly List<Term> blockers = [];
    private int multiBlocked;

    /// <summary>Processes that have blocked multi scheduling, one entry for each time.</summary>
    public Term[] MultiSchedulingBlockers
    {
        get
        {
            lock (blockGate)
            {
                return blockers.ToArray();
            }
        }
    }

    public bool IsMultiSchedulingBlocked => Volatile.Read(ref multiBlocked) != 0;

    /// <summary>The scheduler is not to run processes now.</summary>
    internal bool SchedulingBlocked(Scheduler scheduler) =>
        scheduler.Id > SchedulersOnline || (scheduler.Id > 1 && Volatile.Read(ref multiBlocked) != 0);

    /// <summary>Only the first scheduler runs from now on, until every blocker has let go.</summary>
    public void BlockMultiScheduling(Term process)
    {
        lock (blockGate)
        {
            blockers.Add(process);
            Volatile.Write(ref multiBlocked, 1);
        }
        foreach (Scheduler scheduler in Schedulers)
        {
            scheduler.WakeIfAsleep();
        }
    }

    public void UnblockMultiScheduling(Term process, bool all = false)
    {
        lock (blockGate)
        {
            if (all)
            {
                blockers.RemoveAll(blocker => blocker == process);
            }
            else
            {
                blockers.Remove(process);
            }
            Volatile.Write(ref multiBlocked, blockers.Count > 0 ? 1 : 0);
        }
        foreach (Scheduler scheduler in Schedulers)
        {
            scheduler.WakeIfAsleep();
        }
    }
}

public sealed unsafe partial class Scheduler
{
    /// <summary>
    /// A scheduler that may run no processes hands those in its queue to the first one: who has enough of its own to do
    /// would not come for them.
    /// </summary>
    private void GiveAway()
    {
        Scheduler first = Vm.Schedulers[0];
        for (Process* process = Queue.Take(); process != null; process = Queue.Take())
        {
            first.Queue.Add(process);
        }
        first.WakeIfAsleep();
    }
}
