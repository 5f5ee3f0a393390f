// CPU topologies as erlang:format_cpu_topology/1 and erlang:set_cpu_topology/1 exchange them with the VM: a list of
// {cpu, Node, Processor, ProcessorNode, Core, Thread, Logical}, or undefined.
namespace Lingen.Bifs;

/// <summary>Reads and makes the lists behind system_info and system_flag with cpu_topology.</summary>
internal static unsafe class CpuTopologyTerms
{
    private const int Fields = 7;

    /// <summary>The topology that is used, defined or detected; fails with badarg for any other kind.</summary>
    public static Term OfKind(ref BifContext context, Term kind)
    {
        VirtualMachine vm = context.Vm;
        switch (kind.IsAtom ? AtomTable.Name(kind) : "")
        {
            case "used":
                return Create(context.Heap, vm.DefinedTopology ?? vm.DetectedTopology);
            case "defined":
                return Create(context.Heap, vm.DefinedTopology ?? []);
            case "detected":
                return Create(context.Heap, vm.DetectedTopology);
            default:
                return context.BadArg();
        }
    }

    /// <summary>Defines another topology, or with undefined none. Returns the one used before; fails with badarg if there can be no such.</summary>
    public static Term Define(ref BifContext context, Term value)
    {
        LogicalProcessor[]? topology = null;
        if (value != Atoms.Undefined && (!TryRead(value, out topology) || !CpuTopology.TryOrder(topology)))
        {
            return context.BadArg();
        }
        Term old = OfKind(ref context, Term.Atom("used"));
        context.Vm.DefinedTopology = topology;
        return old;
    }

    private static Term Create(TermHeap* heap, LogicalProcessor[] topology)
    {
        Term list = Term.Nil;
        foreach (LogicalProcessor cpu in topology.Reverse())
        {
            Term tuple = Tuple.Allocate(heap, Fields, out Term* fields);
            fields[0] = Term.Atom("cpu");
            fields[1] = Term.Small(cpu.Node);
            fields[2] = Term.Small(cpu.Processor);
            fields[3] = Term.Small(cpu.ProcessorNode);
            fields[4] = Term.Small(cpu.Core);
            fields[5] = Term.Small(cpu.Thread);
            fields[6] = Term.Small(cpu.Logical);
            list = Cons.Create(heap, tuple, list);
        }
        return topology.Length == 0 ? Atoms.Undefined : list;
    }

    private static bool TryRead(Term list, out LogicalProcessor[] topology)
    {
        List<LogicalProcessor> read = [];
        Span<int> ids = stackalloc int[Fields - 1];
        topology = [];
        for (; list.IsCons; list = list.Tail)
        {
            if (!list.Head.IsTuple || new Tuple(list.Head) is not { Arity: Fields } cpu || cpu[0] != Term.Atom("cpu"))
            {
                return false;
            }
            for (int i = 0; i < ids.Length; i++)
            {
                Term id = cpu[i + 1];
                if (!id.IsSmall || id.SmallValue is < -1 or > CpuTopology.MaxId)
                {
                    return false;
                }
                ids[i] = (int)id.SmallValue;
            }
            read.Add(new LogicalProcessor(ids[0], ids[1], ids[2], ids[3], ids[4], ids[5]));
        }
        topology = [.. read];
        return list.IsNil;
    }
}
