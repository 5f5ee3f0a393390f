// The code side of a node: which modules are loaded in which versions, and from where in code we are to which function
// that is. The Erlang process code_server of kernel sits above this; it finds files, this makes them run.
//
// Readers (calls, stack traces, module_loaded) take no lock. Changes happen under Gate, one at a time; what a change
// publishes is one pointer store per export, so a running process sees either the old or the new version.
using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Lingen.Runtime;

/// <summary>Module table, versions and funs of one node.</summary>
public sealed unsafe partial class CodeServer(VirtualMachine vm)
{
    private readonly ConcurrentDictionary<ulong, ModuleSlot> slots = new();
    private readonly List<Term> preloaded = [];
    private LoadedModule?[] versions = new LoadedModule?[256];
    private int versionCount;
    private HashSet<ulong>? modulesWithBifs;

    /// <summary>Held while the set of modules or versions changes.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The modules that are part of the VM itself, newest first as pre_loaded/0 gives them.</summary>
    public IReadOnlyList<Term> Preloaded => preloaded;

    /// <summary>All modules that have been named by loading, in no order.</summary>
    public IEnumerable<ModuleSlot> Slots => slots.Values;

    /// <summary>The module's slot, or null if nothing of this name has been loaded.</summary>
    public ModuleSlot? Find(Term module) => slots.TryGetValue(module.Bits, out ModuleSlot? slot) ? slot : null;

    /// <summary>The version that new calls run, or null.</summary>
    public LoadedModule? Current(Term module) => Find(module)?.Current;

    /// <summary>A version by the number in its function entries.</summary>
    public LoadedModule Version(int id) =>
        Volatile.Read(ref versions)[id] ?? throw new InvalidOperationException("a function of a purged module");

    public LoadedModule Version(FunctionEntry* function) => Version(function->ModuleId);

    /// <summary>True for what an external call finds without error_handler: an exported function or a BIF.</summary>
    public bool IsExported(Term module, Term function, int arity)
    {
        Export* export = vm.Exports.Find(module, function, arity);
        return export != null && (export->Bif != null || !IsUndefined(export));
    }

    /// <summary>Whether {M, F, Arguments or arity} names a BIF.</summary>
    public bool IsBif(Tuple called)
    {
        long arity = called[2].IsSmall ? called[2].SmallValue : Cons.Length(called[2]);
        Export* export = called[0].IsAtom && called[1].IsAtom ? vm.Exports.Find(called[0], called[1], (int)arity) : null;
        return export != null && export->Bif != null;
    }

    /// <summary>Whether an export leads to error_handler.</summary>
    public static bool IsUndefined(Export* export) => (Op)(ushort)*export->Code == Op.UndefinedFunction;

    /// <summary>
    /// The function that a code address belongs to, or null for the VM's own code and for purged code. The address is
    /// an instruction pointer or a return address.
    /// </summary>
    public FunctionEntry* FindFunction(ulong* address)
    {
        if (CodeRegion.Contains(address))
        {
            return CodeRegion.Find(address);
        }
        return address != null && (Op)(ushort)*address is Op.DecodeFunction or Op.TraceCall ? (FunctionEntry*)address[1] : null;
    }

    /// <summary>
    /// The line item of an address in a decoded body; 0 if there is none. A return address belongs to the call in front of it.
    /// </summary>
    public static int FindLine(FunctionEntry* function, ulong* address, bool isReturnAddress)
    {
        if (address < function->Start || address >= function->End || function->LineCount == 0)
        {
            return 0;
        }
        long offset = address - function->Start - (isReturnAddress ? 1 : 0);
        int low = 0;
        int high = function->LineCount;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (function->Lines[middle].OffsetWords <= offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low == 0 ? 0 : function->Lines[low - 1].LineIndex;
    }

    /// <summary>
    /// The entry of a fun that comes from outside: binary_to_term and distribution. If a loaded version has
    /// exactly this fun, the entry leads there.
    /// </summary>
    public FunEntry* FindOrCreateFun(in FunIdentity identity)
    {
        if (Find(identity.Module) is { } slot)
        {
            foreach (LoadedModule? version in (ReadOnlySpan<LoadedModule?>)[slot.Current, slot.Old])
            {
                int row = version?.FindFun(identity.Index, identity.Uniq, identity.Arity, identity.FreeVariables) ?? -1;
                if (row >= 0)
                {
                    return version!.Fun(row);
                }
            }
        }
        return vm.Funs.GetOrCreate(identity);
    }

    /// <summary>The function that called the BIF which the process is in, or null.</summary>
    public FunctionEntry* FindCaller(Process* process) => FindFunction(process->Ip);

    /// <summary>A hidden export through which the on_load function of a version can be called.</summary>
    public Export* OnLoadExport(LoadedModule module)
    {
        FunctionEntry* function = module.Functions + module.OnLoadFunction;
        var export = (Export*)NativeMemory.AllocZeroed((nuint)sizeof(Export));
        export->Code = function->Code;
        export->Module = function->Module;
        export->Function = function->Name;
        export->Arity = function->Arity;
        return export;
    }

    /// <summary>Sends the logger why a file did not load, in BEAM's words.</summary>
    public void ReportLoadError(Process* process, string module, string problem) =>
        ReportError(process, $"beam/beam_load.c: Error loading module {module}:\n  {problem}\n\n");

    /// <summary>An error report of the VM itself for the process that caused it.</summary>
    public void ReportError(Process* process, string text) => ErrorReporter?.Invoke((nint)process, text);

    /// <summary>Where error reports go: set by the runtime, which knows the logger.</summary>
    public Action<nint, string>? ErrorReporter { get; set; }

    private ModuleSlot GetOrCreateSlot(Term module) => slots.GetOrAdd(module.Bits, static bits => new ModuleSlot(new Term(bits)));

    /// <summary>Gives a version its number. Numbers of freed versions are not used again: stale entries must not lead to a new module.</summary>
    private void Register(LoadedModule module)
    {
        int id = versionCount;
        if (id == versions.Length)
        {
            LoadedModule?[] grown = new LoadedModule?[id * 2];
            versions.CopyTo(grown, 0);
            Volatile.Write(ref versions, grown);
        }
        versions[id] = module;
        versionCount++;
        module.SetId(id);
    }

    /// <summary>Whether functions of this module are built into the VM.</summary>
    public bool HasBifs(Term module)
    {
        if (modulesWithBifs == null)
        {
            var found = new HashSet<ulong>();
            foreach (nint address in vm.Exports.All)
            {
                var export = (Export*)address;
                if (export->Bif != null)
                {
                    found.Add(export->Module.Bits);
                }
            }
            modulesWithBifs = found;
        }
        return modulesWithBifs.Contains(module.Bits);
    }
}
