// erlang:unique_integer: each thread counts on its own, so the plain kind takes no shared memory; the strictly monotonic kind is one
// counter for all.
//
//   plain: Lowest + (count << bits | thread), where all numbers of threads that run processes fit into the bits; positive: without Lowest
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Sources of unique integers.</summary>
public static unsafe class UniqueIntegers
{
    /// <summary>Where the plain and the monotonic values start without the positive modifier: the smallest small, as on BEAM.</summary>
    public const long Lowest = -(1L << 59);

    /// <summary>Counts below 2 to this power, threads included, make integers of 64 bits.</summary>
    private const int QuickBits = 62;
    private static long monotonic;
    private static long monotonicPositive;

    /// <summary>An integer unique among those of the same modifiers.</summary>
    public static Term Next(TermHeap* heap, Scheduler scheduler, bool positive)
    {
        int bits = scheduler.Vm.UniqueThreadBits;
        ulong count = positive ? ++scheduler.UniquePositive : ++scheduler.UniquePlain;
        if (count >> (QuickBits - bits) == 0)
        {
            long value = (long)(count << bits) | (long)scheduler.Id;
            return Integers.Create(heap, positive ? value : value + Lowest);
        }
        Int128 large = Make((ulong)scheduler.Id, count, bits);
        return Integers.Create(heap, positive ? large - Lowest : large);
    }

    /// <summary>What a thread makes of a count that is not asked to be positive.</summary>
    public static Int128 Make(ulong thread, ulong count, int threadBits) => (((Int128)count << threadBits) | thread) + Lowest;

    public static long NextMonotonic(bool positive) =>
        positive ? Interlocked.Increment(ref monotonicPositive) : Lowest + Interlocked.Increment(ref monotonic);
}

public sealed partial class Scheduler
{
    internal ulong UniquePlain;
    internal ulong UniquePositive;
}

public sealed partial class VirtualMachine
{
    /// <summary>Bits that the numbers of all schedulers and dirty threads take in unique integers.</summary>
    public int UniqueThreadBits { get; private set; }

    private static int BitsFor(int threads) => 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)threads);
}
