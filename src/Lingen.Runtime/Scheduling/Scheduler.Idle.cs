// How schedulers share work and when they sleep. What a process wakes is best run next on the same core, where the message lies in
// the cache; so one process in a queue is left to its owner, and a sleeper is woken only when work has waited for a while.
//
//   owner   looks at its queue between slices (and when it adds to one that is not empty); what has waited longer than
//           BacklogNs wakes a sleeper, one for each such time
//   thief   takes from queues of two or more at once, a single process only if its owner has been busy with one slice
//           for PatienceNs
//   level   who has work enough never steals: each BalanceNs a scheduler takes half of what the busiest has more than it, waiting and in hand, for
//           each priority, or a process that was stolen once would have a processor to itself while hundreds share the other; of a scheduler that
//           is kept busy by higher priorities it takes all, unless it has such work itself
//   idle    one scheduler at a time looks around for SearchNs before it sleeps in the kernel; the others sleep at once
namespace Lingen.Runtime;

public sealed unsafe partial class Scheduler
{
    private const long BacklogNs = 30_000;
    private const long PatienceNs = 6_000;
    private const long SearchNs = 20_000;
    private const long BalanceNs = 10_000_000;
    private const int PausesPerLook = 4;

    /// <summary>Since when the queue has not been empty between slices; 0 if it was. Used on this thread only.</summary>
    private long backlogSince;

    /// <summary>Another process stands in the queue: called after adding, on this scheduler's thread.</summary>
    internal void NoteAdded()
    {
        if (Queue.Length > 1)
        {
            NoteBacklog(Clock.Monotonic());
        }
    }

    private void NoteBacklog(long now)
    {
        if (Queue.Length == 0)
        {
            backlogSince = 0;
        }
        else if (backlogSince == 0)
        {
            backlogSince = now;
        }
        else if (now - backlogSince > BacklogNs)
        {
            backlogSince = now;
            Vm.WakeOneSleeper();
        }
    }

    /// <summary>When the queues are compared next. Used on this thread only.</summary>
    private long balanceDue = long.MinValue;

    /// <summary>Takes a fair part of what waits elsewhere.</summary>
    private void Balance(long now)
    {
        if (now < balanceDue || Vm.SchedulingBlocked(this))
        {
            return;
        }
        balanceDue = now + BalanceNs;
        Interlocked.Increment(ref Vm.BalanceCount);
        for (int list = 0; list < RunQueue.ListCount; list++)
        {
            if (IsHeldUp(list, now))
            {
                continue;
            }
            Scheduler? from = null;
            int most = 0;
            foreach (Scheduler scheduler in Vm.Schedulers)
            {
                int count = scheduler.Queue.Count(list);
                int more = count + (Volatile.Read(ref scheduler.servedList) == list ? 1 : 0) - Queue.Count(list);
                int wanted = scheduler.IsHeldUp(list, now) ? count : Math.Min(count, more / 2);
                if (wanted > most)
                {
                    most = wanted;
                    from = scheduler;
                }
            }
            if (from != null)
            {
                Queue.TakeFrom(from.Queue, list, most);
            }
            if (Queue.Count(list) > 0)
            {
                // What is of lower priority would wait here as well.
                return;
            }
        }
    }

    /// <summary>When a process of each list last ran here.</summary>
    private readonly long[] servedAt = new long[RunQueue.ListCount];

    /// <summary>The list that the process in hand stood in; -1 if none is.</summary>
    private int servedList = -1;

    private void NoteServed(Process* process, long now)
    {
        int list = RunQueue.ListOf(process->QueuePriority);
        Volatile.Write(ref servedAt[list], now);
        Volatile.Write(ref servedList, list);
    }

    /// <summary>Something waits in a list here that has not been served for a while: others of higher priority run.</summary>
    private bool IsHeldUp(int list, long now) => Queue.Count(list) > 0 && now - Volatile.Read(ref servedAt[list]) > BalanceNs;

    /// <summary>A process of another scheduler that has more than it is about to run, or that may not run any.</summary>
    private Process* Steal()
    {
        if (Vm.SchedulingBlocked(this))
        {
            return null;
        }
        Scheduler[] all = Vm.Schedulers;
        for (int i = 1; i < all.Length; i++)
        {
            Scheduler victim = all[(Id - 1 + i) % all.Length];
            if (IsToBeHelped(victim))
            {
                Process* process = victim.Queue.Steal();
                if (process != null)
                {
                    return process;
                }
            }
        }
        return null;
    }

    /// <summary>It has more than it is about to run, or may not run any; and some of that may run elsewhere.</summary>
    private bool IsToBeHelped(Scheduler scheduler) =>
        scheduler.Queue.Movable > 0 && (scheduler.Queue.Length > 1 || Vm.SchedulingBlocked(scheduler));

    private void Idle()
    {
        NoteIdle();
        Process* found = null;
        if (Interlocked.CompareExchange(ref Vm.Searcher, Id, 0) == 0)
        {
            found = Search();
            Volatile.Write(ref Vm.Searcher, 0);
        }
        if (found != null)
        {
            Serve(found, Clock.Monotonic());
            return;
        }
        if (SystemProfiling.Any)
        {
            // The message may be work for this scheduler: it is sent before the last look.
            Vm.Profiling.Scheduler(Id, active: false);
        }
        Sleep();
        if (SystemProfiling.Any)
        {
            Vm.Profiling.Scheduler(Id, active: true);
        }
    }

    private void Sleep()
    {
        Interlocked.Exchange(ref asleep, 1);
        if (!HasWork())
        {
            long due = Timers.NextDueNs;
            long now = Clock.Monotonic();
            long timeout = due == long.MaxValue ? -1 : due - now;
            if (due == long.MaxValue || timeout > 0)
            {
                Epochs.Collect();
                Epochs.Exit();
                Microstates.Change(Microstate.Sleep);
                parking->Sleep(UntilMemoryCheck(timeout, now));
                Microstates.Change(Microstate.Other);
                Epochs.Enter();
            }
        }
        Interlocked.Exchange(ref asleep, 0);
    }

    /// <summary>Looks around for a moment. Null also if there is work of this scheduler's own.</summary>
    private Process* Search()
    {
        long start = Clock.Monotonic();
        long end = Math.Min(start + SearchNs, Timers.NextDueNs);
        Scheduler? suspect = null;
        long suspectSlices = 0;
        long suspectSince = 0;
        for (long now = start; now < end; now = Clock.Monotonic())
        {
            if (HasOwnWork())
            {
                return null;
            }
            Process* process = Steal();
            if (process != null)
            {
                return process;
            }
            if (suspect == null || suspect.Queue.Movable == 0 || Volatile.Read(ref suspect.ContextSwitches) != suspectSlices)
            {
                suspect = FindWaiting();
                suspectSlices = suspect == null ? 0 : Volatile.Read(ref suspect.ContextSwitches);
                suspectSince = now;
            }
            else if (now - suspectSince > PatienceNs)
            {
                process = suspect.Queue.Steal();
                if (process != null)
                {
                    return process;
                }
            }
            Thread.SpinWait(PausesPerLook);
        }
        return null;
    }

    /// <summary>Another scheduler with a process in its queue, if this one may run any.</summary>
    private Scheduler? FindWaiting()
    {
        if (Vm.SchedulingBlocked(this))
        {
            return null;
        }
        foreach (Scheduler scheduler in Vm.Schedulers)
        {
            if (scheduler != this && scheduler.Queue.Movable > 0)
            {
                return scheduler;
            }
        }
        return null;
    }

    private bool HasOwnWork() => Vm.IsHalting || HasTask || (Queue.Length > 0 && !Vm.SchedulingBlocked(this));

    private bool HasWork()
    {
        if (HasOwnWork())
        {
            return true;
        }
        if (Vm.SchedulingBlocked(this))
        {
            return false;
        }
        foreach (Scheduler scheduler in Vm.Schedulers)
        {
            if (IsToBeHelped(scheduler))
            {
                return true;
            }
        }
        return false;
    }
}
