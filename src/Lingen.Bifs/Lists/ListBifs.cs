// Lists: hd, tl, length, ++, reverse, member and the keyed searches. Work on long lists is charged as reductions and done in
// pieces: after a piece the BIF tail-calls itself with what is left, so that other processes get their turn.
namespace Lingen.Bifs;

/// <summary><c>lists:reverse/2</c> and its like.</summary>
public static unsafe partial class ListBifs
{
    /// <summary>Cells that one call looks at or builds before it lets others run.</summary>
    private const int PieceLength = 50_000;

    /// <summary>Cells that cost about as much as one function call.</summary>
    private const int CellsBuiltPerReduction = 20;
    private const int CellsSearchedPerReduction = 10;

    [Bif("erlang", "hd", Guard = true)]
    public static Term Head(ref BifContext context, Term list) => list.IsCons ? list.Head : context.BadArg();

    [Bif("erlang", "tl", Guard = true)]
    public static Term Tail(ref BifContext context, Term list) => list.IsCons ? list.Tail : context.BadArg();

    [Bif("erlang", "length", Guard = true)]
    public static Term Length(ref BifContext context, Term list)
    {
        long length = Cons.Length(list);
        if (length < 0)
        {
            return context.BadArg();
        }
        context.BumpReductions(length / (CellsBuiltPerReduction * 2));
        return Term.Small(length);
    }

    [Bif("erlang", "++", Traps = true)]
    [Bif("erlang", "append", Traps = true)]
    public static Term Append(ref BifContext context, Term left, Term right)
    {
        long length = Cons.Length(left);
        if (length < 0)
        {
            return context.BadArg();
        }
        context.BumpReductions(length / CellsBuiltPerReduction);
        if (length == 0)
        {
            return right;
        }
        if (right.IsNil)
        {
            return left;
        }
        return length <= PieceLength
            ? AppendCopy(context.Heap, left, (int)length, right)
            : AppendPiece(ref context, Term.Nil, left, right);
    }

    /// <summary>Goes on with a long <c>++</c>: the part done so far is reversed.</summary>
    [Bif("erts_internal", "append_continue", Traps = true)]
    public static Term AppendContinue(ref BifContext context, Term reversed, Term rest, Term right) =>
        AppendPiece(ref context, reversed, rest, right);

    private static Term AppendPiece(ref BifContext context, Term reversed, Term rest, Term right)
    {
        for (int i = 0; i < PieceLength && rest.IsCons; i++, rest = rest.Tail)
        {
            reversed = Cons.Create(context.Heap, rest.Head, reversed);
        }
        context.BumpReductions(PieceLength / CellsBuiltPerReduction);
        return rest.IsCons
            ? context.Trap(Atoms.ErtsInternal, Atoms.AppendContinue, [reversed, rest, right])
            : context.Trap(Atoms.Lists, Atoms.Reverse, [reversed, right]);
    }

    /// <summary>The cells of a proper list of known length copied in one run, in front of another term.</summary>
    private static Term AppendCopy(TermHeap* heap, Term list, int length, Term tail)
    {
        ulong* cells = heap->Allocate(length * Cons.SizeWords);
        ulong* cell = cells;
        for (; list.IsCons; list = list.Tail)
        {
            cell[0] = list.Head.Bits;
            cell[1] = (ulong)(cell + Cons.SizeWords) | Term.PrimaryCons;
            cell += Cons.SizeWords;
        }
        cell[-1] = tail.Bits;
        return Term.FromCons(cells);
    }

    [Bif("lists", "reverse", Traps = true)]
    public static Term Reverse(ref BifContext context, Term list, Term tail)
    {
        int count = 0;
        for (; list.IsCons && count < PieceLength; list = list.Tail, count++)
        {
            tail = Cons.Create(context.Heap, list.Head, tail);
        }
        context.BumpReductions(count / (CellsBuiltPerReduction * 2));
        if (list.IsNil)
        {
            return tail;
        }
        return list.IsCons ? context.Trap(Atoms.Lists, Atoms.Reverse, [list, tail]) : context.BadArg();
    }

    [Bif("lists", "member", Traps = true)]
    public static Term Member(ref BifContext context, Term wanted, Term list)
    {
        int count = 0;
        if (wanted.IsImmediate)
        {
            for (; list.IsCons && count < PieceLength; list = list.Tail, count++)
            {
                if (list.Head == wanted)
                {
                    context.BumpReductions(count / CellsSearchedPerReduction);
                    return Term.True;
                }
            }
        }
        else
        {
            for (; list.IsCons && count < PieceLength; list = list.Tail, count++)
            {
                if (TermComparer.ExactEqual(list.Head, wanted))
                {
                    context.BumpReductions(count / CellsSearchedPerReduction);
                    return Term.True;
                }
            }
        }
        context.BumpReductions(count / CellsSearchedPerReduction);
        if (list.IsNil)
        {
            return Term.False;
        }
        return list.IsCons ? context.Trap(Atoms.Lists, Atoms.Member, [wanted, list]) : context.BadArg();
    }

    [Bif("lists", "keymember", Traps = true)]
    public static Term KeyMember(ref BifContext context, Term key, Term position, Term list)
    {
        Term found = KeySearch(ref context, key, position, ref list);
        return !found.IsNone ? Term.True : KeyNotFound(ref context, Atoms.Keymember, key, position, list);
    }

    [Bif("lists", "keyfind", Traps = true)]
    public static Term KeyFind(ref BifContext context, Term key, Term position, Term list)
    {
        Term found = KeySearch(ref context, key, position, ref list);
        return !found.IsNone ? found : KeyNotFound(ref context, Atoms.Keyfind, key, position, list);
    }

    [Bif("lists", "keysearch", Traps = true)]
    public static Term KeySearch(ref BifContext context, Term key, Term position, Term list)
    {
        Term found = KeySearch(ref context, key, position, ref list);
        return !found.IsNone
            ? Tuple.Create(context.Heap, Atoms.Value, found)
            : KeyNotFound(ref context, Atoms.Keysearch, key, position, list);
    }

    /// <summary>
    /// The first tuple whose element at this position equals the key (==). None if there is none in this piece; the list is
    /// then what is left, or none itself if the position is no positive small integer.
    /// </summary>
    private static Term KeySearch(ref BifContext context, Term key, Term position, ref Term list)
    {
        if (!position.IsSmall || position.SmallValue <= 0)
        {
            list = Term.None;
            return Term.None;
        }
        int index = (int)Math.Min(position.SmallValue, int.MaxValue);

        // Only numbers are equal to other words under ==; atoms and other immediates are found by their word.
        bool byWord = key.IsImmediate && !key.IsSmall;
        int count = 0;
        for (; list.IsCons && count < PieceLength; list = list.Tail, count++)
        {
            Term entry = list.Head;
            if (entry.IsTuple && new Tuple(entry) is var tuple && tuple.Arity >= index)
            {
                Term element = tuple[index - 1];
                if (element == key || (!byWord && TermComparer.Equal(element, key)))
                {
                    context.BumpReductions(count / CellsSearchedPerReduction);
                    return entry;
                }
            }
        }
        context.BumpReductions(count / CellsSearchedPerReduction);
        return Term.None;
    }

    private static Term KeyNotFound(ref BifContext context, Term name, Term key, Term position, Term rest)
    {
        if (rest.IsNil)
        {
            return Term.False;
        }
        return rest.IsCons ? context.Trap(Atoms.Lists, name, [key, position, rest]) : context.BadArg();
    }
}
