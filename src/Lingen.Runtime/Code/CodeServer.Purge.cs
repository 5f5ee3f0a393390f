// Getting rid of old code. The process erts_code_purger drives it through erts_internal:purge_module/2:
//
//   prepare   funs of the old version stop leading into it, so no process can enter it any more
//   (every process is asked by a system task whether it is still in it; a hard purge kills those that are)
//   abort     the funs are put back: a soft purge found users
//   complete  nobody finds the version any more; when every thread has passed a quiescent point since, its code is freed
//             and its literals go to the literal area collector
//
// The wait is for those who do not answer for themselves: a process that has been told to exit counts as gone while its thread may
// still be on its last instructions, and a stack trace may just be looking an address up. docs/internals/code-loading.md has the rule.
//
// Literals outlive their module: terms on heaps may point at them. An area to be freed is announced, so that messages
// carry no pointers into it any more; when every thread knows, the process erts_literal_area_collector asks
// every process to copy what it still uses of the area (system task copy_literals); then the area is freed.
namespace Lingen.Runtime;

public sealed unsafe partial class CodeServer
{
    /// <summary>The node that releases an area: literals of all nodes of the OS process share one region and one announcement.</summary>
    private static CodeServer? releaser;

    private readonly Queue<LiteralArea> releasable = new();
    private readonly List<Term> suspendedCallers = [];
    private LiteralArea releasing;
    private LiteralArea nextReleasing;

    /// <summary>The epoch that a switch of areas waits for; 0 if none is under way.</summary>
    private long switchEpoch;
    private Term purging;

    /// <summary>The version whose purge is complete but for the wait, and the epoch that it waits for.</summary>
    private LoadedModule? retiring;
    private long retireEpoch;

    /// <summary>How often the purger, or the literal area collector, has asked in vain for what it waits for.</summary>
    public int VainQuestions { get; private set; }

    /// <summary>Called when literals wait to be released: sends copy_literals to the literal area collector.</summary>
    public Action? LiteralsReleased { get; set; }

    /// <summary>The module whose old code is being purged, or none.</summary>
    public Term Purging => purging;

    /// <summary>Starts a purge; false if there is no old code. Null: another purge is under way.</summary>
    public bool? PreparePurge(Term module, bool ofOnLoad)
    {
        lock (Gate)
        {
            if (!purging.IsNone)
            {
                return null;
            }
            ModuleSlot? slot = Find(module);
            if (slot == null)
            {
                return false;
            }
            if (ofOnLoad && slot.OnLoad != null)
            {
                slot.SavedOld = slot.Old;
                slot.Old = slot.OnLoad;
                slot.OnLoad = null;
            }
            if (slot.Old is not { } old)
            {
                return false;
            }
            purging = module;
            old.CloseFuns();
            return true;
        }
    }

    /// <summary>Gives up a purge. False if none of this module is under way.</summary>
    public bool AbortPurge(Term module)
    {
        lock (Gate)
        {
            if (purging != module || module.IsNone || retiring != null)
            {
                return false;
            }
            Find(module)?.Old?.OpenFuns();
            EndPurge();
            return true;
        }
    }

    /// <summary>Frees the old version, which no process uses any more, once every thread knows that it is gone.</summary>
    public PurgeStep CompletePurge(Term module)
    {
        LiteralArea[] literals;
        lock (Gate)
        {
            if (purging != module || module.IsNone)
            {
                return PurgeStep.Refused;
            }
            if (retiring == null)
            {
                ModuleSlot slot = GetOrCreateSlot(module);
                retiring = slot.Old;
                slot.Old = slot.SavedOld;
                slot.SavedOld = null;
                if (retiring == null)
                {
                    EndPurge();
                    return PurgeStep.NothingOld;
                }
                retiring.Hide();
                retireEpoch = Epochs.AfterEveryThread();
                VainQuestions = 0;
                return PurgeStep.Waits;
            }
            if (!Epochs.Reached(retireEpoch))
            {
                VainQuestions++;
                return PurgeStep.Waits;
            }
            LoadedModule old = retiring;
            retiring = null;
            literals = old.LiteralAreas;
            versions[old.Id] = null;
            old.Free();
            EndPurge();
        }
        foreach (LiteralArea area in literals)
        {
            ReleaseLiterals(area);
        }
        return PurgeStep.Done;
    }

    /// <summary>The list of off-heap objects (an address) of every area of literals: of modules, and of what is being released.</summary>
    public void ForEachLiteralArea(Action<nint> visit)
    {
        lock (Gate)
        {
            foreach (LoadedModule? version in versions)
            {
                foreach (LiteralArea area in version?.LiteralAreas ?? [])
                {
                    visit((nint)area.OffHeap);
                }
            }
            foreach (LiteralArea area in releasable)
            {
                visit((nint)area.OffHeap);
            }
            visit((nint)releasing.OffHeap);
            visit((nint)nextReleasing.OffHeap);
        }
    }

    /// <summary>Queues an area (also of a persistent term) to be freed once no process uses it.</summary>
    public void ReleaseLiterals(LiteralArea area)
    {
        if (area.SizeWords == 0)
        {
            return;
        }
        lock (Gate)
        {
            releasable.Enqueue(area);
        }
        LiteralsReleased?.Invoke();
    }

    /// <summary>
    /// Frees the area that all processes have answered for and takes the next; false if there is none. Null: call again in
    /// another slice, every thread has to pass a quiescent point in between. By then all of them know the next area, so no
    /// message to a process that has answered can bring a pointer into it, and a process that was ending and so did not
    /// answer has sent its last signals.
    /// </summary>
    public bool? SwitchLiteralArea()
    {
        lock (Gate)
        {
            if (switchEpoch == 0)
            {
                CodeServer? other = Interlocked.CompareExchange(ref releaser, this, null);
                if (other != null && other != this)
                {
                    return null;
                }
                if (releasable.TryDequeue(out nextReleasing))
                {
                    LiteralRegion.Announce(nextReleasing);
                }
                switchEpoch = Epochs.AfterEveryThread();
                VainQuestions = 0;
                return null;
            }
            if (!Epochs.Reached(switchEpoch))
            {
                VainQuestions++;
                return null;
            }
            switchEpoch = 0;
            AbandonedCalls.FreeBehind(releasing);
            releasing = nextReleasing;
            nextReleasing = default;
            if (releasing.SizeWords == 0)
            {
                StopReleasing();
                return false;
            }
            return true;
        }
    }

    /// <summary>Lets another node of the OS process release its areas: this one has none left, or ends.</summary>
    public void StopReleasing()
    {
        if (Volatile.Read(ref releaser) == this)
        {
            LiteralRegion.Announce(default);
            Volatile.Write(ref releaser, null);
        }
    }

    /// <summary>The area that processes are asked to give up, empty if none.</summary>
    public LiteralArea Releasing => releasing;

    /// <summary>
    /// What a call of an undefined fun is to do. A purge under way is waited for; a module that is not loaded is error_handler's
    /// work; a loaded module that does not have the fun means badfun.
    /// </summary>
    public UndefinedFunAction ResolveUndefinedFun(FunEntry* entry)
    {
        if (!FunTable.IsUndefined(entry))
        {
            return UndefinedFunAction.CallAgain;
        }
        if (purging == entry->Module)
        {
            return UndefinedFunAction.Wait;
        }
        return Current(entry->Module) == null ? UndefinedFunAction.CallErrorHandler : UndefinedFunAction.BadFun;
    }

    /// <summary>Whether a process, in hand, is somewhere in the old version of a module: its instruction or return addresses.</summary>
    public bool UsesOldCode(Process* process, Term module)
    {
        LoadedModule? old = Find(module)?.Old;
        if (old == null)
        {
            return false;
        }
        // A process that stands at the stub of a traced function is about to enter that one.
        bool atStub = (Op)(ushort)*process->Ip == Op.TraceCall && old.ContainsCode((ulong*)process->Ip[1]);
        if (atStub || old.ContainsCode(process->Ip))
        {
            return true;
        }
        for (ulong* word = process->Memory.StackPointer; word < process->Memory.End; word++)
        {
            if ((*word & Term.PrimaryMask) == Term.PrimaryHeader && old.ContainsCode((ulong*)*word))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Suspends the process in hand, which wants to call such a fun, until the purge has ended; false if it has.</summary>
    public bool SuspendUntilPurged(Process* process, FunEntry* entry)
    {
        lock (Gate)
        {
            if (ResolveUndefinedFun(entry) != UndefinedFunAction.Wait)
            {
                return false;
            }
            suspendedCallers.Add(process->Pid);
            Suspension.SuspendSelf(process);
            return true;
        }
    }

    private void EndPurge()
    {
        purging = Term.None;
        foreach (Term caller in suspendedCallers)
        {
            Signals.Deliver(vm, caller, Signals.CreateOne(SignalKind.Resume, caller));
        }
        suspendedCallers.Clear();
    }
}

/// <summary>What became of the last step of a purge.</summary>
public enum PurgeStep
{
    /// <summary>No purge of this module is under way.</summary>
    Refused,

    /// <summary>Call again in another slice.</summary>
    Waits,
    NothingOld,
    Done,
}

/// <summary>See <see cref="CodeServer.ResolveUndefinedFun"/>.</summary>
public enum UndefinedFunAction
{
    /// <summary>The entry leads to code by now.</summary>
    CallAgain,

    /// <summary>Wait for the end of the purge, then apply the fun again.</summary>
    Wait,
    CallErrorHandler,
    BadFun,
}
