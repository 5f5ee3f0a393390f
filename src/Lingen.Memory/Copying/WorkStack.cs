// A stack of words for walks over terms. Terms may be nested millions deep, so no walk recurses; it keeps what is
// left to do here, first in memory the caller took from the C# stack, later in native memory.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lingen.Terms;

namespace Lingen.Memory;

/// <summary>Growable stack of term words. <see cref="Dispose"/> gives grown memory back.</summary>
public unsafe ref struct WorkStack
{
    private ulong* start;
    private ulong* top;
    private ulong* limit;
    private bool owned;
    private int steps = LongWalk.StepsBetweenLooks;

    /// <summary>Starts in the caller's memory, typically <c>stackalloc ulong[128]</c>.</summary>
    public WorkStack(ulong* initial, int capacity)
    {
        start = top = initial;
        limit = initial + capacity;
    }

    public readonly bool IsEmpty => top == start;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(Term term)
    {
        if (top == limit)
        {
            Grow();
        }
        if (--steps == 0)
        {
            Look();
        }
        *top++ = term.Bits;
    }

    /// <summary>The latest word, or None when the stack is empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Term Pop() => top == start ? Term.None : new Term(*--top);

    public void Dispose()
    {
        if (owned)
        {
            NativeMemory.Free(start);
            owned = false;
        }
    }

    private void Look()
    {
        if (LongWalk.Look(out steps))
        {
            Dispose();
            LongWalk.GiveUp();
        }
    }

    private void Grow()
    {
        long used = top - start;
        long capacity = used * 2;
        var grown = (ulong*)NativeMemory.Alloc((nuint)capacity * sizeof(ulong));
        Buffer.MemoryCopy(start, grown, capacity * sizeof(ulong), used * sizeof(ulong));
        if (owned)
        {
            NativeMemory.Free(start);
        }
        owned = true;
        start = grown;
        top = grown + used;
        limit = grown + capacity;
    }
}
