// Switches that turn memory mistakes into early, repeatable failures. Off in normal runs; read once per collection.
namespace Lingen.Memory;

/// <summary>How much of a heap the verifier walks.</summary>
internal enum VerifiedPart
{
    None,

    /// <summary>Everything but the old generation.</summary>
    Young,
    All,
}

/// <summary>Debug switches of the collector. Set before the first process starts.</summary>
public static class DebugOptions
{
    private const int AlwaysVerifiedWords = 1000;
    private const int YoungVerifiedWords = 120;
    private const int WordsPerCollection = 30;

    /// <summary>Words that the calling thread may check because it has collected often without checking much.</summary>
    [ThreadStatic]
    private static long creditWords;

    /// <summary>
    /// Collects at every reservation: a collection leaves no more room than was asked for, so the next reservation collects again.
    /// </summary>
    public static bool CollectAlways { get; set; }

    /// <summary>Overwrites memory that a collection has emptied, so that stale pointers show.</summary>
    public static bool FillOldSpace { get; set; }

    /// <summary>Checks the heap before and after each collection.</summary>
    public static bool Verify { get; set; }

    /// <summary>
    /// What is to be checked at a collection. A check walks what it checks, so where each reservation collects, a collection pays for
    /// thirty words: a small heap is checked each time; a large one as a whole when there were enough collections, and its young part
    /// alone, which is all that can have changed, each time that is small.
    /// </summary>
    internal static VerifiedPart PartToVerify(long youngWords, long allWords)
    {
        if (!Verify)
        {
            return VerifiedPart.None;
        }
        if (!CollectAlways || allWords < AlwaysVerifiedWords)
        {
            return VerifiedPart.All;
        }
        creditWords += WordsPerCollection;
        if (creditWords >= allWords)
        {
            creditWords -= allWords;
            return VerifiedPart.All;
        }
        return youngWords < YoungVerifiedWords ? VerifiedPart.Young : VerifiedPart.None;
    }

    /// <summary>The environment variable that turns everything on.</summary>
    public const string EnvironmentVariable = "LINGEN_COLLECT_ALWAYS";

    /// <summary>
    /// Decodes all functions of a module when it is loaded, not at their first calls, so that a fuzzed module meets the translator as a
    /// whole. Set by LINGEN_DECODE_AT_LOAD in the environment.
    /// </summary>
    public static bool DecodeAtLoad { get; set; }

    /// <summary>
    /// Memory of purged code and released literals may not be touched any more, and its addresses are not used again: who still has an
    /// address of them crashes there and then. Set by LINGEN_POISON_FREED in the environment.
    /// </summary>
    public static bool PoisonFreed { get; set; }

    /// <summary>Turns everything of the collector on if <see cref="EnvironmentVariable"/> is set to anything but 0.</summary>
    public static void ReadEnvironment()
    {
        if (Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } value && value != "0")
        {
            EnableAll();
        }
        PoisonFreed = Environment.GetEnvironmentVariable("LINGEN_POISON_FREED") is { Length: > 0 };
        DecodeAtLoad = Environment.GetEnvironmentVariable("LINGEN_DECODE_AT_LOAD") is { Length: > 0 };
    }

    /// <summary>Everything on: the collect-everywhere run.</summary>
    public static void EnableAll() => CollectAlways = FillOldSpace = Verify = true;
}
