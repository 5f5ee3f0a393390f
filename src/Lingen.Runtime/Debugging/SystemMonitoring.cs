// erlang:system_monitor: messages about collections and slices that take long, heaps and message queues that grow large, and busy ports.
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>The limits that are set, and the messages sent when they are passed.</summary>
public sealed unsafe class SystemMonitoring(VirtualMachine vm)
{
    private const long NanosecondsPerMillisecond = 1_000_000;
    private const long Off = long.MaxValue;

    /// <summary>The least that large_heap can be, in words.</summary>
    private const long LeastHeapWords = 16 * 1024;

    private long longGcNs = Off;
    private long longScheduleNs = Off;
    private long largeHeapWords = Off;
    private bool busyPort;
    private bool busyDistributionPort;
    private int longQueue = int.MaxValue;
    private int shortQueue;

    /// <summary>Collections are to be measured.</summary>
    public bool WatchesCollections => longGcNs != Off || largeHeapWords != Off;

    /// <summary>Slices are to be measured.</summary>
    public bool WatchesSlices => longScheduleNs != Off;

    /// <summary>Tests make collections take longer by so much.</summary>
    public static int CollectionSleepMs { get; set; }

    /// <summary>Some node in this OS process watches the lengths of message queues.</summary>
    public static bool AnyWatchesQueues { get; private set; }

    /// <summary>
    /// Takes the options of erlang:system_monitor/2: long_gc, long_schedule (ms), large_heap (words), busy_port, busy_dist_port,
    /// {long_message_queue, {Disable, Enable}}. The empty list ends it. False, and nothing changed, for anything else.
    /// </summary>
    public bool TrySet(Term options)
    {
        var next = new SystemMonitoring(vm);
        for (; options.IsCons; options = options.Tail)
        {
            if (!next.TryTake(options.Head))
            {
                return false;
            }
        }
        if (!options.IsNil)
        {
            return false;
        }
        (longGcNs, longScheduleNs, largeHeapWords) = (next.longGcNs, next.longScheduleNs, next.largeHeapWords);
        (busyPort, busyDistributionPort, longQueue, shortQueue) = (
            next.busyPort,
            next.busyDistributionPort,
            next.longQueue,
            next.shortQueue
        );
        AnyWatchesQueues |= longQueue != int.MaxValue;
        return true;
    }

    private bool TryTake(Term option)
    {
        if (option.IsAtom)
        {
            string name = AtomTable.Name(option);
            busyPort |= name == "busy_port";
            busyDistributionPort |= name == "busy_dist_port";
            return name is "busy_port" or "busy_dist_port";
        }
        if (!option.IsTuple || new Tuple(option) is not { Arity: 2 } pair || !pair[0].IsAtom)
        {
            return false;
        }
        Term value = pair[1];
        switch (AtomTable.Name(pair[0]))
        {
            case "long_gc" when value.IsSmall && value.SmallValue >= 0:
                longGcNs = Math.Max(value.SmallValue, 1) * NanosecondsPerMillisecond;
                return true;
            case "long_schedule" when value.IsSmall && value.SmallValue >= 0:
                longScheduleNs = Math.Max(value.SmallValue, 1) * NanosecondsPerMillisecond;
                return true;
            case "large_heap" when value.IsSmall && value.SmallValue >= 0:
                largeHeapWords = Math.Max(value.SmallValue, LeastHeapWords);
                return true;
            case "long_message_queue" when value.IsTuple && new Tuple(value) is { Arity: 2 } limits:
                if (!limits[0].IsSmall || !limits[1].IsSmall || limits[0].SmallValue < 0)
                {
                    return false;
                }
                shortQueue = (int)Math.Min(limits[0].SmallValue, int.MaxValue);
                longQueue = (int)Math.Min(limits[1].SmallValue, int.MaxValue);
                return limits[0].SmallValue < limits[1].SmallValue;
            default:
                return false;
        }
    }

    /// <summary>What is watched, as erlang:system_monitor/0 lists it.</summary>
    public Term ToList(TermHeap* heap)
    {
        Term list = Term.Nil;
        if (longQueue != int.MaxValue)
        {
            Term limits = Tuple.Create(heap, Term.Small(shortQueue), Term.Small(longQueue));
            list = Cons.Create(heap, Tuple.Create(heap, Term.Atom("long_message_queue"), limits), list);
        }
        Add("long_gc", longGcNs == Off ? Off : longGcNs / NanosecondsPerMillisecond);
        Add("long_schedule", longScheduleNs == Off ? Off : longScheduleNs / NanosecondsPerMillisecond);
        Add("large_heap", largeHeapWords);
        list = busyPort ? Cons.Create(heap, Term.Atom("busy_port"), list) : list;
        return busyDistributionPort ? Cons.Create(heap, Term.Atom("busy_dist_port"), list) : list;

        void Add(string name, long value)
        {
            if (value != Off)
            {
                list = Cons.Create(heap, Tuple.Create(heap, Term.Atom(name), Term.Small(value)), list);
            }
        }
    }

    /// <summary>{Pid, Options}, or undefined, also if the process has ended.</summary>
    public Term Describe()
    {
        if (!vm.SystemMonitor.IsNone && !vm.Tracing.IsAlive(new Tuple(vm.SystemMonitor)[0]))
        {
            vm.SystemMonitor = Term.None;
            TrySet(Term.Nil);
        }
        return vm.SystemMonitor.IsNone ? Atoms.Undefined : vm.SystemMonitor;
    }

    /// <summary>A message queue has changed its length.</summary>
    public void QueueChanged(Process* process)
    {
        bool wasLong = process->HasFlag(ProcessFlags.LongQueue);
        if (wasLong ? process->MessageCount <= shortQueue : process->MessageCount >= longQueue)
        {
            process->SetFlag(ProcessFlags.LongQueue, !wasLong);
            Send(process, "long_message_queue", Term.Boolean(!wasLong));
        }
    }

    /// <summary>A process is suspended because a port is busy.</summary>
    public void PortIsBusy(Process* process, Term port)
    {
        if (busyPort)
        {
            Send(process, "busy_port", port);
        }
    }

    /// <summary>A collection has ended that began at this time of the raw clock.</summary>
    public void Collected(Process* process, long sinceNs)
    {
        if (CollectionSleepMs > 0)
        {
            Thread.Sleep(CollectionSleepMs);
        }
        long tookNs = Clock.Raw() - sinceNs;
        TermHeap heap = default;
        if (tookNs > longGcNs)
        {
            Term timeout = Tuple.Create(&heap, Atoms.Timeout, Term.Small(tookNs / NanosecondsPerMillisecond));
            Send(process, "long_gc", Cons.Create(&heap, timeout, Sizes(process, &heap)));
        }
        if (process->Memory.TotalWords > largeHeapWords)
        {
            Send(process, "large_heap", Sizes(process, &heap));
        }
        heap.Clear();
    }

    /// <summary>A slice has ended. <paramref name="from"/> is where it began.</summary>
    public void Ran(Process* process, ulong* from, long sinceNs)
    {
        long tookNs = Clock.Raw() - sinceNs;
        if (tookNs <= longScheduleNs)
        {
            return;
        }
        TermHeap heap = default;
        Term timeout = Tuple.Create(&heap, Atoms.Timeout, Term.Small(tookNs / NanosecondsPerMillisecond));
        Term entered = Tuple.Create(&heap, Atoms.In, TraceActions.Name(&heap, vm.Code.FindFunction(from)));
        Term left = Tuple.Create(&heap, Atoms.Out, TraceActions.Name(&heap, vm.Code.FindFunction(process->Ip)));
        Send(process, "long_schedule", Cons.FromSpan(&heap, [timeout, entered, left]));
        heap.Clear();
    }

    private static Term Sizes(Process* process, TermHeap* heap) =>
        Cons.FromSpan(
            heap,
            [
                Tuple.Create(heap, Atoms.OldHeapBlockSize, Term.Small(process->Memory.OldSizeWords)),
                Tuple.Create(heap, Atoms.HeapBlockSize, Term.Small(process->Memory.BlockSizeWords)),
                Tuple.Create(heap, Atoms.MbufSize, Term.Small(process->Memory.Heap.FragmentWords)),
                Tuple.Create(heap, Atoms.StackSize, Term.Small(process->Memory.StackWords)),
                Tuple.Create(heap, Atoms.OldHeapSize, Term.Small(process->Memory.OldTop - process->Memory.OldStart)),
                Tuple.Create(heap, Atoms.HeapSize, Term.Small(process->Memory.Heap.Top - process->Memory.Start)),
            ]
        );

    /// <summary>{monitor, Pid, Kind, Info}; the process that watches is not told of itself.</summary>
    private void Send(Process* process, string kind, Term info)
    {
        Term setting = vm.SystemMonitor;
        if (setting.IsNone || new Tuple(setting)[0] == process->Pid)
        {
            return;
        }
        TermHeap heap = default;
        Term message = Tuple.Create(&heap, Atoms.Monitor, process->Pid, Term.Atom(kind), info);
        if (!Signals.SendMessage(vm, new Tuple(setting)[0], message))
        {
            vm.SystemMonitor = Term.None;
            TrySet(Term.Nil);
        }
        heap.Clear();
    }
}

public sealed partial class VirtualMachine
{
    private SystemMonitoring? monitoring;

    /// <summary>What system_monitor watches.</summary>
    public SystemMonitoring Monitoring =>
        monitoring ?? Interlocked.CompareExchange(ref monitoring, new SystemMonitoring(this), null) ?? monitoring!;
}
