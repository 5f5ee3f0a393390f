// The option lists of re:compile/2 and re:run/3.
namespace Lingen.IO;

/// <summary>What defines a compiled pattern beside its text.</summary>
internal readonly record struct RegexCompileOptions(uint Flags, byte Newline, byte Bsr)
{
    public bool IsUnicode => (Flags & Pcre2.Utf) != 0;

    /// <summary>Newline flags add up as in PCRE 8; cr and lf make crlf, and some sums are no newline at all.</summary>
    public bool IsNewlineConsistent => Newline <= Pcre2.NewlineAnyCrLf;
}

/// <summary>Parsed options. Which of them are allowed is the caller's to say.</summary>
internal struct RegexOptions
{
    public uint CompileFlags;
    public uint MatchFlags;
    public byte Newline;
    public byte Bsr;

    /// <summary>An option was given that makes sense for compiling only, or for running only.</summary>
    public bool HasCompileOnly;
    public bool HasRunOnly;
    public bool Unicode;
    public bool Global;
    public bool ReportErrors;
    public int Offset;

    /// <summary>Arguments of the option capture; none if it was not given.</summary>
    public Term CaptureValues;
    public Term CaptureType;
    public int MatchLimit;
    public int DepthLimit;

    /// <summary>No limit was given.</summary>
    public const int NoLimit = -1;

    public readonly RegexCompileOptions Compile => new(CompileFlags, Newline, Bsr);

    /// <summary>False if any element is no option (badopt).</summary>
    public static bool TryParse(Term list, out RegexOptions options)
    {
        options = new RegexOptions { MatchLimit = NoLimit, DepthLimit = NoLimit };
        for (; list.IsCons; list = list.Tail)
        {
            Term option = list.Head;
            bool known = option.IsAtom ? options.Add(option) : Tuple.TryFrom(option, out Tuple tuple) && options.Add(tuple);
            if (!known)
            {
                return false;
            }
        }
        return list.IsNil;
    }

    private bool Add(Term option)
    {
        uint compileFlag = CompileFlag(option);
        if (compileFlag != 0)
        {
            CompileFlags |= compileFlag;
            HasCompileOnly = true;
            Unicode |= option == Atoms.Unicode;
            return true;
        }
        switch (option.Bits)
        {
            case AtomBits.Anchored:
                CompileFlags |= Pcre2.Anchored;
                MatchFlags |= Pcre2.Anchored;
                return true;
            case AtomBits.BsrAnycrlf:
                Bsr |= (byte)Pcre2.BsrAnyCrLf;
                return true;
            case AtomBits.BsrUnicode:
                Bsr |= (byte)Pcre2.BsrUnicode;
                return true;
            case AtomBits.Notempty:
                MatchFlags |= Pcre2.NotEmpty;
                break;
            case AtomBits.NotemptyAtstart:
                MatchFlags |= Pcre2.NotEmptyAtStart;
                break;
            case AtomBits.Notbol:
                MatchFlags |= Pcre2.NotBol;
                break;
            case AtomBits.Noteol:
                MatchFlags |= Pcre2.NotEol;
                break;
            case AtomBits.Global:
                Global = true;
                break;
            case AtomBits.ReportErrors:
                ReportErrors = true;
                break;
            default:
                return false;
        }
        HasRunOnly = true;
        return true;
    }

    private static uint CompileFlag(Term option) =>
        option.Bits switch
        {
            AtomBits.Unicode => Pcre2.Utf,
            AtomBits.Caseless => Pcre2.Caseless,
            AtomBits.DollarEndonly => Pcre2.DollarEndOnly,
            AtomBits.Dotall => Pcre2.DotAll,
            AtomBits.Extended => Pcre2.Extended,
            AtomBits.Firstline => Pcre2.FirstLine,
            AtomBits.Multiline => Pcre2.Multiline,
            AtomBits.NoAutoCapture => Pcre2.NoAutoCapture,
            AtomBits.Dupnames => Pcre2.DupNames,
            AtomBits.Ungreedy => Pcre2.Ungreedy,
            AtomBits.Ucp => Pcre2.Ucp,
            AtomBits.NeverUtf => Pcre2.NeverUtf,
            AtomBits.NoStartOptimize => Pcre2.NoStartOptimize,
            _ => 0,
        };

    private bool Add(Tuple option)
    {
        if (option.Arity == 3 && option[0] == Atoms.Capture)
        {
            CaptureValues = option[1];
            CaptureType = option[2];
            HasRunOnly = true;
            return true;
        }
        if (option.Arity != 2)
        {
            return false;
        }
        Term value = option[1];
        switch (option[0].Bits)
        {
            case AtomBits.Capture:
                CaptureValues = value;
                CaptureType = Atoms.Index;
                break;
            case AtomBits.Offset:
                Offset = ToInt(value);
                break;
            case AtomBits.MatchLimit:
                MatchLimit = ToInt(value);
                break;
            case AtomBits.MatchLimitRecursion:
                DepthLimit = ToInt(value);
                break;
            case AtomBits.Newline:
                byte newline = NewlineOf(value);
                Newline |= newline;
                return newline != 0;
            default:
                return false;
        }
        HasRunOnly = true;
        return option[0] == Atoms.Capture || ToInt(value) >= 0;
    }

    private static byte NewlineOf(Term value) =>
        value.Bits switch
        {
            AtomBits.Cr => (byte)Pcre2.NewlineCr,
            AtomBits.Lf => (byte)Pcre2.NewlineLf,
            AtomBits.Crlf => (byte)Pcre2.NewlineCrLf,
            AtomBits.Any => (byte)Pcre2.NewlineAny,
            AtomBits.Anycrlf => (byte)Pcre2.NewlineAnyCrLf,
            _ => 0,
        };

    /// <summary>An integer from 0 to 2^31 - 1; -1 for anything else.</summary>
    public static int ToInt(Term term) => term.IsSmall && term.SmallValue is >= 0 and <= int.MaxValue ? (int)term.SmallValue : -1;
}
