// Who refers to which other node: a walk over everything that holds terms, for erts_debug:get_internal_state(node_and_dist_references). Each
// identifier of another node stands in the off-heap list of what holds it, so the lists are all there is to walk. What is found must be
// what the entries count; OTP's suites compare the two.
using System.Runtime.InteropServices;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>References to entries of the <see cref="NodeTable"/>, by holder. Nobody else may run meanwhile.</summary>
public sealed unsafe class NodeReferences
{
    /// <summary>Kind and name of a holder, such as {process, Pid} or {ets, Name}, and what of it holds the reference.</summary>
    private readonly record struct Holder(string Kind, Term Id, string Part);

    private readonly Dictionary<nint, Dictionary<Holder, long>> found = [];
    private readonly HashSet<nint> programs = [];

    /// <summary>{{node_references, [{{Name, Creation}, Count, [{Holder, [{Part, Number}]}]}]}, {dist_references, []}}</summary>
    public static Term Build(VirtualMachine vm, TermHeap* heap)
    {
        var references = new NodeReferences();
        // What is built here refers to no other node: the count is that of the walk.
        var nodes = NodeTable.Snapshot();
        references.Walk(vm);
        Term list = Term.Nil;
        foreach ((Term name, uint creation, nint entry, long count) in nodes)
        {
            Term node = Tuple.Create(heap, name, Integers.Create(heap, (ulong)creation));
            Term holders = references.Holders(entry, heap);
            list = Cons.Create(heap, Tuple.Create(heap, node, Term.Small(count), holders), list);
        }
        Term own = Tuple.Create(heap, vm.NodeName, Integers.Create(heap, (ulong)vm.Creation));
        Term system = HolderTerm(heap, new Holder("system", Atoms.Undefined, "system"), 1);
        list = Cons.Create(heap, Tuple.Create(heap, own, Term.Small(1), Cons.Create(heap, system, Term.Nil)), list);
        return Tuple.Create(
            heap,
            Tuple.Create(heap, Term.Atom("node_references"), list),
            Tuple.Create(heap, Term.Atom("dist_references"), Term.Nil)
        );
    }

    private Term Holders(nint entry, TermHeap* heap)
    {
        Term list = Term.Nil;
        if (found.TryGetValue(entry, out Dictionary<Holder, long>? holders))
        {
            foreach ((Holder holder, long count) in holders)
            {
                list = Cons.Create(heap, HolderTerm(heap, holder, count), list);
            }
        }
        return list;
    }

    private static Term HolderTerm(TermHeap* heap, Holder holder, long count)
    {
        Term parts = Cons.Create(heap, Tuple.Create(heap, Term.Atom(holder.Part), Term.Small(count)), Term.Nil);
        return Tuple.Create(heap, Tuple.Create(heap, Term.Atom(holder.Kind), holder.Id), parts);
    }

    private void Walk(VirtualMachine vm)
    {
        for (int slot = 0; slot < vm.Processes.SlotCount; slot++)
        {
            Process* process = vm.Processes.At(slot);
            // What a dirty call does to its heap cannot be stopped.
            if (process != null && !process->IsInDirtyCall)
            {
                AddProcess(process);
            }
        }
        foreach (EtsTable table in vm.Ets.All)
        {
            var holder = new Holder("ets", table.Name, "ets");
            table.EnterExclusive();
            table.Store.ForEachRow(row => Add(((EtsRow*)row)->OffHeap, holder));
            table.ExitExclusive();
        }
        foreach (Scheduler scheduler in vm.Schedulers)
        {
            scheduler.Timers.ForEachMessage(
                (destination, message) => Add(((Message*)message)->OffHeap, new Holder("process", destination, "timer"))
            );
        }
        var literals = new Holder("system", Term.Atom("literals"), "system");
        vm.Code.ForEachLiteralArea(list => Add((ulong*)list, literals));
        var persistent = new Holder("system", Term.Atom("persistent_term"), "system");
        vm.PersistentTerms.ForEachArea(list => Add((ulong*)list, persistent));
    }

    private void AddProcess(Process* process)
    {
        var heap = new Holder("process", process->Pid, "heap");
        Add(process->Memory.Heap.OffHeap, heap);
        Add(process->Memory.OldOffHeap, heap);
        // Messages that a receive has looked at have their references in the heap's list.
        for (Message* message = process->FirstMessage; message != null; message = message->Next)
        {
            if (message->HeapState == 0)
            {
                Add(message->OffHeap, heap);
            }
        }
        Message* signal = process->Signals == SignalQueue.Closed ? null : process->Signals;
        for (; signal != null; signal = signal->Next)
        {
            Add(signal->OffHeap, heap with { Part = "signal" });
        }
        AddRelations(process->Links, heap with { Part = "link" });
        AddRelations(process->Monitors, heap with { Part = "monitor" });
    }

    private void AddRelations(RelationTable* table, Holder holder)
    {
        for (Relation* node = table == null ? null : table->First; node != null; node = node->Next)
        {
            Add(node->OffHeap, holder);
        }
    }

    private void Add(ulong* list, Holder holder)
    {
        for (ulong* header = list; header != null; header = (ulong*)header[1])
        {
            switch (new HeaderWord(*header).Tag)
            {
                case HeaderTag.External:
                    if (!found.TryGetValue((nint)header[2], out Dictionary<Holder, long>? holders))
                    {
                        found[(nint)header[2]] = holders = [];
                    }
                    CollectionsMarshal.GetValueRefOrAddDefault(holders, holder, out _)++;
                    break;
                case HeaderTag.MagicReference
                    when ((MagicCell*)header[2])->Resource is CompiledMatchSpec spec && programs.Add((nint)header[2]):
                    Add(spec.Program.OffHeap, new Holder("match_spec", Term.Small((long)header[2]), "binary"));
                    break;
            }
        }
    }
}
