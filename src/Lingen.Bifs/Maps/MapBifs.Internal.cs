// What maps.erl and erts_debug.erl know of maps: iteration in pieces, and the shape of the tree.
namespace Lingen.Bifs;

public static unsafe partial class MapBifs
{
    /// <summary>Entries of the first piece, when perhaps only a few are wanted.</summary>
    private const int FirstPieceEntries = 32;
    private const int ReductionsPerEntry = 4;
    private const int OrderedReductionsPerEntry = 32;

    /// <summary>
    /// The next entries of a map. With <c>iterator</c> as the third argument <c>{K1,V1,{K2,V2,none | [Path|Map]}}</c>; with a list
    /// the entries as tuples in front of it, and <c>[Path, Map | Entries]</c> if there are more. A list as path is an
    /// ordered iterator's keys that are left.
    /// </summary>
    [Bif("erts_internal", "map_next")]
    public static Term MapNext(ref BifContext context, Term path, Term map, Term kind)
    {
        bool isIterator = kind == Atoms.Iterator;
        if (!map.IsMap || (!isIterator && !kind.IsList))
        {
            return context.BadArg();
        }
        if (isIterator && path.IsList)
        {
            return NextOrdered(ref context, path, map);
        }
        if (map.IsFlatMap)
        {
            if (!path.IsSmall || (ulong)path.SmallValue > (ulong)Maps.Count(map))
            {
                return context.BadArg();
            }
            return isIterator ? FlatIterator(context.Heap, new FlatMap(map)) : Maps.ToList(context.Heap, map, kind);
        }
        if (!path.IsInteger)
        {
            return context.BadArg();
        }
        var place = new MapPath(map, path);
        if (!place.IsValid)
        {
            return context.BadArg();
        }
        long budget = Math.Min(Math.Max(context.Process->ReductionsLeft / ReductionsPerEntry, 1), Maps.Count(map));
        if (path == Term.Small(0))
        {
            budget = Math.Min(budget, FirstPieceEntries);
        }
        context.BumpReductions(budget * ReductionsPerEntry);
        return isIterator
            ? HashIterator(context.Heap, map, ref place, budget)
            : HashList(context.Heap, map, ref place, budget, kind);
    }

    private static Term FlatIterator(TermHeap* heap, FlatMap map)
    {
        Term next = Atoms.None;
        for (int i = map.Count - 1; i >= 0; i--)
        {
            next = Tuple.Create(heap, map.Keys[i], map.Values[i], next);
        }
        return next;
    }

    private static Term HashIterator(TermHeap* heap, Term map, ref MapPath place, long budget)
    {
        Term first = Term.None;
        Term* end = &first;
        bool more = true;
        while (more && (budget > 0 || place.IsInCollision))
        {
            Term cell = place.Cell;
            *end = Tuple.Create(heap, cell.Head, cell.Tail, Atoms.None);
            end = new Tuple(*end).Elements + 2;
            budget--;
            more = place.MoveNext();
        }
        if (more)
        {
            *end = Cons.Create(heap, place.ToTerm(heap), map);
        }
        return first;
    }

    private static Term HashList(TermHeap* heap, Term map, ref MapPath place, long budget, Term list)
    {
        bool more = true;
        while (more && (budget > 0 || place.IsInCollision))
        {
            Term cell = place.Cell;
            list = Cons.Create(heap, Tuple.Create(heap, cell.Head, cell.Tail), list);
            budget--;
            more = place.MoveNext();
        }
        return more ? Cons.Create(heap, place.ToTerm(heap), Cons.Create(heap, map, list)) : list;
    }

    private static Term NextOrdered(ref BifContext context, Term keys, Term map)
    {
        long budget = Math.Max(1, context.Process->ReductionsLeft / OrderedReductionsPerEntry);
        long taken = 0;
        Term first = Atoms.None;
        Term* end = &first;
        for (; keys.IsCons && taken < budget; keys = keys.Tail, taken++)
        {
            Term value = Maps.Get(map, keys.Head);
            if (value.IsNone)
            {
                return context.BadArg();
            }
            *end = Tuple.Create(context.Heap, keys.Head, value, Atoms.None);
            end = new Tuple(*end).Elements + 2;
        }
        context.BumpReductions(taken * OrderedReductionsPerEntry);
        if (keys.IsCons)
        {
            *end = Cons.Create(context.Heap, keys, map);
        }
        return keys.IsList ? first : context.BadArg();
    }

    /// <summary>The key tuple of a flat map.</summary>
    [Bif("erts_internal", "map_to_tuple_keys")]
    public static Term MapToTupleKeys(ref BifContext context, Term map)
    {
        if (!map.IsMap)
        {
            return BadMap(ref context, map);
        }
        return map.IsFlatMap ? new FlatMap(map).KeyTuple : context.BadArg();
    }

    /// <summary>The children of a hash map's root, last first, for erts_debug:size/1: inner nodes as tuples.</summary>
    [Bif("erts_internal", "map_hashmap_children")]
    public static Term MapChildren(ref BifContext context, Term node)
    {
        if (!node.IsHashMap)
        {
            return node.IsFlatMap ? context.BadArg() : BadMap(ref context, node);
        }
        Term list = Term.Nil;
        foreach (Term child in HashMap.Children(node))
        {
            list = Cons.Create(context.Heap, WithTuplesForNodes(context.Heap, child), list);
        }
        return list;
    }

    /// <summary>An inner node as a tuple of its children, which has the same size; a leaf as it is. At most 16 levels deep.</summary>
    private static Term WithTuplesForNodes(TermHeap* heap, Term child)
    {
        if (child.IsCons)
        {
            return child;
        }
        ReadOnlySpan<Term> children = HashMap.Children(child);
        Term tuple = Tuple.Allocate(heap, children.Length, out Term* elements);
        for (int i = 0; i < children.Length; i++)
        {
            elements[i] = WithTuplesForNodes(heap, children[i]);
        }
        return tuple;
    }

    /// <summary>Depth, and how leaves and nodes are spread over levels and sizes.</summary>
    [Bif("erts_debug", "map_info")]
    public static Term MapInfo(ref BifContext context, Term map)
    {
        if (!map.IsHashMap)
        {
            return map.IsMap ? context.BadArg() : BadMap(ref context, map);
        }
        var info = default(TreeInfo);
        info.Visit(map, 0);
        TermHeap* heap = context.Heap;
        Term list = Term.Nil;
        list = Cons.Create(heap, info.Entry(heap, Atoms.Leafs, info.Leafs, TreeInfo.LeafSlots, TreeInfo.LevelCount), list);
        list = Cons.Create(heap, info.Entry(heap, Atoms.Bitmaps, info.Bitmaps, TreeInfo.BitmapSlots, 16), list);
        list = Cons.Create(heap, info.Entry(heap, Atoms.Collisions, info.Collisions, TreeInfo.CollisionSlots, 16), list);
        list = Cons.Create(heap, Tuple.Create(heap, Atoms.Arrays, Term.Small(info.Arrays), Term.Nil), list);
        return Cons.Create(heap, Tuple.Create(heap, Atoms.Depth, Term.Small(info.Depth)), list);
    }

    /// <summary>Counts of a hash map's tree.</summary>
    private struct TreeInfo
    {
        public const int LevelCount = 18;
        public const int LeafSlots = 0;
        public const int BitmapSlots = LevelCount;
        public const int CollisionSlots = LevelCount + 16;

        public int Leafs;
        public int Bitmaps;
        public int Arrays;
        public int Collisions;
        public int Depth;
        private fixed int counts[LevelCount + 32];

        public void Visit(Term node, int level)
        {
            if (node.IsCons)
            {
                Leafs++;
                counts[LeafSlots + level]++;
                return;
            }
            ReadOnlySpan<Term> children;
            if (node.IsTuple)
            {
                children = new Tuple(node).Span;
                Collisions++;
                counts[CollisionSlots + Math.Min(children.Length, 16) - 1]++;
            }
            else
            {
                children = HashMap.Children(node);
                if (node.IsHashMap && children.Length == 16)
                {
                    Arrays++;
                }
                else
                {
                    Bitmaps++;
                    counts[BitmapSlots + children.Length - 1]++;
                }
            }
            Depth = Math.Max(Depth, level + 1);
            foreach (Term child in children)
            {
                Visit(child, level + 1);
            }
        }

        public Term Entry(TermHeap* heap, Term name, int total, int first, int length)
        {
            Term usage = Tuple.Allocate(heap, length, out Term* elements);
            for (int i = 0; i < length; i++)
            {
                elements[i] = Term.Small(counts[first + i]);
            }
            return Tuple.Create(heap, name, Term.Small(total), usage);
        }
    }
}
