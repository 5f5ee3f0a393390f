// The processes that wait for one side of a socket. The first of them, the current one, is told when the socket is ready and then tries
// again; the others wait in order until it is done.
namespace Lingen.IO;

/// <summary>Who waits to read, to accept, to write or for a connection. Used under the socket's lock.</summary>
internal sealed class WaitingLine(NativeSocket socket, PollEvents events)
{
    private struct Waiter
    {
        public Term Process;
        public SavedReference Reference;
    }

    private Waiter current;
    private List<Waiter>? queue;

    public bool HasCurrent { get; private set; }

    /// <summary>The current process has not been told yet.</summary>
    public bool IsArmed { get; private set; }

    public int Count => (HasCurrent ? 1 : 0) + (queue?.Count ?? 0);

    public bool IsCurrent(Term process) => HasCurrent && current.Process == process;

    public bool IsCurrent(Term process, Term reference) => IsCurrent(process) && current.Reference.Is(reference);

    /// <summary>Makes the process the current one, or gives the current one's operation another name.</summary>
    public void SetCurrent(Term process, Term reference)
    {
        if (HasCurrent)
        {
            current.Reference.Free();
        }
        else
        {
            current.Process = process;
            HasCurrent = true;
            socket.Watch(process);
        }
        current.Reference = new SavedReference(reference);
    }

    /// <summary>The current process is to be told when the socket is ready.</summary>
    public void Arm()
    {
        IsArmed = true;
        socket.Select(events);
    }

    /// <summary>Makes the process current and asks for it: the answer of the operation is select.</summary>
    public void Wait(Term process, Term reference)
    {
        SetCurrent(process, reference);
        Arm();
    }

    /// <summary>The socket is ready.</summary>
    public void Ready()
    {
        if (IsArmed)
        {
            IsArmed = false;
            socket.TellSelect(current.Process, current.Reference);
        }
    }

    public bool IsQueued(Term process)
    {
        if (queue != null)
        {
            foreach (Waiter waiter in queue)
            {
                if (waiter.Process == process)
                {
                    return true;
                }
            }
        }
        return false;
    }

    public void Enqueue(Term process, Term reference)
    {
        (queue ??= []).Add(new Waiter { Process = process, Reference = new SavedReference(reference) });
        socket.Watch(process);
    }

    /// <summary>Takes an operation out of the queue.</summary>
    public bool Remove(Term process, Term reference)
    {
        for (int i = 0; queue != null && i < queue.Count; i++)
        {
            if (queue[i].Process == process && queue[i].Reference.Is(reference))
            {
                queue[i].Reference.Free();
                queue.RemoveAt(i);
                return true;
            }
        }
        return false;
    }

    /// <summary>The current process is done: the next one has its turn.</summary>
    public void Next()
    {
        Release();
        if (queue is { Count: > 0 })
        {
            current = queue[0];
            queue.RemoveAt(0);
            HasCurrent = true;
            Arm();
        }
    }

    /// <summary>Gives up the current operation; false if its message has been sent.</summary>
    public bool Cancel()
    {
        bool inTime = IsArmed;
        Next();
        return inTime;
    }

    /// <summary>Forgets the current process.</summary>
    public void Release()
    {
        if (HasCurrent)
        {
            current.Reference.Free();
        }
        current = default;
        HasCurrent = false;
        IsArmed = false;
    }

    /// <summary>{'$socket', Socket, abort, {Reference, Reason}} to those in the queue.</summary>
    public void AbortQueue(Term reason)
    {
        for (int i = 0; queue != null && i < queue.Count; i++)
        {
            socket.TellAbort(queue[i].Process, queue[i].Reference, reason);
            queue[i].Reference.Free();
        }
        queue = null;
    }

    /// <summary>The current operation failed, and with it those behind it.</summary>
    public void Fail(Term reason)
    {
        if (HasCurrent)
        {
            Release();
            AbortQueue(reason);
        }
    }

    /// <summary>The current one hears of a new attempt of its own: its earlier operation is cancelled.</summary>
    public void AbortCurrent(Term reason) => socket.TellAbort(current.Process, current.Reference, reason);

    /// <summary>The socket closes: who has not been told to try again hears that it is closed.</summary>
    public void Close()
    {
        if (IsArmed)
        {
            AbortCurrent(Atoms.Closed);
        }
        Release();
        AbortQueue(Atoms.Closed);
    }

    /// <summary>A process that may have waited is gone.</summary>
    public void Forget(Term process)
    {
        for (int i = (queue?.Count ?? 0) - 1; i >= 0; i--)
        {
            if (queue![i].Process == process)
            {
                queue[i].Reference.Free();
                queue.RemoveAt(i);
            }
        }
        if (IsCurrent(process))
        {
            Next();
        }
    }
}
