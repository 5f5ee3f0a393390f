// udp_inet: datagrams, over IP and local sockets. Sending is answered at once; a datagram that the system cannot take is an error, as in
// BEAM. Receiving is like a stream's, one datagram a message, with the sender's address.
using System.Buffers.Binary;

namespace Lingen.IO;

/// <summary>A datagram socket behind a port.</summary>
internal sealed unsafe class UdpDriver() : InetDriver(isStream: false)
{
    private const int MaxDatagramBytes = 65_536;
    private const int InetAddressBytes = 19;
    private const int TermWords = 32 + (InetAddressBytes * Cons.SizeWords);
    private const int PathTermWords = LibC.AddressBytes * Cons.SizeWords;

    // A datagram is read here first, since how long it is shows only then.
    [ThreadStatic]
    private static byte[]? datagram;

    private PollTimer? timer;
    private bool receiving;
    private ushort receiveNumber;
    private Term receiver;
    private int receiveBytes;

    private bool IsConnected => (State & SocketState.Connected) != 0;
    private bool WantsInput => Socket >= 0 && (Active != ActiveMode.Passive || receiving);
    private PollTimer Timer => timer ??= new PollTimer(Poller, TimedOut);

    protected override int Handle(Request request, ReadOnlySpan<byte> data, List<byte> answer)
    {
        int error = request switch
        {
            Request.Connect => Connect(data),
            Request.ReceiveFrom => Receive(data, answer),
            _ => base.Handle(request, data, answer),
        };
        if (error == 0 && request is Request.Open or Request.Bind)
        {
            AskForInput();
        }
        return error;
    }

    protected override void Opened() => AskForInput();

    protected override void ActiveChanged() => AskForInput();

    private void AskForInput()
    {
        if (WantsInput && Port.IsOpen)
        {
            Poller.Request(Socket, PollEvents.Read, this);
        }
    }

    /// <summary>Fixes the peer; without an address the socket takes from everybody again.</summary>
    private int Connect(ReadOnlySpan<byte> data)
    {
        if (Socket < 0)
        {
            return PosixError.Invalid;
        }
        if (data.IsEmpty)
        {
            Disconnect();
            return 0;
        }
        if (data.Length < 6)
        {
            return PosixError.Invalid;
        }
        data = data[4..];
        int error = InetAddress.Read(ref data, Family, out InetAddress address);
        if (error != 0)
        {
            return error;
        }
        if (IsConnected)
        {
            Disconnect();
        }
        if (LibC.connect(Socket, address.Bytes, address.Length) < 0)
        {
            error = LibC.LastError;
            Disconnect();
            return error;
        }
        State |= SocketState.Connected;
        return 0;
    }

    private void Disconnect()
    {
        InetAddress none = default;
        LibC.connect(Socket, none.Bytes, sizeof(ushort));
        State &= ~SocketState.Connected;
    }

    /// <summary>A command: the caller's reference, the receiver's address, options of this datagram, and the data.</summary>
    public override void Output(ByteQueue queue)
    {
        var bytes = new byte[SpanSize.Of(queue.LengthBytes)];
        queue.CopyTo(bytes);
        queue.Clear();
        ReadOnlySpan<byte> data = bytes;
        if (data.Length < 2 || data.Length < 2 + BinaryPrimitives.ReadUInt16BigEndian(data))
        {
            Port.Close(PosixError.Atom(PosixError.Invalid));
            return;
        }
        ReadOnlySpan<byte> reference = data.Slice(2, BinaryPrimitives.ReadUInt16BigEndian(data));
        int error = Send(data[(2 + reference.Length)..]);
        Replies.Send(Port, Port.Caller, error == 0 ? Atoms.Ok : PosixError.Atom(error), reference);
    }

    private int Send(ReadOnlySpan<byte> data)
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
        if (data.Length < 4 || data.Length - 4 < BinaryPrimitives.ReadUInt32BigEndian(data))
        {
            return PosixError.Invalid;
        }
        ReadOnlySpan<byte> options = data.Slice(4, BinaryPrimitives.ReadInt32BigEndian(data));
        data = data[(4 + options.Length)..];
        byte* control = stackalloc byte[ControlBytes];
        int controlBytes = WriteAncillary(options, new Span<byte>(control, ControlBytes));
        if (controlBytes < 0)
        {
            return PosixError.Invalid;
        }
        Statistics.Sent(data.Length);
        fixed (byte* start = data)
        {
            IoVector vector;
            vector.Base = start;
            vector.Length = data.Length;
            MessageHeader header = default;
            header.Name = IsConnected ? null : address.Bytes;
            header.NameLength = IsConnected ? 0 : address.Length;
            header.Vectors = &vector;
            header.VectorCount = 1;
            header.Control = controlBytes == 0 ? null : control;
            header.ControlLength = (nuint)controlBytes;
            return LibC.sendmsg(Socket, &header, LibC.MessageNoSignal) < 0 ? LibC.LastError : 0;
        }
    }

    /// <summary>Time-out and the most bytes to take, 0 for the buffer's size.</summary>
    private int Receive(ReadOnlySpan<byte> data, List<byte> answer)
    {
        if (Socket < 0 || Active != ActiveMode.Passive || data.Length != 8)
        {
            return PosixError.Invalid;
        }
        if (receiving)
        {
            return PosixError.Already;
        }
        int timeout = BinaryPrimitives.ReadInt32BigEndian(data);
        receiveBytes = BinaryPrimitives.ReadInt32BigEndian(data[4..]);
        receiving = true;
        receiveNumber = BeginAsync(answer);
        receiver = Port.Caller;
        if (timeout is not (-1 or 0))
        {
            Timer.Start((uint)timeout);
        }
        ReceiveOne();
        if (receiving && timeout == 0)
        {
            EndReceive(Atoms.Timeout);
        }
        AskForInput();
        return 0;
    }

    private void EndReceive(Term reason)
    {
        receiving = false;
        timer?.Stop();
        SendAsync(receiver, receiveNumber, reason);
    }

    private void TimedOut()
    {
        lock (Port.Gate)
        {
            if (Timer.TakeExpired() && receiving)
            {
                using Port.Work work = Port.Begin();
                Port.NoteTimeout();
                EndReceive(Atoms.Timeout);
            }
        }
    }

    public override void Ready(int fd, PollEvents events)
    {
        lock (Port.Gate)
        {
            if (fd != Socket || !Port.IsOpen)
            {
                return;
            }
            using Port.Work work = Port.Begin();
            for (int i = 0; i < ReadPackets && WantsInput; i++)
            {
                if (!ReceiveOne())
                {
                    break;
                }
            }
            AskForInput();
        }
    }

    /// <summary>Takes one datagram, if there is one and somebody wants it. False if nothing came.</summary>
    private bool ReceiveOne()
    {
        int limit = Math.Clamp(receiving && receiveBytes > 0 ? receiveBytes : BufferBytes, 1, MaxDatagramBytes);
        byte[] bytes = datagram ??= new byte[MaxDatagramBytes];
        InetAddress sender = default;
        byte* control = stackalloc byte[ControlBytes];
        int controlBytes = 0;
        nint count;
        fixed (byte* start = bytes)
        {
            do
            {
                count = ReceiveInto(start, limit, ref sender, control, ref controlBytes);
            } while (count < 0 && LibC.LastError == PosixError.Interrupted);
        }
        if (count < 0)
        {
            int error = LibC.LastError;
            if (error == PosixError.TryAgain)
            {
                return false;
            }
            if (receiving)
            {
                EndReceive(PosixError.Atom(error));
            }
            else
            {
                SendToOwner(Atoms.UdpError, PosixError.Atom(error));
            }
            return false;
        }
        Statistics.Received(count);
        Deliver(bytes.AsSpan(0, (int)count), sender, new ReadOnlySpan<byte>(control, controlBytes));
        return true;
    }

    private nint ReceiveInto(byte* start, int limit, ref InetAddress sender, byte* control, ref int controlBytes)
    {
        fixed (InetAddress* from = &sender)
        {
            from->Length = LibC.AddressBytes;
            if (!WantsAncillary)
            {
                return LibC.recvfrom(Socket, start, limit, 0, from->Bytes, &from->Length);
            }
            IoVector vector;
            vector.Base = start;
            vector.Length = limit;
            MessageHeader header = default;
            header.Name = from->Bytes;
            header.NameLength = LibC.AddressBytes;
            header.Vectors = &vector;
            header.VectorCount = 1;
            header.Control = control;
            header.ControlLength = ControlBytes;
            nint count = LibC.recvmsg(Socket, &header, 0);
            from->Length = header.NameLength;
            controlBytes = count < 0 ? 0 : (int)header.ControlLength;
            return count;
        }
    }

    private void Deliver(ReadOnlySpan<byte> bytes, in InetAddress sender, ReadOnlySpan<byte> control)
    {
        long words =
            TermWords
            + (Family == LibC.FamilyLocal ? PathTermWords : 0)
            + (WantsAncillary ? AncillaryTermWords : 0)
            + (AsBinary ? (HeaderBytes * 2) + (Math.Min(bytes.Length, Bitstring.HeapLimitBytes) / 8) : 2L * bytes.Length);
        Message* message = TermCopier.AllocateMessage(words, out TermHeap heap);
        int headed = AsBinary ? Math.Min(HeaderBytes, bytes.Length) : bytes.Length;
        Term data = AsBinary ? Bitstring.FromBytes(&heap, bytes[headed..]) : Term.Nil;
        data = headed == 0 ? data : Cons.FromBytes(&heap, bytes[..headed], data);
        if (receiving)
        {
            receiving = false;
            timer?.Stop();
            Span<byte> address = stackalloc byte[LibC.AddressBytes + 2];
            data = Cons.FromBytes(&heap, address[..sender.Write(address)], data);
            data = WantsAncillary ? Tuple.Create(&heap, data, AncillaryToTerm(&heap, control)) : data;
            SendAsync(receiver, receiveNumber, message, &heap, Tuple.Create(&heap, Atoms.Ok, data));
            return;
        }
        (Term from, Term port) = sender.ToTerms(&heap);
        Term payload = WantsAncillary
            ? Tuple.Create(&heap, [Atoms.Udp, Port.Id, from, port, AncillaryToTerm(&heap, control), data])
            : Tuple.Create(&heap, Atoms.Udp, Port.Id, from, port, data);
        Port.Deliver(Port.Owner, message, &heap, payload);
        if (Active == ActiveMode.Once || (Active == ActiveMode.Many && --ActiveCount == 0))
        {
            bool tell = Active == ActiveMode.Many;
            Active = ActiveMode.Passive;
            if (tell)
            {
                SendToOwner(Atoms.UdpPassive);
            }
        }
    }

    public override void Stop()
    {
        if (receiving)
        {
            EndReceive(Atoms.Closed);
        }
        base.Stop();
    }
}
