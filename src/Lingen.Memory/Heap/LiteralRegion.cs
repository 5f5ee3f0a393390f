// Literals (constants of modules, persistent terms) live in one reserved range of addresses, so the collector knows
// them by one subtraction and one comparison and never copies them. The range begins at a fixed address, far from
// where the kernel places anything by itself; that keeps the comparison free of loads.
// LiteralRegion.Leaving.cs tells what is on its way out; this file reserves, takes and gives back.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lingen.Terms;

namespace Lingen.Memory;

/// <summary>The address range of all literals of the OS process, and its allocator. Memory comes back area by area.</summary>
public static unsafe partial class LiteralRegion
{
    private const ulong Base = 0x1000_0000_0000;
    private const ulong SpanBytes = 64UL << 30;
    private const ulong SmallestSpanBytes = 16UL << 20;

    private static readonly object Gate = new();
    private static readonly LiteralSpace Space = new();
    private static ulong next;
    private static ulong end;
    private static long usedBytes;

    /// <summary>Bytes of literals that are in use.</summary>
    public static long UsedBytes => Volatile.Read(ref usedBytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Contains(ulong* pointer) => (ulong)pointer - Base < SpanBytes;

    /// <summary>Whether a term lies in the region; immediates do not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Contains(Term term) => !term.IsImmediate && term.Bits - Base < SpanBytes;

    /// <summary>Zeroed words that stay where they are until <see cref="Free"/>.</summary>
    public static ulong* Allocate(long words)
    {
        ulong bytes = (ulong)words * sizeof(ulong);
        if (DebugOptions.PoisonFreed)
        {
            bytes = Poison.WholePages(bytes);
        }
        lock (Gate)
        {
            ulong start = Space.Take(bytes);
            if (start != 0)
            {
                usedBytes += (long)bytes;
                NativeMemory.Clear((void*)start, (nuint)bytes);
                return (ulong*)start;
            }
            if (next == 0)
            {
                end = Base + Reserve();
                next = Base;
            }
            start = next;
            if (bytes > end - start)
            {
                OutOfMemory.Fail((long)bytes, MemoryKind.Literal);
            }
            next = start + bytes;
            usedBytes += (long)bytes;
            return (ulong*)start;
        }
    }

    /// <summary>Gives an area back: its pages to the system, its addresses to later areas.</summary>
    public static void Free(ulong* start, long words)
    {
        const ulong Page = 4096;
        ulong bytes = (ulong)words * sizeof(ulong);
        if (DebugOptions.PoisonFreed)
        {
            Poison.Forbid(start, (long)bytes);
            Interlocked.Add(ref usedBytes, -(long)Poison.WholePages(bytes));
            return;
        }
        ulong first = ((ulong)start + Page - 1) & ~(Page - 1);
        ulong last = ((ulong)start + bytes) & ~(Page - 1);
        if (DebugOptions.FillOldSpace)
        {
            // The debug run does not use the addresses again, so that a stale pointer shows for good.
            GarbageCollector.Fill(start, start + words);
            return;
        }
        if (last > first)
        {
            madvise((void*)first, (nuint)(last - first), MadviseDontNeed);
        }
        lock (Gate)
        {
            usedBytes -= (long)bytes;
            Space.Give((ulong)start, bytes);
        }
    }

    /// <summary>Reserves addresses; under a limit on address space (ulimit -v) a part of what the limit leaves.</summary>
    private static ulong Reserve()
    {
        ulong bytes = AddressSpace.Share(SpanBytes, AddressSpace.LiteralShare);
        for (; bytes >= SmallestSpanBytes; bytes /= 2)
        {
            const int Flags = MapPrivate | MapAnonymous | MapNoReserve | MapFixedNoReplace;
            void* memory = mmap((void*)Base, (nuint)bytes, ProtRead | ProtWrite, Flags, -1, 0);
            if (memory == (void*)Base)
            {
                return bytes;
            }
        }
        OutOfMemory.Fail((long)SmallestSpanBytes, MemoryKind.Literal);
        return 0;
    }

    private const int ProtRead = 1;
    private const int ProtWrite = 2;
    private const int MapPrivate = 0x02;
    private const int MapAnonymous = 0x20;
    private const int MapNoReserve = 0x4000;
    private const int MapFixedNoReplace = 0x100000;
    private const int MadviseDontNeed = 4;

    [LibraryImport("libc")]
    private static partial void* mmap(void* address, nuint length, int protection, int flags, int fd, long offset);

    [LibraryImport("libc")]
    private static partial int madvise(void* address, nuint length, int advice);
}
