// What a segment of a binary pattern or construction says beside its size.
namespace Lingen.Terms;

/// <summary>Byte order and sign of a segment. The values are those of the flag operand in .beam files; native means little.</summary>
[Flags]
public enum SegmentFlags : byte
{
    None = 0,
    Little = 2,
    Signed = 4,
}

/// <summary>Kinds of segments that <c>bs_create_bin</c> builds.</summary>
public enum SegmentKind : byte
{
    /// <summary>First segment only: append to a bitstring that others may hold.</summary>
    Append,

    /// <summary>First segment only: append to a bitstring that nothing else refers to.</summary>
    PrivateAppend,

    /// <summary>A bitstring cut to a size.</summary>
    Binary,

    /// <summary>A whole bitstring, whose size must be a multiple of the unit.</summary>
    BinaryAll,
    Float,
    Integer,

    /// <summary>Bytes of the module's string table.</summary>
    String,
    Utf8,
    Utf16,
    Utf32,
}

/// <summary>Reads flag operands.</summary>
public static class SegmentFlagsReader
{
    private const int Native = 16;

    /// <summary>From the number of a <c>bs_get_*2</c> or <c>bs_put_*</c> instruction.</summary>
    public static SegmentFlags FromNumber(long flags) =>
        ((flags & Native) != 0 ? SegmentFlags.Little : SegmentFlags.None)
        | (SegmentFlags)flags & (SegmentFlags.Little | SegmentFlags.Signed);

    /// <summary>From the list of atoms (or nil) of <c>bs_create_bin</c> and <c>bs_match</c>.</summary>
    public static SegmentFlags FromList(Term list)
    {
        SegmentFlags flags = SegmentFlags.None;
        for (; list.IsCons; list = list.Tail)
        {
            if (list.Head == Atoms.Little || list.Head == Atoms.Native)
            {
                flags |= SegmentFlags.Little;
            }
            else if (list.Head == Atoms.Signed)
            {
                flags |= SegmentFlags.Signed;
            }
        }
        return flags;
    }
}
