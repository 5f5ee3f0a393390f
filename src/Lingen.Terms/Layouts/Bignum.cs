// An integer outside of the small range: sign and magnitude.
//
//   0      header (Bignum, size = limbs, extra = 1 if negative)
//   1..n   limbs of the magnitude, 64 bits each, least significant first, top limb not zero
namespace Lingen.Terms;

/// <summary>A term that is known to be a bignum.</summary>
public readonly unsafe struct Bignum
{
    /// <summary>Largest magnitude, as on BEAM 27: 65,535 words, past which arithmetic fails with system_limit.</summary>
    public const int MaxLimbs = 65_535;

    public readonly Term Term;

    public Bignum(Term term) => Term = term;

    public bool IsNegative => Term.Header.Extra != 0;
    public ReadOnlySpan<ulong> Limbs => new(Term.BoxedPointer + 1, Term.Header.SizeWords);

    /// <summary>Writes a normalised magnitude (top limb not zero, value outside of the small range) as a term.</summary>
    public static Term Create(TermHeap* heap, ReadOnlySpan<ulong> limbs, bool negative)
    {
        ulong* header = heap->Allocate(limbs.Length + 1);
        *header = HeaderWord.Make(HeaderTag.Bignum, limbs.Length, negative ? 1UL : 0UL);
        limbs.CopyTo(new Span<ulong>(header + 1, limbs.Length));
        return Term.FromBoxed(header);
    }
}
