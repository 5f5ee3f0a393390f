// The searches themselves: places of one or all matches in a text, which do not overlap; of those that begin at the leftmost
// place the longest counts. Positions are 64 bits wide, so texts past 2 GB are searched too.
using System.Buffers;
using System.Runtime.InteropServices;

namespace Lingen.Bifs;

/// <summary>Places of matches: the first in place, more in native memory.</summary>
internal unsafe struct MatchList
{
    private (long Start, int Length) first;
    private (long Start, int Length)* others;
    private long capacity;

    public long Count { get; private set; }
    public readonly (long Start, int Length) this[long index] => index == 0 ? first : others[index - 1];

    public readonly (long Start, int Length) Last => this[Count - 1];

    public void Add(long start, int length)
    {
        if (Count == 0)
        {
            first = (start, length);
        }
        else
        {
            if (Count > capacity)
            {
                capacity = Math.Max(16, capacity * 2);
                others = ((long Start, int Length)*)
                    NativeMemory.Realloc(others, (nuint)capacity * (nuint)sizeof((long Start, int Length)));
            }
            others[Count - 1] = (start, length);
        }
        Count++;
    }

    public void RemoveLast() => Count--;

    public readonly void Dispose() => NativeMemory.Free(others);
}

/// <summary>A pattern as a search uses it: compiled, or the bytes of a single binary in place.</summary>
internal readonly unsafe ref struct PatternSearch
{
    /// <summary>Patterns longer than this are found in a way that no text can slow down.</summary>
    private const int LongPatternBytes = 128;

    private readonly ReadOnlySpan<byte> needle;
    private readonly BinaryPattern? pattern;

    public PatternSearch(ReadOnlySpan<byte> needle) => this.needle = needle;

    public PatternSearch(BinaryPattern pattern)
    {
        this.pattern = pattern;
        needle = pattern.Single;
    }

    /// <summary>Adds the first match in [start, end) of the text, or all of them. Returns where the search ended.</summary>
    public long Find(byte* text, long start, long end, bool all, ref MatchList matches)
    {
        if (pattern is { Tree: { } tree })
        {
            return FindSeveral(tree, pattern.FirstBytes, text, start, end, all, ref matches);
        }
        return needle.Length > LongPatternBytes
            ? FindLong(text, start, end, all, ref matches)
            : FindShort(text, start, end, all, ref matches);
    }

    private static ReadOnlySpan<byte> Slice(byte* text, long start, long end) =>
        new(text + start, (int)Math.Min(end - start, int.MaxValue));

    private long FindShort(byte* text, long start, long end, bool all, ref MatchList matches)
    {
        while (end - start >= needle.Length)
        {
            ReadOnlySpan<byte> slice = Slice(text, start, end);
            int found = needle.Length == 1 ? slice.IndexOf(needle[0]) : slice.IndexOf(needle);
            if (found < 0)
            {
                // A match may lie across the border of two slices.
                start += slice.Length - (needle.Length - 1);
                continue;
            }
            matches.Add(start + found, needle.Length);
            start += found + needle.Length;
            if (!all)
            {
                break;
            }
        }
        return start;
    }

    /// <summary>Knuth, Morris and Pratt; where nothing of the pattern has been seen yet, its beginning is searched as a whole.</summary>
    private long FindLong(byte* text, long start, long end, bool all, ref MatchList matches)
    {
        int[] borders = Borders(needle);
        ReadOnlySpan<byte> beginning = needle[..32];
        int matched = 0;
        long position = start;
        while (position < end)
        {
            if (matched == 0)
            {
                ReadOnlySpan<byte> slice = Slice(text, position, end);
                int found = slice.IndexOf(beginning);
                if (found < 0)
                {
                    position += Math.Max(1, slice.Length - (beginning.Length - 1));
                    continue;
                }
                position += found + beginning.Length;
                matched = beginning.Length;
                continue;
            }
            byte value = text[position++];
            while (matched > 0 && needle[matched] != value)
            {
                matched = borders[matched - 1];
            }
            matched += needle[matched] == value ? 1 : 0;
            if (matched == needle.Length)
            {
                matches.Add(position - matched, matched);
                matched = 0;
                if (!all)
                {
                    break;
                }
            }
        }
        return position;
    }

    /// <summary>For each beginning of the pattern the length of its longest proper beginning that is an end of it too.</summary>
    private static int[] Borders(ReadOnlySpan<byte> pattern)
    {
        var borders = new int[pattern.Length];
        int length = 0;
        for (int i = 1; i < pattern.Length; i++)
        {
            while (length > 0 && pattern[i] != pattern[length])
            {
                length = borders[length - 1];
            }
            length += pattern[i] == pattern[length] ? 1 : 0;
            borders[i] = length;
        }
        return borders;
    }

    /// <summary>
    /// One pass over the text. A match that begins before those found last takes their place; once the automaton
    /// is past a match's beginning that match is final.
    /// </summary>
    private static long FindSeveral(
        PatternTree tree,
        SearchValues<byte> firstBytes,
        byte* text,
        long start,
        long end,
        bool all,
        ref MatchList matches
    )
    {
        int node = 0;
        long before = matches.Count;
        long position = start;
        while (position < end)
        {
            if (node == 0)
            {
                if (!all && matches.Count > before)
                {
                    break;
                }
                ReadOnlySpan<byte> slice = Slice(text, position, end);
                int skipped = slice.IndexOfAny(firstBytes);
                position += skipped < 0 ? slice.Length : skipped;
                if (skipped < 0)
                {
                    continue;
                }
            }
            node = tree.Next(node, text[position++]);
            if (matches.Count > before)
            {
                (long lastStart, int lastLength) = matches.Last;
                if (position - tree.Depth(node) > lastStart)
                {
                    if (!all)
                    {
                        break;
                    }
                    // Nothing that overlaps the last match counts any more.
                    while (node != 0 && position - tree.Depth(node) < lastStart + lastLength)
                    {
                        node = tree.Suffix(node);
                    }
                }
            }
            for (int output = tree.Output(node); output != 0; output = tree.NextOutput(output))
            {
                if (Accept(position - tree.Depth(output), tree.Depth(output), before, ref matches))
                {
                    break;
                }
            }
        }
        while (!all && matches.Count > before + 1)
        {
            matches.RemoveLast();
        }
        return position;
    }

    /// <summary>Adds a match unless one that begins before it stands in its way; later ones that it overlaps go.</summary>
    private static bool Accept(long start, int length, long before, ref MatchList matches)
    {
        long keep = matches.Count;
        while (keep > before && matches[keep - 1].Start >= start)
        {
            keep--;
        }
        if (keep > before && matches[keep - 1].Start + matches[keep - 1].Length > start)
        {
            return false;
        }
        while (matches.Count > keep)
        {
            matches.RemoveLast();
        }
        matches.Add(start, length);
        return true;
    }
}
