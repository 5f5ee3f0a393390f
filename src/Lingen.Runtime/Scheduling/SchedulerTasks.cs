// Work that is no process's: ports, completed input and output, calls from the C# library. A task runs on some
// scheduler thread between slices.
using System.Collections.Concurrent;

namespace Lingen.Runtime;

/// <summary>A piece of work for a scheduler. Must not block.</summary>
public abstract class SchedulerTask
{
    public abstract void Run(Scheduler scheduler);
}

public sealed unsafe partial class Scheduler
{
    private readonly ConcurrentQueue<SchedulerTask> tasks = new();

    private bool HasTask => !tasks.IsEmpty;

    /// <summary>Queues a task for this scheduler.</summary>
    public void Post(SchedulerTask task)
    {
        tasks.Enqueue(task);
        WakeIfAsleep();
    }

    /// <summary>
    /// In the middle of a long walk over a term: what waits for this thread goes on without it. Timers fire here, tasks and processes go to
    /// a scheduler that is not held up.
    /// </summary>
    internal void TendWhileWalking()
    {
        long now = Clock.Monotonic();
        Timers.Advance(now);
        Scheduler? other = HasTask ? Array.Find(Vm.Schedulers, s => s != this && s.IsStarted) : null;
        while (other != null && tasks.TryDequeue(out SchedulerTask? task))
        {
            other.Post(task);
        }
        NoteBacklog(now);
    }

    private bool RunTask()
    {
        if (!tasks.TryDequeue(out SchedulerTask? task))
        {
            return false;
        }
        NoteBusy();
        task.Run(this);
        return true;
    }
}

public sealed partial class VirtualMachine
{
    private int lastPosted;

    /// <summary>Runs a task on some scheduler, the calling one if there is one.</summary>
    public void Post(SchedulerTask task)
    {
        Scheduler? current = Scheduler.Current;
        if (current != null && current.Vm == this && !current.IsDirty)
        {
            current.Post(task);
            return;
        }
        Scheduler next = Schedulers[(uint)Interlocked.Increment(ref lastPosted) % (uint)Schedulers.Length];
        (next.IsStarted ? next : Schedulers[0]).Post(task);
    }
}
