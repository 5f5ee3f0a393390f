// Native memory for the pairs of a map under construction.
using System.Runtime.InteropServices;

namespace Lingen.Bifs;

/// <summary>Keys and values in turn, as <c>Maps.FromKeysValues</c> takes them. Dispose it when the map is built.</summary>
internal unsafe ref struct PairBuffer(long capacity)
{
    public readonly Term* Items = (Term*)NativeMemory.Alloc((nuint)Math.Max(capacity, 1) * 2, sizeof(ulong));

    /// <summary>Pairs added so far.</summary>
    public int Count { get; private set; }

    public void Add(Term key, Term value)
    {
        Items[2 * Count] = key;
        Items[(2 * Count) + 1] = value;
        Count++;
    }

    public readonly void Dispose() => NativeMemory.Free(Items);
}
