// Native memory of the VM, under the names of .NET's class, which it stands in for. Small blocks come from SmallBlocks, others from
// malloc. The other difference is what happens when there is none: throwing takes memory too, so a refused allocation goes straight to
// OutOfMemory.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Native = System.Runtime.InteropServices.NativeMemory;

namespace Lingen.Terms;

/// <summary>The VM's malloc and its kin: what comes from here goes back here, never to the C library's free. A method that returns has succeeded, but for <see cref="TryAlloc"/>.</summary>
public static unsafe partial class NativeMemory
{
    /// <summary>Bytes with undefined contents, or null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void* TryAlloc(nuint bytes)
    {
        bytes = Math.Max(bytes, 1);
        void* block = bytes <= BlockSizes.MaxBytes ? SmallBlocks.TryTake(bytes) : null;
        return block != null ? block : malloc(bytes);
    }

    /// <summary>Bytes with undefined contents.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void* Alloc(nuint bytes, MemoryKind kind = MemoryKind.Other)
    {
        void* block = TryAlloc(bytes);
        if (block == null)
        {
            OutOfMemory.Fail((long)bytes, kind);
        }
        return block;
    }

    public static void* Alloc(nuint count, nuint sizeBytes) => Alloc(checked(count * sizeBytes));

    public static void* AllocZeroed(nuint bytes, MemoryKind kind = MemoryKind.Other)
    {
        bytes = Math.Max(bytes, 1);
        void* block = bytes <= BlockSizes.MaxBytes ? SmallBlocks.TryTake(bytes) : null;
        if (block != null)
        {
            Native.Clear(block, bytes);
            return block;
        }
        block = calloc(1, bytes);
        if (block == null)
        {
            OutOfMemory.Fail((long)bytes, kind);
        }
        return block;
    }

    public static void* AllocZeroed(nuint count, nuint sizeBytes) => AllocZeroed(checked(count * sizeBytes));

    /// <summary>The block in another size; it may move. A null block is a new one.</summary>
    public static void* Realloc(void* block, nuint bytes, MemoryKind kind = MemoryKind.Other)
    {
        bytes = Math.Max(bytes, 1);
        if (block == null)
        {
            return Alloc(bytes, kind);
        }
        if (!SmallBlocks.Contains(block))
        {
            void* resized = realloc(block, bytes);
            if (resized == null)
            {
                OutOfMemory.Fail((long)bytes, kind);
            }
            return resized;
        }
        int capacity = SmallBlocks.CapacityBytes(block);
        if (bytes <= BlockSizes.MaxBytes && BlockSizes.BytesOf(BlockSizes.ClassOf(bytes)) == capacity)
        {
            return block;
        }
        void* moved = Alloc(bytes, kind);
        Native.Copy(block, moved, Math.Min(bytes, (nuint)capacity));
        SmallBlocks.Give(block);
        return moved;
    }

    /// <summary>A block at a multiple of <paramref name="alignment"/>; throws as .NET does if there is none.</summary>
    public static void* AlignedAlloc(nuint bytes, nuint alignment) => Native.AlignedAlloc(bytes, alignment);

    public static void AlignedFree(void* block) => Native.AlignedFree(block);

    /// <summary>Gives a block back; null is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Free(void* block)
    {
        if (SmallBlocks.Contains(block))
        {
            SmallBlocks.Give(block);
        }
        else
        {
            free(block);
        }
    }

    public static void Clear(void* block, nuint bytes) => Native.Clear(block, bytes);

    public static void Copy(void* source, void* target, nuint bytes) => Native.Copy(source, target, bytes);

    [LibraryImport("libc")]
    private static partial void* malloc(nuint bytes);

    [LibraryImport("libc")]
    private static partial void* calloc(nuint count, nuint bytes);

    [LibraryImport("libc")]
    private static partial void* realloc(void* block, nuint bytes);

    [LibraryImport("libc")]
    private static partial void free(void* block);
}
