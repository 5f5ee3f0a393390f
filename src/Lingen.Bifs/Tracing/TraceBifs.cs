// erlang:trace and the sessions of module trace: who is traced for what.
namespace Lingen.Bifs;

/// <summary>BIFs that switch tracing on and off.</summary>
public static unsafe partial class TraceBifs
{
    [Bif("erts_internal", "trace")]
    public static Term Trace(ref BifContext context, Term target, Term on, Term flags) =>
        Trace(ref context, context.Vm.Tracing.Legacy, target, on, flags);

    [Bif("erts_internal", "trace")]
    public static Term Trace(ref BifContext context, Term session, Term target, Term on, Term flags)
    {
        TraceSession? found = context.Vm.Tracing.ByHandle(session);
        return found == null ? context.Error(Atoms.Badarg, Term.Atom("session")) : Trace(ref context, found, target, on, flags);
    }

    private static Term Trace(ref BifContext context, TraceSession session, Term target, Term on, Term list)
    {
        if (!TraceFlagNames.TryParseList(list, session.Tracer.IsNone, out TraceFlags flags, out Term tracer))
        {
            return context.Error(Atoms.Badarg, Atoms.Badopt);
        }
        if (!on.IsBoolean)
        {
            return context.BadArg();
        }
        TraceSessions tracing = context.Vm.Tracing;
        if (TraceFlagNames.NamesCpuTimestamp(list))
        {
            if (target != Atoms.All)
            {
                return context.BadArg();
            }
            tracing.CpuTimestamps = on == Term.True;
        }
        bool enable = on == Term.True;
        if (tracer.IsNone)
        {
            tracer = session.Tracer.IsNone ? context.Process->Pid : session.Tracer;
        }
        if (target.IsAtom)
        {
            return TraceMany(ref context, session, AtomTable.Name(target), enable, flags, tracer);
        }
        bool exists = target.IsLocalPort
            ? context.Vm.Host != null && context.Vm.Host.PortExists(target)
            : target.IsLocalPid && context.Vm.Processes.Find(target) != null;
        if (!exists)
        {
            return context.BadArg();
        }
        return tracing.Change(session, target, enable, flags, tracer) ? Term.Small(1) : context.BadArg();
    }

    private static Term TraceMany(
        ref BifContext context,
        TraceSession session,
        string what,
        bool on,
        TraceFlags flags,
        Term tracer
    )
    {
        TraceSessions tracing = context.Vm.Tracing;
        bool ofProcesses = what is "all" or "existing" or "new" or "processes" or "existing_processes" or "new_processes";
        bool ofPorts = what is "all" or "existing" or "new" or "ports" or "existing_ports" or "new_ports";
        bool existing = what is "all" or "existing" or "processes" or "existing_processes" or "ports" or "existing_ports";
        bool fresh = what is "all" or "new" or "processes" or "new_processes" or "ports" or "new_ports";
        if (!existing && !fresh)
        {
            return context.BadArg();
        }
        // Flags that processes and ports share count for both; others only for whom they are made.
        bool shared = (flags & TraceFlags.Modifiers) != 0;
        int count = 0;
        if (existing && ofProcesses && (shared || (flags & TraceFlags.OfProcesses) != 0))
        {
            for (int i = 0; i < context.Vm.Processes.SlotCount; i++)
            {
                Process* process = context.Vm.Processes.At(i);
                if (process != null)
                {
                    count += tracing.Change(session, process->Pid, on, flags, tracer) ? 1 : 0;
                }
            }
        }
        if (existing && ofPorts && (shared || (flags & TraceFlags.OfPorts) != 0))
        {
            foreach (Term port in context.Vm.Host?.Ports() ?? [])
            {
                count += tracing.Change(session, port, on, flags, tracer) ? 1 : 0;
            }
        }
        if (fresh && ofProcesses && (flags & TraceFlags.OfProcesses) != 0)
        {
            tracing.ChangeNew(session, on, flags & TraceFlags.OfProcesses, tracer, ports: false);
        }
        if (fresh && ofPorts && (flags & TraceFlags.OfPorts) != 0)
        {
            tracing.ChangeNew(session, on, flags & TraceFlags.OfPorts, tracer, ports: true);
        }
        return Term.Small(count);
    }

    /// <summary>Trace messages are sent by the traced process itself, so what it did before is delivered by now.</summary>
    [Bif("erlang", "trace_delivered")]
    public static Term TraceDelivered(ref BifContext context, Term tracee)
    {
        if (!tracee.IsLocalPid && tracee != Atoms.All)
        {
            return context.BadArg();
        }
        Term reference = References.Create(context.Heap, context.Scheduler);
        Term self = context.Process->Pid;
        Signals.SendMessage(context.Vm, self, Tuple.Create(context.Heap, Term.Atom("trace_delivered"), tracee, reference));
        return reference;
    }

    [Bif("erts_internal", "trace_session_create")]
    public static Term SessionCreate(ref BifContext context, Term name, Term tracer, Term options)
    {
        if (!name.IsAtom || !options.IsNil)
        {
            return context.BadArg();
        }
        if (!tracer.IsLocalPid && !tracer.IsLocalPort && tracer != Atoms.Undefined)
        {
            return context.BadArg();
        }
        TraceSession session = context.Vm.Tracing.Create(name, tracer == Atoms.Undefined ? Term.None : tracer);
        Term reference = References.CreateMagic(context.Heap, context.Scheduler, MagicCell.Allocate(session));
        return Tuple.Create(context.Heap, reference, Tuple.Create(context.Heap, name, Term.Small(session.Number)));
    }

    [Bif("erts_internal", "trace_session_destroy")]
    public static Term SessionDestroy(ref BifContext context, Term session)
    {
        TraceSession? found = context.Vm.Tracing.ByHandle(session, evenEnded: true);
        return found == null ? context.Error(Atoms.Badarg, Atoms.Badopt) : Term.Boolean(context.Vm.Tracing.Destroy(found));
    }
}
