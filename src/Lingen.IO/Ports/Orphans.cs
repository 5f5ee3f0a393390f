// As the first process of a system or container the VM inherits processes whose parents have ended, and must take note of their
// ends. Its own children are waited for by their ports; every zombie that is none of those is an orphan.
using System.Collections.Concurrent;

namespace Lingen.IO;

/// <summary>Reaps inherited processes when the VM is process 1.</summary>
internal static unsafe class Orphans
{
    private const int FirstProcess = 1;
    private const int IntervalMs = 1000;

    /// <summary>Of siginfo_t, in words of 32 bits: signal, error, code, one that aligns what follows, si_pid.</summary>
    private const int ProcessIdWord = 4;

    private static readonly ConcurrentDictionary<int, bool> Children = new();

    /// <summary>A child that a port waits for.</summary>
    public static void AddChild(int pid) => Children[pid] = true;

    public static void RemoveChild(int pid) => Children.TryRemove(pid, out _);

    /// <summary>Begins to look for orphans, once a second, if there may be any.</summary>
    public static void Watch(Poller poller)
    {
        if (System.Environment.ProcessId != FirstProcess)
        {
            return;
        }
        PollTimer? timer = null;
        timer = new PollTimer(
            poller,
            () =>
            {
                Reap();
                timer!.Start(IntervalMs);
            }
        );
        timer.Start(IntervalMs);
    }

    private static void Reap()
    {
        int* information = stackalloc int[32];
        while (true)
        {
            information[ProcessIdWord] = 0;
            int options = LibC.WaitExited | LibC.WaitNoHang | LibC.WaitLeave;
            if (LibC.waitid(LibC.WaitForAll, 0, information, options) < 0)
            {
                return;
            }
            int pid = information[ProcessIdWord];
            // A child of a port is its port's matter; those behind it are seen the next time.
            if (pid == 0 || Children.ContainsKey(pid))
            {
                return;
            }
            int status;
            LibC.waitpid(pid, &status, LibC.WaitNoHang);
        }
    }
}
