// The socket options that prim_socket knows by name, with what their values look like. Numbers are Linux's. A name without a number
// exists elsewhere only: it is listed as not supported.
namespace Lingen.IO;

/// <summary>How the value of an option looks in Erlang.</summary>
internal enum OptionForm
{
    Unsupported,
    Boolean,
    Integer,
    ReadInteger,
    InterfaceName,
    Congestion,
    Linger,
    Domain,
    Type,
    Protocol,
    Membership,
    SourceMembership,
    SourceFilter,
    MtuDiscovery,
    MulticastInterface,
    PacketOptions,
    TypeOfService,
    AddressForm,
    Hops,
    Membership6,
}

/// <summary>One option of one level.</summary>
internal readonly record struct SocketOption(Term Name, int Number, OptionForm Form)
{
    public SocketOption(string name, int number = 0, OptionForm form = OptionForm.Unsupported)
        : this(Term.Atom(name), number, form) { }

    public bool CanGet =>
        Form
            is not (
                OptionForm.Unsupported
                or OptionForm.Membership
                or OptionForm.SourceMembership
                or OptionForm.SourceFilter
                or OptionForm.AddressForm
                or OptionForm.Membership6
            );

    public bool CanSet =>
        Form
            is not (
                OptionForm.Unsupported
                or OptionForm.ReadInteger
                or OptionForm.Domain
                or OptionForm.Type
                or OptionForm.Protocol
                or OptionForm.PacketOptions
            );
}

/// <summary>The tables of options.</summary>
internal static unsafe class SocketOptions
{
    public const int LevelIp = 0;
    public const int LevelTcp = 6;
    public const int LevelUdp = 17;
    public const int LevelIp6 = 41;
    public const int TypeOfService = 1;
    public const int Priority = 12;

    private static readonly SocketOption[] OfSocket =
    [
        new("acceptconn", 30, OptionForm.Boolean),
        new("acceptfilter"),
        new("bindtodevice", 25, OptionForm.InterfaceName),
        new("broadcast", 6, OptionForm.Boolean),
        new("bsp_state"),
        new("busy_poll"),
        new("debug", 1, OptionForm.Integer),
        new("domain", 39, OptionForm.Domain),
        new("dontroute", 5, OptionForm.Boolean),
        new("error"),
        new("exclusiveaddruse"),
        new("keepalive", 9, OptionForm.Boolean),
        new("linger", LibC.SocketLinger, OptionForm.Linger),
        new("mark"),
        new("max_msg_size"),
        new("maxdg"),
        new("oobinline", 10, OptionForm.Boolean),
        new("passcred", 16, OptionForm.Boolean),
        new("peek_off", 42, OptionForm.Integer),
        new("peercred"),
        new("priority", Priority, OptionForm.Integer),
        new("protocol", 38, OptionForm.Protocol),
        new("rcvbuf", 8, OptionForm.Integer),
        new("rcvbufforce"),
        new("rcvlowat", 18, OptionForm.Integer),
        new("rcvtimeo"),
        new("reuseaddr", 2, OptionForm.Boolean),
        new("reuseport", 15, OptionForm.Boolean),
        new("rxq_ovfl"),
        new("setfib"),
        new("sndbuf", 7, OptionForm.Integer),
        new("sndbufforce"),
        new("sndlowat", 19, OptionForm.Integer),
        new("sndtimeo"),
        new("timestamp", 29, OptionForm.Boolean),
        new("type", 3, OptionForm.Type),
    ];

    private static readonly SocketOption[] OfIp =
    [
        new("add_membership", 35, OptionForm.Membership),
        new("add_source_membership", 39, OptionForm.SourceMembership),
        new("block_source", 38, OptionForm.SourceMembership),
        new("dontfrag"),
        new("drop_membership", 36, OptionForm.Membership),
        new("drop_source_membership", 40, OptionForm.SourceMembership),
        new("freebind", 15, OptionForm.Boolean),
        new("hdrincl", 3, OptionForm.Boolean),
        new("minttl", 21, OptionForm.Integer),
        new("msfilter", 41, OptionForm.SourceFilter),
        new("mtu", 14, OptionForm.ReadInteger),
        new("mtu_discover", 10, OptionForm.MtuDiscovery),
        new("multicast_all", 49, OptionForm.Boolean),
        new("multicast_if", 32, OptionForm.MulticastInterface),
        new("multicast_loop", 34, OptionForm.Boolean),
        new("multicast_ttl", 33, OptionForm.Integer),
        new("nodefrag", 22, OptionForm.Boolean),
        new("options"),
        new("pktinfo", 8, OptionForm.Boolean),
        new("pktoptions", 9, OptionForm.PacketOptions),
        new("recvdstaddr"),
        new("recverr", 11, OptionForm.Boolean),
        new("recvif"),
        new("recvopts", 6, OptionForm.Boolean),
        new("recvorigdstaddr", 20, OptionForm.Boolean),
        new("recvtos", 13, OptionForm.Boolean),
        new("recvttl", 12, OptionForm.Boolean),
        new("retopts", 7, OptionForm.Boolean),
        new("router_alert", 5, OptionForm.Integer),
        new("sendsrcaddr"),
        new("tos", TypeOfService, OptionForm.TypeOfService),
        new("transparent", 19, OptionForm.Boolean),
        new("ttl", 2, OptionForm.Integer),
        new("unblock_source", 37, OptionForm.SourceMembership),
    ];

    private static readonly SocketOption[] OfIp6 =
    [
        new("addrform", 1, OptionForm.AddressForm),
        new("add_membership", 20, OptionForm.Membership6),
        new("authhdr", 10, OptionForm.Boolean),
        new("auth_level"),
        new("checksum"),
        new("drop_membership", 21, OptionForm.Membership6),
        new("dstopts", 59, OptionForm.Boolean),
        new("esp_network_level"),
        new("esp_trans_level"),
        new("faith"),
        new("flowinfo", 11, OptionForm.Boolean),
        new("hoplimit", 52, OptionForm.Boolean),
        new("hopopts", 54, OptionForm.Boolean),
        new("ipcomp_level"),
        new("join_group"),
        new("leave_group"),
        new("mtu", 24, OptionForm.Integer),
        new("mtu_discover", 23, OptionForm.MtuDiscovery),
        new("multicast_hops", 18, OptionForm.Hops),
        new("multicast_if", 17, OptionForm.Integer),
        new("multicast_loop", 19, OptionForm.Boolean),
        new("pktoptions"),
        new("portrange"),
        new("recverr", 25, OptionForm.Boolean),
        new("recvhoplimit", 51, OptionForm.Boolean),
        new("recvpktinfo", 49, OptionForm.Boolean),
        new("recvtclass", 66, OptionForm.Boolean),
        new("router_alert", 22, OptionForm.Integer),
        new("rthdr", 57, OptionForm.Boolean),
        new("tclass", 67, OptionForm.Integer),
        new("unicast_hops", 16, OptionForm.Hops),
        new("use_min_mtu"),
        new("v6only", 26, OptionForm.Boolean),
    ];

    private static readonly SocketOption[] OfTcp =
    [
        new("congestion", 13, OptionForm.Congestion),
        new("cork", 3, OptionForm.Boolean),
        new("info"),
        new("keepcnt", 6, OptionForm.Integer),
        new("keepidle", 4, OptionForm.Integer),
        new("keepintvl", 5, OptionForm.Integer),
        new("maxseg", 2, OptionForm.Integer),
        new("md5sig"),
        new("nodelay", 1, OptionForm.Boolean),
        new("noopt"),
        new("nopush"),
        new("syncnt"),
        new("user_timeout"),
    ];

    private static readonly SocketOption[] OfUdp = [new("cork", 1, OptionForm.Boolean)];

    private static readonly (int Level, SocketOption[] Options)[] Levels =
    [
        (LibC.SocketLevel, OfSocket),
        (LevelIp, OfIp),
        (LevelIp6, OfIp6),
        (LevelUdp, OfUdp),
        (LevelTcp, OfTcp),
    ];

    /// <summary>The option of a level and a number.</summary>
    public static bool TryFind(int level, int number, out SocketOption option)
    {
        foreach ((int known, SocketOption[] options) in Levels)
        {
            if (known != level)
            {
                continue;
            }
            foreach (SocketOption candidate in options)
            {
                if (candidate.Number == number && candidate.Form != OptionForm.Unsupported)
                {
                    option = candidate;
                    return true;
                }
            }
        }
        option = default;
        return false;
    }

    /// <summary>[{Level, [{Name, Number} | Name]}].</summary>
    public static Term ToTerm(TermHeap* heap)
    {
        Term levels = Term.Nil;
        foreach ((int level, SocketOption[] options) in Levels)
        {
            Term list = Term.Nil;
            foreach (SocketOption option in options)
            {
                bool isSupported = option.Form != OptionForm.Unsupported;
                list = Cons.Create(
                    heap,
                    isSupported ? Tuple.Create(heap, option.Name, Term.Small(option.Number)) : option.Name,
                    list
                );
            }
            levels = Cons.Create(heap, Tuple.Create(heap, ControlMessages.LevelToTerm(level), list), levels);
        }
        return levels;
    }
}
