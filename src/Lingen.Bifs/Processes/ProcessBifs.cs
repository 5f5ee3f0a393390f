// Links, exit signals, the process dictionary, and what else a process does with itself and its neighbours.
namespace Lingen.Bifs;

public static unsafe partial class ProcessBifs
{
    [Bif("erlang", "self", Guard = true)]
    public static Term Self(ref BifContext context) => context.Process->Pid;

    [Bif("erlang", "link")]
    public static Term Link(ref BifContext context, Term other)
    {
        Process* process = context.Process;
        ProcessTracing.Linked(process, other);
        if (other == process->Pid)
        {
            return Term.True;
        }
        if (other.IsLocalPid)
        {
            bool inherits = ProcessTracing.Links(process, other);
            if (!Links.Add(process, other) || Signals.Link(context.Vm, process->Pid, other, inherits))
            {
                return Term.True;
            }
            return LinkFailed(ref context, other, Atoms.Noproc);
        }
        if (other.IsLocalPort)
        {
            if (!Links.Add(process, other) || (context.Vm.Host != null && context.Vm.Host.LinkPort(process->Pid, other)))
            {
                return Term.True;
            }
            return LinkFailed(ref context, other, Atoms.Noproc);
        }
        if (!other.IsExternalPid)
        {
            return context.BadArg();
        }
        if (External.Node(other)->Name == context.Vm.NodeName)
        {
            // A pid of an earlier life of this node.
            Links.Add(process, other);
            return LinkFailed(ref context, other, Atoms.Noproc);
        }
        if (!Links.Add(process, other) || (context.Vm.Distribution != null && context.Vm.Distribution.Link(process->Pid, other)))
        {
            return Term.True;
        }
        Signals.LinkExit(context.Vm, other, process->Pid, Atoms.Noconnection);
        return Term.True;
    }

    [Bif("erlang", "unlink")]
    public static Term Unlink(ref BifContext context, Term other)
    {
        if (!other.IsPid && !other.IsPort)
        {
            return context.BadArg();
        }
        ProcessTracing.Unlinked(context.Process, other);
        Links.Remove(context.Process, other);
        return Term.True;
    }

    [Bif("erlang", "exit")]
    public static Term Exit(ref BifContext context, Term target, Term reason)
    {
        Process* process = context.Process;
        bool suicide = target == process->Pid && (reason == Atoms.Kill || !process->TrapsExit);
        Term sent = SendExit(ref context, target, reason);
        if (!suicide || sent.IsNone)
        {
            return sent;
        }
        SignalHandler.HandleInBuiltIn(process);
        return process->IsExiting ? Exiting(process) : sent;
    }

    [Bif("erlang", "exit_signal")]
    public static Term ExitSignal(ref BifContext context, Term target, Term reason) => SendExit(ref context, target, reason);

    [Bif("erlang", "is_process_alive", Traps = true)]
    public static Term IsProcessAlive(ref BifContext context, Term pid)
    {
        if (!pid.IsLocalPid)
        {
            return pid.IsExternalPid && External.Node(pid)->Name == context.Vm.NodeName ? Term.False : context.BadArg();
        }
        if (pid == context.Process->Pid)
        {
            return Term.True;
        }
        Process* other = context.Vm.Processes.Find(pid);
        if (other == null)
        {
            return Term.False;
        }
        // A signal of ours may be on its way (exit(Pid, kill), is_process_alive(Pid)): then the process itself must say. If its queue is
        // empty because it has just been taken, the state, read once and later, shows that it runs or what has become of it.
        const int NotAtRest = ProcessState.Exiting | ProcessState.Active | ProcessState.Running;
        return SignalQueue.IsEmpty(other) && (Volatile.Read(ref other->State) & NotAtRest) == 0
            ? Term.True
            : context.Trap(Atoms.ErtsInternal, Atoms.IsProcessAlive, [pid]);
    }

    [Bif("erts_internal", "is_process_alive")]
    public static Term IsProcessAlive(ref BifContext context, Term pid, Term reference)
    {
        if (!pid.IsLocalPid || !reference.IsLocalReference)
        {
            return context.BadArg();
        }
        if (!Signals.DeliverRequest(context.Process, pid, Signals.Create(SignalKind.IsAlive, [context.Process->Pid, reference])))
        {
            Signals.Reply(context.Vm, context.Process->Pid, reference, Term.False);
        }
        return Atoms.Ok;
    }

    [Bif("erlang", "group_leader")]
    public static Term GroupLeader(ref BifContext context) => context.Process->GroupLeader;

    [Bif("erts_internal", "group_leader")]
    public static Term SetGroupLeader(ref BifContext context, Term leader, Term pid)
    {
        if (!leader.IsPid || !pid.IsPid)
        {
            return Atoms.Badarg;
        }
        if (pid == context.Process->Pid)
        {
            context.Process->GroupLeader = leader;
            return Term.True;
        }
        if (pid.IsExternalPid)
        {
            return context.Vm.Distribution != null && context.Vm.Distribution.GroupLeader(context.Process->Pid, pid, leader)
                ? Term.True
                : Term.True;
        }
        return context.Vm.Processes.Find(pid) == null ? Atoms.Badarg : Term.False;
    }

    [Bif("erts_internal", "group_leader")]
    public static Term SetGroupLeader(ref BifContext context, Term leader, Term pid, Term reference)
    {
        if (!leader.IsPid || !pid.IsLocalPid || !reference.IsReference)
        {
            return context.BadArg();
        }
        Term self = context.Process->Pid;
        if (!Signals.DeliverRequest(context.Process, pid, Signals.Create(SignalKind.GroupLeader, [leader, self, reference])))
        {
            Signals.Reply(context.Vm, self, reference, Atoms.Badarg);
        }
        return Atoms.Ok;
    }

    [Bif("erlang", "processes")]
    public static Term Processes(ref BifContext context)
    {
        ProcessTable table = context.Vm.Processes;
        var pids = new List<ulong>(table.Count);
        int slots = table.SlotCount;
        for (int i = 0; i < slots; i++)
        {
            Process* process = table.At(i);
            if (process != null && (process->State & ProcessState.Exiting) == 0)
            {
                pids.Add(process->Pid.Bits);
            }
        }
        Term list = Term.Nil;
        for (int i = pids.Count - 1; i >= 0; i--)
        {
            list = Cons.Create(context.Heap, new Term(pids[i]), list);
        }
        context.BumpReductions(pids.Count / 10);
        return list;
    }

    [Bif("erlang", "put")]
    public static Term Put(ref BifContext context, Term key, Term value)
    {
        Term old = ProcessDictionary.Put(ref context.Process->Dictionary, key, value);
        return old.IsNone ? Atoms.Undefined : old;
    }

    [Bif("erlang", "get")]
    public static Term Get(ref BifContext context, Term key)
    {
        Term value = ProcessDictionary.Get(context.Process->Dictionary, key);
        return value.IsNone ? Atoms.Undefined : value;
    }

    [Bif("erlang", "get")]
    public static Term Get(ref BifContext context) => ProcessDictionary.ToList(context.Process->Dictionary, context.Heap);

    [Bif("erlang", "get_keys")]
    public static Term GetKeys(ref BifContext context) => ProcessDictionary.Keys(context.Process->Dictionary, context.Heap);

    [Bif("erlang", "get_keys")]
    public static Term GetKeys(ref BifContext context, Term value) =>
        ProcessDictionary.Keys(context.Process->Dictionary, context.Heap, value);

    [Bif("erlang", "erase")]
    public static Term Erase(ref BifContext context, Term key)
    {
        Term old = ProcessDictionary.Erase(ref context.Process->Dictionary, key);
        return old.IsNone ? Atoms.Undefined : old;
    }

    [Bif("erlang", "erase")]
    public static Term Erase(ref BifContext context)
    {
        Term all = ProcessDictionary.ToList(context.Process->Dictionary, context.Heap);
        ProcessDictionary.Free(ref context.Process->Dictionary);
        return all;
    }

    [Bif("erlang", "yield")]
    public static Term Yield(ref BifContext context) => context.Yield(Term.True);

    [Bif("erlang", "bump_reductions")]
    public static Term BumpReductions(ref BifContext context, SmallInt count)
    {
        if (count.Value < 0)
        {
            return context.BadArg();
        }
        context.BumpReductions(Math.Min(count.Value, Scheduler.SliceReductions));
        return Term.True;
    }

    /// <summary>
    /// Drops the stack and starts Module:Function(Arguments) when a message is in the queue. The registers of the call are
    /// already those of <see cref="StaticCode.ProcessStart"/>, so only the stack and the address have to change.
    /// </summary>
    [Bif("erlang", "hibernate")]
    public static Term Hibernate(ref BifContext context, Term module, Term function, Term arguments)
    {
        long arity = Cons.Length(arguments);
        if (!module.IsAtom || !function.IsAtom || arity < 0)
        {
            return context.BadArg();
        }
        if (arity > BeamReader.MaxArity)
        {
            return context.SystemLimit();
        }
        Process* process = context.Process;
        SignalHandler.HandleInBuiltIn(process);
        if (process->IsExiting)
        {
            return Exiting(process);
        }
        process->Memory.StackPointer = process->Memory.End;
        *--process->Memory.StackPointer = (ulong)StaticCode.NormalExit;
        process->Ip = StaticCode.ProcessStart;
        process->SavedAfter = null;
        if (process->FirstMessage != null)
        {
            return context.Retry();
        }
        process->SetFlag(ProcessFlags.Hibernating, true);
        process->Condition = ProcessCondition.Receive;
        return context.Wait();
    }

    private static Term SendExit(ref BifContext context, Term target, Term reason)
    {
        if (!target.IsPid && !target.IsLocalPort)
        {
            return context.BadArg();
        }
        Signals.Exit(context.Vm, context.Process->Pid, target, reason);
        return Term.True;
    }

    /// <summary>The process must not run on.</summary>
    internal static Term Exiting(Process* process)
    {
        process->Failure = FailureKind.Exiting;
        return Term.None;
    }

    private static Term LinkFailed(ref BifContext context, Term other, Term reason)
    {
        Process* process = context.Process;
        if (process->TrapsExit)
        {
            Signals.LinkExit(context.Vm, other, process->Pid, reason);
            return Term.True;
        }
        Links.Forget(process, other);
        return context.Error(reason);
    }
}
