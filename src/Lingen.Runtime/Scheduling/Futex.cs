// Sleeping and waking of VM threads: one 32-bit word per sleeper, waited on in the kernel.
using System.Runtime.InteropServices;

namespace Lingen.Runtime;

/// <summary>A parking place for one thread. A wake that comes before the sleep is not lost.</summary>
public unsafe partial struct Futex
{
    private const long SystemCallFutexX64 = 202;
    private const long SystemCallFutexArm64 = 98;
    private const int WaitPrivate = 128;
    private const int WakePrivate = 129;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly long SystemCallNumber =
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? SystemCallFutexArm64 : SystemCallFutexX64;

    /// <summary>1 while a wake is pending.</summary>
    private int word;

    /// <summary>Sleeps until <see cref="Wake"/> or the timeout (nanoseconds, negative for none) and takes the pending wake. The struct lies in native memory.</summary>
    public void Sleep(long timeoutNs)
    {
        if (Interlocked.Exchange(ref word, 0) != 0)
        {
            return;
        }
        fixed (int* address = &word)
        {
            TimeSpec limit;
            limit.Seconds = timeoutNs / NanosecondsPerSecond;
            limit.Nanoseconds = timeoutNs % NanosecondsPerSecond;
            SystemCall(SystemCallNumber, address, WaitPrivate, 0, timeoutNs < 0 ? null : &limit, null, 0);
        }
        Volatile.Write(ref word, 0);
    }

    /// <summary>Ends the sleep of the thread that waits here, or its next one.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref word, 1) != 0)
        {
            return;
        }
        fixed (int* address = &word)
        {
            SystemCall(SystemCallNumber, address, WakePrivate, 1, null, null, 0);
        }
    }

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long SystemCall(
        long number,
        int* address,
        int operation,
        int value,
        TimeSpec* timeout,
        int* second,
        int third
    );
}
