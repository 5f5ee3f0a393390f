// Names of the numbers that sockets have on Linux: types, flags of messages and interfaces, requests of ioctl, kinds of hardware.
namespace Lingen.IO;

/// <summary>Tables of names and numbers.</summary>
internal static unsafe class SocketTables
{
    /// <summary>A name and its number; 0 for a name that Linux does not have.</summary>
    public readonly record struct Entry(Term Name, int Number)
    {
        public Entry(string name, int number)
            : this(Term.Atom(name), number) { }
    }

    /// <summary>Flags of messages, in the order in which recvmsg lists them.</summary>
    public static readonly Entry[] MessageFlags =
    [
        new("cmsg_cloexec", 0x40000000),
        new("confirm", 0x800),
        new("ctrunc", 8),
        new("dontroute", 4),
        new("eor", 0x80),
        new("errqueue", 0x2000),
        new("more", 0x8000),
        new("nosignal", 0x4000),
        new("oob", 1),
        new("peek", 2),
        new("trunc", 0x20),
    ];

    public static readonly Entry[] InterfaceFlags =
    [
        new("up", 1),
        new("broadcast", 2),
        new("debug", 4),
        new("loopback", 8),
        new("pointopoint", 0x10),
        new("notrailers", 0x20),
        new("knowsepoch", 0),
        new("running", 0x40),
        new("noarp", 0x80),
        new("promisc", 0x100),
        new("allmulti", 0x200),
        new("master", 0x400),
        new("oactive", 0),
        new("slave", 0x800),
        new("simplex", 0),
        new("multicast", 0x1000),
        new("link0", 0),
        new("link1", 0),
        new("link2", 0),
        new("portsel", 0x2000),
        new("automedia", 0x4000),
        new("dynamic", 0x8000),
        new("cantconfig", 0),
        new("lower_up", 0x10000),
        new("ppromisc", 0),
        new("dormant", 0x20000),
        new("monitor", 0),
        new("echo", 0x40000),
        new("staticarp", 0),
        new("dying", 0),
        new("renaming", 0),
        new("nogroup", 0),
        new("dhcprunning", 0),
        new("private", 0),
    ];

    public static readonly Entry[] IoctlRequests =
    [
        new("gifconf", SocketIoctl.Interfaces),
        new("nread", SocketIoctl.Readable),
        new("atmark", SocketIoctl.AtMark),
        new("gifname", SocketIoctl.GetName),
        new("gifindex", SocketIoctl.GetIndex),
        new("gifflags", SocketIoctl.GetFlags),
        new("gifaddr", SocketIoctl.GetAddress),
        new("gifdstaddr", SocketIoctl.GetPeerAddress),
        new("gifbrdaddr", SocketIoctl.GetBroadcast),
        new("gifnetmask", SocketIoctl.GetNetMask),
        new("gifmtu", SocketIoctl.GetMtu),
        new("gifhwaddr", SocketIoctl.GetHardwareAddress),
        new("gifmap", SocketIoctl.GetMap),
        new("giftxqlen", SocketIoctl.GetQueueLength),
        new("sifflags", SocketIoctl.SetFlags),
        new("sifaddr", SocketIoctl.SetAddress),
        new("sifdstaddr", SocketIoctl.SetPeerAddress),
        new("sifbrdaddr", SocketIoctl.SetBroadcast),
        new("sifmtu", SocketIoctl.SetMtu),
        new("siftxqlen", SocketIoctl.SetQueueLength),
    ];

    private static readonly Entry[] HardwareTypes =
    [
        new("netrom", 0),
        new("ether", 1),
        new("eether", 2),
        new("ax25", 3),
        new("pronet", 4),
        new("chaos", 5),
        new("ieee802", 6),
        new("arcnet", 7),
        new("appletlk", 8),
        new("dlci", 15),
        new("atm", 19),
        new("metricom", 23),
        new("ieee1394", 24),
        new("eui64", 27),
        new("infiniband", 32),
        new("tunnel", 768),
        new("tunnel6", 769),
        new("loopback", 772),
        new("localtlk", 773),
        new("none", 0xFFFE),
        new("void", 0xFFFF),
    ];

    private static readonly Entry[] HardwareFamilies =
    [
        new("netrom", 0),
        new("ether", 1),
        new("ieee802", 6),
        new("dlci", 15),
        new("frelay", 770),
        new("ieee1394", 24),
        new("loopback", 772),
        new("rawip", 519),
        new("none", 0xFFFE),
    ];

    private static readonly Entry[] PacketTypes =
    [
        new("host", 0),
        new("broadcast", 1),
        new("multicast", 2),
        new("otherhost", 3),
        new("outgoing", 4),
        new("loopback", 5),
        new("user", 6),
        new("kernel", 7),
    ];

    private static readonly Entry[] Types =
    [
        new("stream", LibC.SocketStream),
        new("dgram", LibC.SocketDatagram),
        new("raw", 3),
        new("seqpacket", 5),
        new("rdm", 4),
    ];

    private static Term Name(Entry[] table, int number)
    {
        foreach (Entry entry in table)
        {
            if (entry.Number == number)
            {
                return entry.Name;
            }
        }
        return Term.Small(number);
    }

    public static Term HardwareType(int number) => Name(HardwareTypes, number);

    public static Term HardwareFamily(int number) => Name(HardwareFamilies, number);

    public static Term PacketType(int number) => Name(PacketTypes, number);

    public static Term TypeToTerm(int number) => Name(Types, number);

    /// <summary>The number of a socket type; rdm can only be given as a number.</summary>
    public static bool TryType(Term term, out int type)
    {
        for (int i = 0; i < 4; i++)
        {
            if (Types[i].Name == term)
            {
                type = Types[i].Number;
                return true;
            }
        }
        return HostNumbers.TryInt32(term, out type);
    }

    /// <summary>The list of the flags of a message.</summary>
    public static Term FlagsToTerm(TermHeap* heap, int flags) => Names(heap, MessageFlags, flags);

    /// <summary>The list of the names of bits that are set, and a number at the end for those without one.</summary>
    public static Term Names(TermHeap* heap, Entry[] table, int bits)
    {
        Span<Term> names = stackalloc Term[table.Length + 1];
        int count = 0;
        foreach (Entry entry in table)
        {
            if (entry.Number != 0 && (bits & entry.Number) == entry.Number)
            {
                names[count++] = entry.Name;
                bits &= ~entry.Number;
            }
        }
        if (bits != 0)
        {
            names[count++] = Term.Small(bits);
        }
        return Cons.FromSpan(heap, names[..count]);
    }

    /// <summary>[{Name, Number}] of a table.</summary>
    public static Term ToTerm(TermHeap* heap, Entry[] table)
    {
        Term list = Term.Nil;
        foreach (Entry entry in table)
        {
            list = Cons.Create(heap, Tuple.Create(heap, entry.Name, Term.Small(entry.Number)), list);
        }
        return list;
    }
}
