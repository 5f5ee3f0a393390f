// The runnable processes of one scheduler, by priority. Max and high run before everything else. Normal and low stand in one list, in which
// a process of priority low is passed over seven times before it runs: so it gets an eighth of what a normal one gets, however many there are.
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Three linked lists under one short lock: max, high, and the ordinary ones.</summary>
public sealed unsafe class RunQueue
{
    /// <summary>Lists, and the one for normal and low.</summary>
    public const int ListCount = 3;
    private const int Ordinary = 2;
    private const int SkipsOfLow = 7;

    private readonly Process*[] first = new Process*[ListCount];
    private readonly Process*[] last = new Process*[ListCount];
    private readonly int[] counts = new int[ListCount];

    /// <summary>How many in the list of the ordinary ones have priority low.</summary>
    private int lowCount;
    private SpinLock32 gate;
    private int length;

    /// <summary>How many may run on no other scheduler.</summary>
    private int bound;

    public int Length => Volatile.Read(ref length);

    /// <summary>How many other schedulers may take.</summary>
    public int Movable => Volatile.Read(ref length) - Volatile.Read(ref bound);

    public void Add(Process* process)
    {
        process->NextInQueue = null;
        gate.Enter();
        // Read under the gate: who raises a process looks for it in the queues afterwards.
        AddLocked(process, ListOf(process->QueuePriority));
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
        for (int list = ListCount - 1; list > ListOf(process->QueuePriority) && !found; list--)
        {
            found = RemoveLocked(process, list);
        }
        if (found)
        {
            process->NextInQueue = null;
            AddLocked(process, ListOf(process->QueuePriority));
        }
        gate.Exit();
        return found;
    }

    /// <summary>The list in which a process of this priority stands.</summary>
    public static int ListOf(ProcessPriority priority) => Math.Min((int)priority, Ordinary);

    private void AddLocked(Process* process, int list)
    {
        if (last[list] == null)
        {
            first[list] = process;
        }
        else
        {
            last[list]->NextInQueue = process;
        }
        last[list] = process;
        Count(process, list, 1);
    }

    private void Count(Process* process, int list, int change)
    {
        counts[list] += change;
        length += change;
        if (process->BoundTo != 0)
        {
            bound += change;
        }
        if (list == Ordinary && process->Priority == ProcessPriority.Low)
        {
            lowCount += change;
        }
    }

    private bool RemoveLocked(Process* process, int list)
    {
        Process* previous = null;
        for (Process* at = first[list]; at != null; at = at->NextInQueue)
        {
            if (at == process)
            {
                if (previous == null)
                {
                    first[list] = at->NextInQueue;
                }
                else
                {
                    previous->NextInQueue = at->NextInQueue;
                }
                if (last[list] == at)
                {
                    last[list] = previous;
                }
                Count(process, list, -1);
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

    /// <summary>For another scheduler: as <see cref="Take"/>, but gives up if the lock is held, and leaves those that are bound.</summary>
    public Process* Steal()
    {
        if (Movable == 0 || !gate.TryEnter())
        {
            return null;
        }
        Process* process = null;
        if (bound == 0)
        {
            process = TakeLocked();
        }
        else
        {
            for (int list = 0; list < ListCount && process == null; list++)
            {
                process = UnlinkMovable(list);
            }
        }
        gate.Exit();
        return process;
    }

    /// <summary>Number of waiting processes in a list.</summary>
    public int Count(int list) => Volatile.Read(ref counts[list]);

    /// <summary>
    /// Moves so many from the front of a list of another queue, or as many as it has, to the end of this one. Gives up if the other queue is
    /// locked. Returns how many.
    /// </summary>
    public int TakeFrom(RunQueue other, int list, int wanted)
    {
        if (wanted <= 0 || !other.gate.TryEnter())
        {
            return 0;
        }
        int moved = 0;
        Process* chain = null;
        Process* end = null;
        while (moved < wanted)
        {
            Process* process = other.UnlinkMovable(list);
            if (process == null)
            {
                break;
            }
            process->NextInQueue = null;
            if (end == null)
            {
                chain = process;
            }
            else
            {
                end->NextInQueue = process;
            }
            end = process;
            moved++;
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
        for (int list = 0; list < Ordinary; list++)
        {
            if (first[list] != null)
            {
                return Unlink(list);
            }
        }
        if (first[Ordinary] == null)
        {
            return null;
        }
        while (
            lowCount < counts[Ordinary] && first[Ordinary]->Priority == ProcessPriority.Low && first[Ordinary]->Skips < SkipsOfLow
        )
        {
            Process* low = Unlink(Ordinary);
            low->Skips++;
            low->NextInQueue = null;
            AddLocked(low, Ordinary);
        }
        Process* process = Unlink(Ordinary);
        process->Skips = 0;
        return process;
    }

    /// <summary>Takes the first of a list that is not bound, or null.</summary>
    private Process* UnlinkMovable(int list)
    {
        Process* process = first[list];
        if (bound == 0)
        {
            return process == null ? null : Unlink(list);
        }
        while (process != null && process->BoundTo != 0)
        {
            process = process->NextInQueue;
        }
        if (process != null)
        {
            RemoveLocked(process, list);
        }
        return process;
    }

    /// <summary>Takes the first of a list that is not empty.</summary>
    private Process* Unlink(int list)
    {
        Process* process = first[list];
        first[list] = process->NextInQueue;
        if (first[list] == null)
        {
            last[list] = null;
        }
        Count(process, list, -1);
        return process;
    }
}
