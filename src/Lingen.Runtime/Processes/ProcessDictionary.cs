// The process dictionary: pairs of terms in one native block that the collector takes as a root range. Few entries are
// searched one by one; from sixteen on the block is an open-addressing hash table.
using System.Runtime.InteropServices;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Key and value words; the pairs follow the struct. Owned by one process.</summary>
public unsafe struct ProcessDictionary
{
    private const int LinearCapacity = 16;
    private const int FirstCapacity = 4;

    public int Count;
    private int capacity;

    public static int CountOf(ProcessDictionary* dictionary) => dictionary == null ? 0 : dictionary->Count;

    /// <summary>The words to give to the collector; free slots are zero.</summary>
    public static RootRange Roots(ProcessDictionary* dictionary) =>
        new(dictionary->Pairs, (dictionary->capacity <= LinearCapacity ? dictionary->Count : dictionary->capacity) * 2);

    /// <summary>Words of native memory, for process_info(memory).</summary>
    public static long SizeWords(ProcessDictionary* dictionary) =>
        dictionary == null ? 0 : (sizeof(ProcessDictionary) / sizeof(ulong)) + (dictionary->capacity * 2);

    /// <summary>The value of a key, or none.</summary>
    public static Term Get(ProcessDictionary* dictionary, Term key)
    {
        if (dictionary == null)
        {
            return Term.None;
        }
        int index = dictionary->IndexOf(key);
        return index < 0 ? Term.None : dictionary->Pairs[(index * 2) + 1];
    }

    /// <summary>Sets a value; returns the one before, or none.</summary>
    public static Term Put(ref ProcessDictionary* dictionary, Term key, Term value)
    {
        if (dictionary == null)
        {
            dictionary = Allocate(FirstCapacity);
        }
        int index = dictionary->IndexOf(key);
        if (index >= 0)
        {
            Term* slot = dictionary->Pairs + (index * 2) + 1;
            Term old = *slot;
            *slot = value;
            return old;
        }
        if (dictionary->IsFull)
        {
            Resize(ref dictionary, dictionary->capacity * 2);
        }
        dictionary->Insert(key, value);
        return Term.None;
    }

    /// <summary>Removes a key; returns its value, or none.</summary>
    public static Term Erase(ref ProcessDictionary* dictionary, Term key)
    {
        if (dictionary == null)
        {
            return Term.None;
        }
        int index = dictionary->IndexOf(key);
        if (index < 0)
        {
            return Term.None;
        }
        Term old = dictionary->Pairs[(index * 2) + 1];
        if (dictionary->Count == 1)
        {
            Free(ref dictionary);
        }
        else
        {
            dictionary->RemoveAt(index);
        }
        return old;
    }

    public static void Free(ref ProcessDictionary* dictionary)
    {
        NativeMemory.Free(dictionary);
        dictionary = null;
    }

    /// <summary>All entries as a list of {Key, Value}.</summary>
    public static Term ToList(ProcessDictionary* dictionary, TermHeap* heap)
    {
        Term list = Term.Nil;
        for (int i = 0; dictionary != null && i < dictionary->SlotCount; i++)
        {
            Term* pair = dictionary->Pairs + (i * 2);
            if (!pair->IsNone)
            {
                list = Cons.Create(heap, Tuple.Create(heap, pair[0], pair[1]), list);
            }
        }
        return list;
    }

    /// <summary>The keys, all of them or those with this value.</summary>
    public static Term Keys(ProcessDictionary* dictionary, TermHeap* heap, Term value = default)
    {
        Term list = Term.Nil;
        for (int i = 0; dictionary != null && i < dictionary->SlotCount; i++)
        {
            Term* pair = dictionary->Pairs + (i * 2);
            if (!pair->IsNone && (value.IsNone || TermComparer.ExactEqual(pair[1], value)))
            {
                list = Cons.Create(heap, pair[0], list);
            }
        }
        return list;
    }

    private Term* Pairs
    {
        get
        {
            fixed (ProcessDictionary* self = &this)
            {
                return (Term*)(self + 1);
            }
        }
    }

    private readonly bool IsHashed => capacity > LinearCapacity;
    private readonly int SlotCount => IsHashed ? capacity : Count;
    private readonly bool IsFull => IsHashed ? Count * 4 >= capacity * 3 : Count == capacity;

    private static ProcessDictionary* Allocate(int capacity)
    {
        var dictionary = (ProcessDictionary*)
            NativeMemory.AllocZeroed((nuint)(sizeof(ProcessDictionary) + (capacity * 2 * sizeof(Term))));
        dictionary->capacity = capacity;
        return dictionary;
    }

    private int IndexOf(Term key)
    {
        Term* pairs = Pairs;
        if (!IsHashed)
        {
            for (int i = 0; i < Count; i++)
            {
                if (pairs[i * 2] == key || (!key.IsImmediate && TermComparer.ExactEqual(pairs[i * 2], key)))
                {
                    return i;
                }
            }
            return -1;
        }
        for (int i = Home(key); !pairs[i * 2].IsNone; i = (i + 1) & (capacity - 1))
        {
            if (pairs[i * 2] == key || (!key.IsImmediate && TermComparer.ExactEqual(pairs[i * 2], key)))
            {
                return i;
            }
        }
        return -1;
    }

    private void Insert(Term key, Term value)
    {
        Term* pairs = Pairs;
        int index = Count;
        if (IsHashed)
        {
            index = Home(key);
            while (!pairs[index * 2].IsNone)
            {
                index = (index + 1) & (capacity - 1);
            }
        }
        pairs[index * 2] = key;
        pairs[(index * 2) + 1] = value;
        Count++;
    }

    private void RemoveAt(int index)
    {
        Term* pairs = Pairs;
        Count--;
        if (!IsHashed)
        {
            pairs[index * 2] = pairs[Count * 2];
            pairs[(index * 2) + 1] = pairs[(Count * 2) + 1];
            return;
        }
        // Close the gap: entries behind it move up as far as their home slot allows.
        int gap = index;
        for (int i = (index + 1) & (capacity - 1); !pairs[i * 2].IsNone; i = (i + 1) & (capacity - 1))
        {
            int home = Home(pairs[i * 2]);
            if (((i - home) & (capacity - 1)) >= ((i - gap) & (capacity - 1)))
            {
                pairs[gap * 2] = pairs[i * 2];
                pairs[(gap * 2) + 1] = pairs[(i * 2) + 1];
                gap = i;
            }
        }
        pairs[gap * 2] = Term.None;
        pairs[(gap * 2) + 1] = Term.None;
    }

    private static void Resize(ref ProcessDictionary* dictionary, int capacity)
    {
        ProcessDictionary* grown = Allocate(capacity);
        for (int i = 0; i < dictionary->SlotCount; i++)
        {
            Term* pair = dictionary->Pairs + (i * 2);
            if (!pair->IsNone)
            {
                grown->Insert(pair[0], pair[1]);
            }
        }
        NativeMemory.Free(dictionary);
        dictionary = grown;
    }

    /// <summary>Home slot by a hash that does not depend on where a boxed key lies, since the collector moves it.</summary>
    private readonly int Home(Term key)
    {
        ulong hash = (key.IsImmediate ? key.Bits : ShallowHash(key)) * 0x9E3779B97F4A7C15UL;
        return (int)(hash >> 32) & (capacity - 1);
    }

    /// <summary>Looks a few levels deep only; equal keys hash alike, unequal ones usually not.</summary>
    private static ulong ShallowHash(Term key, int depth = 4)
    {
        if (key.IsImmediate)
        {
            return key.Bits;
        }
        if (key.IsCons)
        {
            return depth == 0 ? 1 : (ShallowHash(key.Head, depth - 1) * 31) + ShallowHash(key.Tail, depth - 1);
        }
        HeaderWord header = key.Header;
        switch (header.Tag)
        {
            case HeaderTag.Tuple:
                ulong hash = (ulong)header.SizeWords;
                for (int i = 0; i < Math.Min(header.SizeWords, 8) && depth > 0; i++)
                {
                    hash = (hash * 31) + ShallowHash(new Tuple(key)[i], depth - 1);
                }
                return hash;
            case HeaderTag.Reference:
                return key.BoxedPointer[1];
            case HeaderTag.MagicReference:
                return key.BoxedPointer[3];
            case HeaderTag.Bignum:
            case HeaderTag.Float:
                return key.BoxedPointer[1];
            case HeaderTag.HeapBinary:
            case HeaderTag.RefcBinary:
            case HeaderTag.SubBinary:
                return (ulong)new Bitstring(key).SizeBits + 3;
            default:
                return (ulong)header.Tag;
        }
    }
}
