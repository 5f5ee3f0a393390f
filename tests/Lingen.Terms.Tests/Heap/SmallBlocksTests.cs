// The allocator of small blocks: sizes, addresses, threads that free what others took, and what goes back to the system.

namespace Lingen.Terms.Tests;

public sealed unsafe class SmallBlocksTests
{
    public SmallBlocksTests() => SmallBlocks.Reserve();

    [Fact]
    public void A_class_is_the_smallest_that_holds_the_bytes()
    {
        for (int bytes = 1; bytes <= BlockSizes.MaxBytes; bytes++)
        {
            int sizeClass = BlockSizes.ClassOf((nuint)bytes);
            int block = BlockSizes.BytesOf(sizeClass);
            Assert.InRange(block, bytes, Math.Max(bytes + 15, bytes + (bytes / 8)));
            Assert.True(sizeClass == 0 || BlockSizes.BytesOf(sizeClass - 1) < bytes);
            Assert.Equal(0, block % 16);
        }
        Assert.Equal(BlockSizes.Count - 1, BlockSizes.ClassOf(BlockSizes.MaxBytes));
    }

    [Fact]
    public void Blocks_do_not_overlap_and_keep_what_is_written()
    {
        var random = new Random(5);
        var held = new List<(nint Block, int Bytes, byte Fill)>();
        for (int step = 0; step < 60_000; step++)
        {
            if (held.Count > 0 && random.Next(100) < 48)
            {
                int index = random.Next(held.Count);
                CheckAndFree(held[index]);
                held[index] = held[^1];
                held.RemoveAt(held.Count - 1);
                continue;
            }
            int bytes = random.Next(10) == 0 ? random.Next(1, BlockSizes.MaxBytes + 5000) : random.Next(1, 700);
            var fill = (byte)random.Next(256);
            void* block = NativeMemory.Alloc((nuint)bytes);
            Assert.Equal(0UL, (ulong)block % 16);
            Assert.Equal(bytes <= BlockSizes.MaxBytes, SmallBlocks.Contains(block));
            new Span<byte>(block, bytes).Fill(fill);
            held.Add(((nint)block, bytes, fill));
        }
        held.ForEach(CheckAndFree);
    }

    private static void CheckAndFree((nint Block, int Bytes, byte Fill) entry)
    {
        Assert.Equal(-1, new Span<byte>((void*)entry.Block, entry.Bytes).IndexOfAnyExcept(entry.Fill));
        NativeMemory.Free((void*)entry.Block);
    }

    [Fact]
    public void A_block_of_another_size_keeps_its_bytes()
    {
        void* block = NativeMemory.Realloc(null, 10);
        int[] sizes = [100, 20_000, 70_000, 300_000, 66_000, 40_000, 1, 16, 17];
        int before = 10;
        new Span<byte>(block, before).Fill(7);
        foreach (int bytes in sizes)
        {
            block = NativeMemory.Realloc(block, (nuint)bytes);
            Assert.Equal(-1, new Span<byte>(block, Math.Min(before, bytes)).IndexOfAnyExcept((byte)7));
            new Span<byte>(block, bytes).Fill(7);
            before = bytes;
        }
        NativeMemory.Free(block);
    }

    [Fact]
    public void Zeroed_means_zeroed_also_for_a_block_that_was_used()
    {
        for (int i = 0; i < 3; i++)
        {
            void* block = NativeMemory.AllocZeroed(500);
            Assert.Equal(-1, new Span<byte>(block, 500).IndexOfAnyExcept((byte)0));
            new Span<byte>(block, 500).Fill(255);
            NativeMemory.Free(block);
        }
    }

    [Fact]
    public void Threads_with_and_without_a_cache_free_what_others_took()
    {
        const int Threads = 4;
        const int Rounds = 20_000;
        var exchange = new System.Collections.Concurrent.ConcurrentQueue<nint>();
        int wrong = 0;
        Thread[] threads = Enumerable.Range(0, Threads).Select(number => new Thread(() => Work(number))).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        while (exchange.TryDequeue(out nint rest))
        {
            NativeMemory.Free((void*)rest);
        }
        Assert.Equal(0, wrong);

        void Work(int number)
        {
            if (number % 2 == 0)
            {
                SmallBlocks.EnterThread();
            }
            var random = new Random(number);
            for (int i = 0; i < Rounds; i++)
            {
                int words = random.Next(2, 300);
                var block = (long*)NativeMemory.Alloc((nuint)(words * sizeof(long)));
                block[0] = words;
                block[words - 1] = words;
                exchange.Enqueue((nint)block);
                if (exchange.TryDequeue(out nint other))
                {
                    var taken = (long*)other;
                    if (taken[taken[0] - 1] != taken[0])
                    {
                        Interlocked.Increment(ref wrong);
                    }
                    NativeMemory.Free(taken);
                }
            }
            SmallBlocks.LeaveThread();
        }
    }

    [Fact]
    public void What_was_free_for_a_whole_period_goes_back()
    {
        const int Blocks = 4_000;
        const int Bytes = 12_000;
        var blocks = new nint[Blocks];
        for (int i = 0; i < Blocks; i++)
        {
            blocks[i] = (nint)NativeMemory.Alloc(Bytes);
        }
        long full = SmallBlocks.HeldBytes;
        foreach (nint block in blocks)
        {
            NativeMemory.Free((void*)block);
        }
        Assert.True(SmallBlocks.HeldBytes > full - (8 << 20), "nothing goes back before its time");
        SmallBlocks.ReturnUnused();
        SmallBlocks.ReturnUnused();
        Assert.True(SmallBlocks.HeldBytes < full - (Blocks * Bytes / 2), $"{SmallBlocks.HeldBytes} of {full}");
        // And the pages come back when they are needed again.
        void* again = NativeMemory.Alloc(Bytes);
        new Span<byte>(again, Bytes).Fill(1);
        NativeMemory.Free(again);
    }
}
