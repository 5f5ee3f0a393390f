// Compiled patterns. What a program holds is a binary with the pattern's text and options, which survives
// term_to_binary and other nodes; PCRE2's code for it stays in a cache here and is made again when it is not there.
using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace Lingen.IO;

/// <summary>PCRE2's code of one pattern. Lives as long as the cache or a running match holds it.</summary>
internal sealed unsafe class CompiledRegex
{
    /// <summary>Past this many patterns the cache starts anew.</summary>
    private const int CacheLimit = 2_000;

    /// <summary>Deeper nesting is refused: compiling recurses on the thread's stack.</summary>
    private const uint ParenthesesLimit = 798;

    private static readonly ConcurrentDictionary<ulong, CompiledRegex> Cache = new();

    private readonly byte[] pattern;
    private readonly RegexCompileOptions options;

    private CompiledRegex(ReadOnlySpan<byte> pattern, RegexCompileOptions options, void* code)
    {
        this.pattern = pattern.ToArray();
        this.options = options;
        Code = code;
        CaptureCount = (int)Info(Pcre2.InfoCaptureCount);
        NameCount = (int)Info(Pcre2.InfoNameCount);
        NameEntrySize = (int)Info(Pcre2.InfoNameEntrySize);
        byte* names;
        _ = Pcre2.PatternInfo(code, Pcre2.InfoNameTable, &names);
        NameTable = names;
        HasDuplicateNames = (Info(Pcre2.InfoAllOptions) & Pcre2.DupNames) != 0;
        uint newline = Info(Pcre2.InfoNewline);
        MayUseCrLf = newline is Pcre2.NewlineAny or Pcre2.NewlineCrLf or Pcre2.NewlineAnyCrLf;
    }

    ~CompiledRegex() => Pcre2.CodeFree(Code);

    public void* Code { get; }
    public int CaptureCount { get; }
    public bool IsUnicode => options.IsUnicode;

    /// <summary>A newline may be CR LF: re:run with global must step over both.</summary>
    public bool MayUseCrLf { get; }
    public bool HasDuplicateNames { get; }
    public int NameCount { get; }

    /// <summary>Entries sorted by name: two bytes of group number, the name, a zero.</summary>
    private byte* NameTable { get; }
    private int NameEntrySize { get; }

    public int NameGroup(int index) => (NameTable[index * NameEntrySize] << 8) | NameTable[(index * NameEntrySize) + 1];

    public ReadOnlySpan<byte> Name(int index)
    {
        byte* name = NameTable + (index * NameEntrySize) + 2;
        return System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name);
    }

    /// <summary>The code of this pattern, from the cache or compiled now. Null with an error and its place if it is no pattern.</summary>
    public static CompiledRegex? Get(
        ReadOnlySpan<byte> pattern,
        RegexCompileOptions options,
        out string error,
        out long errorOffset
    )
    {
        error = "";
        errorOffset = 0;
        ulong hash = Hash(pattern, options);
        if (Cache.TryGetValue(hash, out CompiledRegex? known) && known.options == options && pattern.SequenceEqual(known.pattern))
        {
            return known;
        }
        CompiledRegex? compiled = Compile(pattern, options, out error, out errorOffset);
        if (compiled != null)
        {
            if (Cache.Count >= CacheLimit)
            {
                Cache.Clear();
            }
            Cache[hash] = compiled;
        }
        return compiled;
    }

    private static CompiledRegex? Compile(
        ReadOnlySpan<byte> pattern,
        RegexCompileOptions options,
        out string error,
        out long errorOffset
    )
    {
        error = "";
        errorOffset = 0;
        if (!options.IsNewlineConsistent)
        {
            error = "inconsistent NEWLINE options";
            return null;
        }
        void* context = Pcre2.CompileContextCreate(null);
        _ = Pcre2.SetNewline(context, options.Newline == 0 ? Pcre2.NewlineLf : options.Newline);
        _ = Pcre2.SetBsr(context, options.Bsr == 0 ? Pcre2.BsrUnicode : (uint)Math.Min((int)options.Bsr, (int)Pcre2.BsrAnyCrLf));
        _ = Pcre2.SetCharacterTables(context, Latin1Tables.Tables);
        _ = Pcre2.SetCompileExtraOptions(context, Pcre2.ExtraAllowLookaroundBsk);
        _ = Pcre2.SetParensNestLimit(context, ParenthesesLimit);
        int errorCode;
        nuint offset;
        uint flags = options.Flags | (NeedsUnoptimizedStart(pattern, options) ? Pcre2.NoStartOptimize : 0);
        void* code = Compile(pattern, flags, context, &errorCode, &offset);
        errorOffset = (long)offset;
        if (code == null)
        {
            code = CompileInDialect(pattern, flags, context, &errorCode, ref errorOffset);
        }
        else if (RegexTranslation.IsCandidate(pattern))
        {
            code = CompileTranslation(code, pattern, options, flags, context);
        }
        Pcre2.CompileContextFree(context);
        if (code != null)
        {
            return new CompiledRegex(pattern, options, code);
        }
        error = RegexErrors.Text(errorCode);
        return null;
    }

    /// <summary>The code of a pattern that PCRE2 takes as PCRE 8 reads it: the code given, or that of the pattern's translation.</summary>
    private static void* CompileTranslation(
        void* code,
        ReadOnlySpan<byte> pattern,
        RegexCompileOptions options,
        uint flags,
        void* context
    )
    {
        var translation = new RegexTranslation(pattern, options);
        if (translation.Translate() is not { } text)
        {
            return code;
        }
        // PCRE2 may take a group that refers to itself for longer than it is when it looks for where a match can start.
        flags |= translation.FoundSelfReference ? Pcre2.NoStartOptimize : 0;
        int errorCode;
        nuint offset;
        void* translated = Compile(text, flags, context, &errorCode, &offset);
        if (translated == null)
        {
            return code;
        }
        Pcre2.CodeFree(code);
        return translated;
    }

    private static void* Compile(ReadOnlySpan<byte> pattern, uint flags, void* context, int* errorCode, nuint* offset)
    {
        // A pointer to no bytes would be read as no pattern.
        byte none = 0;
        fixed (byte* text = pattern)
        {
            return Pcre2.Compile(text == null ? &none : text, (nuint)pattern.Length, flags, errorCode, offset, context);
        }
    }

    /// <summary>Compiles a pattern that PCRE2 has refused, if it is one that PCRE 8 takes. On failure gives its error and place.</summary>
    private static void* CompileInDialect(
        ReadOnlySpan<byte> pattern,
        uint flags,
        void* context,
        int* errorCode,
        ref long errorOffset
    )
    {
        var dialect = new RegexDialect(pattern);
        byte[] text = dialect.Text;
        nuint offset = (nuint)errorOffset;
        while (dialect.TryRewrite(*errorCode, (long)offset))
        {
            text = dialect.Text;
            void* code = Compile(text, flags, context, errorCode, &offset);
            if (code != null)
            {
                return code;
            }
        }
        long place = (long)offset;
        RegexErrors.Translate(text, ref *errorCode, ref place);
        errorOffset = dialect.Origin(place);
        return null;
    }

    /// <summary>
    /// PCRE2 finds where a match may start from bits that miss the letters from 128 to 255 for \w in UTF-8 mode, which only our
    /// tables have.
    /// </summary>
    private static bool NeedsUnoptimizedStart(ReadOnlySpan<byte> pattern, RegexCompileOptions options) =>
        (options.Flags & Pcre2.Ucp) == 0 && (options.IsUnicode || pattern.StartsWith("(*"u8)) && pattern.IndexOf("\\w"u8) >= 0;

    private uint Info(uint what)
    {
        uint value = 0;
        _ = Pcre2.PatternInfo(Code, what, &value);
        return value;
    }

    private static ReadOnlySpan<byte> Magic => "LRE\x01"u8;

    /// <summary>Bytes in front of the pattern in the encoded form.</summary>
    private const int HeaderBytes = 12;

    /// <summary>The binary inside of {re_pattern,_,_,_,Binary}.</summary>
    public static Term Encode(TermHeap* heap, ReadOnlySpan<byte> pattern, RegexCompileOptions options)
    {
        Term binary = Bitstring.CreateBinary(heap, HeaderBytes + pattern.Length, out byte* data);
        var target = new Span<byte>(data, HeaderBytes + pattern.Length);
        Magic.CopyTo(target);
        BinaryPrimitives.WriteUInt32BigEndian(target[4..], options.Flags);
        target[8] = options.Newline;
        target[9] = options.Bsr;
        target[10] = 0;
        target[11] = 0;
        pattern.CopyTo(target[HeaderBytes..]);
        return binary;
    }

    /// <summary>Splits what <see cref="Encode"/> made. False if the binary is none of ours.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> binary, out ReadOnlySpan<byte> pattern, out RegexCompileOptions options)
    {
        pattern = default;
        options = default;
        if (binary.Length < HeaderBytes || !binary.StartsWith(Magic))
        {
            return false;
        }
        options = new RegexCompileOptions(BinaryPrimitives.ReadUInt32BigEndian(binary[4..]), binary[8], binary[9]);
        pattern = binary[HeaderBytes..];
        return true;
    }

    private static ulong Hash(ReadOnlySpan<byte> pattern, RegexCompileOptions options)
    {
        const ulong Prime = 0x9E3779B97F4A7C15;
        ulong hash = ((ulong)options.Flags << 16) ^ ((ulong)options.Newline << 8) ^ options.Bsr ^ ((ulong)pattern.Length << 48);
        while (pattern.Length >= sizeof(ulong))
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(pattern)) * Prime;
            hash ^= hash >> 32;
            pattern = pattern[sizeof(ulong)..];
        }
        foreach (byte character in pattern)
        {
            hash = (hash ^ character) * Prime;
            hash ^= hash >> 32;
        }
        return hash;
    }
}
