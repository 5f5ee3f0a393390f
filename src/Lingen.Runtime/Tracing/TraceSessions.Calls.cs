// Call patterns: which functions report their calls. A traced function's Code leads to a stub with Op.TraceCall; for
// global call tracing only the export does, so that local calls run past it.
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Lingen.Code;
using Lingen.Terms;

namespace Lingen.Runtime;

public sealed unsafe partial class TraceSessions
{
    private const int StubWords = 3;
    private readonly ConcurrentDictionary<nint, FunctionTrace> functions = new();

    internal FunctionTrace? Find(FunctionEntry* function) =>
        functions.TryGetValue((nint)function, out FunctionTrace? trace) ? trace : null;

    /// <summary>The call pattern of a session on a function, or null.</summary>
    internal CallPattern? Pattern(TraceSession session, FunctionEntry* function)
    {
        FunctionTrace? trace = Find(function);
        return trace == null ? null : Array.Find(trace.Patterns, pattern => pattern.Session == session);
    }

    /// <summary>All loaded functions that a {M, F, A} with wildcards stands for.</summary>
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
                bool named = (name == any || function->Name == name) && (arity == any || arity.SmallValue == function->Arity);
                if (named && !IsBif(function))
                {
                    found.Add((nint)function);
                }
            }
        }
        return found;
    }

    /// <summary>A BIF runs in the place of the function: its Erlang body must not come back, and calls of it are not traced.</summary>
    private bool IsBif(FunctionEntry* function)
    {
        Export* export = vm.Exports.Find(function->Module, function->Name, function->Arity);
        return export != null && export->Bif != null;
    }

    /// <summary>The function is exported.</summary>
    public bool IsExported(FunctionEntry* function) => vm.Code.IsExported(function->Module, function->Name, function->Arity);

    /// <summary>Changes a session's pattern on a function and installs or removes the stub.</summary>
    internal void Update(TraceSession session, FunctionEntry* function, Action<CallPattern> change)
    {
        lock (Gate)
        {
            FunctionTrace trace = functions.GetOrAdd(
                (nint)function,
                static key => new FunctionTrace { Function = (FunctionEntry*)key }
            );
            CallPattern? pattern = Array.Find(trace.Patterns, known => known.Session == session);
            if (pattern == null)
            {
                pattern = new CallPattern(session);
                trace.Patterns = [.. trace.Patterns, pattern];
            }
            change(pattern);
            if (pattern.IsEmpty)
            {
                trace.Patterns = trace.Patterns.Where(known => known != pattern).ToArray();
            }
            Install(trace);
        }
    }

    private void RemovePatterns(TraceSession session)
    {
        foreach (FunctionTrace trace in functions.Values)
        {
            if (trace.Patterns.Any(pattern => pattern.Session == session))
            {
                trace.Patterns = trace.Patterns.Where(pattern => pattern.Session != session).ToArray();
                Install(trace);
            }
        }
    }

    private void Install(FunctionTrace trace)
    {
        FunctionEntry* function = trace.Function;
        bool everyCall = trace.Patterns.Any(pattern =>
            pattern.Local || !pattern.MetaTracer.IsNone || pattern.CallCount >= 0 || pattern.CallTime || pattern.CallMemory
        );
        bool exportOnly = !everyCall && trace.Patterns.Length > 0;
        if (trace.Stub == null)
        {
            trace.Stub = (ulong*)NativeMemory.AllocZeroed(StubWords, sizeof(ulong));
            Stubs.Write(trace.Stub, Op.TraceCall, function);
        }
        ulong* stub = trace.Stub + 1;
        // A decoded body comes first: decoding later would take the stub's place.
        ulong* body = vm.Code.Decode(function);
        LoadedModule module = vm.Code.Version(function);
        if (trace.OnExport && !exportOnly)
        {
            SwapExport(function, stub, function->Code);
            trace.OnExport = false;
        }
        if (trace.OnFunction != everyCall)
        {
            module.SetCode(function, everyCall ? stub : body);
            trace.OnFunction = everyCall;
        }
        if (exportOnly && !trace.OnExport)
        {
            SwapExport(function, function->Code, stub);
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
