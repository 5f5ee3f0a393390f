// Safe reading of process control blocks that another thread may be freeing. Each thread announces which epoch it
// has seen; a block retired in epoch E is freed when the global epoch is E + 2, because by then every thread has passed
// a quiescent point and can hold no pointer to it.
using System.Runtime.InteropServices;
using Lingen.Memory;

namespace Lingen.Runtime;

/// <summary>Epoch-based reclamation of process control blocks, shared by all threads of the OS process.</summary>
public static unsafe class Epochs
{
    private const int MaxThreads = 1024;
    private const int RetirementsBetweenAdvances = 64;

    /// <summary>One thread's announcement, on a cache line of its own.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Announcement
    {
        /// <summary>The epoch seen at the last quiescent point; 0 while the thread holds no pointers.</summary>
        public long Epoch;
        public int InUse;
        public int Depth;
    }

    private struct Retired
    {
        public Retired* Next;
        public void* Block;
        public long Epoch;
    }

    private static readonly Announcement* Announcements = (Announcement*)
        NativeMemory.AlignedAlloc((nuint)(MaxThreads * sizeof(Announcement)), 64);

    private static long global = 1;
    private static int threadCount;
    private static SpinLock32 retiredLock;
    private static Retired* oldestRetired;
    private static Retired* newestRetired;
    private static int sinceAdvance;

    [ThreadStatic]
    private static Announcement* own;

    static Epochs() => NativeMemory.Clear(Announcements, (nuint)(MaxThreads * sizeof(Announcement)));

    /// <summary>From here to <see cref="Exit"/> processes found in the table stay readable. Nests; cheap when already inside.</summary>
    public static void Enter()
    {
        Announcement* mine = own;
        if (mine == null)
        {
            mine = Claim();
        }
        if (mine->Depth++ == 0)
        {
            Announce(mine);
        }
    }

    public static void Exit()
    {
        Announcement* mine = own;
        if (--mine->Depth == 0)
        {
            Volatile.Write(ref mine->Epoch, 0);
        }
    }

    /// <summary>A thread that is inside declares that it holds no process pointer right now.</summary>
    public static void Quiesce()
    {
        Announcement* mine = own;
        if (Volatile.Read(ref mine->Epoch) != Volatile.Read(ref global))
        {
            Announce(mine);
        }
    }

    /// <summary>Gives the announcement of an ending thread to the next one.</summary>
    public static void LeaveThread()
    {
        if (own != null)
        {
            Volatile.Write(ref own->Epoch, 0);
            own->Depth = 0;
            Volatile.Write(ref own->InUse, 0);
            own = null;
        }
    }

    /// <summary>Frees a block of native memory once no thread can be reading it.</summary>
    public static void Retire(void* block)
    {
        var node = (Retired*)NativeMemory.Alloc((nuint)sizeof(Retired));
        node->Next = null;
        node->Block = block;
        Retired* ready = null;
        retiredLock.Enter();
        node->Epoch = Volatile.Read(ref global);
        if (newestRetired == null)
        {
            oldestRetired = node;
        }
        else
        {
            newestRetired->Next = node;
        }
        newestRetired = node;
        if (++sinceAdvance >= RetirementsBetweenAdvances)
        {
            sinceAdvance = 0;
            TryAdvance();
            ready = TakeReady();
        }
        retiredLock.Exit();
        Free(ready);
    }

    /// <summary>Frees what has become safe; for idle threads, so that the last retired blocks do not linger.</summary>
    public static void Collect()
    {
        if (oldestRetired == null || !retiredLock.TryEnter())
        {
            return;
        }
        TryAdvance();
        Retired* ready = TakeReady();
        retiredLock.Exit();
        Free(ready);
    }

    /// <summary>
    /// An epoch to wait for: once it is <see cref="Reached"/>, every thread that is inside has passed a quiescent point since.
    /// </summary>
    public static long AfterEveryThread() => Interlocked.Read(ref global) + 2;

    /// <summary>Whether the epoch has come; helps it along. The caller must pass quiescent points between its questions.</summary>
    public static bool Reached(long epoch)
    {
        TryAdvance();
        return Volatile.Read(ref global) >= epoch;
    }

    private static void Announce(Announcement* mine)
    {
        // A full fence must lie between the announcement and the first read of a shared pointer.
        Interlocked.Exchange(ref mine->Epoch, Volatile.Read(ref global));
        LiteralRegion.TakeLeaving();
    }

    private static Announcement* Claim()
    {
        for (int i = 0; i < MaxThreads; i++)
        {
            if (Interlocked.CompareExchange(ref Announcements[i].InUse, 1, 0) == 0)
            {
                int count = Volatile.Read(ref threadCount);
                while (count < i + 1)
                {
                    count = Interlocked.CompareExchange(ref threadCount, i + 1, count);
                }
                own = Announcements + i;
                return own;
            }
        }
        throw new InvalidOperationException("more than 1024 threads use the VM");
    }

    private static void TryAdvance()
    {
        long current = Volatile.Read(ref global);
        int count = Volatile.Read(ref threadCount);
        for (int i = 0; i < count; i++)
        {
            long seen = Volatile.Read(ref Announcements[i].Epoch);
            if (seen != 0 && seen != current)
            {
                return;
            }
        }
        Interlocked.CompareExchange(ref global, current + 1, current);
    }

    private static Retired* TakeReady()
    {
        long safe = Volatile.Read(ref global) - 2;
        Retired* first = oldestRetired;
        Retired* last = null;
        for (Retired* node = first; node != null && node->Epoch <= safe; node = node->Next)
        {
            last = node;
        }
        if (last == null)
        {
            return null;
        }
        oldestRetired = last->Next;
        if (oldestRetired == null)
        {
            newestRetired = null;
        }
        last->Next = null;
        return first;
    }

    private static void Free(Retired* list)
    {
        while (list != null)
        {
            Retired* next = list->Next;
            NativeMemory.Free(list->Block);
            NativeMemory.Free(list);
            list = next;
        }
    }
}
