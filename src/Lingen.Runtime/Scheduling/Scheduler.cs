// One scheduler: a thread that runs processes, with its register block.
using System.Runtime.InteropServices;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>A thread that runs processes. Dirty threads are schedulers too.</summary>
public sealed unsafe partial class Scheduler
{
    /// <summary>BEAM's number of x registers; 255 is the most arguments a call may have.</summary>
    public const int RegisterCount = 1024;
    public const int FloatRegisterCount = 1024;

    public VirtualMachine Vm { get; }

    /// <summary>1-based number, as erlang:system_info(scheduler_id) gives it.</summary>
    public int Id { get; }

    /// <summary>Runs BIFs that may block, and no Erlang code.</summary>
    public bool IsDirty { get; init; }

    /// <summary>The x registers.</summary>
    public Term* Registers { get; } = (Term*)NativeMemory.AlignedAlloc(RegisterCount * sizeof(ulong), 64);

    /// <summary>The f registers.</summary>
    public double* FloatRegisters { get; } = (double*)NativeMemory.AlignedAlloc(FloatRegisterCount * sizeof(double), 64);

    /// <summary>Arguments of a guard BIF on their way from an instruction.</summary>
    public ulong* GuardArguments { get; } = (ulong*)NativeMemory.AlignedAlloc(8 * sizeof(ulong), 64);

    /// <summary>What is left of a slice that was cut short to collect; given back after the collection.</summary>
    public int DeferredReductions;

    /// <summary>Numbers of the references made here.</summary>
    public ReferenceCounter References;

    /// <summary>Where timers that are started on this thread go: its own wheel, or the first scheduler's for a dirty thread.</summary>
    public TimerWheel Timers { get; }

    public Scheduler(VirtualMachine vm, int id, TimerWheel? wheel = null)
    {
        Vm = vm;
        Id = id;
        References = new ReferenceCounter(id, vm.ReferenceStart);
        Timers = wheel ?? vm.Schedulers[0].Timers;
    }

    /// <summary>Makes this the scheduler of the calling thread.</summary>
    public void Attach() => current = this;
}
