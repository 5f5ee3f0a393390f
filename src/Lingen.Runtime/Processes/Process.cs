// An Erlang process: a native record of fixed size beside its heap block. There may be a million of them, so every
// field must earn its eight bytes; what few processes need goes to Extras.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Why a BIF returned no value, and the class of a raised exception.</summary>
public enum FailureKind
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
}

/// <summary>Control block. Only the thread that runs the process touches it, except for the fields named as shared.</summary>
public unsafe partial struct Process
{
    /// <summary>Heap and stack. First field: the address of a process is the address of its TermHeap.</summary>
    public ProcessHeap Memory;

    /// <summary>Code address to continue at. Live x registers of a process that does not run are on top of its stack.</summary>
    public ulong* Ip;
    public ushort LiveRegisters;
    public ushort Flags16;
    public int ReductionsLeft;

    public Term Pid;
    public long Reductions;

    /// <summary>The exception in flight, from the failing BIF or instruction until the handler has taken it.</summary>
    public FailureKind Failure;

    /// <summary>Arity of TrapTarget's call for Trap; position of the failing frame's code address else.</summary>
    public int FailureArity;
    public Term FailureReason;

    /// <summary>Raw stack trace, or the term given to raise/3; none until built.</summary>
    public Term FailureTrace;

    /// <summary>Where a trapping BIF goes on: Export*; else the cause for error_info (a term word) or 0.</summary>
    public ulong FailureExtra;
}
