// A process heap with a handful of roots, a stack and a message queue, driven by a seed: it builds random terms that
// share parts, drops some, and knows by text what every root must still be after a collection.
using System.Text;

namespace Lingen.Memory.Tests;

/// <summary>Random life of one heap.</summary>
internal sealed unsafe class HeapWorld : IDisposable
{
    private const int RootCount = 24;

    public static int LiveCells;

    private readonly Random random;
    private readonly ProcessHeap* heap;
    private readonly Term* roots;
    private Message* firstMessage;

    public HeapWorld(int seed, int minWords = 12)
    {
        random = new Random(seed);
        heap = (ProcessHeap*)System.Runtime.InteropServices.NativeMemory.AllocZeroed((nuint)sizeof(ProcessHeap));
        Assert.True(heap->Initialize(minWords, fullSweepAfter: 5));
        roots = (Term*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(RootCount * sizeof(ulong));
    }

    public ProcessHeap* Heap => heap;
    public TermHeap* TermHeap => &heap->Heap;
    public Span<Term> Roots => new(roots, RootCount);
    public Message* FirstMessage => firstMessage;

    public ReadOnlySpan<RootRange> Ranges => new RootRange[] { new(roots, RootCount) };

    public void Step()
    {
        int slot = random.Next(RootCount);
        switch (random.Next(12))
        {
            case 0:
                roots[slot] = Term.None;
                break;
            case 1:
                PushFrame();
                break;
            case 2:
                PopFrame();
                break;
            case 3:
                Receive(slot);
                break;
            default:
                roots[slot] = Build(random.Next(4));
                break;
        }
    }

    public CollectionResult Collect(int need = 0, bool full = false) => GarbageCollector.Collect(heap, need, Ranges, full);

    /// <summary>What all roots, the stack and the peeked messages hold.</summary>
    public string Snapshot()
    {
        var text = new StringBuilder();
        foreach (Term root in Roots)
        {
            TermText.Append(text, root);
            text.Append('\n');
        }
        for (ulong* slot = heap->StackPointer; slot < heap->End; slot++)
        {
            TermText.Append(text, new Term(*slot));
            text.Append('\n');
        }
        for (Message* message = firstMessage; message != null; message = message->Next)
        {
            TermText.Append(text, message->Payload);
            text.Append('\n');
        }
        return text.ToString();
    }

    public void Dispose()
    {
        heap->Free();
        while (firstMessage != null)
        {
            Message* next = firstMessage->Next;
            Message.Release(firstMessage);
            firstMessage = next;
        }
        System.Runtime.InteropServices.NativeMemory.Free(heap);
        System.Runtime.InteropServices.NativeMemory.Free(roots);
    }

    public Term Build(int depth)
    {
        if (depth == 0 || random.Next(6) == 0)
        {
            return Leaf();
        }
        switch (random.Next(5))
        {
            case 0:
                Term list = random.Next(4) == 0 ? Leaf() : Term.Nil;
                for (int i = random.Next(6); i >= 0; i--)
                {
                    list = Cons.Create(TermHeap, Build(depth - 1), list);
                }
                return list;
            case 1:
                return SubBits();
            case 2:
                Term keys = Tuple.Create(TermHeap, Term.Small(1), Build(depth - 1));
                Term first = Build(depth - 1);
                Term second = Build(depth - 1);
                Term map = FlatMap.Allocate(TermHeap, keys, 2, out Term* values);
                values[0] = first;
                values[1] = second;
                return map;
            default:
                Span<Term> elements = stackalloc Term[random.Next(5)];
                for (int i = 0; i < elements.Length; i++)
                {
                    elements[i] = Build(depth - 1);
                }
                return Tuple.Create(TermHeap, elements);
        }
    }

    private Term Leaf()
    {
        switch (random.Next(8))
        {
            case 0:
                return Float.Create(TermHeap, random.NextDouble());
            case 1:
                return Bignum.Create(TermHeap, [(ulong)random.NextInt64(), 1], random.Next(2) == 0);
            case 2:
                return Bytes(random.Next(40));
            case 3:
                return Bytes(65 + random.Next(200));
            case 4:
                // A bound on the size: shared parts count again in every copy and in every text.
                return Roots[random.Next(RootCount)] is { IsNone: false } shared && TermCopier.SizeWords(shared) < 300
                    ? shared
                    : Atoms.Ok;
            case 5:
                return Reference.Create(TermHeap, (ulong)random.NextInt64(), 7);
            default:
                return Term.Small(random.Next(1000));
        }
    }

    private Term SubBits()
    {
        Term original = Bytes(random.Next(2) == 0 ? 60 : 150);
        if (random.Next(2) == 0)
        {
            return Bitstring.CreateSub(TermHeap, original, random.Next(90), random.Next(300));
        }
        Term context = Bitstring.CreateMatchContext(TermHeap, original);
        context.BoxedPointer[1] += (ulong)random.Next(64);
        return context;
    }

    private Term Bytes(int length)
    {
        Term binary = Bitstring.CreateBinary(TermHeap, length, out byte* data);
        random.NextBytes(new Span<byte>(data, length));
        if (length > Bitstring.HeapLimitBytes)
        {
            CountCell((BinaryCell*)binary.BoxedPointer[2]);
        }
        return binary;
    }

    public static void CountCell(BinaryCell* cell)
    {
        LiveCells++;
        cell->Cell.Destructor = &FreeCounted;
    }

    private static void FreeCounted(OffHeapCell* cell)
    {
        LiveCells--;
        System.Runtime.InteropServices.NativeMemory.Free(cell);
    }

    /// <summary>y registers with a return address above them.</summary>
    private void PushFrame()
    {
        int size = 1 + random.Next(3);
        if (heap->StackPointer - heap->Heap.Top < size + 1 + ProcessHeap.StackReserveWords)
        {
            Assert.Equal(CollectionResult.Done, Collect(size + 1));
        }
        *--heap->StackPointer = 0x1234_5670;
        for (int i = 0; i < size; i++)
        {
            *--heap->StackPointer = Roots[random.Next(RootCount)].Bits;
        }
        heap->Heap.Limit = heap->StackPointer - ProcessHeap.StackReserveWords;
    }

    private void PopFrame()
    {
        while (heap->StackPointer < heap->End && *heap->StackPointer++ != 0x1234_5670) { }
        heap->Heap.Limit = heap->StackPointer - ProcessHeap.StackReserveWords;
    }

    /// <summary>Queues a copy of a root as a message, peeks at it, or takes the oldest one off.</summary>
    private void Receive(int slot)
    {
        if (firstMessage != null && random.Next(3) == 0)
        {
            Message* taken = firstMessage;
            Message.JoinHeap(taken, heap);
            firstMessage = taken->Next;
            roots[slot] = taken->Payload;
            Message.Release(taken);
            return;
        }
        Term payload = roots[slot].IsNone ? Term.Nil : roots[slot];
        Message* message = TermCopier.CreateMessage(payload);
        message->Next = firstMessage;
        firstMessage = message;
        if (random.Next(2) == 0)
        {
            Message.JoinHeap(message, heap);
        }
    }
}
