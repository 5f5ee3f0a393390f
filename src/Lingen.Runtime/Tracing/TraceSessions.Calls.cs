// Call patterns: which functions report their calls. A traced function's Code leads to a stub with Op.TraceCall; for
// global call tracing only the export does, so that local calls run past it. A BIF is traced under the function that
// stands for it in its module; the engine, which calls BIFs directly, is told by a flag of the BIF to take the stub.
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Lingen.Code;
using Lingen.Terms;

namespace Lingen.Runtime;

public sealed unsafe partial class TraceSessions
{
    private const int StubWords = 3;
    private readonly ConcurrentDictionary<nint, FunctionTrace> functions = new();
    private readonly ConcurrentDictionary<int, CallPattern> accounted = new();

    /// <summary>Some function has call_time: the slices of processes matter.</summary>
    internal bool HasCallTime => !accounted.IsEmpty;

    internal FunctionTrace? Find(FunctionEntry* function) =>
        functions.TryGetValue((nint)function, out FunctionTrace? trace) ? trace : null;

    /// <summary>The call pattern of a session on a function, or null.</summary>
    internal CallPattern? Pattern(TraceSession session, FunctionEntry* function)
    {
        FunctionTrace? trace = Find(function);
        return trace == null ? null : Array.Find(trace.Patterns, pattern => pattern.Session == session);
    }

    /// <summary>The pattern with call_time or call_memory that a frame names; null if it is gone.</summary>
    internal CallPattern? Accounted(long id) => accounted.GetValueOrDefault((int)id);

    /// <summary>What runs when a function is called that nobody traces any more.</summary>
    public ulong* BodyOf(FunctionEntry* function)
    {
        BifEntry* bif = BifOf(function);
        return bif != null ? bif->Export->Stub + 1 : vm.Code.Decode(function);
    }

    /// <summary>
    /// All functions of current modules that a {M, F, A} with wildcards stands for. They stay as long as the caller holds the code
    /// server's gate.
    /// </summary>
    public List<nint> Functions(Term module, Term name, Term arity)
    {
        Term any = Term.Atom("_");
        var found = new List<nint>();
        foreach (ModuleSlot slot in vm.Code.Slots)
        {
            if (slot.Current == null || (module != any && slot.Name != module))
            {
                continue;
            }
            for (int i = 0; i < slot.Current.FunctionCount; i++)
            {
                FunctionEntry* function = slot.Current.Functions + i;
                if ((name == any || function->Name == name) && (arity == any || arity.SmallValue == function->Arity))
                {
                    found.Add((nint)function);
                }
            }
        }
        return found;
    }

    /// <summary>The function is exported.</summary>
    public bool IsExported(FunctionEntry* function) => vm.Code.IsExported(function->Module, function->Name, function->Arity);

    /// <summary>Applies a change to a session's pattern on a function and installs or removes the stub.</summary>
    internal void Update(TraceSession session, FunctionEntry* function, PatternChange change)
    {
        lock (Gate)
        {
            CallPattern? pattern = Pattern(session, function);
            if (pattern == null && !change.On)
            {
                return;
            }
            FunctionTrace trace = functions.GetOrAdd((nint)function, NewTrace);
            if (pattern == null)
            {
                pattern = new CallPattern(session);
                trace.Patterns = [pattern, .. trace.Patterns];
            }
            pattern.Apply(change, IsExported(function));
            if (pattern.Time != null || pattern.Memory != null)
            {
                accounted[pattern.Id] = pattern;
            }
            else
            {
                accounted.TryRemove(pattern.Id, out _);
            }
            if (pattern.IsEmpty)
            {
                trace.Patterns = trace.Patterns.Where(known => known != pattern).ToArray();
            }
            Install(trace);
        }
    }

    /// <summary>
    /// Leads all calls of the functions to the error handler's breakpoint/3, or back to the functions (erts_debug:breakpoint/2, what
    /// the debugger stands on). Returns how many functions there are.
    /// </summary>
    public int Reroute(Term module, Term name, Term arity, bool on)
    {
        lock (vm.Code.Gate)
            lock (Gate)
            {
                List<nint> found = Functions(module, name, arity);
                foreach (nint function in found)
                {
                    if (on || Find((FunctionEntry*)function) != null)
                    {
                        FunctionTrace trace = functions.GetOrAdd(function, NewTrace);
                        trace.Rerouted = on;
                        Install(trace);
                    }
                }
                return found.Count;
            }
    }

    /// <summary>A version of a module has become the current one: patterns on on_load apply to it.</summary>
    internal void ModuleLoaded(LoadedModule module)
    {
        if (savingProcesses > 0)
        {
            lock (Gate)
            {
                for (int i = 0; i < module.FunctionCount; i++)
                {
                    SaveCallsOf(module.Functions + i, on: true);
                }
            }
        }
        foreach (TraceSession session in sessions)
        {
            if (session.OnLoad is not { } change)
            {
                continue;
            }
            for (int i = 0; i < module.FunctionCount; i++)
            {
                if (change.IsBreakpoint || IsExported(module.Functions + i))
                {
                    Update(session, module.Functions + i, change);
                }
            }
        }
    }

    /// <summary>A version of a module is about to be freed, or is old from now on: its functions are not traced any more.</summary>
    internal void ModuleGone(LoadedModule module)
    {
        if (functions.IsEmpty)
        {
            return;
        }
        lock (Gate)
        {
            for (int i = 0; i < module.FunctionCount; i++)
            {
                if (functions.TryRemove((nint)(module.Functions + i), out FunctionTrace? trace))
                {
                    foreach (CallPattern pattern in trace.Patterns)
                    {
                        accounted.TryRemove(pattern.Id, out _);
                    }
                    trace.Patterns = [];
                    trace.Rerouted = false;
                    trace.Saved = false;
                    Install(trace);
                }
            }
        }
    }

    private FunctionTrace NewTrace(nint key)
    {
        var function = (FunctionEntry*)key;
        return new FunctionTrace
        {
            Function = function,
            Bif = BifOf(function),
            Body = BodyOf(function),
        };
    }

    private BifEntry* BifOf(FunctionEntry* function)
    {
        Export* export = vm.Exports.Find(function->Module, function->Name, function->Arity);
        return export == null ? null : (BifEntry*)export->Bif;
    }

    private void RemovePatterns(TraceSession session)
    {
        foreach (FunctionTrace trace in functions.Values)
        {
            if (trace.Patterns.Any(pattern => pattern.Session == session))
            {
                foreach (CallPattern pattern in trace.Patterns.Where(pattern => pattern.Session == session))
                {
                    accounted.TryRemove(pattern.Id, out _);
                }
                trace.Patterns = trace.Patterns.Where(pattern => pattern.Session != session).ToArray();
                Install(trace);
            }
        }
    }

    private void Install(FunctionTrace trace)
    {
        FunctionEntry* function = trace.Function;
        // All calls of a BIF are external ones, so one stub serves all kinds.
        bool isBif = trace.Bif != null;
        bool onFunction =
            trace.Rerouted || (isBif && trace.Saved) || trace.Patterns.Any(pattern => isBif || pattern.IsBreakpoint);
        bool onExport = !isBif && (trace.Saved || trace.Patterns.Any(pattern => pattern.Global));
        if (trace.Stub == null)
        {
            var words = (ulong*)NativeMemory.AllocZeroed(2 * StubWords, sizeof(ulong));
            Stubs.Write(words, Op.TraceCall, function);
            Stubs.Write(words + StubWords, Op.TraceCall, function);
            trace.Stub = words + 1;
            trace.ExportStub = words + StubWords + 1;
        }
        LoadedModule module = vm.Code.Version(function);
        if (trace.OnExport && (!onExport || trace.OnFunction != onFunction))
        {
            SwapExport(function, trace.ExportStub, function->Code);
            trace.OnExport = false;
        }
        if (trace.OnFunction != onFunction)
        {
            module.SetCode(function, onFunction ? trace.Stub : trace.Body);
            trace.OnFunction = onFunction;
            if (trace.Bif != null)
            {
                trace.Bif->TraceStub = trace.Stub;
                trace.Bif->Flags = onFunction ? trace.Bif->Flags | BifFlags.Traced : trace.Bif->Flags & ~BifFlags.Traced;
            }
        }
        if (onExport && !trace.OnExport)
        {
            SwapExport(function, function->Code, trace.ExportStub);
            trace.OnExport = true;
        }
    }

    private void SwapExport(FunctionEntry* function, ulong* from, ulong* to)
    {
        Export* export = vm.Exports.Find(function->Module, function->Name, function->Arity);
        if (export != null)
        {
            Interlocked.CompareExchange(ref *(nint*)&export->Code, (nint)to, (nint)from);
        }
    }
}
