// The limit on address space (ulimit -v). Large ranges are reserved at start although little of them is ever used;
// where there is a limit, each reservation settles for a share of it, so that most remains for what is really used.
using System.Runtime.InteropServices;
using Lingen.Terms;

namespace Lingen.Memory;

/// <summary>How much address space reservations may take.</summary>
public static unsafe partial class AddressSpace
{
    /// <summary>One part in so many of the limit goes to literals.</summary>
    public const int LiteralShare = 8;

    /// <summary>One part in so many of the limit goes to decoded code.</summary>
    public const int CodeShare = 16;

    private const int ResourceAddressSpace = 9;
    private const ulong LargestReserveBytes = 48 << 20;
    private const int ReserveShare = 16;
    private const int MallocArenaMax = -8;
    private const int ArenasUnderLimit = 2;
    private const ulong PageBytes = 4096;

    /// <summary>The limit in bytes; <see cref="ulong.MaxValue"/> if there is none.</summary>
    public static ulong Limit { get; } = ReadLimit();

    /// <summary>What to reserve: the size that is wanted, or the part of the limit, in whole pages.</summary>
    public static ulong Share(ulong wantedBytes, int part) =>
        Limit == ulong.MaxValue ? wantedBytes : Math.Min(wantedBytes, Limit / (ulong)part) & ~(PageBytes - 1);

    /// <summary>
    /// Reserves the range of small blocks. Under a limit instead keeps something for the end of memory, and keeps the C library from
    /// reserving 64 MB for each thread that allocates: all share two arenas. To be called before
    /// threads start; later calls do nothing.
    /// </summary>
    public static void Prepare()
    {
        if (Limit == ulong.MaxValue)
        {
            SmallBlocks.Reserve();
        }
        else if (!OutOfMemory.HasReserve)
        {
            _ = mallopt(MallocArenaMax, ArenasUnderLimit);
            OutOfMemory.KeepReserve((nuint)Share(LargestReserveBytes, ReserveShare));
        }
    }

    private static ulong ReadLimit()
    {
        ulong* limits = stackalloc ulong[2];
        return getrlimit(ResourceAddressSpace, limits) == 0 ? limits[0] : ulong.MaxValue;
    }

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, ulong* limits);
}
