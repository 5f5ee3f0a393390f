// Settings that system_flag changes, and figures that other families of state provide for reports.
using Lingen.Terms;

namespace Lingen.Runtime;

public sealed partial class VirtualMachine
{
    /// <summary>Frames of a stack trace.</summary>
    public int BacktraceDepth { get; set; } = 8;
    public long MinBinaryVirtualHeapWords { get; set; } = 46_422;
    public int OutstandingSystemRequestsLimit { get; set; } = 4;

    /// <summary>The whole command line as the launcher understood it, for system_info(emu_args).</summary>
    public string[] EmulatorArguments { get; set; } = [];

    /// <summary>Who gets the VM's own log events: a process, the registered name logger, or nobody (undefined).</summary>
    public Term SystemLogger { get; set; } = Atoms.Logger;

    /// <summary>{Pid, Options} of system_monitor as a literal, or none.</summary>
    public Term SystemMonitor { get; set; }

    /// <summary>Tracer of sequential tracing, a literal or immediate; none if off.</summary>
    public Term SequentialTracer { get; set; }

    /// <summary>Raw clock when scheduler_wall_time was switched on; 0 while off.</summary>
    public long WallTimeSince { get; set; }

    /// <summary>Bytes read and written by ports.</summary>
    public long InputBytes;
    public long OutputBytes;
    public int DirtyCpuSchedulers => Options.DirtyCpuSchedulers > 0 ? Options.DirtyCpuSchedulers : Schedulers.Length;
    public int DirtyIoSchedulers => Options.DirtyIoSchedulers > 0 ? Options.DirtyIoSchedulers : DefaultDirtyIoSchedulers;
}
