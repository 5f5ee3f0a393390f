// When a BIF has so much to do that it would keep its scheduler from others for more than about a millisecond, and has no
// way to stop in between, it goes to a dirty thread. These are the measures for that. Looking is bounded itself.
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Tells whether the work that a BIF was given is long. Use: <c>if (LongWork.Moves(...)) return context.GoDirty();</c></summary>
public static unsafe class LongWork
{
    /// <summary>Bytes that are looked at one by one, or become terms.</summary>
    public const long ManyBytes = 256 * 1024;

    /// <summary>Bytes that are copied or searched as fast as memory is.</summary>
    public const long VeryManyBytes = 8 * 1024 * 1024;

    /// <summary>Terms that are looked at one by one.</summary>
    public const long ManyTerms = 16 * 1024;

    private const int MaxRanges = 64;
    private const int BytesPerTerm = 256;

    /// <summary>The amount is past the limit, and the BIF does not run on a dirty thread yet.</summary>
    public static bool Moves(in BifContext context, long amount, long limit) => amount > limit && !context.Scheduler.IsDirty;

    /// <summary>The list is long.</summary>
    public static bool Moves(in BifContext context, Term list)
    {
        if (context.Scheduler.IsDirty)
        {
            return false;
        }
        long left = ManyTerms;
        while (list.IsCons && left > 0)
        {
            list = list.Tail;
            left--;
        }
        return list.IsCons;
    }

    /// <summary>The term is large, with everything in it.</summary>
    public static bool MovesAll(in BifContext context, Term term) =>
        !term.IsImmediate && !context.Scheduler.IsDirty && IsLarge(term);

    /// <summary>A walk that gives up, with true, after <see cref="ManyTerms"/> terms or at great depth.</summary>
    private static bool IsLarge(Term term)
    {
        Term** ranges = stackalloc Term*[2 * MaxRanges];
        int count = 0;
        long left = ManyTerms;
        Term* next = &term;
        Term* end = next + 1;
        while (left-- > 0)
        {
            Term found = *next++;
            bool isLast = next == end;
            if (!TryContents(found, ref left, out Term* contents, out long length))
            {
                if (!isLast)
                {
                    continue;
                }
                if (count == 0)
                {
                    return false;
                }
                count--;
                next = ranges[2 * count];
                end = ranges[(2 * count) + 1];
                continue;
            }
            if (!isLast)
            {
                // The last of a range needs no way back: so lists do not nest.
                if (count == MaxRanges)
                {
                    return true;
                }
                ranges[2 * count] = next;
                ranges[(2 * count) + 1] = end;
                count++;
            }
            next = contents;
            end = contents + length;
        }
        return true;
    }

    private static bool TryContents(Term term, ref long left, out Term* contents, out long length)
    {
        contents = null;
        length = 0;
        if (term.IsCons)
        {
            contents = (Term*)(term.Bits - Term.PrimaryCons);
            length = 2;
        }
        else if (term.IsTuple)
        {
            contents = new Tuple(term).Elements;
            length = new Tuple(term).Arity;
        }
        else if (term.IsMap)
        {
            ReadOnlySpan<Term> parts = term.IsFlatMap
                ? new ReadOnlySpan<Term>(new FlatMap(term).Values, new FlatMap(term).Count)
                : HashMap.Children(term);
            contents = (Term*)
                System.Runtime.CompilerServices.Unsafe.AsPointer(
                    ref System.Runtime.InteropServices.MemoryMarshal.GetReference(parts)
                );
            length = parts.Length;
        }
        else if (term.IsBitstring)
        {
            left -= new Bitstring(term).LengthBytes / BytesPerTerm;
        }
        return length > 0;
    }
}
