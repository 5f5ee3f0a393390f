// A hierarchical timer wheel: six levels of 64 slots, one millisecond a slot on the lowest. Starting and cancelling
// take constant time; an entry moves down at most five times before it fires. Each scheduler has a wheel and
// advances it between slices; other threads reach in under the wheel's lock to cancel.
using System.Numerics;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>The timers of one scheduler.</summary>
public sealed unsafe partial class TimerWheel(VirtualMachine vm, int index)
{
    private const int LevelBits = 6;
    private const int SlotsPerLevel = 1 << LevelBits;
    private const int LevelCount = 6;
    private const long HorizonTicks = 1L << (LevelBits * LevelCount);

    // A list for each slot, in the order in which its timers were started: those of one tick fire in that order.
    private readonly TimerNode*[] first = new TimerNode*[SlotsPerLevel * LevelCount];
    private readonly TimerNode*[] last = new TimerNode*[SlotsPerLevel * LevelCount];
    private readonly ulong[] occupied = new ulong[LevelCount];
    private readonly Dictionary<ulong, nint> byReference = [];
    private readonly long startNs = Clock.Monotonic();
    private SpinLock32 gate;
    private long currentTick;
    private long nextDueNs = long.MaxValue;
    private int count;

    /// <summary>When the wheel wants to be advanced next (monotonic nanoseconds); a little early at worst.</summary>
    public long NextDueNs => Volatile.Read(ref nextDueNs);

    /// <summary>Timers in the wheel.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Puts a timer in; fires at <paramref name="expiryNs"/> or up to a millisecond later, never earlier.</summary>
    public void Start(TimerNode* node, long expiryNs)
    {
        node->ExpiryNs = expiryNs;
        node->WheelIndex = index;
        long relative = Math.Max(expiryNs - startNs, 0);
        node->ExpiryTick = (relative + Clock.NanosecondsPerMillisecond - 1) / Clock.NanosecondsPerMillisecond;
        gate.Enter();
        if (node->ExpiryTick <= currentTick)
        {
            node->ExpiryTick = currentTick + 1;
        }
        Insert(node);
        count++;
        if (node->Message != null)
        {
            byReference[node->Key] = (nint)node;
            AddForPid(node);
        }
        long due = TickTime(node->ExpiryTick);
        if (due < nextDueNs)
        {
            Volatile.Write(ref nextDueNs, due);
        }
        gate.Exit();
    }

    /// <summary>Takes a receive timer out; once this returns it does not fire any more. The node stays the caller's.</summary>
    public void CancelReceive(TimerNode* node)
    {
        gate.Enter();
        if (node->Place >= 0)
        {
            Remove(node);
            count--;
        }
        gate.Exit();
    }

    /// <summary>Takes the BIF timer with this reference out, for the caller to free; null if it has fired or never was.</summary>
    public TimerNode* CancelByReference(ulong key)
    {
        gate.Enter();
        TimerNode* node = null;
        if (byReference.Remove(key, out nint found))
        {
            node = (TimerNode*)found;
            Remove(node);
            RemoveForPid(node);
            count--;
        }
        gate.Exit();
        return node;
    }

    /// <summary>Expiry time of the BIF timer with this reference; false if it has fired or never was.</summary>
    public bool TryRead(ulong key, out long expiryNs)
    {
        gate.Enter();
        bool known = byReference.TryGetValue(key, out nint found);
        expiryNs = known ? ((TimerNode*)found)->ExpiryNs : 0;
        gate.Exit();
        return known;
    }

    /// <summary>Destination and message (an address) of every BIF timer.</summary>
    public void ForEachMessage(Action<Term, nint> visit)
    {
        gate.Enter();
        foreach (nint node in byReference.Values)
        {
            visit(((TimerNode*)node)->Destination, (nint)((TimerNode*)node)->Message);
        }
        gate.Exit();
    }

    /// <summary>Fires everything that is due.</summary>
    public void Advance(long nowNs)
    {
        if (nowNs < NextDueNs)
        {
            return;
        }
        long nowTick = (nowNs - startNs) / Clock.NanosecondsPerMillisecond;
        TimerNode* fired = null;
        gate.Enter();
        TimerNode** end = &fired;
        while (currentTick < nowTick)
        {
            long next = NextOccupiedTick();
            if (next > nowTick)
            {
                currentTick = nowTick;
                break;
            }
            currentTick = next;
            Cascade();
            end = TakeDue(end);
        }
        long following = NextOccupiedTick();
        Volatile.Write(ref nextDueNs, following == long.MaxValue ? long.MaxValue : TickTime(following));
        gate.Exit();
        while (fired != null)
        {
            TimerNode* next = fired->Next;
            Deliver(fired);
            fired = next;
        }
    }

    private long TickTime(long tick) => startNs + (tick * Clock.NanosecondsPerMillisecond);

    private void Insert(TimerNode* node)
    {
        long expiry = Math.Min(node->ExpiryTick, currentTick + HorizonTicks - 1);
        ulong difference = (ulong)(expiry ^ currentTick) | (SlotsPerLevel - 1);
        int level = Math.Min((63 - BitOperations.LeadingZeroCount(difference)) / LevelBits, LevelCount - 1);
        int slot = (int)(expiry >> (level * LevelBits)) & (SlotsPerLevel - 1);
        int place = (level * SlotsPerLevel) + slot;
        node->Place = place;
        node->Previous = last[place];
        node->Next = null;
        if (node->Previous == null)
        {
            first[place] = node;
            occupied[level] |= 1UL << slot;
        }
        else
        {
            node->Previous->Next = node;
        }
        last[place] = node;
    }

    private void Remove(TimerNode* node)
    {
        int place = node->Place;
        if (node->Previous == null)
        {
            first[place] = node->Next;
        }
        else
        {
            node->Previous->Next = node->Next;
        }
        if (node->Next == null)
        {
            last[place] = node->Previous;
        }
        else
        {
            node->Next->Previous = node->Previous;
        }
        if (first[place] == null)
        {
            occupied[place >> LevelBits] &= ~(1UL << (place & (SlotsPerLevel - 1)));
        }
        node->Place = -1;
    }

    /// <summary>First tick after the current one at which a slot fires or cascades.</summary>
    private long NextOccupiedTick()
    {
        for (int level = 0; level < LevelCount; level++)
        {
            if (occupied[level] == 0)
            {
                continue;
            }
            int shift = level * LevelBits;
            int position = (int)(currentTick >> shift) & (SlotsPerLevel - 1);
            ulong rotated = BitOperations.RotateRight(occupied[level], position + 1);
            int distance = BitOperations.TrailingZeroCount(rotated) + 1;
            long levelStart = (currentTick >> shift) + distance;
            return levelStart << shift;
        }
        return long.MaxValue;
    }

    /// <summary>Moves entries of the upper levels whose slot begins at the current tick down.</summary>
    private void Cascade()
    {
        for (int level = LevelCount - 1; level > 0; level--)
        {
            int shift = level * LevelBits;
            if ((currentTick & ((1L << shift) - 1)) != 0)
            {
                continue;
            }
            TimerNode* node = TakeSlot(level, (int)(currentTick >> shift) & (SlotsPerLevel - 1));
            while (node != null)
            {
                TimerNode* next = node->Next;
                Insert(node);
                node = next;
            }
        }
    }

    /// <summary>Empties a slot; returns its first timer.</summary>
    private TimerNode* TakeSlot(int level, int slot)
    {
        int place = (level * SlotsPerLevel) + slot;
        TimerNode* node = first[place];
        first[place] = last[place] = null;
        occupied[level] &= ~(1UL << slot);
        return node;
    }

    private TimerNode** TakeDue(TimerNode** end)
    {
        TimerNode* node = TakeSlot(0, (int)currentTick & (SlotsPerLevel - 1));
        while (node != null)
        {
            TimerNode* next = node->Next;
            node->Place = -1;
            if (node->ExpiryTick > currentTick)
            {
                // Beyond the horizon when it was inserted.
                Insert(node);
            }
            else if (node->Receiver != null)
            {
                // Under the lock, so that a process which has cancelled may be freed at once.
                count--;
                Volatile.Write(ref node->Receiver->TimerFired, 1);
                Wakeups.Wake(node->Receiver);
            }
            else
            {
                count--;
                byReference.Remove(node->Key);
                RemoveForPid(node);
                node->Next = null;
                *end = node;
                end = &node->Next;
            }
            node = next;
        }
        return end;
    }

    private void Deliver(TimerNode* node)
    {
        if (node->Restarts > 0)
        {
            node->Restarts--;
            Start(node, Clock.Monotonic());
            return;
        }
        Term destination = node->Destination.IsAtom ? vm.Names.WhereIs(node->Destination) : node->Destination;
        Process* receiver = destination.IsLocalPid ? vm.Processes.Find(destination) : null;
        if (receiver != null && SignalQueue.Push(receiver, node->Message))
        {
            TimerNode.Free(node);
            return;
        }
        if (destination.IsLocalPort)
        {
            vm.Host?.SendToPort(Term.None, destination, node->Message->Payload);
        }
        Message.Release(node->Message);
        TimerNode.Free(node);
    }
}

/// <summary>The timer of a receive with an after clause.</summary>
public static unsafe class ReceiveTimers
{
    public static void Start(Process* process, Scheduler scheduler, long timeoutMs)
    {
        TimerNode* node = process->Timer;
        if (node == null)
        {
            node = TimerNode.Create();
            process->Timer = node;
        }
        node->Receiver = process;
        process->TimerFired = 0;
        process->SetFlag(ProcessFlags.ReceiveTimerSet, true);
        scheduler.Timers.Start(node, Clock.Monotonic() + (timeoutMs * Clock.NanosecondsPerMillisecond));
    }

    /// <summary>Ends the timer whether it has fired or not.</summary>
    public static void Cancel(Process* process)
    {
        TimerNode* node = process->Timer;
        process->Vm.Schedulers[node->WheelIndex].Timers.CancelReceive(node);
        process->TimerFired = 0;
        process->SetFlag(ProcessFlags.ReceiveTimerSet, false);
    }

    /// <summary>The process ends.</summary>
    public static void Free(Process* process)
    {
        if (process->Timer == null)
        {
            return;
        }
        if (process->HasFlag(ProcessFlags.ReceiveTimerSet))
        {
            Cancel(process);
        }
        TimerNode.Free(process->Timer);
        process->Timer = null;
    }
}
