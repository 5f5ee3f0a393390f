// The whole of one node: everything that is not a process's own hangs here, so that several nodes can live in one OS
// process. Families of state are in partial files beside the code that uses them.
using Lingen.Code;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>What a node is started with: the emulator flags.</summary>
public sealed record VirtualMachineOptions
{
    /// <summary>Schedulers (+S); 0 for one per processor that the OS gives us, its cgroup quota respected.</summary>
    public int Schedulers { get; init; }

    /// <summary>Schedulers that are online at the start (second half of +S); 0 for all.</summary>
    public int SchedulersOnline { get; init; }

    /// <summary>Dirty threads for computation (+SDcpu) and for input and output (+SDio); 0 for the defaults.</summary>
    public int DirtyCpuSchedulers { get; init; }
    public int DirtyIoSchedulers { get; init; }

    /// <summary>Of those for computation, how many are online at the start (second half of +SDcpu); 0 for all.</summary>
    public int DirtyCpuSchedulersOnline { get; init; }

    /// <summary>Most processes (+P).</summary>
    public int ProcessLimit { get; init; } = ProcessTable.DefaultLimit;

    /// <summary>Most ports (+Q).</summary>
    public int PortLimit { get; init; } = 65_536;

    /// <summary>All of Unicode counts as printable (+pc unicode), not Latin-1 only.</summary>
    public bool PrintableUnicode { get; init; }

    /// <summary>How warnings are logged (+W): error, warning or info.</summary>
    public string WarningMap { get; init; } = "warning";
}

/// <summary>One Erlang node.</summary>
public sealed partial class VirtualMachine
{
    public ExportTable Exports { get; } = new();
    public BifRegistry Bifs { get; }
    public VirtualMachineOptions Options { get; }

    public VirtualMachine()
        : this(new VirtualMachineOptions()) { }

    public VirtualMachine(VirtualMachineOptions options)
    {
        AddressSpace.Prepare();
        Options = options;
        UnwantedWalks.Install();
        Bifs = new BifRegistry(Exports);
        Id = Register(this);
        Processes = new ProcessTable(options.ProcessLimit);
        Schedulers = CreateSchedulers(options);
        MemoryReturn = new MemoryReturn(this);
        SchedulersOnline =
            options.SchedulersOnline > 0 ? Math.Min(options.SchedulersOnline, Schedulers.Length) : Schedulers.Length;
        Dirty = new DirtyThreads(
            this,
            options.DirtyCpuSchedulers > 0 ? options.DirtyCpuSchedulers : Schedulers.Length,
            options.DirtyIoSchedulers > 0 ? options.DirtyIoSchedulers : DefaultDirtyIoSchedulers
        );
        if (options.DirtyCpuSchedulersOnline > 0)
        {
            SetDirtyCpuSchedulersOnline(Math.Min(options.DirtyCpuSchedulersOnline, DirtyCpuSchedulers));
        }
        UniqueThreadBits = BitsFor(Schedulers.Length + Dirty.Limit);
        ForeignReferences = new ReferenceCounter(0, ReferenceStart);
        AttachEts();
    }
}
