// Runs compiled patterns over subjects and makes the answer of re:run.
using System.Runtime.InteropServices;

namespace Lingen.IO;

/// <summary>How a match ended.</summary>
internal enum MatchOutcome
{
    Match,
    NoMatch,
    MatchLimit,
    DepthLimit,

    /// <summary>The subject is no UTF-8, or the offset lies inside of a character.</summary>
    BadSubject,

    /// <summary>The offset lies outside of the subject.</summary>
    BadOffset,
}

/// <summary>One thread's match data and match context.</summary>
internal sealed unsafe class RegexMatcher
{
    /// <summary>PCRE 8's defaults in OTP 27.</summary>
    public const uint DefaultLimit = 10_000_000;

    /// <summary>Memory that backtracking may take.</summary>
    private const uint HeapLimitKiB = 2_000_000;

    /// <summary>Groups that the lasting match data has room for.</summary>
    private const int UsualPairs = 64;

    /// <summary>Matching over longer subjects may leave much memory in the match data; it is not kept.</summary>
    private const long KeptSubjectBytes = 64 * 1024;

    [ThreadStatic]
    private static RegexMatcher? current;

    private readonly void* context = Pcre2.MatchContextCreate(null);
    private void* data;
    private int capacity;

    private RegexMatcher() => _ = Pcre2.SetHeapLimit(context, HeapLimitKiB);

    public static RegexMatcher Current => current ??= new RegexMatcher();

    /// <summary>Pairs of start and end offset, by group; unset groups have <see cref="Pcre2.Unset"/>.</summary>
    public nuint* Offsets => Pcre2.OffsetVector(data);

    /// <summary>Groups up to the highest one set, the whole match included.</summary>
    public int GroupCount { get; private set; }

    public MatchOutcome Run(
        CompiledRegex regex,
        ReadOnlySpan<byte> subject,
        int offset,
        uint flags,
        uint matchLimit,
        uint depthLimit
    )
    {
        int pairs = Math.Max(regex.CaptureCount + 1, UsualPairs);
        if (capacity < pairs)
        {
            Drop();
            data = Pcre2.MatchDataCreate((uint)pairs, null);
            capacity = pairs;
        }
        _ = Pcre2.SetMatchLimit(context, matchLimit);
        _ = Pcre2.SetDepthLimit(context, depthLimit);
        int result;
        byte none = 0;
        fixed (byte* first = subject)
        {
            result = Pcre2.Match(
                regex.Code,
                first == null ? &none : first,
                (nuint)subject.Length,
                (nuint)offset,
                flags,
                data,
                context
            );
        }
        GC.KeepAlive(regex);
        GroupCount = Math.Max(result, 0);
        return Outcome(result);
    }

    /// <summary>Call after the offsets were read: gives back memory that a long match took.</summary>
    public void Done(long subjectBytes)
    {
        if (subjectBytes > KeptSubjectBytes)
        {
            Drop();
        }
    }

    private void Drop()
    {
        if (data != null)
        {
            Pcre2.MatchDataFree(data);
            data = null;
            capacity = 0;
        }
    }

    private static MatchOutcome Outcome(int result) =>
        result switch
        {
            > 0 => MatchOutcome.Match,
            Pcre2.ErrorMatchLimit => MatchOutcome.MatchLimit,
            Pcre2.ErrorDepthLimit or Pcre2.ErrorHeapLimit or Pcre2.ErrorNoMemory => MatchOutcome.DepthLimit,
            Pcre2.ErrorBadOffset => MatchOutcome.BadOffset,
            Pcre2.ErrorBadUtfOffset or (<= Pcre2.ErrorUtf8First and >= Pcre2.ErrorUtf8Last) => MatchOutcome.BadSubject,
            // A recursion that never ends is no match, as in OTP 27.
            _ => MatchOutcome.NoMatch,
        };
}
