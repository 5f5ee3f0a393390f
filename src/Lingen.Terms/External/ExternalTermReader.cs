// Reads the external term format: binary_to_term/1,2, literals of .beam files, distribution messages.
//
// Two passes. The first (ExternalTermReader.Measure.cs) checks every length against the bytes at hand and adds up the words that
// the term needs; the second (ExternalTermReader.Build.cs) builds it in one reservation. So hostile input is refused before
// anything is allocated for it, and what is allocated is bounded by a small multiple of the input's length.
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Lingen.Terms;

/// <summary>Decodes external terms. Static and free of managed allocation except for new atoms.</summary>
public static unsafe partial class ExternalTermReader
{
    /// <summary>Sizes claimed by compressed data up to this are believed; larger ones are checked by inflating once without keeping the result.</summary>
    private const uint TrustedInflatedBytes = 32 * 1024 * 1024;

    /// <summary>
    /// Decodes one term. False if the data is no valid term, names what the options forbid, or ends early; the heap is then
    /// as before. <paramref name="used"/> counts the bytes of the term, the version byte included; bytes behind it are ignored.
    /// </summary>
    public static bool TryRead(
        ReadOnlySpan<byte> data,
        TermHeap* heap,
        in ExternalReadOptions options,
        out Term term,
        out int used
    )
    {
        fixed (byte* first = data)
        {
            bool isTerm = TryRead(first, data.Length, heap, options, out term, out long usedBytes);
            used = (int)usedBytes;
            return isTerm;
        }
    }

    /// <summary>The same for data of any length.</summary>
    public static bool TryRead(
        byte* data,
        long lengthBytes,
        TermHeap* heap,
        in ExternalReadOptions options,
        out Term term,
        out long used
    )
    {
        term = Term.None;
        used = 0;
        int start = 0;
        if (!options.WithoutVersion)
        {
            if (lengthBytes == 0 || *data != ExternalTag.Version)
            {
                return false;
            }
            start = 1;
        }
        if (lengthBytes - start >= 5 && data[start] == ExternalTag.Compressed)
        {
            start++;
            if (!TryReadCompressed(data + start, lengthBytes - start, heap, options, out term, out long usedPayload))
            {
                return false;
            }
            used = start + usedPayload;
            return true;
        }
        if (!TryReadPlain(data + start, data + lengthBytes, heap, options, out term, out byte* next))
        {
            return false;
        }
        used = next - data;
        return true;
    }

    /// <summary>A zlib stream behind its uncompressed size.</summary>
    private static bool TryReadCompressed(
        byte* data,
        long lengthBytes,
        TermHeap* heap,
        in ExternalReadOptions options,
        out Term term,
        out long used
    )
    {
        term = Term.None;
        used = 0;
        uint size = ReadUInt32(data);
        byte* stream = data + 4;
        long streamBytes = lengthBytes - 4;
        if (size > TrustedInflatedBytes && Zlib.InflatedSize(stream, streamBytes) != size)
        {
            return false;
        }
        var plain = (byte*)NativeMemory.Alloc(Math.Max(size, 1));
        try
        {
            if (!Zlib.TryInflate(stream, streamBytes, plain, size, out long consumed))
            {
                return false;
            }
            used = 4 + consumed;
            return TryReadPlain(plain, plain + size, heap, options, out term, out _);
        }
        finally
        {
            NativeMemory.Free(plain);
        }
    }

    private static bool TryReadPlain(
        byte* position,
        byte* end,
        TermHeap* heap,
        in ExternalReadOptions options,
        out Term term,
        out byte* next
    )
    {
        term = Term.None;
        next = position;
        var measure = new Measure(end, options);
        if (!measure.Run(position) || measure.Words > int.MaxValue)
        {
            return false;
        }
        int words = (int)measure.Words;
        ulong* start = heap->Allocate(words);
        TermHeap area = *heap;
        area.Top = start;
        area.Limit = start + words;
        var builder = new Builder(&area, options);
        Term result = Term.None;
        bool done = builder.Run(position, &result);
        next = builder.Position;
        if (!done)
        {
            Undo(heap, &area);
            heap->Release(start + words, start);
            return false;
        }
        heap->OffHeap = area.OffHeap;
        heap->OffHeapBytes = area.OffHeapBytes;
        heap->Fragments = area.Fragments;
        heap->FragmentWords = area.FragmentWords;
        heap->Release(start + words, area.Top);
        term = result;
        return true;
    }

    /// <summary>Gives back what a failed read has come to hold.</summary>
    private static void Undo(TermHeap* heap, TermHeap* area)
    {
        while (area->OffHeap != heap->OffHeap)
        {
            ulong* header = area->OffHeap;
            area->OffHeap = (ulong*)header[1];
            OffHeapCell.Release((OffHeapCell*)header[2]);
        }
        while (area->Fragments != heap->Fragments)
        {
            HeapFragment* next = area->Fragments->Next;
            HeapFragment.Free(area->Fragments);
            area->Fragments = next;
        }
    }

    /// <summary>
    /// The reference of this node with these ids, least significant first and zeros behind <paramref name="count"/>; none if they cannot be one.
    /// </summary>
    public static Term LocalReference(TermHeap* heap, IExternalTermContext context, uint* ids, int count)
    {
        const int PlainCount = 3;
        if (ids[0] >= ExternalTag.ReferenceLimit || count is not (PlainCount or ExternalTag.MaxReferenceWords))
        {
            return Term.None;
        }
        ulong low = ids[0] | ((ulong)ids[1] << 32);
        if (count == PlainCount)
        {
            return context.LocalReference(heap, low, ids[2]);
        }
        // An alias carries its owner: the pid's data behind the number.
        ulong owner = ids[3] | ((ulong)ids[4] << 32);
        return owner >> (64 - Term.ImmediateShift) == 0
            ? Reference.CreateAlias(heap, low, ids[2], new Term((owner << Term.ImmediateShift) | Term.PidTag))
            : Term.None;
    }

    private static uint ReadUInt32(byte* position) => BinaryPrimitives.ReverseEndianness(*(uint*)position);

    private static int ReadUInt16(byte* position) => (position[0] << 8) | position[1];

    private static ulong ReadUInt64(byte* position) => BinaryPrimitives.ReverseEndianness(*(ulong*)position);
}
