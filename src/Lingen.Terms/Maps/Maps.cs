// Operations on maps of both kinds: reading here, flat maps in Maps.Flat.cs, hash maps in Maps.Hash.cs, building from
// many entries in Maps.Build.cs. Keys are equal by =:=. Nothing here changes a map: every result is a new term that
// shares what it can with the old one.
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

/// <summary>Erlang maps.</summary>
public static unsafe partial class Maps
{
    /// <summary>Levels of nodes under which keys with equal hashes stand together in a collision node (a tuple of leaves).</summary>
    internal const int MaxLevels = 16;

    /// <summary>Number of entries of a map.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Count(Term map) => map.IsFlatMap ? new FlatMap(map).Count : HashMap.Count(map);

    /// <summary>The value of a key, or none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Term Get(Term map, Term key)
    {
        if (!map.IsFlatMap)
        {
            return GetHash(map, key, TermHash.Internal(key));
        }
        var flat = new FlatMap(map);
        int count = flat.Count;
        Term* keys = flat.Keys;
        if (key.IsImmediate)
        {
            for (int i = 0; i < count; i++)
            {
                if (keys[i] == key)
                {
                    return flat.Values[i];
                }
            }
            return Term.None;
        }
        int index = FindBoxedKey(keys, count, key);
        return index < 0 ? Term.None : flat.Values[index];
    }

    public static bool Contains(Term map, Term key) => !Get(map, key).IsNone;

    /// <summary>The map with this entry, new or replaced.</summary>
    public static Term Put(TermHeap* heap, Term map, Term key, Term value) =>
        map.IsFlatMap
            ? PutFlat(heap, new FlatMap(map), key, value, mustExist: false)
            : PutHash(heap, map, key, value, mustExist: false);

    /// <summary>The map with the value of an existing key replaced, or none if the key is absent.</summary>
    public static Term UpdateExact(TermHeap* heap, Term map, Term key, Term value) =>
        map.IsFlatMap
            ? PutFlat(heap, new FlatMap(map), key, value, mustExist: true)
            : PutHash(heap, map, key, value, mustExist: true);

    /// <summary>The map without this key; the same map if it is absent.</summary>
    public static Term Remove(TermHeap* heap, Term map, Term key) => Take(heap, map, key, out _);

    /// <summary>The map without this key and the value that it had; none and the same map if it is absent.</summary>
    public static Term Take(TermHeap* heap, Term map, Term key, out Term value) =>
        map.IsFlatMap ? TakeFlat(heap, new FlatMap(map), key, out value) : TakeHash(heap, map, key, out value);

    /// <summary>The empty map.</summary>
    public static Term Empty(TermHeap* heap) => FlatMap.Allocate(heap, Tuple.Create(heap, []), 0, out _);

    /// <summary>All keys, in the order of <c>maps:keys/1</c>.</summary>
    public static Term Keys(TermHeap* heap, Term map)
    {
        if (map.IsFlatMap)
        {
            var flat = new FlatMap(map);
            return Cons.FromSpan(heap, new ReadOnlySpan<Term>(flat.Keys, flat.Count));
        }
        Term list = Term.Nil;
        var iterator = new MapIterator(map);
        while (iterator.MoveNext())
        {
            list = Cons.Create(heap, iterator.Key, list);
        }
        return list;
    }

    /// <summary>All values, in the order of <c>maps:values/1</c>.</summary>
    public static Term Values(TermHeap* heap, Term map)
    {
        if (map.IsFlatMap)
        {
            var flat = new FlatMap(map);
            return Cons.FromSpan(heap, new ReadOnlySpan<Term>(flat.Values, flat.Count));
        }
        Term list = Term.Nil;
        var iterator = new MapIterator(map);
        while (iterator.MoveNext())
        {
            list = Cons.Create(heap, iterator.Value, list);
        }
        return list;
    }

    /// <summary>All entries as {Key, Value}, in the order of <c>maps:to_list/1</c>, in front of <paramref name="tail"/> (nil if none).</summary>
    public static Term ToList(TermHeap* heap, Term map, Term tail = default)
    {
        Term list = tail.IsNone ? Term.Nil : tail;
        if (map.IsFlatMap)
        {
            var flat = new FlatMap(map);
            for (int i = flat.Count - 1; i >= 0; i--)
            {
                list = Cons.Create(heap, Tuple.Create(heap, flat.Keys[i], flat.Values[i]), list);
            }
            return list;
        }
        var iterator = new MapIterator(map);
        while (iterator.MoveNext())
        {
            list = Cons.Create(heap, Tuple.Create(heap, iterator.Key, iterator.Value), list);
        }
        return list;
    }

    /// <summary>Children of a hash map's root, inner node or collision node.</summary>
    internal static ReadOnlySpan<Term> Children(Term node) =>
        node.Header.Tag == HeaderTag.Tuple ? new Tuple(node).Span : HashMap.Children(node);
}
