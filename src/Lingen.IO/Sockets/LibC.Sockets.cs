// Sockets, as far as kernel's start needs them.
using System.Runtime.InteropServices;

namespace Lingen.IO;

internal static unsafe partial class LibC
{
    public const int FamilyLocal = 1;
    public const int FamilyInet = 2;
    public const int FamilyInet6 = 10;
    public const int SocketStream = 1;
    public const int SocketDatagram = 2;
    public const int SocketCloseOnExec = 0x80000;
    public const int SocketNonBlock = 0x800;

    /// <summary>Room for any struct sockaddr.</summary>
    public const int AddressBytes = 128;

    [LibraryImport(Library, SetLastError = true)]
    public static partial int socket(int family, int type, int protocol);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int bind(int fd, byte* address, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int getsockname(int fd, byte* address, uint* length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int setsockopt(int fd, int level, int option, void* value, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int getsockopt(int fd, int level, int option, void* value, uint* length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int gethostname(byte* name, nint length);
}
