// Links and monitors: what a process knows about others that it must tell when it ends. Each is a native node that
// holds copies of its terms, so the collector never sees them. A table is a list in order of creation with hash
// chains beside it once there are more than a few nodes: a process with one link pays one node, a supervisor of a
// hundred thousand children still finds each in constant time.
using System.Runtime.InteropServices;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>What a relation says.</summary>
public enum RelationKind : byte
{
    /// <summary>Linked with Other.</summary>
    Link,

    /// <summary>This process watches Other (a pid or port; none for a node or time_offset).</summary>
    MonitorOrigin,

    /// <summary>Other watches this process.</summary>
    MonitorTarget,

    /// <summary>An alias without a monitor, or left over from one.</summary>
    Alias,

    /// <summary>This process has suspended Other, <see cref="Relation.Number"/> times.</summary>
    Suspending,

    /// <summary>Other has suspended this process.</summary>
    SuspendedBy,

    /// <summary>This process watches the node Name.</summary>
    NodeMonitor,
}

[Flags]
public enum RelationFlags : byte
{
    None = 0,

    /// <summary>The reference is an active alias.</summary>
    Alias = 1,

    /// <summary>The alias ends when the monitor does.</summary>
    AliasDemonitor = 2,

    /// <summary>The alias and its monitor end when the first message comes through the alias.</summary>
    AliasReply = 4,

    /// <summary>Watches a port, not a process.</summary>
    Port = 8,

    /// <summary>Watches the time offset.</summary>
    TimeOffset = 16,

    /// <summary>Belongs to a spawn_request whose reply has not come yet.</summary>
    SpawnPending = 32,

    /// <summary>The suspended process has heard of it: the suspension is in effect.</summary>
    Active = 64,
}

/// <summary>One link, monitor or alias. Terms other than immediates lie behind the struct.</summary>
public unsafe struct Relation
{
    public Relation* Next;
    public Relation* Previous;
    public Relation* NextInBucket;
    public ulong Key;
    public RelationKind Kind;
    public RelationFlags Flags;

    /// <summary>The other side; a pid or port, local or external.</summary>
    public Term Other;

    /// <summary>The monitor or alias reference; none for links.</summary>
    public Term Reference;

    /// <summary>Name the monitor was set with; none if by pid.</summary>
    public Term Name;

    /// <summary>
    /// First element of the message when it fires; the atom DOWN unless the tag option was given. Of a suspension its number, by which
    /// the suspended process says that it is in effect.
    /// </summary>
    public Term Tag;

    /// <summary>Links: not 0 while an unlink waits for its acknowledgement (the link is then inactive). Suspends: a count.</summary>
    public ulong Number;
    private ulong* offHeap;

    /// <summary>Off-heap objects in the terms, linked like those of a heap.</summary>
    public readonly ulong* OffHeap => offHeap;

    public bool Has(RelationFlags flag) => (Flags & flag) != 0;

    /// <summary>A node with copies of these terms.</summary>
    public static Relation* Create(
        RelationKind kind,
        ulong key,
        Term other,
        Term reference = default,
        Term name = default,
        Term tag = default
    )
    {
        long words = Words(other) + Words(reference) + Words(tag);
        var relation = (Relation*)NativeMemory.Alloc((nuint)sizeof(Relation) + ((nuint)words * sizeof(ulong)));
        *relation = default;
        relation->Kind = kind;
        relation->Key = key;
        relation->Name = name;
        TermHeap heap = default;
        heap.Top = (ulong*)(relation + 1);
        heap.Limit = heap.Top + words;
        relation->Other = other.IsNone ? other : TermCopier.Copy(other, &heap, withLiterals: true);
        relation->Reference = reference.IsNone ? reference : TermCopier.Copy(reference, &heap, withLiterals: true);
        relation->Tag = tag.IsNone ? tag : TermCopier.Copy(tag, &heap, withLiterals: true);
        relation->offHeap = heap.OffHeap;
        return relation;
    }

    public static void Free(Relation* relation)
    {
        for (ulong* header = relation->offHeap; header != null; header = (ulong*)header[1])
        {
            OffHeapCell.Release((OffHeapCell*)header[2]);
        }
        NativeMemory.Free(relation);
    }

    private static long Words(Term term) => term.IsNone ? 0 : TermCopier.SizeWords(term, withLiterals: true);
}

/// <summary>The links, or the monitors and aliases, of one process. Touched by the process alone.</summary>
public unsafe struct RelationTable
{
    private const int LinearLimit = 8;

    public Relation* First;
    public Relation* Last;
    public int Count;
    private int bucketCount;
    private Relation** buckets;

    /// <summary>The node of this kind and key, or null. The table itself may be null.</summary>
    public static Relation* Find(RelationTable* table, RelationKind kind, ulong key)
    {
        if (table == null)
        {
            return null;
        }
        if (table->bucketCount == 0)
        {
            for (Relation* node = table->First; node != null; node = node->Next)
            {
                if (node->Key == key && node->Kind == kind)
                {
                    return node;
                }
            }
            return null;
        }
        for (Relation* node = *table->Bucket(key); node != null; node = node->NextInBucket)
        {
            if (node->Key == key && node->Kind == kind)
            {
                return node;
            }
        }
        return null;
    }

    /// <summary>Adds a node at the end; makes the table if there is none.</summary>
    public static void Add(ref RelationTable* table, Relation* node)
    {
        if (table == null)
        {
            table = (RelationTable*)NativeMemory.AllocZeroed((nuint)sizeof(RelationTable));
        }
        table->Insert(node);
    }

    /// <summary>Takes a node out; it is the caller's to free. An emptied table is freed.</summary>
    public static void Remove(ref RelationTable* table, Relation* node)
    {
        if (node->Previous == null)
        {
            table->First = node->Next;
        }
        else
        {
            node->Previous->Next = node->Next;
        }
        if (node->Next == null)
        {
            table->Last = node->Previous;
        }
        else
        {
            node->Next->Previous = node->Previous;
        }
        if (table->bucketCount != 0)
        {
            Relation** link = table->Bucket(node->Key);
            while (*link != node)
            {
                link = &(*link)->NextInBucket;
            }
            *link = node->NextInBucket;
        }
        if (--table->Count == 0)
        {
            FreeTable(ref table);
        }
    }

    /// <summary>Takes a node out and frees it.</summary>
    public static void Delete(ref RelationTable* table, Relation* node)
    {
        Remove(ref table, node);
        Relation.Free(node);
    }

    /// <summary>Frees an empty or abandoned table, not its nodes.</summary>
    public static void FreeTable(ref RelationTable* table)
    {
        if (table != null)
        {
            NativeMemory.Free(table->buckets);
            NativeMemory.Free(table);
            table = null;
        }
    }

    private void Insert(Relation* node)
    {
        node->Next = null;
        node->Previous = Last;
        if (Last == null)
        {
            First = node;
        }
        else
        {
            Last->Next = node;
        }
        Last = node;
        Count++;
        if (bucketCount == 0 ? Count > LinearLimit : Count > bucketCount)
        {
            Rehash(bucketCount == 0 ? LinearLimit * 4 : bucketCount * 2);
        }
        else if (bucketCount != 0)
        {
            Relation** bucket = Bucket(node->Key);
            node->NextInBucket = *bucket;
            *bucket = node;
        }
    }

    private void Rehash(int count)
    {
        NativeMemory.Free(buckets);
        buckets = (Relation**)NativeMemory.AllocZeroed((nuint)(count * sizeof(Relation*)));
        bucketCount = count;
        for (Relation* node = First; node != null; node = node->Next)
        {
            Relation** bucket = Bucket(node->Key);
            node->NextInBucket = *bucket;
            *bucket = node;
        }
    }

    private readonly Relation** Bucket(ulong key) => buckets + (((key * 0x9E3779B97F4A7C15UL) >> 32) & (uint)(bucketCount - 1));
}
