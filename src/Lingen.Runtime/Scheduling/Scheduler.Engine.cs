// What an engine keeps with the thread it runs on.
using System.Runtime.InteropServices;

namespace Lingen.Runtime;

public sealed unsafe partial class Scheduler
{
    /// <summary>Arguments of a BIF that is called from a guard or an inline instruction; at most three.</summary>
    public ulong* GuardArguments { get; } = (ulong*)NativeMemory.AllocZeroed(4, sizeof(ulong));

    /// <summary>The float registers.</summary>
    public double* FloatRegisters { get; } = (double*)NativeMemory.AllocZeroed(RegisterCount, sizeof(double));

    /// <summary>Reductions taken from the running process to make it stop early for a collection; given back then.</summary>
    public int DeferredReductions { get; set; }
}
