// What a table keeps its rows in. The two kinds are HashStore (set, bag, duplicate_bag) and TreeStore (ordered_set). The
// table has taken the lock that each method names before it calls.
namespace Lingen.Runtime;

/// <summary>Type of a table.</summary>
internal enum EtsType
{
    Set,
    OrderedSet,
    Bag,
    DuplicateBag,
}

/// <summary>Rows by key.</summary>
internal abstract unsafe class EtsStore(int keyIndex)
{
    /// <summary>Zero-based position of the key.</summary>
    public int KeyIndex { get; } = keyIndex;

    protected long CountField;
    protected long WordsField;

    /// <summary>Number of objects; rows marked as deleted do not count.</summary>
    public long Count => Volatile.Read(ref CountField);

    /// <summary>Words of rows and index structures.</summary>
    public long Words => Volatile.Read(ref WordsField);

    public Term KeyOf(EtsRow* row) => EtsRow.Element(row, KeyIndex);

    /// <summary>The (first) row of the key, or null. Read lock.</summary>
    public abstract EtsRow* Find(Term key, uint hash);

    /// <summary>The next row of the same key in a bag, or null. Read lock.</summary>
    public abstract EtsRow* NextOfKey(EtsRow* row);

    /// <summary>Links a row in; what it replaces, or the row itself if a bag holds it already, comes back to be freed. Write lock.</summary>
    public abstract EtsRow* Insert(EtsRow* row);

    /// <summary>Puts a row in the place of one with the same key. The old one is not freed. Write lock.</summary>
    public abstract void Replace(EtsRow* old, EtsRow* row);

    /// <summary>
    /// Takes out all rows of the key. They come back linked through Next, for the caller to free; while the table is
    /// fixed they stay, marked as deleted. Write lock.
    /// </summary>
    public abstract EtsRow* Delete(Term key, uint hash, bool isFixed, out int deleted);

    /// <summary>Takes out (or marks) the rows equal to the object, as <see cref="Delete"/> does. Write lock.</summary>
    public abstract EtsRow* DeleteObject(Term tuple, uint hash, bool isFixed);

    /// <summary>First and last rows in traversal order, or null. Read lock.</summary>
    public abstract EtsRow* First();
    public abstract EtsRow* Last();

    /// <summary>
    /// The row after (before) the key. <paramref name="known"/> is false if the traversal cannot go on from
    /// there, because a hash table does not have the key. Read lock.
    /// </summary>
    public abstract EtsRow* NextAfter(Term key, uint hash, out bool known);
    public abstract EtsRow* PreviousBefore(Term key, uint hash, out bool known);

    /// <summary>First row, rows after a key, and rows of a key with those that are marked as deleted. Read lock.</summary>
    public virtual EtsRow* RawFirst() => First();

    public virtual EtsRow* RawAfter(Term key, uint hash, out bool known) => NextAfter(key, hash, out known);

    public virtual EtsRow* RawFind(Term key, uint hash) => Find(key, hash);

    public virtual EtsRow* RawNextOfKey(EtsRow* row) => null;

    /// <summary>Number of slots that ets:slot/2 counts. Read lock.</summary>
    public abstract long SlotCount { get; }

    /// <summary>Drops rows marked as deleted once nobody fixes the table. Exclusive lock.</summary>
    public abstract EtsRow* Sweep();

    /// <summary>Grows or shrinks the index after a change. Exclusive lock.</summary>
    public virtual bool WantsResize => false;

    public virtual void Resize() { }

    /// <summary>Every row there is (an address), those marked as deleted too. Read lock.</summary>
    public abstract void ForEachRow(Action<nint> visit);

    /// <summary>Frees up to this many rows of a store that nobody else sees; true once it is empty.</summary>
    public abstract bool FreeSome(ref long budget);

    protected static bool SameObject(Term a, Term b, bool exact) =>
        exact ? TermComparer.ExactEqual(a, b) : TermComparer.Equal(a, b);

    /// <summary>Frees a chain of rows that left the table.</summary>
    public static void FreeChain(EtsRow* row)
    {
        while (row != null)
        {
            EtsRow* next = row->Next;
            EtsRow.Free(row);
            row = next;
        }
    }
}
