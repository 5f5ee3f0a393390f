// first, last, next, prev and their lookup forms.
namespace Lingen.Runtime;

internal static unsafe partial class EtsBifs
{
    private enum Step
    {
        First,
        Last,
        Next,
        Previous,

        /// <summary>As First and Next, with rows that are marked as deleted.</summary>
        RawFirst,
        RawNext,
    }

    [Bif("ets", "first")]
    public static Term First(ref BifContext context, Term name) => Walk(ref context, name, Term.None, Step.First, lookup: false);

    [Bif("ets", "last")]
    public static Term Last(ref BifContext context, Term name) => Walk(ref context, name, Term.None, Step.Last, lookup: false);

    [Bif("ets", "next")]
    public static Term Next(ref BifContext context, Term name, Term key) =>
        Walk(ref context, name, key, Step.Next, lookup: false);

    [Bif("ets", "prev")]
    public static Term Previous(ref BifContext context, Term name, Term key) =>
        Walk(ref context, name, key, Step.Previous, lookup: false);

    [Bif("ets", "first_lookup")]
    public static Term FirstLookup(ref BifContext context, Term name) =>
        Walk(ref context, name, Term.None, Step.First, lookup: true);

    [Bif("ets", "last_lookup")]
    public static Term LastLookup(ref BifContext context, Term name) =>
        Walk(ref context, name, Term.None, Step.Last, lookup: true);

    [Bif("ets", "next_lookup")]
    public static Term NextLookup(ref BifContext context, Term name, Term key) =>
        Walk(ref context, name, key, Step.Next, lookup: true);

    [Bif("ets", "prev_lookup")]
    public static Term PreviousLookup(ref BifContext context, Term name, Term key) =>
        Walk(ref context, name, key, Step.Previous, lookup: true);

    private static Term Walk(ref BifContext context, Term name, Term key, Step step, bool lookup)
    {
        EtsTable? table = Resolve(ref context, name, Access.Read);
        if (table == null)
        {
            return Term.None;
        }
        uint hash = key.IsNone ? 0 : table.HashOf(key);
        bool known = true;
        Term result = Atoms.EndOfTable;
        table.EnterScan();
        bool gone = table.IsDeleted;
        if (table.IsTree && key == Atoms.EndOfTable)
        {
            // What ends a traversal of a tree is no key to go on from, even if it is in the table.
            known = false;
        }
        else if (!gone)
        {
            EtsStore store = table.Store;
            EtsRow* row = step switch
            {
                Step.First => store.First(),
                Step.Last => store.Last(),
                Step.Next => store.NextAfter(key, hash, out known),
                Step.RawFirst => store.RawFirst(),
                Step.RawNext => store.RawAfter(key, hash, out known),
                _ => store.PreviousBefore(key, hash, out known),
            };
            if (row != null)
            {
                result = TermCopier.Copy(store.KeyOf(row), context.Heap, withLiterals: true);
                if (lookup)
                {
                    Term objects = CopyRows(table, store.KeyOf(row), row->Hash, context.Heap);
                    result = Tuple.Create(context.Heap, result, objects);
                }
            }
        }
        table.ExitScan();
        return gone ? Gone(ref context)
            : known ? result
            : context.BadArg();
    }
}
