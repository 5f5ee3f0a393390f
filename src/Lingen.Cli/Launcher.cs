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
                _ => StartErlang(applet),
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

    private static int StartErlang(Applet applet)
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
        if (line.Detached)
        {
            throw new UsageException(
                "lingen: -detached is not supported; let the shell or the service manager run it in the background."
            );
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
