// Processes that watch the time offset (monitor(time_offset, clock_service)). The offset never changes in the time
// warp mode we run in, so this only has to know who watches.
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Monitors of the time offset, by watcher and reference.</summary>
public sealed class TimeOffsetWatchers
{
    private readonly HashSet<(ulong Watcher, ulong Reference)> watchers = [];

    public int Count
    {
        get
        {
            lock (watchers)
            {
                return watchers.Count;
            }
        }
    }

    public void Add(Term watcher, Term reference)
    {
        lock (watchers)
        {
            watchers.Add((watcher.Bits, Identity.OfReference(reference)));
        }
    }

    public void Remove(Term watcher, Term reference)
    {
        lock (watchers)
        {
            watchers.Remove((watcher.Bits, Identity.OfReference(reference)));
        }
    }
}
