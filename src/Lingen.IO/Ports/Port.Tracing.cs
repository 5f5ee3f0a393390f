// What tracing and profiling hear of a port. Nobody listens as a rule: then each of these is one test.
namespace Lingen.IO;

internal sealed unsafe partial class Port
{
    /// <summary>An operation under way, or nothing if nobody wants to know. Its end goes untold if the port has closed meanwhile.</summary>
    internal readonly ref struct Work(Port? port, Term operation, Process* caller, Microstate interrupted)
    {
        public void Dispose()
        {
            Microstates.Change(interrupted);
            if (port is { IsOpen: true })
            {
                PortTracing.Works(port.Vm, port.Id, operation, caller, begins: false);
            }
        }
    }

    /// <summary>The port begins an operation: its name, or 0 for what comes from outside.</summary>
    public Work Begin(Term operation, Process* caller = null)
    {
        Microstate interrupted = Microstates.Change(Microstate.Port);
        if (!PortTracing.Any || !IsOpen)
        {
            return new Work(null, operation, caller, interrupted);
        }
        PortTracing.Works(Vm, Id, operation, caller, begins: true);
        return new Work(this, operation, caller, interrupted);
    }

    /// <summary>Something came from outside: from a descriptor or a timer.</summary>
    public Work Begin() => Begin(Term.Small(0));

    /// <summary>Sends a message of the port's that was built in place.</summary>
    public void Deliver(Term receiver, Message* message, TermHeap* heap, Term payload)
    {
        if (PortTracing.Any)
        {
            PortTracing.Sends(Vm, Id, receiver, payload);
        }
        Delivery.Send(Vm, receiver, message, heap, payload);
    }

    /// <summary>The time of a timer of the port's is up.</summary>
    public void NoteTimeout() => Note(TraceFlags.Receive, Atoms.Receive, Atoms.Timeout);

    private void NoteFlush(bool begins) => Note(TraceFlags.RunningPorts, begins ? Atoms.In : Atoms.Out, Atoms.Flush);

    /// <summary>{Port, closed} to the owner; traced as the atom alone.</summary>
    private void TellClosed()
    {
        if (PortTracing.Any)
        {
            PortTracing.Sends(Vm, Id, Owner, Atoms.Closed);
        }
        Message* message = TermCopier.AllocateMessage(3, out TermHeap heap);
        Delivery.Send(Vm, Owner, message, &heap, Tuple.Create(&heap, Id, Atoms.Closed));
    }

    private void Note(TraceFlags flag, Term kind, Term subject)
    {
        if (PortTracing.Any)
        {
            PortTracing.Report(Vm, Id, flag, [kind, subject]);
        }
    }

    private void NoteLinked(Term process) => Note(TraceFlags.Ports, Atoms.GettingLinked, process);

    private void NoteUnlinked(Term process) => Note(TraceFlags.Ports, Atoms.GettingUnlinked, process);

    private bool WantsReceived => PortTracing.Any && PortTracing.Wants(Vm, Id, TraceFlags.Receive);

    /// <summary>{From, close}, or {From, {Kind, Argument}}: what a process asks of the port.</summary>
    private void NoteReceived(TermHeap* heap, Term from, Term kind, Term argument = default)
    {
        Term request = argument.IsNone ? kind : Tuple.Create(heap, kind, argument);
        PortTracing.Report(Vm, Id, TraceFlags.Receive, [Atoms.Receive, Tuple.Create(heap, from, request)]);
    }

    /// <summary>A process asks the port to close.</summary>
    public void NoteCloseRequest(Term from)
    {
        if (WantsReceived)
        {
            TermHeap heap = default;
            NoteReceived(&heap, from, Atoms.Close);
            heap.Clear();
        }
    }

    private void NoteConnectRequest(Term from, Term process)
    {
        if (WantsReceived)
        {
            TermHeap heap = default;
            NoteReceived(&heap, from, Atoms.Connect, process);
            heap.Clear();
        }
    }

    /// <summary>Output: one binary, or a list of them for a driver that takes vectors.</summary>
    private void NoteCommand(ByteQueue data)
    {
        if (!WantsReceived)
        {
            return;
        }
        TermHeap heap = default;
        var bytes = new byte[SpanSize.Of(data.LengthBytes)];
        data.CopyTo(bytes);
        Term argument;
        if (Driver.TakesVectors)
        {
            int[] lengths = data.SliceLengths();
            int end = bytes.Length;
            argument = Term.Nil;
            for (int i = lengths.Length - 1; i >= 0; i--)
            {
                end -= lengths[i];
                Term piece = Bitstring.FromBytes(&heap, bytes.AsSpan(end, lengths[i]));
                argument = Cons.Create(&heap, piece, argument);
            }
        }
        else
        {
            argument = Bitstring.FromBytes(&heap, bytes);
        }
        NoteReceived(&heap, Caller, Atoms.Command, argument);
        heap.Clear();
    }

    /// <summary>A control call comes in.</summary>
    public void NoteControl(uint command, ReadOnlySpan<byte> data)
    {
        if (WantsReceived)
        {
            TermHeap heap = default;
            Term argument = Tuple.Create(&heap, Term.Small(command), Bitstring.FromBytes(&heap, data));
            NoteReceived(&heap, Caller, Atoms.Control, argument);
            heap.Clear();
        }
    }

    /// <summary>A control call has been answered.</summary>
    public void NoteControlled(ReadOnlySpan<byte> answer)
    {
        if (PortTracing.Any && PortTracing.Wants(Vm, Id, TraceFlags.Send))
        {
            TermHeap heap = default;
            Term payload = Tuple.Create(&heap, Atoms.Control, Bitstring.FromBytes(&heap, answer));
            PortTracing.Sends(Vm, Id, Caller, Tuple.Create(&heap, Id, payload));
            heap.Clear();
        }
    }
}
