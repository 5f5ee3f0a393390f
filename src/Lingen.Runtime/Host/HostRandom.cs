// Random bytes from the kernel. .NET's own cryptography is out of bounds: it loads OpenSSL as a shared library, which a
// static executable cannot survive.
using System.Runtime.InteropServices;

namespace Lingen.Runtime;

/// <summary>The kernel's random numbers.</summary>
public static unsafe partial class HostRandom
{
    /// <summary>64 bits that nobody can guess.</summary>
    public static ulong NextSecret()
    {
        ulong secret = 0;
        Fill(new Span<byte>(&secret, sizeof(ulong)));
        return secret;
    }

    /// <summary>Fills the span, in pieces that the kernel gives without interruption.</summary>
    public static void Fill(Span<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            int done = 0;
            while (done < bytes.Length)
            {
                nint got = getrandom(start + done, Math.Min(bytes.Length - done, 256), 0);
                if (got > 0)
                {
                    done += (int)got;
                }
            }
        }
    }

    [LibraryImport("libc")]
    private static partial nint getrandom(byte* buffer, nint length, uint flags);
}
