// The runnable processes of one scheduler, by priority. Max and high run before everything else; low runs once for
// every eight normal ones.
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Four linked lists under one short lock.</summary>
public sealed unsafe class RunQueue
{
    private const int PriorityCount = 4;
    private const int NormalPerLow = 8;

    private readonly Process*[] first = new Process*[PriorityCount];
    private readonly Process*[] last = new Process*[PriorityCount];
    private readonly int[] counts = new int[PriorityCount];
    private SpinLock32 gate;
    private int length;
    private int normalSinceLow;

    public int Length => Volatile.Read(ref length);

    public void Add(Process* process)
    {
        process->NextInQueue = null;
        gate.Enter();
        // Read under the gate: who raises a process looks for it in the queues afterwards.
        AddLocked(process, (int)process->QueuePriority);
        gate.Exit();
    }

    /// <summary>Moves a process that waits here to the list of its priority, which has been raised. False if it is not here.</summary>
    public bool Raise(Process* process)
    {
        if (Length == 0)
        {
            return false;
        }
        gate.Enter();
        bool found = false;
        for (int priority = PriorityCount - 1; priority > (int)process->QueuePriority && !found; priority--)
        {
            found = RemoveLocked(process, priority);
        }
        if (found)
        {
            process->NextInQueue = null;
            AddLocked(process, (int)process->QueuePriority);
        }
        gate.Exit();
        return found;
    }

    private void AddLocked(Process* process, int priority)
    {
        if (last[priority] == null)
        {
            first[priority] = process;
        }
        else
        {
            last[priority]->NextInQueue = process;
        }
        last[priority] = process;
        counts[priority]++;
        length++;
    }

    private bool RemoveLocked(Process* process, int priority)
    {
        Process* previous = null;
        for (Process* at = first[priority]; at != null; at = at->NextInQueue)
        {
            if (at == process)
            {
                if (previous == null)
                {
                    first[priority] = at->NextInQueue;
                }
                else
                {
                    previous->NextInQueue = at->NextInQueue;
                }
                if (last[priority] == at)
                {
                    last[priority] = previous;
                }
                counts[priority]--;
                length--;
                return true;
            }
            previous = at;
        }
        return false;
    }

    /// <summary>The process to run next, or null.</summary>
    public Process* Take()
    {
        if (Length == 0)
        {
            return null;
        }
        gate.Enter();
        Process* process = TakeLocked();
        gate.Exit();
        return process;
    }

    /// <summary>For another scheduler: as <see cref="Take"/>, but gives up if the lock is held.</summary>
    public Process* Steal()
    {
        if (Length == 0 || !gate.TryEnter())
        {
            return null;
        }
        Process* process = TakeLocked();
        gate.Exit();
        return process;
    }

    /// <summary>Number of waiting processes of a priority.</summary>
    public int Count(ProcessPriority priority) => Volatile.Read(ref counts[(int)priority]);

    /// <summary>
    /// Moves processes of a priority from the front of another queue to the end of this one, up to half of the difference in length. Gives up
    /// if the other queue is locked. Returns how many.
    /// </summary>
    public int TakeHalfOfDifference(RunQueue other, ProcessPriority priority)
    {
        int wanted = (other.Count(priority) - Count(priority)) / 2;
        if (wanted <= 0 || !other.gate.TryEnter())
        {
            return 0;
        }
        int moved = 0;
        Process* chain = other.first[(int)priority];
        Process* end = null;
        for (Process* at = chain; at != null && moved < wanted; at = at->NextInQueue)
        {
            end = at;
            moved++;
        }
        if (end != null)
        {
            other.first[(int)priority] = end->NextInQueue;
            other.last[(int)priority] = end->NextInQueue == null ? null : other.last[(int)priority];
            other.counts[(int)priority] -= moved;
            other.length -= moved;
            end->NextInQueue = null;
        }
        other.gate.Exit();
        while (chain != null)
        {
            Process* next = chain->NextInQueue;
            Add(chain);
            chain = next;
        }
        return moved;
    }

    private Process* TakeLocked()
    {
        int priority = 0;
        if (first[0] == null)
        {
            priority = first[1] != null ? 1 : PickOrdinary();
        }
        Process* process = first[priority];
        if (process == null)
        {
            return null;
        }
        first[priority] = process->NextInQueue;
        if (first[priority] == null)
        {
            last[priority] = null;
        }
        counts[priority]--;
        length--;
        return process;
    }

    private int PickOrdinary()
    {
        if (first[(int)ProcessPriority.Low] == null)
        {
            return (int)ProcessPriority.Normal;
        }
        if (first[(int)ProcessPriority.Normal] == null || ++normalSinceLow > NormalPerLow)
        {
            normalSinceLow = 0;
            return (int)ProcessPriority.Low;
        }
        return (int)ProcessPriority.Normal;
    }
}
