// Module persistent_term.
namespace Lingen.Runtime;

/// <summary>BIFs of module persistent_term.</summary>
internal static unsafe class PersistentTermBifs
{
    /// <summary>Entries put into a list for about the cost of one function call.</summary>
    private const int EntriesPerReduction = 8;

    [Bif("persistent_term", "get")]
    public static Term GetAll(ref BifContext context)
    {
        int count = context.Vm.PersistentTerms.Count;
        if (LongWork.Moves(context, count, LongWork.ManyTerms))
        {
            return context.GoDirty();
        }
        context.BumpReductions(count / EntriesPerReduction);
        return context.Vm.PersistentTerms.ToList(context.Heap);
    }

    [Bif("persistent_term", "get")]
    public static Term Get(ref BifContext context, Term key)
    {
        Term value = context.Vm.PersistentTerms.Get(key);
        return value.IsNone ? context.BadArg() : value;
    }

    [Bif("persistent_term", "get")]
    public static Term Get(ref BifContext context, Term key, Term @default)
    {
        Term value = context.Vm.PersistentTerms.Get(key);
        return value.IsNone ? @default : value;
    }

    [Bif("persistent_term", "put")]
    public static Term Put(ref BifContext context, Term key, Term value)
    {
        if (LongWork.MovesAll(context, value))
        {
            return context.GoDirty();
        }
        if (Put(context, key, value, onlyNew: false, out LiteralArea replaced))
        {
            context.Vm.Code.ReleaseLiterals(replaced);
        }
        return Atoms.Ok;
    }

    /// <summary>As put/2, but badarg if the key has another value already.</summary>
    /// <summary>The copier marks the heap where it stands, so nobody may read it meanwhile in the name of a process in a dirty call.</summary>
    private static bool Put(in BifContext context, Term key, Term value, bool onlyNew, out LiteralArea replaced)
    {
        bool held = DirtySignals.Hold(context.Process);
        try
        {
            return context.Vm.PersistentTerms.Put(key, value, onlyNew, out replaced);
        }
        finally
        {
            if (held)
            {
                DirtySignals.Release(context.Process);
            }
        }
    }

    [Bif("persistent_term", "put_new")]
    public static Term PutNew(ref BifContext context, Term key, Term value)
    {
        if (LongWork.MovesAll(context, value))
        {
            return context.GoDirty();
        }
        if (Put(context, key, value, onlyNew: true, out _))
        {
            return Atoms.Ok;
        }
        Term known = context.Vm.PersistentTerms.Get(key);
        return !known.IsNone && TermComparer.ExactEqual(known, value) ? Atoms.Ok : context.BadArg();
    }

    [Bif("persistent_term", "erase")]
    public static Term Erase(ref BifContext context, Term key)
    {
        bool erased = context.Vm.PersistentTerms.Erase(key, out LiteralArea area);
        context.Vm.Code.ReleaseLiterals(area);
        return Term.Boolean(erased);
    }

    /// <summary>#{count => Terms, memory => Bytes}</summary>
    [Bif("persistent_term", "info")]
    public static Term Info(ref BifContext context)
    {
        PersistentTermTable table = context.Vm.PersistentTerms;
        Term* pairs = stackalloc Term[4];
        pairs[0] = Atoms.Count;
        pairs[1] = Term.Small(table.Count);
        pairs[2] = Atoms.Memory;
        pairs[3] = Term.Small((table.Words + (8 * table.Count)) * sizeof(ulong));
        return Maps.FromKeysValues(context.Heap, pairs, 2);
    }

    [Bif("erts_internal", "erase_persistent_terms")]
    public static Term EraseAll(ref BifContext context)
    {
        foreach (LiteralArea area in context.Vm.PersistentTerms.EraseAll())
        {
            context.Vm.Code.ReleaseLiterals(area);
        }
        return Atoms.Ok;
    }
}
