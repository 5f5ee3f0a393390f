// erlang:statistics/1.
using System.Runtime.InteropServices;

namespace Lingen.Bifs;

/// <summary>Counters of the VM.</summary>
public static unsafe partial class StatisticsBifs
{
    private const int ClockProcessCpu = 2;
    private const long NanosecondsPerMillisecond = 1_000_000;
    private static long lastRuntimeMs;
    private static long lastWallMs;
    private static long lastReductions;
    private static long lastExactReductions;

    [Bif("erlang", "statistics")]
    public static Term Statistics(ref BifContext context, Term item)
    {
        if (!item.IsAtom)
        {
            return context.BadArg();
        }
        VirtualMachine vm = context.Vm;
        TermHeap* heap = context.Heap;
        string name = AtomTable.Name(item);
        switch (name)
        {
            case "context_switches":
                return Tuple.Create(heap, Integers.Create(heap, Sum(vm, s => s.ContextSwitches)), Term.Small(0));
            case "reductions":
                return SinceLast(heap, TotalReductions(ref context), ref lastReductions);
            case "exact_reductions":
                return SinceLast(heap, TotalReductions(ref context), ref lastExactReductions);
            case "garbage_collection":
                return Tuple.Create(
                    heap,
                    Integers.Create(heap, Sum(vm, s => s.CollectionCount)),
                    Integers.Create(heap, Sum(vm, s => s.ReclaimedWords)),
                    Term.Small(0)
                );
            case "io":
                return Tuple.Create(
                    heap,
                    Tuple.Create(heap, Term.Atom("input"), Integers.Create(heap, vm.InputBytes)),
                    Tuple.Create(heap, Term.Atom("output"), Integers.Create(heap, vm.OutputBytes))
                );
            case "runtime":
                return SinceLast(heap, CpuTimeNs() / NanosecondsPerMillisecond, ref lastRuntimeMs);
            case "wall_clock":
                return SinceLast(heap, (Clock.Raw() - Clock.Start) / NanosecondsPerMillisecond, ref lastWallMs);
            case "run_queue":
            case "total_run_queue_lengths":
            case "total_run_queue_lengths_all":
                return Term.Small(Sum(vm, s => s.Queue.Length));
            case "run_queue_lengths":
            case "run_queue_lengths_all":
                return Lengths(ref context, name.EndsWith("_all", StringComparison.Ordinal), false);
            case "active_tasks":
            case "active_tasks_all":
                return Lengths(ref context, name.EndsWith("_all", StringComparison.Ordinal), true);
            case "total_active_tasks":
            case "total_active_tasks_all":
                return Term.Small(Sum(vm, s => s.Queue.Length + (s.Running != null ? 1 : 0)));
            case "scheduler_wall_time":
            case "scheduler_wall_time_all":
                return WallTime(vm, heap);
            case "microstate_accounting":
                return MicrostateAccounting(heap);
            default:
                return context.BadArg();
        }
    }

    [Bif("erts_internal", "scheduler_wall_time")]
    public static Term SchedulerWallTime(ref BifContext context, Bool enable)
    {
        bool old = context.Vm.WallTimeSince != 0;
        if (enable != old)
        {
            context.Vm.WallTimeSince = enable ? Clock.Raw() : 0;
        }
        return Term.Boolean(old);
    }

    [Bif("erts_internal", "system_check")]
    public static Term SystemCheck(ref BifContext context, Term type) =>
        type.IsAtom && AtomTable.Name(type) == "schedulers" ? Atoms.Ok : context.BadArg();

    private static Term SinceLast(TermHeap* heap, long total, ref long last)
    {
        long before = Interlocked.Exchange(ref last, total);
        return Tuple.Create(heap, Integers.Create(heap, total), Integers.Create(heap, total - before));
    }

    private static long TotalReductions(ref BifContext context) =>
        Sum(context.Vm, s => s.ReductionCount) + Scheduler.SliceReductions - context.Process->ReductionsLeft;

    private static long Sum(VirtualMachine vm, Func<Scheduler, long> value)
    {
        long sum = 0;
        foreach (Scheduler scheduler in vm.Schedulers)
        {
            sum += value(scheduler);
        }
        return sum;
    }

    private static Term Lengths(ref BifContext context, bool all, bool withRunning)
    {
        TermHeap* heap = context.Heap;
        VirtualMachine vm = context.Vm;
        // The dirty queues come last: the one for computation, then that for input and output.
        Term list = all ? Cons.Create(heap, Term.Small(0), Term.Nil) : Term.Nil;
        list = Cons.Create(heap, Term.Small(vm.Dirty.Length), list);
        for (int i = vm.Schedulers.Length - 1; i >= 0; i--)
        {
            Scheduler scheduler = vm.Schedulers[i];
            int length = scheduler.Queue.Length + (withRunning && scheduler.Running != null ? 1 : 0);
            list = Cons.Create(heap, Term.Small(length), list);
        }
        return list;
    }

    /// <summary>[{SchedulerId, ActiveNs, TotalNs}], undefined unless switched on.</summary>
    private static Term WallTime(VirtualMachine vm, TermHeap* heap)
    {
        long since = vm.WallTimeSince;
        if (since == 0)
        {
            return Atoms.Undefined;
        }
        long total = Clock.Raw() - since;
        Term list = Term.Nil;
        int dirty = vm.DirtyCpuSchedulers;
        for (int i = vm.Schedulers.Length + dirty; i > 0; i--)
        {
            long active = i > vm.Schedulers.Length ? 0 : Math.Min(vm.Schedulers[i - 1].ActiveNs(), total);
            list = Cons.Create(
                heap,
                Tuple.Create(heap, Term.Small(i), Integers.Create(heap, active), Integers.Create(heap, total)),
                list
            );
        }
        return list;
    }

    /// <summary>[#{type => Kind, id => Number, counters => #{State => Time}}]</summary>
    private static Term MicrostateAccounting(TermHeap* heap)
    {
        ReadOnlySpan<string> names = ["aux", "check_io", "emulator", "gc", "other", "port", "sleep"];
        Term list = Term.Nil;
        Span<Term> keys = new Term[Microstates.Count];
        Span<Term> values = new Term[Microstates.Count];
        foreach ((string kind, int id, long[] counters) in Microstates.Read())
        {
            for (int i = 0; i < Microstates.Count; i++)
            {
                keys[i] = Term.Atom(names[i]);
                values[i] = Integers.Create(heap, counters[i]);
            }
            Term map = SmallMaps.Create(heap, keys, values);
            Term thread = SmallMaps.Create(
                heap,
                [Term.Atom("type"), Atoms.Id, Term.Atom("counters")],
                [Term.Atom(kind), Term.Small(id), map]
            );
            list = Cons.Create(heap, thread, list);
        }
        return list;
    }

    private static long CpuTimeNs()
    {
        TimeSpec time;
        return clock_gettime(ClockProcessCpu, &time) == 0 ? (time.Seconds * Clock.NativeUnitsPerSecond) + time.Nanoseconds : 0;
    }

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, TimeSpec* time);
}
