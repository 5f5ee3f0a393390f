// Finds how much of a list of characters is a float: sign, digits, point or comma, digits, and an exponent if it is complete.
namespace Lingen.Bifs;

/// <summary>Measures the float at the start of a list.</summary>
internal static class FloatPrefix
{
    /// <summary>Characters of the longest float that the list begins with, or 0.</summary>
    public static int Measure(Term list)
    {
        int length = 0;
        if (Is(list, '+') || Is(list, '-'))
        {
            list = list.Tail;
            length++;
        }
        int digits = SkipDigits(ref list);
        if (digits == 0 || !(Is(list, '.') || Is(list, ',')))
        {
            return 0;
        }
        length += digits + 1;
        list = list.Tail;
        digits = SkipDigits(ref list);
        if (digits == 0)
        {
            return 0;
        }
        length += digits;
        if (!Is(list, 'e') && !Is(list, 'E'))
        {
            return length;
        }
        Term exponent = list.Tail;
        int extra = 1;
        if (Is(exponent, '+') || Is(exponent, '-'))
        {
            exponent = exponent.Tail;
            extra++;
        }
        digits = SkipDigits(ref exponent);
        return digits == 0 ? length : length + extra + digits;
    }

    private static bool Is(Term list, char character) => list.IsCons && list.Head == Term.Small(character);

    private static int SkipDigits(ref Term list)
    {
        int count = 0;
        for (; list.IsCons && list.Head.IsSmall && list.Head.SmallValue is >= '0' and <= '9'; list = list.Tail)
        {
            count++;
        }
        return count;
    }
}
