// First pass of the validator: the shape of every instruction, and where labels are.
using Lingen.Terms;

namespace Lingen.Code;

public sealed unsafe partial class Validator
{
    /// <summary>Uses of labels, checked once all labels are known: label, function, offset of the instruction.</summary>
    private readonly List<(int Label, int Function, int Offset)> labelUses = [];
    private string currentName = "";
    private GenericOp currentOp;
    private int currentOffset;

    private void CheckShapes()
    {
        for (int function = 0; function < module.FunctionCount; function++)
        {
            FunctionEntry* entry = module.Functions + function;
            SetCurrent(function);
            var reader = new InstructionReader(file.Code.Span, entry->CodeOffset, operands);
            int end = entry->CodeOffset + entry->CodeLength;
            while (reader.Offset < end && reader.Read())
            {
                currentOp = reader.Op;
                currentOffset = reader.InstructionOffset;
                if (reader.Op == GenericOp.Label)
                {
                    DefineLabel((int)reader[0].Value, function);
                }
                CheckShape(ref reader, function);
            }
        }
        foreach ((int label, int function, int offset) in labelUses)
        {
            if ((uint)label >= (uint)functionOfLabel.Length || functionOfLabel[label] != function)
            {
                SetCurrent(function);
                currentOffset = offset;
                throw Invalid($"label {label} is not in this function");
            }
        }
    }

    private void SetCurrent(int function) => currentName = FunctionText(module.Functions + function);

    private string FunctionText(FunctionEntry* function) =>
        $"{AtomTable.Name(module.Name)}:{AtomTable.Name(function->Name)}/{function->Arity}";

    private void DefineLabel(int label, int function)
    {
        if ((uint)label >= (uint)functionOfLabel.Length || functionOfLabel[label] >= 0)
        {
            throw Invalid($"label {label} is out of range or defined twice");
        }
        functionOfLabel[label] = function;
        offsetOfLabel[label] = currentOffset;
    }

    private void CheckShape(ref InstructionReader reader, int function)
    {
        string? shape = OperandShapes.Of(reader.Op) ?? throw Invalid("this instruction is not supported");
        for (int i = 0; i < shape.Length; i++)
        {
            if (!Fits(ref reader, reader[i], shape[i], function))
            {
                throw Invalid($"operand {i + 1} is not what it should be");
            }
        }
        switch (reader.Op)
        {
            case GenericOp.SelectVal or GenericOp.SelectTupleArity:
                CheckSelect(ref reader, function);
                break;
            case GenericOp.GetMapElements:
                CheckItems(ref reader, reader[2], "sd", function);
                if (reader[2].Value > MaxMatchedItems)
                {
                    throw Invalid("too many keys");
                }
                break;
            case GenericOp.HasMapFields:
                CheckItems(ref reader, reader[2], "s", function);
                break;
            case GenericOp.PutMapAssoc or GenericOp.PutMapExact:
                CheckItems(ref reader, reader[4], "ss", function);
                if (reader[4].Value / 2 > ushort.MaxValue)
                {
                    throw Invalid("too many keys");
                }
                break;
            case GenericOp.PutTuple2:
                CheckItems(ref reader, reader[1], "s", function);
                NeedField(reader[1].Value);
                break;
            case GenericOp.Fmove:
                if (!IsRegister(reader[1]) && reader[1].Kind != OperandKind.FloatRegister)
                {
                    throw Invalid("a register is needed");
                }
                break;
            case GenericOp.MakeFun3:
                CheckItems(ref reader, reader[2], "s", function);
                if (reader[2].Value != file.Funs[reader[0].Value].FreeVariables)
                {
                    throw Invalid("wrong number of free variables");
                }
                break;
            case GenericOp.InitYregs:
                CheckItems(ref reader, reader[0], "y", function);
                break;
            case GenericOp.UpdateRecord:
                CheckItems(ref reader, reader[4], "us", function);
                NeedField(reader[1].Value);
                CheckUpdates(ref reader);
                break;
            case GenericOp.BsCreateBin:
                CheckItems(ref reader, reader[5], "auumzm", function);
                CheckSegments(ref reader);
                break;
            case GenericOp.BsMatch:
                CheckCommands(ref reader, function);
                break;
            case GenericOp.BsMatchString:
                CheckString(reader[3].Value, reader[2].Value);
                break;
            case GenericOp.BsPutString:
                CheckString(reader[1].Value, reader[0].Value * 8);
                break;
            case GenericOp.CallExt or GenericOp.CallExtOnly or GenericOp.CallExtLast:
                if (file.Imports[reader[1].Value].Arity != reader[0].Value)
                {
                    throw Invalid("the arity is not that of the import");
                }
                break;
            case GenericOp.Call or GenericOp.CallOnly or GenericOp.CallLast:
                if (module.Functions[module.FunctionOfLabel[reader[1].Value]].Arity != reader[0].Value)
                {
                    throw Invalid("the arity is not that of the function");
                }
                break;
            case GenericOp.Bif0:
                CheckBif(reader[0].Value, 0);
                break;
            case GenericOp.Bif1 or GenericOp.Bif2 or GenericOp.Bif3:
                CheckBif(reader[1].Value, reader.OperandCount - 3);
                break;
            case GenericOp.GcBif1 or GenericOp.GcBif2 or GenericOp.GcBif3:
                CheckBif(reader[2].Value, reader.OperandCount - 4);
                break;
        }
    }

    private bool Fits(ref InstructionReader reader, in Operand operand, char shape, int function)
    {
        long value = operand.Value;
        switch (shape)
        {
            case 'l':
                return IsLabel(operand, function, false);
            case 'L':
                return IsLabel(operand, function, true);
            case 'g':
                return operand.Kind == OperandKind.Atom ? IsConstantInRange(operand) : IsLabel(operand, function, true);
            case 'e':
                return operand.Kind == OperandKind.Label
                    && (ulong)value < (ulong)module.FunctionOfLabel.Length
                    && module.FunctionOfLabel[value] >= 0;
            case 's':
                return IsSource(operand);
            case 'z':
                return IsSource(operand) || operand.Kind == OperandKind.Number;
            case 'r' or 'd':
                return IsRegister(operand);
            case 'y':
                return operand.Kind == OperandKind.Y && value <= MaxFrame;
            case 'f':
                return operand.Kind == OperandKind.FloatRegister && value < MaxFloatRegisters;
            case 'F':
                return IsSource(operand) || (operand.Kind == OperandKind.FloatRegister && value < MaxFloatRegisters);
            case 'u':
                return operand.Kind == OperandKind.Number && value is >= 0 and <= int.MaxValue;
            case 'q':
                return IsSize(operand);
            case 'n':
                return operand.Kind == OperandKind.Number && value is >= 0 and <= MaxXRegister + 1;
            case 'k':
                return operand.Kind == OperandKind.Number && value is >= 0 and <= BeamReader.MaxArity;
            case 'a':
                return operand.Kind == OperandKind.Atom && IsConstantInRange(operand);
            case 'i':
                return operand.Kind == OperandKind.Number && (ulong)value < (ulong)file.Imports.Length;
            case 'p':
                return operand.Kind == OperandKind.Number && (ulong)value < (ulong)file.Funs.Length;
            case 't':
                return operand.Kind == OperandKind.Number
                    && value >= 0
                    && (value == 0 || value < file.Lines.Items.Length || file.Lines == LineTable.Empty);
            case 'h':
                return IsHeapNeed(ref reader, operand);
            case '*':
                return operand.Kind == OperandKind.List;
            default:
                return operand.Kind is OperandKind.Number or OperandKind.Label || IsSource(operand);
        }
    }

    private const int MaxFloatRegisters = 64;

    /// <summary>Keys and targets of a get_map_elements, which are compared each with each.</summary>
    private const int MaxMatchedItems = 1 << 15;

    private bool IsLabel(in Operand operand, int function, bool mayBeZero)
    {
        if (operand.Kind != OperandKind.Label || (operand.Value == 0 && !mayBeZero))
        {
            return false;
        }
        if (operand.Value != 0)
        {
            labelUses.Add(((int)operand.Value, function, currentOffset));
        }
        return true;
    }

    private bool IsSource(in Operand operand) => IsRegister(operand) || IsConstantInRange(operand);

    private static bool IsRegister(in Operand operand) =>
        (operand.Kind == OperandKind.X && operand.Value <= MaxXRegister)
        || (operand.Kind == OperandKind.Y && operand.Value <= MaxFrame);

    private bool IsConstantInRange(in Operand operand) =>
        operand.Kind switch
        {
            OperandKind.Atom => operand.Value > 0 && operand.Value < file.Atoms.Length,
            OperandKind.Literal => operand.Value < file.Literals.Count,
            OperandKind.Integer or OperandKind.BigInteger or OperandKind.Nil => true,
            _ => false,
        };

    private static bool IsHeapNeed(ref InstructionReader reader, in Operand operand)
    {
        const long MaxHeapNeed = 1 << 24;
        if (operand.Kind is not (OperandKind.Number or OperandKind.AllocationList))
        {
            return false;
        }
        if (operand.Kind == OperandKind.AllocationList)
        {
            foreach (Operand part in reader.Items(operand))
            {
                if (part.Value > MaxHeapNeed)
                {
                    return false;
                }
            }
        }
        return reader.HeapWords(operand) is >= 0 and <= MaxHeapNeed;
    }

    /// <summary>List items in groups, each like the shape.</summary>
    private void CheckItems(ref InstructionReader reader, in Operand list, string shape, int function)
    {
        ReadOnlySpan<Operand> items = reader.Items(list);
        if (items.Length % shape.Length != 0)
        {
            throw Invalid("incomplete list");
        }
        for (int i = 0; i < items.Length; i++)
        {
            if (!Fits(ref reader, items[i], shape[i % shape.Length], function))
            {
                throw Invalid($"item {i + 1} of the list is not what it should be");
            }
        }
    }

    private void CheckSelect(ref InstructionReader reader, int function)
    {
        ReadOnlySpan<Operand> items = reader.Items(reader[2]);
        if ((items.Length & 1) != 0)
        {
            throw Invalid("incomplete list");
        }
        for (int i = 0; i < items.Length; i += 2)
        {
            bool good =
                reader.Op == GenericOp.SelectVal ? IsConstantInRange(items[i]) : Fits(ref reader, items[i], 'u', function);
            if (!good || !IsLabel(items[i + 1], function, false))
            {
                throw Invalid($"item {i + 1} of the list is not what it should be");
            }
        }
    }

    private void CheckUpdates(ref InstructionReader reader)
    {
        ReadOnlySpan<Operand> items = reader.Items(reader[4]);
        NeedField(items.Length / 2);
        for (int i = 0; i < items.Length; i += 2)
        {
            if (items[i].Value < 1 || items[i].Value > reader[1].Value)
            {
                throw Invalid("position outside of the record");
            }
        }
    }

    private void CheckString(long offset, long bits)
    {
        if (bits > file.Strings.Length * 8L || offset > file.Strings.Length - ((bits + 7) / 8))
        {
            throw Invalid("outside of the string table");
        }
    }

    /// <summary>
    /// Instructions may call the guard BIFs and a few more that neither trap nor wait. Others are left to calls.
    /// </summary>
    private void CheckBif(long import, int arity)
    {
        FunctionName name = file.Imports[import];
        Export* export = exports.Find(name.Module, name.Function, name.Arity);
        if (name.Arity != arity || export == null || export->Bif == null || !(export->IsGuard || IsPlain(name)))
        {
            throw new BeamFormatException(
                $"unsupported guard BIF: {AtomTable.Name(name.Module)}:{AtomTable.Name(name.Function)}/{name.Arity}\n"
            );
        }
    }

    /// <summary>BIFs that compilers put into instructions although they are none of guards.</summary>
    private static bool IsPlain(FunctionName name) =>
        name.Module == Atoms.Erlang
        && (AtomTable.Name(name.Function), name.Arity)
            is
                ("get", 1)
                or
                ("list_to_atom" or "list_to_existing_atom", 1)
                or
                ("binary_to_atom" or "binary_to_existing_atom", 2);

    private void CheckSegments(ref InstructionReader reader)
    {
        const long SegmentWords = 3;
        const long InstructionWords = 4;
        ReadOnlySpan<Operand> items = reader.Items(reader[5]);
        long words = InstructionWords;
        for (int i = 0; i < items.Length; i += 6)
        {
            Term type = file.Atoms[items[i].Value];
            switch (type.Bits)
            {
                case AtomBits.String:
                    if (
                        items[i + 4].Kind != OperandKind.Number
                        || !IsSize(items[i + 5])
                        || items[i + 4].Value < 0
                        || BitsOf(items[i + 5]) > file.Strings.Length
                    )
                    {
                        throw Invalid("bad string segment");
                    }
                    CheckString(items[i + 4].Value, items[i + 5].Value * 8);
                    words += SegmentWords + (items[i + 5].Value / sizeof(ulong));
                    break;
                case AtomBits.Integer
                or AtomBits.Float
                or AtomBits.Binary
                or AtomBits.Append
                or AtomBits.PrivateAppend
                or AtomBits.Utf8
                or AtomBits.Utf16
                or AtomBits.Utf32:
                    if (
                        items[i + 4].Kind == OperandKind.Number
                        || !IsSource(items[i + 5])
                        || !IsConstantInRange(items[i + 3])
                        || items[i + 2].Value > MaxUnit
                        || (i > 0 && type.Bits is AtomBits.Append or AtomBits.PrivateAppend)
                    )
                    {
                        throw Invalid("bad segment");
                    }
                    words += SegmentWords;
                    break;
                default:
                    throw Invalid($"unknown segment type {AtomTable.Name(type)}");
            }
        }
        if (words > (long)BuildSegment.LengthMask)
        {
            throw Invalid("too many segments");
        }
    }

    private BeamFormatException Invalid(string reason) =>
        new(
            $"invalid instruction {GenericOpTable.Name(currentOp)} in {currentName} at offset {currentOffset} of the code: {reason}"
        );
}
