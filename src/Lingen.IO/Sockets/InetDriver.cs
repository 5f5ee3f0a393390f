// The drivers under prim_inet: tcp_inet and udp_inet. Commands come through port_control with a number and bytes, and are answered
// by a code byte and bytes; what takes time is answered later by a message {inet_async, Port, Number, Status} to the caller. This is
// what both share; all of it runs under the port's lock, on the thread of the caller or on the poll thread.
using System.Buffers.Binary;
using System.Text;

namespace Lingen.IO;

/// <summary>A socket behind a port.</summary>
internal abstract unsafe partial class InetDriver(bool isStream) : PortDriver, IPollTarget
{
    // What prim_inet adds to every request number.
    private const uint RequestBase = 0x03f1a300;
    private const byte AnswerError = 0;
    private const byte AnswerOk = 1;
    private const int SubscribeEmptyOutput = 1;

    protected enum Request : uint
    {
        Open = 1,
        Close = 2,
        Connect = 3,
        Peer = 4,
        Name = 5,
        Bind = 6,
        SetOptions = 7,
        GetOptions = 8,
        Names = 29,
        Peers = 30,
        Statistics = 11,
        HostName = 12,
        OpenDescriptor = 13,
        Descriptor = 14,
        Type = 15,
        Status = 16,
        ServiceByName = 17,
        ServiceByPort = 18,
        SetName = 19,
        SetPeer = 20,
        InterfaceNames = 21,
        GetInterface = 22,
        SetInterface = 23,
        Subscribe = 24,
        Interfaces = 25,
        Accept = 26,
        Listen = 27,
        IgnoreDescriptor = 28,
        Receive = 42,
        Unreceive = 43,
        Shutdown = 44,
        SendFile = 45,
        ReceiveFrom = 60,
    }

    [Flags]
    protected enum SocketState
    {
        Closed = 0,
        Open = 1,
        Bound = 2,
        Connected = 4,
        Listening = 8,
        Connecting = 0x10,
        Accepting = 0x20,
        Busy = 0x80,
    }

    private List<Term>? emptyOutputWaiters;
    private ushort lastAsync;

    /// <summary>Names that somebody gave the socket, own and peer's; null as long as nobody did.</summary>
    private GivenNames? given;

    private sealed class GivenNames
    {
        public InetAddress Own;
        public InetAddress Peer;
    }

    protected int Socket { get; set; } = -1;
    protected int Family { get; set; }
    protected SocketState State { get; set; }
    protected bool IsStream => isStream;

    public override bool LocksPort => true;
    public override bool AllowsForce => true;

    protected VirtualMachine Vm => Port.Host.Vm;
    protected Poller Poller => Port.Host.Poller;

    public override PortReply Control(uint command, ReadOnlySpan<byte> data, List<byte> answer)
    {
        answer.Add(AnswerOk);
        int error = Handle((Request)(command - RequestBase), data, answer);
        if (error != 0)
        {
            Refuse(answer, error == ErrorClosed ? "closed" : PosixError.Name(error));
        }
        return PortReply.Done;
    }

    /// <summary>No number of the system's: the atom closed.</summary>
    protected const int ErrorClosed = -1;

    protected static void Refuse(List<byte> answer, string reason)
    {
        answer.Clear();
        answer.Add(AnswerError);
        answer.AddRange(Encoding.ASCII.GetBytes(reason));
    }

    /// <summary>Carries out a request; 0 or the error.</summary>
    protected virtual int Handle(Request request, ReadOnlySpan<byte> data, List<byte> answer) =>
        request switch
        {
            Request.Open => Open(data),
            Request.OpenDescriptor => OpenDescriptor(data),
            Request.Close => CloseOnRequest(),
            Request.Bind => Bind(data, answer),
            Request.Name or Request.Names => Name(answer),
            Request.Peer or Request.Peers => Peer(answer),
            Request.SetName => Give(data, ref (given ??= new()).Own),
            Request.SetPeer => Give(data, ref (given ??= new()).Peer),
            Request.SetOptions => SetOptions(data),
            Request.GetOptions => GetOptions(data, answer),
            Request.HostName => HostName(answer),
            Request.Descriptor => Socket < 0 ? PosixError.Invalid : Append(answer, Socket),
            Request.Type => Append(
                answer,
                Family == LibC.FamilyInet6 ? InetAddress.Inet6
                    : Family == LibC.FamilyInet ? InetAddress.Inet
                    : InetAddress.Local,
                isStream ? 1 : 2
            ),
            Request.Status => Append(answer, (int)State),
            Request.Statistics => Statistics.Answer(data, answer, QueuedBytes),
            Request.ServiceByName => Services.ByName(data, answer),
            Request.ServiceByPort => Services.ByPort(data, answer),
            Request.Subscribe => Subscribe(data, answer),
            Request.Interfaces => Interfaces.WriteAll(answer),
            Request.InterfaceNames => Interfaces.WriteNames(answer),
            Request.GetInterface => Interfaces.WriteOptions(Socket, data, answer),
            Request.SetInterface => Interfaces.SetOptions(Socket, data),
            Request.IgnoreDescriptor => 0,
            _ => PosixError.Invalid,
        };

    private InetStatistics statistics;

    protected ref InetStatistics Statistics => ref statistics;

    /// <summary>Begins an operation that a message will answer; its number goes to the caller at once.</summary>
    protected ushort BeginAsync(List<byte> answer)
    {
        ushort number = ++lastAsync;
        answer.Add((byte)(number >> 8));
        answer.Add((byte)number);
        return number;
    }

    protected static int Append(List<byte> answer, params ReadOnlySpan<int> numbers)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (int number in numbers)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes, number);
            answer.AddRange(bytes);
        }
        return 0;
    }

    /// <summary>Family and type, one byte each.</summary>
    private int Open(ReadOnlySpan<byte> data)
    {
        if (data.Length < 2 || Socket >= 0)
        {
            return PosixError.Invalid;
        }
        if (!TrySetFamily(data[0]))
        {
            return PosixError.AddressFamilyNotSupported;
        }
        int type = (isStream ? LibC.SocketStream : LibC.SocketDatagram) | LibC.SocketCloseOnExec | LibC.SocketNonBlock;
        int back = -1;
        int error = networkNamespace == null ? 0 : NetworkNamespace.Enter([.. networkNamespace, 0], out back);
        if (error != 0)
        {
            return error;
        }
        Socket = LibC.socket(Family, type, 0);
        error = Socket < 0 ? LibC.LastError : 0;
        if (back >= 0)
        {
            int failure = NetworkNamespace.Leave(back);
            error = error == 0 ? failure : error;
        }
        if (error != 0)
        {
            CloseSocket();
            return error;
        }
        State = SocketState.Open;
        ApplyEarlyOptions();
        return 0;
    }

    private bool TrySetFamily(byte family)
    {
        Family = family switch
        {
            InetAddress.Inet => LibC.FamilyInet,
            InetAddress.Inet6 => LibC.FamilyInet6,
            InetAddress.Local => LibC.FamilyLocal,
            _ => LibC.FamilyUnspecified,
        };
        return Family != LibC.FamilyUnspecified;
    }

    /// <summary>Takes over a descriptor: family, type, descriptor, and whether it is bound.</summary>
    private int OpenDescriptor(ReadOnlySpan<byte> data)
    {
        if (data.Length < 6 || Socket >= 0)
        {
            return PosixError.Invalid;
        }
        if (!TrySetFamily(data[0]))
        {
            return PosixError.AddressFamilyNotSupported;
        }
        int descriptor = BinaryPrimitives.ReadInt32BigEndian(data[2..]);
        bool bound = data.Length < 10 || BinaryPrimitives.ReadInt32BigEndian(data[6..]) != 0;
        InetAddress address = default;
        address.Length = LibC.AddressBytes;
        if (LibC.getsockname(descriptor, address.Bytes, &address.Length) < 0)
        {
            return LibC.LastError;
        }
        if (Family != (address.Bytes[0] | (address.Bytes[1] << 8)))
        {
            return PosixError.Invalid;
        }
        LibC.fcntl(descriptor, LibC.FcntlSetFlags, LibC.fcntl(descriptor, LibC.FcntlGetFlags, 0) | LibC.OpenNonBlock);
        Socket = descriptor;
        State = bound ? SocketState.Open | SocketState.Bound : SocketState.Open;
        ApplyEarlyOptions();
        InetAddress peer = default;
        peer.Length = LibC.AddressBytes;
        if (bound && LibC.getpeername(descriptor, peer.Bytes, &peer.Length) == 0)
        {
            State |= SocketState.Connected;
        }
        Opened();
        return 0;
    }

    /// <summary>A descriptor was taken over.</summary>
    protected virtual void Opened() { }

    private int CloseOnRequest()
    {
        CloseSocket();
        return 0;
    }

    /// <summary>Closes the socket; the port may live on.</summary>
    protected void CloseSocket()
    {
        if (Socket >= 0)
        {
            Poller.Remove(Socket);
            LibC.close(Socket);
            Socket = -1;
        }
        State = SocketState.Closed;
    }

    public abstract void Ready(int fd, PollEvents events);

    /// <summary>Binds to an address; answers with the port number.</summary>
    private int Bind(ReadOnlySpan<byte> data, List<byte> answer)
    {
        if (Socket < 0)
        {
            return PosixError.Invalid;
        }
        int error = InetAddress.Read(ref data, Family, out InetAddress address);
        if (error != 0)
        {
            return error;
        }
        if (LibC.bind(Socket, address.Bytes, address.Length) < 0)
        {
            return LibC.LastError;
        }
        State |= SocketState.Bound;
        address.Length = LibC.AddressBytes;
        LibC.getsockname(Socket, address.Bytes, &address.Length);
        bool hasPort = Family != LibC.FamilyLocal;
        answer.Add(hasPort ? address.Bytes[2] : (byte)0);
        answer.Add(hasPort ? address.Bytes[3] : (byte)0);
        return 0;
    }

    private int Name(List<byte> answer)
    {
        InetAddress address = given?.Own ?? default;
        if (address.Length == 0)
        {
            address.Length = LibC.AddressBytes;
            if (LibC.getsockname(Socket, address.Bytes, &address.Length) < 0)
            {
                return Socket < 0 ? PosixError.Invalid : LibC.LastError;
            }
        }
        return Append(answer, address);
    }

    private int Peer(List<byte> answer)
    {
        InetAddress address = given?.Peer ?? default;
        if (address.Length == 0)
        {
            if ((State & SocketState.Connected) == 0)
            {
                return PosixError.NotConnected;
            }
            address.Length = LibC.AddressBytes;
            if (LibC.getpeername(Socket, address.Bytes, &address.Length) < 0)
            {
                return LibC.LastError;
            }
        }
        return Append(answer, address);
    }

    private static int Append(List<byte> answer, in InetAddress address)
    {
        Span<byte> bytes = stackalloc byte[LibC.AddressBytes + 2];
        answer.AddRange(bytes[..address.Write(bytes)]);
        return 0;
    }

    /// <summary>A name that the socket is to answer with instead of the system's; none takes it back.</summary>
    private int Give(ReadOnlySpan<byte> data, ref InetAddress given)
    {
        given = default;
        return data.IsEmpty ? 0 : InetAddress.Read(ref data, Family, out given);
    }

    private static int HostName(List<byte> answer)
    {
        answer.AddRange(SystemNames.HostName());
        return 0;
    }

    /// <summary>Bytes that wait to be sent; if there are any the caller is told when there are none.</summary>
    private int Subscribe(ReadOnlySpan<byte> data, List<byte> answer)
    {
        foreach (byte item in data)
        {
            if (item != SubscribeEmptyOutput)
            {
                return PosixError.Invalid;
            }
            answer.Add(item);
            Append(answer, (int)Math.Min(QueuedBytes, int.MaxValue));
            if (QueuedBytes > 0)
            {
                (emptyOutputWaiters ??= []).Add(Port.Caller);
            }
        }
        return 0;
    }

    /// <summary>{empty_out_q, Port} to those who asked for it.</summary>
    protected void TellOutputEmpty()
    {
        foreach (Term waiter in emptyOutputWaiters ?? [])
        {
            Message* message = TermCopier.AllocateMessage(3, out TermHeap heap);
            Port.Deliver(waiter, message, &heap, Tuple.Create(&heap, Atoms.EmptyOutQ, Port.Id));
        }
        emptyOutputWaiters = null;
    }

    /// <summary>{inet_async, Port, Number, Status}; the status is built by the caller in the heap of the message.</summary>
    protected void SendAsync(Term receiver, ushort number, Message* message, TermHeap* heap, Term status) =>
        Port.Deliver(receiver, message, heap, Tuple.Create(heap, Atoms.InetAsync, Port.Id, Term.Small(number), status));

    /// <summary>{inet_async, Port, Number, {error, Reason} | ok}.</summary>
    protected void SendAsync(Term receiver, ushort number, Term reason)
    {
        Message* message = TermCopier.AllocateMessage(8, out TermHeap heap);
        SendAsync(receiver, number, message, &heap, reason == Atoms.Ok ? reason : Tuple.Create(&heap, Atoms.Error, reason));
    }

    /// <summary>{Tag, Port} or {Tag, Port, Extra} to the owner.</summary>
    protected void SendToOwner(Term tag, Term extra = default)
    {
        Message* message = TermCopier.AllocateMessage(4, out TermHeap heap);
        Term payload = extra.IsNone ? Tuple.Create(&heap, tag, Port.Id) : Tuple.Create(&heap, tag, Port.Id, extra);
        Port.Deliver(Port.Owner, message, &heap, payload);
    }

    public override void Stop()
    {
        CloseSocket();
        TellOutputEmpty();
    }
}

/// <summary>What the system calls itself.</summary>
internal static unsafe class SystemNames
{
    public static byte[] HostName()
    {
        byte* name = stackalloc byte[257];
        LibC.gethostname(name, 256);
        name[256] = 0;
        var bytes = new ReadOnlySpan<byte>(name, 257);
        return bytes[..bytes.IndexOf((byte)0)].ToArray();
    }
}
