// The runtime knows an engine only as "run this process until it yields, waits, ends or fails".
namespace Lingen.Runtime;

/// <summary>Why an engine stopped running a process.</summary>
public enum RunResult
{
    /// <summary>Its reductions are spent; it is runnable.</summary>
    Yielded,

    /// <summary>It waits for a message (Ip is at the receive loop), with or without a timer.</summary>
    Waiting,

    /// <summary>It ended: its function returned or it was told to exit. FailureKind and FailureReason say how.</summary>
    Exited,

    /// <summary>It called a dirty BIF: PendingBif with the arguments in its saved registers.</summary>
    Dirty,

    /// <summary>It suspended itself or was suspended.</summary>
    Suspended,
}

/// <summary>An execution engine.</summary>
public interface IEngine
{
    /// <summary>Runs the process on the scheduler's thread. On return all of its state is in the process.</summary>
    unsafe RunResult Run(Process* process, Scheduler scheduler);
}
