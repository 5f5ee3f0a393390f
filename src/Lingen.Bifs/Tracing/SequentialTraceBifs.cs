// The BIFs under module seq_trace.
namespace Lingen.Bifs;

/// <summary>Reads and changes the sequential trace token of the calling process.</summary>
public static unsafe class SequentialTraceBifs
{
    [Bif("erlang", "seq_trace")]
    public static Term SeqTrace(ref BifContext context, Term component, Term value)
    {
        Term old = SequentialTrace.Change(context.Process, component, value);
        return old.IsNone ? context.BadArg() : old;
    }

    [Bif("erlang", "seq_trace_info")]
    public static Term SeqTraceInfo(ref BifContext context, Term component)
    {
        if (!component.IsAtom)
        {
            return context.BadArg();
        }
        bool isFlag = SequentialTrace.FlagOf(component) != 0;
        if (!isFlag && AtomTable.Name(component) is not ("label" or "serial"))
        {
            return context.BadArg();
        }
        if (!isFlag && !SequentialTrace.TokenOf(context.Process).IsTuple)
        {
            return Term.Nil;
        }
        Term value = SequentialTrace.Value(context.Process, context.Heap, component);
        return Tuple.Create(context.Heap, component, value);
    }

    [Bif("erlang", "seq_trace_print")]
    public static Term SeqTracePrint(ref BifContext context, Term message) =>
        Term.Boolean(SequentialTrace.Print(context.Process, Term.None, message));

    [Bif("erlang", "seq_trace_print")]
    public static Term SeqTracePrint(ref BifContext context, Term label, Term message) =>
        Term.Boolean(SequentialTrace.Print(context.Process, label, message));
}
