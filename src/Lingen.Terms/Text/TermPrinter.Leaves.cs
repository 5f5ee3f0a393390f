// The printer's texts: atoms with their quotes, strings, binaries, and identifiers.
namespace Lingen.Terms;

public static unsafe partial class TermPrinter
{
    private static bool IsDigit(int c) => c is >= '0' and <= '9';

    /// <summary>Lower-case letters of Latin-1, which may begin an atom without quotes.</summary>
    private static bool IsLower(int c) => c is (>= 'a' and <= 'z') or (>= 223 and <= 255 and not 247);

    private static bool IsUpper(int c) => c is (>= 'A' and <= 'Z') or (>= 192 and <= 222 and not 215);

    /// <summary>
    /// What may stand in a list for it to be printed as a string: Latin-1 that can be seen, and white space. As on BEAM the
    /// upper half of Latin-1 goes out as single bytes.
    /// </summary>
    private static bool IsStringCharacter(int c) => c is (>= ' ' and < 127) or >= 160 or '\n' or '\t' or '\r';

    /// <summary>Appends an atom as source text: quoted if it needs to be.</summary>
    public static void PrintAtom(Term atom, TextBuffer output)
    {
        long limit = long.MaxValue;
        PrintAtom(atom, ref limit, output);
    }

    private static void PrintAtom(Term atom, ref long limit, TextBuffer output)
    {
        ReadOnlySpan<byte> name = AtomTable.Utf8Name(atom);
        limit -= name.Length;
        if (!NeedsQuotes(AtomTable.Name(atom)))
        {
            output.Append(name);
            return;
        }
        output.Append((byte)'\'');
        for (int i = 0; i < name.Length; i++)
        {
            byte character = name[i];
            ReadOnlySpan<byte> escape = character switch
            {
                (byte)'\'' => "\\'"u8,
                (byte)'\\' => "\\\\"u8,
                (byte)'\n' => "\\n"u8,
                (byte)'\f' => "\\f"u8,
                (byte)'\t' => "\\t"u8,
                (byte)'\r' => "\\r"u8,
                (byte)'\b' => "\\b"u8,
                (byte)'\v' => "\\v"u8,
                _ => [],
            };
            if (!escape.IsEmpty)
            {
                output.Append(escape);
            }
            else if (character < ' ')
            {
                AppendOctal(character, output);
            }
            else if (character == 0xC2 && name[i + 1] < 0xA0)
            {
                AppendOctal(name[++i], output);
            }
            else
            {
                output.Append(character);
            }
        }
        output.Append((byte)'\'');
    }

    private static bool NeedsQuotes(string name)
    {
        if (name.Length == 0 || !IsLower(name[0]))
        {
            return true;
        }
        foreach (char c in name)
        {
            if (!IsDigit(c) && !IsLower(c) && !IsUpper(c) && c != '_')
            {
                return true;
            }
        }
        return false;
    }

    private static void AppendOctal(byte character, TextBuffer output)
    {
        output.Append((byte)'\\');
        string digits = Convert.ToString(character, 8);
        foreach (char digit in digits)
        {
            output.Append((byte)digit);
        }
    }

    private static bool PrintList(Term list, ref NativeStack stack, ref long limit, TextBuffer output)
    {
        if (!IsString(list))
        {
            output.Append((byte)'[');
            stack.Push(ListEndFrame);
            stack.Push(list.Bits, ListFrame);
            return true;
        }
        output.Append((byte)'"');
        for (; list.IsCons; list = list.Tail)
        {
            if (limit-- <= 0)
            {
                return false;
            }
            byte character = (byte)list.Head.SmallValue;
            if (character == '\n')
            {
                output.Append("\\n"u8);
                continue;
            }
            if (character == '"')
            {
                output.Append((byte)'\\');
            }
            output.Append(character);
        }
        output.Append((byte)'"');
        return true;
    }

    private static bool IsString(Term list)
    {
        for (; list.IsCons; list = list.Tail)
        {
            if (!list.Head.IsSmall || (ulong)list.Head.SmallValue > 255 || !IsStringCharacter((int)list.Head.SmallValue))
            {
                return false;
            }
        }
        return list.IsNil;
    }

    private static bool PrintBitstring(in Bitstring bits, ref long limit, TextBuffer output)
    {
        bool isText = bits.IsBinary && bits.SizeBits > 0;
        for (long i = 0; isText && i < bits.LengthBytes; i++)
        {
            isText = ByteAt(bits, i) is >= ' ' and < 127;
        }
        output.Append(isText ? "<<\""u8 : "<<"u8);
        for (long i = 0; i < bits.LengthBytes; i++)
        {
            long value = ByteAt(bits, i);
            if (isText)
            {
                if (value == '"')
                {
                    output.Append((byte)'\\');
                }
                output.Append((byte)value);
            }
            else
            {
                if (i > 0)
                {
                    output.Append((byte)',');
                }
                output.Append(value);
            }
            if (limit-- <= 0)
            {
                return false;
            }
        }
        int tailBits = (int)(bits.SizeBits & 7);
        if (tailBits != 0)
        {
            if (bits.LengthBytes > 0)
            {
                output.Append((byte)',');
            }
            output.Append((long)BitCopy.Read(bits.Data, bits.OffsetBits + (bits.LengthBytes * 8), tailBits));
            output.Append((byte)':');
            output.Append(tailBits);
        }
        output.Append(isText ? "\">>"u8 : ">>"u8);
        return true;
    }

    private static long ByteAt(in Bitstring bits, long index) => (long)BitCopy.Read(bits.Data, bits.OffsetBits + (index * 8), 8);

    /// <summary>The number of a node in text: 0 for this one, else the index of its name in the atom table.</summary>
    private static long NodeNumber(Term identifier)
    {
        if (!identifier.IsBoxedOf(HeaderTag.External))
        {
            return 0;
        }
        Term name = External.Node(identifier)->Name;
        return name == LocalNode.Entry->Name ? 0 : name.AtomIndex;
    }

    private static void PrintIdentifier(Term term, TextBuffer output)
    {
        if (term.IsPid)
        {
            (uint number, uint serial) = term.IsLocalPid
                ? (LocalPid.Number(term), LocalPid.Serial(term))
                : ((uint)External.Data(term)[0], (uint)(External.Data(term)[0] >> 32));
            output.Append((byte)'<');
            AppendNumbers([NodeNumber(term), number, serial], output);
        }
        else if (term.IsPort)
        {
            output.Append("#Port<"u8);
            AppendNumbers([NodeNumber(term), (long)(term.IsLocalPort ? LocalPort.Number(term) : External.Data(term)[0])], output);
        }
        else if (term.IsReference)
        {
            uint* ids = stackalloc uint[ReferenceIds.MaxCount];
            int count = ReferenceIds.Read(term, ids);
            Span<long> numbers = stackalloc long[1 + ReferenceIds.MaxCount];
            numbers[0] = NodeNumber(term);
            for (int i = 0; i < count; i++)
            {
                numbers[1 + i] = ids[count - 1 - i];
            }
            output.Append("#Ref<"u8);
            AppendNumbers(numbers[..(1 + count)], output);
        }
        else
        {
            output.Append("<unknown>"u8);
        }
    }

    private static void AppendNumbers(ReadOnlySpan<long> numbers, TextBuffer output)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            if (i > 0)
            {
                output.Append((byte)'.');
            }
            output.Append(numbers[i]);
        }
        output.Append((byte)'>');
    }
}
