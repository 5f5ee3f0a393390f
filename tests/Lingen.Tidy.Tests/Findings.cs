// What a rule finds, minus what exceptions.txt allows with a reason. An exception that nothing needs any more is a finding
// too, so the list only shrinks.
using Xunit;

namespace Lingen.Tidy.Tests;

/// <summary>Collects the findings of one rule.</summary>
public sealed class Findings(string rule)
{
    private const string ExceptionsFile = "tests/Lingen.Tidy.Tests/exceptions.txt";

    private readonly List<string> found = [];
    private readonly HashSet<string> allowed = [.. ReadExceptions(rule)];
    private readonly HashSet<string> used = [];

    /// <summary>Notes that <paramref name="subject"/> (a path, or path:member) breaks the rule.</summary>
    public void Add(string subject, string why)
    {
        if (allowed.Contains(subject))
        {
            used.Add(subject);
        }
        else
        {
            found.Add($"{subject}: {why}");
        }
    }

    /// <summary>Fails the test if there was anything.</summary>
    public void AssertNone()
    {
        foreach (string unused in allowed.Except(used))
        {
            found.Add($"{ExceptionsFile}: \"{rule} {unused}\" is not needed any more");
        }
        Assert.True(found.Count == 0, $"{found.Count} findings of rule {rule}:\n  {string.Join("\n  ", found)}");
    }

    private static IEnumerable<string> ReadExceptions(string rule)
    {
        foreach (string line in Repository.Lines(ExceptionsFile))
        {
            string[] parts = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 3 && parts[0] == rule)
            {
                yield return parts[1];
            }
        }
    }
}
