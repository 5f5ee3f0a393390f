// What a kind of terminal can do: compiled terminfo files (term(5)), found as ncurses finds them, and a description
// built in for the terminals in use today when there is no file, as in an empty chroot.
using System.Buffers.Binary;
using System.Text;

namespace Lingen.IO;

/// <summary>Capabilities by their termcap names, of which, as in termcap, the first two letters count.</summary>
internal sealed class TerminalDescription
{
    private const int LegacyMagic = 0x11A;
    private const int WideNumbersMagic = 0x21E;
    private const int HeaderBytes = 12;

    // Places of capabilities in a compiled file, in the order of ncurses's Caps table.
    private static readonly Dictionary<string, int> FlagPlaces = new()
    {
        ["bw"] = 0,
        ["am"] = 1,
        ["xs"] = 3,
        ["xn"] = 4,
        ["hc"] = 7,
        ["km"] = 8,
        ["mi"] = 13,
        ["ms"] = 14,
        ["bs"] = 37,
    };

    private static readonly Dictionary<string, int> NumberPlaces = new()
    {
        ["co"] = 0,
        ["it"] = 1,
        ["li"] = 2,
        ["Co"] = 13,
    };

    // csharpier-ignore
    private static readonly Dictionary<string, int> StringPlaces = new()
    {
        ["bt"] = 0, ["bl"] = 1, ["cr"] = 2, ["cs"] = 3, ["ct"] = 4, ["cl"] = 5, ["ce"] = 6, ["cd"] = 7, ["ch"] = 8, ["cm"] = 10,
        ["do"] = 11, ["ho"] = 12, ["vi"] = 13, ["le"] = 14, ["ve"] = 16, ["nd"] = 17, ["up"] = 19, ["vs"] = 20, ["dc"] = 21,
        ["dl"] = 22, ["mb"] = 26, ["md"] = 27, ["ti"] = 28, ["mh"] = 30, ["mr"] = 34, ["so"] = 35, ["us"] = 36, ["me"] = 39,
        ["te"] = 40, ["se"] = 43, ["ue"] = 44, ["ic"] = 52, ["al"] = 53, ["DC"] = 105, ["DL"] = 106, ["DO"] = 107, ["IC"] = 108,
        ["AL"] = 110, ["LE"] = 111, ["RI"] = 112, ["UP"] = 114, ["rc"] = 126, ["sc"] = 128, ["sf"] = 129, ["sr"] = 130, ["ta"] = 134,
        ["u6"] = 293, ["u7"] = 294,
    };

    private readonly Dictionary<string, byte[]> strings = [];
    private readonly Dictionary<string, int> numbers = [];
    private readonly HashSet<string> flags = [];

    private static string Key(string name) => name.Length > 2 ? name[..2] : name;

    public int Number(string name) => numbers.GetValueOrDefault(Key(name), -1);

    public bool Flag(string name) => flags.Contains(Key(name));

    public byte[]? String(string name) => strings.GetValueOrDefault(Key(name));

    /// <summary>The description of a terminal, or null if nothing is known of it.</summary>
    public static TerminalDescription? Load(string name)
    {
        if (name.Length == 0 || name.Contains('/'))
        {
            return null;
        }
        foreach (string directory in Directories())
        {
            string file = Path.Combine(directory, name[..1], name);
            string hexFile = Path.Combine(directory, ((int)name[0]).ToString("x2"), name);
            foreach (string candidate in (ReadOnlySpan<string>)[file, hexFile])
            {
                try
                {
                    if (File.Exists(candidate) && Parse(File.ReadAllBytes(candidate)) is { } description)
                    {
                        return description;
                    }
                }
                catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
                {
                    // The next directory may have a readable one.
                }
            }
        }
        return BuiltIn(name);
    }

    private static List<string> Directories()
    {
        var directories = new List<string>();
        if (Environment.GetEnvironmentVariable("TERMINFO") is { Length: > 0 } own)
        {
            directories.Add(own);
        }
        if (Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home)
        {
            directories.Add(Path.Combine(home, ".terminfo"));
        }
        foreach (string part in (Environment.GetEnvironmentVariable("TERMINFO_DIRS") ?? "").Split(':'))
        {
            if (part.Length > 0)
            {
                directories.Add(part);
            }
        }
        directories.AddRange(["/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo"]);
        return directories;
    }

    /// <summary>Reads a compiled file; null if it is damaged.</summary>
    public static TerminalDescription? Parse(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderBytes)
        {
            return null;
        }
        int magic = Short(file, 0);
        int namesBytes = Short(file, 2);
        int flagCount = Short(file, 4);
        int numberCount = Short(file, 6);
        int stringCount = Short(file, 8);
        int tableBytes = Short(file, 10);
        if (
            magic is not (LegacyMagic or WideNumbersMagic)
            || (namesBytes | flagCount | numberCount | stringCount | tableBytes) < 0
        )
        {
            return null;
        }
        int numberBytes = magic == LegacyMagic ? 2 : 4;
        int flagStart = HeaderBytes + namesBytes;
        int numberStart = flagStart + flagCount + ((flagStart + flagCount) & 1);
        int stringStart = numberStart + (numberCount * numberBytes);
        int tableStart = stringStart + (stringCount * 2);
        if (tableStart + tableBytes > file.Length)
        {
            return null;
        }
        var description = new TerminalDescription();
        foreach ((string name, int place) in FlagPlaces)
        {
            if (place < flagCount && file[flagStart + place] == 1)
            {
                description.flags.Add(name);
            }
        }
        foreach ((string name, int place) in NumberPlaces)
        {
            if (place < numberCount)
            {
                int at = numberStart + (place * numberBytes);
                int value = numberBytes == 2 ? Short(file, at) : BinaryPrimitives.ReadInt32LittleEndian(file[at..]);
                description.numbers[name] = Math.Max(value, -1);
            }
        }
        ReadOnlySpan<byte> table = file.Slice(tableStart, tableBytes);
        foreach ((string name, int place) in StringPlaces)
        {
            int offset = place < stringCount ? Short(file, stringStart + (place * 2)) : -1;
            if (offset >= 0 && offset < table.Length)
            {
                ReadOnlySpan<byte> value = table[offset..];
                int end = value.IndexOf((byte)0);
                description.strings[name] = (end < 0 ? value : value[..end]).ToArray();
            }
        }
        return description;
    }

    private static int Short(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadInt16LittleEndian(file[at..]);

    /// <summary>What today's terminals have in common; the names are the usual values of TERM.</summary>
    private static TerminalDescription? BuiltIn(string name)
    {
        string[] families =
        [
            "xterm",
            "screen",
            "tmux",
            "linux",
            "vt100",
            "vt102",
            "vt220",
            "rxvt",
            "alacritty",
            "foot",
            "konsole",
            "gnome",
            "st",
            "ansi",
            "wezterm",
            "kitty",
            "putty",
            "eterm",
            "cygwin",
            "vscode",
        ];
        if (!families.Any(family => name == family || name.StartsWith(family + "-", StringComparison.Ordinal)))
        {
            return null;
        }
        var description = new TerminalDescription();
        description.flags.UnionWith(["am", "xn", "bs", "ms"]);
        description.numbers["co"] = 80;
        description.numbers["li"] = 24;
        description.numbers["it"] = 8;
        description.numbers["Co"] = name.Contains("256") ? 256 : 8;
        (string Name, string Value)[] values =
        [
            ("cl", "\x1b[H\x1b[2J"),
            ("ce", "\x1b[K"),
            ("cd", "\x1b[J"),
            ("cm", "\x1b[%i%p1%d;%p2%dH"),
            ("do", "\n"),
            ("ho", "\x1b[H"),
            ("le", "\b"),
            ("nd", "\x1b[C"),
            ("up", "\x1b[A"),
            ("cr", "\r"),
            ("bl", "\a"),
            ("ta", "\t"),
            ("md", "\x1b[1m"),
            ("me", "\x1b[m"),
            ("DC", "\x1b[%p1%dP"),
            ("IC", "\x1b[%p1%d@"),
            ("UP", "\x1b[%p1%dA"),
            ("DO", "\x1b[%p1%dB"),
            ("RI", "\x1b[%p1%dC"),
            ("LE", "\x1b[%p1%dD"),
            ("u6", "\x1b[%i%d;%dR"),
            ("u7", "\x1b[6n"),
            ("sc", "\x1b" + "7"),
            ("rc", "\x1b" + "8"),
        ];
        foreach ((string key, string value) in values)
        {
            description.strings[key] = Encoding.ASCII.GetBytes(value);
        }
        return description;
    }

    /// <summary>Fills numbers into a parameterized capability: the operators that cursor movement uses. Padding is left out.</summary>
    public static byte[] Fill(ReadOnlySpan<byte> capability, int first, int second)
    {
        var result = new List<byte>();
        var stack = new Stack<int>();
        Span<int> parameters = [first, second];
        int implicitParameter = 0;
        for (int i = 0; i < capability.Length; i++)
        {
            byte c = capability[i];
            if (
                c == '$'
                && i + 1 < capability.Length
                && capability[i + 1] == '<'
                && capability[i..].IndexOf((byte)'>') is > 0 and var end
            )
            {
                i += end;
                continue;
            }
            if (c != '%' || i + 1 >= capability.Length)
            {
                result.Add(c);
                continue;
            }
            switch ((char)capability[++i])
            {
                case '%':
                    result.Add((byte)'%');
                    break;
                case 'i':
                    parameters[0]++;
                    parameters[1]++;
                    break;
                case 'p' when i + 1 < capability.Length:
                    int index = capability[++i] - '1';
                    stack.Push(index is 0 or 1 ? parameters[index] : 0);
                    break;
                case 'd':
                    int number = stack.Count > 0 ? stack.Pop() : parameters[Math.Min(implicitParameter++, 1)];
                    result.AddRange(Encoding.ASCII.GetBytes(number.ToString()));
                    break;
                case 'c':
                    result.Add((byte)(stack.Count > 0 ? stack.Pop() : 0));
                    break;
                case '+' when stack.Count > 1:
                    stack.Push(stack.Pop() + stack.Pop());
                    break;
                case '{':
                    int value = 0;
                    while (++i < capability.Length && capability[i] != '}')
                    {
                        value = (value * 10) + (capability[i] - '0');
                    }
                    stack.Push(value);
                    break;
                case '\'' when i + 2 < capability.Length:
                    stack.Push(capability[i + 1]);
                    i += 2;
                    break;
            }
        }
        return result.ToArray();
    }
}
