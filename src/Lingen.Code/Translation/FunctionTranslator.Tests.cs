// Translation of tests, selections and BIFs in instructions.
using Lingen.Terms;

namespace Lingen.Code;

public sealed unsafe partial class FunctionTranslator
{
    private bool TranslateTest(ref InstructionReader reader)
    {
        Op simple = reader.Op switch
        {
            GenericOp.IsInteger => Op.IsInteger,
            GenericOp.IsFloat => Op.IsFloat,
            GenericOp.IsNumber => Op.IsNumber,
            GenericOp.IsAtom => Op.IsAtom,
            GenericOp.IsBoolean => Op.IsBoolean,
            GenericOp.IsPid => Op.IsPid,
            GenericOp.IsReference => Op.IsReference,
            GenericOp.IsPort => Op.IsPort,
            GenericOp.IsNil => Op.IsNil,
            GenericOp.IsBinary => Op.IsBinary,
            GenericOp.IsBitstr => Op.IsBitstring,
            GenericOp.IsList => Op.IsList,
            GenericOp.IsNonemptyList => Op.IsNonemptyList,
            GenericOp.IsTuple => Op.IsTuple,
            GenericOp.IsFunction => Op.IsFunction,
            GenericOp.IsMap => Op.IsMap,
            _ => Op.Invalid,
        };
        if (simple != Op.Invalid)
        {
            BeginTest(ref reader, simple, reader[1], reader[0]);
            return true;
        }
        switch (reader.Op)
        {
            case GenericOp.IsLt:
                Compare(ref reader, Op.IsLt);
                return true;
            case GenericOp.IsGe:
                Compare(ref reader, Op.IsGe);
                return true;
            case GenericOp.IsEq:
                Compare(ref reader, Op.IsEq);
                return true;
            case GenericOp.IsNe:
                Compare(ref reader, Op.IsNe);
                return true;
            case GenericOp.IsEqExact:
                CompareExact(ref reader, Op.IsEqExactImmediate, Op.IsEqExact);
                return true;
            case GenericOp.IsNeExact:
                CompareExact(ref reader, Op.IsNeExactImmediate, Op.IsNeExact);
                return true;
            case GenericOp.TestArity:
                TestArity(ref reader);
                return true;
            case GenericOp.IsTaggedTuple:
                BeginTest(ref reader, Op.IsTaggedTuple, reader[1], reader[0]);
                code.Add(HeaderWord.Make(HeaderTag.Tuple, (int)reader[2].Value));
                code.Add(Constant(ref reader, reader[3]));
                return true;
            case GenericOp.IsFunction2:
                BeginTest(ref reader, Op.IsFunction2, reader[1], reader[0]);
                code.Add(OperandWord(ref reader, reader[2]));
                return true;
            case GenericOp.HasMapFields:
            case GenericOp.GetMapElements:
                MapFields(ref reader);
                return true;
            case GenericOp.SelectVal:
                SelectValue(ref reader);
                return true;
            case GenericOp.SelectTupleArity:
                SelectArity(ref reader);
                return true;
            case GenericOp.Bif0:
                TranslateBif(ref reader, Import(reader[0]), 0, -1, 1, 0);
                return true;
            case GenericOp.Bif1:
                TranslateBif(ref reader, Import(reader[1]), Label(reader[0]), 2, 3, 1);
                return true;
            case GenericOp.Bif2:
                TranslateBif(ref reader, Import(reader[1]), Label(reader[0]), 2, 4, 2);
                return true;
            case GenericOp.Bif3:
                TranslateBif(ref reader, Import(reader[1]), Label(reader[0]), 2, 5, 3);
                return true;
            case GenericOp.GcBif1:
                TranslateBif(ref reader, Import(reader[2]), Label(reader[0]), 3, 4, 1, live: (int)reader[1].Value);
                return true;
            case GenericOp.GcBif2:
                TranslateBif(ref reader, Import(reader[2]), Label(reader[0]), 3, 5, 2);
                return true;
            case GenericOp.GcBif3:
                TranslateBif(ref reader, Import(reader[2]), Label(reader[0]), 3, 6, 3);
                return true;
            default:
                return false;
        }
    }

    private void BeginTest(ref InstructionReader reader, Op op, in Operand source, in Operand label)
    {
        ulong register = RegisterSource(ref reader, source);
        code.Begin(op, register);
        code.JumpInUpperHalf(Label(label));
        lastTest = (code.Instruction, register, Label(label));
    }

    private void Compare(ref InstructionReader reader, Op op)
    {
        if (op is Op.IsLt or Op.IsGe && reader[1].IsRegister && reader[2].Kind == OperandKind.Integer)
        {
            op = op == Op.IsLt ? Op.IsLtSmall : Op.IsGeSmall;
        }
        else if (op is Op.IsLt or Op.IsGe && reader[1].Kind == OperandKind.Integer && reader[2].Kind == OperandKind.X)
        {
            code.Begin(op == Op.IsLt ? Op.IsGtSmallX : Op.IsLeSmallX, Register(reader[2]));
            code.AddJump(Label(reader[0]));
            code.Add(Constant(ref reader, reader[1]));
            return;
        }
        code.Begin(op);
        code.AddJump(Label(reader[0]));
        code.SetA(Source(ref reader, reader[1]));
        code.SetB(Source(ref reader, reader[2]));
    }

    private void CompareExact(ref InstructionReader reader, Op immediate, Op general)
    {
        if (reader[1].IsRegister && IsConstant(reader[2]))
        {
            ulong constant = Constant(ref reader, reader[2]);
            if (new Term(constant).IsImmediate)
            {
                BeginTest(ref reader, immediate, reader[1], reader[0]);
                code.Add(constant);
                return;
            }
        }
        Compare(ref reader, general);
    }

    /// <summary>test_arity behind is_tuple of the same register with the same label is one test.</summary>
    private void TestArity(ref InstructionReader reader)
    {
        ulong source = RegisterSource(ref reader, reader[1]);
        int label = Label(reader[0]);
        if (
            lastTest == (code.Instruction, source, label)
            && code.Count == code.Instruction + 1
            && (Op)(ushort)code[code.Instruction] == Op.IsTuple
        )
        {
            code[code.Instruction] = (code[code.Instruction] & ~0xFFFFUL) | (ulong)Op.IsTupleOfArity;
        }
        else
        {
            code.Begin(Op.TestArity, source);
            code.JumpInUpperHalf(label);
        }
        code.Add(HeaderWord.Make(HeaderTag.Tuple, (int)reader[2].Value));
    }

    private (int Instruction, ulong Source, int Label) lastTest;

    private void MapFields(ref InstructionReader reader)
    {
        bool fetches = reader.Op == GenericOp.GetMapElements;
        int count = (int)reader[2].Value;
        BeginTest(ref reader, fetches ? Op.GetMapElements : Op.HasMapFields, reader[1], reader[0]);
        code.Add((ulong)(fetches ? count / 2 : count));
        for (int i = 0; i < count; i++)
        {
            Operand item = reader.Items(reader[2])[i];
            code.Add(fetches && (i & 1) != 0 ? Register(item) : OperandWord(ref reader, item));
        }
    }

    private void SelectValue(ref InstructionReader reader)
    {
        int count = (int)reader[2].Value / 2;
        var values = new (ulong Value, int Label)[count];
        bool immediate = true;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<Operand> items = reader.Items(reader[2]);
            Operand value = items[2 * i];
            int label = Label(items[(2 * i) + 1]);
            values[i] = (Constant(ref reader, value), label);
            immediate &= new Term(values[i].Value).IsImmediate;
        }
        if (!immediate)
        {
            BeginTest(ref reader, Op.SelectTerm, reader[0], reader[1]);
            AddSelection(values);
            return;
        }
        if (IsDense(values, out long minimum, out long span))
        {
            int otherwise = Label(reader[1]);
            BeginTest(ref reader, Op.SelectSmallDense, reader[0], reader[1]);
            code.Add((ulong)minimum);
            code.Add((ulong)span);
            var labels = new int[span];
            labels.AsSpan().Fill(otherwise);
            foreach ((ulong value, int target) in values)
            {
                labels[new Term(value).SmallValue - minimum] = target;
            }
            foreach (int label in labels)
            {
                code.AddJump(label);
            }
            return;
        }
        BeginTest(ref reader, Op.SelectValue, reader[0], reader[1]);
        Array.Sort(values);
        AddSelection(values);
    }

    private static bool IsDense((ulong Value, int Label)[] values, out long minimum, out long span)
    {
        minimum = long.MaxValue;
        span = 0;
        long maximum = long.MinValue;
        foreach ((ulong value, _) in values)
        {
            var term = new Term(value);
            if (!term.IsSmall)
            {
                return false;
            }
            minimum = Math.Min(minimum, term.SmallValue);
            maximum = Math.Max(maximum, term.SmallValue);
        }
        span = maximum - minimum + 1;
        return values.Length >= 4 && span > 0 && span <= values.Length * 2;
    }

    private void SelectArity(ref InstructionReader reader)
    {
        int count = (int)reader[2].Value / 2;
        var values = new (ulong Value, int Label)[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<Operand> items = reader.Items(reader[2]);
            values[i] = (HeaderWord.Make(HeaderTag.Tuple, (int)items[2 * i].Value), Label(items[(2 * i) + 1]));
        }
        BeginTest(ref reader, Op.SelectTupleArity, reader[0], reader[1]);
        Array.Sort(values);
        AddSelection(values);
    }

    private void AddSelection((ulong Value, int Label)[] values)
    {
        code.Add((ulong)values.Length);
        foreach ((ulong value, _) in values)
        {
            code.Add(value);
        }
        foreach ((_, int label) in values)
        {
            code.AddJump(label);
        }
    }

    /// <summary>A BIF in an instruction: the common ones inline, the rest through their table entry.</summary>
    private void TranslateBif(
        ref InstructionReader reader,
        Export* export,
        int label,
        int firstArgument,
        int target,
        int arity,
        int live = -1
    )
    {
        Op inline = export->Module == Atoms.Erlang ? InlineBif(AtomTable.Name(export->Function), arity) : Op.Invalid;
        ulong destination = Register(reader[target]);
        switch (inline)
        {
            case Op.Self:
                code.Begin(Op.Self, destination);
                return;
            case Op.Invalid:
                break;
            default:
                if (
                    inline is Op.Add or Op.Subtract
                    && reader[firstArgument].IsRegister
                    && reader[firstArgument + 1].Kind == OperandKind.Integer
                )
                {
                    inline = inline == Op.Add ? Op.AddSmall : Op.SubtractSmall;
                }
                code.Begin(inline);
                code.AddJump(label);
                code.SetA(Source(ref reader, reader[firstArgument]));
                if (arity == 2)
                {
                    code.SetB(Source(ref reader, reader[firstArgument + 1]));
                }
                else if (inline == Op.Length)
                {
                    code.SetB((ulong)(live + 1));
                }
                code.SetC(destination);
                return;
        }
        if (export->Bif == null)
        {
            throw new BeamFormatException(
                $"{AtomTable.Name(export->Module)}:{AtomTable.Name(export->Function)}/{arity} is used as a BIF but is none"
            );
        }
        code.Begin(Op.GuardBif, destination);
        code.AddJump(label);
        code.Add((ulong)export->Bif);
        for (int i = 0; i < arity; i++)
        {
            code.Add(OperandWord(ref reader, reader[firstArgument + i]));
        }
    }

    private static Op InlineBif(string name, int arity) =>
        (name, arity) switch
        {
            ("self", 0) => Op.Self,
            ("+", 2) => Op.Add,
            ("-", 2) => Op.Subtract,
            ("*", 2) => Op.Multiply,
            ("div", 2) => Op.IntegerDivide,
            ("rem", 2) => Op.Remainder,
            ("band", 2) => Op.BitAnd,
            ("bor", 2) => Op.BitOr,
            ("bxor", 2) => Op.BitXor,
            ("bsl", 2) => Op.ShiftLeft,
            ("bsr", 2) => Op.ShiftRight,
            ("element", 2) => Op.Element,
            ("tuple_size", 1) => Op.TupleSize,
            ("length", 1) => Op.Length,
            ("map_size", 1) => Op.MapSize,
            ("byte_size", 1) => Op.ByteSize,
            ("hd", 1) => Op.Head,
            ("tl", 1) => Op.Tail,
            ("map_get", 2) => Op.MapGet,
            ("is_map_key", 2) => Op.IsMapKey,
            _ => Op.Invalid,
        };
}
