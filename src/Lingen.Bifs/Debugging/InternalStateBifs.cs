// The back door that OTP's own test suites use to look into the emulator: what of it has a meaning here. What reaches into
// structures that only BEAM has answers badarg.
using System.Threading;

namespace Lingen.Bifs;

/// <summary>erts_debug:get_internal_state/1 and set_internal_state/2.</summary>
public static partial class InternalStateBifs
{
    /// <summary>Rounds of a loop after which BIFs of a module give way; tests lower them. Ours count reductions instead.</summary>
    private static readonly Dictionary<string, long> LoopLimits = new()
    {
        ["binary_loop_limit"] = DefaultLoopLimit,
        ["unicode_loop_limit"] = DefaultLoopLimit,
        ["re_loop_limit"] = DefaultLoopLimit,
    };

    private const long DefaultLoopLimit = 10_000;

    /// <summary>Suites compare what persistent terms cost with the size of their table; ours has no fixed one.</summary>
    private const long PersistentTermSlots = 16;
    private static bool available;
    private static long nodeTableDelaySeconds = 60;

    /// <summary>undef until available_internal_state was set, as on BEAM; badarg for what does not exist here.</summary>
    [Bif("erts_debug", "get_internal_state", Traps = true)]
    public static Term Get(ref BifContext context, Term item)
    {
        if (item == Atoms.AvailableInternalState)
        {
            return Term.Boolean(available);
        }
        if (!available)
        {
            return context.Error(Atoms.Undef);
        }
        if (item.IsAtom)
        {
            return GetNamed(ref context, AtomTable.Name(item));
        }
        if (!Tuple.TryFrom(item, out Tuple question) || question.Arity < 2 || !question[0].IsAtom)
        {
            return context.BadArg();
        }
        if (question.Arity == 3 && question[0] == Term.Atom("make_unique_integer"))
        {
            return MakeUniqueInteger(ref context, question[1], question[2]);
        }
        return question.Arity == 2 ? GetAbout(ref context, AtomTable.Name(question[0]), question[1]) : context.BadArg();
    }

    [Bif("erts_debug", "set_internal_state")]
    public static Term Set(ref BifContext context, Term item, Term value)
    {
        if (item == Atoms.AvailableInternalState && value.IsBoolean)
        {
            Term before = Term.Boolean(available);
            available = value == Atoms.True;
            return before;
        }
        if (!available)
        {
            return context.Error(Atoms.Undef);
        }
        return item.IsAtom ? SetNamed(ref context, AtomTable.Name(item), value) : context.BadArg();
    }

    private static unsafe Term GetNamed(ref BifContext context, string name)
    {
        switch (name)
        {
            case "reds_left":
                return Term.Small(context.Process->ReductionsLeft);
            // As on BEAM without its lock checker.
            case "lc_graph":
                return Atoms.Notsup;
            case "hashmap_collision_bonanza":
            case "force_heap_frags":
                return Atoms.False;
            case "persistent_term":
            {
                TermHeap* heap = context.Heap;
                Term keys = Tuple.Create(heap, Term.Atom("table"));
                Term map = FlatMap.Allocate(heap, keys, 1, out Term* values);
                values[0] = Term.Small(PersistentTermSlots);
                return map;
            }
            case "next_pid":
                return Integers.Create(context.Heap, context.Vm.Processes.NextNumber);
            case "next_port" when context.Vm.Host != null:
                return Integers.Create(context.Heap, context.Vm.Host.NextPortNumber);
            case "min_unique_integer" or "min_unique_monotonic_integer":
                return Integers.Create(context.Heap, UniqueIntegers.Lowest);
            case "nbalance":
                return Integers.Create(context.Heap, Volatile.Read(ref context.Vm.BalanceCount));
            case "stack_check":
                return Integers.Create(context.Heap, StackLeft());
            case "processes":
                return context.Trap(Atoms.Erlang, Term.Atom("processes"), []);
            case "process_info_args":
                return Cons.FromSpan(context.Heap, ProcessInformation.AllItems());
            case "processes_bif_info":
                return ListingInfo(ref context);
            case "node_and_dist_references":
                return context.Trap(Atoms.ErtsInternal, Term.Atom("get_internal_state_blocked"), [Term.Atom(name)]);
            case "memory":
                return context.Trap(Atoms.Erlang, Atoms.Memory, []);
            default:
                return context.BadArg();
        }
    }

    private static unsafe Term GetAbout(ref BifContext context, string name, Term subject)
    {
        switch (name)
        {
            case "internal_hash":
                return Integers.Create(context.Heap, TermHash.Internal(subject));
            case "process_status" when subject.IsLocalPid:
                return context.Vm.Processes.Find(subject) == null ? Atoms.Undefined : Atoms.Running;
            case "atom" when subject.IsSmall && subject.SmallValue is >= 0 and <= int.MaxValue:
                return subject.SmallValue < AtomTable.Count ? Term.FromAtomIndex((uint)subject.SmallValue) : context.BadArg();
            case "link_list" or "monitor_list" when subject.IsLocalPid:
                return Relations(ref context, subject, name == "link_list");
            case "link_list" when subject.IsLocalPort:
                return PortLinks(ref context, subject);
            case "node_and_dist_references" when context.Vm.IsMultiSchedulingBlocked:
                return NodeAndDistReferences(ref context);
            case "magic_ref":
                return MagicInformation(ref context, subject);
            case "binary_info" when Bitstring.TryFrom(subject, out Bitstring bits):
                return BinaryInformation(context.Heap, bits);
            default:
                return context.BadArg();
        }
    }

    /// <summary>heap_binary, or {refc_binary, Bytes, {binary, AllocatedBytes}, Flags}.</summary>
    private static unsafe Term BinaryInformation(TermHeap* heap, Bitstring bits)
    {
        Term whole = bits.Term.Header.Tag == HeaderTag.SubBinary ? new Term(bits.Term.BoxedPointer[3]) : bits.Term;
        if (whole.Header.Tag != HeaderTag.RefcBinary)
        {
            return Term.Atom("heap_binary");
        }
        var cell = (BinaryCell*)whole.BoxedPointer[2];
        Term allocated = Tuple.Create(heap, Atoms.Binary, Term.Small(cell->CapacityBytes));
        return Tuple.Create(heap, Term.Atom("refc_binary"), Term.Small((bits.SizeBits + 7) >> 3), allocated, Term.Small(0));
    }

    private static unsafe Term SetNamed(ref BifContext context, string name, Term value)
    {
        switch (name)
        {
            case "reds_left" when value.IsSmall && value.SmallValue is >= 0 and <= int.MaxValue:
                context.Process->ReductionsLeft = (int)value.SmallValue;
                return Atoms.True;
            // What BEAM counts here are unique numbers, of which receive markers take one each; ours have a count of their own.
            case "process_uniq_counter" when Integers.TryGetUInt64(value, out ulong count):
                CountMarkersFrom(ref context, count);
                return Atoms.True;
            case "next_pid" when Integers.TryGetInt64(value, out long next) && next >= 0:
                context.Vm.Processes.SkipTo(next);
                return Integers.Create(context.Heap, context.Vm.Processes.NextNumber);
            case "next_port" when context.Vm.Host != null && Integers.TryGetInt64(value, out long next) && next >= 0:
                context.Vm.Host.SkipPortNumbersTo(next);
                return Integers.Create(context.Heap, context.Vm.Host.NextPortNumber);
            case "make" when value == Atoms.MagicRef:
                return MakeMagic(ref context);
            case "multizero_timeout_in_timeout" when value.IsSmall:
                StartNestedTimers(ref context, Math.Max(value.SmallValue, 0));
                return Atoms.Ok;
            case "binary_loop_limit" or "unicode_loop_limit" or "re_loop_limit":
                return SetLoopLimit(ref context, name, value);
            case "force_gc" when value.IsLocalPid:
                return ForceCollection(ref context, value);
            case "gc_state" when value.IsBoolean:
                return AllowCollections(ref context, value == Atoms.True);
            // A binary that BEAM keeps off the heap however small it is; ours lies where its size puts it.
            case "binary" when value.IsSmall && value.SmallValue is >= 0 and <= 1 << 30:
                return Bitstring.CreateBinary(context.Heap, value.SmallValue, out _);
            case "fill_heap":
                return Atoms.True;
            // BEAM's heap is broken on purpose and not to be collected until the term is given back; ours stays sound.
            case "inconsistent_heap":
                return value == Atoms.Start ? Tuple.Create(context.Heap, Term.Small(0), Term.Small(0)) : Atoms.Ok;
            case "sleep" when value.IsSmall && value.SmallValue is >= 0 and <= int.MaxValue:
                Thread.Sleep((int)value.SmallValue);
                return Atoms.True;
            case "wait" when value.IsAtom:
                return AtomTable.Name(value) is "deallocations" or "thread_progress" or "aux_work" or "timer_cancellations"
                    ? Atoms.Ok
                    : context.BadArg();
            case "node_tab_delayed_delete" when value.IsSmall:
            {
                long before = Interlocked.Exchange(ref nodeTableDelaySeconds, value.SmallValue);
                return Term.Small(before);
            }
            // Several senders never wait for each other at a queue of signals here.
            case "proc_sig_buffers" when value.IsBoolean:
                return Atoms.True;
            case "test_long_gc_sleep" when value.IsSmall && value.SmallValue is >= 0 and <= int.MaxValue:
                SystemMonitoring.CollectionSleepMs = (int)value.SmallValue;
                return Atoms.True;
            // Tables here have no routing nodes that could be split or joined.
            case "ets_force_trap" when value.IsBoolean:
            case "ets_force_split" or "ets_debug_random_split_join" when value.IsTuple:
                return Atoms.Ok;
            default:
                return context.BadArg();
        }
    }

    /// <summary>
    /// What processes/0 does at one go: {ptab_list_bif_info, MinStartReductions, Chunks, ChunkSize, IndicesPerReduction, then costs of
    /// what only BEAM does, cells per reduction, debug level}.
    /// </summary>
    private static unsafe Term ListingInfo(ref BifContext context)
    {
        long size = context.Vm.Processes.Limit;
        return Tuple.Create(
            context.Heap,
            [
                Term.Atom("ptab_list_bif_info"),
                Term.Small(1),
                Term.Small(1),
                Term.Small(size),
                Term.Small(size),
                Term.Small(0),
                Term.Small(1),
                Term.Small(0),
                Term.Small(size),
                Term.Small(0),
            ]
        );
    }

    private static unsafe Term AllowCollections(ref BifContext context, bool allowed)
    {
        bool before = SystemTasks.AllowCollections(context.Process, allowed);
        return context.Process->HasFlag(ProcessFlags.CollectWanted) ? context.Yield(Term.Boolean(before)) : Term.Boolean(before);
    }

    private static unsafe void CountMarkersFrom(ref BifContext context, ulong count) =>
        context.Process->EnsureExtras()->Markers.CountFrom(count);

    private static unsafe Term SetLoopLimit(ref BifContext context, string name, Term value)
    {
        long limit = value.IsSmall && value.SmallValue > 0 ? value.SmallValue : DefaultLoopLimit;
        if (!value.IsSmall && value != Atoms.Default)
        {
            return context.BadArg();
        }
        lock (LoopLimits)
        {
            long before = LoopLimits[name];
            LoopLimits[name] = limit;
            return Term.Small(before);
        }
    }

    /// <summary>The process collects all of its garbage before it runs on.</summary>
    private static unsafe Term ForceCollection(ref BifContext context, Term pid)
    {
        Process* process = context.Vm.Processes.Find(pid);
        if (process == null)
        {
            return Atoms.False;
        }
        if (process == context.Process)
        {
            process->SetFlag(ProcessFlags.CollectWanted, true);
            process->SetFlag(ProcessFlags.FullSweepWanted, true);
            context.BumpReductions(Scheduler.SliceReductions);
        }
        return Atoms.True;
    }
}
