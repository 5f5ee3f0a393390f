// Persistent terms: values that every process reads without copying. Key and value of an entry lie together in a literal
// area of their own. Readers take no lock: they probe an array of entries that writers replace or extend with single
// stores. The area of a replaced or erased entry goes to the literal area collector, which asks every process to copy
// what it still uses before the area is freed.
namespace Lingen.Runtime;

/// <summary>The table behind module persistent_term.</summary>
public sealed unsafe class PersistentTermTable
{
    private readonly object gate = new();
    private Entry?[] slots = new Entry?[64];
    private int count;
    private long words;

    /// <summary>Slots whose entry was taken out: probes go on behind them, and new keys do not use them.</summary>
    private int vacated;
    private static readonly Entry Vacated = new(Term.None, Term.None, 0, default);

    public int Count => Volatile.Read(ref count);

    /// <summary>Words of all keys and values.</summary>
    public long Words => Volatile.Read(ref words);

    /// <summary>A key with its value; immutable.</summary>
    private sealed class Entry(Term key, Term value, ulong hash, LiteralArea area)
    {
        public readonly Term Key = key;
        public readonly Term Value = value;
        public readonly ulong Hash = hash;
        public readonly LiteralArea Area = area;
    }

    /// <summary>The list of off-heap objects (an address) of every entry.</summary>
    public void ForEachArea(Action<nint> visit)
    {
        lock (gate)
        {
            foreach (Entry? entry in slots)
            {
                visit(entry == null ? 0 : (nint)entry.Area.OffHeap);
            }
        }
    }

    /// <summary>The value of the key, or none.</summary>
    public Term Get(Term key)
    {
        ulong hash = TermHash.Internal(key);
        Entry?[] table = Volatile.Read(ref slots);
        Entry? entry = Volatile.Read(ref table[Probe(table, key, hash)]);
        // A slot that was empty may have been taken by another key meanwhile.
        return entry != null && entry.Hash == hash && !entry.Key.IsNone && TermComparer.ExactEqual(entry.Key, key)
            ? entry.Value
            : Term.None;
    }

    /// <summary>
    /// Sets the value, which is a term of the process that the calling thread has in hand. The replaced area, if any, comes back to be released. False if the key has this value already, or
    /// any if <paramref name="onlyNew"/>.
    /// </summary>
    public bool Put(Term key, Term value, bool onlyNew, out LiteralArea replaced)
    {
        replaced = default;
        lock (gate)
        {
            ulong hash = TermHash.Internal(key);
            int slot = Probe(slots, key, hash);
            Entry? old = slots[slot];
            if (old != null && (onlyNew || TermComparer.ExactEqual(old.Value, value)))
            {
                return false;
            }
            Span<Term> pair = [key, value];
            LiteralArea area = SharedCopier.CopyToLiterals(pair);
            words += area.SizeWords;
            var entry = new Entry(pair[0], pair[1], hash, area);
            if (old != null)
            {
                replaced = old.Area;
                words -= old.Area.SizeWords;
                Volatile.Write(ref slots[slot], entry);
                return true;
            }
            count++;
            if ((count + vacated) * 2 > slots.Length)
            {
                Rebuild(count * 4 > slots.Length ? slots.Length * 2 : slots.Length);
                slot = Probe(slots, key, hash);
            }
            Volatile.Write(ref slots[slot], entry);
            return true;
        }
    }

    /// <summary>Takes the key out; false if it was not there.</summary>
    public bool Erase(Term key, out LiteralArea erased)
    {
        lock (gate)
        {
            int slot = Probe(slots, key, TermHash.Internal(key));
            Entry? entry = slots[slot];
            erased = entry?.Area ?? default;
            if (entry == null)
            {
                return false;
            }
            count--;
            vacated++;
            words -= entry.Area.SizeWords;
            Volatile.Write(ref slots[slot], Vacated);
            return true;
        }
    }

    /// <summary>Takes everything out and returns the areas.</summary>
    public List<LiteralArea> EraseAll()
    {
        var areas = new List<LiteralArea>();
        lock (gate)
        {
            foreach (Entry? entry in slots)
            {
                if (entry != null && entry != Vacated)
                {
                    areas.Add(entry.Area);
                }
            }
            Volatile.Write(ref slots, new Entry?[64]);
            count = 0;
            vacated = 0;
            words = 0;
        }
        return areas;
    }

    /// <summary>All entries as a list of {Key, Value}.</summary>
    public Term ToList(TermHeap* heap)
    {
        Term list = Term.Nil;
        foreach (Entry? entry in Volatile.Read(ref slots))
        {
            if (entry != null && entry != Vacated)
            {
                list = Cons.Create(heap, Tuple.Create(heap, entry.Key, entry.Value), list);
            }
        }
        return list;
    }

    /// <summary>A new array with the same entries: readers of the old one are not disturbed.</summary>
    private void Rebuild(int size)
    {
        var rebuilt = new Entry?[size];
        foreach (Entry? entry in slots)
        {
            if (entry != null && entry != Vacated)
            {
                int slot = (int)(entry.Hash & (ulong)(size - 1));
                while (rebuilt[slot] != null)
                {
                    slot = (slot + 1) & (size - 1);
                }
                rebuilt[slot] = entry;
            }
        }
        vacated = 0;
        Volatile.Write(ref slots, rebuilt);
    }

    /// <summary>The slot of the key, or the empty one where it would go.</summary>
    private static int Probe(Entry?[] table, Term key, ulong hash)
    {
        int mask = table.Length - 1;
        int slot = (int)(hash & (ulong)mask);
        while (Volatile.Read(ref table[slot]) is { } entry)
        {
            if (entry.Hash == hash && !entry.Key.IsNone && TermComparer.ExactEqual(entry.Key, key))
            {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
