// The option lists of ets:new/2 and ets:setopts/2.
using System.Numerics;

namespace Lingen.Runtime;

/// <summary>Parsed options; every field has ets:new/2's default.</summary>
internal struct EtsOptions
{
    public const string FixedLocksName = "debug_hash_fixed_number_of_locks";

    public EtsType Type;
    public EtsProtection Protection;
    public int KeyPosition;
    public bool IsNamed;
    public bool IsCompressed;
    public Term Heir;
    public Term HeirData;
    public Term WriteConcurrency;

    /// <summary>{debug_hash_fixed_number_of_locks, N}, by which OTP's suites ask for so many locks; 0 if nobody does. Here it is shown, and no more.</summary>
    public int FixedLocks;
    public bool ReadConcurrency;
    public bool? DecentralizedCounters;
    public bool HasHeir;
    public bool HasProtection;

    /// <summary>Options of ets:new/2. False: one is not valid, or the list is not proper.</summary>
    public static bool TryParse(Term list, out EtsOptions options)
    {
        options = new EtsOptions
        {
            Type = EtsType.Set,
            Protection = EtsProtection.Protected,
            KeyPosition = 1,
            WriteConcurrency = Atoms.False,
        };
        for (; list.IsCons; list = list.Tail)
        {
            Term option = list.Head;
            bool known = option.IsAtom
                ? options.TakeFlag(option)
                : option.IsTuple && (options.TakeHeir(new Tuple(option)) || options.TakePair(new Tuple(option)));
            if (!known)
            {
                return false;
            }
        }
        bool fits = options.FixedLocks == 0 || options.Type != EtsType.OrderedSet;
        if (options.Protection == EtsProtection.Private)
        {
            // Nobody else reads or writes.
            options.ReadConcurrency = false;
            options.WriteConcurrency = Atoms.False;
            options.FixedLocks = 0;
        }
        return list.IsNil && fits;
    }

    /// <summary>What ets:setopts/2 takes: {heir,...}, {protection,P}, or a list of such.</summary>
    public static bool TryParseChanges(Term term, out EtsOptions options)
    {
        options = default;
        if (!term.IsList)
        {
            return options.TakeChange(term);
        }
        bool valid = true;
        for (; valid && term.IsCons; term = term.Tail)
        {
            valid = options.TakeChange(term.Head);
        }
        return valid && term.IsNil;
    }

    private static int NumberOfLocks(Term value)
    {
        const int Fewest = 64;
        const int Most = 32768;
        bool given =
            Tuple.TryFrom(value, out Tuple locks)
            && locks.Arity == 2
            && locks[0] == Term.Atom(FixedLocksName)
            && locks[1].IsSmall
            && locks[1].SmallValue is >= 1 and <= Most;
        return given ? Math.Max(Fewest, 1 << BitOperations.Log2((uint)locks[1].SmallValue)) : 0;
    }

    private bool TakeChange(Term term)
    {
        if (!term.IsTuple)
        {
            return false;
        }
        var option = new Tuple(term);
        if (TakeHeir(option))
        {
            return true;
        }
        return option.Arity == 2 && option[0] == Atoms.Protection && TakeProtection(option[1]);
    }

    private bool TakeProtection(Term value)
    {
        switch (value.Bits)
        {
            case AtomBits.Public:
                Protection = EtsProtection.Public;
                break;
            case AtomBits.Protected:
                Protection = EtsProtection.Protected;
                break;
            case AtomBits.Private:
                Protection = EtsProtection.Private;
                break;
            default:
                return false;
        }
        HasProtection = true;
        return true;
    }

    private bool TakeFlag(Term option)
    {
        switch (option.Bits)
        {
            case AtomBits.Set:
                Type = EtsType.Set;
                return true;
            case AtomBits.OrderedSet:
                Type = EtsType.OrderedSet;
                return true;
            case AtomBits.Bag:
                Type = EtsType.Bag;
                return true;
            case AtomBits.DuplicateBag:
                Type = EtsType.DuplicateBag;
                return true;
            case AtomBits.NamedTable:
                return IsNamed = true;
            case AtomBits.Compressed:
                return IsCompressed = true;
            default:
                return TakeProtection(option);
        }
    }

    private bool TakeHeir(Tuple option)
    {
        if (option.Arity < 2 || option[0] != Atoms.Heir)
        {
            return false;
        }
        if (option.Arity == 2 && option[1] == Atoms.None)
        {
            Heir = HeirData = Term.None;
            return HasHeir = true;
        }
        if (option.Arity == 3 && option[1].IsLocalPid)
        {
            Heir = option[1];
            HeirData = option[2];
            return HasHeir = true;
        }
        return false;
    }

    private bool TakePair(Tuple option)
    {
        if (option.Arity != 2)
        {
            return false;
        }
        Term value = option[1];
        switch (option[0].Bits)
        {
            case AtomBits.Keypos:
                bool valid = value.IsSmall && value.SmallValue is >= 1 and <= int.MaxValue;
                KeyPosition = valid ? (int)value.SmallValue : 1;
                return valid;
            case AtomBits.WriteConcurrency:
                FixedLocks = NumberOfLocks(value);
                WriteConcurrency = FixedLocks > 0 ? Atoms.True : value;
                return value.IsBoolean || value == Atoms.Auto || FixedLocks > 0;
            case AtomBits.ReadConcurrency:
                ReadConcurrency = value == Atoms.True;
                return value.IsBoolean;
            case AtomBits.DecentralizedCounters:
                DecentralizedCounters = value == Atoms.True;
                return value.IsBoolean;
            default:
                return false;
        }
    }
}
