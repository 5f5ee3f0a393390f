// Sending. What the system does not take now is left to the caller: the answer says how much was sent, and the caller is told when there
// is room for more. Other writers wait in line until the current one is done.
namespace Lingen.IO;

internal sealed unsafe partial class NativeSocket
{
    private const int MaxVectors = LibC.MaxIoVectors;

    [ThreadStatic]
    private static IoVector* vectors;

    private int fileToSend = -1;

    private static IoVector* Vectors
    {
        get
        {
            if (vectors == null)
            {
                vectors = (IoVector*)NativeMemory.Alloc((nuint)(sizeof(IoVector) * MaxVectors));
            }
            return vectors;
        }
    }

    /// <summary>Whether the caller may write now; if not, <paramref name="answer"/> is what it gets.</summary>
    private bool MayWrite(ref BifContext context, Term reference, out Term answer)
    {
        answer = default;
        Term caller = context.Process->Pid;
        if (!IsOpen)
        {
            answer = SocketAnswer.Closed(context.Heap);
        }
        else if (HasConnector)
        {
            answer = SocketAnswer.ErrorInvalid(context.Heap, Atoms.State);
        }
        else if (HasWriter && !Writers.IsCurrent(caller))
        {
            if (Writers.IsQueued(caller))
            {
                answer = SocketAnswer.Raise(ref context, Atoms.State);
                return false;
            }
            Writers.Enqueue(caller, reference);
            answer = Atoms.Select;
        }
        return answer.IsNone;
    }

    /// <summary>send, and sendto if there is an address.</summary>
    public Term Send(ref BifContext context, in Bitstring data, int flags, Term reference, InetAddress* address)
    {
        if (!MayWrite(ref context, reference, out Term answer))
        {
            return answer;
        }
        Bitstring bytes = HostBytes.Align(context.Heap, data);
        Counters.WriteTries++;
        nint sent;
        do
        {
            sent = LibC.sendto(
                Descriptor,
                bytes.AlignedStart,
                (nint)bytes.LengthBytes,
                flags | LibC.MessageNoSignal,
                address == null ? null : address->Bytes,
                address == null ? 0 : address->Length
            );
        } while (sent < 0 && LibC.LastError == PosixError.Interrupted);
        return Sent(ref context, sent, bytes.LengthBytes, hasMore: false, reference);
    }

    /// <summary>Vectors for the binaries of a list, as many as one call takes. False if the list holds anything else, or too much.</summary>
    private bool TryGather(ref BifContext context, Term list, out int count, out long length, out bool hasMore)
    {
        count = 0;
        length = 0;
        hasMore = false;
        for (int seen = 0; list.IsCons && seen < MaxVectors; seen++, list = list.Tail)
        {
            if (!list.Head.IsBinary)
            {
                return false;
            }
            Bitstring bytes = HostBytes.Align(context.Heap, new Bitstring(list.Head));
            Vectors[count].Base = bytes.AlignedStart;
            Vectors[count++].Length = (nint)bytes.LengthBytes;
            length += bytes.LengthBytes;
        }
        while (list.IsCons && list.Head.IsBinary && new Bitstring(list.Head).LengthBytes == 0)
        {
            list = list.Tail;
        }
        hasMore = !list.IsNil;
        // A datagram goes in one piece or not at all; the rest of a stream is sent by the next call, which looks at it then.
        return !hasMore || (IsStream && list.IsCons);
    }

    public Term SendMessage(ref BifContext context, Term message, int flags, Term reference, Term list)
    {
        if (!MayWrite(ref context, reference, out Term answer))
        {
            return answer;
        }
        InetAddress address = default;
        MessageHeader header = default;
        Term target = Maps.Get(message, Atoms.Addr);
        if (!target.IsNone)
        {
            if (!SocketAddresses.TryRead(target, out address))
            {
                return SocketAnswer.Invalid(context.Heap, Atoms.Addr);
            }
            header.Name = address.Bytes;
            header.NameLength = address.Length;
        }
        if (!TryGather(ref context, list, out int count, out long length, out bool hasMore))
        {
            return SocketAnswer.Invalid(context.Heap, Atoms.Iov);
        }
        header.Vectors = Vectors;
        header.VectorCount = (nuint)count;
        Term control = Maps.Get(message, Atoms.Ctrl);
        byte* buffer = control.IsNone ? null : (byte*)NativeMemory.AllocZeroed((nuint)SendControlBytes);
        try
        {
            if (buffer != null)
            {
                if (!ControlMessages.TryWrite(context.Heap, control, new Span<byte>(buffer, (int)SendControlBytes), out int used))
                {
                    return SocketAnswer.Invalid(context.Heap, Atoms.Ctrl);
                }
                header.Control = used == 0 ? null : buffer;
                header.ControlLength = (nuint)used;
            }
            Counters.WriteTries++;
            nint sent;
            do
            {
                sent = LibC.sendmsg(Descriptor, &header, flags | LibC.MessageNoSignal);
            } while (sent < 0 && LibC.LastError == PosixError.Interrupted);
            return Sent(ref context, sent, length, hasMore, reference);
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
    }

    public Term SendVector(ref BifContext context, Term list, Term reference)
    {
        if (!MayWrite(ref context, reference, out Term answer))
        {
            return answer;
        }
        if (!TryGather(ref context, list, out int count, out long length, out bool hasMore))
        {
            return SocketAnswer.Invalid(context.Heap, Atoms.Iov);
        }
        Counters.WriteTries++;
        nint sent;
        do
        {
            sent = LibC.writev(Descriptor, Vectors, count);
        } while (sent < 0 && LibC.LastError == PosixError.Interrupted);
        return Sent(ref context, sent, length, hasMore, reference);
    }

    /// <summary>The answer of a system call that was to send so many bytes.</summary>
    private Term Sent(ref BifContext context, nint sent, long length, bool hasMore, Term reference)
    {
        if (sent < 0)
        {
            int error = LibC.LastError;
            return error == PosixError.TryAgain ? WaitToWrite(ref context, -1, reference) : SendFailed(ref context, error);
        }
        if (sent < length)
        {
            return WaitToWrite(ref context, sent, reference);
        }
        if (hasMore)
        {
            Counters.WritePacketNow += (ulong)sent;
            Writers.SetCurrent(context.Process->Pid, reference);
            return Tuple.Create(context.Heap, Atoms.Iov, HostNumbers.Create(context.Heap, sent));
        }
        Counters.Written(sent);
        writing?.Next();
        return Atoms.Ok;
    }

    private Term SendFailed(ref BifContext context, int error)
    {
        Counters.WriteFails++;
        if (error != PosixError.Invalid)
        {
            writing?.Fail(PosixError.Atom(error));
        }
        return PosixError.Tuple(context.Heap, error);
    }

    /// <summary>select, or {select, Sent}. What a datagram socket did not take is lost: {ok, Sent}.</summary>
    private Term WaitToWrite(ref BifContext context, nint sent, Term reference)
    {
        if (sent >= 0 && !IsStream)
        {
            Counters.Written(sent);
            writing?.Next();
            return SocketAnswer.Ok(context.Heap, HostNumbers.Create(context.Heap, sent));
        }
        Counters.WritePacketNow += (ulong)Math.Max(sent, 0);
        Counters.WriteWaits++;
        Writers.Wait(context.Process->Pid, reference);
        return sent < 0 ? Atoms.Select : Tuple.Create(context.Heap, Atoms.Select, HostNumbers.Create(context.Heap, sent));
    }

    private SendFileCounters FileCounters => Counters.SendFile ??= new SendFileCounters();

    /// <summary>Begins to send a file. A count of 0 is all of it.</summary>
    public Term BeginSendFile(ref BifContext context, Term reference, long offset, ulong count, Term file)
    {
        if (!MayWrite(ref context, reference, out Term answer))
        {
            return answer;
        }
        if (fileToSend >= 0)
        {
            return SocketAnswer.ErrorInvalid(context.Heap, Atoms.State);
        }
        FileHandle? handle = Reference.Resource<FileHandle>(file);
        if (handle == null)
        {
            return SendFileFailed(ref context, SocketAnswer.Invalid(context.Heap, Atoms.Efile), Atoms.Invalid);
        }
        // A descriptor of its own: the file may be closed while this goes on.
        if (!handle.Enter())
        {
            return SendFileFailed(ref context, PosixError.Invalid);
        }
        fileToSend = handle.Descriptor < 0 ? -1 : (int)LibC.fcntl(handle.Descriptor, LibC.FcntlDuplicateCloseOnExec, 0);
        int error = handle.Descriptor < 0 ? PosixError.Invalid : LibC.LastError;
        handle.Leave();
        if (fileToSend < 0)
        {
            return SendFileFailed(ref context, error);
        }
        FileCounters.Tries++;
        FileCounters.MaxNow = 0;
        return SendFile(ref context, reference, offset, count);
    }

    public Term ContinueSendFile(ref BifContext context, Term reference, long offset, ulong count)
    {
        if (!IsOpen)
        {
            return SocketAnswer.Closed(context.Heap);
        }
        if (HasConnector)
        {
            return SocketAnswer.ErrorInvalid(context.Heap, Atoms.State);
        }
        return fileToSend < 0 || !HasWriter || !Writers.IsCurrent(context.Process->Pid)
            ? SocketAnswer.Raise(ref context, Atoms.State)
            : SendFile(ref context, reference, offset, count);
    }

    private Term SendFile(ref BifContext context, Term reference, long offset, ulong count)
    {
        const ulong LargestCall = 0x2000_0000;
        ulong total = 0;
        while (true)
        {
            nint sent = LibC.sendfile(
                Descriptor,
                fileToSend,
                &offset,
                (nint)(count == 0 ? LargestCall : Math.Min(count, LargestCall))
            );
            int error = sent < 0 ? LibC.LastError : 0;
            FileCounters.Calls++;
            if (sent > 0)
            {
                total += (ulong)sent;
                FileCounters.Packets++;
                FileCounters.Bytes += (ulong)sent;
                FileCounters.PacketMax = Math.Max(FileCounters.PacketMax, total);
                FileCounters.MaxNow += (ulong)sent;
                FileCounters.Max = Math.Max(FileCounters.Max, FileCounters.MaxNow);
            }
            bool isAll = count > 0 && sent > 0 && (count -= (ulong)sent) == 0;
            if (isAll || sent == 0)
            {
                writing?.Next();
                Counters.WritePacketNow = 0;
                EndSendFile();
                return SocketAnswer.Ok(context.Heap, HostNumbers.Create(context.Heap, (long)total));
            }
            if (error == PosixError.TryAgain)
            {
                FileCounters.Waits++;
                Writers.Wait(context.Process->Pid, reference);
                return Tuple.Create(context.Heap, Atoms.Select, HostNumbers.Create(context.Heap, (long)total));
            }
            if (error is not (0 or PosixError.Interrupted))
            {
                EndSendFile();
                return SendFileFailed(ref context, error);
            }
        }
    }

    private Term SendFileFailed(ref BifContext context, int error) =>
        SendFileFailed(ref context, PosixError.Atom(error), PosixError.Atom(error));

    /// <summary>The caller hears the reason; those behind it hear a short one, which needs no memory.</summary>
    private Term SendFileFailed(ref BifContext context, Term reason, Term reasonOfOthers)
    {
        FileCounters.Fails++;
        writing?.Fail(reasonOfOthers);
        return SocketAnswer.Error(context.Heap, reason);
    }

    /// <summary>Closes the file that is being sent; false if none is.</summary>
    public bool EndSendFile()
    {
        if (fileToSend < 0)
        {
            return false;
        }
        _ = LibC.close(fileToSend);
        fileToSend = -1;
        return true;
    }
}
