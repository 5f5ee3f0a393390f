// Keeping schedulers from running processes: system_flag(multi_scheduling, block) and schedulers_online.
using Lingen.Terms;

namespace Lingen.Runtime;

public sealed partial class VirtualMachine
{
    private readonly object blockGate = new();
    private readonly List<Term> blockers = [];
    private readonly List<Term> normalBlockers = [];
    private int multiBlocked;
    private int dirtyOnline;

    /// <summary>Processes that have blocked all other schedulers, dirty ones too; one entry for each time.</summary>
    public Term[] MultiSchedulingBlockers => Copy(blockers);

    /// <summary>Processes that have blocked the schedulers that run Erlang code only.</summary>
    public Term[] NormalMultiSchedulingBlockers => Copy(normalBlockers);

    /// <summary>For who waits until the others have really stopped: the epoch by which every thread has noticed; 0 while nobody waits.</summary>
    public long BlockedEpoch { get; set; }

    public bool IsMultiSchedulingBlocked => Volatile.Read(ref multiBlocked) != 0;

    /// <summary>enabled, blocked_normal or blocked.</summary>
    public Term MultiSchedulingState
    {
        get
        {
            lock (blockGate)
            {
                return Term.Atom(
                    blockers.Count > 0 ? "blocked"
                    : normalBlockers.Count > 0 ? "blocked_normal"
                    : "enabled"
                );
            }
        }
    }

    /// <summary>Dirty schedulers for computation that may run; follows schedulers_online.</summary>
    public int DirtyCpuSchedulersOnline => dirtyOnline == 0 ? DirtyCpuSchedulers : dirtyOnline;

    /// <summary>The scheduler is not to run processes now.</summary>
    internal bool SchedulingBlocked(Scheduler scheduler) =>
        scheduler.Id > SchedulersOnline || (scheduler.Id > 1 && Volatile.Read(ref multiBlocked) != 0);

    /// <summary>
    /// Only the first scheduler runs from now on, until every blocker has let go. If <paramref name="dirtyToo"/>, no dirty call begins either but
    /// those of the blockers.
    /// </summary>
    public void BlockMultiScheduling(Term process, bool dirtyToo)
    {
        lock (blockGate)
        {
            (dirtyToo ? blockers : normalBlockers).Add(process);
            NoteBlocked();
        }
        WakeSchedulers();
    }

    /// <summary>Takes one block of the process back, or all there are if it has ended.</summary>
    public void UnblockMultiScheduling(Term process, bool dirtyToo, bool all = false)
    {
        lock (blockGate)
        {
            List<Term> list = dirtyToo ? blockers : normalBlockers;
            if (all)
            {
                list.RemoveAll(blocker => blocker == process);
            }
            else
            {
                list.Remove(process);
            }
            NoteBlocked();
        }
        WakeSchedulers();
    }

    /// <summary>A process has ended: what it blocks goes on.</summary>
    internal void BlockerExited(Term process)
    {
        if (IsMultiSchedulingBlocked)
        {
            UnblockMultiScheduling(process, dirtyToo: true, all: true);
            UnblockMultiScheduling(process, dirtyToo: false, all: true);
        }
    }

    /// <summary>Sets schedulers_online; the dirty ones for computation keep their share.</summary>
    public void SetSchedulersOnline(int count)
    {
        lock (blockGate)
        {
            dirtyOnline = Math.Clamp(DirtyCpuSchedulersOnline * count / SchedulersOnline, 1, DirtyCpuSchedulers);
            SchedulersOnline = count;
            NoteBlocked();
        }
        WakeSchedulers();
    }

    public void SetDirtyCpuSchedulersOnline(int count)
    {
        lock (blockGate)
        {
            dirtyOnline = count;
            NoteBlocked();
        }
    }

    private void NoteBlocked()
    {
        Volatile.Write(ref multiBlocked, blockers.Count + normalBlockers.Count > 0 ? 1 : 0);
        Dirty.SetLimits(DirtyCpuSchedulersOnline, [.. blockers]);
    }

    private Term[] Copy(List<Term> list)
    {
        lock (blockGate)
        {
            return list.ToArray();
        }
    }

    private void WakeSchedulers()
    {
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
