// The BIFs that traverse with match specifications. All of them start here, run slice by slice (EtsScan) and, between slices,
// carry their state in the arguments of erts_internal:ets_scan/1:
//
//   {Table, Spec, Mode, Reverse, Limit, Position, Values, Count}
//
// Spec is the caller's specification or a compiled one; Position is the next bucket of a hash table or [Key | []] of a tree.
namespace Lingen.Runtime;

internal static unsafe partial class EtsBifs
{
    private const int ScanFields = 8;

    [Bif("ets", "select", Traps = true)]
    public static Term Select(ref BifContext context, Term name, Term spec) =>
        StartScan(ref context, name, spec, EtsScanMode.Select, reverse: false, 0);

    [Bif("ets", "select_reverse", Traps = true)]
    public static Term SelectReverse(ref BifContext context, Term name, Term spec) =>
        StartScan(ref context, name, spec, EtsScanMode.Select, reverse: true, 0);

    [Bif("ets", "select_count", Traps = true)]
    public static Term SelectCount(ref BifContext context, Term name, Term spec) =>
        StartScan(ref context, name, spec, EtsScanMode.Count, reverse: false, 0);

    [Bif("ets", "internal_select_delete", Traps = true)]
    public static Term InternalSelectDelete(ref BifContext context, Term name, Term spec) =>
        StartScan(ref context, name, spec, EtsScanMode.Delete, reverse: false, 0);

    [Bif("ets", "select_replace", Traps = true)]
    public static Term SelectReplace(ref BifContext context, Term name, Term spec) =>
        StartScan(ref context, name, spec, EtsScanMode.Replace, reverse: false, 0);

    [Bif("ets", "match", Traps = true)]
    public static Term Match(ref BifContext context, Term name, Term pattern) =>
        Select(ref context, name, PatternSpec(context.Heap, pattern, Atoms.AllBindings));

    [Bif("ets", "match_object", Traps = true)]
    public static Term MatchObject(ref BifContext context, Term name, Term pattern) =>
        Select(ref context, name, PatternSpec(context.Heap, pattern, Atoms.WholeObject));

    [Bif("ets", "select", Traps = true)]
    public static Term SelectLimited(ref BifContext context, Term name, Term spec, Term limit) =>
        StartLimited(ref context, name, spec, limit, reverse: false);

    [Bif("ets", "select_reverse", Traps = true)]
    public static Term SelectReverseLimited(ref BifContext context, Term name, Term spec, Term limit) =>
        StartLimited(ref context, name, spec, limit, reverse: true);

    [Bif("ets", "match", Traps = true)]
    public static Term MatchLimited(ref BifContext context, Term name, Term pattern, Term limit) =>
        StartLimited(ref context, name, PatternSpec(context.Heap, pattern, Atoms.AllBindings), limit, reverse: false);

    [Bif("ets", "match_object", Traps = true)]
    public static Term MatchObjectLimited(ref BifContext context, Term name, Term pattern, Term limit) =>
        StartLimited(ref context, name, PatternSpec(context.Heap, pattern, Atoms.WholeObject), limit, reverse: false);

    /// <summary>[{Pattern, [], [Body]}]</summary>
    private static Term PatternSpec(TermHeap* heap, Term pattern, Term body)
    {
        Term clause = Tuple.Create(heap, pattern, Term.Nil, Cons.Create(heap, body, Term.Nil));
        return Cons.Create(heap, clause, Term.Nil);
    }

    private static Term StartLimited(ref BifContext context, Term name, Term spec, Term limit, bool reverse)
    {
        EtsTable? table = Resolve(ref context, name, Access.Read);
        if (table == null)
        {
            return Term.None;
        }
        if (!limit.IsSmall || limit.SmallValue <= 0)
        {
            return context.BadArg();
        }
        if (spec.IsNil)
        {
            return Atoms.EndOfTable;
        }
        // The continuation outlives this call, so it gets a compiled specification of its own.
        Term compiled = MatchSpecBifs.CreateCompiled(ref context, spec);
        return compiled.IsNone
            ? Term.None
            : StartScan(ref context, name, compiled, EtsScanMode.Select, reverse, limit.SmallValue);
    }

    private static Term StartScan(ref BifContext context, Term name, Term spec, EtsScanMode mode, bool reverse, long limit)
    {
        Access access = mode is EtsScanMode.Delete or EtsScanMode.Replace ? Access.Write : Access.Read;
        EtsTable? table = Resolve(ref context, name, access);
        if (table == null)
        {
            return Term.None;
        }
        if (mode == EtsScanMode.Replace && table.Type == EtsType.Bag)
        {
            return context.Error(Atoms.Badarg, Atoms.TableType);
        }
        if (spec.IsNil)
        {
            // Nothing matches no specification. Only here is the empty list one.
            return mode == EtsScanMode.Select ? Term.Nil : Term.Small(0);
        }
        MatchProgram? program = MatchSpecBifs.ProgramOf(ref context, spec);
        if (program == null)
        {
            return Term.None;
        }
        if (mode == EtsScanMode.Replace && !KeepsKey(program.Specification, table))
        {
            program.Recycle();
            return context.BadArg();
        }
        var scan = new EtsScan(table, program, ref context, IsBackward(table, mode, reverse, limit));
        return RunSlice(ref context, ref scan, table, program, name, spec, mode, reverse, limit, isFirst: true);
    }

    /// <summary>
    /// An unlimited select of a tree walks against the wanted order: each value goes in front of the list, so the
    /// list is in order at the end.
    /// </summary>
    private static bool IsBackward(EtsTable table, EtsScanMode mode, bool reverse, long limit) =>
        table.IsTree && mode == EtsScanMode.Select && limit == 0 ? !reverse : reverse;

    private static Term RunSlice(
        ref BifContext context,
        ref EtsScan scan,
        EtsTable table,
        MatchProgram program,
        Term name,
        Term spec,
        EtsScanMode mode,
        bool reverse,
        long limit,
        bool isFirst
    )
    {
        bool exclusive = mode is EtsScanMode.Delete or EtsScanMode.Replace;
        bool holdsFixation = !isFirst;
        if (isFirst && WillTrap(ref scan, table, limit))
        {
            // Fixed before the first row is seen: between two slices no bucket may be split.
            table.Fix(context.Process->Pid);
            holdsFixation = true;
        }
        if (exclusive)
        {
            table.EnterExclusive();
        }
        else
        {
            table.EnterScan();
        }
        bool gone = table.IsDeleted;
        bool done = !gone && scan.Run(mode, limit);
        if (exclusive)
        {
            table.ExitExclusive();
        }
        else
        {
            table.ExitScan();
        }
        scan.FreeRemoved();
        program.Recycle();
        context.BumpReductions((EtsScan.SliceRows - scan.RowsLeft) / 2);
        if (gone)
        {
            return Gone(ref context);
        }
        bool full = limit > 0 && scan.Count >= limit;
        if (done || full)
        {
            if (holdsFixation && !table.IsTree)
            {
                table.Unfix(context.Process->Pid, all: false);
            }
            return mode != EtsScanMode.Select ? Term.Small(scan.Count)
                : limit > 0 ? LimitedResult(ref context, ref scan, table, spec, reverse, limit, done, onlyRest: false)
                : scan.Values;
        }
        if (!holdsFixation && !table.IsTree)
        {
            table.Fix(context.Process->Pid);
        }
        TermHeap* heap = context.Heap;
        Term state = Tuple.Allocate(heap, ScanFields, out Term* fields);
        fields[0] = name;
        fields[1] = spec;
        fields[2] = Term.Small((int)mode);
        fields[3] = Term.Boolean(reverse);
        fields[4] = Term.Small(limit);
        fields[6] = scan.Values;
        fields[7] = Term.Small(scan.Count);
        fields[5] = Position(heap, table, ref scan);
        return context.Trap(Atoms.ErtsInternal, Atoms.EtsScan, [state]);
    }

    private static bool WillTrap(ref EtsScan scan, EtsTable table, long limit) =>
        !table.IsTree
        && (limit == 0 || limit > EtsScan.SliceRows)
        && table.Store.Count + (table.Store.SlotCount / 2) >= EtsScan.SliceRows
        && !scan.NamesKeys();

    private static Term Position(TermHeap* heap, EtsTable table, ref EtsScan scan)
    {
        if (!table.IsTree)
        {
            return Term.Small(scan.Bucket);
        }
        return scan.LastKey.IsNone ? Term.Nil : Cons.Create(heap, scan.LastKey, Term.Nil);
    }

    /// <summary>The next slice of a scan that trapped.</summary>
    [Bif("erts_internal", "ets_scan", Traps = true)]
    public static Term ContinueScan(ref BifContext context, Tuple state)
    {
        if (state.Arity != ScanFields)
        {
            return context.BadArg();
        }
        EtsTable? table = Resolve(ref context, state[0], Access.Read);
        if (table == null)
        {
            return Term.None;
        }
        MatchProgram? program = MatchSpecBifs.ProgramOf(ref context, state[1]);
        if (program == null)
        {
            return Term.None;
        }
        var mode = (EtsScanMode)state[2].SmallValue;
        bool reverse = state[3] == Term.True;
        long limit = state[4].SmallValue;
        var scan = new EtsScan(table, program, ref context, IsBackward(table, mode, reverse, limit));
        if (table.IsTree)
        {
            scan.LastKey = state[5].IsCons ? state[5].Head : Term.None;
        }
        else
        {
            scan.Bucket = state[5].SmallValue;
        }
        scan.Values = state[6];
        scan.Count = state[7].SmallValue;
        return RunSlice(ref context, ref scan, table, program, state[0], state[1], mode, reverse, limit, isFirst: false);
    }

    /// <summary>
    /// {Values, Continuation} or the end. Continuations have the shapes that ets:repair_continuation/2 knows:
    /// {Table, Bucket, Limit, Spec, Rest, RestCount} and {Table, LastKey, [], Limit, Spec, [], Reverse, 0}.
    /// </summary>
    private static Term LimitedResult(
        ref BifContext context,
        ref EtsScan scan,
        EtsTable table,
        Term spec,
        bool reverse,
        long limit,
        bool done,
        bool onlyRest
    )
    {
        TermHeap* heap = context.Heap;
        if (scan.Count == 0)
        {
            return Atoms.EndOfTable;
        }
        // Values stand newest first; the surplus of the last bucket is in front. Objects of a bag with the same key are found newest
        // first, so a hash table's values stay in this order: that of insertion.
        Term rest = Term.Nil;
        long surplus = Math.Max(0, scan.Count - limit);
        Term values = scan.Values;
        for (long i = 0; i < surplus; i++, values = values.Tail)
        {
            rest = Cons.Create(heap, values.Head, rest);
        }
        if (table.IsTree)
        {
            values = Reversed(heap, values);
        }
        else if (!onlyRest)
        {
            // BEAM cuts the list of a scan in two, and reverses what a part leaves that needed no scan.
            rest = Reversed(heap, rest);
        }
        // The table itself and not its name, by which another table might go when the next part is asked for.
        Term identifier = table.MakeIdentifier(heap);
        Term continuation;
        if (done && surplus == 0)
        {
            continuation = Atoms.EndOfTable;
        }
        else if (table.IsTree)
        {
            ReadOnlySpan<Term> fields =
            [
                identifier,
                scan.LastKey,
                Term.Nil,
                Term.Small(limit),
                spec,
                Term.Nil,
                Term.Small(reverse ? 1 : 0),
                Term.Small(0),
            ];
            continuation = Tuple.Create(heap, fields);
        }
        else
        {
            ReadOnlySpan<Term> fields =
            [
                identifier,
                Term.Small(done ? -1 : scan.Bucket),
                Term.Small(limit),
                spec,
                rest,
                Term.Small(surplus),
            ];
            continuation = Tuple.Create(heap, fields);
        }
        return Tuple.Create(heap, values, continuation);
    }

    private static Term Reversed(TermHeap* heap, Term list)
    {
        Term reversed = Term.Nil;
        for (; list.IsCons; list = list.Tail)
        {
            reversed = Cons.Create(heap, list.Head, reversed);
        }
        return reversed;
    }

    [Bif("ets", "select", Traps = true)]
    [Bif("ets", "select_reverse", Traps = true)]
    [Bif("ets", "match", Traps = true)]
    [Bif("ets", "match_object", Traps = true)]
    public static Term SelectNext(ref BifContext context, Term continuation)
    {
        if (continuation == Atoms.EndOfTable)
        {
            return continuation;
        }
        if (!continuation.IsTuple)
        {
            return context.BadArg();
        }
        var fields = new Tuple(continuation);
        bool isTree = fields.Arity == 8;
        if (!isTree && fields.Arity != 6)
        {
            return context.BadArg();
        }
        Term limit = fields[isTree ? 3 : 2];
        Term spec = fields[isTree ? 4 : 3];
        if (!limit.IsSmall || limit.SmallValue <= 0 || !spec.IsReference)
        {
            return context.BadArg();
        }
        EtsTable? table = Resolve(ref context, fields[0], Access.Read);
        if (table == null)
        {
            return Term.None;
        }
        if (table.IsTree != isTree)
        {
            return context.BadArg();
        }
        MatchProgram? program = MatchSpecBifs.ProgramOf(ref context, spec);
        if (program == null)
        {
            return Term.None;
        }
        bool reverse = isTree && fields[6] == Term.Small(1);
        var scan = new EtsScan(table, program, ref context, reverse);
        if (isTree)
        {
            scan.LastKey = fields[1];
        }
        else if (!TakeRest(ref scan, fields))
        {
            return context.BadArg();
        }
        bool finished = !isTree && scan.Bucket < 0;
        if (finished || (!isTree && scan.Count >= limit.SmallValue))
        {
            return LimitedResult(ref context, ref scan, table, spec, reverse, limit.SmallValue, finished, onlyRest: true);
        }
        return RunSlice(
            ref context,
            ref scan,
            table,
            program,
            fields[0],
            spec,
            EtsScanMode.Select,
            reverse,
            limit.SmallValue,
            isFirst: true
        );
    }

    /// <summary>Values left over from the bucket where the last part ended; they come first.</summary>
    private static bool TakeRest(ref EtsScan scan, Tuple fields)
    {
        if (!fields[1].IsSmall || !fields[4].IsList)
        {
            return false;
        }
        scan.Bucket = fields[1].SmallValue;
        scan.Values = fields[4];
        Term rest = scan.Values;
        for (; rest.IsCons; rest = rest.Tail)
        {
            scan.Count++;
        }
        return rest.IsNil;
    }

    /// <summary>
    /// select_replace/2 takes only specifications of which it is plain that the new object has the old one's key: the
    /// body is '$_' or a tuple whose key is the head's, or is taken from the object by element/2.
    /// </summary>
    private static bool KeepsKey(Term spec, EtsTable table)
    {
        for (; spec.IsCons; spec = spec.Tail)
        {
            var clause = new Tuple(spec.Head);
            Term body = clause[2];
            if (!body.IsCons || !body.Tail.IsNil || !BodyKeepsKey(clause[0], body.Head, table))
            {
                return false;
            }
        }
        return true;
    }

    private static bool BodyKeepsKey(Term head, Term body, EtsTable table)
    {
        if (body == Atoms.WholeObject)
        {
            return true;
        }
        if (!head.IsTuple || new Tuple(head).Arity <= table.KeyIndex || !TryMadeTuple(body, out Term made, out bool isConst))
        {
            return false;
        }
        var row = new Tuple(made);
        return row.Arity > table.KeyIndex
            && (
                BuildsSame(row[table.KeyIndex], new Tuple(head)[table.KeyIndex], isConst)
                || (!isConst && IsElementOfKey(row[table.KeyIndex], table))
            );
    }

    /// <summary>The tuple in {{...}} or {const, {...}}.</summary>
    private static bool TryMadeTuple(Term body, out Term made, out bool isConst)
    {
        made = Term.None;
        isConst = false;
        if (body.IsTuple && new Tuple(body) is var wrapper && wrapper.Arity is 1 or 2)
        {
            made = wrapper[wrapper.Arity - 1];
            isConst = wrapper.Arity == 2;
            return made.IsTuple && (!isConst || wrapper[0] == Const);
        }
        return false;
    }

    private static Term Const => Term.Atom("const");

    /// <summary>{element, KeyPos, '$_'}</summary>
    private static bool IsElementOfKey(Term term, EtsTable table) =>
        term.IsTuple
        && new Tuple(term) is { Arity: 3 } call
        && call[0] == Term.Atom("element")
        && call[1] == Term.Small(table.KeyIndex + 1)
        && call[2] == Atoms.WholeObject;

    /// <summary>
    /// Whether an expression, or a constant, is for sure just what the pattern matches: the same variables at the same places. A map
    /// in a pattern may match one that has more in it.
    /// </summary>
    private static bool BuildsSame(Term made, Term pattern, bool isConst)
    {
        if (!System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return false;
        }
        for (; made.IsCons && pattern.IsCons; made = made.Tail, pattern = pattern.Tail)
        {
            if (!BuildsSame(made.Head, pattern.Head, isConst))
            {
                return false;
            }
        }
        if (!made.IsTuple)
        {
            // In a head '$_' and '$$' are atoms like others, in a body they are not.
            bool isOpen =
                made.IsMap
                || pattern == Atoms.Underscore
                || pattern == Atoms.WholeObject
                || pattern == Atoms.AllBindings
                || (isConst && MatchVariables.IsVariable(pattern));
            return !isOpen && TermComparer.ExactEqual(made, pattern);
        }
        if (!isConst)
        {
            var call = new Tuple(made);
            if (call.Arity == 2 && call[0] == Const)
            {
                return BuildsSame(call[1], pattern, isConst: true);
            }
            if (call.Arity != 1 || !call[0].IsTuple)
            {
                return false;
            }
            made = call[0];
        }
        if (!pattern.IsTuple || new Tuple(made).Arity != new Tuple(pattern).Arity)
        {
            return false;
        }
        for (int i = 0; i < new Tuple(pattern).Arity; i++)
        {
            if (!BuildsSame(new Tuple(made)[i], new Tuple(pattern)[i], isConst))
            {
                return false;
            }
        }
        return true;
    }
}
