// All processes of a node, by pid. Numbers ascend and a slot is reused only when the numbers have come round, so a pid
// is not soon given to another process. Lookups take no lock; see Epochs for why the result stays readable.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Slots of processes.</summary>
public sealed unsafe partial class ProcessTable
{
    public const int DefaultLimit = 1_048_576;
    public const int MinLimit = 1024;
    public const int MaxLimit = 134_217_727;

    /// <summary>Pids have 60 bits: number and serial. After the last the numbers begin anew.</summary>
    private const long NumberMask = (1L << (64 - Term.ImmediateShift)) - 1;

    private readonly nint* slots;
    private readonly uint mask;
    private long lastNumber = -1;
    private int count;

    /// <summary>Most processes that may exist (+P): a power of two.</summary>
    public int Limit { get; }
    public int Count => Volatile.Read(ref count);

    public ProcessTable(int limit)
    {
        Limit = (int)BitOperations.RoundUpToPowerOf2((uint)limit);
        mask = (uint)Limit - 1;
        // Fresh zero pages of the system: slots never used cost nothing.
        slots = (nint*)ReserveZeroed((nuint)Limit * (nuint)sizeof(nint));
    }

    /// <summary>Gives the process its pid. False if the table is full.</summary>
    public bool Add(Process* process)
    {
        if (Interlocked.Increment(ref count) > Limit)
        {
            Interlocked.Decrement(ref count);
            return false;
        }
        while (true)
        {
            long number = Interlocked.Increment(ref lastNumber);
            nint* slot = slots + (number & mask);
            if (Volatile.Read(ref *slot) != 0)
            {
                continue;
            }
            process->Pid = LocalPid.Create(
                (uint)(number & ((1L << LocalPid.NumberBits) - 1)),
                (uint)(number >> LocalPid.NumberBits)
            );
            if (Interlocked.CompareExchange(ref *slot, (nint)process, 0) == 0)
            {
                return true;
            }
        }
    }

    /// <summary>The pid leads nowhere from now on; threads that have found the process already may still use it.</summary>
    public void Remove(Process* process)
    {
        Volatile.Write(ref slots[LocalPid.Number(process->Pid) & mask], 0);
        Interlocked.Decrement(ref count);
    }

    /// <summary>The process of a local pid, or null. The caller is inside of an epoch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Process* Find(Term pid)
    {
        var process = (Process*)Volatile.Read(ref slots[LocalPid.Number(pid) & mask]);
        return process != null && process->Pid == pid ? process : null;
    }

    /// <summary>The process in a slot below <see cref="SlotCount"/>, or null; for walks over all.</summary>
    public Process* At(int slot) => (Process*)Volatile.Read(ref slots[slot]);

    /// <summary>Slots that have ever been used.</summary>
    public int SlotCount
    {
        get
        {
            // Beyond the last number of all the count becomes negative.
            long next = Volatile.Read(ref lastNumber) + 1;
            return next >= 0 && next < Limit ? (int)next : Limit;
        }
    }

    /// <summary>The number that the next process may get, of as many bits as a pid has; later ones if its slot is taken.</summary>
    public long NextNumber => (Volatile.Read(ref lastNumber) + 1) & NumberMask;

    /// <summary>
    /// Lets the numbers go on from here, for tests of a table that is in use for long. A number that has been comes in the next round.
    /// </summary>
    public void SkipTo(long number)
    {
        long last = Volatile.Read(ref lastNumber);
        while (true)
        {
            long seen = Interlocked.CompareExchange(ref lastNumber, last + ((number - 1 - last) & NumberMask), last);
            if (seen == last)
            {
                return;
            }
            last = seen;
        }
    }

    private static void* ReserveZeroed(nuint bytes)
    {
        void* memory = mmap(null, bytes, 3, 0x4022, -1, 0);
        if (memory == (void*)-1)
        {
            OutOfMemory.Fail((long)bytes, MemoryKind.Process);
        }
        return memory;
    }

    [LibraryImport("libc")]
    private static partial void* mmap(void* address, nuint length, int protection, int flags, int fd, long offset);
}
