// Plain output to descriptors, and asking whether one is ready.
using System.Runtime.InteropServices;

namespace Lingen.IO;

internal static unsafe partial class LibC
{
    public const short PollIn = 1;
    public const short PollOut = 4;

    [LibraryImport(Library, SetLastError = true)]
    public static partial int poll(PollDescriptor* descriptors, nuint count, int timeoutMs);
}

/// <summary>struct pollfd.</summary>
internal struct PollDescriptor
{
    public int Fd;
    public short Events;
    public short Happened;
}

/// <summary>Writes whatever the state of the descriptor.</summary>
public static unsafe class HostOutput
{
    /// <summary>The descriptor is ready for this right now (or has failed, which a call will tell).</summary>
    public static bool IsReady(int fd, short events)
    {
        var descriptor = new PollDescriptor { Fd = fd, Events = events };
        return LibC.poll(&descriptor, 1, 0) != 0;
    }

    /// <summary>Waits until the descriptor takes something, or has failed.</summary>
    public static void WaitUntilWritable(int fd)
    {
        var descriptor = new PollDescriptor { Fd = fd, Events = LibC.PollOut };
        LibC.poll(&descriptor, 1, -1);
    }

    /// <summary>Writes everything, waiting where the descriptor would block. 0 or an error number.</summary>
    public static int WriteAll(int fd, byte* data, long length)
    {
        while (length > 0)
        {
            nint count = LibC.write(fd, data, (nint)length);
            if (count >= 0)
            {
                data += count;
                length -= count;
            }
            else if (LibC.LastError == PosixError.TryAgain)
            {
                WaitUntilWritable(fd);
            }
            else if (LibC.LastError != PosixError.Interrupted)
            {
                return LibC.LastError;
            }
        }
        return 0;
    }

    public static int WriteAll(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* data = bytes)
        {
            return WriteAll(fd, data, bytes.Length);
        }
    }
}
