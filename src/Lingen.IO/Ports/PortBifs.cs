// The BIFs of ports. erlang.erl turns the atoms that erts_internal's functions return into errors.
namespace Lingen.IO;

/// <summary>erts_internal:open_port/2, port_command/3 and their kin.</summary>
public static unsafe class PortBifs
{
    // Control calls are made for every receive of a socket: their buffers are kept.
    [ThreadStatic]
    private static List<byte>? controlInput;

    [ThreadStatic]
    private static List<byte>? controlAnswer;

    private static Port? Find(ref BifContext context, Term identifier)
    {
        Term port = identifier.IsAtom ? context.Vm.Names.WhereIs(identifier) : identifier;
        return port.IsLocalPort ? Host.Of(context.Vm).FindPort(port) : null;
    }

    [Bif("erts_internal", "open_port")]
    public static Term OpenPort(ref BifContext context, Term name, Term settings)
    {
        if (!PortFormat.TryRead(settings, out PortFormat format))
        {
            return Atoms.Badopt;
        }
        Host host = Host.Of(context.Vm);
        Term self = context.Process->Pid;
        Term error = PortOpening.Open(host, self, name, format, out Port? port);
        if (port == null)
        {
            return error;
        }
        Links.Add(context.Process, port.Id);
        ProcessTracing.Linked(context.Process, port.Id);
        return port.Id;
    }

    [Bif("erts_internal", "port_command")]
    public static Term PortCommand(ref BifContext context, Term identifier, Term data, Term options)
    {
        bool force = false;
        bool noSuspend = false;
        context.Process->SetFlag(ProcessFlags.WaitsForPort, false);
        for (; options.IsCons; options = options.Tail)
        {
            if (options.Head == Atoms.Force)
            {
                force = true;
            }
            else if (options.Head == Atoms.Nosuspend)
            {
                noSuspend = true;
            }
            else
            {
                return Atoms.Badopt;
            }
        }
        if (!options.IsNil)
        {
            return Atoms.Badopt;
        }
        Port? port = Find(ref context, identifier);
        if (port == null)
        {
            return Atoms.Badarg;
        }
        if (force && !port.Driver.AllowsForce)
        {
            return Atoms.Notsup;
        }
        lock (port.Gate)
        {
            if (!port.IsOpen)
            {
                return Atoms.Badarg;
            }
            if (port.IsBusy && !force)
            {
                if (noSuspend)
                {
                    return Atoms.False;
                }
                port.AddWaitingWriter(context.Process->Pid);
                context.Vm.Monitoring.PortIsBusy(context.Process, identifier);
                context.Process->SetFlag(ProcessFlags.WaitsForPort, true);
                return context.Wait();
            }
            port.Caller = context.Process->Pid;
            using Port.Work work = port.Begin(Atoms.Command, context.Process);
            return port.Write(data) ? Atoms.True : Atoms.Badarg;
        }
    }

    [Bif("erts_internal", "port_control")]
    public static Term PortControl(ref BifContext context, Term identifier, Term operation, Term data)
    {
        Port? port = Find(ref context, identifier);
        List<byte> bytes = controlInput ??= [];
        bytes.Clear();
        if (port == null || !HostNumbers.TryUInt32(operation, out uint command) || !HostBytes.TryFlatten(data, bytes))
        {
            return Atoms.Badarg;
        }
        List<byte> answer = controlAnswer ??= [];
        answer.Clear();
        lock (port.Gate)
        {
            port.Caller = context.Process->Pid;
            ReadOnlySpan<byte> input = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes);
            using Port.Work work = port.Begin(Atoms.Control, context.Process);
            if (!port.IsOpen || !TryControl(port, command, input, answer))
            {
                return Atoms.Badarg;
            }
            ReadOnlySpan<byte> output = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(answer);
            return port.Driver.ControlGivesBinary
                ? Bitstring.FromBytes(context.Heap, output)
                : Cons.FromBytes(context.Heap, output);
        }
    }

    private static bool TryControl(Port port, uint command, ReadOnlySpan<byte> input, List<byte> answer)
    {
        if (!PortTracing.Any)
        {
            return port.Driver.Control(command, input, answer) == PortReply.Done;
        }
        port.NoteControl(command, input);
        bool done = port.Driver.Control(command, input, answer) == PortReply.Done;
        if (done)
        {
            port.NoteControlled(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(answer));
        }
        return done;
    }

    /// <summary>No driver of ours takes calls with terms.</summary>
    [Bif("erts_internal", "port_call")]
    public static Term PortCall(ref BifContext context, Term identifier, Term operation, Term data)
    {
        if (Find(ref context, identifier) is { } port)
        {
            lock (port.Gate)
            {
                port.Begin(Atoms.Call, context.Process).Dispose();
            }
        }
        return Atoms.Badarg;
    }

    [Bif("erts_internal", "port_close")]
    public static Term PortClose(ref BifContext context, Term identifier)
    {
        Port? port = Find(ref context, identifier);
        if (port == null)
        {
            return Atoms.Badarg;
        }
        lock (port.Gate)
        {
            if (!port.IsOpen)
            {
                return Atoms.Badarg;
            }
            using Port.Work work = port.Begin(Atoms.Close, context.Process);
            port.NoteCloseRequest(context.Process->Pid);
            port.Close(Atoms.Normal);
            return Atoms.True;
        }
    }

    [Bif("erts_internal", "port_connect")]
    public static Term PortConnect(ref BifContext context, Term identifier, Term process)
    {
        Port? port = Find(ref context, identifier);
        if (port == null || !process.IsLocalPid || context.Vm.Processes.Find(process) == null)
        {
            return Atoms.Badarg;
        }
        lock (port.Gate)
        {
            if (!port.IsOpen)
            {
                return Atoms.Badarg;
            }
            using Port.Work work = port.Begin(Atoms.Connect, context.Process);
            port.Connect(context.Process->Pid, process);
            return Atoms.True;
        }
    }

    [Bif("erlang", "ports")]
    public static Term Ports(ref BifContext context) => Cons.FromSpan(context.Heap, Host.Of(context.Vm).Ports());

    [Bif("erlang", "port_set_data")]
    public static Term PortSetData(ref BifContext context, Term identifier, Term data)
    {
        Port? port = Find(ref context, identifier);
        if (port == null)
        {
            return context.BadArg();
        }
        lock (port.Gate)
        {
            if (!port.IsOpen)
            {
                return context.BadArg();
            }
            port.SetData(data);
            return Atoms.True;
        }
    }

    /// <summary>badarg once the port closes: gen_tcp knows by that that its socket is gone.</summary>
    [Bif("erlang", "port_get_data")]
    public static Term PortGetData(ref BifContext context, Term identifier)
    {
        Port? port = Find(ref context, identifier);
        if (port == null)
        {
            return context.BadArg();
        }
        lock (port.Gate)
        {
            return port.IsOpen ? port.GetData(context.Heap) : context.BadArg();
        }
    }

    /// <summary>The default items of port_info/1, in BEAM's order; a name only if there is one.</summary>
    [Bif("erts_internal", "port_info")]
    public static Term PortInfo(ref BifContext context, Term identifier)
    {
        if (!identifier.IsPort && !identifier.IsAtom)
        {
            return Atoms.Badarg;
        }
        Port? port = Find(ref context, identifier);
        if (port is not { IsOpen: true })
        {
            return identifier.IsExternalPort ? Atoms.Badarg : Atoms.Undefined;
        }
        lock (port.Gate)
        {
            using Port.Work work = port.Begin(Atoms.Info, context.Process);
            Term list = Term.Nil;
            ReadOnlySpan<Term> items =
            [
                Atoms.OsPid,
                Atoms.Output,
                Atoms.Input,
                Atoms.Connected,
                Atoms.Id,
                Atoms.Links,
                Atoms.Name,
                Atoms.RegisteredName,
            ];
            foreach (Term item in items)
            {
                Term value = Item(ref context, port, item);
                if (item != Atoms.RegisteredName || !value.IsNil)
                {
                    list = Cons.Create(context.Heap, Tuple.Create(context.Heap, item, value), list);
                }
            }
            return list;
        }
    }

    [Bif("erts_internal", "port_info")]
    public static Term PortInfo(ref BifContext context, Term identifier, Term item)
    {
        if ((!identifier.IsPort && !identifier.IsAtom) || identifier.IsExternalPort)
        {
            return Atoms.Badarg;
        }
        Port? port = Find(ref context, identifier);
        if (port is not { IsOpen: true })
        {
            return item.IsAtom ? Atoms.Undefined : Atoms.Badarg;
        }
        lock (port.Gate)
        {
            using Port.Work work = port.Begin(Atoms.Info, context.Process);
            Term value = Item(ref context, port, item);
            return value.IsNone ? Atoms.Badarg
                : item == Atoms.RegisteredName && value.IsNil ? Term.Nil
                : Tuple.Create(context.Heap, item, value);
        }
    }

    private static Term Item(ref BifContext context, Port port, Term item)
    {
        TermHeap* heap = context.Heap;
        switch (item.Bits)
        {
            case AtomBits.RegisteredName:
                Term name = context.Vm.Names.NameOfPort(port.Id);
                return name.IsNone ? Term.Nil : name;
            case AtomBits.Name:
                return Cons.FromString(heap, port.Name);
            case AtomBits.Links:
                return Cons.FromSpan(heap, port.Links());
            case AtomBits.Id:
                return Term.Small((long)port.Number * 8);
            case AtomBits.Connected:
                return port.Owner;
            case AtomBits.Input:
                return Term.Small(port.InputBytes);
            case AtomBits.Output:
                return Term.Small(port.OutputBytes);
            case AtomBits.OsPid:
                return port.OsPid == 0 ? Atoms.Undefined : Term.Small(port.OsPid);
            case AtomBits.Monitors:
                return Term.Nil;
            case AtomBits.MonitoredBy:
                return Cons.FromSpan(heap, port.Watchers());
            case AtomBits.Memory:
                return Term.Small(48 + port.Driver.QueuedBytes);
            case AtomBits.QueueSize:
                return Term.Small(port.Driver.QueuedBytes);
            case AtomBits.Locking:
                return port.Driver.LocksPort ? Atoms.PortLevel : Atoms.DriverLevel;
            case AtomBits.Parallelism:
                return Term.Boolean(port.Format.Parallelism);
            default:
                return Term.None;
        }
    }
}
