// Network interfaces.
using System.Runtime.InteropServices;

namespace Lingen.IO;

internal static unsafe partial class LibC
{
    /// <summary>Room for the name of an interface with its zero.</summary>
    public const int InterfaceNameBytes = 16;

    [LibraryImport(Library, SetLastError = true)]
    public static partial int getifaddrs(InterfaceAddress** first);

    [LibraryImport(Library)]
    public static partial void freeifaddrs(InterfaceAddress* first);

    [LibraryImport(Library, SetLastError = true)]
    public static partial uint if_nametoindex(byte* name);

    [LibraryImport(Library, SetLastError = true)]
    public static partial byte* if_indextoname(uint index, byte* name);

    [LibraryImport(Library, SetLastError = true)]
    public static partial InterfaceName* if_nameindex();

    [LibraryImport(Library)]
    public static partial void if_freenameindex(InterfaceName* first);
}

/// <summary>struct ifaddrs: one address of an interface.</summary>
internal unsafe struct InterfaceAddress
{
    public const uint FlagUp = 1;
    public const uint FlagBroadcast = 2;
    public const uint FlagLoopback = 8;
    public const uint FlagPointToPoint = 0x10;
    public const uint FlagMulticast = 0x1000;

    public InterfaceAddress* Next;
    public byte* Name;
    public uint Flags;
    public byte* Address;
    public byte* NetMask;

    /// <summary>The broadcast address, or that of the other end.</summary>
    public byte* Other;
    public void* Data;

    public readonly int Family => Address == null ? -1 : Address[0] | (Address[1] << 8);
}

/// <summary>struct if_nameindex; the last has no name.</summary>
internal unsafe struct InterfaceName
{
    public uint Index;
    public byte* Name;
}
