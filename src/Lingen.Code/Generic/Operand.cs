// One operand of a generic instruction, decoded from the compact term encoding.
using System.Runtime.InteropServices;

namespace Lingen.Code;

/// <summary>What an operand is, and so what <see cref="Operand.Value"/> means.</summary>
public enum OperandKind : byte
{
    /// <summary>An untagged number: arities, sizes, live counts, flags.</summary>
    Number,

    /// <summary>A small integer (60 bits).</summary>
    Integer,

    /// <summary>An integer that does not fit a small; Value is its place in the code. See <see cref="InstructionReader.BigInteger"/>.</summary>
    BigInteger,

    /// <summary>Index into the file's atom table, from 1.</summary>
    Atom,
    Nil,

    /// <summary>Register number.</summary>
    X,
    Y,
    FloatRegister,

    /// <summary>Label number; 0 as a fail label means "raise".</summary>
    Label,

    /// <summary>Index into the file's literal table.</summary>
    Literal,

    /// <summary>Value operands, in the buffer from <see cref="Operand.Extra"/>. See <see cref="InstructionReader.Items"/>.</summary>
    List,

    /// <summary>Heap need in parts: like List, of pairs (part kind, count). See <see cref="InstructionReader.HeapWords"/>.</summary>
    AllocationList,
}

/// <summary>A decoded operand. A typed register is a register whose type index is not -1.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Operand
{
    public OperandKind Kind;

    /// <summary>X and Y: index into the file's type table, or -1. Lists: where the items start in the buffer.</summary>
    public int Extra;
    public long Value;

    public readonly bool IsRegister => Kind is OperandKind.X or OperandKind.Y;

    /// <summary>Something with a term value: a register or a constant.</summary>
    public readonly bool IsSource =>
        Kind
            is OperandKind.X
                or OperandKind.Y
                or OperandKind.Integer
                or OperandKind.BigInteger
                or OperandKind.Atom
                or OperandKind.Nil
                or OperandKind.Literal;

    /// <summary>Index into the type table for a typed register, else -1.</summary>
    public readonly int TypeIndex => IsRegister ? Extra : -1;
}
