// Loading: what code_server, init and erl_prim_loader call to make a file's bytes into running code.
namespace Lingen.Runtime;

/// <summary>Preparing, installing and deleting module versions.</summary>
public static unsafe class LoadingBifs
{
    private const int BytesPerReduction = 64;
    private const int QuickQuestions = 20;

    /// <summary>A magic reference to the prepared code, or {error, badfile}. The reason goes to the logger, as on BEAM.</summary>
    [Bif("erts_internal", "prepare_loading")]
    public static Term PrepareLoading(ref BifContext context, Atom name, Binary file)
    {
        context.BumpReductions(file.Length / BytesPerReduction);
        VirtualMachine vm = context.Vm;
        LoadedModule? module = null;
        string problem;
        try
        {
            module = vm.Code.Prepare(file);
            problem = module.Name == name.Term ? "" : $"module name in object code is {AtomTable.Name(module.Name)}";
        }
        catch (BeamFormatException exception)
        {
            problem = exception.Message;
        }
        if (problem.Length > 0)
        {
            module?.FreeUnused();
            vm.Code.ReportLoadError(context.Process, name.Name, problem);
            return Tuple.Create(context.Heap, Atoms.Error, Atoms.Badfile);
        }
        // That was long: who waits in the run queue comes first.
        return context.Yield(
            References.CreateMagic(context.Heap, context.Scheduler, MagicCell.Allocate(new PreparedCode(module!)))
        );
    }

    /// <summary>Whether prepared code has an on_load function.</summary>
    [Bif("erlang", "has_prepared_code_on_load")]
    public static Term HasPreparedCodeOnLoad(ref BifContext context, Term prepared)
    {
        PreparedCode? code = Reference.Resource<PreparedCode>(prepared);
        return code == null ? context.BadArg() : Term.Boolean(code.HasOnLoad);
    }

    /// <summary>
    /// Makes a list of prepared modules current, all or none. Returns ok, or {not_purged | duplicated | on_load, Modules}.
    /// </summary>
    [Bif("erlang", "finish_loading")]
    public static Term FinishLoading(ref BifContext context, Term list)
    {
        var modules = new List<PreparedCode>();
        Term rest = list;
        for (; rest.IsCons; rest = rest.Tail)
        {
            PreparedCode? prepared = Reference.Resource<PreparedCode>(rest.Head);
            if (prepared?.Module == null)
            {
                return context.BadArg();
            }
            modules.Add(prepared);
        }
        if (!rest.IsNil)
        {
            return context.BadArg();
        }
        if (modules.Count > 1 && modules.Exists(static prepared => prepared.HasOnLoad))
        {
            return context.SystemLimit();
        }
        CodeServer code = context.Vm.Code;
        lock (code.Gate)
        {
            return Install(ref context, code, modules);
        }
    }

    private static Term Install(ref BifContext context, CodeServer code, List<PreparedCode> modules)
    {
        var seen = new HashSet<ulong>();
        var refused = new List<Term>();
        foreach (PreparedCode prepared in modules)
        {
            if (prepared.Module is not { } module)
            {
                return context.BadArg();
            }
            if (!seen.Add(module.Name.Bits))
            {
                refused.Add(module.Name);
            }
        }
        if (refused.Count > 0)
        {
            return Outcome(ref context, Atoms.Duplicated, refused);
        }
        foreach (PreparedCode prepared in modules)
        {
            if (!code.CanFinish(prepared.Module!))
            {
                refused.Add(prepared.Module!.Name);
            }
        }
        if (refused.Count > 0)
        {
            return Outcome(ref context, Atoms.NotPurged, refused);
        }
        foreach (PreparedCode prepared in modules)
        {
            LoadedModule module = prepared.Take()!;
            if (code.Finish(module) == LoadOutcome.OnLoad)
            {
                refused.Add(module.Name);
            }
        }
        return refused.Count > 0 ? Outcome(ref context, Atoms.OnLoad, refused) : Atoms.Ok;
    }

    private static Term Outcome(ref BifContext context, Term tag, List<Term> modules)
    {
        Term list = Cons.FromSpan(context.Heap, modules.ToArray());
        return Tuple.Create(context.Heap, tag, list);
    }

    /// <summary>Calls the on_load function of a module that waits for it.</summary>
    [Bif("erlang", "call_on_load_function", Traps = true)]
    public static Term CallOnLoadFunction(ref BifContext context, Atom name)
    {
        LoadedModule? module = context.Vm.Code.Find(name)?.OnLoad;
        return module == null ? context.BadArg() : context.Trap(context.Vm.Code.OnLoadExport(module), []);
    }

    /// <summary>Makes a module current whose on_load function returned ok, or prepares to forget it.</summary>
    [Bif("erlang", "finish_after_on_load")]
    public static Term FinishAfterOnLoad(ref BifContext context, Atom name, Bool keep)
    {
        CodeServer code = context.Vm.Code;
        lock (code.Gate)
        {
            return code.FinishAfterOnLoad(name, keep) ? Atoms.True : context.BadArg();
        }
    }

    /// <summary>Makes the current version old. Returns undefined if the module is not loaded; fails if it has old code.</summary>
    [Bif("erlang", "delete_module")]
    public static Term DeleteModule(ref BifContext context, Atom name)
    {
        CodeServer code = context.Vm.Code;
        lock (code.Gate)
        {
            ModuleSlot? slot = code.Find(name);
            if (slot == null)
            {
                return Atoms.Undefined;
            }
            if (slot.Old != null)
            {
                code.ReportError(context.Process, $"Module {name.Name} must be purged before deleting\n");
                return context.BadArg();
            }
            code.DeleteCurrent(slot);
            return Atoms.True;
        }
    }

    /// <summary>Steps of a purge, called by erts_code_purger alone.</summary>
    [Bif("erts_internal", "purge_module")]
    public static Term PurgeModule(ref BifContext context, Atom name, Atom step)
    {
        CodeServer code = context.Vm.Code;
        PurgeStep completed = step.Term == Atoms.Complete ? code.CompletePurge(name) : PurgeStep.Refused;
        if (completed == PurgeStep.Waits)
        {
            return WaitForThreads(ref context);
        }
        bool? result = step.Term.Bits switch
        {
            AtomBits.Prepare => code.PreparePurge(name, false),
            AtomBits.PrepareOnLoad => code.PreparePurge(name, true),
            AtomBits.Abort => code.AbortPurge(name) ? false : null,
            AtomBits.Complete => completed == PurgeStep.Refused ? null : completed == PurgeStep.Done,
            _ => null,
        };
        return result == null ? context.BadArg() : Term.Boolean(result.Value);
    }

    /// <summary>Whether the calling process is in old code of the module.</summary>
    [Bif("erts_internal", "check_process_code")]
    public static Term CheckProcessCode(ref BifContext context, Atom module)
    {
        context.BumpReductions(1 + (context.Process->Memory.StackWords / 32));
        return Term.Boolean(context.Vm.Code.UsesOldCode(context.Process, module));
    }

    /// <summary>A process that runs a dirty BIF answers for itself when it is back; so nobody has to look into it.</summary>
    [Bif("erts_internal", "check_dirty_process_code")]
    public static Term CheckDirtyProcessCode(ref BifContext context, Term pid, Atom module) =>
        pid.IsLocalPid ? Atoms.Normal : context.BadArg();

    /// <summary>The literal area collector is done with an area and asks for the next.</summary>
    [Bif("erts_literal_area_collector", "release_area_switch")]
    public static Term ReleaseAreaSwitch(ref BifContext context) =>
        context.Vm.Code.SwitchLiteralArea() is { } more ? Term.Boolean(more) : WaitForThreads(ref context);

    /// <summary>
    /// Asks again when other threads had time to pass a quiescent point: some slices long at once, then each millisecond, since one of
    /// them may be held up for long and the caller has a high priority.
    /// </summary>
    private static Term WaitForThreads(ref BifContext context)
    {
        if (context.Vm.Code.VainQuestions < QuickQuestions)
        {
            return context.Retry();
        }
        Scheduler scheduler = context.Scheduler;
        (ulong low, ulong high) = scheduler.References.Next();
        Message* call = Signals.CreateOne(SignalKind.Call, Atoms.Ok);
        call->Extra = (ulong)(delegate* <Process*, Scheduler, Message*, void>)&WakeUp;
        TimerNode* node = TimerNode.Create();
        node->Destination = context.Process->Pid;
        node->Key = Identity.OfReference(Reference.Create(context.Heap, low, high));
        node->Message = call;
        DestinationTimers.Start(context.Vm, scheduler.Timers, node, Clock.Monotonic() + Clock.NanosecondsPerMillisecond);
        return context.Wait();
    }

    /// <summary>The signal has done its work by coming.</summary>
    private static void WakeUp(Process* process, Scheduler scheduler, Message* signal) { }

    /// <summary>Asks a process to copy what it uses of the area; it answers the caller with {copy_literals, {Area, How, Pid}, ok}.</summary>
    [Bif("erts_literal_area_collector", "send_copy_request")]
    public static Term SendCopyRequest(ref BifContext context, Term pid, Term area, Atom how)
    {
        if (!pid.IsLocalPid)
        {
            return context.BadArg();
        }
        Term id = Tuple.Create(context.Heap, area, how, pid);
        ProcessCodeTasks.RequestCopy(context.Vm, context.Process->Pid, pid, id, context.Heap);
        return Atoms.Ok;
    }

    /// <summary>
    /// Native functions that OTP's modules bring are part of the VM (see CodeServer.UseBifs), so loading them succeeds.
    /// Others need a C interface that a static executable does not have.
    /// </summary>
    [Bif("erlang", "load_nif")]
    public static Term LoadNif(ref BifContext context, Term path, Term information)
    {
        FunctionEntry* caller = context.Vm.Code.FindCaller(context.Process);
        if (caller == null || !path.IsList)
        {
            return context.BadArg();
        }
        LoadedModule module = context.Vm.Code.Version(caller);
        if (context.Vm.Code.Find(module.Name)?.Old == module)
        {
            return LoadNifError(
                ref context,
                Atoms.OldCode,
                $"Calling load_nif from old module '{AtomTable.Name(module.Name)}' not allowed"
            );
        }
        if (module.IsPreloaded || context.Vm.Code.HasBifs(module.Name))
        {
            context.Vm.Host?.NativeModuleLoaded(module.Name, information);
            return Atoms.Ok;
        }
        return LoadNifError(
            ref context,
            Atoms.LoadFailed,
            $"Failed to load NIF library of module '{AtomTable.Name(module.Name)}': this runtime system is one static executable and loads no shared libraries"
        );
    }

    private static Term LoadNifError(ref BifContext context, Term kind, string text)
    {
        Term pair = Tuple.Create(context.Heap, kind, Cons.FromString(context.Heap, text));
        return Tuple.Create(context.Heap, Atoms.Error, pair);
    }
}
