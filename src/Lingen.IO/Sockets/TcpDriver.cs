// tcp_inet: streams, over IP and local sockets. Connecting, listening and accepting are here; receiving and sending have files of
// their own.
using System.Buffers.Binary;

namespace Lingen.IO;

/// <summary>A stream socket behind a port.</summary>
internal sealed unsafe partial class TcpDriver() : InetDriver(isStream: true)
{
    private const int ShutdownRead = 0;
    private const int Infinity = -1;

    /// <summary>A process that waits for a connection.</summary>
    private readonly record struct Acceptor(ushort Number, Term Caller, long DueNs);

    private List<Acceptor>? acceptors;
    private PollTimer? timer;
    private ushort connectNumber;
    private Term connector;

    // How a connection ended tells later calls more than that there is none.
    private bool sendFindsClosed;
    private bool receiveFindsClosed;
    private bool resetSeen;
    private bool closedSent;

    private bool IsConnected => (State & SocketState.Connected) != 0;

    /// <summary>One time-out of waiting for a connection, an acceptor or data; sending has its own.</summary>
    private PollTimer Timer => timer ??= new PollTimer(Poller, TimedOut);

    protected override int Handle(Request request, ReadOnlySpan<byte> data, List<byte> answer) =>
        request switch
        {
            Request.Connect => Connect(data, answer),
            Request.Listen => Listen(data),
            Request.Accept => Accept(data, answer),
            Request.Status => Status(request, data, answer),
            Request.Close => CloseNow(),
            Request.Receive => Receive(data, answer),
            Request.Unreceive => Unreceive(data),
            Request.Shutdown => Shutdown(data),
            Request.SendFile => BeginSendFile(data),
            _ => base.Handle(request, data, answer),
        };

    private int Connect(ReadOnlySpan<byte> data, List<byte> answer)
    {
        if (Socket < 0 || (State & SocketState.Connecting) != 0 || data.Length < 6)
        {
            return PosixError.Invalid;
        }
        if (IsConnected)
        {
            return PosixError.IsConnected;
        }
        int timeout = BinaryPrimitives.ReadInt32BigEndian(data);
        data = data[4..];
        int error = InetAddress.Read(ref data, Family, out InetAddress address);
        if (error != 0)
        {
            return error;
        }
        if (LibC.connect(Socket, address.Bytes, address.Length) == 0)
        {
            Connected();
            return 0;
        }
        error = LibC.LastError;
        if (error != PosixError.InProgress)
        {
            return error;
        }
        State |= SocketState.Connecting;
        connectNumber = BeginAsync(answer);
        connector = Port.Caller;
        if (timeout != Infinity)
        {
            Timer.Start(timeout);
        }
        Poller.Request(Socket, PollEvents.Write, this);
        return 0;
    }

    private void Connected()
    {
        State = SocketState.Open | SocketState.Bound | SocketState.Connected;
        ActiveChanged();
    }

    protected override void Opened()
    {
        if (IsConnected)
        {
            ActiveChanged();
            return;
        }
        int listens = 0;
        uint length = sizeof(int);
        const int AcceptsConnections = 30;
        if (LibC.getsockopt(Socket, LibC.SocketLevel, AcceptsConnections, &listens, &length) == 0 && listens != 0)
        {
            State |= SocketState.Listening;
        }
    }

    private void ConnectReady()
    {
        int error = 0;
        uint length = sizeof(int);
        if (LibC.getsockopt(Socket, LibC.SocketLevel, LibC.SocketError, &error, &length) < 0)
        {
            error = LibC.LastError;
        }
        timer?.Stop();
        Term caller = connector;
        connector = Term.None;
        if (error != 0)
        {
            State = SocketState.Open;
            SendAsync(caller, connectNumber, PosixError.Atom(error));
            return;
        }
        Connected();
        SendAsync(caller, connectNumber, Atoms.Ok);
    }

    private int Listen(ReadOnlySpan<byte> data)
    {
        if (Socket < 0 || data.Length != 2)
        {
            return PosixError.Invalid;
        }
        if (LibC.listen(Socket, BinaryPrimitives.ReadUInt16BigEndian(data)) < 0)
        {
            return LibC.LastError;
        }
        State = SocketState.Open | SocketState.Bound | SocketState.Listening;
        return 0;
    }

    private int Accept(ReadOnlySpan<byte> data, List<byte> answer)
    {
        if ((State & SocketState.Listening) == 0 || data.Length != 4)
        {
            return PosixError.Invalid;
        }
        int timeout = BinaryPrimitives.ReadInt32BigEndian(data);
        int connection = -1;
        InetAddress peer;
        if (acceptors is not { Count: > 0 })
        {
            int error = TryAccept(out connection, out peer);
            if (error is not (0 or PosixError.TryAgain))
            {
                return error;
            }
        }
        ushort number = BeginAsync(answer);
        if (connection >= 0)
        {
            HandOver(connection, number, Port.Caller);
            return 0;
        }
        if (timeout == 0)
        {
            SendAsync(Port.Caller, number, Atoms.Timeout);
            return 0;
        }
        long due = timeout == Infinity ? long.MaxValue : Clock.Raw() + (timeout * Clock.NanosecondsPerMillisecond);
        (acceptors ??= []).Add(new Acceptor(number, Port.Caller, due));
        State |= SocketState.Accepting;
        StartAcceptTimer();
        Poller.Request(Socket, PollEvents.Read, this);
        return 0;
    }

    private int TryAccept(out int connection, out InetAddress peer)
    {
        peer = default;
        peer.Length = LibC.AddressBytes;
        fixed (InetAddress* address = &peer)
        {
            do
            {
                connection = LibC.accept4(Socket, address->Bytes, &address->Length, LibC.SocketCloseOnExec | LibC.SocketNonBlock);
            } while (connection < 0 && LibC.LastError == PosixError.Interrupted);
        }
        return connection < 0 ? LibC.LastError : 0;
    }

    /// <summary>Makes a port of a connection, owned by the acceptor. False if there is no room or no such process.</summary>
    private void HandOver(int connection, ushort number, Term acceptor)
    {
        var driver = new TcpDriver();
        Port? port = PortOpening.Add(Port.Host, Port.Name, acceptor, Port.Format, driver);
        if (port == null)
        {
            LibC.close(connection);
            SendAsync(acceptor, number, Atoms.SystemLimit);
            return;
        }
        lock (port.Gate)
        {
            driver.Inherit(this);
            driver.Socket = connection;
            driver.Connected();
        }
        Signals.Deliver(Vm, acceptor, Signals.CreateOne(SignalKind.Link, port.Id));
        Message* message = TermCopier.AllocateMessage(8, out TermHeap heap);
        SendAsync(acceptor, number, message, &heap, Tuple.Create(&heap, Atoms.Ok, port.Id));
    }

    private void AcceptReady()
    {
        while (acceptors is { Count: > 0 })
        {
            Acceptor next = acceptors[0];
            if (!Port.Host.IsAlive(next.Caller))
            {
                acceptors.RemoveAt(0);
                continue;
            }
            int error = TryAccept(out int connection, out _);
            if (error == PosixError.TryAgain)
            {
                break;
            }
            acceptors.RemoveAt(0);
            if (error != 0)
            {
                SendAsync(next.Caller, next.Number, PosixError.Atom(error));
            }
            else
            {
                HandOver(connection, next.Number, next.Caller);
            }
        }
        AcceptorsChanged();
    }

    /// <summary>An acceptor that has died is noticed when it matters: when a connection comes, and here.</summary>
    private int Status(Request request, ReadOnlySpan<byte> data, List<byte> answer)
    {
        if (acceptors?.RemoveAll(acceptor => !Port.Host.IsAlive(acceptor.Caller)) > 0)
        {
            AcceptorsChanged();
        }
        return base.Handle(request, data, answer);
    }

    private void AcceptorsChanged()
    {
        if (acceptors is not { Count: > 0 })
        {
            State &= ~SocketState.Accepting;
            timer?.Stop();
        }
        else
        {
            StartAcceptTimer();
            Poller.Request(Socket, PollEvents.Read, this);
        }
    }

    private void StartAcceptTimer()
    {
        long due = long.MaxValue;
        foreach (Acceptor acceptor in acceptors ?? [])
        {
            due = Math.Min(due, acceptor.DueNs);
        }
        if (due != long.MaxValue)
        {
            long left = Math.Max(0, due - Clock.Raw());
            Timer.Start((left + Clock.NanosecondsPerMillisecond - 1) / Clock.NanosecondsPerMillisecond);
        }
    }

    private void TimedOut()
    {
        lock (Port.Gate)
        {
            if (!Timer.TakeExpired())
            {
                return;
            }
            using Port.Work work = Port.Begin();
            Port.NoteTimeout();
            if ((State & SocketState.Connecting) != 0)
            {
                Term caller = connector;
                CloseSocket();
                SendAsync(caller, connectNumber, Atoms.Timeout);
            }
            else if (acceptors is { Count: > 0 })
            {
                long now = Clock.Raw();
                foreach (Acceptor acceptor in acceptors)
                {
                    if (acceptor.DueNs <= now)
                    {
                        SendAsync(acceptor.Caller, acceptor.Number, Atoms.Timeout);
                    }
                }
                acceptors.RemoveAll(acceptor => acceptor.DueNs <= now);
                AcceptorsChanged();
            }
            else if (receiving)
            {
                EndReceive(Atoms.Timeout);
            }
        }
    }

    public override void Ready(int fd, PollEvents events)
    {
        lock (Port.Gate)
        {
            if (fd != Socket)
            {
                return;
            }
            using Port.Work work = Port.Begin();
            if ((State & SocketState.Connecting) != 0)
            {
                ConnectReady();
                return;
            }
            if ((State & SocketState.Listening) != 0)
            {
                AcceptReady();
                return;
            }
            if ((events & PollEvents.Write) != 0)
            {
                WriteReady();
            }
            if ((events & PollEvents.Read) != 0 && fd == Socket && Port.IsOpen && WantsInput)
            {
                ReceiveMore();
            }
        }
    }

    private int CloseNow()
    {
        EndOperations();
        CloseSocket();
        return 0;
    }

    /// <summary>Whoever waits for something learns that the socket is closed.</summary>
    private void EndOperations()
    {
        timer?.Stop();
        if (!connector.IsNone)
        {
            SendAsync(connector, connectNumber, Atoms.Closed);
            connector = Term.None;
        }
        foreach (Acceptor acceptor in acceptors ?? [])
        {
            SendAsync(acceptor.Caller, acceptor.Number, Atoms.Closed);
        }
        acceptors = null;
        if (receiving)
        {
            EndReceive(Atoms.Closed);
        }
    }

    public override void Stop()
    {
        EndOperations();
        sendTimer?.Stop();
        EndSendFile(PosixError.NotConnected);
        output.Clear();
        ReleaseInput();
        base.Stop();
    }
}

public sealed unsafe partial class Host
{
    /// <summary>Whether there is such a process on this node.</summary>
    internal bool IsAlive(Term process)
    {
        Epochs.Enter();
        bool found = Vm.Processes.Find(process) != null;
        Epochs.Exit();
        return found;
    }
}
