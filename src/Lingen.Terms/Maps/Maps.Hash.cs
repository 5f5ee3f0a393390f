// Maps of more than 32 keys. Each level of the tree consumes four bits of the key's 64-bit hash, the lowest first; after
// sixteen levels keys whose hashes are equal stand in a collision node, a tuple of leaves in exact term order. The tree of
// a set of keys is the same however it came about, which equality and iteration order rely on.
using System.Numerics;

namespace Lingen.Terms;

public static unsafe partial class Maps
{
    /// <summary>Looks a key up by its hash (<see cref="TermHash.Internal"/>); none if absent.</summary>
    public static Term GetHash(Term map, Term key, ulong hash)
    {
        Term node = map;
        ulong* children = map.BoxedPointer + 2;
        while (true)
        {
            uint bitmap = HashMap.Bitmap(node);
            uint bit = 1u << (int)(hash & 0xF);
            if ((bitmap & bit) == 0)
            {
                return Term.None;
            }
            node = new Term(children[BitOperations.PopCount(bitmap & (bit - 1))]);
            if (node.IsCons)
            {
                return TermComparer.ExactEqual(node.Head, key) ? node.Tail : Term.None;
            }
            if (node.Header.Tag == HeaderTag.Tuple)
            {
                return GetCollision(new Tuple(node), key);
            }
            hash >>= 4;
            children = node.BoxedPointer + 1;
        }
    }

    private static Term GetCollision(Tuple leaves, Term key)
    {
        foreach (Term leaf in leaves.Span)
        {
            if (TermComparer.ExactEqual(leaf.Head, key))
            {
                return leaf.Tail;
            }
        }
        return Term.None;
    }

    /// <summary>What one insertion carries down the tree.</summary>
    private ref struct Insertion
    {
        public TermHeap* Heap;
        public Term Key;
        public Term Value;
        public ulong Hash;
        public bool MustExist;

        /// <summary>The key was not there before.</summary>
        public bool IsNew;
    }

    private static Term PutHash(TermHeap* heap, Term map, Term key, Term value, bool mustExist)
    {
        var insertion = new Insertion
        {
            Heap = heap,
            Key = key,
            Value = value,
            Hash = TermHash.Internal(key),
            MustExist = mustExist,
        };
        return PutNode(ref insertion, map, 0);
    }

    private static int Nibble(ulong hash, int level) => (int)((hash >> (level * 4)) & 0xF);

    /// <summary>Inserts below a root or inner node. Returns the same node if nothing changes, none if a key that must exist does not.</summary>
    private static Term PutNode(ref Insertion insertion, Term node, int level)
    {
        uint bitmap = HashMap.Bitmap(node);
        uint bit = 1u << Nibble(insertion.Hash, level);
        int slot = BitOperations.PopCount(bitmap & (bit - 1));
        ReadOnlySpan<Term> children = HashMap.Children(node);
        if ((bitmap & bit) == 0)
        {
            if (insertion.MustExist)
            {
                return Term.None;
            }
            insertion.IsNew = true;
            Term leaf = Cons.Create(insertion.Heap, insertion.Key, insertion.Value);
            Term grown = AllocateNode(insertion.Heap, node, bitmap | bit, 1, out Term* target);
            children[..slot].CopyTo(new Span<Term>(target, slot));
            target[slot] = leaf;
            children[slot..].CopyTo(new Span<Term>(target + slot + 1, children.Length - slot));
            return grown;
        }
        Term old = children[slot];
        Term child = PutChild(ref insertion, old, level + 1);
        if (child.IsNone)
        {
            return child;
        }
        if (child == old)
        {
            return node;
        }
        Term copy = AllocateNode(insertion.Heap, node, bitmap, insertion.IsNew ? 1 : 0, out Term* slots);
        children.CopyTo(new Span<Term>(slots, children.Length));
        slots[slot] = child;
        return copy;
    }

    private static Term PutChild(ref Insertion insertion, Term child, int level)
    {
        if (!child.IsCons)
        {
            return child.IsTuple ? PutCollision(ref insertion, new Tuple(child)) : PutNode(ref insertion, child, level);
        }
        if (TermComparer.ExactEqual(child.Head, insertion.Key))
        {
            return child.Tail == insertion.Value ? child : Cons.Create(insertion.Heap, insertion.Key, insertion.Value);
        }
        if (insertion.MustExist)
        {
            return Term.None;
        }
        insertion.IsNew = true;
        Term leaf = Cons.Create(insertion.Heap, insertion.Key, insertion.Value);
        return Separate(insertion.Heap, child, TermHash.Internal(child.Head), leaf, insertion.Hash, level);
    }

    /// <summary>Nodes from this level down to where two leaves part, or a collision node if they never do.</summary>
    private static Term Separate(TermHeap* heap, Term a, ulong hashA, Term b, ulong hashB, int level)
    {
        if (level == MaxLevels)
        {
            bool inOrder = TermComparer.CompareExact(a.Head, b.Head) < 0;
            return Tuple.Create(heap, inOrder ? a : b, inOrder ? b : a);
        }
        int slotA = Nibble(hashA, level);
        int slotB = Nibble(hashB, level);
        if (slotA == slotB)
        {
            Term below = Separate(heap, a, hashA, b, hashB, level + 1);
            Term single = AllocateInner(heap, 1u << slotA, out Term* only);
            only[0] = below;
            return single;
        }
        Term node = AllocateInner(heap, (1u << slotA) | (1u << slotB), out Term* children);
        children[slotA < slotB ? 0 : 1] = a;
        children[slotA < slotB ? 1 : 0] = b;
        return node;
    }

    private static Term PutCollision(ref Insertion insertion, Tuple leaves)
    {
        int place = 0;
        int order = -1;
        while (place < leaves.Arity && (order = TermComparer.CompareExact(leaves[place].Head, insertion.Key)) < 0)
        {
            place++;
        }
        bool exists = place < leaves.Arity && order == 0;
        if (exists && leaves[place].Tail == insertion.Value)
        {
            return leaves;
        }
        if (!exists && insertion.MustExist)
        {
            return Term.None;
        }
        Term leaf = Cons.Create(insertion.Heap, insertion.Key, insertion.Value);
        if (exists)
        {
            Term copy = Tuple.Create(insertion.Heap, leaves.Span);
            new Tuple(copy).Elements[place] = leaf;
            return copy;
        }
        insertion.IsNew = true;
        Term grown = Tuple.Allocate(insertion.Heap, leaves.Arity + 1, out Term* target);
        CopyAround(leaves.Elements, target, place, leaves.Arity - place, leaf);
        return grown;
    }

    /// <summary>A node of the same kind as another (a root with its count changed, or an inner node) and this bitmap.</summary>
    private static Term AllocateNode(TermHeap* heap, Term like, uint bitmap, int countChange, out Term* children) =>
        like.Header.Tag == HeaderTag.HashMap
            ? AllocateRoot(heap, bitmap, HashMap.Count(like) + countChange, out children)
            : AllocateInner(heap, bitmap, out children);

    private static Term AllocateRoot(TermHeap* heap, uint bitmap, long count, out Term* children)
    {
        int slots = BitOperations.PopCount(bitmap);
        ulong* header = heap->Allocate(2 + slots);
        header[0] = HeaderWord.Make(HeaderTag.HashMap, 1 + slots, bitmap);
        header[1] = Term.Small(count).Bits;
        children = (Term*)(header + 2);
        return Term.FromBoxed(header);
    }

    private static Term AllocateInner(TermHeap* heap, uint bitmap, out Term* children)
    {
        int slots = BitOperations.PopCount(bitmap);
        ulong* header = heap->Allocate(1 + slots);
        header[0] = HeaderWord.Make(HeaderTag.HashNode, slots, bitmap);
        children = (Term*)(header + 1);
        return Term.FromBoxed(header);
    }

    private static Term TakeHash(TermHeap* heap, Term map, Term key, out Term value)
    {
        ulong hash = TermHash.Internal(key);
        value = GetHash(map, key, hash);
        if (value.IsNone)
        {
            return map;
        }
        return HashMap.Count(map) - 1 <= FlatMap.MaxKeys ? Demote(heap, map, key) : RemoveNode(heap, map, key, hash, 0);
    }

    /// <summary>A hash map of 33 keys without one of them: a flat map.</summary>
    private static Term Demote(TermHeap* heap, Term map, Term key)
    {
        Term* pairs = stackalloc Term[2 * FlatMap.MaxKeys];
        int count = 0;
        var iterator = new MapIterator(map);
        while (iterator.MoveNext())
        {
            if (!TermComparer.ExactEqual(iterator.Key, key))
            {
                pairs[2 * count] = iterator.Key;
                pairs[(2 * count) + 1] = iterator.Value;
                count++;
            }
        }
        return BuildFlat(heap, pairs, count);
    }

    /// <summary>
    /// Removes a key that is there. An inner node that is left with a single leaf gives way to that leaf; none stands for
    /// nothing left.
    /// </summary>
    private static Term RemoveNode(TermHeap* heap, Term node, Term key, ulong hash, int level)
    {
        uint bitmap = HashMap.Bitmap(node);
        uint bit = 1u << Nibble(hash, level);
        int slot = BitOperations.PopCount(bitmap & (bit - 1));
        ReadOnlySpan<Term> children = HashMap.Children(node);
        Term child = children[slot];
        Term rest =
            child.IsCons ? Term.None
            : child.IsTuple ? RemoveCollision(heap, new Tuple(child), key)
            : RemoveNode(heap, child, key, hash, level + 1);
        bool isInner = node.Header.Tag == HeaderTag.HashNode;
        if (!rest.IsNone)
        {
            if (isInner && rest.IsCons && children.Length == 1)
            {
                return rest;
            }
            Term copy = AllocateNode(heap, node, bitmap, -1, out Term* slots);
            children.CopyTo(new Span<Term>(slots, children.Length));
            slots[slot] = rest;
            return copy;
        }
        if (isInner && children.Length == 1)
        {
            return Term.None;
        }
        if (isInner && children.Length == 2 && children[1 - slot].IsCons)
        {
            return children[1 - slot];
        }
        Term shrunk = AllocateNode(heap, node, bitmap ^ bit, -1, out Term* target);
        children[..slot].CopyTo(new Span<Term>(target, slot));
        children[(slot + 1)..].CopyTo(new Span<Term>(target + slot, children.Length - slot - 1));
        return shrunk;
    }

    private static Term RemoveCollision(TermHeap* heap, Tuple leaves, Term key)
    {
        int place = 0;
        while (!TermComparer.ExactEqual(leaves[place].Head, key))
        {
            place++;
        }
        if (leaves.Arity == 2)
        {
            return leaves[1 - place];
        }
        Term shrunk = Tuple.Allocate(heap, leaves.Arity - 1, out Term* target);
        CopyWithout(leaves.Elements, target, place, leaves.Arity);
        return shrunk;
    }
}
