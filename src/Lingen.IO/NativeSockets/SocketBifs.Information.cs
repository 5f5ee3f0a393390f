// prim_socket's functions that tell of sockets and of what is supported, and those for options.
namespace Lingen.IO;

public static unsafe partial class SocketBifs
{
    private static readonly (NativeSocketState State, Term Name)[] StateNames =
    [
        (NativeSocketState.Bound, Atoms.Bound),
        (NativeSocketState.Listening, Atoms.Listening),
        (NativeSocketState.Accepting, Atoms.Accepting),
        (NativeSocketState.Connecting, Atoms.Connecting),
        (NativeSocketState.Connected, Atoms.Connected),
        (NativeSocketState.Selected, Atoms.Selected),
        (NativeSocketState.Closing, Atoms.Closing),
        (NativeSocketState.Closed, Atoms.Closed),
    ];

    private static Term Supported(TermHeap* heap, Term feature, bool isSupported) =>
        Tuple.Create(heap, feature, Term.Boolean(isSupported));

    /// <summary>What of sockets this VM has at all.</summary>
    [Bif("prim_socket", "nif_supports")]
    public static Term Supports(ref BifContext context) =>
        Cons.FromSpan(
            context.Heap,
            [
                Supported(context.Heap, Atoms.Sctp, false),
                Supported(context.Heap, Atoms.Ipv6, true),
                Supported(context.Heap, Atoms.Local, true),
                Supported(context.Heap, Atoms.Netns, true),
                Supported(context.Heap, Atoms.Sendfile, true),
            ]
        );

    /// <summary>Tables that prim_socket keeps: names and numbers of options, protocols, flags.</summary>
    [Bif("prim_socket", "nif_supports")]
    public static Term SupportsTable(ref BifContext context, Term key) =>
        key.Bits switch
        {
            AtomBits.MsgFlags => SocketTables.ToTerm(context.Heap, SocketTables.MessageFlags),
            AtomBits.Protocols => Protocols.ToTerm(context.Heap),
            AtomBits.IoctlRequests => SocketTables.ToTerm(context.Heap, SocketTables.IoctlRequests),
            AtomBits.IoctlFlags => SocketTables.ToTerm(context.Heap, SocketTables.InterfaceFlags),
            AtomBits.Options => SocketOptions.ToTerm(context.Heap),
            _ => Term.Nil,
        };

    /// <summary>#{command := Command, data := Data}: debug, socket_debug, use_registry.</summary>
    [Bif("prim_socket", "nif_command")]
    public static Term Command(ref BifContext context, Map map)
    {
        Term command = Maps.Get(map.Term, Atoms.Command);
        Term data = Maps.Get(map.Term, Atoms.Data);
        if (command.IsNone || data.IsNone)
        {
            return context.BadArg();
        }
        if (command != Atoms.Debug && command != Atoms.SocketDebug && command != Atoms.UseRegistry)
        {
            return SocketAnswer.Raise(ref context, Tuple.Create(context.Heap, Atoms.Command, command));
        }
        if (!data.IsBoolean)
        {
            return SocketAnswer.Raise(ref context, Tuple.Create(context.Heap, Atoms.Data, data));
        }
        SocketDirectory sockets = Host.Of(context.Vm).Sockets;
        bool value = data == Atoms.True;
        switch (command.Bits)
        {
            case AtomBits.Debug:
                sockets.Debug = value;
                break;
            case AtomBits.SocketDebug:
                sockets.SocketDebug = value;
                break;
            default:
                sockets.UseRegistry = value;
                break;
        }
        return Atoms.Ok;
    }

    private static Term ToMap(TermHeap* heap, ReadOnlySpan<(Term Key, ulong Value)> entries)
    {
        Term* pairs = stackalloc Term[2 * entries.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            pairs[2 * i] = entries[i].Key;
            pairs[(2 * i) + 1] = HostNumbers.Create(heap, (long)entries[i].Value);
        }
        return Maps.FromKeysValues(heap, pairs, entries.Length);
    }

    /// <summary>The state of all sockets.</summary>
    [Bif("prim_socket", "nif_info")]
    public static Term Information(ref BifContext context)
    {
        SocketDirectory sockets = Host.Of(context.Vm).Sockets;
        SocketCounts counts = sockets.Counts;
        Term* pairs = stackalloc Term[16];
        Term* backend = stackalloc Term[2];
        backend[0] = Atoms.Name;
        backend[1] = Atoms.UnixEssio;
        pairs[0] = Atoms.Debug;
        pairs[1] = Term.Boolean(sockets.Debug);
        pairs[2] = Atoms.SocketDebug;
        pairs[3] = Term.Boolean(sockets.SocketDebug);
        pairs[4] = Atoms.Eei;
        pairs[5] = Atoms.True;
        pairs[6] = Atoms.UseRegistry;
        pairs[7] = Term.Boolean(sockets.UseRegistry);
        pairs[8] = Atoms.Iow;
        pairs[9] = Atoms.False;
        pairs[10] = Atoms.Counters;
        pairs[11] = ToMap(
            context.Heap,
            [
                (Atoms.NumCntBits, 64),
                (Atoms.NumSockets, (ulong)counts.All),
                (Atoms.NumTdgrams, (ulong)counts.Datagram),
                (Atoms.NumTstreams, (ulong)counts.Stream),
                (Atoms.NumTseqpkgs, (ulong)counts.SequentialPacket),
                (Atoms.NumDlocal, 0),
                (Atoms.NumDinet, (ulong)counts.Inet),
                (Atoms.NumDinet6, (ulong)counts.Inet6),
                (Atoms.NumPip, (ulong)counts.Ip),
                (Atoms.NumPtcp, (ulong)counts.Tcp),
                (Atoms.NumPudp, (ulong)counts.Udp),
                (Atoms.NumPsctp, 0),
            ]
        );
        pairs[12] = Atoms.IovMax;
        pairs[13] = Term.Small(LibC.MaxIoVectors);
        pairs[14] = Atoms.IoBackend;
        pairs[15] = Maps.FromKeysValues(context.Heap, backend, 1);
        return Maps.FromKeysValues(context.Heap, pairs, 8);
    }

    private static Term StatesToTerm(TermHeap* heap, NativeSocketState state)
    {
        Term list = Term.Nil;
        for (int i = StateNames.Length - 1; i >= 0; i--)
        {
            list = (state & StateNames[i].State) != 0 ? Cons.Create(heap, StateNames[i].Name, list) : list;
        }
        return list;
    }

    /// <summary>The state of one socket.</summary>
    [Bif("prim_socket", "nif_info")]
    public static Term SocketInformation(ref BifContext context, Term reference)
    {
        if (Socket(reference) is not { } socket)
        {
            return context.BadArg();
        }
        Term* pairs = stackalloc Term[22];
        lock (socket.Gate)
        {
            pairs[0] = Atoms.Domain;
            pairs[1] = SocketAddresses.FamilyToTerm(socket.Domain);
            pairs[2] = Atoms.Type;
            pairs[3] = SocketTables.TypeToTerm(socket.Type);
            pairs[4] = Atoms.Protocol;
            pairs[5] = Term.Small(socket.Protocol);
            pairs[6] = Atoms.Owner;
            pairs[7] = socket.Owner.IsNone ? Atoms.Undefined : socket.Owner;
            pairs[8] = Atoms.Rstates;
            pairs[9] = StatesToTerm(context.Heap, socket.ReadState);
            pairs[10] = Atoms.Wstates;
            pairs[11] = StatesToTerm(context.Heap, socket.WriteState);
            pairs[12] = Atoms.Ctype;
            pairs[13] =
                socket.GivenDescriptor < 0 ? Atoms.Normal
                : socket.ClosesDescriptor ? Tuple.Create(context.Heap, Atoms.Fromfd, Term.Small(socket.GivenDescriptor))
                : Atoms.Fromfd;
            pairs[14] = Atoms.Counters;
            pairs[15] = CountersToTerm(context.Heap, socket.Counters);
            pairs[16] = Atoms.NumReaders;
            pairs[17] = Term.Small(socket.ReaderCount);
            pairs[18] = Atoms.NumWriters;
            pairs[19] = Term.Small(socket.WriterCount);
            pairs[20] = Atoms.NumAcceptors;
            pairs[21] = Term.Small(socket.AcceptorCount);
        }
        return Maps.FromKeysValues(context.Heap, pairs, 11);
    }

    private static Term CountersToTerm(TermHeap* heap, in NativeSocketCounters counters)
    {
        Term map = ToMap(
            heap,
            [
                (Atoms.ReadByte, counters.ReadBytes),
                (Atoms.ReadFails, counters.ReadFails),
                (Atoms.ReadPkg, counters.ReadPackets),
                (Atoms.ReadPkgMax, counters.ReadPacketMax),
                (Atoms.ReadTries, counters.ReadTries),
                (Atoms.ReadWaits, 0),
                (Atoms.WriteByte, counters.WriteBytes),
                (Atoms.WriteFails, counters.WriteFails),
                (Atoms.WritePkg, counters.WritePackets),
                (Atoms.WritePkgMax, counters.WritePacketMax),
                (Atoms.WriteTries, counters.WriteTries),
                (Atoms.WriteWaits, counters.WriteWaits),
                (Atoms.AccSuccess, counters.Accepts),
                (Atoms.AccFails, counters.AcceptFails),
                (Atoms.AccTries, counters.AcceptTries),
                (Atoms.AccWaits, counters.AcceptWaits),
            ]
        );
        if (counters.SendFile is not { } file)
        {
            return map;
        }
        Term files = ToMap(
            heap,
            [
                (Atoms.Sendfile, file.Calls),
                (Atoms.SendfileByte, file.Bytes),
                (Atoms.SendfileFails, file.Fails),
                (Atoms.SendfileMax, file.Max),
                (Atoms.SendfilePkg, file.Packets),
                (Atoms.SendfilePkgMax, file.PacketMax),
                (Atoms.SendfileTries, file.Tries),
                (Atoms.SendfileWaits, file.Waits),
            ]
        );
        return Maps.Merge(heap, map, files);
    }

    /// <summary>Level and number of an option; false with the answer to give if they are none.</summary>
    private static bool TryOption(
        ref BifContext context,
        Term level,
        Term option,
        out int levelNumber,
        out int number,
        out Term refusal
    )
    {
        refusal = Term.None;
        levelNumber = 0;
        if (!HostNumbers.TryInt32(option, out number))
        {
            refusal = SocketAnswer.NoNumber(ref context, option);
            return false;
        }
        if (level != Atoms.Otp && !ControlMessages.TryLevel(level, out levelNumber))
        {
            refusal = SocketAnswer.NoNumber(ref context, level);
            return false;
        }
        return true;
    }

    [Bif("prim_socket", "nif_setopt")]
    public static Term SetOption(ref BifContext context, Term reference, Term level, Term option, Term value, Term native)
    {
        if (Socket(reference) is not { } socket || !HostNumbers.TryInt32(native, out int isNative))
        {
            return context.BadArg();
        }
        if (!TryOption(ref context, level, option, out int levelNumber, out int number, out Term refusal))
        {
            return refusal;
        }
        if (level == Atoms.Otp && isNative != 0)
        {
            return context.BadArg();
        }
        lock (socket.Gate)
        {
            return level == Atoms.Otp ? socket.SetOtpOption(ref context, number, value)
                : isNative == 0 ? socket.SetOption(ref context, levelNumber, number, value)
                : socket.SetNativeOption(ref context, levelNumber, number, value);
        }
    }

    [Bif("prim_socket", "nif_getopt")]
    public static Term GetOption(ref BifContext context, Term reference, Term level, Term option)
    {
        if (Socket(reference) is not { } socket)
        {
            return context.BadArg();
        }
        if (!TryOption(ref context, level, option, out int levelNumber, out int number, out Term refusal))
        {
            return refusal;
        }
        lock (socket.Gate)
        {
            return level == Atoms.Otp
                ? socket.GetOtpOption(ref context, number)
                : socket.GetOption(ref context, levelNumber, number);
        }
    }

    [Bif("prim_socket", "nif_getopt")]
    public static Term GetNativeOption(ref BifContext context, Term reference, Term level, Term option, Term form)
    {
        if (Socket(reference) is not { } socket)
        {
            return context.BadArg();
        }
        if (!TryOption(ref context, level, option, out int levelNumber, out int number, out Term refusal))
        {
            return refusal;
        }
        if (level == Atoms.Otp)
        {
            return context.BadArg();
        }
        lock (socket.Gate)
        {
            return socket.GetNativeOption(ref context, levelNumber, number, form);
        }
    }

    [Bif("prim_socket", "nif_ioctl")]
    public static Term Ioctl(ref BifContext context, Term reference, Term request) =>
        Ioctl(ref context, reference, request, Term.None, Term.None);

    [Bif("prim_socket", "nif_ioctl")]
    public static Term Ioctl(ref BifContext context, Term reference, Term request, Term argument) =>
        Ioctl(ref context, reference, request, argument, Term.None);

    [Bif("prim_socket", "nif_ioctl")]
    public static Term Ioctl(ref BifContext context, Term reference, Term request, Term name, Term value)
    {
        if (Socket(reference) is not { } socket || !HostNumbers.TryInt64(request, out long number) || number < 0)
        {
            return context.BadArg();
        }
        lock (socket.Gate)
        {
            return !socket.IsOpen ? SocketAnswer.Closed(context.Heap)
                : name.IsNone ? SocketIoctl.Ask(ref context, socket.Descriptor, (ulong)number)
                : value.IsNone ? SocketIoctl.Get(ref context, socket.Descriptor, (ulong)number, name)
                : SocketIoctl.Set(ref context, socket.Descriptor, (ulong)number, name, value);
        }
    }
}
