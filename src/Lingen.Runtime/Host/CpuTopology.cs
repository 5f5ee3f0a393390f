// How the logical processors of the machine are grouped into threads of cores, cores of processors and processors of NUMA nodes. Linux
// tells in /sys/devices/system. What is printed of it is made by erlang:format_cpu_topology/1; here is the list that it takes.
namespace Lingen.Runtime;

/// <summary>
/// A logical processor and what it belongs to; -1 where there is no such level. <paramref name="ProcessorNode"/> is the NUMA node where one
/// processor has several of them, <paramref name="Node"/> where one node has whole processors.
/// </summary>
public readonly record struct LogicalProcessor(int Node, int Processor, int ProcessorNode, int Core, int Thread, int Logical);

/// <summary>Finds and checks CPU topologies. An empty one is not known.</summary>
public static class CpuTopology
{
    /// <summary>The largest number that a node, processor, core, thread or logical processor may have.</summary>
    public const int MaxId = 0xffff;

    private const string DefaultRoot = "/sys/devices/system";

    /// <summary>What the system says, in the order of nodes, processors, cores and threads; empty if it does not know all that are online.</summary>
    /// <param name="root">The folder with "node" and "cpu" in it.</param>
    /// <param name="online">So many logical processors are there at least.</param>
    public static LogicalProcessor[] Detect(int online, string root = DefaultRoot)
    {
        try
        {
            List<LogicalProcessor> found = [];
            (int Id, string Folder)[] nodes = Numbered(Path.Combine(root, "node"), "node");
            foreach ((int node, string folder) in nodes.Length > 0 ? nodes : [(-1, Path.Combine(root, "cpu"))])
            {
                foreach ((int id, string cpu) in Numbered(folder, "cpu"))
                {
                    if (TryReadId(cpu, "physical_package_id", out int processor) && TryReadId(cpu, "core_id", out int core))
                    {
                        found.Add(new LogicalProcessor(node, processor, -1, core, 0, id));
                    }
                }
            }
            return found.Count == 0 || found.Count < online ? [] : NumberThreads(SplitProcessors(found));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>
    /// Whether a topology that a user has defined can be: every logical processor once, no two the same thread, and either no nodes at all, or
    /// for each exactly one, the same for a whole processor unless it is split. Puts it in order.
    /// </summary>
    public static bool TryOrder(LogicalProcessor[] topology)
    {
        Array.Sort(topology, (a, b) => Key(a).CompareTo(Key(b)));
        bool unique =
            topology.DistinctBy(cpu => cpu.Logical).Count() == topology.Length
            && topology.DistinctBy(cpu => cpu with { Logical = 0 }).Count() == topology.Length;
        bool nodeless = topology.All(cpu => cpu.Node < 0 && cpu.ProcessorNode < 0);
        bool hasOneNodeEach = topology.All(cpu => (cpu.Node < 0) != (cpu.ProcessorNode < 0));
        bool agrees = topology.GroupBy(cpu => cpu.Processor).All(processor => processor.DistinctBy(cpu => cpu.Node).Count() == 1);
        return topology.Length > 0 && unique && (nodeless || (hasOneNodeEach && agrees));

        static (int, int, int, int, int, int) Key(LogicalProcessor cpu) =>
            (cpu.Processor, cpu.Node, cpu.ProcessorNode, cpu.Core, cpu.Thread, cpu.Logical);
    }

    /// <summary>The folders in it whose names are the prefix and a number.</summary>
    private static (int Id, string Folder)[] Numbered(string folder, string prefix) =>
        !Directory.Exists(folder)
            ? []
            :
            [
                .. from entry in Directory.GetDirectories(folder, prefix + "*")
                let number = Path.GetFileName(entry)[prefix.Length..]
                where number.Length is > 0 and < 6 && number.All(char.IsAsciiDigit)
                select (int.Parse(number), entry),
            ];

    private static bool TryReadId(string cpu, string name, out int id)
    {
        string file = Path.Combine(cpu, "topology", name);
        id = -1;
        return File.Exists(file) && int.TryParse(File.ReadAllText(file).AsSpan().Trim(), out id);
    }

    /// <summary>Nodes within a processor are told apart from processors within a node.</summary>
    private static IEnumerable<LogicalProcessor> SplitProcessors(List<LogicalProcessor> found) =>
        from cpu in found
        group cpu by cpu.Processor into processor
        let isSplit = processor.DistinctBy(cpu => cpu.Node).Count() > 1
        from cpu in processor
        select isSplit ? cpu with { Node = -1, ProcessorNode = cpu.Node } : cpu;

    private static LogicalProcessor[] NumberThreads(IEnumerable<LogicalProcessor> found) =>
        [
            .. from cpu in found
            group cpu by (cpu.Node, cpu.Processor, cpu.ProcessorNode, cpu.Core) into core
            orderby core.Key
            from cpu in core.OrderBy(cpu => cpu.Logical).Select((cpu, thread) => cpu with { Thread = thread })
            select cpu,
        ];
}

public sealed partial class VirtualMachine
{
    private LogicalProcessor[]? detectedTopology;

    /// <summary>What the system says about its processors; empty if that is not known.</summary>
    public LogicalProcessor[] DetectedTopology => detectedTopology ??= CpuTopology.Detect(HostProcessors.Online);

    /// <summary>What system_flag(cpu_topology, Topology) has set; null if that is undefined. It is told, and has no other effect: schedulers are not bound.</summary>
    public LogicalProcessor[]? DefinedTopology { get; set; }
}
