// Tests in front of instructions whose source the validator could not prove to be what they need. They cost one
// instruction each and occur in a few places of code that the VM does not come with; code of the archive has none.
namespace Lingen.Code;

/// <summary>What <see cref="Op.CheckType"/> looks for.</summary>
public enum CheckedType
{
    Cons,

    /// <summary>A tuple of at least this size.</summary>
    Tuple,

    /// <summary>A tuple of exactly this size.</summary>
    Record,
    Map,
    Float,

    /// <summary>A bitstring or a match context.</summary>
    Bits,

    /// <summary>x0 says that an exception arrives.</summary>
    Exception,

    /// <summary>What an exception handler gets as its raw stack trace.</summary>
    RawTrace,

    /// <summary>A position within the match context whose register stands in the place of the size.</summary>
    Position,
}

public sealed unsafe partial class FunctionTranslator
{
    private void CheckSource(ref InstructionReader reader)
    {
        switch (reader.Op)
        {
            case GenericOp.GetList or GenericOp.GetHd or GenericOp.GetTl:
                Check(ref reader, CheckedType.Cons, 0, 0);
                break;
            case GenericOp.GetTupleElement:
                Check(ref reader, CheckedType.Tuple, reader[1].Value + 1, 0);
                break;
            case GenericOp.SetTupleElement:
                Check(ref reader, CheckedType.Tuple, reader[2].Value + 1, 1);
                break;
            case GenericOp.TestArity:
                Check(ref reader, CheckedType.Tuple, 0, 1);
                break;
            case GenericOp.SelectTupleArity:
                Check(ref reader, CheckedType.Tuple, 0, 0);
                break;
            case GenericOp.UpdateRecord:
                Check(ref reader, CheckedType.Record, reader[1].Value, 2);
                break;
            case GenericOp.GetMapElements or GenericOp.HasMapFields or GenericOp.PutMapAssoc or GenericOp.PutMapExact:
                Check(ref reader, CheckedType.Map, 0, 1);
                break;
            case GenericOp.Fmove:
                Check(ref reader, CheckedType.Float, 0, 0);
                break;
            case GenericOp.BsStartMatch4:
                Check(ref reader, CheckedType.Bits, 0, 2);
                break;
            case GenericOp.BsSetPosition:
                Check(ref reader, CheckedType.Position, (long)OperandWord(ref reader, reader[0]), 1);
                break;
            case GenericOp.Raise:
                Check(ref reader, CheckedType.RawTrace, 0, 0);
                break;
            case GenericOp.RawRaise or GenericOp.BuildStacktrace:
                code.Begin(Op.CheckType);
                code.Add((ulong)CheckedType.RawTrace);
                code.Add(0);
                code.Add((reader.Op == GenericOp.RawRaise ? 2UL : 0UL) << 2);
                break;
            case GenericOp.Bif2:
                Move(ref reader, new Operand { Kind = OperandKind.Nil, Extra = -1 }, reader[4]);
                break;
            case GenericOp.CallExtLast or GenericOp.CallExtOnly:
                // Nothing to test; the call leaves the frame alone.
                break;
            case GenericOp.TryCase:
                code.Begin(Op.CheckType);
                code.Add((ulong)CheckedType.Exception);
                code.Add(0);
                code.Add(0);
                break;
            default:
                throw new BeamFormatException($"no check is known for {GenericOpTable.Name(reader.Op)}");
        }
    }

    private void Check(ref InstructionReader reader, CheckedType type, long size, int operand)
    {
        ulong source = OperandWord(ref reader, reader[operand]);
        code.Begin(Op.CheckType);
        code.Add((ulong)type);
        code.Add((ulong)size);
        code.Add(source);
    }
}
