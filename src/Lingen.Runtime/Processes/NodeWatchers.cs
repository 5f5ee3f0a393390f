// Subscriptions of net_kernel:monitor_nodes/1,2: processes that want {nodeup, Node} and {nodedown, Node} messages.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Who wants to hear about nodes that come and go.</summary>
public sealed unsafe class NodeWatchers
{
    /// <summary>One subscription. Options is the option list as text, which tells subscriptions of one process apart.</summary>
    public sealed record Subscription(Term Pid, bool Visible, bool Hidden, bool NodedownReason, bool AsList, bool ConnectionId);

    private readonly Dictionary<Subscription, int> subscriptions = [];

    /// <summary>Adds one subscription or removes all equal ones; returns how many there were.</summary>
    public int Set(Term pid, Term options, bool on)
    {
        Subscription subscription = Read(pid, options);
        lock (subscriptions)
        {
            subscriptions.TryGetValue(subscription, out int count);
            if (on)
            {
                subscriptions[subscription] = count + 1;
            }
            else
            {
                subscriptions.Remove(subscription);
            }
            return count;
        }
    }

    /// <summary>All subscriptions, each with how often it was made.</summary>
    public KeyValuePair<Subscription, int>[] All()
    {
        lock (subscriptions)
        {
            return subscriptions.ToArray();
        }
    }

    /// <summary>The process has ended.</summary>
    public void Forget(Term pid)
    {
        if (subscriptions.Count == 0)
        {
            return;
        }
        lock (subscriptions)
        {
            foreach (Subscription subscription in subscriptions.Keys.Where(key => key.Pid == pid).ToArray())
            {
                subscriptions.Remove(subscription);
            }
        }
    }

    /// <summary>The options as net_kernel gives them: a map; [] for monitor_nodes/1.</summary>
    private static Subscription Read(Term pid, Term options)
    {
        Term types = Option(options, Atoms.NodeType);
        return new Subscription(
            pid,
            types.IsNone || types == Atoms.Visible || types == Atoms.All,
            types == Atoms.Hidden || types == Atoms.All,
            !Option(options, Atoms.NodedownReason).IsNone && Option(options, Atoms.NodedownReason) != Atoms.False,
            Option(options, Atoms.List) == Atoms.True,
            Option(options, Atoms.ConnectionId) == Atoms.True
        );
    }

    private static Term Option(Term options, Term name) => options.IsMap ? Maps.Get(options, name) : Term.None;
}

public sealed partial class VirtualMachine
{
    /// <summary>Subscriptions of monitor_nodes.</summary>
    public NodeWatchers NodeWatchers { get; } = new();
}
