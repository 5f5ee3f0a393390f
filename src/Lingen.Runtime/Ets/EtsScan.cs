// Traversals with a match specification: select, match, select_count, select_delete, select_replace. A scan works in slices:
// the table is locked for a bounded number of rows, then the BIF traps to itself with what it has got so far and other
// processes run. Hash tables are fixed meanwhile, so that no bucket is split under the scan.
namespace Lingen.Runtime;

/// <summary>What happens with the rows that match.</summary>
internal enum EtsScanMode
{
    Select,
    Count,
    Delete,
    Replace,
}

/// <summary>State of a scan within one slice.</summary>
internal unsafe struct EtsScan
{
    /// <summary>Rows looked at in one slice.</summary>
    public const long SliceRows = 1000;

    private readonly EtsTable table;
    private readonly MatchProgram program;
    private readonly TermHeap* heap;
    private readonly bool reverse;
    private MatchEvaluator evaluator;
    private EtsRow* removed;
    private long budget;

    /// <summary>Values found, newest first, and how many; counted modes only count.</summary>
    public Term Values = Term.Nil;
    public long Count;

    /// <summary>Next bucket of a hash table.</summary>
    public long Bucket;

    /// <summary>Key of the last row of a tree that was looked at, or none at the start.</summary>
    public Term LastKey = Term.None;

    public EtsScan(EtsTable table, MatchProgram program, ref BifContext context, bool reverse)
    {
        this.table = table;
        this.program = program;
        this.reverse = reverse;
        heap = context.Heap;
        evaluator = new MatchEvaluator(program, heap, context.Process, context.Vm);
    }

    public readonly long RowsLeft => budget;

    /// <summary>
    /// Runs one slice, or less if <paramref name="limit"/> values are there first (0: no limit). True: the traversal is at its
    /// end. The caller holds the scan lock, or the exclusive one for modes that change rows.
    /// </summary>
    public bool Run(EtsScanMode mode, long limit)
    {
        budget = SliceRows;
        bool done = TryKeys(mode, out bool byKeys);
        if (!byKeys)
        {
            done = table.IsTree ? RunTree(mode, limit) : RunHash(mode, limit);
        }
        return done;
    }

    /// <summary>Frees what the slice has deleted. Outside of the lock.</summary>
    public void FreeRemoved()
    {
        EtsStore.FreeChain(removed);
        removed = null;
    }

    /// <summary>Whether the heads name all keys that can match.</summary>
    public readonly bool NamesKeys()
    {
        // Several keys of a tree would have to be visited in order; the range scan does that.
        bool named = !table.IsTree || program.ClauseCount == 1;
        for (Term list = program.Specification; list.IsCons && named; list = list.Tail)
        {
            named = MatchVariables.IsGround(EtsKeyRange.KeyPattern(new Tuple(list.Head)[0], table.KeyIndex));
        }
        return named;
    }

    /// <summary>If the heads name all keys, visits just those.</summary>
    private bool TryKeys(EtsScanMode mode, out bool byKeys)
    {
        byKeys = NamesKeys();
        if (!byKeys)
        {
            return false;
        }
        for (Term list = program.Specification; list.IsCons; list = list.Tail)
        {
            Term key = EtsKeyRange.KeyPattern(new Tuple(list.Head)[0], table.KeyIndex);
            if (!SeenBefore(key, list))
            {
                VisitKey(key, mode);
            }
        }
        return true;
    }

    private readonly bool SeenBefore(Term key, Term until)
    {
        for (Term list = program.Specification; list != until; list = list.Tail)
        {
            Term other = EtsKeyRange.KeyPattern(new Tuple(list.Head)[0], table.KeyIndex);
            if (table.IsTree ? TermComparer.Equal(other, key) : TermComparer.ExactEqual(other, key))
            {
                return true;
            }
        }
        return false;
    }

    private void VisitKey(Term key, EtsScanMode mode)
    {
        uint hash = table.HashOf(key);
        if (table.IsTree)
        {
            EtsRow* row = table.Store.Find(key, 0);
            if (row != null)
            {
                VisitTreeRow(row, mode);
            }
            return;
        }
        EtsRow** link = table.Hash.BucketLink(table.Hash.BucketOf(hash));
        while (*link != null)
        {
            EtsRow* row = *link;
            Term own = table.Store.KeyOf(row);
            if (row->IsDeleted || row->Hash != hash || !TermComparer.ExactEqual(own, key))
            {
                link = &row->Next;
            }
            else
            {
                VisitHashRow(ref link, mode);
            }
        }
    }

    /// <summary>Whole buckets: the number of values may pass the limit, the caller keeps the surplus.</summary>
    private bool RunHash(EtsScanMode mode, long limit)
    {
        HashStore store = table.Hash;
        long buckets = store.SlotCount;
        while (Bucket < buckets)
        {
            if (budget <= 0 || (limit > 0 && Count >= limit))
            {
                return false;
            }
            EtsRow** link = store.BucketLink(Bucket++);
            budget -= Bucket & 1;
            while (*link != null)
            {
                if ((*link)->IsDeleted)
                {
                    link = &(*link)->Next;
                }
                else
                {
                    VisitHashRow(ref link, mode);
                }
            }
        }
        return true;
    }

    private void VisitHashRow(ref EtsRow** link, EtsScanMode mode)
    {
        EtsRow* row = *link;
        budget--;
        Term value = evaluator.MatchRow(row);
        if (mode == EtsScanMode.Delete && value == Term.True)
        {
            Count++;
            table.Hash.RemoveAt(ref link, table.IsFixed, ref removed);
            return;
        }
        if (mode == EtsScanMode.Replace && !value.IsNone)
        {
            EtsRow* replacement = EtsRow.Create(value);
            replacement->Hash = row->Hash;
            table.Hash.Replace(row, replacement);
            row->Next = removed;
            removed = row;
            Count++;
            link = &replacement->Next;
            return;
        }
        Collect(value, mode);
        link = &row->Next;
    }

    private void Collect(Term value, EtsScanMode mode)
    {
        if (mode == EtsScanMode.Select)
        {
            if (!value.IsNone)
            {
                Values = Cons.Create(heap, value, Values);
                Count++;
            }
        }
        else if (mode == EtsScanMode.Count && value == Term.True)
        {
            Count++;
        }
    }

    private bool RunTree(EtsScanMode mode, long limit)
    {
        TreeStore tree = table.Tree;
        var range = new EtsKeyRange(
            program.ClauseCount == 1
                ? EtsKeyRange.KeyPattern(new Tuple(program.Specification.Head)[0], table.KeyIndex)
                : Atoms.Underscore
        );
        bool bounded = range.IsBounded;
        EtsRow* row;
        if (!LastKey.IsNone)
        {
            row = Following(tree, LastKey);
        }
        else if (bounded)
        {
            row = tree.EdgeOfRange(range, reverse);
        }
        else
        {
            row = reverse ? tree.Last() : tree.First();
        }
        Term last = Term.None;
        while (true)
        {
            if (budget <= 0 || (limit > 0 && Count >= limit))
            {
                LastKey = last.IsNone ? LastKey : last;
                return false;
            }
            if (row == null || (bounded && range.Compare(tree.KeyOf(row)) != 0))
            {
                return true;
            }
            // A tree has no parent links, so the next row is found by key. The key is copied if the row may go away
            // or the scan may stop here.
            bool mayStop = budget <= 1 || limit > 0 || mode is EtsScanMode.Delete or EtsScanMode.Replace;
            last = mayStop ? TermCopier.Copy(tree.KeyOf(row), heap, withLiterals: true) : tree.KeyOf(row);
            VisitTreeRow(row, mode);
            row = Following(tree, last);
        }
    }

    private readonly EtsRow* Following(TreeStore tree, Term key) =>
        reverse ? tree.PreviousBefore(key, 0, out _) : tree.NextAfter(key, 0, out _);

    private void VisitTreeRow(EtsRow* row, EtsScanMode mode)
    {
        budget--;
        Term value = evaluator.MatchRow(row);
        if (mode == EtsScanMode.Delete && value == Term.True)
        {
            EtsRow* gone = table.Tree.Delete(table.Store.KeyOf(row), 0, false, out _);
            gone->Next = removed;
            removed = gone;
            Count++;
        }
        else if (mode == EtsScanMode.Replace && !value.IsNone)
        {
            EtsRow* replacement = EtsRow.Create(value);
            table.Tree.Replace(row, replacement);
            row->Next = removed;
            removed = row;
            Count++;
        }
        else
        {
            Collect(value, mode);
        }
    }
}
