// erlang:trace_info/2 and what trace:info/3 and trace:session_info/1 lead to: what is traced, and what was measured.
using Lingen.Code;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Questions about tracing.</summary>
public static unsafe class TraceInfoBifs
{
    private const long NanosecondsPerMicrosecond = 1000;
    private const long MicrosecondsPerSecond = 1_000_000;

    [Bif("erlang", "trace_info")]
    public static Term TraceInfo(ref BifContext context, Term target, Term item) =>
        Info(ref context, context.Vm.Tracing.Legacy, target, item);

    [Bif("erts_internal", "trace_info")]
    public static Term TraceInfo(ref BifContext context, Term session, Term target, Term item)
    {
        if (session == Term.Atom("any"))
        {
            return item == Term.Atom("session") ? SessionsOf(ref context, target) : context.BadArg();
        }
        TraceSession? found = context.Vm.Tracing.ByHandle(session);
        return found == null ? context.Error(Atoms.Badarg, Term.Atom("session")) : Info(ref context, found, target, item);
    }

    private static Term Info(ref BifContext context, TraceSession session, Term target, Term item)
    {
        if (target.IsTuple)
        {
            return FunctionInfo(ref context, session, target, item);
        }
        if (target.IsAtom)
        {
            switch (AtomTable.Name(target))
            {
                case "on_load":
                    return OnLoadInfo(ref context, session, item);
                case "send":
                    return EventInfo(ref context, session.SendPattern, session.SendOff, item);
                case "receive":
                    return EventInfo(ref context, session.ReceivePattern, session.ReceiveOff, item);
                case "new" or "new_processes":
                    return RecordInfo(ref context, session.NewProcesses, item);
                case "new_ports":
                    return RecordInfo(ref context, session.NewPorts, item);
            }
        }
        if (!target.IsLocalPid && !target.IsLocalPort)
        {
            bool earlierLife = target.IsExternalPid && External.Node(target)->Name == context.Vm.NodeName;
            return earlierLife ? Atoms.Undefined : context.Error(Atoms.Badarg, Atoms.Badopt);
        }
        session.Records.TryGetValue(target.Bits, out TraceRecord? record);
        Term info = RecordInfo(ref context, record, item);
        return info.IsNone || Exists(ref context, target) ? info : Atoms.Undefined;
    }

    private static bool Exists(ref BifContext context, Term tracee) =>
        tracee.IsLocalPort
            ? context.Vm.Host != null && context.Vm.Host.PortExists(tracee)
            : context.Vm.Processes.Find(tracee) != null;

    private static Term RecordInfo(ref BifContext context, TraceRecord? record, Term item)
    {
        if (record != null && !context.Vm.Tracing.IsAlive(record.Tracer))
        {
            record = null;
        }
        TermHeap* heap = context.Heap;
        if (item == Term.Atom("flags"))
        {
            return Tuple.Create(heap, item, TraceFlagNames.ToList(heap, record?.Flags ?? 0));
        }
        return item == Term.Atom("tracer")
            ? Tuple.Create(heap, item, record == null || record.Tracer.IsNone ? Term.Nil : record.Tracer)
            : context.BadArg();
    }

    private static Term EventInfo(ref BifContext context, MatchProgram? program, bool off, Term item)
    {
        if (item != Term.Atom("match_spec"))
        {
            return context.BadArg();
        }
        Term spec = program == null ? Term.Boolean(!off) : Spec(context.Heap, program);
        return Tuple.Create(context.Heap, item, spec);
    }

    private static Term FunctionInfo(ref BifContext context, TraceSession session, Term target, Term item)
    {
        TermHeap* heap = context.Heap;
        if (!TryFindFunction(ref context, target, out FunctionEntry* function))
        {
            return context.BadArg();
        }
        if (function == null)
        {
            return Tuple.Create(heap, item, Atoms.Undefined);
        }
        CallPattern? pattern = context.Vm.Tracing.Pattern(session, function);
        if (pattern == null || pattern.IsEmpty)
        {
            return Tuple.Create(heap, item, Term.False);
        }
        if (item == Atoms.All)
        {
            string[] items = ["traced", "match_spec", "meta", "meta_match_spec", "call_memory", "call_time", "call_count"];
            return Tuple.Create(heap, item, List(heap, items, name => Value(heap, pattern, name)));
        }
        Term value = item.IsAtom ? Value(heap, pattern, AtomTable.Name(item)) : Term.None;
        if (item == Term.Atom("meta") && value == Atoms.False)
        {
            value = Term.Nil;
        }
        return value.IsNone ? context.BadArg() : Tuple.Create(heap, item, value);
    }

    /// <summary>False if the target is no {Module, Function, Arity}; null if there is no such function.</summary>
    private static bool TryFindFunction(ref BifContext context, Term target, out FunctionEntry* function)
    {
        function = null;
        if (!target.IsTuple || new Tuple(target) is not { Arity: 3 } mfa || !mfa[0].IsAtom || !mfa[1].IsAtom || !mfa[2].IsSmall)
        {
            return false;
        }
        List<nint> functions;
        lock (context.Vm.Code.Gate)
        {
            functions = context.Vm.Tracing.Functions(mfa[0], mfa[1], mfa[2]);
        }
        // From here on it is a name and nothing else.
        function = functions.Count == 0 ? null : (FunctionEntry*)functions[0];
        return true;
    }

    private static Term List(TermHeap* heap, ReadOnlySpan<string> items, Func<string, Term> value)
    {
        Term list = Term.Nil;
        for (int i = items.Length - 1; i >= 0; i--)
        {
            list = Cons.Create(heap, Tuple.Create(heap, Term.Atom(items[i]), value(items[i])), list);
        }
        return list;
    }

    private static Term Value(TermHeap* heap, CallPattern pattern, string what)
    {
        bool traced = pattern.Global || pattern.Local;
        return what switch
        {
            "traced" => traced ? Term.Atom(pattern.Local ? "local" : "global") : Atoms.False,
            "match_spec" => traced ? Spec(heap, pattern.Program) : Atoms.False,
            "meta" => pattern.MetaTracer.IsNone ? Atoms.False : pattern.MetaTracer,
            "meta_match_spec" => pattern.MetaTracer.IsNone ? Atoms.False : Spec(heap, pattern.MetaProgram),
            "call_count" => pattern.Counts ? Integers.Create(heap, pattern.CallCount) : Atoms.False,
            "call_time" => pattern.Time == null ? Atoms.False : Times(heap, pattern.Time),
            "call_memory" => pattern.Memory == null ? Atoms.False : Memory(heap, pattern.Memory),
            _ => Term.None,
        };
    }

    /// <summary>[{Pid, Count, Seconds, Microseconds}]</summary>
    private static Term Times(TermHeap* heap, CallAccounts accounts)
    {
        Term list = Term.Nil;
        foreach ((ulong pid, CallAccount account) in Entries(accounts))
        {
            long microseconds = account.Amount / NanosecondsPerMicrosecond;
            Term entry = Tuple.Create(
                heap,
                new Term(pid),
                Integers.Create(heap, account.Count),
                Term.Small(microseconds / MicrosecondsPerSecond),
                Term.Small(microseconds % MicrosecondsPerSecond)
            );
            list = Cons.Create(heap, entry, list);
        }
        return list;
    }

    /// <summary>Accounts that something was booked on since they were reset, in the order of the pids when a list is built of them.</summary>
    private static IEnumerable<KeyValuePair<ulong, CallAccount>> Entries(CallAccounts accounts) =>
        accounts
            .ByProcess.Where(entry => Volatile.Read(ref entry.Value.Count) != 0 || Volatile.Read(ref entry.Value.Amount) != 0)
            .OrderByDescending(entry => entry.Key);

    /// <summary>[{Pid, Count, Words}]</summary>
    private static Term Memory(TermHeap* heap, CallAccounts accounts)
    {
        Term list = Term.Nil;
        foreach ((ulong pid, CallAccount account) in Entries(accounts))
        {
            Term count = Integers.Create(heap, account.Count);
            Term entry = Tuple.Create(heap, new Term(pid), count, Integers.Create(heap, account.Amount));
            list = Cons.Create(heap, entry, list);
        }
        return list;
    }

    private static Term OnLoadInfo(ref BifContext context, TraceSession session, Term item)
    {
        TermHeap* heap = context.Heap;
        if (session.OnLoad is not { } pattern)
        {
            return Tuple.Create(heap, item, Atoms.False);
        }
        if (item == Atoms.All)
        {
            string[] items = ["traced", "match_spec", "meta", "meta_match_spec", "call_count"];
            return Tuple.Create(heap, item, List(heap, items, name => OnLoadValue(heap, pattern, name)));
        }
        Term value = item.IsAtom ? OnLoadValue(heap, pattern, AtomTable.Name(item)) : Term.None;
        return value.IsNone ? context.BadArg() : Tuple.Create(heap, item, value);
    }

    private static Term OnLoadValue(TermHeap* heap, PatternChange pattern, string what)
    {
        bool calls = pattern.Local || !pattern.IsBreakpoint;
        return what switch
        {
            "traced" => calls ? Term.Atom(pattern.Local ? "local" : "global") : Atoms.False,
            "match_spec" => calls ? Spec(heap, pattern.Program) : Atoms.False,
            "meta" => pattern.Meta ? pattern.MetaTracer : Atoms.False,
            "meta_match_spec" => pattern.Meta ? Spec(heap, pattern.MetaProgram) : Atoms.False,
            "call_count" => Term.Boolean(pattern.Count),
            "call_time" => Term.Boolean(pattern.Time),
            "call_memory" => Term.Boolean(pattern.Memory),
            _ => Term.None,
        };
    }

    private static Term Spec(TermHeap* heap, MatchProgram? program)
    {
        Term spec = program == null ? Term.Nil : TermCopier.Copy(program.Specification, heap, withLiterals: true);
        GC.KeepAlive(program);
        return spec;
    }

    /// <summary>{session, [{Name, Number}]}: the sessions that trace the target; all for any.</summary>
    private static Term SessionsOf(ref BifContext context, Term target)
    {
        TermHeap* heap = context.Heap;
        TraceSessions tracing = context.Vm.Tracing;
        FunctionEntry* function = null;
        string name = target.IsAtom ? AtomTable.Name(target) : "";
        if (target.IsAtom && name is not ("any" or "on_load" or "send" or "receive" or "new" or "new_processes" or "new_ports"))
        {
            return context.Error(Atoms.Badarg, Atoms.Badopt);
        }
        if (target.IsTuple && !TryFindFunction(ref context, target, out function))
        {
            return context.BadArg();
        }
        bool missing = target.IsTuple ? function == null : !target.IsAtom && !Exists(ref context, target);
        if (missing)
        {
            return target.IsTuple ? Tuple.Create(heap, Term.Atom("session"), Atoms.Undefined) : Atoms.Undefined;
        }
        Term list = Term.Nil;
        // The newest first, the legacy session last; so the list is built from that end.
        ReadOnlySpan<TraceSession> all = tracing.All;
        for (int i = 0; i < all.Length; i++)
        {
            TraceSession session = i == 0 ? all[0] : all[^i];
            bool traces = name switch
            {
                "any" => true,
                "on_load" => session.OnLoad != null,
                "send" => !session.SendOff,
                "receive" => !session.ReceiveOff,
                "new" or "new_processes" => session.NewProcesses != null,
                "new_ports" => session.NewPorts != null,
                _ when function != null => tracing.Pattern(session, function) is { IsEmpty: false },
                _ => session.Records.ContainsKey(target.Bits),
            };
            if (traces)
            {
                Term number = session.IsLegacy ? Term.Atom("default") : Term.Small(session.Number);
                list = Cons.Create(heap, Tuple.Create(heap, session.Name, number), list);
            }
        }
        return Tuple.Create(heap, Term.Atom("session"), list);
    }
}
