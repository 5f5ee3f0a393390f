// Tuples: reading, copying with changes, conversion to and from lists.
namespace Lingen.Bifs;

/// <summary><c>erlang:element/2</c> and its like.</summary>
public static unsafe class TupleBifs
{
    [Bif("erlang", "element", Guard = true)]
    public static Term Element(ref BifContext context, SmallInt index, Tuple tuple) =>
        IsIndex(index, tuple.Arity) ? tuple[(int)index.Value - 1] : context.BadArg();

    [Bif("erlang", "tuple_size", Guard = true)]
    public static Term TupleSize(ref BifContext context, Tuple tuple) => Term.Small(tuple.Arity);

    [Bif("erlang", "setelement")]
    public static Term SetElement(ref BifContext context, SmallInt index, Tuple tuple, Term value)
    {
        if (!IsIndex(index, tuple.Arity))
        {
            return context.BadArg();
        }
        Term copy = Tuple.Create(context.Heap, tuple.Span);
        new Tuple(copy).Elements[index.Value - 1] = value;
        return copy;
    }

    [Bif("erlang", "append_element")]
    public static Term AppendElement(ref BifContext context, Tuple tuple, Term value) =>
        Insert(ref context, tuple, tuple.Arity, value);

    [Bif("erlang", "insert_element")]
    public static Term InsertElement(ref BifContext context, SmallInt index, Tuple tuple, Term value) =>
        IsIndex(index, tuple.Arity + 1) ? Insert(ref context, tuple, (int)index.Value - 1, value) : context.BadArg();

    [Bif("erlang", "delete_element")]
    public static Term DeleteElement(ref BifContext context, SmallInt index, Tuple tuple)
    {
        if (!IsIndex(index, tuple.Arity))
        {
            return context.BadArg();
        }
        int place = (int)index.Value - 1;
        Term result = Tuple.Allocate(context.Heap, tuple.Arity - 1, out Term* elements);
        var target = new Span<Term>(elements, tuple.Arity - 1);
        tuple.Span[..place].CopyTo(target);
        tuple.Span[(place + 1)..].CopyTo(target[place..]);
        return result;
    }

    [Bif("erlang", "make_tuple")]
    public static Term MakeTuple(ref BifContext context, SmallInt arity, Term value)
    {
        if (arity.Value is < 0 or > Tuple.MaxArity)
        {
            return context.BadArg();
        }
        Term tuple = Tuple.Allocate(context.Heap, (int)arity.Value, out Term* elements);
        new Span<Term>(elements, (int)arity.Value).Fill(value);
        return tuple;
    }

    /// <summary>A tuple of a default value with some elements set by a list of {Index, Value}; the first for an index is overwritten by later ones.</summary>
    [Bif("erlang", "make_tuple")]
    public static Term MakeTuple(ref BifContext context, SmallInt arity, Term value, List initial)
    {
        Term tuple = MakeTuple(ref context, arity, value);
        if (tuple.IsNone)
        {
            return tuple;
        }
        Term list = initial.Term;
        for (; list.IsCons; list = list.Tail)
        {
            if (!Tuple.TryFrom(list.Head, out Tuple pair) || pair.Arity != 2 || !SmallInt.TryFrom(pair[0], out SmallInt index))
            {
                return context.BadArg();
            }
            if (!IsIndex(index, (int)arity.Value))
            {
                return context.BadArg();
            }
            new Tuple(tuple).Elements[index.Value - 1] = pair[1];
        }
        return list.IsNil ? tuple : context.BadArg();
    }

    [Bif("erlang", "list_to_tuple")]
    public static Term ListToTuple(ref BifContext context, Term list)
    {
        if (LongWork.Moves(context, list))
        {
            return context.GoDirty();
        }
        long length = Cons.Length(list);
        if (length is < 0 or > Tuple.MaxArity)
        {
            return context.BadArg();
        }
        Term tuple = Tuple.Allocate(context.Heap, (int)length, out Term* elements);
        for (; list.IsCons; list = list.Tail)
        {
            *elements++ = list.Head;
        }
        return tuple;
    }

    [Bif("erlang", "tuple_to_list")]
    public static Term TupleToList(ref BifContext context, Tuple tuple) =>
        LongWork.Moves(context, tuple.Arity, LongWork.ManyTerms * 16)
            ? context.GoDirty()
            : Cons.FromSpan(context.Heap, tuple.Span);

    private static bool IsIndex(SmallInt index, int arity) => index.Value >= 1 && index.Value <= arity;

    private static Term Insert(ref BifContext context, Tuple tuple, int place, Term value)
    {
        if (tuple.Arity == Tuple.MaxArity)
        {
            return context.BadArg();
        }
        Term result = Tuple.Allocate(context.Heap, tuple.Arity + 1, out Term* elements);
        var target = new Span<Term>(elements, tuple.Arity + 1);
        tuple.Span[..place].CopyTo(target);
        target[place] = value;
        tuple.Span[place..].CopyTo(target[(place + 1)..]);
        return result;
    }
}
