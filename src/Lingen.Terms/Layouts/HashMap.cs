// A map of more than 32 keys: a hash array mapped trie of 16-way nodes over a 64-bit hash, four bits a level.
//
//   root   0      header (HashMap, size = 1 + children, extra = 16-bit bitmap)
//          1      number of keys (small)
//          2..    one child for each set bit, lowest bit first
//   node   0      header (HashNode, size = children, extra = 16-bit bitmap)
//          1..    one child for each set bit
//   child  a cons cell [Key | Value], or a boxed HashNode
using System.Numerics;

namespace Lingen.Terms;

/// <summary>Accessors of a hash map's root and inner nodes. The operations are in <c>Maps</c>.</summary>
public static unsafe class HashMap
{
    public static long Count(Term root) => new Term(root.BoxedPointer[1]).SmallValue;

    public static uint Bitmap(Term node) => (uint)node.Header.Extra;

    /// <summary>The children of a root or inner node, lowest bit first.</summary>
    public static ReadOnlySpan<Term> Children(Term node)
    {
        int skip = node.Header.Tag == HeaderTag.HashMap ? 2 : 1;
        return new ReadOnlySpan<Term>(node.BoxedPointer + skip, BitOperations.PopCount(Bitmap(node)));
    }
}
