// The node's tables and the state of match specifications.
namespace Lingen.Runtime;

public sealed partial class VirtualMachine
{
    private EtsTables? ets;

    /// <summary>All ETS tables of the node.</summary>
    public EtsTables Ets => ets ?? Interlocked.CompareExchange(ref ets, new EtsTables(this), null) ?? ets;

    /// <summary>The trace control word of match specifications (get_tcw, set_tcw, erlang:system_info/flag).</summary>
    public uint TraceControlWord { get; set; }
}
