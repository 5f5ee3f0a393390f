// Large maps built in pieces, with other processes running in between: the entries are spread over buckets by the first two
// steps that their hashes take through the tree, each bucket becomes a subtree, and the subtrees become the map.
namespace Lingen.Terms;

public static unsafe partial class Maps
{
    /// <summary>Two levels of sixteen children.</summary>
    public const int BucketCount = 256;

    private const int BucketLevel = 2;

    /// <summary>The bucket that an entry of this key belongs to.</summary>
    public static int BucketOf(Term key) => (int)(PathOfHash(TermHash.Internal(key)) >> 56);

    /// <summary>
    /// The subtree, or leaf, of one bucket's pairs, given as key, value, key, value. Of equal keys the last wins.
    /// </summary>
    /// <param name="unique">The number of different keys.</param>
    public static Term BuildBucket(TermHeap* heap, Term* pairs, int count, out int unique) =>
        BuildHash(heap, pairs, count, BucketLevel, out unique);

    /// <summary>The map of the subtrees of all buckets, nil for empty ones, with <paramref name="count"/> entries in all.</summary>
    public static Term JoinBuckets(TermHeap* heap, ReadOnlySpan<Term> buckets, long count)
    {
        if (count <= FlatMap.MaxKeys)
        {
            return JoinFlat(heap, buckets);
        }
        Term* children = stackalloc Term[16];
        uint bitmap = 0;
        int slots = 0;
        for (int i = 0; i < 16; i++)
        {
            Term child = JoinGroup(heap, buckets.Slice(16 * i, 16));
            if (!child.IsNil)
            {
                bitmap |= 1u << i;
                children[slots++] = child;
            }
        }
        Term root = AllocateRoot(heap, bitmap, count, out Term* target);
        new ReadOnlySpan<Term>(children, slots).CopyTo(new Span<Term>(target, slots));
        return root;
    }

    /// <summary>The node of the first level over sixteen buckets: the only leaf that they hold, nil if they are empty.</summary>
    private static Term JoinGroup(TermHeap* heap, ReadOnlySpan<Term> buckets)
    {
        Term* children = stackalloc Term[16];
        uint bitmap = 0;
        int slots = 0;
        for (int i = 0; i < 16; i++)
        {
            if (!buckets[i].IsNil)
            {
                bitmap |= 1u << i;
                children[slots++] = buckets[i];
            }
        }
        if (slots == 0)
        {
            return Term.Nil;
        }
        if (slots == 1 && children[0].IsCons)
        {
            return children[0];
        }
        Term node = AllocateInner(heap, bitmap, out Term* target);
        new ReadOnlySpan<Term>(children, slots).CopyTo(new Span<Term>(target, slots));
        return node;
    }

    private static Term JoinFlat(TermHeap* heap, ReadOnlySpan<Term> buckets)
    {
        Term* pairs = stackalloc Term[2 * FlatMap.MaxKeys];
        int count = 0;
        foreach (Term bucket in buckets)
        {
            if (!bucket.IsNil)
            {
                TakeLeaves(bucket, pairs, ref count);
            }
        }
        return BuildFlat(heap, pairs, count);
    }

    /// <summary>The entries below a node, which are few.</summary>
    private static void TakeLeaves(Term node, Term* pairs, ref int count)
    {
        if (node.IsCons)
        {
            pairs[2 * count] = node.Head;
            pairs[(2 * count) + 1] = node.Tail;
            count++;
            return;
        }
        foreach (Term child in Children(node))
        {
            TakeLeaves(child, pairs, ref count);
        }
    }
}
