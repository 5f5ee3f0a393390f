// The two functions of erl_tracer, the tracer module that sends to a process or port. Tracing does not come through here; who calls
// them directly gets what BEAM's library in C does.
namespace Lingen.Bifs;

/// <summary>erl_tracer:enabled/3 and trace/5.</summary>
public static unsafe class TracerModuleBifs
{
    /// <summary>Whether an event would be sent: trace, discard, or remove for a tracer that is gone and asked for its status.</summary>
    [Bif("erl_tracer", "enabled")]
    public static Term Enabled(ref BifContext context, Term tag, Term tracer, Term tracee)
    {
        if (!context.Vm.Tracing.IsAlive(tracer))
        {
            return Term.Atom(tag == Term.Atom("trace_status") ? "remove" : "discard");
        }
        return tracer == tracee ? Term.Atom("discard") : Atoms.Trace;
    }

    /// <summary>Sends {trace, Tracee, Tag, Message ...}, with what the options map adds: extra, match_spec_result, scheduler_id, timestamp.</summary>
    [Bif("erl_tracer", "trace")]
    public static Term Trace(ref BifContext context, Term tag, Term tracer, Term tracee, Term message, Term options)
    {
        TermHeap* heap = context.Heap;
        Term extra = Option(options, "extra");
        Term stamp = Stamp(heap, Option(options, "timestamp"));
        Span<Term> parts = stackalloc Term[8];
        int count = 0;
        bool sequential = extra.IsNone && tag == Term.Atom("seq_trace");
        parts[count++] =
            sequential ? tag
            : stamp.IsNone ? Atoms.Trace
            : Term.Atom("trace_ts");
        parts[count++] = tracee;
        if (!sequential)
        {
            parts[count++] = tag;
        }
        parts[count++] = message;
        foreach (
            Term part in (ReadOnlySpan<Term>)[extra, Option(options, "match_spec_result"), Option(options, "scheduler_id"), stamp]
        )
        {
            if (!part.IsNone)
            {
                parts[count++] = part;
            }
        }
        Term tuple = Tuple.Create(heap, parts[..count]);
        if (tracer.IsLocalPid)
        {
            Signals.SendMessage(context.Vm, context.Process->Pid, tracer, tuple);
        }
        else if (tracer.IsLocalPort)
        {
            context.Vm.Host?.TraceToPort(tracer, tuple);
        }
        return Atoms.Ok;
    }

    private static Term Option(Term options, string key) =>
        options.IsMap && Maps.Get(options, Term.Atom(key)) is { IsNone: false } value ? value : Term.None;

    private static Term Stamp(TermHeap* heap, Term kind) =>
        kind.IsAtom
            ? AtomTable.Name(kind) switch
            {
                "timestamp" => ProcessTracing.Timestamp(heap, TraceFlags.Timestamp),
                "cpu_timestamp" => ProcessTracing.Timestamp(heap, TraceFlags.Timestamp, cpu: true),
                "monotonic" => ProcessTracing.Timestamp(heap, TraceFlags.MonotonicTimestamp),
                "strict_monotonic" => ProcessTracing.Timestamp(heap, TraceFlags.StrictMonotonicTimestamp),
                _ => Term.None,
            }
            : Term.None;
}
