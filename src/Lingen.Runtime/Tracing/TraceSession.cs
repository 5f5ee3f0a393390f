// Trace sessions: who is traced, by whom, for what. The legacy session of erlang:trace is always there; others come and
// go with the module trace. Events ask the sessions one by one, but only after the union of all flags of the process,
// in its control block, has said that there is something to ask for.
using System.Collections.Concurrent;
using Lingen.Code;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>How one session traces one process (or all new ones).</summary>
public sealed record TraceRecord(TraceFlags Flags, Term Tracer);

/// <summary>One trace session.</summary>
public sealed class TraceSession(int index, Term name, int number, Term tracer) : MagicResource
{
    public int Index { get; } = index;
    public Term Name { get; } = name;

    /// <summary>Tells sessions of one name apart.</summary>
    public int Number { get; } = number;

    /// <summary>Tracer of everything in the session; none for the legacy session, where each call names its own.</summary>
    public Term Tracer { get; } = tracer;
    public bool IsLegacy => Index == 0;
    public bool IsAlive { get; set; } = true;
    public ConcurrentDictionary<ulong, TraceRecord> Records { get; } = new();

    /// <summary>For processes that are yet to be spawned.</summary>
    public TraceRecord? NewProcesses { get; set; }

    /// <summary>Filters of send and receive events; null traces all, <see cref="NothingMatches"/> none.</summary>
    internal MatchProgram? SendPattern { get; set; }
    internal MatchProgram? ReceivePattern { get; set; }
    public bool SendOff { get; set; }
    public bool ReceiveOff { get; set; }
}

/// <summary>What one session wants to know about the calls of one function.</summary>
internal sealed class CallPattern(TraceSession session)
{
    public TraceSession Session { get; } = session;

    /// <summary>Call events, of local calls too or of external ones only.</summary>
    public bool Calls { get; set; }
    public bool Local { get; set; }
    public MatchProgram? Program { get; set; }

    /// <summary>Meta trace: events to one tracer whoever calls.</summary>
    public Term MetaTracer { get; set; }
    public MatchProgram? MetaProgram { get; set; }

    /// <summary>Counter of call_count; negative if there is none.</summary>
    public long CallCount = -1;
    public bool CountPaused { get; set; }
    public bool CallTime { get; set; }
    public bool CallMemory { get; set; }

    public bool IsEmpty => !Calls && MetaTracer.IsNone && CallCount < 0 && !CallTime && !CallMemory;
}

/// <summary>A function with call patterns and the stub that its calls run through.</summary>
internal sealed unsafe class FunctionTrace
{
    public FunctionEntry* Function;
    public ulong* Stub;
    public CallPattern[] Patterns = [];
    public bool OnFunction;
    public bool OnExport;
}

/// <summary>All trace sessions of a node.</summary>
public sealed unsafe partial class TraceSessions
{
    private const int MaxSessions = 1 << 16;
    private readonly VirtualMachine vm;
    private TraceSession[] sessions;
    private int lastIndex;

    public TraceSessions(VirtualMachine vm)
    {
        this.vm = vm;
        Legacy = new TraceSession(0, Term.Atom("default"), 0, Term.None);
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
            int number = sessions.Count(other => !other.IsLegacy && other.Name == name);
            var session = new TraceSession(++lastIndex % MaxSessions, name, number, tracer);
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
    /// The session of a handle: {Reference, {Name, Number}}, or the weak handle {Name, Number}, or the bare reference. Null if
    /// there is none, or it has ended (unless <paramref name="evenEnded"/>).
    /// </summary>
    public TraceSession? ByHandle(Term handle, bool evenEnded = false)
    {
        if (handle.IsTuple && new Tuple(handle).Arity == 2)
        {
            var pair = new Tuple(handle);
            if (pair[0].IsAtom)
            {
                if (pair[0] == Term.Atom("legacy"))
                {
                    return Legacy;
                }
                return Array.Find(
                    sessions,
                    session => !session.IsLegacy && session.Name == pair[0] && Term.Small(session.Number) == pair[1]
                );
            }
            handle = pair[0];
        }
        TraceSession? found = Reference.Resource<TraceSession>(handle);
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

    /// <summary>Adds or removes flags of a process in a session; false if the process is gone.</summary>
    public bool Change(TraceSession session, Term pid, bool on, TraceFlags flags, Term tracer)
    {
        lock (Gate)
        {
            session.Records.TryGetValue(pid.Bits, out TraceRecord? record);
            TraceFlags wanted = on ? (record?.Flags ?? 0) | flags : (record?.Flags ?? 0) & ~flags;
            if (wanted == TraceFlags.None)
            {
                session.Records.TryRemove(pid.Bits, out _);
            }
            else
            {
                session.Records[pid.Bits] = new TraceRecord(wanted, on ? tracer : record!.Tracer);
            }
            return Refresh(pid);
        }
    }

    public void ChangeNew(TraceSession session, bool on, TraceFlags flags, Term tracer)
    {
        lock (Gate)
        {
            TraceFlags before = session.NewProcesses?.Flags ?? 0;
            TraceFlags wanted = on ? before | flags : before & ~flags;
            session.NewProcesses = wanted == 0 ? null : new TraceRecord(wanted, on ? tracer : session.NewProcesses!.Tracer);
            RefreshNew();
        }
    }

    /// <summary>The process has ended: nobody traces it any more.</summary>
    public void Forget(Term pid)
    {
        foreach (TraceSession session in sessions)
        {
            session.Records.TryRemove(pid.Bits, out _);
        }
    }

    private void RefreshNew()
    {
        bool wants = false;
        foreach (TraceSession session in sessions)
        {
            wants |= session.NewProcesses != null;
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
        Epochs.Enter();
        Process* process = vm.Processes.Find(pid);
        if (process != null)
        {
            Volatile.Write(ref process->TraceFlags, (uint)union);
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
