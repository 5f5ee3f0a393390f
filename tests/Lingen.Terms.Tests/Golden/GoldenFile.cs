// Lines of terms.txt, which stock OTP wrote (terms.escript), and terms read from their encodings in it.
namespace Lingen.Terms.Tests.Golden;

/// <summary>Reads the expectations.</summary>
internal static unsafe class GoldenFile
{
    private static readonly External.TestTermContext Context = new();

    /// <summary>The fields of all lines of one kind.</summary>
    public static IEnumerable<string[]> Lines(string kind)
    {
        using Stream stream = typeof(GoldenFile).Assembly.GetManifestResourceStream("terms.txt")!;
        using var reader = new StreamReader(stream);
        string prefix = kind + " ";
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return line.Split(' ')[1..];
            }
        }
    }

    public static Term Read(TestHeap heap, string hex)
    {
        bool valid = ExternalTermReader.TryRead(
            Convert.FromHexString(hex),
            heap.Pointer,
            new ExternalReadOptions(Context),
            out Term term,
            out _
        );
        Assert.True(valid);
        return term;
    }
}
