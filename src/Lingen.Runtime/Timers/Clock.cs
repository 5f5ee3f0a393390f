// Time as Erlang sees it: a monotonic clock that begins near the smallest small integer, as BEAM's does, and the
// system clock as that plus an offset taken at start (no time warp).
using System.Diagnostics;

namespace Lingen.Runtime;

/// <summary>The clocks of the OS process, in nanoseconds (the native time unit).</summary>
public static class Clock
{
    public const long NativeUnitsPerSecond = 1_000_000_000;
    public const long NanosecondsPerMillisecond = 1_000_000;
    private const long NanosecondsPerMicrosecond = 1000;

    /// <summary>Monotonic time at the start of the VM.</summary>
    public const long MonotonicStart = -576_460_751_500_000_000;

    private const long UnixEpochTicks = 621_355_968_000_000_000;
    private const long NanosecondsPerTick = 100;

    private static readonly long RawStart = Raw();
    private static readonly long Offset = OperatingSystemTime() - MonotonicStart;

    /// <summary>erlang:monotonic_time/0.</summary>
    public static long Monotonic() => Raw() - RawStart + MonotonicStart;

    /// <summary>erlang:system_time/0: nanoseconds since 1970.</summary>
    public static long SystemTime() => Monotonic() + Offset;

    /// <summary>erlang:now/0 in microseconds since 1970: strictly increasing over all threads.</summary>
    public static long Now()
    {
        long now = SystemTime() / NanosecondsPerMicrosecond;
        long last = Volatile.Read(ref lastNow);
        while (true)
        {
            long next = Math.Max(now, last + 1);
            long seen = Interlocked.CompareExchange(ref lastNow, next, last);
            if (seen == last)
            {
                return next;
            }
            last = seen;
        }
    }

    private static long lastNow;

    /// <summary>erlang:time_offset/0.</summary>
    public static long TimeOffset() => Offset;

    /// <summary>os:system_time/0.</summary>
    public static long OperatingSystemTime() => (DateTime.UtcNow.Ticks - UnixEpochTicks) * NanosecondsPerTick;

    /// <summary>os:perf_counter and os_monotonic_time: the raw monotonic clock of the system.</summary>
    public static long Raw() =>
        Stopwatch.Frequency == NativeUnitsPerSecond
            ? Stopwatch.GetTimestamp()
            : (long)((Int128)Stopwatch.GetTimestamp() * NativeUnitsPerSecond / Stopwatch.Frequency);

    /// <summary>Start of the VM on the raw clock, for the uptime.</summary>
    public static long Start => RawStart;
}
