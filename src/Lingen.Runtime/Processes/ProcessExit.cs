// Death of a process, on the scheduler that has it in hand: it lets go of what it owns, leaves the table, refuses
// further signals, answers those that still came, and tells everyone who is linked or watches.
using System.Runtime.InteropServices;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Ends processes.</summary>
public static unsafe class ProcessExit
{
    /// <summary>Characters of an exit reason in the last words of a node.</summary>
    private const int SloganLimit = 1000;

    /// <summary>Ends the process. Its FailureKind and FailureReason say why; none is a normal end. The block is retired.</summary>
    public static void End(Process* process, Scheduler scheduler)
    {
        HeapLimits.CheckLast(process);
        Term reason = process->Failure == FailureKind.None ? Atoms.Normal : process->FailureReason;
        if (process->Failure is FailureKind.Error or FailureKind.Throw && !process->HasFlag(ProcessFlags.NoCrashReport))
        {
            CrashReports.Crash(process, reason);
        }
        Leave(process, scheduler, reason);
        Finish(process);
    }

    /// <summary>
    /// Ends the process for everyone else. Its memory stays until <see cref="Finish"/>: a dirty call that is under way may
    /// use it.
    /// </summary>
    internal static void Leave(Process* process, Scheduler scheduler, Term reason)
    {
        VirtualMachine vm = scheduler.Vm;
        if (process->HasFlag(ProcessFlags.System))
        {
            // Nothing works without it.
            vm.Halt(
                1,
                flush: false,
                $"System process {TermPrinter.ToText(process->Pid)} terminated: {TermPrinter.ToText(reason, SloganLimit)}"
            );
        }
        ProcessTracing.Exited(process, reason);
        Interlocked.Or(ref process->State, ProcessState.Exiting | ProcessState.Left);
        ReceiveTimers.Free(process);
        Release(process, vm, scheduler);
        ForgetName(process, vm);
        ProcessTracing.Ended(process);
        vm.Processes.Remove(process);
        DestinationTimers.End(process);
        SystemTasks.AnswerCollections(process, Term.False);
        scheduler.ExitedProcesses++;
        Message* signals = SignalQueue.Close(process);
        while (signals != null)
        {
            Message* next = signals->Next;
            DeadLetters.Answer(process, signals);
            signals = next;
        }
        TellLinked(process, vm, reason);
        TellMonitors(process, vm, reason);
    }

    /// <summary>Frees what a process that has left still holds. The block is retired.</summary>
    internal static void Finish(Process* process)
    {
        FreeMemory(process);
        Interlocked.Or(ref process->State, ProcessState.Gone);
        Epochs.Retire(process);
    }

    /// <summary>Tables and ports that belong to the process, before anyone hears of its end.</summary>
    private static void Release(Process* process, VirtualMachine vm, Scheduler scheduler)
    {
        foreach (Action<nint, Scheduler> hook in vm.ProcessExitHooks)
        {
            hook((nint)process, scheduler);
        }
        vm.Host?.ProcessExited(process->Pid);
        vm.NodeWatchers.Forget(process->Pid);
        vm.BlockerExited(process->Pid);
        if (process->Pid == vm.NodeOwner)
        {
            vm.NodeOwner = Term.None;
            vm.SetNode(Atoms.NonodeAtNohost, 0);
        }
    }

    private static void ForgetName(Process* process, VirtualMachine vm)
    {
        if (process->RegisteredName.IsNone)
        {
            return;
        }
        lock (vm.Names.Gate)
        {
            if (!process->RegisteredName.IsNone)
            {
                ProcessTracing.Unregistered(process, process->RegisteredName);
                vm.Names.Clear(process->RegisteredName);
                process->RegisteredName = Term.None;
            }
        }
    }

    private static void TellLinked(Process* process, VirtualMachine vm, Term reason)
    {
        Relation* link = process->Links == null ? null : process->Links->First;
        while (link != null)
        {
            Relation* next = link->Next;
            if (link->Number == 0)
            {
                Term token = process->Extras == null ? Term.None : SequentialTrace.TokenForExit(process, link->Other, reason);
                Signals.LinkExit(vm, process->Pid, link->Other, reason, token: token);
            }
            Relation.Free(link);
            link = next;
        }
        RelationTable.FreeTable(ref process->Links);
    }

    private static void TellMonitors(Process* process, VirtualMachine vm, Term reason)
    {
        Relation* monitor = process->Monitors == null ? null : process->Monitors->First;
        while (monitor != null)
        {
            Relation* next = monitor->Next;
            switch (monitor->Kind)
            {
                case RelationKind.MonitorOrigin:
                    Monitors.SendDemonitor(vm, process->Pid, monitor);
                    break;
                case RelationKind.MonitorTarget:
                    Term from = monitor->Name.IsNone ? process->Pid : monitor->Name;
                    Signals.MonitorDown(vm, monitor->Other, monitor->Reference, from, reason);
                    break;
                case RelationKind.Suspending:
                    Suspension.LetGo(vm, process->Pid, monitor);
                    break;
                case RelationKind.NodeMonitor:
                    vm.Distribution?.MonitorNode(process->Pid, monitor->Name, false);
                    break;
            }
            Relation.Free(monitor);
            monitor = next;
        }
        RelationTable.FreeTable(ref process->Monitors);
    }

    private static void FreeMemory(Process* process)
    {
        process->Memory.Free();
        Message* message = process->FirstMessage;
        while (message != null)
        {
            Message* next = message->Next;
            Message.Release(message);
            message = next;
        }
        process->FirstMessage = process->LastMessage = null;
        ProcessDictionary.Free(ref process->Dictionary);
        SavedCalls.Keep(process, 0);
        NativeMemory.Free(process->Extras);
        process->Extras = null;
    }
}

/// <summary>What the signals get that come too late.</summary>
public static unsafe class DeadLetters
{
    /// <summary>Answers a signal in the name of a process that has ended, and releases it.</summary>
    public static void Answer(Process* process, Message* signal)
    {
        VirtualMachine vm = process->Vm;
        Term payload = signal->Payload;
        switch ((SignalKind)signal->Kind)
        {
            case SignalKind.Link:
                Signals.LinkExit(vm, process->Pid, payload, Atoms.Noproc);
                break;
            case SignalKind.Unlink:
                Links.Forget(process, payload);
                Signals.UnlinkAck(vm, process->Pid, payload, signal->Extra);
                break;
            case SignalKind.LinkExit:
                Links.Forget(process, new Tuple(payload)[0]);
                break;
            case SignalKind.Monitor:
            {
                var monitor = new Tuple(payload);
                Signals.MonitorDown(vm, monitor[0], monitor[1], process->Pid, Atoms.Noproc);
                break;
            }
            case SignalKind.Demonitor:
            {
                ulong key = Identity.OfReference(payload);
                Relation* monitor = RelationTable.Find(process->Monitors, RelationKind.MonitorTarget, key);
                if (monitor != null)
                {
                    RelationTable.Delete(ref process->Monitors, monitor);
                }
                break;
            }
            case SignalKind.GroupLeader when new Tuple(payload)[2].IsReference:
                Signals.Reply(vm, new Tuple(payload)[1], new Tuple(payload)[2], Atoms.Badarg);
                break;
            case SignalKind.IsAlive:
                Signals.Reply(vm, new Tuple(payload)[0], new Tuple(payload)[1], Term.False);
                break;
            case SignalKind.ProcessInfo:
                Signals.Reply(vm, new Tuple(payload)[0], new Tuple(payload)[1], Atoms.Undefined);
                break;
            case SignalKind.Suspend when signal->Extra == Suspension.WantsReply:
                Suspension.AnswerForDead(vm, new Tuple(payload));
                break;
            case SignalKind.Call:
                ((delegate* <Process*, Scheduler, Message*, void>)signal->Extra)(null, Scheduler.Current!, signal);
                break;
            case SignalKind.SystemTask:
                SystemTasks.AnswerForDead(vm, signal);
                break;
        }
        Message.Release(signal);
    }
}
