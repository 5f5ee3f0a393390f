// A list cell: two words without a header.
//
//   0  head
//   1  tail
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

/// <summary>Builds list cells.</summary>
public static unsafe class Cons
{
    public const int SizeWords = 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Term Create(TermHeap* heap, Term head, Term tail)
    {
        ulong* cell = heap->Allocate(SizeWords);
        cell[0] = head.Bits;
        cell[1] = tail.Bits;
        return Term.FromCons(cell);
    }

    /// <summary>The proper list of these terms in order, with <paramref name="tail"/> behind the last (nil if none given).</summary>
    public static Term FromSpan(TermHeap* heap, ReadOnlySpan<Term> items, Term tail = default)
    {
        Term list = tail.IsNone ? Term.Nil : tail;
        for (int i = items.Length - 1; i >= 0; i--)
        {
            list = Create(heap, items[i], list);
        }
        return list;
    }

    /// <summary>A list of the bytes as integers, in front of <paramref name="tail"/> (nil if none given).</summary>
    public static Term FromBytes(TermHeap* heap, ReadOnlySpan<byte> bytes, Term tail = default)
    {
        Term list = tail.IsNone ? Term.Nil : tail;
        if (bytes.IsEmpty)
        {
            return list;
        }
        ulong* cells = heap->Allocate(bytes.Length * SizeWords);
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            ulong* cell = cells + (i * SizeWords);
            cell[0] = Term.Small(bytes[i]).Bits;
            cell[1] = list.Bits;
            list = Term.FromCons(cell);
        }
        return list;
    }

    /// <summary>A list of the characters of an ASCII or UTF-16 string as code points.</summary>
    public static Term FromString(TermHeap* heap, string text, Term tail = default)
    {
        Term list = tail.IsNone ? Term.Nil : tail;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            int code = text[i];
            if (char.IsLowSurrogate(text[i]) && i > 0)
            {
                code = char.ConvertToUtf32(text[--i], (char)code);
            }
            list = Create(heap, Term.Small(code), list);
        }
        return list;
    }

    /// <summary>Number of cells of a proper list; -1 if the list is improper or no list.</summary>
    public static long Length(Term list)
    {
        long length = 0;
        while (list.IsCons)
        {
            length++;
            list = list.Tail;
        }
        return list.IsNil ? length : -1;
    }
}
