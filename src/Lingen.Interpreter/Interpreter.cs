// The interpreter: one loop over decoded instructions. Instruction pointer, heap top, stack pointer, reductions and x
// registers live in locals that the compiler keeps in machine registers; hot instructions are written out here,
// the others are calls to methods in the Ops.*.cs files with the state spilled to the process first.
//
// Invariants: between instructions the words [h, y) are free except that a reservation (test_heap, allocate) made
// earlier in the same basic block may still be used up; BIFs build behind the reservation or in fragments; only
// Allocate, TestHeap, a yield and a wait may move terms.
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lingen.Interpreter;

/// <summary>The reference engine. Stateless: one instance serves all schedulers.</summary>
public sealed unsafe partial class Interpreter : IEngine
{
    private const int XRegister = 0x0000;
    private const int YRegister = 0x4000;
    private const int LiteralOperand = 0x8000;
    private const int IndexMask = 0x3FFF;
    private const int Reserve = ProcessHeap.StackReserveWords;

    /// <summary>Fragments past this many words make the process collect at its next call.</summary>
    private const int FragmentLimitWords = 4096;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read(ulong descriptor, ulong* ip, ulong* x, ulong* y)
    {
        ulong* file = x;
        if (descriptor >= YRegister)
        {
            file = descriptor >= LiteralOperand ? ip : y;
        }
        return file[descriptor & IndexMask];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong* Slot(ulong descriptor, ulong* x, ulong* y) =>
        (descriptor >= YRegister ? y : x) + (descriptor & IndexMask);

    /// <summary>Value of a whole operand word: a term, or a register descriptor shifted left by two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong ReadWord(ulong word, ulong* x, ulong* y)
    {
        if ((word & Term.PrimaryMask) != Term.PrimaryHeader)
        {
            return word;
        }
        ulong descriptor = word >> 2;
        return (descriptor >= YRegister ? y : x)[descriptor & IndexMask];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong A(ulong word) => (word >> 16) & 0xFFFF;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong B(ulong word) => (word >> 32) & 0xFFFF;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong C(ulong word) => word >> 48;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Offset(ulong word) => (long)word >> 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsBoxed(ulong term) => (term & Term.PrimaryMask) == Term.PrimaryBoxed;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong BoxedHeader(ulong term) => *(ulong*)(term - Term.PrimaryBoxed);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasTag(ulong term, HeaderTag tag) =>
        IsBoxed(term) && ((BoxedHeader(term) >> HeaderWord.TagShift) & 0xF) == (ulong)tag;

    /// <summary>Writes the loop's registers to the process. A call, because the compiler inlines only so much into one method.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Spill(Process* p, ulong* ip, ulong* h, ulong* y, int fuel)
    {
        p->Ip = ip;
        p->Memory.Heap.Top = h;
        p->Memory.Heap.Limit = y - Reserve;
        p->Memory.StackPointer = y;
        p->ReductionsLeft = fuel;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public RunResult Run(Process* p, Scheduler scheduler)
    {
        ulong* x = (ulong*)scheduler.Registers;
        double* f = scheduler.FloatRegisters;
        var context = new BifContext(p, scheduler);
        ulong* ip = Resume(p, x);
        ulong* h = p->Memory.Heap.Top;
        ulong* y = p->Memory.StackPointer;
        int fuel = p->ReductionsLeft;
        int live;
        RunResult result;

        if (p->Failure != FailureKind.None)
        {
            Spill(p, ip, h, y, fuel);
            ip = ResumeFailure(p, scheduler, x);
            if (ip == null)
            {
                return RunResult.Exited;
            }
            h = p->Memory.Heap.Top;
            y = p->Memory.StackPointer;
        }

        while (true)
        {
            switch ((Op)(*(ushort*)ip))
            {
                case Op.MoveXX:
                    x[((ushort*)ip)[2]] = x[((ushort*)ip)[1]];
                    ip += 1;
                    continue;
                case Op.MoveXY:
                    y[((ushort*)ip)[2]] = x[((ushort*)ip)[1]];
                    ip += 1;
                    continue;
                case Op.MoveYX:
                    x[((ushort*)ip)[2]] = y[((ushort*)ip)[1]];
                    ip += 1;
                    continue;
                case Op.MoveLX:
                    x[((ushort*)ip)[1]] = ip[1];
                    ip += 2;
                    continue;
                case Op.MoveLY:
                    y[((ushort*)ip)[1]] = ip[1];
                    ip += 2;
                    continue;
                case Op.Move:
                    *Slot(((ushort*)ip)[2], x, y) = Read(((ushort*)ip)[1], ip, x, y);
                    ip += ((ushort*)ip)[1] >= LiteralOperand ? 2 : 1;
                    continue;
                case Op.Swap:
                {
                    ulong* left = Slot(((ushort*)ip)[1], x, y);
                    ulong* right = Slot(((ushort*)ip)[2], x, y);
                    (*left, *right) = (*right, *left);
                    ip += 1;
                    continue;
                }
                case Op.InitY:
                    y[((ushort*)ip)[1]] = Term.NilBits;
                    ip += 1;
                    continue;

                // Calls
                case Op.Call:
                {
                    var function = (FunctionEntry*)ip[1];
                    *--y = (ulong)(ip + 3);
                    ip = function->Code;
                    if (--fuel > 0)
                    {
                        continue;
                    }
                    live = function->Arity;
                    goto OutOfReductions;
                }
                case Op.CallOnly:
                {
                    var function = (FunctionEntry*)ip[1];
                    ip = function->Code;
                    if (--fuel > 0)
                    {
                        continue;
                    }
                    live = function->Arity;
                    goto OutOfReductions;
                }
                case Op.CallLast:
                {
                    var function = (FunctionEntry*)ip[1];
                    y += ((ushort*)ip)[1];
                    ip = function->Code;
                    if (--fuel > 0)
                    {
                        continue;
                    }
                    live = function->Arity;
                    goto OutOfReductions;
                }
                case Op.CallExt:
                {
                    var export = (Export*)ip[1];
                    *--y = (ulong)(ip + 3);
                    ip = export->Code;
                    if (--fuel > 0)
                    {
                        continue;
                    }
                    live = export->Arity;
                    goto OutOfReductions;
                }
                case Op.CallExtOnly:
                {
                    var export = (Export*)ip[1];
                    ip = export->Code;
                    if (--fuel > 0)
                    {
                        continue;
                    }
                    live = export->Arity;
                    goto OutOfReductions;
                }
                case Op.CallExtLast:
                {
                    var export = (Export*)ip[1];
                    y += ((ushort*)ip)[1];
                    ip = export->Code;
                    if (--fuel > 0)
                    {
                        continue;
                    }
                    live = export->Arity;
                    goto OutOfReductions;
                }
                case Op.CallFun:
                case Op.CallFunLast:
                {
                    ulong fun = Read(((ushort*)ip)[2], ip, x, y);
                    int arity = (int)((ushort*)ip)[1];
                    ulong* code = FunCode(fun, arity, x);
                    if (code == null)
                    {
                        Spill(p, ip, h, y, fuel);
                        PrepareBadFun(p, new Term(fun), arity, x);
                        goto Raise;
                    }
                    if ((Op)(*(ushort*)ip) == Op.CallFun)
                    {
                        *--y = (ulong)(ip + (((ushort*)ip)[2] >= LiteralOperand ? 3 : 2));
                    }
                    else
                    {
                        y += ((ushort*)ip)[3];
                    }
                    ip = code;
                    if (--fuel > 0)
                    {
                        continue;
                    }
                    live = arity + FreeVariables(fun);
                    goto OutOfReductions;
                }
                case Op.Return:
                    ip = (ulong*)*y++;
                    continue;
                case Op.DeallocateReturn:
                    y += ((ushort*)ip)[1];
                    ip = (ulong*)*y++;
                    continue;

                // Frames
                case Op.Allocate:
                {
                    long frame = (long)((ushort*)ip)[1];
                    if (h + ((ushort*)ip)[3] + frame + 1 + Reserve > y)
                    {
                        Spill(p, ip, h, y, fuel);
                        if (
                            !CollectFor(
                                p,
                                scheduler,
                                (int)(((ushort*)ip)[3] + (ulong)frame) + 1 + Reserve,
                                x,
                                (int)((ushort*)ip)[2]
                            )
                        )
                        {
                            return RunResult.Exited;
                        }
                        h = p->Memory.Heap.Top;
                        y = p->Memory.StackPointer;
                    }
                    y -= frame;
                    for (long i = 0; i < frame; i++)
                    {
                        y[i] = Term.NilBits;
                    }
                    ip += 1;
                    continue;
                }
                case Op.TestHeap:
                    if (h + ip[1] + Reserve > y)
                    {
                        Spill(p, ip, h, y, fuel);
                        if (!CollectFor(p, scheduler, (int)ip[1] + Reserve, x, (int)((ushort*)ip)[1]))
                        {
                            return RunResult.Exited;
                        }
                        h = p->Memory.Heap.Top;
                        y = p->Memory.StackPointer;
                    }
                    ip += 2;
                    continue;
                case Op.Deallocate:
                    y += ((ushort*)ip)[1];
                    ip += 1;
                    continue;

                // Data
                case Op.GetList:
                {
                    ulong* cell = (ulong*)(Read(((ushort*)ip)[1], ip, x, y) - Term.PrimaryCons);
                    ulong head = cell[0];
                    ulong tail = cell[1];
                    *Slot(((ushort*)ip)[2], x, y) = head;
                    *Slot(((ushort*)ip)[3], x, y) = tail;
                    ip += 1;
                    continue;
                }
                case Op.GetHd:
                    *Slot(((ushort*)ip)[2], x, y) = ((ulong*)(Read(((ushort*)ip)[1], ip, x, y) - Term.PrimaryCons))[0];
                    ip += 1;
                    continue;
                case Op.GetTl:
                    *Slot(((ushort*)ip)[2], x, y) = ((ulong*)(Read(((ushort*)ip)[1], ip, x, y) - Term.PrimaryCons))[1];
                    ip += 1;
                    continue;
                case Op.GetTupleElement:
                    *Slot(((ushort*)ip)[2], x, y) = ((ulong*)(Read(((ushort*)ip)[1], ip, x, y) - Term.PrimaryBoxed))[
                        ((ushort*)ip)[3] + 1
                    ];
                    ip += 1;
                    continue;
                case Op.GetTupleElementXX:
                    x[((ushort*)ip)[2]] = ((ulong*)(x[((ushort*)ip)[1]] - Term.PrimaryBoxed))[((ushort*)ip)[3] + 1];
                    ip += 1;
                    continue;
                case Op.PutList:
                {
                    ulong head = Read(((ushort*)ip)[1], ip, x, y);
                    ulong tail = Read(((ushort*)ip)[2], ip, x, y);
                    h[0] = head;
                    h[1] = tail;
                    *Slot(((ushort*)ip)[3], x, y) = (ulong)h | Term.PrimaryCons;
                    h += 2;
                    ip += 1 + (((ushort*)ip)[1] >= LiteralOperand ? 1 : 0) + (((ushort*)ip)[2] >= LiteralOperand ? 1 : 0);
                    continue;
                }
                case Op.PutTuple:
                {
                    long count = (long)((ushort*)ip)[2];
                    h[0] = HeaderWord.Make(HeaderTag.Tuple, (int)count);
                    for (long i = 1; i <= count; i++)
                    {
                        h[i] = ReadWord(ip[i], x, y);
                    }
                    *Slot(((ushort*)ip)[1], x, y) = (ulong)h | Term.PrimaryBoxed;
                    h += count + 1;
                    ip += count + 1;
                    continue;
                }
                case Op.MakeFun:
                {
                    long count = (long)((ushort*)ip)[2];
                    h[0] = HeaderWord.Make(HeaderTag.Fun, (int)count + 2);
                    h[1] = ip[1];
                    h[2] = p->Pid.Bits;
                    for (long i = 0; i < count; i++)
                    {
                        h[3 + i] = ReadWord(ip[2 + i], x, y);
                    }
                    *Slot(((ushort*)ip)[1], x, y) = (ulong)h | Term.PrimaryBoxed;
                    h += count + 3;
                    ip += count + 2;
                    continue;
                }

                // Jumps and tests
                case Op.Jump:
                    ip += ((int*)ip)[1];
                    continue;
                case Op.IsNonemptyList:
                    ip += (y[((ushort*)ip)[1] & IndexMask] & Term.PrimaryMask) == Term.PrimaryCons ? 1 : ((int*)ip)[1];
                    continue;
                case Op.IsNil:
                    ip += Read(((ushort*)ip)[1], ip, x, y) == Term.NilBits ? 1 : ((int*)ip)[1];
                    continue;
                case Op.IsList:
                {
                    ulong value = Read(((ushort*)ip)[1], ip, x, y);
                    ip += (value & Term.PrimaryMask) == Term.PrimaryCons || value == Term.NilBits ? 1 : ((int*)ip)[1];
                    continue;
                }
                case Op.IsAtom:
                    ip += (Read(((ushort*)ip)[1], ip, x, y) & Term.Immediate2Mask) == Term.AtomTag ? 1 : ((int*)ip)[1];
                    continue;
                case Op.IsTuple:
                    ip += HasTag(Read(((ushort*)ip)[1], ip, x, y), HeaderTag.Tuple) ? 1 : ((int*)ip)[1];
                    continue;
                case Op.TestArity:
                    ip += BoxedHeader(Read(((ushort*)ip)[1], ip, x, y)) == ip[1] ? 2 : ((int*)ip)[1];
                    continue;
                case Op.IsTupleOfArity:
                {
                    ulong value = Read(((ushort*)ip)[1], ip, x, y);
                    ip += IsBoxed(value) && BoxedHeader(value) == ip[1] ? 2 : ((int*)ip)[1];
                    continue;
                }
                case Op.IsTaggedTuple:
                {
                    ulong value = y[((ushort*)ip)[1] & IndexMask];
                    ip +=
                        IsBoxed(value) && BoxedHeader(value) == ip[1] && ((ulong*)(value - Term.PrimaryBoxed))[1] == ip[2]
                            ? 3
                            : ((int*)ip)[1];
                    continue;
                }
                case Op.IsInteger:
                {
                    ulong value = Read(((ushort*)ip)[1], ip, x, y);
                    ip += (value & Term.ImmediateMask) == Term.SmallTag || HasTag(value, HeaderTag.Bignum) ? 1 : ((int*)ip)[1];
                    continue;
                }
                case Op.IsEqExactImmediate:
                    ip += Read(((ushort*)ip)[1], ip, x, y) == ip[1] ? 2 : ((int*)ip)[1];
                    continue;
                case Op.IsNeExactImmediate:
                    ip += Read(((ushort*)ip)[1], ip, x, y) != ip[1] ? 2 : ((int*)ip)[1];
                    continue;
                case Op.IsLtSmall:
                {
                    ulong left = y[((ushort*)ip)[1] & IndexMask];
                    bool holds =
                        (left & Term.ImmediateMask) == Term.SmallTag ? (long)left < (long)ip[2] : Compare(left, ip[2]) < 0;
                    ip += holds ? 3 : (long)ip[1];
                    continue;
                }
                case Op.IsGeSmall:
                {
                    ulong left = y[((ushort*)ip)[1] & IndexMask];
                    bool holds =
                        (left & Term.ImmediateMask) == Term.SmallTag ? (long)left >= (long)ip[2] : Compare(left, ip[2]) >= 0;
                    ip += holds ? 3 : (long)ip[1];
                    continue;
                }
                case Op.IsLt:
                {
                    ulong left = Read(((ushort*)ip)[1], ip, x, y);
                    ulong right = Read(((ushort*)ip)[2], ip, x, y);
                    bool holds =
                        (left & right & Term.ImmediateMask) == Term.SmallTag
                            ? (long)left < (long)right
                            : Compare(left, right) < 0;
                    ip += holds ? TestLength(*ip) : (long)ip[1];
                    continue;
                }
                case Op.IsGe:
                {
                    ulong left = Read(((ushort*)ip)[1], ip, x, y);
                    ulong right = Read(((ushort*)ip)[2], ip, x, y);
                    bool holds =
                        (left & right & Term.ImmediateMask) == Term.SmallTag
                            ? (long)left >= (long)right
                            : Compare(left, right) >= 0;
                    ip += holds ? TestLength(*ip) : (long)ip[1];
                    continue;
                }
                case Op.IsEqExact:
                {
                    ulong left = Read(((ushort*)ip)[1], ip, x, y);
                    ulong right = Read(((ushort*)ip)[2], ip, x, y);
                    ip += left == right || ExactEqual(left, right) ? TestLength(*ip) : (long)ip[1];
                    continue;
                }
                case Op.IsNeExact:
                {
                    ulong left = Read(((ushort*)ip)[1], ip, x, y);
                    ulong right = Read(((ushort*)ip)[2], ip, x, y);
                    ip += left == right || ExactEqual(left, right) ? (long)ip[1] : TestLength(*ip);
                    continue;
                }
                case Op.SelectSmallDense:
                {
                    ulong value = Read(((ushort*)ip)[1], ip, x, y);
                    ulong index = (ulong)(((long)value >> Term.ImmediateShift) - (long)ip[1]);
                    ip += (value & Term.ImmediateMask) == Term.SmallTag && index < ip[2] ? (long)ip[3 + index] : ((int*)ip)[1];
                    continue;
                }
                case Op.SelectValue:
                    ip += Select(Read(((ushort*)ip)[1], ip, x, y), ip, ((int*)ip)[1]);
                    continue;
                case Op.SelectTupleArity:
                {
                    ulong value = Read(((ushort*)ip)[1], ip, x, y);
                    ip += IsBoxed(value) ? Select(BoxedHeader(value), ip, ((int*)ip)[1]) : ((int*)ip)[1];
                    continue;
                }

                // Arithmetic on small integers inline, anything else by the numbers library
                case Op.AddSmall:
                {
                    ulong left = Read(((ushort*)ip)[1], ip, x, y);
                    long sum = (long)(left + (ip[2] - Term.SmallTag));
                    if ((left & Term.ImmediateMask) == Term.SmallTag && (((long)left ^ sum) & ((long)ip[2] ^ sum)) >= 0)
                    {
                        *Slot(((ushort*)ip)[3], x, y) = (ulong)sum;
                        ip += 3;
                        continue;
                    }
                    goto SlowArithmetic;
                }
                case Op.SubtractSmall:
                {
                    ulong left = Read(((ushort*)ip)[1], ip, x, y);
                    long difference = (long)(left - (ip[2] - Term.SmallTag));
                    if (
                        (left & Term.ImmediateMask) == Term.SmallTag
                        && (((long)left ^ (long)ip[2]) & ((long)left ^ difference)) >= 0
                    )
                    {
                        *Slot(((ushort*)ip)[3], x, y) = (ulong)difference;
                        ip += 3;
                        continue;
                    }
                    goto SlowArithmetic;
                }
                case Op.Add:
                {
                    ulong left = Read(((ushort*)ip)[1], ip, x, y);
                    ulong right = Read(((ushort*)ip)[2], ip, x, y);
                    if ((left & right & Term.ImmediateMask) == Term.SmallTag)
                    {
                        long sum = (long)left + (long)(right - Term.SmallTag);
                        if ((((long)left ^ sum) & ((long)right ^ sum)) >= 0)
                        {
                            *Slot(((ushort*)ip)[3], x, y) = (ulong)sum;
                            ip += TestLength(*ip);
                            continue;
                        }
                    }
                    goto SlowArithmetic;
                }
                case Op.Subtract:
                {
                    ulong left = Read(((ushort*)ip)[1], ip, x, y);
                    ulong right = Read(((ushort*)ip)[2], ip, x, y);
                    if ((left & right & Term.ImmediateMask) == Term.SmallTag)
                    {
                        long difference = (long)left - (long)(right - Term.SmallTag);
                        if ((((long)left ^ (long)right) & ((long)left ^ difference)) >= 0)
                        {
                            *Slot(((ushort*)ip)[3], x, y) = (ulong)difference;
                            ip += TestLength(*ip);
                            continue;
                        }
                    }
                    goto SlowArithmetic;
                }
                case Op.BitAnd:
                {
                    ulong left = Read(((ushort*)ip)[1], ip, x, y);
                    ulong right = Read(((ushort*)ip)[2], ip, x, y);
                    if ((left & right & Term.ImmediateMask) == Term.SmallTag)
                    {
                        *Slot(((ushort*)ip)[3], x, y) = left & right;
                        ip += TestLength(*ip);
                        continue;
                    }
                    goto SlowArithmetic;
                }

                case Op.Element:
                {
                    ulong index = Read(((ushort*)ip)[1], ip, x, y);
                    ulong tuple = Read(((ushort*)ip)[2], ip, x, y);
                    if (HasTag(tuple, HeaderTag.Tuple) && (index & Term.ImmediateMask) == Term.SmallTag)
                    {
                        ulong position = (ulong)((long)index >> Term.ImmediateShift) - 1;
                        if (position < (ulong)new HeaderWord(BoxedHeader(tuple)).SizeWords)
                        {
                            *Slot(((ushort*)ip)[3], x, y) = ((ulong*)(tuple - Term.PrimaryBoxed))[position + 1];
                            ip += TestLength(*ip);
                            continue;
                        }
                    }
                    goto FailInlineBif;
                }
                case Op.Self:
                    *Slot(((ushort*)ip)[1], x, y) = p->Pid.Bits;
                    ip += 1;
                    continue;
                case Op.GuardBif:
                {
                    var bif = (BifEntry*)ip[2];
                    ulong* arguments = scheduler.GuardArguments;
                    for (int i = 0; i < bif->Arity; i++)
                    {
                        arguments[i] = ReadWord(ip[3 + i], x, y);
                    }
                    p->Ip = ip;
                    p->Memory.Heap.Top = h;
                    p->Memory.Heap.Limit = y - Reserve;
                    p->Memory.StackPointer = y;
                    p->ReductionsLeft = fuel;
                    context.Entry = bif;
                    ulong value = bif->Function(ref context, (Term*)arguments).Bits;
                    h = p->Memory.Heap.Top;
                    fuel = p->ReductionsLeft;
                    if (value != 0)
                    {
                        *Slot(((ushort*)ip)[1], x, y) = value;
                        ip += 3 + bif->Arity;
                        goto CheckFragments;
                    }
                    if (ip[1] != 0)
                    {
                        p->Failure = FailureKind.None;
                        ip += (long)ip[1];
                        continue;
                    }
                    goto RaiseFromBif;
                }

                // Maps
                case Op.GetMapElements:
                    ip += GetMapElements(ip, x, y);
                    continue;
                case Op.Catch:
                case Op.Try:
                    y[((ushort*)ip)[1]] = (ip[1] << Term.Immediate2Shift) | Term.CatchTag;
                    ip += 2;
                    continue;
                case Op.TryEnd:
                    y[((ushort*)ip)[1]] = Term.NilBits;
                    ip += 1;
                    continue;
                case Op.TryCase:
                    y[((ushort*)ip)[1]] = Term.NilBits;
                    x[0] = x[1];
                    x[1] = x[2];
                    x[2] = x[3];
                    ip += 1;
                    continue;
                // BIFs
                case Op.CallBif:
                {
                    var bif = (BifEntry*)ip[1];
                    p->Ip = ip;
                    p->Memory.Heap.Top = h;
                    p->Memory.Heap.Limit = y - Reserve;
                    p->Memory.StackPointer = y;
                    p->ReductionsLeft = fuel;
                    if ((bif->Flags & (BifFlags.Dirty | BifFlags.Traced)) != 0)
                    {
                        if ((bif->Flags & BifFlags.Traced) != 0)
                        {
                            *--y = (ulong)(ip + 3);
                            ip = bif->TraceStub;
                            continue;
                        }
                        p->Ip = ip + 3;
                        goto Dirty;
                    }
                    context.Entry = bif;
                    ulong value = bif->Function(ref context, (Term*)x).Bits;
                    h = p->Memory.Heap.Top;
                    fuel = p->ReductionsLeft - 1;
                    if (value != 0)
                    {
                        x[0] = value;
                        ip += 3;
                        goto CheckFragments;
                    }
                    if (p->Failure == FailureKind.Trap)
                    {
                        *--y = (ulong)(ip + 3);
                        goto Trap;
                    }
                    goto BifFailed;
                }
                case Op.CallBifLast:
                case Op.BifStub:
                {
                    var bif = (BifEntry*)ip[1];
                    p->Ip = ip;
                    p->Memory.Heap.Top = h;
                    p->Memory.Heap.Limit = y - Reserve;
                    p->Memory.StackPointer = y;
                    p->ReductionsLeft = fuel;
                    context.Entry = bif;
                    if ((bif->Flags & (BifFlags.Dirty | BifFlags.Traced)) != 0)
                    {
                        if ((bif->Flags & BifFlags.Traced) != 0 && (Op)(*(ushort*)ip) == Op.CallBifLast)
                        {
                            if (!CallTracing.EnterLast(p, scheduler, bif, ip, ((ushort*)ip)[1], (Term*)x))
                            {
                                return RunResult.Exited;
                            }
                            h = p->Memory.Heap.Top;
                            y = p->Memory.StackPointer;
                            ip = bif->TraceStub;
                            continue;
                        }
                        if ((bif->Flags & BifFlags.Dirty) == 0)
                        {
                            goto CallBif;
                        }
                        y += ((ushort*)ip)[1];
                        p->Ip = (ulong*)*y++;
                        p->Memory.StackPointer = y;
                        goto Dirty;
                    }
                    CallBif:
                    ulong value = bif->Function(ref context, (Term*)x).Bits;
                    h = p->Memory.Heap.Top;
                    fuel = p->ReductionsLeft - 1;
                    if (value != 0)
                    {
                        x[0] = value;
                        y += ((ushort*)ip)[1];
                        ip = (ulong*)*y++;
                        goto CheckFragments;
                    }
                    if (p->Failure == FailureKind.Trap)
                    {
                        y += ((ushort*)ip)[1];
                        goto Trap;
                    }
                    goto BifFailed;
                }

                // Messages
                case Op.LoopRec:
                {
                    Spill(p, ip, h, y, fuel);
                    Message* message = Mailbox.Peek(p);
                    // A signal handled on the way may have moved heap and stack (literals of a purged module copied).
                    h = p->Memory.Heap.Top;
                    y = p->Memory.StackPointer;
                    if (message == null)
                    {
                        if (p->Failure != FailureKind.None)
                        {
                            return RunResult.Exited;
                        }
                        ip += ((int*)ip)[1];
                        continue;
                    }
                    *Slot(((ushort*)ip)[1], x, y) = message->Payload.Bits;
                    ip += 1;
                    continue;
                }
                case Op.LoopRecEnd:
                    Mailbox.Next(p);
                    fuel--;
                    ip += ((int*)ip)[1];
                    if (fuel > 0)
                    {
                        continue;
                    }
                    live = 0;
                    goto OutOfReductions;
                case Op.RemoveMessage:
                    Mailbox.Remove(p);
                    ip += 1;
                    goto CheckFragments;
                case Op.Wait:
                    ip += ((int*)ip)[1];
                    Spill(p, ip, h, y, fuel);
                    live = 0;
                    result = RunResult.Waiting;
                    goto Suspend;
                case Op.WaitTimeout:
                {
                    Spill(p, ip, h, y, fuel);
                    ulong* next = ip + (((ushort*)ip)[1] >= LiteralOperand ? 2 : 1);
                    switch (Mailbox.SetTimeout(p, scheduler, new Term(Read(((ushort*)ip)[1], ip, x, y)), next))
                    {
                        case ReceiveTimeout.Expired:
                            ip = next;
                            continue;
                        case ReceiveTimeout.Invalid:
                            // The receive is over: the next one begins with the first message.
                            p->SavedAfter = null;
                            Fail(p, Atoms.TimeoutValue);
                            goto Raise;
                    }
                    p->Ip = ip + ((int*)ip)[1];
                    live = 0;
                    result = RunResult.Waiting;
                    goto Suspend;
                }
                case Op.Timeout:
                    Mailbox.Timeout(p, scheduler);
                    ip += 1;
                    continue;

                // Stubs and rare calls
                case Op.DecodeFunction:
                    ip = DecodeFunction((FunctionEntry*)ip[1], scheduler);
                    continue;
                case Op.UndefinedFunction:
                case Op.UndefinedLambda:
                    Spill(p, ip, h, y, fuel);
                    ip = CallErrorHandler(p, scheduler, ip, x, out live);
                    if (ip == null)
                    {
                        goto Raise;
                    }
                    h = p->Memory.Heap.Top;
                    fuel = p->ReductionsLeft;
                    goto CallPrepared;
                case Op.Apply:
                case Op.ApplyLast:
                case Op.ApplyList:
                case Op.ApplyListLast:
                case Op.ApplyStub:
                case Op.ProcessStart:
                {
                    Spill(p, ip, h, y, fuel);
                    ulong* code = PrepareApply(p, scheduler, *ip, x, out live);
                    if (code == null)
                    {
                        goto Raise;
                    }
                    switch ((Op)(*(ushort*)ip))
                    {
                        case Op.Apply:
                        case Op.ApplyList:
                            *--y = (ulong)(ip + 2);
                            break;
                        case Op.ApplyLast:
                        case Op.ApplyListLast:
                            if (NeverReturns(scheduler, code))
                            {
                                *--y = (ulong)(ip + 1);
                                break;
                            }
                            y += ((ushort*)ip)[2];
                            break;
                    }
                    ip = code;
                    goto CallPrepared;
                }
                case Op.TraceCall:
                    Spill(p, ip, h, y, fuel);
                    ip = CallTracing.Enter(p, scheduler, (FunctionEntry*)ip[1], (Term*)x);
                    if (ip == null)
                    {
                        return RunResult.Exited;
                    }
                    h = p->Memory.Heap.Top;
                    y = p->Memory.StackPointer;
                    continue;
                case Op.ReturnTrace:
                    Spill(p, ip, h, y, fuel);
                    ip = CallTracing.Return(p, scheduler, (Term*)x);
                    y = p->Memory.StackPointer;
                    continue;
                case Op.NormalExit:
                    Spill(p, ip, h, y, fuel);
                    p->Failure = FailureKind.Exit;
                    p->FailureReason = Atoms.Normal;
                    p->FailureTrace = Term.None;
                    return RunResult.Exited;
                case Op.LengthContinue:
                    if (fuel <= 0)
                    {
                        live = LengthRegisters(y);
                        goto OutOfReductions;
                    }
                    goto default;
                // Bit syntax: what byte-wise parsers consist of
                case Op.BsStartMatch:
                {
                    ulong source = Read(((ushort*)ip)[1], ip, x, y);
                    if (!HasTag(source, HeaderTag.MatchContext))
                    {
                        goto default;
                    }
                    *Slot(((ushort*)ip)[2], x, y) = source;
                    ip += UnaryLength(*ip) + 1;
                    continue;
                }
                case Op.BsStartMatchPosition:
                {
                    ulong source = Read(((ushort*)ip)[1], ip, x, y);
                    if (!HasTag(source, HeaderTag.MatchContext))
                    {
                        goto default;
                    }
                    *Slot(((ushort*)ip)[2], x, y) = source;
                    *Slot(((ushort*)ip)[3], x, y) =
                        ((ulong)((MatchContext*)(source - Term.PrimaryBoxed))->Position << Term.ImmediateShift) | Term.SmallTag;
                    ip += UnaryLength(*ip) + 1;
                    continue;
                }
                case Op.BsGetPosition:
                    *Slot(((ushort*)ip)[2], x, y) = ((ulong)Context(*ip, x, y)->Position << Term.ImmediateShift) | Term.SmallTag;
                    ip += 1;
                    continue;
                case Op.BsSetPosition:
                    Context(*ip, x, y)->Position = (long)*Slot(((ushort*)ip)[2], x, y) >> Term.ImmediateShift;
                    ip += 1;
                    continue;
                case Op.BsGetByte:
                {
                    MatchContext* match = Context(*ip, x, y);
                    long position = match->Position;
                    if (match->End - position < 8)
                    {
                        ip += (long)ip[1];
                        continue;
                    }
                    byte* data = match->Base + (position >> 3);
                    uint value = *data;
                    if ((position & 7) != 0)
                    {
                        value = (byte)(((value << 8) | data[1]) >> (8 - ((int)position & 7)));
                    }
                    match->Position = position + 8;
                    *Slot(((ushort*)ip)[2], x, y) = ((ulong)value << Term.ImmediateShift) | Term.SmallTag;
                    ip += 2;
                    continue;
                }
                case Op.BsMatchNumber:
                {
                    MatchContext* match = Context(*ip, x, y);
                    long position = match->Position;
                    var sizeBits = (int)((ushort*)ip)[2];
                    if (match->End - position < 64 || (position & 7) != 0)
                    {
                        // Not a whole word to load: the long way.
                        goto default;
                    }
                    ulong found = BinaryPrimitives.ReverseEndianness(*(ulong*)(match->Base + (position >> 3)));
                    if (found >> (64 - sizeBits) != ip[2])
                    {
                        ip += (long)ip[1];
                        continue;
                    }
                    match->Position = position + sizeBits;
                    ip += 3;
                    continue;
                }
                case Op.BsTestTail:
                    ip += BitSyntax.TestTail(Context(*ip, x, y), (long)ip[1]) ? 2 : ((int*)ip)[1];
                    continue;
                case Op.BsGetUtf8:
                {
                    MatchContext* match = Context(*ip, x, y);
                    long position = match->Position;
                    if (match->End - position < 8 || (position & 7) != 0 || match->Base[position >> 3] >= 0x80)
                    {
                        goto default;
                    }
                    *Slot(((ushort*)ip)[2], x, y) = ((ulong)match->Base[position >> 3] << Term.ImmediateShift) | Term.SmallTag;
                    match->Position = position + 8;
                    ip += 2;
                    continue;
                }
                case Op.BsMatch:
                    if (h + (uint)ip[2] + Reserve > y && ip[2] != 0)
                    {
                        goto default;
                    }
                    p->Memory.Heap.Top = h;
                    p->Memory.Heap.Limit = y - Reserve;
                    ip += Match((TermHeap*)p, ip, x, y);
                    h = p->Memory.Heap.Top;
                    continue;
                case Op.BsCreateBin:
                {
                    if (h + (uint)ip[3] + Reserve > y || p->Memory.Heap.OffHeapBytes > OffHeapLimitBytes)
                    {
                        goto default;
                    }
                    Spill(p, ip, h, y, fuel);
                    long distance = CreateBin(p, ip, x, y);
                    h = p->Memory.Heap.Top;
                    fuel = p->ReductionsLeft;
                    if (distance == 0)
                    {
                        goto Raise;
                    }
                    ip += distance;
                    continue;
                }

                // Joined and register-only forms (Fusion.cs). What they do not do themselves they leave to the plain form.
                case Op.MoveXX2:
                    x[((ushort*)ip)[2]] = x[((ushort*)ip)[1]];
                    x[((ushort*)ip)[6]] = x[((ushort*)ip)[5]];
                    ip += 2;
                    continue;
                case Op.MoveXXYX:
                    x[((ushort*)ip)[2]] = x[((ushort*)ip)[1]];
                    x[((ushort*)ip)[6]] = y[((ushort*)ip)[5]];
                    ip += 2;
                    continue;
                case Op.MoveXXCall:
                {
                    x[((ushort*)ip)[2]] = x[((ushort*)ip)[1]];
                    var function = (FunctionEntry*)ip[2];
                    *--y = (ulong)(ip + 4);
                    ip = function->Code;
                    if (--fuel > 0)
                    {
                        continue;
                    }
                    live = function->Arity;
                    goto OutOfReductions;
                }
                case Op.MoveXXReturn:
                    x[((ushort*)ip)[2]] = x[((ushort*)ip)[1]];
                    ip = (ulong*)*y++;
                    continue;
                case Op.MoveXY2:
                    y[((ushort*)ip)[2]] = x[((ushort*)ip)[1]];
                    y[((ushort*)ip)[6]] = x[((ushort*)ip)[5]];
                    ip += 2;
                    continue;
                case Op.MoveXY3:
                    y[((ushort*)ip)[2]] = x[((ushort*)ip)[1]];
                    y[((ushort*)ip)[6]] = x[((ushort*)ip)[5]];
                    y[((ushort*)ip)[10]] = x[((ushort*)ip)[9]];
                    ip += 3;
                    continue;
                case Op.MoveXYXX:
                    y[((ushort*)ip)[2]] = x[((ushort*)ip)[1]];
                    x[((ushort*)ip)[6]] = x[((ushort*)ip)[5]];
                    ip += 2;
                    continue;
                case Op.MoveXYXXCall:
                {
                    y[((ushort*)ip)[2]] = x[((ushort*)ip)[1]];
                    x[((ushort*)ip)[6]] = x[((ushort*)ip)[5]];
                    var function = (FunctionEntry*)ip[3];
                    *--y = (ulong)(ip + 5);
                    ip = function->Code;
                    if (--fuel > 0)
                    {
                        continue;
                    }
                    live = function->Arity;
                    goto OutOfReductions;
                }
                case Op.MoveYX2:
                    x[((ushort*)ip)[2]] = y[((ushort*)ip)[1]];
                    x[((ushort*)ip)[6]] = y[((ushort*)ip)[5]];
                    ip += 2;
                    continue;
                case Op.MoveYX3:
                    x[((ushort*)ip)[2]] = y[((ushort*)ip)[1]];
                    x[((ushort*)ip)[6]] = y[((ushort*)ip)[5]];
                    x[((ushort*)ip)[10]] = y[((ushort*)ip)[9]];
                    ip += 3;
                    continue;
                case Op.MoveYXCallLast:
                    x[((ushort*)ip)[2]] = y[((ushort*)ip)[1]];
                    ip += 1;
                    goto case Op.CallLast;
                case Op.MoveYX2CallLast:
                    x[((ushort*)ip)[2]] = y[((ushort*)ip)[1]];
                    x[((ushort*)ip)[6]] = y[((ushort*)ip)[5]];
                    ip += 2;
                    goto case Op.CallLast;
                case Op.MoveLXReturn:
                    x[((ushort*)ip)[1]] = ip[1];
                    ip = (ulong*)*y++;
                    continue;
                case Op.AllocateOneMoveXY:
                    if (h + ((ushort*)ip)[3] + 2 + Reserve > y)
                    {
                        goto case Op.Allocate;
                    }
                    *--y = x[((ushort*)ip)[5]];
                    ip += 2;
                    continue;
                case Op.AllocateMoveXY:
                {
                    long frame = ((ushort*)ip)[1];
                    if (h + ((ushort*)ip)[3] + frame + 1 + Reserve > y)
                    {
                        goto case Op.Allocate;
                    }
                    y -= frame;
                    for (long i = 0; i < frame; i++)
                    {
                        y[i] = Term.NilBits;
                    }
                    y[((ushort*)ip)[6]] = x[((ushort*)ip)[5]];
                    ip += 2;
                    continue;
                }
                case Op.AllocateMoveXY2:
                {
                    long frame = ((ushort*)ip)[1];
                    if (h + ((ushort*)ip)[3] + frame + 1 + Reserve > y)
                    {
                        goto case Op.Allocate;
                    }
                    y -= frame;
                    for (long i = 0; i < frame; i++)
                    {
                        y[i] = Term.NilBits;
                    }
                    y[((ushort*)ip)[6]] = x[((ushort*)ip)[5]];
                    y[((ushort*)ip)[10]] = x[((ushort*)ip)[9]];
                    ip += 3;
                    continue;
                }
                case Op.TestHeapPutList:
                    if (h + ip[1] + Reserve > y)
                    {
                        goto case Op.TestHeap;
                    }
                    ip += 2;
                    goto case Op.PutList;
                case Op.PutListYXXDeallocateReturn:
                    h[0] = y[((ushort*)ip)[1] & IndexMask];
                    h[1] = x[((ushort*)ip)[2]];
                    x[((ushort*)ip)[3]] = (ulong)h | Term.PrimaryCons;
                    h += 2;
                    y += ((ushort*)ip)[5];
                    ip = (ulong*)*y++;
                    continue;
                case Op.GetTupleElementXX2:
                    x[((ushort*)ip)[2]] = ((ulong*)(x[((ushort*)ip)[1]] - Term.PrimaryBoxed))[((ushort*)ip)[3] + 1];
                    x[((ushort*)ip)[6]] = ((ulong*)(x[((ushort*)ip)[5]] - Term.PrimaryBoxed))[((ushort*)ip)[7] + 1];
                    ip += 2;
                    continue;
                case Op.IsNonemptyListX:
                    ip += (x[((ushort*)ip)[1]] & Term.PrimaryMask) == Term.PrimaryCons ? 1 : ((int*)ip)[1];
                    continue;
                case Op.IsNonemptyListGetListX:
                {
                    ulong list = x[((ushort*)ip)[1]];
                    if ((list & Term.PrimaryMask) != Term.PrimaryCons)
                    {
                        ip += ((int*)ip)[1];
                        continue;
                    }
                    ip += 1;
                    goto case Op.GetList;
                }
                case Op.IsTaggedTupleX:
                {
                    ulong value = x[((ushort*)ip)[1]];
                    ip +=
                        (value & Term.PrimaryMask) == Term.PrimaryBoxed
                        && *(ulong*)(value - Term.PrimaryBoxed) == ip[1]
                        && ((ulong*)(value - Term.PrimaryBoxed))[1] == ip[2]
                            ? 3
                            : ((int*)ip)[1];
                    continue;
                }
                case Op.IsTaggedTupleGetX:
                {
                    ulong value = x[((ushort*)ip)[1]];
                    if (
                        (value & Term.PrimaryMask) == Term.PrimaryBoxed
                        && *(ulong*)(value - Term.PrimaryBoxed) == ip[1]
                        && ((ulong*)(value - Term.PrimaryBoxed))[1] == ip[2]
                    )
                    {
                        x[((ushort*)ip)[14]] = ((ulong*)(x[((ushort*)ip)[13]] - Term.PrimaryBoxed))[((ushort*)ip)[15] + 1];
                        ip += 4;
                        continue;
                    }
                    ip += ((int*)ip)[1];
                    continue;
                }
                case Op.IsTupleSelectX:
                {
                    ulong value = x[((ushort*)ip)[1]];
                    if (
                        (value & Term.PrimaryMask) != Term.PrimaryBoxed
                        || ((*(ulong*)(value - Term.PrimaryBoxed) >> HeaderWord.TagShift) & 0xF) != (ulong)HeaderTag.Tuple
                    )
                    {
                        ip += ((int*)ip)[1];
                        continue;
                    }
                    ip += 1;
                    ip += Select(*(ulong*)(value - Term.PrimaryBoxed), ip, ((int*)ip)[1]);
                    continue;
                }
                case Op.IsLtSmallX:
                {
                    ulong left = x[((ushort*)ip)[1]];
                    bool holds =
                        (left & Term.ImmediateMask) == Term.SmallTag ? (long)left < (long)ip[2] : Compare(left, ip[2]) < 0;
                    ip += holds ? 3 : (long)ip[1];
                    continue;
                }
                case Op.IsLtSmallXReturn:
                {
                    ulong left = x[((ushort*)ip)[1]];
                    if ((left & Term.ImmediateMask) != Term.SmallTag)
                    {
                        goto case Op.IsLtSmallX;
                    }
                    if ((long)left < (long)ip[2])
                    {
                        ip = (ulong*)*y++;
                        continue;
                    }
                    ip += (long)ip[1];
                    continue;
                }
                case Op.IsGeSmallX:
                {
                    ulong left = x[((ushort*)ip)[1]];
                    bool holds =
                        (left & Term.ImmediateMask) == Term.SmallTag ? (long)left >= (long)ip[2] : Compare(left, ip[2]) >= 0;
                    ip += holds ? 3 : (long)ip[1];
                    continue;
                }
                case Op.IsGeSmallXReturn:
                {
                    ulong left = x[((ushort*)ip)[1]];
                    if ((left & Term.ImmediateMask) != Term.SmallTag)
                    {
                        goto case Op.IsGeSmallX;
                    }
                    if ((long)left >= (long)ip[2])
                    {
                        ip = (ulong*)*y++;
                        continue;
                    }
                    ip += (long)ip[1];
                    continue;
                }
                case Op.IsLeSmallX:
                {
                    ulong right = x[((ushort*)ip)[1]];
                    bool holds =
                        (right & Term.ImmediateMask) == Term.SmallTag ? (long)right <= (long)ip[2] : Compare(ip[2], right) >= 0;
                    ip += holds ? 3 : (long)ip[1];
                    continue;
                }
                case Op.IsLeSmallXReturn:
                {
                    ulong right = x[((ushort*)ip)[1]];
                    if ((right & Term.ImmediateMask) != Term.SmallTag)
                    {
                        goto case Op.IsLeSmallX;
                    }
                    if ((long)right <= (long)ip[2])
                    {
                        ip = (ulong*)*y++;
                        continue;
                    }
                    ip += (long)ip[1];
                    continue;
                }
                case Op.IsGtSmallX:
                {
                    ulong right = x[((ushort*)ip)[1]];
                    bool holds =
                        (right & Term.ImmediateMask) == Term.SmallTag ? (long)right > (long)ip[2] : Compare(ip[2], right) < 0;
                    ip += holds ? 3 : (long)ip[1];
                    continue;
                }
                case Op.AddSmallXX:
                {
                    ulong left = x[((ushort*)ip)[1]];
                    ulong sum = left + (ip[2] - Term.SmallTag);
                    if ((left & Term.ImmediateMask) != Term.SmallTag || (long)sum < (long)left)
                    {
                        goto SlowArithmetic;
                    }
                    x[((ushort*)ip)[3]] = sum;
                    ip += 3;
                    continue;
                }
                case Op.AddSmallXXCallOnly:
                {
                    ulong left = x[((ushort*)ip)[1]];
                    ulong sum = left + (ip[2] - Term.SmallTag);
                    if ((left & Term.ImmediateMask) != Term.SmallTag || (long)sum < (long)left)
                    {
                        goto SlowArithmetic;
                    }
                    x[((ushort*)ip)[3]] = sum;
                    ip += 3;
                    goto case Op.CallOnly;
                }
                case Op.SubtractSmallXX:
                {
                    ulong left = x[((ushort*)ip)[1]];
                    ulong difference = left - (ip[2] - Term.SmallTag);
                    if ((left & Term.ImmediateMask) != Term.SmallTag || (long)difference > (long)left)
                    {
                        goto SlowArithmetic;
                    }
                    x[((ushort*)ip)[3]] = difference;
                    ip += 3;
                    continue;
                }
                case Op.SubtractSmallYX:
                {
                    ulong left = y[((ushort*)ip)[1] & IndexMask];
                    ulong difference = left - (ip[2] - Term.SmallTag);
                    if ((left & Term.ImmediateMask) != Term.SmallTag || (long)difference > (long)left)
                    {
                        goto SlowArithmetic;
                    }
                    x[((ushort*)ip)[3]] = difference;
                    ip += 3;
                    continue;
                }
                case Op.SubtractSmallXXCall:
                {
                    ulong left = x[((ushort*)ip)[1]];
                    ulong difference = left - (ip[2] - Term.SmallTag);
                    if ((left & Term.ImmediateMask) != Term.SmallTag || (long)difference > (long)left)
                    {
                        goto SlowArithmetic;
                    }
                    x[((ushort*)ip)[3]] = difference;
                    var function = (FunctionEntry*)ip[4];
                    *--y = (ulong)(ip + 6);
                    ip = function->Code;
                    if (--fuel > 0)
                    {
                        continue;
                    }
                    live = function->Arity;
                    goto OutOfReductions;
                }
                case Op.SubtractSmallXXCallOnly:
                {
                    ulong left = x[((ushort*)ip)[1]];
                    ulong difference = left - (ip[2] - Term.SmallTag);
                    if ((left & Term.ImmediateMask) != Term.SmallTag || (long)difference > (long)left)
                    {
                        goto SlowArithmetic;
                    }
                    x[((ushort*)ip)[3]] = difference;
                    ip += 3;
                    goto case Op.CallOnly;
                }
                case Op.AddYXXDeallocateReturn:
                {
                    ulong left = y[((ushort*)ip)[1] & IndexMask];
                    ulong right = x[((ushort*)ip)[2]];
                    ulong sum = left + (right - Term.SmallTag);
                    if ((left & right & Term.ImmediateMask) != Term.SmallTag || (long)((left ^ sum) & (right ^ sum)) < 0)
                    {
                        goto SlowArithmetic;
                    }
                    x[((ushort*)ip)[3]] = sum;
                    y += ((ushort*)ip)[9];
                    ip = (ulong*)*y++;
                    continue;
                }
                case Op.Invalid:
                    // Never runs. With it the opcodes that the loop knows begin at zero, and the jump needs no subtraction.
                    Spill(p, ip, h, y, fuel);
                    ip = Cold(p, scheduler, ip, x, y);
                    goto AfterFailure;
                default:
                    Spill(p, ip, h, y, fuel);
                    ip = Cold(p, scheduler, ip, x, y);
                    goto AfterFailure;
            }

            SlowArithmetic:
            Spill(p, ip, h, y, fuel);
            ip = ColdArithmetic(p, scheduler, ip, x, y);
            goto AfterFailure;

            FailInlineBif:
            if (ip[1] != 0)
            {
                ip += (long)ip[1];
                continue;
            }
            Spill(p, ip, h, y, fuel);
            ip = RaiseInlineBif(p, scheduler, ip, x, y);
            goto AfterFailure;

            CheckFragments:
            if (p->Memory.Heap.FragmentWords <= FragmentLimitWords)
            {
                continue;
            }
            // Enough was built outside of the main block: make the next call end the slice early, where a collection
            // is allowed. What is left of the slice is kept aside.
            if (fuel > 0)
            {
                scheduler.DeferredReductions += fuel;
                fuel = 0;
            }
            continue;

            Trap:
            p->Failure = FailureKind.None;
            ip = TrapCode((Export*)p->FailureExtra);
            live = p->FailureArity;
            if (fuel > 0)
            {
                continue;
            }
            goto OutOfReductions;

            CallPrepared:
            if (--fuel > 0)
            {
                continue;
            }

            OutOfReductions:
            Spill(p, ip, h, y, fuel);
            if (p->Memory.Heap.FragmentWords > FragmentLimitWords)
            {
                p->ReductionsLeft += scheduler.DeferredReductions;
                scheduler.DeferredReductions = 0;
                if (!CollectFor(p, scheduler, Reserve, x, live))
                {
                    return RunResult.Exited;
                }
                h = p->Memory.Heap.Top;
                y = p->Memory.StackPointer;
                fuel = p->ReductionsLeft;
                if (fuel > 0)
                {
                    continue;
                }
            }
            result = RunResult.Yielded;

            Suspend:
            p->ReductionsLeft += scheduler.DeferredReductions;
            scheduler.DeferredReductions = 0;
            return SaveRegisters(p, scheduler, x, live) ? result : RunResult.Exited;

            Dirty:
            p->PendingBif = ((BifEntry*)ip[1]);
            live = p->PendingBif->Arity;
            result = RunResult.Dirty;
            goto Suspend;

            BifFailed:
            switch (p->Failure)
            {
                case FailureKind.Retry:
                    p->Failure = FailureKind.None;
                    p->ReductionsLeft = fuel = 0;
                    live = context.Entry->Arity;
                    result = RunResult.Yielded;
                    goto Suspend;
                case FailureKind.Yield:
                    x[0] = p->FailureReason.Bits;
                    ClearFailure(p);
                    p->ReductionsLeft = fuel = 0;
                    LeaveBif(p, ip, y);
                    live = 1;
                    result = RunResult.Yielded;
                    goto Suspend;
                case FailureKind.Wait:
                    p->Failure = FailureKind.None;
                    live = context.Entry->Arity;
                    result = RunResult.Waiting;
                    goto Suspend;
                case FailureKind.Dirty:
                    p->Failure = FailureKind.None;
                    LeaveBif(p, ip, y);
                    goto Dirty;
                case FailureKind.Exiting:
                    return RunResult.Exited;
            }

            RaiseFromBif:
            ip = RaiseFromBif(
                p,
                scheduler,
                context.Entry,
                ip,
                (ulong*)((Op)(*(ushort*)ip) == Op.GuardBif ? scheduler.GuardArguments : x),
                x
            );
            goto AfterFailure;

            Raise:
            ip = RaiseHere(p, scheduler, x);

            AfterFailure:
            if (ip == null)
            {
                return RunResult.Exited;
            }
            h = p->Memory.Heap.Top;
            y = p->Memory.StackPointer;
            fuel = p->ReductionsLeft;
        }
    }

    /// <summary>Sets the process to go on behind a call of a BIF, which is the caller's continuation for a call in last place.</summary>
    private static void LeaveBif(Process* p, ulong* ip, ulong* y)
    {
        if ((Op)(*(ushort*)ip) == Op.CallBif)
        {
            p->Ip = ip + 3;
            return;
        }
        y += ((ushort*)ip)[1];
        p->Ip = (ulong*)*y++;
        p->Memory.StackPointer = y;
    }

    /// <summary>
    /// Words of an instruction with an offset word and one or two operands: each literal operand (top bit of its
    /// descriptor set) adds one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long TestLength(ulong word) => (long)(2 + ((word >> 31) & 1) + ((word >> 47) & 1));

    /// <summary>The same for an instruction with one operand and a flag or register number in b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long UnaryLength(ulong word) => (long)(2 + ((word >> 31) & 1));
}
