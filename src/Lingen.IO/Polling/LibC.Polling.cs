// epoll and eventfd.
using System.Runtime.InteropServices;

namespace Lingen.IO;

internal static unsafe partial class LibC
{
    public const int EpollAdd = 1;
    public const int EpollDelete = 2;
    public const int EpollModify = 3;
    public const int EpollCloseOnExec = 0x80000;
    public const uint EpollIn = 1;
    public const uint EpollOut = 4;
    public const uint EpollError = 8;
    public const uint EpollHangUp = 0x10;
    public const uint EpollOneShot = 1u << 30;

    public const int EventFdCloseOnExec = 0x80000;
    public const int EventFdNonBlock = 0x800;

    [LibraryImport(Library, SetLastError = true)]
    public static partial int epoll_create1(int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int epoll_ctl(int epoll, int operation, int fd, EpollEvent* change);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int epoll_wait(int epoll, EpollEvent* events, int maximum, int timeoutMs);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int eventfd(uint initial, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int pipe2(int* descriptors, int flags);
}

/// <summary>struct epoll_event, which x86-64 alone packs to twelve bytes.</summary>
internal struct EpollEvent
{
    public uint Events;
    private uint low;
    private uint high;

    public ulong Data
    {
        readonly get => low | ((ulong)high << 32);
        set
        {
            low = (uint)value;
            high = (uint)(value >> 32);
        }
    }
}
