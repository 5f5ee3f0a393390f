// Memory that is held free. Spans of small blocks that nobody needs go back to the system. The C library keeps what is freed in its
// arenas, and a few blocks that live on pin gigabytes after a burst (a mailbox of a million large messages, say). So once in a while
// the VM compares what is resident with what is in use, and gives the difference back to the system when it is large.
using System.Runtime.InteropServices;
using Lingen.Terms;

namespace Lingen.Memory;

/// <summary>Measures the memory that is resident but not in use, and returns it to the system.</summary>
public static unsafe partial class UnusedMemory
{
    /// <summary>Nodes smaller than this are left alone.</summary>
    private const long SmallBytes = 32L << 20;

    // What the C library may keep for itself: so many bytes and one part in so many of what is used.
    private const long LeastUnusedBytes = 8L << 20;
    private const long UnusedShare = 64;
    private const long PageBytes = 4096;

    /// <summary>What no arena holds (the executable, .NET's own heap) or could not be returned the last time.</summary>
    private static long otherBytes;

    /// <summary>What the arenas held free behind the last trim, pages or not, or since: more than that has pages.</summary>
    private static long freeAfterTrim;

    /// <summary>Bytes of the process in physical memory; 0 where the system does not tell.</summary>
    public static long ResidentBytes()
    {
        const int Room = 128;
        byte* text = stackalloc byte[Room];
        int file;
        fixed (byte* path = "/proc/self/statm\0"u8)
        {
            file = open(path, 0);
        }
        if (file < 0)
        {
            return 0;
        }
        nint length = read(file, text, Room);
        _ = close(file);
        // "SIZE RESIDENT ...", in pages.
        var numbers = new ReadOnlySpan<byte>(text, (int)Math.Max(length, 0));
        long pages = 0;
        foreach (byte digit in numbers[(numbers.IndexOf((byte)' ') + 1)..])
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                break;
            }
            pages = (pages * 10) + (digit - '0');
        }
        return pages * PageBytes;
    }

    /// <summary>
    /// True if the process is so large that it pays to look at what it does not use. Under a limit on address space it does not:
    /// what is given back are pages, not addresses, and the thread that does it needs some.
    /// </summary>
    public static bool MayBeLarge() => AddressSpace.Limit == ulong.MaxValue && ResidentBytes() > SmallBytes;

    /// <summary>
    /// Gives back the spans of small blocks that were free since the last call, and what the C library holds free if that is more than
    /// a small part of what is in use. Takes as long as the system needs to take the pages, up to
    /// a quarter of a second for each gigabyte: not to be called by a thread that others wait for.
    /// </summary>
    public static void Release()
    {
        SmallBlocks.ReturnUnused();
        MallocInformation now = mallinfo2();
        long used = UsedBytes(now);
        long limit = LeastUnusedBytes + (used / UnusedShare);
        freeAfterTrim = Math.Min(freeAfterTrim, (long)now.FreeBytes);
        if (ResidentBytes() - used - otherBytes > limit || (long)now.FreeBytes - freeAfterTrim > limit)
        {
            _ = malloc_trim(0);
            now = mallinfo2();
            otherBytes = Math.Max(ResidentBytes() - UsedBytes(now), 0);
            freeAfterTrim = (long)now.FreeBytes;
        }
    }

    private static long UsedBytes(in MallocInformation now) => (long)(now.UsedBytes + now.MappedBytes) + SmallBlocks.HeldBytes;

    // struct mallinfo2 of glibc 2.33 and later.
    [StructLayout(LayoutKind.Sequential)]
    private struct MallocInformation
    {
        public nuint ArenaBytes;
        public nuint FreeBlocks;
        public nuint FastBlocks;
        public nuint MappedBlocks;
        public nuint MappedBytes;
        public nuint Unused;
        public nuint FastBytes;
        public nuint UsedBytes;
        public nuint FreeBytes;
        public nuint TopBytes;
    }

    [LibraryImport("libc")]
    private static partial MallocInformation mallinfo2();

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint padBytes);

    [LibraryImport("libc")]
    private static partial int open(byte* path, int flags);

    [LibraryImport("libc")]
    private static partial nint read(int file, byte* buffer, nuint bytes);

    [LibraryImport("libc")]
    private static partial int close(int file);
}
