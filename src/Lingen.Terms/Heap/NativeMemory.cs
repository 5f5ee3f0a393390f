// Native memory of the VM, under the names of .NET's class, which it stands in for. The difference is what happens when
// there is none: throwing takes memory too, so a refused allocation goes straight to OutOfMemory.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Native = System.Runtime.InteropServices.NativeMemory;

namespace Lingen.Terms;

/// <summary>malloc and its kin. A method that returns has succeeded, but for <see cref="TryAlloc"/>.</summary>
public static unsafe partial class NativeMemory
{
    /// <summary>Bytes with undefined contents, or null.</summary>
    public static void* TryAlloc(nuint bytes) => malloc(Math.Max(bytes, 1));

    /// <summary>Bytes with undefined contents.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void* Alloc(nuint bytes, MemoryKind kind = MemoryKind.Other) => Given(malloc(Math.Max(bytes, 1)), bytes, kind);

    public static void* Alloc(nuint count, nuint sizeBytes) => Alloc(checked(count * sizeBytes));

    public static void* AllocZeroed(nuint bytes, MemoryKind kind = MemoryKind.Other) =>
        Given(calloc(1, Math.Max(bytes, 1)), bytes, kind);

    public static void* AllocZeroed(nuint count, nuint sizeBytes) => AllocZeroed(checked(count * sizeBytes));

    /// <summary>The block in another size; it may move.</summary>
    public static void* Realloc(void* block, nuint bytes, MemoryKind kind = MemoryKind.Other) =>
        Given(realloc(block, Math.Max(bytes, 1)), bytes, kind);

    /// <summary>A block at a multiple of <paramref name="alignment"/>; throws as .NET does if there is none.</summary>
    public static void* AlignedAlloc(nuint bytes, nuint alignment) => Native.AlignedAlloc(bytes, alignment);

    public static void AlignedFree(void* block) => Native.AlignedFree(block);

    public static void Free(void* block) => Native.Free(block);

    public static void Clear(void* block, nuint bytes) => Native.Clear(block, bytes);

    public static void Copy(void* source, void* target, nuint bytes) => Native.Copy(source, target, bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void* Given(void* block, nuint bytes, MemoryKind kind)
    {
        if (block == null)
        {
            OutOfMemory.Fail((long)bytes, kind);
        }
        return block;
    }

    [LibraryImport("libc")]
    private static partial void* malloc(nuint bytes);

    [LibraryImport("libc")]
    private static partial void* calloc(nuint count, nuint bytes);

    [LibraryImport("libc")]
    private static partial void* realloc(void* block, nuint bytes);
}
