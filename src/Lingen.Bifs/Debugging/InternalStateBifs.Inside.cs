// What OTP's suites look at inside of the emulator: links and monitors of a process, magic references, unique integers, timers that are
// started while timers fire, the C# stack.
using System.Runtime.CompilerServices;

namespace Lingen.Bifs;

public static unsafe partial class InternalStateBifs
{
    /// <summary>What a magic reference made for a test leads to.</summary>
    private sealed class NothingResource : MagicResource { }

    /// <summary>Timers of no time that start each other, after the one that was asked for.</summary>
    private const int NestedTimers = 2;
    private static readonly Term ErlLink = Term.Atom("erl_link");
    private static readonly Term ErlMonitor = Term.Atom("erl_monitor");

    /// <summary>{link_list, Pid}, {monitor_list, Pid}: the process itself tells, behind the signals that were sent to it before.</summary>
    private static Term Relations(ref BifContext context, Term pid, bool links)
    {
        Process* process = context.Process;
        if (pid == process->Pid)
        {
            SignalHandler.HandleInBuiltIn(process);
            return process->IsExiting ? ProcessBifs.Exiting(process) : RelationList(process, context.Heap, links);
        }
        Term reference = References.Create(context.Heap, context.Scheduler);
        return Signals.Call(context.Vm, pid, [process->Pid, reference, Term.Boolean(links)], &TellRelations)
            ? context.Trap(Atoms.ErtsInternal, Atoms.AwaitResult, [reference])
            : Atoms.Undefined;
    }

    /// <summary>{From, Reference, Links}</summary>
    private static void TellRelations(Process* process, Scheduler scheduler, Message* signal)
    {
        var request = new Tuple(signal->Payload);
        TermHeap heap = default;
        Term result = process == null ? Atoms.Undefined : RelationList(process, &heap, request[2] == Term.True);
        Signals.Reply(scheduler.Vm, request[0], request[1], result);
        heap.Clear();
    }

    private static Term RelationList(Process* process, TermHeap* heap, bool links)
    {
        RelationTable* table = links ? process->Links : process->Monitors;
        Term list = Term.Nil;
        for (Relation* node = table == null ? null : table->First; node != null; node = node->Next)
        {
            Term record = links ? LinkRecord(node, heap) : MonitorRecord(node, heap);
            list = record.IsNone ? list : Cons.Create(heap, record, list);
        }
        return list;
    }

    /// <summary>{erl_link, process | port | dist_process, Other, linked | unlinking, Id}</summary>
    private static Term LinkRecord(Relation* link, TermHeap* heap) =>
        Tuple.Create(
            heap,
            ErlLink,
            TypeOf(link->Other),
            TermCopier.Copy(link->Other, heap),
            Term.Atom(link->Number == 0 ? "linked" : "unlinking"),
            Integers.Create(heap, (ulong)link)
        );

    /// <summary>{erl_monitor, Type, origin | target, Reference, Other, Name | Count | []}; none for an alias.</summary>
    private static Term MonitorRecord(Relation* node, TermHeap* heap)
    {
        bool origin = node->Kind is RelationKind.MonitorOrigin or RelationKind.Suspending or RelationKind.NodeMonitor;
        Term type;
        switch (node->Kind)
        {
            case RelationKind.MonitorOrigin or RelationKind.MonitorTarget:
                type = node->Has(RelationFlags.TimeOffset) ? Atoms.TimeOffset : TypeOf(node->Other);
                break;
            case RelationKind.Suspending or RelationKind.SuspendedBy:
                type = Term.Atom("suspend");
                break;
            case RelationKind.NodeMonitor:
                type = Atoms.Node;
                break;
            default:
                return Term.None;
        }
        Term other = node->Kind == RelationKind.NodeMonitor ? node->Name : node->Other;
        Term extra = node->Kind switch
        {
            RelationKind.NodeMonitor => Integers.Create(heap, node->Number),
            _ => node->Name.IsNone ? Term.Nil : node->Name,
        };
        return Tuple.Create(
            heap,
            [
                ErlMonitor,
                type,
                Term.Atom(origin ? "origin" : "target"),
                node->Reference.IsNone ? Term.Nil : TermCopier.Copy(node->Reference, heap),
                other.IsNone ? Term.Nil : TermCopier.Copy(other, heap),
                extra,
            ]
        );
    }

    private static Term TypeOf(Term other) =>
        other.IsLocalPid ? Atoms.Process
        : other.IsLocalPort ? Atoms.Port
        : Term.Atom("dist_process");

    private static Term PortLinks(ref BifContext context, Term port)
    {
        Term[]? linked = context.Vm.Host?.LinkedProcesses(port);
        if (linked == null)
        {
            return Atoms.Undefined;
        }
        Term list = Term.Nil;
        foreach (Term process in linked)
        {
            // A port keeps a set of pids; what stands for the link is the pid itself.
            Term id = Integers.Create(context.Heap, process.Bits);
            Term record = Tuple.Create(context.Heap, ErlLink, TypeOf(process), process, Term.Atom("linked"), id);
            list = Cons.Create(context.Heap, record, list);
        }
        return list;
    }

    /// <summary>The caller has blocked multi scheduling; the answer comes when the others have really stopped.</summary>
    private static Term NodeAndDistReferences(ref BifContext context)
    {
        if (context.Scheduler.Id != 1)
        {
            return context.Retry();
        }
        if (context.Vm.BlockedEpoch == 0)
        {
            context.Vm.BlockedEpoch = Epochs.AfterEveryThread();
        }
        if (!Epochs.Reached(context.Vm.BlockedEpoch))
        {
            return context.Retry();
        }
        context.Vm.BlockedEpoch = 0;
        return NodeReferences.Build(context.Vm, context.Heap);
    }

    /// <summary>{Reference, Address}: a magic reference to nothing.</summary>
    private static Term MakeMagic(ref BifContext context)
    {
        MagicCell* cell = MagicCell.Allocate(new NothingResource());
        Term reference = References.CreateMagic(context.Heap, context.Scheduler, cell);
        return Tuple.Create(context.Heap, reference, Integers.Create(context.Heap, (ulong)cell));
    }

    /// <summary>{Address, Holders, MadeForATest}; true for a plain reference whose number belonged to a magic one, else false.</summary>
    private static Term MagicInformation(ref BifContext context, Term subject)
    {
        if (!subject.IsBoxedOf(HeaderTag.MagicReference))
        {
            return Term.Boolean(subject.IsBoxedOf(HeaderTag.Reference) && context.Vm.WasMagic(subject));
        }
        var cell = (MagicCell*)subject.BoxedPointer[2];
        return Tuple.Create(
            context.Heap,
            Integers.Create(context.Heap, (ulong)cell),
            Integers.Create(context.Heap, Volatile.Read(ref cell->Cell.ReferenceCount)),
            Term.Boolean(cell->Resource is NothingResource)
        );
    }

    /// <summary>The unique integer that a thread makes of this count.</summary>
    private static Term MakeUniqueInteger(ref BifContext context, Term thread, Term count) =>
        Integers.TryGetUInt64(count, out ulong number) && Integers.TryGetUInt64(thread, out ulong id)
            ? Integers.Create(context.Heap, UniqueIntegers.Make(id, number, context.Vm.UniqueThreadBits))
            : context.BadArg();

    /// <summary>After the time a timer of no time is started where that one fires, and another where this one does; then the message comes.</summary>
    private static void StartNestedTimers(ref BifContext context, long timeoutMs)
    {
        (ulong low, ulong high) = context.Scheduler.References.Next();
        TimerNode* node = TimerNode.Create();
        node->Key = Identity.Key(low, high);
        node->Destination = context.Process->Pid;
        node->Message = TermCopier.CreateMessage(Term.Atom("multizero_timeout_in_timeout_done"), withLiterals: true);
        node->Restarts = NestedTimers;
        long expiry = Clock.Monotonic() + (timeoutMs * Clock.NanosecondsPerMillisecond);
        context.Scheduler.Timers.Start(node, expiry);
    }

    /// <summary>Bytes of C# stack that nested calls could use before the test for a full stack stopped them.</summary>
    private static long StackLeft()
    {
        byte here;
        return StackLeft(&here);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long StackLeft(byte* start)
    {
        byte* block = stackalloc byte[StackStepBytes];
        block[0] = 1;
        return RuntimeHelpers.TryEnsureSufficientExecutionStack() ? StackLeft(start) : start - block;
    }

    private const int StackStepBytes = 1024;
}
