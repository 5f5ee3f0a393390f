// The flags of erlang:trace/3.
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>What is traced of a process, in the order in which trace_info lists them from the end.</summary>
[Flags]
public enum TraceFlags : uint
{
    None = 0,
    Timestamp = 1,
    StrictMonotonicTimestamp = 2,
    MonotonicTimestamp = 4,
    Send = 8,
    Receive = 16,
    SetOnSpawn = 32,
    Call = 64,
    Procs = 128,
    SetOnFirstSpawn = 256,
    SetOnLink = 512,
    SetOnFirstLink = 1024,
    Running = 2048,
    GarbageCollection = 4096,
    Ports = 8192,
    Arity = 16_384,
    ReturnTo = 32_768,
    Silent = 65_536,
    Exiting = 131_072,
    RunningProcs = 262_144,
    RunningPorts = 524_288,
    SchedulerId = 1_048_576,

    /// <summary>Not a flag of erlang:trace: the process keeps its last calls.</summary>
    SaveCalls = 2_097_152,

    AnyTimestamp = Timestamp | StrictMonotonicTimestamp | MonotonicTimestamp,

    /// <summary>What `all` stands for: all events and what changes them, but for silent, return_to and the kind of timestamp.</summary>
    All =
        Send
        | Receive
        | SetOnSpawn
        | Call
        | Procs
        | SetOnFirstSpawn
        | SetOnLink
        | SetOnFirstLink
        | Running
        | GarbageCollection
        | Ports
        | Arity
        | ReturnTo
        | Exiting
        | RunningProcs
        | RunningPorts
        | Silent
        | AnyTimestamp
        | SchedulerId,

    /// <summary>A record with none of these is none.</summary>
    Tracee = All,

    /// <summary>Flags that say how, or that processes and ports share.</summary>
    Modifiers = Silent | AnyTimestamp | SchedulerId | Receive | Send,
    OfPorts = Modifiers | Ports | RunningPorts,
    OfProcesses = (All & ~OfPorts) | Modifiers,
}

/// <summary>Names of trace flags.</summary>
public static class TraceFlagNames
{
    private static readonly (string Name, TraceFlags Flag)[] Table =
    [
        ("timestamp", TraceFlags.Timestamp),
        ("strict_monotonic_timestamp", TraceFlags.StrictMonotonicTimestamp),
        ("monotonic_timestamp", TraceFlags.MonotonicTimestamp),
        ("send", TraceFlags.Send),
        ("receive", TraceFlags.Receive),
        ("set_on_spawn", TraceFlags.SetOnSpawn),
        ("call", TraceFlags.Call),
        ("procs", TraceFlags.Procs),
        ("set_on_first_spawn", TraceFlags.SetOnFirstSpawn),
        ("set_on_link", TraceFlags.SetOnLink),
        ("set_on_first_link", TraceFlags.SetOnFirstLink),
        ("running", TraceFlags.Running),
        ("exiting", TraceFlags.Exiting),
        ("garbage_collection", TraceFlags.GarbageCollection),
        ("arity", TraceFlags.Arity),
        ("return_to", TraceFlags.ReturnTo),
        ("silent", TraceFlags.Silent),
        ("scheduler_id", TraceFlags.SchedulerId),
        ("ports", TraceFlags.Ports),
        ("running_ports", TraceFlags.RunningPorts),
        ("running_procs", TraceFlags.RunningProcs),
    ];

    public static bool TryParse(Term atom, out TraceFlags flag)
    {
        flag = TraceFlags.None;
        if (!atom.IsAtom)
        {
            return false;
        }
        string name = AtomTable.Name(atom);
        if (name == "all")
        {
            flag = TraceFlags.All;
            return true;
        }
        foreach ((string known, TraceFlags value) in Table)
        {
            if (known == name)
            {
                flag = value;
                return true;
            }
        }
        return name == "cpu_timestamp";
    }

    /// <summary>
    /// A list of flags and, where the session leaves that open, {tracer, Tracer}. The tracer is none if the list names none.
    /// False if it is no such list.
    /// </summary>
    public static bool TryParseList(Term list, bool mayNameTracer, out TraceFlags flags, out Term tracer)
    {
        flags = TraceFlags.None;
        tracer = Term.None;
        for (; list.IsCons; list = list.Tail)
        {
            if (TryParse(list.Head, out TraceFlags flag))
            {
                flags |= flag;
            }
            else if (
                !mayNameTracer
                || !list.Head.IsTuple
                || new Tuple(list.Head) is not { Arity: 2 } option
                || option[0] != Term.Atom("tracer")
                || !(option[1].IsLocalPid || option[1].IsLocalPort || option[1].IsNil)
            )
            {
                // Tracer modules ({tracer, Module, State}) must be native code: there is none.
                return false;
            }
            else
            {
                tracer = option[1].IsNil ? Term.None : option[1];
            }
        }
        return list.IsNil;
    }

    /// <summary>The list has cpu_timestamp in it, which is no flag of a process.</summary>
    public static bool NamesCpuTimestamp(Term list)
    {
        for (; list.IsCons; list = list.Tail)
        {
            if (list.Head == Term.Atom("cpu_timestamp"))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The list that trace_info(flags) gives.</summary>
    public static unsafe Term ToList(TermHeap* heap, TraceFlags flags)
    {
        Term list = Term.Nil;
        foreach ((string name, TraceFlags flag) in Table)
        {
            if ((flags & flag) != 0)
            {
                list = Cons.Create(heap, Term.Atom(name), list);
            }
        }
        return list;
    }
}
