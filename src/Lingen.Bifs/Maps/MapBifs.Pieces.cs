// maps:from_list/1, from_keys/2, keys/1 and values/1 of many entries, in pieces, so that other processes run in between and a kill
// is heeded. The state of the work is a tuple that goes with the process from piece to piece; only continuations see it.
namespace Lingen.Bifs;

public static unsafe partial class MapBifs
{
    private const int PieceEntries = 8 * 1024;

    /// <summary>Entries spread over buckets, or made a part of the tree, for about the cost of one function call.</summary>
    private const int EntriesBuiltPerReduction = 5;

    // Spreading: {List, Rest, Buckets}; each bucket is the list of its elements, last first.
    // Building:  {Buckets, Index of the next, Subtrees made so far, last first, Number of entries in them}.
    private const int SpreadingArity = 3;

    [Bif("maps", "keys", Continuation = true)]
    public static Term KeysContinue(ref BifContext context, Tuple state) =>
        ListPiece(ref context, state[0], state[1], state[2], values: false);

    [Bif("maps", "values", Continuation = true)]
    public static Term ValuesContinue(ref BifContext context, Tuple state) =>
        ListPiece(ref context, state[0], state[1], state[2], values: true);

    [Bif("maps", "from_list", Continuation = true)]
    public static Term FromListContinue(ref BifContext context, Tuple state) => FromListPiece(ref context, state, Term.None);

    [Bif("maps", "from_keys", Continuation = true)]
    public static Term FromKeysContinue(ref BifContext context, Tuple state, Term value) =>
        FromListPiece(ref context, state, value);

    private static Term ListPiece(ref BifContext context, Term map, Term path, Term list, bool values)
    {
        var place = new MapPath(map, path);
        bool more = true;
        for (int left = PieceEntries; more && (left > 0 || place.IsInCollision); left--)
        {
            Term cell = place.Cell;
            list = Cons.Create(context.Heap, values ? cell.Tail : cell.Head, list);
            more = place.MoveNext();
        }
        context.BumpReductions(PieceEntries / EntriesPerReduction);
        return more ? context.Continue([Tuple.Create(context.Heap, map, place.ToTerm(context.Heap), list)]) : list;
    }

    private static Term FromListPiece(ref BifContext context, Tuple state, Term value) =>
        state.Arity == SpreadingArity
            ? SpreadPiece(ref context, state[0], state[1], state[2], value)
            : BuildPiece(ref context, state, value);

    /// <summary>The state goes on, with the value for all keys if there is one.</summary>
    private static Term Continue(ref BifContext context, Term state, Term value) =>
        value.IsNone ? context.Continue([state]) : context.Continue([state, value]);

    /// <summary>Puts the next elements of the list, pairs or, where there is a value for all, keys, into their buckets.</summary>
    private static Term SpreadPiece(ref BifContext context, Term list, Term rest, Term buckets, Term value)
    {
        Term* heads = stackalloc Term[Maps.BucketCount];
        if (buckets.IsNone)
        {
            new Span<Term>(heads, Maps.BucketCount).Fill(Term.Nil);
        }
        else
        {
            new Tuple(buckets).Span.CopyTo(new Span<Term>(heads, Maps.BucketCount));
        }
        for (int left = PieceEntries; left > 0 && rest.IsCons; left--, rest = rest.Tail)
        {
            Term element = rest.Head;
            Term key = element;
            if (value.IsNone)
            {
                if (!Tuple.TryFrom(element, out Tuple pair) || pair.Arity != 2)
                {
                    return context.BadArgOf([list]);
                }
                key = pair[0];
            }
            int bucket = Maps.BucketOf(key);
            heads[bucket] = Cons.Create(context.Heap, element, heads[bucket]);
        }
        context.BumpReductions(PieceEntries / EntriesBuiltPerReduction);
        if (!rest.IsList)
        {
            return value.IsNone ? context.BadArgOf([list]) : context.BadArgOf([list, value]);
        }
        Term spread = Tuple.Create(context.Heap, new ReadOnlySpan<Term>(heads, Maps.BucketCount));
        Term state = rest.IsCons
            ? Tuple.Create(context.Heap, list, rest, spread)
            : Tuple.Create(context.Heap, spread, Term.Small(0), Term.Nil, Term.Small(0));
        return Continue(ref context, state, value);
    }

    /// <summary>Makes the next buckets subtrees, and the map when all are.</summary>
    private static Term BuildPiece(ref BifContext context, Tuple state, Term value)
    {
        var buckets = new Tuple(state[0]);
        int index = (int)state[1].SmallValue;
        Term subtrees = state[2];
        long count = state[3].SmallValue;
        for (long left = PieceEntries; left > 0 && index < Maps.BucketCount; index++)
        {
            long length = Cons.Length(buckets[index]);
            if (LongWork.Moves(context, length, LongWork.ManyTerms))
            {
                // Millions of entries, or keys that are equal: more than one piece, and a bucket cannot be divided.
                if (left == PieceEntries)
                {
                    return context.GoDirty();
                }
                break;
            }
            subtrees = Cons.Create(
                context.Heap,
                BuildBucket(context.Heap, buckets[index], (int)length, value, ref count),
                subtrees
            );
            left -= length;
            context.BumpReductions(length / EntriesBuiltPerReduction);
        }
        if (index < Maps.BucketCount)
        {
            return Continue(
                ref context,
                Tuple.Create(context.Heap, buckets, Term.Small(index), subtrees, Term.Small(count)),
                value
            );
        }
        Span<Term> all = stackalloc Term[Maps.BucketCount];
        for (int i = Maps.BucketCount - 1; i >= 0; i--, subtrees = subtrees.Tail)
        {
            all[i] = subtrees.Head;
        }
        return Maps.JoinBuckets(context.Heap, all, count);
    }

    /// <summary>The subtree of a bucket, whose elements stand last first; nil if it is empty.</summary>
    private static Term BuildBucket(TermHeap* heap, Term elements, int length, Term value, ref long count)
    {
        if (length == 0)
        {
            return Term.Nil;
        }
        using var pairs = new PairBuffer(length);
        for (int i = length - 1; i >= 0; i--, elements = elements.Tail)
        {
            Term element = elements.Head;
            pairs.Items[2 * i] = value.IsNone ? new Tuple(element)[0] : element;
            pairs.Items[(2 * i) + 1] = value.IsNone ? new Tuple(element)[1] : value;
        }
        Term subtree = Maps.BuildBucket(heap, pairs.Items, length, out int unique);
        count += unique;
        return subtree;
    }
}
