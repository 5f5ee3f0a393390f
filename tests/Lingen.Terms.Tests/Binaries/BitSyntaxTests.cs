// Segments of the bit syntax: numbers against a BigInteger model, text and floats by known values, appends by who may write where.
using System.Numerics;

namespace Lingen.Terms.Tests;

public sealed unsafe class BitSyntaxTests
{
    [Fact]
    public void IntegersMatchModel()
    {
        var random = new Random(11);
        for (int round = 0; round < 6000; round++)
        {
            using var heap = new TestHeap(512);
            int size = random.Next(0, 200);
            int position = random.Next(0, 20);
            var flags = (SegmentFlags)(random.Next(0, 2) * 2 | random.Next(0, 2) * 4);
            BigInteger value = RandomInteger(random);
            byte[] bytes = new byte[(position + size + 7) / 8 + 1];
            random.NextBytes(bytes);
            bool[] expected = BitCopyTests.ToBits(bytes);
            PutModel(expected, position, size, value, (flags & SegmentFlags.Little) != 0);
            fixed (byte* data = bytes)
            {
                var builder = new BitBuilder { Data = data, Position = position };
                Assert.True(BitSyntax.PutInteger(ref builder, ToTerm(heap, value), size, flags));
                Assert.Equal(position + size, builder.Position);
                Assert.Equal(expected, BitCopyTests.ToBits(bytes));

                var context = new MatchContext
                {
                    Base = data,
                    Position = position,
                    End = position + size,
                };
                Term read = BitSyntax.GetInteger(heap.Pointer, &context, size, flags);
                Assert.Equal(Wrap(value, size, (flags & SegmentFlags.Signed) != 0), FromTerm(read));
                Assert.Equal(position + size, context.Position);
            }
        }
    }

    [Fact]
    public void IntegerOfTooFewBitsDoesNotMatch()
    {
        using var heap = new TestHeap();
        byte* data = stackalloc byte[2];
        var context = new MatchContext
        {
            Base = data,
            Position = 1,
            End = 16,
        };
        Assert.True(BitSyntax.GetInteger(heap.Pointer, &context, 16, SegmentFlags.None).IsNone);
        Assert.Equal(1, context.Position);
    }

    [Theory]
    [InlineData(64, 1.5, "3FF8000000000000")]
    [InlineData(32, -0.1, "BDCCCCCD")]
    [InlineData(16, 0.000015258789, "0100")]
    [InlineData(16, 1e10, "7C00")]
    [InlineData(32, 1e300, "7F800000")]
    public void FloatsAreWritten(int size, double value, string hex)
    {
        using var heap = new TestHeap();
        byte[] bytes = new byte[9];
        var failure = default(BitFailure);
        fixed (byte* data = bytes)
        {
            var builder = new BitBuilder { Data = data };
            Assert.True(BitSyntax.PutFloat(ref builder, Float.Create(heap.Pointer, value), size, SegmentFlags.None, ref failure));
        }
        Assert.Equal(hex, Convert.ToHexString(bytes, 0, size / 8));
    }

    [Theory]
    [InlineData("7C00", 16)]
    [InlineData("7F800001", 32)]
    [InlineData("FFF0000000000000", 64)]
    public void InfinityAndNanMatchNoFloat(string hex, int size)
    {
        using var heap = new TestHeap();
        Term binary = Bitstring.FromBytes(heap.Pointer, Convert.FromHexString(hex));
        MatchContext* context = MatchContext.From(BitSyntax.StartMatch(heap.Pointer, binary));
        Assert.True(BitSyntax.GetFloat(heap.Pointer, context, size, SegmentFlags.None).IsNone);
        Assert.Equal(0, context->Position);
    }

    [Fact]
    public void EveryCodePointRoundTrips()
    {
        using var heap = new TestHeap();
        byte* data = stackalloc byte[8];
        for (int code = 0; code <= 0x110000; code += code is > 0xD700 and < 0xE100 ? 1 : 7)
        {
            bool valid = code <= 0x10FFFF && code is < 0xD800 or > 0xDFFF && code <= 0x10FFFF;
            for (int position = 0; position < 4; position += 3)
            {
                Term term = Term.Small(code);
                var utf8 = new BitBuilder { Data = data, Position = position };
                Assert.Equal(valid, BitSyntax.PutUtf8(ref utf8, term));
                if (!valid)
                {
                    continue;
                }
                Assert.Equal(position + (BitSyntax.Utf8Length(term) * 8), utf8.Position);
                var context = new MatchContext
                {
                    Base = data,
                    Position = position,
                    End = utf8.Position,
                };
                Assert.Equal(term, BitSyntax.GetUtf8(&context));
                var utf16 = new BitBuilder { Data = data, Position = position };
                Assert.True(BitSyntax.PutUtf16(ref utf16, term, SegmentFlags.Little));
                context = new MatchContext
                {
                    Base = data,
                    Position = position,
                    End = utf16.Position,
                };
                Assert.Equal(term, BitSyntax.GetUtf16(&context, SegmentFlags.Little));
            }
        }
    }

    [Theory]
    [InlineData("C080")]
    [InlineData("E08080")]
    [InlineData("EDA080")]
    [InlineData("F08080 80")]
    [InlineData("F4908080")]
    [InlineData("F888808080")]
    [InlineData("C3")]
    [InlineData("C328")]
    public void BadUtf8DoesNotMatch(string hex)
    {
        using var heap = new TestHeap();
        Term binary = Bitstring.FromBytes(heap.Pointer, Convert.FromHexString(hex.Replace(" ", "")));
        MatchContext* context = MatchContext.From(BitSyntax.StartMatch(heap.Pointer, binary));
        Assert.True(BitSyntax.GetUtf8(context).IsNone);
        Assert.Equal(0, context->Position);
    }

    [Fact]
    public void SmallPartsAreCopiedAndLargePartsShared()
    {
        using var heap = new TestHeap();
        byte[] bytes = new byte[200];
        new Random(5).NextBytes(bytes);
        Term binary = Bitstring.FromBytes(heap.Pointer, bytes);
        Term small = BitSyntax.Extract(heap.Pointer, binary, 8, 64 * 8);
        Term large = BitSyntax.Extract(heap.Pointer, binary, 8, 65 * 8);
        Assert.Equal(HeaderTag.HeapBinary, small.Header.Tag);
        Assert.Equal(HeaderTag.SubBinary, large.Header.Tag);
        Assert.True(new Bitstring(large).AlignedBytes.SequenceEqual(bytes.AsSpan(1, 65)));
        MatchContext* context = MatchContext.From(BitSyntax.StartMatch(heap.Pointer, large));
        Assert.True(BitSyntax.Skip(context, 16));
        Term tail = BitSyntax.GetTail(heap.Pointer, context);
        Assert.True(new Bitstring(tail).AlignedBytes.SequenceEqual(bytes.AsSpan(3, 63)));
    }

    [Fact]
    public void AppendClaimsOnceAndCopiesTheSecondTime()
    {
        using var heap = new TestHeap();
        var failure = default(BitFailure);
        Term start = Bitstring.FromBytes(heap.Pointer, new byte[100]);
        Term first = Append(heap, start, 1);
        Term second = Append(heap, first, 2);
        Term other = Append(heap, first, 3);
        Assert.Equal(first.BoxedPointer[3], second.BoxedPointer[3]);
        Assert.NotEqual(first.BoxedPointer[3], other.BoxedPointer[3]);
        Assert.Equal(101, new Bitstring(first).LengthBytes);
        Assert.Equal([1, 2], new Bitstring(second).AlignedBytes[100..].ToArray());
        Assert.Equal([1, 3], new Bitstring(other).AlignedBytes[100..].ToArray());
        Assert.True(BitSyntax.Append(heap.Pointer, Term.Nil, 8, 8, out _, ref failure).IsNone);
        Assert.Equal(Atoms.Type, failure.Info);
    }

    /// <summary>As long as there is room the source itself grows; then it is copied, and what others see of the old memory stays.</summary>
    [Theory]
    [InlineData(1, 180)]
    [InlineData(375, 0)]
    public void PrivateAppendGrowsInPlaceOrCopies(int roomBytes, int mostCopies)
    {
        using var heap = new TestHeap();
        var failure = default(BitFailure);
        Term binary = BitSyntax.InitWritable(heap.Pointer, Term.Small(roomBytes));
        int copies = 0;
        for (int i = 0; i < 1000; i++)
        {
            byte* before = new Bitstring(binary).Data;
            byte first = i == 0 ? (byte)0 : *before;
            Term next = BitSyntax.PrivateAppend(heap.Pointer, binary, 3, 1, out BitBuilder builder, ref failure);
            copies += next == binary ? 0 : 1;
            BitSyntax.PutNumber(ref builder, (ulong)i, 3, SegmentFlags.None);
            Assert.True(i < 3 || first == *before);
            binary = next;
        }
        Assert.InRange(copies, 0, mostCopies);
        var bits = new Bitstring(binary);
        Assert.Equal(3000, bits.SizeBits);
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal((ulong)i & 7, BitCopy.Read(bits.Data, bits.OffsetBits + (i * 3), 3));
        }
    }

    private static Term Append(TestHeap heap, Term source, byte value)
    {
        var failure = default(BitFailure);
        Term result = BitSyntax.Append(heap.Pointer, source, 8, 8, out BitBuilder builder, ref failure);
        BitSyntax.PutNumber(ref builder, value, 8, SegmentFlags.None);
        return result;
    }

    private static void PutModel(bool[] bits, int position, int size, BigInteger value, bool little)
    {
        for (int i = 0; i < size; i++)
        {
            // Bit i of the number, from the least significant.
            int place = size - 1 - i;
            if (little)
            {
                int whole = size / 8 * 8;
                place = i < whole ? (i / 8 * 8) + 7 - (i % 8) : size - 1 - (i - whole);
            }
            bits[position + place] = !((value >> i) & 1).IsZero;
        }
    }

    private static BigInteger Wrap(BigInteger value, int size, bool signed)
    {
        if (size == 0)
        {
            return 0;
        }
        BigInteger wrapped = value & ((BigInteger.One << size) - 1);
        return signed && !(wrapped >> (size - 1)).IsZero ? wrapped - (BigInteger.One << size) : wrapped;
    }

    private static BigInteger RandomInteger(Random random)
    {
        int kind = random.Next(0, 6);
        if (kind == 0)
        {
            return random.Next(-3, 4);
        }
        BigInteger power = BigInteger.One << random.Next(1, 210);
        if (kind == 1)
        {
            return (power - random.Next(-1, 2)) * random.Next(0, 2) * 2 - power;
        }
        byte[] bytes = new byte[random.Next(1, 27)];
        random.NextBytes(bytes);
        return new BigInteger(bytes);
    }

    private static Term ToTerm(TestHeap heap, BigInteger value)
    {
        if (value >= Term.MinSmall && value <= Term.MaxSmall)
        {
            return Term.Small((long)value);
        }
        byte[] magnitude = BigInteger.Abs(value).ToByteArray(isUnsigned: true);
        ulong[] limbs = new ulong[(magnitude.Length + 7) / 8];
        Buffer.BlockCopy(magnitude, 0, limbs, 0, magnitude.Length);
        return Bignum.Create(heap.Pointer, limbs, value.Sign < 0);
    }

    private static BigInteger FromTerm(Term term)
    {
        if (term.IsSmall)
        {
            return term.SmallValue;
        }
        var number = new Bignum(term);
        BigInteger value = 0;
        for (int i = number.Limbs.Length - 1; i >= 0; i--)
        {
            value = (value << 64) | number.Limbs[i];
        }
        Assert.NotEqual(0UL, number.Limbs[^1]);
        return number.IsNegative ? -value : value;
    }
}
