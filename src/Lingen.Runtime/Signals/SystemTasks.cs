// erts_internal:request_system_task: work that one process asks another to do on itself between two of its slices
// (collect garbage, look for old code, copy literals).
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>
/// The tasks among the signals that a process has fetched, by the priority they were asked for with (<c>Extra</c>): max, high, then eight
/// of normal for one of low, as BEAM takes them.
/// </summary>
internal unsafe struct TaskBatch
{
    private const int Priorities = 4;
    private const int NormalForOneLow = 8;

    [System.Runtime.CompilerServices.InlineArray(Priorities)]
    private struct Ends
    {
        private nint first;
    }

    private Ends firsts;
    private Ends lasts;
    private int normalTaken;

    public void Add(Message* signal)
    {
        int priority = (int)signal->Extra & (Priorities - 1);
        signal->Next = null;
        if (firsts[priority] == 0)
        {
            firsts[priority] = (nint)signal;
        }
        else
        {
            ((Message*)lasts[priority])->Next = signal;
        }
        lasts[priority] = (nint)signal;
    }

    /// <summary>The next task, null if there is none left.</summary>
    public Message* Take()
    {
        for (int priority = 0; priority < Priorities; priority++)
        {
            bool isLowsTurn =
                priority == (int)ProcessPriority.Normal
                && normalTaken == NormalForOneLow
                && firsts[(int)ProcessPriority.Low] != 0;
            if (firsts[priority] != 0 && !isLowsTurn)
            {
                normalTaken = priority == (int)ProcessPriority.Normal ? normalTaken + 1 : 0;
                var signal = (Message*)firsts[priority];
                firsts[priority] = (nint)signal->Next;
                return signal;
            }
        }
        return null;
    }
}

/// <summary>What a process does for others on itself.</summary>
public static unsafe class SystemTasks
{
    /// <summary>
    /// Set by the code server: does the process use old code of the module? Called with the process in hand.
    /// </summary>
    public static delegate* <Process*, Term, bool> UsesOldCode;

    /// <summary>Set by the code server: copies what the process still needs of purged literal areas; the result is the answer.</summary>
    public static delegate* <Process*, Term> CopyLiterals;

    /// <summary>Payload {Requester, Request} with Request {Type, Id, Argument}.</summary>
    public static void Handle(Process* process, Message* signal)
    {
        var payload = new Tuple(signal->Payload);
        if (process->IsExiting)
        {
            AnswerForDead(process->Vm, signal);
        }
        else if (process->IsInDirtyCall && new Tuple(payload[1])[0] != Atoms.CheckProcessCode)
        {
            // Most tasks are collections, which cannot be while the call uses the heap.
            DirtySignals.Defer(process, signal);
            return;
        }
        else if (process->HasFlag(ProcessFlags.InBuiltIn) && new Tuple(payload[1])[0] == Atoms.CopyLiterals)
        {
            DirtySignals.Defer(process, signal);
            return;
        }
        else
        {
            var request = new Tuple(payload[1]);
            if (request[0] == Atoms.GarbageCollect && !process->HasFlag(ProcessFlags.Hibernating))
            {
                WantCollection(process, signal, request);
                return;
            }
            Reply(process->Vm, payload[0], request, Perform(process, request));
        }
        Message.Release(signal);
    }

    /// <summary>The collection comes at the next safe point, and the answer after it.</summary>
    private static void WantCollection(Process* process, Message* signal, Tuple request)
    {
        bool full = request.Arity < 3 || request[2] != Atoms.Minor;
        process->SetFlag(ProcessFlags.FullSweepWanted, full || process->HasFlag(ProcessFlags.FullSweepWanted));
        process->SetFlag(ProcessFlags.CollectWanted, !process->HasFlag(ProcessFlags.CollectionsHeld));
        ProcessExtras* extras = process->EnsureExtras();
        signal->Next = extras->CollectRequests;
        extras->CollectRequests = signal;
    }

    /// <summary>Answers those who have asked for a collection: it is done, or the process ends.</summary>
    public static void AnswerCollections(Process* process, Term result)
    {
        if (process->Extras == null || process->Extras->CollectRequests == null)
        {
            return;
        }
        if (process->HasFlag(ProcessFlags.CollectionsHeld) && result == Term.True)
        {
            return;
        }
        Message* signal = process->Extras->CollectRequests;
        process->Extras->CollectRequests = null;
        while (signal != null)
        {
            Message* next = signal->Next;
            var payload = new Tuple(signal->Payload);
            Reply(process->Vm, payload[0], new Tuple(payload[1]), result);
            Message.Release(signal);
            signal = next;
        }
    }

    /// <summary>
    /// A test of BEAM's forbids a process to do the collections it is asked for, or allows them again. Those that it needs itself
    /// are done all the same. The result is whether they were allowed before.
    /// </summary>
    public static bool AllowCollections(Process* process, bool allowed)
    {
        bool before = !process->HasFlag(ProcessFlags.CollectionsHeld);
        process->SetFlag(ProcessFlags.CollectionsHeld, !allowed);
        bool isAsked = process->Extras != null && process->Extras->CollectRequests != null;
        process->SetFlag(ProcessFlags.CollectWanted, allowed && isAsked);
        return before;
    }

    /// <summary>The request reached a process that is gone.</summary>
    public static void AnswerForDead(VirtualMachine vm, Message* signal)
    {
        var payload = new Tuple(signal->Payload);
        var request = new Tuple(payload[1]);
        Term result =
            request[0] == Atoms.CheckProcessCode ? Atoms.False
            : request[0] == Atoms.CopyLiterals ? Atoms.Ok
            : Atoms.False;
        Reply(vm, payload[0], request, result);
    }

    private static Term Perform(Process* process, Tuple request)
    {
        switch (request[0].Bits)
        {
            case AtomBits.GarbageCollect:
                // In hibernation there is no garbage.
                return Atoms.True;
            case AtomBits.CheckProcessCode:
                return Term.Boolean(
                    Scheduler.Current is { InWalk: true }
                        ? process->Vm.Code.Find(request[2])?.Old != null
                        : UsesOldCode != null && UsesOldCode(process, request[2])
                );
            case AtomBits.SystemTaskTest:
                return Atoms.True;
            case AtomBits.CopyLiterals:
                return CopyLiterals == null ? Atoms.Ok : CopyLiterals(process);
            default:
                return Atoms.Badarg;
        }
    }

    /// <summary>The requester receives {Type, Id, Result}.</summary>
    private static void Reply(VirtualMachine vm, Term requester, Tuple request, Term result) =>
        Signals.Deliver(vm, requester, Signals.Create(SignalKind.Message, [request[0], request[1], result]));
}
