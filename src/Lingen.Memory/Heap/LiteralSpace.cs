// The addresses of the literal region that have been given back, so that a node which replaces persistent terms for
// years does not run out of them. Areas come and go rarely, so plain sorted sets do. LiteralRegion's gate guards it.
namespace Lingen.Memory;

/// <summary>Free ranges of addresses: neighbours are joined, the smallest that fits is taken first.</summary>
internal sealed class LiteralSpace
{
    private readonly SortedSet<(ulong Start, ulong Bytes)> byAddress = [];
    private readonly SortedSet<(ulong Bytes, ulong Start)> bySize = [];

    /// <summary>The start of a free range of this size, or 0. What is left of it stays free.</summary>
    public ulong Take(ulong bytes)
    {
        if (bySize.Count == 0 || bySize.Max.Bytes < bytes)
        {
            return 0;
        }
        (ulong size, ulong start) = bySize.GetViewBetween((bytes, 0), (ulong.MaxValue, ulong.MaxValue)).Min;
        Remove(start, size);
        if (size > bytes)
        {
            Add(start + bytes, size - bytes);
        }
        return start;
    }

    public void Give(ulong start, ulong bytes)
    {
        if (bytes == 0)
        {
            return;
        }
        if (Before(start) is { } before && before.Start + before.Bytes == start)
        {
            Remove(before.Start, before.Bytes);
            start = before.Start;
            bytes += before.Bytes;
        }
        if (Before(start + bytes + 1) is { } after && after.Start == start + bytes)
        {
            Remove(after.Start, after.Bytes);
            bytes += after.Bytes;
        }
        Add(start, bytes);
    }

    /// <summary>The last free range that begins below this address.</summary>
    private (ulong Start, ulong Bytes)? Before(ulong address)
    {
        if (byAddress.Count == 0)
        {
            return null;
        }
        SortedSet<(ulong Start, ulong Bytes)> below = byAddress.GetViewBetween((0, 0), (address - 1, ulong.MaxValue));
        (ulong Start, ulong Bytes) last = below.Max;
        return last.Bytes == 0 ? null : last;
    }

    private void Add(ulong start, ulong bytes)
    {
        byAddress.Add((start, bytes));
        bySize.Add((bytes, start));
    }

    private void Remove(ulong start, ulong bytes)
    {
        byAddress.Remove((start, bytes));
        bySize.Remove((bytes, start));
    }
}
