// The NIF functions of OTP's prim_socket: opening, connecting, closing. Arguments are checked here, the rest is NativeSocket's.
namespace Lingen.IO;

/// <summary>prim_socket's functions.</summary>
public static unsafe partial class SocketBifs
{
    private static NativeSocket? Socket(Term reference) => Reference.Resource<NativeSocket>(reference);

    private static bool Flag(Term options, Term key, bool usual)
    {
        Term value = Maps.Get(options, key);
        return value.IsBoolean ? value == Atoms.True : usual;
    }

    /// <summary>Opens a socket: domain, type, protocol number, and a map of options.</summary>
    [Bif("prim_socket", "nif_open")]
    public static Term Open(ref BifContext context, Term domain, Term type, Term protocol, Term options)
    {
        if (!HostNumbers.TryInt32(protocol, out int protocolNumber))
        {
            return SocketAnswer.NoNumber(ref context, protocol);
        }
        if (!options.IsMap)
        {
            return context.BadArg();
        }
        if (!SocketAddresses.TryFamily(domain, out int family))
        {
            return SocketAnswer.Invalid(context.Heap, Atoms.Domain);
        }
        if (!SocketTables.TryType(type, out int typeNumber))
        {
            return SocketAnswer.Invalid(context.Heap, Atoms.Type);
        }
        Term space = Maps.Get(options, Atoms.Netns);
        int descriptor =
            !space.IsNone && space.IsBinary
                ? OpenIn(space, family, typeNumber, protocolNumber, out int error)
                : OpenHere(family, typeNumber, protocolNumber, out error);
        if (descriptor < 0)
        {
            return PosixError.Tuple(context.Heap, error);
        }
        if (protocolNumber == 0)
        {
            protocolNumber = SystemNumber(descriptor, LibC.SocketProtocol) ?? 0;
        }
        Host host = Host.Of(context.Vm);
        var socket = new NativeSocket(host, descriptor, family, typeNumber, protocolNumber)
        {
            Debug = Flag(options, Atoms.Debug, host.Sockets.SocketDebug),
            InRegistry = Flag(options, Atoms.UseRegistry, host.Sockets.UseRegistry),
        };
        return SocketAnswer.Ok(context.Heap, socket.Open(ref context, context.Process->Pid));
    }

    private static int OpenHere(int family, int type, int protocol, out int error)
    {
        int descriptor = LibC.socket(family, type | LibC.SocketCloseOnExec | LibC.SocketNonBlock, protocol);
        error = descriptor < 0 ? LibC.LastError : 0;
        return descriptor;
    }

    /// <summary>Opens in another network namespace: the thread goes there and comes back.</summary>
    private static int OpenIn(Term space, int family, int type, int protocol, out int error)
    {
        var bits = new Bitstring(space);
        byte[] path = new byte[SpanSize.Of(bits.LengthBytes + 1)];
        HostBytes.Copy(bits, 0, path.AsSpan(0, (int)bits.LengthBytes));
        error = NetworkNamespace.Enter(path, out int back);
        if (error != 0)
        {
            return -1;
        }
        int descriptor = OpenHere(family, type, protocol, out error);
        int failure = NetworkNamespace.Leave(back);
        if (failure != 0 && descriptor >= 0)
        {
            error = failure;
            _ = LibC.close(descriptor);
            return -1;
        }
        return descriptor;
    }

    private static int? SystemNumber(int descriptor, int option)
    {
        int number = 0;
        uint length = sizeof(int);
        return LibC.getsockopt(descriptor, LibC.SocketLevel, option, &number, &length) == 0 ? number : null;
    }

    /// <summary>A socket over a descriptor that is there already; by default over a copy of it.</summary>
    [Bif("prim_socket", "nif_open")]
    public static Term OpenDescriptor(ref BifContext context, Term descriptor, Term options)
    {
        if (!HostNumbers.TryInt32(descriptor, out int given))
        {
            return SocketAnswer.NoNumber(ref context, descriptor);
        }
        if (!options.IsMap)
        {
            return context.BadArg();
        }
        if (
            SystemNumber(given, LibC.SocketDomain) is not { } family
            && !SocketAddresses.TryFamily(Maps.Get(options, Atoms.Domain), out family)
        )
        {
            return SocketAnswer.Invalid(context.Heap, Atoms.Domain);
        }
        if (
            SystemNumber(given, LibC.SocketKind) is not { } type
            && !SocketTables.TryType(Maps.Get(options, Atoms.Type), out type)
        )
        {
            return SocketAnswer.Invalid(context.Heap, Atoms.Type);
        }
        if (SystemNumber(given, LibC.SocketProtocol) is not { } protocol)
        {
            _ = HostNumbers.TryInt32(Maps.Get(options, Atoms.Protocol), out protocol);
        }
        bool copies = Flag(options, Atoms.Dup, true);
        int own = copies ? (int)LibC.fcntl(given, LibC.FcntlDuplicateCloseOnExec, 0) : given;
        if (own < 0)
        {
            return SocketAnswer.LastError(context.Heap);
        }
        _ = LibC.fcntl(own, LibC.FcntlSetFlags, LibC.fcntl(own, LibC.FcntlGetFlags, 0) | LibC.OpenNonBlock);
        InetAddress peer = default;
        peer.Length = LibC.AddressBytes;
        Host host = Host.Of(context.Vm);
        var socket = new NativeSocket(host, own, family, type, protocol)
        {
            GivenDescriptor = given,
            ClosesDescriptor = copies,
            Debug = Flag(options, Atoms.Debug, host.Sockets.SocketDebug),
            InRegistry = Flag(options, Atoms.UseRegistry, host.Sockets.UseRegistry),
            WriteState =
                LibC.getpeername(own, peer.Bytes, &peer.Length) == 0 ? NativeSocketState.Connected : NativeSocketState.None,
        };
        return SocketAnswer.Ok(context.Heap, socket.Open(ref context, context.Process->Pid));
    }

    [Bif("prim_socket", "nif_bind")]
    public static Term Bind(ref BifContext context, Term reference, Term address)
    {
        if (Socket(reference) is not { } socket)
        {
            return context.BadArg();
        }
        if (!SocketAddresses.TryRead(address, out InetAddress parsed))
        {
            return SocketAnswer.Invalid(context.Heap, Atoms.Sockaddr);
        }
        lock (socket.Gate)
        {
            return socket.Bind(ref context, parsed);
        }
    }

    [Bif("prim_socket", "nif_connect")]
    public static Term Connect(ref BifContext context, Term reference, Term operation, Term address)
    {
        if (Socket(reference) is not { } socket || !operation.IsReference)
        {
            return context.BadArg();
        }
        if (!SocketAddresses.TryRead(address, out InetAddress parsed))
        {
            return SocketAnswer.Invalid(context.Heap, Atoms.Sockaddr);
        }
        lock (socket.Gate)
        {
            return socket.Connect(ref context, operation, parsed);
        }
    }

    [Bif("prim_socket", "nif_connect")]
    public static Term FinishConnect(ref BifContext context, Term reference)
    {
        if (Socket(reference) is not { } socket)
        {
            return context.BadArg();
        }
        lock (socket.Gate)
        {
            return socket.FinishConnect(ref context);
        }
    }

    [Bif("prim_socket", "nif_listen")]
    public static Term Listen(ref BifContext context, Term reference, Term backlog)
    {
        if (Socket(reference) is not { } socket)
        {
            return context.BadArg();
        }
        if (!HostNumbers.TryInt32(backlog, out int number))
        {
            return SocketAnswer.NoNumber(ref context, backlog);
        }
        lock (socket.Gate)
        {
            return socket.Listen(ref context, number);
        }
    }

    [Bif("prim_socket", "nif_accept")]
    public static Term Accept(ref BifContext context, Term reference, Term operation)
    {
        if (Socket(reference) is not { } socket)
        {
            return context.BadArg();
        }
        lock (socket.Gate)
        {
            return socket.Accept(ref context, operation);
        }
    }

    [Bif("prim_socket", "nif_close")]
    public static Term Close(ref BifContext context, Term reference)
    {
        if (Socket(reference) is not { } socket)
        {
            return context.BadArg();
        }
        lock (socket.Gate)
        {
            if (!socket.IsOpen)
            {
                return SocketAnswer.Closed(context.Heap);
            }
            socket.BeginClose(context.Process->Pid);
            return Atoms.Ok;
        }
    }

    /// <summary>Closes the descriptor after nif_close; on a dirty thread if that may take long.</summary>
    [Bif("prim_socket", "nif_finalize_close")]
    public static Term FinishClose(ref BifContext context, Term reference)
    {
        if (Socket(reference) is not { } socket)
        {
            return context.BadArg();
        }
        int descriptor;
        lock (socket.Gate)
        {
            if ((socket.ReadState & NativeSocketState.Closed) != 0)
            {
                return SocketAnswer.Closed(context.Heap);
            }
            if (socket.IsOpen || socket.Closer != context.Process->Pid)
            {
                return SocketAnswer.Raise(ref context, Atoms.State);
            }
            if (!context.Scheduler.IsDirty && socket.Lingers)
            {
                return context.GoDirty(waits: true);
            }
            descriptor = socket.TakeDescriptor();
        }
        int error = socket.CloseDescriptor(descriptor);
        return error == 0 ? Atoms.Ok
            : error == PosixError.TryAgain ? SocketAnswer.Error(context.Heap, Atoms.Timeout)
            : PosixError.Tuple(context.Heap, error);
    }

    [Bif("prim_socket", "nif_shutdown")]
    public static Term Shutdown(ref BifContext context, Term reference, Term how)
    {
        int number = how.Bits switch
        {
            AtomBits.Read => 0,
            AtomBits.Write => 1,
            AtomBits.ReadWrite => 2,
            _ => -1,
        };
        if (Socket(reference) is not { } socket)
        {
            return context.BadArg();
        }
        if (number < 0)
        {
            return SocketAnswer.Raise(ref context, Tuple.Create(context.Heap, Atoms.How, how));
        }
        lock (socket.Gate)
        {
            return socket.Shutdown(ref context, number);
        }
    }

    [Bif("prim_socket", "nif_sockname")]
    public static Term SockName(ref BifContext context, Term reference) => Name(ref context, reference, ofPeer: false);

    [Bif("prim_socket", "nif_peername")]
    public static Term PeerName(ref BifContext context, Term reference) => Name(ref context, reference, ofPeer: true);

    private static Term Name(ref BifContext context, Term reference, bool ofPeer)
    {
        if (Socket(reference) is not { } socket)
        {
            return context.BadArg();
        }
        lock (socket.Gate)
        {
            return socket.Name(ref context, ofPeer);
        }
    }

    [Bif("prim_socket", "nif_cancel")]
    public static Term Cancel(ref BifContext context, Term reference, Term operation, Term operationReference)
    {
        if (Socket(reference) is not { } socket)
        {
            return context.BadArg();
        }
        lock (socket.Gate)
        {
            switch (operation.Bits)
            {
                case AtomBits.Connect:
                    return socket.CancelConnect(ref context, operationReference);
                case AtomBits.Accept:
                    return socket.CancelAccept(ref context, operationReference);
                case AtomBits.Send or AtomBits.Sendto or AtomBits.Sendmsg or AtomBits.Sendv or AtomBits.Sendfile:
                    return socket.CancelSend(ref context, operationReference);
                case AtomBits.Recv or AtomBits.Recvfrom or AtomBits.Recvmsg:
                    return socket.CancelReceive(ref context, operationReference);
                default:
                    return socket.IsOpen ? context.BadArg() : SocketAnswer.Closed(context.Heap);
            }
        }
    }
}
