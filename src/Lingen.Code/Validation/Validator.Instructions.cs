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

    private long MovedValue(in Operand operand)
    {
        long value = operand.IsRegister ? ValueOf(operand) : 0;
        return value == 0 ? NewValue() : value;
    }

    private void Swap(in Operand a, in Operand b)
    {
        ulong typeA = TermOrContext(a);
        ulong typeB = TermOrContext(b);
        long valueA = ValueOf(a);
        long valueB = ValueOf(b);
        Define(a, typeB, valueB);
        Define(b, typeA, valueA);
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
                NeedField(reader[1].Value);
                Require(ValueType.IsTupleOfAtLeast(NeedTerm(reader[0]), reader[1].Value + 1));
                Define(reader[2], ValueType.Any);
                break;
            case GenericOp.SetTupleElement:
                NeedField(reader[2].Value);
                NeedTerm(reader[0]);
                Require(ValueType.IsTupleOfAtLeast(NeedTerm(reader[1]), reader[2].Value + 1));
                if (!reader[1].IsRegister || state!.FreshTuple == 0 || ValueOf(reader[1]) != state.FreshTuple)
                {
                    throw Invalid("the tuple is not fresh from setelement/3");
                }
                if (ValueOf(reader[0]) == state.FreshTuple)
                {
                    throw Invalid("a tuple would contain itself");
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

    /// <summary>Places in tuples have 16 bits in internal code.</summary>
    private void NeedField(long index)
    {
        if (index > ushort.MaxValue)
        {
            throw Invalid("the tuple is too large");
        }
    }

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
                scratch.HandlersTold = false;
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
                LoseRegisters(state!);
                Branch((int)reader[0].Value);
                state!.SetX(0, ValueType.Any, NewValue());
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
                if (reader[1].Kind != OperandKind.X)
                {
                    NeedTerm(reader[1]);
                }
                // When the process comes back to the instruction the x registers are lost, but then it does not read the timeout again. Were
                // it made to, it would look for a small integer and find none.
                Restart((int)reader[0].Value);
                LoseRegisters(state!);
                break;
            case GenericOp.Timeout:
                state!.HasMessage = false;
                break;
            case GenericOp.RecvMarkerBind:
                NeedTerm(reader[0]);
                NeedTerm(reader[1]);
                break;
            case GenericOp.RecvMarkerReserve:
                Define(reader[0], ValueType.Any);
                break;
            case GenericOp.RecvMarkerClear:
                NeedTerm(reader[0]);
                break;
            default:
                NeedTerm(reader[0]);
                // It moves the place in the queue.
                state!.HasMessage = false;
                break;
        }
    }

    /// <summary>Back to the loop_rec: no x register survives the wait.</summary>
    private void Restart(int label)
    {
        NeedFrame();
        scratch.CopyFrom(state!);
        LoseRegisters(scratch);
        Branch(label, scratch);
    }

    /// <summary>Where the process may stop and go on, nothing is left but the stack.</summary>
    private static void LoseRegisters(RegisterState of)
    {
        of.XCount = 0;
        of.HeapWords = 0;
        of.Floats = 0;
        of.HasMessage = false;
        of.IsBuilding = false;
        of.FreshTuple = 0;
    }
}
