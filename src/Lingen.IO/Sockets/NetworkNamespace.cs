// Network namespaces: a thread can go to another one for a while, to open a socket or look at the interfaces there.
using System.Text;

namespace Lingen.IO;

/// <summary>Moves the calling thread between network namespaces.</summary>
internal static unsafe class NetworkNamespace
{
    private const int CloneNetworkNamespace = 0x40000000;
    private static readonly byte[] OwnPath = Encoding.ASCII.GetBytes("/proc/thread-self/ns/net\0");

    /// <summary>Goes to the namespace of a file (path with a zero at the end); 0 or the error. <paramref name="back"/> is for <see cref="Leave"/>.</summary>
    public static int Enter(ReadOnlySpan<byte> path, out int back)
    {
        fixed (
            byte* own = OwnPath,
                other = path
        )
        {
            back = LibC.open(own, LibC.OpenReadOnly | LibC.OpenCloseOnExec, 0);
            if (back < 0)
            {
                return LibC.LastError;
            }
            int there = LibC.open(other, LibC.OpenReadOnly | LibC.OpenCloseOnExec, 0);
            int error = there < 0 || LibC.setns(there, CloneNetworkNamespace) < 0 ? LibC.LastError : 0;
            if (there >= 0)
            {
                _ = LibC.close(there);
            }
            if (error != 0)
            {
                _ = LibC.close(back);
            }
            return error;
        }
    }

    /// <summary>Goes back; 0 or the error.</summary>
    public static int Leave(int back)
    {
        int error = LibC.setns(back, CloneNetworkNamespace) < 0 ? LibC.LastError : 0;
        _ = LibC.close(back);
        return error;
    }
}
