// Time-outs of what the poll thread serves: sockets that wait for a connection, a peer or data. They fire on the poll thread.
using System.Runtime.InteropServices;

namespace Lingen.IO;

/// <summary>A time-out that is started and stopped often and fires rarely. Use under the lock of its owner.</summary>
internal sealed class PollTimer(Poller poller, Action expired)
{
    /// <summary>When it is due by the raw clock; 0 while stopped.</summary>
    internal long DueNs;

    /// <summary>When the poller looks at it next; long.MaxValue while it is in no queue. Use under the poller's lock.</summary>
    internal long QueuedNs = long.MaxValue;

    public bool IsRunning => DueNs != 0;

    internal Action Expired => expired;

    public void Start(long milliseconds)
    {
        DueNs = Clock.Raw() + (milliseconds * Clock.NanosecondsPerMillisecond);
        poller.Enter(this);
    }

    /// <summary>An entry in the queue stays until it comes up: most timers are started again before.</summary>
    public void Stop() => DueNs = 0;

    /// <summary>Whether it is due, in which case it has stopped; for its owner, under the owner's lock.</summary>
    public bool TakeExpired()
    {
        if (DueNs == 0)
        {
            return false;
        }
        if (DueNs > Clock.Raw())
        {
            poller.Enter(this);
            return false;
        }
        DueNs = 0;
        return true;
    }
}

internal sealed unsafe partial class Poller
{
    private readonly PriorityQueue<PollTimer, long> timers = new();

    internal void Enter(PollTimer timer)
    {
        lock (gate)
        {
            EnsureStarted();
            if (timer.QueuedNs <= timer.DueNs)
            {
                return;
            }
            bool isFirst = !timers.TryPeek(out _, out long first) || timer.DueNs < first;
            timer.QueuedNs = timer.DueNs;
            timers.Enqueue(timer, timer.DueNs);
            if (isFirst)
            {
                ulong one = 1;
                LibC.write(wakeUp, (byte*)&one, sizeof(ulong));
            }
        }
    }

    /// <summary>Lets the timers fire that are due; the milliseconds to the next one, or -1.</summary>
    private int FireTimers()
    {
        while (true)
        {
            PollTimer timer;
            lock (gate)
            {
                if (!timers.TryPeek(out PollTimer? next, out long due))
                {
                    return -1;
                }
                long left = due - Clock.Raw();
                if (left > 0)
                {
                    return (int)
                        Math.Min((left + Clock.NanosecondsPerMillisecond - 1) / Clock.NanosecondsPerMillisecond, int.MaxValue);
                }
                timers.Dequeue();
                timer = next;
                if (timer.QueuedNs != due)
                {
                    // It was entered again for an earlier time, which has come up already.
                    continue;
                }
                timer.QueuedNs = long.MaxValue;
            }
            timer.Expired();
        }
    }
}
