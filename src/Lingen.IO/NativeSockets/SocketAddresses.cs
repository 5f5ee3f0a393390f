// Socket addresses as maps: #{family := inet, addr := {127,0,0,1}, port := 80} and its kin for inet6, local, packet; any other family
// as #{family := Number, addr := Bytes}. prim_socket has put the defaults in before they come here.
using System.Buffers.Binary;

namespace Lingen.IO;

/// <summary>Reads and writes the maps of addresses.</summary>
internal static unsafe class SocketAddresses
{
    private const int HeaderBytes = 2;
    private const int InetBytes = 16;
    private const int InetUsedBytes = 8;
    private const int Inet6Bytes = 28;
    private const int PathBytes = 108;
    private const int PacketBytes = 20;
    private const int MaxShownPathBytes = 255;

    /// <summary>The number of an address family; false if it is neither a known atom nor a number.</summary>
    public static bool TryFamily(Term term, out int family)
    {
        switch (term.Bits)
        {
            case AtomBits.Inet:
                family = LibC.FamilyInet;
                return true;
            case AtomBits.Inet6:
                family = LibC.FamilyInet6;
                return true;
            case AtomBits.Local:
                family = LibC.FamilyLocal;
                return true;
            case AtomBits.Unspec:
                family = LibC.FamilyUnspecified;
                return true;
            default:
                return HostNumbers.TryInt32(term, out family);
        }
    }

    public static Term FamilyToTerm(int family) =>
        family switch
        {
            LibC.FamilyInet => Atoms.Inet,
            LibC.FamilyInet6 => Atoms.Inet6,
            LibC.FamilyLocal => Atoms.Local,
            LibC.FamilyUnspecified => Atoms.Unspec,
            _ => Term.Small(family),
        };

    /// <summary>Reads a map; false if it is no address.</summary>
    public static bool TryRead(Term map, out InetAddress address)
    {
        address = default;
        if (!map.IsMap)
        {
            return false;
        }
        Term familyTerm = Maps.Get(map, Atoms.Family);
        if (familyTerm.IsNone || !TryFamily(familyTerm, out int family))
        {
            return false;
        }
        fixed (byte* start = address.Bytes)
        {
            var bytes = new Span<byte>(start, LibC.AddressBytes);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)family);
            int length =
                familyTerm.IsInteger || family == LibC.FamilyUnspecified ? ReadRaw(map, bytes)
                : family == LibC.FamilyInet ? ReadInet(map, bytes)
                : family == LibC.FamilyInet6 ? ReadInet6(map, bytes)
                : ReadPath(map, bytes);
            address.Length = (uint)Math.Max(length, 0);
            return length >= 0;
        }
    }

    private static int ReadRaw(Term map, Span<byte> bytes)
    {
        Term data = Maps.Get(map, Atoms.Addr);
        if (data.IsNone || !data.IsBinary)
        {
            return -1;
        }
        var bits = new Bitstring(data);
        if (bits.LengthBytes > bytes.Length - HeaderBytes)
        {
            return -1;
        }
        HostBytes.Copy(bits, 0, bytes.Slice(HeaderBytes, (int)bits.LengthBytes));
        return HeaderBytes + (int)bits.LengthBytes;
    }

    private static bool ReadPort(Term map, Span<byte> bytes)
    {
        Term port = Maps.Get(map, Atoms.Port);
        if (port.IsNone || !HostNumbers.TryInt32(port, out int number))
        {
            return false;
        }
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)number);
        return true;
    }

    private static int ReadInet(Term map, Span<byte> bytes)
    {
        Term host = Maps.Get(map, Atoms.Addr);
        return ReadPort(map, bytes) && !host.IsNone && TryReadInetHost(host, bytes.Slice(4, 4)) ? InetBytes : -1;
    }

    private static int ReadInet6(Term map, Span<byte> bytes)
    {
        Term flow = Maps.Get(map, Atoms.Flowinfo);
        Term scope = Maps.Get(map, Atoms.ScopeId);
        Term host = Maps.Get(map, Atoms.Addr);
        if (
            !ReadPort(map, bytes)
            || flow.IsNone
            || scope.IsNone
            || host.IsNone
            || !HostNumbers.TryUInt32(flow, out uint flowNumber)
            || !HostNumbers.TryUInt32(scope, out uint scopeNumber)
            || !TryReadInet6Host(host, bytes.Slice(8, 16))
        )
        {
            return -1;
        }
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], flowNumber);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], scopeNumber);
        return Inet6Bytes;
    }

    private static int ReadPath(Term map, Span<byte> bytes)
    {
        Term path = Maps.Get(map, Atoms.Path);
        if (path.IsNone || !path.IsBinary)
        {
            return -1;
        }
        var bits = new Bitstring(path);
        // A path needs a zero behind it; an abstract name, which begins with one, does not.
        if (bits.LengthBytes > PathBytes)
        {
            return -1;
        }
        Span<byte> target = bytes.Slice(HeaderBytes, (int)bits.LengthBytes);
        HostBytes.Copy(bits, 0, target);
        return target.Length == PathBytes && target[0] != 0 ? -1 : HeaderBytes + target.Length;
    }

    /// <summary>A tuple of four bytes, or any, loopback, broadcast.</summary>
    public static bool TryReadInetHost(Term host, Span<byte> bytes)
    {
        switch (host.Bits)
        {
            case AtomBits.Any:
                bytes.Clear();
                return true;
            case AtomBits.Loopback:
                bytes.Clear();
                (bytes[0], bytes[3]) = (127, 1);
                return true;
            case AtomBits.Broadcast:
                bytes.Fill(byte.MaxValue);
                return true;
        }
        if (!host.IsTuple || new Tuple(host).Arity != 4)
        {
            return false;
        }
        for (int i = 0; i < 4; i++)
        {
            if (!HostNumbers.TryInt32(new Tuple(host)[i], out int part) || part is < 0 or > byte.MaxValue)
            {
                return false;
            }
            bytes[i] = (byte)part;
        }
        return true;
    }

    /// <summary>A tuple of eight numbers, or any, loopback.</summary>
    public static bool TryReadInet6Host(Term host, Span<byte> bytes)
    {
        if (host == Atoms.Any || host == Atoms.Loopback)
        {
            bytes.Clear();
            bytes[15] = host == Atoms.Any ? (byte)0 : (byte)1;
            return true;
        }
        if (!host.IsTuple || new Tuple(host).Arity != 8)
        {
            return false;
        }
        for (int i = 0; i < 8; i++)
        {
            if (!HostNumbers.TryInt32(new Tuple(host)[i], out int part) || part is < 0 or > ushort.MaxValue)
            {
                return false;
            }
            BinaryPrimitives.WriteUInt16BigEndian(bytes[(2 * i)..], (ushort)part);
        }
        return true;
    }

    public static Term InetHost(TermHeap* heap, ReadOnlySpan<byte> bytes) =>
        Tuple.Create(heap, [Term.Small(bytes[0]), Term.Small(bytes[1]), Term.Small(bytes[2]), Term.Small(bytes[3])]);

    public static Term Inet6Host(TermHeap* heap, ReadOnlySpan<byte> bytes)
    {
        Span<Term> parts = stackalloc Term[8];
        for (int i = 0; i < 8; i++)
        {
            parts[i] = Term.Small(BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]));
        }
        return Tuple.Create(heap, parts);
    }

    /// <summary>The map of an address that the system has written; <paramref name="length"/> 0 for one whose family tells its length.</summary>
    public static Term ToTerm(TermHeap* heap, byte* address, uint length)
    {
        if (length == 1)
        {
            return Bitstring.FromBytes(heap, new ReadOnlySpan<byte>(address, 1));
        }
        int family = address[0] | (address[1] << 8);
        bool unknownLength = length == 0;
        var bytes = new ReadOnlySpan<byte>(address, LibC.AddressBytes);
        if (!unknownLength)
        {
            bytes = bytes[..(int)Math.Min(length, LibC.AddressBytes)];
        }
        switch (family)
        {
            case LibC.FamilyInet when bytes.Length >= InetUsedBytes:
                return InetToTerm(heap, bytes);
            case LibC.FamilyInet6 when bytes.Length >= Inet6Bytes:
                return Inet6ToTerm(heap, bytes);
            case LibC.FamilyLocal:
                return PathToTerm(heap, bytes[HeaderBytes..], unknownLength);
            case LibC.FamilyPacket when bytes.Length >= PacketBytes:
                return PacketToTerm(heap, bytes);
            default:
                Term name = family == LibC.FamilyPacket ? Atoms.Packet : FamilyToTerm(family);
                return RawToTerm(heap, name, unknownLength ? [] : bytes[HeaderBytes..]);
        }
    }

    /// <summary>#{family := Family, addr := Bytes}.</summary>
    public static Term RawToTerm(TermHeap* heap, Term family, ReadOnlySpan<byte> bytes)
    {
        Term* pairs = stackalloc Term[4];
        pairs[0] = Atoms.Family;
        pairs[1] = family;
        pairs[2] = Atoms.Addr;
        pairs[3] = Bitstring.FromBytes(heap, bytes);
        return Maps.FromKeysValues(heap, pairs, 2);
    }

    private static Term InetToTerm(TermHeap* heap, ReadOnlySpan<byte> bytes)
    {
        Term* pairs = stackalloc Term[6];
        pairs[0] = Atoms.Family;
        pairs[1] = Atoms.Inet;
        pairs[2] = Atoms.Port;
        pairs[3] = Term.Small(BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
        pairs[4] = Atoms.Addr;
        pairs[5] = InetHost(heap, bytes[4..]);
        return Maps.FromKeysValues(heap, pairs, 3);
    }

    private static Term Inet6ToTerm(TermHeap* heap, ReadOnlySpan<byte> bytes)
    {
        Term* pairs = stackalloc Term[10];
        pairs[0] = Atoms.Family;
        pairs[1] = Atoms.Inet6;
        pairs[2] = Atoms.Port;
        pairs[3] = Term.Small(BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
        pairs[4] = Atoms.Addr;
        pairs[5] = Inet6Host(heap, bytes[8..]);
        pairs[6] = Atoms.Flowinfo;
        pairs[7] = Term.Small(BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]));
        pairs[8] = Atoms.ScopeId;
        pairs[9] = Term.Small(BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]));
        return Maps.FromKeysValues(heap, pairs, 5);
    }

    private static Term PathToTerm(TermHeap* heap, ReadOnlySpan<byte> path, bool endsAtZero)
    {
        if (path.Length > MaxShownPathBytes)
        {
            return Atoms.BadData;
        }
        int end = path.IndexOf((byte)0);
        bool isAbstract = end == 0 && !endsAtZero;
        Term* pairs = stackalloc Term[4];
        pairs[0] = Atoms.Family;
        pairs[1] = Atoms.Local;
        pairs[2] = Atoms.Path;
        pairs[3] = Bitstring.FromBytes(heap, end < 0 || isAbstract ? path : path[..end]);
        return Maps.FromKeysValues(heap, pairs, 2);
    }

    // struct sockaddr_ll: family, protocol (network order), interface, hardware type, packet type, length, address.
    private static Term PacketToTerm(TermHeap* heap, ReadOnlySpan<byte> bytes)
    {
        Term* pairs = stackalloc Term[12];
        pairs[0] = Atoms.Family;
        pairs[1] = Atoms.Packet;
        pairs[2] = Atoms.Protocol;
        pairs[3] = Term.Small(BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
        pairs[4] = Atoms.Ifindex;
        pairs[5] = Term.Small(BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]));
        pairs[6] = Atoms.Hatype;
        pairs[7] = SocketTables.HardwareType(BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]));
        pairs[8] = Atoms.Pkttype;
        pairs[9] = SocketTables.PacketType(bytes[10]);
        pairs[10] = Atoms.Addr;
        pairs[11] = Bitstring.FromBytes(heap, bytes.Slice(12, Math.Min((int)bytes[11], 8)));
        return Maps.FromKeysValues(heap, pairs, 6);
    }

    /// <summary>A hardware address in a struct sockaddr of which only the data is used: #{family := ether, addr := Bytes}.</summary>
    public static Term HardwareToTerm(TermHeap* heap, byte* address)
    {
        const int SockAddrDataBytes = 14;
        return RawToTerm(
            heap,
            SocketTables.HardwareFamily(address[0] | (address[1] << 8)),
            new ReadOnlySpan<byte>(address + HeaderBytes, SockAddrDataBytes)
        );
    }
}
