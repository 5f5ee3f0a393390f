// The whole of one node: everything that is not a process's own hangs here, so that several nodes can live in one OS
// process. Families of state are in partial files beside the code that uses them.
using Lingen.Code;

namespace Lingen.Runtime;

/// <summary>One Erlang node.</summary>
public sealed partial class VirtualMachine
{
    public ExportTable Exports { get; } = new();
    public BifRegistry Bifs { get; }

    public VirtualMachine()
    {
        Bifs = new BifRegistry(Exports);
    }
}
