// Compiled search patterns of module binary. A short single pattern is found by the vectorised search of spans, a long one by
// Knuth-Morris-Pratt, several by an Aho-Corasick automaton: no text makes a search cost more than time in proportion to its length.
using System.Buffers;

namespace Lingen.Bifs;

/// <summary>One or several non-empty byte sequences to search for. Immutable.</summary>
internal sealed class BinaryPattern : MagicResource
{
    private readonly byte[] single;
    private readonly SearchValues<byte> firstBytes;
    private readonly PatternTree? tree;

    public bool IsSingle => single.Length > 0;

    /// <summary>The single pattern, or nothing.</summary>
    public ReadOnlySpan<byte> Single => single;

    /// <summary>The automaton of several patterns, or null.</summary>
    public PatternTree? Tree => tree;

    public SearchValues<byte> FirstBytes => firstBytes;

    public BinaryPattern(ReadOnlySpan<byte> pattern)
    {
        single = pattern.ToArray();
        firstBytes = SearchValues.Create(ReadOnlySpan<byte>.Empty);
    }

    private BinaryPattern(PatternTree tree)
    {
        single = [];
        this.tree = tree;
        firstBytes = SearchValues.Create(tree.FirstBytes());
    }

    /// <summary>A pattern of several sequences; null if one is empty or no binary, or the list is improper or empty.</summary>
    public static BinaryPattern? FromList(Term list)
    {
        var tree = new PatternTree();
        for (; list.IsCons; list = list.Tail)
        {
            if (!Binary.TryFrom(list.Head, out Binary binary) || binary.Length is 0 or > int.MaxValue)
            {
                return null;
            }
            using var bytes = new AlignedBytes(binary.Bits);
            tree.Add(bytes.Span);
        }
        if (!list.IsNil || tree.IsEmpty)
        {
            return null;
        }
        tree.Connect();
        return new BinaryPattern(tree);
    }
}

/// <summary>The trie of all patterns with the links of Aho and Corasick. Node 0 is the root.</summary>
internal sealed class PatternTree
{
    private readonly int[] roots = new int[256];
    private readonly System.Collections.Generic.List<byte> firstBytes = [];
    private readonly System.Collections.Generic.List<Node> building = [default];
    private Node[] nodes = [];

    private struct Node
    {
        public byte Value;

        /// <summary>Bytes on the way from the root to here.</summary>
        public int Depth;

        /// <summary>A pattern ends here.</summary>
        public bool IsEnd;

        /// <summary>First child and next sibling; 0 is none.</summary>
        public int Child;
        public int Sibling;

        /// <summary>The longest proper suffix of the way here that is a way too.</summary>
        public int Suffix;

        /// <summary>The longest one of those where a pattern ends, this node included; 0 if there is none.</summary>
        public int Output;
    }

    public bool IsEmpty => building.Count == 1;

    public ReadOnlySpan<byte> FirstBytes() => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(firstBytes);

    public void Add(ReadOnlySpan<byte> pattern)
    {
        ref int root = ref roots[pattern[0]];
        if (root == 0)
        {
            root = building.Count;
            firstBytes.Add(pattern[0]);
            building.Add(new Node { Value = pattern[0], Depth = 1 });
        }
        int node = root;
        Span<Node> view = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(building);
        for (int i = 1; i < pattern.Length; i++)
        {
            int child = FindChild(view, node, pattern[i]);
            if (child == 0)
            {
                child = building.Count;
                building.Add(
                    new Node
                    {
                        Value = pattern[i],
                        Depth = i + 1,
                        Sibling = view[node].Child,
                    }
                );
                view = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(building);
                view[node].Child = child;
            }
            node = child;
        }
        view[node].IsEnd = true;
    }

    /// <summary>Sets the links, level by level; no pattern is added after that.</summary>
    public void Connect()
    {
        nodes = building.ToArray();
        var queue = new System.Collections.Generic.Queue<int>();
        foreach (byte first in firstBytes)
        {
            int root = roots[first];
            nodes[root].Output = nodes[root].IsEnd ? root : 0;
            queue.Enqueue(root);
        }
        while (queue.TryDequeue(out int node))
        {
            for (int child = nodes[node].Child; child != 0; child = nodes[child].Sibling)
            {
                nodes[child].Suffix = Next(nodes[node].Suffix, nodes[child].Value);
                nodes[child].Output = nodes[child].IsEnd ? child : nodes[nodes[child].Suffix].Output;
                queue.Enqueue(child);
            }
        }
    }

    /// <summary>Where one more byte leads from a node; 0 is the root.</summary>
    public int Next(int node, byte value)
    {
        while (node != 0)
        {
            int child = FindChild(nodes, node, value);
            if (child != 0)
            {
                return child;
            }
            node = nodes[node].Suffix;
        }
        return roots[value];
    }

    public int Depth(int node) => nodes[node].Depth;

    public int Suffix(int node) => nodes[node].Suffix;

    /// <summary>The node of the longest pattern that ends at this node; 0 if none does.</summary>
    public int Output(int node) => nodes[node].Output;

    /// <summary>The node of the next shorter one.</summary>
    public int NextOutput(int output) => nodes[nodes[output].Suffix].Output;

    private static int FindChild(ReadOnlySpan<Node> nodes, int node, byte value)
    {
        int child = nodes[node].Child;
        while (child != 0 && nodes[child].Value != value)
        {
            child = nodes[child].Sibling;
        }
        return child;
    }
}
