// Copies of terms of one heap that keep what is shared inside of them shared, as persistent terms need: what is put
// once is read for long. The copier marks the objects of the heap where they stand, as a collection does, and takes
// the marks back at the end, so only the thread that has the heap's process in hand may copy so.
//
// While it works:  boxed object: its header word is an immediate first, the new term later; that of a binary has an extra
//                                bit set first, since parts of it have to be read all the time
//                  cons cell:    its head is the None word, its tail later the new term
using Lingen.Terms;

namespace Lingen.Memory;

/// <summary>Copies terms into a literal area with their sharing. Literals among them are copied flat, as on BEAM.</summary>
public static unsafe class SharedCopier
{
    private const int InitialStackWords = 128;

    /// <summary>What an object held where the marks are now.</summary>
    private struct Marked
    {
        /// <summary>The term that pointed here: address and kind.</summary>
        public ulong Term;
        public ulong First;

        /// <summary>The tail of a cons cell; of a binary later its copy.</summary>
        public ulong Second;
    }

    /// <summary>The objects that are marked, in the order of their copies.</summary>
    private ref struct Log
    {
        public Marked* Items;
        public long Count;
        private long capacity;

        public Marked* Add()
        {
            if (Count == capacity)
            {
                capacity = Math.Max(64, capacity * 2);
                Items = (Marked*)NativeMemory.Realloc(Items, (nuint)(capacity * sizeof(Marked)));
            }
            return Items + Count++;
        }

        public readonly void Free() => NativeMemory.Free(Items);
    }

    /// <summary>
    /// Replaces each term by its copy in one new literal area. The terms lie in the heap of the process that the calling thread has in
    /// hand, or are literals.
    /// </summary>
    public static LiteralArea CopyToLiterals(Span<Term> terms)
    {
        var log = default(Log);
        try
        {
            long literalWords = 0;
            long words = 0;
            foreach (Term term in terms)
            {
                words += Mark(term, ref log, ref literalWords);
            }
            LiteralArea area = default;
            if (words + literalWords > 0)
            {
                area.Start = LiteralRegion.Allocate(words + literalWords);
                area.SizeWords = words + literalWords;
                TermHeap heap = default;
                CopyObjects(log, area.Start, &heap);
                ulong* literals = area.Start + words;
                Redirect(area, literals, ref literals, &heap);
                foreach (ref Term term in terms)
                {
                    term = Target(term, area, ref literals, &heap);
                }
                area.OffHeap = heap.OffHeap;
            }
            return area;
        }
        finally
        {
            Restore(log);
            log.Free();
        }
    }

    /// <summary>Marks what the term reaches outside of the literals; returns the words of its copy, and adds up those of the literals.</summary>
    private static long Mark(Term term, ref Log log, ref long literalWords)
    {
        ulong* initial = stackalloc ulong[InitialStackWords];
        var stack = new WorkStack(initial, InitialStackWords);
        long words = 0;
        while (!term.IsNone)
        {
            if (term.IsImmediate)
            {
                term = stack.Pop();
            }
            else if (LiteralRegion.Contains(term))
            {
                literalWords += TermCopier.SizeWords(term, withLiterals: true);
                term = stack.Pop();
            }
            else if (term.IsCons)
            {
                Term head = term.Head;
                if (head.IsNone)
                {
                    term = stack.Pop();
                    continue;
                }
                Term tail = term.Tail;
                *log.Add() = new Marked
                {
                    Term = term.Bits,
                    First = head.Bits,
                    Second = tail.Bits,
                };
                *Cell(term) = 0;
                words += Cons.SizeWords;
                if (!head.IsImmediate)
                {
                    stack.Push(head);
                }
                term = tail;
            }
            else
            {
                if (IsHeader(*term.BoxedPointer) && !(IsBits(term.Header) && term.Header.Extra != 0))
                {
                    words += MarkBoxed(term, ref log, ref stack);
                }
                term = stack.Pop();
            }
        }
        stack.Dispose();
        return words;
    }

    private static long MarkBoxed(Term term, ref Log log, ref WorkStack stack)
    {
        HeaderWord header = term.Header;
        long words = TermCopier.BoxedSizeWords(term, withLiterals: true);
        ulong* source = term.BoxedPointer;
        *log.Add() = new Marked { Term = term.Bits, First = header.Bits };
        if (IsBits(header))
        {
            *source = HeaderWord.Make(header.Tag, header.SizeWords, extra: 1);
        }
        else
        {
            *source = Term.Nil.Bits;
            for (int i = header.RawWords; i < header.SizeWords; i++)
            {
                var part = new Term(source[i + 1]);
                if (!part.IsImmediate)
                {
                    stack.Push(part);
                }
            }
        }
        return words;
    }

    /// <summary>Copies each object as it is and leaves its new place in the old one.</summary>
    private static void CopyObjects(in Log log, ulong* target, TermHeap* heap)
    {
        for (Marked* item = log.Items; item < log.Items + log.Count; item++)
        {
            var term = new Term(item->Term);
            if (term.IsCons)
            {
                target[0] = item->First;
                target[1] = item->Second;
                Cell(term)[1] = Term.FromCons(target).Bits;
                target += Cons.SizeWords;
                continue;
            }
            ulong* source = term.BoxedPointer;
            var copy = Term.FromBoxed(target);
            bool isBits = IsBits(new HeaderWord(item->First));
            if (!isBits)
            {
                *source = item->First;
            }
            TermCopier.CopyBoxed(term, ref target, heap, withLiterals: true);
            if (isBits)
            {
                item->Second = copy.Bits;
            }
            else
            {
                *source = copy.Bits;
            }
        }
        for (Marked* item = log.Items; item < log.Items + log.Count; item++)
        {
            var term = new Term(item->Term);
            if (term.IsBoxed && IsBits(new HeaderWord(item->First)))
            {
                *term.BoxedPointer = item->Second;
            }
        }
    }

    /// <summary>Lets the copies point at copies. Literals are copied behind them, flat.</summary>
    private static void Redirect(in LiteralArea area, ulong* end, ref ulong* literals, TermHeap* heap)
    {
        for (ulong* scan = area.Start; scan < end; )
        {
            if (IsHeader(*scan))
            {
                var header = new HeaderWord(*scan);
                scan += 1 + Math.Min(header.RawWords, header.SizeWords);
            }
            else
            {
                *scan = Target(new Term(*scan), area, ref literals, heap).Bits;
                scan++;
            }
        }
    }

    private static Term Target(Term term, in LiteralArea area, ref ulong* literals, TermHeap* heap)
    {
        if (term.IsImmediate || area.Contains(term))
        {
            // A fun points at its reference holder already.
            return term;
        }
        if (LiteralRegion.Contains(term))
        {
            return TermCopier.CopyInto(term, ref literals, heap, withLiterals: true);
        }
        return new Term(term.IsCons ? Cell(term)[1] : *term.BoxedPointer);
    }

    private static void Restore(in Log log)
    {
        for (Marked* item = log.Items; item < log.Items + log.Count; item++)
        {
            var term = new Term(item->Term);
            if (term.IsCons)
            {
                Cell(term)[0] = item->First;
                Cell(term)[1] = item->Second;
            }
            else
            {
                *term.BoxedPointer = item->First;
            }
        }
    }

    private static bool IsHeader(ulong word) => (word & Term.PrimaryMask) == Term.PrimaryHeader;

    private static bool IsBits(HeaderWord header) =>
        header.Tag is HeaderTag.HeapBinary or HeaderTag.RefcBinary or HeaderTag.SubBinary or HeaderTag.MatchContext;

    private static ulong* Cell(Term cons) => (ulong*)(cons.Bits - Term.PrimaryCons);
}
