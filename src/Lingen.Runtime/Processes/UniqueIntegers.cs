// erlang:unique_integer: each scheduler counts in a range of its own, so the plain kind takes no shared memory; the
// strictly monotonic kind is one counter for all.
namespace Lingen.Runtime;

/// <summary>Sources of unique integers.</summary>
public static class UniqueIntegers
{
    /// <summary>Where the plain and the monotonic values start without the positive modifier: the smallest small, as on BEAM.</summary>
    private const long Lowest = -(1L << 59);
    private static long monotonic;
    private static long monotonicPositive;

    /// <summary>A value unique among those of the same modifiers. Threads interleave: value * threads + thread.</summary>
    public static long Next(Scheduler scheduler, bool positive)
    {
        const int ThreadStride = 1024;
        if (positive)
        {
            return (++scheduler.UniquePositive * ThreadStride) + (scheduler.Id % ThreadStride);
        }
        return Lowest + (++scheduler.UniquePlain * ThreadStride) + (scheduler.Id % ThreadStride);
    }

    public static long NextMonotonic(bool positive) =>
        positive ? Interlocked.Increment(ref monotonicPositive) : Lowest + Interlocked.Increment(ref monotonic);
}

public sealed partial class Scheduler
{
    internal long UniquePlain;
    internal long UniquePositive;
}
