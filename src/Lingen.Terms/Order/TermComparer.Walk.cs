// The ordering walk over compound terms. Work that is left stands on a stack as frames, top word first:
//
//   [operation | count << 4, ...]
//   Pair   a, b                     compare two terms
//   Array  address a, address b     compare count terms from each address in turn
//   Mode                            continue in arithmetic mode (count 0) or exact mode (count 1)
//
// The first difference found is the result, so nothing needs to be remembered on the way.
using System.Runtime.InteropServices;

namespace Lingen.Terms;

public static unsafe partial class TermComparer
{
    private const int OperationBits = 4;
    private const ulong OperationMask = 0xF;
    private const ulong PairOperation = 0;
    private const ulong ArrayOperation = 1;
    private const ulong ModeOperation = 2;

    private static int Walk(ref NativeStack stack, Term a, Term b, bool exact)
    {
        while (true)
        {
            if (a != b)
            {
                int order = Step(ref stack, ref a, ref b, ref exact, out bool again);
                if (order != 0)
                {
                    return order;
                }
                if (again)
                {
                    continue;
                }
            }
            if (!NextPair(ref stack, out a, out b, ref exact))
            {
                return 0;
            }
        }
    }

    /// <summary>Takes the next pair of terms to compare off the stack; false when nothing is left.</summary>
    private static bool NextPair(ref NativeStack stack, out Term a, out Term b, ref bool exact)
    {
        while (!stack.IsEmpty)
        {
            ulong word = stack.Pop();
            ulong count = word >> OperationBits;
            switch (word & OperationMask)
            {
                case PairOperation:
                    a = new Term(stack.Pop());
                    b = new Term(stack.Pop());
                    return true;
                case ModeOperation:
                    exact = count != 0;
                    continue;
                default:
                    var left = (ulong*)stack.Pop();
                    var right = (ulong*)stack.Pop();
                    while (count > 0 && *left == *right)
                    {
                        left++;
                        right++;
                        count--;
                    }
                    if (count == 0)
                    {
                        continue;
                    }
                    a = new Term(*left);
                    b = new Term(*right);
                    PushArray(ref stack, left + 1, right + 1, (int)count - 1);
                    return true;
            }
        }
        a = b = default;
        return false;
    }

    private static void PushPair(ref NativeStack stack, Term a, Term b) => stack.Push(b.Bits, a.Bits, PairOperation);

    private static void PushArray(ref NativeStack stack, void* a, void* b, int count)
    {
        if (count > 0)
        {
            stack.Push((ulong)b, (ulong)a, ((ulong)count << OperationBits) | ArrayOperation);
        }
    }

    private static void PushMode(ref NativeStack stack, bool exact) =>
        stack.Push((exact ? 1UL << OperationBits : 0UL) | ModeOperation);

    /// <summary>
    /// Compares two different words as far as this level goes. Returns zero with work pushed, or with
    /// <paramref name="again"/> set and the next pair in a and b.
    /// </summary>
    private static int Step(ref NativeStack stack, ref Term a, ref Term b, ref bool exact, out bool again)
    {
        again = false;
        int rank = TypeRank(a);
        int other = TypeRank(b);
        if (rank != other)
        {
            return CompareRanks(a, b, rank, other, exact);
        }
        switch (rank)
        {
            case Rank.List:
                return StepList(ref stack, ref a, ref b, out again);
            case Rank.Tuple:
                int arity = a.Header.SizeWords;
                int otherArity = b.Header.SizeWords;
                if (arity != otherArity)
                {
                    return arity < otherArity ? -1 : 1;
                }
                PushArray(ref stack, a.BoxedPointer + 1, b.BoxedPointer + 1, arity);
                return 0;
            case Rank.Map:
                return StepMap(ref stack, a, b, ref exact);
            case Rank.Fun:
                return StepFun(ref stack, a, b);
            default:
                return CompareFlat(a, b, rank, exact);
        }
    }

    private static int StepList(ref NativeStack stack, ref Term a, ref Term b, out bool again)
    {
        again = true;
        while (a.IsCons && b.IsCons)
        {
            Term headA = a.Head;
            Term headB = b.Head;
            if (headA != headB)
            {
                if (headA.IsSmall && headB.IsSmall)
                {
                    return headA.SmallValue < headB.SmallValue ? -1 : 1;
                }
                PushPair(ref stack, a.Tail, b.Tail);
                a = headA;
                b = headB;
                return 0;
            }
            a = a.Tail;
            b = b.Tail;
            if (a == b)
            {
                again = false;
                return 0;
            }
        }
        return 0;
    }

    private static int StepFun(ref NativeStack stack, Term a, Term b)
    {
        bool localA = a.IsLocalFun;
        if (localA != b.IsLocalFun)
        {
            return localA ? -1 : 1;
        }
        if (!localA)
        {
            Export* x = ExportTerm.Entry(a);
            Export* y = ExportTerm.Entry(b);
            int order = CompareAtoms(x->Module, y->Module);
            order = order != 0 ? order : CompareAtoms(x->Function, y->Function);
            return order != 0 ? order : x->Arity.CompareTo(y->Arity);
        }
        var funA = new Fun(a);
        var funB = new Fun(b);
        FunEntry* entryA = funA.Entry;
        FunEntry* entryB = funB.Entry;
        if (entryA != entryB)
        {
            int order = CompareAtoms(entryA->Module, entryB->Module);
            order = order != 0 ? order : entryA->Index.CompareTo(entryB->Index);
            order = order != 0 ? order : entryA->OldUniq.CompareTo(entryB->OldUniq);
            if (order != 0)
            {
                return order;
            }
        }
        if (funA.FreeVariables != funB.FreeVariables)
        {
            return funA.FreeVariables < funB.FreeVariables ? -1 : 1;
        }
        PushArray(ref stack, funA.Environment, funB.Environment, funA.FreeVariables);
        return 0;
    }

    /// <summary>Maps: by size, then the keys in exact order, then the values in the order of their keys.</summary>
    private static int StepMap(ref NativeStack stack, Term a, Term b, ref bool exact)
    {
        long countA = Maps.Count(a);
        long countB = Maps.Count(b);
        if (countA != countB)
        {
            return countA < countB ? -1 : 1;
        }
        if (a.IsHashMap)
        {
            return StepHashMap(ref stack, a, b, exact);
        }
        var left = new FlatMap(a);
        var right = new FlatMap(b);
        int count = left.Count;
        if (exact)
        {
            PushArray(ref stack, left.Values, right.Values, count);
            PushPair(ref stack, left.KeyTuple, right.KeyTuple);
            return 0;
        }
        StepFlatMap(ref stack, left, right, count);
        exact = true;
        return 0;
    }

    private static void StepFlatMap(ref NativeStack stack, FlatMap left, FlatMap right, int count)
    {
        byte* orderA = stackalloc byte[FlatMap.MaxKeys];
        byte* orderB = stackalloc byte[FlatMap.MaxKeys];
        SortKeys(left.Keys, count, orderA);
        SortKeys(right.Keys, count, orderB);
        for (int i = count - 1; i >= 0; i--)
        {
            // Values only count when all keys are equal, so that they stand at the same places.
            PushPair(ref stack, left.Values[orderA[i]], right.Values[orderB[i]]);
        }
        PushMode(ref stack, exact: false);
        if (left.KeyTuple == right.KeyTuple)
        {
            return;
        }
        for (int i = count - 1; i >= 0; i--)
        {
            Term keyA = left.Keys[orderA[i]];
            Term keyB = right.Keys[orderB[i]];
            if (keyA != keyB)
            {
                PushPair(ref stack, keyA, keyB);
            }
        }
    }

    /// <summary>The places of a flat map's keys in term order: as they are, but with the atoms sorted by name.</summary>
    private static void SortKeys(Term* keys, int count, byte* order)
    {
        for (int i = 0; i < count; i++)
        {
            int place = i;
            if (keys[i].IsAtom)
            {
                while (place > 0 && keys[order[place - 1]].IsAtom && CompareAtoms(keys[i], keys[order[place - 1]]) < 0)
                {
                    order[place] = order[place - 1];
                    place--;
                }
            }
            order[place] = (byte)i;
        }
    }

    /// <summary>
    /// Hash maps of equal size. Entries that are the same at the same place of the iteration cannot decide and are
    /// left out; the others of both maps are sorted by key.
    /// </summary>
    private static int StepHashMap(ref NativeStack stack, Term a, Term b, bool exact)
    {
        int capacity = (int)Maps.Count(a);
        var memory = (ulong*)NativeMemory.Alloc((nuint)capacity * 2, sizeof(ulong));
        try
        {
            var left = new Span<Term>(memory, capacity);
            var right = new Span<Term>(memory + capacity, capacity);
            int count = 0;
            var iteratorA = new MapIterator(a);
            var iteratorB = new MapIterator(b);
            while (iteratorA.MoveNext() && iteratorB.MoveNext())
            {
                if (iteratorA.Key != iteratorB.Key || iteratorA.Value != iteratorB.Value)
                {
                    left[count] = iteratorA.Cell;
                    right[count] = iteratorB.Cell;
                    count++;
                }
            }
            left = left[..count];
            right = right[..count];
            left.Sort(CompareCellKeys);
            right.Sort(CompareCellKeys);
            for (int i = 0; i < count; i++)
            {
                int order = CompareExact(left[i].Head, right[i].Head);
                if (order != 0)
                {
                    return order;
                }
            }
            PushMode(ref stack, exact);
            for (int i = count - 1; i >= 0; i--)
            {
                PushPair(ref stack, left[i].Tail, right[i].Tail);
            }
            return 0;
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    private static int CompareCellKeys(Term a, Term b) => CompareExact(a.Head, b.Head);
}
