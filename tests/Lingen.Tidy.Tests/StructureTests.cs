// Rules for the shape of the repository: who may refer to whom, nothing forgotten, documents that can be read in one go and
// whose links lead somewhere, Erlang programs that say what they expect.
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Lingen.Tidy.Tests;

public partial class StructureTests
{
    // Terms <- Memory <- Code <- Runtime <- {Interpreter, Jit, Bifs, IO, Lingen}; IO <- Distribution; all <- Cli.
    private static readonly Dictionary<string, string[]> Below = new()
    {
        ["Lingen.Generators"] = [],
        ["Lingen.Terms"] = [],
        ["Lingen.Memory"] = ["Lingen.Terms"],
        ["Lingen.Code"] = ["Lingen.Memory"],
        ["Lingen.Runtime"] = ["Lingen.Code"],
        ["Lingen.Interpreter"] = ["Lingen.Runtime"],
        ["Lingen.Jit"] = ["Lingen.Runtime"],
        ["Lingen.Bifs"] = ["Lingen.Runtime"],
        ["Lingen.IO"] = ["Lingen.Runtime"],
        ["Lingen"] = ["Lingen.Runtime"],
        ["Lingen.Distribution"] = ["Lingen.IO"],
        ["Lingen.Cli"] = ["Lingen.Interpreter", "Lingen.Jit", "Lingen.Bifs", "Lingen.IO", "Lingen", "Lingen.Distribution"],
    };

    [Fact]
    public void ProjectsReferOnlyDownwards()
    {
        var findings = new Findings("references");
        foreach (string project in Repository.Projects.Where(file => file.StartsWith("src/", StringComparison.Ordinal)))
        {
            string name = Path.GetFileNameWithoutExtension(project);
            if (!Below.ContainsKey(name))
            {
                findings.Add(project, "is not in the picture of the layers (StructureTests.cs, ARCHITECTURE.md)");
                continue;
            }
            HashSet<string> allowed = AllBelow(name);
            foreach (
                string reference in References(project)
                    .Where(reference => reference != "Lingen.Generators" && !allowed.Contains(reference))
            )
            {
                findings.Add(project, $"refers to {reference}, which is not below it");
            }
        }
        findings.AssertNone();
    }

    [Fact]
    public void EveryProjectIsInTheSolutionAndHasAReadme()
    {
        var findings = new Findings("projects");
        string solution = Repository.Read("Lingen.slnx");
        foreach (string project in Repository.Projects)
        {
            if (
                !solution.Contains($"\"{project}\"", StringComparison.Ordinal)
                && !project.StartsWith("samples/", StringComparison.Ordinal)
            )
            {
                findings.Add(project, "is not in Lingen.slnx");
            }
            string readme = Path.GetDirectoryName(project) + "/README.md";
            if (project.StartsWith("src/", StringComparison.Ordinal) && !Repository.Files.Contains(readme))
            {
                findings.Add(project, "has no README.md that tells its purpose, the first file to read and its invariants");
            }
        }
        findings.AssertNone();
    }

    [Fact]
    public void EverySourceBelongsToAProject()
    {
        var findings = new Findings("dead-files");
        string[] folders = [.. Repository.Projects.Select(project => Path.GetDirectoryName(project) + "/")];
        foreach (
            string file in Repository.CSharp.Where(file =>
                !folders.Any(folder => file.StartsWith(folder, StringComparison.Ordinal))
            )
        )
        {
            findings.Add(file, "belongs to no project");
        }
        findings.AssertNone();
    }

    [Fact]
    public void DocumentsAreShortAndTheirLinksLeadSomewhere()
    {
        var findings = new Findings("documents");
        foreach (string file in Repository.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal)))
        {
            int lines = Repository.Lines(file).Length;
            int most =
                file == "ARCHITECTURE.md" ? 300
                : file.StartsWith("docs/internals/", StringComparison.Ordinal) ? 150
                : int.MaxValue;
            if (lines > most)
            {
                findings.Add(file, $"has {lines} lines; the limit is {most}");
            }
            foreach (Match link in Link().Matches(Repository.Read(file)))
            {
                string target = link.Groups[1].Value;
                string path = Path.Combine(Repository.Root, Path.GetDirectoryName(file)!, target);
                if (!target.Contains("://", StringComparison.Ordinal) && !File.Exists(path) && !Directory.Exists(path))
                {
                    findings.Add(file, $"links to {target}, which is not there");
                }
            }
        }
        findings.AssertNone();
    }

    [Fact]
    public void ErlangProgramsSayWhatTheyExpect()
    {
        var findings = new Findings("programs");
        var seen = new HashSet<string>();
        foreach (
            string file in Repository.Files.Where(file =>
                file.StartsWith("tests/programs/", StringComparison.Ordinal) && file.EndsWith(".erl", StringComparison.Ordinal)
            )
        )
        {
            string text = Repository.Read(file);
            if (!seen.Add(Path.GetFileName(file)))
            {
                findings.Add(file, "has the name of a program in another area; all share one folder of .beam files");
            }
            if (!text.StartsWith('%'))
            {
                findings.Add(file, "does not begin with a comment that says what it tests");
            }
            if (!text.Contains("%! expect:", StringComparison.Ordinal))
            {
                findings.Add(file, "has no line `%! expect:`");
            }
            if (!text.Contains($"-module({Path.GetFileNameWithoutExtension(file)}).", StringComparison.Ordinal))
            {
                findings.Add(file, "is not named as its module");
            }
        }
        findings.AssertNone();
    }

    private static HashSet<string> AllBelow(string name)
    {
        var all = new HashSet<string>();
        foreach (string below in Below[name])
        {
            all.Add(below);
            all.UnionWith(AllBelow(below));
        }
        return all;
    }

    private static IEnumerable<string> References(string project) =>
        XDocument
            .Load(Path.Combine(Repository.Root, project))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

    // Relative targets of Markdown links, without anchors.
    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
