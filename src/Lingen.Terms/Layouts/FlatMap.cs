// A map of at most 32 keys. The key tuple is sorted and shared by maps that have the same keys.
//
//   0      header (FlatMap, size = 1 + n)
//   1      key tuple: n keys, ordered by TermComparer.CompareMapKeys (atoms by index, integers before floats)
//   2..n+1 values in the keys' order
namespace Lingen.Terms;

/// <summary>A term that is known to be a flat map.</summary>
public readonly unsafe struct FlatMap
{
    public const int MaxKeys = 32;

    public readonly Term Term;

    public FlatMap(Term term) => Term = term;

    public int Count => Term.Header.SizeWords - 1;
    public Term KeyTuple => new(Term.BoxedPointer[1]);
    public Term* Keys => new Tuple(KeyTuple).Elements;
    public Term* Values => (Term*)(Term.BoxedPointer + 2);

    /// <summary>A map over an existing, sorted key tuple; the caller fills the values at once.</summary>
    public static Term Allocate(TermHeap* heap, Term keyTuple, int count, out Term* values)
    {
        ulong* header = heap->Allocate(2 + count);
        header[0] = HeaderWord.Make(HeaderTag.FlatMap, 1 + count);
        header[1] = keyTuple.Bits;
        values = (Term*)(header + 2);
        return Term.FromBoxed(header);
    }
}
