// The type tests as functions.
namespace Lingen.Bifs;

/// <summary><c>erlang:is_atom/1</c> and its like.</summary>
public static unsafe class TypeTestBifs
{
    [Bif("erlang", "is_atom", Guard = true)]
    public static Term IsAtom(ref BifContext context, Term term) => Term.Boolean(term.IsAtom);

    [Bif("erlang", "is_boolean", Guard = true)]
    public static Term IsBoolean(ref BifContext context, Term term) => Term.Boolean(term.IsBoolean);

    [Bif("erlang", "is_integer", Guard = true)]
    public static Term IsInteger(ref BifContext context, Term term) => Term.Boolean(term.IsInteger);

    [Bif("erlang", "is_float", Guard = true)]
    public static Term IsFloat(ref BifContext context, Term term) => Term.Boolean(term.IsFloat);

    [Bif("erlang", "is_number", Guard = true)]
    public static Term IsNumber(ref BifContext context, Term term) => Term.Boolean(term.IsNumber);

    [Bif("erlang", "is_list", Guard = true)]
    public static Term IsList(ref BifContext context, Term term) => Term.Boolean(term.IsList);

    [Bif("erlang", "is_tuple", Guard = true)]
    public static Term IsTuple(ref BifContext context, Term term) => Term.Boolean(term.IsTuple);

    [Bif("erlang", "is_map", Guard = true)]
    public static Term IsMap(ref BifContext context, Term term) => Term.Boolean(term.IsMap);

    [Bif("erlang", "is_binary", Guard = true)]
    public static Term IsBinary(ref BifContext context, Term term) => Term.Boolean(term.IsBinary);

    [Bif("erlang", "is_bitstring", Guard = true)]
    public static Term IsBitstring(ref BifContext context, Term term) => Term.Boolean(term.IsBitstring);

    [Bif("erlang", "is_pid", Guard = true)]
    public static Term IsPid(ref BifContext context, Term term) => Term.Boolean(term.IsPid);

    [Bif("erlang", "is_port", Guard = true)]
    public static Term IsPort(ref BifContext context, Term term) => Term.Boolean(term.IsPort);

    [Bif("erlang", "is_reference", Guard = true)]
    public static Term IsReference(ref BifContext context, Term term) => Term.Boolean(term.IsReference);

    [Bif("erlang", "is_function", Guard = true)]
    public static Term IsFunction(ref BifContext context, Term term) => Term.Boolean(term.IsFun);

    [Bif("erlang", "is_function", Guard = true)]
    public static Term IsFunction(ref BifContext context, Term term, Term arity)
    {
        if (arity.IsSmall)
        {
            return arity.SmallValue < 0 ? context.BadArg() : Term.Boolean(term.IsFun && FunArity(term) == arity.SmallValue);
        }
        return arity.IsBignum && !new Bignum(arity).IsNegative ? Term.False : context.BadArg();
    }

    /// <summary>A tuple whose first element is this atom.</summary>
    [Bif("erlang", "is_record", Guard = true)]
    public static Term IsRecord(ref BifContext context, Term term, Atom tag) =>
        Term.Boolean(term.IsTuple && new Tuple(term) is { Arity: > 0 } tuple && tuple[0] == tag.Term);

    [Bif("erlang", "is_record", Guard = true)]
    public static Term IsRecord(ref BifContext context, Term term, Atom tag, Term size)
    {
        if (!size.IsSmall)
        {
            return context.BadArg();
        }
        return Term.Boolean(
            term.IsTuple && new Tuple(term) is { Arity: > 0 } tuple && tuple[0] == tag.Term && tuple.Arity == size.SmallValue
        );
    }

    /// <summary>Arguments that a fun takes.</summary>
    internal static int FunArity(Term fun) => fun.IsExport ? ExportTerm.Entry(fun)->Arity : new Fun(fun).Entry->Arity;
}
