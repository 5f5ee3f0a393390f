// Between the operating system and the boot: asks the world what the pure command line code wants to know, prints what is
// only to be printed, and turns mistakes of the user into a message and a status.
using System.Text;

namespace Lingen.Cli;

/// <summary>Runs one applet.</summary>
public static class Launcher
{
    private const int ScriptHeadBytes = 4096;

    /// <summary>Runs the program; the result is the exit status.</summary>
    public static int Run(string programName, string[] arguments)
    {
        try
        {
            Applet applet = Applet.Choose(programName, arguments, ReadHead);
            return applet.Kind switch
            {
                AppletKind.Version => Print(
                    $"lingen {Texts.Version} (Erlang/OTP {OtpFolder.Release}, erts {OtpFolder.EmulatorVersion})\n"
                ),
                AppletKind.Help => Print(Texts.Help + "\n"),
                AppletKind.Install => Installer.Install(applet.Arguments),
                AppletKind.PortMapper => EpmdProgram.Run(applet.Arguments, Environment.ProcessPath),
                AppletKind.Pack => OtpPacker.Run(applet.Arguments),
                AppletKind.Check => FileChecker.Run(applet.Arguments, Console.Out, Console.Error),
                AppletKind.Disassemble => Disassembler.Run(applet.Arguments, Console.Out, Console.Error),
                _ => StartErlang(applet, [programName, .. arguments]),
            };
        }
        catch (UsageException mistake)
        {
            Console.Error.WriteLine(mistake.Message);
            return 1;
        }
        catch (Exception broken)
        {
            return FatalErrors.Report(broken);
        }
    }

    private static int StartErlang(Applet applet, string[] words)
    {
        CommandLine line = CommandLine.Parse(applet.Arguments, OtpFolder.Context(applet.IsLauncher));
        if (line.Output is { } output)
        {
            Print(output);
        }
        if (line.ErrorOutput is { } message)
        {
            Console.Error.Write(message);
        }
        if (line.PrintOnly)
        {
            return 0;
        }
        if (line.Detached && Environment.GetEnvironmentVariable(Boot.DetachedVariable) == null)
        {
            return Detach(words);
        }
        if (applet.ScriptName is { } script)
        {
            line = line with { Environment = [.. line.Environment, new("ESCRIPT_NAME", script)] };
        }
        if (line.WantsEpmd)
        {
            EpmdProgram.Ensure(Environment.ProcessPath, line.EpmdCommand);
        }
        return Boot.Run(line);
    }

    /// <summary>The same again in the background; this process ends.</summary>
    private static int Detach(string[] words)
    {
        string program =
            Environment.ProcessPath
            ?? throw new UsageException("lingen: cannot tell where this program is, so it cannot detach.");
        int error = Daemon.StartHere(program, words, Boot.DetachedVariable + "=yes");
        return error == 0 ? 0 : throw new UsageException($"lingen: cannot start in the background: error {error}.");
    }

    private static int Print(string text)
    {
        using Stream output = Console.OpenStandardOutput();
        output.Write(Encoding.UTF8.GetBytes(text));
        return 0;
    }

    private static string ReadHead(string path)
    {
        var head = new byte[ScriptHeadBytes];
        using FileStream file = File.OpenRead(path);
        int length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(head, 0, length);
    }
}
