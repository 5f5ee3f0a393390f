// The interpreter: one loop over decoded instructions. Instruction pointer, heap top, stack pointer, reductions and x
// registers live in locals that the compiler keeps in machine registers; hot instructions are written out here,
// the others are calls to methods in the Ops.*.cs files with the state spilled to the process first.
//
// Invariants: between instructions the words [h, y) are free except that a reservation (test_heap, allocate) made
// earlier in the same basic block may still be used up; BIFs build behind the reservation or in fragments; only
// Allocate, TestHeap, a yield and a wait may move terms.
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
    private static bool HasTag(ulong term, HeaderTag tag) => IsBoxed(term) && ((BoxedHeader(term) >> HeaderWord.TagShift) & 0xF) == (ulong)tag;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
        ulong word;
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
            word = *ip;
            switch ((Op)(ushort)word)
            {
                case Op.MoveXX:
                    x[B(word)] = x[A(word)];
                    ip += 1;
                    continue;
                case Op.MoveXY:
                    y[B(word)] = x[A(word)];
                    ip += 1;
                    continue;
                case Op.MoveYX:
                    x[B(word)] = y[A(word)];
                    ip += 1;
                    continue;
                case Op.MoveLX:
                    x[A(word)] = ip[1];
                    ip += 2;
                    continue;
                case Op.MoveLY:
                    y[A(word)] = ip[1];
                    ip += 2;
                    continue;
                case Op.Move:
                    *Slot(B(word), x, y) = Read(A(word), ip, x, y);
                    ip += A(word) >= LiteralOperand ? 2 : 1;
                    continue;
                case Op.Swap:
                {
                    ulong* left = Slot(A(word), x, y);
                    ulong* right = Slot(B(word), x, y);
                    (*left, *right) = (*right, *left);
                    ip += 1;
                    continue;
                }
                case Op.InitY:
                    y[A(word)] = Term.NilBits;
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
                    y += A(word);
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
                    y += A(word);
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
                    ulong fun = Read(B(word), ip, x, y);
                    int arity = (int)A(word);
                    ulong* code = FunCode(fun, arity, x);
                    if (code == null)
                    {
                        Spill(p, ip, h, y, fuel);
                        PrepareBadFun(p, new Term(fun), arity, x);
                        goto Raise;
                    }
                    if ((Op)(ushort)word == Op.CallFun)
                    {
                        *--y = (ulong)(ip + (B(word) >= LiteralOperand ? 3 : 2));
                    }
                    else
                    {
                        y += C(word);
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
                    y += A(word);
                    ip = (ulong*)*y++;
                    continue;

                // Frames
                case Op.Allocate:
                {
                    long frame = (long)A(word);
                    if (h + C(word) + frame + 1 + Reserve > y)
                    {
                        Spill(p, ip, h, y, fuel);
                        if (!CollectFor(p, scheduler, (int)(C(word) + (ulong)frame) + 1 + Reserve, x, (int)B(word)))
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
                        if (!CollectFor(p, scheduler, (int)ip[1] + Reserve, x, (int)A(word)))
                        {
                            return RunResult.Exited;
                        }
                        h = p->Memory.Heap.Top;
                        y = p->Memory.StackPointer;
                    }
                    ip += 2;
                    continue;
                case Op.Deallocate:
                    y += A(word);
                    ip += 1;
                    continue;

                // Data
                case Op.GetList:
                {
                    ulong* cell = (ulong*)(Read(A(word), ip, x, y) - Term.PrimaryCons);
                    ulong head = cell[0];
                    ulong tail = cell[1];
                    *Slot(B(word), x, y) = head;
                    *Slot(C(word), x, y) = tail;
                    ip += 1;
                    continue;
                }
                case Op.GetHd:
                    *Slot(B(word), x, y) = ((ulong*)(Read(A(word), ip, x, y) - Term.PrimaryCons))[0];
                    ip += 1;
                    continue;
                case Op.GetTl:
                    *Slot(B(word), x, y) = ((ulong*)(Read(A(word), ip, x, y) - Term.PrimaryCons))[1];
                    ip += 1;
                    continue;
                case Op.GetTupleElement:
                    *Slot(B(word), x, y) = ((ulong*)(Read(A(word), ip, x, y) - Term.PrimaryBoxed))[C(word) + 1];
                    ip += 1;
                    continue;
                case Op.GetTupleElementXX:
                    x[B(word)] = ((ulong*)(x[A(word)] - Term.PrimaryBoxed))[C(word) + 1];
                    ip += 1;
                    continue;
                case Op.PutList:
                {
                    ulong head = Read(A(word), ip, x, y);
                    ulong tail = Read(B(word), ip, x, y);
                    h[0] = head;
                    h[1] = tail;
                    *Slot(C(word), x, y) = (ulong)h | Term.PrimaryCons;
                    h += 2;
                    ip += 1 + (A(word) >= LiteralOperand ? 1 : 0) + (B(word) >= LiteralOperand ? 1 : 0);
                    continue;
                }
                case Op.PutTuple:
                {
                    long count = (long)B(word);
                    h[0] = HeaderWord.Make(HeaderTag.Tuple, (int)count);
                    for (long i = 1; i <= count; i++)
                    {
                        h[i] = ReadWord(ip[i], x, y);
                    }
                    *Slot(A(word), x, y) = (ulong)h | Term.PrimaryBoxed;
                    h += count + 1;
                    ip += count + 1;
                    continue;
                }
                case Op.MakeFun:
                {
                    long count = (long)B(word);
                    h[0] = HeaderWord.Make(HeaderTag.Fun, (int)count + 2);
                    h[1] = ip[1];
                    h[2] = p->Pid.Bits;
                    for (long i = 0; i < count; i++)
                    {
                        h[3 + i] = ReadWord(ip[2 + i], x, y);
                    }
                    *Slot(A(word), x, y) = (ulong)h | Term.PrimaryBoxed;
                    h += count + 3;
                    ip += count + 2;
                    continue;
                }

                // Jumps and tests
                case Op.Jump:
                    ip += Offset(word);
                    continue;
                case Op.IsNonemptyList:
                    ip += (Read(A(word), ip, x, y) & Term.PrimaryMask) == Term.PrimaryCons ? 1 : Offset(word);
                    continue;
                case Op.IsNil:
                    ip += Read(A(word), ip, x, y) == Term.NilBits ? 1 : Offset(word);
                    continue;
                case Op.IsList:
                {
                    ulong value = Read(A(word), ip, x, y);
                    ip += (value & Term.PrimaryMask) == Term.PrimaryCons || value == Term.NilBits ? 1 : Offset(word);
                    continue;
                }
                case Op.IsAtom:
                    ip += (Read(A(word), ip, x, y) & Term.Immediate2Mask) == Term.AtomTag ? 1 : Offset(word);
                    continue;
                case Op.IsTuple:
                    ip += HasTag(Read(A(word), ip, x, y), HeaderTag.Tuple) ? 1 : Offset(word);
                    continue;
                case Op.TestArity:
                    ip += BoxedHeader(Read(A(word), ip, x, y)) == ip[1] ? 2 : Offset(word);
                    continue;
                case Op.IsTupleOfArity:
                {
                    ulong value = Read(A(word), ip, x, y);
                    ip += IsBoxed(value) && BoxedHeader(value) == ip[1] ? 2 : Offset(word);
                    continue;
                }
                case Op.IsTaggedTuple:
                {
                    ulong value = Read(A(word), ip, x, y);
                    ip +=
                        IsBoxed(value) && BoxedHeader(value) == ip[1] && ((ulong*)(value - Term.PrimaryBoxed))[1] == ip[2]
                            ? 3
                            : Offset(word);
                    continue;
                }
                case Op.IsInteger:
                {
                    ulong value = Read(A(word), ip, x, y);
                    ip += (value & Term.ImmediateMask) == Term.SmallTag || HasTag(value, HeaderTag.Bignum) ? 1 : Offset(word);
                    continue;
                }
                case Op.IsFloat:
                    ip += HasTag(Read(A(word), ip, x, y), HeaderTag.Float) ? 1 : Offset(word);
                    continue;
                case Op.IsEqExactImmediate:
                    ip += Read(A(word), ip, x, y) == ip[1] ? 2 : Offset(word);
                    continue;
                case Op.IsNeExactImmediate:
                    ip += Read(A(word), ip, x, y) != ip[1] ? 2 : Offset(word);
                    continue;
                case Op.IsNumber:
                    ip += new Term(Read(A(word), ip, x, y)).IsNumber ? 1 : Offset(word);
                    continue;
                case Op.IsBoolean:
                    ip += new Term(Read(A(word), ip, x, y)).IsBoolean ? 1 : Offset(word);
                    continue;
                case Op.IsPid:
                    ip += new Term(Read(A(word), ip, x, y)).IsPid ? 1 : Offset(word);
                    continue;
                case Op.IsReference:
                    ip += new Term(Read(A(word), ip, x, y)).IsReference ? 1 : Offset(word);
                    continue;
                case Op.IsPort:
                    ip += new Term(Read(A(word), ip, x, y)).IsPort ? 1 : Offset(word);
                    continue;
                case Op.IsBinary:
                    ip += new Term(Read(A(word), ip, x, y)).IsBinary ? 1 : Offset(word);
                    continue;
                case Op.IsBitstring:
                    ip += new Term(Read(A(word), ip, x, y)).IsBitstring ? 1 : Offset(word);
                    continue;
                case Op.IsFunction:
                    ip += new Term(Read(A(word), ip, x, y)).IsFun ? 1 : Offset(word);
                    continue;
                case Op.IsMap:
                    ip += new Term(Read(A(word), ip, x, y)).IsMap ? 1 : Offset(word);
                    continue;
                case Op.IsFunction2:
                    ip += IsFunctionOfArity(Read(A(word), ip, x, y), ReadWord(ip[1], x, y)) ? 2 : Offset(word);
                    continue;
                case Op.IsLt:
                {
                    ulong left = Read(A(word), ip, x, y);
                    ulong right = Read(B(word), ip, x, y);
                    bool holds =
                        (left & right & Term.ImmediateMask) == Term.SmallTag
                            ? (long)left < (long)right
                            : TermComparer.Compare(new Term(left), new Term(right)) < 0;
                    ip += holds ? TestLength(word) : (long)ip[1];
                    continue;
                }
                case Op.IsGe:
                {
                    ulong left = Read(A(word), ip, x, y);
                    ulong right = Read(B(word), ip, x, y);
                    bool holds =
                        (left & right & Term.ImmediateMask) == Term.SmallTag
                            ? (long)left >= (long)right
                            : TermComparer.Compare(new Term(left), new Term(right)) >= 0;
                    ip += holds ? TestLength(word) : (long)ip[1];
                    continue;
                }
                case Op.IsEqExact:
                    ip += ExactEqual(Read(A(word), ip, x, y), Read(B(word), ip, x, y)) ? TestLength(word) : (long)ip[1];
                    continue;
                case Op.IsNeExact:
                    ip += !ExactEqual(Read(A(word), ip, x, y), Read(B(word), ip, x, y)) ? TestLength(word) : (long)ip[1];
                    continue;
                case Op.IsEq:
                    ip += Equal(Read(A(word), ip, x, y), Read(B(word), ip, x, y)) ? TestLength(word) : (long)ip[1];
                    continue;
                case Op.IsNe:
                    ip += !Equal(Read(A(word), ip, x, y), Read(B(word), ip, x, y)) ? TestLength(word) : (long)ip[1];
                    continue;
                case Op.SelectSmallDense:
                {
                    ulong value = Read(A(word), ip, x, y);
                    ulong index = (ulong)(((long)value >> Term.ImmediateShift) - (long)ip[1]);
                    ip += (value & Term.ImmediateMask) == Term.SmallTag && index < ip[2] ? (long)ip[3 + index] : Offset(word);
                    continue;
                }
                case Op.SelectValue:
                    ip += Select(Read(A(word), ip, x, y), ip, Offset(word));
                    continue;
                case Op.SelectTupleArity:
                {
                    ulong value = Read(A(word), ip, x, y);
                    ip += IsBoxed(value) ? Select(BoxedHeader(value), ip, Offset(word)) : Offset(word);
                    continue;
                }
                case Op.SelectTerm:
                    ip += SelectByComparison(Read(A(word), ip, x, y), ip, x, y, Offset(word));
                    continue;

                // Arithmetic on small integers inline, anything else by the numbers library
                case Op.Add:
                {
                    ulong left = Read(A(word), ip, x, y);
                    ulong right = Read(B(word), ip, x, y);
                    if ((left & right & Term.ImmediateMask) == Term.SmallTag)
                    {
                        long sum = (long)left + (long)(right - Term.SmallTag);
                        if ((((long)left ^ sum) & ((long)right ^ sum)) >= 0)
                        {
                            *Slot(C(word), x, y) = (ulong)sum;
                            ip += TestLength(word);
                            continue;
                        }
                    }
                    goto SlowArithmetic;
                }
                case Op.Subtract:
                {
                    ulong left = Read(A(word), ip, x, y);
                    ulong right = Read(B(word), ip, x, y);
                    if ((left & right & Term.ImmediateMask) == Term.SmallTag)
                    {
                        long difference = (long)left - (long)(right - Term.SmallTag);
                        if ((((long)left ^ (long)right) & ((long)left ^ difference)) >= 0)
                        {
                            *Slot(C(word), x, y) = (ulong)difference;
                            ip += TestLength(word);
                            continue;
                        }
                    }
                    goto SlowArithmetic;
                }
                case Op.BitAnd:
                {
                    ulong left = Read(A(word), ip, x, y);
                    ulong right = Read(B(word), ip, x, y);
                    if ((left & right & Term.ImmediateMask) == Term.SmallTag)
                    {
                        *Slot(C(word), x, y) = left & right;
                        ip += TestLength(word);
                        continue;
                    }
                    goto SlowArithmetic;
                }
                case Op.BitOr:
                {
                    ulong left = Read(A(word), ip, x, y);
                    ulong right = Read(B(word), ip, x, y);
                    if ((left & right & Term.ImmediateMask) == Term.SmallTag)
                    {
                        *Slot(C(word), x, y) = left | right;
                        ip += TestLength(word);
                        continue;
                    }
                    goto SlowArithmetic;
                }
                case Op.BitXor:
                {
                    ulong left = Read(A(word), ip, x, y);
                    ulong right = Read(B(word), ip, x, y);
                    if ((left & right & Term.ImmediateMask) == Term.SmallTag)
                    {
                        *Slot(C(word), x, y) = (left ^ right) | Term.SmallTag;
                        ip += TestLength(word);
                        continue;
                    }
                    goto SlowArithmetic;
                }
                case Op.IntegerDivide:
                case Op.Remainder:
                {
                    ulong left = Read(A(word), ip, x, y);
                    ulong right = Read(B(word), ip, x, y);
                    if ((left & right & Term.ImmediateMask) == Term.SmallTag && (long)right >> Term.ImmediateShift > 0)
                    {
                        long quotient = Math.DivRem((long)left >> Term.ImmediateShift, (long)right >> Term.ImmediateShift, out long rest);
                        long chosen = (Op)(ushort)word == Op.Remainder ? rest : quotient;
                        *Slot(C(word), x, y) = ((ulong)chosen << Term.ImmediateShift) | Term.SmallTag;
                        ip += TestLength(word);
                        continue;
                    }
                    goto SlowArithmetic;
                }
                case Op.ShiftRight:
                {
                    ulong left = Read(A(word), ip, x, y);
                    ulong right = Read(B(word), ip, x, y);
                    long count = (long)right >> Term.ImmediateShift;
                    if ((left & right & Term.ImmediateMask) == Term.SmallTag && count is >= 0 and < 60)
                    {
                        *Slot(C(word), x, y) = ((ulong)((long)left >> (int)count) & ~Term.ImmediateMask) | Term.SmallTag;
                        ip += TestLength(word);
                        continue;
                    }
                    goto SlowArithmetic;
                }
                case Op.ShiftLeft:
                case Op.Multiply:
                    goto SlowArithmetic;

                case Op.Element:
                {
                    ulong index = Read(A(word), ip, x, y);
                    ulong tuple = Read(B(word), ip, x, y);
                    if (HasTag(tuple, HeaderTag.Tuple) && (index & Term.ImmediateMask) == Term.SmallTag)
                    {
                        ulong position = (ulong)((long)index >> Term.ImmediateShift) - 1;
                        if (position < (ulong)new HeaderWord(BoxedHeader(tuple)).SizeWords)
                        {
                            *Slot(C(word), x, y) = ((ulong*)(tuple - Term.PrimaryBoxed))[position + 1];
                            ip += TestLength(word);
                            continue;
                        }
                    }
                    goto FailInlineBif;
                }
                case Op.TupleSize:
                {
                    ulong tuple = Read(A(word), ip, x, y);
                    if (HasTag(tuple, HeaderTag.Tuple))
                    {
                        *Slot(C(word), x, y) = Term.Small(new HeaderWord(BoxedHeader(tuple)).SizeWords).Bits;
                        ip += UnaryLength(word);
                        continue;
                    }
                    goto FailInlineBif;
                }
                case Op.Length:
                {
                    long length = Cons.Length(new Term(Read(A(word), ip, x, y)));
                    if (length >= 0)
                    {
                        fuel -= (int)(length >> 6);
                        *Slot(C(word), x, y) = Term.Small(length).Bits;
                        ip += UnaryLength(word);
                        continue;
                    }
                    goto FailInlineBif;
                }
                case Op.MapSize:
                {
                    var map = new Term(Read(A(word), ip, x, y));
                    if (map.IsMap)
                    {
                        *Slot(C(word), x, y) = Term.Small(Maps.Count(map)).Bits;
                        ip += UnaryLength(word);
                        continue;
                    }
                    goto FailInlineBif;
                }
                case Op.ByteSize:
                {
                    var bits = new Term(Read(A(word), ip, x, y));
                    if (bits.IsBitstring)
                    {
                        *Slot(C(word), x, y) = Term.Small((new Bitstring(bits).SizeBits + 7) >> 3).Bits;
                        ip += UnaryLength(word);
                        continue;
                    }
                    goto FailInlineBif;
                }
                case Op.Head:
                {
                    ulong list = Read(A(word), ip, x, y);
                    if ((list & Term.PrimaryMask) == Term.PrimaryCons)
                    {
                        *Slot(C(word), x, y) = ((ulong*)(list - Term.PrimaryCons))[0];
                        ip += UnaryLength(word);
                        continue;
                    }
                    goto FailInlineBif;
                }
                case Op.Tail:
                {
                    ulong list = Read(A(word), ip, x, y);
                    if ((list & Term.PrimaryMask) == Term.PrimaryCons)
                    {
                        *Slot(C(word), x, y) = ((ulong*)(list - Term.PrimaryCons))[1];
                        ip += UnaryLength(word);
                        continue;
                    }
                    goto FailInlineBif;
                }
                case Op.MapGet:
                {
                    var map = new Term(Read(B(word), ip, x, y));
                    if (map.IsMap)
                    {
                        ulong value = Maps.Get(map, new Term(Read(A(word), ip, x, y))).Bits;
                        if (value != 0)
                        {
                            *Slot(C(word), x, y) = value;
                            ip += TestLength(word);
                            continue;
                        }
                    }
                    goto FailInlineBif;
                }
                case Op.IsMapKey:
                {
                    var map = new Term(Read(B(word), ip, x, y));
                    if (map.IsMap)
                    {
                        *Slot(C(word), x, y) = Term.Boolean(!Maps.Get(map, new Term(Read(A(word), ip, x, y))).IsNone).Bits;
                        ip += TestLength(word);
                        continue;
                    }
                    goto FailInlineBif;
                }
                case Op.Self:
                    *Slot(A(word), x, y) = p->Pid.Bits;
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
                    Spill(p, ip, h, y, fuel);
                    context.Entry = bif;
                    ulong value = bif->Function(ref context, (Term*)arguments).Bits;
                    h = p->Memory.Heap.Top;
                    fuel = p->ReductionsLeft;
                    if (value != 0)
                    {
                        *Slot(A(word), x, y) = value;
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
                case Op.HasMapFields:
                    ip += HasMapFields(ip, x, y);
                    continue;
                case Op.PutMapAssoc:
                case Op.PutMapExact:
                {
                    Spill(p, ip, h, y, fuel);
                    long length = PutMap(p, ip, x, y);
                    h = p->Memory.Heap.Top;
                    if (length == 0)
                    {
                        goto Raise;
                    }
                    ip += length;
                    goto CheckFragments;
                }
                case Op.UpdateRecord:
                    h = UpdateRecord(ip, h, x, y);
                    ip += 2 + (2 * (long)B(word));
                    continue;
                case Op.SetTupleElement:
                    ((ulong*)(Read(A(word), ip, x, y) - Term.PrimaryBoxed))[B(word) + 1] = ReadWord(ip[1], x, y);
                    ip += 2;
                    continue;

                // Floats
                case Op.FloatLoad:
                    f[B(word)] = new Float(new Term(Read(A(word), ip, x, y))).Value;
                    ip += A(word) >= LiteralOperand ? 2 : 1;
                    continue;
                case Op.FloatStore:
                    h[0] = Float.Header;
                    *(double*)(h + 1) = f[A(word)];
                    *Slot(B(word), x, y) = (ulong)h | Term.PrimaryBoxed;
                    h += 2;
                    ip += 1;
                    continue;
                case Op.FloatConvert:
                {
                    if (!TryToDouble(new Term(Read(A(word), ip, x, y)), out f[B(word)]))
                    {
                        Spill(p, ip, h, y, fuel);
                        Fail(p, Atoms.Badarith);
                        goto Raise;
                    }
                    ip += A(word) >= LiteralOperand ? 3 : 2;
                    continue;
                }
                case Op.FloatAdd:
                case Op.FloatSubtract:
                case Op.FloatMultiply:
                case Op.FloatDivide:
                {
                    double left = f[A(word)];
                    double right = f[B(word)];
                    double value = (Op)(ushort)word switch
                    {
                        Op.FloatAdd => left + right,
                        Op.FloatSubtract => left - right,
                        Op.FloatMultiply => left * right,
                        _ => left / right,
                    };
                    if (!double.IsFinite(value))
                    {
                        Spill(p, ip, h, y, fuel);
                        Fail(p, Atoms.Badarith);
                        goto Raise;
                    }
                    f[C(word)] = value;
                    ip += 2;
                    continue;
                }
                case Op.FloatNegate:
                    f[B(word)] = -f[A(word)];
                    ip += 1;
                    continue;

                // Exceptions
                case Op.Catch:
                case Op.Try:
                    y[A(word)] = (ip[1] << Term.Immediate2Shift) | Term.CatchTag;
                    ip += 2;
                    continue;
                case Op.TryEnd:
                    y[A(word)] = Term.NilBits;
                    ip += 1;
                    continue;
                case Op.CatchEnd:
                    y[A(word)] = Term.NilBits;
                    if (x[0] == 0)
                    {
                        Spill(p, ip, h, y, fuel);
                        x[0] = CatchResult(p, scheduler, x);
                        h = p->Memory.Heap.Top;
                    }
                    ip += 1;
                    continue;
                case Op.TryCase:
                    y[A(word)] = Term.NilBits;
                    x[0] = x[1];
                    x[1] = x[2];
                    x[2] = x[3];
                    ip += 1;
                    continue;
                case Op.BadMatch:
                case Op.CaseEnd:
                case Op.TryCaseEnd:
                case Op.BadRecord:
                    Spill(p, ip, h, y, fuel);
                    FailWithValue(p, (Op)(ushort)word, Read(A(word), ip, x, y));
                    goto Raise;
                case Op.IfEnd:
                    Spill(p, ip, h, y, fuel);
                    Fail(p, Atoms.IfClause);
                    goto Raise;
                case Op.FunctionClause:
                    Spill(p, ip, h, y, fuel);
                    Fail(p, Atoms.FunctionClause);
                    ip = RaiseFunctionClause(p, scheduler, (FunctionEntry*)ip[1], x);
                    goto AfterFailure;
                case Op.Raise:
                    Spill(p, ip, h, y, fuel);
                    ip = Reraise(p, scheduler, Read(A(word), ip, x, y), Read(B(word), ip, x, y), x);
                    goto AfterFailure;
                case Op.RawRaise:
                    Spill(p, ip, h, y, fuel);
                    ip = RawRaise(p, scheduler, x);
                    goto AfterFailure;
                case Op.BuildStacktrace:
                    Spill(p, ip, h, y, fuel);
                    x[0] = BuildStacktrace(p, scheduler, x[0]);
                    h = p->Memory.Heap.Top;
                    ip += 1;
                    continue;

                // BIFs
                case Op.CallBif:
                {
                    var bif = (BifEntry*)ip[1];
                    Spill(p, ip, h, y, fuel);
                    if ((bif->Flags & BifFlags.Dirty) != 0)
                    {
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
                    Spill(p, ip, h, y, fuel);
                    context.Entry = bif;
                    if ((bif->Flags & BifFlags.Dirty) != 0)
                    {
                        y += A(word);
                        p->Ip = (ulong*)*y++;
                        p->Memory.StackPointer = y;
                        goto Dirty;
                    }
                    ulong value = bif->Function(ref context, (Term*)x).Bits;
                    h = p->Memory.Heap.Top;
                    fuel = p->ReductionsLeft - 1;
                    if (value != 0)
                    {
                        x[0] = value;
                        y += A(word);
                        ip = (ulong*)*y++;
                        goto CheckFragments;
                    }
                    if (p->Failure == FailureKind.Trap)
                    {
                        y += A(word);
                        goto Trap;
                    }
                    goto BifFailed;
                }

                // Messages
                case Op.LoopRec:
                {
                    Spill(p, ip, h, y, fuel);
                    Message* message = Mailbox.Peek(p);
                    if (message == null)
                    {
                        if (p->Failure != FailureKind.None)
                        {
                            return RunResult.Exited;
                        }
                        ip += Offset(word);
                        continue;
                    }
                    *Slot(A(word), x, y) = message->Payload.Bits;
                    h = p->Memory.Heap.Top;
                    ip += 1;
                    continue;
                }
                case Op.LoopRecEnd:
                    Mailbox.Next(p);
                    fuel--;
                    ip += Offset(word);
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
                    ip += Offset(word);
                    Spill(p, ip, h, y, fuel);
                    live = 0;
                    result = RunResult.Waiting;
                    goto Suspend;
                case Op.WaitTimeout:
                {
                    Spill(p, ip, h, y, fuel);
                    ulong* next = ip + (A(word) >= LiteralOperand ? 2 : 1);
                    switch (Mailbox.SetTimeout(p, scheduler, new Term(Read(A(word), ip, x, y)), next))
                    {
                        case ReceiveTimeout.Expired:
                            ip = next;
                            continue;
                        case ReceiveTimeout.Invalid:
                            Fail(p, Atoms.TimeoutValue);
                            goto Raise;
                    }
                    p->Ip = ip + Offset(word);
                    live = 0;
                    result = RunResult.Waiting;
                    goto Suspend;
                }
                case Op.Timeout:
                    Mailbox.Timeout(p, scheduler);
                    ip += 1;
                    continue;
                case Op.ReceiveMarkerReserve:
                    Spill(p, ip, h, y, fuel);
                    *Slot(A(word), x, y) = Mailbox.ReserveMarker(p).Bits;
                    ip += 1;
                    continue;
                case Op.ReceiveMarkerBind:
                    Mailbox.BindMarker(p, new Term(Read(A(word), ip, x, y)), new Term(Read(B(word), ip, x, y)));
                    ip += 1;
                    continue;
                case Op.ReceiveMarkerClear:
                    Mailbox.ClearMarker(p, new Term(Read(A(word), ip, x, y)));
                    ip += 1;
                    continue;
                case Op.ReceiveMarkerUse:
                    Mailbox.UseMarker(p, new Term(Read(A(word), ip, x, y)));
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
                    goto CallPrepared;
                case Op.Apply:
                case Op.ApplyLast:
                case Op.ApplyList:
                case Op.ApplyListLast:
                case Op.ApplyStub:
                case Op.ProcessStart:
                {
                    Spill(p, ip, h, y, fuel);
                    ulong* code = PrepareApply(p, scheduler, word, x, out live);
                    if (code == null)
                    {
                        goto Raise;
                    }
                    switch ((Op)(ushort)word)
                    {
                        case Op.Apply:
                        case Op.ApplyList:
                            *--y = (ulong)(ip + 2);
                            break;
                        case Op.ApplyLast:
                        case Op.ApplyListLast:
                            y += B(word);
                            break;
                    }
                    ip = code;
                    goto CallPrepared;
                }
                case Op.NormalExit:
                    Spill(p, ip, h, y, fuel);
                    p->Failure = FailureKind.Exit;
                    p->FailureReason = Atoms.Normal;
                    p->FailureTrace = Term.None;
                    return RunResult.Exited;
                default:
                {
                    Spill(p, ip, h, y, fuel);
                    long length = RareInstruction(p, scheduler, ip, x, y, f);
                    h = p->Memory.Heap.Top;
                    if (length == 0)
                    {
                        goto Raise;
                    }
                    ip += length;
                    goto CheckFragments;
                }
            }

            SlowArithmetic:
            {
                Spill(p, ip, h, y, fuel);
                ulong value = BinaryArithmetic(p, (Op)(ushort)word, Read(A(word), ip, x, y), Read(B(word), ip, x, y));
                h = p->Memory.Heap.Top;
                if (value != 0)
                {
                    *Slot(C(word), x, y) = value;
                    ip += TestLength(word);
                    goto CheckFragments;
                }
                if (ip[1] != 0)
                {
                    p->Failure = FailureKind.None;
                    ip += (long)ip[1];
                    continue;
                }
                ip = RaiseArithmetic(p, scheduler, word, ip, x, y);
                goto AfterFailure;
            }

            FailInlineBif:
            if (ip[1] != 0)
            {
                ip += (long)ip[1];
                continue;
            }
            Spill(p, ip, h, y, fuel);
            ip = RaiseInlineBif(p, scheduler, word, ip, x, y);
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
            ip = ((Export*)p->FailureExtra)->Code;
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
                case FailureKind.Wait:
                    p->Failure = FailureKind.None;
                    live = context.Entry->Arity;
                    result = RunResult.Waiting;
                    goto Suspend;
                case FailureKind.Dirty:
                    p->Failure = FailureKind.None;
                    if ((Op)(ushort)word == Op.CallBif)
                    {
                        p->Ip = ip + 3;
                    }
                    else
                    {
                        y += A(word);
                        p->Ip = (ulong*)*y++;
                        p->Memory.StackPointer = y;
                    }
                    goto Dirty;
                case FailureKind.Exiting:
                    return RunResult.Exited;
            }

            RaiseFromBif:
            ip = RaiseFromBif(p, scheduler, context.Entry, ip, (ulong*)((Op)(ushort)word == Op.GuardBif ? scheduler.GuardArguments : x), x);
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

    /// <summary>Words of an instruction with two packed operands and an offset word: literals follow the offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long TestLength(ulong word) => 2 + ((A(word) >= LiteralOperand) ? 1 : 0) + ((B(word) >= LiteralOperand) ? 1 : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long UnaryLength(ulong word) => 2 + ((A(word) >= LiteralOperand) ? 1 : 0);
}
