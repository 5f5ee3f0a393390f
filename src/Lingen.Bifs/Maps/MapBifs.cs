// Maps: the module maps, the guards on maps, and what maps.erl and erts_debug need of the internals.
namespace Lingen.Bifs;

/// <summary><c>maps:get/2</c> and its like. A term that is no map is {badmap, Term}, an absent key {badkey, Key}.</summary>
public static unsafe partial class MapBifs
{
    /// <summary>Entries handled for about the cost of one function call.</summary>
    private const int EntriesPerReduction = 15;

    [Bif("erlang", "map_size", Guard = true)]
    public static Term MapSize(ref BifContext context, Term map) =>
        map.IsMap ? Term.Small(Maps.Count(map)) : BadMap(ref context, map);

    [Bif("erlang", "is_map_key", Guard = true)]
    [Bif("maps", "is_key")]
    public static Term IsKey(ref BifContext context, Term key, Term map) =>
        map.IsMap ? Term.Boolean(Maps.Contains(map, key)) : BadMap(ref context, map);

    [Bif("erlang", "map_get", Guard = true)]
    [Bif("maps", "get")]
    public static Term Get(ref BifContext context, Term key, Term map)
    {
        if (!map.IsMap)
        {
            return BadMap(ref context, map);
        }
        Term value = Maps.Get(map, key);
        return value.IsNone ? BadKey(ref context, key) : value;
    }

    [Bif("maps", "find")]
    public static Term Find(ref BifContext context, Term key, Term map)
    {
        if (!map.IsMap)
        {
            return BadMap(ref context, map);
        }
        Term value = Maps.Get(map, key);
        return value.IsNone ? Atoms.Error : Tuple.Create(context.Heap, Atoms.Ok, value);
    }

    [Bif("maps", "put")]
    public static Term Put(ref BifContext context, Term key, Term value, Term map) =>
        map.IsMap ? Maps.Put(context.Heap, map, key, value) : BadMap(ref context, map);

    [Bif("maps", "update")]
    public static Term Update(ref BifContext context, Term key, Term value, Term map)
    {
        if (!map.IsMap)
        {
            return BadMap(ref context, map);
        }
        Term result = Maps.UpdateExact(context.Heap, map, key, value);
        return result.IsNone ? BadKey(ref context, key) : result;
    }

    [Bif("maps", "remove")]
    public static Term Remove(ref BifContext context, Term key, Term map) =>
        map.IsMap ? Maps.Remove(context.Heap, map, key) : BadMap(ref context, map);

    [Bif("maps", "take")]
    public static Term Take(ref BifContext context, Term key, Term map)
    {
        if (!map.IsMap)
        {
            return BadMap(ref context, map);
        }
        Term rest = Maps.Take(context.Heap, map, key, out Term value);
        return value.IsNone ? Atoms.Error : Tuple.Create(context.Heap, value, rest);
    }

    [Bif("maps", "keys")]
    public static Term Keys(ref BifContext context, Term map)
    {
        if (!map.IsMap)
        {
            return BadMap(ref context, map);
        }
        if (Maps.Count(map) > LongWork.ManyTerms)
        {
            return ListPiece(ref context, map, Term.Small(0), Term.Nil, values: false);
        }
        context.BumpReductions(Maps.Count(map) / EntriesPerReduction);
        return Maps.Keys(context.Heap, map);
    }

    [Bif("maps", "values")]
    public static Term Values(ref BifContext context, Term map)
    {
        if (!map.IsMap)
        {
            return BadMap(ref context, map);
        }
        if (Maps.Count(map) > LongWork.ManyTerms)
        {
            return ListPiece(ref context, map, Term.Small(0), Term.Nil, values: true);
        }
        context.BumpReductions(Maps.Count(map) / EntriesPerReduction);
        return Maps.Values(context.Heap, map);
    }

    [Bif("maps", "merge")]
    public static Term Merge(ref BifContext context, Term first, Term second)
    {
        if (!first.IsMap)
        {
            return BadMap(ref context, first);
        }
        if (!second.IsMap)
        {
            return BadMap(ref context, second);
        }
        long smaller = Math.Min(Maps.Count(first), Maps.Count(second));
        if (LongWork.Moves(context, smaller, LongWork.ManyTerms))
        {
            return context.GoDirty();
        }
        context.BumpReductions(smaller / EntriesPerReduction);
        Term result = Maps.Merge(context.Heap, first, second);
        if (first.IsFlatMap && result.IsFlatMap)
        {
            ShareLiteralKeys(new FlatMap(first), new FlatMap(result));
        }
        return result;
    }

    /// <summary>Equal key tuples become one if the first map's is a literal: the other's memory is garbage from then on.</summary>
    private static unsafe void ShareLiteralKeys(FlatMap first, FlatMap result)
    {
        if (
            first.Count == result.Count
            && LiteralRegion.Contains(first.KeyTuple)
            && !LiteralRegion.Contains(result.Term)
            && TermComparer.ExactEqual(first.KeyTuple, result.KeyTuple)
        )
        {
            result.Term.BoxedPointer[1] = first.KeyTuple.Bits;
        }
    }

    [Bif("maps", "from_list")]
    public static Term FromList(ref BifContext context, Term list)
    {
        if (LongWork.Moves(context, list))
        {
            return SpreadPiece(ref context, list, list, Term.None, Term.None);
        }
        long length = Cons.Length(list);
        if (length < 0)
        {
            return context.BadArg();
        }
        using var pairs = new PairBuffer(length);
        for (; list.IsCons; list = list.Tail)
        {
            if (!Tuple.TryFrom(list.Head, out Tuple pair) || pair.Arity != 2)
            {
                return context.BadArg();
            }
            pairs.Add(pair[0], pair[1]);
        }
        context.BumpReductions(length / EntriesPerReduction);
        return Maps.FromKeysValues(context.Heap, pairs.Items, pairs.Count);
    }

    [Bif("maps", "from_keys")]
    public static Term FromKeys(ref BifContext context, Term list, Term value)
    {
        if (LongWork.Moves(context, list))
        {
            return SpreadPiece(ref context, list, list, Term.None, value);
        }
        long length = Cons.Length(list);
        if (length < 0)
        {
            return context.BadArg();
        }
        using var pairs = new PairBuffer(length);
        for (; list.IsCons; list = list.Tail)
        {
            pairs.Add(list.Head, value);
        }
        context.BumpReductions(length / EntriesPerReduction);
        return Maps.FromKeysValues(context.Heap, pairs.Items, pairs.Count);
    }

    private static Term BadMap(ref BifContext context, Term term) =>
        context.Error(Tuple.Create(context.Heap, Atoms.Badmap, term));

    private static Term BadKey(ref BifContext context, Term key) => context.Error(Tuple.Create(context.Heap, Atoms.Badkey, key));
}
