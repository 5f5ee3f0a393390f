// Calls BIFs by name, as an engine would, on a process that runs nowhere: follows traps to other BIFs and turns failures
// into text.
using System.Runtime.InteropServices;

namespace Lingen.Runtime.Tests;

/// <summary>A node that does not run, with one process to call BIFs in.</summary>
internal sealed unsafe class BifCaller : IDisposable
{
    private readonly VirtualMachine vm;
    private readonly Scheduler scheduler;
    private readonly Process* process;

    public BifCaller()
        : this(NewNode(), 77) { }

    /// <summary>A further caller of the same node, for another thread.</summary>
    public BifCaller(VirtualMachine vm, uint pidNumber)
    {
        this.vm = vm;
        scheduler = new Scheduler(vm, (int)pidNumber);
        process = (Process*)NativeMemory.AllocZeroed((nuint)sizeof(Process));
        process->Memory.Initialize(1000);
        process->Pid = LocalPid.Create(pidNumber, 0);
        process->ReductionsLeft = 4000;
    }

    private static VirtualMachine NewNode()
    {
        var vm = new VirtualMachine(new VirtualMachineOptions { Schedulers = 1 });
        GeneratedBifs.Register(vm.Bifs);
        return vm;
    }

    public VirtualMachine Vm => vm;
    public TermHeap* Heap => (TermHeap*)process;

    /// <summary>How many times the last call trapped.</summary>
    public int Traps { get; private set; }

    /// <summary>Calls as another process.</summary>
    public void Become(uint number) => process->Pid = LocalPid.Create(number, 0);

    /// <summary>The result, or the tuple {error, Reason, Cause} of a failure.</summary>
    public Term Call(string module, string function, params Term[] arguments)
    {
        Traps = 0;
        Export* export = vm.Exports.GetOrCreate(Term.Atom(module), Term.Atom(function), arguments.Length);
        while (true)
        {
            Assert.True(export->Bif != null, $"no BIF {module}:{function}/{arguments.Length}");
            var context = new BifContext(process, scheduler) { Entry = (BifEntry*)export->Bif };
            Term result;
            process->Failure = FailureKind.None;
            fixed (Term* start = arguments)
            {
                result = ((BifEntry*)export->Bif)->Function(ref context, start);
            }
            if (!result.IsNone)
            {
                return result;
            }
            if (process->Failure != FailureKind.Trap)
            {
                Term cause = process->FailureExtra == 0 ? Atoms.None : new Term(process->FailureExtra);
                return Tuple.Create(Heap, Atoms.Error, process->FailureReason, cause);
            }
            Traps++;
            export = (Export*)process->FailureExtra;
            arguments = new Span<Term>(scheduler.Registers, export->Arity).ToArray();
        }
    }

    public Term Ets(string function, params Term[] arguments) => Call("ets", function, arguments);

    public Term T(params Term[] elements) => Tuple.Create(Heap, elements);

    public Term L(params Term[] elements) => Cons.FromSpan(Heap, elements);

    public static Term N(long value) => Term.Small(value);

    public static Term A(string name) => Term.Atom(name);

    public void Dispose()
    {
        process->Memory.Free();
        NativeMemory.Free(process);
    }
}
