// Binaries and bitstrings. Up to 64 bytes live on the heap; longer data lives in a shared BinaryCell; a part of
// either, made by matching, is a sub binary. All lengths and positions are in bits.
//
//   heap binary                              refc binary
//   0      header (HeapBinary, 1 + words)    0  header (RefcBinary, size = 4)
//   1      size in bits                      1  next off-heap object
//   2..    bytes, padded to a word           2  BinaryCell*
//                                            3  offset in bits     4  size in bits
//   sub binary                               match context
//   0  header (SubBinary, size = 3)          0  header (MatchContext, size = 4)
//   1  offset in bits (from the original's)  1  position in bits, absolute from the base pointer
//   2  size in bits                          2  end in bits, absolute
//   3  original: a heap or refc binary       3  base pointer (byte*); the collector sets it anew for heap binaries
//                                            4  original: a heap or refc binary
//
// The unused low bits of a last byte are zero in heap binaries and undefined in shared cells: a reader masks them.
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

/// <summary>Where the bits of any bitstring term are. Valid until the next collection (heap binaries move).</summary>
public readonly unsafe struct Bitstring
{
    public const int HeapLimitBytes = 64;
    public const int RefcSizeWords = 5;
    public const int SubSizeWords = 4;
    public const int MatchContextSizeWords = 5;

    public readonly Term Term;

    /// <summary>Start of the underlying bytes; the first bit is <see cref="OffsetBits"/> behind it.</summary>
    public readonly byte* Data;
    public readonly long OffsetBits;
    public readonly long SizeBits;

    public Bitstring(Term term)
    {
        Term = term;
        ulong* words = term.BoxedPointer;
        switch (new HeaderWord(*words).Tag)
        {
            case HeaderTag.HeapBinary:
                Data = (byte*)(words + 2);
                SizeBits = (long)words[1];
                break;
            case HeaderTag.RefcBinary:
                Data = ((BinaryCell*)words[2])->Data;
                OffsetBits = (long)words[3];
                SizeBits = (long)words[4];
                break;
            default:
                // A part of one of the two above, never of another part.
                OffsetBits = (long)words[1];
                SizeBits = (long)words[2];
                ulong* whole = new Term(words[3]).BoxedPointer;
                if (new HeaderWord(*whole).Tag == HeaderTag.HeapBinary)
                {
                    Data = (byte*)(whole + 2);
                }
                else
                {
                    Data = ((BinaryCell*)whole[2])->Data;
                    OffsetBits += (long)whole[3];
                }
                break;
        }
    }

    public bool IsBinary => (SizeBits & 7) == 0;
    public bool IsByteAligned => (OffsetBits & 7) == 0;

    /// <summary>Whole bytes; the rest of a bitstring is <c>SizeBits &amp; 7</c>.</summary>
    public long LengthBytes => SizeBits >> 3;

    /// <summary>First byte of a byte-aligned bitstring.</summary>
    public byte* AlignedStart => Data + (OffsetBits >> 3);

    /// <summary>The whole bytes of a byte-aligned bitstring.</summary>
    public ReadOnlySpan<byte> AlignedBytes => new(AlignedStart, SpanSize.Of(LengthBytes));

    public static bool TryFrom(Term term, out Bitstring bitstring)
    {
        bool matches = term.IsBitstring;
        bitstring = matches ? new Bitstring(term) : default;
        return matches;
    }

    public static int HeapSizeWords(long lengthBytes) => 2 + (int)((lengthBytes + 7) >> 3);

    /// <summary>A new bitstring of this many bits, on the heap or shared by length; the caller writes all of its bytes.</summary>
    public static Term Create(TermHeap* heap, long sizeBits, out byte* data)
    {
        long lengthBytes = (sizeBits + 7) >> 3;
        if (lengthBytes <= HeapLimitBytes)
        {
            int dataWords = (int)((lengthBytes + 7) >> 3);
            ulong* header = heap->Allocate(2 + dataWords);
            header[0] = HeaderWord.Make(HeaderTag.HeapBinary, 1 + dataWords);
            header[1] = (ulong)sizeBits;
            if (dataWords > 0)
            {
                header[1 + dataWords] = 0;
            }
            data = (byte*)(header + 2);
            return Term.FromBoxed(header);
        }
        BinaryCell* cell = BinaryCell.Allocate(lengthBytes);
        data = cell->Data;
        return CreateRefc(heap, cell, 0, sizeBits);
    }

    /// <summary>A new binary of this many bytes.</summary>
    public static Term CreateBinary(TermHeap* heap, long lengthBytes, out byte* data) => Create(heap, lengthBytes * 8, out data);

    public static Term FromBytes(TermHeap* heap, ReadOnlySpan<byte> bytes)
    {
        Term binary = CreateBinary(heap, bytes.Length, out byte* data);
        bytes.CopyTo(new Span<byte>(data, bytes.Length));
        return binary;
    }

    /// <summary>A term over part of a shared cell; takes over one count on the cell from the caller.</summary>
    public static Term CreateRefc(TermHeap* heap, BinaryCell* cell, long offsetBits, long sizeBits)
    {
        ulong* header = heap->Allocate(RefcSizeWords);
        header[0] = HeaderWord.Make(HeaderTag.RefcBinary, 4);
        header[2] = (ulong)cell;
        header[3] = (ulong)offsetBits;
        header[4] = (ulong)sizeBits;
        heap->LinkOffHeap(header);
        heap->OffHeapBytes += cell->CapacityBytes;
        return Term.FromBoxed(header);
    }

    /// <summary>A part of a bitstring without copying; the original may itself be a sub binary. Offset from its first bit.</summary>
    public static Term CreateSub(TermHeap* heap, Term original, long offsetBits, long sizeBits)
    {
        if (original.Header.Tag == HeaderTag.SubBinary)
        {
            ulong* outer = original.BoxedPointer;
            offsetBits += (long)outer[1];
            original = new Term(outer[3]);
        }
        ulong* header = heap->Allocate(SubSizeWords);
        header[0] = HeaderWord.Make(HeaderTag.SubBinary, 3);
        header[1] = (ulong)offsetBits;
        header[2] = (ulong)sizeBits;
        header[3] = original.Bits;
        return Term.FromBoxed(header);
    }

    /// <summary>A match context over the whole bitstring.</summary>
    public static Term CreateMatchContext(TermHeap* heap, Term bitstring)
    {
        var bits = new Bitstring(bitstring);
        Term original = bitstring.Header.Tag == HeaderTag.SubBinary ? new Term(bitstring.BoxedPointer[3]) : bitstring;
        ulong* header = heap->Allocate(MatchContextSizeWords);
        header[0] = HeaderWord.Make(HeaderTag.MatchContext, 4);
        header[1] = (ulong)bits.OffsetBits;
        header[2] = (ulong)(bits.OffsetBits + bits.SizeBits);
        header[3] = (ulong)bits.Data;
        header[4] = original.Bits;
        return Term.FromBoxed(header);
    }
}

/// <summary>A term that is known to be a binary (a whole number of bytes).</summary>
public readonly unsafe struct Binary
{
    public readonly Bitstring Bits;

    public Binary(Bitstring bits) => Bits = bits;

    public Term Term => Bits.Term;
    public long Length => Bits.LengthBytes;

    public static bool TryFrom(Term term, out Binary binary)
    {
        bool matches = Bitstring.TryFrom(term, out Bitstring bits) && bits.IsBinary;
        binary = new Binary(bits);
        return matches;
    }
}
