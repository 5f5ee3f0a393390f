// Io lists: nested lists of bytes and binaries. Measured first, then copied in one go, without recursion.
namespace Lingen.Terms;

/// <summary>Measures and flattens io lists (and io data: a binary alone).</summary>
public static unsafe class IoList
{
    /// <summary>Length in bytes. False if the term is no io data or a bitstring in it is no binary.</summary>
    /// <exception cref="SizeLimitException">It is more than a binary holds.</exception>
    public static bool TryMeasure(Term data, out long lengthBytes)
    {
        bool valid = TryCount(data, out lengthBytes);
        if (lengthBytes > BitSyntax.MaxSizeBits >> 3)
        {
            throw new SizeLimitException();
        }
        return valid;
    }

    /// <summary>
    /// Like <see cref="TryMeasure"/>, also where it is more than a binary holds, which a list that shares its parts soon is.
    /// </summary>
    public static bool TryCount(Term data, out long lengthBytes)
    {
        var visitor = new MeasureVisitor { WholeBytes = true };
        bool valid = IoListWalker.Walk(data, ref visitor, null, out _) == WalkResult.Done;
        lengthBytes = visitor.Bytes;
        return valid;
    }

    /// <summary>Size in bits; bitstrings of any size may stand in the list.</summary>
    /// <exception cref="SizeLimitException">It is more than a bitstring holds.</exception>
    public static bool TryMeasureBits(Term data, out long sizeBits)
    {
        var visitor = new MeasureVisitor();
        bool valid = IoListWalker.Walk(data, ref visitor, null, out _) == WalkResult.Done;
        if (visitor.Bytes > BitSyntax.MaxSizeBits >> 3 || visitor.OddBits > BitSyntax.MaxSizeBits)
        {
            throw new SizeLimitException();
        }
        sizeBits = (visitor.Bytes << 3) + visitor.OddBits;
        return valid;
    }

    /// <summary>Writes io data that <see cref="TryMeasure"/> or <see cref="TryMeasureBits"/> has accepted.</summary>
    public static void CopyTo(Term data, byte* target)
    {
        var visitor = new CopyVisitor { Builder = new BitBuilder { Data = target } };
        IoListWalker.Walk(data, ref visitor, null, out _);
    }

    /// <summary>Io data as a binary; none if it is no io data. A binary comes back as it is.</summary>
    /// <exception cref="SizeLimitException">It is more than a binary holds.</exception>
    public static Term ToBinary(TermHeap* heap, Term data)
    {
        if (!TryMeasure(data, out long lengthBytes))
        {
            return Term.None;
        }
        if (data.IsBitstring)
        {
            return data;
        }
        Term binary = Bitstring.CreateBinary(heap, lengthBytes, out byte* target);
        CopyTo(data, target);
        return binary;
    }

    /// <summary>Io data as a managed array; null if it is no io data. For callers off the hot paths.</summary>
    public static byte[]? ToArray(Term data)
    {
        if (!TryMeasure(data, out long lengthBytes) || lengthBytes > Array.MaxLength)
        {
            return null;
        }
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)lengthBytes);
        fixed (byte* target = bytes)
        {
            CopyTo(data, target);
        }
        return bytes;
    }

    /// <summary>
    /// <c>erlang:iolist_to_iovec/1</c>: a flat list of binaries with the same bytes, large ones as they are; none if the term is no
    /// io data.
    /// </summary>
    /// <exception cref="SizeLimitException">The small ones together are more than a binary holds.</exception>
    public static Term ToBinaryList(TermHeap* heap, Term data)
    {
        var measure = new MeasureVisitor { WholeBytes = true, CountGathered = true };
        if (IoListWalker.Walk(data, ref measure, null, out _) != WalkResult.Done)
        {
            return Term.None;
        }
        if (measure.GatheredBytes > BitSyntax.MaxSizeBits >> 3)
        {
            throw new SizeLimitException();
        }
        var visitor = new BinaryListVisitor { Heap = heap };
        visitor.Gathered = Bitstring.CreateBinary(heap, measure.GatheredBytes, out visitor.Target);
        IoListWalker.Walk(data, ref visitor, null, out _);
        visitor.EndRun();
        return visitor.First.IsNone ? Term.Nil : visitor.First;
    }

    /// <summary>Binaries from this length on stand in the result of <see cref="ToBinaryList"/> themselves.</summary>
    private const int InPlaceBytes = 256;

    private static bool IsInPlace(in Bitstring bits) => bits.LengthBytes >= InPlaceBytes && bits.IsByteAligned;

    private struct BinaryListVisitor : IChunkVisitor
    {
        public TermHeap* Heap;

        /// <summary>All bytes that are not in place, one run behind the other.</summary>
        public Term Gathered;
        public byte* Target;
        public Term First;
        private ulong* lastCell;
        private long position;
        private long runStart;

        public bool Integer(long value)
        {
            Target[position++] = (byte)value;
            return true;
        }

        public bool Bits(Term bitstring, out Term rest)
        {
            rest = default;
            var bits = new Bitstring(bitstring);
            if (IsInPlace(bits))
            {
                EndRun();
                Add(bitstring);
            }
            else
            {
                BitCopy.Copy(bits.Data, bits.OffsetBits, Target + position, 0, bits.SizeBits);
                position += bits.LengthBytes;
            }
            return true;
        }

        public void EndRun()
        {
            if (position > runStart)
            {
                Add(BitSyntax.Extract(Heap, Gathered, runStart * 8, (position - runStart) * 8));
                runStart = position;
            }
        }

        private void Add(Term binary)
        {
            Term cell = Cons.Create(Heap, binary, Term.Nil);
            if (First.IsNone)
            {
                First = cell;
            }
            else
            {
                lastCell[1] = cell.Bits;
            }
            lastCell = cell.ConsPointer;
        }
    }

    private struct MeasureVisitor : IChunkVisitor
    {
        /// <summary>All whole bytes; no more than a long holds, however often a part is shared.</summary>
        public long Bytes;

        /// <summary>The bits behind the whole bytes of each bitstring.</summary>
        public long OddBits;
        public bool WholeBytes;
        public bool CountGathered;
        public long GatheredBytes;

        public bool Integer(long value)
        {
            Bytes = Sum(Bytes, 1);
            GatheredBytes++;
            return (ulong)value <= byte.MaxValue;
        }

        public bool Bits(Term bitstring, out Term rest)
        {
            var bits = new Bitstring(bitstring);
            Bytes = Sum(Bytes, bits.LengthBytes);
            OddBits += bits.SizeBits & 7;
            rest = bitstring;
            if (CountGathered && !IsInPlace(bits))
            {
                GatheredBytes = Sum(GatheredBytes, bits.LengthBytes);
            }
            return !WholeBytes || bits.IsBinary;
        }

        private static long Sum(long bytes, long more) => bytes > long.MaxValue - more ? long.MaxValue : bytes + more;
    }

    private struct CopyVisitor : IChunkVisitor
    {
        public BitBuilder Builder;

        public bool Integer(long value)
        {
            if ((Builder.Position & 7) == 0)
            {
                Builder.Data[Builder.Position >> 3] = (byte)value;
                Builder.Position += 8;
            }
            else
            {
                BitSyntax.PutNumber(ref Builder, (ulong)value, 8, SegmentFlags.None);
            }
            return true;
        }

        public bool Bits(Term bitstring, out Term rest)
        {
            var bits = new Bitstring(bitstring);
            BitCopy.Copy(bits.Data, bits.OffsetBits, Builder.Data, Builder.Position, bits.SizeBits);
            Builder.Position += bits.SizeBits;
            rest = default;
            return true;
        }
    }
}
