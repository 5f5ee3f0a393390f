// The end of memory. BEAM has no way on from a refused allocation and neither have we: the executable says what BEAM
// says and ends with its status. Tests and embedding programs, which install no reporter, get an exception.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Lingen.Terms;

/// <summary>What memory is for, in the terms of BEAM's allocators.</summary>
public enum MemoryKind
{
    Other,
    Heap,
    HeapFragment,
    Binary,
    EtsTerm,
    EtsTable,
    Process,
    Timer,
    Literal,
    Code,
}

/// <summary>Where refused allocations end.</summary>
public static unsafe partial class OutOfMemory
{
    private static nint reserve;
    private static nuint reserveBytes;

    /// <summary>Says the text and ends the OS process; null: an exception is thrown.</summary>
    public static Action<string>? Reporter { get; set; }

    /// <summary>Whether addresses were ever put by.</summary>
    public static bool HasReserve => reserveBytes != 0;

    /// <summary>
    /// Puts addresses by that are given back before the last words are spoken: .NET takes some megabytes for its first exception
    /// alone. They are never touched, so they cost no memory.
    /// </summary>
    public static void KeepReserve(nuint bytes)
    {
        const int None = 0;
        const int PrivateAnonymousNoReserve = 0x4022;
        void* block = mmap(null, bytes, None, PrivateAnonymousNoReserve, -1, 0);
        reserve = block == (void*)-1 ? 0 : (nint)block;
        reserveBytes = bytes;
    }

    /// <summary>Gives the reserve back to whoever asks the system next.</summary>
    public static void FreeReserve()
    {
        nint block = Interlocked.Exchange(ref reserve, 0);
        if (block != 0)
        {
            _ = munmap((void*)block, reserveBytes);
        }
    }

    /// <summary>The system has refused this many bytes. Does not return.</summary>
    /// <exception cref="OutOfMemoryException">There is no reporter.</exception>
    [DoesNotReturn]
    public static void Fail(long bytes, MemoryKind kind)
    {
        FreeReserve();
        string text = $"{Allocator(kind)}: Cannot allocate {bytes} bytes of memory (of type \"{Type(kind)}\").";
        Reporter?.Invoke(text);
        throw new OutOfMemoryException(text);
    }

    private static string Allocator(MemoryKind kind) =>
        kind switch
        {
            MemoryKind.Heap or MemoryKind.HeapFragment => "eheap_alloc",
            MemoryKind.Binary => "binary_alloc",
            MemoryKind.EtsTerm or MemoryKind.EtsTable => "ets_alloc",
            MemoryKind.Process or MemoryKind.Timer => "fix_alloc",
            MemoryKind.Literal => "literal_alloc",
            MemoryKind.Code => "ll_alloc",
            _ => "sys_alloc",
        };

    private static string Type(MemoryKind kind) =>
        kind switch
        {
            MemoryKind.Heap => "heap",
            MemoryKind.HeapFragment => "heap_frag",
            MemoryKind.Binary => "binary",
            MemoryKind.EtsTerm => "db_term",
            MemoryKind.EtsTable => "db_tab",
            MemoryKind.Process => "proc",
            MemoryKind.Timer => "bif_timer",
            MemoryKind.Literal => "literal",
            MemoryKind.Code => "code",
            _ => "unspecified",
        };

    [LibraryImport("libc")]
    private static partial void* mmap(void* address, nuint length, int protection, int flags, int fd, long offset);

    [LibraryImport("libc")]
    private static partial int munmap(void* address, nuint length);
}
