// Hashes, orders, arithmetic, map orders and number texts compared with stock OTP 27.
using System.Globalization;
using System.Text;

namespace Lingen.Terms.Tests.Golden;

public sealed unsafe class GoldenTests
{
    [Fact]
    public void HashesAreThoseOfStock()
    {
        foreach (string[] fields in GoldenFile.Lines("hash"))
        {
            using var heap = new TestHeap();
            Term term = GoldenFile.Read(heap, fields[0]);
            Assert.True(TermHash.Portable(term) == uint.Parse(fields[1], CultureInfo.InvariantCulture), "phash2 of " + fields[0]);
            Assert.True(TermHash.Old(term) + 1L == long.Parse(fields[2], CultureInfo.InvariantCulture), "phash of " + fields[0]);
        }
    }

    [Fact]
    public void OrdersAreThoseOfStock()
    {
        foreach (string[] fields in GoldenFile.Lines("compare"))
        {
            using var heap = new TestHeap();
            Term a = GoldenFile.Read(heap, fields[0]);
            Term b = GoldenFile.Read(heap, fields[1]);
            string pair = fields[0] + " " + fields[1];
            Assert.True(
                Math.Sign(TermComparer.Compare(a, b)) == int.Parse(fields[2], CultureInfo.InvariantCulture),
                "order of " + pair
            );
            Assert.True(
                Math.Sign(TermComparer.Compare(b, a)) == -int.Parse(fields[2], CultureInfo.InvariantCulture),
                "order back of " + pair
            );
            if (!pair.Contains("74", StringComparison.Ordinal))
            {
                Assert.True(
                    Math.Sign(TermComparer.CompareExact(a, b)) == int.Parse(fields[3], CultureInfo.InvariantCulture),
                    "exact order of " + pair
                );
            }
            Assert.True(TermComparer.Equal(a, b) == bool.Parse(fields[4]), "== of " + pair);
            Assert.True(TermComparer.ExactEqual(a, b) == bool.Parse(fields[5]), "=:= of " + pair);
            if (bool.Parse(fields[5]))
            {
                Assert.Equal(TermHash.Internal(a), TermHash.Internal(b));
            }
        }
    }

    private delegate Term Operation2(TermHeap* heap, Term a, Term b, out Term reason);

    private delegate Term Operation1(TermHeap* heap, Term a, out Term reason);

    private static readonly Dictionary<string, Operation2> Operations2 = new()
    {
        ["'+'"] = Arithmetic.Add,
        ["'-'"] = Arithmetic.Subtract,
        ["'*'"] = Arithmetic.Multiply,
        ["'/'"] = Arithmetic.Divide,
        ["'div'"] = Arithmetic.IntegerDivide,
        ["'rem'"] = Arithmetic.Remainder,
        ["'band'"] = Arithmetic.BitAnd,
        ["'bor'"] = Arithmetic.BitOr,
        ["'bxor'"] = Arithmetic.BitXor,
        ["'bsl'"] = Arithmetic.ShiftLeft,
        ["'bsr'"] = Arithmetic.ShiftRight,
    };

    private static readonly Dictionary<string, Operation1> Operations1 = new()
    {
        ["'+'"] = Arithmetic.Plus,
        ["'-'"] = Arithmetic.Negate,
        ["'bnot'"] = Arithmetic.BitNot,
        ["abs"] = Arithmetic.Absolute,
        ["round"] = Arithmetic.Round,
        ["trunc"] = Arithmetic.Trunc,
        ["floor"] = Arithmetic.Floor,
        ["ceil"] = Arithmetic.Ceil,
        ["float"] = Arithmetic.ToFloat,
    };

    [Fact]
    public void ArithmeticIsThatOfStock()
    {
        foreach (string[] fields in GoldenFile.Lines("arith2"))
        {
            using var heap = new TestHeap();
            Term a = GoldenFile.Read(heap, fields[1]);
            Term b = GoldenFile.Read(heap, fields[2]);
            Term result = Operations2[fields[0]](heap.Pointer, a, b, out Term reason);
            CheckResult(heap, result, reason, fields[3], string.Join(' ', fields));
        }
        foreach (string[] fields in GoldenFile.Lines("arith1"))
        {
            using var heap = new TestHeap();
            Term a = GoldenFile.Read(heap, fields[1]);
            Term result = Operations1[fields[0]](heap.Pointer, a, out Term reason);
            CheckResult(heap, result, reason, fields[2], string.Join(' ', fields));
        }
    }

    private static void CheckResult(TestHeap heap, Term result, Term reason, string expected, string line)
    {
        if (expected.StartsWith("83", StringComparison.Ordinal))
        {
            Assert.True(!result.IsNone, line);
            Assert.True(TermComparer.ExactEqual(result, GoldenFile.Read(heap, expected)), $"{line}: {result}");
        }
        else
        {
            Assert.True(result.IsNone, line);
            Assert.Equal(expected, AtomTable.Name(reason));
        }
    }

    [Fact]
    public void MapsIterateAsOnStock()
    {
        foreach (string[] fields in GoldenFile.Lines("maporder"))
        {
            using var heap = new TestHeap();
            string line = fields[0] + " " + fields[1];
            Term keys = GoldenFile.Read(heap, fields[2]);
            var pairs = new List<Term>();
            for (Term list = keys; list.IsCons; list = list.Tail)
            {
                pairs.Add(list.Head);
                pairs.Add(Term.Small(1));
            }
            Term map;
            Term[] items = pairs.ToArray();
            fixed (Term* start = items)
            {
                map = Maps.FromKeysValues(heap.Pointer, start, items.Length / 2);
            }
            Assert.Equal(items.Length / 2, Maps.Count(map));
            Assert.True(
                TermComparer.ExactEqual(Maps.Keys(heap.Pointer, map), GoldenFile.Read(heap, fields[3])),
                "keys of " + line
            );
            var iterator = new MapIterator(map);
            for (Term next = GoldenFile.Read(heap, fields[4]); next.IsCons; next = next.Tail)
            {
                Assert.True(iterator.MoveNext());
                Assert.True(TermComparer.ExactEqual(iterator.Key, next.Head), "iteration of " + line);
            }
            Assert.False(iterator.MoveNext());
        }
    }

    [Fact]
    public void FloatsAsText()
    {
        Span<byte> buffer = stackalloc byte[FloatText.BufferSize];
        foreach (string[] fields in GoldenFile.Lines("float"))
        {
            double value = BitConverter.UInt64BitsToDouble(ulong.Parse(fields[0], CultureInfo.InvariantCulture));
            Assert.Equal(fields[1], Text(buffer, FloatText.FormatScientific(value, 20, buffer)));
            Assert.Equal(fields[2], Text(buffer, FloatText.FormatShort(value, buffer)));
            Assert.Equal(fields[3], Text(buffer, FloatText.FormatFixed(value, 0, false, buffer)));
            Assert.Equal(fields[4], Text(buffer, FloatText.FormatFixed(value, 2, false, buffer)));
            Assert.Equal(fields[5], Text(buffer, FloatText.FormatFixed(value, 4, true, buffer)));
            Assert.Equal(fields[6], Text(buffer, FloatText.FormatFixed(value, 15, false, buffer)));
            Assert.Equal(fields[7], Text(buffer, FloatText.FormatFixed(value, 25, false, buffer)));
            Assert.Equal(fields[8], Text(buffer, FloatText.FormatFixed(value, 0, true, buffer)));
            Assert.Equal(fields[9], Text(buffer, FloatText.FormatScientific(value, 0, buffer)));
            Assert.Equal(fields[10], Text(buffer, FloatText.FormatScientific(value, 3, buffer)));
            Assert.Equal(fields[11], Text(buffer, FloatText.FormatScientific(value, 15, buffer)));
            Assert.Equal(fields[12], Text(buffer, FloatText.FormatScientific(value, 40, buffer)));
            if (fields[2].Contains('.', StringComparison.Ordinal))
            {
                Assert.True(FloatText.TryParse(Encoding.ASCII.GetBytes(fields[2]), out double back));
                Assert.Equal(BitConverter.DoubleToUInt64Bits(value), BitConverter.DoubleToUInt64Bits(back));
            }
        }
    }

    private static string Text(ReadOnlySpan<byte> buffer, int length) =>
        length < 0 ? "badarg" : Encoding.ASCII.GetString(buffer[..length]);

    [Fact]
    public void IntegersAsText()
    {
        foreach (string[] fields in GoldenFile.Lines("integer"))
        {
            using var heap = new TestHeap();
            Term integer = GoldenFile.Read(heap, fields[0]);
            int radix = int.Parse(fields[1], CultureInfo.InvariantCulture);
            var buffer = new byte[IntegerText.MaxCharacters(integer, radix)];
            int start = IntegerText.Format(integer, radix, buffer);
            Assert.Equal(fields[2], Encoding.ASCII.GetString(buffer.AsSpan(start)));
            Term back = IntegerText.Parse(heap.Pointer, Encoding.ASCII.GetBytes(fields[2]), radix, out bool isTooLarge);
            Assert.False(isTooLarge);
            Assert.True(TermComparer.ExactEqual(integer, back), fields[2]);
        }
    }

    [Fact]
    public void TermsAsText()
    {
        foreach (string[] fields in GoldenFile.Lines("text"))
        {
            using var heap = new TestHeap();
            Term term = GoldenFile.Read(heap, fields[0]);
            long limit = fields[1] == "undefined" ? int.MaxValue : long.Parse(fields[1], CultureInfo.InvariantCulture);
            var expected = new List<byte>();
            for (Term list = GoldenFile.Read(heap, fields[2]); list.IsCons; list = list.Tail)
            {
                expected.Add((byte)list.Head.SmallValue);
            }
            Assert.Equal(
                Encoding.Latin1.GetString(expected.ToArray()),
                Encoding.Latin1.GetString(TermPrinter.ToUtf8(term, limit))
            );
        }
    }
}
