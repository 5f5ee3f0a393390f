// Trace events of ports and the profile of their activity: what the layer that has the ports calls. All calls about one port come
// under its lock, so its events are in order.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Where the host tells tracing about what ports do.</summary>
public static unsafe class PortTracing
{
    private const int MaxAtomCharacters = 255;
    private static bool traced;

    /// <summary>Some port of some node is or was traced, or ports are profiled: the one test that others pay.</summary>
    public static bool Any => Volatile.Read(ref traced) || SystemProfiling.Any;

    /// <summary>From now on ports ask.</summary>
    internal static void BeginTracing() => Volatile.Write(ref traced, true);

    /// <summary>A port stands in the table: it is traced as new ports are to be, and says who opened it and what it runs.</summary>
    public static void Opened(VirtualMachine vm, Term port, Term owner, string name)
    {
        foreach (TraceSession session in vm.Tracing.All)
        {
            if (session.NewPorts is { } fresh && vm.Tracing.IsAlive(fresh.Tracer))
            {
                vm.Tracing.Change(session, port, true, fresh.Flags, fresh.Tracer);
            }
        }
        if (Wants(vm, port, TraceFlags.Ports))
        {
            string atom = name.Length > MaxAtomCharacters ? name[..MaxAtomCharacters] : name;
            Report(vm, port, TraceFlags.Ports, [Atoms.Open, owner, Term.Atom(atom)]);
        }
        Works(vm, port, Atoms.Open, null, begins: true);
        Works(vm, port, Atoms.Open, null, begins: false);
    }

    /// <summary>
    /// The port begins or ends an operation: its name, or 0 for what comes from outside. A process that asked for it counts as
    /// inactive meanwhile, if that is profiled.
    /// </summary>
    public static void Works(VirtualMachine vm, Term port, Term operation, Process* caller, bool begins)
    {
        bool profiled = SystemProfiling.Any;
        if (profiled)
        {
            Tell(vm, caller, active: false, wanted: begins);
            if (begins)
            {
                vm.Profiling.Port(port, active: true);
            }
        }
        Report(vm, port, TraceFlags.RunningPorts, [begins ? Atoms.In : Atoms.Out, operation]);
        if (profiled)
        {
            if (!begins)
            {
                vm.Profiling.Port(port, active: false);
            }
            Tell(vm, caller, active: true, wanted: !begins);
        }
    }

    private static void Tell(VirtualMachine vm, Process* caller, bool active, bool wanted)
    {
        if (wanted && caller != null && vm.Profiling.IsExclusive)
        {
            lock (vm.Profiling.Gate)
            {
                vm.Profiling.Process(caller, active);
            }
        }
    }

    /// <summary>The port has got or lost a name.</summary>
    public static void Named(VirtualMachine vm, Term port, Term name, bool registered)
    {
        if (Any)
        {
            Report(vm, port, TraceFlags.Ports, [Term.Atom(registered ? "register" : "unregister"), name]);
        }
    }

    /// <summary>The port sends a message, which is still in its maker's hands.</summary>
    public static void Sends(VirtualMachine vm, Term port, Term receiver, Term message)
    {
        if (!Wants(vm, port, TraceFlags.Send))
        {
            return;
        }
        Epochs.Enter();
        bool exists = !receiver.IsLocalPid || vm.Processes.Find(receiver) != null;
        Epochs.Exit();
        Term kind = exists ? Atoms.Send : Term.Atom("send_to_non_existing_process");
        foreach (TraceSession session in vm.Tracing.All)
        {
            if (!session.SendOff)
            {
                Report(vm, session, port, TraceFlags.Send, [kind, message, receiver]);
            }
        }
    }

    /// <summary>Some session traces this of the port.</summary>
    public static bool Wants(VirtualMachine vm, Term port, TraceFlags flag)
    {
        foreach (TraceSession session in vm.Tracing.All)
        {
            if (session.Records.TryGetValue(port.Bits, out TraceRecord? record) && (record.Flags & flag) != 0)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>{trace, Port, ...} to all who want to know this of the port.</summary>
    public static void Report(VirtualMachine vm, Term port, TraceFlags flag, ReadOnlySpan<Term> elements)
    {
        foreach (TraceSession session in vm.Tracing.All)
        {
            Report(vm, session, port, flag, elements);
        }
    }

    private static void Report(VirtualMachine vm, TraceSession session, Term port, TraceFlags flag, ReadOnlySpan<Term> elements)
    {
        if (
            session.Records.TryGetValue(port.Bits, out TraceRecord? record)
            && (record.Flags & flag) != 0
            && (record.Flags & TraceFlags.Silent) == 0
        )
        {
            ProcessTracing.Emit(vm, record, port, elements, Term.None);
        }
    }
}
