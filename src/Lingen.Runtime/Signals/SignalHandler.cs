// The receiving process works through its signals here, in their order: messages go to the inner queue, everything
// else takes effect at once. Runs on the thread that has the process in hand: at the start of a slice and whenever
// a receive has looked at everything in the inner queue.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Handles signals in the context of their receiver.</summary>
public static unsafe partial class SignalHandler
{
    /// <summary>Fetches and handles all queued signals.</summary>
    public static void HandlePending(Process* process)
    {
        if (SignalQueue.IsEmpty(process))
        {
            return;
        }
        // What is taken out of the queue here has to be answered, so nothing on the way may be given up.
        Scheduler? scheduler = Scheduler.Current;
        bool mayGiveUp = scheduler is { MayGiveUp: true };
        if (mayGiveUp)
        {
            scheduler!.MayGiveUp = false;
        }
        HandleAll(process);
        if (mayGiveUp)
        {
            scheduler!.MayGiveUp = true;
        }
    }

    private static void HandleAll(Process* process)
    {
        Message* signal = SignalQueue.Take(process);
        TaskBatch tasks = default;
        while (signal != null)
        {
            Message* next = signal->Next;
            if ((SignalKind)signal->Kind == SignalKind.SystemTask)
            {
                tasks.Add(signal);
            }
            else if (process->IsExiting)
            {
                // What comes after the signal that ends the process finds it dead.
                DeadLetters.Answer(process, signal);
            }
            else
            {
                Handle(process, signal);
            }
            signal = next;
        }
        while ((signal = tasks.Take()) != null)
        {
            SystemTasks.Handle(process, signal);
        }
    }

    /// <summary>
    /// The same from inside of a BIF, which never collects: what would move the process's terms stays in the queue for the next
    /// receive or slice.
    /// </summary>
    public static void HandleInBuiltIn(Process* process)
    {
        process->SetFlag(ProcessFlags.InBuiltIn, true);
        HandlePending(process);
        process->SetFlag(ProcessFlags.InBuiltIn, false);
    }

    private static void Handle(Process* process, Message* signal)
    {
        switch ((SignalKind)signal->Kind)
        {
            case SignalKind.Message:
                Receive(process, signal);
                return;
            case SignalKind.AliasMessage:
                HandleAliasMessage(process, signal);
                return;
            case SignalKind.Exit:
                HandleExit(process, signal);
                return;
            case SignalKind.LinkExit:
                HandleLinkExit(process, signal);
                return;
            case SignalKind.MonitorDown:
                HandleMonitorDown(process, signal);
                return;
            case SignalKind.SpawnReply:
                HandleSpawnReply(process, signal);
                return;
        }
        HandleControl(process, signal);
        Message.Release(signal);
    }

    /// <summary>Signals that never become messages of the receiver.</summary>
    private static void HandleControl(Process* process, Message* signal)
    {
        Term payload = signal->Payload;
        switch ((SignalKind)signal->Kind)
        {
            case SignalKind.Link:
                if (signal->Extra != 0)
                {
                    ProcessTracing.InheritByLink(process, payload);
                }
                HandleLink(process, payload);
                break;
            case SignalKind.Unlink:
                HandleUnlink(process, payload, signal->Extra);
                break;
            case SignalKind.UnlinkAck:
                HandleUnlinkAck(process, payload, signal->Extra);
                break;
            case SignalKind.Monitor:
                HandleMonitor(process, new Tuple(payload));
                break;
            case SignalKind.Demonitor:
                HandleDemonitor(process, payload);
                break;
            case SignalKind.GroupLeader:
                HandleGroupLeader(process, new Tuple(payload));
                break;
            case SignalKind.IsAlive:
                Signals.Reply(process->Vm, new Tuple(payload)[0], new Tuple(payload)[1], Term.Boolean(!process->IsExiting));
                break;
            case SignalKind.ProcessInfo:
                ProcessInformation.Answer(process, new Tuple(payload));
                break;
            case SignalKind.Suspend:
                Suspension.HandleSuspend(process, new Tuple(payload), signal->Extra);
                break;
            case SignalKind.Resume:
                Suspension.HandleResume(process, payload);
                break;
            case SignalKind.Call:
                ((delegate* <Process*, Scheduler, Message*, void>)signal->Extra)(process, Scheduler.Current!, signal);
                break;
            case SignalKind.TimeOffset:
                HandleTimeOffset(process);
                break;
        }
    }

    /// <summary>A message is in the inner queue from here on; tracing of 'receive' hooks in here.</summary>
    private static void Receive(Process* process, Message* message)
    {
        message->Kind = (int)SignalKind.Message;
        if (process->TraceFlags != 0)
        {
            ProcessTracing.Received(process, message);
        }
        Mailbox.Append(process, message);
    }

    private static void HandleExit(Process* process, Message* signal)
    {
        var pair = new Tuple(signal->Payload);
        Term reason = pair[1];
        if (reason == Atoms.Kill)
        {
            End(process, Atoms.Killed);
            Message.Release(signal);
        }
        else if (process->TrapsExit)
        {
            ReceiveExit(process, signal);
        }
        else if (reason == Atoms.Normal && pair[0] != process->Pid)
        {
            Message.Release(signal);
        }
        else
        {
            ExitBecause(process, signal, reason);
        }
    }

    private static void HandleLinkExit(Process* process, Message* signal)
    {
        var pair = new Tuple(signal->Payload);
        Relation* link = RelationTable.Find(process->Links, RelationKind.Link, Identity.OfProcess(pair[0]));
        if (link == null || link->Number != 0)
        {
            if (link != null)
            {
                RelationTable.Delete(ref process->Links, link);
            }
            Message.Release(signal);
            return;
        }
        RelationTable.Delete(ref process->Links, link);
        if (process->TrapsExit || pair[1] == Atoms.Normal)
        {
            ProcessTracing.GotUnlinked(process, pair[0]);
        }
        if (process->TrapsExit)
        {
            ReceiveExit(process, signal);
        }
        else if (pair[1] == Atoms.Normal)
        {
            Message.Release(signal);
        }
        else
        {
            ExitBecause(process, signal, pair[1]);
        }
    }

    /// <summary>Ends the process with a reason that lies in the signal's fragment: the fragment joins the heap.</summary>
    private static void ExitBecause(Process* process, Message* signal, Term reason)
    {
        if (!process->IsInDirtyCall)
        {
            Message.JoinHeap(signal, &process->Memory);
        }
        End(process, reason);
        Message.Release(signal);
    }

    /// <summary>Marks the process, or ends it for everyone else if it is in a dirty call that nobody can stop.</summary>
    private static void End(Process* process, Term reason)
    {
        if (process->IsInDirtyCall)
        {
            AbandonedCalls.Add(process);
            ProcessExit.Leave(process, Scheduler.Current!, reason);
        }
        else
        {
            process->MarkExiting(reason);
        }
    }

    /// <summary>Builds {'EXIT', From, Reason} in the room the sender has left and receives it.</summary>
    private static void ReceiveExit(Process* process, Message* signal)
    {
        var pair = new Tuple(signal->Payload);
        TermHeap heap = SpareHeap(signal);
        signal->Payload = Tuple.Create(&heap, Atoms.ExitUpper, pair[0], pair[1]);
        signal->Fragment->Top = heap.Top;
        signal->Sender = pair[0].IsImmediate ? pair[0] : Term.None;
        Receive(process, signal);
    }

    private static void HandleMonitorDown(Process* process, Message* signal)
    {
        var pair = new Tuple(signal->Payload);
        Relation* monitor = RelationTable.Find(process->Monitors, RelationKind.MonitorOrigin, Identity.OfReference(pair[0]));
        if (monitor == null)
        {
            Message.Release(signal);
            return;
        }
        Term type = monitor->Has(RelationFlags.Port) ? Atoms.Port : Atoms.Process;
        TermHeap heap = SpareHeap(signal);
        if ((monitor->Tag.IsImmediate || monitor->Tag.IsNone) && monitor->Other.IsImmediate)
        {
            Term subject = monitor->Name.IsNone ? monitor->Other : Tuple.Create(&heap, monitor->Name, process->Vm.NodeName);
            Term tag = monitor->Tag.IsNone ? Atoms.DownUpper : monitor->Tag;
            signal->Payload = Tuple.Create(&heap, tag, pair[0], type, subject, pair[1]);
            signal->Fragment->Top = heap.Top;
            EndMonitor(process, monitor);
            Receive(process, signal);
            return;
        }
        ReceiveDownWithCopies(process, signal, monitor, type);
    }

    /// <summary>The tag or the watched pid is a boxed term of the monitor node: the message is copied as a whole.</summary>
    private static void ReceiveDownWithCopies(Process* process, Message* signal, Relation* monitor, Term type)
    {
        var pair = new Tuple(signal->Payload);
        ulong* words = stackalloc ulong[16];
        TermHeap heap = default;
        heap.Top = words;
        heap.Limit = words + 16;
        Term subject = monitor->Other;
        if (!monitor->Name.IsNone)
        {
            Term node =
                subject.IsExternalPid ? External.Node(subject)->Name
                : subject.IsAtom ? subject
                : process->Vm.NodeName;
            subject = Tuple.Create(&heap, monitor->Name, node);
        }
        Term tag = monitor->Tag.IsNone ? Atoms.DownUpper : monitor->Tag;
        Term down = Tuple.Create(&heap, tag, pair[0], type, subject, pair[1]);
        Message* message = TermCopier.CreateMessage(down);
        Message.Release(signal);
        EndMonitor(process, monitor);
        Receive(process, message);
    }

    /// <summary>A monitor has fired: the node goes, or stays as an alias that must be unaliased explicitly.</summary>
    private static void EndMonitor(Process* process, Relation* monitor)
    {
        if (
            monitor->Has(RelationFlags.Alias)
            && !monitor->Has(RelationFlags.AliasDemonitor)
            && !monitor->Has(RelationFlags.AliasReply)
        )
        {
            monitor->Kind = RelationKind.Alias;
            return;
        }
        RelationTable.Delete(ref process->Monitors, monitor);
    }

    private static TermHeap SpareHeap(Message* signal)
    {
        TermHeap heap = default;
        heap.Top = signal->Fragment->Top;
        heap.Limit = signal->Fragment->Limit;
        return heap;
    }

    private static void HandleLink(Process* process, Term other)
    {
        ulong key = Identity.OfProcess(other);
        if (RelationTable.Find(process->Links, RelationKind.Link, key) == null)
        {
            RelationTable.Add(ref process->Links, Relation.Create(RelationKind.Link, key, other));
            ProcessTracing.GotLinked(process, other);
        }
    }

    private static void HandleUnlink(Process* process, Term other, ulong number)
    {
        Relation* link = RelationTable.Find(process->Links, RelationKind.Link, Identity.OfProcess(other));
        if (link != null && link->Number == 0)
        {
            RelationTable.Delete(ref process->Links, link);
            ProcessTracing.GotUnlinked(process, other);
        }
        Signals.UnlinkAck(process->Vm, process->Pid, other, number);
    }

    private static void HandleUnlinkAck(Process* process, Term other, ulong number)
    {
        Relation* link = RelationTable.Find(process->Links, RelationKind.Link, Identity.OfProcess(other));
        if (link != null && link->Number == number)
        {
            RelationTable.Delete(ref process->Links, link);
        }
    }

    private static void HandleMonitor(Process* process, Tuple payload)
    {
        Term name = payload.Arity > 2 ? payload[2] : Term.None;
        RelationTable.Add(
            ref process->Monitors,
            Relation.Create(RelationKind.MonitorTarget, Identity.OfReference(payload[1]), payload[0], payload[1], name)
        );
    }

    private static void HandleDemonitor(Process* process, Term reference)
    {
        Relation* monitor = RelationTable.Find(process->Monitors, RelationKind.MonitorTarget, Identity.OfReference(reference));
        if (monitor != null)
        {
            RelationTable.Delete(ref process->Monitors, monitor);
        }
    }

    private static void HandleGroupLeader(Process* process, Tuple payload)
    {
        process->GroupLeader = process->IsInDirtyCall
            ? TermCopier.CopyToLiteral(payload[0])
            : TermCopier.Copy(payload[0], (TermHeap*)process);
        if (payload[2].IsReference)
        {
            Signals.Reply(process->Vm, payload[1], payload[2], Term.True);
        }
    }

    /// <summary>A message through an alias: accepted only while the alias is active.</summary>
    private static void HandleAliasMessage(Process* process, Message* signal)
    {
        var pair = new Tuple(signal->Payload);
        ulong key = Identity.OfReference(pair[0]);
        Relation* alias = FindAlias(process, key);
        if (alias == null)
        {
            Message.Release(signal);
            return;
        }
        if (alias->Has(RelationFlags.AliasReply))
        {
            if (alias->Kind == RelationKind.MonitorOrigin)
            {
                Monitors.SendDemonitor(process->Vm, process->Pid, alias);
            }
            RelationTable.Delete(ref process->Monitors, alias);
        }
        signal->Payload = pair[1];
        Receive(process, signal);
    }

    /// <summary>The node that holds this reference as an active alias, or null.</summary>
    public static Relation* FindAlias(Process* process, ulong key)
    {
        Relation* alias = RelationTable.Find(process->Monitors, RelationKind.Alias, key);
        if (alias == null)
        {
            alias = RelationTable.Find(process->Monitors, RelationKind.MonitorOrigin, key);
        }
        return alias != null && alias->Has(RelationFlags.Alias) ? alias : null;
    }

    private static void HandleTimeOffset(Process* process)
    {
        ulong* words = stackalloc ulong[8];
        for (Relation* node = process->Monitors == null ? null : process->Monitors->First; node != null; node = node->Next)
        {
            if (node->Kind == RelationKind.MonitorOrigin && node->Has(RelationFlags.TimeOffset))
            {
                TermHeap heap = default;
                heap.Top = words;
                heap.Limit = words + 8;
                Term change = Tuple.Create(
                    &heap,
                    Atoms.ChangeUpper,
                    node->Reference,
                    Atoms.TimeOffset,
                    Atoms.ClockService,
                    Term.Small(Clock.TimeOffset())
                );
                Receive(process, TermCopier.CreateMessage(change));
            }
        }
    }
}
