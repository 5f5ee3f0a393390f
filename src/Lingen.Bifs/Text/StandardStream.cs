// Direct writes to the standard output and error, past all of Erlang's own input and output.
using System.Runtime.InteropServices;

namespace Lingen.Bifs;

/// <summary>The process's standard descriptors.</summary>
internal static unsafe partial class StandardStream
{
    public const int Output = 1;
    public const int Error = 2;
    private const int Interrupted = 4;
    private const int TryAgain = 11;

    /// <summary>Writes all bytes; false if the descriptor cannot be written to.</summary>
    public static bool Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (nint done = 0; done < bytes.Length; )
            {
                nint written = WriteSome(descriptor, start + done, (nuint)(bytes.Length - done));
                if (written >= 0)
                {
                    done += written;
                }
                else if (Marshal.GetLastPInvokeError() == TryAgain)
                {
                    Thread.Sleep(1);
                }
                else if (Marshal.GetLastPInvokeError() != Interrupted)
                {
                    return false;
                }
            }
        }
        return true;
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteSome(int descriptor, byte* bytes, nuint length);
}
