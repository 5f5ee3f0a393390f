// Checks that a process heap is what the collector takes it for: every pointer leads to an object of the right kind in
// a place this process may point at, objects lie side by side, generations point the right way, and the
// off-heap lists hold exactly the off-heap objects.
using System.Runtime.CompilerServices;
using Lingen.Terms;

namespace Lingen.Memory;

/// <summary>A broken heap: a mistake in the VM, never in an Erlang program.</summary>
public sealed class HeapCorruptionException(string message) : Exception(message);

/// <summary>The heap check of the debug switch and of tests.</summary>
public static unsafe class HeapVerifier
{
    /// <summary>Checks heap, stack, roots and joined messages.</summary>
    /// <exception cref="HeapCorruptionException">Something points where it must not.</exception>
    public static void Verify(ProcessHeap* heap, ReadOnlySpan<RootRange> roots, string when) =>
        Verify(heap, roots, when, VerifiedPart.All);

    internal static void Verify(ProcessHeap* heap, ReadOnlySpan<RootRange> roots, string when, VerifiedPart part)
    {
        Require(
            heap->Start <= heap->HighWater && heap->HighWater <= heap->Heap.Top,
            when,
            "high water is outside of the young heap"
        );
        Require(
            heap->Heap.Top <= heap->StackPointer && heap->StackPointer <= heap->End,
            when,
            $"heap and stack overlap: {heap->StackPointer - heap->Heap.Top} words free, stack of {heap->StackWords}"
        );
        VerifyWords(heap, heap->Start, heap->Heap.Top, when, isOld: false, isHeap: true);
        if (part == VerifiedPart.All)
        {
            VerifyWords(heap, heap->OldStart, heap->OldTop, when, isOld: true, isHeap: true);
            VerifyOldOffHeap(heap, when);
        }
        for (HeapFragment* fragment = heap->Heap.Fragments; fragment != null; fragment = fragment->Next)
        {
            ulong* start = fragment->Pinned != 0 ? fragment->Start + Message.SizeWords : fragment->Start;
            if (fragment->Pinned != 0)
            {
                Require(((Message*)fragment->Start)->Fragment == fragment, when, "a pinned fragment holds no message");
            }
            else if (IsReleasedMessage(fragment))
            {
                start += Message.SizeWords;
            }
            VerifyWords(heap, start, fragment->Top, when, isOld: false, isHeap: true);
        }
        VerifyWords(heap, heap->StackPointer, heap->End, when, isOld: false, isHeap: false);
        foreach (RootRange range in roots)
        {
            VerifyWords(heap, (ulong*)range.Start, (ulong*)range.Start + range.Count, when, isOld: false, isHeap: false);
        }
        for (Message* message = heap->FirstJoined; message != null; message = message->NextJoined)
        {
            Require(message->HeapState != 0, when, "a message that has not joined the heap is among those that have");
            VerifyTerm(heap, message->Payload, when, isOld: false);
        }
        VerifyYoungOffHeap(heap, when);
    }

    /// <summary>A fragment whose message has left the queue still begins with the message's words.</summary>
    private static bool IsReleasedMessage(HeapFragment* fragment) =>
        fragment->UsedWords >= Message.SizeWords && ((Message*)fragment->Start)->Fragment == fragment;

    private static void VerifyWords(ProcessHeap* heap, ulong* start, ulong* end, string when, bool isOld, bool isHeap)
    {
        for (ulong* scan = start; scan < end; scan++)
        {
            var word = new Term(*scan);
            if ((word.Bits & Term.PrimaryMask) == Term.PrimaryHeader)
            {
                if (!isHeap)
                {
                    continue;
                }
                var header = new HeaderWord(word.Bits);
                Require((int)header.Tag <= (int)HeaderTag.External, when, $"no such header: {word.Bits:x}");
                Require(
                    header.SizeWords < end - scan,
                    when,
                    $"an object reaches past the end: {header.Tag} of {header.SizeWords} words"
                );
                if (header.Tag == HeaderTag.MatchContext)
                {
                    var original = new Term(scan[4]);
                    VerifyTerm(heap, original, when, isOld);
                    Require((byte*)scan[3] == new Bitstring(original).Data, when, "a match context has a stale base pointer");
                    scan += 4;
                }
                else
                {
                    scan += Math.Min(header.RawWords, header.SizeWords);
                }
            }
            else
            {
                VerifyTerm(heap, word, when, isOld);
            }
        }
    }

    private static void VerifyTerm(ProcessHeap* heap, Term term, string when, bool isOld)
    {
        if (term.IsImmediate)
        {
            return;
        }
        ulong* pointer = (ulong*)(term.Bits & ~Term.PrimaryMask);
        Require(((ulong)pointer & 7) == 0, when, $"a pointer is not aligned: {term.Bits:x}");
        if (LiteralRegion.Contains(pointer))
        {
            Require(*pointer != GarbageCollector.FreedPattern, when, $"a literal is used that has been freed: {term.Bits:x}");
            return;
        }
        bool inOld = pointer >= heap->OldStart && pointer < heap->OldTop;
        Require(inOld || !isOld, when, $"an old term points at a young one: {term.Bits:x}");
        bool inYoung = pointer >= heap->Start && pointer < heap->Heap.Top;
        Require(inOld || inYoung || InFragments(heap, pointer), when, $"a pointer leads out of the heap: {term.Bits:x}");
        bool isHeader = (*pointer & Term.PrimaryMask) == Term.PrimaryHeader;
        Require(isHeader == term.IsBoxed, when, $"a pointer leads to the wrong kind of object: {term.Bits:x} -> {*pointer:x}");
    }

    private static bool InFragments(ProcessHeap* heap, ulong* pointer)
    {
        for (HeapFragment* fragment = heap->Heap.Fragments; fragment != null; fragment = fragment->Next)
        {
            if (pointer >= fragment->Start && pointer < fragment->Top)
            {
                return true;
            }
        }
        return false;
    }

    private static void VerifyYoungOffHeap(ProcessHeap* heap, string when)
    {
        for (ulong* header = heap->Heap.OffHeap; header != null; header = (ulong*)header[1])
        {
            bool inYoung = header >= heap->Start && header < heap->Heap.Top;
            Require(inYoung || InFragments(heap, header), when, "the young off-heap list leads out of the young heap");
            VerifyCell(header, when);
        }
    }

    private static void VerifyOldOffHeap(ProcessHeap* heap, string when)
    {
        for (ulong* header = heap->OldOffHeap; header != null; header = (ulong*)header[1])
        {
            Require(
                header >= heap->OldStart && header < heap->OldTop,
                when,
                "the old off-heap list leads out of the old generation"
            );
            VerifyCell(header, when);
        }
    }

    private static void VerifyCell(ulong* header, string when)
    {
        Require(new HeaderWord(*header).IsOffHeap, when, "an off-heap list holds another object");
        Require(((OffHeapCell*)header[2])->ReferenceCount > 0, when, "a cell has no count left");
    }

    private static void Require(bool condition, string when, string message)
    {
        if (!condition)
        {
            throw new HeapCorruptionException($"{message} ({when})");
        }
    }

    private static void Require(
        bool condition,
        string when,
        [InterpolatedStringHandlerArgument(nameof(condition))] ref Explanation message
    )
    {
        if (!condition)
        {
            throw new HeapCorruptionException($"{message.Text.ToStringAndClear()} ({when})");
        }
    }

    /// <summary>A text that is put together only if the condition does not hold: each word of a heap is checked several times.</summary>
    [InterpolatedStringHandler]
    private ref struct Explanation
    {
        public DefaultInterpolatedStringHandler Text;

        public Explanation(int literalLength, int formattedCount, bool condition, out bool isWanted)
        {
            isWanted = !condition;
            Text = isWanted ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
        }

        public void AppendLiteral(string text) => Text.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => Text.AppendFormatted(value);

        public void AppendFormatted<T>(T value, string format) => Text.AppendFormatted(value, format);
    }
}
