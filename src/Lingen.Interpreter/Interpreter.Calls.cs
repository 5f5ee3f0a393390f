// Calls that are not a plain jump: funs, apply, undefined functions, and what happens when a process enters and
// leaves the engine.
using System.Runtime.CompilerServices;

namespace Lingen.Interpreter;

public sealed unsafe partial class Interpreter
{
    private const int MaxArguments = 255;

    /// <summary>Takes the saved x registers off the stack. Returns where to go on.</summary>
    private static ulong* Resume(Process* p, ulong* x)
    {
        int live = p->LiveRegisters;
        ulong* y = p->Memory.StackPointer;
        for (int i = 0; i < live; i++)
        {
            x[i] = y[i];
        }
        p->Memory.StackPointer = y + live;
        p->LiveRegisters = 0;
        return p->Ip;
    }

    /// <summary>Puts the live x registers on top of the stack, where collections find them. False: no memory.</summary>
    private static bool SaveRegisters(Process* p, Scheduler scheduler, ulong* x, int live)
    {
        ulong* y = p->Memory.StackPointer - live;
        if (y - Reserve < p->Memory.Heap.Top)
        {
            if (!CollectFor(p, scheduler, live + Reserve, x, live))
            {
                return false;
            }
            y = p->Memory.StackPointer - live;
        }
        for (int i = 0; i < live; i++)
        {
            y[i] = x[i];
        }
        p->Memory.StackPointer = y;
        p->Memory.Heap.Limit = y - Reserve;
        p->LiveRegisters = (ushort)live;
        return true;
    }

    /// <summary>Collects so that at least this many words are free. False: the process must end (no memory, max_heap_size).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool CollectFor(Process* p, Scheduler scheduler, int needWords, ulong* x, int live) =>
        ProcessMemory.Collect(p, scheduler, needWords, (Term*)x, live);

    /// <summary>Code of a fun called with this many arguments, its environment loaded behind them; null if it cannot be called so.</summary>
    private static ulong* FunCode(ulong fun, int arity, ulong* x)
    {
        if (!IsBoxed(fun))
        {
            return null;
        }
        var header = new HeaderWord(BoxedHeader(fun));
        if (header.Tag == HeaderTag.Fun)
        {
            var local = new Fun(new Term(fun));
            if (local.Entry->Arity != arity)
            {
                return null;
            }
            int count = local.FreeVariables;
            ulong* environment = (ulong*)local.Environment;
            for (int i = 0; i < count; i++)
            {
                x[arity + i] = environment[i];
            }
            return local.Entry->Code;
        }
        if (header.Tag == HeaderTag.Export)
        {
            Export* export = ExportTerm.Entry(new Term(fun));
            return export->Arity == arity ? export->Code : null;
        }
        return null;
    }

    private static int FreeVariables(ulong fun)
    {
        var term = new Term(fun);
        return term.IsLocalFun ? new Fun(term).FreeVariables : 0;
    }

    /// <summary>Sets the failure of calling a term that is no fun (badfun) or one of another arity (badarity).</summary>
    private static void PrepareBadFun(Process* p, Term fun, int arity, ulong* x)
    {
        var heap = (TermHeap*)p;
        if (!fun.IsFun)
        {
            Fail(p, Tuple.Create(heap, Atoms.Badfun, fun));
            return;
        }
        Term arguments = Cons.FromSpan(heap, new ReadOnlySpan<Term>(x, arity));
        Fail(p, Tuple.Create(heap, Atoms.Badarity, Tuple.Create(heap, fun, arguments)));
    }

    /// <summary>
    /// Loads the x registers for any of the apply instructions and finds the code. Null: the failure is set.
    /// Wrong arguments fail as erlang:apply/2,3 do, the arguments in the top frame of the trace.
    /// </summary>
    private static ulong* PrepareApply(Process* p, Scheduler scheduler, ulong word, ulong* x, out int live)
    {
        live = 0;
        switch ((Op)(ushort)word)
        {
            case Op.Apply:
            case Op.ApplyLast:
            {
                int arity = (int)A(word);
                var module = new Term(x[arity]);
                var function = new Term(x[arity + 1]);
                if (module == Atoms.Erlang && function == Atoms.Apply && arity == 3)
                {
                    return ApplyToList(p, scheduler, 3, x, out live);
                }
                if (module.IsAtom && function.IsAtom)
                {
                    live = arity;
                    return scheduler.Vm.Exports.GetOrCreate(module, function, arity)->Code;
                }
                Term arguments = Cons.FromSpan((TermHeap*)p, new ReadOnlySpan<Term>(x, arity));
                FailApply(p, [module, function, arguments]);
                return null;
            }
            case Op.ApplyList:
            case Op.ApplyListLast:
                return ApplyToList(p, scheduler, (int)A(word), x, out live);
            case Op.ApplyStub:
                return ApplyToList(p, scheduler, ((Export*)p->Ip[1])->Arity, x, out live);
            default:
                return ApplyToList(p, scheduler, 3, x, out live);
        }
    }

    private static ulong* ApplyToList(Process* p, Scheduler scheduler, int count, ulong* x, out int live)
    {
        live = 0;
        var first = new Term(x[0]);
        var second = new Term(x[1]);
        Term list = count == 2 ? second : new Term(x[2]);
        // apply(erlang, apply, [M, F, Arguments]) is apply(M, F, Arguments), as often as it is nested.
        while (count == 3 && first == Atoms.Erlang && second == Atoms.Apply && Cons.Length(list) == 3)
        {
            first = list.Head;
            second = list.Tail.Head;
            list = list.Tail.Tail.Head;
        }
        Term rest = list;
        int arity = 0;
        while (rest.IsCons && arity <= MaxArguments)
        {
            arity++;
            rest = rest.Tail;
        }
        if (rest.IsCons)
        {
            Fail(p, Atoms.SystemLimit);
            return null;
        }
        bool callable = count == 2 ? first.IsFun : first.IsAtom && second.IsAtom;
        if (!rest.IsNil || !callable)
        {
            if (count == 2 && rest.IsNil)
            {
                Fail(p, Tuple.Create((TermHeap*)p, Atoms.Badfun, first));
                return null;
            }
            FailApply(p, count == 2 ? [first, second] : [first, second, list]);
            return null;
        }
        int index = 0;
        for (rest = list; rest.IsCons; rest = rest.Tail)
        {
            x[index++] = rest.Head.Bits;
        }
        live = arity;
        if (count == 3)
        {
            return scheduler.Vm.Exports.GetOrCreate(first, second, arity)->Code;
        }
        ulong* code = FunCode(first.Bits, arity, x);
        live = arity + FreeVariables(first.Bits);
        if (code == null)
        {
            PrepareBadFun(p, first, arity, x);
        }
        return code;
    }

    /// <summary>
    /// A function like erlang:error/2: what applies it at its end keeps its frame, so that the trace shows who failed.
    /// (erlang:raise/3 returns if its arguments are bad.)
    /// </summary>
    private static bool NeverReturns(Scheduler scheduler, ulong* code)
    {
        if ((Op)(ushort)*code == Op.TraceCall)
        {
            code = scheduler.Vm.Tracing.BodyOf((FunctionEntry*)code[1]);
        }
        if ((Op)(ushort)*code != Op.BifStub)
        {
            return false;
        }
        var bif = (BifEntry*)code[1];
        return (bif->Flags & BifFlags.Raises) != 0 && bif->Arity <= 3 && bif->Name != Atoms.Raise;
    }

    private static void FailApply(Process* p, ReadOnlySpan<Term> arguments)
    {
        var heap = (TermHeap*)p;
        Fail(p, Atoms.Badarg);
        p->FailureTrace = Tuple.Create(heap, Atoms.Erlang, Atoms.Apply, Cons.FromSpan(heap, arguments));
        p->FailureExtra = Atoms.Undefined.Bits;
    }

    /// <summary>
    /// Turns a call of something that is not loaded into a call of the process's error handler. Null: there is no error
    /// handler either, and undef is the failure.
    /// </summary>
    private static ulong* CallErrorHandler(Process* p, Scheduler scheduler, ulong* ip, ulong* x, out int live)
    {
        var heap = (TermHeap*)p;
        bool isLambda = (Op)(ushort)*ip == Op.UndefinedLambda;
        Term module;
        Term second;
        Term arguments;
        if (isLambda)
        {
            var entry = (FunEntry*)ip[1];
            UndefinedFunAction action = scheduler.Vm.Code.ResolveUndefinedFun(entry);
            if (action == UndefinedFunAction.Wait && !scheduler.Vm.Code.SuspendUntilPurged(p, entry))
            {
                action = UndefinedFunAction.CallAgain;
            }
            if (action == UndefinedFunAction.CallAgain)
            {
                live = entry->Arity + entry->FreeVariables;
                return entry->Code;
            }
            module = entry->Module;
            arguments = Cons.FromSpan(heap, new ReadOnlySpan<Term>(x, entry->Arity));
            second = Fun.Allocate(heap, entry, p->Pid, entry->FreeVariables, out Term* environment);
            new ReadOnlySpan<Term>(x + entry->Arity, entry->FreeVariables).CopyTo(
                new Span<Term>(environment, entry->FreeVariables)
            );
            if (action == UndefinedFunAction.Wait)
            {
                // Suspended; when it goes on, the purger's function applies the fun again.
                p->ReductionsLeft = 0;
                x[0] = module.Bits;
                x[1] = second.Bits;
                x[2] = arguments.Bits;
                live = 3;
                return scheduler.Vm.Exports.GetOrCreate(Atoms.ErtsCodePurger, Atoms.PendingPurgeLambda, 3)->Code;
            }
            if (action == UndefinedFunAction.BadFun)
            {
                live = 0;
                Fail(p, Tuple.Create(heap, Atoms.Badfun, second));
                return null;
            }
        }
        else
        {
            var export = (Export*)ip[1];
            module = export->Module;
            second = export->Function;
            arguments = Cons.FromSpan(heap, new ReadOnlySpan<Term>(x, export->Arity));
        }
        live = 3;
        Export* handler = scheduler.Vm.Exports.GetOrCreate(
            ProcessMemory.ErrorHandler(p),
            isLambda ? Atoms.UndefinedLambda : Atoms.UndefinedFunction,
            3
        );
        if ((Op)(ushort)*handler->Code == Op.UndefinedFunction)
        {
            Fail(p, Atoms.Undef);
            p->FailureTrace = Tuple.Create(heap, module, second, arguments);
            return null;
        }
        x[0] = module.Bits;
        x[1] = second.Bits;
        x[2] = arguments.Bits;
        return handler->Code;
    }

    /// <summary>Where a BIF goes on that has trapped: going on in a BIF is no call that is traced.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong* TrapCode(Export* target) => target->Bif != null ? target->Stub + 1 : target->Code;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong* DecodeFunction(FunctionEntry* function, Scheduler scheduler) => scheduler.Vm.Code.Decode(function);
}
