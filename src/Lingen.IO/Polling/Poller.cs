// The poll thread of a VM: waits in epoll for descriptors and tells their targets. It starts with the first
// registration, so a VM that only computes has none. Readiness is told once per request; a target asks again when it
// has done its work.
namespace Lingen.IO;

[Flags]
internal enum PollEvents
{
    None = 0,
    Read = 1,
    Write = 2,
}

/// <summary>Something with a descriptor that the poll thread watches.</summary>
internal interface IPollTarget
{
    /// <summary>The descriptor is ready (errors and hang-ups count as both). Runs on the poll thread; must not block.</summary>
    void Ready(int fd, PollEvents events);
}

/// <summary>One epoll instance and its thread.</summary>
internal sealed unsafe partial class Poller
{
    private const int BatchEvents = 64;
    private const int StackBytes = 256 * 1024;
    private const ulong WakeUpKey = ulong.MaxValue;

    private readonly object gate = new();

    /// <summary>By descriptor.</summary>
    private Registration?[] registrations = new Registration?[64];

    /// <summary>Descriptors that epoll does not take (files, /dev/null): always ready.</summary>
    private readonly Queue<(int Fd, Registration Registration)> alwaysReady = new();
    private int epoll = -1;
    private int wakeUp = -1;

    private sealed class Registration
    {
        public required IPollTarget Target { get; init; }
        public PollEvents Wanted { get; set; }
        public bool InEpoll { get; set; }
    }

    /// <summary>Asks to be told once when the descriptor is ready for any of these; adds to what was asked for before.</summary>
    public void Request(int fd, PollEvents events, IPollTarget target)
    {
        lock (gate)
        {
            EnsureStarted();
            if (fd >= registrations.Length)
            {
                Array.Resize(ref registrations, Math.Max(fd + 1, registrations.Length * 2));
            }
            Registration? registration = registrations[fd];
            if (registration?.Target != target)
            {
                registration = new Registration { Target = target, InEpoll = registration?.InEpoll ?? false };
                registrations[fd] = registration;
            }
            registration.Wanted |= events;
            Arm(fd, registration);
        }
    }

    /// <summary>Takes back a request.</summary>
    public void Cancel(int fd, PollEvents events)
    {
        lock (gate)
        {
            if (Find(fd) is { } registration)
            {
                registration.Wanted &= ~events;
                if (registration.InEpoll)
                {
                    Arm(fd, registration);
                }
            }
        }
    }

    /// <summary>Forgets a descriptor that its owner is about to close.</summary>
    public void Remove(int fd)
    {
        lock (gate)
        {
            if (Find(fd) is not { } registration)
            {
                return;
            }
            registrations[fd] = null;
            if (registration.InEpoll)
            {
                EpollEvent unused = default;
                LibC.epoll_ctl(epoll, LibC.EpollDelete, fd, &unused);
            }
        }
    }

    private Registration? Find(int fd) => (uint)fd < (uint)registrations.Length ? registrations[fd] : null;

    private void Arm(int fd, Registration registration)
    {
        var change = new EpollEvent
        {
            Events =
                ((registration.Wanted & PollEvents.Read) != 0 ? LibC.EpollIn : 0)
                | ((registration.Wanted & PollEvents.Write) != 0 ? LibC.EpollOut : 0)
                | LibC.EpollOneShot,
            Data = (ulong)fd,
        };
        int operation = registration.InEpoll ? LibC.EpollModify : LibC.EpollAdd;
        if (LibC.epoll_ctl(epoll, operation, fd, &change) == 0)
        {
            registration.InEpoll = true;
            return;
        }
        // A descriptor that was closed and opened again under the same number is new to epoll.
        if (operation == LibC.EpollModify && LibC.epoll_ctl(epoll, LibC.EpollAdd, fd, &change) == 0)
        {
            return;
        }
        if (registration.Wanted != PollEvents.None)
        {
            alwaysReady.Enqueue((fd, registration));
            ulong one = 1;
            LibC.write(wakeUp, (byte*)&one, sizeof(ulong));
        }
    }

    private void EnsureStarted()
    {
        if (epoll >= 0)
        {
            return;
        }
        epoll = LibC.epoll_create1(LibC.EpollCloseOnExec);
        wakeUp = LibC.eventfd(0, LibC.EventFdCloseOnExec | LibC.EventFdNonBlock);
        var change = new EpollEvent { Events = LibC.EpollIn, Data = WakeUpKey };
        LibC.epoll_ctl(epoll, LibC.EpollAdd, wakeUp, &change);
        new Thread(Run, StackBytes) { IsBackground = true, Name = "poll" }.Start();
    }

    private void Run()
    {
        SmallBlocks.EnterThread();
        Microstates.AddThread("poll", 0);
        EpollEvent* events = stackalloc EpollEvent[BatchEvents];
        while (true)
        {
            int timeout = FireTimers();
            Microstates.Change(Microstate.Sleep);
            int count = LibC.epoll_wait(epoll, events, BatchEvents, timeout);
            Microstates.Change(Microstate.CheckIo);
            for (int i = 0; i < count; i++)
            {
                if (events[i].Data == WakeUpKey)
                {
                    ulong counter;
                    LibC.read(wakeUp, (byte*)&counter, sizeof(ulong));
                    TellAlwaysReady();
                }
                else
                {
                    Tell((int)events[i].Data, events[i].Events);
                }
            }
        }
    }

    private void Tell(int fd, uint happened)
    {
        Registration? registration;
        PollEvents ready = PollEvents.None;
        lock (gate)
        {
            registration = Find(fd);
            if (registration == null)
            {
                return;
            }
            bool failed = (happened & (LibC.EpollError | LibC.EpollHangUp)) != 0;
            ready |= failed || (happened & LibC.EpollIn) != 0 ? PollEvents.Read : PollEvents.None;
            ready |= failed || (happened & LibC.EpollOut) != 0 ? PollEvents.Write : PollEvents.None;
            ready &= registration.Wanted;
            registration.Wanted &= ~ready;
            if (registration.Wanted != PollEvents.None)
            {
                Arm(fd, registration);
            }
        }
        if (ready != PollEvents.None)
        {
            registration.Target.Ready(fd, ready);
        }
    }

    private void TellAlwaysReady()
    {
        while (true)
        {
            (int Fd, Registration Registration) next;
            PollEvents ready;
            lock (gate)
            {
                if (!alwaysReady.TryDequeue(out next))
                {
                    return;
                }
                ready = next.Registration.Wanted;
                next.Registration.Wanted = PollEvents.None;
            }
            if (ready != PollEvents.None)
            {
                next.Registration.Target.Ready(next.Fd, ready);
            }
        }
    }
}

public sealed partial class Host
{
    internal Poller Poller { get; } = new();
}
