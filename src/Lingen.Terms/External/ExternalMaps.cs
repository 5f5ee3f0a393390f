// Maps as they come off the wire: keys in any order, perhaps with a key twice.
namespace Lingen.Terms;

/// <summary>Brings decoded pairs into the layouts of maps.</summary>
internal static unsafe class ExternalMaps
{
    /// <summary>Sorts the keys of a flat map, and its values with them. False if two keys are equal.</summary>
    public static bool SortPairs(Term* keys, Term* values, int count)
    {
        for (int i = 1; i < count; i++)
        {
            Term key = keys[i];
            Term value = values[i];
            int place = i;
            while (place > 0)
            {
                int order = CompareKeys(keys[place - 1], key);
                if (order == 0)
                {
                    return false;
                }
                if (order < 0)
                {
                    break;
                }
                keys[place] = keys[place - 1];
                values[place] = values[place - 1];
                place--;
            }
            keys[place] = key;
            values[place] = value;
        }
        return true;
    }

    /// <summary>A map of more keys than a flat map holds; none if two keys are equal.</summary>
    public static Term FromPairs(TermHeap* heap, Term* pairs, int count) => Maps.FromUniqueKeysValues(heap, pairs, count);

    /// <summary>Order of keys under the option `deterministic`: term order, integers before floats that equal them.</summary>
    public static int CompareInOrder(Term left, Term right) => TermComparer.CompareExact(left, right);

    private static int CompareKeys(Term left, Term right) => TermComparer.CompareMapKeys(left, right);
}
