// The programs that the executable is: which one is meant, and what each makes of its arguments. erlc and escript are
// launchers in OTP too: they turn their arguments into those of an erl, and so do these.
namespace Lingen.Cli;

/// <summary>What the executable was called for.</summary>
public enum AppletKind
{
    /// <summary>Starts the Erlang system with <see cref="Applet.Arguments"/>.</summary>
    Erlang,

    /// <summary>Puts links to the executable into the folder that the first argument names.</summary>
    Install,

    /// <summary>Appends an OTP to the executable: part of the build.</summary>
    Pack,

    /// <summary>The port mapper daemon, or a question to it.</summary>
    PortMapper,

    /// <summary>Prints the instructions of .beam files.</summary>
    Disassemble,

    /// <summary>Says which .beam files the loader would refuse, and why.</summary>
    Check,

    Version,
    Help,
}

/// <summary>The applet and its arguments, those of the Erlang system already in erl's form.</summary>
public sealed record Applet(AppletKind Kind, string[] Arguments)
{
    /// <summary>What erlc and escript set for the emulator they start: the name the program was called under.</summary>
    public string? ScriptName { get; private init; }

    /// <summary>Called as OTP's erlexec, which takes the root folder from ROOTDIR and BINDIR: the start of a release.</summary>
    public bool IsLauncher { get; private init; }

    private const string RunExpression =
        "[File|Args]=init:get_plain_arguments(),"
        + "Bad=fun(S)->io:put_chars(standard_error,[\"lingen run: \",S,$\\n]),halt(1)end,"
        + "case compile:file(File,[binary,report])of "
        + "{ok,M,Code}->{module,M}=code:load_binary(M,filename:absname(File),Code),"
        + "try case{erlang:function_exported(M,main,1),erlang:function_exported(M,main,0)}of "
        + "{true,_}->M:main(Args);{_,true}->M:main();_->Bad([\"no main/1 or main/0 in \",File])end of _->halt(0)"
        + " catch C:R:S->Bad([erl_error:format_exception(C,R,S)])end;"
        + "_->Bad([\"cannot compile \",File])end.";

    /// <summary>
    /// Finds the applet by the name the program was called under, then by the first argument. <paramref name="readFile"/> gives the
    /// text of a script, whose head may hold flags.
    /// </summary>
    public static Applet Choose(string programName, IReadOnlyList<string> arguments, Func<string, string> readFile)
    {
        string name = programName[(programName.LastIndexOf('/') + 1)..];
        if (Named(name, programName, [.. arguments], readFile) is { } byName)
        {
            return byName;
        }
        if (arguments.Count == 0)
        {
            return new(AppletKind.Erlang, []);
        }
        string[] rest = [.. arguments.Skip(1)];
        return arguments[0] switch
        {
            "--version" => new(AppletKind.Version, rest),
            "--help" or "-h" or "help" => new(AppletKind.Help, rest),
            "install" => new(AppletKind.Install, rest),
            "pack" => new(AppletKind.Pack, rest),
            "disassemble" => new(AppletKind.Disassemble, rest),
            "check" => new(AppletKind.Check, rest),
            "run" => Run(rest),
            var first => Named(first, first, rest, readFile) ?? new(AppletKind.Erlang, [.. arguments]),
        };
    }

    private static Applet? Named(string name, string calledAs, string[] arguments, Func<string, string> readFile) =>
        name switch
        {
            "erl" => new(AppletKind.Erlang, arguments),
            "erlexec" => new(AppletKind.Erlang, arguments) { IsLauncher = true },
            "erlc" => new(AppletKind.Erlang, CompilerArguments(arguments)) { ScriptName = calledAs },
            "escript" => Script(arguments, readFile),
            "epmd" => new(AppletKind.PortMapper, arguments),
            _ => null,
        };

    private static Applet Run(string[] arguments) =>
        arguments.Length == 0
            ? throw new UsageException("lingen run: name the file to run:  lingen run FILE.erl [ARGS]")
            : new(AppletKind.Erlang, ["-noshell", "-boot", "no_dot_erlang", "-eval", RunExpression, "-extra", .. arguments]);

    /// <summary>The arguments of an erl that does what erlc does with <paramref name="arguments"/>.</summary>
    public static string[] CompilerArguments(string[] arguments)
    {
        var paths = new List<string>();
        var options = new List<string>();
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i];
            if (argument.StartsWith("-pa", StringComparison.Ordinal) || argument.StartsWith("-pz", StringComparison.Ordinal))
            {
                // The code path has to be known to the system before the compiler starts in it.
                string folder =
                    argument.Length > 3 ? argument[3..]
                    : ++i < arguments.Length ? arguments[i]
                    : throw new UsageException($"erlc: Missing value to {argument} option.");
                paths.AddRange([argument[..3], folder]);
            }
            else if (argument == "-smp")
            {
                paths.Add(argument);
            }
            else if (argument is not ("-d" or "-no-server" or "-server"))
            {
                options.Add(argument);
            }
        }
        string[] system = ["+sbtu", "+A0", "-noinput", "-mode", "minimal", "-boot", "no_dot_erlang"];
        return ["+S1", .. paths, .. system, "-s", "erl_compile", "compile_cmdline", "-extra", .. options];
    }

    private static Applet Script(string[] arguments, Func<string, string> readFile)
    {
        int options = arguments.TakeWhile(argument => argument.StartsWith('-')).Count();
        if (options == arguments.Length)
        {
            throw new UsageException("escript: Missing filename\n");
        }
        string script = arguments[options];
        string[] head = ScriptFlags(script, readFile);
        return new(
            AppletKind.Erlang,
            [
                .. new[] { "+B", "-noshell", "-boot", "no_dot_erlang" },
                .. head,
                .. new[] { "-run", "escript", "start" },
                .. arguments.Take(options).Select(option => option[1..]),
                "-extra",
                .. arguments.Skip(options),
            ]
        )
        {
            ScriptName = script,
        };
    }

    /// <summary>The flags that a script gives to its emulator: the "%%!" line, which is its second or third.</summary>
    public static string[] ScriptFlags(string script, Func<string, string> readFile)
    {
        string text;
        try
        {
            text = readFile(script);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"escript: Failed to open file: {script}");
        }
        int at = 0;
        for (int line = 1; line <= 3 && at < text.Length; line++)
        {
            int end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end;
            if (line > 1 && text.AsSpan(at, end - at).StartsWith("%%!"))
            {
                return text[(at + 3)..end].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            }
            at = end + 1;
        }
        return [];
    }
}
