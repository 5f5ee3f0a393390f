// monitor, demonitor, alias, monitor_node.
namespace Lingen.Bifs;

/// <summary>BIFs of monitors and aliases.</summary>
public static unsafe class MonitorBifs
{
    [Bif("erlang", "monitor")]
    public static Term Monitor(ref BifContext context, Term type, Term item) =>
        Monitor(ref context, type, item, Term.None, RelationFlags.None);

    [Bif("erlang", "monitor")]
    public static Term Monitor(ref BifContext context, Term type, Term item, Term options) =>
        MonitorOptions.Read(options, out Term tag, out RelationFlags flags) == OptionResult.Ok
            ? Monitor(ref context, type, item, tag, flags)
            : context.BadArg();

    private static Term Monitor(ref BifContext context, Term type, Term item, Term tag, RelationFlags flags)
    {
        Process* process = context.Process;
        VirtualMachine vm = context.Vm;
        switch (type.Bits)
        {
            case AtomBits.Process:
                return MonitorProcess(ref context, item, tag, flags);
            case AtomBits.Port:
                return MonitorPort(ref context, item, tag, flags);
            case AtomBits.TimeOffset when item == Atoms.ClockService:
            {
                Term reference = MakeReference(ref context, flags);
                Relation* monitor = Lingen.Runtime.Monitors.Add(
                    process,
                    Term.None,
                    reference,
                    Term.None,
                    tag,
                    flags | RelationFlags.TimeOffset
                );
                vm.TimeOffsetWatchers.Add(process->Pid, monitor->Reference);
                return reference;
            }
            default:
                return context.BadArg();
        }
    }

    private static Term MonitorProcess(ref BifContext context, Term item, Term tag, RelationFlags flags)
    {
        Process* process = context.Process;
        VirtualMachine vm = context.Vm;
        Term name = Term.None;
        Term node = vm.NodeName;
        if (item.IsTuple && new Tuple(item).Arity == 2 && new Tuple(item)[0].IsAtom && new Tuple(item)[1].IsAtom)
        {
            name = new Tuple(item)[0];
            node = new Tuple(item)[1];
        }
        else if (item.IsAtom)
        {
            name = item;
        }
        else if (!item.IsPid)
        {
            return context.BadArg();
        }
        if (node != vm.NodeName && vm.NodeName == Atoms.NonodeAtNohost)
        {
            return context.BadArg();
        }
        Term reference = MakeReference(ref context, flags);
        if (node != vm.NodeName || (name.IsNone && item.IsExternalPid))
        {
            MonitorRemote(process, vm, name.IsNone ? item : node, name, reference, tag, flags);
            return reference;
        }
        Term target = name.IsNone ? item : vm.Names.WhereIs(name);
        if (target == process->Pid)
        {
            // Watching oneself is allowed and never fires; an alias is what one may want from it.
            if ((flags & RelationFlags.Alias) != 0)
            {
                Relation* alias = Relation.Create(RelationKind.Alias, Identity.OfReference(reference), process->Pid, reference);
                alias->Flags = flags;
                RelationTable.Add(ref process->Monitors, alias);
            }
            return reference;
        }
        Lingen.Runtime.Monitors.WatchProcess(process, target, reference, name, tag, flags);
        return reference;
    }

    private static void MonitorRemote(
        Process* process,
        VirtualMachine vm,
        Term target,
        Term name,
        Term reference,
        Term tag,
        RelationFlags flags
    )
    {
        Lingen.Runtime.Monitors.Add(process, target, reference, name, tag, flags);
        bool ownEarlierLife = target.IsExternalPid && External.Node(target)->Name == vm.NodeName;
        if (ownEarlierLife)
        {
            Signals.MonitorDown(vm, process->Pid, reference, target, Atoms.Noproc);
        }
        else if (vm.Distribution == null || !vm.Distribution.Monitor(process->Pid, target, name, reference))
        {
            Signals.MonitorDown(vm, process->Pid, reference, target, Atoms.Noconnection);
        }
    }

    private static Term MonitorPort(ref BifContext context, Term item, Term tag, RelationFlags flags)
    {
        Process* process = context.Process;
        VirtualMachine vm = context.Vm;
        Term name = Term.None;
        Term port = item;
        if (item.IsTuple && new Tuple(item).Arity == 2 && new Tuple(item)[0].IsAtom && new Tuple(item)[1].IsAtom)
        {
            if (new Tuple(item)[1] != vm.NodeName)
            {
                return context.BadArg();
            }
            name = new Tuple(item)[0];
        }
        else if (item.IsAtom)
        {
            name = item;
        }
        else if (!item.IsLocalPort && !(item.IsExternalPort && External.Node(item)->Name == vm.NodeName))
        {
            // Ports of other nodes cannot be watched; those of an earlier life of this one are gone.
            return context.BadArg();
        }
        if (!name.IsNone)
        {
            port = vm.Names.WhereIs(name);
        }
        Term reference = MakeReference(ref context, flags);
        Lingen.Runtime.Monitors.Add(process, port, reference, name, tag, flags | RelationFlags.Port);
        if (!port.IsLocalPort || vm.Host == null || !vm.Host.MonitorPort(process->Pid, port, reference))
        {
            Signals.MonitorDown(vm, process->Pid, reference, port, Atoms.Noproc);
        }
        return reference;
    }

    [Bif("erlang", "demonitor")]
    public static Term Demonitor(ref BifContext context, Term reference)
    {
        if (!reference.IsReference)
        {
            return context.BadArg();
        }
        Lingen.Runtime.Monitors.Remove(context.Process, reference);
        return Term.True;
    }

    [Bif("erlang", "demonitor", Traps = true)]
    public static Term Demonitor(ref BifContext context, Term reference, Term options)
    {
        bool flush = false;
        bool info = false;
        for (; options.IsCons; options = options.Tail)
        {
            if (options.Head == Atoms.Flush)
            {
                flush = true;
            }
            else if (options.Head == Atoms.Info)
            {
                info = true;
            }
            else
            {
                return context.BadArg();
            }
        }
        if (!options.IsNil || !reference.IsReference)
        {
            return context.BadArg();
        }
        bool removed = Lingen.Runtime.Monitors.Remove(context.Process, reference);
        Term result = info ? Term.Boolean(removed) : Term.True;
        if (removed || !flush)
        {
            return result;
        }
        Term flushed = info ? Term.False : Term.True;
        return context.Trap(Atoms.ErtsInternal, Atoms.FlushMonitorMessages, [reference, Term.False, flushed]);
    }

    [Bif("erlang", "alias")]
    public static Term Alias(ref BifContext context, Term options)
    {
        RelationFlags flags = RelationFlags.Alias;
        for (; options.IsCons; options = options.Tail)
        {
            if (options.Head == Atoms.Reply)
            {
                flags |= RelationFlags.AliasReply;
            }
            else if (options.Head == Atoms.ExplicitUnalias)
            {
                flags &= ~RelationFlags.AliasReply;
            }
            else
            {
                return context.BadArg();
            }
        }
        if (!options.IsNil)
        {
            return context.BadArg();
        }
        Process* process = context.Process;
        Term reference = References.CreateAlias(context.Heap, context.Scheduler, process->Pid);
        Relation* alias = Relation.Create(RelationKind.Alias, Identity.OfReference(reference), process->Pid, reference);
        alias->Flags = flags;
        RelationTable.Add(ref process->Monitors, alias);
        return reference;
    }

    [Bif("erlang", "unalias")]
    public static Term Unalias(ref BifContext context, Term reference)
    {
        if (!reference.IsReference)
        {
            return context.BadArg();
        }
        Process* process = context.Process;
        Relation* alias = SignalHandler.FindAlias(process, Identity.OfReference(reference));
        if (alias == null)
        {
            return Term.False;
        }
        if (alias->Kind == RelationKind.Alias)
        {
            RelationTable.Delete(ref process->Monitors, alias);
        }
        else
        {
            alias->Flags &= ~(RelationFlags.Alias | RelationFlags.AliasDemonitor | RelationFlags.AliasReply);
        }
        return Term.True;
    }

    [Bif("erlang", "monitor_node")]
    public static Term MonitorNode(ref BifContext context, Term node, Term on) => MonitorNode(ref context, node, on, Term.Nil);

    [Bif("erlang", "monitor_node")]
    public static Term MonitorNode(ref BifContext context, Term node, Term on, Term options)
    {
        VirtualMachine vm = context.Vm;
        for (; options.IsCons; options = options.Tail)
        {
            if (options.Head != Atoms.AllowPassiveConnect)
            {
                return context.BadArg();
            }
        }
        if (!node.IsAtom || !on.IsBoolean || !options.IsNil)
        {
            return context.BadArg();
        }
        if (vm.NodeName == Atoms.NonodeAtNohost && node != vm.NodeName)
        {
            return context.Error(Atoms.Notalive);
        }
        if (node == vm.NodeName)
        {
            return Term.True;
        }
        Term self = context.Process->Pid;
        if ((vm.Distribution == null || !vm.Distribution.MonitorNode(self, node, on == Term.True)) && on == Term.True)
        {
            Signals.SendMessage(vm, self, Tuple.Create(context.Heap, Atoms.Nodedown, node));
        }
        return Term.True;
    }

    private static Term MakeReference(ref BifContext context, RelationFlags flags) =>
        (flags & RelationFlags.Alias) != 0
            ? References.CreateAlias(context.Heap, context.Scheduler, context.Process->Pid)
            : References.Create(context.Heap, context.Scheduler);
}

/// <summary>The options of monitor/3 and of {monitor, Options} in spawns.</summary>
public static class MonitorOptions
{
    public static OptionResult Read(Term options, out Term tag, out RelationFlags flags)
    {
        tag = Term.None;
        flags = RelationFlags.None;
        for (; options.IsCons; options = options.Tail)
        {
            if (!options.Head.IsTuple || new Tuple(options.Head).Arity != 2)
            {
                return OptionResult.BadOption;
            }
            Term key = new Tuple(options.Head)[0];
            Term value = new Tuple(options.Head)[1];
            if (key == Atoms.Tag)
            {
                tag = value;
            }
            else if (key != Atoms.Alias || !ReadAlias(value, ref flags))
            {
                return OptionResult.BadOption;
            }
        }
        return options.IsNil ? OptionResult.Ok : OptionResult.NotAList;
    }

    private static bool ReadAlias(Term value, ref RelationFlags flags)
    {
        flags &= ~(RelationFlags.AliasDemonitor | RelationFlags.AliasReply);
        flags |= RelationFlags.Alias;
        switch (value.Bits)
        {
            case AtomBits.ExplicitUnalias:
                return true;
            case AtomBits.Demonitor:
                flags |= RelationFlags.AliasDemonitor;
                return true;
            case AtomBits.ReplyDemonitor:
                flags |= RelationFlags.AliasReply;
                return true;
            default:
                return false;
        }
    }
}
