// Where construction of a bitstring stands, and why it failed.
namespace Lingen.Terms;

/// <summary>The target of construction: bytes with room for the whole result, and the next bit to write.</summary>
public unsafe struct BitBuilder
{
    public byte* Data;
    public long Position;

    /// <summary>Bits of an append's source that had to be copied, since it could not be extended where it lies.</summary>
    public long CopiedBits;
}

/// <summary>
/// A failed construction. <see cref="CreateCause"/> gives what <c>erl_erts_errors:format_bs_fail/2</c> turns into
/// text: which segment, of which type, what was wrong with it, and the value.
/// </summary>
public struct BitFailure
{
    /// <summary>badarg or system_limit.</summary>
    public Term Reason;

    /// <summary>1-based segment of the source expression.</summary>
    public int Segment;

    /// <summary>binary, float, integer, utf8, utf16 or utf32.</summary>
    public Term Type;

    /// <summary>type, size, unit, short, no_float or invalid.</summary>
    public Term Info;
    public Term Value;

    public void Set(Term reason, Term info, Term value)
    {
        Reason = reason;
        Info = info;
        Value = value;
    }

    public void SetSegment(SegmentKind kind, int segment)
    {
        Segment = segment;
        Type = kind switch
        {
            SegmentKind.Float => Atoms.Float,
            SegmentKind.Integer or SegmentKind.String => Atoms.Integer,
            SegmentKind.Utf8 => Atoms.Utf8,
            SegmentKind.Utf16 => Atoms.Utf16,
            SegmentKind.Utf32 => Atoms.Utf32,
            _ => Atoms.Binary,
        };
    }

    /// <summary><c>{Segment, Type, Info, Value}</c>: the cause in error_info, whose function is format_bs_fail.</summary>
    public readonly unsafe Term CreateCause(TermHeap* heap) => Tuple.Create(heap, Term.Small(Segment), Type, Info, Value);
}
