// phash2: the hash that erlang:phash2/1,2 promises to keep over versions and platforms. Bob Jenkins' mix of three words over
// 32-bit values, walked with the term's own shape; map entries are combined by exclusive or, as their order does not count.
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lingen.Terms;

public static unsafe partial class TermHash
{
    /// <summary>The golden ratio; its multiples tell kinds of terms apart.</summary>
    private const uint Golden = 0x9E3779B9;

    private const ulong MapEndMark = 8;
    private const ulong PairEndMark = 12;

    private const uint SmallConstant = Golden;
    private const uint NilConstant = unchecked(Golden * 2);
    private const uint AtomConstant = unchecked(Golden * 3);
    private const uint StringConstant = unchecked(Golden * 4);
    private const uint PidConstant = unchecked(Golden * 5);
    private const uint PortConstant = unchecked(Golden * 6);
    private const uint ReferenceConstant = unchecked(Golden * 7);
    private const uint TupleConstant = unchecked(Golden * 9);
    private const uint NegativeConstant = unchecked(Golden * 10);
    private const uint PositiveConstant = unchecked(Golden * 11);
    private const uint FloatConstant = unchecked(Golden * 12);
    private const uint BinaryConstant = unchecked(Golden * 13);
    private const uint FunctionConstant = unchecked(Golden * 14);
    private const uint TailBitsConstant = unchecked(Golden * 15);
    private const uint MapConstant = unchecked(Golden * 16);
    private const uint MapEndConstant = unchecked(Golden * 19);

    /// <summary>What BEAM mixes in for a nil inside of a term, and its hash of a nil alone.</summary>
    private const uint NilTag = 2;
    private const uint NilAlone = 3468870702;

    /// <summary>All 32 bits of <c>erlang:phash2/2</c> with range 2^32.</summary>
    [SkipLocalsInit]
    public static uint Portable(Term term)
    {
        ulong* memory = stackalloc ulong[InlineStackWords];
        var stack = new NativeStack(memory, InlineStackWords);
        uint hash = 0;
        uint pairs = 0;
        while (true)
        {
            if (term.IsCons)
            {
                term = PortableList(ref hash, ref stack, term);
                continue;
            }
            if (term.IsImmediate)
            {
                PortableImmediate(ref hash, term);
            }
            else if (PortableBoxed(ref hash, ref pairs, ref stack, ref term))
            {
                continue;
            }
            if (!PortableNext(ref hash, ref pairs, ref stack, out term))
            {
                stack.Dispose();
                return hash;
            }
        }
    }

    /// <summary>Takes the next term off the stack, ending pairs and maps on the way; false when all is done.</summary>
    private static bool PortableNext(ref uint hash, ref uint pairs, ref NativeStack stack, out Term term)
    {
        while (!stack.IsEmpty)
        {
            ulong word = stack.Pop();
            switch (word)
            {
                case PairEndMark:
                    pairs ^= hash;
                    hash = 0;
                    continue;
                case MapEndMark:
                    hash = (uint)stack.Pop();
                    MixIn(ref hash, pairs, 0, MapEndConstant);
                    pairs = (uint)stack.Pop();
                    continue;
                default:
                    term = new Term(word);
                    return true;
            }
        }
        term = default;
        return false;
    }

    private static void Mix(ref uint a, ref uint b, ref uint c)
    {
        a = (a - b - c) ^ (c >> 13);
        b = (b - c - a) ^ (a << 8);
        c = (c - a - b) ^ (b >> 13);
        a = (a - b - c) ^ (c >> 12);
        b = (b - c - a) ^ (a << 16);
        c = (c - a - b) ^ (b >> 5);
        a = (a - b - c) ^ (c >> 3);
        b = (b - c - a) ^ (a << 10);
        c = (c - a - b) ^ (b >> 15);
    }

    private static void MixIn(ref uint hash, uint first, uint second, uint constant)
    {
        uint a = constant + first;
        uint b = constant + second;
        Mix(ref a, ref b, ref hash);
    }

    private static void MixSmall(ref uint hash, long value)
    {
        if ((ulong)((value >> 27) + 1) >= 2)
        {
            ulong magnitude = (ulong)Math.Abs(value);
            MixIn(ref hash, (uint)magnitude, (uint)(magnitude >> 32), value < 0 ? NegativeConstant : PositiveConstant);
            return;
        }
        if (value < 0)
        {
            MixIn(ref hash, (uint)-value, 0, SmallConstant);
        }
        MixIn(ref hash, (uint)value, 0, SmallConstant);
    }

    private static void PortableImmediate(ref uint hash, Term term)
    {
        switch (term.Bits & Term.ImmediateMask)
        {
            case Term.SmallTag:
                MixSmall(ref hash, term.SmallValue);
                break;
            case Term.PidTag:
                MixIn(ref hash, LocalPid.Number(term), 0, PidConstant);
                break;
            case Term.PortTag:
                MixPort(ref hash, LocalPort.Number(term));
                break;
            default:
                if (term.IsNil)
                {
                    if (hash == 0)
                    {
                        hash = NilAlone;
                    }
                    else
                    {
                        MixIn(ref hash, NilTag, 0, NilConstant);
                    }
                }
                else if (hash == 0)
                {
                    hash = AtomTable.Hash(term);
                }
                else
                {
                    MixIn(ref hash, AtomTable.Hash(term), 0, AtomConstant);
                }
                break;
        }
    }

    private static void MixPort(ref uint hash, ulong number) => MixIn(ref hash, (uint)number, (uint)(number >> 32), PortConstant);

    /// <summary>A run of bytes four at a time, then the next other head; returns the term to go on with.</summary>
    private static Term PortableList(ref uint hash, ref NativeStack stack, Term term)
    {
        uint word = 0;
        int count = 0;
        while (term.IsCons && IsByte(term.Head))
        {
            word = (word << 8) + (uint)term.Head.SmallValue;
            if (++count == 4)
            {
                MixIn(ref hash, word, 0, StringConstant);
                word = 0;
                count = 0;
            }
            term = term.Tail;
        }
        if (count > 0)
        {
            MixIn(ref hash, word, 0, StringConstant);
        }
        if (!term.IsCons)
        {
            return term;
        }
        stack.Push(term.Tail.Bits);
        return term.Head;
    }

    /// <summary>Mixes in a boxed term. Returns true with the next term in its place.</summary>
    private static bool PortableBoxed(ref uint hash, ref uint pairs, ref NativeStack stack, ref Term term)
    {
        switch (term.Header.Tag)
        {
            case HeaderTag.Tuple:
                ReadOnlySpan<Term> elements = new Tuple(term).Span;
                MixIn(ref hash, (uint)elements.Length, 0, TupleConstant);
                return PushAllButFirst(ref stack, elements, ref term);
            case HeaderTag.FlatMap:
            case HeaderTag.HashMap:
            case HeaderTag.HashNode:
                PortableMap(ref hash, ref pairs, ref stack, term);
                return false;
            case HeaderTag.Fun:
                var fun = new Fun(term);
                MixIn(ref hash, (uint)fun.FreeVariables, AtomTable.Hash(fun.Entry->Module), Golden);
                MixIn(ref hash, (uint)fun.Entry->Index, fun.Entry->OldUniq, Golden);
                return PushAllButFirst(ref stack, new ReadOnlySpan<Term>(fun.Environment, fun.FreeVariables), ref term);
            case HeaderTag.Export:
                Export* export = ExportTerm.Entry(term);
                MixIn(ref hash, (uint)export->Arity, AtomTable.Hash(export->Module), Golden);
                MixIn(ref hash, AtomTable.Hash(export->Function), 0, FunctionConstant);
                return false;
            case HeaderTag.Bignum:
                uint constant = new Bignum(term).IsNegative ? NegativeConstant : PositiveConstant;
                foreach (ulong limb in new Bignum(term).Limbs)
                {
                    MixIn(ref hash, (uint)limb, (uint)(limb >> 32), constant);
                }
                return false;
            case HeaderTag.Float:
                ulong bits = FloatBits(term);
                MixIn(ref hash, (uint)(bits >> 32), (uint)bits, FloatConstant);
                return false;
            case HeaderTag.Reference:
            case HeaderTag.MagicReference:
                MixIn(ref hash, FirstId(term), 0, ReferenceConstant);
                return false;
            case HeaderTag.External:
                PortableExternal(ref hash, term);
                return false;
            default:
                PortableBitstring(ref hash, new Bitstring(term));
                return false;
        }
    }

    /// <summary>The bits of a float, those of 0.0 for -0.0: the two are equal under ==.</summary>
    private static ulong FloatBits(Term term)
    {
        double value = new Float(term).Value;
        return value == 0 ? 0 : BitConverter.DoubleToUInt64Bits(value);
    }

    private static uint FirstId(Term reference)
    {
        uint* ids = stackalloc uint[ReferenceIds.MaxCount];
        ReferenceIds.Read(reference, ids);
        return ids[0];
    }

    private static bool PushAllButFirst(ref NativeStack stack, ReadOnlySpan<Term> elements, ref Term term)
    {
        if (elements.IsEmpty)
        {
            return false;
        }
        for (int i = elements.Length - 1; i > 0; i--)
        {
            stack.Push(elements[i].Bits);
        }
        term = elements[0];
        return true;
    }

    private static void PortableMap(ref uint hash, ref uint pairs, ref NativeStack stack, Term map)
    {
        if (map.Header.Tag != HeaderTag.HashNode)
        {
            long count = Maps.Count(map);
            MixIn(ref hash, (uint)count, 0, MapConstant);
            if (count == 0)
            {
                return;
            }
            stack.Push(pairs, hash, MapEndMark);
            hash = 0;
            pairs = 0;
        }
        if (map.IsFlatMap)
        {
            var flat = new FlatMap(map);
            for (int i = flat.Count - 1; i >= 0; i--)
            {
                stack.Push(PairEndMark, flat.Values[i].Bits, flat.Keys[i].Bits);
            }
            return;
        }
        foreach (Term child in HashMap.Children(map))
        {
            if (child.IsCons)
            {
                stack.Push(PairEndMark, child.Tail.Bits, child.Head.Bits);
            }
            else if (child.IsTuple)
            {
                foreach (Term leaf in new Tuple(child).Span)
                {
                    stack.Push(PairEndMark, leaf.Tail.Bits, leaf.Head.Bits);
                }
            }
            else
            {
                stack.Push(child.Bits);
            }
        }
    }

    private static void PortableExternal(ref uint hash, Term term)
    {
        ulong data = External.Data(term)[0];
        switch (External.Kind(term.Header))
        {
            case ExternalKind.Pid:
                MixIn(ref hash, (uint)data, 0, PidConstant);
                break;
            case ExternalKind.Port:
                MixPort(ref hash, data);
                break;
            default:
                MixIn(ref hash, (uint)data, 0, ReferenceConstant);
                break;
        }
    }

    private static void PortableBitstring(ref uint hash, in Bitstring bits)
    {
        uint initial = BinaryConstant + hash;
        if (bits.SizeBits == 0)
        {
            hash = initial;
            return;
        }
        if (bits.IsByteAligned)
        {
            hash = PortableBytes(bits.AlignedStart, bits.SizeBits, initial);
            return;
        }
        nuint length = (nuint)((bits.SizeBits + 7) >> 3);
        var copy = (byte*)NativeMemory.Alloc(length);
        copy[length - 1] = 0;
        BitCopy.Copy(bits.Data, bits.OffsetBits, copy, 0, bits.SizeBits);
        hash = PortableBytes(copy, bits.SizeBits, initial);
        NativeMemory.Free(copy);
    }

    private static uint PortableBytes(byte* bytes, long sizeBits, uint initial)
    {
        // Only the low 32 bits of the length count, as on older systems.
        uint length = (uint)(sizeBits >> 3);
        int tailBits = (int)(sizeBits & 7);
        uint hash = BlockHash(bytes, length, initial);
        if (tailBits != 0)
        {
            MixIn(ref hash, (uint)tailBits, (uint)bytes[length] >> (8 - tailBits), TailBitsConstant);
        }
        return hash;
    }

    /// <summary>Jenkins' hash of a block of bytes, twelve at a time.</summary>
    public static uint BlockHash(byte* bytes, uint length, uint initial)
    {
        uint a = Golden;
        uint b = Golden;
        uint c = initial;
        byte* at = bytes;
        uint rest = length;
        for (; rest >= 12; rest -= 12, at += 12)
        {
            a += BinaryPrimitives.ReadUInt32LittleEndian(new ReadOnlySpan<byte>(at, 4));
            b += BinaryPrimitives.ReadUInt32LittleEndian(new ReadOnlySpan<byte>(at + 4, 4));
            c += BinaryPrimitives.ReadUInt32LittleEndian(new ReadOnlySpan<byte>(at + 8, 4));
            Mix(ref a, ref b, ref c);
        }
        c += length;
        for (int i = 0; i < (int)rest; i++)
        {
            uint value = at[i];
            switch (i >> 2)
            {
                case 0:
                    a += value << (8 * i);
                    break;
                case 1:
                    b += value << (8 * (i - 4));
                    break;
                default:
                    // The lowest byte of c is kept for the length.
                    c += value << (8 * (i - 7));
                    break;
            }
        }
        Mix(ref a, ref b, ref c);
        return c;
    }
}
