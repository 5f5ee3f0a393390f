// Whole-buffer inflation over zlib, for compressed literal tables.
using System.Runtime.InteropServices;

namespace Lingen.Code;

internal static unsafe partial class Inflate
{
    /// <summary>Inflates a zlib stream that must give exactly this many bytes.</summary>
    public static bool TryWhole(NativeBytes data, byte* target, int size)
    {
        nuint length = (nuint)size;
        return uncompress(target, &length, data.Data, (nuint)data.Length) == 0 && length == (nuint)size;
    }

    [LibraryImport("libz")]
    private static partial int uncompress(byte* target, nuint* targetLength, byte* source, nuint sourceLength);
}
