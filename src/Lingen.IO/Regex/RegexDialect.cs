// Patterns that PCRE 8 takes and PCRE2 refuses. When PCRE2 reports an error of such a kind, the place in the pattern is
// written anew in a way that both take, and the pattern is compiled again.
namespace Lingen.IO;

/// <summary>A pattern's text while it is being brought from PCRE 8's dialect into PCRE2's.</summary>
internal sealed class RegexDialect(ReadOnlySpan<byte> pattern)
{
    private const int UnknownEscape = 103;
    private const int EscapeInvalidInClass = 107;
    private const int BadReference = 115;
    private const int InvalidClassRange = 150;
    private const int NameExpected = 162;
    private const int ControlNotPrintable = 168;

    private readonly List<byte> text = [.. pattern];

    /// <summary>For each byte of the text its place in the pattern; one more for the end.</summary>
    private readonly List<int> origins = [.. Enumerable.Range(0, pattern.Length + 1)];

    public byte[] Text => [.. text];

    /// <summary>The place in the given pattern that an offset in the rewritten text stands for.</summary>
    public int Origin(long offset) => origins[(int)Math.Clamp(offset, 0, origins.Count - 1)];

    /// <summary>Rewrites what an error at an offset is about. False if PCRE 8 takes it for an error, too.</summary>
    public bool TryRewrite(int error, long offset)
    {
        int place = (int)Math.Min(offset, text.Count);
        switch (error)
        {
            case UnknownEscape:
            case EscapeInvalidInClass:
                // Escapes without a meaning stand for the character, except for those that PCRE 8 knows to be Perl's.
                return DropBackslashBefore(place);
            case BadReference:
                // \8 and \9 are the digits where no group of that number is open before.
                return DropBackslashBeforeDigits(place);
            case InvalidClassRange:
                return QuoteHyphenAt(place);
            case NameExpected:
                return DropEmptyName(place);
            case ControlNotPrintable:
                return SpellControl(place);
            default:
                return false;
        }
    }

    private bool DropBackslashBefore(int place)
    {
        if (place < 1 || text[place - 1] != (byte)'\\')
        {
            return false;
        }
        Remove(place - 1);
        return true;
    }

    private bool DropBackslashBeforeDigits(int place)
    {
        while (place > 0 && place <= text.Count && text[place - 1] is >= (byte)'0' and <= (byte)'9')
        {
            place--;
        }
        return place < text.Count && text[place] is (byte)'8' or (byte)'9' && DropBackslashBefore(place);
    }

    /// <summary>PCRE 8 takes the empty name in quotes, and behind ?P: the group has no name here.</summary>
    private bool DropEmptyName(int place)
    {
        bool quoted = place >= 3 && place < text.Count && text[place - 1] == (byte)'\'' && text[place] == (byte)'\'';
        bool python = place >= 4 && place < text.Count && text[place - 2] == (byte)'P' && text[place] == (byte)'>';
        int start = place - (quoted ? 2 : 3);
        if ((!quoted && !python) || text[start] != (byte)'?')
        {
            return false;
        }
        for (int i = start; i <= place; i++)
        {
            Remove(start);
        }
        return true;
    }

    /// <summary>PCRE2 wants a printable character behind \c, PCRE 8 any of ASCII; the character meant is written as a number.</summary>
    private bool SpellControl(int place)
    {
        if (
            place < 2
            || place >= text.Count
            || text[place] >= 0x80
            || text[place - 1] != (byte)'c'
            || text[place - 2] != (byte)'\\'
        )
        {
            return false;
        }
        int meant = char.ToUpperInvariant((char)text[place]) ^ 0x40;
        byte[] spelled = System.Text.Encoding.ASCII.GetBytes($"\\x{meant:x2}");
        int origin = origins[place - 2];
        for (int i = 0; i < 3; i++)
        {
            Remove(place - 2);
        }
        text.InsertRange(place - 2, spelled);
        origins.InsertRange(place - 2, Enumerable.Repeat(origin, spelled.Length));
        return true;
    }

    /// <summary>A hyphen behind an escape of a class (`[\d-z]`) or a named class is a hyphen; before one (`[a-\d]`) it is an error in both.</summary>
    private bool QuoteHyphenAt(int end)
    {
        for (int i = end; i >= 1 && i >= end - 1; i--)
        {
            if (i < text.Count && text[i] == (byte)'-' && EndsClass(i))
            {
                text.Insert(i, (byte)'\\');
                origins.Insert(i, origins[i]);
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether what stands in front of a place is an escape such as \d, a property, or a named class.</summary>
    private bool EndsClass(int place)
    {
        byte last = text[place - 1];
        if (last == (byte)']' && place >= 2 && text[place - 2] == (byte)':')
        {
            return true;
        }
        if (last == (byte)'}')
        {
            int brace = text.LastIndexOf((byte)'{', place - 1);
            return brace >= 2 && text[brace - 1] is (byte)'p' or (byte)'P' && text[brace - 2] == (byte)'\\';
        }
        return place >= 2 && text[place - 2] == (byte)'\\' && "dDhHsSvVwWL"u8.Contains(last)
            || (place >= 3 && text[place - 2] is (byte)'p' or (byte)'P' && text[place - 3] == (byte)'\\');
    }

    private void Remove(int index)
    {
        text.RemoveAt(index);
        origins.RemoveAt(index);
    }
}
