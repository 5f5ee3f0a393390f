// A complete text of a term for comparisons in tests: two terms of equal text are equal.
using System.Text;

namespace Lingen.Memory.Tests;

internal static unsafe class TermText
{
    public static string Of(Term term)
    {
        var text = new StringBuilder();
        Append(text, term);
        return text.ToString();
    }

    public static void Append(StringBuilder text, Term term)
    {
        if (term.IsImmediate || (term.Bits & Term.PrimaryMask) == 0)
        {
            text.Append(term.Bits.ToString("x"));
            return;
        }
        if (term.IsCons)
        {
            text.Append('[');
            for (; term.IsCons; term = term.Tail)
            {
                Append(text, term.Head);
                text.Append(',');
            }
            Append(text, term);
            text.Append(']');
            return;
        }
        HeaderWord header = term.Header;
        ulong* words = term.BoxedPointer;
        switch (header.Tag)
        {
            case HeaderTag.HeapBinary:
            case HeaderTag.RefcBinary:
            case HeaderTag.SubBinary:
                var bits = new Bitstring(term);
                AppendBits(text, bits.Data, bits.OffsetBits, bits.SizeBits);
                break;
            case HeaderTag.MatchContext:
                AppendBits(text, (byte*)words[3], (long)words[1], (long)(words[2] - words[1]));
                break;
            default:
                text.Append(header.Tag).Append('{');
                for (int i = 1; i <= header.SizeWords; i++)
                {
                    if (i <= header.RawWords)
                    {
                        text.Append(words[i].ToString("x"));
                    }
                    else
                    {
                        Append(text, new Term(words[i]));
                    }
                    text.Append(',');
                }
                text.Append('}');
                break;
        }
    }

    private static void AppendBits(StringBuilder text, byte* data, long offset, long size)
    {
        text.Append("<<");
        for (long bit = 0; bit < size; bit++)
        {
            long at = offset + bit;
            text.Append((data[at >> 3] >> (int)(7 - (at & 7))) & 1);
        }
        text.Append(">>");
    }
}
