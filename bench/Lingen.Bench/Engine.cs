// Runs one of the two emulators and looks at it from outside.
using System.Diagnostics;

namespace Lingen.Bench;

/// <summary>What a run gave.</summary>
public readonly record struct RunOutcome(double Milliseconds, string Output);

/// <summary>An emulator: its name in reports and the words that start it.</summary>
public sealed class Engine(string name, string[] command)
{
    public string Name { get; } = name;

    /// <summary>Runs it to its end. A status other than 0 is a mistake of the benchmark.</summary>
    public RunOutcome Run(params string[] arguments)
    {
        long began = Stopwatch.GetTimestamp();
        using Process process = Start(arguments);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return process.ExitCode == 0
            ? new RunOutcome(milliseconds, output)
            : throw new InvalidOperationException($"{Name} ended with status {process.ExitCode}: {output}");
    }

    /// <summary>Bytes resident a second after the start, shared pages of the executable included.</summary>
    public long ResidentWhenIdle(params string[] arguments)
    {
        using Process process = Start(arguments);
        Thread.Sleep(1500);
        string line = File.ReadLines($"/proc/{process.Id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        process.Kill();
        process.WaitForExit();
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (string argument in command.Skip(1).Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }
        return Process.Start(start)!;
    }
}
