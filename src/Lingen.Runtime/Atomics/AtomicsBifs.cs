// Module atomics, and what is under module counters in erts_internal.
namespace Lingen.Runtime;

/// <summary>BIFs over shared arrays of numbers. All are sequentially consistent.</summary>
internal static unsafe class AtomicsBifs
{
    /// <summary>Bit of atomics:new/2's encoded options.</summary>
    private const long SignedOption = 1;

    [Bif("erts_internal", "atomics_new")]
    public static Term New(ref BifContext context, Term size, SmallInt options) =>
        Create(ref context, size, (options.Value & SignedOption) != 0, stripes: 1);

    [Bif("erts_internal", "counters_new")]
    public static Term CountersNew(ref BifContext context, Term size) =>
        // One for each scheduler, and one more that the dirty threads share.
        Create(ref context, size, isSigned: true, context.Vm.Schedulers.Length + 1);

    private static Term Create(ref BifContext context, Term size, bool isSigned, int stripes)
    {
        if (size.IsInteger && !size.IsSmall && !new Bignum(size).IsNegative)
        {
            return context.SystemLimit();
        }
        if (!size.IsSmall || size.SmallValue <= 0)
        {
            return context.BadArg();
        }
        AtomicsArray? array = AtomicsArray.TryCreate(size.SmallValue, isSigned, stripes);
        if (array == null)
        {
            return context.SystemLimit();
        }
        (ulong low, ulong high) = context.Scheduler.References.Next();
        return Reference.CreateMagic(context.Heap, MagicCell.Allocate(array), low, high);
    }

    /// <summary>The array and zero-based index, or null for badarg.</summary>
    private static AtomicsArray? Find(Term reference, Term index, out long at)
    {
        AtomicsArray? array = Reference.Resource<AtomicsArray>(reference);
        at = index.IsSmall ? index.SmallValue - 1 : -1;
        return array != null && at >= 0 && at < array.Size ? array : null;
    }

    /// <summary>A number of the array's range as 64 bits.</summary>
    private static bool TryValue(AtomicsArray array, Term term, out long value)
    {
        if (array.IsSigned)
        {
            return Integers.TryGetInt64(term, out value);
        }
        bool valid = Integers.TryGetUInt64(term, out ulong bits);
        value = (long)bits;
        return valid;
    }

    /// <summary>An increment: any 64-bit number, signed or not; sums wrap.</summary>
    private static bool TryIncrement(Term term, out long value)
    {
        if (Integers.TryGetInt64(term, out value))
        {
            return true;
        }
        bool valid = Integers.TryGetUInt64(term, out ulong bits);
        value = (long)bits;
        return valid;
    }

    private static Term Number(ref BifContext context, AtomicsArray array, long value) =>
        array.IsSigned ? Integers.Create(context.Heap, value) : Integers.Create(context.Heap, (ulong)value);

    [Bif("atomics", "get")]
    public static Term Get(ref BifContext context, Term reference, Term index)
    {
        AtomicsArray? array = Find(reference, index, out long at);
        return array == null ? context.BadArg() : Number(ref context, array, Volatile.Read(ref array.At(at)));
    }

    [Bif("atomics", "put")]
    public static Term Put(ref BifContext context, Term reference, Term index, Term term)
    {
        AtomicsArray? array = Find(reference, index, out long at);
        if (array == null || !TryValue(array, term, out long value))
        {
            return context.BadArg();
        }
        Interlocked.Exchange(ref array.At(at), value);
        return Atoms.Ok;
    }

    [Bif("atomics", "add")]
    public static Term Add(ref BifContext context, Term reference, Term index, Term term) =>
        AddGet(ref context, reference, index, term).IsNone ? Term.None : Atoms.Ok;

    [Bif("atomics", "add_get")]
    public static Term AddGet(ref BifContext context, Term reference, Term index, Term term)
    {
        AtomicsArray? array = Find(reference, index, out long at);
        if (array == null || !TryIncrement(term, out long value))
        {
            return context.BadArg();
        }
        return Number(ref context, array, Interlocked.Add(ref array.At(at), value));
    }

    [Bif("atomics", "exchange")]
    public static Term Exchange(ref BifContext context, Term reference, Term index, Term term)
    {
        AtomicsArray? array = Find(reference, index, out long at);
        if (array == null || !TryValue(array, term, out long value))
        {
            return context.BadArg();
        }
        return Number(ref context, array, Interlocked.Exchange(ref array.At(at), value));
    }

    /// <summary>ok, or the value found in place of the expected one.</summary>
    [Bif("atomics", "compare_exchange")]
    public static Term CompareExchange(ref BifContext context, Term reference, Term index, Term expectedTerm, Term desiredTerm)
    {
        AtomicsArray? array = Find(reference, index, out long at);
        if (array == null || !TryValue(array, expectedTerm, out long expected) || !TryValue(array, desiredTerm, out long desired))
        {
            return context.BadArg();
        }
        long seen = Interlocked.CompareExchange(ref array.At(at), desired, expected);
        return seen == expected ? Atoms.Ok : Number(ref context, array, seen);
    }

    /// <summary>#{size, max, min, memory}</summary>
    [Bif("atomics", "info")]
    public static Term Info(ref BifContext context, Term reference)
    {
        AtomicsArray? array = Reference.Resource<AtomicsArray>(reference);
        if (array == null)
        {
            return context.BadArg();
        }
        TermHeap* heap = context.Heap;
        Term* pairs = stackalloc Term[8];
        pairs[0] = Atoms.Size;
        pairs[1] = Term.Small(array.Size);
        pairs[2] = Atoms.Max;
        pairs[3] = array.IsSigned ? Integers.Create(heap, long.MaxValue) : Integers.Create(heap, ulong.MaxValue);
        pairs[4] = Atoms.Min;
        pairs[5] = array.IsSigned ? Integers.Create(heap, long.MinValue) : Term.Small(0);
        pairs[6] = Atoms.Memory;
        pairs[7] = Term.Small(array.MemoryBytes);
        return Maps.FromKeysValues(heap, pairs, 4);
    }

    [Bif("erts_internal", "counters_get")]
    public static Term CountersGet(ref BifContext context, Term reference, Term index)
    {
        AtomicsArray? array = Find(reference, index, out long at);
        return array == null ? context.BadArg() : Integers.Create(context.Heap, array.Sum(at));
    }

    [Bif("erts_internal", "counters_add")]
    public static Term CountersAdd(ref BifContext context, Term reference, Term index, Term term)
    {
        AtomicsArray? array = Find(reference, index, out long at);
        if (array == null || !TryIncrement(term, out long value))
        {
            return context.BadArg();
        }
        Interlocked.Add(ref array.At(at, context.Scheduler.Id), value);
        return Atoms.Ok;
    }

    [Bif("erts_internal", "counters_put")]
    public static Term CountersPut(ref BifContext context, Term reference, Term index, Term term)
    {
        AtomicsArray? array = Find(reference, index, out long at);
        if (array == null || !Integers.TryGetInt64(term, out long value))
        {
            return context.BadArg();
        }
        for (int stripe = 0; stripe < array.Stripes; stripe++)
        {
            Interlocked.Exchange(ref array.At(at, stripe), stripe == 0 ? value : 0);
        }
        return Atoms.Ok;
    }

    /// <summary>#{size, memory}</summary>
    [Bif("erts_internal", "counters_info")]
    public static Term CountersInfo(ref BifContext context, Term reference)
    {
        AtomicsArray? array = Reference.Resource<AtomicsArray>(reference);
        if (array == null)
        {
            return context.BadArg();
        }
        Term* pairs = stackalloc Term[4];
        pairs[0] = Atoms.Size;
        pairs[1] = Term.Small(array.Size);
        pairs[2] = Atoms.Memory;
        pairs[3] = Term.Small(array.MemoryBytes);
        return Maps.FromKeysValues(context.Heap, pairs, 2);
    }
}
