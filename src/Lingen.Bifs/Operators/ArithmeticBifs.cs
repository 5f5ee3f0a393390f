// The arithmetic and bitwise operators as functions: what apply, funs and uncommon guards call. The engines inline the small
// cases and call Arithmetic directly for the others.
namespace Lingen.Bifs;

/// <summary><c>erlang:'+'/2</c> and its like.</summary>
public static unsafe class ArithmeticBifs
{
    [Bif("erlang", "+", Guard = true)]
    public static Term Add(ref BifContext context, Term a, Term b) =>
        Finish(ref context, Arithmetic.Add(context.Heap, a, b, out Term reason), reason);

    [Bif("erlang", "-", Guard = true)]
    public static Term Subtract(ref BifContext context, Term a, Term b) =>
        Finish(ref context, Arithmetic.Subtract(context.Heap, a, b, out Term reason), reason);

    [Bif("erlang", "*", Guard = true)]
    public static Term Multiply(ref BifContext context, Term a, Term b) =>
        Finish(ref context, Arithmetic.Multiply(context.Heap, a, b, out Term reason), reason);

    [Bif("erlang", "/", Guard = true)]
    public static Term Divide(ref BifContext context, Term a, Term b) =>
        Finish(ref context, Arithmetic.Divide(context.Heap, a, b, out Term reason), reason);

    [Bif("erlang", "div", Guard = true)]
    public static Term IntegerDivide(ref BifContext context, Term a, Term b) =>
        Finish(ref context, Arithmetic.IntegerDivide(context.Heap, a, b, out Term reason), reason);

    [Bif("erlang", "rem", Guard = true)]
    public static Term Remainder(ref BifContext context, Term a, Term b) =>
        Finish(ref context, Arithmetic.Remainder(context.Heap, a, b, out Term reason), reason);

    [Bif("erlang", "+", Guard = true)]
    public static Term Plus(ref BifContext context, Term a) =>
        Finish(ref context, Arithmetic.Plus(context.Heap, a, out Term reason), reason);

    [Bif("erlang", "-", Guard = true)]
    public static Term Negate(ref BifContext context, Term a) =>
        Finish(ref context, Arithmetic.Negate(context.Heap, a, out Term reason), reason);

    [Bif("erlang", "band", Guard = true)]
    public static Term BitAnd(ref BifContext context, Term a, Term b) =>
        Finish(ref context, Arithmetic.BitAnd(context.Heap, a, b, out Term reason), reason);

    [Bif("erlang", "bor", Guard = true)]
    public static Term BitOr(ref BifContext context, Term a, Term b) =>
        Finish(ref context, Arithmetic.BitOr(context.Heap, a, b, out Term reason), reason);

    [Bif("erlang", "bxor", Guard = true)]
    public static Term BitXor(ref BifContext context, Term a, Term b) =>
        Finish(ref context, Arithmetic.BitXor(context.Heap, a, b, out Term reason), reason);

    [Bif("erlang", "bnot", Guard = true)]
    public static Term BitNot(ref BifContext context, Term a) =>
        Finish(ref context, Arithmetic.BitNot(context.Heap, a, out Term reason), reason);

    [Bif("erlang", "bsl", Guard = true)]
    public static Term ShiftLeft(ref BifContext context, Term a, Term bits) =>
        Finish(ref context, Arithmetic.ShiftLeft(context.Heap, a, bits, out Term reason), reason);

    [Bif("erlang", "bsr", Guard = true)]
    public static Term ShiftRight(ref BifContext context, Term a, Term bits) =>
        Finish(ref context, Arithmetic.ShiftRight(context.Heap, a, bits, out Term reason), reason);

    [Bif("erlang", "abs", Guard = true)]
    public static Term Absolute(ref BifContext context, Term a) =>
        Finish(ref context, Arithmetic.Absolute(context.Heap, a, out Term reason), reason);

    [Bif("erlang", "round", Guard = true)]
    public static Term Round(ref BifContext context, Term a) =>
        Finish(ref context, Arithmetic.Round(context.Heap, a, out Term reason), reason);

    [Bif("erlang", "trunc", Guard = true)]
    public static Term Trunc(ref BifContext context, Term a) =>
        Finish(ref context, Arithmetic.Trunc(context.Heap, a, out Term reason), reason);

    [Bif("erlang", "floor", Guard = true)]
    public static Term Floor(ref BifContext context, Term a) =>
        Finish(ref context, Arithmetic.Floor(context.Heap, a, out Term reason), reason);

    [Bif("erlang", "ceil", Guard = true)]
    public static Term Ceil(ref BifContext context, Term a) =>
        Finish(ref context, Arithmetic.Ceil(context.Heap, a, out Term reason), reason);

    [Bif("erlang", "float", Guard = true)]
    public static Term ToFloat(ref BifContext context, Term a) =>
        Finish(ref context, Arithmetic.ToFloat(context.Heap, a, out Term reason), reason);

    private static Term Finish(ref BifContext context, Term result, Term reason) =>
        result.IsNone ? context.Error(reason) : result;
}
