// What reading and writing external terms needs of this node: its identity and the tables of code.

namespace Lingen.Runtime;

/// <summary>A node as the external term format sees it.</summary>
public sealed unsafe class NodeTermContext(VirtualMachine vm) : IExternalTermContext
{
    public Term NodeName { get; set; } = Atoms.NonodeAtNohost;
    public uint Creation { get; set; }
    public ulong LocalSecret { get; } = MakeSecret();

    public Export* GetOrCreateExport(Term module, Term function, int arity) => vm.Exports.GetOrCreate(module, function, arity);

    public bool IsExported(Term module, Term function, int arity) => vm.Code.IsExported(module, function, arity);

    public FunEntry* GetOrCreateFun(in FunIdentity identity) => vm.Code.FindOrCreateFun(identity);

    public Term LocalReference(TermHeap* heap, ulong low, ulong high) => Reference.Create(heap, low, high);

    /// <summary>Unpredictable enough to tell our own sealed terms from others'; no key.</summary>
    private static ulong MakeSecret() => (ulong)Random.Shared.NextInt64();
}

public sealed partial class VirtualMachine
{
    private NodeTermContext? terms;
    private CodeServer? code;

    /// <summary>This node as external terms see it.</summary>
    public NodeTermContext Terms => terms ??= new NodeTermContext(this);

    /// <summary>All code of the node.</summary>
    public CodeServer Code => code ??= new CodeServer(this);
}
