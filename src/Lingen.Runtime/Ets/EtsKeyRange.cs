// What the head of a match specification says about keys. A key without variables leads straight to its rows; a
// key whose beginning is bound, such as {user, 17, '_'}, bounds a range of an ordered_set.
namespace Lingen.Runtime;

/// <summary>A partly bound key as a range: rows whose key compares as 0 are candidates.</summary>
internal readonly unsafe struct EtsKeyRange(Term pattern)
{
    private readonly Term pattern = pattern;

    /// <summary>The pattern of the key in a head; '_' if the head does not bind it.</summary>
    public static Term KeyPattern(Term head, int keyIndex) =>
        head.IsTuple && new Tuple(head) is var tuple && tuple.Arity > keyIndex ? tuple[keyIndex] : Atoms.Underscore;

    /// <summary>Whether the pattern bounds anything: it is a list cell or tuple whose first part is not open.</summary>
    public bool IsBounded => pattern.IsCons || pattern.IsTuple;

    /// <summary>
    /// Order of the pattern to a key. The comparison ends, as equal, where the pattern becomes open: up to there the
    /// order of the pattern is the order of every key that it matches.
    /// </summary>
    public int Compare(Term key)
    {
        bool open = false;
        return Compare(pattern, key, ref open);
    }

    private static int Compare(Term part, Term key, ref bool open)
    {
        if (
            part == Atoms.Underscore
            || MatchVariables.IsVariable(part)
            || part.IsMap
            || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack()
        )
        {
            open = true;
            return 0;
        }
        if (part.IsTuple && key.IsTuple)
        {
            var own = new Tuple(part);
            var other = new Tuple(key);
            int order = own.Arity.CompareTo(other.Arity);
            for (int i = 0; order == 0 && !open && i < own.Arity; i++)
            {
                order = Compare(own[i], other[i], ref open);
            }
            return order;
        }
        if (part.IsCons && key.IsCons)
        {
            while (part.IsCons && key.IsCons)
            {
                int order = Compare(part.Head, key.Head, ref open);
                if (order != 0 || open)
                {
                    return order;
                }
                part = part.Tail;
                key = key.Tail;
            }
            return Compare(part, key, ref open);
        }
        // Different kinds, or a plain value: nothing open can be in the deciding part.
        return TermComparer.Compare(part, key);
    }
}
