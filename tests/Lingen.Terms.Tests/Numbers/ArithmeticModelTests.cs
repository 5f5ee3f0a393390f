// Integer arithmetic against System.Numerics.BigInteger, with seeds, over sizes from one bit to thousands.
using System.Numerics;

namespace Lingen.Terms.Tests.Numbers;

public sealed unsafe class ArithmeticModelTests
{
    private static BigInteger RandomInteger(Random random)
    {
        int bits = random.Next(6) switch
        {
            0 => random.Next(1, 20),
            1 => random.Next(50, 70),
            2 => random.Next(120, 135),
            3 => random.Next(1, 600),
            4 => random.Next(600, 4000),
            _ => 64 * random.Next(1, 60),
        };
        BigInteger value = random.Next(4) switch
        {
            0 => BigInteger.One << bits,
            1 => (BigInteger.One << bits) - 1,
            _ => RandomBits(random, bits),
        };
        return random.Next(2) == 0 ? value : -value;
    }

    private static BigInteger RandomBits(Random random, int bits)
    {
        var bytes = new byte[(bits / 8) + 1];
        random.NextBytes(bytes);
        return new BigInteger(bytes, isUnsigned: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void FollowsBigInteger(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 400; round++)
        {
            using var heap = new TestHeap();
            BigInteger x = RandomInteger(random);
            BigInteger y = RandomInteger(random);
            Term a = Integers.Create(heap.Pointer, x);
            Term b = Integers.Create(heap.Pointer, y);
            Assert.Equal(x, Integers.ToBigInteger(a));
            Check(x + y, Arithmetic.Add(heap.Pointer, a, b, out _), x, y);
            Check(x - y, Arithmetic.Subtract(heap.Pointer, a, b, out _), x, y);
            Check(x * y, Arithmetic.Multiply(heap.Pointer, a, b, out _), x, y);
            Check(x & y, Arithmetic.BitAnd(heap.Pointer, a, b, out _), x, y);
            Check(x | y, Arithmetic.BitOr(heap.Pointer, a, b, out _), x, y);
            Check(x ^ y, Arithmetic.BitXor(heap.Pointer, a, b, out _), x, y);
            Check(-x, Arithmetic.Negate(heap.Pointer, a, out _), x, y);
            Check(-x - 1, Arithmetic.BitNot(heap.Pointer, a, out _), x, y);
            Check(BigInteger.Abs(x), Arithmetic.Absolute(heap.Pointer, a, out _), x, y);
            if (!y.IsZero)
            {
                Check(BigInteger.Divide(x, y), Arithmetic.IntegerDivide(heap.Pointer, a, b, out _), x, y);
                Check(BigInteger.Remainder(x, y), Arithmetic.Remainder(heap.Pointer, a, b, out _), x, y);
            }
            int shift = random.Next(0, 300);
            Check(x << shift, Arithmetic.ShiftLeft(heap.Pointer, a, Term.Small(shift), out _), x, shift);
            Check(x >> shift, Arithmetic.ShiftRight(heap.Pointer, a, Term.Small(shift), out _), x, shift);
            Check(x >> shift, Arithmetic.ShiftLeft(heap.Pointer, a, Term.Small(-shift), out _), x, shift);
            Assert.Equal(x.CompareTo(y), Math.Sign(TermComparer.Compare(a, b)));
        }
    }

    private static void Check(BigInteger expected, Term actual, BigInteger x, BigInteger y)
    {
        Assert.True(!actual.IsNone && Integers.ToBigInteger(actual) == expected, $"{x} {y}");
        bool small = expected >= Term.MinSmall && expected <= Term.MaxSmall;
        Assert.True(small == actual.IsSmall && (small || new Bignum(actual).Limbs[^1] != 0), "normal form");
    }

    [Fact]
    public void LimitsAreThoseOfBeam()
    {
        using var heap = new TestHeap();
        Term one = Term.Small(1);
        Term largest = Arithmetic.ShiftLeft(heap.Pointer, one, Term.Small(4_194_239), out Term reason);
        Assert.False(largest.IsNone);
        Assert.True(Arithmetic.ShiftLeft(heap.Pointer, one, Term.Small(4_194_240), out reason).IsNone);
        Assert.True(reason == Atoms.SystemLimit);
        Assert.True(Arithmetic.Add(heap.Pointer, largest, largest, out reason).IsNone);
        Assert.True(reason == Atoms.SystemLimit);
        Assert.True(Arithmetic.Multiply(heap.Pointer, largest, Term.Small(2), out reason).IsNone);
        Assert.True(reason == Atoms.SystemLimit);
        Assert.True(Arithmetic.ShiftLeft(heap.Pointer, one, largest, out reason).IsNone);
        Assert.True(reason == Atoms.SystemLimit);
        Assert.True(Arithmetic.ShiftLeft(heap.Pointer, Term.Small(0), largest, out _) == Term.Small(0));
        Assert.True(Arithmetic.ShiftRight(heap.Pointer, Term.Small(-5), largest, out _) == Term.Small(-1));
        Assert.True(Arithmetic.ShiftLeft(heap.Pointer, Atoms.Ok, largest, out reason).IsNone);
        Assert.True(reason == Atoms.Badarith);
        Assert.True(Arithmetic.Add(heap.Pointer, largest, Float.Create(heap.Pointer, 1), out reason).IsNone);
        Assert.True(reason == Atoms.Badarith);
        Assert.True(Arithmetic.Divide(heap.Pointer, one, Term.Small(0), out reason).IsNone);
        Assert.True(reason == Atoms.Badarith);
    }

    [Fact]
    public void LongTextsOfIntegers()
    {
        var random = new Random(9);
        using var heap = new TestHeap();
        foreach (int bits in (int[])[4000, 4096, 5000, 40_000, 200_000])
        {
            BigInteger value = RandomBits(random, bits);
            Term integer = Integers.Create(heap.Pointer, value);
            var buffer = new byte[IntegerText.MaxCharacters(integer, 10)];
            ReadOnlySpan<byte> text = buffer.AsSpan(IntegerText.Format(integer, 10, buffer));
            Assert.Equal(
                value.ToString(System.Globalization.CultureInfo.InvariantCulture),
                System.Text.Encoding.ASCII.GetString(text)
            );
            Term back = IntegerText.Parse(heap.Pointer, text, 10, out _);
            Assert.True(TermComparer.ExactEqual(integer, back));
        }
    }
}
