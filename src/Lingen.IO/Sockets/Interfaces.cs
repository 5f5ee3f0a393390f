// The addresses of this machine's network interfaces, for prim_net as maps and for prim_inet as bytes.
using System.Buffers.Binary;

namespace Lingen.IO;

/// <summary>Lists interfaces.</summary>
internal static unsafe class Interfaces
{
    // Options of prim_inet's answers.
    private const byte OptionAddress = 1;
    private const byte OptionBroadcast = 2;
    private const byte OptionPeer = 3;
    private const byte OptionMtu = 4;
    private const byte OptionNetMask = 5;
    private const byte OptionFlags = 6;
    private const byte OptionHardware = 7;

    // Flags that getifaddrs lists, with the bits of Linux.
    private static readonly SocketTables.Entry[] ListedFlags =
    [
        new("up", 1),
        new("broadcast", 2),
        new("debug", 4),
        new("loopback", 8),
        new("pointopoint", 0x10),
        new("notrailers", 0x20),
        new("running", 0x40),
        new("noarp", 0x80),
        new("promisc", 0x100),
        new("master", 0x400),
        new("slave", 0x800),
        new("multicast", 0x1000),
        new("portsel", 0x2000),
        new("automedia", 0x4000),
        new("dynamic", 0x8000),
    ];

    private const int ListedBits = 0xFDFF;

    /// <summary>The characters of a C string.</summary>
    public static Term String(TermHeap* heap, byte* text) => Cons.FromBytes(heap, Bytes(text));

    private static ReadOnlySpan<byte> Bytes(byte* text) =>
        System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);

    /// <summary>{ok, [#{name, flags, addr, netmask, broadaddr | dstaddr}]}.</summary>
    public static Term List(TermHeap* heap)
    {
        InterfaceAddress* first;
        if (LibC.getifaddrs(&first) < 0)
        {
            return SocketAnswer.LastError(heap);
        }
        var entries = new List<Term>();
        for (InterfaceAddress* entry = first; entry != null; entry = entry->Next)
        {
            entries.Add(ToTerm(heap, entry));
        }
        LibC.freeifaddrs(first);
        return SocketAnswer.Ok(heap, Cons.FromSpan(heap, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(entries)));
    }

    private static Term ToTerm(TermHeap* heap, InterfaceAddress* entry)
    {
        Term* pairs = stackalloc Term[10];
        int count = 2;
        pairs[0] = Atoms.Name;
        pairs[1] = String(heap, entry->Name);
        pairs[2] = Atoms.Flags;
        pairs[3] = SocketTables.Names(heap, ListedFlags, (int)entry->Flags & ListedBits);
        void Add(Term key, byte* address)
        {
            if (address != null)
            {
                pairs[2 * count] = key;
                pairs[(2 * count++) + 1] = SocketAddresses.ToTerm(heap, address, 0);
            }
        }
        Add(Atoms.Addr, entry->Address);
        Add(Atoms.Netmask, entry->NetMask);
        if ((entry->Flags & InterfaceAddress.FlagPointToPoint) != 0)
        {
            Add(Atoms.Dstaddr, entry->Other);
        }
        else if ((entry->Flags & InterfaceAddress.FlagBroadcast) != 0)
        {
            Add(Atoms.Broadaddr, entry->Other);
        }
        return Maps.FromKeysValues(heap, pairs, count);
    }

    /// <summary>prim_inet's getifaddrs: name, zero, options, zero, for each address. 0 or the error.</summary>
    public static int WriteAll(List<byte> answer)
    {
        InterfaceAddress* first;
        if (LibC.getifaddrs(&first) < 0)
        {
            return LibC.LastError;
        }
        for (InterfaceAddress* entry = first; entry != null; entry = entry->Next)
        {
            WriteUtf8(answer, Bytes(entry->Name));
            answer.Add(0);
            answer.Add(OptionFlags);
            AddNumber(answer, InetFlags(entry->Flags));
            if (entry->Family is LibC.FamilyInet or LibC.FamilyInet6)
            {
                AddAddress(answer, OptionAddress, entry->Address);
                AddAddress(answer, OptionNetMask, entry->NetMask);
                if ((entry->Flags & InterfaceAddress.FlagPointToPoint) != 0)
                {
                    AddAddress(answer, OptionPeer, entry->Other);
                }
                else if ((entry->Flags & InterfaceAddress.FlagBroadcast) != 0)
                {
                    AddAddress(answer, OptionBroadcast, entry->Other);
                }
            }
            else if (entry->Family == LibC.FamilyPacket)
            {
                AddAddress(answer, OptionHardware, entry->Address);
            }
            answer.Add(0);
        }
        LibC.freeifaddrs(first);
        return 0;
    }

    // Names are bytes of the system, taken for Latin-1.
    private static void WriteUtf8(List<byte> answer, ReadOnlySpan<byte> name)
    {
        foreach (byte character in name)
        {
            if (character < 0x80)
            {
                answer.Add(character);
            }
            else
            {
                answer.Add((byte)(0xC0 | (character >> 6)));
                answer.Add((byte)(0x80 | (character & 0x3F)));
            }
        }
    }

    private static void AddNumber(List<byte> answer, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        answer.AddRange(bytes);
    }

    /// <summary>prim_inet's bits; what is up counts as running.</summary>
    private static int InetFlags(uint flags) =>
        ((flags & InterfaceAddress.FlagUp) != 0 ? 0x01 | 0x10 : 0)
        | ((flags & InterfaceAddress.FlagBroadcast) != 0 ? 0x02 : 0)
        | ((flags & InterfaceAddress.FlagLoopback) != 0 ? 0x04 : 0)
        | ((flags & InterfaceAddress.FlagPointToPoint) != 0 ? 0x08 : 0)
        | ((flags & InterfaceAddress.FlagMulticast) != 0 ? 0x20 : 0);

    private static void AddAddress(List<byte> answer, byte option, byte* address)
    {
        if (address == null)
        {
            return;
        }
        switch (address[0] | (address[1] << 8))
        {
            case LibC.FamilyInet:
                answer.Add(option);
                answer.Add(InetAddress.Inet);
                answer.AddRange(new ReadOnlySpan<byte>(address + 4, 4));
                break;
            case LibC.FamilyInet6:
                answer.Add(option);
                answer.Add(InetAddress.Inet6);
                answer.AddRange(new ReadOnlySpan<byte>(address + 8, 16));
                break;
            case LibC.FamilyPacket:
                answer.Add(option);
                answer.Add(0);
                answer.Add(address[11]);
                answer.AddRange(new ReadOnlySpan<byte>(address + 12, Math.Min((int)address[11], 8)));
                break;
        }
    }

    /// <summary>prim_inet's getiflist: the names of interfaces with an IPv4 address, each with a zero. 0 or the error.</summary>
    public static int WriteNames(List<byte> answer)
    {
        InterfaceAddress* first;
        if (LibC.getifaddrs(&first) < 0)
        {
            return LibC.LastError;
        }
        for (InterfaceAddress* entry = first; entry != null; entry = entry->Next)
        {
            if (entry->Family == LibC.FamilyInet)
            {
                answer.AddRange(Bytes(entry->Name));
                answer.Add(0);
            }
        }
        LibC.freeifaddrs(first);
        return 0;
    }

    /// <summary>prim_inet's ifget: a name behind its length, then the options wanted. Those that the interface does not have are left out.</summary>
    public static int WriteOptions(int socket, ReadOnlySpan<byte> data, List<byte> answer)
    {
        byte* request = stackalloc byte[SocketIoctl.RequestBytes];
        if (!TryName(ref data, request))
        {
            return PosixError.Invalid;
        }
        byte* value = request + LibC.InterfaceNameBytes;
        foreach (byte option in data)
        {
            int number = option switch
            {
                OptionAddress => SocketIoctl.GetAddress,
                OptionBroadcast => SocketIoctl.GetBroadcast,
                OptionPeer => SocketIoctl.GetPeerAddress,
                OptionMtu => SocketIoctl.GetMtu,
                OptionNetMask => SocketIoctl.GetNetMask,
                OptionFlags => SocketIoctl.GetFlags,
                OptionHardware => SocketIoctl.GetHardwareAddress,
                _ => 0,
            };
            if (number == 0)
            {
                return PosixError.Invalid;
            }
            new Span<byte>(value, SocketIoctl.RequestBytes - LibC.InterfaceNameBytes).Clear();
            if (LibC.ioctl(socket, (nuint)number, request) < 0)
            {
                continue;
            }
            switch (option)
            {
                case OptionMtu:
                    answer.Add(option);
                    AddNumber(answer, *(int*)value);
                    break;
                case OptionFlags:
                    answer.Add(option);
                    AddNumber(answer, InetFlags(*(ushort*)value));
                    break;
                case OptionHardware:
                    const int HardwareBytes = 6;
                    answer.Add(option);
                    answer.Add(0);
                    answer.Add(HardwareBytes);
                    answer.AddRange(new ReadOnlySpan<byte>(value + 2, HardwareBytes));
                    break;
                default:
                    AddAddress(answer, option, value);
                    break;
            }
        }
        return 0;
    }

    private static bool TryName(ref ReadOnlySpan<byte> data, byte* request)
    {
        if (data.IsEmpty || data.Length < 1 + data[0])
        {
            return false;
        }
        ReadOnlySpan<byte> name = data.Slice(1, data[0]);
        data = data[(1 + name.Length)..];
        new Span<byte>(request, SocketIoctl.RequestBytes).Clear();
        name[..Math.Min(name.Length, LibC.InterfaceNameBytes - 1)].CopyTo(new Span<byte>(request, LibC.InterfaceNameBytes));
        return true;
    }

    /// <summary>prim_inet's ifset: a name behind its length, then options with values. 0 or the error.</summary>
    public static int SetOptions(int socket, ReadOnlySpan<byte> data)
    {
        byte* request = stackalloc byte[SocketIoctl.RequestBytes];
        if (!TryName(ref data, request))
        {
            return PosixError.Invalid;
        }
        byte* value = request + LibC.InterfaceNameBytes;
        while (data.Length >= 5)
        {
            byte option = data[0];
            bool isAddress = option is OptionAddress or OptionBroadcast or OptionPeer or OptionNetMask;
            // An address is a family and four bytes; the system's has a port in front of them.
            int used = isAddress ? 6 : 5;
            if (data.Length < used || (isAddress && data[1] != InetAddress.Inet))
            {
                return PosixError.Invalid;
            }
            int number = BinaryPrimitives.ReadInt32BigEndian(data[1..]);
            int command = option switch
            {
                OptionAddress => SocketIoctl.SetAddress,
                OptionBroadcast => SocketIoctl.SetBroadcast,
                OptionPeer => SocketIoctl.SetPeerAddress,
                OptionMtu => SocketIoctl.SetMtu,
                OptionNetMask => SocketIoctl.SetNetMask,
                OptionFlags => SocketIoctl.SetFlags,
                _ => 0,
            };
            if (command == 0 || (option == OptionFlags && LibC.ioctl(socket, SocketIoctl.GetFlags, request) < 0))
            {
                return command == 0 ? PosixError.Invalid : LibC.LastError;
            }
            if (isAddress)
            {
                new Span<byte>(value, 16).Clear();
                value[0] = LibC.FamilyInet;
                data.Slice(2, 4).CopyTo(new Span<byte>(value + 4, 4));
            }
            else if (option == OptionMtu)
            {
                *(int*)value = number;
            }
            else
            {
                *(ushort*)value = ChangedFlags(*(ushort*)value, number);
            }
            if (LibC.ioctl(socket, (nuint)command, request) < 0)
            {
                return LibC.LastError;
            }
            data = data[used..];
        }
        return data.IsEmpty ? 0 : PosixError.Invalid;
    }

    // prim_inet has a bit for "set" and one for "clear" of each flag.
    private static ushort ChangedFlags(ushort flags, int wanted)
    {
        uint changed = flags;
        Change(ref changed, InterfaceAddress.FlagUp, (wanted & 0x01) != 0, (wanted & 0x100) != 0);
        Change(ref changed, InterfaceAddress.FlagBroadcast, (wanted & 0x02) != 0, (wanted & 0x200) != 0);
        Change(ref changed, InterfaceAddress.FlagPointToPoint, (wanted & 0x08) != 0, (wanted & 0x800) != 0);
        return (ushort)changed;
    }

    private static void Change(ref uint flags, uint bit, bool set, bool clear)
    {
        flags = set ? flags | bit : flags;
        flags = clear ? flags & ~bit : flags;
    }
}
