// Order and equality of terms. Order by type: number < atom < reference < fun < port < pid < tuple < map < nil < list
// < bitstring (Erlang Reference Manual, Expressions, Term Comparisons). Two modes: arithmetic, where 1 and 1.0 are equal,
// and exact, where every integer comes before every float and -0.0 before 0.0 (the order of map keys, =:=).
// Terms may be nested without bound, so the walk keeps its own stack.
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

/// <summary>Compares terms.</summary>
public static unsafe partial class TermComparer
{
    private const int InlineStackWords = 48;

    /// <summary>Erlang's term order: negative, zero (==) or positive.</summary>
    public static int Compare(Term a, Term b)
    {
        if (a == b)
        {
            return 0;
        }
        if (a.IsSmall && b.IsSmall)
        {
            return a.SmallValue < b.SmallValue ? -1 : 1;
        }
        if (a.IsAtom && b.IsAtom)
        {
            return CompareAtoms(a, b);
        }
        return CompareAny(a, b, exact: false);
    }

    /// <summary>Erlang's <c>==</c>.</summary>
    public static bool Equal(Term a, Term b)
    {
        if (a == b)
        {
            return true;
        }
        if (a.IsImmediate && (b.IsImmediate || !a.IsSmall))
        {
            return false;
        }
        return EqualAny(a, b, exact: false);
    }

    /// <summary>Erlang's <c>=:=</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool ExactEqual(Term a, Term b) => a == b || (!a.IsImmediate && !b.IsImmediate && EqualAny(a, b, exact: true));

    /// <summary>The order of map keys in <c>maps:iterator(Map, ordered)</c> and of <c>erts_internal:cmp_term/2</c>: integers before floats.</summary>
    public static int CompareExact(Term a, Term b)
    {
        if (a == b)
        {
            return 0;
        }
        if (a.IsSmall && b.IsSmall)
        {
            return a.SmallValue < b.SmallValue ? -1 : 1;
        }
        return a.IsAtom && b.IsAtom ? CompareAtoms(a, b) : CompareAny(a, b, exact: true);
    }

    /// <summary>The order of keys inside a flat map: exact order, but atoms by their index in the atom table.</summary>
    public static int CompareMapKeys(Term a, Term b)
    {
        if (a == b)
        {
            return 0;
        }
        if (a.IsAtom && b.IsAtom)
        {
            return a.Bits < b.Bits ? -1 : 1;
        }
        return CompareExact(a, b);
    }

    /// <summary>Alphabetical order of atoms by code points.</summary>
    public static int CompareAtoms(Term a, Term b)
    {
        ulong keyA = AtomTable.OrderKey(a);
        ulong keyB = AtomTable.OrderKey(b);
        if (keyA != keyB)
        {
            return keyA < keyB ? -1 : 1;
        }
        return AtomTable.Utf8Name(a).SequenceCompareTo(AtomTable.Utf8Name(b));
    }

    /// <summary>
    /// Types in their order, as a number. Integers and floats share one rank in the arithmetic order; in the exact
    /// order the caller tells them apart.
    /// </summary>
    private static int TypeRank(Term term)
    {
        switch (term.Bits & Term.PrimaryMask)
        {
            case Term.PrimaryCons:
                return Rank.List;
            case Term.PrimaryBoxed:
                return BoxedRank(term);
            default:
                return (term.Bits & Term.ImmediateMask) switch
                {
                    Term.SmallTag => Rank.Integer,
                    Term.PidTag => Rank.Pid,
                    Term.PortTag => Rank.Port,
                    _ => term.IsNil ? Rank.Nil : Rank.Atom,
                };
        }
    }

    private static int BoxedRank(Term term)
    {
        HeaderWord header = term.Header;
        switch (header.Tag)
        {
            case HeaderTag.Tuple:
                return Rank.Tuple;
            case HeaderTag.FlatMap:
            case HeaderTag.HashMap:
                return Rank.Map;
            case HeaderTag.Fun:
            case HeaderTag.Export:
                return Rank.Fun;
            case HeaderTag.Float:
                return Rank.Float;
            case HeaderTag.Bignum:
                return Rank.Integer;
            case HeaderTag.Reference:
            case HeaderTag.MagicReference:
                return Rank.Reference;
            case HeaderTag.External:
                return External.Kind(header) switch
                {
                    ExternalKind.Pid => Rank.Pid,
                    ExternalKind.Port => Rank.Port,
                    _ => Rank.Reference,
                };
            default:
                return Rank.Bitstring;
        }
    }

    private static class Rank
    {
        public const int Integer = 0;
        public const int Float = 1;
        public const int Atom = 2;
        public const int Reference = 3;
        public const int Fun = 4;
        public const int Port = 5;
        public const int Pid = 6;
        public const int Tuple = 7;
        public const int Map = 8;
        public const int Nil = 9;
        public const int List = 10;
        public const int Bitstring = 11;
    }

    /// <summary>Compares two terms that are not the same word, without the fast paths.</summary>
    [SkipLocalsInit]
    private static int CompareAny(Term a, Term b, bool exact)
    {
        int rank = TypeRank(a);
        int other = TypeRank(b);
        if (rank != other)
        {
            return CompareRanks(a, b, rank, other, exact);
        }
        if (rank is not (Rank.Tuple or Rank.List or Rank.Map or Rank.Fun))
        {
            return CompareFlat(a, b, rank, exact);
        }
        ulong* memory = stackalloc ulong[InlineStackWords];
        var stack = new NativeStack(memory, InlineStackWords);
        try
        {
            return Walk(ref stack, a, b, exact);
        }
        finally
        {
            stack.Dispose();
        }
    }

    private static int CompareRanks(Term a, Term b, int rank, int other, bool exact)
    {
        if (!exact && rank <= Rank.Float && other <= Rank.Float)
        {
            return rank == Rank.Integer
                ? CompareIntegerFloat(a, new Float(b).Value)
                : -CompareIntegerFloat(b, new Float(a).Value);
        }
        return rank < other ? -1 : 1;
    }

    /// <summary>Two terms of the same type that hold no other terms.</summary>
    private static int CompareFlat(Term a, Term b, int rank, bool exact)
    {
        switch (rank)
        {
            case Rank.Integer:
                return Integers.Compare(a, b);
            case Rank.Float:
                return CompareFloats(new Float(a).Value, new Float(b).Value, exact);
            case Rank.Atom:
                return CompareAtoms(a, b);
            case Rank.Reference:
                return CompareReferences(a, b);
            case Rank.Port:
                return ComparePorts(a, b);
            case Rank.Pid:
                return ComparePids(a, b);
            case Rank.Nil:
                return 0;
            default:
                return BitCopy.Compare(new Bitstring(a), new Bitstring(b));
        }
    }

    private static int CompareFloats(double a, double b, bool exact)
    {
        if (a != b)
        {
            return a < b ? -1 : 1;
        }
        return exact ? double.IsNegative(b).CompareTo(double.IsNegative(a)) : 0;
    }

    /// <summary>Exact comparison of an integer with a float, beyond 2^53 too.</summary>
    private static int CompareIntegerFloat(Term integer, double value)
    {
        if (integer.IsBignum && Math.Abs(value) < 5e17)
        {
            return new Bignum(integer).IsNegative ? -1 : 1;
        }
        if (integer.IsSmall)
        {
            // Outside of this range the sign of the float decides; inside, its whole part is exact as a long.
            if (value >= 1e18)
            {
                return -1;
            }
            if (value <= -1e18)
            {
                return 1;
            }
            long whole = (long)value;
            int order = integer.SmallValue.CompareTo(whole);
            return order != 0 ? order : ((double)whole).CompareTo(value);
        }
        return CompareBignumFloat(new Bignum(integer), value);
    }

    private static int CompareBignumFloat(Bignum bignum, double value)
    {
        bool negative = bignum.IsNegative;
        if (negative != value < 0)
        {
            return negative ? -1 : 1;
        }
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF) - 1075;
        ulong mantissa = (bits & 0xF_FFFF_FFFF_FFFFUL) | (1UL << 52);
        Span<ulong> limbs = stackalloc ulong[18];
        int length;
        bool fraction = false;
        if (exponent >= 0)
        {
            length = 2 + (exponent >> 6);
            Limbs.ShiftLeft([mantissa], exponent, limbs[..length]);
        }
        else
        {
            limbs[0] = mantissa >> -exponent;
            fraction = limbs[0] << -exponent != mantissa;
            length = 1;
        }
        length = Limbs.Normalize(limbs[..length]);
        int order = Limbs.Compare(bignum.Limbs, limbs[..length]);
        if (order == 0 && fraction)
        {
            order = -1;
        }
        return negative ? -order : order;
    }
}
