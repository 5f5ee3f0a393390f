// Blocks of up to 64 KB for process records, heaps, messages and everything else that there may be millions of. Blocks of one size lie
// together in spans, so what is freed after a burst leaves whole spans behind, which go back to the system; malloc, which mixes sizes and
// lifetimes, keeps such memory for ever between the few blocks that live on. There is no header in front of a block: the span that an
// address lies in tells its size. Each thread that allocates much has a cache of free blocks in front of the spans.
//
//   thread's cache --empty: a batch--> spans of the class, the fullest first --none--> free spans --none--> reserved range
//
// Above 64 KB, before the range is reserved, and where it cannot be (a limit on address space) malloc does it all.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lingen.Terms;

/// <summary>The allocator of small blocks. Any thread may free what another has taken.</summary>
public static unsafe partial class SmallBlocks
{
    private const ulong RangeBytes = 256UL << 30;

    // A cache holds as many blocks of a class as fit in so many bytes, within these limits.
    private const int CacheBytes = 16 << 10;
    private const int FewestCached = 2;
    private const int MostCached = 32;

    /// <summary>Free blocks of one size that belong to a thread, linked through their first words.</summary>
    private struct CachedBlocks
    {
        public void** First;
        public int Count;
        public int Limit;
    }

    [ThreadStatic]
    private static CachedBlocks* cache;

    private static ulong rangeStart;

    /// <summary>0 as long as there is no range, so that no address lies in it.</summary>
    private static ulong rangeBytes;

    /// <summary>Reserves the range, once. Where that is refused, malloc serves on.</summary>
    public static void Reserve()
    {
        lock (Spans.Gate)
        {
            if (rangeBytes == 0 && Spans.TryReserve(RangeBytes, out ulong start))
            {
                rangeStart = start;
                Volatile.Write(ref rangeBytes, RangeBytes);
            }
        }
    }

    /// <summary>Whether a block is one of these.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Contains(void* block) => (ulong)block - rangeStart < rangeBytes;

    /// <summary>Gives the calling thread a cache. A thread that ends before the OS process does calls <see cref="LeaveThread"/>.</summary>
    public static void EnterThread()
    {
        if (cache != null || rangeBytes == 0)
        {
            return;
        }
        var blocks = (CachedBlocks*)NativeMemory.AllocZeroed((nuint)(BlockSizes.Count * sizeof(CachedBlocks)));
        for (int i = 0; i < BlockSizes.Count; i++)
        {
            blocks[i].Limit = Math.Clamp(CacheBytes / BlockSizes.BytesOf(i), FewestCached, MostCached);
        }
        cache = blocks;
    }

    /// <summary>Gives everything in the calling thread's cache back.</summary>
    public static void LeaveThread()
    {
        CachedBlocks* blocks = cache;
        if (blocks == null)
        {
            return;
        }
        cache = null;
        for (int i = 0; i < BlockSizes.Count; i++)
        {
            Spans.Give(i, blocks[i].First);
        }
        NativeMemory.Free(blocks);
    }

    /// <summary>A block of at least so many bytes, from 1 to <see cref="BlockSizes.MaxBytes"/>; null if malloc has to serve.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void* TryTake(nuint bytes)
    {
        int sizeClass = BlockSizes.ClassOf(bytes);
        CachedBlocks* blocks = cache;
        if (blocks != null)
        {
            void** block = blocks[sizeClass].First;
            if (block != null)
            {
                blocks[sizeClass].First = (void**)*block;
                blocks[sizeClass].Count--;
                return block;
            }
        }
        return TakeFromSpans(sizeClass);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void* TakeFromSpans(int sizeClass)
    {
        if (rangeBytes == 0)
        {
            return null;
        }
        CachedBlocks* blocks = cache;
        int wanted = blocks == null ? 1 : Math.Max(blocks[sizeClass].Limit / 2, 1);
        void** first = Spans.Take(sizeClass, wanted, out int taken);
        if (taken > 1)
        {
            blocks[sizeClass].First = (void**)*first;
            blocks[sizeClass].Count = taken - 1;
        }
        return first;
    }

    /// <summary>Takes a block back for which <see cref="Contains"/> holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Give(void* block)
    {
        int sizeClass = Spans.ClassAt(((ulong)block - rangeStart) / Spans.UnitBytes);
        CachedBlocks* blocks = cache;
        if (blocks != null && blocks[sizeClass].Count < blocks[sizeClass].Limit)
        {
            *(void**)block = blocks[sizeClass].First;
            blocks[sizeClass].First = (void**)block;
            blocks[sizeClass].Count++;
            return;
        }
        GiveToSpans(sizeClass, (void**)block);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void GiveToSpans(int sizeClass, void** block)
    {
        CachedBlocks* blocks = cache;
        if (blocks == null)
        {
            *block = null;
            Spans.Give(sizeClass, block);
            return;
        }
        // Half of the cache goes, the longest unused behind; the block that came last stays at the front.
        CachedBlocks* own = blocks + sizeClass;
        int kept = own->Limit / 2;
        void** last = own->First;
        for (int i = 1; i < kept; i++)
        {
            last = (void**)*last;
        }
        var rest = (void**)*last;
        *last = null;
        *block = own->First;
        own->First = block;
        own->Count = kept + 1;
        Spans.Give(sizeClass, rest);
    }

    /// <summary>Bytes that a block can hold for which <see cref="Contains"/> holds.</summary>
    internal static int CapacityBytes(void* block) =>
        BlockSizes.BytesOf(Spans.ClassAt(((ulong)block - rangeStart) / Spans.UnitBytes));

    /// <summary>Bytes in spans that hold at least one block, or that were not given back to the system yet.</summary>
    public static long HeldBytes => Spans.HeldBytes;

    /// <summary>Gives the spans back to the system that were free since the last call.</summary>
    public static void ReturnUnused() => Spans.ReturnUnused();
}
