// Building maps from many entries at once, and merging. A large set of entries is sorted by the path its hashes take
// through the tree, so that every node is written once.
using System.Runtime.InteropServices;

namespace Lingen.Terms;

public static unsafe partial class Maps
{
    /// <summary>
    /// A map of <paramref name="count"/> pairs given as key, value, key, value. Of equal keys the last wins.
    /// </summary>
    public static Term FromKeysValues(TermHeap* heap, Term* pairs, int count) =>
        count <= FlatMap.MaxKeys ? BuildFlat(heap, pairs, count) : BuildHash(heap, pairs, count);

    /// <summary>As <see cref="FromKeysValues"/>, but none if a key stands twice.</summary>
    public static Term FromUniqueKeysValues(TermHeap* heap, Term* pairs, int count)
    {
        Term map = FromKeysValues(heap, pairs, count);
        return Count(map) == count ? map : Term.None;
    }

    /// <summary>A map over a key tuple that is already sorted and unique, as the compiler's literals and records of keys are.</summary>
    public static Term FromSortedKeys(TermHeap* heap, Term keyTuple, ReadOnlySpan<Term> values)
    {
        Term map = FlatMap.Allocate(heap, keyTuple, values.Length, out Term* target);
        values.CopyTo(new Span<Term>(target, values.Length));
        return map;
    }

    /// <summary>The union of two maps; values of the second win (<c>maps:merge/2</c>).</summary>
    public static Term Merge(TermHeap* heap, Term first, Term second)
    {
        if (first == second)
        {
            return first;
        }
        if (first.IsFlatMap && second.IsFlatMap)
        {
            return MergeFlat(heap, new FlatMap(first), new FlatMap(second));
        }
        if (first.IsHashMap && second.IsHashMap)
        {
            return MergeHash(heap, first, second);
        }
        if (second.IsFlatMap)
        {
            var added = new MapIterator(second);
            while (added.MoveNext())
            {
                first = Put(heap, first, added.Key, added.Value);
            }
            return first;
        }
        var flat = new MapIterator(first);
        while (flat.MoveNext())
        {
            if (!Contains(second, flat.Key))
            {
                second = Put(heap, second, flat.Key, flat.Value);
            }
        }
        return second;
    }

    /// <summary>The hash map of these pairs; a flat map if so many keys are equal that at most 32 remain.</summary>
    private static Term BuildHash(TermHeap* heap, Term* pairs, int count) => BuildHash(heap, pairs, count, 0, out _);

    /// <summary>As above at level 0. At any other the subtree, or leaf, of these pairs, whose keys have the way down to there in common.</summary>
    private static Term BuildHash(TermHeap* heap, Term* pairs, int count, int level, out int unique)
    {
        var paths = (ulong*)NativeMemory.Alloc((nuint)count, sizeof(ulong));
        var places = (int*)NativeMemory.Alloc((nuint)count, sizeof(int));
        var leaves = (Term*)NativeMemory.Alloc((nuint)count, sizeof(ulong));
        try
        {
            for (int i = 0; i < count; i++)
            {
                paths[i] = PathOfHash(TermHash.Internal(pairs[2 * i]));
                places[i] = i;
            }
            new Span<ulong>(paths, count).Sort(new Span<int>(places, count));
            unique = DropDuplicates(pairs, paths, places, count);
            if (unique <= FlatMap.MaxKeys && level == 0)
            {
                Term* rest = stackalloc Term[2 * FlatMap.MaxKeys];
                for (int i = 0; i < unique; i++)
                {
                    rest[2 * i] = pairs[2 * places[i]];
                    rest[(2 * i) + 1] = pairs[(2 * places[i]) + 1];
                }
                return BuildFlat(heap, rest, unique);
            }
            for (int i = 0; i < unique; i++)
            {
                leaves[i] = Cons.Create(heap, pairs[2 * places[i]], pairs[(2 * places[i]) + 1]);
            }
            return unique == 1 ? leaves[0] : BuildNode(heap, paths, leaves, unique, level);
        }
        finally
        {
            NativeMemory.Free(paths);
            NativeMemory.Free(places);
            NativeMemory.Free(leaves);
        }
    }

    /// <summary>The hash with its nibbles reversed: sorting by it groups keys by their way down from the root.</summary>
    private static ulong PathOfHash(ulong hash)
    {
        ulong bytes = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(hash);
        return ((bytes & 0xF0F0F0F0F0F0F0F0) >> 4) | ((bytes & 0x0F0F0F0F0F0F0F0F) << 4);
    }

    /// <summary>Among entries of equal hash keeps the last of each key, in key order; returns how many entries are left.</summary>
    private static int DropDuplicates(Term* pairs, ulong* paths, int* places, int count)
    {
        int kept = 0;
        for (int start = 0; start < count; )
        {
            int end = start + 1;
            while (end < count && paths[end] == paths[start])
            {
                end++;
            }
            ulong path = paths[start];
            int first = kept;
            for (int i = start; i < end; i++)
            {
                // Insertion sort into the kept run: by key, of equal keys the later place wins.
                int place = places[i];
                int at = kept;
                int order = -1;
                while (at > first && (order = TermComparer.CompareExact(pairs[2 * places[at - 1]], pairs[2 * place])) > 0)
                {
                    at--;
                }
                if (at > first && order == 0)
                {
                    places[at - 1] = Math.Max(places[at - 1], place);
                    continue;
                }
                for (int j = kept; j > at; j--)
                {
                    places[j] = places[j - 1];
                }
                places[at] = place;
                paths[kept++] = path;
            }
            start = end;
        }
        return kept;
    }

    private static Term BuildNode(TermHeap* heap, ulong* paths, Term* leaves, int count, int level)
    {
        if (level == MaxLevels)
        {
            return Tuple.Create(heap, new ReadOnlySpan<Term>(leaves, count));
        }
        Term* children = stackalloc Term[16];
        int slots = 0;
        uint bitmap = 0;
        int shift = 60 - (level * 4);
        for (int start = 0; start < count; )
        {
            ulong nibble = (paths[start] >> shift) & 0xF;
            int end = start + 1;
            while (end < count && ((paths[end] >> shift) & 0xF) == nibble)
            {
                end++;
            }
            bitmap |= 1u << (int)nibble;
            children[slots++] =
                end - start == 1 ? leaves[start] : BuildNode(heap, paths + start, leaves + start, end - start, level + 1);
            start = end;
        }
        Term node = level == 0 ? AllocateRoot(heap, bitmap, count, out Term* target) : AllocateInner(heap, bitmap, out target);
        new ReadOnlySpan<Term>(children, slots).CopyTo(new Span<Term>(target, slots));
        return node;
    }

    /// <summary>Two hash maps, node by node: whole subtrees that only one has are shared.</summary>
    private static Term MergeHash(TermHeap* heap, Term first, Term second)
    {
        long duplicates = 0;
        Term merged = MergeNodes(heap, first, second, 0, ref duplicates);
        if (merged == first || merged == second)
        {
            return merged;
        }
        merged.BoxedPointer[1] = Term.Small(HashMap.Count(first) + HashMap.Count(second) - duplicates).Bits;
        return merged;
    }

    private static Term MergeNodes(TermHeap* heap, Term a, Term b, int level, ref long duplicates)
    {
        uint bitmapA = HashMap.Bitmap(a);
        uint bitmapB = HashMap.Bitmap(b);
        ReadOnlySpan<Term> left = HashMap.Children(a);
        ReadOnlySpan<Term> right = HashMap.Children(b);
        Term* children = stackalloc Term[16];
        int slots = 0;
        int i = 0;
        int j = 0;
        bool sameAsA = true;
        bool sameAsB = true;
        for (uint bit = 1; bit <= 0x8000; bit <<= 1)
        {
            bool inA = (bitmapA & bit) != 0;
            bool inB = (bitmapB & bit) != 0;
            if (!inA && !inB)
            {
                continue;
            }
            Term child =
                !inB ? left[i]
                : !inA ? right[j]
                : MergeChildren(heap, left[i], right[j], level + 1, ref duplicates);
            sameAsA &= inA && child == left[i];
            sameAsB &= inB && child == right[j];
            i += inA ? 1 : 0;
            j += inB ? 1 : 0;
            children[slots++] = child;
        }
        if (sameAsB)
        {
            return b;
        }
        if (sameAsA)
        {
            return a;
        }
        Term node =
            level == 0
                ? AllocateRoot(heap, bitmapA | bitmapB, 0, out Term* target)
                : AllocateInner(heap, bitmapA | bitmapB, out target);
        new ReadOnlySpan<Term>(children, slots).CopyTo(new Span<Term>(target, slots));
        return node;
    }

    /// <summary>Two children of the same slot, each a leaf, an inner node or a collision node.</summary>
    private static Term MergeChildren(TermHeap* heap, Term a, Term b, int level, ref long duplicates)
    {
        if (a == b)
        {
            duplicates += CountLeaves(a);
            return a;
        }
        bool innerA = !a.IsCons && !a.IsTuple;
        bool innerB = !b.IsCons && !b.IsTuple;
        if (innerA && innerB)
        {
            return MergeNodes(heap, a, b, level, ref duplicates);
        }
        if (innerA || innerB)
        {
            // One side is a leaf: insert it into the other, without overwriting where the leaf is the first map's.
            return MergeLeaf(heap, innerA ? a : b, innerA ? b : a, leafWins: innerA, level, ref duplicates);
        }
        if (b.IsCons && a.IsCons)
        {
            if (TermComparer.ExactEqual(a.Head, b.Head))
            {
                duplicates++;
                return b;
            }
            return Separate(heap, a, TermHash.Internal(a.Head), b, TermHash.Internal(b.Head), level);
        }
        Term result = a.IsTuple ? a : b;
        bool wins = a.IsTuple;
        foreach (Term leaf in (wins ? b : a).IsCons ? [wins ? b : a] : Children(wins ? b : a))
        {
            result = MergeLeaf(heap, result, leaf, leafWins: wins, level, ref duplicates);
        }
        return result;
    }

    private static Term MergeLeaf(TermHeap* heap, Term node, Term leaf, bool leafWins, int level, ref long duplicates)
    {
        var insertion = new Insertion
        {
            Heap = heap,
            Key = leaf.Head,
            Value = leaf.Tail,
            Hash = TermHash.Internal(leaf.Head),
        };
        if (!leafWins)
        {
            // The node's own value must stay if it has the key.
            Term found = node.IsTuple
                ? GetCollision(new Tuple(node), leaf.Head)
                : GetInner(node, leaf.Head, insertion.Hash, level);
            if (!found.IsNone)
            {
                duplicates++;
                return node;
            }
        }
        Term result = node.IsTuple ? PutCollision(ref insertion, new Tuple(node)) : PutNode(ref insertion, node, level);
        duplicates += insertion.IsNew ? 0 : 1;
        return result;
    }

    private static Term GetInner(Term node, Term key, ulong hash, int level)
    {
        for (; ; level++)
        {
            uint bitmap = HashMap.Bitmap(node);
            uint bit = 1u << Nibble(hash, level);
            if ((bitmap & bit) == 0)
            {
                return Term.None;
            }
            node = HashMap.Children(node)[System.Numerics.BitOperations.PopCount(bitmap & (bit - 1))];
            if (node.IsCons)
            {
                return TermComparer.ExactEqual(node.Head, key) ? node.Tail : Term.None;
            }
            if (node.IsTuple)
            {
                return GetCollision(new Tuple(node), key);
            }
        }
    }

    private static long CountLeaves(Term child)
    {
        if (child.IsCons)
        {
            return 1;
        }
        long count = 0;
        foreach (Term below in Children(child))
        {
            count += CountLeaves(below);
        }
        return count;
    }
}
