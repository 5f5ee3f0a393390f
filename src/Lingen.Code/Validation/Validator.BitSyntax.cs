// Bit syntax: match contexts must be contexts, and a bs_match must ensure the bits it takes.
namespace Lingen.Code;

public sealed unsafe partial class Validator
{
    private const int MaxUnit = 256;
    private const long MaxSegmentBits = 1L << 40;

    /// <summary>Integers of so many bits exist; matching one that passes the limit of integers fails.</summary>
    private const long SafeIntegerBits = 1 << 20;

    /// <summary>Ensured bits behind a command that asks for more than any bitstring has: what follows is never run.</summary>
    private const long NeverMatches = long.MaxValue;

    private void StepBitSyntax(ref InstructionReader reader)
    {
        switch (reader.Op)
        {
            case GenericOp.BsStartMatch3:
                TermOrContext(reader[1]);
                BranchUnlessBits((int)reader[0].Value, reader[1], reader[2].Value);
                Collect(reader[2].Value);
                Define(reader[3], ValueType.Context);
                break;
            case GenericOp.BsStartMatch4:
                StartMatch(ref reader);
                break;
            case GenericOp.BsGetTail:
                NeedContext(reader[0]);
                Collect(reader[2].Value);
                Define(reader[1], ValueType.Bitstring);
                break;
            case GenericOp.BsGetPosition:
                NeedContext(reader[0]);
                Collect(reader[2].Value);
                Define(reader[1], ValueType.Integer);
                break;
            case GenericOp.BsSetPosition:
                NeedContext(reader[0]);
                NeedTerm(reader[1]);
                // It is an integer to the rest of the code, so where it comes from is not known.
                Require(false);
                break;
            case GenericOp.BsGetInteger2:
                GetSegment(ref reader, ValueType.Integer);
                break;
            case GenericOp.BsGetFloat2:
                GetSegment(ref reader, ValueType.Float);
                break;
            case GenericOp.BsGetBinary2:
                GetSegment(ref reader, ValueType.Bitstring);
                break;
            case GenericOp.BsSkipBits2:
                NeedContext(reader[1]);
                NeedTerm(reader[2]);
                NeedUnit(reader[3].Value);
                Branch((int)reader[0].Value);
                break;
            case GenericOp.BsTestUnit:
                NeedContext(reader[1]);
                NeedUnit(reader[2].Value);
                Branch((int)reader[0].Value);
                break;
            case GenericOp.BsTestTail2 or GenericOp.BsMatchString:
                NeedContext(reader[1]);
                Branch((int)reader[0].Value);
                break;
            case GenericOp.BsGetUtf8 or GenericOp.BsGetUtf16 or GenericOp.BsGetUtf32:
                NeedContext(reader[1]);
                Collect(reader[2].Value);
                Branch((int)reader[0].Value);
                Define(reader[4], ValueType.Integer);
                break;
            case GenericOp.BsSkipUtf8 or GenericOp.BsSkipUtf16 or GenericOp.BsSkipUtf32:
                NeedContext(reader[1]);
                Collect(reader[2].Value);
                Branch((int)reader[0].Value);
                break;
            case GenericOp.BsMatch:
                StepMatch(ref reader);
                break;
            default:
                StepConstruction(ref reader);
                break;
        }
    }

    private void NeedContext(in Operand operand)
    {
        if (TypeOf(operand) != ValueType.Context)
        {
            throw Invalid("a match context is needed");
        }
    }

    private void NeedUnit(long unit)
    {
        if (unit is < 1 or > MaxUnit)
        {
            throw Invalid($"bad unit {unit}");
        }
    }

    /// <summary>The first operand is a fail label, or an atom: no_fail (surely a bitstring) or resume (surely a context).</summary>
    private void StartMatch(ref InstructionReader reader)
    {
        ulong type = TermOrContext(reader[2]);
        if (reader[0].Kind == OperandKind.Label && reader[0].Value != 0)
        {
            BranchUnlessBits((int)reader[0].Value, reader[2], reader[1].Value);
        }
        else
        {
            bool isResume = reader[0].Kind == OperandKind.Atom && file.Atoms[reader[0].Value] == Terms.Atoms.Resume;
            Require(ValueType.Only(type, isResume ? ValueType.Context : ValueType.Context | ValueType.Bitstring));
        }
        Collect(reader[1].Value);
        Define(reader[3], ValueType.Context);
    }

    /// <summary>A bs_start_match fails for what is neither a bitstring nor a context. By then it may have collected.</summary>
    private void BranchUnlessBits(int label, in Operand source, long live)
    {
        scratch.CopyFrom(state!);
        scratch.XCount = Math.Min(scratch.XCount, (int)live);
        scratch.HeapWords = 0;
        NarrowIn(scratch, source, ValueType.Any & ~ValueType.Bitstring);
        Branch(label, scratch);
    }

    private void GetSegment(ref InstructionReader reader, ulong type)
    {
        NeedContext(reader[1]);
        NeedTerm(reader[3]);
        NeedUnit(reader[4].Value);
        Collect(reader[2].Value);
        Branch((int)reader[0].Value);
        Define(reader[6], type);
    }

    // bs_match

    /// <summary>Operands behind the name of a command; -1 for an unknown name.</summary>
    private static int CommandLength(ulong name) =>
        name switch
        {
            Terms.AtomBits.EnsureAtLeast => 2,
            Terms.AtomBits.EnsureExactly or Terms.AtomBits.Skip => 1,
            Terms.AtomBits.Integer or Terms.AtomBits.Binary => 5,
            Terms.AtomBits.GetTail or Terms.AtomBits.EqualExact => 3,
            _ => -1,
        };

    private void CheckCommands(ref InstructionReader reader, int function)
    {
        ReadOnlySpan<Operand> items = reader.Items(reader[2]);
        long ensured = 0;
        for (int i = 0; i < items.Length; )
        {
            int length =
                items[i].Kind == OperandKind.Atom && IsConstantInRange(items[i])
                    ? CommandLength(file.Atoms[items[i].Value].Bits)
                    : -1;
            if (length < 0 || i + length >= items.Length)
            {
                throw Invalid("unknown or incomplete command");
            }
            ulong name = file.Atoms[items[i].Value].Bits;
            CheckCommand(ref reader, name, items.Slice(i + 1, length), function);
            CountBits(name, items.Slice(i + 1, length), ref ensured);
            i += 1 + length;
        }
    }

    private void CheckCommand(ref InstructionReader reader, ulong name, ReadOnlySpan<Operand> command, int function)
    {
        bool good = name switch
        {
            Terms.AtomBits.EnsureAtLeast => IsSize(command[0]) && IsUnit(command[1]) && command[1].Value >= 1,
            Terms.AtomBits.EnsureExactly or Terms.AtomBits.Skip => IsSize(command[0]),
            Terms.AtomBits.GetTail => Fits(ref reader, command[0], 'n', function) && IsSize(command[1]) && IsRegister(command[2]),
            Terms.AtomBits.EqualExact => command[0].Kind == OperandKind.Nil
                && IsSize(command[1])
                && BitsOf(command[1]) <= 64
                && command[2].Kind is OperandKind.Integer or OperandKind.BigInteger or OperandKind.Number,
            _ => Fits(ref reader, command[0], 'n', function)
                && IsConstantInRange(command[1])
                && IsSize(command[2])
                && IsUnit(command[3])
                && IsRegister(command[4]),
        };
        if (!good)
        {
            throw Invalid("bad command");
        }
    }

    /// <summary>A number of bits; one that no bitstring has is right too, in code that never matches.</summary>
    private static bool IsSize(in Operand operand) =>
        operand.Kind == OperandKind.BigInteger
        || (operand.Kind is OperandKind.Number or OperandKind.Integer && operand.Value >= 0);

    private static bool IsImpossible(in Operand size) => size.Kind == OperandKind.BigInteger || size.Value > MaxSegmentBits;

    /// <summary>The bits that a size stands for; all sizes that no bitstring has are alike.</summary>
    private static long BitsOf(in Operand size) => IsImpossible(size) ? MaxSegmentBits * 2 : size.Value;

    private static bool IsUnit(in Operand operand) =>
        operand.Kind is OperandKind.Number or OperandKind.Integer && operand.Value is >= 0 and <= MaxUnit;

    private void StepMatch(ref InstructionReader reader)
    {
        Operand context = reader[1];
        NeedContext(context);
        int fail = (int)reader[0].Value;
        ReadOnlySpan<Operand> items = reader.Items(reader[2]);
        Branch(fail);
        for (int i = 0; i < items.Length; )
        {
            ulong name = file.Atoms[items[i].Value].Bits;
            int length = CommandLength(name);
            StepCommand(name, items.Slice(i + 1, length), context, fail);
            i += 1 + length;
        }
    }

    private void StepCommand(ulong name, ReadOnlySpan<Operand> command, in Operand context, int fail)
    {
        NeedContext(context);
        switch (name)
        {
            case Terms.AtomBits.EnsureAtLeast or Terms.AtomBits.EnsureExactly or Terms.AtomBits.EqualExact:
                Branch(fail);
                break;
            case Terms.AtomBits.Skip:
                break;
            case Terms.AtomBits.GetTail:
                CollectKeeping(command[0].Value, context);
                Define(command[2], ValueType.Bitstring);
                break;
            default:
                CollectKeeping(command[0].Value, context);
                if (BitsOf(command[2]) * command[3].Value > SafeIntegerBits)
                {
                    Branch(fail);
                }
                Define(command[4], name == Terms.AtomBits.Integer ? ValueType.Integer : ValueType.Bitstring);
                break;
        }
    }

    /// <summary>
    /// The machine collects once for all commands, at the first that names live registers: all tests in front of it may still lead to a label
    /// where more registers are read. The context must survive.
    /// </summary>
    private void CollectKeeping(long live, in Operand context)
    {
        Collect(live);
        if (context.Kind == OperandKind.X && context.Value >= live)
        {
            throw Invalid("the match context does not survive a collection");
        }
    }

    /// <summary>Commands take bits that an ensure in front of them has found to exist.</summary>
    private void CountBits(ulong name, ReadOnlySpan<Operand> command, ref long ensured)
    {
        switch (name)
        {
            case Terms.AtomBits.EnsureAtLeast or Terms.AtomBits.EnsureExactly:
                ensured = IsImpossible(command[0]) ? NeverMatches : command[0].Value;
                break;
            case Terms.AtomBits.Skip:
                TakeBits(ref ensured, BitsOf(command[0]));
                break;
            case Terms.AtomBits.EqualExact:
                TakeBits(ref ensured, BitsOf(command[1]));
                break;
            case Terms.AtomBits.Integer or Terms.AtomBits.Binary:
                TakeBits(ref ensured, BitsOf(command[2]) * command[3].Value);
                break;
        }
    }

    private void TakeBits(ref long ensured, long bits)
    {
        if (ensured == NeverMatches)
        {
            return;
        }
        ensured -= bits;
        if (ensured < 0)
        {
            throw Invalid("more bits are taken than have been ensured");
        }
    }

    // Construction

    private void StepConstruction(ref InstructionReader reader)
    {
        switch (reader.Op)
        {
            case GenericOp.BsCreateBin:
                NeedSegments(ref reader);
                BeginBinary(ref reader, reader[2].Value, reader[1], reader[0], reader[4]);
                break;
            case GenericOp.BsInitWritable:
                NeedTermArguments(1);
                AfterCall(ValueType.Bitstring);
                break;
            case GenericOp.BsInit2 or GenericOp.BsInitBits:
                NeedSize(reader[1], reader[3].Value);
                BeginBinary(ref reader, reader[3].Value, reader[2], reader[0], reader[5]);
                state!.IsBuilding = true;
                break;
            case GenericOp.BsAppend:
                NeedSize(reader[1], reader[3].Value);
                NeedTerm(reader[5]);
                NeedUnit(reader[4].Value);
                BeginBinary(ref reader, reader[3].Value, reader[2], reader[0], reader[7]);
                state!.IsBuilding = true;
                break;
            case GenericOp.BsPrivateAppend:
                NeedTerm(reader[1]);
                NeedTerm(reader[3]);
                NeedUnit(reader[2].Value);
                state!.HeapWords = 0;
                MayFail(reader[0]);
                Define(reader[5], ValueType.Bitstring);
                state!.IsBuilding = true;
                break;
            case GenericOp.BsAdd:
                NeedTerm(reader[1]);
                NeedTerm(reader[2]);
                MayFail(reader[0]);
                Define(reader[4], ValueType.Integer);
                break;
            case GenericOp.BsUtf8Size or GenericOp.BsUtf16Size:
                NeedTerm(reader[1]);
                MayFail(reader[0]);
                Define(reader[2], ValueType.Integer);
                break;
            default:
                PutSegment(ref reader);
                break;
        }
    }

    /// <summary>
    /// The sources of segments are read when a collection may have happened, so they must be live; only the source of an append need not be.
    /// </summary>
    private void NeedSegments(ref InstructionReader reader)
    {
        ReadOnlySpan<Operand> segments = reader.Items(reader[5]);
        for (int i = 0; i < segments.Length; i += 6)
        {
            bool isAppend = file.Atoms[segments[i].Value].Bits is Terms.AtomBits.Append or Terms.AtomBits.PrivateAppend;
            if (isAppend)
            {
                NeedTerm(segments[i + 4]);
            }
            else if (segments[i + 4].Kind != OperandKind.Number)
            {
                NeedLive(segments[i + 4], reader[2].Value);
            }
            if (segments[i + 5].IsRegister)
            {
                NeedLive(segments[i + 5], reader[2].Value);
            }
        }
    }

    private void NeedSize(in Operand size, long live)
    {
        if (size.Kind != OperandKind.Number)
        {
            NeedLive(size, live);
        }
    }

    /// <summary>A term that survives a collection with this many live registers.</summary>
    private void NeedLive(in Operand operand, long live)
    {
        NeedTerm(operand);
        if (operand.Kind == OperandKind.X && operand.Value >= live)
        {
            throw Invalid($"x{operand.Value} does not survive a collection");
        }
    }

    /// <summary>It collects, and then it may fail.</summary>
    private void BeginBinary(ref InstructionReader reader, long live, in Operand need, in Operand fail, in Operand target)
    {
        Collect(live);
        MayFail(fail);
        state!.HeapWords = reader.HeapWords(need);
        Define(target, ValueType.Bitstring);
    }

    private void PutSegment(ref InstructionReader reader)
    {
        if (!state!.IsBuilding)
        {
            throw Invalid("no binary is under construction");
        }
        switch (reader.Op)
        {
            case GenericOp.BsPutString:
                break;
            case GenericOp.BsPutUtf8 or GenericOp.BsPutUtf16 or GenericOp.BsPutUtf32:
                NeedTerm(reader[2]);
                MayFail(reader[0]);
                break;
            default:
                NeedTerm(reader[1]);
                NeedTerm(reader[4]);
                NeedUnit(reader[2].Value);
                MayFail(reader[0]);
                break;
        }
    }

    private void MayFail(in Operand label)
    {
        if (label.Value != 0)
        {
            Branch((int)label.Value);
        }
    }
}
