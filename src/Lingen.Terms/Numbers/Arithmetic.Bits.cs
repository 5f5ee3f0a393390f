// Bitwise operators and shifts on integers of any size. Negative numbers behave as infinite two's complement.
namespace Lingen.Terms;

public static unsafe partial class Arithmetic
{
    /// <summary>Shifts by so many bits at least can only give zero, minus one or system_limit.</summary>
    private const long UnboundedShift = 1L << 40;

    private enum BitOperation
    {
        And,
        Or,
        Xor,
    }

    public static Term BitAnd(TermHeap* heap, Term a, Term b, out Term reason)
    {
        reason = default;
        return a.IsSmall && b.IsSmall ? new Term(a.Bits & b.Bits) : Combine(heap, a, b, BitOperation.And, out reason);
    }

    public static Term BitOr(TermHeap* heap, Term a, Term b, out Term reason)
    {
        reason = default;
        return a.IsSmall && b.IsSmall ? new Term(a.Bits | b.Bits) : Combine(heap, a, b, BitOperation.Or, out reason);
    }

    public static Term BitXor(TermHeap* heap, Term a, Term b, out Term reason)
    {
        reason = default;
        return a.IsSmall && b.IsSmall
            ? Term.Small(a.SmallValue ^ b.SmallValue)
            : Combine(heap, a, b, BitOperation.Xor, out reason);
    }

    public static Term BitNot(TermHeap* heap, Term a, out Term reason)
    {
        reason = default;
        if (a.IsSmall)
        {
            return Term.Small(~a.SmallValue);
        }
        return a.IsBignum ? AddIntegers(heap, Term.Small(-1), a, negateSecond: true, out reason) : BadArith(out reason);
    }

    public static Term ShiftLeft(TermHeap* heap, Term a, Term bits, out Term reason) =>
        TryShiftCount(a, bits, out long count) ? Shift(heap, a, count, out reason) : BadArith(out reason);

    public static Term ShiftRight(TermHeap* heap, Term a, Term bits, out Term reason) =>
        TryShiftCount(a, bits, out long count) ? Shift(heap, a, -count, out reason) : BadArith(out reason);

    private static bool TryShiftCount(Term a, Term bits, out long count)
    {
        count = 0;
        if (!a.IsInteger || !bits.IsInteger)
        {
            return false;
        }
        count =
            bits.IsSmall ? Math.Clamp(bits.SmallValue, -UnboundedShift, UnboundedShift)
            : new Bignum(bits).IsNegative ? -UnboundedShift
            : UnboundedShift;
        return true;
    }

    /// <summary>Shifts left by a positive count, right by a negative one.</summary>
    private static Term Shift(TermHeap* heap, Term a, long count, out Term reason)
    {
        reason = default;
        if (count == 0 || a == Term.Small(0))
        {
            return a;
        }
        if (a.IsSmall)
        {
            long value = a.SmallValue;
            if (count < 0)
            {
                return Term.Small(value >> (int)Math.Min(-count, 63));
            }
            if (count < 60 && (value << (int)count) >> (int)count == value)
            {
                return Integers.Create(heap, value << (int)count);
            }
        }
        ulong inline;
        var x = new IntegerView(a, &inline);
        if (count > 0)
        {
            long length = x.Limbs.Length + (count >> 6) + 1;
            if (length > Bignum.MaxLimbs + 1)
            {
                return SystemLimit(out reason);
            }
            ulong* header = heap->Allocate((int)length + 1);
            Limbs.ShiftLeft(x.Limbs, count, new Span<ulong>(header + 1, (int)length));
            return FinishInteger(heap, header, (int)length, x.IsNegative, out reason);
        }
        return ShiftBignumRight(heap, x, -count, out reason);
    }

    private static Term ShiftBignumRight(TermHeap* heap, IntegerView x, long count, out Term reason)
    {
        long whole = count >> 6;
        if (whole >= x.Limbs.Length)
        {
            reason = default;
            return Term.Small(x.IsNegative ? -1 : 0);
        }
        int length = x.Limbs.Length - (int)whole;

        // One limb more than needed: rounding a negative number down may carry.
        ulong* header = heap->Allocate(length + 2);
        var target = new Span<ulong>(header + 1, length + 1);
        target[length] = 0;
        bool lost = Limbs.ShiftRight(x.Limbs, count, target);
        if (lost && x.IsNegative)
        {
            Limbs.Increment(target);
        }
        return FinishInteger(heap, header, length + 1, x.IsNegative, out reason);
    }

    private static Term Combine(TermHeap* heap, Term a, Term b, BitOperation operation, out Term reason)
    {
        if (!a.IsInteger || !b.IsInteger)
        {
            return BadArith(out reason);
        }
        ulong inlineA;
        ulong inlineB;
        var x = new IntegerView(a, &inlineA);
        var y = new IntegerView(b, &inlineB);
        int capacity = Math.Max(x.Limbs.Length, y.Limbs.Length) + 1;
        ulong* header = heap->Allocate(capacity + 1);
        var target = new Span<ulong>(header + 1, capacity);

        // The two's complement of each operand is made limb by limb: invert and carry a one upwards.
        ulong carryX = x.IsNegative ? 1UL : 0UL;
        ulong carryY = y.IsNegative ? 1UL : 0UL;
        for (int i = 0; i < capacity; i++)
        {
            ulong left = TwosComplementLimb(x, i, ref carryX);
            ulong right = TwosComplementLimb(y, i, ref carryY);
            target[i] = operation switch
            {
                BitOperation.And => left & right,
                BitOperation.Or => left | right,
                _ => left ^ right,
            };
        }
        bool negative = operation switch
        {
            BitOperation.And => x.IsNegative & y.IsNegative,
            BitOperation.Or => x.IsNegative | y.IsNegative,
            _ => x.IsNegative ^ y.IsNegative,
        };
        if (negative)
        {
            Limbs.Negate(target);
        }
        return FinishInteger(heap, header, capacity, negative, out reason);
    }

    private static ulong TwosComplementLimb(IntegerView value, int index, ref ulong carry)
    {
        ulong limb = index < value.Limbs.Length ? value.Limbs[index] : 0;
        if (!value.IsNegative)
        {
            return limb;
        }
        ulong result = ~limb + carry;
        carry = carry != 0 && result == 0 ? 1UL : 0UL;
        return result;
    }
}
