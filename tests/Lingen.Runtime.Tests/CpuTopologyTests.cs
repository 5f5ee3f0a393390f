// CPU topologies read from folders like /sys/devices/system.
namespace Lingen.Runtime.Tests;

public sealed class CpuTopologyTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("lingen-topology").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void ThreadsOfACoreAreNumbered()
    {
        Add("cpu", 0, processor: 0, core: 0);
        Add("cpu", 1, processor: 0, core: 1);
        Add("cpu", 2, processor: 0, core: 0);
        Add("cpu", 10, processor: 1, core: 0);
        Directory.CreateDirectory(Path.Combine(root, "cpu", "cpufreq"));
        LogicalProcessor[] expected =
        [
            new(-1, 0, -1, 0, 0, 0),
            new(-1, 0, -1, 0, 1, 2),
            new(-1, 0, -1, 1, 0, 1),
            new(-1, 1, -1, 0, 0, 10),
        ];
        Assert.Equal(expected, CpuTopology.Detect(4, root));
    }

    [Fact]
    public void ProcessorsBelongToNodes()
    {
        Add("node/node1", 0, processor: 1, core: 0);
        Add("node/node0", 1, processor: 0, core: 0);
        LogicalProcessor[] expected = [new(0, 0, -1, 0, 0, 1), new(1, 1, -1, 0, 0, 0)];
        Assert.Equal(expected, CpuTopology.Detect(2, root));
    }

    [Fact]
    public void NodesBelongToAProcessorThatHasSeveral()
    {
        Add("node/node0", 0, processor: 0, core: 0);
        Add("node/node1", 1, processor: 0, core: 0);
        Add("node/node2", 2, processor: 1, core: 0);
        LogicalProcessor[] expected = [new(-1, 0, 0, 0, 0, 0), new(-1, 0, 1, 0, 0, 1), new(2, 1, -1, 0, 0, 2)];
        Assert.Equal(expected, CpuTopology.Detect(3, root));
    }

    [Fact]
    public void NothingIsKnownIfSomeAreMissing()
    {
        Assert.Empty(CpuTopology.Detect(1, root));
        Add("cpu", 0, processor: 0, core: 0);
        Directory.CreateDirectory(Path.Combine(root, "cpu", "cpu1"));
        Assert.Empty(CpuTopology.Detect(2, root));
        Assert.Single(CpuTopology.Detect(1, root));
        File.WriteAllText(Path.Combine(root, "cpu", "cpu0", "topology", "core_id"), "no number");
        Assert.Empty(CpuTopology.Detect(1, root));
    }

    [Fact]
    public void ThisMachineTellsAboutAllThatAreOnline()
    {
        LogicalProcessor[] found = CpuTopology.Detect(HostProcessors.Online);
        Assert.True(found.Length == 0 || CpuTopology.TryOrder(found));
    }

    private void Add(string folder, int id, int processor, int core)
    {
        string topology = Path.Combine(root, folder, $"cpu{id}", "topology");
        Directory.CreateDirectory(topology);
        File.WriteAllText(Path.Combine(topology, "physical_package_id"), $"{processor}\n");
        File.WriteAllText(Path.Combine(topology, "core_id"), $"{core}\n");
    }
}
