// Finds the functions in a Code chunk by stepping over instructions, without decoding operands. This is all that is
// done to a module's code when it is loaded; bodies are decoded on their first call. It runs over every byte of
// code at start-up, so it is one tight loop over a pointer.
using System.Runtime.CompilerServices;
using Lingen.Terms;

namespace Lingen.Code;

/// <summary>Where a function lies in the Code chunk: from its func_info label to the next function.</summary>
public struct FunctionSpan
{
    public Term Name;
    public int Arity;
    public int Offset;
    public int Length;

    /// <summary>The label behind func_info, which calls name.</summary>
    public int EntryLabel;
}

/// <summary>Splits a Code chunk into functions.</summary>
public static unsafe class FunctionSplitter
{
    /// <summary>
    /// The functions in order. <paramref name="onLoad"/> is the index of the function that runs at loading (on_load instruction), or -1.
    /// </summary>
    /// <exception cref="BeamFormatException">The code is truncated, has unknown opcodes, or its functions do not follow each other.</exception>
    public static FunctionSpan[] Split(BeamFile file, out int onLoad)
    {
        if (!file.Prepared.IsEmpty)
        {
            return PreparedTables.ReadFunctions(file.Prepared, file.Atoms, out onLoad);
        }
        var functions = new FunctionSpan[file.FunctionCount];
        int count = 0;
        onLoad = -1;
        byte* start = file.Code.Data;
        byte* end = start + file.Code.Length;
        byte* position = start;
        byte* functionStart = null;
        bool expectEntry = false;
        while (position < end)
        {
            byte* instruction = position;
            int opcode = *position++;
            if (opcode > GenericOpTable.Last || GenericOpTable.Obsolete[opcode])
            {
                throw new BeamFormatException($"unknown or obsolete opcode {opcode} at offset {instruction - start} of the code");
            }
            switch ((GenericOp)opcode)
            {
                case GenericOp.Label:
                    if (expectEntry)
                    {
                        functions[count - 1].EntryLabel = ReadNumber(ref position, end, 0, file.LabelCount);
                        expectEntry = false;
                        continue;
                    }
                    functionStart = instruction;
                    break;
                case GenericOp.Line or GenericOp.ExecutableLine or GenericOp.DebugLine:
                    break;
                case GenericOp.FuncInfo:
                    if (count == functions.Length || expectEntry)
                    {
                        throw new BeamFormatException("more functions than the code header says");
                    }
                    functionStart = functionStart == null ? instruction : functionStart;
                    if (count > 0)
                    {
                        functions[count - 1].Length = (int)(functionStart - start) - functions[count - 1].Offset;
                    }
                    ReadNumber(ref position, end, 2, file.Atoms.Length);
                    int name = ReadNumber(ref position, end, 2, file.Atoms.Length);
                    functions[count].Name =
                        name > 0 ? file.Atoms[name] : throw new BeamFormatException("function without a name");
                    functions[count].Arity = ReadNumber(ref position, end, 0, BeamReader.MaxArity + 1);
                    functions[count].Offset = (int)(functionStart - start);
                    count++;
                    expectEntry = true;
                    functionStart = null;
                    continue;
                case GenericOp.IntCodeEnd:
                    return Finish(functions, count, (int)(instruction - start), expectEntry);
                default:
                    if (opcode == (int)GenericOp.OnLoad)
                    {
                        onLoad = count - 1;
                    }
                    functionStart = null;
                    break;
            }
            if (expectEntry)
            {
                throw new BeamFormatException($"func_info without an entry label at offset {instruction - start} of the code");
            }
            for (int operands = GenericOpTable.Operands[opcode]; operands > 0; operands--)
            {
                position = Skip(position, end);
            }
        }
        throw new BeamFormatException("the code does not end with int_code_end");
    }

    private static FunctionSpan[] Finish(FunctionSpan[] functions, int count, int end, bool expectEntry)
    {
        if (expectEntry || count != functions.Length)
        {
            throw new BeamFormatException("fewer functions than the code header says");
        }
        if (count > 0)
        {
            functions[count - 1].Length = end - functions[count - 1].Offset;
        }
        return functions;
    }

    /// <summary>The position behind an operand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Skip(byte* position, byte* end)
    {
        if (position >= end)
        {
            throw Truncated();
        }
        int first = *position++;
        if ((first & 8) == 0)
        {
            return (first & 7) == 7 ? SkipExtended(position, end, first >> 4) : position;
        }
        return (first & 0x10) == 0 ? position + 1 : SkipLong(position, end, first >> 5);
    }

    private static byte* SkipLong(byte* position, byte* end, int lengthCode)
    {
        long length = lengthCode + 2;
        if (lengthCode == 7)
        {
            length = 9 + (long)ReadNumber(ref position, end, 0, int.MaxValue);
        }
        return length <= end - position ? position + length : throw Truncated();
    }

    private static byte* SkipExtended(byte* position, byte* end, int kind)
    {
        switch (kind)
        {
            case 1:
                int items = ReadNumber(ref position, end, 0, int.MaxValue);
                for (int i = 0; i < items; i++)
                {
                    position = Skip(position, end);
                }
                return position;
            case 3:
                int parts = ReadNumber(ref position, end, 0, int.MaxValue / 2);
                for (int i = 0; i < 2 * parts; i++)
                {
                    position = Skip(position, end);
                }
                return position;
            case 2 or 4:
                return Skip(position, end);
            case 5:
                return Skip(Skip(position, end), end);
            default:
                throw new BeamFormatException("unknown extended operand in the code");
        }
    }

    /// <summary>A compact term of this tag with a value below the limit.</summary>
    private static int ReadNumber(ref byte* position, byte* end, int tag, int limit)
    {
        if (position >= end)
        {
            throw Truncated();
        }
        int first = *position++;
        long value;
        if ((first & 8) == 0)
        {
            value = first >> 4;
        }
        else if ((first & 0x10) == 0)
        {
            if (position >= end)
            {
                throw Truncated();
            }
            value = ((first & 0xE0) << 3) | *position++;
        }
        else
        {
            int length = (first >> 5) + 2;
            if (length > 7 || length > end - position)
            {
                throw Truncated();
            }
            value = 0;
            for (int i = 0; i < length; i++)
            {
                value = (value << 8) | *position++;
            }
        }
        return (first & 7) == tag && value < limit
            ? (int)value
            : throw new BeamFormatException("number out of range in the code");
    }

    private static BeamFormatException Truncated() => new("truncated code");
}
