// The state of matching a bitstring: where matching stands, and where it ends. Bitstring.cs draws the layout.
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

/// <summary>The words of a match context object. Pointers to it are valid until the next collection.</summary>
public unsafe struct MatchContext
{
    public ulong Header;

    /// <summary>Next bit to match, counted from <see cref="Base"/>.</summary>
    public long Position;

    /// <summary>First bit behind the bitstring, counted from <see cref="Base"/>.</summary>
    public long End;
    public byte* Base;

    /// <summary>The heap or refc binary that owns the bytes.</summary>
    public Term Original;

    public readonly long RemainingBits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => End - Position;
    }

    /// <summary>The context behind a term. The caller knows that it is one: the validator or the compiler says so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MatchContext* From(Term term)
    {
        Debug.Assert(term.IsMatchContext);
        return (MatchContext*)term.BoxedPointer;
    }
}
