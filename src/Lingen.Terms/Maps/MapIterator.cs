// Walks a map's entries in the order in which BEAM's own iterator meets them: flat maps in key order, hash maps depth
// first with the lowest slot first. maps:keys/1 and its like show the reverse for hash maps, because they
// build their lists on the way.
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

/// <summary>Iterates over the entries of a map. The map must not move meanwhile.</summary>
public unsafe ref struct MapIterator
{
    /// <summary>A hash has sixteen nibbles, so that many levels of nodes and one of collisions.</summary>
    private const int MaxDepth = 17;

    private readonly Term map;
    private int index;
    private int depth;
    private fixed ulong nodes[MaxDepth];
    private fixed int slots[MaxDepth];

    [SkipLocalsInit]
    public MapIterator(Term map)
    {
        this.map = map;
        if (map.IsHashMap)
        {
            nodes[0] = map.Bits;
            slots[0] = 0;
            depth = 1;
        }
        index = -1;
    }

    public Term Key { get; private set; }

    public Term Value { get; private set; }

    /// <summary>The cell [Key | Value] of a hash map's entry; none in a flat map.</summary>
    public Term Cell { get; private set; }

    public bool MoveNext() => depth > 0 || map.IsHashMap ? MoveNextHash() : MoveNextFlat();

    private bool MoveNextFlat()
    {
        var flat = new FlatMap(map);
        if (++index >= flat.Count)
        {
            return false;
        }
        Key = flat.Keys[index];
        Value = flat.Values[index];
        return true;
    }

    private bool MoveNextHash()
    {
        while (depth > 0)
        {
            ReadOnlySpan<Term> children = Maps.Children(new Term(nodes[depth - 1]));
            int slot = slots[depth - 1]++;
            if (slot == children.Length)
            {
                depth--;
                continue;
            }
            Term child = children[slot];
            if (child.IsCons)
            {
                Cell = child;
                Key = child.Head;
                Value = child.Tail;
                return true;
            }
            nodes[depth] = child.Bits;
            slots[depth] = 0;
            depth++;
        }
        return false;
    }
}
