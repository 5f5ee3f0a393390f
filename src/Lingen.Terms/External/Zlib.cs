// Whole-buffer use of zlib: compressed external terms and literal tables. The stream interface of the zlib module is
// in Lingen.IO, over the same bindings.
using System.Runtime.InteropServices;

namespace Lingen.Terms;

/// <summary>zlib's stream record, as zlib.h declares it on 64-bit Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct ZlibStream
{
    public byte* NextIn;
    public uint AvailableIn;
    public nuint TotalIn;
    public byte* NextOut;
    public uint AvailableOut;
    public nuint TotalOut;
    public byte* Message;
    public void* State;
    public void* Allocate;
    public void* Free;
    public void* Opaque;
    public int DataType;
    public nuint Adler;
    public nuint Reserved;
}

/// <summary>Bindings of libz and the operations over whole buffers.</summary>
public static unsafe partial class Zlib
{
    public const int Ok = 0;
    public const int StreamEnd = 1;
    public const int NeedDictionary = 2;
    public const int ErrorNumber = -1;
    public const int StreamError = -2;
    public const int DataError = -3;
    public const int MemoryError = -4;
    public const int BufferError = -5;
    public const int VersionError = -6;

    public const int NoFlush = 0;
    public const int Finish = 4;
    public const int DefaultCompression = -1;
    public const int Deflated = 8;
    public const int MaxWindowBits = 15;
    public const int DefaultMemoryLevel = 8;

    private static ReadOnlySpan<byte> VersionText => "1.2.11\0"u8;

    public static int DeflateInit(ZlibStream* stream, int level, int method, int windowBits, int memoryLevel, int strategy)
    {
        fixed (byte* version = VersionText)
        {
            return deflateInit2_(stream, level, method, windowBits, memoryLevel, strategy, version, sizeof(ZlibStream));
        }
    }

    public static int InflateInit(ZlibStream* stream, int windowBits)
    {
        fixed (byte* version = VersionText)
        {
            return inflateInit2_(stream, windowBits, version, sizeof(ZlibStream));
        }
    }

    public static bool TryInflate(ReadOnlySpan<byte> data, byte* target, uint size, out long consumed)
    {
        fixed (byte* first = data)
        {
            return TryInflate(first, data.Length, target, size, out consumed);
        }
    }

    /// <summary>Inflates a zlib stream that must give exactly <paramref name="size"/> bytes; bytes behind its end are left alone.</summary>
    public static bool TryInflate(byte* data, long lengthBytes, byte* target, uint size, out long consumed)
    {
        consumed = 0;
        ZlibStream stream = Input(data, lengthBytes);
        stream.NextOut = target;
        stream.AvailableOut = size;
        if (InflateInit(&stream, MaxWindowBits) != Ok)
        {
            return false;
        }
        byte spare;
        int result = inflate(&stream, Finish);
        if (result == BufferError && stream.AvailableOut == 0)
        {
            // All output is there; the stream may still have its checksum to read.
            stream.NextOut = &spare;
            stream.AvailableOut = 1;
            result = inflate(&stream, Finish);
        }
        consumed = (long)stream.TotalIn;
        bool exact = stream.TotalOut == size;
        _ = inflateEnd(&stream);
        return result == StreamEnd && exact;
    }

    /// <summary>A stream whose input these bytes are, or as many of them as it can count: 4 GB.</summary>
    private static ZlibStream Input(byte* data, long lengthBytes) =>
        new() { NextIn = data, AvailableIn = (uint)Math.Min(lengthBytes, uint.MaxValue) };

    /// <summary>Number of bytes that a zlib stream inflates to, found without keeping them; -1 if it is broken.</summary>
    public static long InflatedSize(byte* data, long lengthBytes)
    {
        const uint Chunk = 64 * 1024;
        ZlibStream stream = Input(data, lengthBytes);
        if (InflateInit(&stream, MaxWindowBits) != Ok)
        {
            return -1;
        }
        var buffer = (byte*)NativeMemory.Alloc(Chunk);
        int result;
        do
        {
            stream.NextOut = buffer;
            stream.AvailableOut = Chunk;
            result = inflate(&stream, NoFlush);
        } while (result == Ok);
        long size = (long)stream.TotalOut;
        NativeMemory.Free(buffer);
        _ = inflateEnd(&stream);
        return result == StreamEnd ? size : -1;
    }

    /// <summary>Deflates into at most <paramref name="capacity"/> bytes; -1 if the result does not fit.</summary>
    public static long Deflate(ReadOnlySpan<byte> data, byte* target, uint capacity, int level)
    {
        fixed (byte* first = data)
        {
            return Deflate(first, (uint)data.Length, target, capacity, level);
        }
    }

    /// <summary>Deflates into at most <paramref name="capacity"/> bytes; -1 if the result does not fit.</summary>
    public static long Deflate(byte* data, uint lengthBytes, byte* target, uint capacity, int level)
    {
        ZlibStream stream = Input(data, lengthBytes);
        stream.NextOut = target;
        stream.AvailableOut = capacity;
        if (DeflateInit(&stream, level, Deflated, MaxWindowBits, DefaultMemoryLevel, 0) != Ok)
        {
            return -1;
        }
        int result = deflate(&stream, Finish);
        long size = (long)stream.TotalOut;
        _ = deflateEnd(&stream);
        return result == StreamEnd ? size : -1;
    }

    [LibraryImport("libz")]
    private static partial int deflateInit2_(
        ZlibStream* stream,
        int level,
        int method,
        int windowBits,
        int memoryLevel,
        int strategy,
        byte* version,
        int size
    );

    [LibraryImport("libz")]
    private static partial int inflateInit2_(ZlibStream* stream, int windowBits, byte* version, int size);

    [LibraryImport("libz")]
    public static partial int deflate(ZlibStream* stream, int flush);

    [LibraryImport("libz")]
    public static partial int deflateEnd(ZlibStream* stream);

    [LibraryImport("libz")]
    public static partial int inflate(ZlibStream* stream, int flush);

    [LibraryImport("libz")]
    public static partial int inflateEnd(ZlibStream* stream);
}
