// The hash that places keys in hash maps: OTP 27's, bit for bit, so that maps iterate in the same order as on BEAM wherever
// the key's words are the same (numbers, strings, binaries, and tuples of them; atoms hash by index, which differs).
// A MurmurHash3 over two lanes, fed term by term; immediate words take a short cut through the final scrambling alone.
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

/// <summary>Hashes of terms.</summary>
public static unsafe partial class TermHash
{
    private const int InlineStackWords = 64;

    /// <summary>Marks on the stack, which no term looks like: the next word is the tail of a cell.</summary>
    private const ulong TailMark = 4;

    /// <summary>What is mixed in to tell kinds of terms apart; the numbers are OTP 27's.</summary>
    private enum Kind : ulong
    {
        Immediate = 1,
        ArrayElement,
        Head,
        Tail,
        String,
        Tuple,
        FlatMap,
        FullRoot,
        Root,
        Node,
        Binary,
        LocalFun,
        ExternalFun,
        NegativeBignum,
        PositiveBignum,
        LocalReference,
        ExternalReference,
        ExternalPid,
        ExternalPort,
        Float,
    }

    /// <summary>The 64-bit hash of map keys. Equal terms (=:=) have equal hashes; not stable between runs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Internal(Term term) => term.IsImmediate ? Scramble(term.Bits) : InternalCompound(term, 0);

    /// <summary>As <see cref="Internal"/>, started from a salt.</summary>
    public static ulong InternalSalted(Term term, ulong salt) =>
        term.IsImmediate ? Scramble(term.Bits + salt) : InternalCompound(term, salt);

    private static ulong Scramble(ulong hash)
    {
        hash ^= hash >> 33;
        hash *= 0xFF51AFD7ED558CCD;
        hash ^= hash >> 33;
        hash *= 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }

    /// <summary>The two lanes of the hash and the number of words mixed in.</summary>
    private ref struct Lanes
    {
        private const ulong C1 = 0x87C37B91114253D5;
        private const ulong C2 = 0x4CF5AD432745937F;

        private ulong alpha;
        private ulong beta;
        private ulong ticks;

        public Lanes(ulong salt)
        {
            alpha = salt;
            beta = salt;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Alpha(ulong word)
        {
            XorAlpha(word);
            alpha = BitOperations.RotateLeft(alpha, 27) + beta;
            alpha = (alpha * 5) + 0x52DCE729;
            ticks++;
        }

        public void Alpha(Kind kind) => Alpha((ulong)kind);

        public void Alpha(ulong low, ulong high) => Alpha(low | (high << 32));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Beta(ulong word)
        {
            XorBeta(word);
            beta = BitOperations.RotateLeft(beta, 31) + alpha;
            beta = (beta * 5) + 0x38495AB5;
            ticks++;
        }

        public void Beta(ulong low, ulong high) => Beta(low | (high << 32));

        /// <summary>The odd bytes at the end of a binary: no rotation of the lane behind them.</summary>
        public void XorAlpha(ulong word) => alpha ^= BitOperations.RotateLeft(word * C1, 31) * C2;

        public void XorBeta(ulong word) => beta ^= BitOperations.RotateLeft(word * C2, 33) * C1;

        public void Immediate(Term term)
        {
            Alpha(Kind.Immediate);
            Beta(term.Bits);
        }

        public readonly ulong Finish()
        {
            ulong a = alpha ^ ticks;
            ulong b = beta ^ ticks;
            a += b;
            b += a;
            a = Scramble(a);
            b = Scramble(b);
            a += b;
            b += a;
            return a ^ b;
        }
    }

    [SkipLocalsInit]
    private static ulong InternalCompound(Term term, ulong salt)
    {
        ulong* memory = stackalloc ulong[InlineStackWords];
        var stack = new NativeStack(memory, InlineStackWords);
        var lanes = new Lanes(salt);
        while (true)
        {
            if (term.IsCons)
            {
                term = MixList(ref lanes, ref stack, term);
                continue;
            }
            if (term.IsImmediate)
            {
                lanes.Immediate(term);
            }
            else if (MixBoxed(ref lanes, ref stack, ref term))
            {
                continue;
            }
            if (stack.IsEmpty)
            {
                stack.Dispose();
                return lanes.Finish();
            }
            ulong word = stack.Pop();
            if (word == TailMark)
            {
                lanes.Beta((ulong)Kind.Tail);
                word = stack.Pop();
            }
            term = new Term(word);
        }
    }

    private static bool IsByte(Term term) => term.IsSmall && (ulong)term.SmallValue <= 255;

    /// <summary>Mixes in a run of bytes four at a time, then one other head; returns the term to go on with.</summary>
    private static Term MixList(ref Lanes lanes, ref NativeStack stack, Term term)
    {
        ulong value = 0;
        ulong bytes = 0;
        while (term.IsCons && IsByte(term.Head))
        {
            value = (value << 8) | (ulong)term.Head.SmallValue;
            bytes++;
            if (bytes == 4)
            {
                lanes.Alpha((ulong)Kind.String | (bytes << 8), value);
                value = 0;
                bytes = 0;
            }
            term = term.Tail;
        }
        if (bytes > 0)
        {
            lanes.Alpha((ulong)Kind.String | (bytes << 8), value);
        }
        if (!term.IsCons)
        {
            return term;
        }
        Term head = term.Head;
        Term tail = term.Tail;
        if (head.IsImmediate)
        {
            lanes.Alpha((ulong)Kind.Immediate, (ulong)Kind.Head);
            lanes.Beta(head.Bits);
            if (!tail.IsCons)
            {
                lanes.Alpha(Kind.Tail);
            }
            return tail;
        }
        stack.Push(tail.Bits);
        if (!tail.IsCons)
        {
            stack.Push(TailMark);
        }
        lanes.Alpha(Kind.Head);
        return head;
    }

    /// <summary>An element of an array: immediate words at once, others later, but their place is mixed in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MixElement(ref Lanes lanes, ref NativeStack stack, Term element)
    {
        if (element.IsImmediate)
        {
            lanes.Immediate(element);
        }
        else
        {
            lanes.Alpha(Kind.ArrayElement);
            stack.Push(element.Bits);
        }
    }

    /// <summary>Mixes in a boxed term. Returns true with the next term to mix in its place.</summary>
    private static bool MixBoxed(ref Lanes lanes, ref NativeStack stack, ref Term term)
    {
        switch (term.Header.Tag)
        {
            case HeaderTag.Tuple:
                return MixTuple(ref lanes, ref stack, ref term);
            case HeaderTag.FlatMap:
                return MixFlatMap(ref lanes, ref stack, ref term);
            case HeaderTag.HashMap:
            case HeaderTag.HashNode:
                MixNode(ref lanes, ref stack, term);
                return false;
            case HeaderTag.Fun:
                return MixFun(ref lanes, ref stack, ref term);
            case HeaderTag.Export:
                lanes.Alpha(Kind.ExternalFun);
                lanes.Beta((ulong)ExportTerm.Entry(term));
                return false;
            case HeaderTag.Float:
                lanes.Alpha(Kind.Float);
                lanes.Beta(BitConverter.DoubleToUInt64Bits(new Float(term).Value));
                return false;
            case HeaderTag.Bignum:
                MixBignum(ref lanes, new Bignum(term));
                return false;
            case HeaderTag.Reference:
            case HeaderTag.MagicReference:
                MixReference(ref lanes, term);
                return false;
            case HeaderTag.External:
                MixExternal(ref lanes, term);
                return false;
            default:
                MixBitstring(ref lanes, new Bitstring(term));
                return false;
        }
    }

    private static bool MixTuple(ref Lanes lanes, ref NativeStack stack, ref Term term)
    {
        ReadOnlySpan<Term> elements = new Tuple(term).Span;
        lanes.Alpha(Kind.Tuple);
        lanes.Beta((ulong)elements.Length);
        if (elements.IsEmpty)
        {
            return false;
        }
        foreach (Term element in elements[..^1])
        {
            MixElement(ref lanes, ref stack, element);
        }
        term = elements[^1];
        return true;
    }

    private static bool MixFlatMap(ref Lanes lanes, ref NativeStack stack, ref Term term)
    {
        var map = new FlatMap(term);
        int count = map.Count;
        lanes.Alpha(Kind.FlatMap);
        lanes.Beta((ulong)count);
        if (count == 0)
        {
            return false;
        }
        for (int i = 0; i < count - 1; i++)
        {
            MixElement(ref lanes, ref stack, map.Values[i]);
            MixElement(ref lanes, ref stack, map.Keys[i]);
        }
        MixElement(ref lanes, ref stack, map.Values[count - 1]);
        term = map.Keys[count - 1];
        return true;
    }

    private static void MixNode(ref Lanes lanes, ref NativeStack stack, Term node)
    {
        if (node.IsHashMap)
        {
            lanes.Alpha(HashMap.Bitmap(node) == 0xFFFF ? Kind.FullRoot : Kind.Root);
            lanes.Beta((ulong)HashMap.Count(node));
        }
        else
        {
            lanes.Alpha(Kind.Node);
        }
        foreach (Term child in HashMap.Children(node))
        {
            if (child.IsCons)
            {
                MixElement(ref lanes, ref stack, child.Tail);
                MixElement(ref lanes, ref stack, child.Head);
            }
            else
            {
                stack.Push(child.Bits);
            }
        }
    }

    private static bool MixFun(ref Lanes lanes, ref NativeStack stack, ref Term term)
    {
        var fun = new Fun(term);
        int count = fun.FreeVariables;
        lanes.Alpha((ulong)Kind.LocalFun, (ulong)count);
        lanes.Beta((ulong)fun.Entry->Index, fun.Entry->OldUniq);
        lanes.Alpha(Kind.Immediate);
        lanes.Beta(fun.Entry->Module.Bits);
        if (count == 0)
        {
            return false;
        }
        for (int i = 0; i < count - 1; i++)
        {
            MixElement(ref lanes, ref stack, fun.Environment[i]);
        }
        term = fun.Environment[count - 1];
        return true;
    }

    private static void MixBignum(ref Lanes lanes, Bignum bignum)
    {
        ReadOnlySpan<ulong> limbs = bignum.Limbs;
        lanes.Alpha((ulong)(bignum.IsNegative ? Kind.NegativeBignum : Kind.PositiveBignum), (ulong)limbs.Length);
        int i = 0;
        for (; i + 2 <= limbs.Length; i += 2)
        {
            lanes.Alpha(limbs[i]);
            lanes.Beta(limbs[i + 1]);
        }
        if (i < limbs.Length)
        {
            lanes.Beta(limbs[i]);
        }
    }

    private static void MixReference(ref Lanes lanes, Term term)
    {
        uint* ids = stackalloc uint[ReferenceIds.MaxCount];
        int count = ReferenceIds.Read(term, ids);
        lanes.Alpha((ulong)Kind.LocalReference, ids[0]);
        lanes.Beta(ids[1], ids[2]);
        if (count > 3)
        {
            lanes.Alpha(ids[3], ids[4]);
        }
    }

    private static void MixExternal(ref Lanes lanes, Term term)
    {
        ulong node = (ulong)External.Node(term);
        switch (External.Kind(term.Header))
        {
            case ExternalKind.Pid:
                lanes.Alpha(Kind.ExternalPid);
                lanes.Beta(node);
                lanes.Alpha(External.Data(term)[0]);
                break;
            case ExternalKind.Port:
                lanes.Alpha(Kind.ExternalPort);
                lanes.Beta(node);
                lanes.Alpha(External.Data(term)[0]);
                break;
            default:
                // Trailing zero ids do not count for equality and so must not count here.
                uint* ids = stackalloc uint[ReferenceIds.MaxCount];
                ReferenceIds.Read(term, ids);
                lanes.Alpha((ulong)Kind.ExternalReference, ids[0]);
                lanes.Beta(ids[1], ids[2]);
                lanes.Beta(ids[3], ids[4]);
                lanes.Alpha(node);
                break;
        }
    }

    private static void MixBitstring(ref Lanes lanes, in Bitstring bits)
    {
        lanes.Alpha(Kind.Binary);
        lanes.Beta((ulong)bits.SizeBits);
        if (bits.SizeBits == 0)
        {
            return;
        }
        if (bits.IsByteAligned)
        {
            MixBytes(ref lanes, bits.AlignedStart, bits.SizeBits);
            return;
        }
        nuint length = (nuint)((bits.SizeBits + 7) >> 3);
        var copy = (byte*)NativeMemory.Alloc(length);
        copy[length - 1] = 0;
        BitCopy.Copy(bits.Data, bits.OffsetBits, copy, 0, bits.SizeBits);
        MixBytes(ref lanes, copy, bits.SizeBits);
        NativeMemory.Free(copy);
    }

    private static void MixBytes(ref Lanes lanes, byte* bytes, long sizeBits)
    {
        long length = sizeBits >> 3;
        byte* end = bytes + length;
        byte* at = bytes;
        for (; end - at >= 16; at += 16)
        {
            lanes.Alpha(BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(at, 8)));
            lanes.Beta(BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(at + 8, 8)));
        }
        int rest = (int)(end - at);
        if (rest > 8)
        {
            lanes.XorBeta(ReadPart(at + 8, rest - 8));
        }
        if (rest > 0)
        {
            lanes.XorAlpha(ReadPart(at, Math.Min(rest, 8)));
        }
        int tailBits = (int)(sizeBits & 7);
        if (tailBits != 0)
        {
            lanes.Alpha((ulong)(*end >> (8 - tailBits)));
        }
    }

    private static ulong ReadPart(byte* bytes, int count)
    {
        ulong value = 0;
        for (int i = 0; i < count; i++)
        {
            value |= (ulong)bytes[i] << (8 * i);
        }
        return value;
    }
}
