// Native memory shared by reference count between heaps: the bytes of large binaries, and the resources behind
// magic references. A term object on a heap (RefcBinary, MagicReference) holds one count; the heap's off-heap
// list gives it back when the collector finds the object dead.
using System.Runtime.InteropServices;
using System.Threading;

namespace Lingen.Terms;

/// <summary>Common start of every shared cell.</summary>
public unsafe struct OffHeapCell
{
    public long ReferenceCount;

    /// <summary>Frees the cell when the last count is gone. Never null.</summary>
    public delegate* <OffHeapCell*, void> Destructor;

    public static void Retain(OffHeapCell* cell) => Interlocked.Increment(ref cell->ReferenceCount);

    public static void Release(OffHeapCell* cell)
    {
        if (Interlocked.Decrement(ref cell->ReferenceCount) == 0)
        {
            cell->Destructor(cell);
        }
    }
}

/// <summary>
/// The bytes of a refc binary. <see cref="UsedBits"/> is the end of the longest binary built in this cell: an append
/// to the binary that ends exactly there may claim the bits behind it with one compare-and-swap, so appending
/// stays amortised O(1), and of two processes that append to the same prefix only one wins.
/// </summary>
public unsafe struct BinaryCell
{
    public OffHeapCell Cell;
    public long CapacityBytes;
    public long UsedBits;

    /// <summary>Start of the data: directly behind the struct, or memory owned elsewhere (a mapped archive).</summary>
    public byte* Data;

    /// <summary>A cell with one count held by the caller. The bytes are not cleared.</summary>
    public static BinaryCell* Allocate(long capacityBytes)
    {
        var cell = (BinaryCell*)NativeMemory.Alloc((nuint)sizeof(BinaryCell) + (nuint)capacityBytes, MemoryKind.Binary);
        cell->Cell.ReferenceCount = 1;
        cell->Cell.Destructor = &Free;
        cell->CapacityBytes = capacityBytes;
        cell->UsedBits = capacityBytes * 8;
        cell->Data = (byte*)(cell + 1);
        Count(sizeof(BinaryCell) + capacityBytes);
        return cell;
    }

    /// <summary>Gives back the end of a cell that only the caller holds; the cell may move.</summary>
    public static BinaryCell* Shrink(BinaryCell* cell, long capacityBytes)
    {
        cell = Resize(cell, capacityBytes);
        cell->UsedBits = capacityBytes * 8;
        return cell;
    }

    /// <summary>
    /// Changes the capacity of a cell made by <see cref="Allocate"/> whose only holder is the caller; the cell and its data
    /// may move. <see cref="UsedBits"/> stays.
    /// </summary>
    public static BinaryCell* Resize(BinaryCell* cell, long capacityBytes)
    {
        Count(capacityBytes - cell->CapacityBytes);
        cell = (BinaryCell*)NativeMemory.Realloc(cell, (nuint)sizeof(BinaryCell) + (nuint)capacityBytes, MemoryKind.Binary);
        cell->CapacityBytes = capacityBytes;
        cell->Data = (byte*)(cell + 1);
        return cell;
    }

    /// <summary>A cell over memory that outlives the VM (literal data, a mapped file); nothing is freed.</summary>
    public static BinaryCell* Borrow(byte* data, long lengthBytes)
    {
        BinaryCell* cell = Allocate(0);
        cell->CapacityBytes = lengthBytes;
        cell->UsedBits = lengthBytes * 8;
        cell->Data = data;
        return cell;
    }

    /// <summary>Bytes of all cells there are, for erlang:memory(binary).</summary>
    public static long LiveBytes
    {
        get
        {
            long sum = 0;
            for (int i = 0; i < CounterCount; i++)
            {
                sum += Volatile.Read(ref Counters[i * CounterStride]);
            }
            return Math.Max(sum, 0);
        }
    }

    /// <summary>Threads count in different cache lines; what one has counted up another may count down.</summary>
    private static void Count(long bytes) =>
        Interlocked.Add(ref Counters[(Environment.CurrentManagedThreadId & (CounterCount - 1)) * CounterStride], bytes);

    private const int CounterCount = 32;
    private const int CounterStride = 8;
    private static readonly long* Counters = (long*)NativeMemory.AllocZeroed(CounterCount * CounterStride * sizeof(long));

    private static void Free(OffHeapCell* cell)
    {
        var binary = (BinaryCell*)cell;
        bool isOwn = binary->Data == (byte*)(binary + 1);
        Count(-(sizeof(BinaryCell) + (isOwn ? binary->CapacityBytes : 0)));
        NativeMemory.Free(cell);
    }
}

/// <summary>A managed resource behind a magic reference; its <c>Released</c> runs when the last reference dies.</summary>
public abstract unsafe class MagicResource
{
    private MagicCell* cell;

    internal void Attach(MagicCell* owner) => cell = owner;

    internal void Detach()
    {
        lock (this)
        {
            cell = null;
        }
    }

    /// <summary>
    /// The cell with one more count on it, or null if its last reference is dead: how a reference that was text or bytes for a while finds
    /// its resource again.
    /// </summary>
    public MagicCell* TryRetain()
    {
        lock (this)
        {
            if (cell == null)
            {
                return null;
            }
            long count = Volatile.Read(ref cell->Cell.ReferenceCount);
            while (count > 0)
            {
                long seen = Interlocked.CompareExchange(ref cell->Cell.ReferenceCount, count + 1, count);
                if (seen == count)
                {
                    return cell;
                }
                count = seen;
            }
            return null;
        }
    }

    /// <summary>Called once, on whatever thread dropped the last reference. Must not block.</summary>
    public virtual void Released() { }
}

/// <summary>The shared cell that keeps a <see cref="MagicResource"/> alive.</summary>
public unsafe struct MagicCell
{
    public OffHeapCell Cell;
    public nint Handle;

    public MagicResource Resource => (MagicResource)GCHandle.FromIntPtr(Handle).Target!;

    public static MagicCell* Allocate(MagicResource resource)
    {
        var cell = (MagicCell*)NativeMemory.Alloc((nuint)sizeof(MagicCell));
        cell->Cell.ReferenceCount = 1;
        cell->Cell.Destructor = &Free;
        cell->Handle = GCHandle.ToIntPtr(GCHandle.Alloc(resource));
        resource.Attach(cell);
        return cell;
    }

    private static void Free(OffHeapCell* cell)
    {
        GCHandle handle = GCHandle.FromIntPtr(((MagicCell*)cell)->Handle);
        var resource = (MagicResource)handle.Target!;
        handle.Free();
        resource.Detach();
        NativeMemory.Free(cell);
        resource.Released();
    }
}
