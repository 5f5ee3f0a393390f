// Inflation over zlib: compressed literal tables, and files that the compiler option `compressed` has gzipped as a whole.
using System.Runtime.InteropServices;
using Lingen.Terms;

namespace Lingen.Code;

/// <summary>Whole-buffer inflation.</summary>
public static unsafe class Inflate
{
    private const int GzipWindowBits = 16 + Zlib.MaxWindowBits;
    private const int MaxFileBytes = 1 << 29;

    public static bool IsGzip(ReadOnlySpan<byte> bytes) => bytes.Length > 18 && bytes[0] == 0x1F && bytes[1] == 0x8B;

    /// <summary>Inflates a zlib stream that must give exactly this many bytes.</summary>
    internal static bool TryWhole(NativeBytes data, byte* target, int size) =>
        Zlib.TryInflate(data.Span, target, (uint)size, out _);

    /// <summary>The bytes of a gzipped file. The caller frees <see cref="NativeBytes.Data"/>.</summary>
    /// <exception cref="BeamFormatException">The data is no gzip stream or absurdly large.</exception>
    public static NativeBytes Gunzip(ReadOnlySpan<byte> bytes)
    {
        long capacity = Math.Max(4096, bytes.Length * 4L);
        var target = (byte*)NativeMemory.Alloc((nuint)capacity);
        fixed (byte* source = bytes)
        {
            ZlibStream stream = default;
            stream.NextIn = source;
            stream.AvailableIn = (uint)bytes.Length;
            int result = Zlib.InflateInit(&stream, GzipWindowBits);
            while (result == Zlib.Ok && capacity <= MaxFileBytes)
            {
                stream.NextOut = target + stream.TotalOut;
                stream.AvailableOut = (uint)(capacity - (long)stream.TotalOut);
                result = Zlib.inflate(&stream, Zlib.NoFlush);
                if (result == Zlib.Ok && stream.AvailableOut == 0)
                {
                    capacity *= 2;
                    target = (byte*)NativeMemory.Realloc(target, (nuint)capacity);
                }
                else if (result == Zlib.Ok && stream.AvailableIn == 0)
                {
                    result = Zlib.BufferError;
                }
            }
            _ = Zlib.inflateEnd(&stream);
            if (result != Zlib.StreamEnd)
            {
                NativeMemory.Free(target);
                throw new BeamFormatException("corrupt file header");
            }
            return new NativeBytes(target, (int)stream.TotalOut);
        }
    }
}
