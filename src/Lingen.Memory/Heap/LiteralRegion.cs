// Literals (constants of modules, persistent terms) live in one reserved range of addresses, so the collector knows
// them by two comparisons and never copies them.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lingen.Terms;

namespace Lingen.Memory;

/// <summary>The address range of all literals of the OS process, and its allocator. Memory comes back area by area.</summary>
public static unsafe partial class LiteralRegion
{
    private static readonly nuint ReservedBytes = (nuint)64 << 30;
    private static readonly object Gate = new();
    private static readonly ulong Base = (ulong)Reserve();
    private static readonly ulong End = Base + ReservedBytes;
    private static ulong next = Base;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Contains(ulong* pointer) => (ulong)pointer - Base < ReservedBytes;

    /// <summary>Zeroed words that stay where they are until <see cref="Free"/>.</summary>
    public static ulong* Allocate(long words)
    {
        lock (Gate)
        {
            ulong* start = (ulong*)next;
            next += (ulong)words * sizeof(ulong);
            if (next > End)
            {
                throw new OutOfMemoryException("the literal region is full");
            }
            return start;
        }
    }

    /// <summary>Gives the pages of an area back; addresses are not used again.</summary>
    public static void Free(ulong* start, long words)
    {
        const ulong Page = 4096;
        ulong first = ((ulong)start + Page - 1) & ~(Page - 1);
        ulong last = ((ulong)start + ((ulong)words * sizeof(ulong))) & ~(Page - 1);
        if (last > first)
        {
            madvise((void*)first, (nuint)(last - first), MadviseDontNeed);
        }
    }

    private static void* Reserve()
    {
        void* memory = mmap(null, ReservedBytes, ProtRead | ProtWrite, MapPrivate | MapAnonymous | MapNoReserve, -1, 0);
        return memory == (void*)-1 ? throw new OutOfMemoryException("no address space for literals") : memory;
    }

    private const int ProtRead = 1;
    private const int ProtWrite = 2;
    private const int MapPrivate = 0x02;
    private const int MapAnonymous = 0x20;
    private const int MapNoReserve = 0x4000;
    private const int MadviseDontNeed = 4;

    [LibraryImport("libc")]
    private static partial void* mmap(void* address, nuint length, int protection, int flags, int fd, long offset);

    [LibraryImport("libc")]
    private static partial int madvise(void* address, nuint length, int advice);
}
