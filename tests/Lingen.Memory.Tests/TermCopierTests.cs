// Copies between heaps: sizes, compaction of bitstrings, reference counts.
namespace Lingen.Memory.Tests;

[Collection("heap")]
public sealed unsafe class TermCopierTests
{
    [Fact]
    public void CopiesEqualTheirSourceAndTakeTheirSize()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            HeapWorld.LiveCells = 0;
            TermHeap target = default;
            using (var world = new HeapWorld(seed))
            {
                for (int i = 0; i < 20; i++)
                {
                    Term term = world.Build(5);
                    long size = TermCopier.SizeWords(term);
                    TermHeap single = default;
                    Term copy = TermCopier.Copy(term, &single);
                    Assert.Equal(TermText.Of(term), TermText.Of(copy));
                    Assert.Equal(size, single.Fragments == null ? 0 : single.Fragments->UsedWords);
                    Assert.Equal(size, TermCopier.SizeWords(copy));
                    single.Clear();
                    TermCopier.Copy(term, &target);
                }
            }
            target.Clear();
            Assert.True(HeapWorld.LiveCells == 0, $"seed {seed}");
        }
    }

    [Fact]
    public void ASmallPartOfALargeBinaryBecomesAHeapBinary()
    {
        TermHeap heap = default;
        Term large = Bitstring.FromBytes(&heap, new byte[1000]);
        Term part = Bitstring.CreateSub(&heap, large, 3, 10);
        Term copy = TermCopier.Copy(part, &heap);
        Assert.Equal(HeaderTag.HeapBinary, copy.Header.Tag);
        Assert.Equal(3, TermCopier.SizeWords(part));
        Term big = TermCopier.Copy(Bitstring.CreateSub(&heap, large, 8, 8 * 100), &heap);
        Assert.Equal(HeaderTag.RefcBinary, big.Header.Tag);
        Assert.Equal(2, ((BinaryCell*)large.BoxedPointer[2])->Cell.ReferenceCount);
        heap.Clear();
    }

    [Fact]
    public void LiteralsStayUnlessAskedFor()
    {
        TermHeap heap = default;
        Term literal = TermCopier.CopyToLiteral(Tuple.Create(&heap, Atoms.Ok, Atoms.Error), out LiteralArea area);
        Term list = Cons.Create(&heap, literal, Term.Nil);
        Assert.Equal(2, TermCopier.SizeWords(list));
        Assert.Equal(5, TermCopier.SizeWords(list, withLiterals: true));
        Assert.Equal(literal, TermCopier.Copy(list, &heap).Head);
        Assert.NotEqual(literal, TermCopier.Copy(list, &heap, withLiterals: true).Head);
        Assert.Equal(literal, TermCopier.Copy(literal, &heap));
        area.Free();
        heap.Clear();
    }
}
