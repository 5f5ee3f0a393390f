// Compiled search patterns of module binary. One pattern is found by the vectorised search of spans; several by a trie that is
// entered where a first byte of any pattern stands, and gives the longest of those that begin at the leftmost place.
using System.Buffers;

namespace Lingen.Bifs;

/// <summary>One or several non-empty byte sequences to search for. Immutable.</summary>
internal sealed class BinaryPattern : MagicResource
{
    private readonly byte[] single;
    private readonly SearchValues<byte> firstBytes;
    private readonly int[] roots;
    private readonly System.Collections.Generic.List<Node> nodes;

    private struct Node
    {
        public byte Value;

        /// <summary>Length of the pattern that ends here, 0 if none does.</summary>
        public int Length;

        /// <summary>First child and next sibling; 0 is none.</summary>
        public int Child;
        public int Sibling;
    }

    public bool IsSingle => single.Length > 0;

    public BinaryPattern(ReadOnlySpan<byte> pattern)
    {
        single = pattern.ToArray();
        firstBytes = SearchValues.Create(ReadOnlySpan<byte>.Empty);
        roots = [];
        nodes = [];
    }

    /// <summary>A pattern of several sequences; null if one is empty or no binary, or the list is improper or empty.</summary>
    public static BinaryPattern? FromList(Term list)
    {
        var builder = new BinaryPattern([], new int[256], [default]);
        Span<bool> first = stackalloc bool[256];
        for (; list.IsCons; list = list.Tail)
        {
            if (!Binary.TryFrom(list.Head, out Binary binary) || binary.Length == 0)
            {
                return null;
            }
            using var bytes = new AlignedBytes(binary.Bits);
            first[bytes.Span[0]] = true;
            builder.Add(bytes.Span);
        }
        return list.IsNil && builder.nodes.Count > 1 ? new BinaryPattern(FirstBytes(first), builder.roots, builder.nodes) : null;
    }

    private BinaryPattern(ReadOnlySpan<byte> first, int[] roots, System.Collections.Generic.List<Node> nodes)
    {
        single = [];
        firstBytes = SearchValues.Create(first);
        this.roots = roots;
        this.nodes = nodes;
    }

    private static ReadOnlySpan<byte> FirstBytes(ReadOnlySpan<bool> first)
    {
        var bytes = new System.Collections.Generic.List<byte>();
        for (int value = 0; value < first.Length; value++)
        {
            if (first[value])
            {
                bytes.Add((byte)value);
            }
        }
        return bytes.ToArray();
    }

    private void Add(ReadOnlySpan<byte> pattern)
    {
        ref int root = ref roots[pattern[0]];
        if (root == 0)
        {
            root = nodes.Count;
            nodes.Add(new Node { Value = pattern[0] });
        }
        int node = root;
        for (int i = 1; i < pattern.Length; i++)
        {
            int child = FindChild(node, pattern[i]);
            if (child == 0)
            {
                child = nodes.Count;
                nodes.Add(new Node { Value = pattern[i], Sibling = nodes[node].Child });
                Node parent = nodes[node];
                parent.Child = child;
                nodes[node] = parent;
            }
            node = child;
        }
        Node last = nodes[node];
        last.Length = pattern.Length;
        nodes[node] = last;
    }

    private int FindChild(int node, byte value)
    {
        int child = nodes[node].Child;
        while (child != 0 && nodes[child].Value != value)
        {
            child = nodes[child].Sibling;
        }
        return child;
    }

    /// <summary>The leftmost place where a pattern stands, and the length of the longest there; -1 if none does.</summary>
    public int Find(ReadOnlySpan<byte> text, out int length)
    {
        if (IsSingle)
        {
            length = single.Length;
            return text.IndexOf(single);
        }
        for (int position = 0; position < text.Length; position++)
        {
            int next = text[position..].IndexOfAny(firstBytes);
            if (next < 0)
            {
                break;
            }
            position += next;
            length = LongestAt(text[position..]);
            if (length > 0)
            {
                return position;
            }
        }
        length = 0;
        return -1;
    }

    private int LongestAt(ReadOnlySpan<byte> text)
    {
        int node = roots[text[0]];
        int longest = nodes[node].Length;
        for (int i = 1; i < text.Length; i++)
        {
            node = FindChild(node, text[i]);
            if (node == 0)
            {
                break;
            }
            longest = Math.Max(longest, nodes[node].Length);
        }
        return longest;
    }
}

/// <summary>A pattern as a search uses it: compiled, or the bytes of a single binary in place.</summary>
internal readonly ref struct PatternSearch
{
    private readonly ReadOnlySpan<byte> needle;
    private readonly BinaryPattern? pattern;

    public PatternSearch(ReadOnlySpan<byte> needle) => this.needle = needle;

    public PatternSearch(BinaryPattern pattern) => this.pattern = pattern;

    public int Find(ReadOnlySpan<byte> text, out int length)
    {
        if (pattern != null)
        {
            return pattern.Find(text, out length);
        }
        length = needle.Length;
        return needle.Length == 1 ? text.IndexOf(needle[0]) : text.IndexOf(needle);
    }
}
