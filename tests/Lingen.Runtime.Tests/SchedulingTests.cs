// Scheduling: everybody runs, nothing is lost under load, priorities, suspension, memory of an idle process.
namespace Lingen.Runtime.Tests;

public sealed unsafe class SchedulingTests
{
    /// <summary>Tokens travel at random among processes on four schedulers; every one must come home.</summary>
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void NoMessageIsLostUnderLoad(int seed)
    {
        using var node = new TestNode(4);
        const int ProcessCount = 64;
        const int Tokens = 256;
        const int Hops = 200;
        var pids = new Term[ProcessCount];
        int home = 0;
        for (int i = 0; i < ProcessCount; i++)
        {
            var random = new Random(seed + i);
            pids[i] = node.Spawn(
                (process, _) =>
                {
                    while (TestNode.TryReceive(process, out Term hops))
                    {
                        if (hops.SmallValue == 0)
                        {
                            Interlocked.Increment(ref home);
                            continue;
                        }
                        Term next;
                        do
                        {
                            next = pids[random.Next(ProcessCount)];
                        } while (next.IsNone);
                        Assert.True(Signals.SendMessage(node.Vm, process->Pid, next, Term.Small(hops.SmallValue - 1)));
                    }
                    return RunResult.Waiting;
                }
            );
        }
        for (int i = 0; i < Tokens; i++)
        {
            Signals.SendMessage(node.Vm, pids[i % ProcessCount], Term.Small(Hops));
        }
        node.Until(() => Volatile.Read(ref home) == Tokens);
    }

    /// <summary>Processes come and go while others look them up and send to them: epochs keep the readers safe.</summary>
    [Fact]
    public void ProcessesComeAndGoUnderLookups()
    {
        using var node = new TestNode(4);
        const int Generations = 2000;
        int ended = 0;
        Term latest = Term.None;
        Behaviour mortal = (process, _) =>
        {
            Interlocked.Increment(ref ended);
            return RunResult.Exited;
        };
        Term name = node.Engine.Add(mortal);
        bool done = false;
        var senders = new Thread[2];
        for (int i = 0; i < senders.Length; i++)
        {
            senders[i] = new Thread(() =>
            {
                while (!Volatile.Read(ref done))
                {
                    Term pid = latest;
                    if (!pid.IsNone)
                    {
                        Signals.SendMessage(node.Vm, pid, Term.Small(1));
                    }
                }
                Epochs.LeaveThread();
            });
            senders[i].Start();
        }
        for (int i = 0; i < Generations; i++)
        {
            latest = node.Vm.Spawn(name, Term.Atom("run"), Term.Nil);
        }
        node.Until(() => Volatile.Read(ref ended) == Generations && node.Vm.Processes.Count == 0);
        Volatile.Write(ref done, true);
        foreach (Thread sender in senders)
        {
            sender.Join();
        }
    }

    [Fact]
    public void PidsAscendFromZero()
    {
        using var node = new TestNode(1);
        for (uint i = 0; i < 5; i++)
        {
            Term pid = node.Spawn((_, _) => RunResult.Waiting);
            Assert.Equal(i, LocalPid.Number(pid));
            Assert.Equal(0u, LocalPid.Serial(pid));
        }
    }

    [Fact]
    public void ASuspendedProcessDoesNotRunUntilResumed()
    {
        using var node = new TestNode();
        int slices = 0;
        int looked = 0;
        Term pid = node.Spawn(
            (process, _) =>
            {
                while (TestNode.TryReceive(process, out Term _))
                {
                    slices++;
                }
                looked = 1;
                return RunResult.Waiting;
            }
        );
        Term other = node.Spawn(
            (process, _) =>
            {
                Mailbox.Peek(process);
                return RunResult.Waiting;
            }
        );
        // Once it has seen its empty queue, whatever comes is handled before it runs again.
        node.Until(() => Volatile.Read(ref looked) == 1);
        Signals.Deliver(node.Vm, pid, Signals.Create(SignalKind.Suspend, [other, Term.Nil, Term.Nil, Term.Small(1)]));
        Signals.SendMessage(node.Vm, pid, Term.Small(1));
        Thread.Sleep(20);
        Assert.Equal(0, slices);
        Signals.Deliver(node.Vm, pid, Signals.CreateOne(SignalKind.Resume, other));
        node.Until(() => slices == 1);
    }

    [Fact]
    public void AnIdleProcessIsSmall()
    {
        // Control block, first heap block and table slot; allocator headers take another 32 bytes.
        long firstHeap = HeapSizes.AtLeast(26) * sizeof(ulong);
        Assert.True(sizeof(Process) + firstHeap + sizeof(ulong) + 32 <= 690, $"{sizeof(Process)} + {firstHeap} bytes");
    }

    [Fact]
    public void TasksRunOnSchedulers()
    {
        using var node = new TestNode();
        var task = new CountingTask();
        node.Vm.Post(task);
        node.Until(() => task.RanOn > 0);
    }

    private sealed class CountingTask : SchedulerTask
    {
        public int RanOn;

        public override void Run(Scheduler scheduler) => RanOn = scheduler.Id;
    }
}
