// Bit syntax instructions of compilers before OTP 25. Between an instruction that begins a bitstring and the last that
// writes to it nothing allocates, so the target in the scheduler stays valid.
namespace Lingen.Interpreter;

public sealed unsafe partial class Interpreter
{
    private const long OldLength = 4;

    private static long OldBitSyntax(Process* p, Scheduler scheduler, ulong* ip, ulong* x, ulong* y)
    {
        ulong word = *ip;
        var heap = (TermHeap*)p;
        if ((Op)(ushort)word == Op.BsPutString)
        {
            return OldPutString(p, scheduler, ip);
        }
        var first = new Term(ReadWord(ip[2], x, y));
        var second = new Term(ReadWord(ip[3], x, y));
        var unit = (int)C(word);
        var flags = (SegmentFlags)B(word);
        var failure = default(BitFailure);
        Term reason = Atoms.Badarg;
        Term result = Term.Nil;
        bool done = true;
        switch ((Op)(ushort)word)
        {
            case Op.BsInit:
                done = BitSyntax.TryGetBuildSize(first, unit, out long sizeBits, out reason);
                if (done)
                {
                    result = BitSyntax.Begin(heap, sizeBits, out scheduler.BitTarget);
                    scheduler.BitTargetRoom = sizeBits;
                    CountCopied(p, sizeBits);
                }
                break;
            case Op.BsAppend:
            case Op.BsPrivateAppend:
                done = BitSyntax.TryGetBuildSize(first, 1, out long addBits, out reason);
                if (done)
                {
                    result =
                        (Op)(ushort)word == Op.BsAppend
                            ? BitSyntax.Append(heap, second, addBits, unit, out scheduler.BitTarget, ref failure)
                            : BitSyntax.PrivateAppend(heap, second, addBits, unit, out scheduler.BitTarget, ref failure);
                    done = !result.IsNone;
                    reason = failure.Reason;
                    scheduler.BitTargetRoom = addBits;
                    CountCopied(p, addBits + scheduler.BitTarget.CopiedBits);
                }
                break;
            case Op.BsPutInteger:
                done =
                    BitSyntax.TryGetSize(first, unit, out long integerBits)
                    && TakeRoom(scheduler, integerBits)
                    && BitSyntax.PutInteger(ref scheduler.BitTarget, second, integerBits, flags);
                break;
            case Op.BsPutBinary:
                done =
                    first == Atoms.All
                        ? second.IsBitstring
                            && TakeRoom(scheduler, new Bitstring(second).SizeBits)
                            && BitSyntax.PutBinaryAll(ref scheduler.BitTarget, second, unit, ref failure)
                        : BitSyntax.TryGetSize(first, unit, out long binaryBits)
                            && TakeRoom(scheduler, binaryBits)
                            && BitSyntax.PutBinary(ref scheduler.BitTarget, second, binaryBits, ref failure);
                break;
            case Op.BsPutFloat:
                done =
                    BitSyntax.TryGetSize(first, unit, out long floatBits)
                    && TakeRoom(scheduler, floatBits)
                    && BitSyntax.PutFloat(ref scheduler.BitTarget, second, floatBits, flags, ref failure);
                break;
            case Op.BsPutUtf8 or Op.BsPutUtf16 or Op.BsPutUtf32:
                done = OldPutCharacter(scheduler, (Op)(ushort)word, first, flags);
                break;
            case Op.BsAdd:
                result = BitSyntax.AddSizes(first, second, unit, out reason);
                done = !result.IsNone;
                break;
            case Op.BsUtf8Size:
                result = Term.Small(BitSyntax.Utf8Length(first));
                break;
            case Op.BsUtf16Size:
                result = Term.Small(BitSyntax.Utf16Length(first));
                break;
        }
        if (!done)
        {
            if (ip[1] != 0)
            {
                return (long)ip[1];
            }
            Fail(p, reason);
            return 0;
        }
        if (result != Term.Nil)
        {
            *Slot(A(word), x, y) = result.Bits;
        }
        return OldLength;
    }

    private static void CountCopied(Process* p, long sizeBits) =>
        p->ReductionsLeft -= (int)Math.Min(sizeBits >> BuildBitsPerReductionShift, 1 << 20);

    private static long OldPutString(Process* p, Scheduler scheduler, ulong* ip)
    {
        if (!TakeRoom(scheduler, (long)ip[1] * 8))
        {
            Fail(p, Atoms.Badarg);
            return 0;
        }
        BitSyntax.PutString(ref scheduler.BitTarget, (byte*)(ip + 2), (long)ip[1]);
        return 2 + (long)((ip[1] + 7) >> 3);
    }

    private static bool OldPutCharacter(Scheduler scheduler, Op op, Term value, SegmentFlags flags) =>
        op switch
        {
            Op.BsPutUtf8 => TakeRoom(scheduler, BitSyntax.Utf8Length(value) * 8)
                && BitSyntax.PutUtf8(ref scheduler.BitTarget, value),
            Op.BsPutUtf16 => TakeRoom(scheduler, BitSyntax.Utf16Length(value) * 8)
                && BitSyntax.PutUtf16(ref scheduler.BitTarget, value, flags),
            _ => TakeRoom(scheduler, 32) && BitSyntax.PutUtf32(ref scheduler.BitTarget, value, flags),
        };

    /// <summary>Counts bits that are about to be written; false if there is no room for them.</summary>
    private static bool TakeRoom(Scheduler scheduler, long sizeBits)
    {
        if (sizeBits < 0 || sizeBits > scheduler.BitTargetRoom)
        {
            return false;
        }
        scheduler.BitTargetRoom -= sizeBits;
        return true;
    }
}
