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
        TraceFlags flags = TraceFlags.None;
        Term tracer = session.IsLegacy ? context.Process->Pid : session.Tracer;
        for (; list.IsCons; list = list.Tail)
        {
            Term option = list.Head;
            if (TraceFlagNames.TryParse(option, out TraceFlags flag))
            {
                flags |= flag;
            }
            else if (option.IsTuple && new Tuple(option).Arity == 2 && new Tuple(option)[0] == Term.Atom("tracer"))
            {
                tracer = new Tuple(option)[1];
                if (!tracer.IsLocalPid && !tracer.IsLocalPort && !tracer.IsNil)
                {
                    return context.BadArg();
                }
            }
            else if (!option.IsTuple || new Tuple(option).Arity != 3 || new Tuple(option)[0] != Term.Atom("tracer"))
            {
                return context.Error(Atoms.Badarg, Atoms.Badopt);
            }
        }
        if (!list.IsNil || !on.IsBoolean)
        {
            return context.Error(Atoms.Badarg, on.IsBoolean ? Atoms.Badopt : Term.None);
        }
        if (
            on == Term.False
            && flags.HasFlag(TraceFlags.Call | TraceFlags.Send | TraceFlags.Receive | TraceFlags.Procs | TraceFlags.Running)
        )
        {
            // `all` takes the timestamps and silence with it when it is switched off.
            flags |= TraceFlags.All;
        }
        if (target.IsLocalPid)
        {
            if (context.Vm.Processes.Find(target) == null)
            {
                return context.BadArg();
            }
            return Term.Small(context.Vm.Tracing.Change(session, target, on == Term.True, flags, tracer) ? 1 : 0);
        }
        return target.IsAtom ? TraceMany(ref context, session, AtomTable.Name(target), on == Term.True, flags, tracer)
            : target.IsLocalPort ? Term.Small(1)
            : context.BadArg();
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
        VirtualMachine vm = context.Vm;
        bool existing = what is "all" or "existing" or "processes" or "existing_processes";
        bool fresh = what is "all" or "new" or "processes" or "new_processes";
        if (!existing && !fresh)
        {
            return what is "ports" or "existing_ports" or "new_ports" ? Term.Small(0) : context.BadArg();
        }
        int count = 0;
        if (existing)
        {
            for (int i = 0; i < vm.Processes.SlotCount; i++)
            {
                Process* process = vm.Processes.At(i);
                if (process != null && process->Pid != tracer && !process->HasFlag(ProcessFlags.System))
                {
                    count += vm.Tracing.Change(session, process->Pid, on, flags, tracer) ? 1 : 0;
                }
            }
        }
        if (fresh)
        {
            vm.Tracing.ChangeNew(session, on, flags, tracer);
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
            return context.Error(Atoms.Badarg, options.IsNil ? Term.None : Atoms.Badopt);
        }
        if (!tracer.IsLocalPid && !tracer.IsLocalPort)
        {
            return context.BadArg();
        }
        TraceSession session = context.Vm.Tracing.Create(name, tracer);
        Term reference = References.CreateMagic(context.Heap, context.Scheduler, MagicCell.Allocate(session));
        return Tuple.Create(context.Heap, reference, Tuple.Create(context.Heap, name, Term.Small(session.Number)));
    }

    [Bif("erts_internal", "trace_session_destroy")]
    public static Term SessionDestroy(ref BifContext context, Term session)
    {
        TraceSession? found = context.Vm.Tracing.ByHandle(session, evenEnded: true);
        return found == null
            ? context.Error(Atoms.Badarg, Term.Atom("session"))
            : Term.Boolean(context.Vm.Tracing.Destroy(found));
    }
}
