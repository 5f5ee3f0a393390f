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
}
