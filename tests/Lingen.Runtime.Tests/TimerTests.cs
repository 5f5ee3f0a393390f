// Timers: never early, cancelled ones stay quiet, receive timeouts wake.
namespace Lingen.Runtime.Tests;

public sealed unsafe class TimerTests
{
    [Fact]
    public void ReceiveTimersFireNotEarly()
    {
        using var node = new TestNode();
        const int Count = 200;
        int fired = 0;
        int early = 0;
        for (int i = 0; i < Count; i++)
        {
            long timeoutMs = 1 + (i % 37);
            long start = 0;
            node.Spawn(
                (process, scheduler) =>
                {
                    if (start == 0)
                    {
                        start = Clock.Monotonic();
                    }
                    Mailbox.Peek(process);
                    if (Mailbox.SetTimeout(process, scheduler, Term.Small(timeoutMs), null) == ReceiveTimeout.Waiting)
                    {
                        return RunResult.Waiting;
                    }
                    if (Clock.Monotonic() - start < timeoutMs * Clock.NanosecondsPerMillisecond)
                    {
                        Interlocked.Increment(ref early);
                    }
                    Mailbox.Timeout(process, scheduler);
                    Interlocked.Increment(ref fired);
                    return RunResult.Exited;
                }
            );
        }
        node.Until(() => Volatile.Read(ref fired) == Count);
        Assert.Equal(0, early);
    }

    [Fact]
    public void AMessageBeatsTheTimer()
    {
        using var node = new TestNode();
        bool expired = false;
        bool got = false;
        Term pid = node.Spawn(
            (process, scheduler) =>
            {
                if (TestNode.TryReceive(process, out Term _))
                {
                    got = true;
                    return RunResult.Exited;
                }
                if (Mailbox.SetTimeout(process, scheduler, Term.Small(5000), null) == ReceiveTimeout.Waiting)
                {
                    return RunResult.Waiting;
                }
                expired = true;
                return RunResult.Exited;
            }
        );
        Signals.SendMessage(node.Vm, pid, Term.Small(1));
        node.Until(() => got);
        Assert.False(expired);
    }

    /// <summary>A wheel against a sorted model, with seeded random starts, cancels and jumps of the clock.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void WheelAgreesWithAModel(int seed)
    {
        using var node = new TestNode(1);
        var random = new Random(seed);
        var wheel = new TimerWheel(node.Vm, 0);
        long now = Clock.Monotonic();
        var model = new Dictionary<ulong, long>();
        ulong key = 0;
        for (int step = 0; step < 3000; step++)
        {
            if (random.Next(3) > 0)
            {
                long expiry = now + random.NextInt64(1L << random.Next(20, 46));
                TimerNode* timer = TimerNode.Create();
                timer->Destination = LocalPid.Create(99_999, 7);
                timer->Message = TermCopier.CreateMessage(Term.Nil);
                timer->Key = ++key;
                wheel.Start(timer, expiry);
                model[key] = expiry;
            }
            else if (model.Count > 0 && random.Next(4) == 0)
            {
                ulong victim = model.Keys.ElementAt(random.Next(model.Count));
                TimerNode* timer = wheel.CancelByReference(victim);
                Assert.True(timer != null);
                Assert.Equal(model[victim], timer->ExpiryNs);
                Message.Release(timer->Message);
                TimerNode.Free(timer);
                model.Remove(victim);
            }
            else
            {
                now += random.NextInt64(1L << random.Next(15, 40));
                wheel.Advance(now);
                // Everything at least two ticks overdue is gone, everything in the future is there.
                foreach ((ulong known, long expiry) in model.ToArray())
                {
                    bool present = wheel.TryRead(known, out _);
                    if (expiry > now)
                    {
                        Assert.True(present, $"seed {seed}: a timer fired early");
                    }
                    else if (!present)
                    {
                        model.Remove(known);
                    }
                    else
                    {
                        Assert.True(now - expiry < 2 * Clock.NanosecondsPerMillisecond, $"seed {seed}: a timer is late");
                    }
                }
                Assert.True(wheel.NextDueNs > now);
            }
        }
        Assert.Equal(model.Count, wheel.Count);
    }
}
