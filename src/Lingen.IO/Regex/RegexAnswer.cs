// Builds {match, Captured} from the offsets of a match.
namespace Lingen.IO;

/// <summary>What re:run returns for a match.</summary>
internal static unsafe class RegexAnswer
{
    /// <summary>
    /// <paramref name="original"/> is the subject as a binary if captured parts can refer to it (large data that lies byte-aligned), else none.
    /// </summary>
    public static Term Build(
        TermHeap* heap,
        RegexCapture capture,
        RegexMatcher matcher,
        ReadOnlySpan<byte> subject,
        Term original
    )
    {
        if (capture.Kind == CaptureKind.None)
        {
            return Atoms.Match;
        }
        Term list = Term.Nil;
        if (capture.Groups == null)
        {
            for (int group = matcher.GroupCount - 1; group >= capture.Skip; group--)
            {
                list = Cons.Create(heap, Part(heap, capture.Kind, matcher, group, subject, original), list);
            }
        }
        else
        {
            for (int i = capture.Groups.Count - 1; i >= 0; i--)
            {
                int group = Choose(capture.Groups[i], matcher);
                list = Cons.Create(heap, Part(heap, capture.Kind, matcher, group, subject, original), list);
            }
        }
        return Tuple.Create(heap, Atoms.Match, list);
    }

    /// <summary>Of the groups of one name the first that is set.</summary>
    private static int Choose(int[] groups, RegexMatcher matcher)
    {
        foreach (int group in groups)
        {
            if (IsSet(matcher, group))
            {
                return group;
            }
        }
        return groups[0];
    }

    private static bool IsSet(RegexMatcher matcher, int group) =>
        group >= 0 && group < matcher.GroupCount && matcher.Offsets[2 * group] != Pcre2.Unset;

    private static Term Part(
        TermHeap* heap,
        CaptureKind kind,
        RegexMatcher matcher,
        int group,
        ReadOnlySpan<byte> subject,
        Term original
    )
    {
        long start = -1;
        long length = 0;
        if (IsSet(matcher, group))
        {
            start = (long)matcher.Offsets[2 * group];
            length = (long)matcher.Offsets[(2 * group) + 1] - start;
        }
        if (kind == CaptureKind.Index)
        {
            return Tuple.Create(heap, Term.Small(start), Term.Small(length));
        }
        // \K in a lookahead can set the start behind the end.
        ReadOnlySpan<byte> part = start < 0 || length <= 0 ? default : subject.Slice((int)start, (int)length);
        if (kind == CaptureKind.List)
        {
            return Cons.FromBytes(heap, part);
        }
        return original.IsNone || part.IsEmpty
            ? Bitstring.FromBytes(heap, part)
            : Bitstring.CreateSub(heap, original, start * 8, length * 8);
    }
}
