// Path arguments of prim_file's functions: the zero-terminated binaries that internal_name2native/1 makes.
namespace Lingen.IO;

/// <summary>A path for the system, and its part below the virtual root if it lies there.</summary>
internal readonly unsafe ref struct NativePath
{
    /// <summary>A longer path is none of the virtual tree.</summary>
    public const int VirtualLimitBytes = 1024;

    /// <summary>Zero-terminated.</summary>
    public readonly byte* Pointer;
    public readonly int Length;

    private NativePath(byte* pointer, int length)
    {
        Pointer = pointer;
        Length = length;
    }

    public ReadOnlySpan<byte> Bytes => new(Pointer, Length);

    /// <summary>False (then einval) unless the term is a binary with zeros at its end and nowhere else.</summary>
    public static bool TryFrom(ref BifContext context, Term term, out NativePath path)
    {
        path = default;
        if (!Binary.TryFrom(term, out Binary binary))
        {
            return false;
        }
        ReadOnlySpan<byte> bytes = HostBytes.Align(context.Heap, binary.Bits).AlignedBytes;
        int length = bytes.IndexOf((byte)0);
        if (length < 0 || bytes[length..].ContainsAnyExcept((byte)0))
        {
            return false;
        }
        fixed (byte* pointer = bytes)
        {
            path = new NativePath(pointer, length);
        }
        return true;
    }

    /// <summary>
    /// If the path lies in the virtual tree: its part below the root with empty, "." and ".." parts resolved, written to
    /// <paramref name="buffer"/> (<see cref="VirtualLimitBytes"/>).
    /// </summary>
    public bool IsVirtual(IVirtualFiles? files, Span<byte> buffer, out ReadOnlySpan<byte> relative)
    {
        relative = default;
        if (
            files == null
            || Length > VirtualLimitBytes
            || !Bytes.StartsWith(files.Root)
            || (Length > files.Root.Length && Pointer[files.Root.Length] != '/')
        )
        {
            return false;
        }
        int used = 0;
        ReadOnlySpan<byte> rest = Bytes[files.Root.Length..];
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'/');
            ReadOnlySpan<byte> part = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (part.IsEmpty || part.SequenceEqual("."u8))
            {
                continue;
            }
            if (part.SequenceEqual(".."u8))
            {
                used = Math.Max(buffer[..used].LastIndexOf((byte)'/'), 0);
                continue;
            }
            if (used > 0)
            {
                buffer[used++] = (byte)'/';
            }
            part.CopyTo(buffer[used..]);
            used += part.Length;
        }
        relative = buffer[..used];
        return true;
    }
}
