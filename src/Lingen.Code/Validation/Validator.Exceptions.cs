// Raising and catching: catches nest, and each leads to a handler that lies ahead and begins by closing it.
namespace Lingen.Code;

public sealed unsafe partial class Validator
{
    private void StepException(ref InstructionReader reader)
    {
        switch (reader.Op)
        {
            case GenericOp.Catch or GenericOp.Try:
                OpenCatch(
                    (int)reader[0].Value,
                    (int)reader[1].Value,
                    reader.Op == GenericOp.Catch ? ValueType.Catch : ValueType.Try
                );
                break;
            case GenericOp.CatchEnd:
                CloseCatch((int)reader[0].Value, ValueType.Catch);
                NeedTermOrException();
                AfterCall(ValueType.Any);
                break;
            case GenericOp.TryEnd:
                CloseCatch((int)reader[0].Value, ValueType.Try);
                break;
            case GenericOp.TryCase:
                if (state!.GetX(0) != ValueType.Pending)
                {
                    // Falling in from a call that the compiler knows not to return. The test in front raises, which leads to the handlers.
                    NeedTermOrException();
                    TellHandlersOnce(state);
                    Require(false);
                }
                CloseCatch((int)reader[0].Value, ValueType.Try);
                AfterCall(ValueType.Atom);
                state.SetX(1, ValueType.Any, NewValue());
                state.SetX(2, ValueType.Any | ValueType.RawTrace, NewValue());
                break;
            case GenericOp.Raise:
                NeedTrace(NeedTerm(reader[0]));
                NeedTerm(reader[1]);
                End();
                break;
            case GenericOp.RawRaise:
                NeedTermArguments(3);
                NeedTrace(state!.GetX(2));
                state.SetX(0, ValueType.Atom, NewValue());
                break;
            case GenericOp.BuildStacktrace:
                NeedTermArguments(1);
                NeedTrace(state!.GetX(0));
                AfterCall(ValueType.Any);
                break;
            case GenericOp.IfEnd:
                End();
                break;
            default:
                NeedTerm(reader[0]);
                End();
                break;
        }
    }

    private void NeedTermOrException()
    {
        if (!ValueType.IsTerm(state!.GetX(0) & ~ValueType.Pending))
        {
            throw Invalid("x0 is no term");
        }
    }

    /// <summary>Only try_case makes raw traces. What code that is not optimized has carried through a tuple is looked at when it runs.</summary>
    private void NeedTrace(ulong type) => Require((type & ValueType.RawTrace) != 0);

    private void OpenCatch(int slot, int label, ulong kind)
    {
        NeedFrame();
        if (slot >= state!.YCount)
        {
            throw Invalid($"y{slot} is outside of the frame");
        }
        int innermost = state.InnermostCatch();
        if (innermost >= 0 && innermost <= slot)
        {
            throw Invalid("catches do not nest");
        }
        if (offsetOfLabel[label] <= currentOffset || !IsHandler(label, kind))
        {
            throw Invalid($"label {label} is no handler");
        }
        AddWay(label);
        state.Y[slot] = kind;
        state.YValue[slot] = HandlerSet(label);
        state.HandlersTold = false;
    }

    /// <summary>
    /// A handler lies ahead and begins by closing its catch. So no exception can lead in a circle, which would
    /// spend no reductions.
    /// </summary>
    private bool IsHandler(int label, ulong kind)
    {
        var reader = new InstructionReader(file.Code.Span, offsetOfLabel[label], handlerOperands);
        while (reader.Read() && reader.Op is GenericOp.Label or GenericOp.Line or GenericOp.ExecutableLine or GenericOp.DebugLine)
        { }
        return reader.Op == (kind == ValueType.Catch ? GenericOp.CatchEnd : GenericOp.TryCase);
    }

    private readonly OperandBuffer handlerOperands = new();

    private void CloseCatch(int slot, ulong kind)
    {
        NeedFrame();
        if (slot >= state!.YCount || (state.Y[slot] & ValueType.KindMask) != kind || state.InnermostCatch() != slot)
        {
            throw Invalid($"y{slot} is not the innermost catch of this kind");
        }
        state.Y[slot] = ValueType.Nil;
        state.YValue[slot] = 0;
        state.HandlersTold = false;
    }
}
