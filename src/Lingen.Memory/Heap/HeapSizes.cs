// The sizes that heaps take, in words: the same steps as BEAM's, since spawn_opt(min_heap_size) and process_info show
// them. Small heaps grow like Fibonacci numbers, large ones by a fifth.
namespace Lingen.Memory;

/// <summary>The table of heap sizes.</summary>
public static class HeapSizes
{
    /// <summary>BEAM's default of min_heap_size.</summary>
    public const int DefaultMinWords = 233;

    private const int FibonacciSteps = 23;

    /// <summary>More than any address space holds.</summary>
    private const long MaxWords = 1L << 50;
    private static readonly long[] Steps = MakeSteps();

    /// <summary>The smallest heap size that holds this many words.</summary>
    public static long AtLeast(long words)
    {
        int low = 0;
        int high = Steps.Length - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Steps[middle] >= words)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }
        return Steps[low];
    }

    private static long[] MakeSteps()
    {
        var steps = new List<long> { 12, 38 };
        while (steps.Count < FibonacciSteps)
        {
            steps.Add(steps[^1] + steps[^2] + 1);
        }
        while (steps[^1] < MaxWords)
        {
            steps.Add(steps[^1] + (steps[^1] / 5));
        }
        return steps.ToArray();
    }
}
