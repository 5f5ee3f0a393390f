// Receive markers: the compiler reserves one before it makes a reference, binds it to the reference, and uses it in
// front of a receive that only matches messages with that reference. Everything older than the marker is skipped,
// so a call from a process with a long queue costs no scan.
using System.Runtime.CompilerServices;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>The few markers of one process. If none is free, one that was never bound gives way, or else the oldest.</summary>
public unsafe struct ReceiveMarkers
{
    private const int Capacity = 8;

    private struct Marker
    {
        /// <summary>Number given out by Reserve; 0 if the slot is free.</summary>
        public long Id;

        /// <summary>Key of the bound reference; meaningful if Bound.</summary>
        public ulong Key;
        public bool Bound;

        /// <summary>The last message that was in the queue when the marker was made; null if it was empty.</summary>
        public Message* After;
    }

    [InlineArray(Capacity)]
    private struct Table
    {
        private Marker first;
    }

    private Table table;
    private long lastId;

    /// <summary>Goes on counting from here, for tests of what happens when the numbers start over.</summary>
    public void CountFrom(ulong id) => lastId = (long)(id & (ulong)Term.MaxSmall);

    /// <summary>A marker behind the last message of the queue. The number names it until it is bound.</summary>
    public long Reserve(Message* last)
    {
        Span<Marker> markers = table;
        // The number is a small integer in a register.
        long id = lastId = lastId == Term.MaxSmall ? 1 : lastId + 1;
        int victim = 0;
        for (int i = 0; i < Capacity && markers[victim].Id != 0; i++)
        {
            bool isFree = markers[i].Id == 0;
            bool isStale = !markers[i].Bound && markers[victim].Bound;
            bool isOlder = markers[i].Bound == markers[victim].Bound && markers[i].Id < markers[victim].Id;
            victim = isFree || isStale || isOlder ? i : victim;
        }
        markers[victim] = new Marker { Id = id, After = last };
        return id;
    }

    public void Bind(long id, ulong key)
    {
        Span<Marker> markers = table;
        for (int i = 0; i < Capacity; i++)
        {
            if (markers[i].Id == id)
            {
                markers[i].Key = key;
                markers[i].Bound = true;
                return;
            }
        }
    }

    public void Clear(ulong key)
    {
        Span<Marker> markers = table;
        for (int i = 0; i < Capacity; i++)
        {
            if (markers[i].Id != 0 && markers[i].Bound && markers[i].Key == key)
            {
                markers[i] = default;
            }
        }
    }

    /// <summary>Where a receive for this reference may begin. False if no marker is known.</summary>
    public bool TryUse(ulong key, out Message* after)
    {
        Span<Marker> markers = table;
        for (int i = 0; i < Capacity; i++)
        {
            if (markers[i].Id != 0 && markers[i].Bound && markers[i].Key == key)
            {
                after = markers[i].After;
                return true;
            }
        }
        after = null;
        return false;
    }

    /// <summary>A message leaves the queue: markers behind it move back.</summary>
    public void MessageRemoved(Message* message, Message* previous)
    {
        Span<Marker> markers = table;
        for (int i = 0; i < Capacity; i++)
        {
            if (markers[i].After == message)
            {
                markers[i].After = previous;
            }
        }
    }
}
