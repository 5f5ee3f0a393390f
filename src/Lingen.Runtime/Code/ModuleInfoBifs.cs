// Questions about loaded code: module_info, what is loaded, what is exported, parts of .beam files.
namespace Lingen.Runtime;

/// <summary>Read-only views of modules and files.</summary>
public static unsafe class ModuleInfoBifs
{
    [Bif("erlang", "module_loaded")]
    public static Term ModuleLoaded(ref BifContext context, Atom name) => Term.Boolean(context.Vm.Code.Current(name) != null);

    [Bif("erlang", "check_old_code")]
    public static Term CheckOldCode(ref BifContext context, Atom name) => Term.Boolean(context.Vm.Code.Find(name)?.Old != null);

    /// <summary>Modules that are part of the VM.</summary>
    [Bif("erlang", "pre_loaded")]
    public static Term PreLoaded(ref BifContext context)
    {
        Term list = Term.Nil;
        IReadOnlyList<Term> modules = context.Vm.Code.Preloaded;
        for (int i = modules.Count - 1; i >= 0; i--)
        {
            list = Cons.Create(context.Heap, modules[i], list);
        }
        return list;
    }

    /// <summary>Modules with a current or old version, in no order.</summary>
    [Bif("erlang", "loaded")]
    public static Term Loaded(ref BifContext context)
    {
        Term list = Term.Nil;
        foreach (ModuleSlot slot in context.Vm.Code.Slots)
        {
            if (slot.Current != null || slot.Old != null)
            {
                list = Cons.Create(context.Heap, slot.Name, list);
            }
        }
        return list;
    }

    [Bif("erlang", "function_exported")]
    public static Term FunctionExported(ref BifContext context, Atom module, Atom function, SmallInt arity) =>
        arity.Value is < 0 or > int.MaxValue
            ? Atoms.False
            : Term.Boolean(context.Vm.Code.IsExported(module, function, (int)arity.Value));

    [Bif("erlang", "is_builtin")]
    public static Term IsBuiltin(ref BifContext context, Atom module, Atom function, SmallInt arity)
    {
        if (arity.Value is < 0 or > int.MaxValue)
        {
            return Atoms.False;
        }
        Export* export = context.Vm.Exports.Find(module, function, (int)arity.Value);
        // These are instructions, and BIFs to the world.
        bool isInstruction =
            module.Term == Atoms.Erlang
            && (
                (function.Term == Atoms.Apply && arity.Value is 2 or 3)
                || (function.Term == Term.Atom("yield") && arity.Value == 0)
            );
        return Term.Boolean(isInstruction || (export != null && IsKnownBif(export)));
    }

    /// <summary>What to Erlang code is a built-in function: not the native functions that modules of OTP load, nor what only we call.</summary>
    public static bool IsKnownBif(Export* export)
    {
        string function = AtomTable.Name(export->Function);
        return export->Bif != null
            && AtomTable.Name(export->Module) switch
            {
                "asn1rt_nif"
                or "crypto"
                or "erl_tracer"
                or "prim_buffer"
                or "prim_net"
                or "prim_socket"
                or "prim_tty"
                or "zlib" => false,
                "prim_file" => function
                    is "internal_name2native"
                        or "internal_native2name"
                        or "internal_normalize_utf8"
                        or "is_translatable",
                "erts_internal" => function is not ("append_continue" or "ets_delete_rows" or "ets_scan" or "md5_continue"),
                "erlang" => function is not ("re_run_trap" or "yield"),
                "persistent_term" => function is not "put_new",
                _ => true,
            };
    }

    /// <summary>Module:module_info/0: all items that it documents.</summary>
    [Bif("erlang", "get_module_info")]
    public static Term GetModuleInfo(ref BifContext context, Atom name)
    {
        LoadedModule? module = context.Vm.Code.Current(name);
        if (module == null)
        {
            return context.BadArg();
        }
        Span<Term> items = [Atoms.Module, Atoms.Exports, Atoms.Attributes, Atoms.Compile, Atoms.Md5];
        for (int i = 0; i < items.Length; i++)
        {
            Term value = Item(ref context, module, items[i]);
            items[i] = Tuple.Create(context.Heap, items[i], value);
        }
        return Cons.FromSpan(context.Heap, items);
    }

    /// <summary>Module:module_info/1.</summary>
    [Bif("erlang", "get_module_info")]
    public static Term GetModuleInfo(ref BifContext context, Atom name, Atom item)
    {
        LoadedModule? module = context.Vm.Code.Current(name);
        Term value = module == null ? Term.None : Item(ref context, module, item);
        return value.IsNone ? context.BadArg() : value;
    }

    private static Term Item(ref BifContext context, LoadedModule module, Term item)
    {
        switch (item.Bits)
        {
            case AtomBits.Module:
                return module.Name;
            case AtomBits.Md5:
                return Bitstring.FromBytes(context.Heap, module.File.Md5);
            case AtomBits.Exports:
                return Exports(context.Heap, module);
            case AtomBits.Functions:
                return Functions(context.Heap, module);
            case AtomBits.Attributes:
                return ReadTerm(ref context, module.File.Attributes);
            case AtomBits.Compile:
                return ReadTerm(ref context, module.File.CompileInfo);
            case AtomBits.NativeAddresses:
                return Term.Nil;
            case AtomBits.Nifs:
                return NativeFunctions(ref context, module);
            case AtomBits.Native:
                return Atoms.False;
            default:
                return Term.None;
        }
    }

    /// <summary>Functions that a library in C replaces on BEAM: here those BIFs that belong to a module of Erlang code.</summary>
    private static Term NativeFunctions(ref BifContext context, LoadedModule module)
    {
        if (
            AtomTable.Name(module.Name)
            is not ("prim_socket" or "prim_buffer" or "zlib" or "erl_tracer" or "prim_tty" or "prim_file" or "prim_net")
        )
        {
            return Term.Nil;
        }
        Term list = Term.Nil;
        for (int i = module.FunctionCount - 1; i >= 0; i--)
        {
            FunctionEntry* function = module.Functions + i;
            Export* export = context.Vm.Exports.Find(function->Module, function->Name, function->Arity);
            if (export != null && export->Bif != null)
            {
                Term name = Tuple.Create(context.Heap, function->Name, Term.Small(function->Arity));
                list = Cons.Create(context.Heap, name, list);
            }
        }
        return list;
    }

    private static Term Exports(TermHeap* heap, LoadedModule module)
    {
        Term list = Term.Nil;
        foreach (ExportedFunction function in module.File.Exports)
        {
            list = Cons.Create(heap, Tuple.Create(heap, function.Function, Term.Small(function.Arity)), list);
        }
        return list;
    }

    private static Term Functions(TermHeap* heap, LoadedModule module)
    {
        Term list = Term.Nil;
        for (int i = module.FunctionCount - 1; i >= 0; i--)
        {
            FunctionEntry* function = module.Functions + i;
            list = Cons.Create(heap, Tuple.Create(heap, function->Name, Term.Small(function->Arity)), list);
        }
        return list;
    }

    /// <summary>The term of the Attr or CInf chunk; nil if the chunk is absent or no term.</summary>
    private static Term ReadTerm(ref BifContext context, NativeBytes data) =>
        !data.IsEmpty
        && ExternalTermReader.TryRead(data.Span, context.Heap, new ExternalReadOptions(context.Vm), out Term term, out _)
            ? term
            : Term.Nil;

    /// <summary>The bytes of a chunk of a .beam file, or undefined.</summary>
    [Bif("erts_internal", "beamfile_chunk")]
    public static Term BeamfileChunk(ref BifContext context, Binary file, List name)
    {
        Span<byte> id = stackalloc byte[4];
        Term rest = name.Term;
        for (int i = 0; i < id.Length; i++)
        {
            if (!rest.IsCons || !rest.Head.IsSmall || rest.Head.SmallValue is < 0 or > 255)
            {
                return context.BadArg();
            }
            id[i] = (byte)rest.Head.SmallValue;
            rest = rest.Tail;
        }
        if (!rest.IsNil)
        {
            return context.BadArg();
        }
        using var bytes = new AlignedBinary(file);
        NativeBytes chunk = BeamReader.FindChunk(bytes.Native, id);
        return chunk.IsEmpty
            ? Atoms.Undefined
            : Bitstring.CreateSub(context.Heap, file.Term, (chunk.Data - bytes.Native.Data) * 8, chunk.Length * 8L);
    }

    /// <summary>The checksum that the module of a file would have, or undefined if it is no good .beam file.</summary>
    [Bif("erts_internal", "beamfile_module_md5")]
    public static Term BeamfileModuleMd5(ref BifContext context, Binary file)
    {
        using var bytes = new AlignedBinary(file);
        try
        {
            using BeamFile beam = BeamReader.Read(bytes.Native.Span);
            return Bitstring.FromBytes(context.Heap, beam.Md5);
        }
        catch (BeamFormatException)
        {
            return Atoms.Undefined;
        }
    }
}
