// Terms that the host keeps for later: references of monitors and select requests, data of ports.
using System.Runtime.InteropServices;

namespace Lingen.IO;

/// <summary>A copy of a term in native memory of its own.</summary>
internal sealed unsafe class SavedTerm
{
    private readonly TermHeap* heap;

    public Term Term { get; }

    /// <summary>Words that a copy takes.</summary>
    public int SizeWords { get; }

    public SavedTerm(Term term)
    {
        SizeWords = SpanSize.Of(TermCopier.SizeWords(term, withLiterals: true));
        if (SizeWords == 0)
        {
            Term = term;
            return;
        }
        heap = (TermHeap*)NativeMemory.AllocZeroed((nuint)sizeof(TermHeap) + ((nuint)SizeWords * sizeof(ulong)));
        heap->Top = (ulong*)(heap + 1);
        heap->Limit = heap->Top + SizeWords;
        Term = TermCopier.Copy(term, heap, withLiterals: true);
    }

    /// <summary>A copy for a message or a heap.</summary>
    public Term CopyTo(TermHeap* target) => SizeWords == 0 ? Term : TermCopier.Copy(Term, target, withLiterals: true);

    /// <summary>Frees the copy; the term must not be used any more.</summary>
    public void Free()
    {
        if (heap != null)
        {
            heap->Clear();
            NativeMemory.Free(heap);
        }
    }
}

/// <summary>Messages that the host builds in place; any thread may send.</summary>
internal static unsafe class Delivery
{
    /// <summary>Queues a message that was built in the heap of TermCopier.AllocateMessage. Dropped if the receiver is gone.</summary>
    public static void Send(VirtualMachine vm, Term receiver, Message* message, TermHeap* heap, Term payload)
    {
        message->Payload = payload;
        TermCopier.SealMessage(message, heap);
        Signals.Deliver(vm, receiver, message);
    }
}
