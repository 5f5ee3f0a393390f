// Resources that end with the process that opened them: raw files, terminals. The runtime tells the host of every
// process that ends; a counter keeps that free while nothing is owned.
using System.Collections.Concurrent;

namespace Lingen.IO;

/// <summary>Something that a process owns and that must be let go when the process ends.</summary>
internal unsafe interface IOwnedResource
{
    /// <summary>The owner is gone. Called once, on a scheduler thread; must not block.</summary>
    void OwnerExited();

    /// <summary>A reference to it as process_info(Owner, monitored_by) shows it, or none.</summary>
    Term ToReference(TermHeap* heap) => Term.None;
}

public sealed unsafe partial class Host
{
    private readonly ConcurrentDictionary<ulong, List<IOwnedResource>> owned = new();
    private int ownerCount;

    /// <summary>Ties a resource to a process.</summary>
    internal void Own(Term process, IOwnedResource resource)
    {
        List<IOwnedResource> resources = owned.GetOrAdd(
            process.Bits,
            _ =>
            {
                Interlocked.Increment(ref ownerCount);
                return [];
            }
        );
        lock (resources)
        {
            resources.Add(resource);
        }
    }

    /// <summary>Unties it: it was closed by hand.</summary>
    internal void Disown(Term process, IOwnedResource resource)
    {
        if (owned.TryGetValue(process.Bits, out List<IOwnedResource>? resources))
        {
            lock (resources)
            {
                resources.Remove(resource);
            }
        }
    }

    public override Term ResourcesOf(Term process, TermHeap* heap, Term list)
    {
        if (Volatile.Read(ref ownerCount) == 0 || !owned.TryGetValue(process.Bits, out List<IOwnedResource>? resources))
        {
            return list;
        }
        lock (resources)
        {
            foreach (IOwnedResource resource in resources)
            {
                Term reference = resource.ToReference(heap);
                list = reference.IsNone ? list : Cons.Create(heap, reference, list);
            }
        }
        return list;
    }

    public override void ProcessExited(Term process)
    {
        if (Volatile.Read(ref ownerCount) == 0 || !owned.TryRemove(process.Bits, out List<IOwnedResource>? resources))
        {
            return;
        }
        Interlocked.Decrement(ref ownerCount);
        IOwnedResource[] last;
        lock (resources)
        {
            last = resources.ToArray();
            resources.Clear();
        }
        foreach (IOwnedResource resource in last)
        {
            resource.OwnerExited();
        }
    }
}
