// Reads generic instructions one by one from the bytes of a Code chunk. Used by the function splitter, the validator,
// the translator and the disassembler. It checks bounds and encoding only; what operands mean is the validator's work.
//
// A compact term is a byte tttttt kkk with the kind in the low three bits:
//   vvvv 0 kkk             value 0..15
//   vvv 01 kkk  vvvvvvvv   value 0..2047
//   nnn 11 kkk  ...        n+2 bytes follow (n = 7: a compact number follows with the count less 9), two's complement
//   eeee 0 111             extended: 1 list, 2 float register, 3 allocation list, 4 literal, 5 typed register
using System.Runtime.CompilerServices;
using Lingen.Terms;

namespace Lingen.Code;

/// <summary>Growing storage for operands, reused from instruction to instruction. One per thread that reads code.</summary>
public sealed class OperandBuffer
{
    internal Operand[] Items = new Operand[64];

    internal void Grow() => Array.Resize(ref Items, Items.Length * 2);
}

/// <summary>Cursor over generic code. After <see cref="Read"/> the operands are available until the next call.</summary>
public ref struct InstructionReader
{
    private const int MaxOperands = 8;
    private const int IntegerKind = 1;
    private readonly ReadOnlySpan<byte> code;
    private readonly OperandBuffer buffer;
    private int position;
    private int itemsEnd;

    /// <summary>Starts at a byte offset of the Code chunk's instructions.</summary>
    public InstructionReader(ReadOnlySpan<byte> code, int offset, OperandBuffer buffer)
    {
        this.code = code;
        this.buffer = buffer;
        position = offset;
        InstructionOffset = offset;
    }

    /// <summary>The instruction read last.</summary>
    public GenericOp Op { get; private set; }

    /// <summary>Byte offset of the instruction read last.</summary>
    public int InstructionOffset { get; private set; }

    /// <summary>Byte offset behind the instruction read last.</summary>
    public readonly int Offset => position;
    public int OperandCount { get; private set; }

    /// <summary>Operand by zero-based index.</summary>
    public readonly ref readonly Operand this[int index] => ref buffer.Items[index];

    /// <summary>The items of a List or AllocationList operand.</summary>
    public readonly ReadOnlySpan<Operand> Items(in Operand list) => buffer.Items.AsSpan(list.Extra, (int)list.Value);

    /// <summary>Reads the next instruction; false at the end of the code.</summary>
    /// <exception cref="BeamFormatException">Unknown opcode, bad encoding or truncated code.</exception>
    public bool Read()
    {
        InstructionOffset = position;
        if (position >= code.Length)
        {
            return false;
        }
        int opcode = code[position++];
        if (opcode > GenericOpTable.Last || GenericOpTable.Obsolete[opcode])
        {
            throw UnknownOpcode(opcode);
        }
        Op = (GenericOp)opcode;
        int count = GenericOpTable.Operands[opcode];
        OperandCount = count;
        itemsEnd = MaxOperands;
        for (int i = 0; i < count; i++)
        {
            ReadOperand(i);
        }
        return true;
    }

    /// <summary>Words that a heap need operand stands for in our layouts: a number, or a list of words, floats and funs.</summary>
    public readonly long HeapWords(in Operand operand)
    {
        if (operand.Kind != OperandKind.AllocationList)
        {
            return operand.Value;
        }
        long words = 0;
        ReadOnlySpan<Operand> parts = Items(operand);
        for (int i = 0; i + 1 < parts.Length; i += 2)
        {
            words += parts[i].Value switch
            {
                0 => parts[i + 1].Value,
                1 => parts[i + 1].Value * Float.SizeWords,
                _ => parts[i + 1].Value * FunSizeWords,
            };
        }
        return words;
    }

    /// <summary>Header, entry and creator of a fun; its environment is counted as plain words.</summary>
    private const int FunSizeWords = 3;

    /// <summary>Builds the term of a BigInteger operand: a bignum, or a small if the encoding was merely long.</summary>
    public readonly unsafe Term BigInteger(in Operand operand, TermHeap* heap)
    {
        int at = (int)(operand.Value >> 32);
        int length = (int)operand.Value;
        return IntegerBytes.ToTerm(code.Slice(at, length), heap);
    }

    /// <summary>The two's complement, big-endian bytes of a BigInteger operand.</summary>
    public readonly ReadOnlySpan<byte> BigIntegerBytes(in Operand operand) =>
        code.Slice((int)(operand.Value >> 32), (int)operand.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ReadOperand(int index)
    {
        int first = NextByte();
        ref Operand operand = ref buffer.Items[index];
        if ((first & 0x0F) < 7)
        {
            SetOperand(ref operand, first & 7, first >> 4);
            return;
        }
        ReadLongOperand(index, first);
    }

    private void ReadLongOperand(int index, int first)
    {
        int kind = first & 7;
        if (kind == 7)
        {
            ReadExtended(index, first >> 4);
            return;
        }
        long value;
        if ((first & 0x10) == 0)
        {
            value = ((first & 0xE0) << 3) | NextByte();
        }
        else if (!ReadLongValue(first >> 5, kind == IntegerKind, out value))
        {
            // The bytes stay where they are; Value tells where and how many.
            if (kind > IntegerKind)
            {
                throw Damaged("operand out of range");
            }
            buffer.Items[index] = new Operand { Kind = OperandKind.BigInteger, Value = value };
            return;
        }
        SetOperand(ref buffer.Items[index], kind, value);
    }

    /// <summary>Reads a value of two or more bytes. False: it fits no small, and the result is place and length of its bytes.</summary>
    private bool ReadLongValue(int lengthCode, bool signed, out long value)
    {
        int length = lengthCode + 2;
        if (lengthCode == 7)
        {
            long more = ReadNumber();
            if (more > code.Length)
            {
                throw Damaged("truncated integer");
            }
            length = (int)more + 9;
        }
        if (length > code.Length - position)
        {
            throw Damaged("truncated integer");
        }
        int start = position;
        position += length;
        if (length <= 8)
        {
            long result = signed ? (sbyte)code[start] : code[start];
            for (int i = 1; i < length; i++)
            {
                result = (result << 8) | code[start + i];
            }
            if (Term.FitsSmall(result) && (signed || result >= 0))
            {
                value = result;
                return true;
            }
        }
        value = ((long)start << 32) | (uint)length;
        return false;
    }

    private readonly void SetOperand(ref Operand operand, int kind, long value)
    {
        operand.Value = value;
        operand.Extra = -1;
        switch (kind)
        {
            case 0:
                operand.Kind = OperandKind.Number;
                break;
            case 1:
                operand.Kind = OperandKind.Integer;
                return;
            case 2:
                operand.Kind = value == 0 ? OperandKind.Nil : OperandKind.Atom;
                break;
            case 3:
                operand.Kind = OperandKind.X;
                break;
            case 4:
                operand.Kind = OperandKind.Y;
                break;
            case 5:
                operand.Kind = OperandKind.Label;
                break;
            default:
                // A character: an integer in all but name, written by very old compilers.
                operand.Kind = OperandKind.Integer;
                break;
        }
        if (value is < 0 or > int.MaxValue && kind != 0)
        {
            throw Damaged("operand out of range");
        }
    }

    private void ReadExtended(int index, int kind)
    {
        switch (kind)
        {
            case 1:
                ReadList(index);
                break;
            case 2:
                buffer.Items[index] = new Operand
                {
                    Kind = OperandKind.FloatRegister,
                    Extra = -1,
                    Value = ReadIndex(),
                };
                break;
            case 3:
                ReadAllocationList(index);
                break;
            case 4:
                buffer.Items[index] = new Operand
                {
                    Kind = OperandKind.Literal,
                    Extra = -1,
                    Value = ReadIndex(),
                };
                break;
            case 5:
                ReadOperand(index);
                if (!buffer.Items[index].IsRegister)
                {
                    throw Damaged("typed register expected");
                }
                buffer.Items[index].Extra = (int)ReadIndex();
                break;
            default:
                throw Damaged("unknown extended operand");
        }
    }

    private void ReadList(int index)
    {
        // Items lie behind the operands proper; an item that is a list itself does not occur in any instruction.
        if (index >= MaxOperands)
        {
            throw Damaged("list in a list");
        }
        long count = ReadIndex();
        if (count > code.Length - position)
        {
            throw Damaged("truncated list");
        }
        int start = Reserve((int)count);
        buffer.Items[index] = new Operand
        {
            Kind = OperandKind.List,
            Extra = start,
            Value = count,
        };
        for (int i = 0; i < count; i++)
        {
            ReadOperand(start + i);
        }
    }

    private void ReadAllocationList(int index)
    {
        if (index >= MaxOperands)
        {
            throw Damaged("list in a list");
        }
        long count = ReadIndex();
        if (count > 16)
        {
            throw Damaged("bad allocation list");
        }
        int start = Reserve((int)count * 2);
        buffer.Items[index] = new Operand
        {
            Kind = OperandKind.AllocationList,
            Extra = start,
            Value = count * 2,
        };
        for (int i = 0; i < count; i++)
        {
            long part = ReadIndex();
            if (part > 2)
            {
                throw Damaged("bad allocation list");
            }
            buffer.Items[start + (2 * i)] = new Operand
            {
                Kind = OperandKind.Number,
                Extra = -1,
                Value = part,
            };
            buffer.Items[start + (2 * i) + 1] = new Operand
            {
                Kind = OperandKind.Number,
                Extra = -1,
                Value = ReadIndex(),
            };
        }
    }

    private int Reserve(int count)
    {
        int start = itemsEnd;
        itemsEnd += count;
        while (itemsEnd > buffer.Items.Length)
        {
            buffer.Grow();
        }
        return start;
    }

    /// <summary>An untagged number in the range of an index.</summary>
    private long ReadIndex()
    {
        long value = ReadNumber();
        return value <= int.MaxValue / 16 ? value : throw Damaged("number out of range");
    }

    private long ReadNumber()
    {
        int first = NextByte();
        if ((first & 7) != 0)
        {
            throw Damaged("number expected");
        }
        if ((first & 8) == 0)
        {
            return first >> 4;
        }
        if ((first & 0x10) == 0)
        {
            return ((first & 0xE0) << 3) | NextByte();
        }
        int length = (first >> 5) + 2;
        if (length > 8 || length > code.Length - position)
        {
            throw Damaged("number out of range");
        }
        long value = (sbyte)code[position];
        for (int i = 1; i < length; i++)
        {
            value = (value << 8) | code[position + i];
        }
        position += length;
        return value >= 0 ? value : throw Damaged("negative number");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int NextByte()
    {
        int at = position;
        if ((uint)at >= (uint)code.Length)
        {
            throw Damaged("truncated instruction");
        }
        position = at + 1;
        return code[at];
    }

    private readonly BeamFormatException Damaged(string what) => new($"{what} at offset {InstructionOffset} of the code");

    private readonly BeamFormatException UnknownOpcode(int opcode) =>
        new($"unknown or obsolete opcode {opcode} at offset {InstructionOffset} of the code")
        {
            IsTooNew = opcode > GenericOpTable.Last,
        };
}

/// <summary>Integers written as big-endian two's complement bytes.</summary>
internal static unsafe class IntegerBytes
{
    public static Term ToTerm(ReadOnlySpan<byte> bytes, TermHeap* heap)
    {
        bool negative = bytes.Length > 0 && (bytes[0] & 0x80) != 0;
        var limbs = new ulong[(bytes.Length + 7) / 8];
        for (int i = 0; i < bytes.Length; i++)
        {
            int fromEnd = bytes.Length - 1 - i;
            ulong value = negative ? (byte)~bytes[i] : bytes[i];
            limbs[fromEnd >> 3] |= value << ((fromEnd & 7) * 8);
        }
        int carry = negative ? 1 : 0;
        for (int i = 0; carry != 0 && i < limbs.Length; i++)
        {
            carry = ++limbs[i] == 0 ? 1 : 0;
        }
        int used = limbs.Length;
        while (used > 0 && limbs[used - 1] == 0)
        {
            used--;
        }
        if (used <= 1)
        {
            ulong magnitude = used == 0 ? 0 : limbs[0];
            if (magnitude <= (ulong)Term.MaxSmall + (negative ? 1UL : 0UL))
            {
                return Term.Small(negative ? -(long)magnitude : (long)magnitude);
            }
        }
        return Bignum.Create(heap, limbs.AsSpan(0, used), negative);
    }
}
