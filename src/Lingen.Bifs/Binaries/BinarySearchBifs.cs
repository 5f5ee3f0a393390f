// Searching and splitting of module binary. Matches do not overlap; of patterns that begin at the same place the longest counts.
namespace Lingen.Bifs;

/// <summary>binary: compile_pattern, match, matches, split.</summary>
public static unsafe class BinarySearchBifs
{
    [Flags]
    private enum SplitOptions
    {
        None = 0,
        Global = 1,
        Trim = 2,
        TrimAll = 4,
    }

    /// <summary>Part of the subject that is searched, in bytes.</summary>
    private struct Scope
    {
        public long Start;
        public long End;
    }

    [Bif("binary", "compile_pattern")]
    public static Term CompilePattern(ref BifContext context, Term pattern)
    {
        BinaryPattern? compiled = null;
        if (pattern.IsCons && pattern.Tail.IsNil)
        {
            pattern = pattern.Head;
        }
        if (pattern.IsCons)
        {
            compiled = BinaryPattern.FromList(pattern);
        }
        else if (Binary.TryFrom(pattern, out Binary binary) && binary.Length > 0)
        {
            using var bytes = new AlignedBytes(binary.Bits);
            compiled = new BinaryPattern(bytes.Span);
        }
        if (compiled == null)
        {
            return context.BadArg();
        }
        MagicCell* cell = MagicCell.Allocate(compiled);
        Term reference = References.CreateMagic(context.Heap, context.Scheduler, cell);
        return Tuple.Create(context.Heap, compiled.IsSingle ? Atoms.Bm : Atoms.Ac, reference);
    }

    [Bif("binary", "match")]
    public static Term Match(ref BifContext context, Binary subject, Term pattern) =>
        Match(ref context, subject, pattern, Term.Nil);

    [Bif("binary", "match")]
    public static Term Match(ref BifContext context, Binary subject, Term pattern, Term options) =>
        Search(ref context, subject, pattern, options, false);

    [Bif("binary", "matches")]
    public static Term Matches(ref BifContext context, Binary subject, Term pattern) =>
        Matches(ref context, subject, pattern, Term.Nil);

    [Bif("binary", "matches")]
    public static Term Matches(ref BifContext context, Binary subject, Term pattern, Term options) =>
        Search(ref context, subject, pattern, options, true);

    private static Term Search(ref BifContext context, Binary subject, Term pattern, Term options, bool all)
    {
        // What stands behind the last option of an improper list is not looked at, as on BEAM.
        if (!options.IsList)
        {
            return context.BadArg();
        }
        var scope = new Scope { End = subject.Length };
        for (; options.IsCons; options = options.Tail)
        {
            if (!TryScope(options.Head, subject.Length, ref scope))
            {
                return context.BadArg();
            }
        }
        if (LongWork.Moves(context, scope.End - scope.Start, all ? LongWork.ManyBytes : LongWork.VeryManyBytes))
        {
            return context.GoDirty();
        }
        var matches = default(MatchList);
        if (!TryFind(ref context, subject, pattern, scope, all, ref matches))
        {
            return context.BadArg();
        }
        if (!all)
        {
            return matches.Count == 0 ? Atoms.Nomatch : Place(context.Heap, matches[0]);
        }
        Term list = Term.Nil;
        for (long i = matches.Count - 1; i >= 0; i--)
        {
            list = Cons.Create(context.Heap, Place(context.Heap, matches[i]), list);
        }
        matches.Dispose();
        return list;
    }

    private static Term Place(TermHeap* heap, (long Start, int Length) match) =>
        Tuple.Create(heap, Term.Small(match.Start), Term.Small(match.Length));

    [Bif("binary", "split")]
    public static Term Split(ref BifContext context, Binary subject, Term pattern) =>
        Split(ref context, subject, pattern, Term.Nil);

    [Bif("binary", "split")]
    public static Term Split(ref BifContext context, Binary subject, Term pattern, Term options)
    {
        // What stands behind the last option of an improper list is not looked at, as on BEAM.
        if (!options.IsList)
        {
            return context.BadArg();
        }
        var scope = new Scope { End = subject.Length };
        SplitOptions flags = SplitOptions.None;
        for (; options.IsCons; options = options.Tail)
        {
            Term option = options.Head;
            SplitOptions flag =
                option == Atoms.Global ? SplitOptions.Global
                : option == Atoms.Trim ? SplitOptions.Trim
                : option == Atoms.TrimAll ? SplitOptions.TrimAll
                : SplitOptions.None;
            flags |= flag;
            if (flag == SplitOptions.None && !TryScope(option, subject.Length, ref scope))
            {
                return context.BadArg();
            }
        }
        if (LongWork.Moves(context, scope.End - scope.Start, LongWork.ManyBytes))
        {
            return context.GoDirty();
        }
        var matches = default(MatchList);
        if (!TryFind(ref context, subject, pattern, scope, (flags & SplitOptions.Global) != 0, ref matches))
        {
            return context.BadArg();
        }
        Term parts = BuildParts(context.Heap, subject, matches, flags);
        matches.Dispose();
        return parts;
    }

    /// <summary>The parts between matches. Trim drops empty parts at the end, TrimAll all of them.</summary>
    private static Term BuildParts(TermHeap* heap, Binary subject, in MatchList matches, SplitOptions flags)
    {
        bool dropEmpty = (flags & (SplitOptions.Trim | SplitOptions.TrimAll)) != 0;
        bool dropAll = (flags & SplitOptions.TrimAll) != 0;
        Term list = Term.Nil;
        long end = subject.Length;
        for (long i = matches.Count; i >= 0; i--)
        {
            long start = i == 0 ? 0 : matches[i - 1].Start + matches[i - 1].Length;
            if (end > start || !dropEmpty)
            {
                Term part =
                    matches.Count == 0 ? subject.Term : BitSyntax.Extract(heap, subject.Term, start * 8, (end - start) * 8);
                list = Cons.Create(heap, part, list);
                dropEmpty = dropAll;
            }
            end = i == 0 ? 0 : matches[i - 1].Start;
        }
        return list;
    }

    private static bool TryScope(Term option, long subjectBytes, ref Scope scope)
    {
        if (!Tuple.TryFrom(option, out Tuple pair) || pair.Arity != 2 || pair[0] != Atoms.Scope)
        {
            return false;
        }
        if (!Tuple.TryFrom(pair[1], out Tuple range) || range.Arity != 2 || !range[0].IsSmall || !range[1].IsSmall)
        {
            return false;
        }
        long start = range[0].SmallValue;
        long length = range[1].SmallValue;
        if (start < 0)
        {
            return false;
        }
        if (length < 0)
        {
            start += length;
            length = -length;
        }
        if (start < 0 || start > subjectBytes || length > subjectBytes - start)
        {
            return false;
        }
        scope = new Scope { Start = start, End = start + length };
        return true;
    }

    /// <summary>Finds the first match or all of them. False if the pattern is none.</summary>
    private static bool TryFind(
        ref BifContext context,
        Binary subject,
        Term pattern,
        Scope scope,
        bool all,
        ref MatchList matches
    )
    {
        if (pattern.IsCons && pattern.Tail.IsNil)
        {
            pattern = pattern.Head;
        }
        if (Binary.TryFrom(pattern, out Binary needle))
        {
            using var bytes = new AlignedBytes(needle.Bits);
            return bytes.Length > 0 && Find(ref context, subject, new PatternSearch(bytes.Span), scope, all, ref matches);
        }
        BinaryPattern? compiled = null;
        if (pattern.IsCons)
        {
            compiled = RecentPatterns.FromList(pattern);
        }
        else if (Tuple.TryFrom(pattern, out Tuple pair) && pair.Arity == 2 && (pair[0] == Atoms.Bm || pair[0] == Atoms.Ac))
        {
            compiled = Reference.Resource<BinaryPattern>(pair[1]);
            if (compiled != null && compiled.IsSingle != (pair[0] == Atoms.Bm))
            {
                compiled = null;
            }
        }
        return compiled != null && Find(ref context, subject, new PatternSearch(compiled), scope, all, ref matches);
    }

    private static bool Find(
        ref BifContext context,
        Binary subject,
        PatternSearch search,
        Scope scope,
        bool all,
        ref MatchList matches
    )
    {
        using var bytes = new AlignedBytes(subject.Bits);
        long end = search.Find(bytes.Start, scope.Start, scope.End, all, ref matches);
        context.BumpReductions(((end - scope.Start) / Costs.CopiedBytesPerReduction) + matches.Count);
        return true;
    }
}
