// erlang:suspend_process and resume_process. The suspended process counts who holds it and runs again when the last
// one lets go; it still handles signals meanwhile.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Both halves of a suspension.</summary>
public static unsafe class Suspension
{
    /// <summary>Asks <see cref="SignalKind.Suspend"/> to answer with {Reference, Result}.</summary>
    public const ulong WantsReply = 1;

    private static long lastSuspension;

    /// <summary>The suspender's half, which is active when the other process has heard of it.</summary>
    public static Relation* Create(Term target)
    {
        Term number = Term.Small(Interlocked.Increment(ref lastSuspension));
        return Relation.Create(RelationKind.Suspending, target.Bits, target, tag: number);
    }

    /// <summary>In the suspender: what it asked for is in effect. {Suspended, NumberOfSuspension}</summary>
    private static void MarkActive(Process* process, Scheduler scheduler, Message* signal)
    {
        var payload = new Tuple(signal->Payload);
        Relation* held =
            process == null
                ? null
                : RelationTable.Find(process->Monitors, RelationKind.Suspending, Identity.OfProcess(payload[0]));
        if (held != null && held->Tag == payload[1])
        {
            held->Flags |= RelationFlags.Active;
        }
    }

    /// <summary>The target's side. Payload {From, Reference, Reply, NumberOfSuspension}.</summary>
    public static void HandleSuspend(Process* process, Tuple payload, ulong extra)
    {
        ulong key = Identity.OfProcess(payload[0]);
        Relation* holder = RelationTable.Find(process->Monitors, RelationKind.SuspendedBy, key);
        if (holder == null)
        {
            holder = Relation.Create(RelationKind.SuspendedBy, key, payload[0]);
            RelationTable.Add(ref process->Monitors, holder);
        }
        holder->Number++;
        process->SuspendCount++;
        Interlocked.Or(ref process->State, ProcessState.Suspended);
        if (holder->Number == 1)
        {
            Signals.Call(process->Vm, payload[0], [process->Pid, payload[3]], &MarkActive);
        }
        if (extra == WantsReply)
        {
            Signals.Deliver(process->Vm, payload[0], Signals.CreateOne(SignalKind.Message, payload[2]));
        }
    }

    /// <summary>The process to be suspended has ended: the reply is {Reference, badarg} or, of an asynchronous suspension, {Tag, exited}.</summary>
    public static void AnswerForDead(VirtualMachine vm, Tuple payload)
    {
        var reply = new Tuple(payload[2]);
        bool waits = reply[0].IsReference && Identity.OfReference(reply[0]) == Identity.OfReference(payload[1]);
        Signals.Reply(vm, payload[0], reply[0], waits ? Atoms.Badarg : Term.Atom("exited"));
    }

    /// <summary>
    /// Answers when all that was sent to the target before has taken effect there: {From, Reference, Reply}. For a suspension that
    /// another one of the same process has brought about already.
    /// </summary>
    public static bool Confirm(VirtualMachine vm, Term target, Term from, Term reference, Term reply) =>
        Signals.Call(vm, target, [from, reference, reply], &SayConfirmed);

    private static void SayConfirmed(Process* process, Scheduler scheduler, Message* signal)
    {
        var payload = new Tuple(signal->Payload);
        if (process == null || process->IsExiting)
        {
            AnswerForDead(scheduler.Vm, payload);
            return;
        }
        Signals.Deliver(scheduler.Vm, payload[0], Signals.CreateOne(SignalKind.Message, payload[2]));
    }

    /// <summary>The process in hand holds itself until somebody sends it <see cref="SignalKind.Resume"/> in its own name.</summary>
    public static void SuspendSelf(Process* process)
    {
        Relation* holder = Relation.Create(RelationKind.SuspendedBy, Identity.OfProcess(process->Pid), process->Pid);
        holder->Number = 1;
        RelationTable.Add(ref process->Monitors, holder);
        process->SuspendCount++;
        Interlocked.Or(ref process->State, ProcessState.Suspended);
    }

    public static void HandleResume(Process* process, Term from)
    {
        Relation* holder = RelationTable.Find(process->Monitors, RelationKind.SuspendedBy, Identity.OfProcess(from));
        if (holder == null)
        {
            return;
        }
        Release(process, 1);
        if (--holder->Number == 0)
        {
            RelationTable.Delete(ref process->Monitors, holder);
        }
    }

    private static void Release(Process* process, int count)
    {
        process->SuspendCount -= (ushort)count;
        if (process->SuspendCount == 0)
        {
            Interlocked.And(ref process->State, ~ProcessState.Suspended);
        }
    }

    /// <summary>The suspender ends: everything it holds goes on.</summary>
    public static void LetGo(VirtualMachine vm, Term from, Relation* held)
    {
        for (ulong i = 0; i < held->Number; i++)
        {
            Signals.Deliver(vm, held->Other, Signals.CreateOne(SignalKind.Resume, from));
        }
    }
}
