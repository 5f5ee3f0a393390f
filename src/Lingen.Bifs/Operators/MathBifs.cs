// The module math: C's library functions on floats. An argument that is no number is badarg; an integer too large for a
// float and a result that is not finite are badarith.
namespace Lingen.Bifs;

/// <summary><c>math:sin/1</c> and its like.</summary>
public static unsafe class MathBifs
{
    [Bif("math", "sin")]
    public static Term Sin(ref BifContext context, Term x) => Apply(ref context, x, &Math.Sin);

    [Bif("math", "cos")]
    public static Term Cos(ref BifContext context, Term x) => Apply(ref context, x, &Math.Cos);

    [Bif("math", "tan")]
    public static Term Tan(ref BifContext context, Term x) => Apply(ref context, x, &Math.Tan);

    [Bif("math", "asin")]
    public static Term Asin(ref BifContext context, Term x) => Apply(ref context, x, &Math.Asin);

    [Bif("math", "acos")]
    public static Term Acos(ref BifContext context, Term x) => Apply(ref context, x, &Math.Acos);

    [Bif("math", "atan")]
    public static Term Atan(ref BifContext context, Term x) => Apply(ref context, x, &Math.Atan);

    [Bif("math", "sinh")]
    public static Term Sinh(ref BifContext context, Term x) => Apply(ref context, x, &Math.Sinh);

    [Bif("math", "cosh")]
    public static Term Cosh(ref BifContext context, Term x) => Apply(ref context, x, &Math.Cosh);

    [Bif("math", "tanh")]
    public static Term Tanh(ref BifContext context, Term x) => Apply(ref context, x, &Math.Tanh);

    [Bif("math", "asinh")]
    public static Term Asinh(ref BifContext context, Term x) => Apply(ref context, x, &Math.Asinh);

    [Bif("math", "acosh")]
    public static Term Acosh(ref BifContext context, Term x) => Apply(ref context, x, &Math.Acosh);

    [Bif("math", "atanh")]
    public static Term Atanh(ref BifContext context, Term x) => Apply(ref context, x, &Math.Atanh);

    [Bif("math", "exp")]
    public static Term Exp(ref BifContext context, Term x) => Apply(ref context, x, &Math.Exp);

    [Bif("math", "log")]
    public static Term Log(ref BifContext context, Term x) => Apply(ref context, x, &Math.Log);

    [Bif("math", "log2")]
    public static Term Log2(ref BifContext context, Term x) => Apply(ref context, x, &Math.Log2);

    [Bif("math", "log10")]
    public static Term Log10(ref BifContext context, Term x) => Apply(ref context, x, &Math.Log10);

    [Bif("math", "sqrt")]
    public static Term Sqrt(ref BifContext context, Term x) => Apply(ref context, x, &Math.Sqrt);

    [Bif("math", "erf")]
    public static Term Erf(ref BifContext context, Term x) => Apply(ref context, x, &LibM.Erf);

    [Bif("math", "erfc")]
    public static Term Erfc(ref BifContext context, Term x) => Apply(ref context, x, &LibM.Erfc);

    [Bif("math", "floor")]
    public static Term Floor(ref BifContext context, Term x) => Apply(ref context, x, &Math.Floor);

    [Bif("math", "ceil")]
    public static Term Ceil(ref BifContext context, Term x) => Apply(ref context, x, &Math.Ceiling);

    [Bif("math", "atan2")]
    public static Term Atan2(ref BifContext context, Term y, Term x) => Apply(ref context, y, x, &Math.Atan2);

    [Bif("math", "pow")]
    public static Term Pow(ref BifContext context, Term x, Term y) => Apply(ref context, x, y, &Math.Pow);

    /// <summary>Remainder with the dividend's sign.</summary>
    [Bif("math", "fmod")]
    public static Term Fmod(ref BifContext context, Term x, Term y) => Apply(ref context, x, y, &Modulo);

    private static double Modulo(double x, double y) => x % y;

    private static Term Apply(ref BifContext context, Term x, delegate* <double, double> function) =>
        Arithmetic.TryDouble(x, out double a) ? Result(ref context, function(a)) : BadNumber(ref context, x);

    private static Term Apply(ref BifContext context, Term x, Term y, delegate* <double, double, double> function)
    {
        if (!Arithmetic.TryDouble(x, out double a))
        {
            return BadNumber(ref context, x);
        }
        return Arithmetic.TryDouble(y, out double b) ? Result(ref context, function(a, b)) : BadNumber(ref context, y);
    }

    private static Term BadNumber(ref BifContext context, Term argument) =>
        argument.IsBignum ? context.BadArith() : context.BadArg();

    private static Term Result(ref BifContext context, double value) =>
        double.IsFinite(value) ? Float.Create(context.Heap, value) : context.BadArith();
}
