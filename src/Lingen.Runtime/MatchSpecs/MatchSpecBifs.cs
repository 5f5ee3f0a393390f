// BIFs of match specifications by themselves.
namespace Lingen.Runtime;

/// <summary>Compiling, running and testing of match specifications.</summary>
internal static unsafe class MatchSpecBifs
{
    /// <summary>Objects matched in one slice of ets:match_spec_run.</summary>
    private const int RunSlice = 1000;

    /// <summary>
    /// The program of a compiled specification, or of a list compiled for this call. Recycle it after use. Null if it is neither: then
    /// badarg is the failure, or system_limit if it is nested too deep.
    /// </summary>
    public static MatchProgram? ProgramOf(ref BifContext context, Term spec)
    {
        CompiledMatchSpec? compiled = Reference.Resource<CompiledMatchSpec>(spec);
        if (compiled != null)
        {
            return compiled.Program;
        }
        MatchProgram? program = MatchProgram.Compile(spec, MatchDialect.Table, null, out bool tooDeep);
        if (program == null)
        {
            Refuse(ref context, tooDeep);
        }
        return program;
    }

    private static Term Refuse(ref BifContext context, bool tooDeep) =>
        tooDeep ? context.Error(Atoms.SystemLimit) : context.BadArg();

    /// <summary>A reference to the compiled specification; fails as <see cref="ProgramOf"/>.</summary>
    public static Term CreateCompiled(ref BifContext context, Term spec)
    {
        MatchProgram? program = MatchProgram.CompileOwned(spec, MatchDialect.Table, out bool tooDeep);
        if (program == null)
        {
            return Refuse(ref context, tooDeep);
        }
        MagicCell* cell = MagicCell.Allocate(new CompiledMatchSpec(program));
        (ulong low, ulong high) = context.Scheduler.References.Next();
        return Reference.CreateMagic(context.Heap, cell, low, high);
    }

    [Bif("ets", "match_spec_compile")]
    public static Term Compile(ref BifContext context, Term spec) => CreateCompiled(ref context, spec);

    [Bif("ets", "is_compiled_ms")]
    public static Term IsCompiled(ref BifContext context, Term term) =>
        Term.Boolean(Reference.Resource<CompiledMatchSpec>(term) != null);

    /// <summary>Matches a list of objects; the values come in front of the accumulator in reverse.</summary>
    [Bif("ets", "match_spec_run_r", Traps = true)]
    public static Term RunReversed(ref BifContext context, Term list, Term spec, Term accumulator)
    {
        CompiledMatchSpec? compiled = Reference.Resource<CompiledMatchSpec>(spec);
        if (compiled == null)
        {
            return context.BadArg();
        }
        var evaluator = new MatchEvaluator(compiled.Program, context.Heap, context.Process, context.Vm);
        int budget = RunSlice;
        for (; list.IsCons; list = list.Tail)
        {
            if (budget-- == 0)
            {
                context.BumpReductions(RunSlice / 2);
                return context.Trap(Atoms.Ets, Atoms.MatchSpecRunR, [list, spec, accumulator]);
            }
            Term value = evaluator.Match(list.Head);
            if (!value.IsNone)
            {
                accumulator = Cons.Create(context.Heap, value, accumulator);
            }
        }
        return list.IsNil ? accumulator : context.BadArg();
    }

    [Bif("erlang", "match_spec_test")]
    public static Term Test(ref BifContext context, Term subject, Term spec, Term dialect)
    {
        bool trace = dialect == Atoms.Trace;
        if (!trace && dialect != Atoms.Table)
        {
            return context.BadArg();
        }
        long count = trace ? Cons.Length(subject) : 0;
        if (trace && count < 0)
        {
            return context.BadArg();
        }
        var errors = new List<string>();
        MatchDialect flags = trace
            ? MatchDialect.Trace | MatchDialect.CallTrace | MatchDialect.TraceActions | MatchDialect.Pretend
            : MatchDialect.Table;
        TermHeap* heap = context.Heap;
        MatchProgram? program = MatchProgram.Compile(spec, flags, errors, out _);
        if (program == null)
        {
            return Tuple.Create(heap, Atoms.Error, ErrorList(heap, errors));
        }
        var host = new MatchTraceHost();
        var evaluator = new MatchEvaluator(program, heap, context.Process, context.Vm, host);
        Term result = trace ? MatchList(ref evaluator, subject, count) : evaluator.Match(subject);
        program.Recycle();
        Term done = Term.Nil;
        done = host.ReturnTrace ? Cons.Create(heap, Atoms.ReturnTrace, done) : done;
        done = host.ExceptionTrace ? Cons.Create(heap, Atoms.ExceptionTrace, done) : done;
        return Tuple.Create(heap, Atoms.Ok, result.IsNone ? Term.False : result, done, Term.Nil);
    }

    private static Term MatchList(ref MatchEvaluator evaluator, Term list, long count)
    {
        var arguments = new Term[count];
        for (int i = 0; i < count; i++, list = list.Tail)
        {
            arguments[i] = list.Head;
        }
        fixed (Term* start = arguments)
        {
            return evaluator.MatchArguments(start, arguments.Length);
        }
    }

    private static Term ErrorList(TermHeap* heap, List<string> errors)
    {
        Term list = Term.Nil;
        for (int i = errors.Count - 1; i >= 0; i--)
        {
            list = Cons.Create(heap, Tuple.Create(heap, Atoms.Error, Cons.FromString(heap, errors[i])), list);
        }
        return list;
    }
}
