// The instruction for length/1, which can be set aside: a list of millions of cells takes longer to count than a slice lasts.
//
// Between two pieces the rest of the list, the count so far and the whole list are in the three x registers above the live ones,
// the address of the instruction is on the stack as a return address, and the process continues at StaticCode.LengthContinue.
using Lingen.Code;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Interpreter;

public sealed unsafe partial class Interpreter
{
    /// <summary>Cells of a piece, which takes about half a millisecond if nothing of the list is in the caches.</summary>
    private const long PieceCells = 64 * 1024;
    private const int CellsPerReduction = 64;
    private const int RegistersOfLength = 3;

    /// <summary>Begins at the instruction: counts a list, or the first piece of it.</summary>
    private static ulong* CountCells(
        Process* p,
        Scheduler scheduler,
        ulong* ip,
        Term list,
        long count,
        ulong whole,
        ulong* x,
        ulong* y
    )
    {
        ulong word = *ip;
        long end = count + PieceCells;
        // Where it is not known which registers live the list is counted at one go.
        long live = (long)B(word) - 1;
        long limit = live >= 0 && live + RegistersOfLength <= Scheduler.RegisterCount ? end : long.MaxValue;
        long from = count;
        while (list.IsCons && count < limit)
        {
            list = list.Tail;
            count++;
        }
        p->ReductionsLeft -= (int)Math.Min((count - from) / CellsPerReduction, Scheduler.SliceReductions);
        if (list.IsCons)
        {
            x[live] = list.Bits;
            x[live + 1] = Term.Small(count).Bits;
            x[live + 2] = whole;
            *--p->Memory.StackPointer = (ulong)ip;
            p->Memory.Heap.Limit = p->Memory.StackPointer - Reserve;
            return StaticCode.LengthContinue;
        }
        if (list.IsNil)
        {
            *Slot(C(word), x, y) = Term.Small(count).Bits;
            return ip + TestLength(word);
        }
        if (ip[1] != 0)
        {
            return ip + (long)ip[1];
        }
        if (A(word) < YRegister)
        {
            // The register need not be among the live ones, and may be out of date.
            x[A(word)] = whole;
        }
        p->Ip = ip;
        return RaiseInlineBif(p, scheduler, ip, x, y);
    }

    /// <summary>The next piece.</summary>
    private static ulong* CountOn(Process* p, Scheduler scheduler, ulong* x, ulong* y)
    {
        ulong* ip = (ulong*)*y;
        long live = (long)B(*ip) - 1;
        p->Memory.StackPointer = y + 1;
        p->Memory.Heap.Limit = p->Memory.StackPointer - Reserve;
        return CountCells(p, scheduler, ip, new Term(x[live]), new Term(x[live + 1]).SmallValue, x[live + 2], x, y + 1);
    }

    /// <summary>X registers that hold something while a list is counted whose instruction is on top of the stack.</summary>
    private static int LengthRegisters(ulong* y) => (int)B(*(ulong*)*y) - 1 + RegistersOfLength;
}
