// Translation of jumps, exceptions and messages.
using Lingen.Terms;

namespace Lingen.Code;

public sealed unsafe partial class FunctionTranslator
{
    private bool TranslateControl(ref InstructionReader reader)
    {
        switch (reader.Op)
        {
            case GenericOp.Jump:
                code.Begin(Op.Jump);
                code.JumpInUpperHalf(Label(reader[0]));
                return true;
            case GenericOp.Catch:
            case GenericOp.Try:
                code.Begin(reader.Op == GenericOp.Try ? Op.Try : Op.Catch, (ulong)reader[0].Value);
                code.AddAddress(Label(reader[1]));
                return true;
            case GenericOp.CatchEnd:
                code.Begin(Op.CatchEnd, (ulong)reader[0].Value);
                return true;
            case GenericOp.TryEnd:
                code.Begin(Op.TryEnd, (ulong)reader[0].Value);
                return true;
            case GenericOp.TryCase:
                code.Begin(Op.TryCase, (ulong)reader[0].Value);
                return true;
            case GenericOp.TryCaseEnd:
                BeginSource(ref reader, Op.TryCaseEnd);
                return true;
            case GenericOp.Badmatch:
                BeginSource(ref reader, Op.BadMatch);
                return true;
            case GenericOp.CaseEnd:
                BeginSource(ref reader, Op.CaseEnd);
                return true;
            case GenericOp.Badrecord:
                BeginSource(ref reader, Op.BadRecord);
                return true;
            case GenericOp.IfEnd:
                code.Begin(Op.IfEnd);
                return true;
            case GenericOp.Raise:
                code.Begin(Op.Raise);
                code.SetA(Source(ref reader, reader[0]));
                code.SetB(Source(ref reader, reader[1]));
                return true;
            case GenericOp.RawRaise:
                code.Begin(Op.RawRaise);
                return true;
            case GenericOp.BuildStacktrace:
                code.Begin(Op.BuildStacktrace);
                return true;
            case GenericOp.Send:
                CallExternal(exports.GetOrCreate(Atoms.Erlang, Term.Atom("send"), 2));
                return true;
            case GenericOp.LoopRec:
                code.Begin(Op.LoopRec, Register(reader[1]));
                code.JumpInUpperHalf(Label(reader[0]));
                return true;
            case GenericOp.LoopRecEnd:
                code.Begin(Op.LoopRecEnd);
                code.JumpInUpperHalf(Label(reader[0]));
                return true;
            case GenericOp.RemoveMessage:
                code.Begin(Op.RemoveMessage);
                return true;
            case GenericOp.Wait:
                code.Begin(Op.Wait);
                code.JumpInUpperHalf(Label(reader[0]));
                return true;
            case GenericOp.WaitTimeout:
                WaitTimeout(ref reader);
                return true;
            case GenericOp.Timeout:
                code.Begin(Op.Timeout);
                return true;
            case GenericOp.RecvMarkerReserve:
                code.Begin(Op.ReceiveMarkerReserve, Register(reader[0]));
                return true;
            case GenericOp.RecvMarkerBind:
            {
                ulong marker = RegisterSource(ref reader, reader[0]);
                ulong reference = RegisterSource(ref reader, reader[1]);
                code.Begin(Op.ReceiveMarkerBind, marker, reference);
                return true;
            }
            case GenericOp.RecvMarkerClear:
            {
                ulong reference = RegisterSource(ref reader, reader[0]);
                code.Begin(Op.ReceiveMarkerClear, reference);
                return true;
            }
            case GenericOp.RecvMarkerUse:
            {
                ulong reference = RegisterSource(ref reader, reader[0]);
                code.Begin(Op.ReceiveMarkerUse, reference);
                return true;
            }
            default:
                return false;
        }
    }

    private void BeginSource(ref InstructionReader reader, Op op)
    {
        code.Begin(op);
        code.SetA(Source(ref reader, reader[0]));
    }

    /// <summary>The literal stands behind the word whose upper half is the jump, so its descriptor is known before.</summary>
    private void WaitTimeout(ref InstructionReader reader)
    {
        code.Begin(Op.WaitTimeout);
        code.JumpInUpperHalf(Label(reader[0]));
        code.SetA(Source(ref reader, reader[1]));
    }
}
