// Interns pairs of node name and creation, so that identifiers of other nodes hold one pointer.
using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Lingen.Terms;

/// <summary>All nodes that any identifier has named. Entries are native and immortal.</summary>
public static unsafe class NodeTable
{
    private static readonly ConcurrentDictionary<(ulong Name, uint Creation), nint> Entries = new();
    private static readonly object Gate = new();

    public static NodeEntry* GetOrCreate(Term name, uint creation) =>
        (NodeEntry*)(Entries.TryGetValue((name.Bits, creation), out nint known) ? known : Create(name, creation));

    private static nint Create(Term name, uint creation)
    {
        lock (Gate)
        {
            if (Entries.TryGetValue((name.Bits, creation), out nint known))
            {
                return known;
            }
            var entry = (NodeEntry*)NativeMemory.Alloc((nuint)sizeof(NodeEntry));
            entry->Name = name;
            entry->Creation = creation;
            Entries[(name.Bits, creation)] = (nint)entry;
            return (nint)entry;
        }
    }
}
