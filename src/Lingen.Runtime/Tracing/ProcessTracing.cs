// Trace events of processes: messages, births and deaths, links, names, scheduling. Each method tests the union of
// flags in the control block first, so an untraced process pays one load. Events go to the tracer as messages, built
// in memory of their own.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Where the runtime tells tracing about what processes do.</summary>
public static unsafe partial class ProcessTracing
{
    /// <summary>The trace flags as the number process_info(trace) shows.</summary>
    public static long Flags(Process* process) => process->TraceFlags & (long)TraceFlags.All;

    public static void Received(Process* process, Message* message)
    {
        if (!Wants(process, TraceFlags.Receive))
        {
            return;
        }
        Term sender = message->Sender;
        foreach (TraceSession session in process->Vm.Tracing.All)
        {
            if (session.ReceiveOff || !TryRecord(session, process, TraceFlags.Receive, out TraceRecord record))
            {
                continue;
            }
            ReadOnlySpan<Term> arguments = sender.IsNone
                ? [Term.Atom("system"), Atoms.Undefined, message->Payload]
                : [process->Vm.NodeName, sender, message->Payload];
            Filtered(session.ReceivePattern, record, process, arguments, [Atoms.Receive, message->Payload]);
        }
    }

    /// <summary>The time of a receive is up.</summary>
    public static void TimedOut(Process* process)
    {
        SavedCalls.Add(process, Atoms.Timeout);
        if (!Wants(process, TraceFlags.Receive))
        {
            return;
        }
        foreach (TraceSession session in process->Vm.Tracing.All)
        {
            if (!session.ReceiveOff && TryRecord(session, process, TraceFlags.Receive, out TraceRecord record))
            {
                ReadOnlySpan<Term> arguments = [Atoms.ClockService, Atoms.Undefined, Atoms.Timeout];
                Filtered(session.ReceivePattern, record, process, arguments, [Atoms.Receive, Atoms.Timeout]);
            }
        }
    }

    /// <summary>The process sends a message to what the program named as the receiver.</summary>
    public static void Sent(Process* process, Term receiver, Term message)
    {
        SavedCalls.Add(process, Atoms.Send);
        if (!Wants(process, TraceFlags.Send))
        {
            return;
        }
        bool missing = receiver.IsLocalPid && process->Vm.Processes.Find(receiver) == null;
        Term kind = missing ? Term.Atom("send_to_non_existing_process") : Atoms.Send;
        foreach (TraceSession session in process->Vm.Tracing.All)
        {
            if (!session.SendOff && TryRecord(session, process, TraceFlags.Send, out TraceRecord record))
            {
                Filtered(session.SendPattern, record, process, [receiver, message], [kind, message, receiver]);
            }
        }
    }

    /// <summary>A message event, if the session's specification for it wants it.</summary>
    private static void Filtered(
        MatchProgram? pattern,
        TraceRecord record,
        Process* process,
        ReadOnlySpan<Term> arguments,
        ReadOnlySpan<Term> elements
    )
    {
        if (pattern == null)
        {
            Emit(record, process, elements);
            return;
        }
        TermHeap heap = default;
        Term verdict;
        fixed (Term* first = arguments)
        {
            var host = new TraceActions(record.Session!);
            var evaluator = new MatchEvaluator(pattern, &heap, process, process->Vm, host);
            verdict = evaluator.MatchArguments(first, arguments.Length);
        }
        // The specification may have silenced the process itself.
        bool known = record.Session!.Records.TryGetValue(process->Pid.Bits, out TraceRecord? now);
        if (!verdict.IsNone && verdict != Atoms.False && known && (now!.Flags & TraceFlags.Silent) == 0)
        {
            Emit(record, process, elements, verdict);
        }
        GC.KeepAlive(pattern);
        heap.Clear();
    }

    /// <summary>A child stands in the table but does not run yet: it may inherit, and both ends are told.</summary>
    public static void Spawned(Process* parent, Process* child, in SpawnRequest request)
    {
        VirtualMachine vm = child->Vm;
        bool inherits =
            parent != null
            && Wants(
                parent,
                TraceFlags.SetOnSpawn
                    | TraceFlags.SetOnFirstSpawn
                    | TraceFlags.Procs
                    | TraceFlags.SetOnLink
                    | TraceFlags.SetOnFirstLink
            );
        if (!inherits && !vm.Tracing.WantsNew)
        {
            return;
        }
        TermHeap heap = default;
        Term call = Tuple.Create(&heap, request.Module, request.Function, request.Arguments);
        foreach (TraceSession session in vm.Tracing.All)
        {
            if (session.NewProcesses is { } fresh && vm.Tracing.IsAlive(fresh.Tracer))
            {
                vm.Tracing.Change(session, child->Pid, true, fresh.Flags, fresh.Tracer);
            }
            if (parent != null && session.Records.TryGetValue(parent->Pid.Bits, out TraceRecord? record))
            {
                if (Inherited(vm, session, parent, record, spawned: true, linked: request.Link) is { } inherited)
                {
                    vm.Tracing.Change(session, child->Pid, true, inherited.Flags, inherited.Tracer);
                }
                if ((record.Flags & TraceFlags.Procs) != 0 && !parent->HasFlag(ProcessFlags.Sensitive))
                {
                    Emit(record, parent, [Term.Atom("spawn"), child->Pid, call]);
                    if (request.Link)
                    {
                        Emit(record, parent, [Term.Atom("link"), child->Pid]);
                    }
                }
            }
            if (TryRecord(session, child, TraceFlags.Procs, out TraceRecord born))
            {
                Term from = parent == null ? Atoms.Undefined : parent->Pid;
                Emit(born, child, [Term.Atom("spawned"), from, call]);
                if (request.Link && parent != null)
                {
                    Emit(born, child, [Term.Atom("getting_linked"), from]);
                }
            }
        }
        heap.Clear();
    }

    public static void Exited(Process* process, Term reason)
    {
        if (process->TraceFlags == 0)
        {
            return;
        }
        Report(process, TraceFlags.Procs, [Atoms.Exit, reason]);
    }

    /// <summary>Everything that the end of a process causes in it has happened.</summary>
    public static void Ended(Process* process)
    {
        if (process->TraceFlags != 0)
        {
            Ending(process, "out_exited");
            process->Vm.Tracing.Forget(process->Pid);
        }
    }

    public static void Linked(Process* process, Term other) => Report(process, TraceFlags.Procs, Term.Atom, "link", other);

    public static void Unlinked(Process* process, Term other) => Report(process, TraceFlags.Procs, Term.Atom, "unlink", other);

    public static void GotLinked(Process* process, Term other) =>
        Report(process, TraceFlags.Procs, Term.Atom, "getting_linked", other);

    public static void GotUnlinked(Process* process, Term other) =>
        Report(process, TraceFlags.Procs, Term.Atom, "getting_unlinked", other);

    public static void Registered(Process* process, Term name) => Report(process, TraceFlags.Procs, Term.Atom, "register", name);

    public static void Unregistered(Process* process, Term name) =>
        Report(process, TraceFlags.Procs, Term.Atom, "unregister", name);

    /// <summary>A slice begins (in) or ends (out).</summary>
    public static void Scheduled(Process* process, bool entering)
    {
        if (process->TraceFlags == 0)
        {
            return;
        }
        if ((process->TraceFlags & (uint)TraceFlags.Call) != 0 && process->Vm.Tracing.HasCallTime)
        {
            CallAccounting.Scheduled(process, entering);
        }
        if (Wants(process, TraceFlags.Running | TraceFlags.RunningProcs))
        {
            TermHeap heap = default;
            Term where = process->IsExiting ? Term.Small(0) : ProcessInformation.NextFunction(process, &heap);
            Term kind = entering ? Atoms.In : Atoms.Out;
            Report(process, TraceFlags.Running | TraceFlags.RunningProcs, [kind, where]);
            heap.Clear();
        }
    }

    /// <summary>A process that was told to exit is taken up to end (in_exiting), or has ended (out_exited).</summary>
    public static void Ending(Process* process, string kind) =>
        Report(process, TraceFlags.Exiting, [Term.Atom(kind), Term.Small(0)]);

    /// <summary>A collection begins, to make room for so many words, or has ended and given back so many.</summary>
    public static void Collecting(Process* process, bool full, bool begins, long words)
    {
        if (Wants(process, TraceFlags.GarbageCollection))
        {
            string kind = (full ? "gc_major_" : "gc_minor_") + (begins ? "start" : "end");
            TermHeap heap = default;
            Term size = Tuple.Create(&heap, Term.Atom("wordsize"), Term.Small(words));
            Term information = Cons.Create(&heap, size, ProcessInformation.CollectionInfo(process, &heap));
            Report(process, TraceFlags.GarbageCollection, [Term.Atom(kind), information]);
            heap.Clear();
        }
    }

    internal static bool Wants(Process* process, TraceFlags flags) =>
        (process->TraceFlags & (uint)flags) != 0 && !process->HasFlag(ProcessFlags.Sensitive);

    internal static bool TryRecord(TraceSession session, Process* process, TraceFlags flag, out TraceRecord record)
    {
        bool found =
            session.Records.TryGetValue(process->Pid.Bits, out TraceRecord? known)
            && (known.Flags & flag) != 0
            && known.Tracer != process->Pid;
        record = known!;
        return found;
    }

    internal static void Emit(TraceRecord record, Process* process, ReadOnlySpan<Term> elements, Term message = default) =>
        Emit(process->Vm, record, process->Pid, elements, message);

    /// <summary>
    /// Sends {trace, Tracee, ..., Message, SchedulerId} or {trace_ts, ..., Timestamp} to the record's tracer; the message of a match
    /// specification and the number are there if there is something to say.
    /// </summary>
    internal static void Emit(VirtualMachine vm, TraceRecord record, Term tracee, ReadOnlySpan<Term> elements, Term message)
    {
        Term tracer = record.Tracer;
        if (tracer == tracee || tracer.IsNone)
        {
            return;
        }
        bool stamped = (record.Flags & TraceFlags.AnyTimestamp) != 0;
        bool told = !message.IsNone && message != Atoms.True;
        bool numbered = (record.Flags & TraceFlags.SchedulerId) != 0;
        TermHeap heap = default;
        int arity = 2 + elements.Length + (told ? 1 : 0) + (numbered ? 1 : 0) + (stamped ? 1 : 0);
        Term tuple = Tuple.Allocate(&heap, arity, out Term* slots);
        slots[0] = stamped ? Term.Atom("trace_ts") : Atoms.Trace;
        slots[1] = tracee;
        elements.CopyTo(new Span<Term>(slots + 2, elements.Length));
        int next = 2 + elements.Length;
        if (told)
        {
            slots[next++] = message;
        }
        if (numbered)
        {
            slots[next++] = Term.Small(Scheduler.Current?.Id ?? 0);
        }
        if (stamped)
        {
            slots[next] = Timestamp(&heap, record.Flags, vm.Tracing.CpuTimestamps);
        }
        if (tracer.IsLocalPid)
        {
            if (!Signals.SendMessage(vm, tracee.IsLocalPid ? tracee : Term.None, tracer, tuple))
            {
                TracerGone(vm, tracee, tracer);
            }
        }
        else if (tracer.IsLocalPort)
        {
            vm.Host?.TraceToPort(tracer, tuple);
        }
        heap.Clear();
    }

    /// <summary>The tracer is gone, and with it what it traced.</summary>
    private static void TracerGone(VirtualMachine vm, Term tracee, Term tracer)
    {
        foreach (TraceSession session in vm.Tracing.All)
        {
            if (session.Records.TryGetValue(tracee.Bits, out TraceRecord? known) && known.Tracer == tracer)
            {
                vm.Tracing.Change(session, tracee, false, known.Flags, Term.None);
            }
        }
    }

    private static long CpuMicroseconds() => Environment.CpuUsage.TotalTime.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The time as a flag for time stamps wants it; <paramref name="cpu"/>: that of the processors for the first kind.</summary>
    public static Term Timestamp(TermHeap* heap, TraceFlags flags, bool cpu = false)
    {
        if ((flags & TraceFlags.Timestamp) != 0)
        {
            long microseconds = cpu ? CpuMicroseconds() : Clock.Now();
            return Tuple.Create(
                heap,
                Term.Small(microseconds / 1_000_000_000_000),
                Term.Small(microseconds / 1_000_000 % 1_000_000),
                Term.Small(microseconds % 1_000_000)
            );
        }
        Term monotonic = Integers.Create(heap, Clock.Monotonic());
        return (flags & TraceFlags.StrictMonotonicTimestamp) != 0
            ? Tuple.Create(heap, monotonic, Integers.Create(heap, UniqueIntegers.NextMonotonic(false)))
            : monotonic;
    }

    private static void Report(Process* process, TraceFlags flag, Func<string, Term> atom, string kind, Term subject)
    {
        if (Wants(process, flag))
        {
            Report(process, flag, [atom(kind), subject]);
        }
    }

    private static void Report(Process* process, TraceFlags flag, ReadOnlySpan<Term> elements)
    {
        if (!Wants(process, flag))
        {
            return;
        }
        foreach (TraceSession session in process->Vm.Tracing.All)
        {
            if (TryRecord(session, process, flag, out TraceRecord record))
            {
                Emit(record, process, elements);
            }
        }
    }

    /// <summary>What a process that is spawned or linked takes over from the one that does so; null for nothing.</summary>
    private static TraceRecord? Inherited(
        VirtualMachine vm,
        TraceSession session,
        Process* from,
        TraceRecord record,
        bool spawned,
        bool linked
    )
    {
        TraceFlags bySpawn = spawned ? TraceFlags.SetOnSpawn | TraceFlags.SetOnFirstSpawn : 0;
        TraceFlags byLink = linked ? TraceFlags.SetOnLink | TraceFlags.SetOnFirstLink : 0;
        if ((record.Flags & (bySpawn | byLink)) == 0)
        {
            return null;
        }
        TraceFlags once = TraceFlags.None;
        if ((record.Flags & bySpawn & TraceFlags.SetOnFirstSpawn) != 0)
        {
            once |= TraceFlags.SetOnSpawn | TraceFlags.SetOnFirstSpawn;
        }
        if ((record.Flags & byLink & TraceFlags.SetOnFirstLink) != 0)
        {
            once |= TraceFlags.SetOnLink | TraceFlags.SetOnFirstLink;
        }
        if (once != 0)
        {
            vm.Tracing.Change(session, from->Pid, false, once, Term.None);
        }
        return record with { Flags = record.Flags & ~once };
    }

    /// <summary>
    /// A process asks another for a link: that one may inherit what this one is traced for, once it hears of it. True if so.
    /// </summary>
    public static bool Links(Process* process, Term other)
    {
        if (!other.IsLocalPid || !Wants(process, TraceFlags.SetOnLink | TraceFlags.SetOnFirstLink))
        {
            return false;
        }
        bool any = false;
        foreach (TraceSession session in process->Vm.Tracing.All)
        {
            if (
                session.Records.TryGetValue(process->Pid.Bits, out TraceRecord? record)
                && Inherited(process->Vm, session, process, record, spawned: false, linked: true) is { } inherited
            )
            {
                session.PendingLinks[(process->Pid.Bits, other.Bits)] = inherited;
                any = true;
            }
        }
        return any;
    }

    /// <summary>A process hears of a link that makes it inherit.</summary>
    public static void InheritByLink(Process* process, Term from)
    {
        foreach (TraceSession session in process->Vm.Tracing.All)
        {
            if (session.PendingLinks.TryRemove((from.Bits, process->Pid.Bits), out TraceRecord? inherited))
            {
                process->Vm.Tracing.Change(session, process->Pid, true, inherited.Flags, inherited.Tracer);
            }
        }
    }
}
