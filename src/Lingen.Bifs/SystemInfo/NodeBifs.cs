// The node's name and its neighbours; distribution proper is behind VirtualMachine.Distribution.
namespace Lingen.Bifs;

/// <summary>node, nodes, setnode and what net_kernel asks at its start.</summary>
public static unsafe class NodeBifs
{
    // Capability flags of OTP 27: ours, the mandatory ones, addable, rejectable and strict order (dist protocol chapter).
    private const long DefaultFlags = 55_966_662_588;
    private const long MandatoryFlags = 17_230_663_572;
    private const long AddableFlags = 55_966_662_588;
    private const long RejectableFlags = 8_396_866;
    private const long StrictOrderFlags = 8192;
    private const long MaxCreation = uint.MaxValue;

    [Bif("erlang", "node", Guard = true)]
    public static Term Node(ref BifContext context) => context.Vm.NodeName;

    [Bif("erlang", "node", Guard = true)]
    public static Term Node(ref BifContext context, Term identifier)
    {
        if (identifier.IsLocalPid || identifier.IsLocalPort || identifier.IsLocalReference)
        {
            return context.Vm.NodeName;
        }
        return identifier.IsBoxedOf(HeaderTag.External) ? External.Node(identifier)->Name : context.BadArg();
    }

    [Bif("erlang", "nodes")]
    public static Term Nodes(ref BifContext context) => Nodes(ref context, Atoms.Visible, default(Map), false);

    [Bif("erlang", "nodes")]
    public static Term Nodes(ref BifContext context, Term kinds) => Nodes(ref context, kinds, default, false);

    [Bif("erlang", "nodes")]
    public static Term Nodes(ref BifContext context, Term kinds, Map options) => Nodes(ref context, kinds, options, true);

    private static Term Nodes(ref BifContext context, Term kinds, Map options, bool withInfo)
    {
        VirtualMachine vm = context.Vm;
        TermHeap* heap = context.Heap;
        var seen = new HashSet<Term>();
        var names = new List<Term>();
        Term single = kinds;
        Term rest = kinds.IsList ? kinds : Cons.Create(heap, single, Term.Nil);
        for (; rest.IsCons; rest = rest.Tail)
        {
            Term kind = rest.Head;
            if (!kind.IsAtom || AtomTable.Name(kind) is not ("visible" or "hidden" or "connected" or "this" or "known"))
            {
                return context.BadArg();
            }
            foreach (Term name in NamesOf(vm, kind))
            {
                if (seen.Add(name))
                {
                    names.Add(name);
                }
            }
        }
        if (!rest.IsNil)
        {
            return context.BadArg();
        }
        if (!withInfo)
        {
            return Cons.FromSpan(heap, names.ToArray());
        }
        bool type =
            !Maps.Get(options.Term, Term.Atom("node_type")).IsNone && Maps.Get(options.Term, Term.Atom("node_type")) == Term.True;
        Term list = Term.Nil;
        for (int i = names.Count - 1; i >= 0; i--)
        {
            Term info = type
                ? SmallMaps.Create(heap, [Term.Atom("node_type")], [Term.Atom(names[i] == vm.NodeName ? "this" : "visible")])
                : Maps.Empty(heap);
            list = Cons.Create(heap, Tuple.Create(heap, names[i], info), list);
        }
        return list;
    }

    /// <summary>Known are, beside this node and connected ones, those of which there is a pid, port or reference somewhere.</summary>
    private static IEnumerable<Term> NamesOf(VirtualMachine vm, Term kind)
    {
        string text = AtomTable.Name(kind);
        IEnumerable<Term> names = text is "this" or "known" ? [vm.NodeName] : [];
        if (text != "this" && vm.Distribution != null)
        {
            names = names.Concat(vm.Distribution.Nodes(kind));
        }
        return text == "known" ? names.Concat(NodeTable.Names()) : names;
    }

    /// <summary>Gives the node its name (net_kernel starts or stops).</summary>
    [Bif("erlang", "setnode")]
    public static Term SetNode(ref BifContext context, Atom name, Term creation)
    {
        if (
            !Integers.TryGetInt64(creation, out long number)
            || number is < 0 or > MaxCreation
            || !AtomTable.Name(name).Contains('@')
        )
        {
            return context.BadArg();
        }
        context.Vm.NodeOwner = context.Vm.Names.WhereIs(Atoms.NetKernel);
        context.Vm.SetNode(name, (uint)number);
        return Term.True;
    }

    [Bif("erts_internal", "get_creation")]
    public static Term GetCreation(ref BifContext context) =>
        context.Vm.NodeName == Atoms.NonodeAtNohost ? Atoms.Undefined : Integers.Create(context.Heap, context.Vm.Creation);

    [Bif("erts_internal", "get_dflags")]
    public static Term GetDistributionFlags(ref BifContext context) =>
        Tuple.Create(
            context.Heap,
            [
                Term.Atom("erts_dflags"),
                Term.Small(DefaultFlags),
                Term.Small(MandatoryFlags),
                Term.Small(AddableFlags),
                Term.Small(RejectableFlags),
                Term.Small(StrictOrderFlags),
            ]
        );
}
