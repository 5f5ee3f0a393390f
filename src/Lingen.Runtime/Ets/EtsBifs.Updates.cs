// update_counter and update_element: changes inside of one object, all or none.
namespace Lingen.Runtime;

internal static unsafe partial class EtsBifs
{
    private enum UpdateKind
    {
        Counter,
        Element,
    }

    [Bif("ets", "update_counter")]
    public static Term UpdateCounter(ref BifContext context, Term name, Term key, Term operations) =>
        Update(ref context, name, key, operations, Term.None, UpdateKind.Counter);

    [Bif("ets", "update_counter")]
    public static Term UpdateCounterDefault(ref BifContext context, Term name, Term key, Term operations, Term @default) =>
        Update(ref context, name, key, operations, @default, UpdateKind.Counter);

    [Bif("ets", "update_element")]
    public static Term UpdateElement(ref BifContext context, Term name, Term key, Term operations) =>
        Update(ref context, name, key, operations, Term.None, UpdateKind.Element);

    [Bif("ets", "update_element")]
    public static Term UpdateElementDefault(ref BifContext context, Term name, Term key, Term operations, Term @default) =>
        Update(ref context, name, key, operations, @default, UpdateKind.Element);

    private static Term Update(ref BifContext context, Term name, Term key, Term operations, Term @default, UpdateKind kind)
    {
        EtsTable? table = Resolve(ref context, name, Access.Write);
        if (table == null)
        {
            return Term.None;
        }
        if (table.IsBag)
        {
            return context.Error(Atoms.Badarg, kind == UpdateKind.Counter ? Atoms.TableType : Term.None);
        }
        if (!@default.IsNone && !IsObject(table, @default))
        {
            return context.Error(Atoms.Badarg, @default.IsTuple ? Atoms.Position : Term.None);
        }
        uint hash = table.HashOf(key);
        EtsRow* removed = null;
        Term result;
        table.EnterWrite(hash);
        if (table.IsDeleted)
        {
            result = Gone(ref context);
        }
        else
        {
            EtsRow* row = table.Store.Find(key, hash);
            if (row == null && @default.IsNone)
            {
                // BEAM does not look at what an update_element without an object to update asks for.
                result = kind == UpdateKind.Element ? Term.False : context.Error(Atoms.Badarg, Atoms.Badkey);
            }
            else
            {
                result = UpdateRow(ref context, table, row, key, operations, @default, kind, ref removed);
            }
        }
        table.ExitWrite(hash);
        EtsStore.FreeChain(removed);
        return result;
    }

    private static bool IsElementOperation(Term term) => term.IsTuple && new Tuple(term) is { Arity: 2 } pair && pair[0].IsSmall;

    /// <summary>Applies the operations to a working copy of the elements, then stores it. Write lock.</summary>
    private static Term UpdateRow(
        ref BifContext context,
        EtsTable table,
        EtsRow* row,
        Term key,
        Term operations,
        Term @default,
        UpdateKind kind,
        ref EtsRow* removed
    )
    {
        Tuple source = row != null ? EtsRow.TupleOf(row) : new Tuple(@default);
        int arity = source.Arity;
        // A tuple outside of the process's heap, where nothing may point into the table.
        Span<Term> working = arity <= 64 ? stackalloc Term[arity + 1] : new Term[arity + 1];
        working[0] = new Term(HeaderWord.Make(HeaderTag.Tuple, arity));
        Span<Term> elements = working[1..];
        source.Span.CopyTo(elements);
        if (row == null)
        {
            elements[table.KeyIndex] = key;
        }
        Term result =
            kind == UpdateKind.Element
                ? ApplyElements(ref context, table, elements, operations)
                : ApplyCounters(ref context, table, elements, operations);
        if (result.IsNone)
        {
            return result;
        }
        if (row != null && ReplaceImmediates(row, elements))
        {
            return result;
        }
        EtsRow* updated;
        fixed (Term* words = working)
        {
            updated = EtsRow.Create(Term.FromBoxed((ulong*)words));
        }
        if (row != null)
        {
            table.Store.Replace(row, updated);
            row->Next = null;
            removed = row;
        }
        else
        {
            removed = table.Store.Insert(updated);
        }
        return result;
    }

    /// <summary>Where only immediates give way to immediates the row is changed in place.</summary>
    private static bool ReplaceImmediates(EtsRow* row, ReadOnlySpan<Term> elements)
    {
        Term* own = EtsRow.TupleOf(row).Elements;
        for (int i = 0; i < elements.Length; i++)
        {
            if (own[i] != elements[i] && !(own[i].IsImmediate && elements[i].IsImmediate))
            {
                return false;
            }
        }
        elements.CopyTo(new Span<Term>(own, elements.Length));
        return true;
    }

    private static Term ApplyElements(ref BifContext context, EtsTable table, scoped Span<Term> elements, Term operations)
    {
        if (!operations.IsList)
        {
            return ApplyElement(ref context, table, elements, operations);
        }
        Term rest = operations;
        for (; rest.IsCons; rest = rest.Tail)
        {
            if (ApplyElement(ref context, table, elements, rest.Head).IsNone)
            {
                return Term.None;
            }
        }
        return rest.IsNil ? Term.True : context.BadArg();
    }

    private static Term ApplyElement(ref BifContext context, EtsTable table, scoped Span<Term> elements, Term operation)
    {
        if (!IsElementOperation(operation))
        {
            return context.BadArg();
        }
        var pair = new Tuple(operation);
        return CheckPosition(ref context, table, elements, pair[0], out int index) ? Store(elements, index, pair[1]) : Term.None;
    }

    private static Term Store(Span<Term> elements, int index, Term value)
    {
        elements[index] = value;
        return Term.True;
    }

    private static bool CheckPosition(
        ref BifContext context,
        EtsTable table,
        scoped Span<Term> elements,
        Term position,
        out int index
    )
    {
        index = -1;
        if (!position.IsSmall)
        {
            context.BadArg();
            return false;
        }
        long value = position.SmallValue - 1;
        if (value == table.KeyIndex)
        {
            context.Error(Atoms.Badarg, Atoms.Keypos);
            return false;
        }
        if (value < 0 || value >= elements.Length)
        {
            context.Error(Atoms.Badarg, Atoms.Position);
            return false;
        }
        index = (int)value;
        return true;
    }

    private static Term ApplyCounters(ref BifContext context, EtsTable table, scoped Span<Term> elements, Term operations)
    {
        if (operations.IsInteger)
        {
            return ApplyCounter(ref context, table, elements, Term.Small(table.KeyIndex + 2), operations, Term.None, Term.None);
        }
        if (!operations.IsList)
        {
            return ApplyCounterTuple(ref context, table, elements, operations);
        }
        Term reversed = Term.Nil;
        Term rest = operations;
        for (; rest.IsCons; rest = rest.Tail)
        {
            Term value = ApplyCounterTuple(ref context, table, elements, rest.Head);
            if (value.IsNone)
            {
                return Term.None;
            }
            reversed = Cons.Create(context.Heap, value, reversed);
        }
        if (!rest.IsNil)
        {
            return context.BadArg();
        }
        Term list = Term.Nil;
        for (; reversed.IsCons; reversed = reversed.Tail)
        {
            list = Cons.Create(context.Heap, reversed.Head, list);
        }
        return list;
    }

    private static Term ApplyCounterTuple(ref BifContext context, EtsTable table, scoped Span<Term> elements, Term operation)
    {
        if (!operation.IsTuple)
        {
            return context.BadArg();
        }
        var fields = new Tuple(operation);
        return fields.Arity switch
        {
            2 => ApplyCounter(ref context, table, elements, fields[0], fields[1], Term.None, Term.None),
            4 when fields[2].IsInteger && fields[3].IsInteger => ApplyCounter(
                ref context,
                table,
                elements,
                fields[0],
                fields[1],
                fields[2],
                fields[3]
            ),
            _ => context.BadArg(),
        };
    }

    private static Term ApplyCounter(
        ref BifContext context,
        EtsTable table,
        scoped Span<Term> elements,
        Term position,
        Term increment,
        Term threshold,
        Term reset
    )
    {
        if (!increment.IsInteger || !CheckPosition(ref context, table, elements, position, out int index))
        {
            return increment.IsInteger ? Term.None : context.BadArg();
        }
        if (!elements[index].IsInteger)
        {
            return context.BadArg();
        }
        Term value = Arithmetic.Add(context.Heap, elements[index], increment, out Term reason);
        if (value.IsNone)
        {
            return context.Error(reason);
        }
        if (!threshold.IsNone)
        {
            bool falls = Integers.IsNegative(increment);
            int order = TermComparer.Compare(value, threshold);
            if (falls ? order < 0 : order > 0)
            {
                value = reset;
            }
        }
        elements[index] = value;
        // The result must not point into the row, which may go before the process looks at it.
        return value.IsImmediate ? value : TermCopier.Copy(value, context.Heap, withLiterals: true);
    }
}
