// The receiving half of a stream. Bytes go from the system straight into a cell; a packet that fills most of it becomes a binary over
// that cell, a small one is copied. A connection that waits holds no buffer.
//
//   input cell   [ delivered | start ... end | room ]
using System.Buffers.Binary;

namespace Lingen.IO;

internal sealed unsafe partial class TcpDriver
{
    private const int MaxReceiveBytes = 0x4000000;
    private const int LeastReadBytes = 256;
    private const int TermWords = 24;

    private BinaryCell* input;
    private long start;
    private long end;
    private bool inHttpHeaders;
    private bool receiving;
    private ushort receiveNumber;
    private Term receiver;
    private int receiveLength;

    private bool WantsInput => IsConnected && !inputEnded && (Active != ActiveMode.Passive || receiving);

    /// <summary>The peer has sent everything; the socket stays for sending.</summary>
    private bool inputEnded;

    protected override void PacketKindChanged() => inHttpHeaders = false;

    /// <summary>An active socket begins with what is there already.</summary>
    protected override void ActiveChanged()
    {
        if (Socket < 0 && Active != ActiveMode.Passive && Port.IsOpen)
        {
            TellClosedBefore();
            return;
        }
        if (!IsConnected || Active == ActiveMode.Passive || inputEnded || receiving)
        {
            return;
        }
        if (end > start && DeliverBuffered() == false)
        {
            return;
        }
        AskForInput();
    }

    /// <summary>The connection ended while the socket was passive: who makes it active hears of that now.</summary>
    private void TellClosedBefore()
    {
        if (resetSeen)
        {
            resetSeen = false;
            SendToOwner(Atoms.TcpError, PosixError.Atom(PosixError.ConnectionReset));
        }
        SendClosed();
        if (ExitOnClose)
        {
            Port.Exit(Atoms.Normal);
        }
    }

    private void AskForInput()
    {
        if (Port.IsOpen && WantsInput)
        {
            Poller.Request(Socket, PollEvents.Read, this);
        }
    }

    /// <summary>Time-out and length, 0 for whatever comes.</summary>
    private int Receive(ReadOnlySpan<byte> data, List<byte> answer)
    {
        if (!IsConnected)
        {
            if (!receiveFindsClosed)
            {
                return PosixError.NotConnected;
            }
            receiveFindsClosed = false;
            sendFindsClosed = false;
            bool reset = resetSeen;
            resetSeen = false;
            return reset ? PosixError.ConnectionReset : ErrorClosed;
        }
        if (Active != ActiveMode.Passive || data.Length != 8)
        {
            return PosixError.Invalid;
        }
        int timeout = BinaryPrimitives.ReadInt32BigEndian(data);
        int length = BinaryPrimitives.ReadInt32BigEndian(data[4..]);
        if (length < 0 || (Packet != PacketKind.Raw && length != 0))
        {
            return PosixError.Invalid;
        }
        if (length > MaxReceiveBytes)
        {
            return PosixError.NoMemory;
        }
        if (receiving)
        {
            return PosixError.Already;
        }
        receiving = true;
        receiveNumber = BeginAsync(answer);
        receiver = Port.Caller;
        receiveLength = length;
        inputEnded = false;
        if (timeout is not (Infinity or 0))
        {
            Timer.Start((uint)timeout);
        }
        ReceiveMore();
        if (receiving && timeout == 0)
        {
            EndReceive(Atoms.Timeout);
        }
        return 0;
    }

    private void EndReceive(Term reason)
    {
        receiving = false;
        timer?.Stop();
        SendAsync(receiver, receiveNumber, reason);
    }

    private int Unreceive(ReadOnlySpan<byte> data)
    {
        if (!IsConnected)
        {
            return PosixError.NotConnected;
        }
        long have = end - start;
        BinaryCell* cell = NewCell(have + data.Length);
        data.CopyTo(new Span<byte>(cell->Data, data.Length));
        if (have > 0)
        {
            Buffer.MemoryCopy(input->Data + start, cell->Data + data.Length, have, have);
        }
        ReleaseInput();
        input = cell;
        end = have + data.Length;
        ActiveChanged();
        return 0;
    }

    private PacketLimits Limits =>
        new()
        {
            MaxLength = PacketLimit,
            LineLength = (uint)BufferBytes,
            Delimiter = LineDelimiter,
        };

    /// <summary>Length of the next packet: <see cref="PacketLength.Unknown"/>, <see cref="PacketLength.Invalid"/> or more than is there.</summary>
    private int MeasureNext()
    {
        if (receiving && receiveLength > 0)
        {
            return receiveLength;
        }
        return end == start
            ? PacketLength.Unknown
            : PacketLength.Measure(
                Packet,
                new ReadOnlySpan<byte>(input->Data + start, (int)(end - start)),
                Limits,
                ref inHttpHeaders
            );
    }

    /// <summary>Reads until a packet is whole or nothing more is there, and delivers.</summary>
    private void ReceiveMore()
    {
        while (true)
        {
            int packet = MeasureNext();
            if (packet == PacketLength.Invalid)
            {
                ReceiveFailed(PosixError.MessageTooLong);
                return;
            }
            if (packet > 0 && end - start >= packet)
            {
                if (DeliverBuffered())
                {
                    AskForInput();
                }
                return;
            }
            long room = MakeRoom(packet);
            nint count = LibC.recv(Socket, input->Data + end, (nint)room, 0);
            if (count > 0)
            {
                end += count;
                continue;
            }
            int error = count == 0 ? 0 : LibC.LastError;
            if (error == PosixError.Interrupted)
            {
                continue;
            }
            if (end == start)
            {
                ReleaseInput();
            }
            if (error == PosixError.TryAgain)
            {
                AskForInput();
            }
            else if (error == 0 || (error == PosixError.ConnectionReset && !ShowReset))
            {
                ReceiveEnded();
            }
            else
            {
                ReceiveFailed(error);
            }
            return;
        }
    }

    /// <summary>Prepares the buffer for the next read; how much to read: a packet of known length is not read past.</summary>
    private long MakeRoom(int packet)
    {
        long have = end - start;
        long wanted =
            packet > 0 ? packet - have
            : !ReadAhead && Header > 0 ? Header - have
            : Math.Max(BufferBytes - have, LeastReadBytes);
        if (input == null)
        {
            input = NewCell(wanted);
        }
        else if (end + wanted > input->CapacityBytes)
        {
            BinaryCell* grown = NewCell(have + Math.Max(wanted, packet > 0 ? 0 : BufferBytes));
            Buffer.MemoryCopy(input->Data + start, grown->Data, have, have);
            ReleaseInput();
            input = grown;
            end = have;
        }
        return wanted;
    }

    private int Header =>
        Packet switch
        {
            PacketKind.Length1 => 1,
            PacketKind.Length2 => 2,
            PacketKind.Length4 => 4,
            _ => 0,
        };

    private static BinaryCell* NewCell(long bytes)
    {
        BinaryCell* cell = BinaryCell.Allocate(Math.Max(bytes, 1));
        // All of it counts as used: nobody may append to a binary over it in place.
        cell->UsedBits = cell->CapacityBytes * 8;
        return cell;
    }

    private void ReleaseInput()
    {
        if (input != null)
        {
            OffHeapCell.Release(&input->Cell);
            input = null;
        }
        start = 0;
        end = 0;
    }

    /// <summary>Delivers whole packets as long as somebody wants them. False if the socket is gone.</summary>
    private bool DeliverBuffered()
    {
        while (receiving || Active != ActiveMode.Passive)
        {
            int packet = MeasureNext();
            if (packet == PacketLength.Invalid)
            {
                ReceiveFailed(PosixError.MessageTooLong);
                return false;
            }
            if (packet <= 0 || packet > end - start)
            {
                return true;
            }
            Statistics.Received(packet);
            Deliver(packet);
            start += packet;
            if (start == end)
            {
                ReleaseInput();
            }
            if (!Port.IsOpen)
            {
                return false;
            }
        }
        return true;
    }

    private void Deliver(int length)
    {
        var packet = new ReadOnlySpan<byte>(input->Data + start, length);
        bool asList = !AsBinary || Packet is PacketKind.Http or PacketKind.HttpHeaders;
        long words = TermWords + (asList ? 2L * length : (HeaderBytes * 2) + (length / sizeof(ulong)) + 1);
        if (AsBinary && length > Bitstring.HeapLimitBytes && !Packet.IsHttp())
        {
            words = TermWords + (HeaderBytes * 2);
        }
        Message* message = TermCopier.AllocateMessage(words + (Packet.IsHttp() ? 3 * TermWords : 0), out TermHeap heap);
        var decoder = new PacketDecoder(&heap, Packet, packet, Term.None);
        Term record = decoder.Decode(Packet, ref inHttpHeaders);
        record = Packet == PacketKind.SslTls ? OfTls(&heap, record) : record;
        if (receiving)
        {
            receiving = false;
            timer?.Stop();
            Term data = record.IsNone ? Data(&heap, packet) : record;
            SendAsync(receiver, receiveNumber, message, &heap, Tuple.Create(&heap, Atoms.Ok, data));
            return;
        }
        Term payload = record.IsNone
            ? DeliverAsPort
                ? Tuple.Create(&heap, Port.Id, Tuple.Create(&heap, Atoms.Data, Data(&heap, packet)))
                : Tuple.Create(&heap, Atoms.Tcp, Port.Id, Data(&heap, packet))
            : Packet == PacketKind.SslTls
                ? OfTls(&heap, record)
                : Tuple.Create(&heap, Atoms.Http, Port.Id, record);
        Port.Deliver(Port.Owner, message, &heap, payload);
        if (Active == ActiveMode.Once || (Active == ActiveMode.Many && --ActiveCount == 0))
        {
            bool tell = Active == ActiveMode.Many;
            Active = ActiveMode.Passive;
            if (tell)
            {
                SendToOwner(Atoms.TcpPassive);
            }
        }
    }

    /// <summary>{ssl_tls, Port, Type, Version, Data}: the decoder leaves the second element empty.</summary>
    private Term OfTls(TermHeap* heap, Term record)
    {
        var fields = new Tuple(record);
        return Tuple.Create(heap, fields[0], Port.Id, fields[2], fields[3], fields[4]);
    }

    /// <summary>The payload of a packet as list or binary, the first bytes as a list if the option header says so.</summary>
    private Term Data(TermHeap* heap, ReadOnlySpan<byte> packet)
    {
        (int from, int length) = PacketDecoder.Body(Packet, packet);
        ReadOnlySpan<byte> body = packet.Slice(from, length);
        if (!AsBinary)
        {
            return Cons.FromBytes(heap, body);
        }
        int headed = Math.Min(HeaderBytes, length);
        bool fillsBuffer = packet.Length >= input->CapacityBytes - (input->CapacityBytes >> 2);
        Term tail =
            fillsBuffer && length - headed > Bitstring.HeapLimitBytes
                ? new CellSlice(input, input->Data + start + from + headed, length - headed).ToTerm(heap)
                : Bitstring.FromBytes(heap, body[headed..]);
        return headed == 0 ? tail : Cons.FromBytes(heap, body[..headed], tail);
    }

    /// <summary>The peer sends no more.</summary>
    private void ReceiveEnded()
    {
        if (!EndSends())
        {
            sendFindsClosed = true;
        }
        ReleaseInput();
        if (Active == ActiveMode.Passive)
        {
            StopReading();
            if (receiving)
            {
                EndReceive(Atoms.Closed);
            }
            return;
        }
        SendClosed();
        if (ExitOnClose)
        {
            output.Clear();
            Port.Exit(Atoms.Normal);
        }
        else
        {
            StopReading();
        }
    }

    private void ReceiveFailed(int error)
    {
        EndSends();
        ReleaseInput();
        if (Active == ActiveMode.Passive)
        {
            StopReading();
            if (receiving)
            {
                EndReceive(PosixError.Atom(error));
            }
            return;
        }
        SendToOwner(Atoms.TcpError, PosixError.Atom(error));
        SendClosed();
        if (ExitOnClose)
        {
            output.Clear();
            Port.Exit(PosixError.Atom(error));
        }
        else
        {
            StopReading();
        }
    }

    private void StopReading()
    {
        inputEnded = true;
        if (ExitOnClose)
        {
            output.Clear();
            CloseSocket();
        }
    }

    /// <summary>{tcp_closed, Port}, once.</summary>
    private void SendClosed()
    {
        if (!closedSent)
        {
            closedSent = true;
            SendToOwner(Atoms.TcpClosed);
        }
    }
}
