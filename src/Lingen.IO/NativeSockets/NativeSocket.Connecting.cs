// Connections: to a peer, and from peers. An accepted socket belongs to the process that accepts it.
namespace Lingen.IO;

internal sealed unsafe partial class NativeSocket
{
    public Term Bind(ref BifContext context, in InetAddress address)
    {
        if (!IsOpen)
        {
            return SocketAnswer.Closed(context.Heap);
        }
        fixed (byte* bytes = address.Bytes)
        {
            if (LibC.bind(Descriptor, bytes, address.Length) < 0)
            {
                return SocketAnswer.LastError(context.Heap);
            }
        }
        ReadState |= NativeSocketState.Bound;
        return Atoms.Ok;
    }

    public Term Listen(ref BifContext context, int backlog)
    {
        if (!IsOpen)
        {
            return SocketAnswer.Closed(context.Heap);
        }
        if (LibC.listen(Descriptor, backlog) < 0)
        {
            return SocketAnswer.LastError(context.Heap);
        }
        ReadState |= NativeSocketState.Listening;
        return Atoms.Ok;
    }

    /// <summary>Begins to connect.</summary>
    public Term Connect(ref BifContext context, Term reference, in InetAddress address)
    {
        if (!IsOpen)
        {
            return SocketAnswer.Closed(context.Heap);
        }
        if (HasWriter)
        {
            return SocketAnswer.ErrorInvalid(context.Heap, Atoms.State);
        }
        if (HasConnector)
        {
            return Connector.IsCurrent(context.Process->Pid)
                ? EndConnect(ref context)
                : SocketAnswer.Error(context.Heap, Atoms.Already);
        }
        int result;
        fixed (byte* bytes = address.Bytes)
        {
            result = LibC.connect(Descriptor, bytes, address.Length);
        }
        if (result == 0)
        {
            WriteState |= NativeSocketState.Connected;
            return Atoms.Ok;
        }
        if (LibC.LastError != PosixError.InProgress)
        {
            return SocketAnswer.LastError(context.Heap);
        }
        WriteState |= NativeSocketState.Connecting;
        Connector.Wait(context.Process->Pid, reference);
        return Atoms.Select;
    }

    /// <summary>The second call of a process that has been told to try again.</summary>
    public Term FinishConnect(ref BifContext context)
    {
        if (!IsOpen)
        {
            return SocketAnswer.Closed(context.Heap);
        }
        if (HasWriter)
        {
            return SocketAnswer.ErrorInvalid(context.Heap, Atoms.State);
        }
        return HasConnector && Connector.IsCurrent(context.Process->Pid)
            ? EndConnect(ref context)
            : SocketAnswer.Raise(ref context, Atoms.State);
    }

    private Term EndConnect(ref BifContext context)
    {
        Connector.Release();
        WriteState &= ~NativeSocketState.Connecting;
        int error = 0;
        uint length = sizeof(int);
        if (LibC.getsockopt(Descriptor, LibC.SocketLevel, LibC.SocketError, &error, &length) < 0)
        {
            error = LibC.LastError;
        }
        if (error != 0)
        {
            return PosixError.Tuple(context.Heap, error);
        }
        WriteState |= NativeSocketState.Connected;
        return Atoms.Ok;
    }

    public Term CancelConnect(ref BifContext context, Term reference)
    {
        if (!IsOpen)
        {
            return SocketAnswer.Closed(context.Heap);
        }
        if (!HasConnector || !Connector.IsCurrent(context.Process->Pid, reference))
        {
            return SocketAnswer.Error(context.Heap, Atoms.NotFound);
        }
        WriteState &= ~NativeSocketState.Connecting;
        return Connector.Cancel() ? Atoms.Ok : Atoms.SelectSent;
    }

    public Term Accept(ref BifContext context, Term reference)
    {
        if (!IsOpen)
        {
            return SocketAnswer.Closed(context.Heap);
        }
        if (HasReader)
        {
            return SocketAnswer.ErrorInvalid(context.Heap, Atoms.State);
        }
        Term caller = context.Process->Pid;
        if (HasAcceptor && !Acceptors.IsCurrent(caller))
        {
            if (Acceptors.IsQueued(caller))
            {
                return SocketAnswer.Raise(ref context, Atoms.State);
            }
            Acceptors.Enqueue(caller, reference);
            return Atoms.Select;
        }
        Counters.AcceptTries++;
        int accepted;
        do
        {
            accepted = LibC.accept4(Descriptor, null, null, LibC.SocketCloseOnExec | LibC.SocketNonBlock);
        } while (accepted < 0 && LibC.LastError == PosixError.Interrupted);
        return accepted >= 0 ? Accepted(ref context, accepted) : AcceptFailed(ref context, reference, LibC.LastError);
    }

    private Term Accepted(ref BifContext context, int descriptor)
    {
        Counters.Accepts++;
        var socket = new NativeSocket(host, descriptor, Domain, Type, Protocol)
        {
            ReceiveBytes = ReceiveBytes,
            ReceiveBuffers = ReceiveBuffers,
            ReceiveControlBytes = ReceiveControlBytes,
            SendControlBytes = SendControlBytes,
            TellsOfWraps = TellsOfWraps,
            Debug = Debug,
            InRegistry = InRegistry,
            WriteState = NativeSocketState.Connected,
        };
        Term reference = socket.Open(ref context, context.Process->Pid);
        if (HasAcceptor)
        {
            NextAcceptor();
        }
        return SocketAnswer.Ok(context.Heap, reference);
    }

    private void NextAcceptor()
    {
        Acceptors.Next();
        if (!HasAcceptor)
        {
            ReadState &= ~NativeSocketState.Accepting;
        }
    }

    private Term AcceptFailed(ref BifContext context, Term reference, int error)
    {
        if (error == PosixError.TryAgain)
        {
            if (Acceptors.HasCurrent)
            {
                Counters.AcceptWaits++;
                if (Acceptors.IsArmed)
                {
                    Acceptors.AbortCurrent(Atoms.Cancelled);
                }
            }
            ReadState |= NativeSocketState.Accepting;
            Acceptors.Wait(context.Process->Pid, reference);
            return Atoms.Select;
        }
        Counters.AcceptFails++;
        Acceptors.Fail(PosixError.Atom(error));
        return PosixError.Tuple(context.Heap, error);
    }

    public Term CancelAccept(ref BifContext context, Term reference)
    {
        if (!IsOpen)
        {
            return SocketAnswer.Closed(context.Heap);
        }
        Term caller = context.Process->Pid;
        if (HasAcceptor && Acceptors.IsCurrent(caller, reference))
        {
            bool inTime = Acceptors.IsArmed;
            NextAcceptor();
            return inTime ? Atoms.Ok : Atoms.SelectSent;
        }
        return CancelQueued(accepting, caller, reference);
    }

    private static Term CancelQueued(WaitingLine? line, Term caller, Term reference) =>
        line is { HasCurrent: true } && !line.IsCurrent(caller) && line.Remove(caller, reference) ? Atoms.Ok : Atoms.NotFound;

    private Term Cancel(ref BifContext context, WaitingLine? line, Term reference)
    {
        if (!IsOpen)
        {
            return SocketAnswer.Closed(context.Heap);
        }
        Term caller = context.Process->Pid;
        return line is { HasCurrent: true } && line.IsCurrent(caller, reference)
            ? (line.Cancel() ? Atoms.Ok : Atoms.SelectSent)
            : CancelQueued(line, caller, reference);
    }

    public Term CancelSend(ref BifContext context, Term reference) => Cancel(ref context, writing, reference);

    public Term CancelReceive(ref BifContext context, Term reference) => Cancel(ref context, reading, reference);

    public Term Shutdown(ref BifContext context, int how) =>
        !IsOpen ? SocketAnswer.Closed(context.Heap)
        : LibC.shutdown(Descriptor, how) < 0 ? SocketAnswer.LastError(context.Heap)
        : Atoms.Ok;

    /// <summary>The address of this end, or of the other.</summary>
    public Term Name(ref BifContext context, bool ofPeer)
    {
        if (!IsOpen)
        {
            return SocketAnswer.Closed(context.Heap);
        }
        InetAddress address = default;
        address.Length = LibC.AddressBytes;
        int result = ofPeer
            ? LibC.getpeername(Descriptor, address.Bytes, &address.Length)
            : LibC.getsockname(Descriptor, address.Bytes, &address.Length);
        return result < 0
            ? SocketAnswer.LastError(context.Heap)
            : SocketAnswer.Ok(context.Heap, SocketAddresses.ToTerm(context.Heap, address.Bytes, address.Length));
    }
}
