// The atoms that mean something in match specifications: '$0', '$1', ... are variables, '_' matches anything.
namespace Lingen.Runtime;

/// <summary>Recognises match variables.</summary>
internal static class MatchVariables
{
    /// <summary>The number of a variable atom ('$17' is 17; no leading zeros), or -1.</summary>
    public static int Number(Term term)
    {
        if (!term.IsAtom)
        {
            return -1;
        }
        ReadOnlySpan<byte> name = AtomTable.Utf8Name(term);
        if (name.Length < 2 || name[0] != '$' || name.Length > 10 || (name[1] == '0' && name.Length > 2))
        {
            return -1;
        }
        int number = 0;
        for (int i = 1; i < name.Length; i++)
        {
            if (name[i] is < (byte)'0' or > (byte)'9')
            {
                return -1;
            }
            number = (number * 10) + (name[i] - '0');
        }
        return number;
    }

    public static bool IsVariable(Term term) => Number(term) >= 0;

    /// <summary>No variable, no '_' and no map in the term: it matches exactly the terms that equal it.</summary>
    public static unsafe bool IsGround(Term term)
    {
        ulong* initial = stackalloc ulong[64];
        var stack = new Lingen.Memory.WorkStack(initial, 64);
        bool ground = true;
        while (ground && !term.IsNone)
        {
            if (term.IsCons)
            {
                stack.Push(term.Tail);
                term = term.Head;
                continue;
            }
            if (term.IsTuple)
            {
                foreach (Term element in new Tuple(term).Span)
                {
                    stack.Push(element);
                }
            }
            else
            {
                ground = !term.IsMap && term != Atoms.Underscore && !IsVariable(term);
            }
            term = stack.Pop();
        }
        stack.Dispose();
        return ground;
    }
}
