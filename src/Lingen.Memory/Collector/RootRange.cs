// What a collection starts from.
using Lingen.Terms;

namespace Lingen.Memory;

/// <summary>A run of words that may hold terms; the collector updates them in place.</summary>
public readonly unsafe struct RootRange(Term* start, int count)
{
    public readonly Term* Start = start;
    public readonly int Count = count;
}

/// <summary>How a collection ended.</summary>
public enum CollectionResult
{
    Done,

    /// <summary>The system gave no memory; the heap is unchanged.</summary>
    OutOfMemory,
}
