// An Erlang process: a native record of fixed size beside its heap block. There may be a million of them, so every
// field must earn its eight bytes; what few processes need goes to Extras.
using Lingen.Code;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Why a BIF returned no value, and the class of a raised exception.</summary>
public enum FailureKind : byte
{
    None = 0,
    Error = 1,
    Exit = 2,
    Throw = 3,

    /// <summary>Not a failure: call TrapTarget with the arguments now in the x registers.</summary>
    Trap = 4,

    /// <summary>Not a failure: the process gives up its slice; the BIF is called again with the same arguments.</summary>
    Retry = 5,

    /// <summary>Not a failure: sleep until a signal arrives, then call the BIF again with the same arguments.</summary>
    Wait = 6,

    /// <summary>Not a failure: the process has been told to exit (exit signal, kill) and must not run on.</summary>
    Exiting = 7,

    /// <summary>Not a failure: call the BIF again with the same arguments on a dirty thread, as if it were marked Dirty.</summary>
    Dirty = 8,

    /// <summary>Not a failure: the value is the reason, and the process gives up its slice behind the call.</summary>
    Yield = 9,
}

/// <summary>Control block. Only the thread that runs the process touches it, except for the fields named as shared.</summary>
public unsafe partial struct Process
{
    /// <summary>Heap and stack. First field: the address of a process is the address of its TermHeap.</summary>
    public ProcessHeap Memory;

    /// <summary>Code address to continue at. Live x registers of a process that does not run are on top of its stack.</summary>
    public ulong* Ip;
    public ProcessFlags Flags;
    public int ReductionsLeft;

    public Term Pid;
    public long Reductions;

    /// <summary>The exception in flight, from the failing BIF or instruction until the handler has taken it.</summary>
    public FailureKind Failure;

    /// <summary>How many x registers are saved on its stack while it does not run.</summary>
    public ushort LiveRegisters;

    /// <summary>Arity of TrapTarget's call for Trap; position of the failing frame's code address else.</summary>
    public int FailureArity;
    public Term FailureReason;

    /// <summary>Raw stack trace, or the term given to raise/3; none until built.</summary>
    public Term FailureTrace;

    /// <summary>Where a trapping BIF goes on: Export*; else the cause for error_info (a term word) or 0.</summary>
    public ulong FailureExtra;

    /// <summary>Shared: bits of <see cref="ProcessState"/>.</summary>
    public int State;
    public ProcessPriority Priority;
    public ProcessCondition Condition;

    /// <summary>Shared: 1 once the receive timer has fired.</summary>
    public byte TimerFired;

    /// <summary>How many slices a low priority process has been passed over.</summary>
    public byte Skips;

    /// <summary>Shared: newest signal, linked to older ones; <see cref="SignalQueue.Closed"/> once the process is gone.</summary>
    public Message* Signals;

    /// <summary>The inner queue, in order of arrival. Only the process itself touches it.</summary>
    public Message* FirstMessage;
    public Message* LastMessage;

    /// <summary>The receive goes on behind this message; null for the start of the queue.</summary>
    public Message* SavedAfter;
    public int MessageCount;

    /// <summary>Index of the scheduler it ran on last.</summary>
    public ushort LastScheduler;
    public ushort SuspendCount;

    /// <summary>Shared: the union of all sessions' <see cref="Lingen.Runtime.TraceFlags"/>; written under the gate of Tracing.</summary>
    public uint TraceFlags;

    /// <summary>Index of its node in <see cref="VirtualMachine.ById"/>.</summary>
    public ushort VmId;

    /// <summary>Number of the scheduler that alone runs it, as long as that one may; 0 if any does. It changes only while the process runs.</summary>
    public ushort BoundTo;

    /// <summary>Next in the run queue.</summary>
    public Process* NextInQueue;
    public Term GroupLeader;
    public Term Parent;
    public Term RegisteredName;

    /// <summary>Export of the function the process was started with.</summary>
    public Export* InitialCall;
    public RelationTable* Links;
    public RelationTable* Monitors;
    public ProcessDictionary* Dictionary;
    public TimerNode* Timer;
    public ProcessExtras* Extras;

    /// <summary>The dirty BIF that a process with <see cref="RunResult.Dirty"/> wants to run.</summary>
    public BifEntry* PendingBif;
}
