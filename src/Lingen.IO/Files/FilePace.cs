// Whether file calls run on the spot or on a dirty thread. Most answer from the page cache in a microsecond, less than
// changing threads costs; so they run on the spot as long as they prove to be quick. A call that has waited (a sleeping disk, a
// network file system) sends all of them to the dirty threads for a while.
//
// Time alone does not tell: on a busy machine any call may take long because the thread was preempted. So a slow call only makes
// us look closer, and while we look, a slow call counts if the thread gave up its processor by itself.
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lingen.IO;

internal static unsafe partial class LibC
{
    public const int ResourceUsageThread = 1;

    [LibraryImport(Library)]
    public static partial int getrusage(int who, long* usage);
}

/// <summary>Measures file calls of scheduler threads.</summary>
internal static unsafe class FilePace
{
    /// <summary>Transfers above this many bytes always go to a dirty thread.</summary>
    public const long QuickBytes = 256 * 1024;

    // struct rusage in words of eight bytes, and the place of its count of voluntary context switches.
    private const int UsageWords = 18;
    private const int VoluntarySwitches = 16;

    private static readonly long SlowTicks = Stopwatch.Frequency / 2_000;
    private static readonly long PauseTicks = Stopwatch.Frequency / 4;
    private static readonly long WatchTicks = Stopwatch.Frequency * 2;
    private static long slowUntil;
    private static long watchUntil;

    [ThreadStatic]
    private static long switchesBefore;

    /// <summary>The call may run on this thread.</summary>
    public static bool MayRun(Scheduler scheduler) =>
        scheduler.IsDirty || Stopwatch.GetTimestamp() >= Volatile.Read(ref slowUntil);

    /// <summary>A call begins; the result is for <see cref="Done"/>.</summary>
    public static long Begin(Scheduler scheduler)
    {
        long now = Stopwatch.GetTimestamp();
        if (now < Volatile.Read(ref watchUntil) && !scheduler.IsDirty)
        {
            switchesBefore = Switches();
        }
        return now;
    }

    /// <summary>A call that began at this timestamp has ended.</summary>
    public static void Done(Scheduler scheduler, long began)
    {
        long now = Stopwatch.GetTimestamp();
        if (now - began <= SlowTicks || scheduler.IsDirty)
        {
            return;
        }
        if (began >= Volatile.Read(ref watchUntil))
        {
            Volatile.Write(ref watchUntil, now + WatchTicks);
        }
        else if (Switches() != switchesBefore)
        {
            Volatile.Write(ref slowUntil, now + PauseTicks);
        }
    }

    /// <summary>How often this thread has waited for something.</summary>
    private static long Switches()
    {
        long* usage = stackalloc long[UsageWords];
        return LibC.getrusage(LibC.ResourceUsageThread, usage) == 0 ? usage[VoluntarySwitches] : 0;
    }
}
