// erlang:system_info/1. Items are told apart by name: there are a hundred of them and none is hot.
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Lingen.Bifs;

/// <summary>What the VM tells about itself.</summary>
public static unsafe partial class SystemInfoBifs
{
    public const string OtpRelease = "27";
    public const string ErtsVersion = "15.2.7";
    private const int EtsLimit = 8192;
    private const long EndTime = 8_646_911_283_000_000_000;
    private const long DistributionBufferBusyLimit = 1_048_576;

    [Bif("erlang", "system_info", Traps = true)]
    public static Term SystemInfo(ref BifContext context, Term item)
    {
        if (item.IsTuple)
        {
            return TupleItem(ref context, new Tuple(item));
        }
        if (!item.IsAtom)
        {
            return context.BadArg();
        }
        string name = AtomTable.Name(item);
        if (name == "cpu_topology")
        {
            return FormattedTopology(ref context, Term.Atom("used"));
        }
        Term result = Identity(ref context, name);
        if (result.IsNone)
        {
            result = SchedulerItem(ref context, name);
        }
        if (result.IsNone)
        {
            result = LimitItem(ref context, name);
        }
        if (result.IsNone)
        {
            result = TextItem(ref context, name);
        }
        return result.IsNone ? context.BadArg() : result;
    }

    /// <summary>What kind of machine this is: fixed answers that libraries branch on.</summary>
    private static Term Identity(ref BifContext context, string name)
    {
        TermHeap* heap = context.Heap;
        switch (name)
        {
            case "machine":
                return Cons.FromString(heap, "BEAM");
            case "otp_release":
                return Cons.FromString(heap, OtpRelease);
            case "version":
                return Cons.FromString(heap, ErtsVersion);
            case "system_version":
                return Cons.FromString(heap, SystemVersion(context.Vm));
            case "system_architecture":
                return Cons.FromString(heap, Architecture);
            case "wordsize":
                return Term.Small(sizeof(ulong));
            case "emu_flavor":
                return Term.Atom("emu");
            case "emu_type":
            case "build_type":
                return Term.Atom("opt");
            case "driver_version":
                return Cons.FromString(heap, "3.3");
            case "nif_version":
                return Cons.FromString(heap, "2.17");
            case "endian":
                return Term.Atom(BitConverter.IsLittleEndian ? "little" : "big");
            case "compat_rel":
                return Term.Small(int.Parse(OtpRelease, CultureInfo.InvariantCulture));
            case "os_type":
                return Tuple.Create(heap, Term.Atom("unix"), Term.Atom("linux"));
            case "os_version":
                return OperatingSystemVersion(heap);
            case "hipe_architecture":
                return Atoms.Undefined;
            case "max_integer":
                return Integers.Create(heap, (BigInteger.One << (64 * Bignum.MaxLimbs)) - 1);
            case "ethread_info":
                return Cons.FromSpan(
                    heap,
                    [NativeAtomics(heap, "32-bit"), NativeAtomics(heap, "64-bit"), NativeAtomics(heap, "Double word")]
                );
            case "heap_type":
                return Term.Atom("private");
            case "dynamic_trace":
                return Term.Atom("none");
            case "c_compiler_used":
                return Tuple.Create(
                    heap,
                    Term.Atom("dotnet"),
                    Tuple.Create(heap, Term.Small(Environment.Version.Major), Term.Small(Environment.Version.Minor))
                );
            case "dynamic_trace_probes":
            case "debug_compiled":
            case "lock_checking":
            case "lock_counting":
            case "break_ignored" when !BreakIgnored:
            case "port_parallelism":
            case "async_dist":
            case "ets_always_compress":
            case "ets_realloc_moves":
                return Term.False;
            case "smp_support":
            case "threads":
            case "kernel_poll":
            case "eager_check_io":
            case "time_correction":
            case "break_ignored":
            case "beam_jump_table":
            case "constant_pool_support":
                return Term.True;
            case "snifs":
                return BuiltInFunctions(ref context);
            case "taints":
            case "dist_ctrl":
                return Term.Nil;
            case "creation":
                return Term.Small(context.Vm.Creation);
            case "modified_timing_level":
                return Atoms.Undefined;
            case "tolerant_timeofday":
                return Term.Atom("disabled");
            case "instruction_counts":
                return Term.Nil;
            default:
                return Term.None;
        }
    }

    /// <summary>Counters of this width are changed by instructions of the processor, without a lock.</summary>
    private static Term NativeAtomics(TermHeap* heap, string width) =>
        Tuple.Create(
            heap,
            Cons.FromString(heap, width + " native atomics"),
            Cons.FromString(heap, "dotnet"),
            Cons.FromString(heap, Architecture)
        );

    /// <summary>The break key is ignored (+Bi, +Bd).</summary>
    public static bool BreakIgnored { get; set; }

    public static string Architecture =>
        RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64
            ? "aarch64-unknown-linux-gnu"
            : "x86_64-pc-linux-gnu";

    /// <summary>The first line of the shell.</summary>
    public static string SystemVersion(VirtualMachine vm)
    {
        int schedulers = vm.Schedulers.Length;
        return $"Erlang/OTP {OtpRelease} [erts-{ErtsVersion}] [source] [64-bit] [smp:{schedulers}:{vm.SchedulersOnline}] "
            + $"[ds:{vm.DirtyCpuSchedulers}:{vm.DirtyCpuSchedulers}:{vm.DirtyIoSchedulers}] [async-threads:1]\n";
    }

    /// <summary>{Module, Function, Arity} of every built-in function.</summary>
    private static Term BuiltInFunctions(ref BifContext context)
    {
        TermHeap* heap = context.Heap;
        Term list = Term.Nil;
        foreach (nint entry in context.Vm.Exports.All)
        {
            var export = (Lingen.Terms.Export*)entry;
            if (ModuleInfoBifs.IsKnownBif(export))
            {
                Term function = Tuple.Create(heap, export->Module, export->Function, Term.Small(export->Arity));
                list = Cons.Create(heap, function, list);
            }
        }
        return list;
    }

    private static Term SchedulerItem(ref BifContext context, string name)
    {
        VirtualMachine vm = context.Vm;
        TermHeap* heap = context.Heap;
        switch (name)
        {
            case "schedulers":
                return Term.Small(vm.Schedulers.Length);
            case "schedulers_online":
                return Term.Small(vm.SchedulersOnline);
            case "schedulers_active":
                return Term.Small(vm.IsMultiSchedulingBlocked ? 1 : vm.SchedulersOnline);
            case "scheduler_id":
                return Term.Small(context.Scheduler.Id);
            case "schedulers_state":
                return Tuple.Create(
                    heap,
                    Term.Small(vm.Schedulers.Length),
                    Term.Small(vm.SchedulersOnline),
                    Term.Small(vm.IsMultiSchedulingBlocked ? 1 : vm.SchedulersOnline)
                );
            case "all_schedulers_state":
                return AllSchedulersState(vm, heap);
            case "dirty_cpu_schedulers":
                return Term.Small(vm.DirtyCpuSchedulers);
            case "dirty_cpu_schedulers_online":
                return Term.Small(vm.DirtyCpuSchedulersOnline);
            case "run_queues":
                return Term.Small(vm.Schedulers.Length);
            case "dirty_io_schedulers":
                return Term.Small(vm.DirtyIoSchedulers);
            case "thread_pool_size":
                return Term.Small(1);
            case "logical_processors_available":
                return Term.Small(vm.ProcessorsAvailable);
            case "logical_processors":
                return Term.Small(HostProcessors.Configured);
            case "logical_processors_online":
                return Term.Small(HostProcessors.Online);
            case "cpu_quota":
                return Term.Small(HostProcessors.Quota);
            case "update_cpu_info":
                return Term.Atom(vm.UpdateProcessors() ? "changed" : "unchanged");
            case "scheduler_bind_type":
                return Term.Atom("unbound");
            case "scheduler_bindings":
            {
                Term unbound = Term.Atom("unbound");
                Term tuple = Tuple.Allocate(heap, vm.Schedulers.Length, out Term* elements);
                new Span<Term>(elements, vm.Schedulers.Length).Fill(unbound);
                return tuple;
            }
            case "multi_scheduling":
                return vm.MultiSchedulingState;
            case "multi_scheduling_blockers":
                return Cons.FromSpan(heap, vm.MultiSchedulingBlockers);
            case "normal_multi_scheduling_blockers":
                return Cons.FromSpan(heap, vm.NormalMultiSchedulingBlockers);
            case "context_reductions":
                return Term.Small(Scheduler.SliceReductions);
            case "scheduling_statistics":
            case "total_scheduling_statistics":
                return Cons.FromSpan(
                    heap,
                    [
                        Counted(heap, "process_max"),
                        Counted(heap, "process_high"),
                        Counted(heap, "process_normal"),
                        Counted(heap, "process_low"),
                        Counted(heap, "port"),
                    ]
                );
            case "outstanding_system_requests_limit":
                return Term.Small(vm.OutstandingSystemRequestsLimit);
            default:
                return Term.None;
        }
    }

    private static Term Counted(TermHeap* heap, string name) => Tuple.Create(heap, Term.Atom(name), Term.Small(0), Term.Small(0));

    /// <summary>[{Kind, All, Online, Active}]</summary>
    private static Term AllSchedulersState(VirtualMachine vm, TermHeap* heap)
    {
        bool dirtyBlocked = vm.MultiSchedulingBlockers.Length > 0;
        int active = vm.IsMultiSchedulingBlocked ? 1 : vm.SchedulersOnline;
        int online = vm.DirtyCpuSchedulersOnline;
        int waiting = vm.DirtyIoSchedulers;
        return Cons.FromSpan(
            heap,
            [
                SchedulersState(heap, Atoms.Normal, vm.Schedulers.Length, vm.SchedulersOnline, active),
                SchedulersState(heap, Term.Atom("dirty_cpu"), vm.DirtyCpuSchedulers, online, dirtyBlocked ? 0 : online),
                SchedulersState(heap, Term.Atom("dirty_io"), waiting, waiting, dirtyBlocked ? 0 : waiting),
            ]
        );
    }

    private static Term SchedulersState(TermHeap* heap, Term kind, int all, int online, int active) =>
        Tuple.Create(heap, kind, Term.Small(all), Term.Small(online), Term.Small(active));

    private static Term FormattedTopology(ref BifContext context, Term kind)
    {
        Term topology = CpuTopologyTerms.OfKind(ref context, kind);
        return topology.IsNone ? Term.None : context.Trap(Atoms.Erlang, Term.Atom("format_cpu_topology"), [topology]);
    }

    private static Term LimitItem(ref BifContext context, string name)
    {
        VirtualMachine vm = context.Vm;
        TermHeap* heap = context.Heap;
        switch (name)
        {
            case "process_limit":
                return Term.Small(vm.Processes.Limit);
            case "process_count":
                return Term.Small(vm.Processes.Count);
            case "port_limit":
                return Term.Small(vm.Options.PortLimit);
            case "port_count":
                return Term.Small(vm.Host == null ? 0 : vm.Host.Ports().Length);
            case "atom_limit":
                return Term.Small(AtomTable.Limit);
            case "atom_count":
                return Term.Small(AtomTable.Count);
            case "ets_limit":
                return Term.Small(EtsLimit);
            case "ets_count":
                return Term.Small(vm.Ets.Count);
            case "dist_buf_busy_limit":
                return Term.Small(DistributionBufferBusyLimit);
            case "delayed_node_table_gc":
                return Term.Small(60);
            case "fullsweep_after":
                return Tuple.Create(heap, Atoms.FullsweepAfter, Term.Small(vm.FullSweepAfter));
            case "min_heap_size":
                return Tuple.Create(heap, Atoms.MinHeapSize, Term.Small(MinHeapSize(vm)));
            case "min_bin_vheap_size":
                return Tuple.Create(heap, Atoms.MinBinVheapSize, Term.Small(vm.MinBinaryVirtualHeapWords));
            case "max_heap_size":
                return MaxHeapSize(vm, heap);
            case "garbage_collection":
                return Cons.FromSpan(
                    heap,
                    [
                        Tuple.Create(heap, Atoms.MaxHeapSize, Term.Small(vm.MaxHeapSizeWords)),
                        Tuple.Create(heap, Atoms.MinBinVheapSize, Term.Small(vm.MinBinaryVirtualHeapWords)),
                        Tuple.Create(heap, Atoms.MinHeapSize, Term.Small(MinHeapSize(vm))),
                        Tuple.Create(heap, Atoms.FullsweepAfter, Term.Small(vm.FullSweepAfter)),
                    ]
                );
            case "heap_sizes":
                return HeapSizeList(heap);
            case "message_queue_data":
                return vm.MessageQueueOffHeap ? Atoms.OffHeap : Atoms.OnHeap;
            case "halt_flush_timeout":
                return vm.HaltFlushTimeoutMs < 0 ? Atoms.Infinity : Term.Small(vm.HaltFlushTimeoutMs);
            case "start_time":
                return Integers.Create(heap, Clock.MonotonicStart);
            case "end_time":
                return Integers.Create(heap, EndTime);
            case "time_offset":
                return Term.Atom("volatile");
            case "time_warp_mode":
                return Term.Atom("multi_time_warp");
            case "os_monotonic_time_source":
                return TimeSource(heap, "CLOCK_MONOTONIC", Clock.Raw(), true);
            case "os_system_time_source":
                return TimeSource(heap, "CLOCK_REALTIME", Clock.OperatingSystemTime(), false);
            case "trace_control_word":
                return Integers.Create(heap, (long)vm.TraceControlWord);
            case "sequential_tracer":
                return Tuple.Create(
                    heap,
                    Term.Atom("sequential_tracer"),
                    vm.SequentialTracer.IsNone ? Term.False : vm.SequentialTracer
                );
            case "system_logger":
                return vm.SystemLogger;
            default:
                return Term.None;
        }
    }

    private static long MinHeapSize(VirtualMachine vm) => vm.MinHeapSizeWords == 0 ? 233 : vm.MinHeapSizeWords;

    private static Term MaxHeapSize(VirtualMachine vm, TermHeap* heap) =>
        ProcessInformation.MaxHeapSize(
            heap,
            vm.MaxHeapSizeWords,
            vm.MaxHeapKill,
            vm.MaxHeapErrorLogger,
            vm.MaxHeapIncludeSharedBinaries
        );

    private static Term HeapSizeList(TermHeap* heap)
    {
        var sizes = new List<Term>();
        long size = HeapSizes.AtLeast(1);
        while (size < 1L << 51)
        {
            sizes.Add(Term.Small(size));
            long next = HeapSizes.AtLeast(size + 1);
            if (next <= size)
            {
                break;
            }
            size = next;
        }
        return Cons.FromSpan(heap, CollectionsMarshal.AsSpan(sizes));
    }

    private static Term TimeSource(TermHeap* heap, string clock, long time, bool monotonic)
    {
        var items = new List<Term>
        {
            Tuple.Create(heap, Term.Atom("function"), Term.Atom("clock_gettime")),
            Tuple.Create(heap, Term.Atom("clock_id"), Term.Atom(clock)),
            Tuple.Create(heap, Term.Atom("resolution"), Term.Small(Clock.NativeUnitsPerSecond)),
        };
        if (monotonic)
        {
            items.Add(Tuple.Create(heap, Term.Atom("used_resolution"), Term.Small(Clock.NativeUnitsPerSecond)));
            items.Add(Tuple.Create(heap, Term.Atom("extended"), Atoms.No));
        }
        items.Add(Tuple.Create(heap, Term.Atom("parallel"), Atoms.Yes));
        items.Add(Tuple.Create(heap, Term.Atom("time"), Integers.Create(heap, time)));
        return Cons.FromSpan(heap, CollectionsMarshal.AsSpan(items));
    }

    private static Term OperatingSystemVersion(TermHeap* heap)
    {
        Version version = Environment.OSVersion.Version;
        return Tuple.Create(heap, Term.Small(version.Major), Term.Small(version.Minor), Term.Small(Math.Max(version.Build, 0)));
    }

    private static Term Strings(TermHeap* heap, string[] texts)
    {
        Term list = Term.Nil;
        for (int i = texts.Length - 1; i >= 0; i--)
        {
            list = Cons.Create(heap, Cons.FromString(heap, texts[i]), list);
        }
        return list;
    }

    /// <summary>BEAM's shape without contents: no C compiler and no config.h made this machine.</summary>
    private static Term CompileInformation(TermHeap* heap)
    {
        Term list = Term.Nil;
        foreach (string name in (ReadOnlySpan<string>)["config_h", "cflags", "ldflags"])
        {
            list = Cons.Create(heap, Tuple.Create(heap, Term.Atom(name), Term.Nil), list);
        }
        return list;
    }

    /// <summary>Reports as binaries, in the manner of a crash dump's sections, and how the emulator was started and made.</summary>
    private static Term TextItem(ref BifContext context, string name)
    {
        VirtualMachine vm = context.Vm;
        TermHeap* heap = context.Heap;
        switch (name)
        {
            case "dist":
                return Bitstring.FromBytes(
                    heap,
                    Encoding.UTF8.GetBytes($"=node:'{AtomTable.Name(vm.NodeName)}'\n=no_distribution\n")
                );
            case "info":
                return Bitstring.FromBytes(heap, Encoding.UTF8.GetBytes(MemoryBifs.Report(vm)));
            case "loaded":
                return Bitstring.FromBytes(heap, Encoding.UTF8.GetBytes("Current code: 0\nOld code: 0\n"));
            case "procs":
                return Bitstring.FromBytes(heap, Encoding.UTF8.GetBytes(ProcessReport.All(vm)));
            case "emu_args":
                return Strings(heap, vm.EmulatorArguments);
            case "compile_info":
                return CompileInformation(heap);
            case "check_io":
                return Cons.Create(
                    heap,
                    Cons.Create(heap, Tuple.Create(heap, Term.Atom("name"), Term.Atom("erts_poll")), Term.Nil),
                    Term.Nil
                );
            case "allocator":
                return Tuple.Create(heap, Term.Atom("glibc"), Term.Nil, Term.Nil, Term.Nil);
            case "alloc_util_allocators":
                return MemoryBifs.AllocatorNames(heap);
            case "allocated_areas":
                return MemoryBifs.AllocatedAreas(vm, heap);
            default:
                return Term.None;
        }
    }

    private static Term TupleItem(ref BifContext context, Tuple item)
    {
        if (item.Arity < 2 || !item[0].IsAtom)
        {
            return context.BadArg();
        }
        TermHeap* heap = context.Heap;
        switch (AtomTable.Name(item[0]))
        {
            case "wordsize" when item[1].IsAtom && AtomTable.Name(item[1]) is "internal" or "external":
                return Term.Small(sizeof(ulong));
            case "cpu_topology" when item.Arity == 2:
                return FormattedTopology(ref context, item[1]);
            case "internal_cpu_topology" when item.Arity == 2:
                return CpuTopologyTerms.OfKind(ref context, item[1]);
            case "allocator" when item.Arity == 2:
                return context.Trap(Atoms.Erlang, Term.Atom("alloc_info"), [item[1]]);
            case "allocator_sizes" when item.Arity == 2:
                return context.Trap(Atoms.Erlang, Term.Atom("alloc_sizes"), [item[1]]);
            case "allocator" or "allocator_sizes" when item.Arity == 3 && item[1].IsReference:
                return MemoryBifs.SendAllocatorInfo(ref context, item[1], item[2], false);
            case "memory_internal" when item.Arity == 3 && item[1].IsReference:
                return MemoryBifs.SendAllocatorInfo(ref context, item[1], item[2], true);
            default:
                return context.BadArg();
        }
    }
}
