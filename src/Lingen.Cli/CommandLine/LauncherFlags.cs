// Second stage of a command line: tells the emulator's flags (+x, with their values) from those of the Erlang system (-x),
// and carries out the few that concern the launcher itself. The result is what OTP's erlexec would give to beam.
namespace Lingen.Cli;

/// <summary>The merged arguments, taken apart.</summary>
public sealed class LauncherFlags
{
    /// <summary>Emulator flags with a leading -, each followed by its value where it has a separate one.</summary>
    public List<string> Emulator { get; } = [];

    /// <summary>What init gets, after the part that names root, bindir and progname.</summary>
    public List<string> System { get; } = [];

    /// <summary>Variables to set before anything runs (-env).</summary>
    public List<KeyValuePair<string, string>> Environment { get; } = [];

    public bool Detached { get; private set; }
    public bool Distributed { get; private set; }
    public bool StartEpmd { get; private set; } = true;
    public string? EpmdProgram { get; private set; }
    public LauncherOutput Output { get; private set; }

    private readonly List<string> merged;
    private int at;
    private bool haltAtEnd;
    private bool missingEpmd;
    private bool ownProtocol;

    private LauncherFlags(List<string> merged) => this.merged = merged;

    public static LauncherFlags Parse(List<string> merged, LaunchContext context)
    {
        var flags = new LauncherFlags(merged);
        flags.RefuseForeignEmulators();
        if (context.Variable("HOME") is { } home)
        {
            flags.System.AddRange(["-home", home]);
        }
        if (context.Variable("ERL_EPMD_PORT") is { } port)
        {
            flags.System.AddRange(["-epmd_port", port]);
        }
        flags.System.Add("--");
        for (; flags.at < merged.Count; flags.at++)
        {
            if (!flags.TakeOne(merged[flags.at]))
            {
                flags.System.AddRange(merged.Skip(flags.at + 1));
                break;
            }
        }
        if (flags.missingEpmd && !flags.ownProtocol)
        {
            throw new UsageException("erlexec: Missing -proto_dist option, expected when using -no_epmd.");
        }
        if (flags.haltAtEnd)
        {
            flags.System.AddRange(["-s", "erlang", "halt"]);
        }
        return flags;
    }

    /// <summary>False if the rest of the arguments is to be copied as it is.</summary>
    private bool TakeOne(string argument)
    {
        if (argument.StartsWith('-'))
        {
            return TakeSystemFlag(argument);
        }
        if (argument == "++S")
        {
            System.AddRange(["-noshell", "-S"]);
            return false;
        }
        if (argument.StartsWith("++", StringComparison.Ordinal) || !argument.StartsWith('+'))
        {
            System.Add(argument);
            return true;
        }
        TakeEmulatorFlag(argument);
        return true;
    }

    private bool TakeSystemFlag(string flag)
    {
        switch (flag)
        {
            case "-extra":
                System.Add(flag);
                return false;
            case "-noinput":
                System.AddRange(["-noshell", "-noinput"]);
                break;
            case "-detached":
                System.AddRange([flag, "-noshell", "-noinput"]);
                Detached = true;
                break;
            case "-configfd":
                if (Value(flag) == "0")
                {
                    System.AddRange(["-noshell", "-noinput"]);
                }
                System.Add(flag);
                break;
            case "-compile":
                System.AddRange(["-noshell", "-noinput", "-s", "c", "lc_batch"]);
                Emulator.Add("-B");
                break;
            case "-make":
                System.AddRange(["-noshell", "-noinput", "-s", "make", "all_or_nothing"]);
                Emulator.Add("-B");
                haltAtEnd = true;
                at = merged.Count;
                break;
            case "-heart":
                throw new UsageException(
                    "-heart: there is no heart program in lingen. What starts a node again belongs outside of it: a service manager "
                        + "(Restart=always of systemd), or the restart policy of a container."
                );
            case "-man":
                throw new UsageException("-man: there are no manual pages inside lingen; they are on the site of Erlang/OTP.");
            case "-version":
                Emulator.Add("-V");
                break;
            case "-env":
                string name = Next(flag);
                Environment.Add(new(name, Next(flag)));
                break;
            case "-epmd":
                EpmdProgram = Next(flag);
                break;
            case "-emu_args":
                Output = LauncherOutput.Arguments;
                break;
            case "-emu_args_exit":
                Output = LauncherOutput.ArgumentsAndExit;
                break;
            case "-emu_qouted_cmd_exit":
                Output = LauncherOutput.QuotedCommandAndExit;
                break;
            case "-emu_name_exit":
                Output = LauncherOutput.NameAndExit;
                break;
            case "-keep_window":
                break;
            default:
                TakeDistributionFlag(flag);
                break;
        }
        return true;
    }

    private void TakeDistributionFlag(string flag)
    {
        System.Add(flag);
        switch (flag)
        {
            case "-name" or "-sname":
                System.Add(Next(flag));
                Distributed = true;
                break;
            case "-proto_dist":
                System.Add(Next(flag));
                ownProtocol = true;
                break;
            case "-no_epmd":
                missingEpmd = true;
                StartEpmd = false;
                break;
            case "-start_epmd":
                string choice = Next(flag);
                System.Add(choice);
                StartEpmd = choice switch
                {
                    "true" => true,
                    "false" => false,
                    _ => throw UsageException.OfLauncher("Expected boolean argument for '-start_epmd'."),
                };
                break;
        }
    }

    private void TakeEmulatorFlag(string argument)
    {
        string flag = string.Concat("-", argument.AsSpan(1));
        switch (EmulatorFlags.ArityOf(argument))
        {
            case FlagArity.Separate:
                Emulator.Add(flag);
                Emulator.Add(Next(argument));
                break;
            case FlagArity.OptionalWord when HasOptionalWord(argument):
                Emulator.Add(flag);
                Emulator.Add(merged[++at]);
                break;
            case FlagArity.Malformed:
                throw UsageException.MissingValue(argument);
            default:
                Emulator.Add(flag);
                break;
        }
    }

    // +B takes one letter, +c a boolean, if one follows.
    private bool HasOptionalWord(string argument) =>
        at + 1 < merged.Count && (argument == "+B" ? merged[at + 1] is "i" or "c" or "d" : merged[at + 1] is "true" or "false");

    private void RefuseForeignEmulators()
    {
        for (int i = 0; i < merged.Count; i++)
        {
            switch (merged[i])
            {
                case "-extra" or "++S":
                    return;
                case "-smpdisable":
                case "-smp" when i + 1 < merged.Count && merged[i + 1] == "disable":
                    throw UsageException.OfLauncher("Argument '-smp disable' not supported. Use \"+S 1\" instead.");
                case "-emu_type" or "-emu_flavor":
                    if (i + 1 >= merged.Count || merged[i + 1] == "--")
                    {
                        throw UsageException.MissingValue(merged[i]);
                    }
                    if (merged[i + 1] is not ("opt" or "smp" or "emu" or "jit"))
                    {
                        throw new UsageException(
                            "erlexec: Invalid emulator type or flavor. Available combinations are: \n  -emu_flavor smp"
                        );
                    }
                    break;
            }
        }
    }

    private string Value(string flag) =>
        at + 1 < merged.Count && merged[at + 1] != "--" ? merged[at + 1] : throw UsageException.MissingValue(flag);

    private string Next(string flag)
    {
        string value = Value(flag);
        at++;
        return value;
    }
}

/// <summary>What the launcher is to print (-emu_args and its like).</summary>
public enum LauncherOutput
{
    None,
    Arguments,
    ArgumentsAndExit,
    QuotedCommandAndExit,
    NameAndExit,
}
