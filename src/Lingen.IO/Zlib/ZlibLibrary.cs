// The functions of libz that only streams need; the others are in Lingen.Terms, which inflates literals and external terms.
using System.Runtime.InteropServices;

namespace Lingen.IO;

/// <summary>Bindings of libz.</summary>
internal static unsafe partial class ZlibLibrary
{
    [LibraryImport("libz")]
    public static partial int deflateSetDictionary(ZlibStream* stream, byte* dictionary, uint length);

    [LibraryImport("libz")]
    public static partial int deflateReset(ZlibStream* stream);

    [LibraryImport("libz")]
    public static partial int deflateParams(ZlibStream* stream, int level, int strategy);

    [LibraryImport("libz")]
    public static partial int inflateSetDictionary(ZlibStream* stream, byte* dictionary, uint length);

    [LibraryImport("libz")]
    public static partial int inflateGetDictionary(ZlibStream* stream, byte* dictionary, uint* length);

    [LibraryImport("libz")]
    public static partial int inflateReset(ZlibStream* stream);

    [LibraryImport("libz")]
    public static partial nuint adler32(nuint adler, byte* data, uint length);
}
