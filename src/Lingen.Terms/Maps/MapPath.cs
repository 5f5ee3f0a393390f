// Iteration over a hash map that can stop and go on later: a path names the place of the next entry, four bits a level from
// the root down, as an integer that Erlang code can hold. maps:iterator/1 and maps:to_list/1 are built on it.
namespace Lingen.Terms;

/// <summary>A place in a hash map, movable to the next entry.</summary>
public unsafe ref struct MapPath
{
    /// <summary>Sixteen levels of nodes and one of collisions.</summary>
    private const int MaxDepth = 17;
    private const int DigitBits = 4;

    private readonly Term map;
    private int depth;
    private fixed ulong nodes[MaxDepth + 1];
    private fixed int slots[MaxDepth + 1];

    /// <summary>The place that an integer names. <see cref="IsValid"/> tells whether there is an entry.</summary>
    public MapPath(Term map, Term path)
    {
        this.map = map;
        ulong inline;
        var view = new IntegerView(path, &inline);
        Term node = map;
        for (int level = 0; ; level++)
        {
            ReadOnlySpan<Term> children = Maps.Children(node);
            int bit = level * DigitBits;
            int slot = bit >> 6 < view.Limbs.Length ? (int)(view.Limbs[bit >> 6] >> (bit & 63)) & 0xF : 0;
            if (slot >= children.Length || view.IsNegative)
            {
                return;
            }
            nodes[level] = node.Bits;
            slots[level] = slot;
            node = children[slot];
            if (node.IsCons)
            {
                depth = level + 1;
                return;
            }
        }
    }

    /// <summary>There is an entry here; false past the last and for paths that name none.</summary>
    public readonly bool IsValid => depth > 0;

    /// <summary>The cell [Key | Value] at this place.</summary>
    public Term Cell => Maps.Children(new Term(nodes[depth - 1]))[slots[depth - 1]];

    /// <summary>Standing inside of a collision node, whose entries a path cannot always name.</summary>
    public bool IsInCollision => new Term(nodes[depth - 1]).IsTuple && slots[depth - 1] > 0;

    /// <summary>Moves on to the next entry; false when there is none.</summary>
    public bool MoveNext()
    {
        while (depth > 0)
        {
            ReadOnlySpan<Term> children = Maps.Children(new Term(nodes[depth - 1]));
            if (++slots[depth - 1] < children.Length)
            {
                Descend();
                return true;
            }
            depth--;
        }
        return false;
    }

    /// <summary>Down to the first entry below the current slot.</summary>
    private void Descend()
    {
        while (true)
        {
            Term child = Maps.Children(new Term(nodes[depth - 1]))[slots[depth - 1]];
            if (child.IsCons)
            {
                return;
            }
            nodes[depth] = child.Bits;
            slots[depth] = 0;
            depth++;
        }
    }

    /// <summary>This place as an integer.</summary>
    public Term ToTerm(TermHeap* heap)
    {
        Span<ulong> limbs = stackalloc ulong[2];
        limbs.Clear();
        for (int level = 0; level < depth; level++)
        {
            int bit = level * DigitBits;
            if (bit < 128)
            {
                limbs[bit >> 6] |= (ulong)slots[level] << (bit & 63);
            }
        }
        return Integers.FromMagnitude(heap, limbs, negative: false);
    }
}
