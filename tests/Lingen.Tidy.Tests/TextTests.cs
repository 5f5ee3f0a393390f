// Rules for every text file: white space, line ends, and words that have no place in a repository.
using System.Text.RegularExpressions;
using Xunit;

namespace Lingen.Tidy.Tests;

public partial class TextTests
{
    private const string ThisFile = "tests/Lingen.Tidy.Tests/TextTests.cs";

    [Fact]
    public void NoTabsNoTrailingSpaceOneFinalNewline()
    {
        var findings = new Findings("whitespace");
        foreach (string file in Repository.Files.Where(file => file != "LICENSE"))
        {
            string text = Repository.Read(file);
            if (text.Length == 0)
            {
                findings.Add(file, "is empty");
                continue;
            }
            if (text.Contains('\t'))
            {
                findings.Add(file, "holds a tab");
            }
            if (text.Contains('\r'))
            {
                findings.Add(file, "holds a carriage return");
            }
            if (!text.EndsWith('\n') || text.EndsWith("\n\n", StringComparison.Ordinal))
            {
                findings.Add(file, "does not end with exactly one line end");
            }
            if (TrailingSpace().IsMatch(text))
            {
                findings.Add(file, "has white space at the end of a line");
            }
        }
        findings.AssertNone();
    }

    [Fact]
    public void NothingLeftToDo()
    {
        var findings = new Findings("words");
        foreach (string file in Repository.Files.Where(file => file is not (ThisFile or "LICENSE")))
        {
            string[] lines = Repository.Lines(file);
            for (int i = 0; i < lines.Length; i++)
            {
                Match match = BannedWords().Match(lines[i]);
                if (match.Success)
                {
                    findings.Add(file, $"line {i + 1} says \"{match.Value}\"");
                }
            }
        }
        findings.AssertNone();
    }

    [GeneratedRegex(@"[ \t]+$", RegexOptions.Multiline)]
    private static partial Regex TrailingSpace();

    // Things to do belong in the tracker, paths of one machine nowhere, and mirrors are found on the machine.
    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|/work/|/root/|deb\.debian\.org|localhost:\d")]
    private static partial Regex BannedWords();
}
