// What the emulator flags (+x) of a command line come to. The boot hands these to the virtual machine.
namespace Lingen.Cli;

/// <summary>What Ctrl-C does (+B).</summary>
public enum BreakMode
{
    /// <summary>Shows the BREAK menu.</summary>
    Menu,

    /// <summary>Ends the VM (+Bd).</summary>
    Exit,

    /// <summary>Interrupts the shell's evaluation (+Bc).</summary>
    Interrupt,

    /// <summary>Is ignored (+Bi).</summary>
    Ignore,
}

/// <summary>How file names are coded (+fn).</summary>
public enum FileNameEncoding
{
    Latin1,
    Utf8,

    /// <summary>As the locale says (+fna).</summary>
    ByLocale,
}

/// <summary>What file:list_dir does with a name that is not valid UTF-8 (the letter after +fnu).</summary>
public enum BadFileNames
{
    Warn,
    Ignore,
    Error,
}

public enum TimeWarpMode
{
    NoTimeWarp,
    SingleTimeWarp,
    MultiTimeWarp,
}

/// <summary>The settings of one node, with OTP 27's defaults. Sizes of heaps are in words.</summary>
public sealed class EmulatorSettings
{
    public int Schedulers { get; set; } = 1;
    public int SchedulersOnline { get; set; } = 1;
    public int DirtyCpuSchedulers { get; set; } = 1;
    public int DirtyCpuSchedulersOnline { get; set; } = 1;
    public int DirtyIoSchedulers { get; set; } = 10;
    public int AsyncThreads { get; set; } = 1;

    public int ProcessLimit { get; set; } = 1_048_576;
    public int PortLimit { get; set; } = 65_536;
    public int AtomLimit { get; set; } = 1_048_576;
    public int EtsLimit { get; set; }

    public long MinHeapWords { get; set; } = 233;
    public long MinBinaryHeapWords { get; set; } = 46_422;
    public long MaxHeapWords { get; set; }
    public bool MaxHeapKill { get; set; } = true;
    public bool MaxHeapErrorLogger { get; set; } = true;
    public bool MaxHeapIncludesSharedBinaries { get; set; }
    public int ProcessDictionarySize { get; set; } = 8;
    public bool MessageQueueOffHeap { get; set; }
    public bool AsyncDistribution { get; set; }

    public BreakMode Break { get; set; } = BreakMode.Menu;
    public FileNameEncoding FileNames { get; set; } = FileNameEncoding.ByLocale;
    public BadFileNames BadFileNames { get; set; } = BadFileNames.Warn;
    public bool PrintableUnicode { get; set; }
    public TimeWarpMode TimeWarp { get; set; } = TimeWarpMode.NoTimeWarp;
    public bool TimeCorrection { get; set; } = true;

    /// <summary>The level that warnings are logged at (+W): warning, info or error.</summary>
    public string WarningMap { get; set; } = "warning";

    /// <summary>The module whose boot/1 runs first (+i).</summary>
    public string BootModule { get; set; } = "init";

    /// <summary>What is counted in the modules that are loaded (+JPcover).</summary>
    public CoverageMode Coverage { get; set; }

    public bool CompressEts { get; set; }
    public bool LineNumbers { get; set; } = true;
    public bool CrashDump { get; set; } = true;
    public int DistributionBufferKilobytes { get; set; } = 1024;
    public int OutstandingSystemRequests { get; set; }
    public bool PortParallelism { get; set; }

    /// <summary>Milliseconds that halt waits for ports to drain (+zhft); -1 waits for ever.</summary>
    public int HaltFlushTimeoutMs { get; set; } = -1;

    /// <summary>+Sbt and +sbwt as given, for system_info; they steer nothing here.</summary>
    public string SchedulerBindType { get; set; } = "unbound";
}
