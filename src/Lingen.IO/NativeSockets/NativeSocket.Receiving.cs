// Receiving. Bytes that come before a read of a fixed length is complete stay with the socket until the rest is there. Small reads go
// through one buffer of the thread, so a socket that waits costs none.
namespace Lingen.IO;

internal sealed unsafe partial class NativeSocket
{
    private const int ScratchBytes = 64 << 10;

    [ThreadStatic]
    private static byte* scratch;

    // What has come of a read that is not complete: a cell as large as the read, filled from its start.
    private BinaryCell* partial;
    private long partialBytes;
    private uint fullBuffers;

    private static byte* Scratch
    {
        get
        {
            if (scratch == null)
            {
                scratch = (byte*)NativeMemory.Alloc(ScratchBytes);
            }
            return scratch;
        }
    }

    private void DropReceived()
    {
        if (partial != null)
        {
            OffHeapCell.Release(&partial->Cell);
        }
        partial = null;
        partialBytes = 0;
    }

    /// <summary>Whether the caller may read now; if not, <paramref name="answer"/> is what it gets. The reference zero never waits.</summary>
    private bool MayRead(ref BifContext context, Term reference, out Term answer)
    {
        answer = default;
        Term caller = context.Process->Pid;
        if (!IsOpen)
        {
            answer = SocketAnswer.Closed(context.Heap);
        }
        else if (HasAcceptor)
        {
            answer = SocketAnswer.ErrorInvalid(context.Heap, Atoms.State);
        }
        else if (HasReader && !Readers.IsCurrent(caller))
        {
            if (Readers.IsQueued(caller))
            {
                answer = SocketAnswer.Raise(ref context, Atoms.State);
                return false;
            }
            if (reference != Atoms.Zero)
            {
                Readers.Enqueue(caller, reference);
                answer = Atoms.Select;
            }
        }
        return answer.IsNone;
    }

    public Term Receive(ref BifContext context, long length, int flags, Term reference)
    {
        if (!MayRead(ref context, reference, out Term answer))
        {
            return answer;
        }
        long wanted = length == 0 ? ReceiveBytes : length;
        if (partialBytes > 0 && (length == 0 || wanted <= partialBytes))
        {
            return ReceivedBefore(ref context, Math.Min(wanted, partialBytes));
        }
        if (!MakeRoom(wanted, out byte* target))
        {
            return PosixError.Tuple(context.Heap, PosixError.NoMemory);
        }
        Counters.ReadTries++;
        nint count;
        do
        {
            count = LibC.recv(Descriptor, target, (nint)(wanted - partialBytes), flags);
        } while (count < 0 && LibC.LastError == PosixError.Interrupted);
        if (count == 0 && IsStream)
        {
            return ReceivedEnd(ref context);
        }
        if (count < 0)
        {
            int error = LibC.LastError;
            if (partialBytes == 0)
            {
                DropReceived();
            }
            return ReceiveFailed(ref context, error, reference);
        }
        // With the flag trunc the system counts what it has thrown away.
        count = (nint)Math.Min(count, wanted - partialBytes);
        bool complete = partialBytes + count == wanted;
        if (!complete && IsStream && length > 0 && reference != Atoms.Zero)
        {
            return ReceivedPart(ref context, wanted, count, reference);
        }
        Term tag = complete || !IsStream || length == 0 ? Atoms.Ok : Atoms.Timeout;
        if (complete && length == 0 && IsStream)
        {
            if (++fullBuffers < ReceiveBuffers)
            {
                Counters.ReadBytes += (ulong)count;
                Counters.ReadPacketNow += (ulong)count;
                Readers.SetCurrent(context.Process->Pid, reference);
                return Tuple.Create(context.Heap, Atoms.More, TakeReceived(context.Heap, count));
            }
        }
        fullBuffers = 0;
        Counters.Read(partialBytes + count);
        reading?.Next();
        return Tuple.Create(context.Heap, tag, TakeReceived(context.Heap, count));
    }

    /// <summary>Where the next bytes go: behind those that are there already, in the scratch buffer, or in a cell of their own.</summary>
    private bool MakeRoom(long wanted, out byte* target)
    {
        if (partialBytes == 0 && wanted <= ScratchBytes)
        {
            DropReceived();
            target = Scratch;
            return true;
        }
        target = null;
        if (wanted > int.MaxValue * 64L)
        {
            return false;
        }
        try
        {
            if (partial == null)
            {
                partial = BinaryCell.Allocate(wanted);
            }
            else if (partial->CapacityBytes != wanted)
            {
                partial = BinaryCell.Resize(partial, wanted);
            }
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
        target = partial->Data + partialBytes;
        return true;
    }

    /// <summary>A binary of what was there and what has just come.</summary>
    private Term TakeReceived(TermHeap* heap, long added)
    {
        if (partial == null)
        {
            return Bitstring.FromBytes(heap, new ReadOnlySpan<byte>(Scratch, (int)added));
        }
        Term binary = HostBytes.ToBinary(heap, partial, partialBytes + added);
        partial = null;
        partialBytes = 0;
        return binary;
    }

    /// <summary>Enough has come already.</summary>
    private Term ReceivedBefore(ref BifContext context, long wanted)
    {
        long rest = partialBytes - wanted;
        Term data;
        fullBuffers = 0;
        Counters.Read(wanted);
        reading?.Next();
        if (rest == 0)
        {
            data = TakeReceived(context.Heap, 0);
        }
        else
        {
            BinaryCell* kept = BinaryCell.Allocate(rest);
            NativeMemory.Copy(partial->Data + wanted, kept->Data, (nuint)rest);
            data = HostBytes.ToBinary(context.Heap, partial, wanted);
            partial = kept;
            partialBytes = rest;
        }
        return SocketAnswer.Ok(context.Heap, data);
    }

    /// <summary>Keeps a part and waits for the rest.</summary>
    private Term ReceivedPart(ref BifContext context, long wanted, nint count, Term reference)
    {
        fullBuffers = 0;
        if (partial == null)
        {
            partial = BinaryCell.Allocate(wanted);
            NativeMemory.Copy(Scratch, partial->Data, (nuint)count);
        }
        partialBytes += count;
        Counters.ReadBytes += (ulong)partialBytes;
        Readers.Wait(context.Process->Pid, reference);
        return Atoms.Select;
    }

    /// <summary>{error, closed}, or {error, {closed, Data}} in the middle of a read.</summary>
    private Term ReceivedEnd(ref BifContext context)
    {
        Term reason = Atoms.Closed;
        if (partialBytes > 0)
        {
            reason = Tuple.Create(context.Heap, Atoms.Closed, TakeReceived(context.Heap, 0));
        }
        DropReceived();
        reading?.Fail(Atoms.Closed);
        return SocketAnswer.Error(context.Heap, reason);
    }

    private Term ReceiveFailed(ref BifContext context, int error, Term reference)
    {
        fullBuffers = 0;
        if (error == PosixError.TryAgain)
        {
            if (reference == Atoms.Zero)
            {
                return Atoms.Timeout;
            }
            Readers.Wait(context.Process->Pid, reference);
            return Atoms.Select;
        }
        Counters.ReadFails++;
        reading?.Fail(PosixError.Atom(error));
        return PosixError.Tuple(context.Heap, error);
    }

    /// <summary>A buffer for one datagram: scratch, or a cell of its own for a large one.</summary>
    private static bool TryBuffer(long wanted, out BinaryCell* buffer, out byte* target)
    {
        buffer = null;
        target = null;
        if (wanted <= ScratchBytes)
        {
            target = Scratch;
            return true;
        }
        if (wanted > int.MaxValue * 64L)
        {
            return false;
        }
        try
        {
            buffer = BinaryCell.Allocate(wanted);
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
        target = buffer->Data;
        return true;
    }

    private static void Drop(BinaryCell* buffer)
    {
        if (buffer != null)
        {
            OffHeapCell.Release(&buffer->Cell);
        }
    }

    private static Term ToBinary(TermHeap* heap, BinaryCell* buffer, nint count) =>
        buffer == null
            ? Bitstring.FromBytes(heap, new ReadOnlySpan<byte>(Scratch, (int)count))
            : HostBytes.ToBinary(heap, buffer, count);

    /// <summary>{ok, {Address, Data}}.</summary>
    public Term ReceiveFrom(ref BifContext context, long length, int flags, Term reference)
    {
        if (!MayRead(ref context, reference, out Term answer))
        {
            return answer;
        }
        long wanted = length == 0 ? ReceiveBytes : length;
        if (!TryBuffer(wanted, out BinaryCell* buffer, out byte* target))
        {
            return PosixError.Tuple(context.Heap, PosixError.NoMemory);
        }
        Counters.ReadTries++;
        InetAddress sender = default;
        nint count;
        do
        {
            sender.Length = LibC.AddressBytes;
            count = LibC.recvfrom(Descriptor, target, (nint)wanted, flags, sender.Bytes, &sender.Length);
        } while (count < 0 && LibC.LastError == PosixError.Interrupted);
        if (count < 0 || (count == 0 && IsStream))
        {
            int error = LibC.LastError;
            Drop(buffer);
            return count < 0 ? ReceiveFailed(ref context, error, reference) : MessageEnd(ref context);
        }
        count = (nint)Math.Min(count, wanted);
        Counters.Read(count);
        reading?.Next();
        Term data = ToBinary(context.Heap, buffer, count);
        Term from = SocketAddresses.ToTerm(context.Heap, sender.Bytes, sender.Length);
        return SocketAnswer.Ok(context.Heap, Tuple.Create(context.Heap, from, data));
    }

    private Term MessageEnd(ref BifContext context)
    {
        Counters.ReadFails++;
        return SocketAnswer.Closed(context.Heap);
    }

    /// <summary>{ok, #{iov, ctrl, flags, addr}}.</summary>
    public Term ReceiveMessage(ref BifContext context, long length, long controlLength, int flags, Term reference)
    {
        if (!MayRead(ref context, reference, out Term answer))
        {
            return answer;
        }
        long wanted = length == 0 ? ReceiveBytes : length;
        long controlBytes = controlLength == 0 ? ReceiveControlBytes : controlLength;
        BinaryCell* buffer = null;
        byte* target = null;
        byte* control = controlBytes > int.MaxValue ? null : (byte*)NativeMemory.TryAlloc((nuint)controlBytes);
        if (control == null || !TryBuffer(wanted, out buffer, out target))
        {
            NativeMemory.Free(control);
            return PosixError.Tuple(context.Heap, PosixError.NoMemory);
        }
        Counters.ReadTries++;
        InetAddress sender = default;
        IoVector vector;
        MessageHeader header = default;
        nint count;
        do
        {
            vector.Base = target;
            vector.Length = (nint)wanted;
            header.Name = sender.Bytes;
            header.NameLength = LibC.AddressBytes;
            header.Vectors = &vector;
            header.VectorCount = 1;
            header.Control = control;
            header.ControlLength = (nuint)controlBytes;
            count = LibC.recvmsg(Descriptor, &header, flags);
        } while (count < 0 && LibC.LastError == PosixError.Interrupted);
        if (count < 0 || (count == 0 && IsStream))
        {
            int error = LibC.LastError;
            Drop(buffer);
            NativeMemory.Free(control);
            return count < 0 ? ReceiveFailed(ref context, error, reference) : MessageEnd(ref context);
        }
        count = (nint)Math.Min(count, wanted);
        Counters.Read(count);
        reading?.Next();
        Term data = ToBinary(context.Heap, buffer, count);
        Term message = ToMessage(context.Heap, header, data);
        NativeMemory.Free(control);
        return SocketAnswer.Ok(context.Heap, message);
    }

    private static Term ToMessage(TermHeap* heap, in MessageHeader header, Term data)
    {
        Term* pairs = stackalloc Term[8];
        pairs[0] = Atoms.Iov;
        pairs[1] = Cons.Create(heap, data, Term.Nil);
        pairs[2] = Atoms.Ctrl;
        pairs[3] = ControlMessages.ToTerm(
            heap,
            new ReadOnlySpan<byte>(header.Control, (int)header.ControlLength),
            isComplete: false
        );
        pairs[4] = Atoms.Flags;
        pairs[5] = SocketTables.FlagsToTerm(heap, header.Flags);
        pairs[6] = Atoms.Addr;
        pairs[7] = header.NameLength == 0 ? default : SocketAddresses.ToTerm(heap, header.Name, header.NameLength);
        return Maps.FromKeysValues(heap, pairs, header.NameLength == 0 ? 3 : 4);
    }
}
