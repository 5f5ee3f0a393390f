// A stack of frames for walks over nested terms: a caller's stackalloc first, native memory when that is full, so a
// term nested millions deep does not touch the C# stack.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lingen.Terms;

/// <summary>A growing stack of unmanaged frames. Dispose it when done.</summary>
internal unsafe ref struct WorkStack<T>
    where T : unmanaged
{
    private T* items;
    private int count;
    private int capacity;
    private bool owned;
    private int steps = LongWalk.StepsBetweenLooks;

    /// <summary>A stack that begins in the given memory, which must outlive it.</summary>
    public WorkStack(T* initial, int capacity)
    {
        items = initial;
        this.capacity = capacity;
    }

    public readonly int Count => count;

    /// <summary>The newest frame. Valid until the next push.</summary>
    public readonly T* Top
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => items + count - 1;
    }

    /// <summary>A new frame, for the caller to fill.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Push()
    {
        if (count == capacity)
        {
            Grow();
        }
        if (--steps == 0)
        {
            Look();
        }
        return items + count++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Pop() => count--;

    private void Look()
    {
        if (LongWalk.Look(out steps))
        {
            Dispose();
            LongWalk.GiveUp();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        int larger = SpanSize.Of((capacity * 2L) + 64);
        var memory = (T*)NativeMemory.Alloc((nuint)larger, (nuint)sizeof(T));
        new ReadOnlySpan<T>(items, count).CopyTo(new Span<T>(memory, count));
        Dispose();
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
        }
    }
}
