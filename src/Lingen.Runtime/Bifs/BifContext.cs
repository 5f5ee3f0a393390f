// What a BIF gets beside its arguments: the calling process, where to build terms, and the ways to fail or trap.
// A BIF never collects, so the terms it holds in C# locals stay valid until it returns.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>The call frame of a BIF. Lives on the engine's stack; one serves many calls.</summary>
public unsafe ref struct BifContext
{
    public readonly Process* Process;
    public readonly Scheduler Scheduler;

    /// <summary>The BIF that runs, for stack traces and retries.</summary>
    public BifEntry* Entry;

    public BifContext(Process* process, Scheduler scheduler)
    {
        Process = process;
        Scheduler = scheduler;
    }

    /// <summary>Where results are built.</summary>
    public readonly TermHeap* Heap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (TermHeap*)Process;
    }

    public readonly VirtualMachine Vm => Scheduler.Vm;

    /// <summary>Fails with error badarg. Use as <c>return context.BadArg();</c>.</summary>
    public readonly Term BadArg() => Error(Atoms.Badarg);

    public readonly Term BadArith() => Error(Atoms.Badarith);

    public readonly Term SystemLimit() => Error(Atoms.SystemLimit);

    /// <summary>Fails with an error; <paramref name="cause"/> goes into error_info for erl_erts_errors and its like.</summary>
    public readonly Term Error(Term reason, Term cause = default) => Fail(FailureKind.Error, reason, cause);

    public readonly Term Exit(Term reason) => Fail(FailureKind.Exit, reason, Term.None);

    public readonly Term Throw(Term reason) => Fail(FailureKind.Throw, reason, Term.None);

    /// <summary>Returns to the engine with the order to call this function in place of the BIF (a tail call).</summary>
    public readonly Term Trap(Term module, Term function, ReadOnlySpan<Term> arguments) =>
        Trap(Vm.Exports.GetOrCreate(module, function, arguments.Length), arguments);

    public readonly Term Trap(Export* target, ReadOnlySpan<Term> arguments)
    {
        Debug.Assert(target->Arity == arguments.Length);
        arguments.CopyTo(new Span<Term>(Scheduler.Registers, arguments.Length));
        Process->Failure = FailureKind.Trap;
        Process->FailureArity = arguments.Length;
        Process->FailureExtra = (ulong)target;
        return Term.None;
    }

    /// <summary>
    /// Stops half way: other processes may run, then the BIF's continuation (<see cref="BifAttribute.Continuation"/>) is called with these
    /// arguments.
    /// </summary>
    public readonly Term Continue(ReadOnlySpan<Term> arguments) => Trap(Entry->Continuation, arguments);

    /// <summary>From a continuation: fails with badarg as the BIF it belongs to would have with these arguments.</summary>
    public readonly Term BadArgOf(ReadOnlySpan<Term> arguments)
    {
        arguments.CopyTo(new Span<Term>(Scheduler.Registers, arguments.Length));
        return BadArg();
    }

    /// <summary>Gives up the rest of the slice; the BIF is called again with the arguments it was given.</summary>
    public readonly Term Retry()
    {
        Process->Failure = FailureKind.Retry;
        return Term.None;
    }

    /// <summary>The BIF's value; the slice ends behind the call, before anything else runs.</summary>
    public readonly Term Yield(Term value)
    {
        // What is left of the slice is not used up.
        Process->Reductions -= Math.Max(Process->ReductionsLeft, 0);
        Process->Failure = FailureKind.Yield;
        Process->FailureReason = value;
        return Term.None;
    }

    /// <summary>Puts the process to sleep until any signal arrives; then the BIF is called again with the same arguments.</summary>
    public readonly Term Wait()
    {
        Process->Failure = FailureKind.Wait;
        return Term.None;
    }

    /// <summary>
    /// Moves the call to a dirty thread: for a BIF that mostly returns at once and only sometimes has much to do or, if it
    /// <paramref name="waits"/>, may wait for something outside.
    /// </summary>
    public readonly Term GoDirty(bool waits = false)
    {
        Process->FailureExtra = waits ? 0 : DirtyThreads.Computation;
        Debug.Assert(!Scheduler.IsDirty);
        Process->Failure = FailureKind.Dirty;
        return Term.None;
    }

    /// <summary>Charges work to the process: about one reduction for each loop turn that costs a function call.</summary>
    public readonly void BumpReductions(long count) =>
        Process->ReductionsLeft = (int)Math.Max(Process->ReductionsLeft - count, -1_000_000_000);

    private readonly Term Fail(FailureKind kind, Term reason, Term cause)
    {
        Process->Failure = kind;
        Process->FailureReason = reason;
        Process->FailureTrace = Term.None;
        Process->FailureExtra = cause.Bits;
        return Term.None;
    }
}
