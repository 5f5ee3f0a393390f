// The node's tables, persistent terms, and the state of match specifications.
namespace Lingen.Runtime;

public sealed partial class VirtualMachine
{
    /// <summary>All ETS tables of the node.</summary>
    public EtsTables Ets { get; private set; } = null!;

    /// <summary>The persistent terms of the node.</summary>
    public PersistentTermTable PersistentTerms { get; } = new();

    /// <summary>The trace control word of match specifications (get_tcw, set_tcw, erlang:system_info/flag).</summary>
    public uint TraceControlWord { get; set; }

    private unsafe void AttachEts()
    {
        Ets = new EtsTables(this);
        ProcessExitHooks.Add((process, _) => Ets.OwnerExited(((Process*)process)->Pid));
    }
}
