// Sockets.
using System.Runtime.InteropServices;

namespace Lingen.IO;

internal static unsafe partial class LibC
{
    public const int FamilyUnspecified = 0;
    public const int FamilyLocal = 1;
    public const int FamilyInet = 2;
    public const int FamilyInet6 = 10;
    public const int FamilyPacket = 17;
    public const int SocketStream = 1;
    public const int SocketDatagram = 2;
    public const int SocketRaw = 3;
    public const int SocketSequentialPacket = 5;
    public const int SocketCloseOnExec = 0x80000;
    public const int SocketNonBlock = 0x800;
    public const int SocketLevel = 1;
    public const int SocketKind = 3;
    public const int SocketError = 4;
    public const int SocketLinger = 13;
    public const int SocketProtocol = 38;
    public const int SocketDomain = 39;
    public const int MessageNoSignal = 0x4000;

    /// <summary>Room for any struct sockaddr.</summary>
    public const int AddressBytes = 128;

    [LibraryImport(Library, SetLastError = true)]
    public static partial int socket(int family, int type, int protocol);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int bind(int fd, byte* address, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int connect(int fd, byte* address, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int listen(int fd, int backlog);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int accept4(int fd, byte* address, uint* length, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int shutdown(int fd, int how);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int getsockname(int fd, byte* address, uint* length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int getpeername(int fd, byte* address, uint* length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint recv(int fd, byte* data, nint length, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint recvfrom(int fd, byte* data, nint length, int flags, byte* address, uint* addressLength);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint sendto(int fd, byte* data, nint length, int flags, byte* address, uint addressLength);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint sendmsg(int fd, MessageHeader* message, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint recvmsg(int fd, MessageHeader* message, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int ioctl(int fd, nuint request, void* argument);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int setns(int fd, int kind);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint sendfile(int output, int input, long* offset, nint count);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int setsockopt(int fd, int level, int option, void* value, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int getsockopt(int fd, int level, int option, void* value, uint* length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int gethostname(byte* name, nint length);
}

/// <summary>struct msghdr.</summary>
internal unsafe struct MessageHeader
{
    public byte* Name;
    public uint NameLength;
    public IoVector* Vectors;
    public nuint VectorCount;
    public void* Control;
    public nuint ControlLength;
    public int Flags;
}
