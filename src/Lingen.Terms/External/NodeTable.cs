// Interns pairs of node name and creation, so that identifiers of other nodes hold one pointer. Each identifier holds a count; an entry
// that nothing refers to is freed: a node that meets others for years remembers those of which it still has a pid.
using System.Runtime.InteropServices;

namespace Lingen.Terms;

/// <summary>All nodes that an identifier names somewhere. Of all virtual machines of the OS process.</summary>
public static unsafe class NodeTable
{
    private static readonly Dictionary<(ulong Name, uint Creation), nint> Entries = [];
    private static readonly Lock Gate = new();

    /// <summary>The entry, with a count for the caller.</summary>
    public static NodeEntry* GetOrCreate(Term name, uint creation)
    {
        lock (Gate)
        {
            if (Entries.TryGetValue((name.Bits, creation), out nint known) && TryRetain((OffHeapCell*)known))
            {
                return (NodeEntry*)known;
            }
            // An entry whose last count is gone is on its way out; this one takes its place.
            var entry = (NodeEntry*)NativeMemory.Alloc((nuint)sizeof(NodeEntry));
            entry->Cell.ReferenceCount = 1;
            entry->Cell.Destructor = &Forget;
            entry->Name = name;
            entry->Creation = creation;
            Entries[(name.Bits, creation)] = (nint)entry;
            return entry;
        }
    }

    /// <summary>The same with one count more.</summary>
    public static NodeEntry* Retain(NodeEntry* entry)
    {
        OffHeapCell.Retain(&entry->Cell);
        return entry;
    }

    /// <summary>Names of all nodes in the table, each once, in no order.</summary>
    public static HashSet<Term> Names()
    {
        var names = new HashSet<Term>();
        lock (Gate)
        {
            foreach ((ulong name, uint _) in Entries.Keys)
            {
                names.Add(new Term(name));
            }
        }
        return names;
    }

    /// <summary>Every entry as it is now: name, creation, address, identifiers that refer to it.</summary>
    public static List<(Term Name, uint Creation, nint Entry, long Count)> Snapshot()
    {
        lock (Gate)
        {
            var all = new List<(Term, uint, nint, long)>(Entries.Count);
            foreach (((ulong name, uint creation), nint entry) in Entries)
            {
                all.Add((new Term(name), creation, entry, ((NodeEntry*)entry)->Cell.ReferenceCount));
            }
            return all;
        }
    }

    private static bool TryRetain(OffHeapCell* cell)
    {
        long count = Volatile.Read(ref cell->ReferenceCount);
        while (count > 0)
        {
            long seen = Interlocked.CompareExchange(ref cell->ReferenceCount, count + 1, count);
            if (seen == count)
            {
                return true;
            }
            count = seen;
        }
        return false;
    }

    /// <summary>The last count is gone.</summary>
    private static void Forget(OffHeapCell* cell)
    {
        var entry = (NodeEntry*)cell;
        lock (Gate)
        {
            if (Entries.TryGetValue((entry->Name.Bits, entry->Creation), out nint known) && known == (nint)cell)
            {
                Entries.Remove((entry->Name.Bits, entry->Creation));
            }
        }
        NativeMemory.Free(entry);
    }
}
