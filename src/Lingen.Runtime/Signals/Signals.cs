// The sending side: one method for each effect that one process has on another. All terms given are the caller's; they
// are copied before the method returns. The caller is a scheduler thread, or is inside of an epoch.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Builds signals and puts them into the receivers' queues.</summary>
public static unsafe partial class Signals
{
    /// <summary>Words that turn {From, Reason} into {'EXIT', From, Reason}.</summary>
    private const int ExitMessageWords = 4;

    /// <summary>Words that turn {Reference, Reason} into {Tag, Reference, Type, {Name, Node}, Reason}.</summary>
    private const int DownMessageWords = 9;

    /// <summary>
    /// A signal whose payload is a tuple of copies of these terms, with room to build some more words later. One that is not
    /// queued at once must be <paramref name="withLiterals"/>.
    /// </summary>
    public static Message* Create(SignalKind kind, ReadOnlySpan<Term> elements, int spareWords = 0, bool withLiterals = false)
    {
        long words = elements.Length + 1 + spareWords;
        foreach (Term element in elements)
        {
            words += TermCopier.SizeWords(element, withLiterals);
        }
        Message* signal = TermCopier.AllocateMessage(words, out TermHeap heap);
        Term tuple = Tuple.Allocate(&heap, elements.Length, out Term* copies);
        for (int i = 0; i < elements.Length; i++)
        {
            copies[i] = TermCopier.Copy(elements[i], &heap, withLiterals);
        }
        signal->Kind = (int)kind;
        signal->Payload = tuple;
        TermCopier.SealMessage(signal, &heap);
        return signal;
    }

    /// <summary>A signal with a pair as its payload that carries a sequential trace token, if there is one.</summary>
    public static Message* CreateTraced(SignalKind kind, Term first, Term second, Term token, int spareWords = 0)
    {
        if (token.IsNone)
        {
            return Create(kind, [first, second], spareWords);
        }
        Message* signal = Create(kind, [first, second, token], spareWords);
        signal->Token = new Tuple(signal->Payload)[2];
        return signal;
    }

    /// <summary>A signal with one copied term as its payload.</summary>
    public static Message* CreateOne(SignalKind kind, Term payload)
    {
        Message* signal = TermCopier.CreateMessage(payload);
        signal->Kind = (int)kind;
        return signal;
    }

    /// <summary>Queues a signal for a local pid; releases it and returns false if there is no such process.</summary>
    public static bool Deliver(VirtualMachine vm, Term pid, Message* signal)
    {
        Epochs.Enter();
        Process* receiver = vm.Processes.Find(pid);
        bool delivered = receiver != null && SignalQueue.Push(receiver, signal);
        Epochs.Exit();
        if (!delivered)
        {
            Message.Release(signal);
        }
        return delivered;
    }

    /// <summary>
    /// As <see cref="Deliver"/>, for a signal whose sender waits for the answer: a receiver of lower priority handles it at
    /// the sender's.
    /// </summary>
    public static bool DeliverRequest(Process* sender, Term pid, Message* signal) =>
        DeliverRequest(sender->Vm, sender->Priority, pid, signal);

    public static bool DeliverRequest(VirtualMachine vm, ProcessPriority priority, Term pid, Message* signal)
    {
        Epochs.Enter();
        Process* receiver = vm.Processes.Find(pid);
        bool delivered = receiver != null && SignalQueue.Push(receiver, signal);
        if (delivered)
        {
            Wakeups.RaiseFor(priority, receiver);
        }
        Epochs.Exit();
        if (!delivered)
        {
            Message.Release(signal);
        }
        return delivered;
    }

    /// <summary>Sends a message to a local process. <paramref name="from"/> is none for senders that are no process.</summary>
    public static bool SendMessage(VirtualMachine vm, Term from, Term pid, Term message)
    {
        Epochs.Enter();
        Process* receiver = vm.Processes.Find(pid);
        bool delivered = receiver != null;
        if (delivered)
        {
            Message* signal = TermCopier.CreateMessage(message);
            signal->Sender = from;
            delivered = SignalQueue.Push(receiver, signal);
            if (!delivered)
            {
                Message.Release(signal);
            }
        }
        Epochs.Exit();
        return delivered;
    }

    /// <summary>A message sent from outside of any process (a port, a socket, the host): <c>pid ! message</c>.</summary>
    public static bool SendMessage(VirtualMachine vm, Term pid, Term message) => SendMessage(vm, Term.None, pid, message);

    /// <summary>Answers a request with {Reference, Result}.</summary>
    public static void Reply(VirtualMachine vm, Term to, Term reference, Term result)
    {
        if (to.IsLocalPid)
        {
            Deliver(vm, to, Create(SignalKind.Message, [reference, result]));
        }
    }

    /// <summary>An exit signal from exit/2 to a process, port or process of another node.</summary>
    public static void Exit(VirtualMachine vm, Term from, Term target, Term reason)
    {
        if (target.IsLocalPid)
        {
            Deliver(vm, target, Create(SignalKind.Exit, [from, reason], ExitMessageWords));
        }
        else if (target.IsLocalPort)
        {
            vm.Host?.ExitPort(from, target, reason, false);
        }
        else
        {
            vm.Distribution?.Exit(from, target, reason, false);
        }
    }

    /// <summary>The exit signal that a broken link carries. <paramref name="from"/> may be a pid or port, local or not.</summary>
    public static void LinkExit(
        VirtualMachine vm,
        Term from,
        Term target,
        Term reason,
        bool neverLinked = false,
        Term token = default
    )
    {
        if (target.IsLocalPid)
        {
            Message* signal = CreateTraced(SignalKind.LinkExit, from, reason, token, ExitMessageWords);
            signal->Extra = neverLinked ? 1UL : 0UL;
            Deliver(vm, target, signal);
        }
        else if (target.IsLocalPort)
        {
            vm.Host?.ExitPort(from, target, reason, true);
        }
        else
        {
            vm.Distribution?.Exit(from, target, reason, true);
        }
    }

    /// <summary>The sender's half of a link is made; asks the other process to make its half. False if there is no such process.</summary>
    public static bool Link(VirtualMachine vm, Term from, Term target, bool inherits = false)
    {
        Message* signal = CreateOne(SignalKind.Link, from);
        signal->Extra = inherits ? 1UL : 0UL;
        return Deliver(vm, target, signal);
    }

    public static bool Unlink(VirtualMachine vm, Term from, Term target, ulong number)
    {
        Message* signal = CreateOne(SignalKind.Unlink, from);
        signal->Extra = number;
        return Deliver(vm, target, signal);
    }

    public static void UnlinkAck(VirtualMachine vm, Term from, Term target, ulong number)
    {
        if (target.IsLocalPid)
        {
            Message* signal = CreateOne(SignalKind.UnlinkAck, from);
            signal->Extra = number;
            Deliver(vm, target, signal);
        }
        else if (!target.IsLocalPort)
        {
            vm.Distribution?.UnlinkAck(from, target, number);
        }
    }

    /// <summary>Asks a process to tell <paramref name="watcher"/> when it ends. False if there is no such process.</summary>
    public static bool Monitor(VirtualMachine vm, Term watcher, Term target, Term reference, Term name = default) =>
        Deliver(
            vm,
            target,
            name.IsNone
                ? Create(SignalKind.Monitor, [watcher, reference])
                : Create(SignalKind.Monitor, [watcher, reference, name])
        );

    public static void Demonitor(VirtualMachine vm, Term target, Term reference) =>
        Deliver(vm, target, CreateOne(SignalKind.Demonitor, reference));

    /// <summary>Tells a watcher that what it watched under this reference is gone.</summary>
    public static void MonitorDown(VirtualMachine vm, Term watcher, Term reference, Term from, Term reason)
    {
        if (watcher.IsLocalPid)
        {
            Deliver(vm, watcher, Create(SignalKind.MonitorDown, [reference, reason], DownMessageWords));
        }
        else if (watcher.IsLocalPort)
        {
            vm.Host?.MonitoredProcessDown(watcher, reference, from, reason);
        }
        else
        {
            vm.Distribution?.MonitorDown(watcher, reference, from, reason);
        }
    }

    /// <summary>Runs a function in the context of a process when it next handles signals (process null if it is gone by then).</summary>
    public static bool Call(
        VirtualMachine vm,
        Term pid,
        ReadOnlySpan<Term> arguments,
        delegate* <Process*, Scheduler, Message*, void> function
    )
    {
        Message* signal = Create(SignalKind.Call, arguments);
        signal->Extra = (ulong)function;
        return Deliver(vm, pid, signal);
    }
}
