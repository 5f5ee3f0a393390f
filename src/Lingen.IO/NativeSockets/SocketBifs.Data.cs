// prim_socket's functions that move data. A reference names the operation in the message that tells when to try again.
namespace Lingen.IO;

public static unsafe partial class SocketBifs
{
    [Bif("prim_socket", "nif_send")]
    public static Term Send(ref BifContext context, Term reference, Term data, Term flags, Term operation)
    {
        if (Socket(reference) is not { } socket || !operation.IsReference || !data.IsBinary)
        {
            return context.BadArg();
        }
        if (!HostNumbers.TryInt32(flags, out int flagBits))
        {
            return SocketAnswer.NoNumber(ref context, flags);
        }
        lock (socket.Gate)
        {
            return socket.Send(ref context, new Bitstring(data), flagBits, operation, null);
        }
    }

    [Bif("prim_socket", "nif_sendto")]
    public static Term SendTo(ref BifContext context, Term reference, Term data, Term address, Term flags, Term operation)
    {
        if (Socket(reference) is not { } socket || !operation.IsReference || !data.IsBinary)
        {
            return context.BadArg();
        }
        if (!HostNumbers.TryInt32(flags, out int flagBits))
        {
            return SocketAnswer.NoNumber(ref context, flags);
        }
        if (!SocketAddresses.TryRead(address, out InetAddress parsed))
        {
            return SocketAnswer.Invalid(context.Heap, Atoms.Sockaddr);
        }
        lock (socket.Gate)
        {
            return socket.Send(ref context, new Bitstring(data), flagBits, operation, &parsed);
        }
    }

    [Bif("prim_socket", "nif_sendmsg")]
    public static Term SendMessage(ref BifContext context, Term reference, Term message, Term flags, Term operation, Term vector)
    {
        if (Socket(reference) is not { } socket || !operation.IsReference || !message.IsMap)
        {
            return context.BadArg();
        }
        if (!HostNumbers.TryInt32(flags, out int flagBits))
        {
            return SocketAnswer.NoNumber(ref context, flags);
        }
        lock (socket.Gate)
        {
            return socket.SendMessage(ref context, message, flagBits, operation, vector);
        }
    }

    [Bif("prim_socket", "nif_sendv")]
    public static Term SendVector(ref BifContext context, Term reference, Term vector, Term operation)
    {
        if (Socket(reference) is not { } socket || !operation.IsReference)
        {
            return context.BadArg();
        }
        lock (socket.Gate)
        {
            return socket.SendVector(ref context, vector, operation);
        }
    }

    /// <summary>Begins to send a file: socket, operation, offset, count (0 for all), file.</summary>
    [Bif("prim_socket", "nif_sendfile", Dirty = true)]
    public static Term SendFile(ref BifContext context, Term reference, Term operation, Term offset, Term count, Term file) =>
        SendFilePart(ref context, reference, operation, offset, count, file);

    [Bif("prim_socket", "nif_sendfile", Dirty = true)]
    public static Term ContinueSendFile(ref BifContext context, Term reference, Term operation, Term offset, Term count) =>
        SendFilePart(ref context, reference, operation, offset, count, Term.None);

    private static Term SendFilePart(ref BifContext context, Term reference, Term operation, Term offset, Term count, Term file)
    {
        if (Socket(reference) is not { } socket || !operation.IsReference)
        {
            return context.BadArg();
        }
        if (!HostNumbers.TryInt64(offset, out long from))
        {
            return SocketAnswer.NoNumber(ref context, offset);
        }
        if (!HostNumbers.TryInt64(count, out long bytes) || bytes < 0)
        {
            return SocketAnswer.NoNumber(ref context, count);
        }
        if (!file.IsNone && !file.IsReference)
        {
            return context.BadArg();
        }
        lock (socket.Gate)
        {
            return file.IsNone
                ? socket.ContinueSendFile(ref context, operation, from, (ulong)bytes)
                : socket.BeginSendFile(ref context, operation, from, (ulong)bytes, file);
        }
    }

    /// <summary>Closes the file of a sendfile that was given up.</summary>
    [Bif("prim_socket", "nif_sendfile")]
    public static Term EndSendFile(ref BifContext context, Term reference)
    {
        if (Socket(reference) is not { } socket)
        {
            return context.BadArg();
        }
        lock (socket.Gate)
        {
            return socket.EndSendFile() ? Atoms.Ok : SocketAnswer.ErrorInvalid(context.Heap, Atoms.State);
        }
    }

    private static bool IsOperation(Term operation) => operation.IsReference || operation == Atoms.Zero;

    /// <summary>A length and flags; false with the answer to give if they are none.</summary>
    private static bool TryLength(
        ref BifContext context,
        Term length,
        Term flags,
        out long bytes,
        out int flagBits,
        out Term refusal
    )
    {
        bool hasLength = HostNumbers.TryInt64(length, out bytes) && bytes >= 0;
        bool hasFlags = HostNumbers.TryInt32(flags, out flagBits);
        refusal =
            hasLength && hasFlags ? Term.None
            : !length.IsInteger || !flags.IsInteger ? context.BadArg()
            : SocketAnswer.NoNumber(ref context, hasLength ? flags : length);
        return hasLength && hasFlags;
    }

    [Bif("prim_socket", "nif_recv")]
    public static Term Receive(ref BifContext context, Term reference, Term length, Term flags, Term operation)
    {
        if (Socket(reference) is not { } socket || !IsOperation(operation))
        {
            return context.BadArg();
        }
        if (!TryLength(ref context, length, flags, out long bytes, out int flagBits, out Term refusal))
        {
            return refusal;
        }
        lock (socket.Gate)
        {
            return socket.Receive(ref context, bytes, flagBits, operation);
        }
    }

    [Bif("prim_socket", "nif_recvfrom")]
    public static Term ReceiveFrom(ref BifContext context, Term reference, Term length, Term flags, Term operation)
    {
        if (Socket(reference) is not { } socket || !IsOperation(operation))
        {
            return context.BadArg();
        }
        if (!TryLength(ref context, length, flags, out long bytes, out int flagBits, out Term refusal))
        {
            return refusal;
        }
        lock (socket.Gate)
        {
            return socket.ReceiveFrom(ref context, bytes, flagBits, operation);
        }
    }

    [Bif("prim_socket", "nif_recvmsg")]
    public static Term ReceiveMessage(
        ref BifContext context,
        Term reference,
        Term length,
        Term controlLength,
        Term flags,
        Term operation
    )
    {
        if (Socket(reference) is not { } socket || !IsOperation(operation) || !controlLength.IsInteger)
        {
            return context.BadArg();
        }
        if (!TryLength(ref context, length, flags, out long bytes, out int flagBits, out Term refusal))
        {
            return refusal;
        }
        if (!HostNumbers.TryInt64(controlLength, out long controlBytes) || controlBytes < 0)
        {
            return SocketAnswer.NoNumber(ref context, controlLength);
        }
        lock (socket.Gate)
        {
            return socket.ReceiveMessage(ref context, bytes, controlBytes, flagBits, operation);
        }
    }
}
