// The BIFs under module seq_trace.
namespace Lingen.Bifs;

/// <summary>Reads and changes the sequential trace token of the calling process.</summary>
public static unsafe class SequentialTraceBifs
{
    [Bif("erlang", "seq_trace")]
    public static Term SeqTrace(ref BifContext context, Term component, Term value)
    {
        Process* process = context.Process;
        TermHeap* heap = context.Heap;
        if (!component.IsAtom)
        {
            return context.BadArg();
        }
        ProcessExtras* extras = process->EnsureExtras();
        string name = AtomTable.Name(component);
        if (name == "sequential_trace_token")
        {
            if (!value.IsNil)
            {
                return context.BadArg();
            }
            extras->SequentialTraceToken = Term.None;
            return Term.True;
        }
        if (extras->SequentialTraceToken.IsNone)
        {
            extras->SequentialTraceClock = 0;
            extras->SequentialTraceLastCount = 0;
        }
        // A new token has the label 0 and the serial {0, 0} before its first component is set.
        Term old =
            !extras->SequentialTraceToken.IsNone || FlagOf(name) != 0 ? Value(process, heap, name)
            : name == "label" ? Term.Small(0)
            : Tuple.Create(heap, Term.Small(0), Term.Small(0));
        Term token = extras->SequentialTraceToken;
        Term flags = token.IsNone ? Term.Small(0) : new Tuple(token)[0];
        Term label = token.IsNone ? Term.Small(0) : new Tuple(token)[1];
        long flag = FlagOf(name);
        if (flag != 0)
        {
            if (!value.IsBoolean)
            {
                return context.BadArg();
            }
            flags = Term.Small(value == Term.True ? flags.SmallValue | flag : flags.SmallValue & ~flag);
        }
        else if (name == "label")
        {
            label = value;
        }
        else if (
            name == "serial"
            && value.IsTuple
            && new Tuple(value).Arity == 2
            && new Tuple(value)[0].IsSmall
            && new Tuple(value)[1].IsSmall
        )
        {
            extras->SequentialTraceLastCount = new Tuple(value)[0].SmallValue;
            extras->SequentialTraceClock = new Tuple(value)[1].SmallValue;
        }
        else
        {
            return context.BadArg();
        }
        extras->SequentialTraceToken = Tuple.Create(
            heap,
            flags,
            label,
            Term.Small(extras->SequentialTraceClock),
            process->Pid,
            Term.Small(extras->SequentialTraceLastCount)
        );
        return old;
    }

    [Bif("erlang", "seq_trace_info")]
    public static Term SeqTraceInfo(ref BifContext context, Term component)
    {
        if (!component.IsAtom)
        {
            return context.BadArg();
        }
        string name = AtomTable.Name(component);
        if (FlagOf(name) == 0 && name is not ("label" or "serial"))
        {
            return context.BadArg();
        }
        if (SequentialTrace.TokenOf(context.Process).IsNone && FlagOf(name) == 0)
        {
            return Term.Nil;
        }
        return Tuple.Create(context.Heap, component, Value(context.Process, context.Heap, name));
    }

    [Bif("erlang", "seq_trace_print")]
    public static Term SeqTracePrint(ref BifContext context, Term message) =>
        Term.Boolean(SequentialTrace.Print(context.Process, Term.None, message));

    [Bif("erlang", "seq_trace_print")]
    public static Term SeqTracePrint(ref BifContext context, Term label, Term message) =>
        Term.Boolean(SequentialTrace.Print(context.Process, label, message));

    private static long FlagOf(string name) =>
        name switch
        {
            "send" => SequentialTrace.FlagSend,
            "receive" => SequentialTrace.FlagReceive,
            "print" => SequentialTrace.FlagPrint,
            "timestamp" => SequentialTrace.FlagTimestamp,
            "strict_monotonic_timestamp" => SequentialTrace.FlagStrictMonotonic,
            "monotonic_timestamp" => SequentialTrace.FlagMonotonic,
            _ => 0,
        };

    private static Term Value(Process* process, TermHeap* heap, string name)
    {
        Term token = SequentialTrace.TokenOf(process);
        long flag = FlagOf(name);
        if (flag != 0)
        {
            return Term.Boolean(!token.IsNone && (new Tuple(token)[0].SmallValue & flag) != 0);
        }
        if (token.IsNone)
        {
            return Term.Nil;
        }
        return name == "label" ? new Tuple(token)[1] : Tuple.Create(heap, new Tuple(token)[4], new Tuple(token)[2]);
    }
}
