// Signals: order between a pair, links, monitors, exits, aliases.
namespace Lingen.Runtime.Tests;

public sealed unsafe class SignalTests
{
    private static readonly Term Go = Term.Atom("go");

    [Fact]
    public void MessagesArriveInOrder()
    {
        using var node = new TestNode();
        long received = 0;
        bool ordered = true;
        Term receiver = node.Spawn(
            (process, _) =>
            {
                while (TestNode.TryReceive(process, out Term payload))
                {
                    ordered &= payload.SmallValue == received;
                    received++;
                }
                return RunResult.Waiting;
            }
        );
        for (int i = 0; i < 10_000; i++)
        {
            Assert.True(Signals.SendMessage(node.Vm, receiver, Term.Small(i)));
        }
        node.Until(() => Volatile.Read(ref received) == 10_000);
        Assert.True(ordered);
    }

    [Fact]
    public void LargePayloadsAreCopies()
    {
        using var node = new TestNode();
        long sum = 0;
        Term receiver = node.Spawn(
            (process, _) =>
            {
                while (TestNode.TryReceive(process, out Term payload))
                {
                    for (; payload.IsCons; payload = payload.Tail)
                    {
                        Interlocked.Add(ref sum, payload.Head.SmallValue);
                    }
                }
                return RunResult.Waiting;
            }
        );
        TermHeap heap = default;
        Term list = Term.Nil;
        for (int i = 1; i <= 1000; i++)
        {
            list = Cons.Create(&heap, Term.Small(i), list);
        }
        Signals.SendMessage(node.Vm, receiver, list);
        heap.Clear();
        node.Until(() => Interlocked.Read(ref sum) == 500_500);
    }

    [Fact]
    public void KillEndsAWaitingProcess()
    {
        using var node = new TestNode();
        Term pid = node.Spawn(
            (process, _) =>
            {
                Mailbox.Peek(process);
                return RunResult.Waiting;
            }
        );
        node.Until(() => node.IsAlive(pid));
        Signals.Exit(node.Vm, pid, pid, Atoms.Kill);
        node.Until(() => !node.IsAlive(pid));
    }

    [Fact]
    public void KillEndsABusyProcess()
    {
        using var node = new TestNode(1);
        Term pid = node.Spawn(
            (process, _) =>
            {
                process->ReductionsLeft = 0;
                return RunResult.Yielded;
            }
        );
        Thread.Sleep(5);
        Signals.Exit(node.Vm, pid, pid, Atoms.Kill);
        node.Until(() => !node.IsAlive(pid));
    }

    [Fact]
    public void NormalExitSignalsAreIgnored()
    {
        using var node = new TestNode();
        Term pid = node.Spawn(
            (process, _) =>
            {
                Mailbox.Peek(process);
                return RunResult.Waiting;
            }
        );
        Term other = node.Spawn((_, _) => RunResult.Exited);
        Signals.Exit(node.Vm, other, pid, Atoms.Normal);
        Thread.Sleep(20);
        Assert.True(node.IsAlive(pid));
    }

    [Fact]
    public void TrappedExitBecomesAMessage()
    {
        using var node = new TestNode();
        string text = "";
        Term pid = node.Spawn(
            (process, _) =>
            {
                process->SetFlag(ProcessFlags.TrapExit, true);
                while (TestNode.TryReceive(process, out Term payload))
                {
                    var tuple = new Tuple(payload);
                    text = $"{tuple.Arity} {AtomTable.Name(tuple[0])} {AtomTable.Name(tuple[2])}";
                }
                return RunResult.Waiting;
            }
        );
        Thread.Sleep(20);
        Signals.Exit(node.Vm, pid, pid, Term.Atom("why"));
        node.Until(() => text != "");
        Assert.Equal("3 EXIT why", text);
    }

    [Fact]
    public void LinkedProcessesDieTogether()
    {
        using var node = new TestNode();
        Term child = Term.None;
        Term parent = node.Spawn(
            (process, _) =>
            {
                if (child.IsNone)
                {
                    Term name = node.Engine.Add(
                        (inner, _) => TestNode.TryReceive(inner, out Term _) ? Fail(inner) : RunResult.Waiting
                    );
                    child = Spawner.Spawn(
                        node.Vm,
                        new SpawnRequest
                        {
                            Module = name,
                            Function = Go,
                            Arguments = Term.Nil,
                            Parent = process,
                            Link = true,
                        }
                    );
                }
                Mailbox.Peek(process);
                return RunResult.Waiting;
            }
        );
        node.Until(() => !child.IsNone);
        Signals.SendMessage(node.Vm, child, Go);
        node.Until(() => !node.IsAlive(child) && !node.IsAlive(parent));
    }

    [Fact]
    public void MonitorsFireOnce()
    {
        using var node = new TestNode();
        int downs = 0;
        Term reason = Term.None;
        Term target = node.Spawn((process, _) => TestNode.TryReceive(process, out Term _) ? Fail(process) : RunResult.Waiting);
        bool watching = false;
        node.Spawn(
            (process, scheduler) =>
            {
                if (!watching)
                {
                    Monitors.WatchProcess(
                        process,
                        target,
                        References.Create((TermHeap*)process, scheduler),
                        Term.None,
                        Term.None,
                        RelationFlags.None
                    );
                    watching = true;
                }
                while (TestNode.TryReceive(process, out Term payload))
                {
                    var down = new Tuple(payload);
                    Assert.Equal(Atoms.DownUpper, down[0]);
                    Assert.Equal(target, down[3]);
                    reason = down[4];
                    downs++;
                }
                return RunResult.Waiting;
            }
        );
        node.Until(() => Volatile.Read(ref watching));
        Signals.SendMessage(node.Vm, target, Go);
        node.Until(() => downs > 0);
        Thread.Sleep(10);
        Assert.Equal(1, downs);
        Assert.Equal(Term.Atom("failed"), reason);
    }

    [Fact]
    public void MonitorOfADeadProcessFiresNoproc()
    {
        using var node = new TestNode();
        Term dead = node.Spawn((_, _) => RunResult.Exited);
        node.Until(() => !node.IsAlive(dead));
        Term reason = Term.None;
        bool watching = false;
        node.Spawn(
            (process, scheduler) =>
            {
                if (!watching)
                {
                    watching = true;
                    Monitors.WatchProcess(
                        process,
                        dead,
                        References.Create((TermHeap*)process, scheduler),
                        Term.None,
                        Term.None,
                        RelationFlags.None
                    );
                }
                if (TestNode.TryReceive(process, out Term payload))
                {
                    reason = new Tuple(payload)[4];
                }
                return RunResult.Waiting;
            }
        );
        node.Until(() => reason == Atoms.Noproc);
    }

    [Fact]
    public void SelectiveReceiveLeavesOthersInOrder()
    {
        using var node = new TestNode();
        var order = new List<long>();
        Term receiver = node.Spawn(
            (process, _) =>
            {
                // First the message 3 (once four are there), then the others in their order.
                if (order.Count == 0)
                {
                    Message* message = Mailbox.Peek(process);
                    if (process->MessageCount < 4)
                    {
                        return message == null ? RunResult.Waiting : RunResult.Yielded;
                    }
                    while (Mailbox.Peek(process)->Payload.SmallValue != 3)
                    {
                        Mailbox.Next(process);
                    }
                    order.Add(3);
                    Mailbox.Remove(process);
                }
                while (TestNode.TryReceive(process, out Term payload))
                {
                    order.Add(payload.SmallValue);
                }
                return RunResult.Waiting;
            }
        );
        for (int i = 1; i <= 4; i++)
        {
            Signals.SendMessage(node.Vm, receiver, Term.Small(i));
        }
        node.Until(() => order.Count == 4);
        Assert.Equal([3, 1, 2, 4], order);
    }

    /// <summary>Ends as a process does that called exit(failed).</summary>
    private static RunResult Fail(Process* process)
    {
        process->Failure = FailureKind.Exit;
        process->FailureReason = Term.Atom("failed");
        return RunResult.Exited;
    }
}
