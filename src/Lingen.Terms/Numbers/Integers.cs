// Integers of any size as terms: making them from C# numbers and reading them back. Arithmetic is in Arithmetic, text in
// IntegerText.
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

/// <summary>A view of an integer term as sign and magnitude; a small integer's limb lies in a local of the caller.</summary>
public unsafe ref struct IntegerView
{
    public ReadOnlySpan<ulong> Limbs;
    public bool IsNegative;

    /// <summary>Views an integer term. <paramref name="inline"/> must live as long as the view.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public IntegerView(Term term, ulong* inline)
    {
        if (term.IsSmall)
        {
            long value = term.SmallValue;
            IsNegative = value < 0;
            *inline = (ulong)Math.Abs(value);
            Limbs = new ReadOnlySpan<ulong>(inline, value == 0 ? 0 : 1);
        }
        else
        {
            var bignum = new Bignum(term);
            IsNegative = bignum.IsNegative;
            Limbs = bignum.Limbs;
        }
    }
}

/// <summary>Integer terms from and to the integers of C#.</summary>
public static unsafe class Integers
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Term Create(TermHeap* heap, long value) =>
        Term.FitsSmall(value) ? Term.Small(value) : CreateBignum(heap, value < 0 ? 0UL - (ulong)value : (ulong)value, value < 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Term Create(TermHeap* heap, ulong value) =>
        value <= (ulong)Term.MaxSmall ? Term.Small((long)value) : CreateBignum(heap, value, negative: false);

    public static Term Create(TermHeap* heap, int value) => Term.Small(value);

    public static Term Create(TermHeap* heap, Int128 value)
    {
        if (value >= Term.MinSmall && value <= Term.MaxSmall)
        {
            return Term.Small((long)value);
        }
        bool negative = value < 0;
        UInt128 magnitude = negative ? (UInt128)0 - (UInt128)value : (UInt128)value;
        ReadOnlySpan<ulong> limbs = [(ulong)magnitude, (ulong)(magnitude >> 64)];
        return FromMagnitude(heap, limbs, negative);
    }

    public static Term Create(TermHeap* heap, BigInteger value)
    {
        if (value >= Term.MinSmall && value <= Term.MaxSmall)
        {
            return Term.Small((long)value);
        }
        bool negative = value.Sign < 0;
        BigInteger magnitude = BigInteger.Abs(value);
        int length = (magnitude.GetByteCount(isUnsigned: true) + 7) / 8;
        ulong* header = heap->Allocate(length + 1);
        Limbs.FromBigInteger(magnitude, new Span<ulong>(header + 1, length));
        *header = HeaderWord.Make(HeaderTag.Bignum, length, negative ? 1UL : 0UL);
        return Term.FromBoxed(header);
    }

    /// <summary>The integer of this sign and magnitude, leading zero limbs allowed.</summary>
    public static Term FromMagnitude(TermHeap* heap, ReadOnlySpan<ulong> limbs, bool negative)
    {
        limbs = limbs[..Limbs.Normalize(limbs)];
        return TrySmall(limbs, negative, out Term small) ? small : Bignum.Create(heap, limbs, negative);
    }

    /// <summary>The small integer of a normalised magnitude, if it fits.</summary>
    public static bool TrySmall(ReadOnlySpan<ulong> limbs, bool negative, out Term small)
    {
        small = Term.Small(0);
        if (limbs.Length > 1)
        {
            return false;
        }
        if (limbs.IsEmpty)
        {
            return true;
        }
        ulong limit = negative ? (ulong)Term.MaxSmall + 1 : (ulong)Term.MaxSmall;
        if (limbs[0] > limit)
        {
            return false;
        }
        small = Term.Small(negative ? -(long)limbs[0] : (long)limbs[0]);
        return true;
    }

    /// <summary>
    /// Turns words that were just allocated (header first, then <paramref name="capacity"/> limbs already written) into
    /// an integer term, giving back what is not needed. Returns none, with everything given back, if the
    /// result is beyond the limit of bignums.
    /// </summary>
    public static Term Finish(TermHeap* heap, ulong* header, int capacity, bool negative)
    {
        ulong* end = header + 1 + capacity;
        var limbs = new ReadOnlySpan<ulong>(header + 1, capacity);
        int length = Limbs.Normalize(limbs);
        if (TrySmall(limbs[..length], negative, out Term small))
        {
            heap->Release(end, header);
            return small;
        }
        if (length > Bignum.MaxLimbs)
        {
            heap->Release(end, header);
            return Term.None;
        }
        *header = HeaderWord.Make(HeaderTag.Bignum, length, negative ? 1UL : 0UL);
        FillHole(heap, header + 1 + length, end);
        return Term.FromBoxed(header);
    }

    /// <summary>The integer as a long, if it is one that fits.</summary>
    public static bool TryGetInt64(Term term, out long value)
    {
        if (term.IsSmall)
        {
            value = term.SmallValue;
            return true;
        }
        value = 0;
        if (!term.IsBignum)
        {
            return false;
        }
        var bignum = new Bignum(term);
        if (bignum.Limbs.Length != 1)
        {
            return false;
        }
        ulong magnitude = bignum.Limbs[0];
        if (bignum.IsNegative)
        {
            value = (long)(0UL - magnitude);
            return magnitude <= 1UL << 63;
        }
        value = (long)magnitude;
        return magnitude <= long.MaxValue;
    }

    /// <summary>The integer as an unsigned 64-bit number, if it is one that fits.</summary>
    public static bool TryGetUInt64(Term term, out ulong value)
    {
        value = 0;
        if (term.IsSmall)
        {
            value = (ulong)term.SmallValue;
            return term.SmallValue >= 0;
        }
        if (!term.IsBignum)
        {
            return false;
        }
        var bignum = new Bignum(term);
        value = bignum.Limbs[0];
        return !bignum.IsNegative && bignum.Limbs.Length == 1;
    }

    /// <summary>An integer term as a managed BigInteger (allocates).</summary>
    public static BigInteger ToBigInteger(Term term)
    {
        if (term.IsSmall)
        {
            return term.SmallValue;
        }
        var bignum = new Bignum(term);
        BigInteger magnitude = Limbs.ToBigInteger(bignum.Limbs);
        return bignum.IsNegative ? -magnitude : magnitude;
    }

    public static bool IsNegative(Term integer) => integer.IsSmall ? integer.SmallValue < 0 : new Bignum(integer).IsNegative;

    /// <summary>Order of two integer terms.</summary>
    public static int Compare(Term a, Term b)
    {
        if (a.IsSmall)
        {
            return b.IsSmall ? a.SmallValue.CompareTo(b.SmallValue)
                : new Bignum(b).IsNegative ? 1
                : -1;
        }
        var left = new Bignum(a);
        if (b.IsSmall)
        {
            return left.IsNegative ? -1 : 1;
        }
        var right = new Bignum(b);
        if (left.IsNegative != right.IsNegative)
        {
            return left.IsNegative ? -1 : 1;
        }
        int order = Limbs.Compare(left.Limbs, right.Limbs);
        return left.IsNegative ? -order : order;
    }

    /// <summary>
    /// The double of an integer term, limb by limb from the top as BEAM does it (each step rounds); false if it
    /// is beyond the range.
    /// </summary>
    public static bool TryToDouble(Term term, out double value)
    {
        if (term.IsSmall)
        {
            value = term.SmallValue;
            return true;
        }
        var bignum = new Bignum(term);
        ReadOnlySpan<ulong> limbs = bignum.Limbs;
        value = 0;
        for (int i = limbs.Length - 1; i >= 0; i--)
        {
            value = (value * 18446744073709551616.0) + limbs[i];
            if (!double.IsFinite(value))
            {
                return false;
            }
        }
        value = bignum.IsNegative ? -value : value;
        return true;
    }

    /// <summary>The integer of a finite double without a fraction.</summary>
    public static Term FromDouble(TermHeap* heap, double value)
    {
        if (value is >= -9.2e18 and <= 9.2e18)
        {
            return Create(heap, (long)value);
        }
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF) - 1075;
        ulong mantissa = (bits & 0xF_FFFF_FFFF_FFFFUL) | (1UL << 52);
        Span<ulong> limbs = stackalloc ulong[18];
        int length = 2 + (exponent >> 6);
        Limbs.ShiftLeft([mantissa], exponent, limbs[..length]);
        return FromMagnitude(heap, limbs[..length], value < 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Term CreateBignum(TermHeap* heap, ulong magnitude, bool negative)
    {
        ulong* header = heap->Allocate(2);
        header[0] = HeaderWord.Make(HeaderTag.Bignum, 1, negative ? 1UL : 0UL);
        header[1] = magnitude;
        return Term.FromBoxed(header);
    }

    /// <summary>Gives words back or, where something lies behind them, leaves them as a dead object that a heap walker can step over.</summary>
    private static void FillHole(TermHeap* heap, ulong* start, ulong* end)
    {
        if (start == end)
        {
            return;
        }
        heap->Release(end, start);
        *start = HeaderWord.Make(HeaderTag.Bignum, (int)(end - start) - 1);
    }
}
