// Translation of bit syntax: matching instruction by instruction, bs_match into a list of packed commands, bs_create_bin into
// a list of segments with what is known of their sizes added up. The forms are drawn in MatchCommand and BuildSegment.
using System.Runtime.InteropServices;
using Lingen.Terms;

namespace Lingen.Code;

public sealed unsafe partial class FunctionTranslator
{
    /// <summary>Words that the result of an append, or a binary built on the heap, may take.</summary>
    private int startMatch = -1;
    private int startMatchEnd;

    private const int BuildMaxWords = Bitstring.RefcSizeWords + Bitstring.SubSizeWords + 1;

    private void TranslateBitSyntax(ref InstructionReader reader)
    {
        switch (reader.Op)
        {
            case GenericOp.BsStartMatch3:
                StartMatch(ref reader, reader[1], reader[2], reader[3], Label(reader[0]));
                break;
            case GenericOp.BsStartMatch4:
                StartMatch(
                    ref reader,
                    reader[2],
                    reader[1],
                    reader[3],
                    reader[0].Kind == OperandKind.Label ? Label(reader[0]) : 0
                );
                break;
            case GenericOp.BsGetPosition:
                GetPosition(reader[0], reader[1]);
                break;
            case GenericOp.BsSetPosition:
            {
                ulong position = RegisterSource(ref reader, reader[1]);
                code.Begin(Op.BsSetPosition, Register(reader[0]), position);
                break;
            }
            case GenericOp.BsGetTail:
                code.Begin(Op.BsGetTail, Register(reader[0]), Register(reader[1]));
                code.Add(ReserveWord(BitSyntax.ExtractMaxWords, reader[2].Value, reader[0]));
                break;
            case GenericOp.BsTestTail2:
                TestBits(ref reader, Op.BsTestTail);
                break;
            case GenericOp.BsTestUnit:
                TestBits(ref reader, Op.BsTestUnit);
                break;
            case GenericOp.BsGetInteger2:
                GetSegment(ref reader, Op.BsGetInteger);
                break;
            case GenericOp.BsGetFloat2:
                GetSegment(ref reader, Op.BsGetFloat);
                break;
            case GenericOp.BsGetBinary2:
                GetSegment(ref reader, Op.BsGetBinary);
                break;
            case GenericOp.BsSkipBits2:
                code.Begin(Op.BsSkipBits, Register(reader[1]), 0, UnitAndFlags(reader[3], reader[4]));
                code.AddJump(Label(reader[0]));
                code.Add(OperandWord(ref reader, reader[2]));
                break;
            case GenericOp.BsMatchString:
                code.Begin(Op.BsMatchString, Register(reader[1]));
                code.AddJump(Label(reader[0]));
                code.Add((ulong)reader[2].Value);
                AddString(reader[3].Value, (reader[2].Value + 7) >> 3);
                break;
            case GenericOp.BsGetUtf8:
                GetUtf(ref reader, Op.BsGetUtf8, true);
                break;
            case GenericOp.BsGetUtf16:
                GetUtf(ref reader, Op.BsGetUtf16, true);
                break;
            case GenericOp.BsGetUtf32:
                GetUtf(ref reader, Op.BsGetUtf32, true);
                break;
            case GenericOp.BsSkipUtf8:
                GetUtf(ref reader, Op.BsSkipUtf8, false);
                break;
            case GenericOp.BsSkipUtf16:
                GetUtf(ref reader, Op.BsSkipUtf16, false);
                break;
            case GenericOp.BsSkipUtf32:
                GetUtf(ref reader, Op.BsSkipUtf32, false);
                break;
            case GenericOp.BsMatch:
                Match(ref reader);
                break;
            case GenericOp.BsCreateBin:
                CreateBin(ref reader);
                break;
            case GenericOp.BsInitWritable:
                code.Begin(Op.BsInitWritable);
                break;
            default:
                TranslateOldBitSyntax(ref reader);
                break;
        }
    }

    private void StartMatch(ref InstructionReader reader, in Operand source, in Operand live, in Operand target, int fail)
    {
        code.Begin(Op.BsStartMatch, 0, Register(target));
        startMatch = code.Instruction;
        code.AddJump(fail);
        code.Add(ReserveWord(Bitstring.MatchContextSizeWords, live.Value, source));
        code.SetA(Source(ref reader, source));
        startMatchEnd = code.Count;
    }

    /// <summary>Directly behind the bs_start_match of the same context the two become one.</summary>
    private void GetPosition(in Operand context, in Operand target)
    {
        ulong contextRegister = Register(context);
        if (startMatch >= 0 && startMatchEnd == code.Count && (ushort)(code[startMatch] >> 32) == contextRegister)
        {
            code[startMatch] = (code[startMatch] & ~0xFFFFUL) | (ulong)Op.BsStartMatchPosition | (Register(target) << 48);
            startMatch = -1;
            return;
        }
        code.Begin(Op.BsGetPosition, contextRegister, Register(target));
    }

    private void TestBits(ref InstructionReader reader, Op op)
    {
        code.Begin(op, Register(reader[1]));
        code.JumpInUpperHalf(Label(reader[0]));
        code.Add(reader[2].Kind == OperandKind.BigInteger ? long.MaxValue : (ulong)reader[2].Value);
    }

    private void GetSegment(ref InstructionReader reader, Op op)
    {
        code.Begin(op, Register(reader[1]), Register(reader[6]), UnitAndFlags(reader[4], reader[5]));
        code.AddJump(Label(reader[0]));
        code.Add(OperandWord(ref reader, reader[3]));
        long words = op switch
        {
            Op.BsGetFloat => Float.SizeWords,
            Op.BsGetBinary => BitSyntax.ExtractMaxWords,
            // A size that no bitstring has matches nothing and needs no memory.
            _ => reader[3].Kind == OperandKind.Integer && TryFixedBits(reader[3].Value, reader[4].Value)
                ? BitSyntax.IntegerMaxWords((long)BitsOf(reader[3].Value, reader[4].Value))
                : 0,
        };
        bool keepsSize = reader[3].Kind != OperandKind.X || reader[3].Value < reader[2].Value;
        code.Add(words > int.MaxValue || !keepsSize ? 0 : ReserveWord(words, reader[2].Value, reader[1]));
    }

    /// <summary>
    /// The word that lets an instruction collect when the heap is full: words it may take, and live registers above. It must not
    /// collect, which a zero word says, if an operand is in a register that is no longer counted live; it builds in a
    /// fragment then.
    /// </summary>
    private static ulong ReserveWord(long words, long live, in Operand operand) =>
        operand.Kind == OperandKind.X && operand.Value >= live ? 0 : (ulong)words | ((ulong)live << 32);

    private void GetUtf(ref InstructionReader reader, Op op, bool hasTarget)
    {
        ulong target = hasTarget ? Register(reader[4]) : 0;
        code.Begin(op, Register(reader[1]), target, (ulong)SegmentFlagsReader.FromNumber(reader[3].Value));
        code.AddJump(Label(reader[0]));
    }

    /// <summary>Flags in the low four bits, the unit above.</summary>
    private static ulong UnitAndFlags(in Operand unit, in Operand flags) =>
        ((ulong)unit.Value << 4) | (ulong)SegmentFlagsReader.FromNumber(flags.Value);

    /// <summary>Puts bytes of the string table into the code, padded to whole words.</summary>
    private void AddString(long offset, long lengthBytes)
    {
        ReadOnlySpan<byte> strings = module.File.Strings.Span;
        if (offset < 0 || lengthBytes < 0 || offset > strings.Length - lengthBytes)
        {
            throw new BeamFormatException("string outside of the string table");
        }
        ReadOnlySpan<byte> text = strings.Slice((int)offset, (int)lengthBytes);
        while (text.Length > 0)
        {
            ulong word = 0;
            int count = Math.Min(text.Length, sizeof(ulong));
            text[..count].CopyTo(MemoryMarshal.AsBytes(new Span<ulong>(ref word)));
            code.Add(word);
            text = text[count..];
        }
    }

    private SegmentFlags FlagList(ref InstructionReader reader, in Operand flags) =>
        SegmentFlagsReader.FromList(new Term(Constant(ref reader, flags)));

    private static ulong BitsOf(long size, long unit)
    {
        long high = Math.BigMul(size, unit, out long bits);
        if (size < 0 || high != 0 || bits < 0 || bits > MatchCommand.MaxSizeBits)
        {
            throw new BeamFormatException("segment too large");
        }
        return (ulong)bits;
    }

    private bool IsAtom(in Operand operand, Term atom) =>
        operand.Kind == OperandKind.Atom && module.File.Atoms[operand.Value] == atom;

    // Matching

    private void Match(ref InstructionReader reader)
    {
        ReadOnlySpan<Operand> items = reader.Items(reader[2]);
        int impossible = FindImpossible(items);
        if (impossible >= 0)
        {
            items = items[..impossible];
        }
        else if (MatchOneField(ref reader, items))
        {
            return;
        }
        code.Begin(Op.BsMatch, Register(reader[1]));
        int instruction = code.Instruction;
        code.AddJump(Label(reader[0]));
        code.Add(MatchReserve(ref reader, items));
        int at = 0;
        while (at < items.Length)
        {
            int group = GroupSize(ref reader, items[at..], out ulong groupBits);
            if (group > 1)
            {
                code.Add(MatchCommand.Make(MatchCommandKind.ReadGroup, 0, SegmentFlags.None, groupBits));
                for (; group > 0; group--)
                {
                    at += AddCommand(ref reader, items[at..], true);
                }
            }
            else
            {
                at += AddCommand(ref reader, items[at..], false);
            }
        }
        if (impossible >= 0)
        {
            code.Add(MatchCommand.Make(MatchCommandKind.EnsureExactly, 0, SegmentFlags.None, MatchCommand.MaxSizeBits));
        }
        code.Add(MatchCommand.Make(MatchCommandKind.Done, 0, SegmentFlags.None, 0));
        code[instruction] |= (ulong)(uint)(code.Count - instruction) << 32;
    }

    /// <summary>Where a command asks for more bits than any bitstring has, so that nothing behind it is ever run; -1 if none does.</summary>
    private int FindImpossible(ReadOnlySpan<Operand> items)
    {
        for (int i = 0; i < items.Length; i += CommandLength(items[i]))
        {
            bool ensures = IsAtom(items[i], Atoms.EnsureAtLeast) || IsAtom(items[i], Atoms.EnsureExactly);
            if (ensures && (items[i + 1].Kind == OperandKind.BigInteger || items[i + 1].Value >= MatchCommand.MaxSizeBits))
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>
    /// What the commands may take from the heap. The machine collects in front of the first command that names live registers: on the tests before
    /// it, more registers may be needed at the label.
    /// </summary>
    private ulong MatchReserve(ref InstructionReader reader, ReadOnlySpan<Operand> items)
    {
        long words = 0;
        long live = -1;
        while (items.Length > 0)
        {
            int length = CommandLength(items[0]);
            long need =
                IsAtom(items[0], Atoms.Integer) ? BitSyntax.IntegerMaxWords((long)BitsOf(items[3].Value, items[4].Value))
                : IsAtom(items[0], Atoms.Binary) || IsAtom(items[0], Atoms.GetTail) ? BitSyntax.ExtractMaxWords
                : 0;
            if (live < 0 && (length == 6 || IsAtom(items[0], Atoms.GetTail)))
            {
                live = items[1].Value;
            }
            words += need;
            items = items[length..];
        }
        return words == 0 || words > int.MaxValue ? 0 : ReserveWord(words, live, reader[1]);
    }

    private int CommandLength(in Operand command) =>
        command.Kind != OperandKind.Atom ? throw new BeamFormatException("command expected in bs_match")
        : IsAtom(command, Atoms.EnsureAtLeast) ? 3
        : IsAtom(command, Atoms.EnsureExactly) || IsAtom(command, Atoms.Skip) ? 2
        : IsAtom(command, Atoms.Integer) || IsAtom(command, Atoms.Binary) ? 6
        : 4;

    /// <summary>One byte, or one number to compare with, behind a check that it exists: instructions of their own.</summary>
    private bool MatchOneField(ref InstructionReader reader, ReadOnlySpan<Operand> items)
    {
        if (items.Length < 7 || !IsAtom(items[0], Atoms.EnsureAtLeast) || items[2].Value != 1)
        {
            return false;
        }
        long sizeBits = items[1].Value;
        ReadOnlySpan<Operand> field = items[3..];
        if (field.Length == 6 && sizeBits == 8 && IsAtom(field[0], Atoms.Integer))
        {
            if (BitsOf(field[3].Value, field[4].Value) != 8 || FlagList(ref reader, field[2]) != SegmentFlags.None)
            {
                return false;
            }
            code.Begin(Op.BsGetByte, Register(reader[1]), Register(field[5]));
            code.AddJump(Label(reader[0]));
            return true;
        }
        if (field.Length == 4 && IsAtom(field[0], Atoms.EqualExact) && field[2].Value == sizeBits && sizeBits is > 0 and <= 64)
        {
            code.Begin(Op.BsMatchNumber, Register(reader[1]), (ulong)sizeBits);
            code.AddJump(Label(reader[0]));
            code.Add(UnsignedValue(ref reader, field[3]));
            return true;
        }
        return false;
    }

    /// <summary>How many of the next commands read unsigned big-endian fields that fit one word together.</summary>
    private int GroupSize(ref InstructionReader reader, ReadOnlySpan<Operand> items, out ulong totalBits)
    {
        int count = 0;
        totalBits = 0;
        while (items.Length > 0)
        {
            ulong bits;
            int length;
            if (IsAtom(items[0], Atoms.Integer) && FlagList(ref reader, items[2]) == SegmentFlags.None)
            {
                bits = BitsOf(items[3].Value, items[4].Value);
                length = 6;
                // A field that may not fit a small integer is read on its own.
                if (bits > 59)
                {
                    break;
                }
            }
            else if (IsAtom(items[0], Atoms.EqualExact))
            {
                bits = (ulong)items[2].Value;
                length = 4;
            }
            else
            {
                break;
            }
            if (bits == 0 || totalBits + bits > 64)
            {
                break;
            }
            totalBits += bits;
            count++;
            items = items[length..];
        }
        return count;
    }

    /// <summary>Adds one command. Returns the number of items it has.</summary>
    private int AddCommand(ref InstructionReader reader, ReadOnlySpan<Operand> items, bool inGroup)
    {
        if (items[0].Kind != OperandKind.Atom)
        {
            throw new BeamFormatException("command expected in bs_match");
        }
        Term command = module.File.Atoms[items[0].Value];
        switch (command.Bits)
        {
            case AtomBits.EnsureAtLeast:
                code.Add(
                    MatchCommand.Make(
                        MatchCommandKind.EnsureAtLeast,
                        (ulong)items[2].Value,
                        SegmentFlags.None,
                        BitsOf(items[1].Value, 1)
                    )
                );
                return 3;
            case AtomBits.EnsureExactly:
                code.Add(MatchCommand.Make(MatchCommandKind.EnsureExactly, 0, SegmentFlags.None, BitsOf(items[1].Value, 1)));
                return 2;
            case AtomBits.Skip:
                code.Add(MatchCommand.Make(MatchCommandKind.Skip, 0, SegmentFlags.None, BitsOf(items[1].Value, 1)));
                return 2;
            case AtomBits.GetTail:
                code.Add(MatchCommand.Make(MatchCommandKind.GetTail, Register(items[3]), SegmentFlags.None, 0));
                return 4;
            case AtomBits.Binary:
                code.Add(
                    MatchCommand.Make(
                        MatchCommandKind.Binary,
                        Register(items[5]),
                        SegmentFlags.None,
                        BitsOf(items[3].Value, items[4].Value)
                    )
                );
                return 6;
            case AtomBits.Integer:
            {
                SegmentFlags flags = FlagList(ref reader, items[2]);
                ulong bits = BitsOf(items[3].Value, items[4].Value);
                MatchCommandKind kind =
                    inGroup ? MatchCommandKind.GroupInteger
                    : bits == 8 && flags == SegmentFlags.None ? MatchCommandKind.Byte
                    : MatchCommandKind.Integer;
                code.Add(MatchCommand.Make(kind, Register(items[5]), flags, bits));
                return 6;
            }
            case AtomBits.EqualExact:
                code.Add(
                    MatchCommand.Make(
                        inGroup ? MatchCommandKind.GroupEqual : MatchCommandKind.Equal,
                        0,
                        SegmentFlags.None,
                        BitsOf(items[2].Value, 1)
                    )
                );
                code.Add(UnsignedValue(ref reader, items[3]));
                return 4;
            default:
                throw new BeamFormatException($"unknown command {AtomTable.Name(command)} in bs_match");
        }
    }

    /// <summary>A number of up to 64 bits.</summary>
    private static ulong UnsignedValue(ref InstructionReader reader, in Operand operand)
    {
        if (operand.Kind != OperandKind.BigInteger)
        {
            return (ulong)operand.Value;
        }
        ulong value = 0;
        foreach (byte part in reader.BigIntegerBytes(operand))
        {
            value = (value << 8) | part;
        }
        return value;
    }

    // Construction

    private void CreateBin(ref InstructionReader reader)
    {
        ReadOnlySpan<Operand> items = reader.Items(reader[5]);
        long extraWords = reader.HeapWords(reader[1]);
        int live = (int)reader[2].Value;
        ulong? appendSource = items.Length >= 6 && IsAppend(items[0]) ? KeepAppendSource(ref reader, items[4], ref live) : null;
        code.Begin(Op.BsCreateBin, Register(reader[4]), (ulong)(items.Length / 6));
        int instruction = code.Instruction;
        code.AddJump(Label(reader[0]));
        int summary = code.Count;
        code.Add(0);
        code.Add((ulong)(extraWords + BuildMaxWords) | ((ulong)live << 32));
        ulong fixedBits = 0;
        bool needsSizes = false;
        for (int i = 0; i + 5 < items.Length; i += 6)
        {
            AddSegment(ref reader, items.Slice(i, 6), i == 0 ? appendSource : null, ref fixedBits, ref needsSizes);
        }
        code[summary] = fixedBits;
        ulong length = (uint)(code.Count - instruction);
        code[instruction] |= (length | (needsSizes ? BuildSegment.NeedsSizes : 0)) << 48;
    }

    private bool IsAppend(in Operand type) => IsAtom(type, Atoms.Append) || IsAtom(type, Atoms.PrivateAppend);

    /// <summary>
    /// The source of an append need not be among the live registers. As the instruction may collect, it is moved behind them
    /// then and kept alive. Returns its operand word.
    /// </summary>
    private ulong KeepAppendSource(ref InstructionReader reader, in Operand source, ref int live)
    {
        if (source.Kind != OperandKind.X || source.Value < live)
        {
            return OperandWord(ref reader, source);
        }
        if (source.Value != live)
        {
            code.Begin(Op.MoveXX, (ulong)source.Value, (ulong)live);
        }
        return (ulong)live++ << 2;
    }

    private void AddSegment(
        ref InstructionReader reader,
        ReadOnlySpan<Operand> items,
        ulong? source,
        ref ulong fixedBits,
        ref bool needsSizes
    )
    {
        SegmentKind kind = KindOf(items[0], items[5]);
        var number = (ulong)items[1].Value;
        ulong unit = (ulong)items[2].Value;
        if (kind == SegmentKind.String)
        {
            ulong length = (ulong)items[5].Value;
            fixedBits += length * 8;
            code.Add(BuildSegment.Make(kind, SegmentFlags.None, 8, number, true));
            code.Add(length);
            AddString(items[4].Value, (long)length);
            return;
        }
        SegmentFlags flags = FlagList(ref reader, items[3]);
        bool countsUnits = kind is SegmentKind.Integer or SegmentKind.Float or SegmentKind.Binary;
        bool isFixed = countsUnits && items[5].Kind == OperandKind.Integer && TryFixedBits(items[5].Value, (long)unit);
        code.Add(BuildSegment.Make(kind, flags, unit, number, isFixed));
        code.Add(source ?? OperandWord(ref reader, items[4]));
        if (isFixed)
        {
            ulong bits = BitsOf(items[5].Value, (long)unit);
            fixedBits += bits;
            code.Add(bits);
            return;
        }
        needsSizes |= kind is not (SegmentKind.Append or SegmentKind.PrivateAppend);
        code.Add(countsUnits ? OperandWord(ref reader, items[5]) : 0);
    }

    /// <summary>Whether a constant size is one that needs no check when the code runs.</summary>
    private static bool TryFixedBits(long size, long unit) =>
        size >= 0 && size <= MatchCommand.MaxSizeBits / 256 / Math.Max(unit, 1);

    private SegmentKind KindOf(in Operand type, in Operand size)
    {
        if (type.Kind != OperandKind.Atom)
        {
            throw new BeamFormatException("segment type expected in bs_create_bin");
        }
        Term atom = module.File.Atoms[type.Value];
        return atom.Bits switch
        {
            AtomBits.Append => SegmentKind.Append,
            AtomBits.PrivateAppend => SegmentKind.PrivateAppend,
            AtomBits.Binary => IsAtom(size, Atoms.All) ? SegmentKind.BinaryAll : SegmentKind.Binary,
            AtomBits.Integer => SegmentKind.Integer,
            AtomBits.Float => SegmentKind.Float,
            AtomBits.String => SegmentKind.String,
            AtomBits.Utf8 => SegmentKind.Utf8,
            AtomBits.Utf16 => SegmentKind.Utf16,
            AtomBits.Utf32 => SegmentKind.Utf32,
            _ => throw new BeamFormatException($"unknown segment type {AtomTable.Name(atom)} in bs_create_bin"),
        };
    }
}
