// The walk over nested lists of integers and bitstrings that io lists and character data share. It keeps the tails it has
// to come back to on its own stack, so depth costs native memory and not C# stack.
namespace Lingen.Terms;

/// <summary>What a walk does with the leaves. A struct, so that the walk is compiled for it.</summary>
internal interface IChunkVisitor
{
    /// <summary>A small integer. False stops the walk in front of it.</summary>
    bool Integer(long value);

    /// <summary>A bitstring. False stops the walk; <paramref name="rest"/> is the part of it that is left.</summary>
    bool Bits(Term bitstring, out Term rest);
}

/// <summary>How a walk ended.</summary>
internal enum WalkResult
{
    Done,

    /// <summary>The visitor refused a leaf.</summary>
    Refused,

    /// <summary>Something is neither integer, bitstring nor list.</summary>
    Malformed,
}

/// <summary>Walks nested lists.</summary>
internal static unsafe class IoListWalker
{
    private const int InitialStack = 64;

    /// <summary>
    /// Visits the leaves of a list or bitstring in order. If the walk stops early and a heap is given, <paramref name="rest"/> is
    /// what has not been visited: the rest of the list it stopped in, with the rests of the lists around it behind.
    /// </summary>
    public static WalkResult Walk<T>(Term term, ref T visitor, TermHeap* heap, out Term rest)
        where T : struct, IChunkVisitor
    {
        Term* initial = stackalloc Term[InitialStack];
        var stack = new WorkStack<Term>(initial, InitialStack);
        WalkResult result = WalkLists(term, ref visitor, ref stack, heap, out rest);
        if (result != WalkResult.Done && heap != null)
        {
            while (stack.Count > 0)
            {
                rest = Cons.Create(heap, rest, *stack.Top);
                stack.Pop();
            }
        }
        stack.Dispose();
        return result;
    }

    private static WalkResult WalkLists<T>(Term current, ref T visitor, ref WorkStack<Term> stack, TermHeap* heap, out Term rest)
        where T : struct, IChunkVisitor
    {
        while (true)
        {
            while (current.IsCons)
            {
                Term head = current.Head;
                if (head.IsSmall)
                {
                    if (!visitor.Integer(head.SmallValue))
                    {
                        rest = current;
                        return WalkResult.Refused;
                    }
                    current = current.Tail;
                }
                else if (head.IsCons)
                {
                    *stack.Push() = current.Tail;
                    current = head;
                }
                else if (head.IsNil)
                {
                    current = current.Tail;
                }
                else if (head.IsBitstring)
                {
                    if (!visitor.Bits(head, out rest))
                    {
                        rest = heap == null ? Term.None : Cons.Create(heap, rest, current.Tail);
                        return WalkResult.Refused;
                    }
                    current = current.Tail;
                }
                else
                {
                    rest = current;
                    return WalkResult.Malformed;
                }
            }
            if (!current.IsNil)
            {
                rest = current;
                if (!current.IsBitstring)
                {
                    return WalkResult.Malformed;
                }
                if (!visitor.Bits(current, out rest))
                {
                    return WalkResult.Refused;
                }
            }
            if (stack.Count == 0)
            {
                rest = Term.Nil;
                return WalkResult.Done;
            }
            current = *stack.Top;
            stack.Pop();
        }
    }
}
