// The lock of a table, and of a stripe of its buckets: many readers or one writer. Held for microseconds by scheduler
// threads, so waiting is spinning that soon gives up the processor. Writers in waiting keep new readers out.
using System.Runtime.CompilerServices;

namespace Lingen.Runtime;

/// <summary>Reader-writer spin lock. Not reentrant.</summary>
internal struct EtsLock
{
    private const int Writer = -1;

    /// <summary>Number of readers, or <see cref="Writer"/>.</summary>
    private int state;
    private int waitingWriters;

    /// <summary>Locks that the calling thread holds: whoever holds one must come to its end.</summary>
    [ThreadStatic]
    private static int held;

    public static bool IsHeld => held > 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EnterRead()
    {
        held++;
        int seen = Volatile.Read(ref state);
        if (seen < 0 || Volatile.Read(ref waitingWriters) != 0 || Interlocked.CompareExchange(ref state, seen + 1, seen) != seen)
        {
            EnterReadSlow();
        }
    }

    public void ExitRead()
    {
        Interlocked.Decrement(ref state);
        held--;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EnterWrite()
    {
        held++;
        if (Interlocked.CompareExchange(ref state, Writer, 0) != 0)
        {
            EnterWriteSlow();
        }
    }

    public void ExitWrite()
    {
        Volatile.Write(ref state, 0);
        held--;
    }

    private void EnterReadSlow()
    {
        var spin = new SpinWait();
        while (true)
        {
            int seen = Volatile.Read(ref state);
            if (
                seen >= 0
                && Volatile.Read(ref waitingWriters) == 0
                && Interlocked.CompareExchange(ref state, seen + 1, seen) == seen
            )
            {
                return;
            }
            spin.SpinOnce();
        }
    }

    private void EnterWriteSlow()
    {
        Interlocked.Increment(ref waitingWriters);
        var spin = new SpinWait();
        while (Interlocked.CompareExchange(ref state, Writer, 0) != 0)
        {
            spin.SpinOnce();
        }
        Interlocked.Decrement(ref waitingWriters);
    }
}
