// Brings up a node: virtual machine, preloaded modules, first process.
namespace Lingen.Cli;

/// <summary>The start of the Erlang system.</summary>
public static class Boot
{
    /// <summary>Runs a node until it halts; the result is the exit status.</summary>
    public static int Run(CommandLine line)
    {
        Console.Error.WriteLine("lingen: the Erlang system does not start yet");
        return 1;
    }
}
