// Who is registered with the port mapper. Names of nodes that have gone are remembered for a while, because a node that
// comes back under its name must get another creation number: pids of its former life must not be taken for new ones.
namespace Lingen.Distribution;

/// <summary>What a node says of itself when it registers (ALIVE2_REQ).</summary>
/// <param name="Port">The port at which it takes connections of other nodes.</param>
/// <param name="Type">77 for a normal node, 72 for a hidden one.</param>
/// <param name="Protocol">0 for TCP over IPv4.</param>
/// <param name="HighestVersion">Highest version of the distribution protocol that it speaks.</param>
/// <param name="LowestVersion">Lowest version of the distribution protocol that it speaks.</param>
/// <param name="Name">The part of the node name before the @, as UTF-8.</param>
/// <param name="Extra">Bytes that nobody has given a meaning to yet; returned as they came.</param>
public sealed record EpmdRegistration(
    ushort Port,
    byte Type,
    byte Protocol,
    ushort HighestVersion,
    ushort LowestVersion,
    byte[] Name,
    byte[] Extra
);

/// <summary>A registered node.</summary>
public sealed class EpmdNode(EpmdRegistration registration, int connection, uint counter)
{
    private const int FirstVersionWithWideCreation = 6;

    public EpmdRegistration Registration { get; } = registration;

    /// <summary>The connection whose end is the end of the registration.</summary>
    public int Connection { get; } = connection;

    /// <summary>Counts the lives of the name: 4 or more.</summary>
    public uint Counter { get; } = counter;

    /// <summary>What the node is told: 32 bits for nodes that know the wide form, else 1 to 3.</summary>
    public uint Creation => Registration.HighestVersion >= FirstVersionWithWideCreation ? Counter : (Counter % 3) + 1;
}

/// <summary>The names of the nodes on this host.</summary>
/// <param name="firstCounter">Where the counters of new names begin; any number, best one that differs from run to run.</param>
/// <param name="rememberedNames">How many names of nodes that have gone are kept.</param>
public sealed class EpmdRegistry(uint firstCounter, int rememberedNames = 1000)
{
    /// <summary>Counters below this are not given out: the protocol keeps them for nodes that were started without the daemon.</summary>
    private const uint LowestCounter = 4;

    private readonly LinkedList<EpmdNode> nodes = [];
    private readonly LinkedList<EpmdNode> gone = [];

    /// <summary>The registered nodes, the latest first.</summary>
    public IReadOnlyCollection<EpmdNode> Nodes => nodes;

    /// <summary>Nodes that were registered once, the oldest first.</summary>
    public IReadOnlyCollection<EpmdNode> Gone => gone;

    /// <summary>Registers a node; null if its name is in use.</summary>
    public EpmdNode? Register(EpmdRegistration registration, int connection)
    {
        if (Find(registration.Name) is not null)
        {
            return null;
        }
        uint counter = firstCounter;
        if (gone.FirstOrDefault(node => HasName(node, registration.Name)) is { } former)
        {
            gone.Remove(former);
            counter = former.Counter;
        }
        counter = counter == uint.MaxValue ? LowestCounter : Math.Max(counter + 1, LowestCounter);
        var registered = new EpmdNode(registration, connection, counter);
        nodes.AddFirst(registered);
        return registered;
    }

    /// <summary>The node of this name, if it is registered.</summary>
    public EpmdNode? Find(ReadOnlySpan<byte> name)
    {
        foreach (EpmdNode node in nodes)
        {
            if (HasName(node, name))
            {
                return node;
            }
        }
        return null;
    }

    /// <summary>Takes a node out by its name; the result is the node, if there was one.</summary>
    public EpmdNode? Remove(ReadOnlySpan<byte> name) => Remove(Find(name));

    /// <summary>Takes out the node that registered over this connection, if there is one.</summary>
    public EpmdNode? RemoveConnection(int connection) => Remove(nodes.FirstOrDefault(node => node.Connection == connection));

    private EpmdNode? Remove(EpmdNode? node)
    {
        if (node is null)
        {
            return null;
        }
        nodes.Remove(node);
        gone.AddLast(node);
        if (gone.Count > rememberedNames)
        {
            gone.RemoveFirst();
        }
        return node;
    }

    private static bool HasName(EpmdNode node, ReadOnlySpan<byte> name) => name.SequenceEqual(node.Registration.Name);
}
