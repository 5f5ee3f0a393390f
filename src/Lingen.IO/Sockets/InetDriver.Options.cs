// Options of sockets: some are the system's, some the driver's own. Each is a byte and a value, mostly of 32 bits.
using System.Buffers.Binary;

namespace Lingen.IO;

internal abstract unsafe partial class InetDriver
{
    /// <summary>How an option reaches the system.</summary>
    private readonly record struct SystemOption(int Level, int Number);

    protected enum ActiveMode
    {
        Passive,
        Always,
        Once,
        Many,
    }

    private const int LevelIp = 0;
    private const int LevelTcp = 6;
    private const int LevelIp6 = 41;
    private const int DefaultBufferBytes = 1460;
    private const int DefaultDatagramBufferBytes = 8 << 10;
    private const int MaxDatagramBufferBytes = 64 << 10;
    private const int MaxActiveCount = short.MaxValue;

    // By prim_inet's option numbers. Those that IPv6 has elsewhere are in the second table.
    private static readonly Dictionary<int, SystemOption> SystemOptions = new()
    {
        [0] = new(1, 2), // reuseaddr
        [1] = new(1, 9), // keepalive
        [2] = new(1, 5), // dontroute
        [OptionLinger] = new(1, 13),
        [4] = new(1, 6), // broadcast
        [5] = new(1, 10), // oobinline
        [6] = new(1, 7), // sndbuf
        [OptionReceiveBuffer] = new(1, 8),
        [OptionPriority] = new(1, 12),
        [OptionTypeOfService] = new(LevelIp, 1),
        [10] = new(LevelTcp, 1), // nodelay
        [OptionMulticastInterface] = new(LevelIp, 32),
        [12] = new(LevelIp, 33), // multicast_ttl
        [13] = new(LevelIp, 34), // multicast_loop
        [OptionAddMembership] = new(LevelIp, 35),
        [OptionDropMembership] = new(LevelIp, 36),
        [OptionIp6Only] = new(LevelIp6, 26),
        [17] = new(1, 15), // reuseport
        [18] = new(1, 15), // reuseport_lb
        [OptionTrafficClass] = new(LevelIp6, 67),
        [OptionBindToDevice] = new(1, 25),
        [OptionReceiveTypeOfService] = new(LevelIp, 13),
        [OptionReceiveTrafficClass] = new(LevelIp6, 66),
        [OptionTimeToLive] = new(LevelIp, 2),
        [OptionReceiveTimeToLive] = new(LevelIp, 12),
        [48] = new(LevelTcp, 3), // nopush
    };

    private static readonly Dictionary<int, SystemOption> SystemOptionsOfInet6 = new()
    {
        [OptionMulticastInterface] = new(LevelIp6, 17),
        [12] = new(LevelIp6, 18),
        [13] = new(LevelIp6, 19),
        [OptionAddMembership] = new(LevelIp6, 20),
        [OptionDropMembership] = new(LevelIp6, 21),
    };

    private const int OptionLinger = 3;
    private const int OptionReceiveBuffer = 7;
    private const int OptionPriority = 8;
    private const int OptionTypeOfService = 9;
    private const int OptionMulticastInterface = 11;
    private const int OptionAddMembership = 14;
    private const int OptionDropMembership = 15;
    private const int OptionIp6Only = 16;
    private const int OptionExclusive = 19;
    private const int OptionBuffer = 20;
    private const int OptionHeader = 21;
    private const int OptionActive = 22;
    private const int OptionPacket = 23;
    private const int OptionMode = 24;
    private const int OptionDeliver = 25;
    private const int OptionExitOnClose = 26;
    private const int OptionHighWatermark = 27;
    private const int OptionLowWatermark = 28;
    private const int OptionSendTimeout = 30;
    private const int OptionDelaySend = 31;
    private const int OptionPacketSize = 32;
    private const int OptionReadPackets = 33;
    private const int OptionRaw = 34;
    private const int OptionSendTimeoutClose = 35;
    private const int OptionHighMessages = 36;
    private const int OptionLowMessages = 37;
    private const int OptionNetworkNamespace = 38;
    private const int OptionShowReset = 39;
    private const int OptionLineDelimiter = 40;
    private const int OptionTrafficClass = 41;
    private const int OptionBindToDevice = 42;
    private const int OptionReceiveTypeOfService = 43;
    private const int OptionReceiveTrafficClass = 44;
    private const int OptionPacketOptions = 45;
    private const int OptionTimeToLive = 46;
    private const int OptionReceiveTimeToLive = 47;
    private const int OptionReadAhead = 49;
    private const int OptionNonBlockSend = 50;
    private const int OptionDebug = 99;

    // The numbers of prim_inet's packet formats are not in the order of ours.
    private static readonly PacketKind[] PacketKinds =
    [
        PacketKind.Raw,
        PacketKind.Length1,
        PacketKind.Length2,
        PacketKind.Length4,
        PacketKind.Asn1,
        PacketKind.SunRm,
        PacketKind.Cdr,
        PacketKind.FastCgi,
        PacketKind.Line,
        PacketKind.Tpkt,
        PacketKind.Http,
        PacketKind.HttpHeaders,
        PacketKind.SslTls,
        PacketKind.HttpBinary,
        PacketKind.HttpHeadersBinary,
    ];

    private bool bufferGiven;
    private byte[]? networkNamespace;

    protected int BufferBytes { get; set; } = isStream ? DefaultBufferBytes : DefaultDatagramBufferBytes;
    protected int HeaderBytes { get; set; }

    /// <summary>A socket begins passive: prim_inet says when it may take data, which for an accepted one is once its options are set.</summary>
    protected ActiveMode Active { get; set; }

    /// <summary>Messages left while <see cref="Active"/> is Many.</summary>
    protected int ActiveCount { get; set; }
    protected PacketKind Packet { get; set; }
    protected uint PacketLimit { get; set; }
    protected byte LineDelimiter { get; set; } = (byte)'\n';
    protected bool AsBinary { get; set; }
    protected bool DeliverAsPort { get; set; }
    protected bool ExitOnClose { get; set; } = true;
    protected int HighWatermark { get; set; } = 8192;
    protected int LowWatermark { get; set; } = 4096;

    /// <summary>Milliseconds, -1 for none.</summary>
    protected int SendTimeout { get; set; } = -1;
    protected bool SendTimeoutClose { get; set; }
    protected bool DelaySend { get; set; }
    protected bool ShowReset { get; set; }
    protected bool ReadAhead { get; set; } = true;
    protected int ReadPackets { get; set; } = 5;
    private int highMessages = 8192;
    private int lowMessages = 4096;

    /// <summary>Kept to be asked for; BEAM writes each step of the driver to standard output then.</summary>
    private bool debug;

    /// <summary>What an accepted socket has of the listening one.</summary>
    protected void Inherit(InetDriver listener)
    {
        Family = listener.Family;
        bufferGiven = listener.bufferGiven;
        BufferBytes = listener.BufferBytes;
        HeaderBytes = listener.HeaderBytes;
        Packet = listener.Packet;
        PacketLimit = listener.PacketLimit;
        LineDelimiter = listener.LineDelimiter;
        AsBinary = listener.AsBinary;
        DeliverAsPort = listener.DeliverAsPort;
        ExitOnClose = listener.ExitOnClose;
        HighWatermark = listener.HighWatermark;
        LowWatermark = listener.LowWatermark;
        SendTimeout = listener.SendTimeout;
        SendTimeoutClose = listener.SendTimeoutClose;
        DelaySend = listener.DelaySend;
        ShowReset = listener.ShowReset;
        ReadAhead = listener.ReadAhead;
        highMessages = listener.highMessages;
        lowMessages = listener.lowMessages;
    }

    /// <summary>Options that prim_inet set before the socket was there.</summary>
    private void ApplyEarlyOptions() { }

    private bool TrySystem(int option, out SystemOption system)
    {
        if (option == OptionMulticastInterface && Family != LibC.FamilyInet && Family != LibC.FamilyInet6)
        {
            system = default;
            return false;
        }
        return (Family == LibC.FamilyInet6 && SystemOptionsOfInet6.TryGetValue(option, out system))
            || SystemOptions.TryGetValue(option, out system);
    }

    private int SetOptions(ReadOnlySpan<byte> data)
    {
        bool activeChanged = false;
        while (data.Length >= 5)
        {
            int option = data[0];
            int value = BinaryPrimitives.ReadInt32BigEndian(data[1..]);
            ReadOnlySpan<byte> rest = data[5..];
            int error;
            switch (option)
            {
                case OptionLinger:
                    error = rest.Length < 4 ? PosixError.Invalid : SetLinger(value, BinaryPrimitives.ReadInt32BigEndian(rest));
                    data = rest[Math.Min(4, rest.Length)..];
                    break;
                case OptionActive:
                    error = SetActive(value, ref rest);
                    activeChanged = true;
                    data = rest;
                    break;
                case OptionRaw:
                    error = SetRaw(value, ref rest);
                    data = rest;
                    break;
                case OptionBindToDevice:
                case OptionNetworkNamespace:
                    error = rest.Length < value ? PosixError.Invalid : SetText(option, rest[..value]);
                    data = rest[Math.Min(value, rest.Length)..];
                    break;
                case OptionAddMembership:
                case OptionDropMembership:
                    error = SetMembership(option, value, ref rest);
                    data = rest;
                    break;
                default:
                    error = SetOwn(option, value) ? 0 : SetSystem(option, value);
                    data = rest;
                    break;
            }
            if (error != 0)
            {
                return error;
            }
        }
        if (!data.IsEmpty)
        {
            return PosixError.Invalid;
        }
        if (activeChanged)
        {
            ActiveChanged();
        }
        return 0;
    }

    /// <summary>The socket may have become active.</summary>
    protected virtual void ActiveChanged() { }

    private int SetActive(int value, ref ReadOnlySpan<byte> rest)
    {
        if (value != (int)ActiveMode.Many)
        {
            if (value is < 0 or > (int)ActiveMode.Many)
            {
                return PosixError.Invalid;
            }
            ActiveCount = 0;
            Active = (ActiveMode)value;
            return 0;
        }
        if (rest.Length < 2)
        {
            return PosixError.Invalid;
        }
        int count = BinaryPrimitives.ReadInt16BigEndian(rest) + (Active == ActiveMode.Many ? ActiveCount : 0);
        rest = rest[2..];
        if (count > MaxActiveCount)
        {
            return PosixError.Invalid;
        }
        if (count <= 0)
        {
            ActiveCount = 0;
            Active = ActiveMode.Passive;
            SendToOwner(IsStream ? Atoms.TcpPassive : Atoms.UdpPassive);
            return 0;
        }
        ActiveCount = count;
        Active = ActiveMode.Many;
        return 0;
    }

    private bool SetOwn(int option, int value)
    {
        switch (option)
        {
            case OptionBuffer:
                BufferBytes = Math.Max(value, 1);
                bufferGiven = true;
                return true;
            case OptionHeader:
                HeaderBytes = value;
                return true;
            case OptionPacket when (uint)value < PacketKinds.Length:
                Packet = PacketKinds[value];
                PacketKindChanged();
                return true;
            case OptionMode:
                AsBinary = value == 1;
                return true;
            case OptionDeliver:
                DeliverAsPort = value == 0;
                return true;
            case OptionExitOnClose:
                ExitOnClose = value != 0;
                return true;
            case OptionHighWatermark:
                HighWatermark = Math.Max(value, 0);
                LowWatermark = Math.Min(LowWatermark, HighWatermark);
                return true;
            case OptionLowWatermark:
                LowWatermark = Math.Max(value, 0);
                HighWatermark = Math.Max(HighWatermark, LowWatermark);
                return true;
            case OptionSendTimeout:
                SendTimeout = value;
                return true;
            case OptionSendTimeoutClose:
                SendTimeoutClose = value != 0;
                return true;
            case OptionDelaySend:
                DelaySend = value != 0;
                return true;
            case OptionPacketSize:
                PacketLimit = (uint)value;
                return true;
            case OptionReadPackets when IsStream || value > 0:
                ReadPackets = value;
                return true;
            case OptionHighMessages when value > 0:
                highMessages = value;
                lowMessages = Math.Min(lowMessages, value);
                return true;
            case OptionLowMessages when value > 0:
                lowMessages = value;
                highMessages = Math.Max(highMessages, value);
                return true;
            case OptionShowReset:
                ShowReset = value != 0;
                return true;
            case OptionLineDelimiter:
                LineDelimiter = (byte)value;
                return true;
            case OptionReadAhead:
                ReadAhead = value != 0;
                return true;
            case OptionDebug:
                debug = value != 0;
                return true;
            case OptionNonBlockSend:
            case OptionExclusive:
                return true;
            default:
                return false;
        }
    }

    protected virtual void PacketKindChanged() { }

    private int SetSystem(int option, int value)
    {
        if (option == OptionReceiveBuffer && !bufferGiven)
        {
            BufferBytes = Math.Max(BufferBytes, IsStream ? value : Math.Min(value, MaxDatagramBufferBytes));
        }
        if (!TrySystem(option, out SystemOption system))
        {
            return PosixError.Invalid;
        }
        if (option == OptionMulticastInterface && Family == LibC.FamilyInet)
        {
            value = BinaryPrimitives.ReverseEndianness(value);
        }
        // Options that the socket's kind does not have are passed over, as BEAM does.
        bool applies = IsStream || system.Level != LevelTcp;
        if (Socket < 0)
        {
            return PosixError.Invalid;
        }
        // Linux changes the priority with the type of service; Erlang has them apart.
        int priority = 0;
        uint priorityBytes = sizeof(int);
        bool keepsPriority =
            option == OptionTypeOfService
            && LibC.getsockopt(Socket, LibC.SocketLevel, SocketOptions.Priority, &priority, &priorityBytes) == 0;
        if (applies && LibC.setsockopt(Socket, system.Level, system.Number, &value, sizeof(int)) < 0)
        {
            return FailureShows(option) ? PosixError.Invalid : 0;
        }
        if (keepsPriority)
        {
            _ = LibC.setsockopt(Socket, LibC.SocketLevel, SocketOptions.Priority, &priority, sizeof(int));
        }
        AncillaryOptionSet(option, value != 0);
        return 0;
    }

    // As in BEAM only some options say that the system refused them, and then always with einval.
    private static bool FailureShows(int option) =>
        option
            is OptionPriority
                or OptionTypeOfService
                or OptionTrafficClass
                or OptionTimeToLive
                or OptionReceiveTypeOfService
                or OptionReceiveTrafficClass
                or OptionReceiveTimeToLive
                or OptionIp6Only;

    private int SetLinger(int on, int seconds)
    {
        int* linger = stackalloc int[2];
        linger[0] = on;
        linger[1] = seconds;
        _ = LibC.setsockopt(Socket, LibC.SocketLevel, SystemOptions[OptionLinger].Number, linger, 8);
        return 0;
    }

    private int SetText(int option, ReadOnlySpan<byte> text)
    {
        if (option == OptionNetworkNamespace)
        {
            // It counts when the socket is opened.
            networkNamespace = text.IsEmpty ? null : text.ToArray();
            return 0;
        }
        fixed (byte* start = text)
        {
            SystemOption system = SystemOptions[option];
            return LibC.setsockopt(Socket, system.Level, system.Number, start, (uint)text.Length) == 0 ? 0 : PosixError.Invalid;
        }
    }

    /// <summary>Protocol (read already), option, length and bytes.</summary>
    private int SetRaw(int level, ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 8)
        {
            return PosixError.Invalid;
        }
        int number = BinaryPrimitives.ReadInt32BigEndian(rest);
        int length = BinaryPrimitives.ReadInt32BigEndian(rest[4..]);
        rest = rest[8..];
        if (length < 0 || length > rest.Length)
        {
            return PosixError.Invalid;
        }
        fixed (byte* value = rest)
        {
            _ = LibC.setsockopt(Socket, level, number, value, (uint)length);
        }
        rest = rest[length..];
        return 0;
    }

    /// <summary>Family (read already), interface number, group, and for IPv4 the interface's address.</summary>
    private int SetMembership(int option, int family, ref ReadOnlySpan<byte> rest)
    {
        int addressBytes = family == InetAddress.Inet6 ? 16 : 8;
        bool isOurs = Family == (family == InetAddress.Inet6 ? LibC.FamilyInet6 : LibC.FamilyInet);
        if (!isOurs || rest.Length < 4 + addressBytes || !TrySystem(option, out SystemOption system))
        {
            return PosixError.Invalid;
        }
        Span<byte> request = stackalloc byte[20];
        rest.Slice(4, addressBytes).CopyTo(request);
        BinaryPrimitives.WriteInt32LittleEndian(request[addressBytes..], BinaryPrimitives.ReadInt32BigEndian(rest));
        rest = rest[(4 + addressBytes)..];
        fixed (byte* start = request)
        {
            _ = LibC.setsockopt(Socket, system.Level, system.Number, start, (uint)addressBytes + 4);
            return 0;
        }
    }

    private int GetOptions(ReadOnlySpan<byte> data, List<byte> answer)
    {
        while (!data.IsEmpty)
        {
            int option = data[0];
            data = data[1..];
            if (option == OptionRaw)
            {
                int error = GetRaw(ref data, answer);
                if (error != 0)
                {
                    return error;
                }
                continue;
            }
            if (option == OptionPacketOptions)
            {
                int error = GetPacketOptions(answer);
                if (error != 0)
                {
                    return error;
                }
            }
            else if (option == OptionNetworkNamespace)
            {
                answer.Add(OptionNetworkNamespace);
                Append(answer, networkNamespace?.Length ?? 0);
                answer.AddRange(networkNamespace ?? []);
            }
            else if (IsStream ? option == OptionReadPackets : IsOfStreams(option))
            {
                continue;
            }
            else if (TryGetOwn(option, out int value))
            {
                answer.Add((byte)option);
                Append(answer, value);
                if (option == OptionActive && Active == ActiveMode.Many)
                {
                    answer.Add((byte)(ActiveCount >> 8));
                    answer.Add((byte)ActiveCount);
                }
            }
            else if (IsUnreadable(option) || !TrySystem(option, out SystemOption system))
            {
                return PosixError.Invalid;
            }
            else if (Socket >= 0)
            {
                GetSystem(option, system, answer);
            }
        }
        return 0;
    }

    /// <summary>Options that can only be set.</summary>
    private static bool IsUnreadable(int option) => option is OptionLineDelimiter or OptionAddMembership or OptionDropMembership;

    /// <summary>Options that a datagram socket takes without a word and does not show.</summary>
    private static bool IsOfStreams(int option) =>
        option
            is OptionHighWatermark
                or OptionLowWatermark
                or OptionSendTimeout
                or OptionSendTimeoutClose
                or OptionDelaySend
                or OptionShowReset;

    private void GetSystem(int option, SystemOption system, List<byte> answer)
    {
        int* values = stackalloc int[16];
        values[0] = 0;
        uint length =
            option == OptionLinger ? 8u
            : option == OptionBindToDevice ? 64u
            : sizeof(int);
        if (LibC.getsockopt(Socket, system.Level, system.Number, values, &length) < 0)
        {
            return;
        }
        answer.Add((byte)option);
        switch (option)
        {
            case OptionLinger:
                Append(answer, values[0], values[1]);
                break;
            case OptionBindToDevice:
                ReadOnlySpan<byte> name = new ReadOnlySpan<byte>(values, (int)length).TrimEnd((byte)0);
                Append(answer, name.Length);
                answer.AddRange(name);
                break;
            case OptionMulticastInterface:
                bool isInet6 = Family == LibC.FamilyInet6;
                Append(
                    answer,
                    isInet6 ? values[0] : BinaryPrimitives.ReverseEndianness(values[0]),
                    isInet6 ? InetAddress.Inet6 : InetAddress.Inet
                );
                break;
            default:
                Append(answer, values[0]);
                break;
        }
    }

    private bool TryGetOwn(int option, out int value)
    {
        int? found = option switch
        {
            OptionBuffer => BufferBytes,
            OptionHeader => HeaderBytes,
            OptionActive => (int)Active,
            OptionPacket => Array.IndexOf(PacketKinds, Packet),
            OptionMode => AsBinary ? 1 : 0,
            OptionDeliver => DeliverAsPort ? 0 : 1,
            OptionExitOnClose => ExitOnClose ? 1 : 0,
            OptionHighWatermark => HighWatermark,
            OptionLowWatermark => LowWatermark,
            OptionSendTimeout => SendTimeout,
            OptionSendTimeoutClose => SendTimeoutClose ? 1 : 0,
            OptionDelaySend => DelaySend ? 1 : 0,
            OptionPacketSize => (int)PacketLimit,
            OptionReadPackets => ReadPackets,
            OptionHighMessages => highMessages,
            OptionLowMessages => lowMessages,
            OptionShowReset => ShowReset ? 1 : 0,
            OptionDebug => debug ? 1 : 0,
            OptionReadAhead => ReadAhead ? 1 : 0,
            OptionExclusive or OptionNonBlockSend => 0,
            _ => null,
        };
        value = found ?? 0;
        return found != null;
    }

    /// <summary>Protocol, option, and a size or a value of that size; answers all three.</summary>
    private int GetRaw(ref ReadOnlySpan<byte> data, List<byte> answer)
    {
        const int MostAnswerBytes = 64 << 10;
        const int FrontBytes = 13;
        if (data.Length < FrontBytes)
        {
            return PosixError.Invalid;
        }
        int level = BinaryPrimitives.ReadInt32BigEndian(data);
        int number = BinaryPrimitives.ReadInt32BigEndian(data[4..]);
        bool hasValue = data[8] != 0;
        int size = BinaryPrimitives.ReadInt32BigEndian(data[9..]);
        data = data[FrontBytes..];
        if (size < 0 || size > MostAnswerBytes - FrontBytes - answer.Count || (hasValue && data.Length < size))
        {
            return PosixError.Invalid;
        }
        var bytes = new byte[size + 1];
        if (hasValue)
        {
            data[..size].CopyTo(bytes);
            data = data[size..];
        }
        uint length = (uint)size;
        fixed (byte* value = bytes)
        {
            if (LibC.getsockopt(Socket, level, number, value, &length) < 0)
            {
                return 0;
            }
        }
        answer.Add(OptionRaw);
        Append(answer, level, number, (int)length);
        answer.AddRange(bytes.AsSpan(0, (int)length));
        return 0;
    }
}
