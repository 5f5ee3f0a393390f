// Matching of bitstrings: what the bs_* matching instructions do, over match contexts. Functions that may fail return
// Term.None (or false) and leave the position where it was.
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

/// <summary>The semantics of the bit syntax, shared by the engines.</summary>
public static unsafe partial class BitSyntax
{
    /// <summary>Most words that an instruction of this class takes for a part of a bitstring.</summary>
    public const int ExtractMaxWords = 2 + (Bitstring.HeapLimitBytes / sizeof(ulong));

    /// <summary>Largest result in bits; past it construction fails with system_limit instead of asking for the memory.</summary>
    public const long MaxSizeBits = 1L << 50;

    /// <summary>A context to match the term with: itself if it is one, a new one for a bitstring, else none.</summary>
    public static Term StartMatch(TermHeap* heap, Term term)
    {
        if (!term.IsBoxed)
        {
            return Term.None;
        }
        return term.Header.Tag switch
        {
            HeaderTag.MatchContext => term,
            HeaderTag.HeapBinary or HeaderTag.RefcBinary or HeaderTag.SubBinary => Bitstring.CreateMatchContext(heap, term),
            _ => Term.None,
        };
    }

    /// <summary>The position as a small integer, to be given to <see cref="SetPosition"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Term GetPosition(MatchContext* context) => Term.Small(context->Position);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetPosition(MatchContext* context, Term position) => context->Position = position.SmallValue;

    /// <summary>
    /// The size that a size operand and a unit mean, in bits. False if the operand is no small integer of at least 0 or
    /// the product is too large for any binary: such a segment matches nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryGetSize(Term size, int unit, out long sizeBits)
    {
        if (size.IsSmall && size.SmallValue >= 0)
        {
            long high = Math.BigMul(size.SmallValue, unit, out sizeBits);
            return high == 0 && sizeBits >= 0;
        }
        sizeBits = 0;
        return false;
    }

    /// <summary>Steps over bits. False if there are not as many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Skip(MatchContext* context, long sizeBits)
    {
        if (context->RemainingBits < sizeBits)
        {
            return false;
        }
        context->Position += sizeBits;
        return true;
    }

    /// <summary>Steps over bits of a size known at run time only.</summary>
    public static bool Skip(MatchContext* context, Term size, int unit) =>
        TryGetSize(size, unit, out long sizeBits) && Skip(context, sizeBits);

    /// <summary>Whether exactly this many bits are left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TestTail(MatchContext* context, long sizeBits) => context->RemainingBits == sizeBits;

    /// <summary>Whether what is left is a multiple of the unit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TestUnit(MatchContext* context, int unit) =>
        unit == 8 ? (context->RemainingBits & 7) == 0 : context->RemainingBits % unit == 0;

    /// <summary><c>ensure_at_least</c> of bs_match: enough bits, and a multiple of the unit behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool EnsureAtLeast(MatchContext* context, long sizeBits, int unit)
    {
        long rest = context->RemainingBits - sizeBits;
        return rest >= 0 && (unit == 1 || (unit == 8 ? (rest & 7) == 0 : rest % unit == 0));
    }

    /// <summary>Everything that is left, without moving the position.</summary>
    public static Term GetTail(TermHeap* heap, MatchContext* context) =>
        Extract(heap, context, context->Position, context->RemainingBits);

    /// <summary>The next bits as a bitstring, or none.</summary>
    public static Term GetBinary(TermHeap* heap, MatchContext* context, long sizeBits)
    {
        if (context->RemainingBits < sizeBits)
        {
            return Term.None;
        }
        Term part = Extract(heap, context, context->Position, sizeBits);
        context->Position += sizeBits;
        return part;
    }

    /// <summary>The next bits as a bitstring, of a size known at run time only; none if they do not exist.</summary>
    public static Term GetBinary(TermHeap* heap, MatchContext* context, Term size, int unit) =>
        TryGetSize(size, unit, out long sizeBits) ? GetBinary(heap, context, sizeBits) : Term.None;

    /// <summary>All that is left, if a multiple of the unit, and moves to the end.</summary>
    public static Term GetBinaryAll(TermHeap* heap, MatchContext* context, int unit)
    {
        if (!TestUnit(context, unit))
        {
            return Term.None;
        }
        Term part = GetTail(heap, context);
        context->Position = context->End;
        return part;
    }

    /// <summary>Matches bytes of the module's string table; the size is in bits and need not be whole bytes.</summary>
    public static bool MatchString(MatchContext* context, byte* text, long sizeBits)
    {
        if (context->RemainingBits < sizeBits || !BitCopy.AreEqual(context->Base, context->Position, text, 0, sizeBits))
        {
            return false;
        }
        context->Position += sizeBits;
        return true;
    }

    /// <summary><c>'=:='</c> of bs_match: 1 to 64 bits, known to exist, against a number. Moves on in either case.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MatchBits(MatchContext* context, int sizeBits, ulong value)
    {
        ulong found = BitCopy.Read(context->Base, context->Position, sizeBits);
        context->Position += sizeBits;
        return found == value;
    }

    /// <summary>
    /// A part of a bitstring, from its first bit on. Up to 64 bytes are copied, so that a small part does not keep a
    /// large binary alive; as on BEAM, this shows in <c>binary:referenced_byte_size/1</c>.
    /// </summary>
    public static Term Extract(TermHeap* heap, Term bitstring, long offsetBits, long sizeBits)
    {
        if (sizeBits <= Bitstring.HeapLimitBytes * 8)
        {
            var bits = new Bitstring(bitstring);
            return CopyOut(heap, bits.Data, bits.OffsetBits + offsetBits, sizeBits);
        }
        return Bitstring.CreateSub(heap, bitstring, offsetBits, sizeBits);
    }

    private static Term Extract(TermHeap* heap, MatchContext* context, long position, long sizeBits)
    {
        if (sizeBits <= Bitstring.HeapLimitBytes * 8)
        {
            return CopyOut(heap, context->Base, position, sizeBits);
        }
        ulong* original = context->Original.BoxedPointer;
        long start = new HeaderWord(*original).Tag == HeaderTag.RefcBinary ? (long)original[3] : 0;
        return Bitstring.CreateSub(heap, context->Original, position - start, sizeBits);
    }

    private static Term CopyOut(TermHeap* heap, byte* data, long position, long sizeBits)
    {
        Term copy = Bitstring.Create(heap, sizeBits, out byte* target);
        BitCopy.Copy(data, position, target, 0, sizeBits);
        return copy;
    }
}
