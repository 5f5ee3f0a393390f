// Events of traced calls. The engine comes here from Op.TraceCall with the arguments in the x registers and its state
// in the process. What is to be told of the end of the call becomes a frame on the stack (TraceFrame).
using Lingen.Code;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>What the engine calls for traced functions.</summary>
public static unsafe class CallTracing
{
    /// <summary>A traced function is called. Returns where to go on; null if the process must end (no memory).</summary>
    public static ulong* Enter(Process* process, Scheduler scheduler, FunctionEntry* function, Term* x)
    {
        TraceSessions tracing = scheduler.Vm.Tracing;
        FunctionTrace? trace = tracing.Find(function);
        if (trace == null)
        {
            return tracing.BodyOf(function);
        }
        if (trace.Rerouted && process->Ip != trace.ExportStub)
        {
            return Reroute(process, scheduler, function, x);
        }
        if (process->HasFlag(ProcessFlags.Sensitive))
        {
            return trace.Body;
        }
        bool external = process->Ip == trace.ExportStub;
        if (trace.Saved && (external || trace.Bif != null))
        {
            SavedCalls.Add(process, function);
        }
        foreach (CallPattern pattern in trace.Patterns)
        {
            if (!Enter(process, scheduler, trace, x, pattern, external))
            {
                return null;
            }
        }
        return external ? function->Code : trace.Body;
    }

    /// <summary>Turns the call into error_handler:breakpoint(Module, Function, Arguments), of the process's own error handler.</summary>
    private static ulong* Reroute(Process* process, Scheduler scheduler, FunctionEntry* function, Term* x)
    {
        var heap = (TermHeap*)process;
        Term* arguments = stackalloc Term[function->Arity];
        ReadArguments(heap, x, arguments, function->Arity);
        x[2] = Cons.FromSpan(heap, new ReadOnlySpan<Term>(arguments, function->Arity));
        x[1] = function->Name;
        x[0] = function->Module;
        return scheduler.Vm.Exports.GetOrCreate(ProcessMemory.ErrorHandler(process), Term.Atom("breakpoint"), 3)->Code;
    }

    private static bool Enter(
        Process* process,
        Scheduler scheduler,
        FunctionTrace trace,
        Term* x,
        CallPattern pattern,
        bool external
    )
    {
        TraceSession session = pattern.Session;
        FunctionEntry* function = trace.Function;
        bool traced =
            session.Records.TryGetValue(process->Pid.Bits, out TraceRecord? record)
            && (record.Flags & TraceFlags.Call) != 0
            && scheduler.Vm.Tracing.HasTracer(process->Pid, record);
        bool calls =
            trace.Bif != null ? pattern.Global || pattern.Local
            : external ? pattern.Global
            : pattern.Local;
        if (traced && calls && !Call(process, scheduler, function, x, pattern, record!, pattern.Program, isMeta: false))
        {
            return false;
        }
        if (external)
        {
            return true;
        }
        if (!pattern.MetaTracer.IsNone && !pattern.MetaTracer.IsNil)
        {
            var meta = new TraceRecord(TraceFlags.Call | TraceFlags.Timestamp, pattern.MetaTracer);
            if (!scheduler.Vm.Tracing.IsAlive(meta.Tracer))
            {
                pattern.MetaTracer = Term.Nil;
            }
            else if (!Call(process, scheduler, function, x, pattern, meta, pattern.MetaProgram, isMeta: true))
            {
                return false;
            }
        }
        if (pattern.CountActive)
        {
            Interlocked.Increment(ref pattern.CallCount);
        }
        return !traced || CallAccounting.Enter(process, scheduler, function, x, pattern);
    }

    private static bool Call(
        Process* process,
        Scheduler scheduler,
        FunctionEntry* function,
        Term* x,
        CallPattern pattern,
        TraceRecord record,
        MatchProgram? program,
        bool isMeta
    )
    {
        TraceSession session = pattern.Session;
        if (record.Tracer == process->Pid)
        {
            return true;
        }
        TermHeap heap = default;
        Term* arguments = stackalloc Term[function->Arity];
        ReadArguments(&heap, x, arguments, function->Arity);
        var host = new TraceActions(session);
        Term message = Atoms.True;
        TraceFlags flags = record.Flags;
        if (program != null)
        {
            var evaluator = new MatchEvaluator(program, &heap, process, scheduler.Vm, host);
            message = evaluator.MatchArguments(arguments, function->Arity);
            message = message.IsNone ? Atoms.False : message;
            // The specification may have changed the flags of the process itself.
            flags =
                isMeta ? flags
                : session.Records.TryGetValue(process->Pid.Bits, out TraceRecord? changed) ? changed.Flags
                : TraceFlags.None;
        }
        if (!isMeta && (flags & TraceFlags.Silent) != 0)
        {
            heap.Clear();
            return true;
        }
        bool returnTo = false;
        if (message != Atoms.False)
        {
            bool arity = (flags & TraceFlags.Arity) != 0;
            Term last = arity
                ? Term.Small(function->Arity)
                : Cons.FromSpan(&heap, new ReadOnlySpan<Term>(arguments, function->Arity));
            Term call = Tuple.Create(&heap, function->Module, function->Name, last);
            ProcessTracing.Emit(record with { Flags = flags }, process, [Atoms.Call, call], message);
            returnTo = !isMeta && pattern.Local && (flags & TraceFlags.ReturnTo) != 0;
        }
        GC.KeepAlive(program);
        heap.Clear();
        if (returnTo && !TraceFrame.IsOnTop(process, TraceFrameKind.ReturnTo, session.Index))
        {
            if (!TraceFrame.PushReturnTo(process, scheduler, x, function->Arity, session.Index))
            {
                return false;
            }
        }
        if (!host.ReturnTrace && !host.ExceptionTrace)
        {
            return true;
        }
        Term tracer = isMeta ? record.Tracer : Term.Nil;
        return TraceFrame.PushReturn(process, scheduler, x, function, host.ExceptionTrace, session.Index, tracer);
    }

    /// <summary>The arguments as they are told; a match context, which local calls pass, as the binary it stands for.</summary>
    private static void ReadArguments(TermHeap* heap, Term* x, Term* arguments, int arity)
    {
        for (int i = 0; i < arity; i++)
        {
            arguments[i] = x[i].IsMatchContext ? BitSyntax.GetTail(heap, (MatchContext*)x[i].BoxedPointer) : x[i];
        }
    }

    /// <summary>A traced call returns its value in x0. Returns where the caller goes on, which may be another trace frame.</summary>
    public static ulong* Return(Process* process, Scheduler scheduler, Term* x)
    {
        TraceFrame frame = TraceFrame.Pop(process);
        TermHeap heap = default;
        switch (frame.Kind)
        {
            case TraceFrameKind.Return or TraceFrameKind.Exception:
                if (TryFindRecord(process, scheduler, frame, out TraceRecord? record))
                {
                    ProcessTracing.Emit(record!, process, [Term.Atom("return_from"), frame.Name(&heap), x[0]]);
                }
                break;
            case TraceFrameKind.ReturnTo:
                ReturnTo(process, scheduler, frame.Session, TraceFrame.ReturnAddress(process));
                break;
            case TraceFrameKind.Accounting:
                CallAccounting.Return(process, scheduler, frame);
                break;
            case TraceFrameKind.LastBif:
                process->Memory.StackPointer += frame.Number;
                break;
        }
        heap.Clear();
        var target = (ulong*)*process->Memory.StackPointer++;
        process->Memory.Heap.Limit = process->Memory.StackPointer - ProcessHeap.StackReserveWords;
        return target;
    }

    /// <summary>
    /// The stack is unwound over a trace frame; <paramref name="frame"/> is the word of its return address. A throw that nobody
    /// will catch is told as the error that it becomes.
    /// </summary>
    public static void Unwound(Process* process, Scheduler scheduler, ulong* frame, Term exceptionClass, Term reason)
    {
        TraceFrame traced = TraceFrame.At(frame);
        if (traced.Kind == TraceFrameKind.Accounting)
        {
            CallAccounting.Return(process, scheduler, traced);
        }
        if (traced.Kind != TraceFrameKind.Exception || !TryFindRecord(process, scheduler, traced, out TraceRecord? record))
        {
            return;
        }
        TermHeap heap = default;
        if (exceptionClass == Atoms.Throw && !IsCaught(process, frame))
        {
            exceptionClass = Atoms.Error;
            reason = Tuple.Create(&heap, Atoms.Nocatch, reason);
        }
        Term failure = Tuple.Create(&heap, exceptionClass, reason);
        ProcessTracing.Emit(record!, process, [Term.Atom("exception_from"), traced.Name(&heap), failure]);
        heap.Clear();
    }

    /// <summary>
    /// An exception is caught at <paramref name="handler"/>: whoever wanted to hear of returns over the frames between the
    /// old and the new top of the stack hears that the handler's function goes on.
    /// </summary>
    public static void Caught(Process* process, Scheduler scheduler, ulong* from, ulong* to, ulong* handler)
    {
        Span<int> told = stackalloc int[8];
        int count = 0;
        for (ulong* word = from; word < to; word++)
        {
            if (*word == (ulong)StaticCode.ReturnTrace && TraceFrame.At(word) is { Kind: TraceFrameKind.ReturnTo } frame)
            {
                if (count < told.Length && !told[..count].Contains(frame.Session))
                {
                    told[count++] = frame.Session;
                    ReturnTo(process, scheduler, frame.Session, handler);
                }
            }
        }
    }

    /// <summary>
    /// A BIF that is traced is called last, with the function's frame still there. It stays, so that the function shows as the caller
    /// and as the one gone back to. A BIF that raises for its caller never comes back: it only needs the address. False: the process must
    /// end.
    /// </summary>
    public static bool EnterLast(Process* process, Scheduler scheduler, BifEntry* bif, ulong* ip, int frameWords, Term* x)
    {
        if ((bif->Flags & BifFlags.Raises) != 0 && bif->Name != Atoms.Raise)
        {
            *--process->Memory.StackPointer = (ulong)(ip + 1);
            return true;
        }
        return TraceFrame.PushLastBif(process, scheduler, x, bif->Arity, ip + 1, frameWords);
    }

    /// <summary>There is a catch on the stack above this word.</summary>
    private static bool IsCaught(Process* process, ulong* word)
    {
        for (; word < process->Memory.End; word++)
        {
            if ((*word & Term.Immediate2Mask) == Term.CatchTag)
            {
                return true;
            }
        }
        return false;
    }

    private static void ReturnTo(Process* process, Scheduler scheduler, int sessionIndex, ulong* address)
    {
        if (
            scheduler.Vm.Tracing.ByIndex(sessionIndex) is { } session
            && ProcessTracing.TryRecord(session, process, TraceFlags.ReturnTo, out TraceRecord record)
        )
        {
            TermHeap heap = default;
            Term name = TraceActions.Name(&heap, scheduler.Vm.Code.FindFunction(address));
            ProcessTracing.Emit(record, process, [Term.Atom("return_to"), name]);
            heap.Clear();
        }
    }

    private static bool TryFindRecord(Process* process, Scheduler scheduler, in TraceFrame frame, out TraceRecord? record)
    {
        record = null;
        if (!frame.Tracer.IsNil)
        {
            record = new TraceRecord(TraceFlags.Call | TraceFlags.Timestamp, frame.Tracer);
            return true;
        }
        return scheduler.Vm.Tracing.ByIndex(frame.Session) is { } session
            && session.Records.TryGetValue(process->Pid.Bits, out record)
            && (record.Flags & TraceFlags.Call) != 0;
    }
}
