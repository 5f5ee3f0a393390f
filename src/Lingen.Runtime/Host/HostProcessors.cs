// Processors that the system lets this OS process use. The mask may be changed from outside while we run.
using System.Numerics;
using System.Runtime.InteropServices;

namespace Lingen.Runtime;

/// <summary>The affinity mask of the OS process.</summary>
public static unsafe partial class HostProcessors
{
    private const int MaskWords = 16;

    /// <summary>Processors in the mask, no more than the quota of our cgroup grants.</summary>
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
        return count == 0 ? Environment.ProcessorCount : Math.Min(count, Environment.ProcessorCount);
    }

    [LibraryImport("libc")]
    private static partial int sched_getaffinity(int process, nuint bytes, ulong* mask);
}

public sealed partial class VirtualMachine
{
    /// <summary>Processors that could be used when the mask was last read: at the start, or by <see cref="UpdateProcessors"/>.</summary>
    public int ProcessorsAvailable { get; private set; } = Environment.ProcessorCount;

    /// <summary>Reads the mask again; true if the number has changed.</summary>
    public bool UpdateProcessors()
    {
        int before = ProcessorsAvailable;
        ProcessorsAvailable = HostProcessors.Available();
        return ProcessorsAvailable != before;
    }
}
