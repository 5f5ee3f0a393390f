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
    public static long Flags(Process* process) => process->TraceFlags;

    public static void Received(Process* process, Message* message)
    {
        if (Wants(process, TraceFlags.Receive))
        {
            foreach (TraceSession session in process->Vm.Tracing.All)
            {
                if (
                    TryRecord(session, process, TraceFlags.Receive, out TraceRecord record)
                    && !session.ReceiveOff
                    && Passes(
                        session.ReceivePattern,
                        process,
                        [process->Vm.NodeName, message->Sender.IsNone ? Atoms.Undefined : message->Sender, message->Payload]
                    )
                )
                {
                    Emit(record, process, [Term.Atom("receive"), message->Payload]);
                }
            }
        }
    }

    public static void Sent(Process* process, Term receiver, Term message, bool exists)
    {
        if (!Wants(process, TraceFlags.Send))
        {
            return;
        }
        foreach (TraceSession session in process->Vm.Tracing.All)
        {
            if (
                TryRecord(session, process, TraceFlags.Send, out TraceRecord record)
                && !session.SendOff
                && Passes(session.SendPattern, process, [receiver, message])
            )
            {
                Emit(
                    record,
                    process,
                    [exists ? Term.Atom("send") : Term.Atom("send_to_non_existing_process"), message, receiver]
                );
            }
        }
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
            if (session.NewProcesses is { } fresh)
            {
                vm.Tracing.Change(session, child->Pid, true, fresh.Flags, fresh.Tracer);
            }
            if (parent != null && session.Records.TryGetValue(parent->Pid.Bits, out TraceRecord? record))
            {
                Inherit(vm, session, parent, child, record, request.Link);
                if ((record.Flags & TraceFlags.Procs) != 0)
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
        process->Vm.Tracing.Forget(process->Pid);
    }

    public static void Linked(Process* process, Term other) => Report(process, TraceFlags.Procs, Term.Atom, "link", other);

    public static void Unlinked(Process* process, Term other, bool byOther)
    {
        if (!byOther)
        {
            Report(process, TraceFlags.Procs, Term.Atom, "unlink", other);
        }
    }

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
        if (Wants(process, TraceFlags.Running))
        {
            TermHeap heap = default;
            Term where = ProcessInformation.CurrentFunction(process, &heap);
            Report(process, TraceFlags.Running, [Term.Atom(entering ? "in" : "out"), where]);
            heap.Clear();
        }
    }

    /// <summary>A collection begins or has ended.</summary>
    public static void Collecting(Process* process, bool full, bool begins)
    {
        if (Wants(process, TraceFlags.GarbageCollection))
        {
            string kind = (full ? "gc_major_" : "gc_minor_") + (begins ? "start" : "end");
            TermHeap heap = default;
            Report(process, TraceFlags.GarbageCollection, [Term.Atom(kind), ProcessInformation.CollectionInfo(process, &heap)]);
            heap.Clear();
        }
    }

    internal static bool Wants(Process* process, TraceFlags flags) => (process->TraceFlags & (uint)flags) != 0;

    internal static bool TryRecord(TraceSession session, Process* process, TraceFlags flag, out TraceRecord record)
    {
        bool found = session.Records.TryGetValue(process->Pid.Bits, out TraceRecord? known) && (known.Flags & flag) != 0;
        record = known!;
        return found;
    }

    /// <summary>Sends {trace, Pid, ...} or {trace_ts, Pid, ..., Timestamp} to the record's tracer.</summary>
    internal static void Emit(TraceRecord record, Process* process, ReadOnlySpan<Term> elements)
    {
        VirtualMachine vm = process->Vm;
        Term tracer = record.Tracer;
        if (tracer == process->Pid)
        {
            return;
        }
        bool stamped = (record.Flags & TraceFlags.AnyTimestamp) != 0;
        TermHeap heap = default;
        Term tuple = Tuple.Allocate(&heap, elements.Length + 2 + (stamped ? 1 : 0), out Term* slots);
        slots[0] = stamped ? Term.Atom("trace_ts") : Term.Atom("trace");
        slots[1] = process->Pid;
        elements.CopyTo(new Span<Term>(slots + 2, elements.Length));
        if (stamped)
        {
            slots[elements.Length + 2] = Timestamp(&heap, record.Flags);
        }
        if (tracer.IsLocalPid)
        {
            if (!Signals.SendMessage(vm, process->Pid, tracer, tuple))
            {
                // The tracer is gone, and with it what it traced.
                foreach (TraceSession session in vm.Tracing.All)
                {
                    if (session.Records.TryGetValue(process->Pid.Bits, out TraceRecord? known) && known.Tracer == tracer)
                    {
                        vm.Tracing.Change(session, process->Pid, false, known.Flags, Term.None);
                    }
                }
            }
        }
        else if (tracer.IsLocalPort)
        {
            vm.Host?.SendToPort(process->Pid, tracer, tuple);
        }
        heap.Clear();
    }

    internal static Term Timestamp(TermHeap* heap, TraceFlags flags)
    {
        if ((flags & TraceFlags.Timestamp) != 0)
        {
            long microseconds = Clock.SystemTime() / 1000;
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

    private static void Inherit(
        VirtualMachine vm,
        TraceSession session,
        Process* parent,
        Process* child,
        TraceRecord record,
        bool linked
    )
    {
        TraceFlags once = TraceFlags.SetOnFirstSpawn | (linked ? TraceFlags.SetOnFirstLink : 0);
        TraceFlags always = TraceFlags.SetOnSpawn | (linked ? TraceFlags.SetOnLink : 0);
        if ((record.Flags & (once | always)) == 0)
        {
            return;
        }
        TraceFlags inherited = record.Flags & ~(TraceFlags.SetOnFirstSpawn | TraceFlags.SetOnFirstLink);
        if ((record.Flags & once) != 0)
        {
            vm.Tracing.Change(session, parent->Pid, false, once, Term.None);
        }
        vm.Tracing.Change(session, child->Pid, true, inherited, record.Tracer);
    }

    private static bool Passes(MatchProgram? pattern, Process* process, ReadOnlySpan<Term> arguments)
    {
        if (pattern == null)
        {
            return true;
        }
        TermHeap heap = default;
        bool passes;
        fixed (Term* first = arguments)
        {
            var evaluator = new MatchEvaluator(pattern, &heap, process, process->Vm, new MatchTraceHost());
            Term result = evaluator.MatchArguments(first, arguments.Length);
            passes = !result.IsNone && result != Atoms.False;
        }
        heap.Clear();
        return passes;
    }
}
