// Equality, apart from order: it may stop at the first difference of shape and need not look for the first in order.
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

public static unsafe partial class TermComparer
{
    /// <summary>Levels that equality follows by recursion; what lies deeper is walked with a stack of its own.</summary>
    private const int RecursionLimit = 32;

    private static bool EqualAny(Term a, Term b, bool exact) => EqualNested(a, b, exact, RecursionLimit);

    /// <summary>Two different words. Lists are followed along their tails and tuples along their last element without a further level.</summary>
    private static bool EqualNested(Term a, Term b, bool exact, int levels)
    {
        while (true)
        {
            if (a.IsCons)
            {
                if (!b.IsCons || (a.Head != b.Head && !EqualBelow(a.Head, b.Head, exact, levels)))
                {
                    return false;
                }
                a = a.Tail;
                b = b.Tail;
            }
            else if (a.IsBoxed && b.IsBoxed && a.Header.Tag <= HeaderTag.Export)
            {
                ulong header = *a.BoxedPointer;
                if (header != *b.BoxedPointer)
                {
                    // A fun may have its reference holder behind it.
                    return a.IsLocalFun && b.IsLocalFun && EqualDeep(a, b, exact);
                }
                ulong* left = a.BoxedPointer + 1;
                ulong* right = b.BoxedPointer + 1;
                ulong* last = left + a.Header.SizeWords - 1;
                if (a.Header.Tag == HeaderTag.FlatMap)
                {
                    // The key tuples, which count exactly; the values stand behind them.
                    if (*left != *right && !EqualBelow(new Term(*left), new Term(*right), exact: true, levels))
                    {
                        return false;
                    }
                    left++;
                    right++;
                }
                else if (a.Header.Tag != HeaderTag.Tuple)
                {
                    return EqualDeep(a, b, exact);
                }
                for (; left < last; left++, right++)
                {
                    if (*left != *right && !EqualBelow(new Term(*left), new Term(*right), exact, levels))
                    {
                        return false;
                    }
                }
                if (left > last)
                {
                    return true;
                }
                a = new Term(*left);
                b = new Term(*right);
            }
            else
            {
                return EqualFlat(a, b, exact);
            }
            if (a == b)
            {
                return true;
            }
        }
    }

    private static bool EqualBelow(Term a, Term b, bool exact, int levels)
    {
        if (a.IsImmediate && b.IsImmediate)
        {
            return false;
        }
        return levels > 0 ? EqualNested(a, b, exact, levels - 1) : EqualDeep(a, b, exact);
    }

    [SkipLocalsInit]
    private static bool EqualDeep(Term a, Term b, bool exact)
    {
        ulong* memory = stackalloc ulong[InlineStackWords];
        var stack = new NativeStack(memory, InlineStackWords);
        try
        {
            return EqualWalk(ref stack, a, b, exact);
        }
        finally
        {
            stack.Dispose();
        }
    }

    private static bool EqualWalk(ref NativeStack stack, Term a, Term b, bool exact)
    {
        while (true)
        {
            while (a.IsCons && b.IsCons && a != b)
            {
                Term headA = a.Head;
                Term headB = b.Head;
                if (headA != headB)
                {
                    if (headA.IsImmediate && headB.IsImmediate)
                    {
                        return false;
                    }
                    PushPair(ref stack, a.Tail, b.Tail);
                    a = headA;
                    b = headB;
                }
                else
                {
                    a = a.Tail;
                    b = b.Tail;
                }
            }
            if (a != b && !EqualStep(ref stack, a, b, ref exact))
            {
                return false;
            }
            if (!NextPair(ref stack, out a, out b, ref exact))
            {
                return true;
            }
        }
    }

    private static bool EqualStep(ref NativeStack stack, Term a, Term b, ref bool exact)
    {
        if (!a.IsBoxed || !b.IsBoxed || a.Header.Tag > HeaderTag.Export)
        {
            return EqualFlat(a, b, exact);
        }
        HeaderTag tag = a.Header.Tag;
        if (tag != b.Header.Tag)
        {
            return false;
        }
        switch (tag)
        {
            case HeaderTag.Tuple:
                if (*a.BoxedPointer != *b.BoxedPointer)
                {
                    return false;
                }
                PushArray(ref stack, a.BoxedPointer + 1, b.BoxedPointer + 1, a.Header.SizeWords);
                return true;
            case HeaderTag.FlatMap:
                return EqualFlatMaps(ref stack, new FlatMap(a), new FlatMap(b), ref exact);
            case HeaderTag.HashMap:
            case HeaderTag.HashNode:
                return EqualNodes(ref stack, a, b, ref exact);
            default:
                return StepFun(ref stack, a, b) == 0;
        }
    }

    private static bool EqualFlatMaps(ref NativeStack stack, FlatMap a, FlatMap b, ref bool exact)
    {
        int count = a.Count;
        if (count != b.Count)
        {
            return false;
        }
        PushArray(ref stack, a.Values, b.Values, count);
        if (a.KeyTuple == b.KeyTuple)
        {
            return true;
        }
        if (!exact)
        {
            PushMode(ref stack, exact: false);
            exact = true;
        }
        PushArray(ref stack, a.Keys, b.Keys, count);
        return true;
    }

    /// <summary>
    /// Equal hash maps have equal trees, so they are compared node by node. In a leaf the key counts exactly, the value
    /// in the mode at hand; a child that is a tuple holds leaves whose whole hashes collide.
    /// </summary>
    private static bool EqualNodes(ref NativeStack stack, Term a, Term b, ref bool exact)
    {
        if (HashMap.Bitmap(a) != HashMap.Bitmap(b) || (a.IsHashMap && HashMap.Count(a) != HashMap.Count(b)))
        {
            return false;
        }
        ReadOnlySpan<Term> left = HashMap.Children(a);
        ReadOnlySpan<Term> right = HashMap.Children(b);
        for (int i = 0; i < left.Length; i++)
        {
            Term childA = left[i];
            Term childB = right[i];
            if (childA == childB)
            {
                continue;
            }
            if (childA.IsCons != childB.IsCons)
            {
                return false;
            }
            if (childA.IsCons)
            {
                if (!PushLeaf(ref stack, childA, childB))
                {
                    return false;
                }
                continue;
            }
            if (childA.IsTuple)
            {
                if (!childB.IsTuple || !PushCollisions(ref stack, new Tuple(childA), new Tuple(childB)))
                {
                    return false;
                }
                continue;
            }
            PushPair(ref stack, childA, childB);
        }
        return true;
    }

    private static bool PushLeaf(ref NativeStack stack, Term a, Term b)
    {
        if (a.Head != b.Head && !ExactEqual(a.Head, b.Head))
        {
            return false;
        }
        if (a.Tail != b.Tail)
        {
            if (a.Tail.IsImmediate && b.Tail.IsImmediate)
            {
                return false;
            }
            PushPair(ref stack, a.Tail, b.Tail);
        }
        return true;
    }

    private static bool PushCollisions(ref NativeStack stack, Tuple a, Tuple b)
    {
        if (a.Arity != b.Arity)
        {
            return false;
        }
        for (int i = 0; i < a.Arity; i++)
        {
            if (!PushLeaf(ref stack, a[i], b[i]))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Two different words, not both compound.</summary>
    private static bool EqualFlat(Term a, Term b, bool exact)
    {
        if (a.IsImmediate && b.IsImmediate)
        {
            return false;
        }
        int rank = TypeRank(a);
        int other = TypeRank(b);
        if (rank != other)
        {
            return !exact && rank <= Rank.Float && other <= Rank.Float && CompareRanks(a, b, rank, other, exact) == 0;
        }
        if (rank == Rank.Bitstring)
        {
            return BitCopy.AreEqual(new Bitstring(a), new Bitstring(b));
        }
        return rank is not (Rank.Tuple or Rank.List or Rank.Map or Rank.Fun) && CompareFlat(a, b, rank, exact) == 0;
    }
}
