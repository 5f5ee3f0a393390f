// Memory of decoded code. One reserved address range holds all of it, cut into pages; a map from page to extent tells
// for any address which function it lies in. Stack traces, process_info and purging ask that. Readers take no lock.
//
//   extent: header | block | block | ... | free
//   block:  size in words | FunctionEntry* | words of the body
using System.Runtime.InteropServices;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Code;

/// <summary>Start of a run of pages that belongs to one module version.</summary>
internal unsafe struct CodeExtent
{
    public CodeExtent* Next;
    public ulong* Top;
    public ulong* End;
    public long Pages;

    public static ulong* FirstBlock(CodeExtent* extent) => (ulong*)(extent + 1);
}

/// <summary>The reserved range and its page map.</summary>
public static unsafe partial class CodeRegion
{
    public const int PageBytes = 4096;
    private const ulong SpanBytes = 16UL << 30;
    private const int MaxSizeClass = 32;

    private static readonly object Gate = new();
    private static readonly CodeExtent*[] Free = new CodeExtent*[MaxSizeClass];
    private static readonly ulong Span = AddressSpace.Share(SpanBytes, AddressSpace.CodeShare);
    private static readonly ulong Base = Reserve(Span);

    /// <summary>CodeExtent* by page; pages of the map itself appear when they are used.</summary>
    private static readonly CodeExtent** Map = (CodeExtent**)Reserve(Span / PageBytes * (ulong)sizeof(CodeExtent*));
    private static ulong next = Base;
    private static long usedBytes;

    /// <summary>Bytes of decoded code in use.</summary>
    public static long UsedBytes => Volatile.Read(ref usedBytes);

    public static bool Contains(ulong* address) => (ulong)address - Base < Span;

    /// <summary>The function whose decoded body an address lies in, or null.</summary>
    public static FunctionEntry* Find(ulong* address)
    {
        ulong offset = (ulong)address - Base;
        if (offset >= Span)
        {
            return null;
        }
        var extent = (CodeExtent*)Volatile.Read(ref *(nint*)(Map + (offset / PageBytes)));
        if (extent == null)
        {
            return null;
        }
        var top = (ulong*)Volatile.Read(ref *(nint*)&extent->Top);
        ulong* block = CodeExtent.FirstBlock(extent);
        while (block < top)
        {
            ulong* following = block + *block;
            if (address < following)
            {
                return address >= block + CodeArena.BlockHeaderWords ? (FunctionEntry*)block[1] : null;
            }
            block = following;
        }
        return null;
    }

    /// <summary>An extent with room for at least this many bytes behind its header.</summary>
    internal static CodeExtent* Allocate(long bytes)
    {
        int sizeClass = 0;
        while ((long)PageBytes << sizeClass < bytes + sizeof(CodeExtent))
        {
            sizeClass++;
        }
        long pages = 1L << sizeClass;
        CodeExtent* extent;
        lock (Gate)
        {
            extent = Free[sizeClass];
            if (extent != null)
            {
                Free[sizeClass] = extent->Next;
            }
            else
            {
                if ((ulong)(pages * PageBytes) > Base + Span - next)
                {
                    OutOfMemory.Fail(pages * PageBytes, MemoryKind.Code);
                }
                extent = (CodeExtent*)next;
                next += (ulong)(pages * PageBytes);
            }
            usedBytes += pages * PageBytes;
        }
        extent->Next = null;
        extent->Pages = pages;
        extent->Top = CodeExtent.FirstBlock(extent);
        extent->End = (ulong*)((byte*)extent + (pages * PageBytes));
        CodeExtent** map = Map + (((ulong)extent - Base) / PageBytes);
        for (long i = 0; i < pages; i++)
        {
            Volatile.Write(ref *(nint*)(map + i), (nint)extent);
        }
        return extent;
    }

    /// <summary>Takes an extent out of the map: its addresses belong to no function.</summary>
    internal static void Hide(CodeExtent* extent)
    {
        CodeExtent** map = Map + (((ulong)extent - Base) / PageBytes);
        for (long i = 0; i < extent->Pages; i++)
        {
            Volatile.Write(ref *(nint*)(map + i), 0);
        }
    }

    /// <summary>Gives an extent back: its pages to the system, its addresses to the next of the same size.</summary>
    internal static void Release(CodeExtent* extent)
    {
        long pages = extent->Pages;
        Hide(extent);
        if (DebugOptions.PoisonFreed)
        {
            Poison.Forbid(extent, pages * PageBytes);
            Interlocked.Add(ref usedBytes, -pages * PageBytes);
            return;
        }
        madvise(extent, (nuint)(pages * PageBytes), MadviseDontNeed);
        int sizeClass = System.Numerics.BitOperations.Log2((ulong)pages);
        lock (Gate)
        {
            extent->Next = Free[sizeClass];
            Free[sizeClass] = extent;
            usedBytes -= pages * PageBytes;
        }
    }

    private static ulong Reserve(ulong bytes)
    {
        const int ReadWrite = 3;
        const int PrivateAnonymousNoReserve = 0x4022;
        void* memory = mmap(null, (nuint)bytes, ReadWrite, PrivateAnonymousNoReserve, -1, 0);
        if (memory == (void*)-1)
        {
            OutOfMemory.Fail((long)bytes, MemoryKind.Code);
        }
        return (ulong)memory;
    }

    private const int MadviseDontNeed = 4;

    [LibraryImport("libc")]
    private static partial void* mmap(void* address, nuint length, int protection, int flags, int fd, long offset);

    [LibraryImport("libc")]
    private static partial int madvise(void* address, nuint length, int advice);
}

/// <summary>The code memory of one module version. Not thread-safe; the module's gate guards it.</summary>
public sealed unsafe class CodeArena
{
    internal const int BlockHeaderWords = 2;
    private const int LargestStepBytes = 32 * 1024;

    private CodeExtent* extents;
    private int stepBytes = CodeRegion.PageBytes;

    /// <summary>Zeroed words for the decoded body of a function; its addresses lead to the entry from now on.</summary>
    public ulong* Allocate(FunctionEntry* owner, int words)
    {
        long size = words + BlockHeaderWords;
        CodeExtent* extent = extents;
        if (extent == null || size > extent->End - extent->Top)
        {
            extent = CodeRegion.Allocate(Math.Max(size * sizeof(ulong), stepBytes - sizeof(CodeExtent)));
            stepBytes = Math.Min(stepBytes * 2, LargestStepBytes);
            extent->Next = extents;
            extents = extent;
        }
        ulong* block = extent->Top;
        block[0] = (ulong)size;
        block[1] = (ulong)owner;
        new Span<ulong>(block + BlockHeaderWords, words).Clear();
        Volatile.Write(ref *(nint*)&extent->Top, (nint)(block + size));
        return block + BlockHeaderWords;
    }

    /// <summary>Bytes taken from the system.</summary>
    public long SizeBytes
    {
        get
        {
            long bytes = 0;
            for (CodeExtent* extent = extents; extent != null; extent = extent->Next)
            {
                bytes += extent->Pages * CodeRegion.PageBytes;
            }
            return bytes;
        }
    }

    public bool Contains(ulong* address)
    {
        for (CodeExtent* extent = extents; extent != null; extent = extent->Next)
        {
            if (address >= (ulong*)extent && address < extent->End)
            {
                return true;
            }
        }
        return false;
    }

    internal void Hide()
    {
        for (CodeExtent* extent = extents; extent != null; extent = extent->Next)
        {
            CodeRegion.Hide(extent);
        }
    }

    internal void Free()
    {
        while (extents != null)
        {
            CodeExtent* extent = extents;
            extents = extent->Next;
            CodeRegion.Release(extent);
        }
    }
}
