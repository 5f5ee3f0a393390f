// Start, run and halt of a node, and the tables that processes are found through.
using System.Runtime.InteropServices;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

public sealed unsafe partial class VirtualMachine
{
    public const int DefaultDirtyIoSchedulers = 10;
    private const int MaxVirtualMachines = 1024;

    private static readonly VirtualMachine?[] Registered = new VirtualMachine?[MaxVirtualMachines];
    private readonly ManualResetEventSlim halted = new(false, spinCount: 0);
    private IEngine? engine;
    private int isHalting;

    /// <summary>Small number that native records name this VM by.</summary>
    public int Id { get; }

    public ProcessTable Processes { get; }
    public NameTable Names { get; } = new();
    public Scheduler[] Schedulers { get; }

    /// <summary>Schedulers that run processes now (system_flag(schedulers_online)).</summary>
    public int SchedulersOnline { get; set; }
    public DirtyThreads Dirty { get; }

    /// <summary>What runs Erlang code. Set before <see cref="Start"/>.</summary>
    public IEngine Engine
    {
        get => engine ?? throw new InvalidOperationException("no engine has been given to the virtual machine");
        set => engine = value;
    }

    /// <summary>Other nodes; null while there is no distribution.</summary>
    public DistributionLayer? Distribution { get; set; }

    /// <summary>Called on the scheduler at the end of every process, before anyone hears of it (ETS, code).</summary>
    public List<Action<nint, Scheduler>> ProcessExitHooks { get; } = [];

    /// <summary>Watchers of the time offset.</summary>
    public TimeOffsetWatchers TimeOffsetWatchers { get; } = new();

    /// <summary>Defaults for new processes (system_flag).</summary>
    public ushort FullSweepAfter { get; set; } = ProcessHeap.DefaultFullSweepAfter;
    public int MinHeapSizeWords { get; set; }
    public long MaxHeapSizeWords { get; set; }
    public bool MaxHeapKill { get; set; } = true;
    public bool MaxHeapErrorLogger { get; set; } = true;
    public bool MaxHeapIncludeSharedBinaries { get; set; }

    /// <summary>New processes keep their messages off their heaps unless they say otherwise (+hmqd).</summary>
    public bool MessageQueueOffHeap { get; set; }

    /// <summary>References made on threads that are no schedulers; use under the gate.</summary>
    public object ForeignReferenceGate { get; } = new();
    public ReferenceCounter ForeignReferences;

    /// <summary>Where the reference counters begin: differs between runs, so that references of two runs do.</summary>
    internal ulong ReferenceStart { get; } = ((ulong)Clock.OperatingSystemTime() >> 10) & 0xFFFF_FFFF_FFFF;

    public bool IsHalting => Volatile.Read(ref isHalting) != 0;

    /// <summary>Exit status given to <see cref="Halt"/>.</summary>
    public int ExitStatus { get; private set; }

    /// <summary>Text of erlang:halt("slogan"), or null.</summary>
    public string? Slogan { get; private set; }

    /// <summary>The VM with this number; it must be alive.</summary>
    public static VirtualMachine ById(int id) => Registered[id]!;

    /// <summary>Starts the first scheduler; the others start when there is more to do than it gets done.</summary>
    public void Start()
    {
        _ = Engine;
        Schedulers[0].StartFirst();
    }

    /// <summary>From here on all schedulers start when they are wanted.</summary>
    internal void MakeOthersReady()
    {
        foreach (Scheduler scheduler in Schedulers.AsSpan(1))
        {
            scheduler.MakeReady();
        }
    }

    /// <summary>Starts a process that no process has spawned; none if there is no room.</summary>
    public Term Spawn(
        Term module,
        Term function,
        Term arguments,
        ProcessFlags flags = ProcessFlags.None,
        ProcessPriority priority = ProcessPriority.Normal
    ) =>
        Spawner.Spawn(
            this,
            new SpawnRequest
            {
                Module = module,
                Function = function,
                Arguments = arguments,
                Flags = flags,
                Priority = priority,
            }
        );

    /// <summary>The most milliseconds that a halt waits for ports to write what they hold (+zhft); -1 for no end.</summary>
    public long HaltFlushTimeoutMs { get; set; } = -1;

    /// <summary>Blocks the calling thread until the node halts; returns the exit status.</summary>
    public int WaitForHalt()
    {
        halted.Wait();
        return ExitStatus;
    }

    /// <summary>Whether the node halted within this time.</summary>
    public bool WaitForHalt(TimeSpan time) => halted.Wait(time);

    /// <summary>
    /// erlang:halt: stops the schedulers, lets ports write what they hold if <paramref name="flush"/>, and ends
    /// <see cref="WaitForHalt"/>. Returns when all is written; may be called on any thread, the first call decides. What is not written after
    /// so many milliseconds (-1: all the time that it takes; <see cref="HaltFlushTimeoutMs"/> is the most) is given up, and the status is 255.
    /// </summary>
    public void Halt(int status, bool flush = true, string? slogan = null, long flushTimeoutMs = -1)
    {
        if (Interlocked.Exchange(ref isHalting, 1) != 0)
        {
            return;
        }
        ExitStatus = status;
        Slogan = slogan;
        // As numbers without a sign, -1 is the longest time.
        Host?.BeforeHalt(flush, (long)Math.Min((ulong)flushTimeoutMs, (ulong)HaltFlushTimeoutMs));
        foreach (Scheduler scheduler in Schedulers)
        {
            scheduler.WakeIfAsleep();
        }
        halted.Set();
    }

    /// <summary>Halts if that has not happened and waits for the scheduler threads; for tests and embedding.</summary>
    public void Stop()
    {
        Halt(0, false);
        foreach (Scheduler scheduler in Schedulers)
        {
            scheduler.Join();
        }
        Code.StopReleasing();
    }

    /// <summary>
    /// Schedulers stop at the end of their slices although nobody has asked the node to halt: a thread that cannot go on writes
    /// its last words and ends the OS process.
    /// </summary>
    public void Freeze() => Interlocked.Exchange(ref isHalting, 1);

    /// <summary>Number of the scheduler that looks around for work before it sleeps; 0 if none does.</summary>
    internal int Searcher;

    /// <summary>How often schedulers have compared their queues; see Scheduler.Idle.</summary>
    public long BalanceCount;

    /// <summary>Gives unused memory back to the system.</summary>
    internal MemoryReturn MemoryReturn { get; private init; }

    /// <summary>Wakes a sleeping scheduler, if there is one, to share the work; not while another one is looking for some.</summary>
    public void WakeOneSleeper()
    {
        if (Volatile.Read(ref Searcher) != 0)
        {
            return;
        }
        foreach (Scheduler scheduler in Schedulers)
        {
            if (!SchedulingBlocked(scheduler) && scheduler.WakeIfAsleep())
            {
                return;
            }
        }
    }

    private static int Register(VirtualMachine vm)
    {
        lock (Registered)
        {
            int id = Array.IndexOf(Registered, null);
            Registered[id] = vm;
            return id;
        }
    }

    private Scheduler[] CreateSchedulers(VirtualMachineOptions options)
    {
        int count = Math.Clamp(options.Schedulers > 0 ? options.Schedulers : Environment.ProcessorCount, 1, 1024);
        var schedulers = new Scheduler[count];
        for (int i = 0; i < count; i++)
        {
            schedulers[i] = new Scheduler(this, i + 1, new TimerWheel(this, i));
        }
        return schedulers;
    }
}
