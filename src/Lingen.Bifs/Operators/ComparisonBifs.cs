// The comparison and boolean operators as functions.
namespace Lingen.Bifs;

/// <summary><c>erlang:'=='/2</c>, <c>erlang:'and'/2</c> and their like.</summary>
public static class ComparisonBifs
{
    [Bif("erlang", "==", Guard = true)]
    public static Term Equal(ref BifContext context, Term a, Term b) => Term.Boolean(TermComparer.Equal(a, b));

    [Bif("erlang", "/=", Guard = true)]
    public static Term NotEqual(ref BifContext context, Term a, Term b) => Term.Boolean(!TermComparer.Equal(a, b));

    [Bif("erlang", "=:=", Guard = true)]
    public static Term ExactEqual(ref BifContext context, Term a, Term b) => Term.Boolean(TermComparer.ExactEqual(a, b));

    [Bif("erlang", "=/=", Guard = true)]
    public static Term NotExactEqual(ref BifContext context, Term a, Term b) => Term.Boolean(!TermComparer.ExactEqual(a, b));

    [Bif("erlang", "<", Guard = true)]
    public static Term Less(ref BifContext context, Term a, Term b) => Term.Boolean(TermComparer.Compare(a, b) < 0);

    [Bif("erlang", "=<", Guard = true)]
    public static Term LessOrEqual(ref BifContext context, Term a, Term b) => Term.Boolean(TermComparer.Compare(a, b) <= 0);

    [Bif("erlang", ">", Guard = true)]
    public static Term Greater(ref BifContext context, Term a, Term b) => Term.Boolean(TermComparer.Compare(a, b) > 0);

    [Bif("erlang", ">=", Guard = true)]
    public static Term GreaterOrEqual(ref BifContext context, Term a, Term b) => Term.Boolean(TermComparer.Compare(a, b) >= 0);

    /// <summary>Of equal terms (1 and 1.0) the first.</summary>
    [Bif("erlang", "min", Guard = true)]
    public static Term Min(ref BifContext context, Term a, Term b) => TermComparer.Compare(a, b) <= 0 ? a : b;

    /// <summary>Of equal terms (1 and 1.0) the first.</summary>
    [Bif("erlang", "max", Guard = true)]
    public static Term Max(ref BifContext context, Term a, Term b) => TermComparer.Compare(a, b) >= 0 ? a : b;

    [Bif("erlang", "and", Guard = true)]
    public static Term And(ref BifContext context, Bool a, Bool b) => Term.Boolean(a & b);

    [Bif("erlang", "or", Guard = true)]
    public static Term Or(ref BifContext context, Bool a, Bool b) => Term.Boolean(a | b);

    [Bif("erlang", "xor", Guard = true)]
    public static Term Xor(ref BifContext context, Bool a, Bool b) => Term.Boolean(a ^ b);

    [Bif("erlang", "not", Guard = true)]
    public static Term Not(ref BifContext context, Bool a) => Term.Boolean(!a);

    /// <summary>Sign of the exact order, which tells integers from floats (maps with ordered iteration, sets).</summary>
    [Bif("erts_internal", "cmp_term")]
    public static Term CompareExact(ref BifContext context, Term a, Term b) =>
        Term.Small(Math.Sign(TermComparer.CompareExact(a, b)));

    /// <summary>Whether two terms are the same word or the same object in memory.</summary>
    [Bif("erts_debug", "same")]
    public static Term Same(ref BifContext context, Term a, Term b) => Term.Boolean(a == b);
}
