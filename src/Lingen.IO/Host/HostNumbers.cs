// Integers of Erlang as C numbers, with the limits that system calls have.
namespace Lingen.IO;

/// <summary>Reads integer terms of machine size.</summary>
internal static unsafe class HostNumbers
{
    /// <summary>Any integer that fits a signed 64-bit number.</summary>
    public static bool TryInt64(Term term, out long value)
    {
        value = 0;
        if (term.IsSmall)
        {
            value = term.SmallValue;
            return true;
        }
        if (!term.IsBignum || new Bignum(term).Limbs.Length != 1)
        {
            return false;
        }
        var number = new Bignum(term);
        ulong magnitude = number.Limbs[0];
        if (magnitude > long.MaxValue + (number.IsNegative ? 1UL : 0UL))
        {
            return false;
        }
        value = number.IsNegative ? -(long)magnitude : (long)magnitude;
        return true;
    }

    public static bool TryInt32(Term term, out int value)
    {
        bool fits = TryInt64(term, out long number) && number is >= int.MinValue and <= int.MaxValue;
        value = fits ? (int)number : 0;
        return fits;
    }

    public static bool TryUInt32(Term term, out uint value)
    {
        bool fits = TryInt64(term, out long number) && number is >= 0 and <= uint.MaxValue;
        value = fits ? (uint)number : 0;
        return fits;
    }

    /// <summary>An integer of up to 64 bits.</summary>
    public static Term Create(TermHeap* heap, long value) =>
        Term.FitsSmall(value) ? Term.Small(value) : Bignum.Create(heap, [(ulong)Math.Abs(value)], value < 0);
}
