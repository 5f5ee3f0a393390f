// The functions themselves, over the same operations that the BIFs use.
namespace Lingen.Runtime;

internal static unsafe partial class MatchFunctions
{
    private static Term IsAtom(in MatchCall call) => Term.Boolean(call[0].IsAtom);

    private static Term IsFloat(in MatchCall call) => Term.Boolean(call[0].IsFloat);

    private static Term IsInteger(in MatchCall call) => Term.Boolean(call[0].IsInteger);

    private static Term IsList(in MatchCall call) => Term.Boolean(call[0].IsList);

    private static Term IsNumber(in MatchCall call) => Term.Boolean(call[0].IsNumber);

    private static Term IsPid(in MatchCall call) => Term.Boolean(call[0].IsPid);

    private static Term IsPort(in MatchCall call) => Term.Boolean(call[0].IsPort);

    private static Term IsReference(in MatchCall call) => Term.Boolean(call[0].IsReference);

    private static Term IsTuple(in MatchCall call) => Term.Boolean(call[0].IsTuple);

    private static Term IsMap(in MatchCall call) => Term.Boolean(call[0].IsMap);

    private static Term IsBinary(in MatchCall call) => Term.Boolean(call[0].IsBinary);

    private static Term IsBitstring(in MatchCall call) => Term.Boolean(call[0].IsBitstring);

    private static Term IsBoolean(in MatchCall call) => Term.Boolean(call[0].IsBoolean);

    private static Term IsFunction(in MatchCall call) => Term.Boolean(call[0].IsFun);

    private static Term IsFunctionOfArity(in MatchCall call)
    {
        Term arity = call[1];
        if (!arity.IsInteger || (arity.IsSmall && arity.SmallValue < 0))
        {
            return Term.None;
        }
        if (!arity.IsSmall || !call[0].IsFun)
        {
            return Term.False;
        }
        int own = call[0].IsLocalFun ? new Fun(call[0]).Entry->Arity : ExportTerm.Entry(call[0])->Arity;
        return Term.Boolean(own == arity.SmallValue);
    }

    private static Term IsRecord(in MatchCall call)
    {
        if (!call[1].IsAtom || !call[2].IsSmall)
        {
            return Term.None;
        }
        return Term.Boolean(
            call[0].IsTuple
                && new Tuple(call[0]) is var tuple
                && tuple.Arity > 0
                && tuple[0] == call[1]
                && tuple.Arity == call[2].SmallValue
        );
    }

    private static Term Abs(in MatchCall call) => Arithmetic.Absolute(call.Heap, call[0], out _);

    private static Term Element(in MatchCall call)
    {
        if (!call[0].IsSmall || !call[1].IsTuple)
        {
            return Term.None;
        }
        var tuple = new Tuple(call[1]);
        long index = call[0].SmallValue;
        return index >= 1 && index <= tuple.Arity ? tuple[(int)index - 1] : Term.None;
    }

    private static Term Head(in MatchCall call) => call[0].IsCons ? call[0].Head : Term.None;

    private static Term Tail(in MatchCall call) => call[0].IsCons ? call[0].Tail : Term.None;

    private static Term Length(in MatchCall call)
    {
        long length = Cons.Length(call[0]);
        return length < 0 ? Term.None : Term.Small(length);
    }

    private static Term Max(in MatchCall call) => TermComparer.Compare(call[0], call[1]) >= 0 ? call[0] : call[1];

    private static Term Min(in MatchCall call) => TermComparer.Compare(call[0], call[1]) <= 0 ? call[0] : call[1];

    private static Term Node0(in MatchCall call) => call.Vm.NodeName;

    private static Term Node1(in MatchCall call)
    {
        Term term = call[0];
        if (term.IsLocalPid || term.IsLocalPort || term.IsLocalReference)
        {
            return call.Vm.NodeName;
        }
        return term.IsBoxedOf(HeaderTag.External) ? External.Node(term)->Name : Term.None;
    }

    private static Term Round(in MatchCall call) => Arithmetic.Round(call.Heap, call[0], out _);

    private static Term Trunc(in MatchCall call) => Arithmetic.Trunc(call.Heap, call[0], out _);

    private static Term ToFloat(in MatchCall call) => Arithmetic.ToFloat(call.Heap, call[0], out _);

    private static Term Ceil(in MatchCall call) => Arithmetic.Ceil(call.Heap, call[0], out _);

    private static Term Floor(in MatchCall call) => Arithmetic.Floor(call.Heap, call[0], out _);

    private static Term Size(in MatchCall call)
    {
        if (call[0].IsTuple)
        {
            return Term.Small(new Tuple(call[0]).Arity);
        }
        return call[0].IsBitstring ? Term.Small(new Bitstring(call[0]).LengthBytes) : Term.None;
    }

    private static Term MapSize(in MatchCall call) => call[0].IsMap ? Term.Small(Maps.Count(call[0])) : Term.None;

    private static Term MapGet(in MatchCall call) => call[1].IsMap ? Maps.Get(call[1], call[0]) : Term.None;

    private static Term IsMapKey(in MatchCall call) => call[1].IsMap ? Term.Boolean(Maps.Contains(call[1], call[0])) : Term.None;

    private static Term BitSize(in MatchCall call) =>
        call[0].IsBitstring ? Term.Small(new Bitstring(call[0]).SizeBits) : Term.None;

    private static Term ByteSize(in MatchCall call) =>
        call[0].IsBitstring ? Term.Small((new Bitstring(call[0]).SizeBits + 7) >> 3) : Term.None;

    private static Term TupleSize(in MatchCall call) => call[0].IsTuple ? Term.Small(new Tuple(call[0]).Arity) : Term.None;

    private static Term BinaryPart2(in MatchCall call)
    {
        if (!call[1].IsTuple || new Tuple(call[1]) is not { Arity: 2 } range)
        {
            return Term.None;
        }
        return BinaryPart(call.Heap, call[0], range[0], range[1]);
    }

    private static Term BinaryPart3(in MatchCall call) => BinaryPart(call.Heap, call[0], call[1], call[2]);

    private static Term BinaryPart(TermHeap* heap, Term binary, Term start, Term length)
    {
        if (!binary.IsBinary || !start.IsSmall || !length.IsSmall)
        {
            return Term.None;
        }
        long size = new Bitstring(binary).LengthBytes;
        long from = start.SmallValue;
        long count = length.SmallValue;
        if (count < 0)
        {
            from += count;
            count = -count;
        }
        return from < 0 || from > size || count > size - from
            ? Term.None
            : Bitstring.CreateSub(heap, binary, from * 8, count * 8);
    }

    private static Term Plus1(in MatchCall call) => Arithmetic.Plus(call.Heap, call[0], out _);

    private static Term Minus1(in MatchCall call) => Arithmetic.Negate(call.Heap, call[0], out _);

    private static Term Plus(in MatchCall call) => Arithmetic.Add(call.Heap, call[0], call[1], out _);

    private static Term Minus(in MatchCall call) => Arithmetic.Subtract(call.Heap, call[0], call[1], out _);

    private static Term Times(in MatchCall call) => Arithmetic.Multiply(call.Heap, call[0], call[1], out _);

    private static Term Divide(in MatchCall call) => Arithmetic.Divide(call.Heap, call[0], call[1], out _);

    private static Term IntegerDivide(in MatchCall call) => Arithmetic.IntegerDivide(call.Heap, call[0], call[1], out _);

    private static Term Remainder(in MatchCall call) => Arithmetic.Remainder(call.Heap, call[0], call[1], out _);

    private static Term BitAnd(in MatchCall call) => Arithmetic.BitAnd(call.Heap, call[0], call[1], out _);

    private static Term BitOr(in MatchCall call) => Arithmetic.BitOr(call.Heap, call[0], call[1], out _);

    private static Term BitXor(in MatchCall call) => Arithmetic.BitXor(call.Heap, call[0], call[1], out _);

    private static Term BitNot(in MatchCall call) => Arithmetic.BitNot(call.Heap, call[0], out _);

    private static Term ShiftLeft(in MatchCall call) => Arithmetic.ShiftLeft(call.Heap, call[0], call[1], out _);

    private static Term ShiftRight(in MatchCall call) => Arithmetic.ShiftRight(call.Heap, call[0], call[1], out _);

    private static Term Greater(in MatchCall call) => Term.Boolean(TermComparer.Compare(call[0], call[1]) > 0);

    private static Term GreaterOrEqual(in MatchCall call) => Term.Boolean(TermComparer.Compare(call[0], call[1]) >= 0);

    private static Term Less(in MatchCall call) => Term.Boolean(TermComparer.Compare(call[0], call[1]) < 0);

    private static Term LessOrEqual(in MatchCall call) => Term.Boolean(TermComparer.Compare(call[0], call[1]) <= 0);

    private static Term ExactlyEqual(in MatchCall call) => Term.Boolean(TermComparer.ExactEqual(call[0], call[1]));

    private static Term Equal(in MatchCall call) => Term.Boolean(TermComparer.Equal(call[0], call[1]));

    private static Term ExactlyDifferent(in MatchCall call) => Term.Boolean(!TermComparer.ExactEqual(call[0], call[1]));

    private static Term Different(in MatchCall call) => Term.Boolean(!TermComparer.Equal(call[0], call[1]));

    private static Term Not(in MatchCall call) => call[0].IsBoolean ? Term.Boolean(call[0] == Term.False) : Term.None;

    private static Term Xor(in MatchCall call) =>
        call[0].IsBoolean && call[1].IsBoolean ? Term.Boolean(call[0] != call[1]) : Term.None;

    private static Term GetControlWord(in MatchCall call) => Term.Small(call.Vm.TraceControlWord);

    private static Term SetControlWord(in MatchCall call)
    {
        if (!Integers.TryGetUInt64(call[0], out ulong value) || value > uint.MaxValue)
        {
            return Term.None;
        }
        uint old = call.Vm.TraceControlWord;
        if (!call.Pretend)
        {
            call.Vm.TraceControlWord = (uint)value;
        }
        return Term.Small(old);
    }
}
