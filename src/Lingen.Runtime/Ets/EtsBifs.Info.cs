// ets:info/1,2.
namespace Lingen.Runtime;

internal static unsafe partial class EtsBifs
{
    /// <summary>The items of info/1, in BEAM's order.</summary>
    private static readonly Term[] InfoItems =
    [
        Atoms.Id,
        Atoms.DecentralizedCounters,
        Atoms.ReadConcurrency,
        Atoms.WriteConcurrency,
        Atoms.Compressed,
        Atoms.Memory,
        Atoms.Owner,
        Atoms.Heir,
        Atoms.Name,
        Atoms.Size,
        Atoms.Node,
        Atoms.NamedTable,
        Atoms.Type,
        Atoms.Keypos,
        Atoms.Protection,
    ];

    [Bif("ets", "info")]
    public static Term Info(ref BifContext context, Term name)
    {
        EtsTable? table = FindForInfo(ref context, name, out bool valid);
        if (table == null)
        {
            return valid ? Atoms.Undefined : context.Error(Atoms.Badarg, Atoms.Type);
        }
        TermHeap* heap = context.Heap;
        Term list = Term.Nil;
        table.EnterScan();
        for (int i = InfoItems.Length - 1; i >= 0; i--)
        {
            list = Cons.Create(heap, Tuple.Create(heap, InfoItems[i], InfoItem(ref context, table, InfoItems[i])), list);
        }
        table.ExitScan();
        return list;
    }

    [Bif("ets", "info", Traps = true)]
    public static Term Info(ref BifContext context, Term name, Term item)
    {
        EtsTable? table = FindForInfo(ref context, name, out bool valid);
        if (table == null)
        {
            return valid ? Atoms.Undefined : context.Error(Atoms.Badarg, Atoms.Type);
        }
        if (item == Atoms.Binary)
        {
            return context.Trap(Atoms.ErtsInternal, Atoms.EtsInfoBinary, [name]);
        }
        table.EnterScan();
        Term value = item.IsAtom ? InfoItem(ref context, table, item) : Term.None;
        table.ExitScan();
        return value.IsNone ? context.BadArg() : value;
    }

    private static EtsTable? FindForInfo(ref BifContext context, Term name, out bool valid)
    {
        EtsTable? table = name.IsAtom || name.IsReference ? Find(ref context, name) : null;
        valid = name.IsAtom || table != null;
        return table is { IsDeleted: false } ? table : null;
    }

    private static Term InfoItem(ref BifContext context, EtsTable table, Term item)
    {
        TermHeap* heap = context.Heap;
        switch (item.Bits)
        {
            case AtomBits.Id:
                return table.MakeIdentifier(heap);
            case AtomBits.DecentralizedCounters:
                return Term.Boolean(table.DecentralizedCounters);
            case AtomBits.ReadConcurrency:
                return Term.Boolean(table.ReadConcurrency);
            case AtomBits.WriteConcurrency:
                return table.FixedLocks == 0
                    ? table.WriteConcurrency
                    : Tuple.Create(heap, Term.Atom(EtsOptions.FixedLocksName), Term.Small(table.FixedLocks));
            case AtomBits.Compressed:
                return Term.Boolean(table.IsCompressed);
            case AtomBits.Memory:
                return Term.Small(table.Store.Words + TableOverheadWords);
            case AtomBits.Owner:
                return table.Owner;
            case AtomBits.Heir:
                return table.Heir.IsNone ? Atoms.None : table.Heir;
            case AtomBits.Name:
                return table.Name;
            case AtomBits.Size:
                return Term.Small(table.Store.Count);
            case AtomBits.Node:
                return context.Vm.NodeName;
            case AtomBits.NamedTable:
                return Term.Boolean(table.IsNamed);
            case AtomBits.Type:
                return TypeAtom(table.Type);
            case AtomBits.Keypos:
                return Term.Small(table.KeyIndex + 1);
            case AtomBits.Protection:
                return table.Protection switch
                {
                    EtsProtection.Public => Atoms.Public,
                    EtsProtection.Private => Atoms.Private,
                    _ => Atoms.Protected,
                };
            case AtomBits.Fixed:
                return Term.Boolean(table.IsFixed);
            case AtomBits.SafeFixed:
                return SafeFixed(heap, table, monotonic: false);
            case AtomBits.SafeFixedMonotonicTime:
                return SafeFixed(heap, table, monotonic: true);
            case AtomBits.Stats:
                return Stats(heap, table);
            default:
                return Term.None;
        }
    }

    /// <summary>Roughly what a table without rows takes besides its buckets.</summary>
    private const long TableOverheadWords = 120;

    private static Term TypeAtom(EtsType type) =>
        type switch
        {
            EtsType.Set => Atoms.Set,
            EtsType.OrderedSet => Atoms.OrderedSet,
            EtsType.Bag => Atoms.Bag,
            _ => Atoms.DuplicateBag,
        };

    private static Term SafeFixed(TermHeap* heap, EtsTable table, bool monotonic)
    {
        if (!table.IsFixed)
        {
            return Term.False;
        }
        Term fixers = table.FixersTerm(heap);
        if (monotonic)
        {
            return Tuple.Create(heap, Integers.Create(heap, table.FixedSinceMonotonic), fixers);
        }
        long micros = table.FixedSinceSystem;
        const long Million = 1_000_000;
        Term time = Tuple.Create(
            heap,
            Term.Small(micros / Million / Million),
            Term.Small(micros / Million % Million),
            Term.Small(micros % Million)
        );
        return Tuple.Create(heap, time, fixers);
    }

    /// <summary>{Buckets, AverageChain, Deviation, ExpectedDeviation, Shortest, Longest, KeptObjects, LockCount} of a hash table.</summary>
    private static Term Stats(TermHeap* heap, EtsTable table)
    {
        if (table.IsTree)
        {
            return Term.False;
        }
        long buckets = table.Hash.SlotCount;
        double average = (double)table.Store.Count / buckets;
        double sumOfSquares = 0;
        int shortest = int.MaxValue;
        int longest = 0;
        int kept = 0;
        for (long bucket = 0; bucket < buckets; bucket++)
        {
            int length = 0;
            for (EtsRow* row = table.Hash.Bucket(bucket); row != null; row = row->Next)
            {
                length++;
                kept += row->IsDeleted ? 1 : 0;
            }
            shortest = Math.Min(shortest, length);
            longest = Math.Max(longest, length);
            sumOfSquares += (length - average) * (length - average);
        }
        ReadOnlySpan<Term> fields =
        [
            Term.Small(buckets),
            Float.Create(heap, average),
            Float.Create(heap, Math.Sqrt(sumOfSquares / buckets)),
            Float.Create(heap, Math.Sqrt(average * (1 - (1.0 / buckets)))),
            Term.Small(shortest),
            Term.Small(longest),
            Term.Small(kept),
            Term.Small(1),
        ];
        return Tuple.Create(heap, fields);
    }

    /// <summary>Lets the process read tables that are not its own, for erts_internal:ets_info_binary/1.</summary>
    [Bif("erts_internal", "ets_super_user")]
    public static Term SuperUser(ref BifContext context, Bool on)
    {
        context.Process->SetFlag(ProcessFlags.EtsSuperUser, on);
        return Atoms.Ok;
    }

    [Bif("erts_internal", "ets_raw_first")]
    public static Term RawFirst(ref BifContext context, Term name) =>
        Walk(ref context, name, Term.None, Step.RawFirst, lookup: false);

    [Bif("erts_internal", "ets_raw_next")]
    public static Term RawNext(ref BifContext context, Term name, Term key) =>
        Walk(ref context, name, key, Step.RawNext, lookup: false);

    /// <summary>{Address, Bytes, ReferenceCount} of every large binary in the objects of a key.</summary>
    [Bif("erts_internal", "ets_lookup_binary_info")]
    public static Term LookupBinaryInfo(ref BifContext context, Term name, Term key)
    {
        EtsTable? table = Resolve(ref context, name, Access.Read);
        if (table == null)
        {
            return Term.None;
        }
        TermHeap* heap = context.Heap;
        Term list = Term.Nil;
        uint hash = table.HashOf(key);
        table.EnterRead(hash);
        EtsRow* row = table.IsDeleted ? null : table.Store.RawFind(key, hash);
        while (row != null)
        {
            for (ulong* header = row->OffHeap; header != null; header = (ulong*)header[1])
            {
                if (new HeaderWord(*header).Tag == HeaderTag.RefcBinary)
                {
                    var cell = (BinaryCell*)header[2];
                    Term address = Integers.Create(heap, (ulong)cell);
                    Term info = Tuple.Create(
                        heap,
                        address,
                        Term.Small(cell->CapacityBytes),
                        Term.Small(cell->Cell.ReferenceCount)
                    );
                    list = Cons.Create(heap, info, list);
                }
            }
            row = table.Store.RawNextOfKey(row);
        }
        table.ExitRead(hash);
        return list;
    }
}
