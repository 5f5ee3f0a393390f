// Writes the external term format: term_to_binary/1,2, term_to_iovec/1,2, external_size/1,2, distribution messages.
//
// The walk (ExternalTermWriter.Walk.cs) runs twice: first into a counter, then into memory of exactly that size.
using System.Runtime.InteropServices;

namespace Lingen.Terms;

/// <summary>The options of term_to_binary/2.</summary>
public struct ExternalWriteOptions
{
    public ExternalWriteOptions() { }

    /// <summary>0: none. 1 to 9: zlib's levels. -1: zlib's default.</summary>
    public int CompressionLevel { get; set; }

    /// <summary>0 writes floats as text and atoms as Latin-1, 1 atoms as Latin-1 where they can be, 2 is the default.</summary>
    public int MinorVersion { get; set; } = 2;

    /// <summary>Write maps in the order of their keys, so that equal maps give equal bytes.</summary>
    public bool Deterministic { get; set; }

    /// <summary>Write identifiers of this node without its name, sealed so that only this life of the node reads them back.</summary>
    public bool Local { get; set; }
}

/// <summary>Encodes terms. Iterative, without managed allocation.</summary>
public static unsafe partial class ExternalTermWriter
{
    /// <summary>A binary of this many bytes or more has no encoding: system_limit.</summary>
    public const long LimitBytes = uint.MaxValue;

    /// <summary>
    /// Exact number of bytes of the uncompressed encoding, the version byte included. -1 if the term has no encoding (it
    /// holds a binary of 4 GiB or more).
    /// </summary>
    public static long Size(Term term, IExternalTermContext context, in ExternalWriteOptions options)
    {
        var counter = new ExternalCounter(segmented: false);
        return Walk(ref counter, term, context, options) ? counter.Position : -1;
    }

    /// <summary>Writes what <see cref="Size"/> has counted.</summary>
    public static void Write(Term term, byte* target, IExternalTermContext context, in ExternalWriteOptions options)
    {
        var buffer = new ExternalBuffer(target, long.MaxValue >> 1);
        Walk(ref buffer, term, context, options);
    }

    /// <summary>Most terms are small: they are written once into memory of the thread, whose size need not be counted before.</summary>
    private const int ScratchBytes = 256 * 1024;

    [ThreadStatic]
    private static byte* scratch;

    /// <summary>The encoding in the thread's scratch memory; 0 if it does not fit, -1 if there is none.</summary>
    private static int WriteToScratch(Term term, IExternalTermContext context, in ExternalWriteOptions options)
    {
        if (scratch == null)
        {
            scratch = (byte*)NativeMemory.Alloc(ScratchBytes);
        }
        var buffer = new ExternalBuffer(scratch, ScratchBytes);
        bool done = Walk(ref buffer, term, context, options);
        return buffer.IsFull ? 0
            : done ? (int)buffer.Position
            : -1;
    }

    /// <summary>The encoded term as a binary; none if it has no encoding.</summary>
    public static Term ToBinary(TermHeap* heap, Term term, IExternalTermContext context, in ExternalWriteOptions options)
    {
        long size = options.CompressionLevel == 0 ? WriteToScratch(term, context, options) : 0;
        if (size > 0)
        {
            return Bitstring.FromBytes(heap, new ReadOnlySpan<byte>(scratch, (int)size));
        }
        size = size == 0 ? Size(term, context, options) : size;
        if (size < 0)
        {
            return Term.None;
        }
        if (options.CompressionLevel != 0 && size >= 6)
        {
            return ToCompressedBinary(heap, term, size, context, options);
        }
        Term binary = Bitstring.CreateBinary(heap, size, out byte* data);
        Write(term, data, context, options);
        return binary;
    }

    /// <summary>The encoding as a list of binaries in which large binaries of the term appear as they are, without copying.</summary>
    public static Term ToSegments(TermHeap* heap, Term term, IExternalTermContext context, in ExternalWriteOptions options)
    {
        // Compression needs the bytes in one place, and so does the seal.
        var counter = new ExternalCounter(segmented: options.CompressionLevel == 0 && !options.Local);
        if (!Walk(ref counter, term, context, options))
        {
            return Term.None;
        }
        if (counter.Segments == 0)
        {
            Term binary = ToBinary(heap, term, context, options);
            return binary.IsNone ? Term.None : Cons.Create(heap, binary, Term.Nil);
        }
        var segments = (ExternalSegment*)NativeMemory.Alloc((nuint)counter.Segments, (nuint)sizeof(ExternalSegment));
        Term common = Bitstring.CreateBinary(heap, counter.Position, out byte* data);
        var buffer = new ExternalBuffer(data, counter.Position, segments);
        Walk(ref buffer, term, context, options);
        Term list = Term.Nil;
        long end = counter.Position;
        for (int i = buffer.SegmentCount - 1; i >= 0; i--)
        {
            long position = segments[i].Position;
            list = PrependPart(heap, common, position, end, list);
            list = Cons.Create(heap, WholeBytes(heap, segments[i].Binary), list);
            end = position;
        }
        list = PrependPart(heap, common, 0, end, list);
        NativeMemory.Free(segments);
        return list;
    }

    private static Term PrependPart(TermHeap* heap, Term common, long start, long end, Term list) =>
        start == end ? list : Cons.Create(heap, Bitstring.CreateSub(heap, common, start * 8, (end - start) * 8), list);

    private static Term WholeBytes(TermHeap* heap, Term bitstring)
    {
        var bits = new Bitstring(bitstring);
        return bits.IsBinary ? bitstring : Bitstring.CreateSub(heap, bitstring, 0, bits.LengthBytes * 8);
    }

    /// <summary>Compressed if that makes it smaller, else plain.</summary>
    private static Term ToCompressedBinary(
        TermHeap* heap,
        Term term,
        long size,
        IExternalTermContext context,
        in ExternalWriteOptions options
    )
    {
        const int HeaderBytes = 6;
        var plain = (byte*)NativeMemory.Alloc((nuint)size);
        Write(term, plain, context, options);
        long payload = size - 1;
        if (payload <= uint.MaxValue)
        {
            long room = size - HeaderBytes;
            var deflated = (byte*)NativeMemory.Alloc((nuint)room);
            long length = Zlib.Deflate(plain + 1, (uint)payload, deflated, (uint)room, options.CompressionLevel);
            if (length >= 0)
            {
                Term compressed = Bitstring.CreateBinary(heap, HeaderBytes + length, out byte* target);
                var header = new ExternalBuffer(target, HeaderBytes);
                header.Byte(ExternalTag.Version);
                header.Byte(ExternalTag.Compressed);
                header.UInt32((uint)payload);
                NativeMemory.Copy(deflated, target + HeaderBytes, (nuint)length);
                NativeMemory.Free(deflated);
                NativeMemory.Free(plain);
                return compressed;
            }
            NativeMemory.Free(deflated);
        }
        Term binary = Bitstring.CreateBinary(heap, size, out byte* data);
        NativeMemory.Copy(plain, data, (nuint)size);
        NativeMemory.Free(plain);
        return binary;
    }
}
