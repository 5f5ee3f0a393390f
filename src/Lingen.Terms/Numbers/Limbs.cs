// Arithmetic on magnitudes: spans of 64-bit limbs, least significant first. Everything that Integers and Arithmetic do
// with bignums ends here; only large products and quotients go on to System.Numerics.BigInteger.
using System.Numerics;
using System.Runtime.InteropServices;

namespace Lingen.Terms;

/// <summary>Unsigned multi-limb arithmetic. Results are written into spans of the caller; none allocates but the two that say so.</summary>
public static class Limbs
{
    /// <summary>From this many limbs of the smaller factor on, BigInteger's sub-quadratic multiplication wins.</summary>
    private const int BigMultiplicationLimbs = 40;

    /// <summary>Number of limbs without the leading zeros.</summary>
    public static int Normalize(ReadOnlySpan<ulong> limbs)
    {
        int length = limbs.Length;
        while (length > 0 && limbs[length - 1] == 0)
        {
            length--;
        }
        return length;
    }

    /// <summary>Compares two normalised magnitudes.</summary>
    public static int Compare(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        if (a.Length != b.Length)
        {
            return a.Length < b.Length ? -1 : 1;
        }
        for (int i = a.Length - 1; i >= 0; i--)
        {
            if (a[i] != b[i])
            {
                return a[i] < b[i] ? -1 : 1;
            }
        }
        return 0;
    }

    /// <summary>Bits of a normalised magnitude without leading zeros.</summary>
    public static long BitLength(ReadOnlySpan<ulong> limbs) =>
        limbs.IsEmpty ? 0 : (limbs.Length * 64L) - BitOperations.LeadingZeroCount(limbs[^1]);

    /// <summary>a + b into a target of one limb more than the longer one.</summary>
    public static void Add(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Span<ulong> target)
    {
        if (a.Length < b.Length)
        {
            ReadOnlySpan<ulong> swapped = a;
            a = b;
            b = swapped;
        }
        ulong carry = 0;
        int i = 0;
        for (; i < b.Length; i++)
        {
            ulong sum = a[i] + carry;
            carry = sum < carry ? 1UL : 0UL;
            sum += b[i];
            carry += sum < b[i] ? 1UL : 0UL;
            target[i] = sum;
        }
        for (; i < a.Length; i++)
        {
            ulong sum = a[i] + carry;
            carry = sum < carry ? 1UL : 0UL;
            target[i] = sum;
        }
        target[i] = carry;
    }

    /// <summary>a - b into a target of a's length; a must not be smaller than b.</summary>
    public static void Subtract(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Span<ulong> target)
    {
        ulong borrow = 0;
        int i = 0;
        for (; i < b.Length; i++)
        {
            ulong difference = a[i] - b[i];
            ulong below = a[i] < b[i] ? 1UL : 0UL;
            ulong result = difference - borrow;
            borrow = below | (difference < borrow ? 1UL : 0UL);
            target[i] = result;
        }
        for (; i < a.Length; i++)
        {
            ulong result = a[i] - borrow;
            borrow = a[i] < borrow ? 1UL : 0UL;
            target[i] = result;
        }
    }

    /// <summary>a * b into a target of the sum of their lengths.</summary>
    public static void Multiply(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Span<ulong> target)
    {
        if (Math.Min(a.Length, b.Length) >= BigMultiplicationLimbs)
        {
            BigInteger product = BigInteger.Multiply(ToBigInteger(a), ToBigInteger(b));
            FromBigInteger(product, target);
            return;
        }
        target.Clear();
        for (int i = 0; i < a.Length; i++)
        {
            ulong factor = a[i];
            if (factor == 0)
            {
                continue;
            }
            ulong carry = 0;
            Span<ulong> row = target.Slice(i, b.Length + 1);
            for (int j = 0; j < b.Length; j++)
            {
                ulong high = Math.BigMul(factor, b[j], out ulong low);
                low += carry;
                high += low < carry ? 1UL : 0UL;
                ulong sum = row[j] + low;
                high += sum < low ? 1UL : 0UL;
                row[j] = sum;
                carry = high;
            }
            row[b.Length] = carry;
        }
    }

    /// <summary>target = target * factor + addend in place; returns the limb that falls off the top.</summary>
    public static ulong MultiplyAdd(Span<ulong> target, ulong factor, ulong addend)
    {
        ulong carry = addend;
        for (int i = 0; i < target.Length; i++)
        {
            ulong high = Math.BigMul(factor, target[i], out ulong low);
            low += carry;
            high += low < carry ? 1UL : 0UL;
            target[i] = low;
            carry = high;
        }
        return carry;
    }

    /// <summary>quotient = a / divisor (may be the same span as a); returns the remainder.</summary>
    public static ulong DivideByLimb(ReadOnlySpan<ulong> a, ulong divisor, Span<ulong> quotient)
    {
        ulong remainder = 0;
        if (divisor <= uint.MaxValue)
        {
            for (int i = a.Length - 1; i >= 0; i--)
            {
                ulong limb = a[i];
                ulong high = (remainder << 32) | (limb >> 32);
                ulong highQuotient = high / divisor;
                ulong low = ((high - (highQuotient * divisor)) << 32) | (limb & uint.MaxValue);
                ulong lowQuotient = low / divisor;
                remainder = low - (lowQuotient * divisor);
                quotient[i] = (highQuotient << 32) | lowQuotient;
            }
            return remainder;
        }
        int shift = BitOperations.LeadingZeroCount(divisor);
        divisor <<= shift;
        ulong above = shift == 0 ? 0 : a[^1] >> (64 - shift);
        for (int i = a.Length - 1; i >= 0; i--)
        {
            ulong limb = a[i] << shift;
            if (shift != 0 && i > 0)
            {
                limb |= a[i - 1] >> (64 - shift);
            }
            quotient[i] = DivideTwoByOne(above, limb, divisor, out above);
        }
        return above >> shift;
    }

    /// <summary>(high:low) / divisor where high is less than divisor and divisor's top bit is set.</summary>
    private static ulong DivideTwoByOne(ulong high, ulong low, ulong divisor, out ulong remainder)
    {
        ulong divisorHigh = divisor >> 32;
        ulong divisorLow = divisor & uint.MaxValue;
        ulong first = DivideHalf(high, low >> 32, divisor, divisorHigh, divisorLow, out ulong rest);
        ulong second = DivideHalf(rest, low & uint.MaxValue, divisor, divisorHigh, divisorLow, out remainder);
        return (first << 32) | second;
    }

    private static ulong DivideHalf(
        ulong high,
        ulong nextHalf,
        ulong divisor,
        ulong divisorHigh,
        ulong divisorLow,
        out ulong rest
    )
    {
        ulong estimate = high / divisorHigh;
        ulong left = high - (estimate * divisorHigh);
        while (estimate > uint.MaxValue || estimate * divisorLow > ((left << 32) | nextHalf))
        {
            estimate--;
            left += divisorHigh;
            if (left > uint.MaxValue)
            {
                break;
            }
        }
        rest = ((high << 32) | nextHalf) - (estimate * divisor);
        return estimate;
    }

    /// <summary>
    /// Quotient and remainder of normalised magnitudes with a not less than b, b not zero. The quotient has room for
    /// a.Length - b.Length + 1 limbs, the remainder for b.Length. Allocates for divisors of more than two limbs.
    /// </summary>
    public static void Divide(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Span<ulong> quotient, Span<ulong> remainder)
    {
        if (b.Length == 1)
        {
            remainder[0] = DivideByLimb(a, b[0], quotient);
            return;
        }
        if (a.Length == 2)
        {
            UInt128 dividend = new(a[1], a[0]);
            UInt128 divisor = new(b[1], b[0]);
            UInt128 result = dividend / divisor;
            UInt128 rest = dividend - (result * divisor);
            quotient[0] = (ulong)result;
            remainder[0] = (ulong)rest;
            remainder[1] = (ulong)(rest >> 64);
            return;
        }
        BigInteger big = BigInteger.DivRem(ToBigInteger(a), ToBigInteger(b), out BigInteger left);
        FromBigInteger(big, quotient);
        FromBigInteger(left, remainder);
    }

    /// <summary>limbs shifted left into a target of limbs.Length + bits/64 + 1.</summary>
    public static void ShiftLeft(ReadOnlySpan<ulong> limbs, long bits, Span<ulong> target)
    {
        int whole = (int)(bits >> 6);
        int rest = (int)(bits & 63);
        target[..whole].Clear();
        if (rest == 0)
        {
            limbs.CopyTo(target[whole..]);
            target[whole + limbs.Length] = 0;
            return;
        }
        ulong carry = 0;
        for (int i = 0; i < limbs.Length; i++)
        {
            target[whole + i] = (limbs[i] << rest) | carry;
            carry = limbs[i] >> (64 - rest);
        }
        target[whole + limbs.Length] = carry;
    }

    /// <summary>
    /// limbs shifted right into a target of limbs.Length - bits/64 (at least one more than zero); returns whether any
    /// bit that was lost is set, which decides the rounding of negative numbers.
    /// </summary>
    public static bool ShiftRight(ReadOnlySpan<ulong> limbs, long bits, Span<ulong> target)
    {
        int whole = (int)(bits >> 6);
        int rest = (int)(bits & 63);
        bool lost = limbs[..whole].ContainsAnyExcept(0UL);
        int length = limbs.Length - whole;
        if (rest == 0)
        {
            limbs[whole..].CopyTo(target);
            return lost;
        }
        lost |= limbs[whole] << (64 - rest) != 0;
        for (int i = 0; i < length; i++)
        {
            ulong high = i + 1 < length ? limbs[whole + i + 1] << (64 - rest) : 0;
            target[i] = (limbs[whole + i] >> rest) | high;
        }
        return lost;
    }

    /// <summary>Adds one in place; returns the carry out of the top.</summary>
    public static bool Increment(Span<ulong> limbs)
    {
        for (int i = 0; i < limbs.Length; i++)
        {
            if (++limbs[i] != 0)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Replaces a magnitude by its two's complement in place (invert and add one).</summary>
    public static void Negate(Span<ulong> limbs)
    {
        bool carry = true;
        for (int i = 0; i < limbs.Length; i++)
        {
            ulong inverted = ~limbs[i];
            limbs[i] = carry ? inverted + 1 : inverted;
            carry = carry && inverted == ulong.MaxValue;
        }
    }

    /// <summary>A managed BigInteger of the magnitude (allocates).</summary>
    public static BigInteger ToBigInteger(ReadOnlySpan<ulong> limbs) => new(MemoryMarshal.AsBytes(limbs), isUnsigned: true);

    /// <summary>Writes a BigInteger that is not negative over the whole target.</summary>
    public static void FromBigInteger(BigInteger value, Span<ulong> target)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(target);
        value.TryWriteBytes(bytes, out int written, isUnsigned: true);
        bytes[written..].Clear();
    }
}
