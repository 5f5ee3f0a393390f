// Compilation errors of PCRE2 in the words of PCRE 8, which OTP 27 shows to programs.
namespace Lingen.IO;

/// <summary>Texts of compilation errors.</summary>
internal static class RegexErrors
{
    /// <summary>PCRE2's error codes of compilation begin here.</summary>
    private const int Base = 100;

    /// <summary>The text that PCRE 8 has for an error of PCRE2.</summary>
    public static string Text(int code) =>
        (code - Base) switch
        {
            UnrecognizedAfterAngle - Base => "unrecognized character after (?<",
            1 => "\\ at end of pattern",
            2 => "\\c at end of pattern",
            3 => "unrecognized character follows \\",
            4 => "numbers out of order in {} quantifier",
            5 => "number too big in {} quantifier",
            6 => "missing terminating ] for character class",
            7 => "invalid escape sequence in character class",
            8 => "range out of order in character class",
            9 => "nothing to repeat",
            10 => "internal error: unexpected repeat",
            11 => "unrecognized character after (? or (?-",
            12 => "POSIX named classes are supported only within a class",
            13 => "POSIX collating elements are not supported",
            14 => "missing )",
            15 => "reference to non-existent subpattern",
            17 => "unknown option bit(s) set",
            18 => "missing ) after comment",
            // PCRE 8 runs out of workspace at the same depth.
            19 => "regular expression is too complicated",
            20 => "regular expression is too large",
            21 => "failed to get memory",
            22 => "unmatched parentheses",
            23 => "internal error: code overflow",
            24 => "malformed number or name after (?(",
            25 => "lookbehind assertion is not fixed length",
            26 => "a numbered reference must not be zero",
            27 => "conditional group contains more than two branches",
            28 or 98 => "assertion expected after (?( or (?(?C)",
            29 => "digit expected after (?+",
            30 => "unknown POSIX class name",
            33 => "parentheses are too deeply nested (stack check)",
            34 => "character value in \\x{} or \\o{} is too large",
            35 => "regular expression is too complicated",
            36 => "\\C not allowed in lookbehind assertion",
            37 => "PCRE does not support \\L, \\l, \\N{name}, \\U, or \\u",
            38 => "number after (?C is > 255",
            39 => "closing ) for (?C expected",
            40 => "(*VERB) not recognized or malformed",
            41 => "unrecognized character after (?P",
            42 => "syntax error in subpattern name (missing terminator)",
            43 => "two named subpatterns have the same name",
            44 => "group name must start with a non-digit",
            46 => "malformed \\P or \\p sequence",
            47 => "unknown property name after \\P or \\p",
            48 => "subpattern name is too long (maximum 32 characters)",
            49 => "too many named subpatterns (maximum 10000)",
            50 => "invalid range in character class",
            51 => "octal value is greater than \\377 in 8-bit non-UTF-8 mode",
            52 => "internal error: overran compiling workspace",
            53 => "internal error: previously-checked referenced subpattern not found",
            54 => "DEFINE group contains more than one branch",
            55 => "missing opening brace after \\o",
            56 => "inconsistent NEWLINE options",
            57 => "\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain number",
            58 => "(?R or (?[+-]digits must be followed by )",
            59 => "an argument is not allowed for (*ACCEPT), (*FAIL), or (*COMMIT)",
            60 or 95 => "(*VERB) not recognized or malformed",
            61 or 97 => "number is too big",
            62 => "subpattern name expected",
            64 => "non-octal character in \\o{} (closing brace missing?)",
            65 => "different names for subpatterns of the same number are not allowed",
            66 => "(*MARK) must have an argument",
            67 => "non-hex character in \\x{} (closing brace missing?)",
            68 => "\\c must be followed by an ASCII character",
            69 => "\\k is not followed by a braced, angle-bracketed, or quoted name",
            71 => "\\N is not supported in a class",
            73 => "disallowed Unicode code point (>= 0xd800 && <= 0xdfff)",
            74 => "setting UTF is disabled by the application",
            76 => "name is too long in (*MARK), (*PRUNE), (*SKIP), or (*THEN)",
            77 => "character value in \\u.... sequence is too large",
            78 => "digits missing in \\x{} or \\o{}",
            79 => "malformed number or name after (?(",
            86 => "regular expression is too complicated",
            87 => "lookbehind assertion is not fixed length",
            93 => "PCRE does not support \\L, \\l, \\N{name}, \\U, or \\u",
            94 => "unrecognized character after (? or (?-",
            _ => code is <= Pcre2.ErrorUtf8First and >= Pcre2.ErrorUtf8Last ? "invalid UTF-8 string" : "unknown error",
        };

    private const int UnrecognizedAfterQuery = Base + 11;
    private const int MissingParenthesis = Base + 14;
    private const int BadReference = Base + 15;
    private const int LookbehindNotFixed = Base + 25;
    private const int TooManyBranches = Base + 27;
    private const int UnsupportedEscape = Base + 37;
    private const int OnlyInUnicode = Base + 93;
    private const int UnrecognizedAfterP = Base + 41;
    private const int UnknownProperty = Base + 47;
    private const int InvalidClassRange = Base + 50;

    /// <summary>An error of PCRE 8 that PCRE2 has not.</summary>
    private const int UnrecognizedAfterAngle = 1;
    private const int NameTwice = Base + 43;
    private const int OctalTooBig = Base + 51;
    private const int BadGroupReference = Base + 57;
    private const int NameExpected = Base + 62;
    private const int NonOctal = Base + 64;
    private const int NewlineEscapeInClass = Base + 71;
    private const int MalformedVerb = Base + 60;
    private const int NonHex = Base + 67;
    private const int NothingToRepeat = Base + 9;
    private const int DigitsMissing = Base + 78;

    /// <summary>Brings the error that PCRE2 sees, and where, to what PCRE 8 sees in the same text.</summary>
    public static void Translate(ReadOnlySpan<byte> text, ref int code, ref long offset)
    {
        int place = (int)Math.Min(offset, text.Length);
        switch (code)
        {
            case OctalTooBig:
            case NameTwice:
            case NewlineEscapeInClass:
            case UnknownProperty:
            case UnsupportedEscape:
            case OnlyInUnicode:
            case InvalidClassRange:
                offset = Math.Max(place - 1, 0);
                break;
            case DigitsMissing when place == text.Length:
                code = text.EndsWith("\\o{"u8) ? NonOctal : NonHex;
                break;
            case NameExpected when text[..place].EndsWith("\\g{"u8):
                code = BadGroupReference;
                break;
            case NameExpected when text[..place].EndsWith("(?<"u8):
                code = UnrecognizedAfterAngle;
                break;
            case MalformedVerb
                when place >= 2
                    && text[place - 1] == (byte)'*'
                    && (place == text.Length || !char.IsAsciiLetter((char)text[place])):
                code = NothingToRepeat;
                offset = place - 1;
                break;
            case MissingParenthesis:
                code = AtEndOfGroupStart(text);
                break;
            case BadReference:
                offset = ReferenceOffset(text, place);
                break;
            case LookbehindNotFixed:
            case TooManyBranches:
                // PCRE2 tells where the group begins, PCRE 8 where it ends.
                offset = GroupEnd(text, place);
                break;
        }
    }

    /// <summary>A pattern that ends inside of `(?` or its option letters misses more than the parenthesis.</summary>
    private static int AtEndOfGroupStart(ReadOnlySpan<byte> text)
    {
        if (text.EndsWith("(?P"u8))
        {
            return UnrecognizedAfterP;
        }
        int end = text.Length;
        while (end > 0 && (char.IsAsciiLetter((char)text[end - 1]) || text[end - 1] == (byte)'-'))
        {
            end--;
        }
        return text[..end].EndsWith("(?"u8) ? UnrecognizedAfterQuery : MissingParenthesis;
    }

    /// <summary>Place of the parenthesis that closes the group which opens at or behind a place.</summary>
    private static int GroupEnd(ReadOnlySpan<byte> text, int place)
    {
        int depth = 0;
        bool inClass = false;
        for (int i = place; i < text.Length; i++)
        {
            switch (text[i])
            {
                case (byte)'\\':
                    i++;
                    break;
                case (byte)'[' when !inClass:
                    inClass = true;
                    break;
                case (byte)']':
                    inClass = false;
                    break;
                case (byte)'(' when !inClass:
                    depth++;
                    break;
                case (byte)')' when !inClass && --depth <= 0:
                    return i;
            }
        }
        return text.Length;
    }

    /// <summary>PCRE 8 checks back references by number at the end of the pattern, and names when it has read them.</summary>
    private static int ReferenceOffset(ReadOnlySpan<byte> text, int place)
    {
        if (place < text.Length && text[place] == (byte)'(')
        {
            // The condition of a conditional group.
            int closing = text[place..].IndexOf((byte)')');
            return closing < 0 ? text.Length : place + closing + 1;
        }
        int start = place;
        while (start > 0 && char.IsAsciiDigit((char)text[start - 1]))
        {
            start--;
        }
        // The offset stands at the first digit, or behind the last.
        if (start > 0 && text[start - 1] is (byte)'\\' or (byte)'g' && text[start] is >= (byte)'0' and <= (byte)'9')
        {
            return text.Length;
        }
        while (place < text.Length && (char.IsAsciiLetterOrDigit((char)text[place]) || text[place] == (byte)'_'))
        {
            place++;
        }
        return place;
    }
}
