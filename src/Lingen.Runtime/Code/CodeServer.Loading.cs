// Installing, replacing and deleting module versions.
//
//   prepare (any thread, no lock): read, validate, make records      -> PreparedCode
//   finish  (under Gate): current becomes old, prepared becomes current, exports and funs lead to it
//   on_load modules wait in ModuleSlot.OnLoad between finish and FinishAfterOnLoad; calls to a module
//   that is not current yet go through error_handler to code_server, which blocks them.
namespace Lingen.Runtime;

/// <summary>What finish_loading says of one module.</summary>
public enum LoadOutcome
{
    Loaded,
    OnLoad,
    NotPurged,
}

public sealed unsafe partial class CodeServer
{
    /// <summary>Reads and checks a file whose bytes may change afterwards.</summary>
    /// <exception cref="BeamFormatException">The file is damaged or does not validate.</exception>
    public LoadedModule Prepare(ReadOnlySpan<byte> bytes)
    {
        BeamFile file = BeamReader.Read(bytes);
        try
        {
            return Prepare(file);
        }
        catch (BeamFormatException)
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads and checks the file in a binary, which may be gzipped.</summary>
    /// <exception cref="BeamFormatException">The file is damaged or does not validate.</exception>
    public LoadedModule Prepare(Binary binary)
    {
        if (binary.Length > Array.MaxLength)
        {
            throw new BeamFormatException("corrupt file header");
        }
        using var bytes = new AlignedBinary(binary);
        return IsTrusted(bytes.Native) ? PrepareInPlace(bytes.Native, true) : Prepare(bytes.Native.Span);
    }

    /// <summary>What is counted in modules that are loaded from now on.</summary>
    public CoverageMode CoverageMode { get; set; }

    /// <summary>Set by the host: the range of the archive that is part of the executable.</summary>
    public NativeBytes[] TrustedRanges { get; set; } = [];

    private bool IsTrusted(NativeBytes bytes)
    {
        foreach (NativeBytes range in TrustedRanges)
        {
            if (bytes.Data >= range.Data && bytes.Data + bytes.Length <= range.Data + range.Length)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Reads a file that stays in place, such as one of the mapped archive.</summary>
    /// <exception cref="BeamFormatException">The file is damaged or, unless trusted, does not validate.</exception>
    public LoadedModule PrepareInPlace(NativeBytes bytes, bool trusted) => Prepare(BeamReader.ReadInPlace(bytes, trusted));

    /// <summary>Loads a module of the VM itself: at start, before any process runs.</summary>
    public LoadedModule LoadPreloaded(NativeBytes bytes, bool trusted)
    {
        LoadedModule module = PrepareInPlace(bytes, trusted);
        module.IsPreloaded = true;
        preloaded.Insert(0, module.Name);
        lock (Gate)
        {
            Finish(module);
        }
        return module;
    }

    /// <summary>Whether a prepared version could be installed now: not while both versions of its module exist.</summary>
    public bool CanFinish(LoadedModule module) => Find(module.Name) is not { Current: not null, Old: not null };

    /// <summary>Installs a prepared version. Caller holds <see cref="Gate"/> and has asked <see cref="CanFinish"/>.</summary>
    public LoadOutcome Finish(LoadedModule module)
    {
        ModuleSlot slot = GetOrCreateSlot(module.Name);
        if (!CanFinish(module))
        {
            return LoadOutcome.NotPurged;
        }
        Register(module);
        UseBifs(module);
        if (module.OnLoadFunction >= 0)
        {
            slot.OnLoad = module;
            return LoadOutcome.OnLoad;
        }
        MakeCurrent(slot, module);
        for (int i = 0; DebugOptions.DecodeAtLoad && !module.File.Trusted && i < module.FunctionCount; i++)
        {
            // Those that run a BIF have nothing to decode.
            if ((Op)(ushort)*module.Functions[i].Code == Op.DecodeFunction)
            {
                Decode(module.Functions + i);
            }
        }
        return LoadOutcome.Loaded;
    }

    /// <summary>Ends the wait for an on_load function. False if the module has none waiting.</summary>
    public bool FinishAfterOnLoad(Term name, bool keep)
    {
        ModuleSlot? slot = Find(name);
        if (slot?.OnLoad is not { } module)
        {
            return false;
        }
        if (keep)
        {
            slot.OnLoad = null;
            MakeCurrent(slot, module);
        }
        return true;
    }

    /// <summary>Makes the current version old. Caller holds <see cref="Gate"/>; there must be no old version.</summary>
    public void DeleteCurrent(ModuleSlot slot)
    {
        LoadedModule? module = slot.Current;
        if (module == null)
        {
            return;
        }
        slot.Old = module;
        slot.Current = null;
        vm.Tracing.ModuleGone(module);
        foreach (ExportedFunction function in module.File.Exports)
        {
            Unexport(module.Name, function);
        }
    }

    private LoadedModule Prepare(BeamFile file)
    {
        FunctionSpan[] functions = FunctionSplitter.Split(file, out int onLoad);
        var module = new LoadedModule(file, functions, onLoad, vm.Exports, vm.Funs, vm);
        CheckLabels(module);
        if (!file.Trusted)
        {
            try
            {
                _ = file.Lines;
                _ = module.Literals;
                _ = file.Md5;
                CheckTerm(file.Attributes, "attributes");
                CheckTerm(file.CompileInfo, "compilation information");
                module.CheckedOffsets = Validator.Validate(module, vm.Exports);
            }
            catch (BeamFormatException)
            {
                module.FreeUnused();
                throw;
            }
        }
        module.Coverage = ModuleCoverage.Create(module, CoverageMode);
        return module;
    }

    /// <summary>A chunk that module_info reads must hold a term, if it is there.</summary>
    private void CheckTerm(NativeBytes chunk, string what)
    {
        TermHeap scratch = default;
        if (
            !chunk.IsEmpty
            && !ExternalTermReader.TryRead(chunk.Span, &scratch, new ExternalReadOptions(vm), out Term _, out int _)
        )
        {
            throw new BeamFormatException($"the module's {what} are no term");
        }
        scratch.Clear();
    }

    /// <summary>Exports and funs must lead to the entry of a function of the right arity.</summary>
    public static void CheckLabels(LoadedModule module)
    {
        foreach (ExportedFunction export in module.File.Exports)
        {
            int function = module.FunctionOfLabel[export.Label];
            if (
                function < 0
                || module.Functions[function].Arity != export.Arity
                || module.Functions[function].Name != export.Function
            )
            {
                throw new BeamFormatException($"export {export.Function}/{export.Arity} has no function at label {export.Label}");
            }
        }
        foreach (FunRow fun in module.File.Funs)
        {
            int function = module.FunctionOfLabel[fun.Label];
            if (function < 0 || module.Functions[function].Arity != fun.Arity)
            {
                throw new BeamFormatException($"fun {fun.Function}/{fun.Arity} has no function at label {fun.Label}");
            }
        }
    }

    private void MakeCurrent(ModuleSlot slot, LoadedModule module)
    {
        LoadedModule? before = slot.Current;
        if (before != null)
        {
            slot.Old = before;
        }
        foreach (ExportedFunction function in module.File.Exports)
        {
            Export* export = vm.Exports.GetOrCreate(module.Name, function.Function, function.Arity);
            if (export->Bif == null)
            {
                ulong* code = module.Functions[module.FunctionOfLabel[function.Label]].Code;
                Volatile.Write(ref *(nint*)&export->Code, (nint)code);
            }
        }
        slot.Current = module;
        if (before != null)
        {
            RemoveStaleExports(before, module);
        }
        ConnectFuns(module);
        if (before != null)
        {
            vm.Tracing.ModuleGone(before);
        }
        vm.Tracing.ModuleLoaded(module);
    }

    /// <summary>Functions that the version before exported and the new one does not become undefined.</summary>
    private void RemoveStaleExports(LoadedModule before, LoadedModule module)
    {
        var exported = new HashSet<(ulong, int)>();
        foreach (ExportedFunction function in module.File.Exports)
        {
            exported.Add((function.Function.Bits, function.Arity));
        }
        foreach (ExportedFunction function in before.File.Exports)
        {
            if (!exported.Contains((function.Function.Bits, function.Arity)))
            {
                Unexport(before.Name, function);
            }
        }
    }

    private void Unexport(Term module, ExportedFunction function)
    {
        Export* export = vm.Exports.Find(module, function.Function, function.Arity);
        if (export != null && export->Bif == null)
        {
            ExportTable.SetUndefined(export);
        }
    }

    /// <summary>Funs of this very version that came from outside before it was loaded lead to it from now on.</summary>
    private void ConnectFuns(LoadedModule module)
    {
        foreach (nint address in vm.Funs.OfModule(module.Name))
        {
            var entry = (FunEntry*)address;
            var uniq = new ReadOnlySpan<byte>(entry->Uniq, Md5State.SizeBytes);
            int row = module.FindFun(entry->Index, uniq, entry->Arity, entry->FreeVariables);
            if (row >= 0)
            {
                module.TakeFun(row);
            }
        }
    }

    /// <summary>Functions that exist as BIFs (stubs in OTP's sources, and NIFs that the VM has built in) run those, local calls too.</summary>
    private void UseBifs(LoadedModule module)
    {
        // A module of a user that happens to have the name of one that brings a library, but loads none, is left alone.
        bool bringsLibrary = module.Name == Atoms.Crypto || module.Name == Atoms.Asn1rtNif;
        if (!HasBifs(module.Name) || (bringsLibrary && module.OnLoadFunction < 0))
        {
            return;
        }
        for (FunctionEntry* function = module.Functions; function < module.Functions + module.FunctionCount; function++)
        {
            Export* export = vm.Exports.Find(module.Name, function->Name, function->Arity);
            if (export != null && export->Bif != null)
            {
                function->Code = export->Code;
            }
        }
    }
}
