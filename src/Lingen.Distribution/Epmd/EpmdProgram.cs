// epmd as a program: the flags decide whether it is the daemon, starts one in the background, or asks the one that runs.
using System.Globalization;

namespace Lingen.Distribution;

/// <summary>The applet.</summary>
public static class EpmdProgram
{
    private const int EnsureTries = 2000;
    private const int EnsurePauseMs = 5;

    /// <summary>Runs epmd; the result is the exit status.</summary>
    /// <param name="arguments">The words behind the program's name.</param>
    /// <param name="program">Path of the executable, to start it in the background under the name epmd.</param>
    public static int Run(IReadOnlyList<string> arguments, string? program)
    {
        EpmdSettings settings;
        try
        {
            settings = EpmdSettings.Parse(arguments, Environment.GetEnvironmentVariable);
        }
        catch (EpmdUsageException mistake)
        {
            Console.Error.WriteLine(mistake.Message);
            return 1;
        }
        if (settings.Command != EpmdCommand.Serve)
        {
            using Stream output = Console.OpenStandardOutput();
            return EpmdClient.Run(settings, output, Console.Error);
        }
        if (settings.IsDaemon)
        {
            return StartDaemon(arguments, program);
        }
        using var server = new EpmdServer(settings, (level, message) => Log(settings, level, message));
        if (server.Open() is { } status)
        {
            return status;
        }
        server.Run();
        return 0;
    }

    /// <summary>
    /// For a node with a name: starts the daemon if none answers, and waits until it does, as the node asks it at once. A daemon that cannot be
    /// started is no error here; the node then says that it cannot register.
    /// </summary>
    /// <param name="program">Path of the executable.</param>
    /// <param name="command">What -epmd says shall be run instead, by the shell.</param>
    public static void Ensure(string? program, string? command)
    {
        EpmdSettings settings;
        try
        {
            settings = EpmdSettings.Parse(["-started"], Environment.GetEnvironmentVariable);
        }
        catch (EpmdUsageException)
        {
            return;
        }
        if (EpmdClient.IsRunning(settings.Port))
        {
            return;
        }
        // The process in between ends at once, so that the daemon is a child of nobody who lives.
        int error =
            command != null ? Daemon.Start("/bin/sh", ["sh", "-c", command], wait: true)
            : program != null ? Daemon.Start(program, ["epmd", "-daemon"], wait: true)
            : 0;
        for (int tries = 0; error == 0 && tries < EnsureTries && !EpmdClient.IsRunning(settings.Port); tries++)
        {
            Thread.Sleep(EnsurePauseMs);
        }
    }

    private static int StartDaemon(IReadOnlyList<string> arguments, string? program)
    {
        if (program is null)
        {
            Console.Error.WriteLine("epmd: cannot tell where this program is.");
            return 1;
        }
        int error = Daemon.Start(program, ["epmd", .. arguments.Where(word => word != "-daemon")]);
        if (error != 0)
        {
            Console.Error.WriteLine($"epmd: the daemon could not be started: error {error}.");
            return 1;
        }
        return 0;
    }

    private static void Log(EpmdSettings settings, int level, string message)
    {
        if (level <= settings.Debug)
        {
            string time = DateTime.Now.ToString("ddd MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture);
            Console.Error.WriteLine($"epmd: {time}: {message}");
        }
    }
}
