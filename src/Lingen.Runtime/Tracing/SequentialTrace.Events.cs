// Sequential tracing of what is no message of a program: births, exit signals, messages to ports and through aliases, and the end
// of all tokens. A spawn looks like two messages, {spawn_request, ...} and {spawn_reply, ...}, as if the child ran elsewhere.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

public static unsafe partial class SequentialTrace
{
    private static bool used;

    private static bool HasToken(Process* process) => TokenOf(process) is { IsTuple: true } token && new Tuple(token).Arity == 5;

    /// <summary>
    /// A child stands in the table and does not run yet: it inherits its parent's token. The token that the reply of a spawn_request
    /// goes with; none if nobody is traced. A plain spawn has had its reply when this returns.
    /// </summary>
    public static Term Spawned(Process* parent, Process* child, in SpawnRequest request, Term reference, bool asynchronous)
    {
        if (!HasToken(parent))
        {
            return Term.None;
        }
        Term token = Advance(parent);
        ProcessExtras* extras = child->EnsureExtras();
        extras->SequentialTraceToken = TermCopier.Copy(token, (TermHeap*)child);
        long serial = new Tuple(token)[2].SmallValue;
        extras->SequentialTraceClock = extras->SequentialTraceLastCount = serial;
        var heap = (TermHeap*)parent;
        Term options = request.Options.IsNone ? Term.Nil : request.Options;
        Term tag = request.ReplyTag.IsNone ? Atoms.SpawnReply : request.ReplyTag;
        Term known = reference.IsNone ? References.Create(heap, Scheduler.Current!) : reference;
        Term arity = Term.Small(Cons.Length(request.Arguments));
        Term call = Tuple.Create(heap, request.Module, request.Function, arity);
        Term message = Tuple.Create(
            heap,
            [Term.Atom("spawn_request"), known, parent->Pid, child->GroupLeader, call, options, tag, request.Arguments]
        );
        Report(parent, token, FlagSend, "send", child->Pid, message);
        Report(parent, token, FlagReceive, "receive", child->Pid, message);
        Term answering = Advance(child);
        if (asynchronous)
        {
            return answering;
        }
        Term reply = Tuple.Create(heap, tag, known, Atoms.Ok, child->Pid);
        Report(parent, answering, FlagSend, "send", parent->Pid, reply);
        serial = new Tuple(answering)[2].SmallValue;
        parent->Extras->SequentialTraceClock = parent->Extras->SequentialTraceLastCount = serial;
        Report(parent, answering, FlagReceive, "receive", parent->Pid, reply);
        return answering;
    }

    /// <summary>The reply of a spawn_request is sent with the token that <see cref="Spawned"/> gave.</summary>
    public static void Replied(Process* parent, Term token, Term reply) =>
        Report(parent, token, FlagSend, "send", parent->Pid, reply);

    /// <summary>The token that the exit signal of an ending process carries to one that is linked to it, or none.</summary>
    internal static Term TokenForExit(Process* process, Term target, Term reason)
    {
        if (!HasToken(process) || !target.IsLocalPid)
        {
            return Term.None;
        }
        Term token = Advance(process);
        Epochs.Enter();
        Process* receiver = process->Vm.Processes.Find(target);
        if (receiver != null && !receiver->IsExiting)
        {
            TermHeap heap = default;
            Report(receiver, token, FlagSend, "send", target, Tuple.Create(&heap, Atoms.ExitUpper, process->Pid, reason));
            heap.Clear();
        }
        Epochs.Exit();
        return token;
    }

    /// <summary>The token that goes with a message to an alias or port, or none. Counts the send and reports it.</summary>
    public static Term TokenForSend(Process* sender, Term to, Term message)
    {
        if (!HasToken(sender))
        {
            return Term.None;
        }
        Term token = Advance(sender);
        Report(sender, token, FlagSend, "send", to, message);
        return token;
    }

    /// <summary>
    /// seq_trace:reset_trace: no process has a token any more, and no message on its way does. Others lose theirs when they next
    /// handle signals, which is before anything that the caller sends them from now on. Always true.
    /// </summary>
    public static Term Reset(Process* caller)
    {
        if (!Volatile.Read(ref used))
        {
            return Term.True;
        }
        VirtualMachine vm = caller->Vm;
        Forget(caller);
        for (int i = 0; i < vm.Processes.SlotCount; i++)
        {
            Process* process = vm.Processes.At(i);
            if (process != null && process != caller)
            {
                Signals.Call(vm, process->Pid, [], &Forget);
            }
        }
        return Term.True;
    }

    private static void Forget(Process* process, Scheduler scheduler, Message* signal)
    {
        if (process != null)
        {
            Forget(process);
        }
    }

    private static void Forget(Process* process)
    {
        if (process->Extras != null)
        {
            process->Extras->SequentialTraceToken = Term.None;
            process->Extras->SequentialTraceClock = 0;
            process->Extras->SequentialTraceLastCount = 0;
        }
        for (Message* message = process->FirstMessage; message != null; message = message->Next)
        {
            message->Token = Term.None;
        }
    }
}
