// The spans behind SmallBlocks. A span is one unit of 64 KB, or four for blocks above 8 KB, cut into blocks of one size. What is known of
// a span stands in a table beside the range, by unit, so that a freed block finds it by its address. The spans of a class with free
// blocks stand in four lists by how full they are: taking from the fullest lets the others become empty.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lingen.Terms;

/// <summary>What is known of a span; of its later units only <see cref="Class"/> and <see cref="UnitsBefore"/> are set.</summary>
internal unsafe struct Span
{
    /// <summary>Freed blocks, linked through their first words.</summary>
    public void** Free;

    /// <summary>Neighbours in a list, as units; 0 is none.</summary>
    public uint Next;
    public uint Previous;

    /// <summary>Blocks that somebody holds, a thread's cache included.</summary>
    public ushort Live;

    /// <summary>Blocks that were ever handed out: those behind have not been touched.</summary>
    public ushort Carved;
    public byte Class;

    /// <summary>Units of the span in front of this one.</summary>
    public byte UnitsBefore;

    /// <summary>Index of its list among those of its class, or <see cref="Spans.NoList"/>.</summary>
    public byte List;
}

/// <summary>Lists of spans, by class and fullness.</summary>
internal static unsafe partial class Spans
{
    public const int UnitBytes = 64 << 10;
    public const byte NoList = byte.MaxValue;

    // Memory that was never used is handed out by so many bytes at a time: a page that nobody needs should not become resident.
    private const int CarveBytes = 4 << 10;

    private const int LargeSpanUnits = 4;
    private const int LargeBlockBytes = 8 << 10;
    private const int ListsOfClass = 4;

    // One lock for each class; what is behind it is short, so waiting threads spin.
    private static readonly int[] Locks = new int[BlockSizes.Count];
    private static readonly uint[] Lists = new uint[BlockSizes.Count * ListsOfClass];

    private static byte* range;

    /// <summary>By unit. Unit 0 is never used: 0 ends a list.</summary>
    private static Span* table;

    /// <summary>Guards the free spans and the unused end of the range.</summary>
    public static readonly object Gate = new();
    private static uint nextUnit = 1;
    private static uint endUnit;
    private static FreeSpans oneUnit = new(1);
    private static FreeSpans largeSpan = new(LargeSpanUnits);
    private static long heldBytes;

    public static long HeldBytes => Volatile.Read(ref heldBytes);

    /// <summary>Reserves the range and its table. False if the system refuses.</summary>
    public static bool TryReserve(ulong bytes, out ulong start)
    {
        ulong tableBytes = bytes / UnitBytes * (ulong)sizeof(Span);
        void* memory = mmap(null, (nuint)(bytes + tableBytes + UnitBytes), ReadWrite, PrivateAnonymousNoReserve, -1, 0);
        start = ((ulong)memory + UnitBytes - 1) & ~(ulong)(UnitBytes - 1);
        if (memory == (void*)-1)
        {
            return false;
        }
        range = (byte*)start;
        table = (Span*)(start + bytes);
        endUnit = (uint)(bytes / UnitBytes);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ClassAt(ulong unit) => table[unit].Class;

    private static int UnitsOf(int sizeClass) => BlockSizes.BytesOf(sizeClass) > LargeBlockBytes ? LargeSpanUnits : 1;

    /// <summary>Up to <paramref name="wanted"/> blocks of a class, linked through their first words; null if there is no room at all.</summary>
    public static void** Take(int sizeClass, int wanted, out int taken)
    {
        int blockBytes = BlockSizes.BytesOf(sizeClass);
        int units = UnitsOf(sizeClass);
        int capacity = units * UnitBytes / blockBytes;
        int carve = Math.Max(CarveBytes / blockBytes, 1);
        void** first = null;
        taken = 0;
        Enter(sizeClass);
        while (taken < wanted)
        {
            uint unit = Fullest(sizeClass);
            if (unit == 0)
            {
                unit = taken == 0 ? NewSpan(sizeClass, units) : 0;
                if (unit == 0)
                {
                    break;
                }
            }
            Span* span = table + unit;
            byte* start = range + ((ulong)unit * UnitBytes);
            while (taken < wanted && span->Live < capacity)
            {
                void** block = span->Free;
                if (block != null)
                {
                    span->Free = (void**)*block;
                }
                else if (carve-- > 0)
                {
                    block = (void**)(start + ((long)span->Carved++ * blockBytes));
                }
                else
                {
                    wanted = taken;
                    break;
                }
                span->Live++;
                *block = first;
                first = block;
                taken++;
            }
            PutInList(unit, sizeClass, capacity);
        }
        Leave(sizeClass);
        return first;
    }

    /// <summary>Takes back blocks of one class that are linked through their first words.</summary>
    public static void Give(int sizeClass, void** first)
    {
        if (first == null)
        {
            return;
        }
        int units = UnitsOf(sizeClass);
        int capacity = units * UnitBytes / BlockSizes.BytesOf(sizeClass);
        Enter(sizeClass);
        while (first != null)
        {
            var next = (void**)*first;
            uint unit = (uint)(((ulong)first - (ulong)range) / UnitBytes);
            unit -= table[unit].UnitsBefore;
            Span* span = table + unit;
            *first = span->Free;
            span->Free = first;
            span->Live--;
            PutInList(unit, sizeClass, capacity);
            first = next;
        }
        Leave(sizeClass);
    }

    private static uint Fullest(int sizeClass)
    {
        for (int i = ListsOfClass - 1; i >= 0; i--)
        {
            uint unit = Lists[(sizeClass * ListsOfClass) + i];
            if (unit != 0)
            {
                return unit;
            }
        }
        return 0;
    }

    /// <summary>Moves a span to the list that its fullness asks for; an empty one goes to the free spans.</summary>
    private static void PutInList(uint unit, int sizeClass, int capacity)
    {
        Span* span = table + unit;
        byte list = span->Live == capacity || span->Live == 0 ? NoList : (byte)(span->Live * ListsOfClass / capacity);
        if (list != span->List)
        {
            Unlink(span, sizeClass);
            span->List = list;
            if (list != NoList)
            {
                ref uint head = ref Lists[(sizeClass * ListsOfClass) + list];
                span->Next = head;
                span->Previous = 0;
                if (head != 0)
                {
                    table[head].Previous = unit;
                }
                head = unit;
            }
        }
        if (span->Live == 0)
        {
            FreeSpan(unit, sizeClass);
        }
    }

    private static void Unlink(Span* span, int sizeClass)
    {
        if (span->List == NoList)
        {
            return;
        }
        if (span->Next != 0)
        {
            table[span->Next].Previous = span->Previous;
        }
        if (span->Previous != 0)
        {
            table[span->Previous].Next = span->Next;
        }
        else
        {
            Lists[(sizeClass * ListsOfClass) + span->List] = span->Next;
        }
    }

    private static uint NewSpan(int sizeClass, int units)
    {
        uint unit;
        lock (Gate)
        {
            unit = (units == 1 ? ref oneUnit : ref largeSpan).Take(table, ref heldBytes);
            if (unit == 0)
            {
                if (endUnit - nextUnit < units)
                {
                    return 0;
                }
                unit = nextUnit;
                nextUnit += (uint)units;
                heldBytes += units * UnitBytes;
            }
        }
        for (int i = 0; i < units; i++)
        {
            table[unit + i] = new Span
            {
                Class = (byte)sizeClass,
                UnitsBefore = (byte)i,
                List = NoList,
            };
        }
        return unit;
    }

    private static void FreeSpan(uint unit, int sizeClass)
    {
        lock (Gate)
        {
            (UnitsOf(sizeClass) == 1 ? ref oneUnit : ref largeSpan).Give(table, unit);
        }
    }

    /// <summary>Gives the pages of the spans back that were free since the last call.</summary>
    public static void ReturnUnused()
    {
        ReturnUnused(ref oneUnit);
        ReturnUnused(ref largeSpan);
    }

    private static void ReturnUnused(ref FreeSpans spans)
    {
        uint first;
        lock (Gate)
        {
            first = spans.CutUnused(table);
        }
        long bytes = 0;
        uint last = 0;
        for (uint unit = first; unit != 0; unit = table[unit].Next)
        {
            _ = madvise(range + ((ulong)unit * UnitBytes), (nuint)(spans.Units * UnitBytes), MadviseDontNeed);
            bytes += spans.Units * UnitBytes;
            last = unit;
        }
        if (last != 0)
        {
            lock (Gate)
            {
                spans.AddReturned(table, first, last);
                heldBytes -= bytes;
            }
        }
    }

    private static void Enter(int sizeClass)
    {
        ref int held = ref Locks[sizeClass];
        if (Interlocked.Exchange(ref held, 1) != 0)
        {
            var spinner = new SpinWait();
            do
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            } while (Volatile.Read(ref held) != 0 || Interlocked.Exchange(ref held, 1) != 0);
        }
    }

    private static void Leave(int sizeClass) => Volatile.Write(ref Locks[sizeClass], 0);

    private const int ReadWrite = 3;
    private const int PrivateAnonymousNoReserve = 0x4022;
    private const int MadviseDontNeed = 4;

    [LibraryImport("libc")]
    private static partial void* mmap(void* address, nuint length, int protection, int flags, int fd, long offset);

    [LibraryImport("libc")]
    private static partial int madvise(void* address, nuint length, int advice);
}

/// <summary>Free spans of one size: those with pages, the last freed first, and those whose pages the system has.</summary>
internal unsafe struct FreeSpans(int units)
{
    private uint resident;
    private int residentCount;

    /// <summary>The smallest count since the last cut: so many at the end of the list were not needed since.</summary>
    private int unusedCount;
    private uint returned;

    public readonly int Units => units;

    /// <summary>A span, or 0; one without pages counts as held again.</summary>
    public uint Take(Span* table, ref long heldBytes)
    {
        uint unit = resident;
        if (unit != 0)
        {
            resident = table[unit].Next;
            residentCount--;
            unusedCount = Math.Min(unusedCount, residentCount);
            return unit;
        }
        unit = returned;
        if (unit != 0)
        {
            returned = table[unit].Next;
            heldBytes += units * Spans.UnitBytes;
        }
        return unit;
    }

    public void Give(Span* table, uint unit)
    {
        table[unit].Next = resident;
        resident = unit;
        residentCount++;
    }

    /// <summary>Takes the spans out that were free all the time since the last call; the first of them, or 0.</summary>
    public uint CutUnused(Span* table)
    {
        int kept = residentCount - unusedCount;
        uint first = resident;
        uint last = 0;
        for (int i = 0; i < kept; i++)
        {
            last = first;
            first = table[first].Next;
        }
        if (last == 0)
        {
            resident = 0;
        }
        else
        {
            table[last].Next = 0;
        }
        residentCount = kept;
        unusedCount = kept;
        return first;
    }

    /// <summary>Takes a list of spans whose pages the system has.</summary>
    public void AddReturned(Span* table, uint first, uint last)
    {
        table[last].Next = returned;
        returned = first;
    }
}
