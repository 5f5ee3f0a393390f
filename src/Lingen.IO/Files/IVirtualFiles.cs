// Files that the executable itself carries (OTP's libraries), seen under a root path that no real directory has.
namespace Lingen.IO;

/// <summary>A read-only tree of files in memory, mounted at <see cref="Root"/>.</summary>
public unsafe interface IVirtualFiles
{
    /// <summary>Absolute path of the root, in UTF-8, without a slash at the end.</summary>
    ReadOnlySpan<byte> Root { get; }

    /// <summary>What is at this path below the root: no slash at either end, no empty, "." or ".." parts; empty for the root itself.</summary>
    bool TryStat(ReadOnlySpan<byte> path, out VirtualFileStatus status);

    /// <summary>The bytes of a file, valid as long as the VM lives. False for directories and absent names.</summary>
    bool TryOpen(ReadOnlySpan<byte> path, out byte* data, out long lengthBytes);

    /// <summary>The names in a directory, in any order; null if it is no directory.</summary>
    IReadOnlyList<byte[]>? List(ReadOnlySpan<byte> path);
}

/// <summary>Type, size and time (seconds since 1970) of a file in a virtual tree.</summary>
public readonly record struct VirtualFileStatus(
    bool IsDirectory,
    long LengthBytes,
    long ModifiedSeconds,
    ulong Inode,
    bool IsExecutable = false
);
