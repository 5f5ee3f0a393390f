// Pids, ports and references. Local pids and ports are immediates (Term.cs draws them); references and everything
// that belongs to another node are boxed.
//
//   local reference                          magic reference
//   0  header (Reference, size = 2 or 3)     0  header (MagicReference, size = 4)
//   1  low 64 bits: id1 << 32 | id0          1  next off-heap object
//   2  id2 (0 based words as on the wire)    2  MagicCell*
//   3  pid of the alias's owner (aliases)    3  low 64 bits   4  id2
//
//   external pid, port, reference
//   0  header (External, size = 2 + words, extra = ExternalKind | number of 32-bit ids of a reference << 2)
//   1  next off-heap object
//   2  NodeEntry* (node name and creation, shared by all identifiers of that node)
//   3. pid: number | serial << 32;  port: number;  reference: ids, two a word
namespace Lingen.Terms;

/// <summary>
/// A node name with one of its creations. <see cref="NodeTable"/> interns it; each identifier on a heap holds a count, and with the last one it
/// is forgotten.
/// </summary>
public unsafe struct NodeEntry
{
    public OffHeapCell Cell;
    public Term Name;
    public uint Creation;
}

/// <summary>The parts of a local pid: what <c>&lt;0.Number.Serial&gt;</c> prints.</summary>
public static class LocalPid
{
    public const int NumberBits = 28;

    public static Term Create(uint number, uint serial) =>
        new(((((ulong)serial << NumberBits) | number) << Term.ImmediateShift) | Term.PidTag);

    public static uint Number(Term pid) => (uint)(pid.Bits >> Term.ImmediateShift) & ((1u << NumberBits) - 1);

    public static uint Serial(Term pid) => (uint)(pid.Bits >> (Term.ImmediateShift + NumberBits));
}

/// <summary>The number of a local port: what <c>#Port&lt;0.Number&gt;</c> prints.</summary>
public static class LocalPort
{
    public static Term Create(ulong number) => new((number << Term.ImmediateShift) | Term.PortTag);

    public static ulong Number(Term port) => port.Bits >> Term.ImmediateShift;
}

/// <summary>References made by this node.</summary>
public static unsafe class Reference
{
    public const int PlainSizeWords = 3;
    public const int AliasSizeWords = 4;
    public const int MagicSizeWords = 5;

    /// <summary>Low and high parts of the unique number of a plain, alias or magic reference.</summary>
    public static (ulong Low, ulong High) Number(Term reference)
    {
        ulong* words = reference.BoxedPointer + (reference.Header.Tag == HeaderTag.MagicReference ? 3 : 1);
        return (words[0], words[1]);
    }

    public static bool IsAlias(Term reference) => reference.IsBoxedOf(HeaderTag.Reference) && reference.Header.SizeWords == 3;

    /// <summary>The process that an alias reference leads to.</summary>
    public static Term AliasOwner(Term reference) => new(reference.BoxedPointer[3]);

    public static Term Create(TermHeap* heap, ulong low, ulong high)
    {
        ulong* header = heap->Allocate(PlainSizeWords);
        header[0] = HeaderWord.Make(HeaderTag.Reference, 2);
        header[1] = low;
        header[2] = high;
        return Term.FromBoxed(header);
    }

    public static Term CreateAlias(TermHeap* heap, ulong low, ulong high, Term owner)
    {
        ulong* header = heap->Allocate(AliasSizeWords);
        header[0] = HeaderWord.Make(HeaderTag.Reference, 3);
        header[1] = low;
        header[2] = high;
        header[3] = owner.Bits;
        return Term.FromBoxed(header);
    }

    /// <summary>A reference to a resource; takes over the caller's count on the cell.</summary>
    public static Term CreateMagic(TermHeap* heap, MagicCell* cell, ulong low, ulong high)
    {
        ulong* header = heap->Allocate(MagicSizeWords);
        WriteMagic(header, &cell->Cell, low, high, heap);
        return Term.FromBoxed(header);
    }

    /// <summary>Writes a magic reference to words of this heap.</summary>
    internal static void WriteMagic(ulong* header, OffHeapCell* cell, ulong low, ulong high, TermHeap* heap)
    {
        header[0] = HeaderWord.Make(HeaderTag.MagicReference, MagicSizeWords - 1);
        header[2] = (ulong)cell;
        header[3] = low;
        header[4] = high;
        heap->LinkOffHeap(header);
    }

    /// <summary>The resource of type T behind a magic reference, or null if the term is anything else.</summary>
    public static T? Resource<T>(Term term)
        where T : MagicResource =>
        term.IsBoxedOf(HeaderTag.MagicReference) ? ((MagicCell*)term.BoxedPointer[2])->Resource as T : null;
}

/// <summary>Pids, ports and references of other nodes (or of earlier lives of this one).</summary>
public static unsafe class External
{
    private const int KindBits = 2;

    public static ExternalKind Kind(HeaderWord header) => (ExternalKind)(header.Extra & ((1 << KindBits) - 1));

    public static NodeEntry* Node(Term term) => (NodeEntry*)term.BoxedPointer[2];

    /// <summary>32-bit ids of a reference; 0 for others.</summary>
    public static int IdCount(Term term) => (int)(term.Header.Extra >> KindBits);

    /// <summary>The raw words of the identifier.</summary>
    public static ReadOnlySpan<ulong> Data(Term term) => new(term.BoxedPointer + 3, term.Header.SizeWords - 2);

    /// <summary>Takes over the caller's count on the node.</summary>
    public static Term Create(TermHeap* heap, ExternalKind kind, NodeEntry* node, int idCount, ReadOnlySpan<ulong> data)
    {
        ulong* header = heap->Allocate(3 + data.Length);
        header[0] = HeaderWord.Make(HeaderTag.External, 2 + data.Length, (ulong)kind | ((ulong)idCount << KindBits));
        header[2] = (ulong)node;
        heap->LinkOffHeap(header);
        data.CopyTo(new Span<ulong>(header + 3, data.Length));
        return Term.FromBoxed(header);
    }
}
