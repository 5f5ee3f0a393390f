// Translation of the bit syntax instructions of compilers before OTP 25: construction in several instructions that share a
// hidden target, kept by the scheduler from bs_init* or bs_append to the last bs_put_*.
//
//   [op a=dst b=flags c=unit][offset][operand word][operand word]    of which each instruction uses what it needs
using Lingen.Terms;

namespace Lingen.Code;

public sealed unsafe partial class FunctionTranslator
{
    private const ulong BytesUnit = 8;
    private const ulong BitsUnit = 1;

    private void TranslateOldBitSyntax(ref InstructionReader reader)
    {
        switch (reader.Op)
        {
            case GenericOp.BsInit2:
                OldInit(ref reader, BytesUnit);
                break;
            case GenericOp.BsInitBits:
                OldInit(ref reader, BitsUnit);
                break;
            case GenericOp.BsAppend:
            {
                // Fail Size Extra Live Unit Bin Flags Dst
                ulong source = OperandWord(ref reader, reader[5]);
                long extraWords = reader.HeapWords(reader[2]);
                if (extraWords > 0)
                {
                    int live = (int)reader[3].Value;
                    source = KeepAppendSource(ref reader, reader[5], ref live);
                    code.Begin(Op.TestHeap, (ulong)live);
                    code.Add((ulong)(extraWords + BuildMaxWords));
                }
                OldInstruction(
                    ref reader,
                    Op.BsAppend,
                    reader[0],
                    Register(reader[7]),
                    0,
                    (ulong)reader[4].Value,
                    SizeWord(ref reader, reader[1]),
                    source
                );
                break;
            }
            case GenericOp.BsPrivateAppend:
                // Fail Size Unit Bin Flags Dst
                OldInstruction(
                    ref reader,
                    Op.BsPrivateAppend,
                    reader[0],
                    Register(reader[5]),
                    0,
                    (ulong)reader[2].Value,
                    SizeWord(ref reader, reader[1]),
                    OperandWord(ref reader, reader[3])
                );
                break;
            case GenericOp.BsPutInteger:
                OldPut(ref reader, Op.BsPutInteger);
                break;
            case GenericOp.BsPutBinary:
                OldPut(ref reader, Op.BsPutBinary);
                break;
            case GenericOp.BsPutFloat:
                OldPut(ref reader, Op.BsPutFloat);
                break;
            case GenericOp.BsPutString:
                code.Begin(Op.BsPutString);
                code.Add((ulong)reader[0].Value);
                AddString(reader[1].Value, reader[0].Value);
                break;
            case GenericOp.BsPutUtf8:
                OldPutUtf(ref reader, Op.BsPutUtf8);
                break;
            case GenericOp.BsPutUtf16:
                OldPutUtf(ref reader, Op.BsPutUtf16);
                break;
            case GenericOp.BsPutUtf32:
                OldPutUtf(ref reader, Op.BsPutUtf32);
                break;
            case GenericOp.BsAdd:
                // Fail First Second Unit Dst
                OldInstruction(
                    ref reader,
                    Op.BsAdd,
                    reader[0],
                    Register(reader[4]),
                    0,
                    (ulong)reader[3].Value,
                    OperandWord(ref reader, reader[1]),
                    OperandWord(ref reader, reader[2])
                );
                break;
            case GenericOp.BsUtf8Size:
                OldInstruction(
                    ref reader,
                    Op.BsUtf8Size,
                    reader[0],
                    Register(reader[2]),
                    0,
                    0,
                    OperandWord(ref reader, reader[1]),
                    0
                );
                break;
            case GenericOp.BsUtf16Size:
                OldInstruction(
                    ref reader,
                    Op.BsUtf16Size,
                    reader[0],
                    Register(reader[2]),
                    0,
                    0,
                    OperandWord(ref reader, reader[1]),
                    0
                );
                break;
            default:
                throw new BeamFormatException($"instruction {reader.Op} is not supported");
        }
    }

    /// <summary>A size operand: a register, a constant, or an untagged number.</summary>
    private ulong SizeWord(ref InstructionReader reader, in Operand size) => OperandWord(ref reader, size);

    private void OldInstruction(
        ref InstructionReader reader,
        Op op,
        in Operand fail,
        ulong target,
        ulong flags,
        ulong unit,
        ulong first,
        ulong second
    )
    {
        code.Begin(op, target, flags, unit);
        code.AddJump(Label(fail));
        code.Add(first);
        code.Add(second);
    }

    /// <summary>Fail Size ExtraWords Live Flags Dst</summary>
    private void OldInit(ref InstructionReader reader, ulong unit)
    {
        long extraWords = reader.HeapWords(reader[2]);
        if (extraWords > 0)
        {
            code.Begin(Op.TestHeap, (ulong)reader[3].Value);
            code.Add((ulong)(extraWords + BuildMaxWords));
        }
        OldInstruction(ref reader, Op.BsInit, reader[0], Register(reader[5]), 0, unit, SizeWord(ref reader, reader[1]), 0);
    }

    /// <summary>Fail Size Unit Flags Src</summary>
    private void OldPut(ref InstructionReader reader, Op op) =>
        OldInstruction(
            ref reader,
            op,
            reader[0],
            0,
            (ulong)SegmentFlagsReader.FromNumber(reader[3].Value),
            (ulong)reader[2].Value,
            OperandWord(ref reader, reader[1]),
            OperandWord(ref reader, reader[4])
        );

    /// <summary>Fail Flags Src</summary>
    private void OldPutUtf(ref InstructionReader reader, Op op) =>
        OldInstruction(
            ref reader,
            op,
            reader[0],
            0,
            (ulong)SegmentFlagsReader.FromNumber(reader[1].Value),
            0,
            OperandWord(ref reader, reader[2]),
            0
        );
}
