// A stack of words for walks over terms. Terms may be nested millions deep, so comparing, hashing and printing keep
// their own stack: a caller's stackalloc first, native memory when that is full.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lingen.Terms;

/// <summary>A growing stack of 64-bit words outside of the C# stack. Dispose it when done.</summary>
public unsafe ref struct NativeStack
{
    private ulong* items;
    private int count;
    private int capacity;
    private bool owned;
    private int steps = LongWalk.StepsBetweenLooks;

    /// <summary>A stack that begins in the given memory, which must outlive it (a stackalloc of the caller).</summary>
    public NativeStack(ulong* initial, int words)
    {
        items = initial;
        capacity = words;
    }

    public readonly bool IsEmpty
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => count == 0;
    }

    public readonly int Count => count;

    /// <summary>Word by its distance from the bottom.</summary>
    public readonly ref ulong this[int index] => ref items[index];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(ulong word)
    {
        if (count == capacity)
        {
            Grow(1);
        }
        if (--steps == 0)
        {
            Look();
        }
        items[count++] = word;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(ulong first, ulong second)
    {
        if (count + 2 > capacity)
        {
            Grow(2);
        }
        if (--steps == 0)
        {
            Look();
        }
        items[count] = first;
        items[count + 1] = second;
        count += 2;
    }

    public void Push(ulong first, ulong second, ulong third)
    {
        Push(first, second);
        Push(third);
    }

    public void Push(ulong first, ulong second, ulong third, ulong fourth)
    {
        Push(first, second);
        Push(third, fourth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Pop() => items[--count];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ulong Peek() => items[count - 1];

    /// <summary>Drops everything above a level that <see cref="Count"/> gave before.</summary>
    public void Truncate(int level) => count = level;

    private void Look()
    {
        if (LongWalk.Look(out steps))
        {
            Dispose();
            LongWalk.GiveUp();
        }
    }

    private void Grow(int needed)
    {
        int larger = Math.Max(capacity * 2, count + needed + 64);
        var memory = (ulong*)NativeMemory.Alloc((nuint)larger, sizeof(ulong));
        new ReadOnlySpan<ulong>(items, count).CopyTo(new Span<ulong>(memory, count));
        if (owned)
        {
            NativeMemory.Free(items);
        }
        items = memory;
        capacity = larger;
        owned = true;
    }

    public void Dispose()
    {
        if (owned)
        {
            NativeMemory.Free(items);
            owned = false;
            capacity = 0;
            count = 0;
        }
    }
}
