// Rules for C# sources: sizes, header comments, calls that an ahead-of-time compiled virtual machine does not make.
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Lingen.Tidy.Tests;

public partial class SourceTests
{
    private const int MostFileLines = 800;
    private const int MostMethodLines = 100;
    private const int MostHeaderLines = 20;

    private static IEnumerable<string> Product =>
        Repository.CSharp.Where(file => file.StartsWith("src/", StringComparison.Ordinal));

    [Fact]
    public void FilesAreShort()
    {
        var findings = new Findings("file-length");
        foreach (string file in Repository.CSharp)
        {
            int lines = Repository.Lines(file).Length;
            if (lines > MostFileLines)
            {
                findings.Add(file, $"has {lines} lines; the limit is {MostFileLines}");
            }
        }
        findings.AssertNone();
    }

    [Fact]
    public void MethodsAreShort()
    {
        var findings = new Findings("method-length");
        foreach (string file in Product)
        {
            SyntaxNode root = CSharpSyntaxTree.ParseText(Repository.Read(file)).GetRoot();
            foreach (BaseMethodDeclarationSyntax method in root.DescendantNodes().OfType<BaseMethodDeclarationSyntax>())
            {
                FileLinePositionSpan span = method.GetLocation().GetLineSpan();
                int lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
                if (lines > MostMethodLines)
                {
                    string name = method is MethodDeclarationSyntax named ? named.Identifier.Text : "constructor";
                    findings.Add($"{file}:{name}", $"has {lines} lines; the limit is {MostMethodLines}");
                }
            }
        }
        findings.AssertNone();
    }

    [Fact]
    public void FilesBeginByTellingWhatTheyHold()
    {
        var findings = new Findings("header");
        foreach (string file in Repository.CSharp)
        {
            int lines = Repository.Lines(file).TakeWhile(line => line.StartsWith("//", StringComparison.Ordinal)).Count();
            if (lines == 0)
            {
                findings.Add(file, "does not begin with a comment that says what it holds");
            }
            else if (lines > MostHeaderLines)
            {
                findings.Add(file, $"begins with {lines} lines of comment; the limit is {MostHeaderLines}");
            }
        }
        findings.AssertNone();
    }

    [Fact]
    public void NoBannedCalls()
    {
        var findings = new Findings("calls");
        foreach (string file in Product.Where(file => !file.StartsWith("src/Lingen.Generators/", StringComparison.Ordinal)))
        {
            string text = WithoutComments(Repository.Read(file));
            foreach ((Regex call, string why) in Banned)
            {
                if (call.IsMatch(text) && (file, why) != MayCollect)
                {
                    findings.Add(file, why);
                }
            }
            if (!file.StartsWith("src/Lingen.Cli/", StringComparison.Ordinal) && OfTheProgram().IsMatch(text))
            {
                findings.Add(file, "uses the console or ends the program, which is for Lingen.Cli");
            }
        }
        findings.AssertNone();
    }

    private const string CallsCollector = "calls the .NET collector";

    /// <summary>The one place that gives memory back, when the node has nothing else to do.</summary>
    private static readonly (string File, string Why) MayCollect = (
        "src/Lingen.Runtime/Scheduling/Scheduler.Memory.cs",
        CallsCollector
    );

    private static readonly (Regex Call, string Why)[] Banned =
    [
        (Reflection(), "uses reflection, which trimming breaks"),
        (OldImport(), "uses DllImport; LibraryImport is linked statically"),
        (Collect(), CallsCollector),
        (DynamicType(), "uses dynamic"),
        (SharedLibraries(), "uses .NET's cryptography or resolver, which load shared libraries into the static executable"),
    ];

    private static string WithoutComments(string text) => Comment().Replace(text, "");

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\busing System\.Reflection(\.Emit)?;|\bActivator\.|\bType\.GetType\(|\.GetMethod\(|\.MakeGenericType\(")]
    private static partial Regex Reflection();

    [GeneratedRegex(@"\[DllImport\b")]
    private static partial Regex OldImport();

    [GeneratedRegex(@"\bGC\.(Collect|WaitForPendingFinalizers)\(")]
    private static partial Regex Collect();

    [GeneratedRegex(@"\bdynamic\s+\w+\s*[=;,)]")]
    private static partial Regex DynamicType();

    [GeneratedRegex(@"\bSystem\.Security\.Cryptography\b|\bRandomNumberGenerator\b|\bDns\.")]
    private static partial Regex SharedLibraries();

    [GeneratedRegex(@"\bConsole\.|\bEnvironment\.Exit\(")]
    private static partial Regex OfTheProgram();
}
