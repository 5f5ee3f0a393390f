// Collections of random and of hand-made heaps. A failure prints its seed.
namespace Lingen.Memory.Tests;

[Collection("heap")]
public sealed unsafe class GarbageCollectorTests
{
    [Fact]
    public void RandomHeapsSurviveCollections()
    {
        DebugOptions.FillOldSpace = DebugOptions.Verify = true;
        for (int seed = 0; seed < 60; seed++)
        {
            HeapWorld.LiveCells = 0;
            using (var world = new HeapWorld(seed))
            {
                var decide = new Random(seed * 31);
                for (int step = 0; step < 300; step++)
                {
                    world.Step();
                    if (decide.Next(8) == 0)
                    {
                        string before = world.Snapshot();
                        int need = decide.Next(300);
                        Assert.Equal(CollectionResult.Done, world.Collect(need, full: decide.Next(6) == 0));
                        Assert.True(before == world.Snapshot(), $"seed {seed}, step {step}");
                        Assert.True(world.Heap->StackPointer - world.Heap->Heap.Top >= need + ProcessHeap.StackReserveWords);
                    }
                }
            }
            Assert.True(HeapWorld.LiveCells == 0, $"seed {seed} leaves {HeapWorld.LiveCells} cells");
        }
    }

    [Fact]
    public void SharingIsPreserved()
    {
        using var world = new HeapWorld(1);
        Term shared = Tuple.Create(world.TermHeap, Atoms.Ok, Term.Small(1));
        world.Roots[0] = Tuple.Create(world.TermHeap, shared, shared);
        world.Collect();
        world.Collect();
        world.Collect(full: true);
        var pair = new Tuple(world.Roots[0]);
        Assert.Equal(pair[0], pair[1]);
        Assert.Equal(6, world.Heap->Heap.Top - world.Heap->Start);
    }

    [Fact]
    public void SurvivorsAreKeptOnceAndPromotedTheNextTime()
    {
        using var world = new HeapWorld(1);
        world.Roots[0] = Cons.Create(world.TermHeap, Atoms.Ok, Term.Nil);
        world.Collect();
        Assert.True(world.Heap->OldStart == null);
        world.Collect();
        Assert.Equal(2, world.Heap->OldTop - world.Heap->OldStart);
        Assert.Equal(0, world.Heap->Heap.Top - world.Heap->Start);
        ulong before = world.Roots[0].Bits;
        world.Collect();
        Assert.Equal(before, world.Roots[0].Bits);
    }

    [Fact]
    public void AListOfAMillionNestedCellsIsCollectedAndCopied()
    {
        using var world = new HeapWorld(1);
        Term nested = Term.Nil;
        for (int i = 0; i < 1_000_000; i++)
        {
            nested = Cons.Create(world.TermHeap, nested, Term.Nil);
        }
        world.Roots[0] = nested;
        world.Collect();
        Assert.Equal(2_000_000, world.Heap->Heap.Top - world.Heap->Start);
        Assert.Equal(2_000_000, TermCopier.SizeWords(world.Roots[0]));
        Message* message = TermCopier.CreateMessage(world.Roots[0]);
        Message.Release(message);
    }

    [Fact]
    public void ALargeHeapShrinksWhenItsTermsDie()
    {
        using var world = new HeapWorld(1);
        for (int i = 0; i < 100_000; i++)
        {
            world.Roots[0] = Cons.Create(world.TermHeap, Atoms.Ok, world.Roots[0].IsNone ? Term.Nil : world.Roots[0]);
        }
        world.Collect();
        Assert.True(world.Heap->BlockSizeWords > 200_000);
        world.Roots[0] = Term.Nil;
        world.Collect(full: true);
        Assert.True(world.Heap->BlockSizeWords < 2048);
    }

    [Fact]
    public void AnImpossibleNeedChangesNothing()
    {
        using var world = new HeapWorld(1);
        world.Roots[0] = Tuple.Create(world.TermHeap, Atoms.Ok, Term.Small(1));
        world.Heap->MinHeapSizeWords = 12;
        string before = world.Snapshot();
        ulong bits = world.Roots[0].Bits;
        // 2^31 words are 16 GiB of addresses, which most systems give; the collector must cope either way.
        if (world.Collect(int.MaxValue) == CollectionResult.OutOfMemory)
        {
            Assert.Equal(bits, world.Roots[0].Bits);
        }
        Assert.Equal(before, world.Snapshot());
    }

    [Fact]
    public void PurgedLiteralsMoveIntoTheHeap()
    {
        HeapWorld.LiveCells = 0;
        using (var world = new HeapWorld(1))
        {
            Term binary = Bitstring.CreateBinary(world.TermHeap, 100, out byte* data);
            new Span<byte>(data, 100).Fill(7);
            HeapWorld.CountCell((BinaryCell*)binary.BoxedPointer[2]);
            Term inner = Tuple.Create(world.TermHeap, Atoms.Ok, binary, Float.Create(world.TermHeap, 1.5));
            Term literal = TermCopier.CopyToLiteral(Cons.Create(world.TermHeap, inner, inner), out LiteralArea area);
            Assert.True(LiteralRegion.Contains(literal));
            world.Roots[0] = Tuple.Create(world.TermHeap, literal, literal);
            string before = world.Snapshot();
            Assert.True(GarbageCollector.UsesLiterals(world.Heap, area.Start, area.SizeWords, world.Ranges, world.FirstMessage));
            GarbageCollector.CollectLiterals(world.Heap, area.Start, area.SizeWords, world.Ranges);
            Assert.False(GarbageCollector.UsesLiterals(world.Heap, area.Start, area.SizeWords, world.Ranges, world.FirstMessage));
            area.Free();
            Assert.Equal(before, world.Snapshot());
            HeapVerifier.Verify(world.Heap, world.Ranges, "after the purge");
        }
        Assert.Equal(0, HeapWorld.LiveCells);
    }

    [Fact]
    public void OnlyMessagesThatWereLookedAtAreRoots()
    {
        using var world = new HeapWorld(1);
        Message* first = TermCopier.CreateMessage(Tuple.Create(world.TermHeap, Atoms.Ok, Term.Small(1)));
        Message* second = TermCopier.CreateMessage(Tuple.Create(world.TermHeap, Atoms.Ok, Term.Small(2)));
        Message* third = TermCopier.CreateMessage(Tuple.Create(world.TermHeap, Atoms.Ok, Term.Small(3)));
        Message.JoinHeap(first, world.Heap);
        Message.JoinHeap(third, world.Heap);
        world.Collect();
        Assert.Equal(0, second->HeapState);
        Assert.True(world.Heap->FirstJoined == third && third->NextJoined == first && first->NextJoined == null);
        Message.JoinHeap(second, world.Heap);
        Message.Release(third);
        Assert.True(world.Heap->FirstJoined == second && second->NextJoined == first);
        Message.Release(first);
        world.Collect();
        Assert.Equal(3, world.Heap->Heap.Top - world.Heap->Start);
        Message.Release(second);
        Assert.True(world.Heap->FirstJoined == null);
    }

    [Fact]
    public void GarbageDoesNotMakeTheBlockGrow()
    {
        using var world = new HeapWorld(1);
        for (int i = 0; i < 1000; i++)
        {
            // Half of it in fragments, as the results of arithmetic.
            for (int j = 0; j < 1000; j++)
            {
                world.Roots[0] = Float.Create(world.TermHeap, j);
            }
            world.Collect(need: 10);
        }
        Assert.InRange(world.Heap->BlockSizeWords, 12, 987);
        Assert.InRange(world.Heap->OldSizeWords, 0, 3000);
    }

    [Fact]
    public void HibernationLeavesNoRoom()
    {
        using var world = new HeapWorld(1, minWords: 500);
        world.Roots[0] = Tuple.Create(world.TermHeap, Atoms.Ok, Term.Small(1));
        GarbageCollector.Hibernate(world.Heap, world.Ranges);
        Assert.Equal(3 + ProcessHeap.StackReserveWords, world.Heap->BlockSizeWords);
    }
}

[CollectionDefinition("heap", DisableParallelization = true)]
public sealed class HeapCollection;
