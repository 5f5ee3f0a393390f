// `lingen install DIR`: links by the names that makefiles, rebar3 and scripts look for. They are symbolic links to this
// executable, so a newer build in the same place is used at once.
namespace Lingen.Cli;

/// <summary>Puts the applets' names into a folder.</summary>
public static class Installer
{
    private static readonly string[] Names = ["erl", "erlc", "escript", "epmd"];

    /// <summary>Makes the links; the result is the exit status.</summary>
    public static int Install(string[] arguments)
    {
        if (arguments.Length != 1)
        {
            throw new UsageException("lingen install: name one folder for the links:  lingen install DIR");
        }
        string folder = Path.GetFullPath(arguments[0]);
        string program =
            Environment.ProcessPath ?? throw new UsageException("lingen install: cannot tell where this program is.");
        try
        {
            Directory.CreateDirectory(folder);
            foreach (string name in Names)
            {
                Link(Path.Combine(folder, name), program);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"lingen install: {problem.Message}");
        }
        Console.Out.WriteLine($"{string.Join(", ", Names)} are now in {folder}");
        return 0;
    }

    private static void Link(string link, string program)
    {
        var existing = new FileInfo(link);
        if (existing.LinkTarget is not null)
        {
            existing.Delete();
        }
        else if (existing.Exists)
        {
            throw new UsageException($"lingen install: {link} exists and is not a link; move it away first.");
        }
        File.CreateSymbolicLink(link, program);
    }
}
