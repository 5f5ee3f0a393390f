// erlang:system_profile: a process or port is told when processes, ports and schedulers become active and inactive. Events of one
// process alternate: whoever changes its state and tells of it holds the gate meanwhile.
//
//   waiting ──Wake──> queued ──slice──> running ──LetGo──> queued again, or waiting
//           active                                         inactive
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Who profiles a node, for what.</summary>
public sealed unsafe class SystemProfiling(VirtualMachine vm)
{
    /// <summary>The options of erlang:system_profile/2 but for the kind of time stamp.</summary>
    [Flags]
    private enum Subjects
    {
        None = 0,
        Ports = 1,
        Processes = 2,
        Schedulers = 4,
        Exclusive = 8,
    }

    private static int profilers;
    private Subjects subjects;
    private TraceFlags stamp;
    private Term profiler;
    private int activeSchedulers;

    /// <summary>Some node in this OS process is profiled: the one load that everybody else pays.</summary>
    public static bool Any => Volatile.Read(ref profilers) != 0;

    /// <summary>Held while a state changes and the event of it is sent.</summary>
    public object Gate { get; } = new();

    public bool OfProcesses => (subjects & Subjects.Processes) != 0;
    public bool OfPorts => (subjects & Subjects.Ports) != 0;
    public bool OfSchedulers => (subjects & Subjects.Schedulers) != 0;

    /// <summary>A process counts as inactive while a port works for it.</summary>
    public bool IsExclusive =>
        (subjects & (Subjects.Processes | Subjects.Exclusive)) == (Subjects.Processes | Subjects.Exclusive);

    /// <summary>
    /// Takes a profiler, a local pid or port, and its options: runnable_procs, runnable_ports, scheduler, exclusive, and a kind of
    /// time stamp. False, and nothing changed, if the profiler is not there or the list has something else in it.
    /// </summary>
    public bool TrySet(Term newProfiler, Term options)
    {
        Subjects wanted = Subjects.None;
        TraceFlags wantedStamp = TraceFlags.Timestamp;
        for (; options.IsCons; options = options.Tail)
        {
            if (!options.Head.IsAtom)
            {
                return false;
            }
            switch (AtomTable.Name(options.Head))
            {
                case "runnable_ports":
                    wanted |= Subjects.Ports;
                    break;
                case "runnable_procs":
                    wanted |= Subjects.Processes;
                    break;
                case "scheduler":
                    wanted |= Subjects.Schedulers;
                    break;
                case "exclusive":
                    wanted |= Subjects.Exclusive;
                    break;
                case "timestamp":
                    wantedStamp = TraceFlags.Timestamp;
                    break;
                case "monotonic_timestamp":
                    wantedStamp = TraceFlags.MonotonicTimestamp;
                    break;
                case "strict_monotonic_timestamp":
                    wantedStamp = TraceFlags.StrictMonotonicTimestamp;
                    break;
                default:
                    return false;
            }
        }
        if (!options.IsNil || !vm.Tracing.IsAlive(newProfiler))
        {
            return false;
        }
        lock (Gate)
        {
            Clear();
            activeSchedulers = vm.Schedulers.Count(scheduler => scheduler.IsAwake);
            (profiler, stamp, subjects) = (newProfiler, wantedStamp, wanted);
            Interlocked.Increment(ref profilers);
        }
        return true;
    }

    /// <summary>Nobody is told of anything any more.</summary>
    public void Clear()
    {
        lock (Gate)
        {
            if (!profiler.IsNone)
            {
                Interlocked.Decrement(ref profilers);
            }
            profiler = Term.None;
            subjects = Subjects.None;
        }
    }

    /// <summary>{Profiler, Options} without the kind of time stamp, or undefined, also if the profiler has ended.</summary>
    public Term Describe(TermHeap* heap)
    {
        if (!profiler.IsNone && !vm.Tracing.IsAlive(profiler))
        {
            Clear();
        }
        if (profiler.IsNone)
        {
            return Atoms.Undefined;
        }
        Term list = Term.Nil;
        Add(Subjects.Ports, "runnable_ports");
        Add(Subjects.Processes, "runnable_procs");
        Add(Subjects.Schedulers, "scheduler");
        Add(Subjects.Exclusive, "exclusive");
        return Tuple.Create(heap, profiler, list);

        void Add(Subjects subject, string name)
        {
            if ((subjects & subject) != 0)
            {
                list = Cons.Create(heap, Term.Atom(name), list);
            }
        }
    }

    /// <summary>
    /// {profile, Pid, active | inactive, {M, F, A}, Time}, the function 0 for one that exits. The caller has the process in hand, so
    /// that what it runs stands still.
    /// </summary>
    public void Process(Process* process, bool active)
    {
        if (OfProcesses && process->Pid != profiler)
        {
            TermHeap heap = default;
            Send(process->Pid, active, Where(process, &heap));
            heap.Clear();
        }
    }

    /// <summary>A process becomes inactive that was in this function.</summary>
    internal void Waits(Term pid, Term where)
    {
        if (OfProcesses && pid != profiler)
        {
            Send(pid, active: false, where);
        }
    }

    /// <summary>What an event says about where a process is.</summary>
    internal static Term Where(Process* process, TermHeap* heap) =>
        process->IsExiting ? Term.Small(0) : ProcessInformation.CurrentFunction(process, heap);

    /// <summary>{profile, Port, active | inactive, 0, Time}.</summary>
    public void Port(Term port, bool active)
    {
        if (OfPorts && port != profiler)
        {
            lock (Gate)
            {
                Send(port, active, Term.Small(0));
            }
        }
    }

    /// <summary>{profile, scheduler, Id, active | inactive, NumberOfActiveOnes, Time}.</summary>
    internal void Scheduler(int id, bool active)
    {
        if (!OfSchedulers)
        {
            return;
        }
        lock (Gate)
        {
            activeSchedulers += active ? 1 : -1;
            TermHeap heap = default;
            Term time = ProcessTracing.Timestamp(&heap, stamp);
            Term state = active ? Atoms.Active : Atoms.Inactive;
            ReadOnlySpan<Term> parts =
            [
                Atoms.Profile,
                Atoms.Scheduler,
                Term.Small(id),
                state,
                Term.Small(activeSchedulers),
                time,
            ];
            Deliver(Tuple.Create(&heap, parts));
            heap.Clear();
        }
    }

    private void Send(Term subject, bool active, Term where)
    {
        TermHeap heap = default;
        Term time = ProcessTracing.Timestamp(&heap, stamp);
        Deliver(Tuple.Create(&heap, Atoms.Profile, subject, active ? Atoms.Active : Atoms.Inactive, where, time));
        heap.Clear();
    }

    private void Deliver(Term message)
    {
        if (profiler.IsLocalPort)
        {
            vm.Schedulers[0].Post(new PortEvent(vm, profiler, (nint)TermCopier.CreateMessage(message)));
        }
        else if (!Signals.SendMessage(vm, profiler, message))
        {
            Clear();
        }
    }

    /// <summary>An event on its way to a port. It is sent outside of the gate: who holds the port may want the gate.</summary>
    private sealed class PortEvent(VirtualMachine vm, Term port, nint message) : SchedulerTask
    {
        public override void Run(Scheduler scheduler)
        {
            vm.Host?.TraceToPort(port, ((Message*)message)->Payload);
            Message.Release((Message*)message);
        }
    }
}

public sealed partial class VirtualMachine
{
    private SystemProfiling? profiling;

    /// <summary>What system_profile watches.</summary>
    public SystemProfiling Profiling =>
        profiling ?? Interlocked.CompareExchange(ref profiling, new SystemProfiling(this), null) ?? profiling!;
}
