// Tests and jumps on values: what a passed or failed test tells of its operand.
namespace Lingen.Code;

public sealed unsafe partial class Validator
{
    private void StepTest(ref InstructionReader reader)
    {
        int label = (int)reader[0].Value;
        switch (reader.Op)
        {
            case GenericOp.IsEqExact:
                NeedTerm(reader[1]);
                NeedTerm(reader[2]);
                Branch(label);
                NarrowEqual(reader[1], reader[2]);
                NarrowEqual(reader[2], reader[1]);
                break;
            case GenericOp.IsNeExact:
                NeedTerm(reader[1]);
                NeedTerm(reader[2]);
                scratch.CopyFrom(state!);
                NarrowIn(scratch, reader[1], EqualType(reader[2]));
                NarrowIn(scratch, reader[2], EqualType(reader[1]));
                Branch(label, scratch);
                break;
            case GenericOp.IsLt or GenericOp.IsGe or GenericOp.IsEq or GenericOp.IsNe or GenericOp.IsFunction2:
                NeedTerm(reader[1]);
                NeedTerm(reader[2]);
                Branch(label);
                break;
            case GenericOp.TestArity:
                Require(ValueType.Only(TermOrContext(reader[1]), ValueType.Tuple));
                Branch(label);
                Narrow(reader[1], ValueType.TupleOf(reader[2].Value, true));
                break;
            case GenericOp.IsTaggedTuple:
                TermOrContext(reader[1]);
                Branch(label);
                Narrow(reader[1], ValueType.TupleOf(reader[2].Value, true));
                break;
            case GenericOp.SelectVal:
                Select(ref reader);
                break;
            case GenericOp.SelectTupleArity:
                SelectArity(ref reader);
                break;
            default:
                TestKind(label, reader[1], KindOfTest(reader.Op));
                break;
        }
    }

    private static ulong KindOfTest(GenericOp op) =>
        op switch
        {
            GenericOp.IsInteger => ValueType.Integer,
            GenericOp.IsFloat => ValueType.Float,
            GenericOp.IsNumber => ValueType.Integer | ValueType.Float,
            GenericOp.IsAtom => ValueType.Atom,
            GenericOp.IsPid => ValueType.Pid,
            GenericOp.IsReference => ValueType.Reference,
            GenericOp.IsPort => ValueType.Port,
            GenericOp.IsNil => ValueType.Nil,
            GenericOp.IsBitstr => ValueType.Bitstring,
            GenericOp.IsList => ValueType.Nil | ValueType.Cons,
            GenericOp.IsNonemptyList => ValueType.Cons,
            GenericOp.IsTuple => ValueType.Tuple,
            GenericOp.IsFunction => ValueType.Fun,
            GenericOp.IsMap => ValueType.Map,
            _ => 0,
        };

    /// <summary>A test for kinds of terms: behind it the operand is of them, at the label it is not.</summary>
    private void TestKind(int label, in Operand operand, ulong kinds)
    {
        TermOrContext(operand);
        switch (currentOp)
        {
            case GenericOp.IsBoolean:
                Branch(label);
                Narrow(operand, ValueType.Atom);
                return;
            case GenericOp.IsBinary:
                Branch(label);
                Narrow(operand, ValueType.Bitstring | ValueType.Context);
                return;
            // A match context passes for the bits that are left in it.
            case GenericOp.IsBitstr:
                kinds |= ValueType.Context;
                break;
        }
        scratch.CopyFrom(state!);
        NarrowIn(scratch, operand, (ValueType.Any | ValueType.Context) & ~kinds);
        Branch(label, scratch);
        Narrow(operand, kinds);
    }

    private void NarrowIn(RegisterState where, in Operand operand, ulong found)
    {
        long value = ValueOf(operand);
        if (operand.IsRegister && value != 0)
        {
            where.Narrow(value, found);
        }
    }

    private void NarrowEqual(in Operand operand, in Operand other) => Narrow(operand, EqualType(other));

    /// <summary>What equals this operand exactly is of its type.</summary>
    private ulong EqualType(in Operand operand) => TypeOf(operand);

    private void Select(ref InstructionReader reader)
    {
        Operand source = reader[0];
        NeedTerm(source);
        ReadOnlySpan<Operand> items = reader.Items(reader[2]);
        for (int i = 0; i < items.Length; i += 2)
        {
            scratch.CopyFrom(state!);
            NarrowIn(scratch, source, TypeOf(items[i]));
            Branch((int)items[i + 1].Value, scratch);
        }
        Branch((int)reader[1].Value);
        End();
    }

    private void SelectArity(ref InstructionReader reader)
    {
        Operand source = reader[0];
        Require(ValueType.Only(TermOrContext(source), ValueType.Tuple));
        ReadOnlySpan<Operand> items = reader.Items(reader[2]);
        for (int i = 0; i < items.Length; i += 2)
        {
            scratch.CopyFrom(state!);
            NarrowIn(scratch, source, ValueType.TupleOf(items[i].Value, true));
            Branch((int)items[i + 1].Value, scratch);
        }
        Branch((int)reader[1].Value);
        End();
    }
}
