// OTP's libraries as the executable carries them: mapped read-only, looked up in place, never copied. A look-up allocates
// nothing; only the pages that are read come into memory. A deflated file is inflated when it is first opened, into memory
// that stays. Erlang code sees the files below the root that Root names.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lingen.IO;

/// <summary>A mapped archive. Lives as long as the OS process: pointers into it stay valid.</summary>
public sealed unsafe partial class Archive : IVirtualFiles
{
    private readonly byte[] root;
    private readonly byte* start;

    /// <summary>The mapped memory; it stays for the life of the OS process.</summary>
    public NativeBytes Range { get; }
    private readonly ArchiveEntry* entries;
    private readonly uint* buckets;
    private readonly byte* names;
    private readonly uint bucketMask;
    private readonly byte* inflated;
    private readonly bool[] isInflated;
    private readonly Lock inflating = new();

    // The file that carries the archive; without a name it is the running executable.
    private string? executableName;
    private long executableLength;
    private byte* executable;

    /// <summary>Where inflated files lie: like the mapping, only this class writes there.</summary>
    public NativeBytes InflatedRange { get; }

    /// <summary>Serves the archive whose header lies at <paramref name="header"/> under <paramref name="root"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are no archive.</exception>
    public Archive(byte* header, long lengthBytes, ReadOnlySpan<byte> root)
    {
        var head = (ArchiveHeader*)header;
        if (
            lengthBytes < sizeof(ArchiveHeader)
            || !new ReadOnlySpan<byte>(head->Magic, 16).SequenceEqual(ArchiveFormat.HeaderMagic)
            || head->LengthBytes > (ulong)lengthBytes
        )
        {
            throw new InvalidDataException("the archive at the end of the executable is damaged");
        }
        this.root = root.ToArray();
        start = header;
        Range = new NativeBytes(header, (int)lengthBytes);
        entries = (ArchiveEntry*)(header + head->EntriesOffset);
        buckets = (uint*)(header + head->BucketsOffset);
        names = header + head->NamesOffset;
        bucketMask = head->BucketCount - 1;
        Count = (int)head->EntryCount;
        isInflated = head->InflatedBytes > 0 ? new bool[Count] : [];
        inflated = head->InflatedBytes > 0 ? Reserve(head->InflatedBytes) : null;
        InflatedRange = new NativeBytes(inflated, (int)head->InflatedBytes);
    }

    /// <summary>Address space whose pages come into being when they are written.</summary>
    private static byte* Reserve(ulong bytes)
    {
        void* memory = mmap(null, (nuint)bytes, ProtectionRead | ProtectionWrite, MapPrivate | MapAnonymous, -1, 0);
        return memory == (void*)-1
            ? throw new InvalidDataException("there is no memory for the archive's deflated files")
            : (byte*)memory;
    }

    /// <summary>The number of files and directories.</summary>
    public int Count { get; }

    public ReadOnlySpan<byte> Root => root;

    public bool TryStat(ReadOnlySpan<byte> path, out VirtualFileStatus status)
    {
        ArchiveEntry* entry = Find(path);
        if (entry == null)
        {
            status = default;
            return false;
        }
        bool isDirectory = entry->Kind == ArchiveFormat.KindDirectory;
        long length =
            isDirectory ? 0
            : entry->Kind == ArchiveFormat.KindExecutable ? executableLength
            : (long)entry->Length;
        bool isExecutable = entry->Kind is ArchiveFormat.KindProgram or ArchiveFormat.KindExecutable;
        // Inode 0 means "none" to some programs, so numbers start at 1.
        ulong inode = (ulong)(entry - entries) + 1;
        status = new VirtualFileStatus(isDirectory, length, entry->ModifiedSeconds, inode, isExecutable);
        return true;
    }

    public bool TryOpen(ReadOnlySpan<byte> path, out byte* data, out long lengthBytes)
    {
        ArchiveEntry* entry = Find(path);
        if (entry == null || entry->Kind == ArchiveFormat.KindDirectory)
        {
            data = null;
            lengthBytes = 0;
            return false;
        }
        if (entry->Kind == ArchiveFormat.KindExecutable)
        {
            data = MapExecutable();
            lengthBytes = data == null ? 0 : executableLength;
            return data != null;
        }
        data = entry->DeflatedLength == 0 ? start + entry->Start : Inflate(entry);
        lengthBytes = (long)entry->Length;
        return data != null;
    }

    /// <summary>The executable from its first byte to its last, mapped when it is first asked for; null if it cannot be opened.</summary>
    private byte* MapExecutable()
    {
        lock (inflating)
        {
            if (executable != null)
            {
                return executable;
            }
            if (executableName != null)
            {
                using Microsoft.Win32.SafeHandles.SafeFileHandle named = File.OpenHandle(executableName);
                return executable = MapWhole((int)named.DangerousGetHandle());
            }
            int file = OpenOwnExecutable();
            if (file >= 0)
            {
                executable = MapWhole(file);
                close(file);
            }
            return executable;
        }
    }

    private byte* MapWhole(int file)
    {
        void* memory = mmap(null, (nuint)executableLength, ProtectionRead, MapPrivate, file, 0);
        return memory == (void*)-1 ? null : (byte*)memory;
    }

    /// <summary>The file's bytes, inflated once; null if the archive is damaged there.</summary>
    private byte* Inflate(ArchiveEntry* entry)
    {
        byte* target = inflated + ((ulong)entry->InflatedStart * ArchiveFormat.DataAlignment);
        ref bool done = ref isInflated[entry - entries];
        if (Volatile.Read(ref done))
        {
            return target;
        }
        lock (inflating)
        {
            if (!done)
            {
                var deflated = new ReadOnlySpan<byte>(start + entry->Start, (int)entry->DeflatedLength);
                if (!Lingen.Terms.Zlib.TryInflate(deflated, target, (uint)entry->Length, out _))
                {
                    return null;
                }
                Volatile.Write(ref done, true);
            }
        }
        return target;
    }

    public IReadOnlyList<byte[]>? List(ReadOnlySpan<byte> path)
    {
        ArchiveEntry* entry = Find(path);
        if (entry == null || entry->Kind != ArchiveFormat.KindDirectory)
        {
            return null;
        }
        var children = new byte[entry->Length][];
        for (ulong i = 0; i < entry->Length; i++)
        {
            ArchiveEntry* child = entries + entry->Start + i;
            children[i] = PathOf(child)[child->LastPart..].ToArray();
        }
        return children;
    }

    /// <summary>Takes the pages that were read out of this process's memory. Reading them again is a page fault, no more.</summary>
    public void ReleasePages() => madvise(start, (nuint)((ArchiveHeader*)start)->LengthBytes, AdviceDoNotNeed);

    private ReadOnlySpan<byte> PathOf(ArchiveEntry* entry) => new(names + entry->NameOffset, entry->PathLength);

    private ArchiveEntry* Find(ReadOnlySpan<byte> path)
    {
        uint hash = ArchiveFormat.Hash(path);
        for (uint bucket = hash & bucketMask; buckets[bucket] != 0; bucket = (bucket + 1) & bucketMask)
        {
            ArchiveEntry* entry = entries + (buckets[bucket] - 1);
            if (entry->Hash == hash && PathOf(entry).SequenceEqual(path))
            {
                return entry;
            }
        }
        return null;
    }

    /// <summary>Maps the archive of the running executable; null if it carries none.</summary>
    public static Archive? OpenOwn(ReadOnlySpan<byte> root)
    {
        int file = OpenOwnExecutable();
        if (file < 0)
        {
            return null;
        }
        try
        {
            return Map(file, root);
        }
        finally
        {
            close(file);
        }
    }

    /// <summary>Maps the archive at the end of a file; null if there is none.</summary>
    public static Archive? Open(string fileName, ReadOnlySpan<byte> root)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(fileName);
        Archive? archive = Map((int)file.DangerousGetHandle(), root);
        if (archive != null)
        {
            archive.executableName = fileName;
        }
        return archive;
    }

    private static Archive? Map(int file, ReadOnlySpan<byte> root)
    {
        ArchiveTrailer trailer;
        long size = lseek(file, 0, SeekEnd);
        if (
            size < sizeof(ArchiveTrailer)
            || pread(file, &trailer, sizeof(ArchiveTrailer), size - sizeof(ArchiveTrailer)) != sizeof(ArchiveTrailer)
            || !new ReadOnlySpan<byte>(trailer.Magic, 16).SequenceEqual(ArchiveFormat.TrailerMagic)
        )
        {
            return null;
        }
        void* memory = mmap(null, (nuint)trailer.LengthBytes, ProtectionRead, MapPrivate, file, (long)trailer.HeaderOffset);
        return memory == (void*)-1
            ? null
            : new Archive((byte*)memory, (long)trailer.LengthBytes, root) { executableLength = size };
    }

    // Without /proc (an empty chroot) the kernel's note of the path that was executed remains.
    private static int OpenOwnExecutable()
    {
        fixed (byte* self = "/proc/self/exe\0"u8)
        {
            int file = open(self, OpenReadOnlyCloseOnExec, 0);
            if (file >= 0)
            {
                return file;
            }
        }
        var executed = (byte*)getauxval(AuxiliaryExecutedName);
        return executed == null ? -1 : open(executed, OpenReadOnlyCloseOnExec, 0);
    }

    private const int OpenReadOnlyCloseOnExec = 0x80000;
    private const int SeekEnd = 2;
    private const int ProtectionRead = 1;
    private const int ProtectionWrite = 2;
    private const int MapPrivate = 2;
    private const int MapAnonymous = 0x20;
    private const nuint AuxiliaryExecutedName = 31;
    private const int AdviceDoNotNeed = 4;

    [LibraryImport("libc")]
    private static partial int open(byte* path, int flags, int mode);

    [LibraryImport("libc")]
    private static partial int close(int file);

    [LibraryImport("libc")]
    private static partial long lseek(int file, long offset, int whence);

    [LibraryImport("libc")]
    private static partial nint pread(int file, void* buffer, nint length, long offset);

    [LibraryImport("libc")]
    private static partial void* mmap(void* address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc")]
    private static partial int madvise(void* address, nuint length, int advice);

    [LibraryImport("libc")]
    private static partial nuint getauxval(nuint type);
}
