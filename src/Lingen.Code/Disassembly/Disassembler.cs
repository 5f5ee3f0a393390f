// Text of a module's generic code, one instruction a line, and of the decoded words of a function. For people: `lingen
// disassemble FILE.beam`, and for looking at what the translator made of an instruction.
using System.Text;
using Lingen.Terms;

namespace Lingen.Code;

/// <summary>Prints generic and decoded code.</summary>
public static unsafe class Disassembler
{
    /// <summary>Tables and code of a file.</summary>
    public static void Write(BeamFile file, TextWriter output)
    {
        output.WriteLine($"module {AtomTable.Name(file.Module)}  md5 {Convert.ToHexStringLower(file.Md5)}");
        output.WriteLine(
            $"{file.FunctionCount} functions, {file.LabelCount - 1} labels, {file.Code.Length} bytes of code, "
                + $"{file.Atoms.Length - 1} atoms, {file.Literals.Count} literals, {file.Lines.Items.Length - 1} lines"
        );
        foreach (ExportedFunction export in file.Exports)
        {
            output.WriteLine($"export {AtomTable.Name(export.Function)}/{export.Arity} at label {export.Label}");
        }
        var reader = new InstructionReader(file.Code.Span, 0, new OperandBuffer());
        while (reader.Read())
        {
            if (reader.Op == GenericOp.FuncInfo)
            {
                output.WriteLine();
            }
            output.WriteLine($"{reader.InstructionOffset, 8}  {Instruction(file, ref reader)}");
            if (reader.Op == GenericOp.IntCodeEnd)
            {
                break;
            }
        }
    }

    /// <summary>The instruction that was just read.</summary>
    public static string Instruction(BeamFile file, ref InstructionReader reader)
    {
        var text = new StringBuilder(GenericOpTable.Name(reader.Op));
        for (int i = 0; i < reader.OperandCount; i++)
        {
            text.Append(i == 0 ? " " : ", ").Append(OperandText(file, ref reader, reader[i], IsImport(reader.Op, i)));
        }
        return text.ToString();
    }

    /// <summary>The decoded words of a function: its opcodes are named, other words are shown as they are.</summary>
    public static void WriteDecoded(FunctionEntry* function, TextWriter output)
    {
        output.WriteLine($"{AtomTable.Name(function->Module)}:{AtomTable.Name(function->Name)}/{function->Arity}");
        for (ulong* word = function->Start; word < function->End; word++)
        {
            var op = (Op)(ushort)*word;
            string mark = word == function->Entry ? ">" : " ";
            string name = *word != 0 && Enum.IsDefined(op) ? op.ToString() : "";
            output.WriteLine($"{mark}{word - function->Start, 6}  {*word:x16}  {name}");
        }
    }

    private static string OperandText(BeamFile file, ref InstructionReader reader, in Operand operand, bool isImport)
    {
        switch (operand.Kind)
        {
            case OperandKind.Number when isImport && operand.Value < file.Imports.Length:
                FunctionName name = file.Imports[operand.Value];
                return $"{AtomTable.Name(name.Module)}:{AtomTable.Name(name.Function)}/{name.Arity}";
            case OperandKind.Number:
                return operand.Value.ToString();
            case OperandKind.Integer:
                return $"#{operand.Value}";
            case OperandKind.BigInteger:
                return "#0x" + Convert.ToHexStringLower(reader.BigIntegerBytes(operand));
            case OperandKind.Atom:
                return operand.Value < file.Atoms.Length ? $"'{AtomTable.Name(file.Atoms[operand.Value])}'" : "atom?";
            case OperandKind.Nil:
                return "[]";
            case OperandKind.X or OperandKind.Y:
                string type = operand.TypeIndex >= 0 ? $":t{operand.TypeIndex}" : "";
                return $"{(operand.Kind == OperandKind.X ? 'x' : 'y')}{operand.Value}{type}";
            case OperandKind.FloatRegister:
                return $"fr{operand.Value}";
            case OperandKind.Label:
                return $"L{operand.Value}";
            case OperandKind.Literal:
                return $"literal {operand.Value}";
            default:
                return ListText(file, ref reader, operand);
        }
    }

    private static string ListText(BeamFile file, ref InstructionReader reader, in Operand list)
    {
        var text = new StringBuilder("[");
        ReadOnlySpan<Operand> items = reader.Items(list);
        for (int i = 0; i < items.Length; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(OperandText(file, ref reader, items[i], false));
        }
        return text.Append(']').ToString();
    }

    /// <summary>Whether this operand indexes the import table.</summary>
    private static bool IsImport(GenericOp op, int operand) =>
        op switch
        {
            GenericOp.CallExt or GenericOp.CallExtLast or GenericOp.CallExtOnly => operand == 1,
            GenericOp.Bif0 => operand == 0,
            GenericOp.Bif1 or GenericOp.Bif2 or GenericOp.Bif3 => operand == 1,
            GenericOp.GcBif1 or GenericOp.GcBif2 or GenericOp.GcBif3 => operand == 2,
            _ => false,
        };

    /// <summary>The applet: disassembles files. Returns the exit status.</summary>
    public static int Run(ReadOnlySpan<string> files, TextWriter output, TextWriter errors)
    {
        int status = 0;
        foreach (string name in files)
        {
            try
            {
                using BeamFile file = BeamReader.Read(File.ReadAllBytes(name));
                Write(file, output);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or BeamFormatException)
            {
                errors.WriteLine($"{name}: {problem.Message}");
                status = 1;
            }
        }
        return status;
    }
}
