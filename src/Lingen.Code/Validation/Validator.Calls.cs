// Calls, and BIFs in instructions: what arguments must be, and what is left of the registers behind them.
using Lingen.Terms;

namespace Lingen.Code;

public sealed unsafe partial class Validator
{
    private void StepCall(ref InstructionReader reader)
    {
        switch (reader.Op)
        {
            case GenericOp.Call:
                NeedFrame();
                int callee = module.FunctionOfLabel[reader[1].Value];
                ulong result = CallLocal(currentFunction, callee);
                if (result == 0)
                {
                    End();
                    return;
                }
                AfterCall(result);
                return;
            case GenericOp.CallLast:
                CloseFrame(reader[2].Value);
                TailCallLocal(ref reader);
                return;
            case GenericOp.CallOnly:
                NeedNoFrame();
                TailCallLocal(ref reader);
                return;
            case GenericOp.CallExt
            or GenericOp.CallExtLast
            or GenericOp.CallExtOnly when NeverReturns(file.Imports[reader[1].Value]):
                NeedTermArguments(reader[0].Value);
                // The compiler does not care for the frame here, because nobody comes back to it. If it is another, the machine must not take it away.
                if (reader.Op != GenericOp.CallExt)
                {
                    long size = reader.Op == GenericOp.CallExtLast ? reader[2].Value : RegisterState.NoFrame;
                    Require(!state!.FrameUndecided && state.YCount == size);
                }
                End();
                return;
            case GenericOp.CallExt:
                NeedFrame();
                NeedTermArguments(reader[0].Value);
                AfterExternalCall(file.Imports[reader[1].Value]);
                return;
            case GenericOp.CallExtLast:
                CloseFrame(reader[2].Value);
                LeaveWithArguments(reader[0].Value);
                return;
            case GenericOp.CallExtOnly:
                NeedNoFrame();
                LeaveWithArguments(reader[0].Value);
                return;
            case GenericOp.CallFun:
                NeedFrame();
                NeedTermArguments(reader[0].Value + 1);
                AfterCall(ValueType.Any);
                return;
            case GenericOp.CallFun2:
                NeedFrame();
                NeedTermArguments(reader[1].Value);
                NeedTerm(reader[2]);
                AfterCall(ValueType.Any);
                return;
            case GenericOp.Apply:
                NeedFrame();
                NeedTermArguments(reader[0].Value + 2);
                AfterCall(ValueType.Any);
                return;
            case GenericOp.ApplyLast:
                CloseFrame(reader[1].Value);
                LeaveWithArguments(reader[0].Value + 2);
                return;
            default:
                NeedNoFrame();
                NeedTermArguments(1);
                ReturnType(currentFunction, state!.GetX(0));
                End();
                return;
        }
    }

    private void TailCallLocal(ref InstructionReader reader)
    {
        ulong result = CallLocal(currentFunction, module.FunctionOfLabel[reader[1].Value]);
        if (result != 0)
        {
            ReturnType(currentFunction, result);
        }
        End();
    }

    private void LeaveWithArguments(long arity)
    {
        NeedTermArguments(arity);
        ReturnType(currentFunction, ValueType.Any);
        End();
    }

    private void AfterExternalCall(FunctionName name)
    {
        if (name is { Arity: 3 } && name.Module == Atoms.Erlang && name.Function == Atoms.Setelement)
        {
            AfterCall(ValueType.Tuple | (state!.GetX(1) & ~ValueType.KindMask));
            state.FreshTuple = state.XValue[0];
            return;
        }
        AfterCall(ValueType.Any);
    }

    /// <summary>
    /// BIFs that only raise, whatever their arguments are; raise/3 is none of them, for it returns badarg to a bad class or stack trace. They must
    /// be BIFs indeed, for an Erlang function of this name could return.
    /// </summary>
    private bool NeverReturns(FunctionName name)
    {
        if (name.Module != Atoms.Erlang)
        {
            return false;
        }
        bool raises = name.Function.Bits switch
        {
            AtomBits.Error => name.Arity is >= 1 and <= 3,
            AtomBits.Exit or AtomBits.Throw => name.Arity == 1,
            AtomBits.NifError => name.Arity is 1 or 2,
            _ => false,
        };
        Export* export = raises ? exports.Find(name.Module, name.Function, name.Arity) : null;
        return export != null && export->Bif != null;
    }

    private void StepBif(ref InstructionReader reader)
    {
        bool collects = reader.Op is GenericOp.GcBif1 or GenericOp.GcBif2 or GenericOp.GcBif3;
        int firstArgument =
            collects ? 3
            : reader.Op == GenericOp.Bif0 ? 1
            : 2;
        FunctionName name = file.Imports[
            reader[
                collects ? 2
                : reader.Op == GenericOp.Bif0 ? 0
                : 1
            ].Value
        ];
        int target = reader.OperandCount - 1;
        bool measures = name.Module == Atoms.Erlang && name.Function.Bits is AtomBits.ByteSize or AtomBits.BitSize;
        for (int i = firstArgument; i < target; i++)
        {
            // The compiler asks match contexts for the size of what is left.
            _ = measures ? TermOrContext(reader[i]) : NeedTerm(reader[i]);
        }
        if (reader.Op != GenericOp.Bif0 && reader[0].Value != 0)
        {
            if (MayNeverFail(ref reader, name) && TypeOf(reader[target]) == ValueType.Uninitialized)
            {
                // Code at the label may read the result. The machine clears it first, so that it is a term in any case.
                Require(false);
                Define(reader[target], ValueType.Nil);
            }
            Branch((int)reader[0].Value);
        }
        if (collects)
        {
            Collect(reader[1].Value);
        }
        else if (MayAllocate(name))
        {
            state!.HeapWords = 0;
        }
        NarrowByBif(ref reader, name, firstArgument);
        Define(reader[target], BifResult(name));
    }

    /// <summary>The compiler keeps the label of is_map_key where it knows that the map is one, and relies on that behind the label.</summary>
    private static bool MayNeverFail(ref InstructionReader reader, FunctionName name) =>
        reader.Op == GenericOp.Bif2 && name.Module == Atoms.Erlang && name.Function == Atoms.IsMapKey;

    /// <summary>A BIF that has not failed tells something of its argument.</summary>
    private void NarrowByBif(ref InstructionReader reader, FunctionName name, int firstArgument)
    {
        if (name.Module != Atoms.Erlang)
        {
            return;
        }
        switch (name.Function.Bits, name.Arity)
        {
            case (AtomBits.Hd, 1) or (AtomBits.Tl, 1):
                Narrow(reader[firstArgument], ValueType.Cons);
                break;
            case (AtomBits.TupleSize, 1):
                Narrow(reader[firstArgument], ValueType.TupleOf(0, false));
                break;
            case (AtomBits.MapSize, 1):
                Narrow(reader[firstArgument], ValueType.Map);
                break;
            case (AtomBits.MapGet, 2) or (AtomBits.IsMapKey, 2):
                Narrow(reader[firstArgument + 1], ValueType.Map);
                break;
            case (AtomBits.Element, 2):
                long index = reader[firstArgument].Kind == OperandKind.Integer ? Math.Max(reader[firstArgument].Value, 1) : 1;
                Narrow(reader[firstArgument + 1], ValueType.TupleOf(index, false));
                break;
        }
    }

    /// <summary>These build their result, where reserved words would lie; the other guard BIFs give what is there already, or an immediate.</summary>
    private static bool MayAllocate(FunctionName name) =>
        AtomTable.Name(name.Function)
            is "abs"
                or "float"
                or "round"
                or "trunc"
                or "ceil"
                or "floor"
                or "+"
                or "-"
                or "*"
                or "/"
                or "div"
                or "rem"
                or "band"
                or "bor"
                or "bxor"
                or "bnot"
                or "bsl"
                or "bsr"
                or "binary_part";

    private static ulong BifResult(FunctionName name)
    {
        if (name.Module != Atoms.Erlang)
        {
            return ValueType.Any;
        }
        return (name.Function.Bits, name.Arity) switch
        {
            (AtomBits.Float, 1) => ValueType.Float,
            (AtomBits.Self, 0) => ValueType.Pid,
            (AtomBits.TupleSize or AtomBits.MapSize or AtomBits.Length or AtomBits.ByteSize or AtomBits.BitSize, 1) =>
                ValueType.Integer,
            (AtomBits.Divide, 2) => ValueType.Float,
            _ => ValueType.Any,
        };
    }
}
