// getaddrinfo and getnameinfo of prim_net, with the C library's answers.
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lingen.IO;

public static unsafe partial class NetBifs
{
    private const int ProtocolTcp = 6;
    private const int ProtocolUdp = 17;

    // What getaddrinfo offers for each address. Raw sockets have no services with names.
    private static readonly (int Type, int Protocol, string? Services)[] Offers =
    [
        (LibC.SocketStream, ProtocolTcp, "tcp"),
        (LibC.SocketDatagram, ProtocolUdp, "udp"),
        (LibC.SocketRaw, 0, null),
    ];

    /// <summary>Host and service, either of which may be undefined: {ok, [#{family, socktype, protocol, addr}]}.</summary>
    [Bif("prim_net", "nif_getaddrinfo", Dirty = true)]
    public static Term GetAddressInfo(ref BifContext context, Term host, Term service, Term hints)
    {
        string? hostName = host == Atoms.Undefined ? null : Text(host);
        string? serviceName = service == Atoms.Undefined ? null : Text(service);
        if (
            (hostName == null && host != Atoms.Undefined)
            || (serviceName == null && service != Atoms.Undefined)
            || (hostName ?? serviceName) == null
        )
        {
            return context.BadArg();
        }
        var ports = new List<(int Type, int Protocol, int Port)>();
        bool isNumber = int.TryParse(serviceName, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        foreach ((int type, int protocol, string? services) in Offers)
        {
            if (serviceName == null || isNumber)
            {
                ports.Add((type, protocol, number & ushort.MaxValue));
            }
            else if (services != null && Services.TryPort(serviceName, services, out int port))
            {
                ports.Add((type, protocol, port));
            }
        }
        if (ports.Count == 0)
        {
            return Failed(context.Heap, "eservice");
        }
        var addresses = new List<IPAddress>();
        string? failure = FindAddresses(hostName, addresses);
        if (failure != null)
        {
            return Failed(context.Heap, failure);
        }
        Term list = Term.Nil;
        for (int i = (addresses.Count * ports.Count) - 1; i >= 0; i--)
        {
            (int type, int protocol, int port) = ports[i % ports.Count];
            list = Cons.Create(context.Heap, AddressInfo(context.Heap, addresses[i / ports.Count], type, protocol, port), list);
        }
        return SocketAnswer.Ok(context.Heap, list);
    }

    private static Term AddressInfo(TermHeap* heap, IPAddress host, int type, int protocol, int port)
    {
        InetAddress address = InetAddress.Of(host, port);
        Term* pairs = stackalloc Term[8];
        pairs[0] = Atoms.Family;
        pairs[1] = host.AddressFamily == AddressFamily.InterNetwork ? Atoms.Inet : Atoms.Inet6;
        pairs[2] = Atoms.Socktype;
        pairs[3] = SocketTables.TypeToTerm(type);
        pairs[4] = Atoms.Protocol;
        pairs[5] = Term.Small(protocol);
        pairs[6] = Atoms.Addr;
        pairs[7] = SocketAddresses.ToTerm(heap, address.Bytes, address.Length);
        return Maps.FromKeysValues(heap, pairs, 4);
    }

    /// <summary>The addresses of a host, those that can be reached first; null, or the reason of a failure.</summary>
    private static string? FindAddresses(string? host, List<IPAddress> addresses)
    {
        if (host == null)
        {
            addresses.AddRange([IPAddress.IPv6Loopback, IPAddress.Loopback]);
            return null;
        }
        LookupOutcome outcome6 = NameLookup.ByName(host, AddressFamily.InterNetworkV6, out HostEntry? entry6);
        LookupOutcome outcome = NameLookup.ByName(host, AddressFamily.InterNetwork, out HostEntry? entry);
        // What only the fallback for localhost says does not count beside an entry of the hosts file.
        if (
            entry != null
            && entry6 != null
            && HostsFile.ByName(host, AddressFamily.InterNetworkV6) == null
            && IPAddress.IsLoopback(entry6.Addresses[0])
            && HostsFile.ByName(host, AddressFamily.InterNetwork) != null
        )
        {
            entry6 = null;
        }
        addresses.AddRange((entry6?.Addresses ?? []).OrderBy(address => IsReachable(address) ? 0 : 1));
        addresses.AddRange(entry?.Addresses ?? []);
        if (entry6 != null && entry != null && !IsReachable(entry6.Addresses[0]) && IsReachable(entry.Addresses[0]))
        {
            addresses.RemoveRange(0, entry6.Addresses.Count);
            addresses.AddRange(entry6.Addresses);
        }
        return addresses.Count > 0 ? null
            : outcome == LookupOutcome.TryAgain || outcome6 == LookupOutcome.TryAgain ? "eagain"
            : outcome == LookupOutcome.NoAddress || outcome6 == LookupOutcome.NoAddress ? "enodata"
            : "enoname";
    }

    /// <summary>Whether there is a way to an address at all; nothing is sent.</summary>
    private static bool IsReachable(IPAddress host)
    {
        InetAddress address = InetAddress.Of(host, 9);
        bool isInet = host.AddressFamily == AddressFamily.InterNetwork;
        int socket = LibC.socket(
            isInet ? LibC.FamilyInet : LibC.FamilyInet6,
            LibC.SocketDatagram | LibC.SocketCloseOnExec | LibC.SocketNonBlock,
            0
        );
        bool reachable = socket >= 0 && LibC.connect(socket, address.Bytes, address.Length) == 0;
        if (socket >= 0)
        {
            _ = LibC.close(socket);
        }
        return reachable;
    }

    [Flags]
    private enum NameInfoFlags
    {
        None = 0,
        NameRequired = 1,
        Datagram = 2,
        NoDomain = 4,
        NumericHost = 8,
        NumericService = 16,
    }

    private static bool TryFlags(Term list, out NameInfoFlags flags)
    {
        flags = NameInfoFlags.None;
        for (; list.IsCons; list = list.Tail)
        {
            switch (list.Head.Bits)
            {
                case AtomBits.Namereqd:
                    flags |= NameInfoFlags.NameRequired;
                    break;
                case AtomBits.Dgram:
                    flags |= NameInfoFlags.Datagram;
                    break;
                case AtomBits.Nofqdn:
                    flags |= NameInfoFlags.NoDomain;
                    break;
                case AtomBits.Numerichost:
                    flags |= NameInfoFlags.NumericHost;
                    break;
                case AtomBits.Numericserv:
                    flags |= NameInfoFlags.NumericService;
                    break;
                case AtomBits.Idn:
                    break;
                default:
                    return false;
            }
        }
        return list.IsNil || list == Atoms.Undefined;
    }

    /// <summary>{ok, #{host, service}} of an address.</summary>
    [Bif("prim_net", "nif_getnameinfo", Dirty = true)]
    public static Term GetNameInfo(ref BifContext context, Term addressMap, Term flagList)
    {
        if (!SocketAddresses.TryRead(addressMap, out InetAddress address))
        {
            return Failed(context.Heap, "einval");
        }
        if (!TryFlags(flagList, out NameInfoFlags flags))
        {
            return context.BadArg();
        }
        int family = address.Bytes[0] | (address.Bytes[1] << 8);
        string host;
        string service;
        if (family == LibC.FamilyLocal)
        {
            host = Encoding.Latin1.GetString(SystemNames.HostName());
            service = Encoding.Latin1.GetString(new ReadOnlySpan<byte>(address.Bytes + 2, (int)address.Length - 2)).TrimEnd('\0');
        }
        else if (family is LibC.FamilyInet or LibC.FamilyInet6)
        {
            int port = (address.Bytes[2] << 8) | address.Bytes[3];
            var number = new IPAddress(
                family == LibC.FamilyInet
                    ? new ReadOnlySpan<byte>(address.Bytes + 4, 4)
                    : new ReadOnlySpan<byte>(address.Bytes + 8, 16)
            );
            if (!TryHostName(number, flags, out host))
            {
                return Failed(context.Heap, "enoname");
            }
            string protocol = (flags & NameInfoFlags.Datagram) != 0 ? "udp" : "tcp";
            service =
                ((flags & NameInfoFlags.NumericService) != 0 ? null : Services.TryName(port, protocol))
                ?? port.ToString(CultureInfo.InvariantCulture);
        }
        else
        {
            return Failed(context.Heap, "efamily");
        }
        Term* pairs = stackalloc Term[4];
        pairs[0] = Atoms.Host;
        pairs[1] = Cons.FromString(context.Heap, host);
        pairs[2] = Atoms.Service;
        pairs[3] = Cons.FromString(context.Heap, service);
        return SocketAnswer.Ok(context.Heap, Maps.FromKeysValues(context.Heap, pairs, 2));
    }

    private static bool TryHostName(IPAddress address, NameInfoFlags flags, out string name)
    {
        name = address.ToString();
        if ((flags & NameInfoFlags.NumericHost) != 0)
        {
            return (flags & NameInfoFlags.NameRequired) == 0;
        }
        LookupOutcome outcome = NameLookup.ByAddress(address, out HostEntry? entry);
        if (entry == null)
        {
            return outcome != LookupOutcome.Found && (flags & NameInfoFlags.NameRequired) == 0;
        }
        name = (flags & NameInfoFlags.NoDomain) != 0 ? entry.Names[0].Split('.')[0] : entry.Names[0];
        return true;
    }
}
