// Arrays of 64-bit numbers that processes share, behind modules atomics and counters.
using System.Runtime.InteropServices;

namespace Lingen.Runtime;

/// <summary>
/// Native numbers behind a magic reference. With several stripes (counters with write_concurrency) each scheduler adds to
/// its own and a read is the sum; stripes stand on cache lines of their own.
/// </summary>
internal sealed unsafe class AtomicsArray : MagicResource
{
    private const int LineWords = 8;
    private readonly long* words;
    private readonly long stride;

    private AtomicsArray(long size, bool isSigned, int stripes, long* words)
    {
        Size = size;
        IsSigned = isSigned;
        Stripes = stripes;
        this.words = words;
        stride = StrideOf(size, stripes);
    }

    public long Size { get; }
    public bool IsSigned { get; }
    public int Stripes { get; }

    public long MemoryBytes => (stride * Stripes * sizeof(long)) + 64;

    /// <summary>An array of zeros, or null if there is no memory for it.</summary>
    public static AtomicsArray? TryCreate(long size, bool isSigned, int stripes)
    {
        long total = StrideOf(size, stripes) * stripes;
        if (size > (1L << 40))
        {
            return null;
        }
        try
        {
            var words = (long*)NativeMemory.AlignedAlloc((nuint)total * sizeof(long), LineWords * sizeof(long));
            NativeMemory.Clear(words, (nuint)total * sizeof(long));
            return new AtomicsArray(size, isSigned, stripes, words);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    private static long StrideOf(long size, int stripes) => stripes == 1 ? size : (size + LineWords - 1) / LineWords * LineWords;

    /// <summary>The number at a zero-based index, for atomic operations.</summary>
    public ref long At(long index, int stripe = 0) => ref words[(stripe % Stripes * stride) + index];

    public long Sum(long index)
    {
        long sum = 0;
        for (int stripe = 0; stripe < Stripes; stripe++)
        {
            sum += Volatile.Read(ref At(index, stripe));
        }
        return sum;
    }

    public override void Released() => NativeMemory.AlignedFree(words);
}
