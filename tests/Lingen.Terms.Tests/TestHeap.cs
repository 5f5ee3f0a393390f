// A heap for tests: a small bump area, so that overflow fragments are exercised too.
using System.Runtime.InteropServices;

namespace Lingen.Terms.Tests;

/// <summary>Owns a TermHeap. Dispose frees everything built in it.</summary>
public sealed unsafe class TestHeap : IDisposable
{
    private readonly TermHeap* heap;
    private readonly ulong* area;

    public TestHeap(int words = 256)
    {
        area = (ulong*)NativeMemory.Alloc((nuint)words, sizeof(ulong));
        heap = (TermHeap*)NativeMemory.AllocZeroed((nuint)sizeof(TermHeap));
        heap->Top = area;
        heap->Limit = area + words;
    }

    public TermHeap* Pointer => heap;

    public void Dispose()
    {
        heap->Clear();
        NativeMemory.Free(heap);
        NativeMemory.Free(area);
    }
}
