// Whether file calls run on the spot or on a dirty thread. Most answer from the page cache in a microsecond, less than
// changing threads costs; so they run on the spot as long as they prove to be quick. One slow call (a sleeping disk, a
// network file system) sends all of them to the dirty threads for a while.
using System.Diagnostics;

namespace Lingen.IO;

/// <summary>Measures file calls of scheduler threads.</summary>
internal static class FilePace
{
    /// <summary>Transfers above this many bytes always go to a dirty thread.</summary>
    public const long QuickBytes = 256 * 1024;

    private static readonly long SlowTicks = Stopwatch.Frequency / 2_000;
    private static readonly long PauseTicks = Stopwatch.Frequency / 4;
    private static long slowUntil;

    /// <summary>The call may run on this thread.</summary>
    public static bool MayRun(Scheduler scheduler) => scheduler.IsDirty || Stopwatch.GetTimestamp() >= Volatile.Read(ref slowUntil);

    /// <summary>Tells the pace of a call that began at this timestamp.</summary>
    public static void Done(Scheduler scheduler, long began)
    {
        long now = Stopwatch.GetTimestamp();
        if (now - began > SlowTicks && !scheduler.IsDirty)
        {
            Volatile.Write(ref slowUntil, now + PauseTicks);
        }
    }
}
