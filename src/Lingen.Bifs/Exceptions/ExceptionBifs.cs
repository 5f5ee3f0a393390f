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

    /// <summary>The options carry <c>{error_info, Map}</c>, which goes into the trace as it is.</summary>
    [Bif("erlang", "error", Raises = true)]
    public static Term ErrorWithOptions(ref BifContext context, Term reason, Term arguments, List options)
    {
        Term info = Term.None;
        Term rest = options.Term;
        for (; rest.IsCons; rest = rest.Tail)
        {
            if (
                !Tuple.TryFrom(rest.Head, out Tuple option)
                || option.Arity != 2
                || option[0] != Atoms.ErrorInfo
                || !option[1].IsMap
            )
            {
                return context.BadArg();
            }
            info = option[1];
        }
        if (!rest.IsNil)
        {
            return context.BadArg();
        }
        context.Error(reason, info);
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
        if (kind == FailureKind.None || !IsStacktrace(stacktrace))
        {
            return Atoms.Badarg;
        }
        context.Error(reason);
        context.Process->Failure = kind;
        context.Process->FailureTrace = Tuple.Create(context.Heap, exceptionClass, stacktrace);
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

    /// <summary>A proper list of {M, F, A}, {Fun, Args}, with or without a location list at the end.</summary>
    private static bool IsStacktrace(Term trace)
    {
        for (; trace.IsCons; trace = trace.Tail)
        {
            if (!Tuple.TryFrom(trace.Head, out Tuple frame) || !IsFrame(frame))
            {
                return false;
            }
        }
        return trace.IsNil;
    }

    private static bool IsFrame(Tuple frame) =>
        frame.Arity switch
        {
            2 => frame[0].IsFun && IsArguments(frame[1]),
            3 => (frame[0].IsFun && IsArguments(frame[1]) && IsLocation(frame[2])) || IsFunction(frame),
            4 => IsFunction(frame) && IsLocation(frame[3]),
            _ => false,
        };

    private static bool IsFunction(Tuple frame) => frame[0].IsAtom && frame[1].IsAtom && IsArguments(frame[2]);

    private static bool IsArguments(Term arguments) =>
        arguments.IsSmall ? arguments.SmallValue is >= 0 and <= 255 : Cons.Length(arguments) >= 0;

    private static bool IsLocation(Term location) => Cons.Length(location) >= 0;
}
