// Memory that is given up under DebugOptions.PoisonFreed: nobody may read or write it again, and its addresses stay taken.
// Whoever kept an address too long stops at the very instruction that uses it, with a stack to look at.
using System.Runtime.InteropServices;
using Lingen.Terms;

namespace Lingen.Memory;

/// <summary>Pages that must not be touched any more.</summary>
public static unsafe partial class Poison
{
    private const int PageBytes = 4096;
    private const int ProtectNone = 0;
    private const int MadviseDontNeed = 4;

    /// <summary>The next multiple of the size of a page.</summary>
    public static ulong WholePages(ulong bytes) => (bytes + PageBytes - 1) & ~(ulong)(PageBytes - 1);

    /// <summary>Whole pages of their own, zeroed.</summary>
    public static void* Allocate(long bytes)
    {
        const int ReadWrite = 3;
        const int PrivateAnonymous = 0x22;
        void* memory = mmap(null, (nuint)WholePages((ulong)bytes), ReadWrite, PrivateAnonymous, -1, 0);
        if (memory == (void*)-1)
        {
            OutOfMemory.Fail(bytes, MemoryKind.Code);
        }
        return memory;
    }

    /// <summary>Forbids the pages that begin at <paramref name="start"/>, which begins one.</summary>
    public static void Forbid(void* start, long bytes)
    {
        var length = (nuint)WholePages((ulong)bytes);
        madvise(start, length, MadviseDontNeed);
        mprotect(start, length, ProtectNone);
    }

    [LibraryImport("libc")]
    private static partial void* mmap(void* address, nuint length, int protection, int flags, int fd, long offset);

    [LibraryImport("libc")]
    private static partial int madvise(void* address, nuint length, int advice);

    [LibraryImport("libc")]
    private static partial int mprotect(void* address, nuint length, int protection);
}
