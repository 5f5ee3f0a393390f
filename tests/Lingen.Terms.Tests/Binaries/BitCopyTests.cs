// Bit runs against a model that keeps one bool a bit. Buffers are exactly as long as their bits, between guard bytes.
namespace Lingen.Terms.Tests;

public sealed unsafe class BitCopyTests
{
    private const int Rounds = 4000;

    [Fact]
    public void ReadMatchesModel()
    {
        var random = new Random(1);
        for (int round = 0; round < Rounds; round++)
        {
            int size = random.Next(1, 65);
            int position = random.Next(0, 40);
            byte[] bytes = RandomBytes(random, position + size);
            bool[] model = ToBits(bytes);
            ulong expected = 0;
            for (int i = 0; i < size; i++)
            {
                expected = (expected << 1) | (model[position + i] ? 1UL : 0);
            }
            fixed (byte* data = bytes)
            {
                Assert.Equal(expected, BitCopy.Read(data, position, size));
            }
        }
    }

    [Fact]
    public void WriteMatchesModel()
    {
        var random = new Random(2);
        for (int round = 0; round < Rounds; round++)
        {
            int size = random.Next(1, 65);
            int position = random.Next(0, 40);
            byte[] bytes = RandomBytes(random, position + size);
            bool[] model = ToBits(bytes);
            ulong value = (ulong)random.NextInt64();
            for (int i = 0; i < size; i++)
            {
                model[position + i] = (value >> (size - 1 - i) & 1) != 0;
            }
            fixed (byte* data = bytes)
            {
                BitCopy.Write(data, position, size, value);
            }
            Assert.Equal(model, ToBits(bytes));
        }
    }

    [Fact]
    public void CopyMatchesModel()
    {
        var random = new Random(3);
        for (int round = 0; round < Rounds; round++)
        {
            int size = random.Next(0, 400);
            int from = random.Next(0, 24);
            int to = random.Next(0, 24);
            byte[] source = RandomBytes(random, from + size);
            byte[] target = RandomBytes(random, to + size);
            bool[] model = ToBits(target);
            Array.Copy(ToBits(source), from, model, to, size);
            fixed (
                byte* sourceData = source,
                    targetData = target
            )
            {
                BitCopy.Copy(sourceData, from, targetData, to, size);
            }
            Assert.Equal(model, ToBits(target));
        }
    }

    [Fact]
    public void CompareMatchesModel()
    {
        var random = new Random(4);
        for (int round = 0; round < Rounds; round++)
        {
            int leftSize = random.Next(0, 200);
            int rightSize = random.Next(0, 3) == 0 ? leftSize : random.Next(0, 200);
            int leftPosition = random.Next(0, 17);
            int rightPosition = random.Next(0, 17);
            byte[] left = RandomBytes(random, leftPosition + leftSize);
            byte[] right = RandomBytes(random, rightPosition + rightSize);
            int common = Math.Min(leftSize, rightSize);
            fixed (
                byte* leftData = left,
                    rightData = right
            )
            {
                // Equal beginnings are what makes comparing hard.
                BitCopy.Copy(leftData, leftPosition, rightData, rightPosition, random.Next(0, common + 1));
                int expected = CompareModel(
                    ToBits(left).AsSpan(leftPosition, leftSize),
                    ToBits(right).AsSpan(rightPosition, rightSize)
                );
                int actual = BitCopy.Compare(leftData, leftPosition, leftSize, rightData, rightPosition, rightSize);
                Assert.Equal(expected, Math.Sign(actual));
                if (leftSize == rightSize)
                {
                    Assert.Equal(expected == 0, BitCopy.AreEqual(leftData, leftPosition, rightData, rightPosition, leftSize));
                }
            }
        }
    }

    private static int CompareModel(ReadOnlySpan<bool> left, ReadOnlySpan<bool> right)
    {
        for (int i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            if (left[i] != right[i])
            {
                return left[i] ? 1 : -1;
            }
        }
        return Math.Sign(left.Length - right.Length);
    }

    private static byte[] RandomBytes(Random random, int bits)
    {
        byte[] bytes = new byte[Math.Max(1, (bits + 7) / 8)];
        random.NextBytes(bytes);
        return bytes;
    }

    internal static bool[] ToBits(ReadOnlySpan<byte> bytes)
    {
        bool[] bits = new bool[bytes.Length * 8];
        for (int i = 0; i < bits.Length; i++)
        {
            bits[i] = (bytes[i / 8] >> (7 - (i % 8)) & 1) != 0;
        }
        return bits;
    }
}
