// Where the node keeps its code.
namespace Lingen.Runtime;

public sealed partial class VirtualMachine
{
    private CodeServer? code;

    /// <summary>All code of the node.</summary>
    public CodeServer Code => code ??= new CodeServer(this);
}
