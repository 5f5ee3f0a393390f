// Ports over descriptors: {fd, In, Out}, as standard_error uses it, and the pipes of child programs. The descriptors of an
// fd port are shared with other programs, so they stay in blocking mode: a write goes out in pieces that a ready
// descriptor takes at once.
namespace Lingen.IO;

/// <summary>The fd driver, and the base of the one for child programs.</summary>
internal unsafe class FdDriver(int inputDescriptor, int outputDescriptor) : PortDriver, IPollTarget
{
    private const int ReadBytes = 64 * 1024;

    // What a ready pipe or terminal takes without making us wait.
    private const int PieceBytes = 4096;
    private const uint WindowSizeCommand = 100;
    private const uint CommandBase = 0x018b0900;

    private readonly ByteQueue queue = new();

    // Several ports may write to one descriptor, but the poll thread has one target for each: so ours is a duplicate.
    private int polledOutput = -1;
    private bool writeRequested;
    private bool busy;

    protected int InputDescriptor => inputDescriptor;
    protected int OutputDescriptor => outputDescriptor;

    public override long QueuedBytes => queue.LengthBytes;
    public override bool TakesVectors => true;
    public override bool IsBusy => busy;

    /// <summary>Begins reading; the port is complete now.</summary>
    public void Start()
    {
        if (Port.Format.Reads)
        {
            Port.Host.Poller.Request(inputDescriptor, PollEvents.Read, this);
        }
    }

    public override void Output(ByteQueue data)
    {
        if (!Port.Format.Writes)
        {
            data.Clear();
            Port.Close(PosixError.Atom(PosixError.Invalid));
            return;
        }
        int header = Port.Format.PacketBytes;
        if (header is 1 or 2 && data.LengthBytes >> (header * 8) != 0)
        {
            data.Clear();
            Port.Close(PosixError.Atom(PosixError.Invalid));
            return;
        }
        if (header > 0)
        {
            Span<byte> length = stackalloc byte[4];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(length, (uint)data.LengthBytes);
            queue.Append(length[(4 - header)..]);
        }
        while (data.LengthBytes > 0)
        {
            CellSlice head = data.Head;
            OffHeapCell.Retain(&head.Cell->Cell);
            queue.Append(head);
            data.Skip(head.LengthBytes);
        }
        if (!writeRequested)
        {
            WriteReady();
        }
        busy = queue.LengthBytes >= Port.Format.BusyBytes;
    }

    /// <summary>Writes as long as the descriptor is ready, then waits for the poll thread.</summary>
    private void WriteReady()
    {
        IoVector* vectors = stackalloc IoVector[16];
        while (queue.LengthBytes > 0 && HostOutput.IsReady(outputDescriptor, LibC.PollOut))
        {
            int count = Limit(vectors, queue.Peek(vectors, 16));
            nint written = LibC.writev(outputDescriptor, vectors, count);
            if (written < 0)
            {
                int error = LibC.LastError;
                if (error is PosixError.TryAgain or PosixError.Interrupted)
                {
                    break;
                }
                Fail(error);
                return;
            }
            queue.Skip(written);
        }
        if (queue.LengthBytes > 0)
        {
            writeRequested = true;
            polledOutput = polledOutput < 0 ? LibC.dup(outputDescriptor) : polledOutput;
            Port.Host.Poller.Request(polledOutput, PollEvents.Write, this);
        }
    }

    /// <summary>Cuts the vectors down to one piece.</summary>
    private static int Limit(IoVector* vectors, int count)
    {
        nint room = PieceBytes;
        for (int i = 0; i < count; i++)
        {
            if (vectors[i].Length >= room)
            {
                vectors[i].Length = room;
                return i + 1;
            }
            room -= vectors[i].Length;
        }
        return count;
    }

    private void Fail(int error)
    {
        queue.Clear();
        Port.Close(PosixError.Atom(error));
        Port.Drained();
    }

    public virtual void Ready(int fd, PollEvents events)
    {
        lock (Port.Gate)
        {
            using Port.Work work = Port.Begin();
            if ((events & PollEvents.Write) != 0 && fd == polledOutput && writeRequested)
            {
                writeRequested = false;
                WriteReady();
                AfterWrite();
            }
            if ((events & PollEvents.Read) != 0 && fd == inputDescriptor && Port.IsOpen && Port.Format.Reads)
            {
                ReadReady();
            }
        }
    }

    private void AfterWrite()
    {
        if (busy && queue.LengthBytes <= Port.Format.ReadyBytes)
        {
            busy = false;
            Port.WakeWriters();
        }
        if (queue.LengthBytes == 0)
        {
            Port.Drained();
        }
    }

    private void ReadReady()
    {
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(ReadBytes);
        nint count;
        fixed (byte* data = buffer)
        {
            count = LibC.read(inputDescriptor, data, ReadBytes);
        }
        int error = count < 0 ? LibC.LastError : 0;
        if (count > 0)
        {
            Port.Input(buffer.AsSpan(0, (int)count));
        }
        System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        if (count > 0 || error is PosixError.TryAgain or PosixError.Interrupted)
        {
            if (Port.IsOpen)
            {
                Port.Host.Poller.Request(inputDescriptor, PollEvents.Read, this);
            }
        }
        else if (count == 0)
        {
            AtEndOfInput();
        }
        else
        {
            Port.Close(PosixError.Atom(error));
        }
    }

    /// <summary>Nothing more comes from the descriptor.</summary>
    protected virtual void AtEndOfInput() => Port.InputEnded();

    /// <summary>Operation 100: columns and rows of the terminal as two native 32-bit numbers.</summary>
    public override PortReply Control(uint command, ReadOnlySpan<byte> data, List<byte> answer)
    {
        WindowSize size = default;
        if (command != CommandBase + WindowSizeCommand)
        {
            return PortReply.BadArgument;
        }
        bool known =
            (Port.Format.Writes && LibC.ioctl(outputDescriptor, LibC.GetWindowSize, &size) == 0)
            || (Port.Format.Reads && LibC.ioctl(inputDescriptor, LibC.GetWindowSize, &size) == 0);
        if (!known)
        {
            return PortReply.BadArgument;
        }
        answer.AddRange(BitConverter.GetBytes((uint)size.Columns));
        answer.AddRange(BitConverter.GetBytes((uint)size.Rows));
        return PortReply.Done;
    }

    public override void BeginFlush()
    {
        if (!writeRequested)
        {
            WriteReady();
            AfterWrite();
        }
    }

    public override void FlushNow()
    {
        while (queue.LengthBytes > 0)
        {
            CellSlice head = queue.Head;
            if (HostOutput.WriteAll(outputDescriptor, head.Start, head.LengthBytes) != 0)
            {
                queue.Clear();
                return;
            }
            queue.Skip(head.LengthBytes);
        }
    }

    public override void Stop()
    {
        if (Port.Format.Reads)
        {
            Port.Host.Poller.Cancel(inputDescriptor, PollEvents.Read);
        }
        if (polledOutput >= 0)
        {
            Port.Host.Poller.Remove(polledOutput);
            LibC.close(polledOutput);
            polledOutput = -1;
        }
        queue.Clear();
    }
}
