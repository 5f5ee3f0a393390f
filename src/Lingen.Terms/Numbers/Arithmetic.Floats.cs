// Conversions between floats and integers: round, trunc, floor, ceil, float. All fail with badarg.
namespace Lingen.Terms;

public static unsafe partial class Arithmetic
{
    /// <summary>Nearest integer, halves away from zero.</summary>
    public static Term Round(TermHeap* heap, Term a, out Term reason) =>
        a.IsFloat
            ? FromWholeDouble(heap, Math.Round(new Float(a).Value, MidpointRounding.AwayFromZero), out reason)
            : IntegerItself(a, out reason);

    public static Term Trunc(TermHeap* heap, Term a, out Term reason) =>
        a.IsFloat ? FromWholeDouble(heap, Math.Truncate(new Float(a).Value), out reason) : IntegerItself(a, out reason);

    public static Term Floor(TermHeap* heap, Term a, out Term reason) =>
        a.IsFloat ? FromWholeDouble(heap, Math.Floor(new Float(a).Value), out reason) : IntegerItself(a, out reason);

    public static Term Ceil(TermHeap* heap, Term a, out Term reason) =>
        a.IsFloat ? FromWholeDouble(heap, Math.Ceiling(new Float(a).Value), out reason) : IntegerItself(a, out reason);

    /// <summary><c>float/1</c>; badarg for integers too large.</summary>
    public static Term ToFloat(TermHeap* heap, Term a, out Term reason)
    {
        reason = default;
        if (a.IsFloat)
        {
            return a;
        }
        if (a.IsInteger && Integers.TryToDouble(a, out double value))
        {
            return Float.Create(heap, value);
        }
        reason = Atoms.Badarg;
        return Term.None;
    }

    private static Term FromWholeDouble(TermHeap* heap, double value, out Term reason)
    {
        reason = default;
        return Integers.FromDouble(heap, value);
    }

    private static Term IntegerItself(Term a, out Term reason)
    {
        reason = a.IsInteger ? default : Atoms.Badarg;
        return a.IsInteger ? a : Term.None;
    }
}
