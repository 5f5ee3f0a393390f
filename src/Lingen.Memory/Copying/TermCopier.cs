// Deep copies of terms between heaps: messages, ETS rows, literals, spawn arguments.
//
// A copy takes two passes. The first computes the size with a work stack; the second takes that many words in one
// piece and fills them in Cheney's manner: each object is copied flat, then the filled words are scanned and every
// pointer in them replaced by a copy of what it points at. Neither pass recurses, and the source is only read, so any
// number of threads may copy from it. Sharing inside the source is not preserved, as on BEAM.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lingen.Terms;

namespace Lingen.Memory;

/// <summary>Copies terms. Sub binaries and match contexts become compact: what a part keeps alive is not copied with it.</summary>
public static unsafe class TermCopier
{
    private const int InitialStackWords = 128;

    /// <summary>No block of terms is larger; a copy that would be ends the node as one does that finds no memory.</summary>
    private const long MaxWords = int.MaxValue - 1024;

    /// <summary>
    /// Words that a copy takes. Terms in the literal region count nothing unless <paramref name="withLiterals"/>: a message
    /// may point at them, but an ETS row may not, for it outlives the module. Literals on their way out
    /// (<see cref="LiteralRegion.Announce"/>) are always copied.
    /// </summary>
    [SkipLocalsInit]
    public static long SizeWords(Term term, bool withLiterals = false)
    {
        if (term.IsImmediate)
        {
            return 0;
        }
        ulong* initial = stackalloc ulong[InitialStackWords];
        var stack = new WorkStack(initial, InitialStackWords);
        long words = 0;
        while (!term.IsNone)
        {
            if (term.IsImmediate || (!withLiterals && LiteralRegion.Stays(term)))
            {
                term = stack.Pop();
            }
            else if (term.IsCons)
            {
                words += Cons.SizeWords;
                Term head = term.Head;
                term = term.Tail;
                if (!head.IsImmediate)
                {
                    CheckSize(words);
                    stack.Push(term);
                    term = head;
                }
            }
            else
            {
                words += BoxedSizeWords(term, withLiterals);
                CheckSize(words);
                HeaderWord header = term.Header;
                ulong* object_ = term.BoxedPointer;
                int size = header.SizeWords;
                // Bitstrings and match contexts are copied compactly: their inner pointer is no part of the copy.
                bool isBits = header.Tag is HeaderTag.SubBinary or HeaderTag.MatchContext;
                for (int i = isBits ? size : header.RawWords; i < size; i++)
                {
                    var element = new Term(object_[i + 1]);
                    if (!element.IsImmediate)
                    {
                        stack.Push(element);
                    }
                }
                term = stack.Pop();
            }
        }
        stack.Dispose();
        return words;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckSize(long words)
    {
        if (words > MaxWords)
        {
            OutOfMemory.Fail(words * sizeof(ulong), MemoryKind.Heap);
        }
    }

    /// <summary>
    /// A deep copy of the term, all of it in one piece of <paramref name="target"/>. Literals stay where they are unless
    /// <paramref name="withLiterals"/>. Shared cells get one more count for each object that points at them.
    /// </summary>
    public static Term Copy(Term term, TermHeap* target, bool withLiterals = false)
    {
        if (term.IsImmediate)
        {
            return term;
        }
        return CopySized(term, SizeWords(term, withLiterals), target, withLiterals);
    }

    /// <summary>As <see cref="Copy"/> for a caller that knows the size already.</summary>
    public static Term CopySized(Term term, long sizeWords, TermHeap* target, bool withLiterals = false)
    {
        if (sizeWords == 0)
        {
            return term;
        }
        ulong* start = target->Allocate(SpanSize.Of(sizeWords));
        ulong* top = start;
        Term copy = CopyObject(term, ref top, target, withLiterals);
        FinishCopy(start, ref top, target, withLiterals);
        Debug.Assert(top == start + sizeWords);
        return copy;
    }

    /// <summary>
    /// Copies several terms one after the other into one block that has room for all of them
    /// (<paramref name="top"/> advances), linking off-heap objects into <paramref name="target"/>.
    /// </summary>
    public static Term CopyInto(Term term, ref ulong* top, TermHeap* target, bool withLiterals = false)
    {
        ulong* start = top;
        Term copy = CopyObject(term, ref top, target, withLiterals);
        FinishCopy(start, ref top, target, withLiterals);
        return copy;
    }

    /// <summary>
    /// A message with a copy of the payload: one allocation, the message and its terms in the same fragment. One that is not
    /// queued at once (a timer's) must be <paramref name="withLiterals"/>.
    /// </summary>
    public static Message* CreateMessage(Term payload, Term token = default, bool withLiterals = false)
    {
        long payloadWords = SizeWords(payload, withLiterals);
        long tokenWords = token.IsNone ? 0 : SizeWords(token);
        Message* message = AllocateMessage(payloadWords + tokenWords, out TermHeap heap);
        message->Payload = CopySized(payload, payloadWords, &heap, withLiterals);
        message->Token = token.IsNone ? token : CopySized(token, tokenWords, &heap);
        SealMessage(message, &heap);
        return message;
    }

    /// <summary>
    /// An empty message with room for this many words, for senders that build the payload in place: they build in
    /// <paramref name="heap"/>, set Payload and call <see cref="SealMessage"/>.
    /// </summary>
    public static Message* AllocateMessage(long payloadWords, out TermHeap heap)
    {
        HeapFragment* fragment = HeapFragment.Allocate(SpanSize.Of(payloadWords + Message.SizeWords));
        var message = (Message*)fragment->Start;
        *message = default;
        message->Fragment = fragment;
        fragment->Top += Message.SizeWords;
        heap = default;
        heap.Top = fragment->Top;
        heap.Limit = fragment->Limit;
        return message;
    }

    /// <summary>Takes over what was built in the heap of <see cref="AllocateMessage"/>. It must not have overflowed.</summary>
    public static void SealMessage(Message* message, TermHeap* heap)
    {
        Debug.Assert(heap->Fragments == null);
        message->Fragment->Top = heap->Top;
        message->OffHeap = heap->OffHeap;
    }

    /// <summary>A copy, everything included, in the literal region. It stays for good.</summary>
    public static Term CopyToLiteral(Term term) => CopyToLiteral(term, out _);

    /// <summary>A copy, everything included, in an area of its own.</summary>
    public static Term CopyToLiteral(Term term, out LiteralArea area)
    {
        Span<Term> one = [term];
        area = CopyToLiterals(one);
        return one[0];
    }

    /// <summary>Replaces each term by its copy in one new literal area.</summary>
    public static LiteralArea CopyToLiterals(Span<Term> terms)
    {
        long words = 0;
        foreach (Term term in terms)
        {
            words += SizeWords(term, withLiterals: true);
        }
        LiteralArea area = default;
        if (words == 0)
        {
            return area;
        }
        area.Start = LiteralRegion.Allocate(words);
        area.SizeWords = words;
        TermHeap heap = default;
        ulong* top = area.Start;
        for (int i = 0; i < terms.Length; i++)
        {
            terms[i] = CopyInto(terms[i], ref top, &heap, withLiterals: true);
        }
        Debug.Assert(top == area.Start + words);
        area.OffHeap = heap.OffHeap;
        return area;
    }

    /// <summary>Words of the object itself in a copy, without what it points at.</summary>
    internal static int BoxedSizeWords(Term term, bool withLiterals)
    {
        HeaderWord header = term.Header;
        switch (header.Tag)
        {
            case HeaderTag.SubBinary:
            case HeaderTag.RefcBinary:
            case HeaderTag.MatchContext:
                long sizeBits = BitsOf(term, out _, out _, out Term original);
                return FitsHeap(sizeBits, original) ? Bitstring.HeapSizeWords((sizeBits + 7) >> 3) : Bitstring.RefcSizeWords;
            case HeaderTag.Fun when withLiterals && !Fun.HasHolder(header):
                return header.SizeWords + 1 + Fun.HolderSizeWords;
            default:
                return header.SizeWords + 1;
        }
    }

    private static bool FitsHeap(long sizeBits, Term original) =>
        sizeBits <= Bitstring.HeapLimitBytes * 8 || original.Header.Tag == HeaderTag.HeapBinary;

    /// <summary>Size, place and owner of the bits behind a sub binary, refc binary or match context (from its position on).</summary>
    private static long BitsOf(Term term, out byte* data, out long offsetBits, out Term original)
    {
        ulong* words = term.BoxedPointer;
        HeaderTag tag = new HeaderWord(*words).Tag;
        if (tag == HeaderTag.MatchContext)
        {
            data = (byte*)words[3];
            offsetBits = (long)words[1];
            original = new Term(words[4]);
            return (long)words[2] - offsetBits;
        }
        var bits = new Bitstring(term);
        data = bits.Data;
        offsetBits = bits.OffsetBits;
        original = tag == HeaderTag.SubBinary ? new Term(words[3]) : term;
        return bits.SizeBits;
    }

    /// <summary>Scans what has been copied flat and copies what it points at, until nothing is left.</summary>
    private static void FinishCopy(ulong* start, ref ulong* top, TermHeap* target, bool withLiterals)
    {
        ulong* scan = start;
        while (scan < top)
        {
            var word = new Term(*scan);
            if (word.IsImmediate)
            {
                scan++;
            }
            else if ((word.Bits & Term.PrimaryMask) == Term.PrimaryHeader)
            {
                var header = new HeaderWord(word.Bits);
                scan += 1 + Math.Min(header.RawWords, header.SizeWords);
            }
            else if (word.Bits - (ulong)start < (ulong)((byte*)top - (byte*)start))
            {
                // The next cell of a list, copied together with the one before.
                scan++;
            }
            else
            {
                *scan++ = CopyObject(word, ref top, target, withLiterals).Bits;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Term CopyObject(Term term, ref ulong* top, TermHeap* target, bool withLiterals)
    {
        if (term.IsImmediate || (!withLiterals && LiteralRegion.Stays(term)))
        {
            return term;
        }
        return term.IsCons ? CopyList(term, ref top, withLiterals) : CopyBoxed(term, ref top, target, withLiterals);
    }

    /// <summary>Copies the cells of a list side by side; their heads, and a tail that is no list, are left to the scan.</summary>
    private static Term CopyList(Term list, ref ulong* top, bool withLiterals)
    {
        ulong* cell = top;
        Term copy = Term.FromCons(cell);
        while (true)
        {
            cell[0] = list.Head.Bits;
            list = list.Tail;
            if (!list.IsCons || (!withLiterals && LiteralRegion.Stays(list)))
            {
                cell[1] = list.Bits;
                top = cell + 2;
                return copy;
            }
            cell[1] = Term.FromCons(cell + 2).Bits;
            cell += 2;
        }
    }

    /// <summary>Copies one object as it is; what it points at is left to the caller.</summary>
    internal static Term CopyBoxed(Term term, ref ulong* top, TermHeap* target, bool withLiterals)
    {
        ulong* source = term.BoxedPointer;
        var header = new HeaderWord(*source);
        ulong* copy = top;
        switch (header.Tag)
        {
            case HeaderTag.SubBinary:
            case HeaderTag.RefcBinary:
            case HeaderTag.MatchContext:
                return CopyBits(term, ref top, target);
            case HeaderTag.MagicReference:
                CopyWords(copy, source, 5);
                OffHeapCell.Retain((OffHeapCell*)copy[2]);
                target->LinkOffHeap(copy);
                top = copy + 5;
                break;
            case HeaderTag.External:
                CopyWords(copy, source, header.SizeWords + 1);
                OffHeapCell.Retain((OffHeapCell*)copy[2]);
                target->LinkOffHeap(copy);
                top = copy + header.SizeWords + 1;
                break;
            default:
                int words = header.SizeWords + 1;
                CopyWords(copy, source, words);
                top = copy + words;
                if (withLiterals && header.Tag == HeaderTag.Fun && !Fun.HasHolder(header))
                {
                    // What is copied so may outlive the module, whose reference it went by.
                    Fun.AddHolder(copy, target);
                    top += Fun.HolderSizeWords;
                }
                break;
        }
        return Term.FromBoxed(copy);
    }

    private static Term CopyBits(Term term, ref ulong* top, TermHeap* target)
    {
        long sizeBits = BitsOf(term, out byte* data, out long offsetBits, out Term original);
        ulong* copy = top;
        if (FitsHeap(sizeBits, original))
        {
            int dataWords = (int)((sizeBits + 63) >> 6);
            copy[0] = HeaderWord.Make(HeaderTag.HeapBinary, 1 + dataWords);
            copy[1] = (ulong)sizeBits;
            if (dataWords > 0)
            {
                copy[1 + dataWords] = 0;
            }
            BitCopy.ToAligned(data, offsetBits, (byte*)(copy + 2), sizeBits);
            top = copy + 2 + dataWords;
            return Term.FromBoxed(copy);
        }
        var cell = (BinaryCell*)original.BoxedPointer[2];
        OffHeapCell.Retain(&cell->Cell);
        copy[0] = HeaderWord.Make(HeaderTag.RefcBinary, 4);
        copy[2] = (ulong)cell;
        copy[3] = (ulong)offsetBits;
        copy[4] = (ulong)sizeBits;
        target->LinkOffHeap(copy);
        target->OffHeapBytes += cell->CapacityBytes;
        top = copy + Bitstring.RefcSizeWords;
        return Term.FromBoxed(copy);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyWords(ulong* to, ulong* from, int words)
    {
        if (words <= 8)
        {
            for (int i = 0; i < words; i++)
            {
                to[i] = from[i];
            }
            return;
        }
        Buffer.MemoryCopy(from, to, (long)words * sizeof(ulong), (long)words * sizeof(ulong));
    }
}
