// What the runtime asks of the distribution: the same effects on processes of other nodes. Lingen.Distribution
// implements it; without one every other node is unreachable.
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Signals to other nodes. Terms given are the caller's. A method that returns bool says whether there is a connection.</summary>
public abstract class DistributionLayer
{
    public abstract bool Send(Term from, Term target, Term message);

    /// <summary>Sends to a registered name of another node.</summary>
    public abstract bool SendToName(Term from, Term name, Term node, Term message);

    public abstract bool Link(Term from, Term target);

    public abstract bool Unlink(Term from, Term target, ulong number);

    public abstract void UnlinkAck(Term from, Term target, ulong number);

    public abstract bool Exit(Term from, Term target, Term reason, bool fromLink);

    /// <summary>Watches a pid, or a registered name of a node (target is then the node).</summary>
    public abstract bool Monitor(Term watcher, Term target, Term name, Term reference);

    public abstract bool Demonitor(Term watcher, Term target, Term name, Term reference);

    public abstract bool MonitorDown(Term watcher, Term reference, Term from, Term reason);

    public abstract bool GroupLeader(Term from, Term target, Term leader);

    /// <summary>Watches the connection to a node. False if there is none.</summary>
    public abstract bool MonitorNode(Term watcher, Term node, bool on);

    /// <summary>Names of the connected nodes of the kinds asked for.</summary>
    public abstract Term[] Nodes(Term kind);
}
