// What byte_size and bit_size measure: a bitstring, or a match context, which the compiler gives them to save making the
// bitstring that is left.
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

/// <summary>A bitstring, or what a match context has left.</summary>
public readonly unsafe struct Matchable
{
    public readonly long SizeBits;

    private Matchable(long sizeBits) => SizeBits = sizeBits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFrom(Term term, out Matchable matchable)
    {
        if (term.IsMatchContext)
        {
            matchable = new Matchable(MatchContext.From(term)->RemainingBits);
            return true;
        }
        bool matches = term.IsBitstring;
        matchable = matches ? new Matchable(new Bitstring(term).SizeBits) : default;
        return matches;
    }
}
