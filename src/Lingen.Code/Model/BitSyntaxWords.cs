// The packed words inside of the instructions BsMatch and BsCreateBin.
//
// BsMatch:  [op a=ctx b=words][offset][reserve] commands, the last of them Done
//   command   | size in bits (40) | target register or unit (15) | flags (3) | kind (6) |
//   Equal and GroupEqual have the expected bits in the word after.
//
// BsCreateBin:  [op a=dst b=segments c=words + flag NeedsSizes][offset][sum of the sizes known in advance][reserve] segments
//   segment   [| fixed (1) | number (15) | unit (16) | flags (8) | kind (8) |][operand word value][bits if fixed, else operand word size]
//   String    [the same][length in bytes][the bytes, padded to words]
using System.Runtime.CompilerServices;
using Lingen.Terms;

namespace Lingen.Code;

/// <summary>What a command of BsMatch does.</summary>
public enum MatchCommandKind
{
    Done,

    /// <summary>Fails unless this many bits are left, and behind them a multiple of the unit.</summary>
    EnsureAtLeast,
    EnsureExactly,
    Skip,

    /// <summary>One unsigned byte.</summary>
    Byte,
    Integer,
    Binary,
    GetTail,

    /// <summary>Compares bits with a number; fails if they differ.</summary>
    Equal,

    /// <summary>Reads up to 64 bits at once, which the GroupInteger and GroupEqual commands behind take apart.</summary>
    ReadGroup,
    GroupInteger,
    GroupEqual,
}

/// <summary>Packs and reads a command of BsMatch.</summary>
public readonly struct MatchCommand(ulong word)
{
    public const long MaxSizeBits = (1L << 40) - 1;
    private const int FlagsShift = 6;
    private const int TargetShift = 9;
    private const int SizeShift = 24;

    public static ulong Make(MatchCommandKind kind, ulong target, SegmentFlags flags, ulong sizeBits) =>
        (ulong)kind | ((ulong)flags << FlagsShift) | (target << TargetShift) | (sizeBits << SizeShift);

    public MatchCommandKind Kind
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (MatchCommandKind)(word & 0x3F);
    }

    public SegmentFlags Flags
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (SegmentFlags)((word >> FlagsShift) & 7);
    }

    /// <summary>Register descriptor of the result.</summary>
    public ulong Target
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (word >> TargetShift) & 0x7FFF;
    }

    public int Unit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)Target;
    }

    public long SizeBits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (long)(word >> SizeShift);
    }
}

/// <summary>Packs and reads the first word of a segment of BsCreateBin.</summary>
public readonly struct BuildSegment(ulong word)
{
    /// <summary>In the upper bits of the instruction: there are sizes to be found when it runs.</summary>
    public const ulong NeedsSizes = 0x8000;
    public const ulong LengthMask = 0x7FFF;

    public static ulong Make(SegmentKind kind, SegmentFlags flags, ulong unit, ulong number, bool isFixed) =>
        (ulong)kind | ((ulong)flags << 8) | (unit << 16) | ((number & 0x7FFF) << 32) | (isFixed ? 1UL << 47 : 0);

    public SegmentKind Kind
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (SegmentKind)(byte)word;
    }

    public SegmentFlags Flags
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (SegmentFlags)(byte)(word >> 8);
    }

    public int Unit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (ushort)(word >> 16);
    }

    /// <summary>1-based place in the source, for error texts.</summary>
    public int Number => (int)(word >> 32) & 0x7FFF;

    /// <summary>The size is known in advance.</summary>
    public bool IsFixed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (word >> 47 & 1) != 0;
    }
}
