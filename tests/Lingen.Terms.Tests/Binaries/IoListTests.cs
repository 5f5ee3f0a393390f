// Io lists and character data: order, depth, and what is left when they do not convert.
namespace Lingen.Terms.Tests;

public sealed unsafe class IoListTests
{
    private static Term Number(int value) => Term.Small(value);

    private static Term Bytes(TestHeap heap, string text) =>
        Bitstring.FromBytes(heap.Pointer, System.Text.Encoding.Latin1.GetBytes(text));

    [Fact]
    public void NestedListFlattensInOrder()
    {
        using var heap = new TestHeap();
        TermHeap* h = heap.Pointer;
        Term inner = Cons.FromSpan(h, [Number('b'), Bytes(heap, "cd"), Term.Nil]);
        Term list = Cons.FromSpan(h, [Number('a'), inner, Number('e')], Bytes(heap, "f"));
        Assert.Equal("abcdef"u8.ToArray(), IoList.ToArray(list));
        Assert.True(new Bitstring(IoList.ToBinary(h, list)).AlignedBytes.SequenceEqual("abcdef"u8));
    }

    [Fact]
    public void WrongLeavesAreRefused()
    {
        using var heap = new TestHeap();
        TermHeap* h = heap.Pointer;
        Assert.False(IoList.TryMeasure(Cons.FromSpan(h, [Number(256)]), out _));
        Assert.False(IoList.TryMeasure(Cons.FromSpan(h, [Number(-1)]), out _));
        Assert.False(IoList.TryMeasure(Cons.FromSpan(h, [Number(1)], Number(2)), out _));
        Assert.False(IoList.TryMeasure(Atoms.Ok, out _));
        Term bits = Bitstring.Create(h, 3, out _);
        Assert.False(IoList.TryMeasure(Cons.FromSpan(h, [bits]), out _));
        Assert.True(IoList.TryMeasureBits(Cons.FromSpan(h, [bits, Number(1)]), out long size));
        Assert.Equal(11, size);
    }

    [Fact]
    public void DepthCostsNoStack()
    {
        using var heap = new TestHeap();
        Term list = Term.Nil;
        for (int i = 0; i < 1_000_000; i++)
        {
            list = Cons.Create(heap.Pointer, list, Cons.Create(heap.Pointer, Number(i & 0xFF), Term.Nil));
        }
        Assert.True(IoList.TryMeasure(list, out long length));
        Assert.Equal(1_000_000, length);
    }

    [Fact]
    public void VectorUsesLargeBinariesInPlace()
    {
        using var heap = new TestHeap();
        TermHeap* h = heap.Pointer;
        Term large = Bitstring.FromBytes(h, new byte[1000]);
        Term list = Cons.FromSpan(h, [Number(1), Bytes(heap, "ab"), large, Number(2)]);
        Assert.True(IoVector.TryCreate(list, out IoVector vector));
        Assert.Equal(3, vector.Count);
        Assert.Equal(1004, vector.LengthBytes);
        Assert.True(vector.Pieces[1].Start == new Bitstring(large).Data);
        Assert.Equal(3UL, (ulong)vector.Pieces[0].LengthBytes);
        vector.Dispose();
        Term binaries = IoList.ToBinaryList(h, list);
        Assert.Equal(3, Cons.Length(binaries));
        Assert.Equal(large, binaries.Tail.Head);
    }

    [Fact]
    public void CharacterDataReportsTheRest()
    {
        using var heap = new TestHeap();
        TermHeap* h = heap.Pointer;
        Term tail = Cons.FromSpan(h, [Number(0xD800), Number('x')]);
        Term list = Cons.Create(h, Number('a'), Cons.Create(h, tail, Cons.FromSpan(h, [Number('y')])));
        using CharacterData failed = CharacterData.Convert(h, list, false);
        Assert.Equal(ConversionStatus.Error, failed.Status);
        Assert.Equal(1, failed.LengthBytes);
        Assert.Equal(tail, failed.Rest.Head);

        Term cut = Cons.FromSpan(h, [Bytes(heap, "a\u00E2\u0082")]);
        using CharacterData incomplete = CharacterData.Convert(h, cut, false);
        Assert.Equal(ConversionStatus.Incomplete, incomplete.Status);
        Assert.Equal(2, new Bitstring(incomplete.Rest).LengthBytes);

        Term joined = Cons.FromSpan(h, [Bytes(heap, "a\u00E2\u0082"), Bytes(heap, "\u00AC!")]);
        using CharacterData done = CharacterData.Convert(h, joined, false);
        Assert.Equal(ConversionStatus.Done, done.Status);
        Assert.Equal("a\u20AC!", System.Text.Encoding.UTF8.GetString(done.Text, (int)done.LengthBytes));
    }
}
