// erlang:system_monitor: messages about collections and slices that take long, and about heaps that grow large.
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>The limits that are set, and the messages sent when they are passed.</summary>
public sealed unsafe class SystemMonitoring(VirtualMachine vm)
{
    private const long NanosecondsPerMillisecond = 1_000_000;
    private const long Off = long.MaxValue;

    private long longGcNs = Off;
    private long longScheduleNs = Off;
    private long largeHeapWords = Off;

    /// <summary>Collections are to be measured.</summary>
    public bool WatchesCollections => longGcNs != Off || largeHeapWords != Off;

    /// <summary>Slices are to be measured.</summary>
    public bool WatchesSlices => longScheduleNs != Off;

    /// <summary>Takes the limits out of the options {long_gc, Ms}, {long_schedule, Ms} and {large_heap, Words}.</summary>
    public void Set(Term options)
    {
        longGcNs = longScheduleNs = largeHeapWords = Off;
        for (; options.IsCons; options = options.Tail)
        {
            if (!options.Head.IsTuple || new Tuple(options.Head) is not { Arity: 2 } option || !option[1].IsSmall)
            {
                continue;
            }
            long value = option[1].SmallValue;
            switch (AtomTable.Name(option[0]))
            {
                case "long_gc":
                    longGcNs = value * NanosecondsPerMillisecond;
                    break;
                case "long_schedule":
                    longScheduleNs = value * NanosecondsPerMillisecond;
                    break;
                case "large_heap":
                    largeHeapWords = value;
                    break;
            }
        }
    }

    /// <summary>A collection has ended that began at this time of the raw clock.</summary>
    public void Collected(Process* process, long sinceNs)
    {
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
            Set(Term.Nil);
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
