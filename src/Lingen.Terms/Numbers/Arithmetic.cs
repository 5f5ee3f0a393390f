// The arithmetic operators on any numbers. The engines handle two small integers themselves and come here for the rest:
// small results that overflow, bignums, floats and mixtures. Every operation returns none with the reason on failure.
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

/// <summary>Erlang's arithmetic; results are built on the given heap. Limits are BEAM's.</summary>
public static unsafe partial class Arithmetic
{
    public static Term Add(TermHeap* heap, Term a, Term b, out Term reason)
    {
        reason = default;
        if (a.IsSmall && b.IsSmall)
        {
            return Integers.Create(heap, a.SmallValue + b.SmallValue);
        }
        if (a.IsFloat && b.IsFloat)
        {
            return MakeFloat(heap, new Float(a).Value + new Float(b).Value, out reason);
        }
        if (a.IsInteger && b.IsInteger)
        {
            return AddIntegers(heap, a, b, negateSecond: false, out reason);
        }
        return TryDoubles(a, b, out double x, out double y) ? MakeFloat(heap, x + y, out reason) : BadArith(out reason);
    }

    public static Term Subtract(TermHeap* heap, Term a, Term b, out Term reason)
    {
        reason = default;
        if (a.IsSmall && b.IsSmall)
        {
            return Integers.Create(heap, a.SmallValue - b.SmallValue);
        }
        if (a.IsFloat && b.IsFloat)
        {
            return MakeFloat(heap, new Float(a).Value - new Float(b).Value, out reason);
        }
        if (a.IsInteger && b.IsInteger)
        {
            return AddIntegers(heap, a, b, negateSecond: true, out reason);
        }
        return TryDoubles(a, b, out double x, out double y) ? MakeFloat(heap, x - y, out reason) : BadArith(out reason);
    }

    public static Term Multiply(TermHeap* heap, Term a, Term b, out Term reason)
    {
        reason = default;
        if (a.IsSmall && b.IsSmall)
        {
            long high = Math.BigMul(a.SmallValue, b.SmallValue, out long low);
            return high == low >> 63 ? Integers.Create(heap, low) : Integers.Create(heap, new Int128((ulong)high, (ulong)low));
        }
        if (a.IsFloat && b.IsFloat)
        {
            return MakeFloat(heap, new Float(a).Value * new Float(b).Value, out reason);
        }
        if (a.IsInteger && b.IsInteger)
        {
            return MultiplyIntegers(heap, a, b, out reason);
        }
        return TryDoubles(a, b, out double x, out double y) ? MakeFloat(heap, x * y, out reason) : BadArith(out reason);
    }

    /// <summary>The operator <c>/</c>: always a float.</summary>
    public static Term Divide(TermHeap* heap, Term a, Term b, out Term reason) =>
        TryDoubles(a, b, out double x, out double y) && y != 0 ? MakeFloat(heap, x / y, out reason) : BadArith(out reason);

    /// <summary>The operator <c>div</c>: truncates toward zero.</summary>
    public static Term IntegerDivide(TermHeap* heap, Term a, Term b, out Term reason)
    {
        reason = default;
        if (a.IsSmall && b.IsSmall)
        {
            long divisor = b.SmallValue;
            return divisor == 0 ? BadArith(out reason) : Integers.Create(heap, a.SmallValue / divisor);
        }
        return DivideIntegers(heap, a, b, wantRemainder: false, out reason);
    }

    /// <summary>The operator <c>rem</c>: takes the sign of the left operand.</summary>
    public static Term Remainder(TermHeap* heap, Term a, Term b, out Term reason)
    {
        reason = default;
        if (a.IsSmall && b.IsSmall)
        {
            long divisor = b.SmallValue;
            return divisor == 0 ? BadArith(out reason) : Term.Small(a.SmallValue % divisor);
        }
        return DivideIntegers(heap, a, b, wantRemainder: true, out reason);
    }

    /// <summary>
    /// <c>{A div B, A rem B}</c> in one go, for code that was compiled to need both; none with the reason on failure.
    /// </summary>
    public static Term DivideRemainder(TermHeap* heap, Term a, Term b, out Term remainder, out Term reason)
    {
        remainder = Remainder(heap, a, b, out reason);
        return remainder.IsNone ? Term.None : IntegerDivide(heap, a, b, out reason);
    }

    /// <summary>Unary minus.</summary>
    public static Term Negate(TermHeap* heap, Term a, out Term reason)
    {
        reason = default;
        if (a.IsSmall)
        {
            return Integers.Create(heap, -a.SmallValue);
        }
        if (a.IsFloat)
        {
            return Float.Create(heap, -new Float(a).Value);
        }
        if (!a.IsBignum)
        {
            return BadArith(out reason);
        }
        var bignum = new Bignum(a);
        return Integers.FromMagnitude(heap, bignum.Limbs, !bignum.IsNegative);
    }

    /// <summary>Unary plus: the number itself.</summary>
    public static Term Plus(TermHeap* heap, Term a, out Term reason)
    {
        reason = default;
        return a.IsNumber ? a : BadArith(out reason);
    }

    /// <summary><c>abs/1</c>. Fails with badarg.</summary>
    public static Term Absolute(TermHeap* heap, Term a, out Term reason)
    {
        reason = default;
        if (a.IsSmall)
        {
            return Integers.Create(heap, Math.Abs(a.SmallValue));
        }
        if (a.IsFloat)
        {
            double value = new Float(a).Value;
            return double.IsNegative(value) ? Float.Create(heap, -value) : a;
        }
        if (!a.IsBignum)
        {
            reason = Atoms.Badarg;
            return Term.None;
        }
        var bignum = new Bignum(a);
        return bignum.IsNegative ? Bignum.Create(heap, bignum.Limbs, negative: false) : a;
    }

    private static Term AddIntegers(TermHeap* heap, Term a, Term b, bool negateSecond, out Term reason)
    {
        ulong inlineA;
        ulong inlineB;
        var x = new IntegerView(a, &inlineA);
        var y = new IntegerView(b, &inlineB);
        bool negativeY = y.IsNegative != negateSecond && !y.Limbs.IsEmpty;
        if (x.IsNegative == negativeY || x.Limbs.IsEmpty || y.Limbs.IsEmpty)
        {
            int capacity = Math.Max(x.Limbs.Length, y.Limbs.Length) + 1;
            ulong* header = heap->Allocate(capacity + 1);
            Limbs.Add(x.Limbs, y.Limbs, new Span<ulong>(header + 1, capacity));
            bool negative = x.Limbs.IsEmpty ? negativeY : x.IsNegative;
            return FinishInteger(heap, header, capacity, negative, out reason);
        }
        int order = Limbs.Compare(x.Limbs, y.Limbs);
        if (order == 0)
        {
            reason = default;
            return Term.Small(0);
        }
        ReadOnlySpan<ulong> larger = order > 0 ? x.Limbs : y.Limbs;
        ReadOnlySpan<ulong> smaller = order > 0 ? y.Limbs : x.Limbs;
        ulong* target = heap->Allocate(larger.Length + 1);
        Limbs.Subtract(larger, smaller, new Span<ulong>(target + 1, larger.Length));
        return FinishInteger(heap, target, larger.Length, order > 0 ? x.IsNegative : negativeY, out reason);
    }

    private static Term MultiplyIntegers(TermHeap* heap, Term a, Term b, out Term reason)
    {
        ulong inlineA;
        ulong inlineB;
        var x = new IntegerView(a, &inlineA);
        var y = new IntegerView(b, &inlineB);
        int capacity = x.Limbs.Length + y.Limbs.Length;
        if (capacity > Bignum.MaxLimbs + 1)
        {
            return SystemLimit(out reason);
        }
        ulong* header = heap->Allocate(capacity + 1);
        Limbs.Multiply(x.Limbs, y.Limbs, new Span<ulong>(header + 1, capacity));
        return FinishInteger(heap, header, capacity, x.IsNegative != y.IsNegative, out reason);
    }

    private static Term DivideIntegers(TermHeap* heap, Term a, Term b, bool wantRemainder, out Term reason)
    {
        if (!a.IsInteger || !b.IsInteger || b == Term.Small(0))
        {
            return BadArith(out reason);
        }
        ulong inlineA;
        ulong inlineB;
        var x = new IntegerView(a, &inlineA);
        var y = new IntegerView(b, &inlineB);
        if (Limbs.Compare(x.Limbs, y.Limbs) < 0)
        {
            reason = default;
            return wantRemainder ? a : Term.Small(0);
        }
        int quotientLength = x.Limbs.Length;
        int remainderLength = y.Limbs.Length;
        int wanted = wantRemainder ? remainderLength : quotientLength;
        int other = wantRemainder ? quotientLength : remainderLength;
        ulong* header = heap->Allocate(wanted + other + 1);
        var result = new Span<ulong>(header + 1, wanted);
        var scratch = new Span<ulong>(header + 1 + wanted, other);
        result.Clear();
        scratch.Clear();
        Limbs.Divide(x.Limbs, y.Limbs, wantRemainder ? scratch : result, wantRemainder ? result : scratch);
        scratch.Clear();
        bool negative = wantRemainder ? x.IsNegative : x.IsNegative != y.IsNegative;
        return FinishInteger(heap, header, wanted + other, negative, out reason);
    }

    /// <summary>Both operands as doubles; false if one is no number or an integer too large for a float.</summary>
    private static bool TryDoubles(Term a, Term b, out double x, out double y)
    {
        y = 0;
        return TryDouble(a, out x) && TryDouble(b, out y);
    }

    /// <summary>A number as a double; false for other terms and for integers beyond the range.</summary>
    public static bool TryDouble(Term number, out double value)
    {
        if (number.IsFloat)
        {
            value = new Float(number).Value;
            return true;
        }
        value = 0;
        return number.IsInteger && Integers.TryToDouble(number, out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Term MakeFloat(TermHeap* heap, double value, out Term reason)
    {
        if (!double.IsFinite(value))
        {
            return BadArith(out reason);
        }
        reason = default;
        return Float.Create(heap, value);
    }

    private static Term FinishInteger(TermHeap* heap, ulong* header, int capacity, bool negative, out Term reason)
    {
        Term result = Integers.Finish(heap, header, capacity, negative);
        reason = result.IsNone ? Atoms.SystemLimit : default;
        return result;
    }

    private static Term BadArith(out Term reason)
    {
        reason = Atoms.Badarith;
        return Term.None;
    }

    private static Term SystemLimit(out Term reason)
    {
        reason = Atoms.SystemLimit;
        return Term.None;
    }
}
