// Events of traced calls. The engine comes here from Op.TraceCall with the arguments in the x registers and its state
// in the process; a wish to hear of the return becomes a frame on the stack whose return address is Op.ReturnTrace:
//
//   [StackPointer]  StaticCode.ReturnTrace   return address of the traced call
//   y0 module  y1 function  y2 arity  y3 session index  y4 wishes (all immediates)
//   ...             the caller's return address
using Lingen.Code;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>What the engine calls for traced functions.</summary>
public static unsafe class CallTracing
{
    private const int FrameWords = 5;
    private const long WishReturn = 1;
    private const long WishException = 2;
    private const long WishReturnTo = 4;

    /// <summary>A traced function is called. Returns where to go on; null if the process must end (no memory).</summary>
    public static ulong* Enter(Process* process, Scheduler scheduler, FunctionEntry* function, Term* x)
    {
        VirtualMachine vm = scheduler.Vm;
        FunctionTrace? trace = vm.Tracing.Find(function);
        ulong* body = function->Entry;
        if (trace == null)
        {
            return body;
        }
        foreach (CallPattern pattern in trace.Patterns)
        {
            if (Volatile.Read(ref pattern.CallCount) >= 0 && !pattern.CountPaused)
            {
                Interlocked.Increment(ref pattern.CallCount);
            }
            if (!pattern.MetaTracer.IsNone)
            {
                var record = new TraceRecord(TraceFlags.Timestamp, pattern.MetaTracer);
                if (!Call(process, scheduler, function, x, pattern, record, pattern.MetaProgram))
                {
                    return null;
                }
            }
            if (
                pattern.Calls
                && ProcessTracing.Wants(process, TraceFlags.Call)
                && ProcessTracing.TryRecord(pattern.Session, process, TraceFlags.Call, out TraceRecord traced)
                && traced.Tracer != process->Pid
                && !Call(process, scheduler, function, x, pattern, traced, pattern.Program)
            )
            {
                return null;
            }
        }
        return body;
    }

    private static bool Call(
        Process* process,
        Scheduler scheduler,
        FunctionEntry* function,
        Term* x,
        CallPattern pattern,
        TraceRecord record,
        MatchProgram? program
    )
    {
        TermHeap heap = default;
        var host = new CallTraceHost(pattern.Session);
        Term message = Atoms.True;
        if (program != null)
        {
            var evaluator = new MatchEvaluator(program, &heap, process, scheduler.Vm, host);
            message = evaluator.MatchArguments(x, function->Arity);
            if (message.IsNone)
            {
                heap.Clear();
                return true;
            }
        }
        if (message != Atoms.False && (record.Flags & TraceFlags.Silent) == 0)
        {
            bool arity = (record.Flags & TraceFlags.Arity) != 0;
            Term last = arity ? Term.Small(function->Arity) : Cons.FromSpan(&heap, new ReadOnlySpan<Term>(x, function->Arity));
            Term call = Tuple.Create(&heap, function->Module, function->Name, last);
            ReadOnlySpan<Term> elements = message == Atoms.True ? [Atoms.Call, call] : [Atoms.Call, call, message];
            ProcessTracing.Emit(record, process, elements);
        }
        heap.Clear();
        long wishes = (host.ReturnTrace ? WishReturn : 0) | (host.ExceptionTrace ? WishReturn | WishException : 0);
        if (pattern.Local && (record.Flags & TraceFlags.ReturnTo) != 0)
        {
            wishes |= WishReturnTo;
        }
        return wishes == 0 || PushFrame(process, scheduler, function, x, pattern.Session.Index, wishes);
    }

    /// <summary>A traced call returns its value in x0. Returns where the caller goes on.</summary>
    public static ulong* Return(Process* process, Scheduler scheduler, Term* x)
    {
        ulong* frame = process->Memory.StackPointer;
        var fields = (Term*)frame;
        long wishes = fields[4].SmallValue;
        process->Memory.StackPointer = frame + FrameWords + 1;
        var target = (ulong*)frame[FrameWords];
        if (TryFindRecord(process, scheduler, (int)fields[3].SmallValue, fields, out TraceRecord? record))
        {
            TermHeap heap = default;
            if ((wishes & WishReturn) != 0)
            {
                ProcessTracing.Emit(
                    record!,
                    process,
                    [Term.Atom("return_from"), Tuple.Create(&heap, fields[0], fields[1], fields[2]), x[0]]
                );
            }
            if ((wishes & WishReturnTo) != 0)
            {
                ProcessTracing.Emit(
                    record!,
                    process,
                    [Term.Atom("return_to"), Name(&heap, scheduler.Vm.Code.FindFunction(target))]
                );
            }
            heap.Clear();
        }
        return target;
    }

    /// <summary>The stack is unwound over a frame of <see cref="Enter"/>; <paramref name="frame"/> is the word of its return address.</summary>
    public static void Unwound(Process* process, Scheduler scheduler, ulong* frame, Term exceptionClass, Term reason)
    {
        var fields = (Term*)(frame + 1);
        if (
            (fields[4].SmallValue & WishException) != 0
            && TryFindRecord(process, scheduler, (int)fields[3].SmallValue, fields, out TraceRecord? record)
        )
        {
            TermHeap heap = default;
            Term name = Tuple.Create(&heap, fields[0], fields[1], fields[2]);
            ProcessTracing.Emit(
                record!,
                process,
                [Term.Atom("exception_from"), name, Tuple.Create(&heap, exceptionClass, reason)]
            );
            heap.Clear();
        }
    }

    private static bool TryFindRecord(
        Process* process,
        Scheduler scheduler,
        int sessionIndex,
        Term* fields,
        out TraceRecord? record
    )
    {
        TraceSession? session = scheduler.Vm.Tracing.ByIndex(sessionIndex);
        record = null;
        return session != null
            && session.Records.TryGetValue(process->Pid.Bits, out record)
            && (record.Flags & TraceFlags.Call) != 0
            && (record.Flags & TraceFlags.Silent) == 0;
    }

    private static Term Name(TermHeap* heap, FunctionEntry* function) =>
        function == null ? Atoms.Undefined : Tuple.Create(heap, function->Module, function->Name, Term.Small(function->Arity));

    private static bool PushFrame(
        Process* process,
        Scheduler scheduler,
        FunctionEntry* function,
        Term* x,
        int session,
        long wishes
    )
    {
        const int Need = FrameWords + 1;
        if (process->Memory.StackPointer - Need - ProcessHeap.StackReserveWords < process->Memory.Heap.Top)
        {
            if (!ProcessMemory.Collect(process, scheduler, Need + ProcessHeap.StackReserveWords, x, function->Arity))
            {
                return false;
            }
        }
        ulong* frame = process->Memory.StackPointer - Need;
        frame[0] = (ulong)StaticCode.ReturnTrace;
        frame[1] = function->Module.Bits;
        frame[2] = function->Name.Bits;
        frame[3] = Term.Small(function->Arity).Bits;
        frame[4] = Term.Small(session).Bits;
        frame[5] = Term.Small(wishes).Bits;
        process->Memory.StackPointer = frame;
        process->Memory.Heap.Limit = frame - ProcessHeap.StackReserveWords;
        return true;
    }

    /// <summary>What match specifications of calls may do.</summary>
    private sealed class CallTraceHost(TraceSession session) : MatchTraceHost
    {
        public override Term Caller(Process* process, TermHeap* heap)
        {
            FunctionEntry* function = process->Vm.Code.FindFunction((ulong*)process->Memory.StackPointer[0]);
            return Name(heap, function);
        }

        public override Term CurrentStacktrace(Process* process, TermHeap* heap, int depth) =>
            ProcessInformation.CurrentStackTrace(process, heap);

        public override void Display(Term term) => Console.Out.WriteLine(TermPrinter.ToDebugString(term));

        public override bool ChangeTrace(Process* process, Term target, Term flag, bool enable)
        {
            if (!TraceFlagNames.TryParse(flag, out TraceFlags flags))
            {
                return false;
            }
            Term pid = target.IsNone ? process->Pid : target;
            Term tracer = session.Records.TryGetValue(process->Pid.Bits, out TraceRecord? record)
                ? record.Tracer
                : session.Tracer;
            return pid.IsLocalPid && !tracer.IsNone && process->Vm.Tracing.Change(session, pid, enable, flags, tracer);
        }

        public override bool Trace(Process* process, Term tracer, Term disable, Term enable)
        {
            for (; disable.IsCons; disable = disable.Tail)
            {
                ChangeTrace(process, Term.None, disable.Head, false);
            }
            for (; enable.IsCons; enable = enable.Tail)
            {
                ChangeTrace(process, Term.None, enable.Head, true);
            }
            return true;
        }

        public override void SetSilent(Process* process, Term mode)
        {
            if (mode.IsBoolean)
            {
                ChangeTrace(process, Term.None, Term.Atom("silent"), mode == Atoms.True);
            }
        }
    }
}
