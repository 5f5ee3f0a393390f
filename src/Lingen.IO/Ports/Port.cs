// A port: what Erlang code sees of the outer world. A state machine under its own lock: operations of processes run at
// once on their own threads, input on the poll thread, so that signals between a process and a port keep their order.
//
//   Open --close, exit--> Flushing --output written--> Closed
//     \__________________no output left_______________/
//
// Links and monitors are told as soon as the port leaves Open; {Port, closed} goes out when it reaches Closed.
namespace Lingen.IO;

/// <summary>An open port.</summary>
internal sealed unsafe partial class Port
{
    private enum PortState
    {
        Open,
        Flushing,
        Closed,
    }

    // There may be very many ports of which nothing but their owner knows: what most do not need is made when it is.
    private ProcessSet links;
    private List<(Term Watcher, SavedTerm Reference)>? monitors;
    private ProcessSet waitingWriters;
    private PortInput? input;
    private PortState state;

    /// <summary>What port_set_data has left; null is undefined.</summary>
    private SavedTerm? data;
    private bool reportClosed;

    public Port(Host host, ulong number, string name, Term owner, PortFormat format, PortDriver driver)
    {
        Host = host;
        Number = number;
        Id = LocalPort.Create(number);
        Name = name;
        Owner = owner;
        Format = format;
        Driver = driver;
        driver.Port = this;
    }

    public Host Host { get; }
    public Term Id { get; }
    public ulong Number { get; }

    /// <summary>The command, the driver's name, or the descriptors of an fd port.</summary>
    public string Name { get; }
    public PortFormat Format { get; }
    public PortDriver Driver { get; }

    /// <summary>The connected process: it gets the messages and may send commands.</summary>
    public Term Owner { get; private set; }
    public long InputBytes { get; private set; }
    public long OutputBytes { get; private set; }

    /// <summary>The process whose command or control call is being carried out.</summary>
    public Term Caller { get; set; }

    /// <summary>Process number of the child behind it; 0 if there is none.</summary>
    public int OsPid { get; set; }

    public bool IsOpen => state == PortState.Open;
    public bool IsBusy => Driver.IsBusy;

    private VirtualMachine Vm => Host.Vm;

    /// <summary>All operations on a port hold this.</summary>
    public object Gate => this;

    public Term[] Links() => links.ToArray();

    public Term[] Watchers() => monitors?.Select(monitor => monitor.Watcher).ToArray() ?? [];

    /// <summary>The port's half of a link. False if the port is not open.</summary>
    public bool Link(Term process)
    {
        if (IsOpen && links.Add(process))
        {
            NoteLinked(process);
        }
        return IsOpen;
    }

    public void Unlink(Term process)
    {
        if (links.Remove(process))
        {
            NoteUnlinked(process);
        }
    }

    /// <summary>A linked process has ended. False if the link was none any more.</summary>
    public bool BreakLink(Term process) => links.Remove(process);

    public bool Monitor(Term watcher, Term reference)
    {
        if (IsOpen)
        {
            (monitors ??= []).Add((watcher, new SavedTerm(reference)));
        }
        return IsOpen;
    }

    public void Demonitor(Term reference)
    {
        ulong key = Identity.OfReference(reference);
        int index = monitors?.FindIndex(monitor => Identity.OfReference(monitor.Reference.Term) == key) ?? -1;
        if (index >= 0)
        {
            monitors![index].Reference.Free();
            monitors.RemoveAt(index);
        }
    }

    public void SetData(Term term)
    {
        data?.Free();
        data = new SavedTerm(term);
    }

    public Term GetData(TermHeap* heap) => data?.CopyTo(heap) ?? Atoms.Undefined;

    /// <summary>Output from a process. False if the data is no iolist.</summary>
    public bool Write(Term data)
    {
        var queue = new ByteQueue();
        if (!PortData.TryAppend(queue, data))
        {
            queue.Clear();
            return false;
        }
        OutputBytes += queue.LengthBytes;
        if (PortTracing.Any)
        {
            NoteCommand(queue);
        }
        Driver.Output(queue);
        return true;
    }

    /// <summary>port_connect/2: gives the port to another process, which gets linked to it.</summary>
    public void Connect(Term from, Term process)
    {
        Link(process);
        Signals.Deliver(Vm, process, Signals.CreateOne(SignalKind.Link, Id));
        Owner = process;
        NoteConnectRequest(from, process);
        if (PortTracing.Any && PortTracing.Wants(Vm, Id, TraceFlags.Send))
        {
            TermHeap heap = default;
            PortTracing.Sends(Vm, Id, from, Tuple.Create(&heap, Id, Atoms.Connected));
            heap.Clear();
        }
    }

    /// <summary>{Owner, {connect, New}}: gives the port away, which links nobody, and answers the old owner.</summary>
    public void GiveTo(Term from, Term process)
    {
        NoteConnectRequest(from, process);
        Owner = process;
        SendToOwner(from, Atoms.Connected);
    }

    /// <summary>A process waits for the port to be less busy; it is woken by a signal without effect.</summary>
    public void AddWaitingWriter(Term process) => waitingWriters.Add(process);

    /// <summary>The driver has room again.</summary>
    public void WakeWriters()
    {
        foreach (Term process in waitingWriters.ToArray())
        {
            Signals.Call(Vm, process, [], &Nothing);
        }
        waitingWriters.Clear();
    }

    private static void Nothing(Process* process, Scheduler scheduler, Message* signal) { }

    /// <summary>Input from the driver, as a stream: cut and delivered as the settings say.</summary>
    public void Input(ReadOnlySpan<byte> bytes) => (input ??= new PortInput(this)).Take(bytes);

    /// <summary>{Port, {data, Data}} or {Port, {data, {eol | noeol, Data}}} to the owner.</summary>
    public void DeliverData(ReadOnlySpan<byte> bytes, Term lineKind)
    {
        if (!IsOpen)
        {
            return;
        }
        InputBytes += bytes.Length;
        long dataWords = Format.Binary
            ? Bitstring.HeapSizeWords(Math.Min(bytes.Length, Bitstring.HeapLimitBytes)) + Bitstring.RefcSizeWords
            : bytes.Length * Cons.SizeWords;
        Message* message = TermCopier.AllocateMessage(dataWords + 9, out TermHeap heap);
        Term payload = Format.Binary ? Bitstring.FromBytes(&heap, bytes) : Cons.FromBytes(&heap, bytes);
        if (!lineKind.IsNone)
        {
            payload = Tuple.Create(&heap, lineKind, payload);
        }
        payload = Tuple.Create(&heap, Id, Tuple.Create(&heap, Atoms.Data, payload));
        Deliver(Owner, message, &heap, payload);
    }

    /// <summary>
    /// {Port, {data, Data}} where Data begins with these bytes as a list, whatever the port's mode; the tail is a binary or a
    /// list by the mode. The form of drivers' answers.
    /// </summary>
    public void DeliverHeaded(ReadOnlySpan<byte> header, ReadOnlySpan<byte> tail, bool hasTail)
    {
        InputBytes += header.Length + tail.Length;
        long tailWords = Format.Binary
            ? Bitstring.HeapSizeWords(Math.Min(tail.Length, Bitstring.HeapLimitBytes)) + Bitstring.RefcSizeWords
            : tail.Length * Cons.SizeWords;
        Message* message = TermCopier.AllocateMessage(tailWords + (header.Length * Cons.SizeWords) + 6, out TermHeap heap);
        Term rest =
            !hasTail ? Term.Nil
            : Format.Binary ? Bitstring.FromBytes(&heap, tail)
            : Cons.FromBytes(&heap, tail);
        Term payload = Tuple.Create(&heap, Atoms.Data, Cons.FromBytes(&heap, header, rest));
        payload = Tuple.Create(&heap, Id, payload);
        Deliver(Owner, message, &heap, payload);
    }

    /// <summary>The driver's input has ended: a message or the end of the port, as the settings say.</summary>
    public void InputEnded()
    {
        input?.End();
        if (Format.EofMessage)
        {
            SendToOwner(Owner, Atoms.Eof);
        }
        else
        {
            Close(Atoms.Normal);
        }
    }

    /// <summary>{Port, {exit_status, Status}}.</summary>
    public void ReportExitStatus(int status)
    {
        Message* message = TermCopier.AllocateMessage(6, out TermHeap heap);
        Term payload = Tuple.Create(&heap, Id, Tuple.Create(&heap, Atoms.ExitStatus, Term.Small(status)));
        Deliver(Owner, message, &heap, payload);
    }

    private void SendToOwner(Term owner, Term atom)
    {
        Message* message = TermCopier.AllocateMessage(3, out TermHeap heap);
        Deliver(owner, message, &heap, Tuple.Create(&heap, Id, atom));
    }

    /// <summary>A wrong command: exit signal badsig to the owner. The link between them stays.</summary>
    public void SendBadSignal() => Signals.Exit(Vm, Id, Owner, Atoms.Badsig);

    /// <summary>
    /// Ends the port: links and monitors learn the reason at once; queued output is written first, unless it was killed.
    /// With <paramref name="report"/> the owner gets {Port, closed} at the end.
    /// </summary>
    public void Close(Term reason, bool report = false)
    {
        if (!IsOpen)
        {
            return;
        }
        reportClosed = report;
        state = PortState.Flushing;
        Note(TraceFlags.Ports, Atoms.Closed, reason);
        Term name = Vm.Names.PortClosed(Id);
        if (!name.IsNone)
        {
            PortTracing.Named(Vm, Id, name, registered: false);
        }
        bool killed = reason == Atoms.Kill;
        reason = killed ? Atoms.Killed : reason;
        foreach (Term process in links.ToArray())
        {
            Signals.LinkExit(Vm, Id, process, reason);
        }
        links.Clear();
        foreach ((Term watcher, SavedTerm reference) in monitors ?? [])
        {
            Signals.MonitorDown(Vm, watcher, reference.Term, Id, reason);
            reference.Free();
        }
        monitors = null;
        WakeWriters();
        if (killed || Driver.QueuedBytes == 0)
        {
            Finish();
        }
        else
        {
            NoteFlush(begins: true);
            Driver.BeginFlush();
            NoteFlush(begins: false);
        }
    }

    /// <summary>The driver ends the port by itself: the owner, who has had a message, is no longer linked to it; others learn the reason.</summary>
    public void Exit(Term reason)
    {
        if (IsOpen && links.Remove(Owner))
        {
            Signals.Unlink(Vm, Id, Owner, 1);
        }
        Close(reason);
    }

    /// <summary>The driver has written everything: a closing port can end now.</summary>
    public void Drained()
    {
        if (state == PortState.Flushing)
        {
            Finish();
        }
    }

    private void Finish()
    {
        state = PortState.Closed;
        Driver.Stop();
        Host.PortEnded(this);
        if (reportClosed)
        {
            TellClosed();
        }
        if (PortTracing.Any)
        {
            Vm.Tracing.Forget(Id);
        }
        data?.Free();
        data = null;
    }
}
