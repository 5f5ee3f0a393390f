// Patterns that both PCRE 8 and PCRE2 take and read differently, written so that PCRE2 reads them as PCRE 8 does. A group that refers
// to itself, `(a\1?)`, cannot be backtracked into in PCRE 8: it gets an atomic group inside. The name of a script means the
// script alone, which PCRE2 spells `\p{sc:Greek}`; it takes the bare name for the extensions as well.
using System.Text;

namespace Lingen.IO;

/// <summary>One pass over a pattern that PCRE2 has accepted.</summary>
internal ref struct RegexTranslation(ReadOnlySpan<byte> pattern, RegexCompileOptions options)
{
    private readonly record struct Group(int Number, string Name, int Content);

    private readonly ReadOnlySpan<byte> pattern = pattern;
    private readonly bool extended = (options.Flags & Pcre2.Extended) != 0;
    private readonly bool namedOnly = (options.Flags & Pcre2.NoAutoCapture) != 0;
    private readonly List<(int Place, string Text)> insertions = [];
    private readonly Stack<Group> open = new();
    private readonly HashSet<int> referring = [];
    private int place = 0;
    private int captures = 0;

    /// <summary>There may be something to translate.</summary>
    public static bool IsCandidate(ReadOnlySpan<byte> pattern)
    {
        for (int i = pattern.IndexOf((byte)'\\'); i >= 0 && i + 1 < pattern.Length; i++)
        {
            if (pattern[i] == (byte)'\\' && "123456789gkpP"u8.Contains(pattern[i + 1]))
            {
                return true;
            }
        }
        return pattern.IndexOf("(?P="u8) >= 0;
    }

    /// <summary>Some group refers to itself.</summary>
    public readonly bool FoundSelfReference => referring.Count > 0;

    /// <summary>The translated pattern, or null if PCRE2 reads it as it is meant (or it is too odd to tell).</summary>
    public byte[]? Translate()
    {
        while (place < pattern.Length)
        {
            byte character = pattern[place];
            if (character == (byte)'\\')
            {
                Escape(inClass: false);
            }
            else if (character == (byte)'[')
            {
                Class();
            }
            else if (character == (byte)'(' && !OpenGroup())
            {
                return null;
            }
            else if (character == (byte)')' && open.TryPop(out Group group))
            {
                Close(group);
            }
            else if (character == (byte)'#' && extended)
            {
                SkipPast((byte)'\n');
            }
            place++;
        }
        return insertions.Count == 0 ? null : Build();
    }

    private readonly byte At(int index) => index < pattern.Length ? pattern[index] : (byte)0;

    /// <summary>Stands on the next byte of this value, or at the end.</summary>
    private void SkipPast(byte end)
    {
        int found = pattern[place..].IndexOf(end);
        place = found < 0 ? pattern.Length : place + found;
    }

    /// <summary>The text from a place up to a closing byte; empty if there is none.</summary>
    private readonly string Until(int start, byte end)
    {
        int length = start < pattern.Length ? pattern[start..].IndexOf(end) : -1;
        return length < 0 ? "" : Encoding.Latin1.GetString(pattern.Slice(start, length));
    }

    /// <summary>Stands on a backslash; ends on the last byte of the escape.</summary>
    private void Escape(bool inClass)
    {
        byte kind = At(++place);
        if (kind == (byte)'Q')
        {
            int end = pattern[place..].IndexOf("\\E"u8);
            place = end < 0 ? pattern.Length : place + end + 1;
        }
        else if (kind is (byte)'p' or (byte)'P' && At(place + 1) == (byte)'{')
        {
            Property();
        }
        else if (!inClass && kind is >= (byte)'1' and <= (byte)'9')
        {
            int number = Number(place);
            Refer(number < 10 || number <= captures ? number : 0);
        }
        else if (!inClass && kind is (byte)'g' or (byte)'k')
        {
            Reference(kind == (byte)'g');
        }
    }

    private readonly int Number(int start)
    {
        int number = 0;
        for (int i = start; At(i) is >= (byte)'0' and <= (byte)'9' && number < 100_000; i++)
        {
            number = (number * 10) + At(i) - '0';
        }
        return number;
    }

    /// <summary>\gN, \g{N}, \g{-N}, \g{name}, \k followed by a name; \g with angles or quotes is a call.</summary>
    private readonly void Reference(bool numbered)
    {
        byte bracket = At(place + 1);
        if (numbered && bracket is not (byte)'{')
        {
            Refer(bracket == (byte)'-' ? captures + 1 - Number(place + 2) : Number(place + 1));
            return;
        }
        byte end = bracket switch
        {
            (byte)'{' => (byte)'}',
            (byte)'<' => (byte)'>',
            _ => bracket,
        };
        string name = Until(place + 2, end);
        if (numbered && int.TryParse(name, out int number))
        {
            Refer(number < 0 ? captures + 1 + number : number);
        }
        else
        {
            ReferTo(name);
        }
    }

    private readonly void Refer(int number)
    {
        foreach (Group group in open)
        {
            if (number > 0 && group.Number == number)
            {
                referring.Add(number);
            }
        }
    }

    private readonly void ReferTo(string name)
    {
        foreach (Group group in open)
        {
            if (name.Length > 0 && group.Name == name)
            {
                referring.Add(group.Number);
            }
        }
    }

    /// <summary>General categories have two letters at most; other short names begin with X or are Any.</summary>
    private void Property()
    {
        int start = place + 2;
        start += At(start) == (byte)'^' ? 1 : 0;
        string name = Until(start, (byte)'}');
        if (name.Length > 2 && name[0] != 'X' && name != "Any" && name.All(letter => char.IsAsciiLetter(letter) || letter == '_'))
        {
            insertions.Add((start, "sc:"));
        }
        place = start + name.Length;
    }

    /// <summary>Stands on an opening bracket; ends on the closing one.</summary>
    private void Class()
    {
        place++;
        place += At(place) == (byte)'^' ? 1 : 0;
        for (int first = place; place < pattern.Length; place++)
        {
            byte character = pattern[place];
            if (character == (byte)'\\')
            {
                Escape(inClass: true);
            }
            else if (character == (byte)'[' && At(place + 1) is (byte)':' or (byte)'.' or (byte)'=')
            {
                int end = pattern[(place + 2)..].IndexOf([At(place + 1), (byte)']']);
                place += end < 0 ? 0 : end + 3;
            }
            else if (character == (byte)']' && place > first)
            {
                return;
            }
        }
    }

    /// <summary>Stands on an opening parenthesis; ends on the last byte of what opens the group. False for what is not followed.</summary>
    private bool OpenGroup()
    {
        if (At(place + 1) == (byte)'*')
        {
            SkipPast((byte)')');
            return true;
        }
        if (At(place + 1) != (byte)'?')
        {
            Push(namedOnly ? 0 : ++captures, "");
            return true;
        }
        byte kind = At(place + 2);
        switch (kind)
        {
            case (byte)'#':
                SkipPast((byte)')');
                return true;
            case (byte)'|':
                return false;
            case (byte)'P' when At(place + 3) == (byte)'=':
                ReferTo(Until(place + 4, (byte)')'));
                SkipPast((byte)')');
                return true;
            case (byte)'P' when At(place + 3) == (byte)'<':
                return OpenNamed(place + 4, (byte)'>');
            case (byte)'\'':
                return OpenNamed(place + 3, (byte)'\'');
            case (byte)'<' when At(place + 3) is not ((byte)'=' or (byte)'!'):
                return OpenNamed(place + 3, (byte)'>');
            case (byte)'(':
                // A condition: the test is an assertion, which is a group of its own, or a name or number.
                Push(0, "");
                if (At(place + 3) != (byte)'?')
                {
                    SkipPast((byte)')');
                }
                else
                {
                    place++;
                }
                return true;
            default:
                string settings = Until(place + 2, (byte)':');
                bool sets = settings.Length > 0 && settings.All(letter => char.IsAsciiLetter(letter) || letter == '-');
                settings = sets ? settings : Until(place + 2, (byte)')');
                sets = settings.Length > 0 && settings.All(letter => char.IsAsciiLetter(letter) || letter == '-');
                if (sets && settings.Contains('x'))
                {
                    return false;
                }
                Push(0, "");
                place++;
                return true;
        }
    }

    private bool OpenNamed(int start, byte end)
    {
        string name = Until(start, end);
        place = start + name.Length;
        Push(++captures, name);
        return true;
    }

    private readonly void Push(int number, string name) => open.Push(new Group(number, name, place + 1));

    private readonly void Close(Group group)
    {
        if (group.Number > 0 && referring.Contains(group.Number))
        {
            insertions.Add((group.Content, "(?>"));
            insertions.Add((place, ")"));
        }
    }

    private readonly byte[] Build()
    {
        var text = new List<byte>(pattern.Length + (insertions.Count * 3));
        int done = 0;
        foreach ((int at, string inserted) in insertions.OrderBy(insertion => insertion.Place))
        {
            text.AddRange(pattern[done..at]);
            text.AddRange(Encoding.Latin1.GetBytes(inserted));
            done = at;
        }
        text.AddRange(pattern[done..]);
        return [.. text];
    }
}
