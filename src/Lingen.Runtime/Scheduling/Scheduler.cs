// One scheduler: a thread that runs processes, with its register block.
using System.Runtime.InteropServices;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>A thread that runs processes. Dirty threads are schedulers too.</summary>
public sealed unsafe partial class Scheduler
{
    /// <summary>BEAM's number of x registers; 255 is the most arguments a call may have.</summary>
    public const int RegisterCount = 1024;

    public VirtualMachine Vm { get; }

    /// <summary>1-based number, as erlang:system_info(scheduler_id) gives it.</summary>
    public int Id { get; }

    /// <summary>Runs BIFs that may block, and no Erlang code.</summary>
    public bool IsDirty { get; init; }

    /// <summary>The x registers.</summary>
    public Term* Registers { get; } = (Term*)NativeMemory.AlignedAlloc(RegisterCount * sizeof(ulong), 64);

    public Scheduler(VirtualMachine vm, int id)
    {
        Vm = vm;
        Id = id;
    }
}
