// The sizes of small blocks: steps of 16 bytes up to 1 KB, then eight steps to each doubling. A block is at most an eighth larger
// than what was asked for.
//
//   0: 16   1: 32   ...   63: 1,024   64: 1,152   65: 1,280   ...   112: 65,536
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

/// <summary>Size classes of <see cref="SmallBlocks"/>.</summary>
public static class BlockSizes
{
    private const int FineStepBytes = 16;
    private const int FineLimitBytes = 1024;
    private const int FineClasses = FineLimitBytes / FineStepBytes;
    private const int StepsLog2 = 3;

    /// <summary>The largest small block.</summary>
    public const int MaxBytes = 64 << 10;

    /// <summary>How many classes there are.</summary>
    public const int Count = FineClasses + (6 << StepsLog2);

    /// <summary>The class of the smallest blocks that hold this many bytes, from 1 to <see cref="MaxBytes"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ClassOf(nuint bytes)
    {
        if (bytes <= FineLimitBytes)
        {
            return (int)((bytes - 1) / FineStepBytes);
        }
        // 1,025 ... 2,048 is octave 10; the three bits behind the leading one are the step.
        ulong last = bytes - 1;
        int octave = BitOperations.Log2(last);
        int step = (int)(last >> (octave - StepsLog2)) & ((1 << StepsLog2) - 1);
        return FineClasses + ((octave - 10) << StepsLog2) + step;
    }

    /// <summary>Bytes of the blocks of a class.</summary>
    public static int BytesOf(int sizeClass)
    {
        if (sizeClass < FineClasses)
        {
            return (sizeClass + 1) * FineStepBytes;
        }
        int coarse = sizeClass - FineClasses;
        int octave = 10 + (coarse >> StepsLog2);
        int step = coarse & ((1 << StepsLog2) - 1);
        return (1 << octave) + ((step + 1) << (octave - StepsLog2));
    }
}
