// phash: the older portable hash behind the deprecated erlang:phash/2, byte by byte with primes just above 2^28. Parsers that
// yecc made still call it.
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

public static unsafe partial class TermHash
{
    private const uint Prime1 = 268440163;
    private const uint Prime2 = 268439161;
    private const uint Prime3 = 268435459;
    private const uint Prime4 = 268436141;
    private const uint Prime5 = 268438633;
    private const uint Prime6 = 268437017;
    private const uint Prime8 = 268437511;
    private const uint Prime9 = 268439627;
    private const uint Prime10 = 268440479;
    private const uint Prime11 = 268440577;
    private const uint Prime12 = 268440581;
    private const uint Prime13 = 268440593;
    private const uint Prime14 = 268440611;

    /// <summary>Frames on the stack: a list's tail, a list's end, a tuple with its arity below, an array of terms.</summary>
    private const ulong OldTailFrame = 4;
    private const ulong OldEndFrame = 8;
    private const ulong OldArityFrame = 12;
    private const ulong OldArrayFrame = 16;

    /// <summary>All 32 bits of <c>erlang:phash/2</c> less one.</summary>
    [SkipLocalsInit]
    public static uint Old(Term term)
    {
        ulong* memory = stackalloc ulong[InlineStackWords];
        var stack = new NativeStack(memory, InlineStackWords);
        uint hash = 0;
        while (true)
        {
            if (OldStep(ref hash, ref stack, ref term))
            {
                continue;
            }
            if (!OldNext(ref hash, ref stack, ref term))
            {
                stack.Dispose();
                return hash;
            }
        }
    }

    private static bool OldNext(ref uint hash, ref NativeStack stack, ref Term term)
    {
        while (!stack.IsEmpty)
        {
            switch (stack.Pop())
            {
                case OldTailFrame:
                    term = new Term(stack.Pop());
                    if (!term.IsCons)
                    {
                        stack.Push(OldEndFrame);
                    }
                    return true;
                case OldEndFrame:
                    hash *= Prime8;
                    continue;
                case OldArityFrame:
                    hash = (hash * Prime9) + (uint)stack.Pop();
                    continue;
                default:
                    ulong left = stack.Pop();
                    var at = (ulong*)stack.Pop();
                    if (left == 0)
                    {
                        continue;
                    }
                    stack.Push((ulong)(at + 1), left - 1, OldArrayFrame);
                    term = new Term(*at);
                    return true;
            }
        }
        return false;
    }

    private static void MixBytes(ref uint hash, uint word, uint prime)
    {
        hash = (hash * prime) + (word & 0xFF);
        hash = (hash * prime) + ((word >> 8) & 0xFF);
        hash = (hash * prime) + ((word >> 16) & 0xFF);
        hash = (hash * prime) + (word >> 24);
    }

    /// <summary>Mixes in one level of a term; true if the next term is in its place.</summary>
    private static bool OldStep(ref uint hash, ref NativeStack stack, ref Term term)
    {
        if (term.IsCons)
        {
            return OldList(ref hash, ref stack, ref term);
        }
        if (term.IsBoxed)
        {
            return OldBoxed(ref hash, ref stack, term);
        }
        switch (term.Bits & Term.ImmediateMask)
        {
            case Term.SmallTag:
                OldSmall(ref hash, term.SmallValue);
                break;
            case Term.PidTag:
                MixBytes(ref hash, LocalPid.Number(term), Prime5);
                hash *= Prime6;
                break;
            case Term.PortTag:
                OldPort(ref hash, LocalPort.Number(term));
                break;
            default:
                hash = term.IsNil ? (hash * Prime3) + 1 : (hash * Prime1) + AtomTable.Hash(term);
                break;
        }
        return false;
    }

    private static void OldSmall(ref uint hash, long value)
    {
        ulong magnitude = (ulong)Math.Abs(value);
        MixBytes(ref hash, (uint)magnitude, Prime2);
        if (magnitude >> 32 != 0)
        {
            MixBytes(ref hash, (uint)(magnitude >> 32), Prime2);
        }
        hash *= value < 0 ? Prime4 : Prime3;
    }

    private static void OldPort(ref uint hash, ulong number)
    {
        if (number >> 32 != 0)
        {
            MixBytes(ref hash, (uint)(number >> 32), Prime11);
        }
        MixBytes(ref hash, (uint)number, Prime9);
        hash *= Prime10;
    }

    private static bool OldList(ref uint hash, ref NativeStack stack, ref Term term)
    {
        while (term.IsCons && IsByte(term.Head))
        {
            hash = (hash * Prime2) + (uint)term.Head.SmallValue;
            term = term.Tail;
            if (!term.IsCons)
            {
                stack.Push(OldEndFrame);
                return true;
            }
        }
        stack.Push(term.Tail.Bits, OldTailFrame);
        term = term.Head;
        return true;
    }

    private static bool OldBoxed(ref uint hash, ref NativeStack stack, Term term)
    {
        switch (term.Header.Tag)
        {
            case HeaderTag.Tuple:
                var tuple = new Tuple(term);
                stack.Push((ulong)tuple.Arity, OldArityFrame);
                stack.Push((ulong)tuple.Elements, (ulong)tuple.Arity, OldArrayFrame);
                break;
            case HeaderTag.FlatMap:
            case HeaderTag.HashMap:
                hash = (hash * Prime13) + Prime14 + Portable(term);
                break;
            case HeaderTag.Fun:
                var fun = new Fun(term);
                hash = (hash * Prime10) + (uint)fun.FreeVariables;
                hash = (hash * Prime1) + AtomTable.Hash(fun.Entry->Module);
                hash = (hash * Prime2) + (uint)fun.Entry->Index;
                hash = (hash * Prime2) + fun.Entry->OldUniq;
                stack.Push((ulong)fun.Environment, (ulong)fun.FreeVariables, OldArrayFrame);
                break;
            case HeaderTag.Export:
                Export* export = ExportTerm.Entry(term);
                hash = (hash * Prime11) + (uint)export->Arity;
                hash = (hash * Prime1) + AtomTable.Hash(export->Module);
                hash = (hash * Prime1) + AtomTable.Hash(export->Function);
                break;
            case HeaderTag.Bignum:
                OldBignum(ref hash, new Bignum(term));
                break;
            case HeaderTag.Float:
                ulong bits = FloatBits(term);
                hash = (hash * Prime6) + ((uint)bits ^ (uint)(bits >> 32));
                break;
            case HeaderTag.Reference:
            case HeaderTag.MagicReference:
                MixBytes(ref hash, FirstId(term), Prime9);
                hash *= Prime10;
                break;
            case HeaderTag.External:
                OldExternal(ref hash, term);
                break;
            default:
                OldBitstring(ref hash, new Bitstring(term));
                break;
        }
        return false;
    }

    private static void OldBignum(ref uint hash, Bignum bignum)
    {
        ReadOnlySpan<ulong> limbs = bignum.Limbs;
        for (int i = 0; i < limbs.Length; i++)
        {
            MixBytes(ref hash, (uint)limbs[i], Prime2);
            if (i < limbs.Length - 1 || limbs[i] >> 32 != 0)
            {
                MixBytes(ref hash, (uint)(limbs[i] >> 32), Prime2);
            }
        }
        hash *= bignum.IsNegative ? Prime4 : Prime3;
    }

    private static void OldExternal(ref uint hash, Term term)
    {
        ulong data = External.Data(term)[0];
        switch (External.Kind(term.Header))
        {
            case ExternalKind.Pid:
                MixBytes(ref hash, (uint)data, Prime5);
                hash *= Prime6;
                break;
            case ExternalKind.Port:
                OldPort(ref hash, data);
                break;
            default:
                MixBytes(ref hash, (uint)data, Prime9);
                hash *= Prime10;
                break;
        }
    }

    private static void OldBitstring(ref uint hash, in Bitstring bits)
    {
        long length = bits.LengthBytes;
        for (long i = 0; i < length; i++)
        {
            hash = (hash * Prime1) + (uint)BitCopy.Read(bits.Data, bits.OffsetBits + (i * 8), 8);
        }
        int tailBits = (int)(bits.SizeBits & 7);
        if (tailBits != 0)
        {
            uint tail = (uint)BitCopy.Read(bits.Data, bits.OffsetBits + (length * 8), tailBits);
            hash = (((hash * Prime1) + tail) * Prime12) + (uint)tailBits;
        }
        hash = (hash * Prime4) + (uint)length;
    }
}
