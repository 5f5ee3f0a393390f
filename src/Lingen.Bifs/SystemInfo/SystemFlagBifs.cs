// erlang:system_flag/2, system_monitor, system_profile, halt.
using System.Text;

namespace Lingen.Bifs;

/// <summary>Settings of the whole VM.</summary>
public static unsafe class SystemFlagBifs
{
    [Bif("erlang", "system_flag", Traps = true)]
    public static Term SystemFlag(ref BifContext context, Term flag, Term value)
    {
        if (!flag.IsAtom)
        {
            return context.Error(Atoms.Badarg, Atoms.Badopt);
        }
        VirtualMachine vm = context.Vm;
        TermHeap* heap = context.Heap;
        switch (AtomTable.Name(flag))
        {
            case "backtrace_depth" when value.IsSmall && value.SmallValue >= 0:
            {
                int old = vm.BacktraceDepth;
                vm.BacktraceDepth = (int)Math.Min(value.SmallValue, StackTrace.MaxDepth);
                return Term.Small(old);
            }
            case "fullsweep_after" when value.IsSmall && value.SmallValue >= 0:
            {
                int old = vm.FullSweepAfter;
                vm.FullSweepAfter = (ushort)Math.Min(value.SmallValue, ushort.MaxValue);
                return Term.Small(old);
            }
            case "min_heap_size" when value.IsSmall && value.SmallValue >= 0:
            {
                int old = vm.MinHeapSizeWords == 0 ? 233 : vm.MinHeapSizeWords;
                long words = HeapSizes.AtLeast(Math.Clamp(value.SmallValue, 233, int.MaxValue / 2));
                vm.MinHeapSizeWords = words == 233 ? 0 : (int)words;
                return Term.Small(old);
            }
            case "min_bin_vheap_size" when value.IsSmall && value.SmallValue >= 0:
            {
                long old = vm.MinBinaryVirtualHeapWords;
                vm.MinBinaryVirtualHeapWords = HeapSizes.AtLeast(Math.Max(value.SmallValue, 46_422));
                return Term.Small(old);
            }
            case "max_heap_size":
                return SetMaxHeapSize(ref context, value);
            case "multi_scheduling":
                return MultiScheduling(ref context, value);
            case "schedulers_online" when value.IsSmall && value.SmallValue >= 1 && value.SmallValue <= vm.Schedulers.Length:
            {
                int old = vm.SchedulersOnline;
                vm.SetSchedulersOnline((int)value.SmallValue);
                return Term.Small(old);
            }
            case "dirty_cpu_schedulers_online"
                when value.IsSmall && value.SmallValue >= 1 && value.SmallValue <= vm.DirtyCpuSchedulers:
            {
                int old = vm.DirtyCpuSchedulersOnline;
                vm.SetDirtyCpuSchedulersOnline((int)value.SmallValue);
                return Term.Small(old);
            }
            case "scheduler_wall_time" when value.IsBoolean:
                return context.Trap(Atoms.ErtsInternal, Term.Atom("system_flag_scheduler_wall_time"), [value]);
            case "microstate_accounting" when value.IsBoolean:
                return Term.Boolean(Microstates.Switch(value == Term.True));
            case "microstate_accounting" when value == Term.Atom("reset"):
                return Term.Boolean(Microstates.Reset());
            case "scheduling_statistics" when value.IsAtom:
                return Term.True;
            case "scheduler_bind_type" when value.IsAtom:
                return Term.Atom("unbound");
            case "cpu_topology":
                return context.Trap(Atoms.Erlang, Term.Atom("set_cpu_topology"), [value]);
            case "internal_cpu_topology":
                return CpuTopologyTerms.Define(ref context, value);
            case "trace_control_word" when Integers.TryGetInt64(value, out long word) && word is >= 0 and <= uint.MaxValue:
            {
                uint old = vm.TraceControlWord;
                vm.TraceControlWord = (uint)word;
                return Term.Small(old);
            }
            case "sequential_tracer":
                return SetSequentialTracer(ref context, value);
            case "reset_seq_trace" when value == Term.True:
                return SequentialTrace.Reset(context.Process);
            case "system_logger" when value.IsLocalPid || value == Atoms.Undefined || value == Atoms.Logger:
            {
                Term old = vm.SystemLogger;
                vm.SystemLogger = value;
                return old;
            }
            case "time_offset" when value == Term.Atom("finalize"):
                return Term.Atom("volatile");
            case "outstanding_system_requests_limit" when value.IsSmall && value.SmallValue is >= 1 and <= 134_217_727:
            {
                int old = vm.OutstandingSystemRequestsLimit;
                vm.OutstandingSystemRequestsLimit = (int)value.SmallValue;
                return Term.Small(old);
            }
            case "debug_flags":
                return Term.True;
            case "erts_alloc":
                return context.BadArg();
            default:
                return context.Error(Atoms.Badarg, IsKnown(AtomTable.Name(flag)) ? Term.None : Atoms.Badopt);
        }
    }

    private static Term SetSequentialTracer(ref BifContext context, Term value)
    {
        if (value != Term.False && !value.IsLocalPid && !value.IsLocalPort && !value.IsTuple && !value.IsNil)
        {
            return context.BadArg();
        }
        VirtualMachine vm = context.Vm;
        Term old = vm.SequentialTracer.IsNone ? Term.False : vm.SequentialTracer;
        vm.SequentialTracer = value == Term.False || value.IsNil ? Term.None : TermCopier.CopyToLiteral(value);
        return old;
    }

    private static bool IsKnown(string flag) =>
        flag
            is "backtrace_depth"
                or "fullsweep_after"
                or "min_heap_size"
                or "min_bin_vheap_size"
                or "schedulers_online"
                or "dirty_cpu_schedulers_online"
                or "scheduler_wall_time"
                or "microstate_accounting"
                or "scheduling_statistics"
                or "scheduler_bind_type"
                or "trace_control_word"
                or "reset_seq_trace"
                or "system_logger"
                or "time_offset"
                or "outstanding_system_requests_limit";

    private static Term SetMaxHeapSize(ref BifContext context, Term value)
    {
        VirtualMachine vm = context.Vm;
        var limit = new MaxHeapOption(vm);
        if (!limit.Read(value))
        {
            return context.BadArg();
        }
        Term old = ProcessInformation.MaxHeapSize(
            context.Heap,
            vm.MaxHeapSizeWords,
            vm.MaxHeapKill,
            vm.MaxHeapErrorLogger,
            vm.MaxHeapIncludeSharedBinaries
        );
        vm.MaxHeapSizeWords = limit.Words;
        vm.MaxHeapKill = limit.Kill;
        vm.MaxHeapErrorLogger = limit.ErrorLogger;
        vm.MaxHeapIncludeSharedBinaries = limit.IncludeSharedBinaries;
        return old;
    }

    private static Term MultiScheduling(ref BifContext context, Term value)
    {
        VirtualMachine vm = context.Vm;
        Term self = context.Process->Pid;
        switch (value.IsAtom ? AtomTable.Name(value) : "")
        {
            case "block":
            case "block_normal":
                vm.BlockMultiScheduling(self, dirtyToo: value == Term.Atom("block"));
                return vm.MultiSchedulingState;
            case "unblock":
            case "unblock_normal":
                vm.UnblockMultiScheduling(self, dirtyToo: value == Term.Atom("unblock"));
                return vm.MultiSchedulingState;
            default:
                return context.BadArg();
        }
    }

    private const int MaxSloganCharacters = 1023;

    /// <summary>halt(Status | Slogan | abort, [{flush, Bool} | {flush_timeout, Ms}]); the process sleeps until the VM is gone.</summary>
    [Bif("erlang", "halt")]
    public static Term Halt(ref BifContext context, Term status, Term options)
    {
        if (!TryReadHaltOptions(options, out bool flush, out long flushTimeout))
        {
            return context.Error(Atoms.Badarg, Atoms.Badopt);
        }
        if (status.IsSmall && status.SmallValue >= 0)
        {
            context.Vm.Halt((int)(status.SmallValue & 0xFF), flush, flushTimeoutMs: flushTimeout);
        }
        else if (status.IsAtom && AtomTable.Name(status) == "abort")
        {
            context.Vm.Halt(134, false);
        }
        else if (status.IsList && Cons.Length(status) >= 0)
        {
            // A longer slogan is cut.
            Span<char> text = stackalloc char[2 * MaxSloganCharacters];
            int length = 0;
            Term rest = status;
            for (int count = 0; rest.IsCons && count < MaxSloganCharacters; rest = rest.Tail, count++)
            {
                if (!BitSyntax.IsCodePoint(rest.Head))
                {
                    return context.BadArg();
                }
                length += new Rune((uint)rest.Head.SmallValue).EncodeToUtf16(text[length..]);
            }
            context.Vm.Halt(1, false, new string(text[..length]));
        }
        else
        {
            return context.BadArg();
        }
        return context.Wait();
    }

    private static bool TryReadHaltOptions(Term options, out bool flush, out long flushTimeout)
    {
        flush = true;
        flushTimeout = -1;
        for (; options.IsCons; options = options.Tail)
        {
            if (!options.Head.IsTuple || new Tuple(options.Head).Arity != 2)
            {
                return false;
            }
            var option = new Tuple(options.Head);
            Term value = option[1];
            if (option[0] == Atoms.Flush && value.IsBoolean)
            {
                flush = value == Term.True;
            }
            else if (
                option[0] == Term.Atom("flush_timeout")
                && (value == Atoms.Infinity || (value.IsSmall && value.SmallValue >= 0))
            )
            {
                flushTimeout = value.IsSmall ? value.SmallValue : -1;
            }
            else
            {
                return false;
            }
        }
        return options.IsNil;
    }

    [Bif("erlang", "system_monitor")]
    public static Term SystemMonitor(ref BifContext context) => context.Vm.Monitoring.Describe();

    [Bif("erlang", "system_monitor")]
    public static Term SystemMonitor(ref BifContext context, Term setting)
    {
        if (setting == Atoms.Undefined)
        {
            return SetSystemMonitor(ref context, Term.None, Term.Nil);
        }
        if (setting.IsTuple && new Tuple(setting).Arity == 2)
        {
            return SetSystemMonitor(ref context, new Tuple(setting)[0], new Tuple(setting)[1]);
        }
        return context.BadArg();
    }

    [Bif("erlang", "system_monitor")]
    public static Term SystemMonitor(ref BifContext context, Term pid, Term options) =>
        SetSystemMonitor(ref context, pid == Atoms.Undefined ? Term.None : pid, options);

    private static Term SetSystemMonitor(ref BifContext context, Term pid, Term options)
    {
        VirtualMachine vm = context.Vm;
        Term old = vm.Monitoring.Describe();
        if (pid.IsNone || options.IsNil)
        {
            vm.SystemMonitor = Term.None;
            vm.Monitoring.TrySet(Term.Nil);
            return old;
        }
        if (!pid.IsLocalPid || !vm.Monitoring.TrySet(options))
        {
            return context.BadArg();
        }
        vm.SystemMonitor = TermCopier.CopyToLiteral(Tuple.Create(context.Heap, pid, vm.Monitoring.ToList(context.Heap)));
        return old;
    }

    [Bif("erlang", "system_profile")]
    public static Term SystemProfile(ref BifContext context) => context.Vm.Profiling.Describe(context.Heap);

    [Bif("erlang", "system_profile")]
    public static Term SystemProfile(ref BifContext context, Term profiler, Term options)
    {
        SystemProfiling profiling = context.Vm.Profiling;
        Term old = profiling.Describe(context.Heap);
        if (profiler == Atoms.Undefined || options.IsNil)
        {
            profiling.Clear();
            return old;
        }
        return profiling.TrySet(profiler, options) ? old : context.BadArg();
    }
}
