// Configuration files of the system, which are read anew whenever they are wanted.
using System.Text;

namespace Lingen.IO;

/// <summary>Reads configuration files whole, through the system calls.</summary>
internal static unsafe class SmallFiles
{
    private const int MaxBytes = 1 << 20;

    /// <summary>The bytes of a file; none if it cannot be read.</summary>
    public static byte[] Read(string path)
    {
        byte[] name = Encoding.UTF8.GetBytes(path + '\0');
        int descriptor;
        fixed (byte* start = name)
        {
            descriptor = LibC.open(start, LibC.OpenReadOnly | LibC.OpenCloseOnExec, 0);
        }
        if (descriptor < 0)
        {
            return [];
        }
        var bytes = new byte[16 << 10];
        int count = 0;
        while (count < MaxBytes)
        {
            if (count == bytes.Length)
            {
                Array.Resize(ref bytes, bytes.Length * 4);
            }
            nint got;
            fixed (byte* start = bytes)
            {
                got = LibC.read(descriptor, start + count, bytes.Length - count);
            }
            if (got <= 0)
            {
                break;
            }
            count += (int)got;
        }
        _ = LibC.close(descriptor);
        Array.Resize(ref bytes, count);
        return bytes;
    }
}
