// The system calls of the port mapper. It serves a few short connections, so a poll over all of them is enough.
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Lingen.Distribution;

/// <summary>struct pollfd.</summary>
internal struct PollEntry
{
    public const short Readable = 1;
    public const short Writable = 4;

    public int Descriptor;
    public short Wanted;
    public short Found;
}

/// <summary>Calls of libc and what they need around them.</summary>
internal static unsafe partial class SocketCalls
{
    private const string Library = "libc";
    private const int FamilyInet = 2;
    private const int FamilyInet6 = 10;
    private const int StreamCloseOnExec = 1 | 0x80000;
    private const int AcceptFlags = 0x80000 | 0x800;
    private const int NonBlock = 0x800;
    private const int SetFlags = 4;
    private const int LevelSocket = 1;
    private const int OptionReuseAddress = 2;
    private const int LevelIpv6 = 41;
    private const int OptionIpv6Only = 26;
    private const int Backlog = 128;
    private const int NoSignal = 0x4000;
    private const int AddressBytes = 128;

    public const int ErrorInterrupted = 4;
    public const int ErrorTryAgain = 11;
    public const int ErrorAddressInUse = 98;

    public static int LastError => Marshal.GetLastSystemError();

    /// <summary>A listening socket, or the negative error.</summary>
    public static int Listen(IPAddress address, ushort port)
    {
        int fd = Open(address);
        if (fd < 0)
        {
            return fd;
        }
        int on = 1;
        byte* name = stackalloc byte[AddressBytes];
        uint length = WriteAddress(name, address, port);
        if (
            (address.AddressFamily == AddressFamily.InterNetworkV6 && setsockopt(fd, LevelIpv6, OptionIpv6Only, &on, 4) < 0)
            || setsockopt(fd, LevelSocket, OptionReuseAddress, &on, 4) < 0
            || fcntl(fd, SetFlags, NonBlock) < 0
            || bind(fd, name, length) < 0
            || listen(fd, Backlog) < 0
        )
        {
            return CloseFailed(fd);
        }
        return fd;
    }

    /// <summary>A connected, blocking socket, or the negative error.</summary>
    public static int Connect(IPAddress address, ushort port)
    {
        int fd = Open(address);
        if (fd < 0)
        {
            return fd;
        }
        byte* name = stackalloc byte[AddressBytes];
        uint length = WriteAddress(name, address, port);
        return connect(fd, name, length) == 0 ? fd : CloseFailed(fd);
    }

    /// <summary>Takes a connection; it does not block. The descriptor, or the negative error.</summary>
    public static int Accept(int listener)
    {
        int fd = accept4(listener, null, null, AcceptFlags);
        return fd >= 0 ? fd : -LastError;
    }

    /// <summary>Whether the other end is on this host: it comes from a loopback address, or from the address it has connected to.</summary>
    public static bool IsLocal(int fd)
    {
        byte* peer = stackalloc byte[AddressBytes];
        byte* own = stackalloc byte[AddressBytes];
        uint length = AddressBytes;
        if (getpeername(fd, peer, &length) < 0 || ReadAddress(peer) is not { } other)
        {
            return false;
        }
        length = AddressBytes;
        return IPAddress.IsLoopback(other)
            || (getsockname(fd, own, &length) == 0 && ReadAddress(own) is { } mine && mine.Equals(other));
    }

    /// <summary>Bytes read, 0 at the end, or the negative error.</summary>
    public static int Receive(int fd, Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            nint count = recv(fd, bytes, (nuint)buffer.Length, 0);
            return count >= 0 ? (int)count : -LastError;
        }
    }

    /// <summary>Bytes sent, or the negative error; no signal if the other side has gone.</summary>
    public static int Send(int fd, ReadOnlySpan<byte> data)
    {
        fixed (byte* bytes = data)
        {
            nint count = send(fd, bytes, (nuint)data.Length, NoSignal);
            return count >= 0 ? (int)count : -LastError;
        }
    }

    public static int Poll(Span<PollEntry> entries, int timeoutMs)
    {
        fixed (PollEntry* first = entries)
        {
            int count = poll(first, (nuint)entries.Length, timeoutMs);
            return count >= 0 ? count : -LastError;
        }
    }

    private static int Open(IPAddress address)
    {
        int fd = socket(address.AddressFamily == AddressFamily.InterNetworkV6 ? FamilyInet6 : FamilyInet, StreamCloseOnExec, 0);
        return fd >= 0 ? fd : -LastError;
    }

    private static int CloseFailed(int fd)
    {
        int error = LastError;
        close(fd);
        return -error;
    }

    /// <summary>Fills a struct sockaddr_in or sockaddr_in6; the result is its length.</summary>
    private static uint WriteAddress(byte* target, IPAddress address, ushort port)
    {
        var bytes = new Span<byte>(target, AddressBytes);
        bytes.Clear();
        bool isWide = address.AddressFamily == AddressFamily.InterNetworkV6;
        *(ushort*)target = (ushort)(isWide ? FamilyInet6 : FamilyInet);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], port);
        address.TryWriteBytes(bytes[(isWide ? 8 : 4)..], out _);
        if (isWide)
        {
            *(uint*)(target + 24) = (uint)address.ScopeId;
        }
        return isWide ? 28u : 16u;
    }

    private static IPAddress? ReadAddress(byte* source) =>
        *(ushort*)source switch
        {
            FamilyInet => new IPAddress(new ReadOnlySpan<byte>(source + 4, 4)),
            FamilyInet6 => new IPAddress(new ReadOnlySpan<byte>(source + 8, 16)),
            _ => null,
        };

    [LibraryImport(Library)]
    public static partial int close(int fd);

    [LibraryImport(Library)]
    private static partial int socket(int family, int type, int protocol);

    [LibraryImport(Library)]
    private static partial int setsockopt(int fd, int level, int option, void* value, uint length);

    [LibraryImport(Library)]
    private static partial int fcntl(int fd, int command, int argument);

    [LibraryImport(Library)]
    private static partial int bind(int fd, byte* address, uint length);

    [LibraryImport(Library)]
    private static partial int listen(int fd, int backlog);

    [LibraryImport(Library)]
    private static partial int connect(int fd, byte* address, uint length);

    [LibraryImport(Library)]
    private static partial int accept4(int fd, byte* address, uint* length, int flags);

    [LibraryImport(Library)]
    private static partial int getpeername(int fd, byte* address, uint* length);

    [LibraryImport(Library)]
    private static partial int getsockname(int fd, byte* address, uint* length);

    [LibraryImport(Library)]
    private static partial nint recv(int fd, byte* buffer, nuint length, int flags);

    [LibraryImport(Library)]
    private static partial nint send(int fd, byte* buffer, nuint length, int flags);

    [LibraryImport(Library)]
    private static partial int poll(PollEntry* entries, nuint count, int timeoutMs);
}
