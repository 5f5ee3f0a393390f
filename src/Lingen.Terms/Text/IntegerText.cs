// Integers as digits in any base from 2 to 36, and back. Large numbers are split in halves so that the work stays far below
// the square of their length.
using System.Numerics;
using System.Runtime.InteropServices;

namespace Lingen.Terms;

/// <summary>Formats and parses integer terms.</summary>
public static unsafe class IntegerText
{
    /// <summary>Past this many limbs numbers are formatted and parsed by halves.</summary>
    private const int SplitLimbs = 64;

    /// <summary>Most digits of a base that surely fit 63 bits.</summary>
    private static readonly byte[] DigitsPerLimb = MakeDigitsPerLimb();

    /// <summary>Characters of a long in base 10 at most, with its sign.</summary>
    public const int MaxInt64Characters = 20;

    /// <summary>Characters that the text can take at most.</summary>
    public static int MaxCharacters(Term integer, int radix)
    {
        if (integer.IsSmall)
        {
            return 62;
        }
        long bits = Limbs.BitLength(new Bignum(integer).Limbs);
        return (int)Math.Ceiling(bits / Math.Log2(radix)) + 3;
    }

    /// <summary>
    /// Writes the text right-aligned into a buffer of at least <see cref="MaxCharacters"/>; returns where in the buffer it begins.
    /// Letters are upper case.
    /// </summary>
    public static int Format(Term integer, int radix, Span<byte> buffer)
    {
        int at = buffer.Length;
        bool negative;
        if (integer.IsSmall)
        {
            long value = integer.SmallValue;
            negative = value < 0;
            at = FormatLimb((ulong)Math.Abs(value), radix, buffer, at, minimumDigits: 1);
        }
        else
        {
            var bignum = new Bignum(integer);
            negative = bignum.IsNegative;
            at = FormatMagnitude(bignum.Limbs, radix, buffer);
        }
        if (negative)
        {
            buffer[--at] = (byte)'-';
        }
        return at;
    }

    /// <summary>The text as a list of characters.</summary>
    public static Term ToList(TermHeap* heap, Term integer, int radix)
    {
        int length = MaxCharacters(integer, radix);
        if (length <= 256)
        {
            Span<byte> local = stackalloc byte[length];
            return Cons.FromBytes(heap, local[Format(integer, radix, local)..]);
        }
        var buffer = new byte[length];
        return Cons.FromBytes(heap, buffer.AsSpan(Format(integer, radix, buffer)));
    }

    /// <summary>The text as a binary.</summary>
    public static Term ToBinary(TermHeap* heap, Term integer, int radix)
    {
        int length = MaxCharacters(integer, radix);
        if (length <= 256)
        {
            Span<byte> local = stackalloc byte[length];
            return Bitstring.FromBytes(heap, local[Format(integer, radix, local)..]);
        }
        var buffer = new byte[length];
        return Bitstring.FromBytes(heap, buffer.AsSpan(Format(integer, radix, buffer)));
    }

    /// <summary>The value of a digit in any base up to 36, or a number past 35 if it is none.</summary>
    public static int DigitValue(long character) =>
        character switch
        {
            >= '0' and <= '9' => (int)character - '0',
            >= 'A' and <= 'Z' => (int)character - 'A' + 10,
            >= 'a' and <= 'z' => (int)character - 'a' + 10,
            _ => 99,
        };

    /// <summary>
    /// Reads an optional sign and digits to the end of the text. Returns none if that is not all there is; a
    /// number beyond the limit gives none too, with <paramref name="isTooLarge"/> set.
    /// </summary>
    public static Term Parse(TermHeap* heap, ReadOnlySpan<byte> text, int radix, out bool isTooLarge)
    {
        isTooLarge = false;
        bool negative = !text.IsEmpty && text[0] == '-';
        ReadOnlySpan<byte> digits = negative || (!text.IsEmpty && text[0] == '+') ? text[1..] : text;
        if (digits.IsEmpty)
        {
            return Term.None;
        }
        foreach (byte digit in digits)
        {
            if (DigitValue(digit) >= radix)
            {
                return Term.None;
            }
        }
        return ParseDigits(heap, digits, radix, negative, out isTooLarge);
    }

    /// <summary>The integer of digits that have been checked.</summary>
    public static Term ParseDigits(TermHeap* heap, ReadOnlySpan<byte> digits, int radix, bool negative, out bool isTooLarge)
    {
        isTooLarge = false;
        int perLimb = DigitsPerLimb[radix];
        if (digits.Length <= perLimb)
        {
            long value = (long)ParseLimb(digits, radix);
            return Integers.Create(heap, negative ? -value : value);
        }
        digits = digits.TrimStart((byte)'0');
        long limbs = (digits.Length / perLimb) + 1;
        if (limbs > Bignum.MaxLimbs + (Bignum.MaxLimbs / 4))
        {
            isTooLarge = true;
            return Term.None;
        }
        int capacity = (int)limbs;
        ulong* header = heap->Allocate(capacity + 1);
        var target = new Span<ulong>(header + 1, capacity);
        if (capacity > SplitLimbs)
        {
            Limbs.FromBigInteger(ParseHalves(digits, radix), target);
        }
        else
        {
            target.Clear();
            ParseChunks(digits, radix, target);
        }
        Term result = Integers.Finish(heap, header, capacity, negative);
        isTooLarge = result.IsNone;
        return result;
    }

    private static byte[] MakeDigitsPerLimb()
    {
        var table = new byte[37];
        for (int radix = 2; radix <= 36; radix++)
        {
            int digits = 0;
            for (UInt128 power = (uint)radix; power <= long.MaxValue; power *= (uint)radix)
            {
                digits++;
            }
            table[radix] = (byte)digits;
        }
        return table;
    }

    private static ulong Power(int radix, int digits)
    {
        ulong power = 1;
        while (digits-- > 0)
        {
            power *= (uint)radix;
        }
        return power;
    }

    private static ulong ParseLimb(ReadOnlySpan<byte> digits, int radix)
    {
        ulong value = 0;
        foreach (byte digit in digits)
        {
            value = (value * (uint)radix) + (uint)DigitValue(digit);
        }
        return value;
    }

    private static void ParseChunks(ReadOnlySpan<byte> digits, int radix, Span<ulong> target)
    {
        int perLimb = DigitsPerLimb[radix];
        ulong power = Power(radix, perLimb);
        int used = 0;
        int first = digits.Length % perLimb;
        if (first > 0)
        {
            target[used++] = ParseLimb(digits[..first], radix);
        }
        for (int at = first; at < digits.Length; at += perLimb)
        {
            ulong carry = Limbs.MultiplyAdd(target[..used], power, ParseLimb(digits.Slice(at, perLimb), radix));
            if (carry != 0)
            {
                target[used++] = carry;
            }
        }
    }

    private static BigInteger ParseHalves(ReadOnlySpan<byte> digits, int radix)
    {
        if (digits.Length <= SplitLimbs * DigitsPerLimb[radix])
        {
            Span<ulong> limbs = stackalloc ulong[SplitLimbs + 1];
            limbs.Clear();
            ParseChunks(digits, radix, limbs);
            return Limbs.ToBigInteger(limbs);
        }
        int low = digits.Length / 2;
        BigInteger high = ParseHalves(digits[..^low], radix);
        return (high * BigInteger.Pow(radix, low)) + ParseHalves(digits[^low..], radix);
    }

    private static int FormatLimb(ulong value, int radix, Span<byte> buffer, int at, int minimumDigits)
    {
        int end = at - minimumDigits;
        if (radix == 10)
        {
            while (value != 0)
            {
                ulong rest = value / 10;
                buffer[--at] = (byte)('0' + (value - (rest * 10)));
                value = rest;
            }
        }
        else
        {
            while (value != 0)
            {
                ulong rest = value / (uint)radix;
                int digit = (int)(value - (rest * (uint)radix));
                buffer[--at] = (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);
                value = rest;
            }
        }
        while (at > end)
        {
            buffer[--at] = (byte)'0';
        }
        return at;
    }

    private static int FormatMagnitude(ReadOnlySpan<ulong> limbs, int radix, Span<byte> buffer)
    {
        if (limbs.Length <= SplitLimbs)
        {
            Span<ulong> copy = stackalloc ulong[SplitLimbs];
            limbs.CopyTo(copy);
            return FormatChunks(copy[..limbs.Length], radix, buffer, buffer.Length);
        }
        return FormatHalves(Limbs.ToBigInteger(limbs), radix, buffer, buffer.Length, minimumDigits: 1);
    }

    private static int FormatChunks(Span<ulong> limbs, int radix, Span<byte> buffer, int at)
    {
        int perLimb = DigitsPerLimb[radix];
        ulong power = Power(radix, perLimb);
        while (true)
        {
            ulong rest = Limbs.DivideByLimb(limbs, power, limbs);
            limbs = limbs[..Limbs.Normalize(limbs)];
            if (limbs.IsEmpty)
            {
                return FormatLimb(rest, radix, buffer, at, minimumDigits: 1);
            }
            at = FormatLimb(rest, radix, buffer, at, perLimb);
        }
    }

    private static int FormatHalves(BigInteger value, int radix, Span<byte> buffer, int at, int minimumDigits)
    {
        int end = at - minimumDigits;
        long bits = value.GetBitLength();
        if (bits <= SplitLimbs * 64)
        {
            Span<ulong> limbs = stackalloc ulong[SplitLimbs];
            Limbs.FromBigInteger(value, limbs);
            limbs = limbs[..Limbs.Normalize(limbs)];
            if (!limbs.IsEmpty)
            {
                at = FormatChunks(limbs, radix, buffer, at);
            }
        }
        else
        {
            int half = (int)(bits / Math.Log2(radix) / 2);
            BigInteger high = BigInteger.DivRem(value, BigInteger.Pow(radix, half), out BigInteger low);
            at = FormatHalves(low, radix, buffer, at, half);
            at = FormatHalves(high, radix, buffer, at, minimumDigits: 1);
        }
        while (at > end)
        {
            buffer[--at] = (byte)'0';
        }
        return at;
    }
}
