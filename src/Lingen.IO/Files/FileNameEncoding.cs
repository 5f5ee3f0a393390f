// How file names go between Erlang (characters or raw bytes) and the system (bytes).
using System.Text;
using System.Text.Unicode;

namespace Lingen.IO;

/// <summary>What the bytes of a file name mean: the <c>+fn</c> flags.</summary>
public enum FileNameEncoding
{
    Latin1,
    Utf8,
}

/// <summary>What listing a directory does with a name that is no UTF-8: the letter after <c>+fnu</c> or <c>+fna</c>.</summary>
public enum FileNameWarning
{
    Warning,
    Ignore,
    Error,
}

public sealed partial class Host
{
    /// <summary>Set by <c>+fnl</c>, <c>+fnu</c>; by default the locale in the environment decides.</summary>
    public FileNameEncoding FileNames { get; set; } = FileNameEncodings.FromEnvironment();

    public FileNameWarning FileNameWarnings { get; set; }

    /// <summary>Applies the letters after <c>+fn</c>: u, l or a, then w, i or e. False if they are none of these.</summary>
    public bool SetFileNameFlag(string letters)
    {
        if (letters.Length is 0 or > 2 || letters[0] is not ('u' or 'l' or 'a'))
        {
            return false;
        }
        FileNames = letters[0] switch
        {
            'u' => FileNameEncoding.Utf8,
            'l' => FileNameEncoding.Latin1,
            _ => FileNameEncodings.FromEnvironment(),
        };
        if (letters.Length == 2)
        {
            FileNameWarning? warning = letters[1] switch
            {
                'w' => FileNameWarning.Warning,
                'i' => FileNameWarning.Ignore,
                'e' => FileNameWarning.Error,
                _ => null,
            };
            FileNameWarnings = warning ?? FileNameWarnings;
            return warning != null && letters[0] != 'l';
        }
        return true;
    }
}

/// <summary>Conversions of names.</summary>
public static unsafe class FileNameEncodings
{
    /// <summary>UTF-8 if the locale that governs characters says so, else Latin-1: as nl_langinfo(CODESET) would.</summary>
    public static FileNameEncoding FromEnvironment()
    {
        foreach (string variable in (ReadOnlySpan<string>)["LC_ALL", "LC_CTYPE", "LANG"])
        {
            string? value = Environment.GetEnvironmentVariable(variable);
            if (!string.IsNullOrEmpty(value))
            {
                string codeset = value[(value.IndexOf('.') + 1)..];
                bool utf8 =
                    value.Contains('.') && codeset.Replace("-", "").StartsWith("utf8", StringComparison.OrdinalIgnoreCase);
                return utf8 ? FileNameEncoding.Utf8 : FileNameEncoding.Latin1;
            }
        }
        return FileNameEncoding.Latin1;
    }

    /// <summary>
    /// A file name (list of characters, nested, or a raw binary) as bytes with a zero behind them. None if it holds a zero, a
    /// character that the encoding lacks, or anything else.
    /// </summary>
    public static Term ToNative(TermHeap* heap, Term name, FileNameEncoding encoding)
    {
        if (name.IsBitstring)
        {
            return RawToNative(heap, name);
        }
        long length = 0;
        if (!name.IsList || !Walk(name, encoding, null, ref length))
        {
            return Term.None;
        }
        Term native = Bitstring.CreateBinary(heap, length + 1, out byte* data);
        length = 0;
        Walk(name, encoding, data, ref length);
        data[length] = 0;
        return native;
    }

    private static Term RawToNative(TermHeap* heap, Term name)
    {
        var bits = new Bitstring(name);
        if (!bits.IsBinary || bits.LengthBytes > int.MaxValue)
        {
            return Term.None;
        }
        Term native = Bitstring.CreateBinary(heap, bits.LengthBytes + 1, out byte* data);
        var target = new Span<byte>(data, (int)bits.LengthBytes);
        HostBytes.Copy(bits, 0, target);
        data[bits.LengthBytes] = 0;
        return target.Contains((byte)0) ? Term.None : native;
    }

    /// <summary>Measures (target null) or writes the characters of a possibly nested list.</summary>
    private static bool Walk(Term list, FileNameEncoding encoding, byte* target, ref long position)
    {
        Stack<Term>? rests = null;
        while (true)
        {
            while (list.IsCons)
            {
                Term head = list.Head;
                list = list.Tail;
                if (head.IsSmall)
                {
                    if (!Put(head.SmallValue, encoding, target, ref position))
                    {
                        return false;
                    }
                }
                else if (head.IsCons)
                {
                    (rests ??= new()).Push(list);
                    list = head;
                }
                else if (!head.IsNil)
                {
                    return false;
                }
            }
            if (!list.IsNil)
            {
                return false;
            }
            if (rests == null || rests.Count == 0)
            {
                return true;
            }
            list = rests.Pop();
        }
    }

    private static bool Put(long character, FileNameEncoding encoding, byte* target, ref long position)
    {
        if (character is > 0 and < 0x80 || (encoding == FileNameEncoding.Latin1 && character is > 0 and < 0x100))
        {
            if (target != null)
            {
                target[position] = (byte)character;
            }
            position++;
            return true;
        }
        if (
            encoding == FileNameEncoding.Latin1
            || character is <= 0 or > 0x10FFFF
            || !Rune.TryCreate((int)character, out Rune rune)
        )
        {
            return false;
        }
        if (target != null)
        {
            rune.EncodeToUtf8(new Span<byte>(target + position, rune.Utf8SequenceLength));
        }
        position += rune.Utf8SequenceLength;
        return true;
    }

    /// <summary>The characters of a native name as a list; none if the bytes are no UTF-8 where the encoding is that.</summary>
    public static Term ToName(TermHeap* heap, ReadOnlySpan<byte> native, FileNameEncoding encoding) =>
        encoding == FileNameEncoding.Latin1 ? Cons.FromBytes(heap, native)
        : !Utf8.IsValid(native) ? Term.None
        : Utf8ToList(heap, native);

    /// <summary>The characters of valid UTF-8 as a list.</summary>
    public static Term Utf8ToList(TermHeap* heap, ReadOnlySpan<byte> text)
    {
        if (Ascii.IsValid(text))
        {
            return Cons.FromBytes(heap, text);
        }
        Term list = Term.Nil;
        while (!text.IsEmpty)
        {
            Rune.DecodeLastFromUtf8(text, out Rune rune, out int consumed);
            list = Cons.Create(heap, Term.Small(rune.Value), list);
            text = text[..^consumed];
        }
        return list;
    }
}
