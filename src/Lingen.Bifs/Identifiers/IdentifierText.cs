// Pids, ports, references and funs as the text that pid_to_list and its like give, and back.
using System.Buffers.Text;
using System.Text;

namespace Lingen.Bifs;

/// <summary>Formats identifiers into UTF-8 and parses them.</summary>
public static unsafe class IdentifierText
{
    /// <summary>Room for any pid, port or reference.</summary>
    public const int MaxLength = 96;

    /// <summary>The number that stands for a node in text: 0 for this one, else the index of its name in the atom table.</summary>
    public static ulong NodeNumber(Term identifier, Term thisNode)
    {
        if (!identifier.IsBoxedOf(HeaderTag.External))
        {
            return 0;
        }
        Term name = External.Node(identifier)->Name;
        return name == thisNode ? 0 : name.AtomIndex;
    }

    /// <summary>&lt;Node.Number.Serial&gt;</summary>
    public static int FormatPid(Term pid, Term thisNode, Span<byte> target)
    {
        (uint number, uint serial) = pid.IsLocalPid
            ? (LocalPid.Number(pid), LocalPid.Serial(pid))
            : ((uint)External.Data(pid)[0], (uint)(External.Data(pid)[0] >> 32));
        return Format("<"u8, [NodeNumber(pid, thisNode), number, serial], target);
    }

    /// <summary>#Port&lt;Node.Number&gt;</summary>
    public static int FormatPort(Term port, Term thisNode, Span<byte> target) =>
        Format(
            "#Port<"u8,
            [NodeNumber(port, thisNode), port.IsLocalPort ? LocalPort.Number(port) : External.Data(port)[0]],
            target
        );

    /// <summary>#Ref&lt;Node.Ids&gt;, the last id first.</summary>
    public static int FormatReference(Term reference, Term thisNode, Span<byte> target)
    {
        uint* ids = stackalloc uint[ReferenceIds.MaxCount];
        int count = ReferenceIds.Read(reference, ids);
        Span<ulong> numbers = stackalloc ulong[1 + ReferenceIds.MaxCount];
        numbers[0] = NodeNumber(reference, thisNode);
        for (int i = 0; i < count; i++)
        {
            numbers[1 + i] = ids[count - 1 - i];
        }
        return Format("#Ref<"u8, numbers[..(1 + count)], target);
    }

    private static int Format(ReadOnlySpan<byte> prefix, ReadOnlySpan<ulong> numbers, Span<byte> target)
    {
        prefix.CopyTo(target);
        int length = prefix.Length;
        for (int i = 0; i < numbers.Length; i++)
        {
            if (i > 0)
            {
                target[length++] = (byte)'.';
            }
            Utf8Formatter.TryFormat(numbers[i], target[length..], out int written);
            length += written;
        }
        target[length++] = (byte)'>';
        return length;
    }

    /// <summary>
    /// The numbers between a prefix and `&gt;`, parted by points. Returns how many there are; -1 if the text has another
    /// form or a number has more than 64 bits.
    /// </summary>
    public static int Parse(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix, Span<ulong> numbers)
    {
        if (!text.StartsWith(prefix))
        {
            return -1;
        }
        text = text[prefix.Length..];
        for (int count = 0; count < numbers.Length; )
        {
            if (
                text.IsEmpty
                || text[0] is < (byte)'0' or > (byte)'9'
                || !Utf8Parser.TryParse(text, out ulong number, out int consumed)
            )
            {
                return -1;
            }
            numbers[count++] = number;
            text = text[consumed..];
            if (text.Length == 1 && text[0] == (byte)'>')
            {
                return count;
            }
            if (text.IsEmpty || text[0] != (byte)'.')
            {
                return -1;
            }
            text = text[1..];
        }
        return -1;
    }

    /// <summary>`#Fun&lt;module.index.uniq&gt;` or `fun module:function/arity`, in UTF-8.</summary>
    public static byte[] FormatFun(Term fun)
    {
        if (fun.IsLocalFun)
        {
            FunEntry* entry = new Fun(fun).Entry;
            return Encoding.UTF8.GetBytes($"#Fun<{AtomTable.Name(entry->Module)}.{entry->OldIndex}.{entry->OldUniq}>");
        }
        Export* export = ExportTerm.Entry(fun);
        var text = new StringBuilder("fun ");
        AppendAtom(text, AtomTable.Name(export->Module));
        text.Append(':');
        AppendAtom(text, AtomTable.Name(export->Function));
        text.Append('/').Append(export->Arity);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>An atom as the emulator itself prints it: it knows no reserved words and quotes all but Latin-1 letters, digits and _.</summary>
    private static void AppendAtom(StringBuilder text, string name)
    {
        bool plain = name.Length > 0 && IsLower(name[0]);
        foreach (char character in name)
        {
            plain &= character == '_' || IsLower(character) || IsUpper(character) || char.IsAsciiDigit(character);
        }
        if (plain)
        {
            text.Append(name);
            return;
        }
        text.Append('\'');
        foreach (char character in name)
        {
            AppendQuoted(text, character);
        }
        text.Append('\'');
    }

    private static void AppendQuoted(StringBuilder text, char character)
    {
        const string Named = "\b\t\n\v\f\r";
        const string Letters = "btnvfr";
        int named = Named.IndexOf(character);
        if (named >= 0)
        {
            text.Append('\\').Append(Letters[named]);
        }
        else if (character is '\'' or '\\')
        {
            text.Append('\\').Append(character);
        }
        else if (character is < ' ' or (>= '\u0080' and < '\u00A0'))
        {
            text.Append('\\').Append(Convert.ToString(character, 8).PadLeft(3, '0'));
        }
        else
        {
            text.Append(character);
        }
    }

    private static bool IsLower(char character) =>
        character is (>= 'a' and <= 'z') or (>= '\u00DF' and <= '\u00FF' and not '\u00F7');

    private static bool IsUpper(char character) =>
        character is (>= 'A' and <= 'Z') or (>= '\u00C0' and <= '\u00DE' and not '\u00D7');
}
