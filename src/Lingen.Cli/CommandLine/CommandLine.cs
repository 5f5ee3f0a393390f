// A whole command line of erl: from the arguments as typed to what the boot needs. Pure: the same arguments, variables and
// files give the same result. Stages: ArgumentMerger (sources), LauncherFlags (+ and - apart), EmulatorFlags (+ to settings).
using System.Text;

namespace Lingen.Cli;

/// <summary>What a start of the Erlang system needs to know.</summary>
public sealed record CommandLine
{
    public required EmulatorSettings Settings { get; init; }

    /// <summary>The arguments of erl_init:start/2, that is of init:boot/1: "-root", R, "-bindir", ... and the user's flags.</summary>
    public required string[] InitArguments { get; init; }

    /// <summary>The path that an emulator would have beside its launcher, the first word of system_info(emu_args).</summary>
    public required string Emulator { get; init; }

    /// <summary>The emulator's flags as written with -, for erlang:system_info and ps.</summary>
    public required string[] EmulatorArguments { get; init; }

    /// <summary>Variables of the environment to set first, in order: what OTP's launcher sets, then the -env flags.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; }

    /// <summary>The system is to leave the terminal and run on its own (-detached).</summary>
    public bool Detached { get; init; }

    /// <summary>A name was given, so epmd is wanted (-name, -sname without -start_epmd false).</summary>
    public bool WantsEpmd { get; init; }

    /// <summary>The command that starts epmd (-epmd), if not ours is to.</summary>
    public string? EpmdCommand { get; init; }

    /// <summary>Text for standard output before anything else, or null.</summary>
    public string? Output { get; init; }

    /// <summary>Text for standard error, or null (-version).</summary>
    public string? ErrorOutput { get; init; }

    /// <summary>Nothing is to be started: print and end with status 0.</summary>
    public bool PrintOnly { get; init; }

    /// <summary>Reads the arguments of an erl. Throws <see cref="UsageException"/> if they make no sense.</summary>
    public static CommandLine Parse(IReadOnlyList<string> arguments, LaunchContext context)
    {
        LauncherFlags flags = LauncherFlags.Parse(ArgumentMerger.Merge(arguments, context), context);
        string program = context.Variable("PROGNAME") ?? "erl";
        string[] initArguments =
        [
            "-root",
            context.RootFolder,
            "-bindir",
            context.BinFolder,
            "-progname",
            program,
            "--",
            .. flags.System,
        ];
        var settings = new EmulatorSettings();
        bool printOnly = flags.Output is not (LauncherOutput.None or LauncherOutput.Arguments);
        bool version = false;
        if (!printOnly)
        {
            ReadEnvironment(context, settings);
            version = flags.Emulator.Contains("-V");
            if (!version)
            {
                EmulatorFlags.Apply(flags.Emulator, settings, context.Processors);
            }
        }
        return new CommandLine
        {
            Settings = settings,
            InitArguments = initArguments,
            Emulator = EmulatorOf(context),
            EmulatorArguments = [.. flags.Emulator],
            Environment =
            [
                new("ROOTDIR", context.RootFolder),
                new("BINDIR", context.BinFolder),
                new("EMU", "beam"),
                new("PROGNAME", program),
                .. flags.Environment,
            ],
            Detached = flags.Detached,
            WantsEpmd = flags.Distributed && flags.StartEpmd,
            EpmdCommand = flags.EpmdProgram,
            Output = OutputOf(flags, [.. flags.Emulator, "--", .. initArguments], context),
            ErrorOutput = version ? $"Erlang (SMP,ASYNC_THREADS) (Lingen) emulator version {context.EmulatorVersion}\n" : null,
            PrintOnly = printOnly || version,
        };
    }

    private static void ReadEnvironment(LaunchContext context, EmulatorSettings settings)
    {
        if (int.TryParse(context.Variable("ERL_MAX_PORTS"), out int ports) && ports > 0)
        {
            settings.PortLimit = ports;
        }
        if (int.TryParse(context.Variable("ERL_MAX_ETS_TABLES"), out int tables) && tables > 0)
        {
            settings.EtsLimit = tables;
        }
    }

    private static string EmulatorOf(LaunchContext context) => context.BinFolder + "/beam.smp";

    private static string? OutputOf(LauncherFlags flags, string[] all, LaunchContext context)
    {
        string emulator = EmulatorOf(context);
        return flags.Output switch
        {
            LauncherOutput.Arguments => $"Executing: {emulator} {emulator} {string.Join(' ', all)}\n\n",
            LauncherOutput.ArgumentsAndExit => string.Concat(all.Select(argument => argument + "\n")),
            LauncherOutput.QuotedCommandAndExit => Quoted(emulator, all),
            LauncherOutput.NameAndExit => "beam.smp\n",
            _ => null,
        };
    }

    private static string Quoted(string emulator, string[] all)
    {
        var text = new StringBuilder();
        text.Append('"').Append(emulator).Append("\" ");
        foreach (string argument in all)
        {
            text.Append('"').Append(argument).Append("\" ");
        }
        return text.Append('\n').ToString();
    }
}
