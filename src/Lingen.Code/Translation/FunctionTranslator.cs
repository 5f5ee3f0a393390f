// Turns the generic code of one function into internal code, on its first call. One pass; a few adjacent instructions
// are joined on the way. The file has been validated (or is trusted), so operands are taken at their word.
using System.Runtime.InteropServices;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Code;

/// <summary>Translator of function bodies. Not thread-safe: the code server calls it under its lock.</summary>
public sealed unsafe partial class FunctionTranslator(ExportTable exports)
{
    private const ulong YRegister = 0x4000;
    private const ulong LiteralOperand = 0x8000;

    /// <summary>Registers behind the 1,024 of Erlang hold constants for instructions that take registers only.</summary>
    private const int FirstScratch = 1016;

    private readonly OperandBuffer operands = new();
    private readonly CodeBuffer code = new();
    private readonly List<LineEntry> lines = [];
    private LoadedModule module = null!;
    private FunctionEntry* function;
    private int pendingLine;
    private int pendingFrame = -1;
    private int lastCallFun = -1;
    private int scratch;

    /// <summary>Decodes the body of a function and makes its entry lead there.</summary>
    /// <exception cref="BeamFormatException">The code is not that of a valid file.</exception>
    public void Translate(LoadedModule owner, FunctionEntry* entry)
    {
        module = owner;
        function = entry;
        code.Clear();
        lines.Clear();
        pendingLine = 0;
        pendingFrame = -1;
        lastCallFun = -1;
        startMatch = -1;
        var reader = new InstructionReader(owner.File.Code.Span, entry->CodeOffset, operands);
        int end = entry->CodeOffset + entry->CodeLength;
        int entryIndex = -1;
        while (reader.Offset < end && reader.Read())
        {
            scratch = FirstScratch;
            if (reader.Op == GenericOp.FuncInfo)
            {
                // The line of a function_clause error, and of what has no line of its own.
                lines.Add(new LineEntry { OffsetWords = code.Count, LineIndex = pendingLine });
                pendingLine = -1;
                code.Begin(Op.FunctionClause);
                code.Add((ulong)entry);
                code.Add((ulong)entry);
                code.Add(0);
                entryIndex = code.Count;
                CountCall();
                continue;
            }
            FlushFrame(reader.Op);
            if (reader.Op == GenericOp.Label)
            {
                lastCallFun = -1;
                lastTest = default;
                startMatch = -1;
                code.DefineLabel((int)reader[0].Value);
                continue;
            }
            if (reader.Op == GenericOp.Line || reader.Op == GenericOp.ExecutableLine)
            {
                pendingLine = (int)reader[0].Value;
                if (reader.Op == GenericOp.ExecutableLine)
                {
                    CountLine(reader.InstructionOffset);
                }
                continue;
            }
            int before = code.Count;
            if (owner.NeedsCheck(reader.InstructionOffset))
            {
                CheckSource(ref reader);
            }
            TranslateOne(ref reader);
            if (pendingLine >= 0 && code.Count != before)
            {
                lines.Add(new LineEntry { OffsetWords = before, LineIndex = pendingLine });
                pendingLine = -1;
            }
        }
        Place(entryIndex);
    }

    private void Place(int entryIndex)
    {
        Fusion.Apply(code);
        ulong* start = module.Arena.Allocate(function, code.Count);
        code.PlaceAt(start);
        if (lines.Count > 0)
        {
            function->Lines = (LineEntry*)NativeMemory.Alloc((nuint)lines.Count, (nuint)sizeof(LineEntry));
            CollectionsMarshal.AsSpan(lines).CopyTo(new Span<LineEntry>(function->Lines, lines.Count));
            function->LineCount = lines.Count;
        }
        function->Start = start;
        function->End = start + code.Count;
        function->Entry = start + entryIndex;
    }

    /// <summary>A deallocate waits for the next instruction: before a return the two are one, and a fun call in front becomes a tail call.</summary>
    private void FlushFrame(GenericOp next)
    {
        if (pendingFrame < 0 || next is GenericOp.Line)
        {
            return;
        }
        int frame = pendingFrame;
        pendingFrame = -1;
        if (next == GenericOp.Return)
        {
            if (lastCallFun >= 0)
            {
                MakeTailCall(frame);
                return;
            }
            code.Begin(Op.DeallocateReturn, (ulong)frame);
            skipReturn = true;
            return;
        }
        code.Begin(Op.Deallocate, (ulong)frame);
    }

    private bool skipReturn;

    private void MakeTailCall(int frame)
    {
        ulong word = code[lastCallFun];
        var op = (Op)(ushort)word;
        // The machine word at the end belongs to a continuation point that no longer exists.
        code.Truncate(code.Count - 1);
        if (op == Op.CallFun)
        {
            code[lastCallFun] = (word & ~0xFFFFUL) | (ulong)Op.CallFunLast | ((ulong)frame << 48);
        }
        else
        {
            code[lastCallFun] = (word & 0xFFFF_0000UL) | (ulong)Op.ApplyListLast | ((ulong)frame << 32);
        }
        lastCallFun = -1;
        skipReturn = true;
    }

    // Operands

    /// <summary>A term constant of the code.</summary>
    private ulong Constant(ref InstructionReader reader, in Operand operand)
    {
        switch (operand.Kind)
        {
            case OperandKind.Integer:
            case OperandKind.Number:
                return Term.Small(operand.Value).Bits;
            case OperandKind.Atom:
                return module.File.Atoms[operand.Value].Bits;
            case OperandKind.Nil:
                return Term.NilBits;
            case OperandKind.Literal:
                return module.Literals[operand.Value].Bits;
            case OperandKind.BigInteger:
            {
                TermHeap heap = default;
                Term number = reader.BigInteger(operand, &heap);
                Term literal = module.AddConstant(number);
                heap.Clear();
                return literal.Bits;
            }
            default:
                throw new BeamFormatException($"constant expected in {reader.Op}");
        }
    }

    private static bool IsConstant(in Operand operand) => !operand.IsRegister;

    /// <summary>Descriptor of a register.</summary>
    private static ulong Register(in Operand operand) =>
        operand.Kind switch
        {
            OperandKind.X => (ulong)operand.Value,
            OperandKind.Y => YRegister | (ulong)operand.Value,
            _ => throw new BeamFormatException("register expected"),
        };

    /// <summary>Descriptor of any source; a constant is put behind the instruction begun last.</summary>
    private ulong Source(ref InstructionReader reader, in Operand operand) =>
        operand.IsRegister ? Register(operand) : code.Literal(Constant(ref reader, operand));

    /// <summary>Descriptor of a source for an instruction without room for a constant: that is moved to a scratch register first.</summary>
    private ulong RegisterSource(ref InstructionReader reader, in Operand operand)
    {
        if (operand.IsRegister)
        {
            return Register(operand);
        }
        int register = scratch++;
        code.Begin(Op.MoveLX, (ulong)register);
        code.Add(Constant(ref reader, operand));
        return (ulong)register;
    }

    /// <summary>A source as a whole operand word.</summary>
    private ulong OperandWord(ref InstructionReader reader, in Operand operand) =>
        operand.IsRegister ? Register(operand) << 2 : Constant(ref reader, operand);

    private static int Label(in Operand operand) =>
        operand.Kind == OperandKind.Label ? (int)operand.Value : throw new BeamFormatException("label expected");

    private FunctionEntry* LocalFunction(in Operand label)
    {
        int index = module.FunctionOfLabel[Label(label)];
        return index >= 0 ? module.Functions + index : throw new BeamFormatException("call of a label that begins no function");
    }

    private Export* Import(in Operand operand) => module.Import((int)operand.Value);

    private static bool IsErlang(Export* export, string name, int arity) =>
        export->Module == Atoms.Erlang && export->Arity == arity && AtomTable.Name(export->Function) == name;
}
