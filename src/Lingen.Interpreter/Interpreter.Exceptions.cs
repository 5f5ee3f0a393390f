// Raising and catching. An exception in flight is in the process's Failure fields; a handler gets it in x registers:
//
//   x0 = none, x1 = class, x2 = reason, x3 = raw trace
//
// The raw trace is a tuple {class, addresses, top, cause} that costs little to make: `addresses` is a binary of code
// addresses (the failing instruction, then the return addresses), `top` is [] or {M, F, Arity | Arguments} in front of
// them, `cause` what the failing BIF left for error_info (none for an exception that carries no error_info). After
// erlang:raise/3 it is {class, list}. build_stacktrace turns it into the list of the Erlang manual.
using System.Runtime.InteropServices;

namespace Lingen.Interpreter;

public sealed unsafe partial class Interpreter
{
    private const int RawTraceArity = 4;

    internal static void Fail(Process* p, Term reason)
    {
        p->Failure = FailureKind.Error;
        p->FailureReason = reason;
        p->FailureTrace = Term.None;
        p->FailureExtra = 0;
    }

    private static void FailWithValue(Process* p, Op op, ulong value)
    {
        Term tag = op switch
        {
            Op.BadMatch => Atoms.Badmatch,
            Op.CaseEnd => Atoms.CaseClause,
            Op.TryCaseEnd => Atoms.TryClause,
            _ => Atoms.Badrecord,
        };
        Fail(p, Tuple.Create((TermHeap*)p, tag, new Term(value)));
    }

    /// <summary>Raises the failure that is set, at the instruction where the process is. Returns the handler, or null at the end of the process.</summary>
    private static ulong* RaiseHere(Process* p, Scheduler scheduler, ulong* x)
    {
        Term top = p->FailureTrace.IsTuple ? p->FailureTrace : Term.Nil;
        Term cause = p->FailureExtra == 0 ? Term.Nil : new Term(p->FailureExtra);
        p->FailureTrace = RawTrace(p, scheduler, top, cause);
        return Unwind(p, scheduler, x);
    }

    private static ulong* RaiseFunctionClause(Process* p, Scheduler scheduler, FunctionEntry* function, ulong* x)
    {
        var heap = (TermHeap*)p;
        for (int i = 0; i < function->Arity; i++)
        {
            // Local calls pass match contexts; nobody but bit syntax instructions may see one.
            var argument = new Term(x[i]);
            if (argument.IsMatchContext)
            {
                x[i] = BitSyntax.GetTail(heap, (MatchContext*)argument.BoxedPointer).Bits;
            }
        }
        Term arguments = Cons.FromSpan(heap, new ReadOnlySpan<Term>(x, function->Arity));
        p->FailureTrace = RawTrace(p, scheduler, Tuple.Create(heap, function->Module, function->Name, arguments), Term.Nil);
        return Unwind(p, scheduler, x);
    }

    /// <summary>Raises the failure a BIF has set, with the BIF and its arguments as the top frame (erlang:error and its like: the caller).</summary>
    private static ulong* RaiseFromBif(Process* p, Scheduler scheduler, BifEntry* bif, ulong* ip, ulong* arguments, ulong* x)
    {
        var heap = (TermHeap*)p;
        if ((bif->Flags & BifFlags.Raises) != 0)
        {
            if (!p->FailureTrace.IsTuple)
            {
                Term info = p->FailureExtra == 0 ? Term.Nil : new Term(p->FailureExtra);
                p->FailureTrace = RawTrace(p, scheduler, RaisedTop(p, scheduler, ip), info);
            }
            return Unwind(p, scheduler, x);
        }
        Term list = Cons.FromSpan(heap, new ReadOnlySpan<Term>(arguments, bif->Arity));
        Term cause = p->FailureExtra == 0 ? Term.None : new Term(p->FailureExtra);
        p->FailureTrace = RawTrace(p, scheduler, Tuple.Create(heap, bif->Module, bif->Name, list), cause);
        return Unwind(p, scheduler, x);
    }

    /// <summary>Top frame for erlang:error/2,3: the calling function with the argument list it gave; [] if it gave none.</summary>
    private static Term RaisedTop(Process* p, Scheduler scheduler, ulong* ip)
    {
        Term arguments = p->FailureTrace;
        if (!arguments.IsList)
        {
            return Term.Nil;
        }
        if ((Op)(ushort)*ip == Op.BifStub)
        {
            // Called through a stub: by apply, or because it is traced.
            ip = TraceFrame.ReturnAddress(p);
        }
        FunctionEntry* function = scheduler.Vm.Code.FindFunction(ip);
        if (function == null)
        {
            // Applied: the stub belongs to no function, and the caller's address is the first on the stack.
            ulong* word = p->Memory.StackPointer;
            function = word < p->Memory.End ? scheduler.Vm.Code.FindFunction((ulong*)*word) : null;
        }
        return function == null ? Term.Nil : Tuple.Create((TermHeap*)p, function->Module, function->Name, arguments);
    }

    /// <summary>An inline BIF failed: lets the real BIF state the reason, then raises it.</summary>
    private static ulong* RaiseInlineBif(Process* p, Scheduler scheduler, ulong* ip, ulong* x, ulong* y)
    {
        ulong word = *ip;
        (string name, int arity) = (Op)(ushort)word switch
        {
            Op.Element => ("element", 2),
            Op.TupleSize => ("tuple_size", 1),
            Op.Length => ("length", 1),
            Op.MapSize => ("map_size", 1),
            Op.ByteSize => ("byte_size", 1),
            Op.Head => ("hd", 1),
            Op.Tail => ("tl", 1),
            Op.MapGet => ("map_get", 2),
            _ => ("is_map_key", 2),
        };
        return RaiseAs(p, scheduler, name, arity, word, ip, x, y);
    }

    private static ulong* RaiseArithmetic(Process* p, Scheduler scheduler, ulong word, ulong* ip, ulong* x, ulong* y)
    {
        string name = OpFamilies.Plain((Op)(ushort)word) switch
        {
            Op.Add or Op.AddSmall => "+",
            Op.Subtract or Op.SubtractSmall => "-",
            Op.Multiply => "*",
            Op.IntegerDivide => "div",
            Op.Remainder => "rem",
            Op.BitAnd => "band",
            Op.BitOr => "bor",
            Op.BitXor => "bxor",
            Op.ShiftLeft => "bsl",
            _ => "bsr",
        };
        return RaiseAs(p, scheduler, name, 2, word, ip, x, y);
    }

    private static ulong* RaiseAs(
        Process* p,
        Scheduler scheduler,
        string name,
        int arity,
        ulong word,
        ulong* ip,
        ulong* x,
        ulong* y
    )
    {
        Export* export = scheduler.Vm.Exports.GetOrCreate(Atoms.Erlang, Term.Atom(name), arity);
        var bif = (BifEntry*)export->Bif;
        ulong* arguments = scheduler.GuardArguments;
        arguments[0] = Read(A(word), ip, x, y);
        arguments[1] = arity == 2 ? Read(B(word), ip, x, y) : 0;
        var context = new BifContext(p, scheduler) { Entry = bif };
        bif->Function(ref context, (Term*)arguments);
        return RaiseFromBif(p, scheduler, bif, ip, arguments, x);
    }

    /// <summary>The Raise instruction: throws again what a try or catch has taken, with its old trace.</summary>
    private static ulong* Reraise(Process* p, Scheduler scheduler, ulong trace, ulong reason, ulong* x)
    {
        var raw = new Tuple(new Term(trace));
        p->Failure = KindOf(raw[0]);
        p->FailureReason = new Term(reason);
        p->FailureTrace = raw;
        return Unwind(p, scheduler, x);
    }

    /// <summary>raw_raise: x0 = class, x1 = reason, x2 = raw or built trace. An unknown class gives badarg in x0 and goes on.</summary>
    private static ulong* RawRaise(Process* p, Scheduler scheduler, ulong* x)
    {
        FailureKind kind = KindOf(new Term(x[0]));
        if (kind == FailureKind.None)
        {
            x[0] = Atoms.Badarg.Bits;
            return p->Ip + 1;
        }
        var trace = new Term(x[2]);
        p->Failure = kind;
        p->FailureReason = new Term(x[1]);
        p->FailureTrace = trace.IsTuple ? WithClass(p, trace, new Term(x[0])) : Tuple.Create((TermHeap*)p, new Term(x[0]), trace);
        return Unwind(p, scheduler, x);
    }

    /// <summary>The raw trace with another class, which a later Raise instruction takes from it.</summary>
    private static Term WithClass(Process* p, Term trace, Term exceptionClass)
    {
        var raw = new Tuple(trace);
        if (raw[0] == exceptionClass)
        {
            return trace;
        }
        Term copy = Tuple.Allocate((TermHeap*)p, raw.Arity, out Term* elements);
        elements[0] = exceptionClass;
        for (int i = 1; i < raw.Arity; i++)
        {
            elements[i] = raw[i];
        }
        return copy;
    }

    /// <summary>The value of <c>catch Expr</c> for an exception: the thrown term, {'EXIT', Reason} or {'EXIT', {Reason, Stack}}.</summary>
    private static ulong CatchResult(Process* p, Scheduler scheduler, ulong* x)
    {
        var heap = (TermHeap*)p;
        var reason = new Term(x[2]);
        switch (x[1])
        {
            case AtomBits.Throw:
                return reason.Bits;
            case AtomBits.Error:
                reason = Tuple.Create(heap, reason, new Term(BuildStacktrace(p, scheduler, x[3])));
                break;
        }
        return Tuple.Create(heap, Atoms.ExitUpper, reason).Bits;
    }

    private static ulong BuildStacktrace(Process* p, Scheduler scheduler, ulong trace)
    {
        if (!new Term(trace).IsTuple)
        {
            return trace;
        }
        var raw = new Tuple(new Term(trace));
        if (raw.Arity != RawTraceArity)
        {
            return raw[1].Bits;
        }
        ReadOnlySpan<nint> addresses = MemoryMarshal.Cast<byte, nint>(new Bitstring(raw[1]).AlignedBytes);
        return StackTrace.Build((TermHeap*)p, scheduler.Vm.Code, addresses, raw[2], raw[3], scheduler.Vm.BacktraceDepth).Bits;
    }

    private static FailureKind KindOf(Term exceptionClass) =>
        exceptionClass.Bits switch
        {
            AtomBits.Error => FailureKind.Error,
            AtomBits.Exit => FailureKind.Exit,
            AtomBits.Throw => FailureKind.Throw,
            _ => FailureKind.None,
        };

    private static Term ClassOf(FailureKind kind) =>
        kind switch
        {
            FailureKind.Error => Atoms.Error,
            FailureKind.Exit => Atoms.Exit,
            _ => Atoms.Throw,
        };

    /// <summary>Whether a term has the shape of a raw trace, so that nothing goes wrong if it is taken for one.</summary>
    private static bool IsRawTrace(Term term)
    {
        if (!Tuple.TryFrom(term, out Tuple raw) || raw.Arity is not (2 or RawTraceArity) || KindOf(raw[0]) == FailureKind.None)
        {
            return false;
        }
        return raw.Arity == 2
            || (
                Binary.TryFrom(raw[1], out Binary addresses)
                && addresses.Bits.IsByteAligned
                && addresses.Length <= (StackTrace.MaxDepth + 1) * sizeof(nint)
                && (raw[2].IsNil || (Tuple.TryFrom(raw[2], out Tuple top) && top.Arity == 3))
            );
    }

    private static Term RawTrace(Process* p, Scheduler scheduler, Term top, Term cause)
    {
        var heap = (TermHeap*)p;
        int depth = Math.Max(scheduler.Vm.BacktraceDepth, 1);
        nint* addresses = stackalloc nint[depth];
        int count = 0;
        addresses[count++] = (nint)p->Ip;
        for (ulong* word = p->Memory.StackPointer; word < p->Memory.End && count < depth; word++)
        {
            // As on BEAM, calls that come from the same place one after the other are one frame.
            if (
                (*word & Term.PrimaryMask) == Term.PrimaryHeader
                && *word != (ulong)StaticCode.ReturnTrace
                && (nint)(*word) != addresses[count - 1]
            )
            {
                addresses[count++] = (nint)(*word);
            }
        }
        Term list = Bitstring.FromBytes(heap, new ReadOnlySpan<byte>(addresses, count * sizeof(nint)));
        return Tuple.Create(heap, ClassOf(p->Failure), list, top, cause.IsNone ? Atoms.Undefined : cause);
    }

    /// <summary>
    /// Finds the innermost catch on the stack and loads its registers. Without one the process ends: FailureReason
    /// becomes its exit reason.
    /// </summary>
    private static ulong* Unwind(Process* p, Scheduler scheduler, ulong* x)
    {
        ulong* frame = p->Memory.StackPointer;
        for (ulong* word = frame; word < p->Memory.End; word++)
        {
            if ((*word & Term.PrimaryMask) == Term.PrimaryHeader)
            {
                if (*word == (ulong)StaticCode.ReturnTrace)
                {
                    CallTracing.Unwound(p, scheduler, word, ClassOf(p->Failure), p->FailureReason);
                }
                frame = word + 1;
            }
            else if ((*word & Term.Immediate2Mask) == Term.CatchTag)
            {
                x[0] = 0;
                x[1] = ClassOf(p->Failure).Bits;
                x[2] = p->FailureReason.Bits;
                x[3] = p->FailureTrace.Bits;
                ClearFailure(p);
                var handler = (ulong*)(*word >> Term.Immediate2Shift);
                if ((p->TraceFlags & (uint)Lingen.Runtime.TraceFlags.ReturnTo) != 0)
                {
                    CallTracing.Caught(p, scheduler, p->Memory.StackPointer, frame, handler);
                }
                p->Memory.StackPointer = frame;
                p->Memory.Heap.Limit = frame - Reserve;
                return handler;
            }
        }
        var heap = (TermHeap*)p;
        if (p->Failure != FailureKind.Exit)
        {
            Term reason =
                p->Failure == FailureKind.Throw ? Tuple.Create(heap, Atoms.Nocatch, p->FailureReason) : p->FailureReason;
            p->FailureReason = Tuple.Create(heap, reason, new Term(BuildStacktrace(p, scheduler, p->FailureTrace.Bits)));
        }
        return null;
    }

    private static void ClearFailure(Process* p)
    {
        p->Failure = FailureKind.None;
        p->FailureReason = Term.None;
        p->FailureTrace = Term.None;
        p->FailureExtra = 0;
    }

    /// <summary>A process comes back from a dirty thread with a failure or a trap: goes on with that at its continuation.</summary>
    private static ulong* ResumeFailure(Process* p, Scheduler scheduler, ulong* x)
    {
        switch (p->Failure)
        {
            case FailureKind.Trap:
            {
                var target = (Export*)p->FailureExtra;
                ClearFailure(p);
                *--p->Memory.StackPointer = (ulong)p->Ip;
                p->Memory.Heap.Limit = p->Memory.StackPointer - Reserve;
                return TrapCode(target);
            }
            case FailureKind.Exiting:
                return null;
            default:
            {
                BifEntry* bif = p->PendingBif;
                return RaiseFromBif(p, scheduler, bif, p->Ip, x, x);
            }
        }
    }
}
