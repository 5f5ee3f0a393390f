// Floats in the one text form that the old external format has.
using System.Globalization;

namespace Lingen.Terms;

/// <summary>Scientific notation with 20 digits behind the point, as C's %.20e.</summary>
internal static class FloatTexts
{
    public static void Scientific20(double value, Span<byte> target)
    {
        Span<byte> text = stackalloc byte[40];
        value.TryFormat(text, out int written, "e20", CultureInfo.InvariantCulture);
        // .NET writes three digits of exponent, C as few as two.
        int exponent = text[..written].IndexOf((byte)'e') + 2;
        int digits = written - exponent;
        int skip = digits == 3 && text[exponent] == (byte)'0' ? 1 : 0;
        text[..exponent].CopyTo(target);
        text[(exponent + skip)..written].CopyTo(target[exponent..]);
    }
}
