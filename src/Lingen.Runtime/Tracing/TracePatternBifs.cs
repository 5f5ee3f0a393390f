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
        if (target.IsAtom)
        {
            return SetEvent(ref context, session, target, spec);
        }
        bool local = false;
        bool count = false;
        bool meta = false;
        bool time = false;
        bool memory = false;
        Term metaTracer = session.IsLegacy ? context.Process->Pid : session.Tracer;
        for (; flags.IsCons; flags = flags.Tail)
        {
            Term flag = flags.Head;
            if (flag.IsTuple && new Tuple(flag).Arity == 2 && new Tuple(flag)[0] == Term.Atom("meta"))
            {
                meta = true;
                metaTracer = new Tuple(flag)[1];
                continue;
            }
            switch (flag.IsAtom ? AtomTable.Name(flag) : "")
            {
                case "local":
                    local = true;
                    break;
                case "global":
                    break;
                case "meta":
                    meta = true;
                    break;
                case "call_count":
                    count = true;
                    break;
                case "call_time":
                    time = true;
                    break;
                case "call_memory":
                    memory = true;
                    break;
                default:
                    return context.Error(Atoms.Badarg, Atoms.Badopt);
            }
        }
        if (!flags.IsNil || !target.IsTuple || new Tuple(target).Arity != 3)
        {
            return context.BadArg();
        }
        bool counters = count || time || memory;
        MatchProgram? program = null;
        bool on = spec != Atoms.False;
        if (spec.IsList)
        {
            if (!spec.IsNil)
            {
                program = MatchProgram.CompileOwned(spec, CallDialect);
                if (program == null)
                {
                    return context.Error(Atoms.Badarg, Term.Atom("match_spec"));
                }
            }
        }
        else if (!spec.IsBoolean && !(counters && spec.IsAtom && AtomTable.Name(spec) is "restart" or "pause"))
        {
            return context.Error(Atoms.Badarg, Term.Atom("match_spec"));
        }
        return Apply(
            ref context,
            session,
            new Tuple(target),
            pattern =>
            {
                if (counters)
                {
                    SetCounters(pattern, spec, count, time, memory);
                    if (!spec.IsCons)
                    {
                        return;
                    }
                }
                if (meta)
                {
                    pattern.MetaTracer = on ? metaTracer : Term.None;
                    pattern.MetaProgram = on ? program : null;
                    return;
                }
                if (!on && pattern.Local != local && pattern.Calls)
                {
                    // Switching global tracing off leaves local tracing alone, and the other way round.
                    return;
                }
                pattern.Calls = on;
                pattern.Local = on && (local || counters);
                pattern.Program = on ? program : null;
            },
            local || meta || counters
        );
    }

    private static void SetCounters(CallPattern pattern, Term spec, bool count, bool time, bool memory)
    {
        bool off = spec == Atoms.False;
        bool pause = spec.IsAtom && AtomTable.Name(spec) == "pause";
        if (count)
        {
            if (pause)
            {
                pattern.CountPaused = true;
            }
            else
            {
                pattern.CountPaused = false;
                Volatile.Write(ref pattern.CallCount, off ? -1 : 0);
            }
        }
        pattern.CallTime = time ? !off : pattern.CallTime;
        pattern.CallMemory = memory ? !off : pattern.CallMemory;
    }

    private static Term Apply(ref BifContext context, TraceSession session, Tuple mfa, Action<CallPattern> change, bool local)
    {
        Term any = Term.Atom("_");
        if (!mfa[0].IsAtom || !mfa[1].IsAtom || (!mfa[2].IsSmall && mfa[2] != any) || (mfa[0] == any && mfa[1] != any))
        {
            return context.BadArg();
        }
        TraceSessions tracing = context.Vm.Tracing;
        int matched = 0;
        foreach (nint word in tracing.Functions(mfa[0], mfa[1], mfa[2]))
        {
            var function = (FunctionEntry*)word;
            if (!local && !tracing.IsExported(function))
            {
                continue;
            }
            tracing.Update(session, function, change);
            matched++;
        }
        return Term.Small(matched);
    }

    /// <summary>The events send and receive: a filter for all processes of the session.</summary>
    private static Term SetEvent(ref BifContext context, TraceSession session, Term name, Term spec)
    {
        string text = AtomTable.Name(name);
        if (text is not ("send" or "receive" or "on_load"))
        {
            return context.BadArg();
        }
        MatchProgram? program = null;
        if (spec.IsCons)
        {
            program = MatchProgram.CompileOwned(spec, MatchDialect.Trace);
            if (program == null)
            {
                return context.Error(Atoms.Badarg, Term.Atom("match_spec"));
            }
        }
        else if (!spec.IsBoolean && !spec.IsNil)
        {
            return context.Error(Atoms.Badarg, Term.Atom("match_spec"));
        }
        if (text == "send")
        {
            session.SendPattern = program;
            session.SendOff = spec == Atoms.False;
        }
        else if (text == "receive")
        {
            session.ReceivePattern = program;
            session.ReceiveOff = spec == Atoms.False;
        }
        return Term.Small(1);
    }

    [Bif("erlang", "trace_info")]
    public static Term TraceInfo(ref BifContext context, Term target, Term item) =>
        Info(ref context, context.Vm.Tracing.Legacy, target, item);

    [Bif("erts_internal", "trace_info")]
    public static Term TraceInfo(ref BifContext context, Term session, Term target, Term item)
    {
        if (item == Term.Atom("session"))
        {
            return SessionsOf(ref context, target);
        }
        TraceSession? found = context.Vm.Tracing.ByHandle(session);
        return found == null ? context.Error(Atoms.Badarg, Term.Atom("session")) : Info(ref context, found, target, item);
    }

    private static Term Info(ref BifContext context, TraceSession session, Term target, Term item)
    {
        TermHeap* heap = context.Heap;
        if (!item.IsAtom)
        {
            return context.BadArg();
        }
        string what = AtomTable.Name(item);
        if (target.IsLocalPid || (target.IsAtom && AtomTable.Name(target) is "new" or "new_processes" or "new_ports"))
        {
            TraceRecord? record = session.NewProcesses;
            if (target.IsLocalPid)
            {
                if (context.Vm.Processes.Find(target) == null)
                {
                    return Atoms.Undefined;
                }
                session.Records.TryGetValue(target.Bits, out record);
            }
            return what switch
            {
                "flags" => Tuple.Create(heap, item, TraceFlagNames.ToList(heap, record?.Flags ?? 0)),
                "tracer" => Tuple.Create(heap, item, record == null ? Term.Nil : record.Tracer),
                _ => context.BadArg(),
            };
        }
        if (target.IsAtom && AtomTable.Name(target) is "send" or "receive" && what == "match_spec")
        {
            bool send = AtomTable.Name(target) == "send";
            MatchProgram? program = send ? session.SendPattern : session.ReceivePattern;
            bool off = send ? session.SendOff : session.ReceiveOff;
            Term spec = program == null ? Term.Boolean(!off) : TermCopier.Copy(program.Specification, heap, withLiterals: true);
            return Tuple.Create(heap, item, spec);
        }
        if (!target.IsTuple || new Tuple(target).Arity != 3 || !new Tuple(target)[2].IsSmall)
        {
            return context.BadArg();
        }
        return FunctionInfo(ref context, session, new Tuple(target), item, what);
    }

    private static Term FunctionInfo(ref BifContext context, TraceSession session, Tuple mfa, Term item, string what)
    {
        TermHeap* heap = context.Heap;
        List<nint> functions = context.Vm.Tracing.Functions(mfa[0], mfa[1], mfa[2]);
        if (functions.Count == 0)
        {
            return Tuple.Create(heap, item, Atoms.Undefined);
        }
        CallPattern? pattern = context.Vm.Tracing.Pattern(session, (FunctionEntry*)functions[0]);
        if (what == "all")
        {
            if (pattern == null || pattern.IsEmpty)
            {
                return Tuple.Create(heap, item, Term.False);
            }
            string[] items = ["traced", "match_spec", "meta", "meta_match_spec", "call_memory", "call_time", "call_count"];
            Term list = Term.Nil;
            for (int i = items.Length - 1; i >= 0; i--)
            {
                list = Cons.Create(heap, Tuple.Create(heap, Term.Atom(items[i]), Value(heap, pattern, items[i])), list);
            }
            return Tuple.Create(heap, item, list);
        }
        Term value = Value(heap, pattern, what);
        return value.IsNone ? context.BadArg() : Tuple.Create(heap, item, value);
    }

    private static Term Value(TermHeap* heap, CallPattern? pattern, string what)
    {
        switch (what)
        {
            case "traced":
                return pattern == null || !pattern.Calls ? Atoms.False : Term.Atom(pattern.Local ? "local" : "global");
            case "match_spec":
                return pattern == null || !pattern.Calls ? Atoms.False : Spec(heap, pattern.Program);
            case "meta":
                return pattern == null || pattern.MetaTracer.IsNone ? Atoms.False : pattern.MetaTracer;
            case "meta_match_spec":
                return pattern == null || pattern.MetaTracer.IsNone ? Atoms.False : Spec(heap, pattern.MetaProgram);
            case "call_count":
                return pattern == null || pattern.CallCount < 0 ? Atoms.False : Integers.Create(heap, pattern.CallCount);
            case "call_time":
                return pattern == null || !pattern.CallTime ? Atoms.False : Term.Nil;
            case "call_memory":
                return pattern == null || !pattern.CallMemory ? Atoms.False : Term.Nil;
            default:
                return Term.None;
        }
    }

    private static Term Spec(TermHeap* heap, MatchProgram? program) =>
        program == null ? Term.Nil : TermCopier.Copy(program.Specification, heap, withLiterals: true);

    /// <summary>{session, [{Name, Number} or {legacy, default}]}: the sessions that trace the target, or all.</summary>
    private static Term SessionsOf(ref BifContext context, Term target)
    {
        TermHeap* heap = context.Heap;
        Term list = Term.Nil;
        foreach (TraceSession session in context.Vm.Tracing.All)
        {
            bool traces =
                target == Term.Atom("any")
                || (target.IsLocalPid && session.Records.ContainsKey(target.Bits))
                || (target.IsAtom && session.NewProcesses != null);
            if (traces)
            {
                Term name = session.IsLegacy
                    ? Tuple.Create(heap, Term.Atom("legacy"), session.Name)
                    : Tuple.Create(heap, session.Name, Term.Small(session.Number));
                list = Cons.Create(heap, name, list);
            }
        }
        return Tuple.Create(heap, Term.Atom("session"), list);
    }
}
