// process_flag, process_info, garbage_collect, suspend and resume.
namespace Lingen.Bifs;

/// <summary>BIFs that read and change the settings of processes.</summary>
public static unsafe class ProcessFlagBifs
{
    [Bif("erlang", "process_flag")]
    public static Term ProcessFlag(ref BifContext context, Term flag, Term value)
    {
        Process* process = context.Process;
        switch (flag.Bits)
        {
            case AtomBits.TrapExit:
                return SetBoolean(ref context, ProcessFlags.TrapExit, value);
            case AtomBits.Sensitive:
                return SetBoolean(ref context, ProcessFlags.Sensitive, value);
            case AtomBits.AsyncDist:
                return SetBoolean(ref context, ProcessFlags.AsyncDistribution, value);
            case AtomBits.MessageQueueData when value == Atoms.OffHeap || value == Atoms.OnHeap:
            {
                bool old = process->HasFlag(ProcessFlags.OffHeapMessages);
                process->SetFlag(ProcessFlags.OffHeapMessages, value == Atoms.OffHeap);
                return old ? Atoms.OffHeap : Atoms.OnHeap;
            }
            case AtomBits.ErrorHandler when value.IsAtom:
            {
                Term old = ProcessMemory.ErrorHandler(process);
                process->EnsureExtras()->ErrorHandler = value == Atoms.ErrorHandler ? Term.None : value;
                return old;
            }
            case AtomBits.Priority:
            {
                ProcessPriority? priority = ParsePriority(value);
                if (priority == null)
                {
                    return context.BadArg();
                }
                Term old = ProcessInformation.PriorityAtom(process->Priority);
                process->Priority = priority.Value;
                return old;
            }
            case AtomBits.MinHeapSize when value.IsSmall && value.SmallValue is >= 0 and < int.MaxValue:
            {
                long old = ProcessInformation.MinHeapSize(process);
                process->Memory.MinHeapSizeWords = (int)HeapSizes.AtLeast(Math.Max(value.SmallValue, 233));
                process->SetFlag(ProcessFlags.MinHeapSizeGiven, true);
                return Term.Small(old);
            }
            case AtomBits.MinBinVheapSize when value.IsSmall && value.SmallValue >= 0:
            {
                long old = ProcessInformation.MinBinaryVirtualHeap(process);
                process->EnsureExtras()->MinBinaryVirtualHeapWords = Math.Max(value.SmallValue, 46_422);
                return Term.Small(old);
            }
            case AtomBits.FullsweepAfter when value.IsSmall && value.SmallValue >= 0:
            {
                int old = process->Memory.FullSweepAfter;
                process->Memory.FullSweepAfter = (ushort)Math.Min(value.SmallValue, ushort.MaxValue);
                return Term.Small(old);
            }
            case AtomBits.MaxHeapSize:
                return SetMaxHeapSize(ref context, value);
            case AtomBits.SaveCalls when value.IsSmall && value.SmallValue is >= 0 and <= SavedCalls.MostEntries:
            {
                int old = SavedCalls.Capacity(process);
                SavedCalls.Keep(process, (int)value.SmallValue);
                return Term.Small(old);
            }
            case AtomBits.MonitorNodes:
                return NodeMonitoring(ref context, Term.Nil, value);
            case AtomBits.Scheduler
                when value.IsSmall && value.SmallValue >= 0 && value.SmallValue <= context.Vm.Schedulers.Length:
            {
                // BEAM's own tests bind processes. It goes on where it is bound to.
                int old = process->BoundTo;
                process->BoundTo = (ushort)value.SmallValue;
                return context.Yield(Term.Small(old));
            }
        }
        if (flag.IsTuple && new Tuple(flag).Arity == 2 && new Tuple(flag)[0] == Atoms.MonitorNodes)
        {
            return NodeMonitoring(ref context, new Tuple(flag)[1], value);
        }
        return context.BadArg();
    }

    /// <summary>erlang:process_flag/3 for another process: save_calls alone.</summary>
    [Bif("erts_internal", "process_flag")]
    public static Term ProcessFlagOfOther(ref BifContext context, Term pid, Term flag, Term value)
    {
        if (!pid.IsLocalPid || context.Vm.Processes.Find(pid) == null)
        {
            return Atoms.Badarg;
        }
        if (flag != Atoms.SaveCalls || !value.IsSmall || value.SmallValue is < 0 or > SavedCalls.MostEntries)
        {
            return flag == Atoms.SaveCalls ? Atoms.Badarg : Atoms.Badtype;
        }
        if (pid == context.Process->Pid)
        {
            return ProcessFlag(ref context, flag, value);
        }
        // Answered behind the signals that were sent before: one of them may have ended the process.
        Term reference = References.Create(context.Heap, context.Scheduler);
        bool sent = Signals.Call(context.Vm, pid, [context.Process->Pid, reference, value], &KeepCalls);
        return sent ? reference : Atoms.Badarg;
    }

    /// <summary>A process is asked to keep its last calls: {From, Reference, Number}.</summary>
    private static void KeepCalls(Process* process, Scheduler scheduler, Message* signal)
    {
        var request = new Tuple(signal->Payload);
        Term old = Atoms.Badarg;
        if (process != null)
        {
            old = Term.Small(SavedCalls.Capacity(process));
            SavedCalls.Keep(process, (int)request[2].SmallValue);
        }
        Signals.Reply(scheduler.Vm, request[0], request[1], old);
    }

    [Bif("erlang", "process_info", Traps = true)]
    public static Term ProcessInfo(ref BifContext context, Term pid) => ProcessInfo(ref context, pid, Atoms.All, true);

    [Bif("erlang", "process_info", Traps = true)]
    public static Term ProcessInfo(ref BifContext context, Term pid, Term items) => ProcessInfo(ref context, pid, items, false);

    private static Term ProcessInfo(ref BifContext context, Term pid, Term items, bool all)
    {
        if (!pid.IsLocalPid)
        {
            return
                pid.IsExternalPid
                && External.Node(pid)->Name == context.Vm.NodeName
                && (all || ProcessInformation.AreItems(items))
                ? Atoms.Undefined
                : context.BadArg();
        }
        if (!all && !ProcessInformation.AreItems(items))
        {
            return context.BadArg();
        }
        Process* process = context.Process;
        if (pid == process->Pid)
        {
            SignalHandler.HandleInBuiltIn(process);
            return process->IsExiting
                ? ProcessBifs.Exiting(process)
                : ProcessInformation.Build(process, context.Heap, items, true);
        }
        Term reference = References.Create(context.Heap, context.Scheduler);
        if (!Signals.DeliverRequest(process, pid, Signals.Create(SignalKind.ProcessInfo, [process->Pid, reference, items])))
        {
            return Atoms.Undefined;
        }
        return context.Trap(Atoms.ErtsInternal, Atoms.AwaitResult, [reference]);
    }

    [Bif("erts_internal", "garbage_collect")]
    public static Term GarbageCollect(ref BifContext context, Term type)
    {
        if (type != Atoms.Major && type != Atoms.Minor)
        {
            return context.BadArg();
        }
        // A BIF does not collect: the slice ends, and the collection comes before the next one.
        context.Process->SetFlag(ProcessFlags.CollectWanted, true);
        context.Process->SetFlag(ProcessFlags.FullSweepWanted, type == Atoms.Major);
        return context.Yield(Term.True);
    }

    [Bif("erts_internal", "request_system_task")]
    public static Term RequestSystemTask(ref BifContext context, Term pid, Term priority, Term request) =>
        RequestSystemTask(ref context, context.Process->Pid, pid, priority, request);

    [Bif("erts_internal", "request_system_task")]
    public static Term RequestSystemTask(ref BifContext context, Term requester, Term pid, Term priority, Term request)
    {
        bool known =
            request.IsTuple
            && new Tuple(request).Arity >= 2
            && new Tuple(request)[0].Bits
                is AtomBits.GarbageCollect
                    or AtomBits.CheckProcessCode
                    or AtomBits.CopyLiterals
                    or AtomBits.SystemTaskTest;
        ProcessPriority? wanted = priority == Atoms.Inherit ? context.Process->Priority : ParsePriority(priority);
        if (!known || wanted == null || !requester.IsLocalPid || !pid.IsPid)
        {
            return context.BadArg();
        }
        if (!pid.IsLocalPid)
        {
            return context.BadArg();
        }
        Message* signal = Signals.Create(SignalKind.SystemTask, [requester, request], withLiterals: true);
        signal->Extra = (ulong)wanted.Value;
        Process* target = context.Vm.Processes.Find(pid);
        if (target == null || !SignalQueue.Push(target, signal))
        {
            SystemTasks.AnswerForDead(context.Vm, signal);
            Message.Release(signal);
        }
        else
        {
            Wakeups.RaiseFor(wanted.Value, target);
        }
        return Atoms.Ok;
    }

    [Bif("erts_internal", "is_system_process")]
    public static Term IsSystemProcess(ref BifContext context, Term pid)
    {
        if (!pid.IsLocalPid)
        {
            return pid.IsExternalPid ? Term.False : context.BadArg();
        }
        Process* process = context.Vm.Processes.Find(pid);
        return Term.Boolean(process != null && process->HasFlag(ProcessFlags.System));
    }

    [Bif("erts_internal", "is_process_executing_dirty")]
    public static Term IsProcessExecutingDirty(ref BifContext context, Term pid)
    {
        if (!pid.IsLocalPid)
        {
            return context.BadArg();
        }
        Process* process = context.Vm.Processes.Find(pid);
        return Term.Boolean(process != null && (process->State & ProcessState.Dirty) != 0);
    }

    /// <summary>Our processes handle their signals when their dirty call ends.</summary>
    [Bif("erts_internal", "dirty_process_handle_signals")]
    public static Term DirtyProcessHandleSignals(ref BifContext context, Term pid)
    {
        if (!pid.IsLocalPid)
        {
            return Term.False;
        }
        return context.Vm.Processes.Find(pid) == null ? Atoms.Noproc : Atoms.Normal;
    }

    [Bif("erts_internal", "suspend_process")]
    public static Term SuspendProcess(ref BifContext context, Term pid, Term options)
    {
        Process* process = context.Process;
        bool unlessSuspending = false;
        bool asynchronous = false;
        Term reply = Term.None;
        for (; options.IsCons; options = options.Tail)
        {
            Term option = options.Head;
            if (option == Atoms.UnlessSuspending)
            {
                unlessSuspending = true;
            }
            else if (option == Atoms.Asynchronous)
            {
                asynchronous = true;
            }
            else if (option.IsTuple && new Tuple(option).Arity == 2 && new Tuple(option)[0] == Atoms.Asynchronous)
            {
                asynchronous = true;
                reply = new Tuple(option)[1];
            }
            else
            {
                return Atoms.Badopt;
            }
        }
        if (!options.IsNil)
        {
            return Atoms.Badopt;
        }
        if (!pid.IsLocalPid || pid == process->Pid || context.Vm.Processes.Find(pid) == null)
        {
            return Atoms.Badarg;
        }
        Relation* held = RelationTable.Find(process->Monitors, RelationKind.Suspending, pid.Bits);
        if (held != null && unlessSuspending)
        {
            return ConfirmSuspension(ref context, pid, asynchronous, reply);
        }
        if (held == null)
        {
            held = Suspension.Create(pid);
            RelationTable.Add(ref process->Monitors, held);
        }
        held->Number++;
        return SendSuspend(ref context, pid, asynchronous, reply, held);
    }

    /// <summary>The process is suspended by the caller already, or will be: who waits for that or wants to be told gets an answer then.</summary>
    private static Term ConfirmSuspension(ref BifContext context, Term pid, bool asynchronous, Term reply)
    {
        Term reference = References.Create(context.Heap, context.Scheduler);
        if (asynchronous)
        {
            if (!reply.IsNone)
            {
                Term told = Tuple.Create(context.Heap, reply, Atoms.Suspended);
                Suspension.Confirm(context.Vm, pid, context.Process->Pid, reference, told);
            }
            return Term.False;
        }
        Term answer = Tuple.Create(context.Heap, reference, Term.False);
        return Suspension.Confirm(context.Vm, pid, context.Process->Pid, reference, answer) ? reference : Atoms.Badarg;
    }

    private static Term SendSuspend(ref BifContext context, Term pid, bool asynchronous, Term reply, Relation* held)
    {
        Process* process = context.Process;
        Term reference = References.Create(context.Heap, context.Scheduler);
        Term answer =
            !asynchronous ? Tuple.Create(context.Heap, reference, Term.True)
            : reply.IsNone ? Term.Nil
            : Tuple.Create(context.Heap, reply, Atoms.Suspended);
        Message* signal = Signals.Create(SignalKind.Suspend, [process->Pid, reference, answer, held->Tag]);
        signal->Extra = asynchronous && reply.IsNone ? 0 : Suspension.WantsReply;
        if (!Signals.DeliverRequest(process, pid, signal))
        {
            RelationTable.Delete(ref process->Monitors, held);
            return Atoms.Badarg;
        }
        return asynchronous ? Term.True : reference;
    }

    [Bif("erlang", "resume_process")]
    public static Term ResumeProcess(ref BifContext context, Term pid)
    {
        Process* process = context.Process;
        Relation* held = pid.IsLocalPid ? RelationTable.Find(process->Monitors, RelationKind.Suspending, pid.Bits) : null;
        if (held == null)
        {
            return context.BadArg();
        }
        if (--held->Number == 0)
        {
            RelationTable.Delete(ref process->Monitors, held);
        }
        return Signals.Deliver(context.Vm, pid, Signals.CreateOne(SignalKind.Resume, process->Pid))
            ? Term.True
            : context.BadArg();
    }

    [Bif("erts_internal", "process_display", Traps = true)]
    public static Term ProcessDisplay(ref BifContext context, Term pid, Term type)
    {
        if (!pid.IsLocalPid || type != Atoms.Backtrace || context.Vm.Processes.Find(pid) == null)
        {
            return Atoms.Badarg;
        }
        return Term.True;
    }

    public static ProcessPriority? ParsePriority(Term term) =>
        term.Bits switch
        {
            AtomBits.Max => ProcessPriority.Max,
            AtomBits.High => ProcessPriority.High,
            AtomBits.Normal => ProcessPriority.Normal,
            AtomBits.Low => ProcessPriority.Low,
            _ => null,
        };

    private static Term SetBoolean(ref BifContext context, ProcessFlags flag, Term value)
    {
        if (!value.IsBoolean)
        {
            return context.BadArg();
        }
        bool old = context.Process->HasFlag(flag);
        context.Process->SetFlag(flag, value == Atoms.True);
        return Term.Boolean(old);
    }

    private static Term SetMaxHeapSize(ref BifContext context, Term value)
    {
        var limit = new MaxHeapOption(context.Vm);
        if (!limit.Read(value))
        {
            return context.BadArg();
        }
        Process* process = context.Process;
        Term old = ProcessInformation.MaxHeapSize(process, context.Heap);
        ProcessExtras* extras = process->EnsureExtras();
        extras->MaxHeapSizeWords = limit.Words;
        extras->MaxHeapKill = limit.Kill;
        extras->MaxHeapErrorLogger = limit.ErrorLogger;
        extras->MaxHeapIncludeSharedBinaries = limit.IncludeSharedBinaries;
        return old;
    }

    private static Term NodeMonitoring(ref BifContext context, Term options, Term value)
    {
        if (!value.IsBoolean || !(options.IsNil || options.IsMap))
        {
            return context.BadArg();
        }
        return Term.Small(context.Vm.NodeWatchers.Set(context.Process->Pid, options, value == Atoms.True));
    }
}
