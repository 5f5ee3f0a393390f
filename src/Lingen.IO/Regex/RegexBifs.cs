// The BIFs of the module re. What needs loops over matches or conversion of Unicode lists is in re.erl (grun, urun,
// ucompile), which these trap to, as on BEAM.
using System.Runtime.InteropServices;

namespace Lingen.IO;

/// <summary>re:compile, run, inspect and version.</summary>
public static unsafe class RegexBifs
{
    /// <summary>Longer subjects are matched on a dirty thread.</summary>
    private const long DirtySubjectBytes = 128 * 1024;

    /// <summary>Steps of matching that a scheduler does itself; a match that needs more starts again on a dirty thread.</summary>
    private const uint SchedulerMatchLimit = 100_000;

    private const int BytesPerReduction = 64;

    /// <summary>Bytes of a subject that are checked to be UTF-8 at one go.</summary>
    private const int CheckedPieceBytes = 64 * 1024;

    [Bif("re", "version")]
    public static Term Version(ref BifContext context) => Bitstring.FromBytes(context.Heap, "8.45 2021-06-15"u8);

    [Bif("re", "compile")]
    public static Term Compile(ref BifContext context, Term pattern) => Compile(ref context, pattern, Term.Nil);

    [Bif("re", "compile", Traps = true)]
    public static Term Compile(ref BifContext context, Term pattern, Term optionList)
    {
        if (!RegexOptions.TryParse(optionList, out RegexOptions options) || options.HasRunOnly)
        {
            return context.Error(Atoms.Badarg, Atoms.Badopt);
        }
        if (options.Unicode && !pattern.IsBitstring)
        {
            return context.Trap(Atoms.Re, Atoms.Ucompile, [pattern, optionList]);
        }
        if (!TryGetBytes(pattern, out ReadOnlySpan<byte> text))
        {
            return context.BadArg();
        }
        context.BumpReductions(1 + (text.Length / BytesPerReduction));
        CompiledRegex? regex = CompiledRegex.Get(text, options.Compile, out string error, out long place);
        return regex == null
            ? ErrorTuple(context.Heap, error, place, Term.None)
            : Tuple.Create(context.Heap, Atoms.Ok, PatternTuple(context.Heap, regex, text, options.Compile));
    }

    [Bif("re", "run")]
    public static Term Run(ref BifContext context, Term subject, Term pattern) =>
        Run(ref context, subject, pattern, Term.Nil, first: true);

    [Bif("re", "run", Traps = true)]
    public static Term Run(ref BifContext context, Term subject, Term pattern, Term options) =>
        Run(ref context, subject, pattern, options, first: true);

    /// <summary>As run/3; a last argument of false says that the subject was checked to be UTF-8 before.</summary>
    [Bif("re", "internal_run", Traps = true)]
    public static Term InternalRun(ref BifContext context, Term subject, Term pattern, Term options, Bool first) =>
        Run(ref context, subject, pattern, options, first);

    [Bif("re", "inspect")]
    public static Term Inspect(ref BifContext context, Term pattern, Term item)
    {
        if (item != Atoms.Namelist || !TryGetCompiled(pattern, new RegexOptions(), out CompiledRegex regex))
        {
            return context.BadArg();
        }
        Term names = Term.Nil;
        for (int i = regex.NameCount - 1; i >= 0; i--)
        {
            if (i == 0 || !regex.Name(i).SequenceEqual(regex.Name(i - 1)))
            {
                names = Cons.Create(context.Heap, Bitstring.FromBytes(context.Heap, regex.Name(i)), names);
            }
        }
        return Tuple.Create(context.Heap, Atoms.Namelist, names);
    }

    private static Term Run(ref BifContext context, Term subject, Term pattern, Term optionList, bool first, bool inPieces = true)
    {
        if (!RegexOptions.TryParse(optionList, out RegexOptions options))
        {
            return context.Error(Atoms.Badarg, Atoms.Badopt);
        }
        bool listsInUnicode = options.CaptureType == Atoms.List && !options.Global;
        CompiledRegex? regex;
        if (IsPatternTuple(pattern))
        {
            if (options.HasCompileOnly || !TryGetCompiled(pattern, options, out regex))
            {
                return context.BadArg();
            }
            if (new Tuple(pattern)[2] != Term.Small(0) && (!subject.IsBitstring || listsInUnicode))
            {
                return context.Trap(Atoms.Re, Atoms.Urun, [subject, pattern, optionList]);
            }
            if (options.Global)
            {
                Term again = Tuple.Create(context.Heap, optionList, Atoms.False);
                return context.Trap(Atoms.Re, Atoms.Grun, [subject, pattern, again]);
            }
        }
        else
        {
            if (
                options.Unicode
                && (!pattern.IsBitstring || !subject.IsBitstring || listsInUnicode)
                && (pattern.IsBitstring || pattern.IsList)
            )
            {
                return context.Trap(Atoms.Re, Atoms.Urun, [subject, pattern, optionList]);
            }
            if (!TryGetBytes(pattern, out ReadOnlySpan<byte> text))
            {
                return context.BadArg();
            }
            regex = CompiledRegex.Get(text, options.Compile, out string error, out long place);
            if (regex == null)
            {
                return options.ReportErrors ? ErrorTuple(context.Heap, error, place, Atoms.Compile) : context.BadArg();
            }
            if (options.Global)
            {
                Term compiled = PatternTuple(context.Heap, regex, text, options.Compile);
                Term again = Tuple.Create(context.Heap, optionList, Term.Boolean(options.HasCompileOnly), pattern);
                return context.Trap(Atoms.Re, Atoms.Grun, [subject, compiled, again]);
            }
        }
        if (!RegexCapture.TryParse(options, regex, out RegexCapture capture))
        {
            return context.BadArg();
        }
        if (first && inPieces && regex.IsUnicode && LengthToCheck(subject) > CheckedPieceBytes)
        {
            Term state = Tuple.Create(context.Heap, optionList, Term.Small(0));
            return context.Trap(Atoms.Erlang, Term.Atom("re_run_trap"), [subject, pattern, state]);
        }
        options.MatchFlags |= first || !regex.IsUnicode ? 0 : Pcre2.NoUtfCheck;
        return Match(ref context, regex, subject, options, capture);
    }

    /// <summary>Bytes of a subject whose encoding is to be checked in pieces; 0 if the bytes do not lie in one place.</summary>
    private static int LengthToCheck(Term subject) =>
        Bitstring.TryFrom(subject, out Bitstring bits) && bits.IsBinary && bits.IsByteAligned ? bits.AlignedBytes.Length : 0;

    /// <summary>
    /// Checks one more piece of a long subject to be UTF-8, in a slice of its own, and matches after the last one. State is
    /// {Options, BytesChecked}. A subject that is not UTF-8 is matched as if it had not been looked at: that fails as it should.
    /// </summary>
    [Bif("erlang", "re_run_trap", Traps = true)]
    public static Term ReRunTrap(ref BifContext context, Term subject, Term pattern, Term state)
    {
        if (!Tuple.TryFrom(state, out Tuple pair) || pair.Arity != 2 || !pair[1].IsSmall || LengthToCheck(subject) == 0)
        {
            return context.BadArg();
        }
        ReadOnlySpan<byte> bytes = new Bitstring(subject).AlignedBytes;
        int start = (int)Math.Clamp(pair[1].SmallValue, 0, bytes.Length);
        int end = Math.Min(bytes.Length, start + CheckedPieceBytes);
        while (end < bytes.Length && end > start && (bytes[end] & 0xC0) == 0x80)
        {
            end--;
        }
        if (end == start || !System.Text.Unicode.Utf8.IsValid(bytes[start..end]))
        {
            return Run(ref context, subject, pattern, pair[0], first: true, inPieces: false);
        }
        if (end == bytes.Length)
        {
            return context.Trap(Atoms.Re, Term.Atom("internal_run"), [subject, pattern, pair[0], Atoms.False]);
        }
        context.BumpReductions(Scheduler.SliceReductions);
        Term next = Tuple.Create(context.Heap, pair[0], Term.Small(end));
        return context.Trap(Atoms.Erlang, Term.Atom("re_run_trap"), [subject, pattern, next]);
    }

    /// <summary>Matches over the subject's bytes: in place if it is a byte-aligned binary, else over a copy.</summary>
    private static Term Match(
        ref BifContext context,
        CompiledRegex regex,
        Term subject,
        in RegexOptions options,
        RegexCapture capture
    )
    {
        if (Bitstring.TryFrom(subject, out Bitstring bits))
        {
            if (!bits.IsBinary)
            {
                return context.BadArg();
            }
            if (bits.IsByteAligned)
            {
                Term original = bits.LengthBytes > Bitstring.HeapLimitBytes ? subject : Term.None;
                return Match(ref context, regex, bits.AlignedBytes, original, options, capture);
            }
        }
        if (!IoList.TryMeasure(subject, out long length) || length > int.MaxValue)
        {
            return context.BadArg();
        }
        var copy = (byte*)NativeMemory.Alloc((nuint)Math.Max(length, 1));
        IoList.CopyTo(subject, copy);
        Term answer = Match(ref context, regex, new ReadOnlySpan<byte>(copy, (int)length), Term.None, options, capture);
        NativeMemory.Free(copy);
        return answer;
    }

    private static Term Match(
        ref BifContext context,
        CompiledRegex regex,
        ReadOnlySpan<byte> subject,
        Term original,
        in RegexOptions options,
        RegexCapture capture
    )
    {
        bool dirty = context.Scheduler.IsDirty;
        if (!dirty && subject.Length > DirtySubjectBytes)
        {
            return context.GoDirty();
        }
        uint limit = options.MatchLimit < 0 ? RegexMatcher.DefaultLimit : (uint)options.MatchLimit;
        uint depth = options.DepthLimit < 0 ? RegexMatcher.DefaultLimit : (uint)options.DepthLimit;
        bool shortened = !dirty && limit > SchedulerMatchLimit;
        RegexMatcher matcher = RegexMatcher.Current;
        MatchOutcome outcome = matcher.Run(
            regex,
            subject,
            options.Offset,
            options.MatchFlags,
            shortened ? SchedulerMatchLimit : limit,
            depth
        );
        context.BumpReductions(1 + (subject.Length / BytesPerReduction));
        switch (outcome)
        {
            case MatchOutcome.Match:
                Term answer = RegexAnswer.Build(context.Heap, capture, matcher, subject, original);
                matcher.Done(subject.Length);
                return answer;
            case MatchOutcome.MatchLimit when shortened:
                return context.GoDirty();
            case MatchOutcome.MatchLimit:
                return options.ReportErrors ? Tuple.Create(context.Heap, Atoms.Error, Atoms.MatchLimit) : Atoms.Nomatch;
            case MatchOutcome.DepthLimit:
                return options.ReportErrors ? Tuple.Create(context.Heap, Atoms.Error, Atoms.MatchLimitRecursion) : Atoms.Nomatch;
            case MatchOutcome.BadSubject:
                return context.BadArg();
            case MatchOutcome.BadOffset:
                return context.Error(Atoms.InternalError);
            default:
                return Atoms.Nomatch;
        }
    }

    /// <summary>{re_pattern, Groups, IsUnicode, MayUseCrLf, Binary}</summary>
    private static Term PatternTuple(TermHeap* heap, CompiledRegex regex, ReadOnlySpan<byte> text, RegexCompileOptions options) =>
        Tuple.Create(
            heap,
            Atoms.RePattern,
            Term.Small(regex.CaptureCount),
            Term.Small(options.IsUnicode ? 1 : 0),
            Term.Small(regex.MayUseCrLf ? 1 : 0),
            CompiledRegex.Encode(heap, text, options)
        );

    private static bool IsPatternTuple(Term term) => Tuple.TryFrom(term, out Tuple tuple) && tuple.Arity == 5;

    /// <summary>
    /// The code behind a compiled pattern. A newline convention or meaning of \R given now overrides the one it was compiled
    /// with, which PCRE2 can do only by compiling again.
    /// </summary>
    private static bool TryGetCompiled(Term pattern, in RegexOptions run, out CompiledRegex regex)
    {
        regex = null!;
        if (
            !Tuple.TryFrom(pattern, out Tuple tuple)
            || tuple.Arity != 5
            || tuple[0] != Atoms.RePattern
            || !tuple[1].IsSmall
            || !tuple[2].IsSmall
            || !tuple[3].IsSmall
            || !TryGetBytes(tuple[4], out ReadOnlySpan<byte> binary)
            || !CompiledRegex.TryDecode(binary, out ReadOnlySpan<byte> text, out RegexCompileOptions options)
        )
        {
            return false;
        }
        if (run.Newline != 0 || run.Bsr != 0)
        {
            options = options with
            {
                Newline = run.Newline == 0 ? options.Newline : run.Newline,
                Bsr = run.Bsr == 0 ? options.Bsr : run.Bsr,
            };
        }
        regex = CompiledRegex.Get(text, options, out _, out _)!;
        return regex != null;
    }

    /// <summary>The bytes of a binary, in place if they are byte-aligned, or of an io list.</summary>
    private static bool TryGetBytes(Term data, out ReadOnlySpan<byte> bytes)
    {
        if (Bitstring.TryFrom(data, out Bitstring bits) && bits.IsBinary && bits.IsByteAligned)
        {
            bytes = bits.AlignedBytes;
            return true;
        }
        byte[]? copy = data.IsBitstring || data.IsList ? IoList.ToArray(data) : null;
        bytes = copy;
        return copy != null;
    }

    /// <summary>{error, {Text, Offset}}, or {error, {Tag, {Text, Offset}}}</summary>
    private static Term ErrorTuple(TermHeap* heap, string error, long place, Term tag)
    {
        Term what = Tuple.Create(heap, Cons.FromString(heap, error), Term.Small(place));
        if (!tag.IsNone)
        {
            what = Tuple.Create(heap, tag, what);
        }
        return Tuple.Create(heap, Atoms.Error, what);
    }
}
