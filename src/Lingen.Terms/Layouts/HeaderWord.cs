// The first word of every boxed object.
//
//   63            38 37                       6 5     2 1 0
//   | extra (26)   | size in words after (32) | tag(4) | 0 0 |
//
// `size` counts the words that follow the header, so a walker can step over any object. `extra` belongs to the
// tag: the bitmap of a hash map node, the sign of a bignum, the kind of an external identifier.
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

public enum HeaderTag
{
    Tuple = 0,
    FlatMap = 1,
    HashMap = 2,
    HashNode = 3,
    Fun = 4,
    Export = 5,
    Float = 6,
    Bignum = 7,
    HeapBinary = 8,
    SubBinary = 9,
    MatchContext = 10,
    RefcBinary = 11,
    Reference = 12,
    MagicReference = 13,
    External = 14,
}

public enum ExternalKind
{
    Pid = 0,
    Port = 1,
    Reference = 2,
}

/// <summary>Decoded view of a header word.</summary>
public readonly struct HeaderWord
{
    public const int TagShift = 2;
    public const int SizeShift = 6;
    public const int ExtraShift = 38;

    public readonly ulong Bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public HeaderWord(ulong bits) => Bits = bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Make(HeaderTag tag, int sizeWords, ulong extra = 0) =>
        ((ulong)tag << TagShift) | ((ulong)(uint)sizeWords << SizeShift) | (extra << ExtraShift);

    public HeaderTag Tag
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (HeaderTag)((Bits >> TagShift) & 0xF);
    }

    /// <summary>Words after the header.</summary>
    public int SizeWords
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)(uint)(Bits >> SizeShift);
    }

    public ulong Extra
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Bits >> ExtraShift;
    }

    /// <summary>
    /// How many words after the header are raw, before the words that are terms begin; a count at or past
    /// <see cref="SizeWords"/> means the object holds no terms. Collector, copier and verifier walk by this.
    /// </summary>
    public int RawWords =>
        Tag switch
        {
            HeaderTag.Tuple or HeaderTag.FlatMap or HeaderTag.HashMap or HeaderTag.HashNode => 0,
            HeaderTag.Fun => 1,
            HeaderTag.SubBinary => 2,
            HeaderTag.MatchContext => 3,
            _ => int.MaxValue,
        };

    /// <summary>The object stands in its heap's off-heap list: word 1 links it, word 2 points at its shared cell.</summary>
    public bool IsOffHeap => Tag is HeaderTag.RefcBinary or HeaderTag.MagicReference or HeaderTag.External;
}
