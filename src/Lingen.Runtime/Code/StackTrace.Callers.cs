// Where a running process was called from, for match specifications of traces.
namespace Lingen.Runtime;

public static unsafe partial class StackTrace
{
    /// <summary>Frames of the functions that wait for a process at the start of a function, the direct caller first.</summary>
    public static Term OfCallers(TermHeap* heap, Process* process, int depth)
    {
        CodeServer code = process->Vm.Code;
        depth = Math.Min(depth, process->Vm.BacktraceDepth);
        Span<Term> frames = stackalloc Term[depth];
        int count = 0;
        for (ulong* word = process->Memory.StackPointer; word < process->Memory.End && count < depth; word++)
        {
            if ((*word & Term.PrimaryMask) != Term.PrimaryHeader)
            {
                continue;
            }
            var address = (ulong*)*word;
            FunctionEntry* function = code.FindFunction(address);
            if (function != null)
            {
                frames[count++] = Frame(heap, function, Location(heap, code, function, address, true));
            }
        }
        return Cons.FromSpan(heap, frames[..count]);
    }

    /// <summary>{File, Line} of the call in front of a return address, or none.</summary>
    public static Term FileAndLine(TermHeap* heap, CodeServer code, FunctionEntry* function, ulong* address)
    {
        Term location = Location(heap, code, function, address, true);
        return location.IsCons ? Tuple.Create(heap, new Tuple(location.Head)[1], new Tuple(location.Tail.Head)[1]) : Term.None;
    }
}
