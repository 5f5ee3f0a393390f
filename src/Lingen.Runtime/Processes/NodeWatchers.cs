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
        lock (subscriptions)
        {
            foreach (Subscription subscription in subscriptions.Keys.Where(key => key.Pid == pid).ToArray())
            {
                subscriptions.Remove(subscription);
            }
        }
    }

    private static Subscription Read(Term pid, Term options)
    {
        bool visible = true;
        bool hidden = false;
        bool reason = false;
        bool connection = false;
        bool list = options.IsCons;
        for (; options.IsCons; options = options.Tail)
        {
            Term option = options.Head;
            if (option == Atoms.NodedownReason)
            {
                reason = true;
            }
            else if (option == Atoms.ConnectionId)
            {
                connection = true;
            }
            else if (option.IsTuple && new Tuple(option).Arity == 2)
            {
                Term value = new Tuple(option)[1];
                visible = value == Atoms.Visible || value == Atoms.All;
                hidden = value == Atoms.Hidden || value == Atoms.All;
            }
        }
        return new Subscription(pid, visible, hidden, reason, list, connection);
    }
}

public sealed partial class VirtualMachine
{
    /// <summary>Subscriptions of monitor_nodes.</summary>
    public NodeWatchers NodeWatchers { get; } = new();
}
