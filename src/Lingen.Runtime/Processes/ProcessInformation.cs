// process_info: what a process tells about itself, to itself or to others through a signal.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Items of process_info.</summary>
public static unsafe partial class ProcessInformation
{
    /// <summary>The items that process_info/1 leaves out.</summary>
    private static ReadOnlySpan<ulong> OtherItems =>
        [
            AtomBits.Messages,
            AtomBits.Monitors,
            AtomBits.MonitoredBy,
            AtomBits.Memory,
            AtomBits.Trace,
            AtomBits.Binary,
            AtomBits.SequentialTraceToken,
            AtomBits.Catchlevel,
            AtomBits.Backtrace,
            AtomBits.LastCalls,
            AtomBits.MinHeapSize,
            AtomBits.MinBinVheapSize,
            AtomBits.MaxHeapSize,
            AtomBits.CurrentLocation,
            AtomBits.CurrentStacktrace,
            AtomBits.MessageQueueData,
            AtomBits.GarbageCollectionInfo,
            AtomBits.MagicRef,
            AtomBits.FullsweepAfter,
            AtomBits.Parent,
            AtomBits.AsyncDist,
            AtomBits.Label,
        ];

    /// <summary>Every item that is an atom.</summary>
    public static Term[] AllItems()
    {
        var all = new List<Term>();
        foreach (ulong item in DefaultItems)
        {
            all.Add(new Term(item));
        }
        foreach (ulong item in OtherItems)
        {
            all.Add(new Term(item));
        }
        return [.. all];
    }

    /// <summary>The items of process_info/1, in BEAM's order.</summary>
    public static ReadOnlySpan<ulong> DefaultItems =>
        [
            AtomBits.RegisteredName,
            AtomBits.CurrentFunction,
            AtomBits.InitialCall,
            AtomBits.Status,
            AtomBits.MessageQueueLen,
            AtomBits.Links,
            AtomBits.Dictionary,
            AtomBits.TrapExit,
            AtomBits.ErrorHandler,
            AtomBits.Priority,
            AtomBits.GroupLeader,
            AtomBits.TotalHeapSize,
            AtomBits.HeapSize,
            AtomBits.StackSize,
            AtomBits.Reductions,
            AtomBits.GarbageCollection,
            AtomBits.Suspending,
        ];

    /// <summary>Answers a request of another process. Payload {From, Reference, Items}.</summary>
    public static void Answer(Process* process, Tuple request)
    {
        TermHeap heap = default;
        Term result = process->IsExiting ? Atoms.Undefined : Build(process, &heap, request[2], false);
        Signals.Reply(process->Vm, request[0], request[1], result);
        heap.Clear();
    }

    /// <summary>The items are known ones: an item, a list of items, or the atom all for process_info/1.</summary>
    public static bool AreItems(Term items)
    {
        if (items.IsList)
        {
            for (; items.IsCons; items = items.Tail)
            {
                if (!IsItem(items.Head))
                {
                    return false;
                }
            }
            return items.IsNil;
        }
        return IsItem(items);
    }

    /// <summary>
    /// The result of process_info/1 (<paramref name="items"/> = all) or /2. <paramref name="self"/>: the process asks about itself
    /// and runs.
    /// </summary>
    public static Term Build(Process* process, TermHeap* heap, Term items, bool self)
    {
        if (items == Atoms.All)
        {
            Term list = Term.Nil;
            ReadOnlySpan<ulong> defaults = DefaultItems;
            for (int i = defaults.Length - 1; i >= 0; i--)
            {
                var item = new Term(defaults[i]);
                if (item == Atoms.RegisteredName && process->RegisteredName.IsNone)
                {
                    continue;
                }
                list = Cons.Create(heap, Pair(process, heap, item, self), list);
            }
            return list;
        }
        if (!items.IsList)
        {
            return items == Atoms.RegisteredName && process->RegisteredName.IsNone ? Term.Nil : Pair(process, heap, items, self);
        }
        var pairs = new List<ulong>();
        for (; items.IsCons; items = items.Tail)
        {
            pairs.Add(Pair(process, heap, items.Head, self).Bits);
        }
        Term result = Term.Nil;
        for (int i = pairs.Count - 1; i >= 0; i--)
        {
            result = Cons.Create(heap, new Term(pairs[i]), result);
        }
        return result;
    }

    /// <summary>What is told of a sensitive process instead of its own data; none for all other items.</summary>
    private static Term HiddenValue(Term item, TermHeap* heap) =>
        item.IsTuple
            ? Atoms.Undefined
            : item.Bits switch
            {
                AtomBits.Messages or AtomBits.Dictionary => Term.Nil,
                AtomBits.Backtrace => Bitstring.FromBytes(heap, []),
                _ => Term.None,
            };

    private static bool IsItem(Term item)
    {
        if (item.IsTuple)
        {
            var pair = new Tuple(item);
            return pair.Arity == 2 && pair[0] == Atoms.Dictionary;
        }
        return OtherItems.Contains(item.Bits) || DefaultItems.Contains(item.Bits);
    }

    /// <summary>{Item, Value}</summary>
    private static Term Pair(Process* process, TermHeap* heap, Term item, bool self) =>
        Tuple.Create(heap, item, Value(process, heap, item, self));

    private static Term Value(Process* process, TermHeap* heap, Term item, bool self)
    {
        if (process->HasFlag(ProcessFlags.Sensitive) && HiddenValue(item, heap) is { IsNone: false } hidden)
        {
            return hidden;
        }
        if (item.IsTuple)
        {
            Term found = ProcessDictionary.Get(process->Dictionary, new Tuple(item)[1]);
            return found.IsNone ? Atoms.Undefined : found;
        }
        switch (item.Bits)
        {
            case AtomBits.RegisteredName:
                return process->RegisteredName.IsNone ? Term.Nil : process->RegisteredName;
            case AtomBits.CurrentFunction:
                return CurrentFunction(process, heap);
            case AtomBits.CurrentLocation:
                return CurrentLocation(process, heap);
            case AtomBits.CurrentStacktrace:
                return CurrentStackTrace(process, heap);
            case AtomBits.InitialCall:
                return Tuple.Create(
                    heap,
                    process->InitialCall->Module,
                    process->InitialCall->Function,
                    Term.Small(process->InitialCall->Arity)
                );
            case AtomBits.Status:
                return Status(process, self);
            case AtomBits.Messages:
                return Messages(process, heap, self);
            case AtomBits.MessageQueueLen:
                return Term.Small(process->MessageCount);
            case AtomBits.Links:
                return LinkList(process, heap);
            case AtomBits.Monitors:
                return MonitorList(process, heap);
            case AtomBits.MonitoredBy:
                return MonitoredByList(process, heap);
            case AtomBits.Suspending:
                return SuspendingList(process, heap);
            case AtomBits.Dictionary:
                return ProcessDictionary.ToList(process->Dictionary, heap);
            case AtomBits.TrapExit:
                return Term.Boolean(process->TrapsExit);
            case AtomBits.ErrorHandler:
                return ProcessMemory.ErrorHandler(process);
            case AtomBits.GroupLeader:
                return process->GroupLeader;
            case AtomBits.Priority:
                return PriorityAtom(process->Priority);
            case AtomBits.Reductions:
                return Term.Small(process->Reductions + (self ? Scheduler.SliceReductions - process->ReductionsLeft : 0));
            case AtomBits.Parent:
                return process->Parent.IsNone ? Atoms.Undefined : process->Parent;
            case AtomBits.AsyncDist:
                return Term.Boolean(process->HasFlag(ProcessFlags.AsyncDistribution));
            case AtomBits.MessageQueueData:
                return process->HasFlag(ProcessFlags.OffHeapMessages) ? Atoms.OffHeap : Atoms.OnHeap;
            case AtomBits.Label:
                Term label = ProcessDictionary.Get(process->Dictionary, Atoms.ProcessLabel);
                return label.IsNone ? Atoms.Undefined : label;
            case AtomBits.Trace:
                return Term.Small(ProcessTracing.Flags(process));
            case AtomBits.SequentialTraceToken:
                return process->Extras == null || process->Extras->SequentialTraceToken.IsNone
                    ? Term.Nil
                    : process->Extras->SequentialTraceToken;
            case AtomBits.LastCalls:
                return SavedCalls.ToList(process, heap);
            case AtomBits.Catchlevel:
                return Term.Small(CatchLevel(process));
            case AtomBits.Binary:
                return Binaries(process, heap);
            case AtomBits.MagicRef:
                return Term.Nil;
            case AtomBits.Backtrace:
                return Backtrace(process, heap);
            default:
                return MemoryValue(process, heap, item);
        }
    }

    public static Term PriorityAtom(ProcessPriority priority) =>
        priority switch
        {
            ProcessPriority.Max => Atoms.Max,
            ProcessPriority.High => Atoms.High,
            ProcessPriority.Low => Atoms.Low,
            _ => Atoms.Normal,
        };

    private static Term Status(Process* process, bool self)
    {
        if (process->IsExiting)
        {
            return Atoms.Exiting;
        }
        if (self)
        {
            return Atoms.Running;
        }
        if (process->SuspendCount > 0 && process->Condition != ProcessCondition.Dirty)
        {
            return Atoms.Suspended;
        }
        return process->Condition switch
        {
            ProcessCondition.Receive => Mailbox.HasWork(process) ? Atoms.Runnable : Atoms.Waiting,
            ProcessCondition.Signal => process->HasFlag(ProcessFlags.WaitsForPort) ? Atoms.Suspended : Atoms.Waiting,
            ProcessCondition.Dirty => (process->State & ProcessState.Dirty) != 0 ? Atoms.Running : Atoms.Runnable,
            _ => Atoms.Runnable,
        };
    }

    private static Term Messages(Process* process, TermHeap* heap, bool self)
    {
        var payloads = new List<ulong>(process->MessageCount);
        for (Message* message = process->FirstMessage; message != null; message = message->Next)
        {
            if (self || !process->IsInDirtyCall)
            {
                // The payload must outlive the message if the process asks about itself; and messages that somebody has looked at
                // count as part of the heap.
                Message.JoinHeap(message, &process->Memory);
            }
            payloads.Add(message->Payload.Bits);
        }
        Term list = Term.Nil;
        for (int i = payloads.Count - 1; i >= 0; i--)
        {
            list = Cons.Create(heap, new Term(payloads[i]), list);
        }
        return list;
    }

    private static Term LinkList(Process* process, TermHeap* heap)
    {
        Term list = Term.Nil;
        // The oldest comes first. BEAM's order is that of a tree; this is the same for up to two links.
        for (Relation* link = process->Links == null ? null : process->Links->Last; link != null; link = link->Previous)
        {
            if (link->Number == 0)
            {
                list = Cons.Create(heap, TermCopier.Copy(link->Other, heap), list);
            }
        }
        return list;
    }

    private static Term MonitorList(Process* process, TermHeap* heap)
    {
        Term list = Term.Nil;
        for (Relation* node = process->Monitors == null ? null : process->Monitors->First; node != null; node = node->Next)
        {
            if (node->Kind != RelationKind.MonitorOrigin || node->Has(RelationFlags.SpawnPending))
            {
                continue;
            }
            Term type = node->Has(RelationFlags.Port) ? Atoms.Port : Atoms.Process;
            Term subject;
            if (node->Has(RelationFlags.TimeOffset))
            {
                type = Atoms.TimeOffset;
                subject = Atoms.ClockService;
            }
            else if (node->Name.IsNone)
            {
                subject = TermCopier.Copy(node->Other, heap);
            }
            else
            {
                Term where = node->Other.IsAtom ? node->Other : process->Vm.NodeName;
                subject = Tuple.Create(heap, node->Name, where);
            }
            list = Cons.Create(heap, Tuple.Create(heap, type, subject), list);
        }
        return list;
    }

    private static Term MonitoredByList(Process* process, TermHeap* heap)
    {
        Term list = Term.Nil;
        for (Relation* node = process->Monitors == null ? null : process->Monitors->First; node != null; node = node->Next)
        {
            if (node->Kind == RelationKind.MonitorTarget)
            {
                list = Cons.Create(heap, TermCopier.Copy(node->Other, heap), list);
            }
        }
        return process->Vm.Host?.ResourcesOf(process->Pid, heap, list) ?? list;
    }

    private static Term SuspendingList(Process* process, TermHeap* heap)
    {
        Term list = Term.Nil;
        for (Relation* node = process->Monitors == null ? null : process->Monitors->First; node != null; node = node->Next)
        {
            if (node->Kind == RelationKind.Suspending)
            {
                Term count = Term.Small((long)node->Number);
                Term zero = Term.Small(0);
                bool active = node->Has(RelationFlags.Active);
                list = Cons.Create(heap, Tuple.Create(heap, node->Other, active ? count : zero, active ? zero : count), list);
            }
        }
        return list;
    }
}
