// The items of process_info that look into heap, stack and code.
using System.Text;
using Lingen.Code;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

public static unsafe partial class ProcessInformation
{
    private static Term MemoryValue(Process* process, TermHeap* heap, Term item)
    {
        ProcessHeap* memory = &process->Memory;
        switch (item.Bits)
        {
            case AtomBits.TotalHeapSize:
                return Term.Small(memory->TotalWords);
            case AtomBits.HeapSize:
                return Term.Small(memory->BlockSizeWords);
            case AtomBits.StackSize:
                return Term.Small(memory->StackWords);
            case AtomBits.Memory:
                return Term.Small(SizeBytes(process));
            case AtomBits.MinHeapSize:
                return Term.Small(MinHeapSize(process));
            case AtomBits.MinBinVheapSize:
                return Term.Small(MinBinaryVirtualHeap(process));
            case AtomBits.FullsweepAfter:
                return Term.Small(memory->FullSweepAfter);
            case AtomBits.MaxHeapSize:
                return MaxHeapSize(process, heap);
            case AtomBits.GarbageCollection:
                return Cons.FromSpan(
                    heap,
                    [
                        Tuple.Create(heap, Atoms.MaxHeapSize, MaxHeapSize(process, heap)),
                        Tuple.Create(heap, Atoms.MinBinVheapSize, Term.Small(MinBinaryVirtualHeap(process))),
                        Tuple.Create(heap, Atoms.MinHeapSize, Term.Small(MinHeapSize(process))),
                        Tuple.Create(heap, Atoms.FullsweepAfter, Term.Small(memory->FullSweepAfter)),
                        Tuple.Create(heap, Atoms.MinorGcs, Term.Small(memory->GenerationalCollections)),
                    ]
                );
            case AtomBits.GarbageCollectionInfo:
                return CollectionInfo(process, heap);
            default:
                return Atoms.Undefined;
        }
    }

    /// <summary>Native bytes that the process takes: control block, heap, queue, tables.</summary>
    public static long SizeBytes(Process* process)
    {
        long bytes = sizeof(Process) + (process->Memory.TotalWords * sizeof(ulong));
        bytes += ProcessDictionary.SizeWords(process->Dictionary) * sizeof(ulong);
        bytes += process->Extras == null ? 0 : sizeof(ProcessExtras);
        bytes += (process->Links == null ? 0 : process->Links->Count) * (long)sizeof(Relation);
        bytes += (process->Monitors == null ? 0 : process->Monitors->Count) * (long)sizeof(Relation);
        for (Message* message = process->FirstMessage; message != null; message = message->Next)
        {
            if (message->HeapState != 1)
            {
                bytes += message->Fragment->UsedWords * sizeof(ulong);
            }
        }
        return bytes;
    }

    public static long MinHeapSize(Process* process) =>
        process->HasFlag(ProcessFlags.MinHeapSizeGiven) ? process->Memory.MinHeapSizeWords : HeapSizes.DefaultMinWords;

    public static long MinBinaryVirtualHeap(Process* process) =>
        process->Extras == null || process->Extras->MinBinaryVirtualHeapWords == 0
            ? process->Vm.MinBinaryVirtualHeapWords
            : process->Extras->MinBinaryVirtualHeapWords;

    /// <summary>The map that process_flag(max_heap_size) gives and takes.</summary>
    public static Term MaxHeapSize(Process* process, TermHeap* heap)
    {
        ProcessExtras* extras = process->Extras;
        return extras == null
            ? MaxHeapSize(
                heap,
                0,
                process->Vm.MaxHeapKill,
                process->Vm.MaxHeapErrorLogger,
                process->Vm.MaxHeapIncludeSharedBinaries
            )
            : MaxHeapSize(
                heap,
                extras->MaxHeapSizeWords,
                extras->MaxHeapKill,
                extras->MaxHeapErrorLogger,
                extras->MaxHeapIncludeSharedBinaries
            );
    }

    public static Term MaxHeapSize(TermHeap* heap, long words, bool kill, bool log, bool shared) =>
        SmallMaps.Create(
            heap,
            [Atoms.Size, Atoms.Kill, Atoms.ErrorLogger, Atoms.IncludeSharedBinaries],
            [Term.Small(words), Term.Boolean(kill), Term.Boolean(log), Term.Boolean(shared)]
        );

    internal static Term CollectionInfo(Process* process, TermHeap* heap)
    {
        ProcessHeap* memory = &process->Memory;
        long young = memory->Heap.Top - memory->Start;
        return Cons.FromSpan(
            heap,
            [
                Tuple.Create(heap, Atoms.OldHeapBlockSize, Term.Small(memory->OldSizeWords)),
                Tuple.Create(heap, Atoms.HeapBlockSize, Term.Small(memory->BlockSizeWords)),
                Tuple.Create(heap, Atoms.MbufSize, Term.Small(memory->Heap.FragmentWords)),
                Tuple.Create(heap, Atoms.RecentSize, Term.Small(memory->HighWater - memory->Start)),
                Tuple.Create(heap, Atoms.StackSize, Term.Small(memory->StackWords)),
                Tuple.Create(heap, Atoms.OldHeapSize, Term.Small(memory->OldTop - memory->OldStart)),
                Tuple.Create(heap, Atoms.HeapSize, Term.Small(young)),
                Tuple.Create(heap, Atoms.BinVheapSize, Term.Small(memory->Heap.OffHeapBytes / sizeof(ulong))),
                Tuple.Create(heap, Atoms.BinVheapBlockSize, Term.Small(process->Vm.MinBinaryVirtualHeapWords)),
                Tuple.Create(heap, Atoms.BinOldVheapSize, Term.Small(0)),
                Tuple.Create(heap, Atoms.BinOldVheapBlockSize, Term.Small(process->Vm.MinBinaryVirtualHeapWords)),
            ]
        );
    }

    /// <summary>Addresses of the frames, innermost first: where the process stands, then the return addresses on its stack.</summary>
    private static int Frames(Process* process, Span<nint> addresses)
    {
        int count = 0;
        addresses[count++] = (nint)process->Ip;
        for (ulong* word = process->Memory.StackPointer; word < process->Memory.End && count < addresses.Length; word++)
        {
            bool isReturnAddress = (*word & Term.PrimaryMask) == Term.PrimaryHeader && *word != 0;
            if (isReturnAddress && (nint)(*word) != addresses[count - 1])
            {
                addresses[count++] = (nint)(*word);
            }
        }
        return count;
    }

    /// <summary>The function the process is in; the caller's while a BIF runs. Undefined if none is known.</summary>
    private static FunctionEntry* FindCurrent(Process* process, out ulong* address)
    {
        Span<nint> addresses = stackalloc nint[4];
        int count = Frames(process, addresses);
        for (int i = 0; i < count; i++)
        {
            FunctionEntry* function = process->Vm.Code.FindFunction((ulong*)addresses[i]);
            if (function != null)
            {
                address = (ulong*)addresses[i];
                return function;
            }
        }
        address = null;
        return null;
    }

    /// <summary>Where a process that is between two slices goes on: the built-in function that it was about to call, or was half way through, counts.</summary>
    internal static Term NextFunction(Process* process, TermHeap* heap)
    {
        if (process->IsInDirtyCall || process->Ip == null || (Op)(ushort)*process->Ip != Op.BifStub)
        {
            return CurrentFunction(process, heap);
        }
        var bif = (BifEntry*)process->Ip[1];
        return Tuple.Create(heap, bif->Module, bif->Name, Term.Small(bif->Arity));
    }

    internal static Term CurrentFunction(Process* process, TermHeap* heap)
    {
        if (process->HasFlag(ProcessFlags.Hibernating))
        {
            return Tuple.Create(heap, Atoms.Erlang, Atoms.Hibernate, Term.Small(3));
        }
        if (process->IsInDirtyCall)
        {
            BifEntry* bif = process->PendingBif;
            return Tuple.Create(heap, bif->Module, bif->Name, Term.Small(bif->Arity));
        }
        BifEntry* waiting = BifToCall(process);
        if (waiting != null)
        {
            return Tuple.Create(heap, waiting->Module, waiting->Name, Term.Small(waiting->Arity));
        }
        FunctionEntry* function = FindCurrent(process, out _);
        if (function == null)
        {
            Lingen.Terms.Export* call = process->InitialCall;
            return Tuple.Create(heap, call->Module, call->Function, Term.Small(call->Arity));
        }
        return Tuple.Create(heap, function->Module, function->Name, Term.Small(function->Arity));
    }

    /// <summary>
    /// The BIF that the process is about to call, because another one has left the rest of its work to it; or null. It is not process_info,
    /// which a process asks about itself by its stub where the call is traced.
    /// </summary>
    private static BifEntry* BifToCall(Process* process)
    {
        ulong* address = process->Ip;
        bool isStub = address != null && !CodeRegion.Contains(address) && (Op)(ushort)*address == Op.BifStub;
        var bif = (BifEntry*)(isStub ? address[1] : 0);
        return bif != null && bif->Name != Atoms.ProcessInfo ? bif : null;
    }

    private static Term CurrentLocation(Process* process, TermHeap* heap)
    {
        if (process->IsInDirtyCall)
        {
            BifEntry* bif = process->PendingBif;
            return Tuple.Create(heap, bif->Module, bif->Name, Term.Small(bif->Arity), Term.Nil);
        }
        FunctionEntry* function = FindCurrent(process, out ulong* address);
        if (function == null || process->HasFlag(ProcessFlags.Hibernating))
        {
            Lingen.Terms.Export* call = process->InitialCall;
            return process->HasFlag(ProcessFlags.Hibernating)
                ? Tuple.Create(heap, Atoms.Erlang, Atoms.Hibernate, Term.Small(3), Term.Nil)
                : Tuple.Create(heap, call->Module, call->Function, Term.Small(call->Arity), Term.Nil);
        }
        Term location = StackTrace.Location(heap, process->Vm.Code, function, address, address != process->Ip);
        return StackTrace.Frame(heap, function, location);
    }

    internal static Term CurrentStackTrace(Process* process, TermHeap* heap)
    {
        int depth = process->Vm.BacktraceDepth;
        if (depth == 0)
        {
            return Term.Nil;
        }
        Span<nint> addresses = stackalloc nint[depth];
        int count = Frames(process, addresses);
        return StackTrace.Build(heap, process->Vm.Code, addresses[..count], Term.Nil, Atoms.Undefined, depth);
    }

    private static int CatchLevel(Process* process)
    {
        int level = 0;
        for (ulong* word = process->Memory.StackPointer; word < process->Memory.End; word++)
        {
            if (new Term(*word).IsCatch)
            {
                level++;
            }
        }
        return level;
    }

    /// <summary>[{Address, Bytes, References}] of the refc binaries on the heap, by address: collections turn the heap's own order around.</summary>
    private static Term Binaries(Process* process, TermHeap* heap)
    {
        var cells = new List<nint>();
        foreach (nint first in new[] { (nint)process->Memory.Heap.OffHeap, (nint)process->Memory.OldOffHeap })
        {
            for (var header = (ulong*)first; header != null; header = (ulong*)header[1])
            {
                if (new HeaderWord(*header).Tag == HeaderTag.RefcBinary)
                {
                    cells.Add((nint)header[2]);
                }
            }
        }
        cells.Sort();
        Term list = Term.Nil;
        for (int i = cells.Count - 1; i >= 0; i--)
        {
            var cell = (BinaryCell*)cells[i];
            list = Cons.Create(
                heap,
                Tuple.Create(
                    heap,
                    Integers.Create(heap, (long)cell->Data),
                    Integers.Create(heap, cell->CapacityBytes),
                    Integers.Create(heap, cell->Cell.ReferenceCount)
                ),
                list
            );
        }
        return list;
    }

    private static Term Backtrace(Process* process, TermHeap* heap)
    {
        var text = new StringBuilder();
        Span<nint> addresses = stackalloc nint[64];
        int count = Frames(process, addresses);
        for (int i = 0; i < count; i++)
        {
            FunctionEntry* function = process->Vm.Code.FindFunction((ulong*)addresses[i]);
            string name =
                function == null
                    ? "unknown function"
                    : $"{AtomTable.Name(function->Module)}:{AtomTable.Name(function->Name)}/{function->Arity}";
            text.Append(
                i == 0 ? $"Program counter: 0x{addresses[i]:x16} ({name})\n" : $"Return addr 0x{addresses[i]:x16} ({name})\n"
            );
        }
        return Bitstring.FromBytes(heap, Encoding.UTF8.GetBytes(text.ToString()));
    }
}

/// <summary>Small maps with atom keys, for what the VM reports.</summary>
public static unsafe class SmallMaps
{
    /// <summary>A flat map; the keys are atoms in any order.</summary>
    public static Term Create(TermHeap* heap, ReadOnlySpan<Term> keys, ReadOnlySpan<Term> values)
    {
        Span<Term> sortedKeys = stackalloc Term[keys.Length];
        Span<Term> sortedValues = stackalloc Term[keys.Length];
        keys.CopyTo(sortedKeys);
        values.CopyTo(sortedValues);
        for (int i = 1; i < keys.Length; i++)
        {
            for (int j = i; j > 0 && sortedKeys[j].AtomIndex < sortedKeys[j - 1].AtomIndex; j--)
            {
                (sortedKeys[j], sortedKeys[j - 1]) = (sortedKeys[j - 1], sortedKeys[j]);
                (sortedValues[j], sortedValues[j - 1]) = (sortedValues[j - 1], sortedValues[j]);
            }
        }
        Term keyTuple = Tuple.Create(heap, sortedKeys);
        Term map = FlatMap.Allocate(heap, keyTuple, keys.Length, out Term* slots);
        sortedValues.CopyTo(new Span<Term>(slots, keys.Length));
        return map;
    }
}
