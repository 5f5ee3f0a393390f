// The sending half of a stream. Data goes out at once as far as the system takes it and waits in a queue otherwise. Each command begins
// with the caller's reference, which comes back in {inet_reply, Port, Status, Reference}; above the high watermark the answer waits until
// the queue has come down to the low one.
using System.Buffers.Binary;

namespace Lingen.IO;

internal sealed unsafe partial class TcpDriver
{
    private const int Vectors = 64;

    private readonly ByteQueue output = new();
    private PollTimer? sendTimer;
    private bool busy;
    private Term blockedCaller;
    private ShortReference shortReference;

    /// <summary>A reference that is longer, as those of nodes with long names.</summary>
    private byte[]? longReference;
    private int referenceBytes;
    private int pendingShutdown = -1;
    private bool outputShut;
    private int fileToSend = -1;
    private bool fileBegun;
    private Term fileCaller;
    private long fileOffset;
    private long fileLeft;
    private long fileSent;

    public override long QueuedBytes => output.LengthBytes;
    public override bool IsBusy => busy;

    private PollTimer SendTimer => sendTimer ??= new PollTimer(Poller, SendTimedOut);

    public override void Output(ByteQueue data)
    {
        if (!TryTakeReference(data))
        {
            data.Clear();
            Port.Close(PosixError.Atom(PosixError.Invalid));
            return;
        }
        blockedCaller = Port.Caller;
        if (!IsConnected)
        {
            data.Clear();
            Term reason =
                !sendFindsClosed ? PosixError.Atom(PosixError.NotConnected)
                : resetSeen ? PosixError.Atom(PosixError.ConnectionReset)
                : Atoms.Closed;
            sendFindsClosed = false;
            Reply(reason);
            return;
        }
        if (pendingShutdown >= 0)
        {
            data.Clear();
            SendFailed(PosixError.BrokenPipe, isShutdown: true);
            return;
        }
        Send(data);
    }

    private void Send(ByteQueue data)
    {
        long length = data.LengthBytes;
        bool waits = output.LengthBytes > 0 || fileToSend >= 0;
        Span<byte> header = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(header, (uint)length);
        Statistics.Sent(length + Header);
        output.Append(header[(4 - Header)..]);
        while (data.LengthBytes > 0)
        {
            CellSlice head = data.Head;
            OffHeapCell.Retain(&head.Cell->Cell);
            output.Append(head);
            data.Skip(head.LengthBytes);
        }
        if (waits)
        {
            if (output.LengthBytes < HighWatermark)
            {
                Reply(Atoms.Ok);
                return;
            }
            if (SendTimeout == 0)
            {
                Reply(Atoms.Timeout);
                return;
            }
            busy = true;
            State |= SocketState.Busy;
            if (SendTimeout > 0)
            {
                SendTimer.Start(SendTimeout);
            }
            return;
        }
        int error = DelaySend ? 0 : Write();
        if (error != 0)
        {
            SendFailed(error, isShutdown: false);
            return;
        }
        if (output.LengthBytes > 0)
        {
            Poller.Request(Socket, PollEvents.Write, this);
        }
        Reply(Atoms.Ok);
    }

    /// <summary>Writes what the system takes now; 0 or the error.</summary>
    private int Write()
    {
        IoVector* vectors = stackalloc IoVector[Vectors];
        while (output.LengthBytes > 0)
        {
            MessageHeader message = default;
            message.Vectors = vectors;
            message.VectorCount = (nuint)output.Peek(vectors, Vectors);
            nint count = LibC.sendmsg(Socket, &message, LibC.MessageNoSignal);
            if (count < 0)
            {
                int error = LibC.LastError;
                if (error == PosixError.Interrupted)
                {
                    continue;
                }
                return error == PosixError.TryAgain ? 0 : error;
            }
            output.Skip(count);
        }
        return 0;
    }

    private void WriteReady()
    {
        if (fileBegun && fileToSend >= 0)
        {
            // What is sent meanwhile comes behind the file.
            SendFile();
            return;
        }
        int error = Write();
        if (error != 0)
        {
            SendFailed(error, isShutdown: false);
            return;
        }
        if (busy && output.LengthBytes <= LowWatermark)
        {
            EndBusy();
            Reply(Atoms.Ok);
        }
        if (output.LengthBytes > 0)
        {
            Poller.Request(Socket, PollEvents.Write, this);
            return;
        }
        if (fileToSend >= 0)
        {
            SendFile();
            return;
        }
        OutputEmpty();
    }

    private void OutputEmpty()
    {
        TellOutputEmpty();
        if (!Port.IsOpen)
        {
            Port.Drained();
            return;
        }
        if (pendingShutdown >= 0)
        {
            int how = pendingShutdown;
            pendingShutdown = -1;
            outputShut = true;
            LibC.shutdown(Socket, how);
        }
    }

    private void EndBusy()
    {
        sendTimer?.Stop();
        busy = false;
        State &= ~SocketState.Busy;
        Port.WakeWriters();
    }

    private void SendTimedOut()
    {
        lock (Port.Gate)
        {
            if (!SendTimer.TakeExpired() || !busy)
            {
                return;
            }
            using Port.Work work = Port.Begin();
            Port.NoteTimeout();
            EndBusy();
            Reply(Atoms.Timeout);
            if (SendTimeoutClose)
            {
                output.Clear();
                ReleaseInput();
                CloseSocket();
            }
        }
    }

    /// <summary>A send that waits is answered with closed. False if there is none.</summary>
    private bool EndSends()
    {
        bool any = busy || fileToSend >= 0;
        if (busy)
        {
            output.Clear();
            EndBusy();
            Reply(Atoms.Closed);
        }
        EndSendFile(PosixError.NotConnected);
        return any;
    }

    /// <summary>The connection takes nothing more. The peer's close counts as closed, whichever call notices it.</summary>
    private void SendFailed(int error, bool isShutdown)
    {
        output.Clear();
        if (!Port.IsOpen)
        {
            Port.Drained();
            return;
        }
        if (error == PosixError.BrokenPipe && !isShutdown && !outputShut)
        {
            error = PosixError.ConnectionReset;
        }
        bool sendsFile = fileToSend >= 0;
        EndSendFile(error);
        if (busy)
        {
            EndBusy();
        }
        bool show = error == PosixError.ConnectionReset && ShowReset;
        Term reason = show ? PosixError.Atom(error) : Atoms.Closed;
        if (Active != ActiveMode.Passive)
        {
            if (show)
            {
                SendToOwner(Atoms.TcpError, reason);
            }
            SendClosed();
            if (!blockedCaller.IsNone)
            {
                Reply(reason);
            }
            if (ExitOnClose)
            {
                Port.Exit(Atoms.Normal);
            }
            else
            {
                ReleaseInput();
                CloseSocket();
            }
            return;
        }
        if (receiving)
        {
            EndReceive(Atoms.Closed);
        }
        if (blockedCaller.IsNone)
        {
            sendFindsClosed = !sendsFile;
        }
        else
        {
            Reply(reason);
        }
        ReleaseInput();
        CloseSocket();
        receiveFindsClosed = true;
        resetSeen = show;
    }

    /// <summary>The reference at the front of a command: its length in 16 bits, and an external term.</summary>
    private bool TryTakeReference(ByteQueue data)
    {
        Span<byte> size = stackalloc byte[2];
        if (data.LengthBytes < 2)
        {
            return false;
        }
        data.CopyTo(size);
        int length = BinaryPrimitives.ReadUInt16BigEndian(size);
        data.Skip(2);
        if (data.LengthBytes < length)
        {
            return false;
        }
        longReference = length > ShortReference.Bytes ? new byte[length] : null;
        referenceBytes = length;
        data.CopyTo(Reference);
        data.Skip(length);
        return true;
    }

    /// <summary>The reference that the answer to the last command carries.</summary>
    private Span<byte> Reference => longReference ?? ((Span<byte>)shortReference)[..referenceBytes];

    [System.Runtime.CompilerServices.InlineArray(Bytes)]
    private struct ShortReference
    {
        public const int Bytes = 48;
        private byte first;
    }

    /// <summary>{inet_reply, Port, ok | {error, Reason}, Reference} to the caller of the last send; once.</summary>
    private void Reply(Term reason)
    {
        Term caller = blockedCaller;
        if (caller.IsNone)
        {
            return;
        }
        blockedCaller = Term.None;
        Replies.Send(Port, caller, reason, Reference);
    }

    /// <summary>Which half closes: 0 reading, 1 writing, 2 both. Writing closes behind what is queued.</summary>
    private int Shutdown(ReadOnlySpan<byte> data)
    {
        if (!IsConnected)
        {
            return PosixError.NotConnected;
        }
        if (data.Length != 1 || data[0] > 2)
        {
            return PosixError.Invalid;
        }
        int how = data[0];
        if (how != ShutdownRead && output.LengthBytes > 0)
        {
            pendingShutdown = how;
            return 0;
        }
        outputShut |= how != ShutdownRead;
        return LibC.shutdown(Socket, how) == 0 ? 0 : LibC.LastError;
    }

    public override void BeginFlush()
    {
        // Who asks for no lingering wants the connection reset, not the queue sent.
        if (Socket < 0 || IsResetOnClose())
        {
            output.Clear();
            Port.Drained();
            return;
        }
        Poller.Request(Socket, PollEvents.Write, this);
    }

    public override void FlushNow()
    {
        while (Socket >= 0 && (output.LengthBytes > 0 || fileToSend >= 0) && !IsResetOnClose())
        {
            HostOutput.WaitUntilWritable(Socket);
            WriteReady();
        }
    }

    private bool IsResetOnClose()
    {
        int* linger = stackalloc int[2];
        uint length = 8;
        return LibC.getsockopt(Socket, LibC.SocketLevel, LibC.SocketLinger, linger, &length) == 0
            && linger[0] != 0
            && linger[1] == 0;
    }

    /// <summary>Descriptor in the machine's order, offset and length: the file follows what is queued.</summary>
    private int BeginSendFile(ReadOnlySpan<byte> data)
    {
        if (data.Length != 20 || fileToSend >= 0)
        {
            return PosixError.Invalid;
        }
        if (!IsConnected)
        {
            return PosixError.NotConnected;
        }
        fileToSend = LibC.fcntl(BitConverter.ToInt32(data), LibC.FcntlDuplicateCloseOnExec, 0);
        if (fileToSend < 0)
        {
            return LibC.LastError;
        }
        fileOffset = BinaryPrimitives.ReadInt64BigEndian(data[4..]);
        fileLeft = BinaryPrimitives.ReadInt64BigEndian(data[12..]);
        fileSent = 0;
        fileBegun = false;
        fileCaller = Port.Caller;
        Poller.Request(Socket, PollEvents.Write, this);
        return 0;
    }

    private void SendFile()
    {
        const int MostAtOnce = 1 << 20;
        fileBegun = true;
        while (fileLeft > 0)
        {
            long offset = fileOffset;
            nint count = LibC.sendfile(Socket, fileToSend, &offset, (nint)Math.Min(fileLeft, MostAtOnce));
            if (count == 0)
            {
                break;
            }
            if (count < 0)
            {
                int error = LibC.LastError;
                if (error == PosixError.Interrupted)
                {
                    continue;
                }
                if (error == PosixError.TryAgain)
                {
                    Poller.Request(Socket, PollEvents.Write, this);
                    return;
                }
                EndSendFile(error);
                return;
            }
            fileOffset += count;
            fileLeft -= count;
            fileSent += count;
        }
        EndSendFile(0);
        if (output.LengthBytes > 0)
        {
            Poller.Request(Socket, PollEvents.Write, this);
        }
        else
        {
            OutputEmpty();
        }
    }

    // However the peer went away, a file that is being sent finds the socket closed.
    private static bool IsClosed(int error) =>
        error is PosixError.NotConnected or PosixError.BrokenPipe or PosixError.ConnectionReset;

    /// <summary>{sendfile, Port, {ok, Low, High} | {error, Reason}} to whoever sends a file.</summary>
    private void EndSendFile(int error)
    {
        if (fileToSend < 0)
        {
            return;
        }
        LibC.close(fileToSend);
        fileToSend = -1;
        Message* message = TermCopier.AllocateMessage(12, out TermHeap heap);
        Term status =
            error == 0
                ? Tuple.Create(&heap, Atoms.Ok, Term.Small(fileSent & uint.MaxValue), Term.Small(fileSent >> 32))
                : Tuple.Create(&heap, Atoms.Error, IsClosed(error) ? Atoms.Closed : PosixError.Atom(error));
        Port.Deliver(fileCaller, message, &heap, Tuple.Create(&heap, Atoms.Sendfile, Port.Id, status));
        fileCaller = Term.None;
    }
}

/// <summary>Answers to commands of prim_inet.</summary>
internal static unsafe class Replies
{
    private const int ReferenceWords = 16;

    /// <summary>{inet_reply, Port, ok | {error, Reason}, Reference}; the reference is an external term.</summary>
    public static void Send(Port port, Term caller, Term reason, ReadOnlySpan<byte> reference)
    {
        Message* message = TermCopier.AllocateMessage(9 + ReferenceWords, out TermHeap heap);
        if (!ExternalTermReader.TryRead(reference, &heap, new ExternalReadOptions(port.Host.Vm), out Term answered, out _))
        {
            answered = Term.Nil;
        }
        Term status = reason == Atoms.Ok ? reason : Tuple.Create(&heap, Atoms.Error, reason);
        port.Deliver(caller, message, &heap, Tuple.Create(&heap, Atoms.InetReply, port.Id, status, answered));
    }
}
