// When memory that nobody uses goes back to the system. Schedulers look once a second while they work, and once more before they sleep
// for long; the returning itself is done by a thread of its own, since it can take a while.
using Lingen.Memory;

namespace Lingen.Runtime;

/// <summary>Sees to it that unused memory is returned. One for a node.</summary>
internal sealed class MemoryReturn(VirtualMachine vm)
{
    private const long PeriodNs = 1_000_000_000;

    // After a measurement that took long (many free blocks to count) the next one is so many times as far away.
    private const int Rest = 100;
    private const int StackBytes = 256 << 10;

    // .NET's heap is collected when the schedulers were busy for less than one part in IdleShare of the time, and when so much was taken
    // from it since the last time: so many bytes, and one part in ManagedShare of it.
    private const int IdleShare = 50;
    private const int ManagedShare = 4;
    private const long LeastManagedBytes = 2 << 20;

    private long busyNs;
    private long busyAt = Clock.Monotonic();
    private long allocatedBytes;

    private long next = Clock.Monotonic() + PeriodNs;
    private int running;

    /// <summary>When to look again, in monotonic nanoseconds.</summary>
    public long NextNs => Volatile.Read(ref next);

    /// <summary>Whether the last look found enough memory to come back for.</summary>
    public bool IsLarge { get; private set; }

    /// <summary>Whether there is something to return as soon as the schedulers have nothing to do.</summary>
    public bool IsOwed { get; private set; }

    /// <summary>Looks, if it is time to and nobody else does. True if this call did.</summary>
    public bool Check(long now)
    {
        long due = NextNs;
        if (now < due || Interlocked.CompareExchange(ref next, now + PeriodNs, due) != due)
        {
            return false;
        }
        IsLarge = UnusedMemory.MayBeLarge();
        if (IsLarge && Interlocked.Exchange(ref running, 1) == 0)
        {
            new NativeThread(Release).Start(StackBytes);
        }
        return true;
    }

    private void Release()
    {
        long start = Clock.Monotonic();
        UnusedMemory.Release();
        CollectManaged(start);
        long end = Clock.Monotonic();
        Volatile.Write(ref next, end + Math.Max(PeriodNs, (end - start) * Rest));
        Volatile.Write(ref running, 0);
    }

    private void CollectManaged(long now)
    {
        long busy = 0;
        foreach (Scheduler scheduler in vm.Schedulers)
        {
            busy += scheduler.ActiveNs();
        }
        bool idle = (busy - busyNs) * IdleShare < now - busyAt;
        busyNs = busy;
        busyAt = now;
        long allocated = GC.GetTotalAllocatedBytes(precise: false);
        bool pays =
            allocated - allocatedBytes
            > Math.Max(LeastManagedBytes, GC.GetTotalMemory(forceFullCollection: false) / ManagedShare);
        IsOwed = pays && !idle;
        if (pays && idle)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            allocatedBytes = allocated;
        }
    }
}

public sealed partial class Scheduler
{
    /// <summary>So many slices may have filled a lot of memory.</summary>
    private const long SlicesOfBurst = 256;

    private long switchesAtMemoryCheck;

    /// <summary>Between two slices.</summary>
    private void CheckMemory(long now)
    {
        if (now >= Vm.MemoryReturn.NextNs && Vm.MemoryReturn.Check(now))
        {
            switchesAtMemoryCheck = ContextSwitches;
        }
    }

    /// <summary>
    /// How long to sleep, in ns, where a sleep of <paramref name="timeout"/> (-1: without end) is wanted: not past a look that is owed for
    /// what has run here.
    /// </summary>
    private long UntilMemoryCheck(long timeout, long now)
    {
        long switches = ContextSwitches - switchesAtMemoryCheck;
        bool fewSlices = switches == 0 || (switches < SlicesOfBurst && !Vm.MemoryReturn.IsLarge);
        if (fewSlices && !Vm.MemoryReturn.IsOwed)
        {
            return timeout;
        }
        long check = Math.Max(Vm.MemoryReturn.NextNs - now, 1);
        return timeout < 0 ? check : Math.Min(timeout, check);
    }
}
