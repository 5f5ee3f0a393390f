// What the command line code may ask of the world around it. Everything comes in through this record, so that parsing is
// a function of its input and tests need no environment, files or chroot.
namespace Lingen.Cli;

/// <summary>The surroundings of a start: environment, files and where OTP lies.</summary>
public sealed record LaunchContext
{
    /// <summary>OTP's root folder as Erlang code sees it: the archive's virtual root, or a real folder.</summary>
    public required string RootFolder { get; init; }

    /// <summary>The folder that <c>-bindir</c> names, below the root.</summary>
    public required string BinFolder { get; init; }

    /// <summary>The release number that names ERL_OTP27_FLAGS.</summary>
    public string OtpRelease { get; init; } = "27";

    /// <summary>The erts version that <c>-version</c> prints.</summary>
    public string EmulatorVersion { get; init; } = "15.2.7";

    public string WorkingFolder { get; init; } = "";

    /// <summary>Processors of the machine, and as many of them as may be used: the default number of schedulers, and of those online.</summary>
    public ProcessorCounts Processors { get; init; } = new(1, 1);

    /// <summary>The value of an environment variable, or null.</summary>
    public Func<string, string?> Variable { get; init; } = static _ => null;

    /// <summary>The text of a file. Fails with an IOException whose message is the reason.</summary>
    public Func<string, string> ReadFile { get; init; } =
        static name => throw new FileNotFoundException("No such file or directory", name);
}

/// <summary>A command line that cannot be followed. The message goes to standard error; the exit status is 1.</summary>
public sealed class UsageException(string message) : Exception(message)
{
    /// <summary>A flag that lacks its value, said as OTP's launcher says it.</summary>
    public static UsageException MissingValue(string flag) => OfLauncher($"Missing argument(s) for '{flag}'.");

    /// <summary>A mistake in the flags of the launcher.</summary>
    public static UsageException OfLauncher(string message) => new(message + "\n" + Texts.LauncherUsage);

    /// <summary>A mistake in the value of an emulator flag.</summary>
    public static UsageException OfEmulator(string message) => new(message + "\n" + Texts.EmulatorUsage);
}

/// <summary>Processors of the machine, and as many of them as affinity and quota let this OS process use.</summary>
public readonly record struct ProcessorCounts(int Configured, int Usable);
