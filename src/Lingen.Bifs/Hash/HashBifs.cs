// Hashes of terms.
namespace Lingen.Bifs;

/// <summary><c>erlang:phash2/1</c> and its like.</summary>
public static class HashBifs
{
    private const long MaxRange = 1L << 32;
    private const uint DefaultRangeMask = (1u << 27) - 1;

    [Bif("erlang", "phash2")]
    public static Term PHash2(ref BifContext context, Term term) =>
        LongWork.MovesAll(context, term) ? context.GoDirty() : Term.Small(TermHash.Portable(term) & DefaultRangeMask);

    [Bif("erlang", "phash2")]
    public static Term PHash2(ref BifContext context, Term term, SmallInt range) =>
        LongWork.MovesAll(context, term) ? context.GoDirty()
        : range.Value is >= 1 and <= MaxRange ? Term.Small(TermHash.Portable(term) % range.Value)
        : context.BadArg();

    [Bif("erlang", "phash")]
    public static Term PHash(ref BifContext context, Term term, SmallInt range) =>
        range.Value is >= 1 and <= MaxRange ? Term.Small(1 + (TermHash.Old(term) % range.Value)) : context.BadArg();
}
