// Maps of at most 32 keys: linear search, sorted key tuple shared between maps that have the same keys.
namespace Lingen.Terms;

public static unsafe partial class Maps
{
    private static int FindKey(Term* keys, int count, Term key)
    {
        if (!key.IsImmediate)
        {
            return FindBoxedKey(keys, count, key);
        }
        for (int i = 0; i < count; i++)
        {
            if (keys[i] == key)
            {
                return i;
            }
        }
        return -1;
    }

    private static int FindBoxedKey(Term* keys, int count, Term key)
    {
        for (int i = 0; i < count; i++)
        {
            if (TermComparer.ExactEqual(keys[i], key))
            {
                return i;
            }
        }
        return -1;
    }

    private static Term PutFlat(TermHeap* heap, FlatMap map, Term key, Term value, bool mustExist)
    {
        int count = map.Count;
        int index = FindKey(map.Keys, count, key);
        if (index >= 0)
        {
            return map.Values[index] == value ? map.Term : ReplaceValue(heap, map, index, value);
        }
        if (mustExist)
        {
            return Term.None;
        }
        return count < FlatMap.MaxKeys ? InsertKey(heap, map, key, value) : Promote(heap, map, key, value);
    }

    private static Term ReplaceValue(TermHeap* heap, FlatMap map, int index, Term value)
    {
        int count = map.Count;
        Term result = FlatMap.Allocate(heap, map.KeyTuple, count, out Term* values);
        new ReadOnlySpan<Term>(map.Values, count).CopyTo(new Span<Term>(values, count));
        values[index] = value;
        return result;
    }

    private static Term InsertKey(TermHeap* heap, FlatMap map, Term key, Term value)
    {
        int count = map.Count;
        Term* oldKeys = map.Keys;
        Term* oldValues = map.Values;
        int place = 0;
        while (place < count && TermComparer.CompareMapKeys(oldKeys[place], key) < 0)
        {
            place++;
        }
        Term keyTuple = Tuple.Allocate(heap, count + 1, out Term* keys);
        Term result = FlatMap.Allocate(heap, keyTuple, count + 1, out Term* values);
        CopyAround(oldKeys, keys, place, count - place, key);
        CopyAround(oldValues, values, place, count - place, value);
        return result;
    }

    private static void CopyAround(Term* source, Term* target, int before, int after, Term inserted)
    {
        new ReadOnlySpan<Term>(source, before).CopyTo(new Span<Term>(target, before));
        target[before] = inserted;
        new ReadOnlySpan<Term>(source + before, after).CopyTo(new Span<Term>(target + before + 1, after));
    }

    /// <summary>A full flat map and one more key: the smallest hash map.</summary>
    private static Term Promote(TermHeap* heap, FlatMap map, Term key, Term value)
    {
        Term* pairs = stackalloc Term[2 * (FlatMap.MaxKeys + 1)];
        int count = map.Count;
        for (int i = 0; i < count; i++)
        {
            pairs[2 * i] = map.Keys[i];
            pairs[(2 * i) + 1] = map.Values[i];
        }
        pairs[2 * count] = key;
        pairs[(2 * count) + 1] = value;
        return BuildHash(heap, pairs, count + 1);
    }

    private static Term TakeFlat(TermHeap* heap, FlatMap map, Term key, out Term value)
    {
        int count = map.Count;
        int index = FindKey(map.Keys, count, key);
        if (index < 0)
        {
            value = Term.None;
            return map.Term;
        }
        value = map.Values[index];
        Term keyTuple = Tuple.Allocate(heap, count - 1, out Term* keys);
        Term result = FlatMap.Allocate(heap, keyTuple, count - 1, out Term* values);
        CopyWithout(map.Keys, keys, index, count);
        CopyWithout(map.Values, values, index, count);
        return result;
    }

    private static void CopyWithout(Term* source, Term* target, int index, int count)
    {
        new ReadOnlySpan<Term>(source, index).CopyTo(new Span<Term>(target, index));
        new ReadOnlySpan<Term>(source + index + 1, count - index - 1).CopyTo(new Span<Term>(target + index, count - index - 1));
    }

    /// <summary>
    /// A flat map of at most 32 pairs given as key, value, key, value; of equal keys the last wins.
    /// </summary>
    private static Term BuildFlat(TermHeap* heap, Term* pairs, int count)
    {
        Term* keys = stackalloc Term[FlatMap.MaxKeys];
        Term* values = stackalloc Term[FlatMap.MaxKeys];
        int length = 0;
        for (int i = 0; i < count; i++)
        {
            Term key = pairs[2 * i];
            int place = length;
            int order = 1;
            while (place > 0 && (order = TermComparer.CompareMapKeys(keys[place - 1], key)) > 0)
            {
                place--;
            }
            if (place > 0 && order == 0)
            {
                keys[place - 1] = key;
                values[place - 1] = pairs[(2 * i) + 1];
                continue;
            }
            for (int j = length; j > place; j--)
            {
                keys[j] = keys[j - 1];
                values[j] = values[j - 1];
            }
            keys[place] = key;
            values[place] = pairs[(2 * i) + 1];
            length++;
        }
        Term keyTuple = Tuple.Create(heap, new ReadOnlySpan<Term>(keys, length));
        Term result = FlatMap.Allocate(heap, keyTuple, length, out Term* target);
        new ReadOnlySpan<Term>(values, length).CopyTo(new Span<Term>(target, length));
        return result;
    }

    /// <summary>Union of two flat maps, the right one's values winning; a hash map if it grows past 32 keys.</summary>
    private static Term MergeFlat(TermHeap* heap, FlatMap left, FlatMap right)
    {
        int leftCount = left.Count;
        int rightCount = right.Count;
        if (leftCount == 0)
        {
            return right.Term;
        }
        if (rightCount == 0)
        {
            return left.Term;
        }
        Term* pairs = stackalloc Term[4 * FlatMap.MaxKeys];
        int count = 0;
        int i = 0;
        int j = 0;
        while (i < leftCount || j < rightCount)
        {
            int order =
                i == leftCount ? 1
                : j == rightCount ? -1
                : TermComparer.CompareMapKeys(left.Keys[i], right.Keys[j]);
            bool takeLeft = order < 0;
            pairs[2 * count] = takeLeft ? left.Keys[i] : right.Keys[j];
            pairs[(2 * count) + 1] = takeLeft ? left.Values[i] : right.Values[j];
            count++;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        if (count == rightCount)
        {
            return right.Term;
        }
        if (count > FlatMap.MaxKeys)
        {
            return BuildHash(heap, pairs, count);
        }
        Term keyTuple = left.KeyTuple;
        if (count != leftCount)
        {
            keyTuple = Tuple.Allocate(heap, count, out Term* keys);
            for (int k = 0; k < count; k++)
            {
                keys[k] = pairs[2 * k];
            }
        }
        Term result = FlatMap.Allocate(heap, keyTuple, count, out Term* values);
        for (int k = 0; k < count; k++)
        {
            values[k] = pairs[(2 * k) + 1];
        }
        return result;
    }
}
