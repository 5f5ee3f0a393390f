// The 32-bit ids of references of any kind, as they are on the wire and in <c>#Ref&lt;0.a.b.c&gt;</c> (last first).
namespace Lingen.Terms;

/// <summary>Reads a reference as ids, least significant first.</summary>
public static unsafe class ReferenceIds
{
    /// <summary>Aliases have five ids (three and the owner's pid), others three.</summary>
    public const int MaxCount = 5;

    /// <summary>Writes the ids and zeros behind them (<see cref="MaxCount"/> in all); returns how many there are.</summary>
    public static int Read(Term reference, uint* ids)
    {
        new Span<uint>(ids, MaxCount).Clear();
        if (reference.IsBoxedOf(HeaderTag.External))
        {
            ReadOnlySpan<ulong> data = External.Data(reference);
            int count = Math.Min(External.IdCount(reference), MaxCount);
            for (int i = 0; i < count; i++)
            {
                ids[i] = (uint)(data[i >> 1] >> ((i & 1) * 32));
            }
            return count;
        }
        (ulong low, ulong high) = Reference.Number(reference);
        ids[0] = (uint)low;
        ids[1] = (uint)(low >> 32);
        ids[2] = (uint)high;
        if (!Reference.IsAlias(reference))
        {
            return 3;
        }
        ulong owner = Reference.AliasOwner(reference).Bits >> Term.ImmediateShift;
        ids[3] = (uint)owner;
        ids[4] = (uint)(owner >> 32);
        return MaxCount;
    }
}

/// <summary>
/// The name and creation of this node, which order local identifiers among external ones.
/// </summary>
public static unsafe class LocalNode
{
    private static NodeEntry* entry = Create(Atoms.NonodeAtNohost, 0);

    public static NodeEntry* Entry => entry;

    /// <summary>The node gets its name, or loses it. Others may still read the entry before: it is never freed.</summary>
    public static void Set(Term name, uint creation) => entry = Create(name, creation);

    private static NodeEntry* Create(Term name, uint creation)
    {
        var node = (NodeEntry*)NativeMemory.AllocZeroed((nuint)sizeof(NodeEntry));
        node->Cell.ReferenceCount = 1;
        node->Name = name;
        node->Creation = creation;
        return node;
    }
}
