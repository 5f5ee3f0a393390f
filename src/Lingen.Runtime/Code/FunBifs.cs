// Funs as terms: making external ones, asking about any.
namespace Lingen.Runtime;

/// <summary>erlang:make_fun/3, fun_info/2 and their like.</summary>
public static unsafe class FunBifs
{
    /// <summary>fun Module:Function/Arity.</summary>
    [Bif("erlang", "make_fun")]
    public static Term MakeFun(ref BifContext context, Atom module, Atom function, SmallInt arity) =>
        arity.Value is < 0 or > BeamReader.MaxArity
            ? context.BadArg()
            : ExportTerm.Create(context.Heap, context.Vm.Exports.GetOrCreate(module, function, (int)arity.Value));

    /// <summary>{Item, Value}; items that only local funs have are undefined for external ones.</summary>
    [Bif("erlang", "fun_info")]
    public static Term FunInfo(ref BifContext context, Term fun, Atom item)
    {
        Term value =
            fun.IsLocalFun ? LocalItem(context.Heap, new Fun(fun), item)
            : fun.IsExport ? ExternalItem(ExportTerm.Entry(fun), item)
            : Term.None;
        return value.IsNone ? context.BadArg() : Tuple.Create(context.Heap, item, value);
    }

    /// <summary>{Module, Name, Arity} of a fun, local or external.</summary>
    [Bif("erlang", "fun_info_mfa")]
    public static Term FunInfoMfa(ref BifContext context, Term fun)
    {
        if (fun.IsExport)
        {
            Export* export = ExportTerm.Entry(fun);
            return Tuple.Create(context.Heap, export->Module, export->Function, Term.Small(export->Arity));
        }
        if (!fun.IsLocalFun)
        {
            return context.BadArg();
        }
        FunEntry* entry = new Fun(fun).Entry;
        return Tuple.Create(context.Heap, entry->Module, NameOf(entry), Term.Small(entry->Arity));
    }

    /// <summary>The function's name; [] while no version of the module that holds it is loaded.</summary>
    private static Term NameOf(FunEntry* entry) => FunTable.IsUndefined(entry) ? Term.Nil : entry->Name;

    private static Term LocalItem(TermHeap* heap, Fun fun, Term item)
    {
        FunEntry* entry = fun.Entry;
        return item.Bits switch
        {
            AtomBits.Type => Atoms.Local,
            AtomBits.Module => entry->Module,
            AtomBits.Name => NameOf(entry),
            AtomBits.Arity => Term.Small(entry->Arity),
            AtomBits.Env => Cons.FromSpan(heap, new ReadOnlySpan<Term>(fun.Environment, fun.FreeVariables)),
            AtomBits.NewIndex => Term.Small(entry->Index),
            AtomBits.NewUniq => Bitstring.FromBytes(heap, new ReadOnlySpan<byte>(entry->Uniq, Md5State.SizeBytes)),
            AtomBits.Index => Term.Small(entry->OldIndex),
            AtomBits.Uniq => Term.Small(entry->OldUniq),
            AtomBits.Pid => LocalPid.Create(0, 0),
            AtomBits.Refc => Term.Small(References(entry)),
            _ => Term.None,
        };
    }

    /// <summary>The references of the holders; while the module is loaded also its own and that of the table of its funs.</summary>
    private static long References(FunEntry* entry)
    {
        long holders = Volatile.Read(ref entry->Holders.ReferenceCount) - 1;
        return FunTable.IsUndefined(entry) ? holders : holders + 2;
    }

    private static Term ExternalItem(Export* export, Term item) =>
        item.Bits switch
        {
            AtomBits.Type => Atoms.External,
            AtomBits.Module => export->Module,
            AtomBits.Name => export->Function,
            AtomBits.Arity => Term.Small(export->Arity),
            AtomBits.Env => Term.Nil,
            AtomBits.NewIndex or AtomBits.NewUniq or AtomBits.Index or AtomBits.Uniq or AtomBits.Pid or AtomBits.Refc =>
                Atoms.Undefined,
            _ => Term.None,
        };
}
