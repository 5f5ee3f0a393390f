// erlang:trace_pattern and trace_info: which calls and messages are traced. They stand here, beside the match
// specifications, whose compiler is internal to this project.
using Lingen.Code;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>BIFs of trace patterns.</summary>
public static unsafe class TracePatternBifs
{
    private const MatchDialect CallDialect = MatchDialect.Trace | MatchDialect.CallTrace | MatchDialect.TraceActions;

    [Bif("erts_internal", "trace_pattern")]
    public static Term TracePattern(ref BifContext context, Term target, Term spec, Term flags) =>
        Set(ref context, context.Vm.Tracing.Legacy, target, spec, flags);

    [Bif("erts_internal", "trace_pattern")]
    public static Term TracePattern(ref BifContext context, Term session, Term target, Term spec, Term flags)
    {
        TraceSession? found = context.Vm.Tracing.ByHandle(session);
        return found == null ? context.Error(Atoms.Badarg, Term.Atom("session")) : Set(ref context, found, target, spec, flags);
    }

    private static Term Set(ref BifContext context, TraceSession session, Term target, Term spec, Term flags)
    {
        if (!TryParseFlags(ref context, session, flags, out PatternChange change, out bool isGlobal))
        {
            return context.Error(Atoms.Badarg, Atoms.Badopt);
        }
        MatchProgram? program = null;
        CounterChange counters =
            spec == Atoms.False ? CounterChange.Remove
            : spec == Term.Atom("restart") ? CounterChange.Restart
            : spec == Term.Atom("pause") ? CounterChange.Pause
            : CounterChange.Set;
        if (counters == CounterChange.Set && !spec.IsNil && spec != Atoms.True)
        {
            program = CompileFor(target, spec, out bool tooDeep);
            if (program == null)
            {
                return context.Error(tooDeep ? Atoms.SystemLimit : Atoms.Badarg, Term.Atom("match_spec"));
            }
        }
        bool onlyCounters = !change.Local && !change.Meta && (change.Count || change.Time || change.Memory);
        if (program != null && onlyCounters)
        {
            return context.Error(Atoms.Badarg, Term.Atom("call_count"));
        }
        change = change with
        {
            On = counters != CounterChange.Remove,
            Counters = counters,
            Program = program,
            MetaProgram = program,
        };
        if (target == Term.Atom("on_load"))
        {
            SetOnLoad(session, change);
            return Term.Small(0);
        }
        if (target.IsAtom)
        {
            bool wrong = isGlobal || change.IsBreakpoint || counters is CounterChange.Restart or CounterChange.Pause;
            return wrong ? context.Error(Atoms.Badarg, Atoms.None) : SetEvent(ref context, session, target, spec, program);
        }
        return Apply(ref context, session, target, change);
    }

    private static bool TryParseFlags(
        ref BifContext context,
        TraceSession session,
        Term flags,
        out PatternChange change,
        out bool isGlobal
    )
    {
        change = new PatternChange();
        isGlobal = false;
        for (; flags.IsCons; flags = flags.Tail)
        {
            Term flag = flags.Head;
            if (flag.IsTuple && session.Tracer.IsNone)
            {
                if (new Tuple(flag) is not { Arity: 2 } meta || meta[0] != Term.Atom("meta"))
                {
                    return false;
                }
                if (!meta[1].IsLocalPid && !meta[1].IsLocalPort)
                {
                    return false;
                }
                change = change with { Meta = true, MetaTracer = meta[1] };
                continue;
            }
            string name = flag.IsAtom ? AtomTable.Name(flag) : "";
            if (name == "global" ? change.IsBreakpoint : isGlobal)
            {
                return false;
            }
            switch (name)
            {
                case "global":
                    isGlobal = true;
                    break;
                case "local":
                    change = change with { Local = true };
                    break;
                case "meta":
                    Term tracer = session.Tracer.IsNone ? context.Process->Pid : session.Tracer;
                    change = change with { Meta = true, MetaTracer = change.MetaTracer.IsNone ? tracer : change.MetaTracer };
                    break;
                case "call_count":
                    change = change with { Count = true };
                    break;
                case "call_time":
                    change = change with { Time = true };
                    break;
                case "call_memory":
                    change = change with { Memory = true };
                    break;
                default:
                    return false;
            }
        }
        return flags.IsNil;
    }

    private static MatchProgram? CompileFor(Term target, Term spec, out bool tooDeep)
    {
        tooDeep = false;
        bool isEvent = target.IsAtom && AtomTable.Name(target) is "send" or "receive";
        MatchDialect dialect = isEvent ? MatchDialect.Trace | MatchDialect.TraceActions : CallDialect;
        return spec.IsCons ? MatchProgram.CompileOwned(spec, dialect, out tooDeep) : null;
    }

    private static Term Apply(ref BifContext context, TraceSession session, Term target, PatternChange change)
    {
        Term any = Term.Atom("_");
        if (
            !target.IsTuple
            || new Tuple(target) is not { Arity: 3 } mfa
            || !mfa[0].IsAtom
            || !mfa[1].IsAtom
            || (!mfa[2].IsSmall && mfa[2] != any)
            || (mfa[0] == any && mfa[1] != any)
            || (mfa[1] == any && mfa[2] != any)
        )
        {
            return context.Error(Atoms.Badarg, Atoms.None);
        }
        TraceSessions tracing = context.Vm.Tracing;
        int matched = 0;
        // No module may be replaced meanwhile: its functions would be freed under our hands.
        lock (context.Vm.Code.Gate)
        {
            foreach (nint word in tracing.Functions(mfa[0], mfa[1], mfa[2]))
            {
                var function = (FunctionEntry*)word;
                // Switching global tracing on ends tracing of local calls, for functions that are not exported too.
                bool counts = change.IsBreakpoint || tracing.IsExported(function);
                tracing.Update(session, function, change);
                matched += counts ? 1 : 0;
            }
        }
        return Term.Small(matched);
    }

    /// <summary>What modules loaded later get: the change is laid over the one that was set before.</summary>
    private static void SetOnLoad(TraceSession session, PatternChange change)
    {
        PatternChange? before = session.OnLoad;
        if (before == null || !before.IsBreakpoint || !change.IsBreakpoint)
        {
            session.OnLoad =
                change.On ? change
                : before == null || before.IsBreakpoint == change.IsBreakpoint ? null
                : before;
            return;
        }
        bool on = change.On;
        bool set = on && change.Counters == CounterChange.Set;
        PatternChange merged = before with
        {
            Local = change.Local ? on : before.Local,
            Program = change.Local ? change.Program : before.Program,
            Meta = change.Meta ? on : before.Meta,
            MetaProgram = change.Meta ? change.MetaProgram : before.MetaProgram,
            MetaTracer = change.Meta ? change.MetaTracer : before.MetaTracer,
            Count = change.Count ? set || (on && before.Count) : before.Count,
            Time = change.Time ? set || (on && before.Time) : before.Time,
            Memory = change.Memory ? set || (on && before.Memory) : before.Memory,
        };
        session.OnLoad = merged.IsBreakpoint ? merged : null;
    }

    /// <summary>The events send and receive: a filter for all processes of the session.</summary>
    private static Term SetEvent(ref BifContext context, TraceSession session, Term name, Term spec, MatchProgram? program)
    {
        switch (AtomTable.Name(name))
        {
            case "send":
                session.SendPattern = program;
                session.SendOff = spec == Atoms.False;
                return Term.Small(1);
            case "receive":
                session.ReceivePattern = program;
                session.ReceiveOff = spec == Atoms.False;
                return Term.Small(1);
            default:
                return context.Error(Atoms.Badarg, Atoms.None);
        }
    }
}
