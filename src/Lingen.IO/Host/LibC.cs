// The system calls that files need, through libc. Every call that can fail leaves errno in Marshal.GetLastPInvokeError.
// Variadic functions are declared with the arguments in use: on Linux both kinds of call pass integers alike.
#pragma warning disable CS0649 // the system fills these structs
using System.Runtime.InteropServices;

namespace Lingen.IO;

/// <summary>libc functions. Parts by theme: files here, processes, terminal and polling in files of their own.</summary>
internal static unsafe partial class LibC
{
    private const string Library = "libc";

    public const int OpenReadOnly = 0;
    public const int OpenWriteOnly = 1;
    public const int OpenReadWrite = 2;
    public const int OpenCreate = 0x40;
    public const int OpenExclusive = 0x80;
    public const int OpenNoControllingTerminal = 0x100;
    public const int OpenTruncate = 0x200;
    public const int OpenAppend = 0x400;
    public const int OpenNonBlock = 0x800;
    public const int OpenSync = 0x101000;
    public const int OpenDirectory = 0x10000;
    public const int OpenCloseOnExec = 0x80000;

    public const int SeekSet = 0;
    public const int SeekCurrent = 1;
    public const int SeekEnd = 2;

    public const int AccessExists = 0;
    public const int AccessWrite = 2;
    public const int AccessRead = 4;

    public const int FcntlGetFlags = 3;
    public const int FcntlSetFlags = 4;
    public const int FcntlDuplicateCloseOnExec = 1030;

    public const int AtCurrentDirectory = -100;
    public const int AtSymlinkNoFollow = 0x100;
    public const int AtEmptyPath = 0x1000;

    /// <summary>Most buffers of one readv or writev.</summary>
    public const int MaxIoVectors = 1024;

    public static int LastError => Marshal.GetLastPInvokeError();

    [LibraryImport(Library, SetLastError = true)]
    public static partial int open(byte* path, int flags, int mode);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int close(int fd);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int dup(int fd);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint read(int fd, byte* data, nint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint write(int fd, byte* data, nint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint pread(int fd, byte* data, nint length, long offset);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint writev(int fd, IoVector* vectors, int count);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint pwritev(int fd, IoVector* vectors, int count, long offset);

    [LibraryImport(Library, SetLastError = true)]
    public static partial long lseek(int fd, long offset, int whence);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int fsync(int fd);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int fdatasync(int fd);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int ftruncate(int fd, long length);

    [LibraryImport(Library)]
    public static partial int posix_fadvise(int fd, long offset, long length, int advice);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int fallocate(int fd, int mode, long offset, long length);

    [LibraryImport(Library)]
    public static partial int posix_fallocate(int fd, long offset, long length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int fcntl(int fd, int command, nint argument);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int statx(int directory, byte* path, int flags, uint mask, StatX* result);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int access(byte* path, int mode);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int chmod(byte* path, uint mode);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int chown(byte* path, int owner, int group);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int utimensat(int directory, byte* path, TimeSpec* times, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint readlink(byte* path, byte* buffer, nint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint opendir(byte* path);

    [LibraryImport(Library, SetLastError = true)]
    public static partial DirectoryEntry* readdir(nint directory);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int closedir(nint directory);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int rename(byte* from, byte* to);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int link(byte* existing, byte* name);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int symlink(byte* target, byte* name);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int mkdir(byte* path, uint mode);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int unlink(byte* path);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int rmdir(byte* path);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int chdir(byte* path);

    [LibraryImport(Library, SetLastError = true)]
    public static partial byte* getcwd(byte* buffer, nint length);

    [LibraryImport(Library)]
    public static partial uint geteuid();

    [LibraryImport(Library)]
    public static partial uint getegid();
}

/// <summary>struct iovec.</summary>
internal unsafe struct IoVector
{
    public byte* Base;
    public nint Length;
}

internal struct TimeSpec
{
    public long Seconds;
    public long Nanoseconds;
}

/// <summary>struct statx_timestamp.</summary>
internal struct StatXTime
{
    public long Seconds;
    public uint Nanoseconds;
    public int Reserved;
}

/// <summary>struct statx: the one file status call whose layout is the same on every processor.</summary>
internal unsafe struct StatX
{
    public const uint BasicStats = 0x7ff;

    public uint Mask;
    public uint BlockSize;
    public ulong Attributes;
    public uint Links;
    public uint Uid;
    public uint Gid;
    public ushort Mode;
    public ushort Spare0;
    public ulong Inode;
    public ulong Size;
    public ulong Blocks;
    public ulong AttributesMask;
    public StatXTime Accessed;
    public StatXTime Born;
    public StatXTime Changed;
    public StatXTime Modified;
    public uint SpecialMajor;
    public uint SpecialMinor;
    public uint DeviceMajor;
    public uint DeviceMinor;
    public fixed ulong Spare[14];

    public const int TypeMask = 0xF000;
    public const int Fifo = 0x1000;
    public const int CharacterDevice = 0x2000;
    public const int Directory = 0x4000;
    public const int BlockDevice = 0x6000;
    public const int Regular = 0x8000;
    public const int Link = 0xA000;
    public const int Socket = 0xC000;

    public readonly int Type => Mode & TypeMask;

    public readonly ulong Device => MakeDevice(DeviceMajor, DeviceMinor);
    public readonly ulong SpecialDevice => MakeDevice(SpecialMajor, SpecialMinor);

    /// <summary>glibc's dev_t: eight low bits of the minor number, twelve of the major, then the rest of both.</summary>
    private static ulong MakeDevice(uint major, uint minor) =>
        (minor & 0xFFu) | ((major & 0xFFFu) << 8) | (((ulong)minor & ~0xFFul) << 12) | (((ulong)major & ~0xFFFul) << 32);
}

/// <summary>struct dirent of 64-bit Linux.</summary>
internal unsafe struct DirectoryEntry
{
    public ulong Inode;
    public long Offset;
    public ushort RecordLength;
    public byte Type;
    public fixed byte Name[256];
}
