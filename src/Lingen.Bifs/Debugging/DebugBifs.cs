// What erts_debug offers to OTP's own test suites and tools: kinds of terms, dirty calls made to order, and the parts of BEAM
// that have no like here (lock counting, disassembly of machine code), which answer as a BEAM built without them.
namespace Lingen.Bifs;

/// <summary><c>erts_debug:dirty_cpu/2</c> and its like.</summary>
public static unsafe class DebugBifs
{
    /// <summary>The layout of a term, by BEAM's names; <c>erts_debug:size/1</c> walks by it.</summary>
    [Bif("erts_internal", "term_type")]
    public static Term TermType(ref BifContext context, Term term)
    {
        if (term.IsCons)
        {
            return Term.Atom("list");
        }
        return Term.Atom(term.IsBoxed ? BoxedType(term) : ImmediateType(term));
    }

    private static string ImmediateType(Term term) =>
        term.IsSmall ? "fixnum"
        : term.IsAtom ? "atom"
        : term.IsNil ? "nil"
        : term.IsLocalPid ? "pid"
        : "port";

    private static string BoxedType(Term term) =>
        term.Header.Tag switch
        {
            HeaderTag.Tuple => "tuple",
            HeaderTag.FlatMap => "flatmap",
            HeaderTag.HashMap => "hashmap",
            HeaderTag.HashNode => "hashmap_node",
            HeaderTag.Fun => "fun",
            HeaderTag.Export => "export",
            HeaderTag.Float => "hfloat",
            HeaderTag.Bignum => "bignum",
            HeaderTag.HeapBinary => "heap_binary",
            // To Erlang code a reference to shared bytes is one kind, whether to all of them or to some.
            HeaderTag.RefcBinary => "sub_binary",
            HeaderTag.SubBinary => "sub_binary",
            HeaderTag.External => External.Kind(term.Header) switch
            {
                ExternalKind.Pid => "external_pid",
                ExternalKind.Port => "external_port",
                _ => "external_reference",
            },
            _ => "reference",
        };

    [Bif("erts_debug", "lcnt_clear")]
    [Bif("erts_debug", "lcnt_collect")]
    public static Term LockCounting(ref BifContext context) => Atoms.Error;

    [Bif("erts_debug", "lcnt_control")]
    public static Term LockControl(ref BifContext context, Term what) => context.BadArg();

    [Bif("erts_debug", "lcnt_control")]
    public static Term LockControl(ref BifContext context, Term what, Term value) => context.BadArg();

    /// <summary>Bytes of BEAM's interpreter loop; 0 where there is none of that kind.</summary>
    [Bif("erts_debug", "interpreter_size")]
    public static Term InterpreterSize(ref BifContext context) => Term.Small(0);

    /// <summary>Names of the internal instructions, as strings.</summary>
    [Bif("erts_debug", "instructions")]
    public static Term Instructions(ref BifContext context)
    {
        Term list = Term.Nil;
        string[] names = Enum.GetNames<Op>();
        for (int i = names.Length - 1; i >= 0; i--)
        {
            list = Cons.Create(context.Heap, Cons.FromString(context.Heap, names[i]), list);
        }
        return list;
    }

    /// <summary>There is no machine code to show of a function.</summary>
    [Bif("erts_debug", "disassemble")]
    public static Term Disassemble(ref BifContext context, Term what) => Term.False;

    /// <summary>Leads calls of {Module, Function, Arity}, the last two perhaps '_', to error_handler:breakpoint/3, or no longer. The number of functions.</summary>
    [Bif("erts_debug", "breakpoint")]
    public static Term Breakpoint(ref BifContext context, Tuple function, Bool set)
    {
        Term any = Term.Atom("_");
        bool valid =
            function.Arity == 3
            && function[0].IsAtom
            && function[1].IsAtom
            && (function[0] != any || function[1] == any)
            && (function[2] == any || (function[2].IsSmall && function[1] != any));
        return valid
            ? Term.Small(context.Vm.Tracing.Reroute(function[0], function[1], function[2], set.Value))
            : context.BadArg();
    }

    [Bif("erts_debug", "dirty_cpu", Dirty = true)]
    public static Term DirtyCpu(ref BifContext context, Term type, Term argument) =>
        RunTest(ref context, type, argument, Term.Atom("dirty_cpu"));

    [Bif("erts_debug", "dirty_io", Dirty = true)]
    public static Term DirtyIo(ref BifContext context, Term type, Term argument) =>
        RunTest(ref context, type, argument, Term.Atom("dirty_io"));

    /// <summary>As dirty_cpu and dirty_io, on the kind of scheduler that the first argument names.</summary>
    [Bif("erts_debug", "dirty", Traps = true)]
    public static Term Dirty(ref BifContext context, Term scheduler, Term type, Term argument)
    {
        if (scheduler == Atoms.Normal)
        {
            return RunTest(ref context, type, argument, Atoms.Normal);
        }
        bool known = scheduler.IsAtom && AtomTable.Name(scheduler) is "dirty_cpu" or "dirty_io";
        if (!known)
        {
            return context.BadArg();
        }
        return context.Scheduler.IsDirty
            ? RunTest(ref context, type, argument, scheduler)
            : context.GoDirty(waits: scheduler == Term.Atom("dirty_io"));
    }

    /// <summary>What the suites ask a dirty call to do: say where it runs, sleep, fail, or copy its argument a thousand times.</summary>
    private static Term RunTest(ref BifContext context, Term type, Term argument, Term scheduler)
    {
        if (!type.IsAtom)
        {
            return context.BadArg();
        }
        switch (AtomTable.Name(type))
        {
            case "scheduler":
                return argument.IsAtom && AtomTable.Name(argument) == "type" ? scheduler : context.BadArg();
            case "error":
                bool allowed =
                    argument.IsAtom
                    && AtomTable.Name(argument) is "notsup" or "undef" or "badarith" or "noproc" or "system_limit";
                return context.Error(allowed ? argument : Atoms.Badarg);
            case "wait":
                if (!argument.IsSmall || argument.SmallValue is < 0 or > int.MaxValue)
                {
                    return context.BadArg();
                }
                Thread.Sleep((int)argument.SmallValue);
                return Atoms.Ok;
            case "send":
                Signals.SendMessage(context.Vm, argument, Tuple.Create(context.Heap, Atoms.Ok, context.Process->Pid));
                return Atoms.Ok;
            case "reschedule":
                // BEAM goes from scheduler to scheduler so many times; an odd number ends in badarg.
                return argument.IsSmall && argument.SmallValue >= 0 && argument.SmallValue % 2 == 0 ? Atoms.Ok : context.BadArg();
            case "ready_wait6_done":
                Signals.SendMessage(context.Vm, argument, Tuple.Create(context.Heap, Term.Atom("ready"), context.Process->Pid));
                Thread.Sleep(6000);
                Signals.SendMessage(context.Vm, argument, Tuple.Create(context.Heap, Term.Atom("done"), context.Process->Pid));
                return Atoms.Ok;
            case "alive_waitexiting":
            case "alive_waitexitingonly":
                return WaitForExit(ref context, argument, AtomTable.Name(type) == "alive_waitexitingonly");
            case "copy":
                Term list = Term.Nil;
                for (int i = 0; i < 1000; i++)
                {
                    list = Cons.Create(context.Heap, argument, list);
                }
                return list;
            default:
                return context.BadArg();
        }
    }

    /// <summary>Says that it is there, goes on until the process has been told to exit, and a second longer.</summary>
    private static Term WaitForExit(ref BifContext context, Term told, bool only)
    {
        Process* process = context.Process;
        Signals.SendMessage(context.Vm, told, Tuple.Create(context.Heap, Term.Atom("alive"), process->Pid));
        while ((Volatile.Read(ref process->State) & ProcessState.Exiting) == 0)
        {
            Thread.Sleep(20);
        }
        if (only)
        {
            return Atoms.Ok;
        }
        Thread.Sleep(1000);
        // There is memory still.
        return Tuple.Create(context.Heap, Atoms.Ok, Bitstring.FromBytes(context.Heap, new byte[80_000]));
    }
}
