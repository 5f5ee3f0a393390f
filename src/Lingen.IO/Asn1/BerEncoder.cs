// Writes {Tag, Value} trees as BER (X.690), from the end to the beginning: then a length is known when it is written.
using System.Runtime.InteropServices;

namespace Lingen.IO;

/// <summary>A writer of one tree. Dispose it.</summary>
internal unsafe struct BerEncoder : IDisposable
{
    private const int FirstCapacity = 256;

    /// <summary>More than a tag and a length take together.</summary>
    private const int HeaderBytes = 24;

    private const int StackWords = 128;
    private const int LongNumber = 0x1F;
    private const int ConstructedBit = 0x20;

    private byte* buffer;
    private long capacity;
    private long start;

    public BerEncoder()
    {
        capacity = FirstCapacity;
        start = capacity;
        buffer = (byte*)NativeMemory.Alloc(FirstCapacity);
    }

    /// <summary>What was written.</summary>
    public readonly ReadOnlySpan<byte> Bytes => new(buffer + start, SpanSize.Of(capacity - start));

    /// <summary>Writes a tree; false if the term is none. The walk keeps its own stack, because trees may be of any depth.</summary>
    public bool TryEncode(Term tree)
    {
        ulong* words = stackalloc ulong[StackWords];
        var work = new NativeStack(words, StackWords);
        try
        {
            // A tree to write, or, where the first word is zero, the head of a constructed one whose parts are written.
            work.Push(tree.Bits);
            while (!work.IsEmpty)
            {
                ulong next = work.Pop();
                if (next == 0)
                {
                    var tag = new Term(work.Pop());
                    long end = (long)work.Pop();
                    Length((ulong)(end - (start - capacity)));
                    if (!TryTag(tag, ConstructedBit))
                    {
                        return false;
                    }
                }
                else if (!TryTree(new Term(next), ref work))
                {
                    return false;
                }
            }
            return true;
        }
        finally
        {
            work.Dispose();
        }
    }

    private bool TryTree(Term tree, ref NativeStack work)
    {
        if (!tree.IsTuple || new Tuple(tree).Arity < 2)
        {
            return false;
        }
        Term tag = new Tuple(tree)[0];
        Term value = new Tuple(tree)[1];
        if (value.IsList)
        {
            // Positions count from the end, which does not move when the buffer grows.
            work.Push((ulong)(start - capacity), tag.Bits, 0);
            for (; value.IsCons; value = value.Tail)
            {
                work.Push(value.Head.Bits);
            }
            return value.IsNil;
        }
        if (!InputBytes.TryBinary(value, out InputBytes bytes))
        {
            return false;
        }
        using (bytes)
        {
            Reserve(bytes.Length);
            start -= bytes.Length;
            bytes.Span.CopyTo(new Span<byte>(buffer + start, bytes.Length32));
            Length((ulong)bytes.Length);
        }
        return TryTag(tag, 0);
    }

    private void Length(ulong length)
    {
        Reserve(HeaderBytes);
        if (length < 128)
        {
            buffer[--start] = (byte)length;
            return;
        }
        int count = 0;
        for (; length > 0; length >>= 8)
        {
            buffer[--start] = (byte)length;
            count++;
        }
        buffer[--start] = (byte)(count | 0x80);
    }

    private bool TryTag(Term term, int form)
    {
        if (!HostNumbers.TryUInt32(term, out uint tag))
        {
            return false;
        }
        Reserve(HeaderBytes);
        int head = form | (int)((tag & 0x30000) >> 10);
        uint number = tag & 0xFFFF;
        if (number < LongNumber)
        {
            buffer[--start] = (byte)(head | (int)number);
            return true;
        }
        buffer[--start] = (byte)(number & 127);
        for (number >>= 7; number > 0; number >>= 7)
        {
            buffer[--start] = (byte)(number & 127 | 0x80);
        }
        buffer[--start] = (byte)(head | LongNumber);
        return true;
    }

    private void Reserve(long bytes)
    {
        if (start >= bytes)
        {
            return;
        }
        long used = capacity - start;
        long larger = Math.Max(capacity * 2, used + bytes + HeaderBytes);
        byte* memory = (byte*)NativeMemory.Alloc((nuint)larger);
        NativeMemory.Copy(buffer + start, memory + larger - used, (nuint)used);
        NativeMemory.Free(buffer);
        buffer = memory;
        capacity = larger;
        start = larger - used;
    }

    public void Dispose()
    {
        NativeMemory.Free(buffer);
        buffer = null;
    }
}
