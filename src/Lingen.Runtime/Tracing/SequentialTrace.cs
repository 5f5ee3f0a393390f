// Sequential tracing: a token {Flags, Label, Serial, From, LastCount} that a process carries and that travels with every
// message it sends. Messages under a token are reported to the system tracer.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>The token of a process, and what sending and receiving do to it.</summary>
public static unsafe partial class SequentialTrace
{
    public const long FlagSend = 1;
    public const long FlagReceive = 2;
    public const long FlagPrint = 4;
    public const long FlagTimestamp = 8;
    public const long FlagStrictMonotonic = 16;
    public const long FlagMonotonic = 32;
    private const long TimestampFlags = FlagTimestamp | FlagStrictMonotonic | FlagMonotonic;

    /// <summary>The token of a process, or none.</summary>
    public static Term TokenOf(Process* process) => process->Extras == null ? Term.None : process->Extras->SequentialTraceToken;

    /// <summary>The bit of a component that is a flag; 0 for label, serial and what is none.</summary>
    public static long FlagOf(Term component) =>
        AtomTable.Name(component) switch
        {
            "send" => FlagSend,
            "receive" => FlagReceive,
            "print" => FlagPrint,
            "timestamp" => FlagTimestamp,
            "strict_monotonic_timestamp" => FlagStrictMonotonic,
            "monotonic_timestamp" => FlagMonotonic,
            _ => 0,
        };

    /// <summary>The value of a component of the process's token; [] for label and serial if there is no token.</summary>
    public static Term Value(Process* process, TermHeap* heap, Term component)
    {
        Term token = TokenOf(process);
        long flag = FlagOf(component);
        if (flag != 0)
        {
            return Term.Boolean(token.IsTuple && (new Tuple(token)[0].SmallValue & flag) != 0);
        }
        if (!token.IsTuple)
        {
            return Term.Nil;
        }
        return component == Term.Atom("label")
            ? new Tuple(token)[1]
            : Tuple.Create(heap, new Tuple(token)[4], new Tuple(token)[2]);
    }

    /// <summary>Sets a component of the process's token, which is made if there is none. The value before, or none for bad arguments.</summary>
    public static Term Change(Process* process, Term component, Term value)
    {
        var heap = (TermHeap*)process;
        if (!component.IsAtom)
        {
            return Term.None;
        }
        Volatile.Write(ref used, true);
        ProcessExtras* extras = process->EnsureExtras();
        string name = AtomTable.Name(component);
        if (name == "sequential_trace_token")
        {
            if (!value.IsNil)
            {
                return Term.None;
            }
            Term before = extras->SequentialTraceToken.IsTuple ? extras->SequentialTraceToken : Term.Nil;
            extras->SequentialTraceToken = Term.None;
            return before;
        }
        // A new token has the label 0 and the serial 0 before its first component is set; the count of what came last goes on.
        Term token = extras->SequentialTraceToken;
        bool fresh = !token.IsTuple;
        Term old =
            !fresh || FlagOf(component) != 0 ? Value(process, heap, component)
            : name == "label" ? Term.Small(0)
            : Tuple.Create(heap, Term.Small(extras->SequentialTraceLastCount), Term.Small(0));
        Term flags = fresh ? Term.Small(0) : new Tuple(token)[0];
        Term label = fresh ? Term.Small(0) : new Tuple(token)[1];
        Term clock = fresh ? Term.Small(0) : new Tuple(token)[2];
        Term from = fresh ? process->Pid : new Tuple(token)[3];
        Term last = fresh ? Term.Small(extras->SequentialTraceLastCount) : new Tuple(token)[4];
        long flag = FlagOf(component);
        if (flag != 0)
        {
            if (!value.IsBoolean)
            {
                return Term.None;
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
            && new Tuple(value) is { Arity: 2 } serial
            && serial[0].IsSmall
            && serial[1].IsSmall
        )
        {
            (last, clock) = (serial[0], serial[1]);
            extras->SequentialTraceLastCount = last.SmallValue;
            extras->SequentialTraceClock = clock.SmallValue;
        }
        else
        {
            return Term.None;
        }
        extras->SequentialTraceToken = Tuple.Create(heap, flags, label, clock, from, last);
        return old;
    }

    /// <summary>The token that goes with a message, or none. Counts the send and reports it.</summary>
    public static Term TokenForSend(Process* sender, Process* receiver, Term message)
    {
        Term token = TokenOf(sender);
        if (!token.IsTuple || new Tuple(token).Arity != 5)
        {
            return Term.None;
        }
        token = Advance(sender);
        Report(sender, FlagSend, "send", receiver->Pid, message);
        return token;
    }

    /// <summary>The token of the next event of the process. What came last changes only with what is received.</summary>
    private static Term Advance(Process* process)
    {
        ProcessExtras* extras = process->Extras;
        var parts = new Tuple(extras->SequentialTraceToken);
        extras->SequentialTraceClock++;
        Term token = Tuple.Create(
            (TermHeap*)process,
            parts[0],
            parts[1],
            Term.Small(extras->SequentialTraceClock),
            process->Pid,
            Term.Small(extras->SequentialTraceLastCount)
        );
        extras->SequentialTraceToken = token;
        return token;
    }

    /// <summary>A message with a token was taken out of the queue.</summary>
    public static void Received(Process* process, Term token, Term message)
    {
        var parts = new Tuple(token);
        ProcessExtras* extras = process->EnsureExtras();
        extras->SequentialTraceToken = token;
        extras->SequentialTraceLastCount = parts[2].SmallValue;
        extras->SequentialTraceClock = Math.Max(extras->SequentialTraceClock, parts[2].SmallValue);
        Report(process, FlagReceive, "receive", process->Pid, message);
    }

    /// <summary>seq_trace:print: reports if the token wants it and the label is the token's (or none was given). True if reported.</summary>
    public static bool Print(Process* process, Term label, Term message)
    {
        Term token = TokenOf(process);
        if (!token.IsTuple || (!label.IsNone && !TermComparer.ExactEqual(new Tuple(token)[1], label)))
        {
            return false;
        }
        Advance(process);
        return Report(process, FlagPrint, "print", Term.Nil, message);
    }

    private static bool Report(Process* process, long flag, string kind, Term to, Term message) =>
        Report(process, TokenOf(process), flag, kind, to, message);

    /// <summary>
    /// Sends {seq_trace, Label, {Kind, {Last, This}, From, To, Message}} or with a timestamp at its end, unless the process
    /// is sensitive or the tracer itself.
    /// </summary>
    private static bool Report(Process* process, Term carried, long flag, string kind, Term to, Term message)
    {
        VirtualMachine vm = process->Vm;
        var token = new Tuple(carried);
        long flags = token[0].SmallValue;
        Term tracer = vm.SequentialTracer;
        bool known = tracer.IsLocalPid || tracer.IsLocalPort;
        if ((flags & flag) == 0 || !known || tracer == process->Pid || process->HasFlag(ProcessFlags.Sensitive))
        {
            return false;
        }
        TermHeap heap = default;
        Term serial = Tuple.Create(&heap, token[4], token[2]);
        Term from = kind == "print" ? process->Pid : token[3];
        Term info = Tuple.Create(&heap, Term.Atom(kind), serial, from, to, message);
        TraceFlags stamp =
            (flags & FlagTimestamp) != 0 ? TraceFlags.Timestamp
            : (flags & FlagStrictMonotonic) != 0 ? TraceFlags.StrictMonotonicTimestamp
            : TraceFlags.MonotonicTimestamp;
        Term event_ =
            (flags & TimestampFlags) != 0
                ? Tuple.Create(&heap, Term.Atom("seq_trace"), token[1], info, ProcessTracing.Timestamp(&heap, stamp))
                : Tuple.Create(&heap, Term.Atom("seq_trace"), token[1], info);
        bool sent = true;
        if (tracer.IsLocalPort)
        {
            vm.Host?.TraceToPort(tracer, event_);
        }
        else
        {
            sent = Signals.SendMessage(vm, Term.None, tracer, event_);
        }
        heap.Clear();
        return sent;
    }
}
