// The operator --: removes from the left list the first occurrence of each element of the right one (by =:=). Short lists
// are searched; longer ones go through a table of how often each element is still to be removed.
using System.Numerics;
using System.Runtime.InteropServices;

namespace Lingen.Bifs;

public static unsafe partial class ListBifs
{
    /// <summary>Up to this many comparisons searching costs less than building a table.</summary>
    private const long DirectComparisons = 100;

    [Bif("erlang", "--")]
    [Bif("erlang", "subtract")]
    public static Term Subtract(ref BifContext context, Term left, Term right)
    {
        if (LongWork.Moves(context, left) || LongWork.Moves(context, right))
        {
            return context.GoDirty();
        }
        long leftLength = Cons.Length(left);
        long rightLength = Cons.Length(right);
        if (leftLength < 0 || rightLength < 0)
        {
            return context.BadArg();
        }
        context.BumpReductions((leftLength + rightLength) / CellsSearchedPerReduction);
        if (leftLength == 0 || rightLength == 0)
        {
            return left;
        }
        var removals = new Removals(
            right,
            (int)rightLength,
            useTable: leftLength * rightLength > DirectComparisons && rightLength > 4
        );
        Term result = SubtractAll(context.Heap, left, (int)leftLength, ref removals);
        removals.Dispose();
        return result;
    }

    /// <summary>Copies what stays; once nothing is left to remove, the rest is shared.</summary>
    private static Term SubtractAll(TermHeap* heap, Term list, int length, ref Removals removals)
    {
        ulong* cells = heap->Allocate(length * Cons.SizeWords);
        ulong* end = cells + ((long)length * Cons.SizeWords);
        ulong* cell = cells;
        while (list.IsCons && removals.Left > 0)
        {
            Term head = list.Head;
            list = list.Tail;
            if (!removals.Take(head))
            {
                cell[0] = head.Bits;
                cell[1] = (ulong)(cell + Cons.SizeWords) | Term.PrimaryCons;
                cell += Cons.SizeWords;
            }
        }
        heap->Release(end, cell);
        for (ulong* unused = cell; unused < end; unused += Cons.SizeWords)
        {
            // Cells that could not be given back must still hold terms.
            unused[0] = Term.NilBits;
            unused[1] = Term.NilBits;
        }
        if (cell == cells)
        {
            return list;
        }
        cell[-1] = list.Bits;
        return Term.FromCons(cells);
    }

    /// <summary>The elements still to be removed.</summary>
    private ref struct Removals
    {
        private readonly Term* elements;
        private readonly int count;

        /// <summary>Open addressing: a slot holds 1 + the index of an element, 0 if free.</summary>
        private readonly int* table;
        private readonly int mask;

        /// <summary>How often an element may still be taken; only the first of equal elements counts.</summary>
        private readonly int* times;

        public int Left;

        public Removals(Term list, int count, bool useTable)
        {
            this.count = count;
            Left = count;
            elements = (Term*)NativeMemory.Alloc((nuint)count, sizeof(ulong));
            times = (int*)NativeMemory.Alloc((nuint)count, sizeof(int));
            for (int i = 0; i < count; i++, list = list.Tail)
            {
                elements[i] = list.Head;
                times[i] = 1;
            }
            if (!useTable)
            {
                return;
            }
            int size = (int)BitOperations.RoundUpToPowerOf2((uint)count * 2);
            mask = size - 1;
            table = (int*)NativeMemory.AllocZeroed((nuint)size, sizeof(int));
            for (int i = 0; i < count; i++)
            {
                int slot = FindSlot(elements[i]);
                if (table[slot] == 0)
                {
                    table[slot] = i + 1;
                }
                else
                {
                    times[table[slot] - 1]++;
                }
            }
        }

        /// <summary>Whether this element is one to remove; counts it as removed.</summary>
        public bool Take(Term element)
        {
            if (table == null)
            {
                for (int i = 0; i < count; i++)
                {
                    if (times[i] > 0 && TermComparer.ExactEqual(elements[i], element))
                    {
                        times[i] = 0;
                        Left--;
                        return true;
                    }
                }
                return false;
            }
            int found = table[FindSlot(element)];
            if (found == 0 || times[found - 1] == 0)
            {
                return false;
            }
            times[found - 1]--;
            Left--;
            return true;
        }

        private readonly int FindSlot(Term element)
        {
            int slot = (int)TermHash.Internal(element) & mask;
            while (table[slot] != 0 && !TermComparer.ExactEqual(elements[table[slot] - 1], element))
            {
                slot = (slot + 1) & mask;
            }
            return slot;
        }

        public readonly void Dispose()
        {
            NativeMemory.Free(elements);
            NativeMemory.Free(times);
            NativeMemory.Free(table);
        }
    }
}
