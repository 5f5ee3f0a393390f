// Reading and writing of single objects.
namespace Lingen.Runtime;

internal static unsafe partial class EtsBifs
{
    [Bif("ets", "lookup")]
    public static Term Lookup(ref BifContext context, Term name, Term key)
    {
        EtsTable? table = Resolve(ref context, name, Access.Read);
        if (table == null)
        {
            return Term.None;
        }
        uint hash = table.HashOf(key);
        table.EnterRead(hash);
        Term list = table.IsDeleted ? Term.None : CopyRows(table, key, hash, context.Heap);
        table.ExitRead(hash);
        return list.IsNone ? Gone(ref context) : list;
    }

    /// <summary>All objects of the key, in the order of insertion.</summary>
    private static Term CopyRows(EtsTable table, Term key, uint hash, TermHeap* heap)
    {
        Term list = Term.Nil;
        EtsRow* row = table.Store.Find(key, hash);
        while (row != null)
        {
            list = Cons.Create(heap, EtsRow.CopyTuple(row, heap), list);
            row = table.IsBag ? table.Store.NextOfKey(row) : null;
        }
        return list;
    }

    [Bif("ets", "member")]
    public static Term Member(ref BifContext context, Term name, Term key)
    {
        EtsTable? table = Resolve(ref context, name, Access.Read);
        if (table == null)
        {
            return Term.None;
        }
        uint hash = table.HashOf(key);
        table.EnterRead(hash);
        bool gone = table.IsDeleted;
        bool found = !gone && table.Store.Find(key, hash) != null;
        table.ExitRead(hash);
        return gone ? Gone(ref context) : Term.Boolean(found);
    }

    [Bif("ets", "lookup_element")]
    public static Term LookupElement(ref BifContext context, Term name, Term key, Term position) =>
        LookupElement(ref context, name, key, position, Term.None);

    [Bif("ets", "lookup_element")]
    public static Term LookupElementDefault(ref BifContext context, Term name, Term key, Term position, Term @default) =>
        LookupElement(ref context, name, key, position, @default);

    private static Term LookupElement(ref BifContext context, Term name, Term key, Term position, Term @default)
    {
        EtsTable? table = Resolve(ref context, name, Access.Read);
        if (table == null)
        {
            return Term.None;
        }
        if (!position.IsSmall || position.SmallValue < 1)
        {
            return context.BadArg();
        }
        long index = position.SmallValue - 1;
        uint hash = table.HashOf(key);
        TermHeap* heap = context.Heap;
        table.EnterRead(hash);
        bool gone = table.IsDeleted;
        EtsRow* row = gone ? null : table.Store.Find(key, hash);
        bool found = row != null;
        bool inRange = true;
        Term result = Term.Nil;
        while (row != null && inRange)
        {
            inRange = index < EtsRow.TupleOf(row).Arity;
            if (inRange)
            {
                Term element = TermCopier.Copy(EtsRow.Element(row, (int)index), heap, withLiterals: true);
                result = table.IsBag ? Cons.Create(heap, element, result) : element;
            }
            row = table.IsBag ? table.Store.NextOfKey(row) : null;
        }
        table.ExitRead(hash);
        if (gone)
        {
            return Gone(ref context);
        }
        if (!found)
        {
            return @default.IsNone ? context.Error(Atoms.Badarg, Atoms.Badkey) : @default;
        }
        return inRange ? result : context.BadArg();
    }

    [Bif("ets", "insert")]
    public static Term Insert(ref BifContext context, Term name, Term objects) =>
        Insert(ref context, name, objects, onlyNew: false);

    [Bif("ets", "insert_new")]
    public static Term InsertNew(ref BifContext context, Term name, Term objects) =>
        Insert(ref context, name, objects, onlyNew: true);

    private static Term Insert(ref BifContext context, Term name, Term objects, bool onlyNew)
    {
        EtsTable? table = Resolve(ref context, name, Access.Write);
        if (table == null)
        {
            return Term.None;
        }
        if (objects.IsTuple)
        {
            return IsObject(table, objects) ? InsertOne(ref context, table, objects, onlyNew) : context.BadArg();
        }
        if (LongWork.Moves(context, objects))
        {
            return context.GoDirty();
        }
        long count = 0;
        Term rest = objects;
        for (; rest.IsCons; rest = rest.Tail)
        {
            if (!IsObject(table, rest.Head))
            {
                return context.BadArg();
            }
            count++;
        }
        if (!rest.IsNil)
        {
            return context.BadArg();
        }
        context.BumpReductions(count);
        return count == 0 ? Term.True : InsertAll(ref context, table, objects, onlyNew);
    }

    private static bool IsObject(EtsTable table, Term term) => term.IsTuple && new Tuple(term).Arity > table.KeyIndex;

    private static Term InsertOne(ref BifContext context, EtsTable table, Term tuple, bool onlyNew)
    {
        Term key = new Tuple(tuple)[table.KeyIndex];
        uint hash = table.HashOf(key);
        EtsRow* row = EtsRow.Create(tuple);
        EtsRow* old = row;
        bool inserted = false;
        table.EnterWrite(hash);
        bool gone = table.IsDeleted;
        if (!gone && !(onlyNew && table.Store.Find(key, hash) != null))
        {
            old = table.Store.Insert(row);
            inserted = true;
        }
        table.ExitWrite(hash);
        if (old != null)
        {
            EtsRow.Free(old);
        }
        return gone ? Gone(ref context) : Term.Boolean(inserted);
    }

    /// <summary>A list goes in as one: nobody sees a part of it.</summary>
    private static Term InsertAll(ref BifContext context, EtsTable table, Term objects, bool onlyNew)
    {
        EtsRow* rows = null;
        EtsRow** end = &rows;
        for (Term rest = objects; rest.IsCons; rest = rest.Tail)
        {
            *end = EtsRow.Create(rest.Head);
            end = &(*end)->Next;
        }
        EtsRow* unused = null;
        table.EnterExclusive();
        bool gone = table.IsDeleted;
        bool refused = gone;
        for (Term rest = objects; onlyNew && !refused && rest.IsCons; rest = rest.Tail)
        {
            Term key = new Tuple(rest.Head)[table.KeyIndex];
            refused = table.Store.Find(key, table.HashOf(key)) != null;
        }
        while (!refused && rows != null)
        {
            EtsRow* row = rows;
            rows = row->Next;
            EtsRow* old = table.Store.Insert(row);
            table.ResizeIfWanted();
            if (old != null)
            {
                old->Next = unused;
                unused = old;
            }
        }
        table.ExitExclusive();
        EtsStore.FreeChain(rows);
        EtsStore.FreeChain(unused);
        return gone ? Gone(ref context) : Term.Boolean(!refused);
    }

    [Bif("ets", "delete")]
    public static Term DeleteKey(ref BifContext context, Term name, Term key)
    {
        EtsTable? table = Resolve(ref context, name, Access.Write);
        if (table == null)
        {
            return Term.None;
        }
        uint hash = table.HashOf(key);
        table.EnterWrite(hash);
        bool gone = table.IsDeleted;
        EtsRow* removed = gone ? null : table.Store.Delete(key, hash, table.IsFixed, out _);
        table.ExitWrite(hash);
        EtsStore.FreeChain(removed);
        return gone ? Gone(ref context) : Term.True;
    }

    [Bif("ets", "delete_object")]
    public static Term DeleteObject(ref BifContext context, Term name, Term tuple)
    {
        EtsTable? table = Resolve(ref context, name, Access.Write);
        if (table == null)
        {
            return Term.None;
        }
        if (!IsObject(table, tuple))
        {
            return context.BadArg();
        }
        uint hash = table.HashOf(new Tuple(tuple)[table.KeyIndex]);
        table.EnterWrite(hash);
        bool gone = table.IsDeleted;
        EtsRow* removed = gone ? null : table.Store.DeleteObject(tuple, hash, table.IsFixed);
        table.ExitWrite(hash);
        EtsStore.FreeChain(removed);
        return gone ? Gone(ref context) : Term.True;
    }

    [Bif("ets", "take")]
    public static Term Take(ref BifContext context, Term name, Term key)
    {
        EtsTable? table = Resolve(ref context, name, Access.Write);
        if (table == null)
        {
            return Term.None;
        }
        uint hash = table.HashOf(key);
        table.EnterWrite(hash);
        bool gone = table.IsDeleted;
        Term list = gone ? Term.Nil : CopyRows(table, key, hash, context.Heap);
        EtsRow* removed = gone ? null : table.Store.Delete(key, hash, table.IsFixed, out _);
        table.ExitWrite(hash);
        EtsStore.FreeChain(removed);
        return gone ? Gone(ref context) : list;
    }

    [Bif("ets", "slot")]
    public static Term Slot(ref BifContext context, Term name, Term slot)
    {
        EtsTable? table = Resolve(ref context, name, Access.Read);
        if (table == null)
        {
            return Term.None;
        }
        if (!slot.IsSmall || slot.SmallValue < 0)
        {
            return context.BadArg();
        }
        table.EnterScan();
        bool gone = table.IsDeleted;
        Term result = gone ? Term.None : SlotContents(table, slot.SmallValue, context.Heap);
        table.ExitScan();
        return gone ? Gone(ref context)
            : result.IsNone ? context.BadArg()
            : result;
    }

    private static Term SlotContents(EtsTable table, long slot, TermHeap* heap)
    {
        long count = table.Store.SlotCount;
        if (slot >= count)
        {
            return slot == count ? Atoms.EndOfTable : Term.None;
        }
        if (table.IsTree)
        {
            return Cons.Create(heap, EtsRow.CopyTuple(table.Tree.At(slot), heap), Term.Nil);
        }
        Term list = Term.Nil;
        for (EtsRow* row = table.Hash.Bucket(slot); row != null; row = row->Next)
        {
            if (!row->IsDeleted)
            {
                list = Cons.Create(heap, EtsRow.CopyTuple(row, heap), list);
            }
        }
        return list;
    }
}
