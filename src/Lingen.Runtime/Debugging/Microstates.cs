// Microstate accounting: what each thread of the VM spends its time with. Off, a change of state costs one test of a static flag; on, one
// reading of the clock. A thread's state is known from its first change on; until then it counts as asleep.
namespace Lingen.Runtime;

/// <summary>What a thread does, in the order of the counters.</summary>
public enum Microstate
{
    /// <summary>Timers, and tasks that are no process's.</summary>
    Aux,

    /// <summary>Input and output that has become ready is handed out.</summary>
    CheckIo,

    /// <summary>Processes run.</summary>
    Emulator,

    /// <summary>A heap is collected.</summary>
    Gc,

    /// <summary>All the rest.</summary>
    Other,

    /// <summary>An operation on a port.</summary>
    Port,

    /// <summary>Nothing to do.</summary>
    Sleep,
}

/// <summary>The counters of one thread.</summary>
public sealed class MicrostateThread(string kind, int id)
{
    private readonly long[] counters = new long[Microstates.Count];
    private readonly Lock gate = new();
    private Microstate state = Microstate.Sleep;
    private long since;

    /// <summary>scheduler, dirty_cpu_scheduler, dirty_io_scheduler, poll: the type of erlang:statistics(microstate_accounting).</summary>
    public string Kind { get; } = kind;
    public int Id { get; } = id;

    /// <summary>Books the time since the last change and goes over to another state; returns the one before.</summary>
    internal Microstate Change(Microstate next)
    {
        lock (gate)
        {
            Microstate before = state;
            if (Microstates.IsOn)
            {
                long now = Clock.Raw();
                counters[(int)before] += now - since;
                since = now;
                state = next;
            }
            return before;
        }
    }

    internal void Begin()
    {
        lock (gate)
        {
            since = Clock.Raw();
            state = Microstate.Sleep;
        }
    }

    /// <summary>Books what has run up; nothing counts from here on if accounting has been switched off.</summary>
    internal long[] Read()
    {
        lock (gate)
        {
            if (Microstates.IsOn)
            {
                long now = Clock.Raw();
                counters[(int)state] += now - since;
                since = now;
            }
            return (long[])counters.Clone();
        }
    }

    internal void Clear()
    {
        lock (gate)
        {
            Array.Clear(counters);
            since = Clock.Raw();
        }
    }
}

/// <summary>Microstate accounting of all threads of the OS process.</summary>
public static class Microstates
{
    public const int Count = (int)Microstate.Sleep + 1;

    private static readonly Lock Gate = new();
    private static readonly List<MicrostateThread> Threads = [];
    private static volatile bool isOn;

    [ThreadStatic]
    private static MicrostateThread? current;

    /// <summary>Whether states are accounted.</summary>
    public static bool IsOn => isOn;

    /// <summary>The calling thread is one of the VM's.</summary>
    public static void AddThread(string kind, int id)
    {
        var thread = new MicrostateThread(kind, id);
        thread.Begin();
        lock (Gate)
        {
            Threads.Add(thread);
        }
        current = thread;
    }

    /// <summary>The calling thread ends.</summary>
    public static void RemoveThread()
    {
        lock (Gate)
        {
            if (current != null)
            {
                Threads.Remove(current);
            }
        }
    }

    /// <summary>The calling thread does something else from now on; returns what it did before.</summary>
    public static Microstate Change(Microstate state) => isOn && current is { } thread ? thread.Change(state) : Microstate.Other;

    /// <summary>Switches accounting; returns whether it was on.</summary>
    public static bool Switch(bool on)
    {
        lock (Gate)
        {
            bool before = isOn;
            if (on && !before)
            {
                Threads.ForEach(thread => thread.Begin());
            }
            else if (before && !on)
            {
                Threads.ForEach(thread => thread.Read());
            }
            isOn = on;
            if (on && !before)
            {
                // Who switches it on is running.
                Change(Microstate.Emulator);
            }
            return before;
        }
    }

    /// <summary>All counters begin anew.</summary>
    public static bool Reset()
    {
        lock (Gate)
        {
            Threads.ForEach(thread => thread.Clear());
            return isOn;
        }
    }

    /// <summary>Kind, number and nanoseconds in each state of every thread.</summary>
    public static List<(string Kind, int Id, long[] Counters)> Read()
    {
        lock (Gate)
        {
            return Threads.ConvertAll(thread => (thread.Kind, thread.Id, thread.Read()));
        }
    }
}
