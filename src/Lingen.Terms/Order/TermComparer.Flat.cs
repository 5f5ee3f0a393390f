// Order of the terms that hold no other terms but are more than a number: pids, ports, references.
namespace Lingen.Terms;

public static unsafe partial class TermComparer
{
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
