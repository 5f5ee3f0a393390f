// What the validator knows of a register: a set of kinds of terms and of special contents, and for tuples a size.
//
//   63    62       55        32 31                       0
//   | exact |      | tuple size | set of kinds (below)     |
//
// Joining two types gives what holds on both paths; narrowing one gives what holds behind a test.
namespace Lingen.Code;

/// <summary>Sets of kinds. A register is readable as a term if it has none of the special kinds.</summary>
internal static class ValueType
{
    public const ulong Atom = 1 << 0;
    public const ulong Bitstring = 1 << 1;
    public const ulong Cons = 1 << 2;
    public const ulong Float = 1 << 3;
    public const ulong Fun = 1 << 4;
    public const ulong Integer = 1 << 5;
    public const ulong Map = 1 << 6;
    public const ulong Nil = 1 << 7;
    public const ulong Pid = 1 << 8;
    public const ulong Port = 1 << 9;
    public const ulong Reference = 1 << 10;
    public const ulong Tuple = 1 << 11;
    public const ulong Any = (1 << 12) - 1;

    /// <summary>Nothing was ever put there, or it did not survive a call.</summary>
    public const ulong Uninitialized = 1 << 12;

    /// <summary>A catch or try word of a stack slot.</summary>
    public const ulong Catch = 1 << 13;
    public const ulong Try = 1 << 14;

    /// <summary>A match context; it must not go where other code could see it.</summary>
    public const ulong Context = 1 << 15;

    /// <summary>x0 where an exception arrives, until catch_end or try_case has taken it.</summary>
    public const ulong Pending = 1 << 16;

    /// <summary>The raw stack trace that try_case hands out. Unlike the others this says what the value certainly is.</summary>
    public const ulong RawTrace = 1 << 17;

    public const ulong KindMask = 0xFFFF_FFFF;
    public const ulong Tags = Catch | Try;
    private const ulong Unreadable = Uninitialized | Tags | Context | Pending;
    private const int SizeShift = 32;
    private const long MaxSize = 0xFFFFFF;
    private const ulong SizeMask = (ulong)MaxSize << SizeShift;
    private const ulong Exact = 1UL << 63;

    public static bool IsTerm(ulong type) => (type & Unreadable) == 0;

    public static bool IsTermOrContext(ulong type) => (type & (Unreadable & ~Context)) == 0;

    /// <summary>The value is certainly one of these kinds.</summary>
    public static bool Only(ulong type, ulong kinds) => (type & KindMask & ~(kinds | RawTrace)) == 0;

    /// <summary>Sizes past what a type can tell are "at least", never exact.</summary>
    public static ulong TupleOf(long size, bool exact) =>
        Tuple | ((ulong)Math.Min(size, MaxSize) << SizeShift) | (exact && size <= MaxSize ? Exact : 0);

    public static long TupleSize(ulong type) => (long)((type & SizeMask) >> SizeShift);

    public static bool IsTupleOfAtLeast(ulong type, long size) => Only(type, Tuple) && TupleSize(type) >= size;

    public static bool IsTupleOfExactly(ulong type, long size) =>
        Only(type, Tuple) && TupleSize(type) == size && (type & Exact) != 0;

    /// <summary>What holds if either holds.</summary>
    public static ulong Join(ulong a, ulong b)
    {
        if (a == 0 || b == 0)
        {
            return a | b;
        }
        ulong kinds = ((a | b) & KindMask & ~RawTrace) | (a & b & RawTrace);
        if ((kinds & Tuple) == 0)
        {
            return kinds;
        }
        if ((a & Tuple) == 0)
        {
            return kinds | (b & ~KindMask);
        }
        if ((b & Tuple) == 0)
        {
            return kinds | (a & ~KindMask);
        }
        ulong size = Math.Min(a & SizeMask, b & SizeMask);
        ulong exact = (a & SizeMask) == (b & SizeMask) ? a & b & Exact : 0;
        return kinds | size | exact;
    }

    /// <summary>What holds of a value of type <paramref name="type"/> that a test found to be <paramref name="found"/>.</summary>
    public static ulong Narrow(ulong type, ulong found)
    {
        ulong kinds = type & (found | RawTrace) & KindMask;
        if ((kinds & Tuple) == 0)
        {
            return kinds;
        }
        if (((type | found) & Exact) != 0)
        {
            ulong from = (found & Exact) != 0 ? found : type;
            return kinds | (from & ~KindMask);
        }
        return kinds | Math.Max(type & SizeMask, found & SizeMask);
    }
}
