// One ETS table: its options, owner, locks and the store with the rows. A table identifier is a magic reference to this
// object; the registry holds one count on its cell as long as the table exists.
//
// Locks: `structure` guards everything. With write_concurrency a single-key operation on a hash table takes it as a reader
// and the stripe of its key as reader or writer, so operations on different keys run side by side; growth, traversals and
// operations on several keys take `structure` as writer.
using System.Runtime.InteropServices;

namespace Lingen.Runtime;

/// <summary>Who may do what with a table.</summary>
internal enum EtsProtection
{
    Public,
    Protected,
    Private,
}

/// <summary>A table.</summary>
internal sealed unsafe class EtsTable : MagicResource
{
    private const int StripeCount = 64;
    private const int PlainBuckets = 16;

    private EtsLock structure;
    private readonly EtsLock[]? stripes;
    private EtsStore store;

    /// <summary>Processes that have fixed the table, with their counts.</summary>
    private readonly Dictionary<ulong, int> fixers = [];
    private TermHeap heirHeap;

    public EtsTable(EtsTables tables, Term name, EtsType type, int keyIndex, bool writeConcurrency)
    {
        Tables = tables;
        Name = name;
        Type = type;
        KeyIndex = keyIndex;
        stripes = writeConcurrency && type != EtsType.OrderedSet ? new EtsLock[StripeCount] : null;
        store = NewStore();
    }

    public EtsTables Tables { get; }
    public Term Name { get; set; }
    public bool IsNamed { get; init; }
    public EtsType Type { get; }

    /// <summary>Zero-based position of the key.</summary>
    public int KeyIndex { get; }
    public EtsProtection Protection { get; set; }
    public Term Owner { get; set; }

    /// <summary>Pid of the heir, or none.</summary>
    public Term Heir { get; private set; }
    public Term HeirData { get; private set; }

    /// <summary>The heir has not ended since it was named: another process may have its pid by now.</summary>
    public bool HasLivingHeir { get; set; }
    public Term WriteConcurrency { get; init; }
    public int FixedLocks { get; init; }
    public bool ReadConcurrency { get; init; }
    public bool DecentralizedCounters { get; init; }
    public bool IsCompressed { get; init; }
    public (ulong Low, ulong High) Number { get; init; }
    public MagicCell* Cell { get; set; }

    /// <summary>Set once, when the table has left the registry.</summary>
    public bool IsDeleted { get; private set; }

    public EtsStore Store => store;
    public HashStore Hash => (HashStore)store;
    public TreeStore Tree => (TreeStore)store;
    public bool IsTree => Type == EtsType.OrderedSet;
    public bool IsBag => Type is EtsType.Bag or EtsType.DuplicateBag;
    public bool IsFixed { get; private set; }
    public long FixedSinceMonotonic { get; private set; }
    public long FixedSinceSystem { get; private set; }

    public uint HashOf(Term key) => IsTree ? 0 : HashStore.HashOf(key);

    /// <summary>With stripes there are at least as many buckets, so that a bucket belongs to one stripe.</summary>
    private EtsStore NewStore() =>
        IsTree ? new TreeStore(KeyIndex) : new HashStore(Type, KeyIndex, stripes == null ? PlainBuckets : StripeCount);

    /// <summary>
    /// The table identifier, as a term on this heap. Another thread may be deleting the table, and have given the last count on its cell
    /// back: then it is a reference that leads nowhere.
    /// </summary>
    public Term MakeIdentifier(TermHeap* heap)
    {
        MagicCell* cell = TryRetain();
        return cell == null
            ? Reference.Create(heap, Number.Low, Number.High)
            : Reference.CreateMagic(heap, cell, Number.Low, Number.High);
    }

    /// <summary>What the API returns for the table: its name if it is named.</summary>
    public Term MakeHandle(TermHeap* heap) => IsNamed ? Name : MakeIdentifier(heap);

    public void EnterRead(uint hash)
    {
        structure.EnterRead();
        if (stripes != null)
        {
            stripes[hash % StripeCount].EnterRead();
        }
    }

    public void ExitRead(uint hash)
    {
        if (stripes != null)
        {
            stripes[hash % StripeCount].ExitRead();
        }
        structure.ExitRead();
    }

    public void EnterWrite(uint hash)
    {
        if (stripes == null)
        {
            structure.EnterWrite();
            return;
        }
        structure.EnterRead();
        stripes[hash % StripeCount].EnterWrite();
    }

    /// <summary>Ends a change of one key and lets the index follow the number of rows.</summary>
    public void ExitWrite(uint hash)
    {
        if (stripes == null)
        {
            ExitExclusive();
            return;
        }
        bool resize = store.WantsResize;
        stripes[hash % StripeCount].ExitWrite();
        structure.ExitRead();
        if (resize)
        {
            EnterExclusive();
            ExitExclusive();
        }
    }

    /// <summary>Keeps all others out.</summary>
    public void EnterExclusive() => structure.EnterWrite();

    public void ExitExclusive()
    {
        ResizeIfWanted();
        structure.ExitWrite();
    }

    /// <summary>Lets the number of buckets follow that of the rows by some steps: after each row that is inserted under one lock.</summary>
    public void ResizeIfWanted()
    {
        if (!IsFixed && store.WantsResize)
        {
            store.Resize();
        }
    }

    /// <summary>Keeps writers out: for scans. With stripes that takes the whole lock.</summary>
    public void EnterScan()
    {
        if (stripes == null)
        {
            structure.EnterRead();
        }
        else
        {
            structure.EnterWrite();
        }
    }

    public void ExitScan()
    {
        if (stripes == null)
        {
            structure.ExitRead();
        }
        else
        {
            structure.ExitWrite();
        }
    }

    /// <summary>Replaces the heir; the data is copied. Exclusive lock.</summary>
    public void SetHeir(Term heir, Term data)
    {
        heirHeap.Clear();
        Tables.NoteHeir(this, Heir, heir);
        Heir = heir;
        HasLivingHeir = !heir.IsNone;
        fixed (TermHeap* heap = &heirHeap)
        {
            HeirData = heir.IsNone ? Term.None : TermCopier.Copy(data, heap, withLiterals: true);
        }
    }

    /// <summary>Fixes the table for a process. Takes the lock itself.</summary>
    public void Fix(Term pid)
    {
        EnterExclusive();
        fixers[pid.Bits] = fixers.GetValueOrDefault(pid.Bits) + 1;
        if (!IsFixed)
        {
            IsFixed = true;
            FixedSinceMonotonic = Clock.Monotonic();
            FixedSinceSystem = (FixedSinceMonotonic + Clock.TimeOffset()) / 1000;
        }
        structure.ExitWrite();
        Tables.NoteFixed(pid, this);
    }

    /// <summary>Takes back one fixation of the process, or all of them.</summary>
    public void Unfix(Term pid, bool all)
    {
        EtsRow* removed = null;
        EnterExclusive();
        if (fixers.TryGetValue(pid.Bits, out int count))
        {
            if (all || count == 1)
            {
                fixers.Remove(pid.Bits);
                Tables.NoteUnfixed(pid, this);
            }
            else
            {
                fixers[pid.Bits] = count - 1;
            }
            if (fixers.Count == 0)
            {
                IsFixed = false;
                removed = store.Sweep();
            }
        }
        ExitExclusive();
        EtsStore.FreeChain(removed);
    }

    /// <summary>The fixing processes as a list of {Pid, Count}. Scan lock.</summary>
    public Term FixersTerm(TermHeap* heap)
    {
        Term list = Term.Nil;
        foreach ((ulong pid, int count) in fixers)
        {
            list = Cons.Create(heap, Tuple.Create(heap, new Term(pid), Term.Small(count)), list);
        }
        return list;
    }

    /// <summary>Takes the rows out at once and leaves an empty table; the caller frees the old store at leisure. Exclusive lock.</summary>
    public EtsStore DetachRows()
    {
        EtsStore old = store;
        store = NewStore();
        return old;
    }

    /// <summary>Ends the table: from now on every operation fails. False if somebody else was first.</summary>
    public bool MarkDeleted()
    {
        EnterExclusive();
        bool first = !IsDeleted;
        IsDeleted = true;
        foreach (ulong pid in fixers.Keys)
        {
            Tables.NoteUnfixed(new Term(pid), this);
        }
        fixers.Clear();
        IsFixed = false;
        structure.ExitWrite();
        return first;
    }

    /// <summary>Frees up to <paramref name="budget"/> rows of a deleted table; true when nothing is left.</summary>
    public bool FreeSome(long budget)
    {
        lock (fixers)
        {
            return store.FreeSome(ref budget);
        }
    }

    /// <summary>The last identifier is gone: whatever a killed process left of the rows goes now.</summary>
    public override void Released()
    {
        FreeSome(long.MaxValue);
        heirHeap.Clear();
    }
}
