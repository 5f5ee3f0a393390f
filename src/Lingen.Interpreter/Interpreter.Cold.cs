// The instructions that are not in the loop. The state is spilled before and reloaded after; each returns the address
// to go on at, or null when the process ends. Raising happens here, so that the loop has no second way to fail.
using System.Runtime.CompilerServices;

namespace Lingen.Interpreter;

public sealed unsafe partial class Interpreter
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong* Cold(Process* p, Scheduler scheduler, ulong* ip, ulong* x, ulong* y)
    {
        ulong word = *ip;
        var op = (Op)(ushort)word;
        switch (op)
        {
            case Op.IsFloat
            or Op.IsNumber
            or Op.IsBoolean
            or Op.IsPid
            or Op.IsReference
            or Op.IsPort
            or Op.IsBinary
            or Op.IsBitstring
            or Op.IsFunction
            or Op.IsMap:
                return ip + (TypeTest(op, new Term(Read(A(word), ip, x, y))) ? 1 : Offset(word));
            case Op.IsFunction2:
                return ip + (IsFunctionOfArity(Read(A(word), ip, x, y), ReadWord(ip[1], x, y)) ? 2 : Offset(word));
            case Op.IsEq:
                return ip + (Equal(Read(A(word), ip, x, y), Read(B(word), ip, x, y)) ? TestLength(word) : (long)ip[1]);
            case Op.IsNe:
                return ip + (Equal(Read(A(word), ip, x, y), Read(B(word), ip, x, y)) ? (long)ip[1] : TestLength(word));
            case Op.SelectTerm:
                return ip + SelectByComparison(Read(A(word), ip, x, y), ip, x, y, Offset(word));
            case Op.HasMapFields:
                return ip + HasMapFields(ip, x, y);
            case Op.NewMap:
                return NewMap(p, ip, x, y);
            case Op.PutMapAssoc or Op.PutMapExact:
                return Checked(p, scheduler, PutMap(p, ip, x, y), x);
            case Op.UpdateRecord:
                return UpdateRecord(p, ip, x, y);
            case Op.SetTupleElement:
                new Term(Read(A(word), ip, x, y)).BoxedPointer[B(word) + 1] = ReadWord(ip[1], x, y);
                return ip + 2;
            case Op.BitOr or Op.BitXor or Op.IntegerDivide or Op.Remainder or Op.ShiftLeft or Op.ShiftRight or Op.Multiply:
                return ColdArithmetic(p, scheduler, ip, x, y);
            case Op.Length:
            {
                ulong list = Read(A(*ip), ip, x, y);
                return CountCells(p, scheduler, ip, new Term(list), 0, list, x, y);
            }
            case Op.LengthContinue:
                return CountOn(p, scheduler, x, y);
            case Op.TupleSize or Op.MapSize or Op.ByteSize or Op.Head or Op.Tail or Op.MapGet or Op.IsMapKey:
                return InlineBif(p, scheduler, ip, x, y);
            case Op.FloatLoad
            or Op.FloatStore
            or Op.FloatConvert
            or Op.FloatAdd
            or Op.FloatSubtract
            or Op.FloatMultiply
            or Op.FloatDivide
            or Op.FloatNegate:
                return Checked(p, scheduler, FloatInstruction(p, scheduler.FloatRegisters, ip, x, y), x);
            case Op.CatchEnd
            or Op.BadMatch
            or Op.CaseEnd
            or Op.TryCaseEnd
            or Op.BadRecord
            or Op.IfEnd
            or Op.FunctionClause
            or Op.Raise
            or Op.RawRaise
            or Op.BuildStacktrace:
                return ExceptionInstruction(p, scheduler, ip, x, y);
            case Op.ReceiveMarkerReserve or Op.ReceiveMarkerBind or Op.ReceiveMarkerClear or Op.ReceiveMarkerUse:
                return ReceiveMarkerInstruction(p, ip, x, y);
            case Op.CheckType:
                return Checked(p, scheduler, CheckType(p, ip, x, y), x);
            default:
                return BitSyntaxInstruction(p, scheduler, ip, x, y);
        }
    }

    /// <summary>Raises the failure that is set if the instruction gave no address.</summary>
    private static ulong* Checked(Process* p, Scheduler scheduler, ulong* next, ulong* x) =>
        next != null ? next : RaiseHere(p, scheduler, x);

    private static bool TypeTest(Op op, Term value) =>
        op switch
        {
            Op.IsFloat => value.IsFloat,
            Op.IsNumber => value.IsNumber,
            Op.IsBoolean => value.IsBoolean,
            Op.IsPid => value.IsPid,
            Op.IsReference => value.IsReference,
            Op.IsPort => value.IsPort,
            // A match context passes for the bits that are left in it.
            Op.IsBinary => value.IsMatchContext ? (((MatchContext*)value.BoxedPointer)->RemainingBits & 7) == 0 : value.IsBinary,
            Op.IsBitstring => value.IsBitstring || value.IsMatchContext,
            Op.IsFunction => value.IsFun,
            _ => value.IsMap,
        };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong* ColdArithmetic(Process* p, Scheduler scheduler, ulong* ip, ulong* x, ulong* y)
    {
        ulong word = *ip;
        ulong value = BinaryArithmetic(p, OpFamilies.Plain((Op)(ushort)word), Read(A(word), ip, x, y), Read(B(word), ip, x, y));
        if (value != 0)
        {
            *Slot(C(word), x, y) = value;
            return ip + TestLength(word);
        }
        if (ip[1] != 0)
        {
            ClearFailure(p);
            return ip + (long)ip[1];
        }
        return RaiseArithmetic(p, scheduler, word, ip, x, y);
    }

    private static ulong* InlineBif(Process* p, Scheduler scheduler, ulong* ip, ulong* x, ulong* y)
    {
        ulong word = *ip;
        var op = (Op)(ushort)word;
        var first = new Term(Read(A(word), ip, x, y));
        bool isBinary = op is Op.MapGet or Op.IsMapKey;
        Term second = isBinary ? new Term(Read(B(word), ip, x, y)) : Term.None;
        Term value = Term.None;
        switch (op)
        {
            case Op.TupleSize when first.IsTuple:
                value = Term.Small(first.Header.SizeWords);
                break;
            case Op.MapSize when first.IsMap:
                value = Term.Small(Maps.Count(first));
                break;
            case Op.ByteSize when Matchable.TryFrom(first, out Matchable bits):
                value = Term.Small((bits.SizeBits + 7) >> 3);
                break;
            case Op.Head when first.IsCons:
                value = first.Head;
                break;
            case Op.Tail when first.IsCons:
                value = first.Tail;
                break;
            case Op.MapGet when second.IsMap:
                value = Maps.Get(second, first);
                break;
            case Op.IsMapKey when second.IsMap:
                value = Term.Boolean(!Maps.Get(second, first).IsNone);
                break;
        }
        if (!value.IsNone)
        {
            *Slot(C(word), x, y) = value.Bits;
            return ip + TestLength(word);
        }
        return ip[1] != 0 ? ip + (long)ip[1] : RaiseInlineBif(p, scheduler, ip, x, y);
    }

    private static ulong* FloatInstruction(Process* p, double* f, ulong* ip, ulong* x, ulong* y)
    {
        ulong word = *ip;
        switch ((Op)(ushort)word)
        {
            case Op.FloatLoad:
                f[B(word)] = new Float(new Term(Read(A(word), ip, x, y))).Value;
                return ip + (UnaryLength(word) - 1);
            case Op.FloatStore:
                *Slot(B(word), x, y) = Float.Create((TermHeap*)p, f[A(word)]).Bits;
                return ip + 1;
            case Op.FloatConvert:
                if (TryToDouble(new Term(Read(A(word), ip, x, y)), out f[B(word)]))
                {
                    return ip + UnaryLength(word);
                }
                Fail(p, Atoms.Badarith);
                return null;
            case Op.FloatNegate:
                f[B(word)] = -f[A(word)];
                return ip + 1;
        }
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
            Fail(p, Atoms.Badarith);
            return null;
        }
        f[C(word)] = value;
        return ip + 2;
    }

    private static ulong* ExceptionInstruction(Process* p, Scheduler scheduler, ulong* ip, ulong* x, ulong* y)
    {
        ulong word = *ip;
        switch ((Op)(ushort)word)
        {
            case Op.CatchEnd:
                y[A(word)] = Term.NilBits;
                if (x[0] == 0)
                {
                    x[0] = CatchResult(p, scheduler, x);
                }
                return ip + 1;
            case Op.IfEnd:
                Fail(p, Atoms.IfClause);
                return RaiseHere(p, scheduler, x);
            case Op.FunctionClause:
                Fail(p, Atoms.FunctionClause);
                return RaiseFunctionClause(p, scheduler, (FunctionEntry*)ip[1], x);
            case Op.Raise:
                return Reraise(p, scheduler, Read(A(word), ip, x, y), Read(B(word), ip, x, y), x);
            case Op.RawRaise:
                return RawRaise(p, scheduler, x);
            case Op.BuildStacktrace:
                x[0] = BuildStacktrace(p, scheduler, x[0]);
                return ip + 1;
            default:
                FailWithValue(p, (Op)(ushort)word, Read(A(word), ip, x, y));
                return RaiseHere(p, scheduler, x);
        }
    }

    private static ulong* ReceiveMarkerInstruction(Process* p, ulong* ip, ulong* x, ulong* y)
    {
        ulong word = *ip;
        switch ((Op)(ushort)word)
        {
            case Op.ReceiveMarkerReserve:
                *Slot(A(word), x, y) = Mailbox.ReserveMarker(p).Bits;
                break;
            case Op.ReceiveMarkerBind:
                Mailbox.BindMarker(p, new Term(Read(A(word), ip, x, y)), new Term(Read(B(word), ip, x, y)));
                break;
            case Op.ReceiveMarkerClear:
                Mailbox.ClearMarker(p, new Term(Read(A(word), ip, x, y)));
                break;
            default:
                Mailbox.UseMarker(p, new Term(Read(A(word), ip, x, y)));
                break;
        }
        return ip + 1;
    }
}
