// Terms of a known type as BIF parameters: naming one of these as a parameter type makes the check.
namespace Lingen.Terms;

/// <summary>A small integer.</summary>
public readonly record struct SmallInt(long Value)
{
    public static bool TryFrom(Term term, out SmallInt value)
    {
        value = term.IsSmall ? new SmallInt(term.SmallValue) : default;
        return term.IsSmall;
    }

    public static implicit operator long(SmallInt value) => value.Value;
}

/// <summary>An atom.</summary>
public readonly record struct Atom(Term Term)
{
    public string Name => AtomTable.Name(Term);

    public static bool TryFrom(Term term, out Atom value)
    {
        value = new Atom(term);
        return term.IsAtom;
    }

    public static implicit operator Term(Atom atom) => atom.Term;
}

/// <summary>true or false.</summary>
public readonly record struct Bool(bool Value)
{
    public static bool TryFrom(Term term, out Bool value)
    {
        value = new Bool(term == Atoms.True);
        return term.IsBoolean;
    }

    public static implicit operator bool(Bool value) => value.Value;
}

/// <summary>A map of either kind.</summary>
public readonly record struct Map(Term Term)
{
    public static bool TryFrom(Term term, out Map value)
    {
        value = new Map(term);
        return term.IsMap;
    }
}

/// <summary>A cons cell or nil; whether the list is proper shows only at its end.</summary>
public readonly record struct List(Term Term)
{
    public static bool TryFrom(Term term, out List value)
    {
        value = new List(term);
        return term.IsList;
    }
}
