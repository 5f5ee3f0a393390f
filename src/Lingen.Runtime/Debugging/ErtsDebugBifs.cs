// The parts of module erts_debug that look at terms.
namespace Lingen.Runtime;

/// <summary>BIFs of module erts_debug about terms.</summary>
internal static unsafe class ErtsDebugBifs
{
    [Bif("erts_debug", "flat_size")]
    public static Term FlatSize(ref BifContext context, Term term)
    {
        long words = TermSizes.Flat(term);
        context.BumpReductions(words / 20);
        return Term.Small(words);
    }

    [Bif("erts_debug", "size_shared")]
    public static Term SizeShared(ref BifContext context, Term term) => Term.Small(TermSizes.Shared(term));

    /// <summary>A copy of the term.</summary>
    [Bif("erts_debug", "copy_shared")]
    public static Term CopyShared(ref BifContext context, Term term, Term options) => TermCopier.Copy(term, context.Heap);

    /// <summary>Whether two terms are the same word: not the same as being equal.</summary>
    [Bif("erts_debug", "same")]
    public static Term Same(ref BifContext context, Term first, Term second) => Term.Boolean(first == second);

    /// <summary>Facts about the tree of a large map; of a small one, its size.</summary>
    [Bif("erts_debug", "map_info")]
    public static Term MapInfo(ref BifContext context, Term map)
    {
        if (!map.IsMap)
        {
            return context.Error(Tuple.Create(context.Heap, Atoms.Badmap, map));
        }
        return Cons.Create(context.Heap, Tuple.Create(context.Heap, Atoms.Size, Term.Small(Maps.Count(map))), Term.Nil);
    }
}
