// What the runtime adds to the control block: scheduling state, signal queue, mailbox, relations, flags.
using Lingen.Code;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Bits of <see cref="Process.State"/>; shared, changed by compare-and-swap only.</summary>
public static class ProcessState
{
    /// <summary>Something has happened since the process was last looked at.</summary>
    public const int Active = 1;

    /// <summary>It stands in a run queue.</summary>
    public const int Queued = 2;

    /// <summary>A thread has it in hand: nobody else touches its unshared fields.</summary>
    public const int Running = 4;

    /// <summary>It has been told to exit or is exiting.</summary>
    public const int Exiting = 8;

    /// <summary>It has left the process table; the block is about to be freed.</summary>
    public const int Gone = 16;

    /// <summary>It runs on a dirty thread.</summary>
    public const int Dirty = 32;

    /// <summary>It is suspended by some process.</summary>
    public const int Suspended = 64;

    /// <summary>
    /// A process of higher priority waits for it to handle a signal: until it has done so it stands in the run queue of
    /// priority high, or max, whatever its own priority is.
    /// </summary>
    public const int RaisedToHigh = 128;
    public const int RaisedToMax = 256;
    public const int Raised = RaisedToHigh | RaisedToMax;

    /// <summary>Timers have been started with it as their destination: they end with it.</summary>
    public const int HasTimers = 512;

    /// <summary>It is in a call on a dirty thread, or waits for one: schedulers handle its signals.</summary>
    public const int DirtyCall = 1024;

    /// <summary>A scheduler handles its signals just now; the dirty thread waits with the end of the call.</summary>
    public const int SignalsHeld = 2048;

    /// <summary>It has ended for everyone else while its dirty call goes on, which still uses its memory.</summary>
    public const int Left = 4096;
}

/// <summary>What a process that is not running waits for.</summary>
public enum ProcessCondition : byte
{
    /// <summary>Nothing: it wants to run.</summary>
    Runnable,

    /// <summary>A message behind its save pointer, or the timer of its receive.</summary>
    Receive,

    /// <summary>Any signal: a BIF asked to be called again.</summary>
    Signal,

    /// <summary>A dirty BIF to end.</summary>
    Dirty,
}

/// <summary>Flags of a process that only the process itself changes.</summary>
[Flags]
public enum ProcessFlags : uint
{
    None = 0,
    TrapExit = 1,
    Sensitive = 2,
    OffHeapMessages = 4,
    AsyncDistribution = 8,
    System = 16,
    ReceiveTimerSet = 32,
    EtsSuperUser = 64,

    /// <summary>The process is in hibernation: its initial call and stack are gone.</summary>
    Hibernating = 128,

    /// <summary>The heap is to be collected with a full sweep at the next slice.</summary>
    FullSweepWanted = 256,

    /// <summary>min_heap_size was given; process_info reports MinHeapSizeWords instead of the default.</summary>
    MinHeapSizeGiven = 512,

    /// <summary>The exception that ends the process is not reported to the logger (it was reported, or is none).</summary>
    NoCrashReport = 1024,

    /// <summary>Someone asked for a collection (garbage_collect/1,2); done at the next slice.</summary>
    CollectWanted = 2048,

    /// <summary>The receive at work has no timeout; the register that said so is not read again.</summary>
    WaitsForever = 4096,

    /// <summary>The system monitor was told that its message queue is long.</summary>
    LongQueue = 8192,

    /// <summary>A BIF of the process handles its signals: nothing may move its heap or stack until the BIF has returned.</summary>
    InBuiltIn = 16384,

    /// <summary>Collections that others ask for wait (erts_debug:set_internal_state(gc_state, false)).</summary>
    CollectionsHeld = 32768,

    /// <summary>It waits until a port takes its data, which process_info calls suspended.</summary>
    WaitsForPort = 65536,
}

/// <summary>Scheduling priority; the number is the index of the run queue.</summary>
public enum ProcessPriority : byte
{
    Max = 0,
    High = 1,
    Normal = 2,
    Low = 3,
}

public unsafe partial struct Process
{
    public readonly bool TrapsExit => HasFlag(ProcessFlags.TrapExit);

    public readonly VirtualMachine Vm => VirtualMachine.ById(VmId);

    /// <summary>The run queue it belongs into: its own priority, or the one it was raised to for handling signals.</summary>
    public ProcessPriority QueuePriority
    {
        get
        {
            int state = Volatile.Read(ref State);
            ProcessPriority raised =
                (state & ProcessState.RaisedToMax) != 0 ? ProcessPriority.Max
                : (state & ProcessState.RaisedToHigh) != 0 ? ProcessPriority.High
                : ProcessPriority.Low;
            return raised < Priority ? raised : Priority;
        }
    }

    public readonly bool IsInDirtyCall => (State & ProcessState.DirtyCall) != 0;

    public readonly bool IsExiting => (State & ProcessState.Exiting) != 0;

    /// <summary>The extras, created if the process has none yet.</summary>
    public ProcessExtras* EnsureExtras()
    {
        if (Extras == null)
        {
            Extras = ProcessExtras.Create();
        }
        return Extras;
    }

    public void SetFlag(ProcessFlags flag, bool on) => Flags = on ? Flags | flag : Flags & ~flag;

    public readonly bool HasFlag(ProcessFlags flag) => (Flags & flag) != 0;

    /// <summary>Marks the process as told to exit with this reason; the scheduler ends it at the next safe point.</summary>
    public void MarkExiting(Term reason)
    {
        if (IsExiting)
        {
            return;
        }
        Failure = FailureKind.Exiting;
        FailureReason = reason;
        FailureTrace = Term.None;
        Interlocked.Or(ref State, ProcessState.Exiting);
    }
}
