// What erlang:memory/0,1 is built from. erlang.erl asks every "allocator thread" for its figures and adds them up; we
// answer as one thread, with the sums we know.
using System.Globalization;
using System.Text;

namespace Lingen.Bifs;

/// <summary>Memory figures.</summary>
public static unsafe class MemoryBifs
{
    private static readonly string[] Allocators =
    [
        "temp_alloc",
        "sl_alloc",
        "std_alloc",
        "ll_alloc",
        "eheap_alloc",
        "ets_alloc",
        "fix_alloc",
        "literal_alloc",
        "binary_alloc",
        "driver_alloc",
    ];

    /// <summary>One thread answers requests for figures (the count includes one that never does).</summary>
    [Bif("erts_internal", "no_aux_work_threads")]
    public static Term NoAuxWorkThreads(ref BifContext context) => Term.Small(2);

    [Bif("erts_internal", "gather_alloc_histograms")]
    [Bif("erts_internal", "gather_carrier_info")]
    public static Term GatherAllocatorDetails(ref BifContext context, Term request) => Term.Small(0);

    public static Term AllocatorNames(TermHeap* heap)
    {
        Term list = Term.Nil;
        for (int i = Allocators.Length - 1; i >= 0; i--)
        {
            list = Cons.Create(heap, Term.Atom(Allocators[i]), list);
        }
        return list;
    }

    /// <summary>[{Area, Bytes} | {Area, Allocated, Used}] for what lies outside of the allocators.</summary>
    public static Term AllocatedAreas(VirtualMachine vm, TermHeap* heap)
    {
        long atoms = AtomBytes();
        return Cons.FromSpan(
            heap,
            [
                Tuple.Create(heap, Term.Atom("sys_misc"), Term.Small(0)),
                Tuple.Create(heap, Term.Atom("atom_space"), Term.Small(atoms), Term.Small(atoms)),
                Tuple.Create(heap, Term.Atom("atom_table"), Term.Small(0)),
                Tuple.Create(heap, Term.Atom("process_table"), Term.Small((long)vm.Processes.SlotCount * sizeof(ulong))),
                Tuple.Create(heap, Term.Atom("loaded_code"), Term.Small(CodeBytes())),
                Tuple.Create(heap, Term.Atom("external_alloc"), Term.Small(OtherBytes(vm))),
            ]
        );
    }

    /// <summary>Sends {Reference, 0, [{Allocator, Instance, Figures}]} to the caller; without figures the allocators count as off.</summary>
    public static Term SendAllocatorInfo(ref BifContext context, Term reference, Term allocators, bool figures)
    {
        TermHeap* heap = context.Heap;
        var entries = new List<Term>();
        for (; allocators.IsCons; allocators = allocators.Tail)
        {
            Term allocator = allocators.Head;
            // Nothing here is made of blocks of fixed sizes; whoever asks for that alone learns so.
            bool known = !allocators.Tail.IsNil || entries.Count > 0 || allocator != Term.Atom("fix_alloc");
            entries.Add(
                figures && known
                    ? Tuple.Create(heap, allocator, Term.Small(0), Figures(ref context, allocator))
                    : Tuple.Create(heap, allocator, Term.False)
            );
        }
        Term message = Tuple.Create(heap, reference, Term.Small(0), Cons.FromSpan(heap, entries.ToArray()));
        Signals.SendMessage(context.Vm, context.Process->Pid, message);
        return Term.True;
    }

    /// <summary>Bytes of all processes: an estimate, since they run while we add.</summary>
    public static long ProcessBytes(VirtualMachine vm)
    {
        long bytes = 0;
        for (int i = 0; i < vm.Processes.SlotCount; i++)
        {
            Process* process = vm.Processes.At(i);
            if (process != null)
            {
                bytes += sizeof(Process) + Math.Max(0, process->Memory.TotalWords * sizeof(ulong));
            }
        }
        return bytes;
    }

    /// <summary>The =memory section of a crash dump, as system_info(info) begins.</summary>
    public static string Report(VirtualMachine vm)
    {
        long processes = ProcessBytes(vm);
        long total = Environment.WorkingSet;
        var text = new StringBuilder("=memory\n");
        text.Append(CultureInfo.InvariantCulture, $"total: {total}\nprocesses: {processes}\nprocesses_used: {processes}\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"system: {total - processes}\natom: {AtomBytes()}\natom_used: {AtomBytes()}\n"
        );
        text.Append(CultureInfo.InvariantCulture, $"binary: {BinaryBytes()}\ncode: {CodeBytes()}\nets: {EtsBytes(vm)}\n");
        return text.ToString();
    }

    private static Term Figures(ref BifContext context, Term allocator)
    {
        TermHeap* heap = context.Heap;
        VirtualMachine vm = context.Vm;
        long bytes = AtomTable.Name(allocator) switch
        {
            "eheap_alloc" => ProcessBytes(vm),
            "ets_alloc" => EtsBytes(vm),
            "binary_alloc" => BinaryBytes(),
            _ => 0,
        };
        Term size = Tuple.Create(heap, Atoms.Size, Term.Small(bytes), Term.Small(bytes), Term.Small(bytes));
        Term block = Tuple.Create(heap, allocator, Cons.Create(heap, size, Term.Nil));
        Term blocks = Tuple.Create(heap, Term.Atom("blocks"), Cons.Create(heap, block, Term.Nil));
        return Cons.Create(heap, Tuple.Create(heap, Term.Atom("mbcs"), Cons.Create(heap, blocks, Term.Nil)), Term.Nil);
    }

    private static long AtomBytes() => AtomTable.SizeBytes;

    private static long CodeBytes() => CodeRegion.UsedBytes + LiteralRegion.UsedBytes;

    private static long EtsBytes(VirtualMachine vm) => vm.Ets.TotalWords * sizeof(ulong);

    private static long BinaryBytes() => BinaryCell.LiveBytes;

    private static long OtherBytes(VirtualMachine vm) =>
        Math.Max(0, Environment.WorkingSet - ProcessBytes(vm) - EtsBytes(vm) - BinaryBytes());
}
