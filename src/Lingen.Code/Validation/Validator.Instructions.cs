// What each instruction needs and does, as far as safety goes. Operand orders are those of OTP's genop.tab.
using Lingen.Terms;

namespace Lingen.Code;

public sealed unsafe partial class Validator
{
    private void Step(ref InstructionReader reader)
    {
        RegisterState now = state!;
        if (
            now.FreshTuple != 0
            && reader.Op is not (GenericOp.SetTupleElement or GenericOp.GetTupleElement or GenericOp.Move or GenericOp.Line)
        )
        {
            now.FreshTuple = 0;
        }
        switch (reader.Op)
        {
            case GenericOp.Line or GenericOp.ExecutableLine or GenericOp.DebugLine or GenericOp.OnLoad or GenericOp.NifStart:
                break;
            case GenericOp.IntCodeEnd:
                throw Invalid("the function has no end");
            case GenericOp.Move:
                Define(reader[1], TermOrTrace(reader[0]), MovedValue(reader[0]));
                break;
            case GenericOp.Swap:
                Swap(reader[0], reader[1]);
                break;
            case GenericOp.Jump:
                Branch((int)reader[0].Value);
                End();
                break;
            case GenericOp.Call
            or GenericOp.CallLast
            or GenericOp.CallOnly
            or GenericOp.CallExt
            or GenericOp.CallExtLast
            or GenericOp.CallExtOnly
            or GenericOp.CallFun
            or GenericOp.CallFun2
            or GenericOp.Apply
            or GenericOp.ApplyLast
            or GenericOp.Return:
                StepCall(ref reader);
                break;
            case GenericOp.Allocate
            or GenericOp.AllocateHeap
            or GenericOp.TestHeap
            or GenericOp.Deallocate
            or GenericOp.Trim
            or GenericOp.InitYregs:
                StepFrame(ref reader);
                break;
            case GenericOp.Bif0
            or GenericOp.Bif1
            or GenericOp.Bif2
            or GenericOp.Bif3
            or GenericOp.GcBif1
            or GenericOp.GcBif2
            or GenericOp.GcBif3:
                StepBif(ref reader);
                break;
            case >= GenericOp.IsLt
            and <= GenericOp.SelectTupleArity
            or GenericOp.IsFunction
            or GenericOp.IsBoolean
            or GenericOp.IsFunction2
            or GenericOp.IsBitstr
            or GenericOp.IsMap
            or GenericOp.IsTaggedTuple:
                StepTest(ref reader);
                break;
            case GenericOp.GetList
            or GenericOp.GetHd
            or GenericOp.GetTl
            or GenericOp.GetTupleElement
            or GenericOp.SetTupleElement
            or GenericOp.PutList
            or GenericOp.PutTuple2
            or GenericOp.UpdateRecord
            or GenericOp.MakeFun3
            or GenericOp.PutMapAssoc
            or GenericOp.PutMapExact
            or GenericOp.HasMapFields
            or GenericOp.GetMapElements:
                StepData(ref reader);
                break;
            case GenericOp.Fmove
            or GenericOp.Fconv
            or GenericOp.Fadd
            or GenericOp.Fsub
            or GenericOp.Fmul
            or GenericOp.Fdiv
            or GenericOp.Fnegate:
                StepFloat(ref reader);
                break;
            case GenericOp.Send
            or GenericOp.RemoveMessage
            or GenericOp.Timeout
            or GenericOp.LoopRec
            or GenericOp.LoopRecEnd
            or GenericOp.Wait
            or GenericOp.WaitTimeout
            or GenericOp.RecvMarkerBind
            or GenericOp.RecvMarkerClear
            or GenericOp.RecvMarkerReserve
            or GenericOp.RecvMarkerUse:
                StepMessage(ref reader);
                break;
            case GenericOp.Catch
            or GenericOp.CatchEnd
            or GenericOp.Try
            or GenericOp.TryEnd
            or GenericOp.TryCase
            or GenericOp.TryCaseEnd
            or GenericOp.Raise
            or GenericOp.RawRaise
            or GenericOp.BuildStacktrace
            or GenericOp.Badmatch
            or GenericOp.CaseEnd
            or GenericOp.IfEnd
            or GenericOp.Badrecord:
                StepException(ref reader);
                break;
            default:
                StepBitSyntax(ref reader);
                break;
        }
    }

    /// <summary>Terms, contexts and raw traces may be moved about.</summary>
    private ulong TermOrTrace(in Operand operand) => TermOrContext(operand);

    private int MovedValue(in Operand operand)
    {
        int value = operand.IsRegister ? ValueOf(operand) : 0;
        return value == 0 ? NewValue() : value;
    }

    private void Swap(in Operand a, in Operand b)
    {
        ulong typeA = TermOrContext(a);
        ulong typeB = TermOrContext(b);
        int valueA = ValueOf(a);
        int valueB = ValueOf(b);
        Define(a, typeB, valueB);
        Define(b, typeA, valueA);
    }

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
                // The compiler does not care for the frame here, because nobody comes back to it.
                NeedTermArguments(reader[0].Value);
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

    private void StepFrame(ref InstructionReader reader)
    {
        switch (reader.Op)
        {
            case GenericOp.Allocate:
                Allocate(reader[0].Value, reader[1].Value, 0);
                break;
            case GenericOp.AllocateHeap:
                Allocate(reader[0].Value, reader[2].Value, reader.HeapWords(reader[1]));
                break;
            case GenericOp.TestHeap:
                Collect(reader[1].Value);
                state!.HeapWords = reader.HeapWords(reader[0]);
                break;
            case GenericOp.Deallocate:
                CloseFrame(reader[0].Value);
                break;
            case GenericOp.Trim:
                NeedFrame();
                if (reader[0].Value + reader[1].Value != state!.YCount)
                {
                    throw Invalid($"the frame has {state.YCount} slots");
                }
                for (int i = 0; i < reader[0].Value; i++)
                {
                    if ((state.Y[i] & ValueType.Tags) != 0)
                    {
                        throw Invalid("a catch is still active");
                    }
                }
                state.Trim((int)reader[0].Value);
                handlerKnows = false;
                break;
            default:
                foreach (Operand slot in reader.Items(reader[0]))
                {
                    Define(slot, ValueType.Nil);
                }
                break;
        }
    }

    private void Allocate(long slots, long live, long heapWords)
    {
        NeedNoFrame();
        if (slots > MaxFrame)
        {
            throw Invalid("the frame is too large");
        }
        Collect(live);
        state!.OpenFrame((int)slots);
        state.HeapWords = heapWords;
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
                long index = reader[firstArgument].Kind == OperandKind.Integer ? reader[firstArgument].Value : 1;
                Narrow(reader[firstArgument + 1], ValueType.TupleOf(index, false));
                break;
        }
    }

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

    private void StepData(ref InstructionReader reader)
    {
        switch (reader.Op)
        {
            case GenericOp.GetList:
                Require(ValueType.Only(NeedTerm(reader[0]), ValueType.Cons));
                Operand tail = reader[2];
                Define(reader[1], ValueType.Any);
                Define(tail, ValueType.Any);
                break;
            case GenericOp.GetHd or GenericOp.GetTl:
                Require(ValueType.Only(NeedTerm(reader[0]), ValueType.Cons));
                Define(reader[1], ValueType.Any);
                break;
            case GenericOp.GetTupleElement:
                Require(ValueType.IsTupleOfAtLeast(NeedTerm(reader[0]), reader[1].Value + 1));
                Define(reader[2], ValueType.Any);
                break;
            case GenericOp.SetTupleElement:
                NeedTerm(reader[0]);
                Require(ValueType.IsTupleOfAtLeast(NeedTerm(reader[1]), reader[2].Value + 1));
                if (!reader[1].IsRegister || state!.FreshTuple == 0 || ValueOf(reader[1]) != state.FreshTuple)
                {
                    throw Invalid("the tuple is not fresh from setelement/3");
                }
                break;
            case GenericOp.PutList:
                NeedTerm(reader[0]);
                NeedTerm(reader[1]);
                TakeHeap(Cons.SizeWords);
                Define(reader[2], ValueType.Cons);
                break;
            case GenericOp.PutTuple2:
                NeedTerms(reader.Items(reader[1]));
                TakeHeap(reader[1].Value + 1);
                Define(reader[0], ValueType.TupleOf(reader[1].Value, true));
                break;
            case GenericOp.UpdateRecord:
                Require(ValueType.IsTupleOfExactly(NeedTerm(reader[2]), reader[1].Value));
                ReadOnlySpan<Operand> updates = reader.Items(reader[4]);
                for (int i = 1; i < updates.Length; i += 2)
                {
                    NeedTerm(updates[i]);
                }
                TakeHeap(reader[1].Value + 1);
                Define(reader[3], ValueType.TupleOf(reader[1].Value, true));
                break;
            case GenericOp.MakeFun3:
                NeedTerms(reader.Items(reader[2]));
                TakeHeap(reader[2].Value + FunHeaderWords);
                Define(reader[1], ValueType.Fun);
                break;
            default:
                StepMap(ref reader);
                break;
        }
    }

    /// <summary>Words of a fun without its environment.</summary>
    private const int FunHeaderWords = 3;

    private void NeedTerms(ReadOnlySpan<Operand> items)
    {
        foreach (Operand item in items)
        {
            NeedTerm(item);
        }
    }

    private void StepMap(ref InstructionReader reader)
    {
        switch (reader.Op)
        {
            case GenericOp.PutMapAssoc or GenericOp.PutMapExact:
                Require(ValueType.Only(NeedTerm(reader[1]), ValueType.Map));
                NeedTerms(reader.Items(reader[4]));
                if (reader[0].Value != 0)
                {
                    Branch((int)reader[0].Value);
                }
                Collect(reader[3].Value);
                Define(reader[2], ValueType.Map);
                break;
            case GenericOp.HasMapFields:
                Require(ValueType.Only(NeedTerm(reader[1]), ValueType.Map));
                NeedTerms(reader.Items(reader[2]));
                Branch((int)reader[0].Value);
                break;
            default:
                Require(ValueType.Only(NeedTerm(reader[1]), ValueType.Map));
                ReadOnlySpan<Operand> pairs = reader.Items(reader[2]);
                for (int i = 0; i < pairs.Length; i += 2)
                {
                    NeedTerm(pairs[i]);
                    CheckTarget(pairs[i + 1], pairs, i);
                }
                BranchOnMiss((int)reader[0].Value, pairs);
                for (int i = 0; i < pairs.Length; i += 2)
                {
                    Define(pairs[i + 1], ValueType.Any);
                }
                break;
        }
    }

    /// <summary>A miss may come after some of the targets have been written.</summary>
    private void BranchOnMiss(int label, ReadOnlySpan<Operand> pairs)
    {
        scratch.CopyFrom(state!);
        for (int i = 1; i < pairs.Length; i += 2)
        {
            int index = (int)pairs[i].Value;
            if (pairs[i].Kind == OperandKind.X && index < scratch.XCount)
            {
                scratch.SetX(index, ValueType.Join(scratch.X[index], ValueType.Any), NewValue());
            }
            else if (pairs[i].Kind == OperandKind.Y && index < scratch.YCount)
            {
                scratch.Y[index] = ValueType.Join(scratch.Y[index], ValueType.Any);
                scratch.YValue[index] = NewValue();
            }
        }
        Branch(label, scratch);
    }

    /// <summary>Targets of get_map_elements must not be keys that are read later; on a miss they may hold a value or not.</summary>
    private void CheckTarget(in Operand target, ReadOnlySpan<Operand> pairs, int pair)
    {
        for (int i = pair + 2; i < pairs.Length; i += 2)
        {
            if (pairs[i].Kind == target.Kind && pairs[i].Value == target.Value)
            {
                throw Invalid("a target is also a key");
            }
        }
    }

    private void StepFloat(ref InstructionReader reader)
    {
        switch (reader.Op)
        {
            case GenericOp.Fmove when reader[1].Kind == OperandKind.FloatRegister && reader[0].Kind != OperandKind.FloatRegister:
                Require(ValueType.Only(NeedTerm(reader[0]), ValueType.Float));
                state!.Floats |= 1UL << (int)reader[1].Value;
                break;
            case GenericOp.Fmove:
                NeedFloat(reader[0]);
                if (!reader[1].IsRegister)
                {
                    throw Invalid("a register is needed");
                }
                TakeHeap(Float.SizeWords);
                Define(reader[1], ValueType.Float);
                break;
            case GenericOp.Fconv:
                NeedTerm(reader[0]);
                state!.Floats |= 1UL << (int)reader[1].Value;
                break;
            default:
                int target = reader.OperandCount - 1;
                for (int i = 1; i < target; i++)
                {
                    NeedFloat(reader[i]);
                }
                if (reader[0].Value != 0)
                {
                    Branch((int)reader[0].Value);
                }
                state!.Floats |= 1UL << (int)reader[target].Value;
                break;
        }
    }

    private void NeedFloat(in Operand register)
    {
        if (register.Kind != OperandKind.FloatRegister || (state!.Floats >> (int)register.Value & 1) == 0)
        {
            throw Invalid("a float register is not initialized");
        }
    }

    private void StepMessage(ref InstructionReader reader)
    {
        switch (reader.Op)
        {
            case GenericOp.Send:
                NeedFrame();
                NeedTermArguments(2);
                AfterCall(ValueType.Any);
                break;
            case GenericOp.LoopRec:
                NeedFrame();
                if (reader[1].Kind != OperandKind.X || reader[1].Value != 0)
                {
                    throw Invalid("the message goes to x0");
                }
                state!.HasMessage = false;
                state.HeapWords = 0;
                state.XCount = 0;
                Branch((int)reader[0].Value);
                state.SetX(0, ValueType.Any, NewValue());
                state.HasMessage = true;
                break;
            case GenericOp.RemoveMessage:
                if (!state!.HasMessage)
                {
                    throw Invalid("there is no message to remove");
                }
                state.HasMessage = false;
                break;
            case GenericOp.LoopRecEnd:
                if (!state!.HasMessage)
                {
                    throw Invalid("there is no message to step over");
                }
                Restart((int)reader[0].Value);
                End();
                break;
            case GenericOp.Wait:
                Restart((int)reader[0].Value);
                End();
                break;
            case GenericOp.WaitTimeout:
                NeedTerm(reader[1]);
                // Without a loop_rec it waits for the timeout alone, and the timeout is not read again.
                if (reader[0].Value != lastLabel)
                {
                    Restart((int)reader[0].Value);
                }
                state!.XCount = 0;
                state.HeapWords = 0;
                break;
            case GenericOp.Timeout:
                break;
            case GenericOp.RecvMarkerBind:
                NeedTerm(reader[0]);
                NeedTerm(reader[1]);
                break;
            case GenericOp.RecvMarkerReserve:
                Define(reader[0], ValueType.Any);
                break;
            default:
                NeedTerm(reader[0]);
                break;
        }
    }

    /// <summary>Back to the loop_rec: no x register survives the wait.</summary>
    private void Restart(int label)
    {
        NeedFrame();
        scratch.CopyFrom(state!);
        scratch.XCount = 0;
        scratch.HeapWords = 0;
        scratch.Floats = 0;
        scratch.HasMessage = false;
        scratch.FreshTuple = 0;
        Branch(label, scratch);
    }

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
                if ((state!.GetX(0) & ~ValueType.Pending & (ValueType.Uninitialized | ValueType.Context | ValueType.Tags)) != 0)
                {
                    throw Invalid("x0 is no term");
                }
                AfterCall(ValueType.Any);
                break;
            case GenericOp.TryEnd:
                CloseCatch((int)reader[0].Value, ValueType.Try);
                break;
            case GenericOp.TryCase:
                CloseCatch((int)reader[0].Value, ValueType.Try);
                // Falling in from a call that the compiler knows not to return.
                Require(state!.GetX(0) == ValueType.Pending);
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
        state.Y[slot] = kind;
        state.YValue[slot] = HandlerSet(label);
        handlerKnows = false;
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
        handlerKnows = false;
    }
}
