// The node as the external term format sees it: its name, and the tables that encoded funs and references lead to.
using System.Collections.Concurrent;

namespace Lingen.Runtime;

public sealed unsafe partial class VirtualMachine : IExternalTermContext
{
    /// <summary>Past this many entries the table of remembered references is swept.</summary>
    private const int RememberedSweepCount = 4096;

    private readonly ConcurrentDictionary<(ulong Low, ulong High), WeakReference<MagicResource>> remembered = new();
    private int rememberedSweepAt = RememberedSweepCount;

    public FunTable Funs { get; } = new();

    /// <summary>Name of this node; erlang:setnode changes it.</summary>
    public Term NodeName { get; private set; } = Atoms.NonodeAtNohost;

    /// <summary>The process that made this a node, net_kernel: with its end the name is gone (net_kernel:stop/0).</summary>
    public Term NodeOwner { get; set; } = Term.None;

    /// <summary>Creation of this node; 0 while it is not distributed.</summary>
    public uint Creation { get; private set; }

    /// <summary>Gives the node its name, or takes it.</summary>
    public void SetNode(Term name, uint creation)
    {
        NodeName = name;
        Creation = creation;
        LocalNode.Set(name, creation);
    }

    public ulong LocalSecret { get; } = HostRandom.NextSecret();

    /// <summary>Nodes that a channel is open to, by the index of their name; distribution keeps it.</summary>
    public ConcurrentDictionary<ulong, nint> ConnectedNodes { get; } = new();

    /// <summary>The connected node whose name has this index in the atom table: what `&lt;1234.5.6&gt;` names.</summary>
    public bool TryGetConnectedNode(ulong nameIndex, out NodeEntry* node)
    {
        bool found = ConnectedNodes.TryGetValue(nameIndex, out nint entry);
        node = (NodeEntry*)entry;
        return found;
    }

    public Export* GetOrCreateExport(Term module, Term function, int arity) => Exports.GetOrCreate(module, function, arity);

    public bool IsExported(Term module, Term function, int arity)
    {
        Export* export = Exports.Find(module, function, arity);
        return export != null && (export->Bif != null || export->Code != export->Stub + 1);
    }

    public FunEntry* GetOrCreateFun(in FunIdentity identity) => Code.FindOrCreateFun(identity);

    public Term LocalReference(TermHeap* heap, ulong low, ulong high)
    {
        if (
            remembered.TryGetValue((low, high), out WeakReference<MagicResource>? known)
            && known.TryGetTarget(out MagicResource? resource)
        )
        {
            MagicCell* cell = resource.TryRetain();
            if (cell != null)
            {
                return Reference.CreateMagic(heap, cell, low, high);
            }
        }
        return Reference.Create(heap, low, high);
    }

    /// <summary>The number of this plain reference is that of a magic one which may since have died.</summary>
    public bool WasMagic(Term reference) => remembered.ContainsKey(Reference.Number(reference));

    public void Remember(Term magicReference)
    {
        MagicResource? resource = Reference.Resource<MagicResource>(magicReference);
        if (resource == null || !remembered.TryAdd(Reference.Number(magicReference), new WeakReference<MagicResource>(resource)))
        {
            return;
        }
        if (remembered.Count > rememberedSweepAt)
        {
            foreach (KeyValuePair<(ulong Low, ulong High), WeakReference<MagicResource>> entry in remembered)
            {
                if (!entry.Value.TryGetTarget(out _))
                {
                    remembered.TryRemove(entry.Key, out _);
                }
            }
            rememberedSweepAt = Math.Max(RememberedSweepCount, remembered.Count * 2);
        }
    }
}
