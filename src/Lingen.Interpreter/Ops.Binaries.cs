// Bit syntax: matching and construction. Like all rare instructions these run with the state spilled to the process and give
// the distance to the next instruction, or 0 to raise the failure that is set.
using System.Runtime.CompilerServices;

namespace Lingen.Interpreter;

public sealed unsafe partial class Interpreter
{
    private const int FlagsMask = 0xF;
    private const int UnitShift = 4;

    /// <summary>Shared memory that a process may come to hold before building another binary makes it collect.</summary>
    private const long OffHeapLimitBytes = 1 << 20;

    /// <summary>The word of an instruction that says how much heap it may take, or 0.</summary>
    private static ulong ReserveOf(ulong* ip) =>
        (Op)(ushort)*ip switch
        {
            Op.BsGetTail => ip[1],
            Op.BsStartMatch or Op.BsStartMatchPosition or Op.BsMatch => ip[2],
            Op.BsGetInteger or Op.BsGetFloat or Op.BsGetBinary or Op.BsCreateBin => ip[3],
            _ => 0,
        };

    private static bool HasRoom(Process* p, uint words) =>
        p->Memory.Heap.Top + words + Reserve <= p->Memory.StackPointer && p->Memory.Heap.OffHeapBytes <= OffHeapLimitBytes;

    /// <summary>Runs any bit syntax instruction. Returns where to go on, or null when the process ends.</summary>
    private static ulong* BitSyntaxInstruction(Process* p, Scheduler scheduler, ulong* ip, ulong* x, ulong* y)
    {
        ulong reserve = ReserveOf(ip);
        if (reserve != 0 && !HasRoom(p, (uint)reserve))
        {
            if ((Op)(ushort)*ip == Op.BsMatch)
            {
                long failure = TryFirstTests(ip, x, y);
                if (failure != 0)
                {
                    return ip + failure;
                }
            }
            if (!CollectFor(p, scheduler, (int)(uint)reserve + Reserve, x, (int)(reserve >> 32)))
            {
                return null;
            }
            y = p->Memory.StackPointer;
        }
        long distance = RunBitSyntax(p, scheduler, ip, x, y);
        return distance == 0 ? RaiseHere(p, scheduler, x) : ip + distance;
    }

    private static long RunBitSyntax(Process* p, Scheduler scheduler, ulong* ip, ulong* x, ulong* y)
    {
        ulong word = *ip;
        var heap = (TermHeap*)p;
        switch ((Op)(ushort)word)
        {
            case Op.BsStartMatch:
            {
                Term context = BitSyntax.StartMatch(heap, new Term(Read(A(word), ip, x, y)));
                return Store(context, ip, x, y, A(word) >= LiteralOperand ? 4 : 3);
            }
            case Op.BsStartMatchPosition:
            {
                Term context = BitSyntax.StartMatch(heap, new Term(Read(A(word), ip, x, y)));
                if (!context.IsNone)
                {
                    *Slot(C(word), x, y) = BitSyntax.GetPosition(MatchContext.From(context)).Bits;
                }
                return Store(context, ip, x, y, A(word) >= LiteralOperand ? 4 : 3);
            }
            case Op.BsGetByte:
                return Store(BitSyntax.GetInteger(heap, Context(word, x, y), 8, SegmentFlags.None), ip, x, y, 2);
            case Op.BsMatchNumber:
            {
                MatchContext* context = Context(word, x, y);
                var sizeBits = (int)B(word);
                return context->RemainingBits >= sizeBits && BitSyntax.MatchBits(context, sizeBits, ip[2]) ? 3 : (long)ip[1];
            }
            case Op.BsGetPosition:
                *Slot(B(word), x, y) = BitSyntax.GetPosition(Context(word, x, y)).Bits;
                return 1;
            case Op.BsSetPosition:
                BitSyntax.SetPosition(Context(word, x, y), new Term(*Slot(B(word), x, y)));
                return 1;
            case Op.BsGetTail:
                *Slot(B(word), x, y) = BitSyntax.GetTail(heap, Context(word, x, y)).Bits;
                return 2;
            case Op.BsTestTail:
                return BitSyntax.TestTail(Context(word, x, y), (long)ip[1]) ? 2 : Offset(word);
            case Op.BsTestUnit:
                return BitSyntax.TestUnit(Context(word, x, y), (int)ip[1]) ? 2 : Offset(word);
            case Op.BsGetInteger:
            {
                var flags = (SegmentFlags)(C(word) & FlagsMask);
                int unit = (int)(C(word) >> UnitShift);
                return Store(BitSyntax.GetInteger(heap, Context(word, x, y), Size(ip, x, y), unit, flags), ip, x, y, 4);
            }
            case Op.BsGetFloat:
            {
                var flags = (SegmentFlags)(C(word) & FlagsMask);
                int unit = (int)(C(word) >> UnitShift);
                return Store(BitSyntax.GetFloat(heap, Context(word, x, y), Size(ip, x, y), unit, flags), ip, x, y, 4);
            }
            case Op.BsGetBinary:
            {
                int unit = (int)(C(word) >> UnitShift);
                Term size = Size(ip, x, y);
                Term part =
                    size == Atoms.All
                        ? BitSyntax.GetBinaryAll(heap, Context(word, x, y), unit)
                        : BitSyntax.GetBinary(heap, Context(word, x, y), size, unit);
                return Store(part, ip, x, y, 4);
            }
            case Op.BsSkipBits:
            {
                Term size = Size(ip, x, y);
                MatchContext* context = Context(word, x, y);
                int unit = (int)(C(word) >> UnitShift);
                if (size == Atoms.All)
                {
                    if (!BitSyntax.TestUnit(context, unit))
                    {
                        return (long)ip[1];
                    }
                    context->Position = context->End;
                    return 3;
                }
                return BitSyntax.Skip(context, size, unit) ? 3 : (long)ip[1];
            }
            case Op.BsMatchString:
            {
                var sizeBits = (long)ip[2];
                return BitSyntax.MatchString(Context(word, x, y), (byte*)(ip + 3), sizeBits)
                    ? 3 + ((sizeBits + 63) >> 6)
                    : (long)ip[1];
            }
            case Op.BsGetUtf8:
                return Store(BitSyntax.GetUtf8(Context(word, x, y)), ip, x, y, 2);
            case Op.BsGetUtf16:
                return Store(BitSyntax.GetUtf16(Context(word, x, y), (SegmentFlags)C(word)), ip, x, y, 2);
            case Op.BsGetUtf32:
                return Store(BitSyntax.GetUtf32(Context(word, x, y), (SegmentFlags)C(word)), ip, x, y, 2);
            case Op.BsSkipUtf8:
                return BitSyntax.SkipUtf8(Context(word, x, y)) ? 2 : (long)ip[1];
            case Op.BsSkipUtf16:
                return BitSyntax.SkipUtf16(Context(word, x, y), (SegmentFlags)C(word)) ? 2 : (long)ip[1];
            case Op.BsSkipUtf32:
                return BitSyntax.SkipUtf32(Context(word, x, y), (SegmentFlags)C(word)) ? 2 : (long)ip[1];
            case Op.BsMatch:
                return Match(heap, ip, x, y);
            case Op.BsCreateBin:
                return CreateBin(p, ip, x, y);
            case Op.BsInitWritable:
                x[0] = BitSyntax.InitWritable(heap, new Term(x[0])).Bits;
                return 1;
            default:
                return OldBitSyntax(p, scheduler, ip, x, y);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static MatchContext* Context(ulong word, ulong* x, ulong* y) => MatchContext.From(new Term(*Slot(A(word), x, y)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Term Size(ulong* ip, ulong* x, ulong* y) => new(ReadWord(ip[2], x, y));

    /// <summary>Puts a matched value into the target register and goes on, or jumps if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Store(Term value, ulong* ip, ulong* x, ulong* y, long length)
    {
        if (value.IsNone)
        {
            return (long)ip[1];
        }
        *Slot(B(*ip), x, y) = value.Bits;
        return length;
    }

    /// <summary>
    /// The tests of a bs_match in front of the first command that writes to a register: where they lead if one of them fails, more registers may be
    /// needed than survive a collection. 0 if none fails; the context is left as it was.
    /// </summary>
    private static long TryFirstTests(ulong* ip, ulong* x, ulong* y)
    {
        MatchContext context = *Context(*ip, x, y);
        ulong* next = ip + 3;
        ulong group = 0;
        while (true)
        {
            var command = new MatchCommand(*next++);
            int sizeBits = (int)Math.Min(command.SizeBits, 64);
            bool passes;
            switch (command.Kind)
            {
                case MatchCommandKind.EnsureAtLeast:
                    passes = BitSyntax.EnsureAtLeast(&context, command.SizeBits, command.Unit);
                    break;
                case MatchCommandKind.EnsureExactly:
                    passes = context.RemainingBits == command.SizeBits;
                    break;
                case MatchCommandKind.Skip:
                    context.Position += command.SizeBits;
                    continue;
                case MatchCommandKind.Equal:
                    passes = sizeBits == 0 || BitSyntax.MatchBits(&context, sizeBits, *next);
                    next++;
                    break;
                case MatchCommandKind.ReadGroup:
                    group = BitCopy.Read(context.Base, context.Position, sizeBits) << (64 - sizeBits);
                    context.Position += sizeBits;
                    continue;
                case MatchCommandKind.GroupEqual:
                    passes = group >> (64 - sizeBits) == *next++;
                    group <<= sizeBits;
                    break;
                default:
                    return 0;
            }
            if (!passes)
            {
                return (long)ip[1];
            }
        }
    }

    /// <summary>The commands of bs_match. On failure the position is where the failing command found it or later.</summary>
    private static long Match(TermHeap* heap, ulong* ip, ulong* x, ulong* y)
    {
        MatchContext* context = Context(*ip, x, y);
        ulong* next = ip + 3;
        ulong group = 0;
        while (true)
        {
            var command = new MatchCommand(*next++);
            long sizeBits = command.SizeBits;
            switch (command.Kind)
            {
                case MatchCommandKind.Done:
                    return next - ip;
                case MatchCommandKind.EnsureAtLeast:
                    if (!BitSyntax.EnsureAtLeast(context, sizeBits, command.Unit))
                    {
                        return (long)ip[1];
                    }
                    break;
                case MatchCommandKind.EnsureExactly:
                    if (context->RemainingBits != sizeBits)
                    {
                        return (long)ip[1];
                    }
                    break;
                case MatchCommandKind.Skip:
                    context->Position += sizeBits;
                    break;
                case MatchCommandKind.Byte:
                    *Slot(command.Target, x, y) = Term.Small((long)BitCopy.Read(context->Base, context->Position, 8)).Bits;
                    context->Position += 8;
                    break;
                case MatchCommandKind.Integer:
                {
                    Term value = BitSyntax.GetIntegerUnchecked(heap, context, sizeBits, command.Flags);
                    if (value.IsNone)
                    {
                        return (long)ip[1];
                    }
                    *Slot(command.Target, x, y) = value.Bits;
                    break;
                }
                case MatchCommandKind.Binary:
                    *Slot(command.Target, x, y) = BitSyntax.GetBinary(heap, context, sizeBits).Bits;
                    break;
                case MatchCommandKind.GetTail:
                    *Slot(command.Target, x, y) = BitSyntax.GetTail(heap, context).Bits;
                    break;
                case MatchCommandKind.Equal:
                    if (sizeBits != 0 && !BitSyntax.MatchBits(context, (int)sizeBits, *next))
                    {
                        return (long)ip[1];
                    }
                    next++;
                    break;
                case MatchCommandKind.ReadGroup:
                    group = BitCopy.Read(context->Base, context->Position, (int)sizeBits) << (int)(64 - sizeBits);
                    context->Position += sizeBits;
                    break;
                case MatchCommandKind.GroupInteger:
                    *Slot(command.Target, x, y) = Term.Small((long)(group >> (int)(64 - sizeBits))).Bits;
                    group <<= (int)sizeBits;
                    break;
                case MatchCommandKind.GroupEqual:
                    if (group >> (int)(64 - sizeBits) != *next)
                    {
                        return (long)ip[1];
                    }
                    group <<= (int)sizeBits;
                    next++;
                    break;
            }
        }
    }

    /// <summary>bs_create_bin: checks and adds up the sizes that are not known in advance, allocates, then writes the segments.</summary>
    private static long CreateBin(Process* p, ulong* ip, ulong* x, ulong* y)
    {
        ulong word = *ip;
        var heap = (TermHeap*)p;
        var failure = default(BitFailure);
        long totalBits = (long)ip[2];
        ulong* segments = ip + 4;
        ulong* end = ip + (long)(C(word) & BuildSegment.LengthMask);
        if ((C(word) & BuildSegment.NeedsSizes) != 0 && !AddSizes(segments, end, x, y, ref totalBits, ref failure))
        {
            return FailBuild(p, ip, failure);
        }
        var first = new BuildSegment(segments < end ? *segments : (ulong)SegmentKind.String);
        Term result;
        BitBuilder builder;
        if (first.Kind is SegmentKind.Append or SegmentKind.PrivateAppend)
        {
            var source = new Term(ReadWord(segments[1], x, y));
            result =
                first.Kind == SegmentKind.Append
                    ? BitSyntax.Append(heap, source, totalBits, first.Unit, out builder, ref failure)
                    : BitSyntax.PrivateAppend(heap, source, totalBits, first.Unit, out builder, ref failure);
            if (result.IsNone)
            {
                failure.SetSegment(first.Kind, first.Number);
                return FailBuild(p, ip, failure);
            }
            segments += 3;
        }
        else
        {
            result = BitSyntax.Begin(heap, totalBits, out builder);
        }
        p->ReductionsLeft -= (int)Math.Min((totalBits + builder.CopiedBits) >> BuildBitsPerReductionShift, 1 << 20);
        if (!PutSegments(segments, end, x, y, ref builder, ref failure))
        {
            return FailBuild(p, ip, failure);
        }
        *Slot(A(word), x, y) = result.Bits;
        return end - ip;
    }

    /// <summary>As on BEAM, copying a kilobyte costs a reduction.</summary>
    private const int BuildBitsPerReductionShift = 13;

    private static bool AddSizes(ulong* next, ulong* end, ulong* x, ulong* y, ref long totalBits, ref BitFailure failure)
    {
        while (next < end)
        {
            var segment = new BuildSegment(*next);
            if (segment.Kind == SegmentKind.String)
            {
                next += StringSegmentLength(next);
                continue;
            }
            if (!segment.IsFixed)
            {
                var value = new Term(ReadWord(next[1], x, y));
                if (!BitSyntax.AddSize(segment.Kind, segment.Unit, value, Size(next, x, y), ref totalBits, ref failure))
                {
                    failure.SetSegment(segment.Kind, segment.Number);
                    return false;
                }
            }
            next += 3;
        }
        return true;
    }

    private static long StringSegmentLength(ulong* segment) => 2 + (long)((segment[1] + 7) >> 3);

    private static bool PutSegments(ulong* next, ulong* end, ulong* x, ulong* y, ref BitBuilder builder, ref BitFailure failure)
    {
        while (next < end)
        {
            var segment = new BuildSegment(*next);
            if (segment.Kind == SegmentKind.String)
            {
                BitSyntax.PutString(ref builder, (byte*)(next + 2), (long)next[1]);
                next += StringSegmentLength(next);
                continue;
            }
            var value = new Term(ReadWord(next[1], x, y));
            bool written;
            if (segment.IsFixed)
            {
                written = PutFixed(segment, value, (long)next[2], ref builder, ref failure);
            }
            else
            {
                written = BitSyntax.Put(
                    ref builder,
                    segment.Kind,
                    segment.Unit,
                    segment.Flags,
                    value,
                    Size(next, x, y),
                    ref failure
                );
            }
            if (!written)
            {
                failure.SetSegment(segment.Kind, segment.Number);
                return false;
            }
            next += 3;
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool PutFixed(BuildSegment segment, Term value, long sizeBits, ref BitBuilder builder, ref BitFailure failure)
    {
        if (segment.Kind == SegmentKind.Integer)
        {
            if (value.IsSmall && sizeBits <= 64)
            {
                BitSyntax.PutNumber(ref builder, (ulong)value.SmallValue, (int)sizeBits, segment.Flags);
                return true;
            }
            if (BitSyntax.PutInteger(ref builder, value, sizeBits, segment.Flags))
            {
                return true;
            }
            failure.Set(Atoms.Badarg, Atoms.Type, value);
            return false;
        }
        return segment.Kind == SegmentKind.Float
            ? BitSyntax.PutFloat(ref builder, value, sizeBits, segment.Flags, ref failure)
            : BitSyntax.PutBinary(ref builder, value, sizeBits, ref failure);
    }

    /// <summary>Jumps to the fail label, or sets the failure with what erl_erts_errors:format_bs_fail/2 needs to explain it.</summary>
    private static long FailBuild(Process* p, ulong* ip, in BitFailure failure)
    {
        if (ip[1] != 0)
        {
            return (long)ip[1];
        }
        var heap = (TermHeap*)p;
        Fail(p, failure.Reason);
        p->FailureExtra = failure.CreateCause(heap).Bits;
        return 0;
    }
}
