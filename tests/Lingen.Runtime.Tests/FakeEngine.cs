// An engine without Erlang code: each process runs a C# behaviour, called anew for each slice. It lets the tests drive
// scheduling, signals and timers alone.
using System.Collections.Concurrent;

namespace Lingen.Runtime.Tests;

/// <summary>What a fake process does in one slice. State that it keeps between slices is its own business.</summary>
public unsafe delegate RunResult Behaviour(Process* process, Scheduler scheduler);

/// <summary>Runs behaviours, found by the module atom that the process was spawned with.</summary>
public sealed unsafe class FakeEngine : IEngine
{
    private readonly ConcurrentDictionary<ulong, Behaviour> behaviours = new();
    private static int lastName;

    /// <summary>Exceptions thrown by behaviours; tests look at this at their end.</summary>
    public ConcurrentQueue<Exception> Problems { get; } = new();

    public Term Add(Behaviour behaviour)
    {
        Term name = Term.Atom($"behaviour_{Interlocked.Increment(ref lastName)}");
        behaviours[name.Bits] = behaviour;
        return name;
    }

    public RunResult Run(Process* process, Scheduler scheduler)
    {
        try
        {
            return behaviours[process->InitialCall->Module.Bits](process, scheduler);
        }
        catch (Exception problem)
        {
            Problems.Enqueue(problem);
            return RunResult.Exited;
        }
    }
}

/// <summary>A node with a fake engine; stops at the end of the test.</summary>
public sealed unsafe class TestNode : IDisposable
{
    public VirtualMachine Vm { get; }
    public FakeEngine Engine { get; } = new();

    public TestNode(int schedulers = 2)
    {
        Vm = new VirtualMachine(new VirtualMachineOptions { Schedulers = schedulers }) { Engine = Engine };
        Vm.Start();
    }

    public Term Spawn(Behaviour behaviour, ProcessPriority priority = ProcessPriority.Normal) =>
        Vm.Spawn(Engine.Add(behaviour), Term.Atom("run"), Term.Nil, ProcessFlags.None, priority);

    /// <summary>Waits until the condition holds; fails the test after ten seconds.</summary>
    public void Until(Func<bool> condition)
    {
        long end = Environment.TickCount64 + 10_000;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < end, "the condition did not come true in ten seconds");
            Thread.Sleep(1);
        }
        Assert.Empty(Engine.Problems);
    }

    public bool IsAlive(Term pid)
    {
        Epochs.Enter();
        bool alive = Vm.Processes.Find(pid) != null;
        Epochs.Exit();
        return alive;
    }

    public void Dispose() => Vm.Stop();

    /// <summary>Receives the next message of any kind; the payload is valid until the slice ends.</summary>
    public static bool TryReceive(Process* process, out Term payload)
    {
        Message* message = Mailbox.Peek(process);
        payload = Term.None;
        if (message == null)
        {
            return false;
        }
        payload = message->Payload;
        Mailbox.Remove(process);
        return true;
    }
}
