// A socket of OTP's prim_socket: a descriptor behind a magic reference, with the processes that wait for it. Operations never block: what
// cannot be done now is answered by the atom select, and a message {'$socket', Socket, select, Reference} says when to try again.
// Everything here runs under the socket's lock; parts by theme: waiting, connecting, sending, receiving, closing.
namespace Lingen.IO;

/// <summary>What prim_socket shows of a socket's state; reading and writing have one each.</summary>
[Flags]
internal enum NativeSocketState
{
    None = 0,
    Bound = 1,
    Listening = 2,
    Accepting = 4,
    Connecting = 0x10,
    Connected = 0x20,
    Selected = 0x100,
    Closing = 0x200,
    Closed = 0x400,
}

/// <summary>A socket as prim_socket's functions see it.</summary>
internal sealed unsafe partial class NativeSocket : MagicResource, IPollTarget, IOwnedResource
{
    public const int DefaultReceiveBytes = 8 << 10;
    public const int DefaultControlBytes = 1024;

    /// <summary>What info/1 shows.</summary>
    public NativeSocketCounters Counters;

    private readonly Host host;
    private MagicCell* cell;
    private ulong numberLow;
    private ulong numberHigh;

    public NativeSocket(Host host, int descriptor, int domain, int type, int protocol)
    {
        this.host = host;
        Descriptor = descriptor;
        Domain = domain;
        Type = type;
        Protocol = protocol;
    }

    /// <summary>Held by whoever touches the socket.</summary>
    public object Gate { get; } = new();

    public int Descriptor { get; private set; }
    public int Domain { get; }
    public int Type { get; }
    public int Protocol { get; }

    /// <summary>The process that controls the socket: it closes with it. None once that is gone.</summary>
    public Term Owner { get; private set; }

    /// <summary>The descriptor it was made of, or -1.</summary>
    public int GivenDescriptor { get; init; } = -1;

    /// <summary>False for a descriptor that was only lent.</summary>
    public bool ClosesDescriptor { get; init; } = true;

    public NativeSocketState ReadState { get; set; }
    public NativeSocketState WriteState { get; set; }

    public bool Debug { get; set; }
    public bool TellsOfWraps { get; set; }
    public bool InRegistry { get; set; }
    public SavedTerm? Meta { get; set; }

    /// <summary>Bytes of a read without a length.</summary>
    public long ReceiveBytes { get; set; } = DefaultReceiveBytes;

    /// <summary>How many full buffers one recv takes; 0 and 1 are alike but for what getopt shows.</summary>
    public uint ReceiveBuffers { get; set; }
    public long ReceiveControlBytes { get; set; } = DefaultControlBytes;
    public long SendControlBytes { get; set; } = DefaultControlBytes;

    public bool IsStream => Type == LibC.SocketStream;
    public bool IsOpen => (ReadState & (NativeSocketState.Closing | NativeSocketState.Closed)) == 0;

    /// <summary>The reference to a new socket, with its owner; the registry is told of it.</summary>
    public Term Open(ref BifContext context, Term owner)
    {
        Term reference = Wrap(ref context, owner);
        Enroll();
        return reference;
    }

    private Term Wrap(ref BifContext context, Term owner)
    {
        cell = MagicCell.Allocate(this);
        Term reference = Resources.Wrap(ref context, cell);
        (numberLow, numberHigh) = Reference.Number(reference);
        Owner = owner;
        host.Own(owner, this);
        host.Sockets.Count(this, 1);
        return reference;
    }

    /// <summary>{'$socket', Reference} for a message; the caller holds the socket's cell.</summary>
    private Term ToTerm(TermHeap* heap)
    {
        OffHeapCell.Retain(&cell->Cell);
        return Tuple.Create(heap, Atoms.SocketTag, Reference.CreateMagic(heap, cell, numberLow, numberHigh));
    }

    public Term ToReference(TermHeap* heap)
    {
        MagicCell* held = TryRetain();
        return held == null ? Term.None : Reference.CreateMagic(heap, held, numberLow, numberHigh);
    }

    /// <summary>Words of <see cref="ToTerm"/>.</summary>
    private const int TermWords = 8;

    /// <summary>Puts the socket into the registry, if it belongs there.</summary>
    public void Enroll()
    {
        if (InRegistry)
        {
            TellRegistry(Atoms.Add);
        }
    }

    /// <summary>{'$socket', What, Socket} to the process that lists sockets.</summary>
    private void TellRegistry(Term what)
    {
        Term registry = host.Sockets.Registry;
        // Without a reference there is no term to speak of, and the registry has none either.
        if (registry.IsLocalPid && TryRetain() != null)
        {
            Message* message = TermCopier.AllocateMessage(TermWords + 4, out TermHeap heap);
            Delivery.Send(host.Vm, registry, message, &heap, Tuple.Create(&heap, Atoms.SocketTag, what, ToTerm(&heap)));
            OffHeapCell.Release(&cell->Cell);
        }
    }

    /// <summary>{'$socket', Socket, Tag, Information}, the information being a reference or {Reference, Reason}.</summary>
    private void Tell(Term receiver, Term tag, in SavedReference reference, Term reason = default)
    {
        Message* message = TermCopier.AllocateMessage(TermWords + 5 + 3 + reference.SizeWords, out TermHeap heap);
        Term information = reference.ToTerm(&heap);
        information = reason.IsNone ? information : Tuple.Create(&heap, information, reason);
        Delivery.Send(host.Vm, receiver, message, &heap, Tuple.Create(&heap, Atoms.SocketTag, ToTerm(&heap), tag, information));
    }

    /// <summary>Another process takes the socket over. False if it is gone, in which case the socket closes.</summary>
    public void Give(Term process)
    {
        Term before = Owner;
        host.Disown(before, this);
        Owner = process;
        host.Own(process, this);
        Watch(before);
        Epochs.Enter();
        bool alive = host.Vm.Processes.Find(process) != null;
        Epochs.Exit();
        if (!alive)
        {
            host.Disown(process, this);
            OwnerGone();
        }
    }
}

/// <summary>A reference that names an operation, kept without an object of its own where it is a plain one.</summary>
internal unsafe struct SavedReference
{
    private ulong low;
    private ulong high;
    private SavedTerm? other;

    public SavedReference(Term reference)
    {
        if (reference.IsBoxedOf(HeaderTag.Reference) && !Reference.IsAlias(reference))
        {
            (low, high) = Reference.Number(reference);
        }
        else
        {
            other = new SavedTerm(reference);
        }
    }

    public readonly int SizeWords => other?.SizeWords ?? Reference.PlainSizeWords;

    public readonly Term ToTerm(TermHeap* heap) => other?.CopyTo(heap) ?? Reference.Create(heap, low, high);

    public readonly bool Is(Term reference) =>
        other != null
            ? TermComparer.ExactEqual(other.Term, reference)
            : reference.IsBoxedOf(HeaderTag.Reference) && Reference.Number(reference) == (low, high);

    public void Free()
    {
        other?.Free();
        this = default;
    }
}

/// <summary>What info/1 counts.</summary>
internal struct NativeSocketCounters
{
    public ulong ReadBytes;
    public ulong ReadFails;
    public ulong ReadPackets;
    public ulong ReadPacketMax;
    public ulong ReadPacketNow;
    public ulong ReadTries;
    public ulong WriteBytes;
    public ulong WriteFails;
    public ulong WritePackets;
    public ulong WritePacketMax;
    public ulong WritePacketNow;
    public ulong WriteTries;
    public ulong WriteWaits;
    public ulong Accepts;
    public ulong AcceptFails;
    public ulong AcceptTries;
    public ulong AcceptWaits;

    /// <summary>Null until the first sendfile.</summary>
    public SendFileCounters? SendFile;

    public void Read(long bytes)
    {
        ReadBytes += (ulong)bytes;
        ReadPackets++;
        EndReadPacket(bytes);
    }

    public void EndReadPacket(long bytes)
    {
        ReadPacketMax = Math.Max(ReadPacketMax, ReadPacketNow + (ulong)bytes);
        ReadPacketNow = 0;
    }

    public void Written(long bytes)
    {
        WritePackets++;
        WriteBytes += (ulong)bytes;
        WritePacketMax = Math.Max(WritePacketMax, WritePacketNow + (ulong)bytes);
        WritePacketNow = 0;
    }
}

/// <summary>What info/1 counts of sendfile.</summary>
internal sealed class SendFileCounters
{
    public ulong Calls;
    public ulong Bytes;
    public ulong Fails;
    public ulong Max;
    public ulong MaxNow;
    public ulong Packets;
    public ulong PacketMax;
    public ulong Tries;
    public ulong Waits;
}
