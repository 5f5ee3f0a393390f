// Floats as text: the shortest digits that read back as the same float, laid out as OTP does it, and the exact expansions
// of C's "%.*e" and "%.*f", which float_to_list/1,2 and float_to_binary/1,2 promise.
using System.Buffers.Text;
using System.Globalization;
using System.Numerics;

namespace Lingen.Terms;

/// <summary>Formats and parses floats.</summary>
public static class FloatText
{
    /// <summary>Decimals that <c>float_to_list/1</c> gives.</summary>
    public const int DefaultDecimals = 20;

    /// <summary>Room that every text must fit in, as in BEAM: an option that asks for more digits is badarg.</summary>
    public const int BufferSize = 256;

    /// <summary>More decimals than this make the fixed form exact instead of rounded from the scaled fraction.</summary>
    private const int MaxFastDecimals = 19;

    /// <summary>The shortest text that reads back as this float; 24 bytes suffice. Returns its length.</summary>
    public static int FormatShort(double value, Span<byte> buffer)
    {
        int at = 0;
        if (double.IsNegative(value))
        {
            buffer[at++] = (byte)'-';
            value = -value;
        }
        if (value == 0)
        {
            "0.0"u8.CopyTo(buffer[at..]);
            return at + 3;
        }
        Span<byte> digits = stackalloc byte[32];
        (int count, int exponent) = ShortestDigits(value, digits);
        digits = digits[..count];
        return at
            + (
                IsFixed(digits, exponent)
                    ? WriteFixed(digits, exponent, buffer[at..])
                    : WriteScientific(digits, exponent, buffer[at..])
            );
    }

    /// <summary>Digits without trailing zeros, and the power of ten of the last one.</summary>
    private static (int Count, int Exponent) ShortestDigits(double value, Span<byte> digits)
    {
        Span<byte> text = stackalloc byte[40];
        value.TryFormat(text, out int length, "R", CultureInfo.InvariantCulture);
        // Below a power of two numbers lie closer than above it. .NET forgets that for some, and gives a neighbour's digits.
        bool isPowerOfTwo = (BitConverter.DoubleToUInt64Bits(value) & ((1UL << 52) - 1)) == 0;
        if (isPowerOfTwo && double.Parse(text[..length], CultureInfo.InvariantCulture) != value)
        {
            value.TryFormat(text, out length, "E16", CultureInfo.InvariantCulture);
        }
        int count = 0;
        int exponent = 0;
        bool fraction = false;
        for (int i = 0; i < length; i++)
        {
            byte character = text[i];
            if (character == '.')
            {
                fraction = true;
            }
            else if (character == 'E')
            {
                Utf8Parser.TryParse(text[(i + 1)..length], out int written, out _);
                exponent += written;
                break;
            }
            else if (count > 0 || character != '0')
            {
                digits[count++] = character;
                exponent -= fraction ? 1 : 0;
            }
            else
            {
                exponent -= fraction ? 1 : 0;
            }
        }
        while (count > 1 && digits[count - 1] == '0')
        {
            count--;
            exponent++;
        }
        return (count, exponent);
    }

    /// <summary>
    /// OTP's choice of form: fixed where it is not longer than scientific, but never for integers from 2^53 on, where
    /// neighbouring floats are more than one apart and plain digits would promise too much.
    /// </summary>
    private static bool IsFixed(ReadOnlySpan<byte> digits, int exponent)
    {
        int count = digits.Length;
        int lower = count == 1 ? -4 : -(count + 2);
        int upper = count == 1 || exponent + count - 1 >= 10 ? 2 : 1;
        if (exponent < lower || exponent > upper)
        {
            return false;
        }
        if (exponent < 0)
        {
            return true;
        }
        Utf8Parser.TryParse(digits, out ulong mantissa, out _);
        return exponent switch
        {
            0 => mantissa < 1UL << 53,
            1 => mantissa <= (1UL << 52) / 5,
            _ => mantissa <= (1UL << 51) / 25,
        };
    }

    private static int WriteFixed(ReadOnlySpan<byte> digits, int exponent, Span<byte> buffer)
    {
        int whole = digits.Length + exponent;
        if (exponent >= 0)
        {
            digits.CopyTo(buffer);
            buffer.Slice(digits.Length, exponent).Fill((byte)'0');
            ".0"u8.CopyTo(buffer[whole..]);
            return whole + 2;
        }
        if (whole > 0)
        {
            digits[..whole].CopyTo(buffer);
            buffer[whole] = (byte)'.';
            digits[whole..].CopyTo(buffer[(whole + 1)..]);
            return digits.Length + 1;
        }
        "0."u8.CopyTo(buffer);
        buffer.Slice(2, -whole).Fill((byte)'0');
        digits.CopyTo(buffer[(2 - whole)..]);
        return 2 - whole + digits.Length;
    }

    private static int WriteScientific(ReadOnlySpan<byte> digits, int exponent, Span<byte> buffer)
    {
        int power = exponent + digits.Length - 1;
        int at = 0;
        buffer[at++] = digits[0];
        buffer[at++] = (byte)'.';
        if (digits.Length == 1)
        {
            buffer[at++] = (byte)'0';
        }
        digits[1..].CopyTo(buffer[at..]);
        at += digits.Length - 1;
        buffer[at++] = (byte)'e';
        Utf8Formatter.TryFormat(power, buffer[at..], out int written);
        return at + written;
    }

    /// <summary>
    /// C's "%.{decimals}e": one digit, the decimals, a sign and at least two digits of exponent. Returns the length, or -1 if
    /// it does not fit <see cref="BufferSize"/> less the final zero byte of C.
    /// </summary>
    public static int FormatScientific(double value, int decimals, Span<byte> buffer)
    {
        if (decimals < 0)
        {
            // printf takes a negative precision as if none were given.
            decimals = 6;
        }
        if (decimals > BufferSize)
        {
            return -1;
        }
        bool negative = double.IsNegative(value);
        BigInteger scaled = BigInteger.Zero;
        int power = 0;
        if (value != 0)
        {
            value = Math.Abs(value);
            power = DecimalExponent(value);
            scaled = Scaled(value, decimals - power, round: true);
            if (scaled >= BigInteger.Pow(10, decimals + 1))
            {
                // Rounding carried into a digit more; the digits are a one and zeros then.
                scaled /= 10;
                power++;
            }
        }
        string digits = scaled.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        string sign = negative ? "-" : "";
        string point = decimals > 0 ? "." : "";
        string text = $"{sign}{digits[0]}{point}{digits.AsSpan(1)}e{(power < 0 ? '-' : '+')}{Math.Abs(power):00}";
        return Write(text, buffer);
    }

    /// <summary>
    /// The fixed form with this many decimals, trailing zeros cut to one if compact, as float_to_list/2 gives it; -1 if it
    /// does not fit or the number of decimals is negative.
    /// </summary>
    public static int FormatFixed(double value, int decimals, bool compact, Span<byte> buffer)
    {
        if (decimals is < 0 or > BufferSize)
        {
            return -1;
        }
        bool negative = double.IsNegative(value);
        double magnitude = Math.Abs(value);
        bool exact = magnitude > 9007199254740992.0 || decimals >= MaxFastDecimals;
        string digits = exact ? ExactFixed(magnitude, decimals) : FastFixed(magnitude, decimals);
        string text = negative ? "-" + digits : digits;
        if (text.Length >= BufferSize)
        {
            return -1;
        }
        if (compact && (decimals > 0 || exact))
        {
            text = CutZeros(text);
        }
        return Write(text, buffer);
    }

    /// <summary>
    /// Cuts trailing zeros, but for one behind the point. As on BEAM this cuts the zeros of a large number without
    /// decimals too: <c>float_to_list(1.0e20, [{decimals,0}, compact])</c> is "1".
    /// </summary>
    private static string CutZeros(string text)
    {
        int end = text.Length;
        while (text[end - 1] == '0')
        {
            end--;
        }
        return text[..(text[end - 1] == '.' ? end + 1 : end)];
    }

    private static string ExactFixed(double magnitude, int decimals)
    {
        string digits = Scaled(magnitude, decimals, round: true)
            .ToString(CultureInfo.InvariantCulture)
            .PadLeft(decimals + 1, '0');
        return decimals == 0 ? digits : $"{digits.AsSpan(0, digits.Length - decimals)}.{digits.AsSpan(digits.Length - decimals)}";
    }

    /// <summary>BEAM rounds the fraction scaled as a double here, which differs from the exact expansion in rare last digits.</summary>
    private static string FastFixed(double magnitude, int decimals)
    {
        if (decimals == 0)
        {
            return ((ulong)Math.Round(magnitude, MidpointRounding.AwayFromZero)).ToString(CultureInfo.InvariantCulture);
        }
        double scale = Math.Pow(10, decimals);
        double whole = Math.Floor(magnitude);
        double fraction = Math.Round((magnitude - whole) * scale, MidpointRounding.AwayFromZero);
        ulong integer = (ulong)whole;
        if (fraction >= scale)
        {
            integer++;
            fraction = 0;
        }
        string digits = ((ulong)fraction).ToString(CultureInfo.InvariantCulture).PadLeft(decimals, '0');
        return $"{integer.ToString(CultureInfo.InvariantCulture)}.{digits}";
    }

    /// <summary>The exact power of ten of a float's first digit; the logarithm may be off by one.</summary>
    private static int DecimalExponent(double value)
    {
        int power = (int)Math.Floor(Math.Log10(value));
        BigInteger lead = Scaled(value, -power, round: false);
        return lead.IsZero ? power - 1
            : lead >= 10 ? power + 1
            : power;
    }

    /// <summary>value * 10^power as an integer: cut, or rounded with exact ties to even as C's printf does.</summary>
    private static BigInteger Scaled(double value, int power, bool round)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        ulong mantissa = bits & 0xF_FFFF_FFFF_FFFF;
        if (exponent == 0)
        {
            exponent = 1;
        }
        else
        {
            mantissa |= 1UL << 52;
        }
        exponent -= 1075;
        BigInteger numerator = mantissa;
        BigInteger denominator = BigInteger.One;
        if (power >= 0)
        {
            numerator *= BigInteger.Pow(10, power);
        }
        else
        {
            denominator = BigInteger.Pow(10, -power);
        }
        if (exponent >= 0)
        {
            numerator <<= exponent;
        }
        else
        {
            denominator <<= -exponent;
        }
        BigInteger quotient = BigInteger.DivRem(numerator, denominator, out BigInteger remainder);
        if (!round)
        {
            return quotient;
        }
        int order = (remainder * 2).CompareTo(denominator);
        return order > 0 || (order == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }

    private static int Write(string text, Span<byte> buffer)
    {
        if (text.Length >= buffer.Length)
        {
            return -1;
        }
        for (int i = 0; i < text.Length; i++)
        {
            buffer[i] = (byte)text[i];
        }
        return text.Length;
    }

    /// <summary>
    /// Reads a float: sign, digits, point (or comma), digits, optional exponent, to the end of the text. False if it is
    /// anything else or too large.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        // As C does, and as OTP's tests rely on: the text ends at a zero byte.
        int zero = text.IndexOf((byte)0);
        text = zero < 0 ? text : text[..zero];
        value = 0;
        int at = !text.IsEmpty && (text[0] == '+' || text[0] == '-') ? 1 : 0;
        int point = SkipDigits(text, at);
        if (point == at || point == text.Length || (text[point] != '.' && text[point] != ','))
        {
            return false;
        }
        int end = SkipDigits(text, point + 1);
        if (end == point + 1)
        {
            return false;
        }
        if (end < text.Length && (text[end] == 'e' || text[end] == 'E'))
        {
            int digits = end + 1;
            digits += digits < text.Length && (text[digits] == '+' || text[digits] == '-') ? 1 : 0;
            end = SkipDigits(text, digits);
            if (end == digits)
            {
                return false;
            }
        }
        return end == text.Length && TryParseChecked(text, point, out value);
    }

    private static bool TryParseChecked(ReadOnlySpan<byte> text, int point, out double value)
    {
        Span<byte> copy = text.Length <= 128 ? stackalloc byte[text.Length] : new byte[text.Length];
        text.CopyTo(copy);
        copy[point] = (byte)'.';
        return double.TryParse(copy, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    private static int SkipDigits(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9')
        {
            at++;
        }
        return at;
    }
}
