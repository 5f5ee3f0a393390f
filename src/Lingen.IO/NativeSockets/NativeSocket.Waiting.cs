// Who waits for a socket, and how they hear of it. A socket that somebody has waited for holds a count on its own reference until it is
// closed: the poll thread may have to name it in a message at any time.
namespace Lingen.IO;

internal sealed unsafe partial class NativeSocket
{
    private WaitingLine? reading;
    private WaitingLine? accepting;
    private WaitingLine? writing;
    private WaitingLine? connecting;
    private List<Watcher>? watches;
    private bool holdsItself;

    public WaitingLine Readers => reading ??= new WaitingLine(this, PollEvents.Read);
    public WaitingLine Acceptors => accepting ??= new WaitingLine(this, PollEvents.Read);
    public WaitingLine Writers => writing ??= new WaitingLine(this, PollEvents.Write);
    private WaitingLine Connector => connecting ??= new WaitingLine(this, PollEvents.Write);

    private bool HasReader => reading is { HasCurrent: true };
    private bool HasAcceptor => accepting is { HasCurrent: true };
    private bool HasWriter => writing is { HasCurrent: true };
    private bool HasConnector => connecting is { HasCurrent: true };

    public int ReaderCount => reading?.Count ?? 0;
    public int WriterCount => writing?.Count ?? 0;
    public int AcceptorCount => accepting?.Count ?? 0;

    /// <summary>A process other than the owner whose end the socket wants to know of.</summary>
    private sealed class Watcher(NativeSocket socket, Term process) : IOwnedResource
    {
        public Term Process => process;

        public void OwnerExited() => socket.ProcessGone(process);
    }

    /// <summary>Asks the poll thread.</summary>
    public void Select(PollEvents events)
    {
        if (!holdsItself)
        {
            OffHeapCell.Retain(&cell->Cell);
            holdsItself = true;
        }
        if (events == PollEvents.Read)
        {
            ReadState |= NativeSocketState.Selected;
        }
        else
        {
            WriteState |= NativeSocketState.Selected;
        }
        host.Poller.Request(Descriptor, events, this);
    }

    public void Ready(int fd, PollEvents events)
    {
        lock (Gate)
        {
            if (fd != Descriptor || !IsOpen)
            {
                return;
            }
            if ((events & PollEvents.Read) != 0)
            {
                reading?.Ready();
                accepting?.Ready();
            }
            if ((events & PollEvents.Write) != 0)
            {
                writing?.Ready();
                connecting?.Ready();
            }
        }
    }

    public void TellSelect(Term process, in SavedReference reference) => Tell(process, Atoms.Select, reference);

    public void TellAbort(Term process, in SavedReference reference, Term reason) =>
        Tell(process, Atoms.Abort, reference, reason);

    /// <summary>Has the socket told of the end of a process. The owner's end is known anyway.</summary>
    public void Watch(Term process)
    {
        if (process == Owner)
        {
            return;
        }
        watches ??= [];
        foreach (Watcher known in watches)
        {
            if (known.Process == process)
            {
                return;
            }
        }
        var watch = new Watcher(this, process);
        watches.Add(watch);
        host.Own(process, watch);
    }

    private void Unwatch()
    {
        if (watches != null)
        {
            foreach (Watcher watch in watches)
            {
                host.Disown(watch.Process, watch);
            }
            watches = null;
        }
    }

    /// <summary>The owner has ended.</summary>
    public void OwnerExited()
    {
        lock (Gate)
        {
            OwnerGone();
        }
    }

    private void OwnerGone()
    {
        Term process = Owner;
        Owner = Term.None;
        if (IsOpen)
        {
            Stop();
            CloseAbandoned();
        }
        else if (closer == process)
        {
            CloseAbandoned();
        }
    }

    private void ProcessGone(Term process)
    {
        lock (Gate)
        {
            watches?.RemoveAll(watch => watch.Process == process);
            if (!IsOpen)
            {
                if (closer == process)
                {
                    CloseAbandoned();
                }
                return;
            }
            reading?.Forget(process);
            accepting?.Forget(process);
            writing?.Forget(process);
            if (connecting != null && connecting.IsCurrent(process))
            {
                connecting.Release();
                WriteState &= ~NativeSocketState.Connecting;
            }
            if (accepting is { HasCurrent: false })
            {
                ReadState &= ~NativeSocketState.Accepting;
            }
        }
    }
}
