// What sessions want to know about the calls of functions, and what call_count, call_time and call_memory have measured.
using System.Collections.Concurrent;
using Lingen.Code;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>What happens to the counters of a pattern.</summary>
internal enum CounterChange
{
    Set,
    Restart,
    Pause,
    Remove,
}

/// <summary>One call of trace_pattern: which kinds of tracing it switches, and to what.</summary>
internal sealed record PatternChange
{
    public bool On { get; init; }
    public bool Local { get; init; }
    public bool Meta { get; init; }
    public bool Count { get; init; }
    public bool Time { get; init; }
    public bool Memory { get; init; }
    public CounterChange Counters { get; init; }
    public MatchProgram? Program { get; init; }
    public MatchProgram? MetaProgram { get; init; }
    public Term MetaTracer { get; init; }

    /// <summary>Calls inside of the module too; else external calls of exported functions only.</summary>
    public bool IsBreakpoint => Local || Meta || Count || Time || Memory;
}

/// <summary>Calls of one process, and the nanoseconds or words it has spent in them.</summary>
internal sealed class CallAccount
{
    public long Count;
    public long Amount;
}

/// <summary>call_time or call_memory of a function. An account is changed by the thread that runs its process only.</summary>
internal sealed class CallAccounts
{
    public bool IsActive { get; set; } = true;
    public ConcurrentDictionary<ulong, CallAccount> ByProcess { get; } = new();

    public CallAccount Of(Term pid) => ByProcess.GetOrAdd(pid.Bits, static _ => new CallAccount());
}

/// <summary>Which accounted function a process is in, and the reading of the meter when it came there.</summary>
internal sealed class AccountingState
{
    public CallPattern? Current;
    public long Reading;
}

/// <summary>What one session wants to know about the calls of one function.</summary>
internal sealed class CallPattern(TraceSession session)
{
    private static int lastId;

    public TraceSession Session { get; } = session;

    /// <summary>Names the pattern in frames on stacks.</summary>
    public int Id { get; } = Interlocked.Increment(ref lastId);

    /// <summary>Call events, of external calls only or of all.</summary>
    public bool Global { get; private set; }
    public bool Local { get; private set; }
    public MatchProgram? Program { get; private set; }

    /// <summary>Meta trace: events to one tracer whoever calls. None if there is none, [] once that tracer is gone.</summary>
    public Term MetaTracer { get; set; }
    public MatchProgram? MetaProgram { get; private set; }

    public bool Counts { get; private set; }
    public bool CountActive { get; private set; }
    public long CallCount;
    public CallAccounts? Time { get; private set; }
    public CallAccounts? Memory { get; private set; }

    /// <summary>Every call is of interest, not only external ones.</summary>
    public bool IsBreakpoint => Local || !MetaTracer.IsNone || Counts || Time != null || Memory != null;

    public bool IsEmpty => !Global && !Local && MetaTracer.IsNone && !Counts && Time == null && Memory == null;

    /// <summary>Applies a change to a function; <paramref name="exported"/> says whether global tracing concerns it.</summary>
    public void Apply(PatternChange change, bool exported)
    {
        if (!change.IsBreakpoint)
        {
            if (change.On)
            {
                Clear();
            }
            Global = change.On && exported;
            Program =
                Global ? change.Program
                : Local ? Program
                : null;
            return;
        }
        if (change.On && Global)
        {
            // Tracing of all calls takes the place of tracing of external ones.
            Global = false;
            Program = null;
        }
        if (change.Local)
        {
            Local = change.On;
            Program =
                change.On ? change.Program
                : Global ? Program
                : null;
        }
        if (change.Meta)
        {
            MetaTracer = change.On ? change.MetaTracer : Term.None;
            MetaProgram = change.On ? change.MetaProgram : null;
        }
        if (change.Count)
        {
            ChangeCount(change.Counters);
        }
        Time = change.Time ? Changed(Time, change.Counters) : Time;
        Memory = change.Memory ? Changed(Memory, change.Counters) : Memory;
    }

    private void Clear()
    {
        Local = false;
        Program = null;
        MetaTracer = Term.None;
        MetaProgram = null;
        Counts = false;
        Time = null;
        Memory = null;
    }

    private void ChangeCount(CounterChange change)
    {
        if (change == CounterChange.Pause && Counts)
        {
            CountActive = false;
            return;
        }
        Counts = CountActive = change != CounterChange.Remove;
        Volatile.Write(ref CallCount, 0);
    }

    private static CallAccounts? Changed(CallAccounts? accounts, CounterChange change)
    {
        if (change == CounterChange.Pause && accounts != null)
        {
            accounts.IsActive = false;
            return accounts;
        }
        if (change == CounterChange.Remove)
        {
            return null;
        }
        if (accounts == null)
        {
            return new CallAccounts();
        }
        // The processes stay: they may be in the function.
        accounts.IsActive = true;
        foreach (CallAccount account in accounts.ByProcess.Values)
        {
            Volatile.Write(ref account.Count, 0);
            Volatile.Write(ref account.Amount, 0);
        }
        return accounts;
    }
}

/// <summary>A function with call patterns and the stub that its calls run through.</summary>
internal sealed unsafe class FunctionTrace
{
    public FunctionEntry* Function;

    /// <summary>The BIF that runs in the function's place, or null.</summary>
    public BifEntry* Bif;

    /// <summary>What external calls lead to for global tracing, and all calls for the other kinds.</summary>
    public ulong* ExportStub;
    public ulong* Stub;

    /// <summary>What runs after the events.</summary>
    public ulong* Body;
    public CallPattern[] Patterns = [];

    /// <summary>All calls go to error_handler:breakpoint/3 instead (erts_debug:breakpoint/2).</summary>
    public bool Rerouted;

    /// <summary>Calls are kept for those who save theirs.</summary>
    public bool Saved;
    public bool OnFunction;
    public bool OnExport;
}
