// The port table of a VM, and ports as the runtime sees them.
using System.Collections.Concurrent;

namespace Lingen.IO;

public sealed unsafe partial class Host
{
    /// <summary>Most ports that may be open (+Q).</summary>
    public int PortLimit { get; set; } = 65_536;

    private readonly ConcurrentDictionary<ulong, Port> ports = new();
    private long lastPortNumber = -1;

    /// <summary>Ports have numbers of 60 bits. After the last they begin anew.</summary>
    private const long PortNumberMask = (1L << (64 - Term.ImmediateShift)) - 1;

    /// <summary>The open (or flushing) port of this identifier, or null.</summary>
    internal Port? FindPort(Term port) => ports.GetValueOrDefault(port.Bits);

    /// <summary>Ports in order of creation.</summary>
    internal Port[] AllPorts() => ports.Values.OrderBy(port => port.Number).ToArray();

    internal int PortCount => ports.Count;

    /// <summary>Enters a new port; null if there are too many.</summary>
    internal Port? AddPort(string name, Term owner, PortFormat format, PortDriver driver)
    {
        if (ports.Count >= PortLimit)
        {
            return null;
        }
        while (true)
        {
            long number = Interlocked.Increment(ref lastPortNumber) & PortNumberMask;
            if (!ports.ContainsKey(LocalPort.Create((ulong)number).Bits))
            {
                var port = new Port(this, (ulong)number, name, owner, format, driver);
                ports[port.Id.Bits] = port;
                return port;
            }
        }
    }

    public override long NextPortNumber => (Volatile.Read(ref lastPortNumber) + 1) & PortNumberMask;

    public override void SkipPortNumbersTo(long number)
    {
        long last = Volatile.Read(ref lastPortNumber);
        long seen;
        while (
            (seen = Interlocked.CompareExchange(ref lastPortNumber, last + ((number - 1 - last) & PortNumberMask), last)) != last
        )
        {
            last = seen;
        }
    }

    public override Term[]? LinkedProcesses(Term port)
    {
        Port? target = FindPort(port);
        if (target == null)
        {
            return null;
        }
        lock (target.Gate)
        {
            return target.Links();
        }
    }

    internal void PortEnded(Port port) => ports.TryRemove(port.Id.Bits, out _);

    /// <summary>The port that stands for BEAM's process starter: always there, always the first.</summary>
    public void AddForkerPort(Term initProcess) => AddPort("forker", initProcess, new PortFormat(), new IdleDriver());

    public override bool PortExists(Term port) => FindPort(port) is { IsOpen: true };

    public override Term[] Ports() => AllPorts().Where(port => port.IsOpen).Select(port => port.Id).ToArray();

    public override void SendToPort(Term from, Term port, Term message)
    {
        Port? target = FindPort(port);
        if (target == null)
        {
            return;
        }
        lock (target.Gate)
        {
            if (!target.IsOpen)
            {
                return;
            }
            using Port.Work work = target.Begin(OperationOf(message), SchedulerProcess(from));
            if (
                !Tuple.TryFrom(message, out Tuple command)
                || command.Arity != 2
                || !command[0].IsLocalPid
                || !TryCommand(target, command[0], command[1])
            )
            {
                target.SendBadSignal();
            }
        }
    }

    public override void TraceToPort(Term port, Term message)
    {
        Port? target = FindPort(port);
        if (target == null)
        {
            return;
        }
        TermHeap heap = default;
        Term encoded = ExternalTermWriter.ToBinary(&heap, message, Vm, new ExternalWriteOptions());
        lock (target.Gate)
        {
            if (target.IsOpen && !encoded.IsNone)
            {
                target.Write(encoded);
            }
        }
        heap.Clear();
    }

    /// <summary>Under what name a message to a port is traced.</summary>
    private static Term OperationOf(Term message)
    {
        if (!PortTracing.Any || !Tuple.TryFrom(message, out Tuple command) || command.Arity != 2)
        {
            return Atoms.Command;
        }
        return command[1] == Atoms.Close ? Atoms.Close
            : Tuple.TryFrom(command[1], out Tuple pair) && pair.Arity == 2 && pair[0] == Atoms.Connect ? Atoms.Connect
            : Atoms.Command;
    }

    /// <summary>The process that runs on this thread, if it is the one that asks.</summary>
    private static Process* SchedulerProcess(Term from)
    {
        Process* running = Scheduler.Current == null ? null : Scheduler.Current.Running;
        return running != null && running->Pid == from ? running : null;
    }

    /// <summary>{Owner, close | {command, Data} | {connect, Pid}}; false for anything else, which is a bad signal.</summary>
    private static bool TryCommand(Port port, Term owner, Term command)
    {
        if (owner != port.Owner)
        {
            return false;
        }
        if (command == Atoms.Close)
        {
            port.NoteCloseRequest(owner);
            port.Close(Atoms.Normal, report: true);
            return true;
        }
        if (!Tuple.TryFrom(command, out Tuple pair) || pair.Arity != 2)
        {
            return false;
        }
        if (pair[0] == Atoms.Command)
        {
            port.Caller = owner;
            return port.Write(pair[1]);
        }
        if (pair[0] == Atoms.Connect && pair[1].IsLocalPid)
        {
            port.GiveTo(owner, pair[1]);
            return true;
        }
        return false;
    }

    public override bool LinkPort(Term process, Term port)
    {
        Port? target = FindPort(port);
        if (target == null)
        {
            return false;
        }
        lock (target.Gate)
        {
            using Port.Work work = target.Begin(Atoms.Link, SchedulerProcess(process));
            return target.Link(process);
        }
    }

    public override void UnlinkPort(Term process, Term port)
    {
        if (FindPort(port) is { } target)
        {
            lock (target.Gate)
            {
                using Port.Work work = target.Begin(Atoms.Unlink, SchedulerProcess(process));
                target.Unlink(process);
            }
        }
    }

    public override void ExitPort(Term from, Term port, Term reason, bool fromLink)
    {
        if (FindPort(port) is not { } target)
        {
            return;
        }
        lock (target.Gate)
        {
            if (!target.IsOpen)
            {
                return;
            }
            using Port.Work work = fromLink ? target.Begin() : target.Begin(Atoms.Close, SchedulerProcess(from));
            if (fromLink && !target.BreakLink(from))
            {
                return;
            }
            target.NoteCloseRequest(from);
            // A normal exit of somebody else than the owner is no reason to close.
            if (reason != Atoms.Normal || from == target.Owner)
            {
                target.Close(reason);
            }
        }
    }

    public override bool MonitorPort(Term watcher, Term port, Term reference)
    {
        if (FindPort(port) is not { } target)
        {
            return false;
        }
        lock (target.Gate)
        {
            using Port.Work work = target.Begin(Atoms.Monitor, SchedulerProcess(watcher));
            return target.Monitor(watcher, reference);
        }
    }

    public override void DemonitorPort(Term port, Term reference)
    {
        if (FindPort(port) is { } target)
        {
            lock (target.Gate)
            {
                using Port.Work work = target.Begin(Atoms.Demonitor);
                target.Demonitor(reference);
            }
        }
    }

    public override void MonitoredProcessDown(Term port, Term reference, Term process, Term reason) { }

    public override void BeforeHalt(bool flush, long flushTimeoutMs = -1)
    {
        if (flush)
        {
            bool mayEnd = flushTimeoutMs is >= 0 and <= MaxTimerMs;
            using var limit = new Timer(
                _ => GiveUpFlushing(),
                null,
                mayEnd ? flushTimeoutMs : Timeout.Infinite,
                Timeout.Infinite
            );
            foreach (Port port in AllPorts())
            {
                lock (port.Gate)
                {
                    using Port.Work work = port.Begin();
                    port.Driver.FlushNow();
                }
            }
        }
        RestoreTerminal();
    }

    /// <summary>The longest time that a timer takes.</summary>
    private const long MaxTimerMs = uint.MaxValue - 1;

    /// <summary>BEAM's exit status for a halt that did not get to write all.</summary>
    private const int FlushTimeoutStatus = 255;

    private void GiveUpFlushing()
    {
        RestoreTerminal();
        LibC._exit(FlushTimeoutStatus);
    }

    /// <summary>A port that does nothing.</summary>
    private sealed class IdleDriver : PortDriver
    {
        public override void Output(ByteQueue data) => data.Clear();

        public override void Stop() { }
    }
}
