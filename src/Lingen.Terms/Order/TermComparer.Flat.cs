// Order of the terms that hold no other terms but are more than a number: bitstrings, pids, ports, references.
namespace Lingen.Terms;

public static unsafe partial class TermComparer
{
    /// <summary>Bit by bit from the first; of two where one is a prefix of the other, the shorter is less.</summary>
    internal static int CompareBitstrings(in Bitstring a, in Bitstring b)
    {
        long common = Math.Min(a.SizeBits, b.SizeBits);
        int order = CompareBits(a, b, common);
        return order != 0 ? order : a.SizeBits.CompareTo(b.SizeBits);
    }

    private static bool EqualBitstrings(in Bitstring a, in Bitstring b) =>
        a.SizeBits == b.SizeBits && CompareBits(a, b, a.SizeBits) == 0;

    private static int CompareBits(in Bitstring a, in Bitstring b, long sizeBits)
    {
        long offset = 0;
        if (a.IsByteAligned && b.IsByteAligned)
        {
            long bytes = sizeBits >> 3;
            byte* left = a.AlignedStart;
            byte* right = b.AlignedStart;
            while (bytes > 0)
            {
                int chunk = (int)Math.Min(bytes, 1 << 30);
                int order = new ReadOnlySpan<byte>(left, chunk).SequenceCompareTo(new ReadOnlySpan<byte>(right, chunk));
                if (order != 0)
                {
                    return order;
                }
                left += chunk;
                right += chunk;
                bytes -= chunk;
            }
            offset = sizeBits & ~7L;
        }
        for (; offset < sizeBits; offset += 8)
        {
            int count = (int)Math.Min(8, sizeBits - offset);
            int x = ReadBits(a, offset, count);
            int y = ReadBits(b, offset, count);
            if (x != y)
            {
                return x < y ? -1 : 1;
            }
        }
        return 0;
    }

    /// <summary>Up to eight bits from any bit position, left-aligned values of equal count compare as numbers.</summary>
    private static int ReadBits(in Bitstring bits, long offset, int count)
    {
        long position = bits.OffsetBits + offset;
        byte* start = bits.Data + (position >> 3);
        int skip = (int)(position & 7);
        int value = start[0] << 8;
        if (skip + count > 8)
        {
            value |= start[1];
        }
        return (value >> (16 - skip - count)) & ((1 << count) - 1);
    }

    /// <summary>Nodes of identifiers: by name, then by creation.</summary>
    private static int CompareNodes(NodeEntry* a, NodeEntry* b)
    {
        if (a == b)
        {
            return 0;
        }
        return a->Name != b->Name ? CompareAtoms(a->Name, b->Name) : a->Creation.CompareTo(b->Creation);
    }

    private static NodeEntry* NodeOf(Term identifier) =>
        identifier.IsBoxedOf(HeaderTag.External) ? External.Node(identifier) : LocalNode.Entry;

    /// <summary>Pids: serial, then number, then node.</summary>
    private static int ComparePids(Term a, Term b)
    {
        (uint numberA, uint serialA) = PidParts(a);
        (uint numberB, uint serialB) = PidParts(b);
        if (serialA != serialB)
        {
            return serialA < serialB ? -1 : 1;
        }
        if (numberA != numberB)
        {
            return numberA < numberB ? -1 : 1;
        }
        return CompareNodes(NodeOf(a), NodeOf(b));
    }

    private static (uint Number, uint Serial) PidParts(Term pid)
    {
        if (pid.IsLocalPid)
        {
            return (LocalPid.Number(pid), LocalPid.Serial(pid));
        }
        ulong data = External.Data(pid)[0];
        return ((uint)data, (uint)(data >> 32));
    }

    /// <summary>Ports: node, then number.</summary>
    private static int ComparePorts(Term a, Term b)
    {
        int order = CompareNodes(NodeOf(a), NodeOf(b));
        return order != 0 ? order : PortNumber(a).CompareTo(PortNumber(b));
    }

    private static ulong PortNumber(Term port) => port.IsLocalPort ? LocalPort.Number(port) : External.Data(port)[0];

    /// <summary>References: node, then the 32-bit ids from the last to the first, missing ones being zero.</summary>
    private static int CompareReferences(Term a, Term b)
    {
        int order = CompareNodes(NodeOf(a), NodeOf(b));
        if (order != 0)
        {
            return order;
        }
        uint* idsA = stackalloc uint[ReferenceIds.MaxCount];
        uint* idsB = stackalloc uint[ReferenceIds.MaxCount];
        ReferenceIds.Read(a, idsA);
        ReferenceIds.Read(b, idsB);
        for (int i = ReferenceIds.MaxCount - 1; i >= 0; i--)
        {
            if (idsA[i] != idsB[i])
            {
                return idsA[i] < idsB[i] ? -1 : 1;
            }
        }
        return 0;
    }
}
