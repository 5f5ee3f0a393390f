// First stage of a command line: one list out of the ERL_*FLAGS variables, the arguments as typed and the files they name.
// Every source is closed by "--", so that a flag at the end of one never takes its values from the next; what follows an
// -extra, wherever it stands, moves to the very end.
namespace Lingen.Cli;

/// <summary>Brings the sources of arguments together in the order that OTP defines.</summary>
public sealed class ArgumentMerger
{
    private readonly LaunchContext context;
    private readonly List<string> flags = [];
    private readonly List<string> extra = [];
    private readonly List<string> shell = [];

    private ArgumentMerger(LaunchContext context) => this.context = context;

    /// <summary>The merged list. A -S typed by the user comes out as "++S", so that the next stage knows it from one in a variable.</summary>
    public static List<string> Merge(IReadOnlyList<string> arguments, LaunchContext context)
    {
        var merger = new ArgumentMerger(context);
        merger.AddVariable($"ERL_OTP{context.OtpRelease}_FLAGS");
        merger.AddVariable("ERL_AFLAGS");
        if (arguments.Count > 0)
        {
            merger.Add(arguments, typed: true);
            merger.flags.Add("--");
        }
        merger.AddVariable("ERL_FLAGS");
        merger.AddVariable("ERL_ZFLAGS");
        if (merger.extra.Count > 0)
        {
            merger.flags.Add("-extra");
            merger.flags.AddRange(merger.extra);
        }
        merger.flags.AddRange(merger.shell);
        return merger.flags;
    }

    private void AddVariable(string name)
    {
        if (context.Variable(name) is { } text && ArgumentWords.Split(text, comments: false) is { Count: > 0 } words)
        {
            if (!words.Contains("-extra"))
            {
                words.Add("--");
            }
            Add(words, typed: false);
        }
    }

    private void Add(IReadOnlyList<string> words, bool typed)
    {
        for (int i = 0; i < words.Count; i++)
        {
            switch (words[i])
            {
                case "-args_file":
                    if (++i == words.Count)
                    {
                        throw UsageException.MissingValue("-args_file");
                    }
                    AddFile(words[i], depth: 0);
                    break;
                case "-extra":
                    AddRest(words, i + 1, extra);
                    flags.Add("--");
                    return;
                case "-S" when typed:
                    shell.Add("++S");
                    for (i++; i < words.Count; i++)
                    {
                        // A literal "--" is escaped, because init takes a plain one for a separator.
                        shell.Add(words[i] == "--" ? @"\--" : words[i]);
                    }
                    flags.Add("--");
                    return;
                default:
                    flags.Add(words[i]);
                    break;
            }
        }
    }

    private void AddFile(string name, int depth)
    {
        if (depth > 100)
        {
            throw UsageException.OfLauncher($"Arguments file \"{name}\" includes itself.");
        }
        List<string> words = Read(name);
        for (int i = 0; i < words.Count; i++)
        {
            if (words[i] == "-args_file")
            {
                if (++i == words.Count)
                {
                    throw UsageException.MissingValue("-args_file");
                }
                AddFile(words[i], depth + 1);
            }
            else if (words[i] == "-extra")
            {
                AddRest(words, i + 1, extra);
                return;
            }
            else
            {
                flags.Add(words[i]);
            }
        }
    }

    private List<string> Read(string name)
    {
        string text;
        try
        {
            text = context.ReadFile(name);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw UsageException.OfLauncher(
                $"Failed to open arguments file \"{name}\" at \"{context.WorkingFolder}\": {problem.Message}"
            );
        }
        List<string> words = ArgumentWords.Split(text, comments: true);
        if (words.Count > 0 && !words.Contains("-extra"))
        {
            words.Add("--");
        }
        return words;
    }

    private static void AddRest(IReadOnlyList<string> words, int from, List<string> target)
    {
        for (int i = from; i < words.Count; i++)
        {
            target.Add(words[i]);
        }
    }
}
