// Terms nested two hundred thousand deep: no walk over them may use the C# stack.
namespace Lingen.Terms.Tests.Order;

public sealed unsafe class DeepTermTests
{
    private const int Depth = 200_000;

    private static Term Nest(TestHeap heap, int kind, Term inner)
    {
        Term term = inner;
        for (int i = 0; i < Depth; i++)
        {
            term = kind switch
            {
                0 => Cons.Create(heap.Pointer, term, Term.Nil),
                1 => Tuple.Create(heap.Pointer, term, Atoms.Ok),
                2 => Tuple.Create(heap.Pointer, Atoms.Ok, term),
                _ => Maps.Put(heap.Pointer, Maps.Empty(heap.Pointer), Atoms.Ok, term),
            };
        }
        return term;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void DeepTermsAreComparedAndHashed(int kind)
    {
        using var heap = new TestHeap(4_000_000);
        Term a = Nest(heap, kind, Term.Small(1));
        Term same = Nest(heap, kind, Term.Small(1));
        Term equal = Nest(heap, kind, Float.Create(heap.Pointer, 1));
        Term larger = Nest(heap, kind, Term.Small(2));
        Assert.True(TermComparer.ExactEqual(a, same));
        Assert.False(TermComparer.ExactEqual(a, equal));
        Assert.True(TermComparer.Equal(a, equal));
        Assert.Equal(0, TermComparer.Compare(a, equal));
        Assert.True(TermComparer.Compare(a, larger) < 0);
        Assert.True(TermComparer.CompareExact(a, equal) < 0);
        Assert.Equal(TermHash.Internal(a), TermHash.Internal(same));
        Assert.Equal(TermHash.Portable(a), TermHash.Portable(same));
        Assert.Equal(TermHash.Old(a), TermHash.Old(same));
        Assert.True(TermPrinter.ToUtf8(a).Length > Depth);
    }
}
