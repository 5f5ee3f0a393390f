// Translation of everything but bit syntax: calls, frames, moves, tests, maps, exceptions, messages, floats.
using Lingen.Terms;

namespace Lingen.Code;

public sealed unsafe partial class FunctionTranslator
{
    private void TranslateOne(ref InstructionReader reader)
    {
        int fun = lastCallFun;
        lastCallFun = -1;
        switch (reader.Op)
        {
            case GenericOp.Call:
                code.Begin(Op.Call);
                code.Add((ulong)LocalFunction(reader[1]));
                code.Add(0);
                break;
            case GenericOp.CallLast:
                code.Begin(Op.CallLast, (ulong)reader[2].Value);
                code.Add((ulong)LocalFunction(reader[1]));
                break;
            case GenericOp.CallOnly:
                code.Begin(Op.CallOnly);
                code.Add((ulong)LocalFunction(reader[1]));
                break;
            case GenericOp.CallExt:
                CallExternal(Import(reader[1]));
                break;
            case GenericOp.CallExtLast or GenericOp.CallExtOnly when module.NeedsCheck(reader.InstructionOffset):
                CallExternal(Import(reader[1]));
                break;
            case GenericOp.CallExtLast:
                CallExternalLast(Import(reader[1]), Op.CallExtLast, (int)reader[2].Value);
                break;
            case GenericOp.CallExtOnly:
                CallExternalLast(Import(reader[1]), Op.CallExtOnly, 0);
                break;
            case GenericOp.CallFun:
                lastCallFun = code.Count;
                code.Begin(Op.CallFun, (ulong)reader[0].Value, (ulong)reader[0].Value);
                code.Add(0);
                break;
            case GenericOp.CallFun2:
                // The tag (safe, unsafe or a fun of this module) is a hint only.
                lastCallFun = code.Count;
                code.Begin(Op.CallFun, (ulong)reader[1].Value);
                code.SetB(Source(ref reader, reader[2]));
                code.Add(0);
                break;
            case GenericOp.Apply:
                code.Begin(Op.Apply, (ulong)reader[0].Value);
                code.Add(0);
                break;
            case GenericOp.ApplyLast:
                code.Begin(Op.ApplyLast, (ulong)reader[0].Value, (ulong)reader[1].Value);
                break;
            case GenericOp.Return:
                if (skipReturn)
                {
                    skipReturn = false;
                    break;
                }
                code.Begin(Op.Return);
                break;
            case GenericOp.MakeFun3:
                MakeFun(ref reader);
                break;
            case GenericOp.Allocate:
                code.Begin(Op.Allocate, (ulong)reader[0].Value, (ulong)reader[1].Value);
                break;
            case GenericOp.AllocateHeap:
                Allocate(reader[0].Value, reader.HeapWords(reader[1]), reader[2].Value);
                break;
            case GenericOp.TestHeap:
                code.Begin(Op.TestHeap, (ulong)reader[1].Value);
                code.Add((ulong)reader.HeapWords(reader[0]));
                break;
            case GenericOp.Deallocate:
                pendingFrame = (int)reader[0].Value;
                lastCallFun = fun;
                break;
            case GenericOp.Trim:
                code.Begin(Op.Deallocate, (ulong)reader[0].Value);
                break;
            case GenericOp.InitYregs:
                foreach (ref readonly Operand register in reader.Items(reader[0]))
                {
                    code.Begin(Op.InitY, (ulong)register.Value);
                }
                break;
            case GenericOp.NifStart:
            case GenericOp.OnLoad:
            case GenericOp.IntCodeEnd:
            case GenericOp.DebugLine:
                break;
            default:
                if (!TranslateData(ref reader) && !TranslateTest(ref reader) && !TranslateControl(ref reader))
                {
                    TranslateBitSyntax(ref reader);
                }
                break;
        }
    }

    private void Allocate(long frame, long heapWords, long live)
    {
        if (heapWords <= ushort.MaxValue)
        {
            code.Begin(Op.Allocate, (ulong)frame, (ulong)live, (ulong)heapWords);
            return;
        }
        code.Begin(Op.Allocate, (ulong)frame, (ulong)live);
        code.Begin(Op.TestHeap, (ulong)live);
        code.Add((ulong)heapWords);
    }

    private void CallExternal(Export* export)
    {
        if (IsApply(export))
        {
            lastCallFun = code.Count;
            code.Begin(Op.ApplyList, (ulong)export->Arity);
            code.Add(0);
            return;
        }
        code.Begin(export->Bif != null ? Op.CallBif : Op.CallExt);
        code.Add((ulong)(export->Bif != null ? export->Bif : export));
        code.Add(0);
    }

    private void CallExternalLast(Export* export, Op op, int frame)
    {
        if (IsApply(export))
        {
            code.Begin(Op.ApplyListLast, (ulong)export->Arity, (ulong)frame);
            return;
        }
        bool isBif = export->Bif != null;
        code.Begin(isBif ? Op.CallBifLast : op, (ulong)frame);
        code.Add((ulong)(isBif ? export->Bif : export));
    }

    private static bool IsApply(Export* export) => IsErlang(export, "apply", 2) || IsErlang(export, "apply", 3);

    private void MakeFun(ref InstructionReader reader)
    {
        ReadOnlySpan<Operand> environment = reader.Items(reader[2]);
        code.Begin(Op.MakeFun, Register(reader[1]), (ulong)environment.Length);
        code.Add((ulong)module.Fun((int)reader[0].Value));
        for (int i = 0; i < environment.Length; i++)
        {
            code.Add(OperandWord(ref reader, reader.Items(reader[2])[i]));
        }
    }

    private bool TranslateData(ref InstructionReader reader)
    {
        switch (reader.Op)
        {
            case GenericOp.Move:
                Move(ref reader, reader[0], reader[1]);
                return true;
            case GenericOp.Swap:
                code.Begin(Op.Swap, Register(reader[0]), Register(reader[1]));
                return true;
            case GenericOp.GetList:
            {
                ulong source = RegisterSource(ref reader, reader[0]);
                code.Begin(Op.GetList, source, Register(reader[1]), Register(reader[2]));
                return true;
            }
            case GenericOp.GetHd:
            case GenericOp.GetTl:
            {
                ulong source = RegisterSource(ref reader, reader[0]);
                code.Begin(reader.Op == GenericOp.GetHd ? Op.GetHd : Op.GetTl, source, Register(reader[1]));
                return true;
            }
            case GenericOp.GetTupleElement:
            {
                ulong source = RegisterSource(ref reader, reader[0]);
                ulong target = Register(reader[2]);
                code.Begin(
                    (source | target) < YRegister ? Op.GetTupleElementXX : Op.GetTupleElement,
                    source,
                    target,
                    (ulong)reader[1].Value
                );
                return true;
            }
            case GenericOp.SetTupleElement:
            {
                ulong tuple = RegisterSource(ref reader, reader[1]);
                code.Begin(Op.SetTupleElement, tuple, (ulong)reader[2].Value);
                code.Add(OperandWord(ref reader, reader[0]));
                return true;
            }
            case GenericOp.PutList:
                code.Begin(Op.PutList);
                code.SetA(Source(ref reader, reader[0]));
                code.SetB(Source(ref reader, reader[1]));
                code.SetC(Register(reader[2]));
                return true;
            case GenericOp.PutTuple2:
                PutTuple(ref reader);
                return true;
            case GenericOp.UpdateRecord:
                UpdateRecord(ref reader);
                return true;
            case GenericOp.PutMapAssoc:
            case GenericOp.PutMapExact:
                PutMap(ref reader);
                return true;
            case GenericOp.Fmove:
                MoveFloat(ref reader);
                return true;
            case GenericOp.Fconv:
                code.Begin(Op.FloatConvert, 0, (ulong)reader[1].Value);
                code.Add(0);
                code.SetA(Source(ref reader, reader[0]));
                return true;
            case GenericOp.Fadd:
            case GenericOp.Fsub:
            case GenericOp.Fmul:
            case GenericOp.Fdiv:
                code.Begin(
                    Op.FloatAdd + (reader.Op - GenericOp.Fadd),
                    (ulong)reader[1].Value,
                    (ulong)reader[2].Value,
                    (ulong)reader[3].Value
                );
                code.AddJump(Label(reader[0]));
                return true;
            case GenericOp.Fnegate:
                code.Begin(Op.FloatNegate, (ulong)reader[1].Value, (ulong)reader[2].Value);
                return true;
            default:
                return false;
        }
    }

    private void Move(ref InstructionReader reader, in Operand from, in Operand to)
    {
        ulong target = Register(to);
        if (IsConstant(from))
        {
            ulong constant = Constant(ref reader, from);
            code.Begin(target < YRegister ? Op.MoveLX : Op.MoveLY, target & ~YRegister);
            code.Add(constant);
            return;
        }
        ulong source = Register(from);
        Op op =
            source < YRegister ? (target < YRegister ? Op.MoveXX : Op.MoveXY)
            : target < YRegister ? Op.MoveYX
            : Op.Move;
        if (op == Op.Move)
        {
            code.Begin(op, source, target);
            return;
        }
        code.Begin(op, source & ~YRegister, target & ~YRegister);
    }

    private void PutTuple(ref InstructionReader reader)
    {
        int count = (int)reader[1].Value;
        code.Begin(Op.PutTuple, Register(reader[0]), (ulong)count);
        if (count > ushort.MaxValue)
        {
            throw new BeamFormatException("tuple too large");
        }
        for (int i = 0; i < count; i++)
        {
            code.Add(OperandWord(ref reader, reader.Items(reader[1])[i]));
        }
    }

    private void UpdateRecord(ref InstructionReader reader)
    {
        // The hint only says whether the update may be in place, which we never do.
        int count = (int)reader[4].Value;
        code.Begin(Op.UpdateRecord, Register(reader[3]), (ulong)(count / 2), (ulong)reader[1].Value);
        code.Add(OperandWord(ref reader, reader[2]));
        for (int i = 0; i < count; i += 2)
        {
            code.Add((ulong)reader.Items(reader[4])[i].Value);
            code.Add(OperandWord(ref reader, reader.Items(reader[4])[i + 1]));
        }
    }

    private void PutMap(ref InstructionReader reader)
    {
        int count = (int)reader[4].Value;
        if (reader.Op == GenericOp.PutMapAssoc && TryNewMap(ref reader, count / 2))
        {
            return;
        }
        code.Begin(
            reader.Op == GenericOp.PutMapAssoc ? Op.PutMapAssoc : Op.PutMapExact,
            Register(reader[2]),
            (ulong)reader[3].Value,
            (ulong)(count / 2)
        );
        code.AddJump(Label(reader[0]));
        code.Add(OperandWord(ref reader, reader[1]));
        foreach (int i in InKeyOrder(ref reader, count))
        {
            code.Add(OperandWord(ref reader, reader.Items(reader[4])[i]));
            code.Add(OperandWord(ref reader, reader.Items(reader[4])[i + 1]));
        }
    }

    /// <summary>A map made of nothing with constant keys: all maps made here share one key tuple.</summary>
    private bool TryNewMap(ref InstructionReader reader, int count)
    {
        Term source = reader[1].IsRegister ? default : new Term(Constant(ref reader, reader[1]));
        if (count is 0 or > FlatMap.MaxKeys || source.IsNone || !source.IsFlatMap || new FlatMap(source).Count != 0)
        {
            return false;
        }
        var keys = new Term[count];
        var places = new int[count];
        for (int i = 0; i < count; i++)
        {
            Operand key = reader.Items(reader[4])[2 * i];
            if (key.IsRegister)
            {
                return false;
            }
            keys[i] = new Term(Constant(ref reader, key));
            places[i] = (2 * i) + 1;
        }
        Array.Sort(keys, places, Comparer<Term>.Create(TermComparer.CompareMapKeys));
        for (int i = 1; i < count; i++)
        {
            if (TermComparer.CompareMapKeys(keys[i - 1], keys[i]) == 0)
            {
                return false;
            }
        }
        TermHeap heap = default;
        Term tuple = module.AddConstant(Terms.Tuple.Create(&heap, keys));
        heap.Clear();
        code.Begin(Op.NewMap, Register(reader[2]), (ulong)reader[3].Value, (ulong)count);
        code.Add(tuple.Bits);
        foreach (int place in places)
        {
            code.Add(OperandWord(ref reader, reader.Items(reader[4])[place]));
        }
        return true;
    }

    /// <summary>
    /// Places of the pairs of a map update, constant keys in the order of maps: of several keys that are absent, the first
    /// in this order is the badkey.
    /// </summary>
    private int[] InKeyOrder(ref InstructionReader reader, int count)
    {
        var places = new int[count / 2];
        var keys = new Term[count / 2];
        bool constant = reader.Op == GenericOp.PutMapExact;
        for (int i = 0; i < places.Length; i++)
        {
            Operand key = reader.Items(reader[4])[2 * i];
            places[i] = 2 * i;
            constant &= !key.IsRegister;
            keys[i] = constant ? new Term(Constant(ref reader, key)) : default;
        }
        if (constant)
        {
            Array.Sort(keys, places, Comparer<Term>.Create(TermComparer.CompareMapKeys));
        }
        return places;
    }

    private void MoveFloat(ref InstructionReader reader)
    {
        if (reader[1].Kind == OperandKind.FloatRegister)
        {
            code.Begin(Op.FloatLoad, 0, (ulong)reader[1].Value);
            code.SetA(Source(ref reader, reader[0]));
            return;
        }
        code.Begin(Op.FloatStore, (ulong)reader[0].Value, Register(reader[1]));
    }
}
