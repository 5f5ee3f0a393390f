// Where the node keeps its code.
namespace Lingen.Runtime;

public sealed partial class VirtualMachine
{
    private CodeServer? code;

    /// <summary>All code of the node.</summary>
    public CodeServer Code => code ?? CreateCodeServer();

    private CodeServer CreateCodeServer()
    {
        var created = new CodeServer(this);
        if (Interlocked.CompareExchange(ref code, created, null) == null)
        {
            ProcessCodeTasks.Install(this);
        }
        return code;
    }
}
