// How many processors the machine has, and how many of them the system lets this OS process use. The mask may be changed from outside while
// we run.
using System.Numerics;
using System.Runtime.InteropServices;

namespace Lingen.Runtime;

/// <summary>Numbers of logical processors.</summary>
public static unsafe partial class HostProcessors
{
    private const int MaskWords = 16;

    // Names of sysconf(3) in glibc: _SC_NPROCESSORS_CONF and _SC_NPROCESSORS_ONLN.
    private const int ConfiguredName = 83;
    private const int OnlineName = 84;

    /// <summary>Those of the machine, whether they are online or not.</summary>
    public static int Configured => Math.Max((int)sysconf(ConfiguredName), 1);

    /// <summary>Those of the machine that are online, whoever may use them.</summary>
    public static int Online => Math.Max((int)sysconf(OnlineName), 1);

    /// <summary>As many as the quota of our cgroup grants at a time; all that are online if it grants at least those that are available.</summary>
    public static int Quota => Environment.ProcessorCount < Available() ? Environment.ProcessorCount : Online;

    /// <summary>Those in the affinity mask.</summary>
    public static int Available()
    {
        ulong* mask = stackalloc ulong[MaskWords];
        new Span<ulong>(mask, MaskWords).Clear();
        int words = sched_getaffinity(Environment.ProcessId, MaskWords * sizeof(ulong), mask) < 0 ? 0 : MaskWords;
        int count = 0;
        for (int i = 0; i < words; i++)
        {
            count += BitOperations.PopCount(mask[i]);
        }
        return count == 0 ? Environment.ProcessorCount : count;
    }

    [LibraryImport("libc")]
    private static partial int sched_getaffinity(int process, nuint bytes, ulong* mask);

    [LibraryImport("libc")]
    private static partial nint sysconf(int name);
}

public sealed partial class VirtualMachine
{
    /// <summary>Processors that could be used when the mask was last read: at the start, or by <see cref="UpdateProcessors"/>.</summary>
    public int ProcessorsAvailable { get; private set; } = HostProcessors.Available();

    /// <summary>Reads the mask again; true if the number has changed.</summary>
    public bool UpdateProcessors()
    {
        int before = ProcessorsAvailable;
        ProcessorsAvailable = HostProcessors.Available();
        return ProcessorsAvailable != before;
    }
}
