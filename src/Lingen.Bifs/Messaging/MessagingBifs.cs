// Sending: to pids, names, aliases, ports and other nodes.
namespace Lingen.Bifs;

/// <summary>erlang:send and the send operator.</summary>
public static unsafe class MessagingBifs
{
    private const int SendReductions = 4;

    /// <summary>What became of a send.</summary>
    private enum Outcome
    {
        Sent,
        BadDestination,

        /// <summary>The destination is a name that nobody has: badarg, alone of all missing receivers.</summary>
        NoSuchName,
        NotConnected,
    }

    [Bif("erlang", "!")]
    [Bif("erlang", "send")]
    public static Term Send(ref BifContext context, Term destination, Term message) =>
        Deliver(ref context, destination, message) is Outcome.BadDestination or Outcome.NoSuchName ? context.BadArg() : message;

    [Bif("erlang", "send")]
    public static Term Send(ref BifContext context, Term destination, Term message, Term options)
    {
        bool noConnect = false;
        for (; options.IsCons; options = options.Tail)
        {
            if (options.Head == Atoms.Noconnect)
            {
                noConnect = true;
            }
            else if (options.Head != Atoms.Nosuspend)
            {
                return context.BadArg();
            }
        }
        if (!options.IsNil)
        {
            return context.BadArg();
        }
        Outcome outcome = Deliver(ref context, destination, message);
        if (outcome is Outcome.BadDestination or Outcome.NoSuchName)
        {
            return context.BadArg();
        }
        return outcome == Outcome.NotConnected && noConnect ? Atoms.Noconnect : Atoms.Ok;
    }

    private static Outcome Deliver(ref BifContext context, Term destination, Term message)
    {
        Process* process = context.Process;
        VirtualMachine vm = context.Vm;
        context.Process->ReductionsLeft -= SendReductions;
        if (process->TraceFlags != 0 && IsDestination(destination))
        {
            ProcessTracing.Sent(process, destination, message);
        }
        if (destination.IsLocalPid)
        {
            SendLocal(process, vm, destination, message);
            return Outcome.Sent;
        }
        if (destination.IsAtom)
        {
            return SendToName(process, vm, destination, message);
        }
        if (destination.IsTuple)
        {
            var address = new Tuple(destination);
            if (address.Arity != 2 || !address[0].IsAtom || !address[1].IsAtom)
            {
                return Outcome.BadDestination;
            }
            if (address[1] == vm.NodeName)
            {
                SendToName(process, vm, address[0], message);
                return Outcome.Sent;
            }
            bool sent = vm.Distribution != null && vm.Distribution.SendToName(process->Pid, address[0], address[1], message);
            return sent ? Outcome.Sent : Outcome.NotConnected;
        }
        if (destination.IsReference)
        {
            return SendToReference(process, vm, destination, message);
        }
        if (destination.IsLocalPort)
        {
            SendToPort(process, vm, destination, message);
            return Outcome.Sent;
        }
        if (destination.IsExternalPid)
        {
            return SendExternal(process, vm, destination, message);
        }
        return destination.IsExternalPort ? Outcome.Sent : Outcome.BadDestination;
    }

    private static bool IsDestination(Term destination) =>
        destination.IsPid || destination.IsPort || destination.IsAtom || destination.IsTuple || destination.IsReference;

    private static void SendLocal(Process* process, VirtualMachine vm, Term pid, Term message)
    {
        Process* receiver = pid == process->Pid ? process : vm.Processes.Find(pid);
        if (receiver == null)
        {
            return;
        }
        Term token = process->Extras == null ? Term.None : SequentialTrace.TokenForSend(process, receiver, message);
        Message* signal = TermCopier.CreateMessage(message, token);
        signal->Sender = process->Pid;
        if (!SignalQueue.Push(receiver, signal))
        {
            Message.Release(signal);
        }
    }

    private static Outcome SendToName(Process* process, VirtualMachine vm, Term name, Term message)
    {
        Term identifier = vm.Names.WhereIs(name);
        if (identifier.IsNone)
        {
            return Outcome.NoSuchName;
        }
        if (identifier.IsLocalPid)
        {
            SendLocal(process, vm, identifier, message);
        }
        else
        {
            SendToPort(process, vm, identifier, message);
        }
        return Outcome.Sent;
    }

    private static void SendToPort(Process* process, VirtualMachine vm, Term port, Term message)
    {
        if (process->Extras != null && vm.Host != null && vm.Host.PortExists(port))
        {
            SequentialTrace.TokenForSend(process, port, message);
        }
        vm.Host?.SendToPort(process->Pid, port, message);
    }

    private static Outcome SendToReference(Process* process, VirtualMachine vm, Term reference, Term message)
    {
        if (reference.IsExternalReference)
        {
            return SendExternal(process, vm, reference, message);
        }
        if (Reference.IsAlias(reference))
        {
            bool traced = process->Extras != null && vm.Processes.Find(Reference.AliasOwner(reference)) != null;
            Term token = traced ? SequentialTrace.TokenForSend(process, reference, message) : Term.None;
            Message* signal = Signals.CreateTraced(SignalKind.AliasMessage, reference, message, token);
            signal->Sender = process->Pid;
            Signals.Deliver(vm, Reference.AliasOwner(reference), signal);
        }
        return Outcome.Sent;
    }

    private static Outcome SendExternal(Process* process, VirtualMachine vm, Term target, Term message)
    {
        if (External.Node(target)->Name == vm.NodeName)
        {
            // An earlier life of this node.
            return Outcome.Sent;
        }
        return vm.Distribution != null && vm.Distribution.Send(process->Pid, target, message)
            ? Outcome.Sent
            : Outcome.NotConnected;
    }
}
