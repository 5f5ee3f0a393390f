// Trace sessions: who is traced, by whom, for what. The legacy session of erlang:trace is always there; others come and
// go with the module trace. Events ask the sessions one by one, but only after the union of all flags of the process,
// in its control block, has said that there is something to ask for.
using System.Collections.Concurrent;
using Lingen.Code;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>How one session traces one process (or all new ones).</summary>
public sealed record TraceRecord(TraceFlags Flags, Term Tracer)
{
    public TraceSession? Session { get; init; }
}

/// <summary>One trace session.</summary>
public sealed class TraceSession(int index, Term name, long number, Term tracer) : MagicResource
{
    public int Index { get; } = index;
    public Term Name { get; } = name;

    /// <summary>Tells sessions apart; with the name it makes the weak handle.</summary>
    public long Number { get; } = number;

    /// <summary>Tracer of everything in the session; none if each call names its own, as in the legacy session.</summary>
    public Term Tracer { get; } = tracer;
    public bool IsLegacy => Index == 0;
    public bool IsAlive { get; set; } = true;

    /// <summary>By pid or port.</summary>
    public ConcurrentDictionary<ulong, TraceRecord> Records { get; } = new();

    /// <summary>For processes and ports that are yet to be made.</summary>
    public TraceRecord? NewProcesses { get; set; }
    public TraceRecord? NewPorts { get; set; }

    /// <summary>What a process inherits when it gets to know of a link, by the two pids.</summary>
    internal ConcurrentDictionary<(ulong From, ulong To), TraceRecord> PendingLinks { get; } = new();

    /// <summary>Filters of send and receive events; null traces all.</summary>
    internal MatchProgram? SendPattern { get; set; }
    internal MatchProgram? ReceivePattern { get; set; }
    public bool SendOff { get; set; }
    public bool ReceiveOff { get; set; }

    /// <summary>What functions of modules loaded from now on get; null if nothing.</summary>
    internal PatternChange? OnLoad { get; set; }

    /// <summary>Where each process is in the functions with call_time and call_memory, by pid.</summary>
    internal ConcurrentDictionary<ulong, AccountingState> TimeStates { get; } = new();
    internal ConcurrentDictionary<ulong, AccountingState> MemoryStates { get; } = new();

    internal TraceSessions? Owner { get; init; }

    /// <summary>The last handle is gone: the session ends.</summary>
    public override void Released() => Owner!.Destroy(this);
}

/// <summary>All trace sessions of a node.</summary>
public sealed unsafe partial class TraceSessions
{
    private const int MaxSessions = 1 << 16;
    private readonly VirtualMachine vm;
    private TraceSession[] sessions;
    private int lastIndex;
    private long nextNumber;

    public TraceSessions(VirtualMachine vm)
    {
        this.vm = vm;
        Legacy = new TraceSession(0, Term.Atom("legacy"), -1, Term.None);
        sessions = [Legacy];
    }

    public object Gate { get; } = new();
    public TraceSession Legacy { get; }
    public ReadOnlySpan<TraceSession> All => sessions;

    /// <summary>Some session wants to hear of new processes.</summary>
    public bool WantsNew { get; private set; }

    public TraceSession Create(Term name, Term tracer)
    {
        lock (Gate)
        {
            var session = new TraceSession((lastIndex++ % MaxSessions) + 1, name, nextNumber++, tracer) { Owner = this };
            sessions = [.. sessions, session];
            return session;
        }
    }

    /// <summary>Ends a session: everything it traced is traced no more. False if it has ended before.</summary>
    public bool Destroy(TraceSession session)
    {
        lock (Gate)
        {
            if (!session.IsAlive || session.IsLegacy)
            {
                return false;
            }
            session.IsAlive = false;
            ulong[] traced = session.Records.Keys.ToArray();
            session.Records.Clear();
            session.NewProcesses = null;
            session.NewPorts = null;
            session.OnLoad = null;
            sessions = sessions.Where(other => other != session).ToArray();
            foreach (ulong pid in traced)
            {
                Refresh(new Term(pid));
            }
            RemovePatterns(session);
            RefreshNew();
            return true;
        }
    }

    /// <summary>
    /// The session of a handle: {Reference, {Name, Number}} or the weak handle {Name, Number}. Null if there is none, or it
    /// has ended (unless <paramref name="evenEnded"/>).
    /// </summary>
    public TraceSession? ByHandle(Term handle, bool evenEnded = false)
    {
        if (!handle.IsTuple || new Tuple(handle) is not { Arity: 2 } pair)
        {
            return null;
        }
        if (pair[0].IsAtom)
        {
            return Array.Find(
                sessions,
                session => !session.IsLegacy && session.Name == pair[0] && Term.Small(session.Number) == pair[1]
            );
        }
        TraceSession? found = Reference.Resource<TraceSession>(pair[0]);
        return found != null && (found.IsAlive || evenEnded) ? found : null;
    }

    public TraceSession? ByIndex(int index)
    {
        foreach (TraceSession session in sessions)
        {
            if (session.Index == index)
            {
                return session;
            }
        }
        return null;
    }

    /// <summary>
    /// Adds or removes flags of a process or port in a session. False if it is gone, or traced by another tracer that is
    /// still there.
    /// </summary>
    public bool Change(TraceSession session, Term tracee, bool on, TraceFlags flags, Term tracer)
    {
        lock (Gate)
        {
            session.Records.TryGetValue(tracee.Bits, out TraceRecord? record);
            if (on && record != null && record.Tracer != tracer && IsAlive(record.Tracer) && record.Tracer != tracee)
            {
                return false;
            }
            TraceFlags wanted = on ? (record?.Flags ?? 0) | flags : (record?.Flags ?? 0) & ~flags;
            if ((wanted & TraceFlags.Tracee) == 0)
            {
                session.Records.TryRemove(tracee.Bits, out _);
            }
            else
            {
                session.Records[tracee.Bits] = new TraceRecord(wanted, on ? tracer : record!.Tracer) { Session = session };
            }
            return Refresh(tracee);
        }
    }

    public void ChangeNew(TraceSession session, bool on, TraceFlags flags, Term tracer, bool ports)
    {
        lock (Gate)
        {
            TraceRecord? record = ports ? session.NewPorts : session.NewProcesses;
            TraceFlags before = record?.Flags ?? 0;
            TraceFlags wanted = on ? before | flags : before & ~flags;
            TraceRecord? changed =
                (wanted & TraceFlags.Tracee) == 0
                    ? null
                    : new TraceRecord(wanted, on ? tracer : record!.Tracer) { Session = session };
            if (ports)
            {
                session.NewPorts = changed;
            }
            else
            {
                session.NewProcesses = changed;
            }
            RefreshNew();
        }
    }

    /// <summary>cpu_timestamp: timestamps are of the time that the OS process has used.</summary>
    public bool CpuTimestamps { get; set; }

    /// <summary>The process or port has ended: nobody traces it any more.</summary>
    public void Forget(Term tracee)
    {
        foreach (TraceSession session in sessions)
        {
            session.Records.TryRemove(tracee.Bits, out _);
            session.TimeStates.TryRemove(tracee.Bits, out _);
            session.MemoryStates.TryRemove(tracee.Bits, out _);
        }
    }

    /// <summary>Whether the tracer of a record is still there; if not, what it traced of the process or port is forgotten.</summary>
    internal bool HasTracer(Term tracee, TraceRecord record)
    {
        if (record.Tracer == tracee || IsAlive(record.Tracer))
        {
            return true;
        }
        Change(record.Session!, tracee, false, record.Flags, Term.None);
        return false;
    }

    /// <summary>Whether somebody is there to get the events.</summary>
    public bool IsAlive(Term tracer)
    {
        if (tracer.IsLocalPort)
        {
            return vm.Host != null && vm.Host.PortExists(tracer);
        }
        Epochs.Enter();
        bool alive = tracer.IsLocalPid && vm.Processes.Find(tracer) != null;
        Epochs.Exit();
        return alive;
    }

    private void RefreshNew()
    {
        bool wants = false;
        foreach (TraceSession session in sessions)
        {
            wants |= session.NewProcesses != null;
            if (session.NewPorts != null)
            {
                PortTracing.BeginTracing();
            }
        }
        WantsNew = wants;
    }

    /// <summary>Writes the union of all sessions' flags into the control block.</summary>
    private bool Refresh(Term pid)
    {
        TraceFlags union = TraceFlags.None;
        foreach (TraceSession session in sessions)
        {
            if (session.Records.TryGetValue(pid.Bits, out TraceRecord? record))
            {
                union |= record.Flags;
            }
        }
        if (pid.IsLocalPort)
        {
            if (union != 0)
            {
                PortTracing.BeginTracing();
            }
            return true;
        }
        Epochs.Enter();
        Process* process = vm.Processes.Find(pid);
        if (process != null)
        {
            Volatile.Write(ref process->TraceFlags, (uint)union | (process->TraceFlags & (uint)TraceFlags.SaveCalls));
        }
        else
        {
            Forget(pid);
        }
        Epochs.Exit();
        return process != null;
    }
}

public sealed partial class VirtualMachine
{
    private TraceSessions? tracing;

    /// <summary>Trace sessions.</summary>
    public TraceSessions Tracing =>
        tracing ?? Interlocked.CompareExchange(ref tracing, new TraceSessions(this), null) ?? tracing!;
}
