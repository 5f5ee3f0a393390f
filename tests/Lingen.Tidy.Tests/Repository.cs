// The files of the repository as the tidy tests see them: what git tracks or would track, read once.
using System.Diagnostics;
using System.Reflection;

namespace Lingen.Tidy.Tests;

/// <summary>The working tree.</summary>
public static class Repository
{
    public static string Root { get; } =
        typeof(Repository)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(a => a.Key == "RepositoryRoot")
            .Value!;

    /// <summary>Paths relative to the root, of text files only.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. ListFiles().Order(StringComparer.Ordinal)];

    public static IEnumerable<string> CSharp => Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal));

    public static IEnumerable<string> Projects => Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    private static IEnumerable<string> ListFiles()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        };
        using Process git = Process.Start(start)!;
        string[] names = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        string[] textExtensions =
        [
            ".cs",
            ".csproj",
            ".props",
            ".targets",
            ".slnx",
            ".md",
            ".erl",
            ".hrl",
            ".txt",
            ".json",
            ".sh",
            ".editorconfig",
            "",
        ];
        return names.Where(name => textExtensions.Contains(Path.GetExtension(name)) && File.Exists(Path.Combine(Root, name)));
    }
}
