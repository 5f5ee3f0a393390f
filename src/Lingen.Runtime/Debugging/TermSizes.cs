// Sizes of terms as BEAM's layouts have them: erts_debug:flat_size/1 and its like are compared in tests and printed by
// tools, so they follow BEAM and not our own layouts, which differ by a word here and there.
namespace Lingen.Runtime;

/// <summary>BEAM's sizes of terms, in words.</summary>
internal static unsafe class TermSizes
{
    private const int RefcBinaryWords = 8;
    private const int FunWords = 6;

    /// <summary>Words of a copy that preserves no sharing.</summary>
    public static long Flat(Term term) => Walk(term, null);

    /// <summary>Words with every shared part counted once, and literals not at all.</summary>
    public static long Shared(Term term) => Walk(term, []);

    private static long Walk(Term term, HashSet<ulong>? seen)
    {
        ulong* initial = stackalloc ulong[128];
        var stack = new Lingen.Memory.WorkStack(initial, 128);
        long words = 0;
        while (!term.IsNone)
        {
            if (term.IsImmediate || (seen != null && (LiteralRegion.Contains(term) || !seen.Add(term.Bits))))
            {
                term = stack.Pop();
            }
            else if (term.IsCons)
            {
                words += Cons.SizeWords;
                stack.Push(term.Tail);
                term = term.Head;
            }
            else
            {
                words += WordsOf(term);
                PushParts(term, ref stack);
                term = stack.Pop();
            }
        }
        stack.Dispose();
        return words;
    }

    private static void PushParts(Term term, ref Lingen.Memory.WorkStack stack)
    {
        HeaderWord header = term.Header;
        if (header.Tag is HeaderTag.SubBinary or HeaderTag.MatchContext)
        {
            return;
        }
        for (int i = header.RawWords; i < header.SizeWords; i++)
        {
            var part = new Term(term.BoxedPointer[i + 1]);
            if (!part.IsImmediate && !(header.Tag == HeaderTag.Fun && IsOwn(term, i)))
            {
                stack.Push(part);
            }
        }
    }

    /// <summary>The words of a fun that are no environment: the creator and the reference holder.</summary>
    private static bool IsOwn(Term fun, int index)
    {
        return index == 1 || index == 2 + new Fun(fun).FreeVariables;
    }

    private static long WordsOf(Term term)
    {
        HeaderWord header = term.Header;
        switch (header.Tag)
        {
            case HeaderTag.Tuple:
                return header.SizeWords == 0 ? 0 : header.SizeWords + 1;
            case HeaderTag.FlatMap:
                return header.SizeWords + 2;
            case HeaderTag.Fun:
                return FunWords + new Fun(term).FreeVariables;
            case HeaderTag.HeapBinary:
            case HeaderTag.SubBinary:
            case HeaderTag.RefcBinary:
                long bytes = (new Bitstring(term).SizeBits + 7) >> 3;
                return bytes <= Bitstring.HeapLimitBytes ? Bitstring.HeapSizeWords(bytes) : RefcBinaryWords;
            case HeaderTag.MagicReference:
                return 3;
            default:
                return header.SizeWords + 1;
        }
    }
}
