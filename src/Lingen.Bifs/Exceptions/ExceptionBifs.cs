// erlang:error, exit, throw, raise and nif_error: BIFs that fail on purpose, in the name of their caller. Beside the
// reason they may leave an argument list or a stack trace in FailureTrace, which the engine completes.
namespace Lingen.Bifs;

/// <summary>BIFs that raise exceptions.</summary>
public static unsafe class ExceptionBifs
{
    [Bif("erlang", "error", Raises = true)]
    [Bif("erlang", "nif_error", Raises = true)]
    public static Term Error(ref BifContext context, Term reason) => context.Error(reason);

    [Bif("erlang", "error", Raises = true)]
    [Bif("erlang", "nif_error", Raises = true)]
    public static Term ErrorWithArguments(ref BifContext context, Term reason, Term arguments)
    {
        context.Error(reason);
        return WithArguments(ref context, arguments);
    }

    /// <summary>Of the options, <c>{error_info, Map}</c> goes into the trace as it is; anything else is ignored.</summary>
    [Bif("erlang", "error", Raises = true)]
    public static Term ErrorWithOptions(ref BifContext context, Term reason, Term arguments, Term options)
    {
        Term info = Term.None;
        for (; options.IsCons; options = options.Tail)
        {
            if (Tuple.TryFrom(options.Head, out Tuple option) && option.Arity == 2 && option[0] == Atoms.ErrorInfo)
            {
                info = option[1].IsMap ? option[1] : info;
            }
        }
        context.Error(reason, options.IsNil ? info : Term.None);
        return WithArguments(ref context, arguments);
    }

    [Bif("erlang", "exit", Raises = true)]
    public static Term Exit(ref BifContext context, Term reason) => context.Exit(reason);

    [Bif("erlang", "throw", Raises = true)]
    public static Term Throw(ref BifContext context, Term reason) => context.Throw(reason);

    /// <summary>Arguments that are not well formed make raise/3 return badarg rather than raise it.</summary>
    [Bif("erlang", "raise", Raises = true)]
    public static Term Raise(ref BifContext context, Term exceptionClass, Term reason, Term stacktrace)
    {
        FailureKind kind = exceptionClass.Bits switch
        {
            AtomBits.Error => FailureKind.Error,
            AtomBits.Exit => FailureKind.Exit,
            AtomBits.Throw => FailureKind.Throw,
            _ => FailureKind.None,
        };
        if (kind == FailureKind.None || !TryNormalize(ref context, stacktrace, out Term trace))
        {
            return Atoms.Badarg;
        }
        context.Error(reason);
        context.Process->Failure = kind;
        context.Process->FailureTrace = Tuple.Create(context.Heap, exceptionClass, trace);
        return Term.None;
    }

    private static Term WithArguments(ref BifContext context, Term arguments)
    {
        if (arguments.IsList)
        {
            context.Process->FailureTrace = arguments;
        }
        return Term.None;
    }

    /// <summary>
    /// Makes a stack trace of a proper list of {M, F, A} and {Fun, Args}, with or without a location list at the end: each
    /// frame gets its location, and no more frames than backtrace_depth says are taken.
    /// </summary>
    private static bool TryNormalize(ref BifContext context, Term list, out Term trace)
    {
        Span<Term> frames = stackalloc Term[Math.Max(context.Vm.BacktraceDepth, 1)];
        int count = 0;
        trace = Term.None;
        for (; list.IsCons; list = list.Tail)
        {
            if (!Tuple.TryFrom(list.Head, out Tuple frame) || !IsFrame(frame))
            {
                return false;
            }
            if (count < frames.Length)
            {
                frames[count++] = WithLocation(context.Heap, frame);
            }
        }
        trace = Cons.FromSpan(context.Heap, frames[..count]);
        return list.IsNil;
    }

    private static bool IsFrame(Tuple frame) =>
        frame.Arity switch
        {
            2 => frame[0].IsFun,
            3 => frame[0].IsFun ? frame[2].IsList : frame[0].IsAtom && frame[1].IsAtom,
            4 => frame[0].IsAtom && frame[1].IsAtom && frame[3].IsList,
            _ => false,
        };

    private static Term WithLocation(TermHeap* heap, Tuple frame) =>
        frame.Arity == 2 ? Tuple.Create(heap, frame[0], frame[1], Term.Nil)
        : frame.Arity == 3 && frame[0].IsAtom ? Tuple.Create(heap, frame[0], frame[1], frame[2], Term.Nil)
        : frame.Term;
}
