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

    /// <summary>The token that goes with a message, or none. Counts the send and reports it.</summary>
    public static Term TokenForSend(Process* sender, Process* receiver, Term message)
    {
        Term token = TokenOf(sender);
        if (!token.IsTuple || new Tuple(token).Arity != 5)
        {
            return Term.None;
        }
        var parts = new Tuple(token);
        ProcessExtras* extras = sender->Extras;
        extras->SequentialTraceLastCount = extras->SequentialTraceClock;
        extras->SequentialTraceClock++;
        token = Tuple.Create(
            (TermHeap*)sender,
            parts[0],
            parts[1],
            Term.Small(extras->SequentialTraceClock),
            sender->Pid,
            Term.Small(extras->SequentialTraceLastCount)
        );
        extras->SequentialTraceToken = token;
        Report(sender, FlagSend, "send", receiver->Pid, message);
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
        return Report(process, FlagPrint, "print", Term.Nil, message);
    }

    /// <summary>Sends {seq_trace, Label, {Kind, {Last, This}, From, To, Message}} or with a timestamp at its end.</summary>
    private static bool Report(Process* process, long flag, string kind, Term to, Term message)
    {
        VirtualMachine vm = process->Vm;
        var token = new Tuple(TokenOf(process));
        long flags = token[0].SmallValue;
        Term tracer = vm.SequentialTracer;
        if ((flags & flag) == 0 || !tracer.IsLocalPid || tracer == process->Pid)
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
        bool sent = Signals.SendMessage(vm, process->Pid, tracer, event_);
        heap.Clear();
        return sent;
    }
}
