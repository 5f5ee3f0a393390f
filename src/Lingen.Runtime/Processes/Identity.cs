// 64-bit keys for pids, ports and references, unique among the identifiers that one node meets in practice, and the
// numbers of new references.
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Keys of identifiers for tables.</summary>
public static unsafe class Identity
{
    private const int FirstWordBits = 18;

    /// <summary>Key of a pid or port; its word if it is local, a hash of node and number if not.</summary>
    public static ulong OfProcess(Term identifier) => identifier.IsImmediate ? identifier.Bits : OfExternal(identifier);

    /// <summary>Key of a reference.</summary>
    public static ulong OfReference(Term reference)
    {
        if (!reference.IsLocalReference)
        {
            return OfExternal(reference);
        }
        (ulong low, ulong high) = Reference.Number(reference);
        return Key(low, high);
    }

    /// <summary>Key of the reference with these numbers.</summary>
    public static ulong Key(ulong low, ulong high) =>
        (low & ((1UL << FirstWordBits) - 1)) | ((low >> 32) << FirstWordBits) | (high << 50);

    private static ulong OfExternal(Term term)
    {
        ulong hash = (ulong)External.Node(term) * 0xD6E8FEB86659FD93UL;
        foreach (ulong word in External.Data(term))
        {
            hash = (hash ^ word) * 0xD6E8FEB86659FD93UL;
            hash ^= hash >> 32;
        }
        return hash;
    }
}

/// <summary>
/// Makes the numbers of references. Each scheduler counts on its own; its number stands in the last word, so two
/// schedulers never make the same reference.
/// </summary>
public struct ReferenceCounter
{
    private const int FirstWordBits = 18;
    private ulong next;
    private readonly uint thread;

    public ReferenceCounter(int threadNumber, ulong start)
    {
        thread = (uint)threadNumber & 0x3FFF;
        next = start;
    }

    /// <summary>The next number, in the layout of <see cref="Reference"/>.</summary>
    public (ulong Low, ulong High) Next()
    {
        ulong number = ++next;
        ulong first = number & ((1UL << FirstWordBits) - 1);
        ulong second = (number >> FirstWordBits) & uint.MaxValue;
        ulong third = thread | ((number >> (FirstWordBits + 32)) << 14);
        return ((second << 32) | first, third & uint.MaxValue);
    }
}

/// <summary>New references.</summary>
public static unsafe class References
{
    public static Term Create(TermHeap* heap, Scheduler scheduler)
    {
        (ulong low, ulong high) = scheduler.References.Next();
        return Reference.Create(heap, low, high);
    }

    /// <summary>A reference that messages can be sent to, for the process <paramref name="owner"/>.</summary>
    public static Term CreateAlias(TermHeap* heap, Scheduler scheduler, Term owner)
    {
        (ulong low, ulong high) = scheduler.References.Next();
        return Reference.CreateAlias(heap, low, high, owner);
    }

    public static Term CreateMagic(TermHeap* heap, Scheduler scheduler, MagicCell* cell)
    {
        (ulong low, ulong high) = scheduler.References.Next();
        return Reference.CreateMagic(heap, cell, low, high);
    }

    /// <summary>A number for a reference made outside of a scheduler thread.</summary>
    public static (ulong Low, ulong High) NextNumber(VirtualMachine vm)
    {
        Scheduler? scheduler = Scheduler.Current;
        if (scheduler != null && scheduler.Vm == vm)
        {
            return scheduler.References.Next();
        }
        lock (vm.ForeignReferenceGate)
        {
            return vm.ForeignReferences.Next();
        }
    }
}
