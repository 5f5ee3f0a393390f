// What is measured: whole runs seen from outside (time, memory), and programs that print a number themselves.
using System.Globalization;

namespace Lingen.Bench;

/// <summary>One figure. <see cref="Run"/> takes it once; smaller is better.</summary>
public sealed record Measurement(string Name, string Title, string Unit, Func<Engine, double> Run)
{
    /// <summary>Short ones are taken more often.</summary>
    public int Repeats { get; init; } = 1;

    public static IEnumerable<Measurement> All(string programs)
    {
        yield return new(
            "start",
            "start and halt, `-noinput -s erlang halt`",
            "ms",
            engine => engine.Run("-noinput", "-s", "erlang", "halt").Milliseconds
        )
        {
            Repeats = 4,
        };
        yield return new(
            "node",
            "resident memory of an idle node",
            "MiB",
            engine => engine.ResidentWhenIdle("-noinput") / 1048576.0
        );
        yield return new(
            "idle",
            "resident memory of an idle process, of 1,000,000",
            "bytes",
            Program(programs, "idle", "+P", "2000000")
        );
        yield return new("fib", "fib(35)", "ms", Program(programs, "fib"));
        yield return new("spawn", "spawn, exit, monitor's message", "ns", Program(programs, "spawn_exit"));
        yield return new("ring", "message around a ring, each hop", "ns", Program(programs, "ring"));
        yield return new("call", "gen_server:call", "ns", Program(programs, "server_call"));
        yield return new("lists", "lists:map with a fun, each element", "ns", Program(programs, "list_map"));
        yield return new("maps", "map update growing to 200,000 keys", "ns", Program(programs, "map_grow"));
        yield return new("ets", "ets:lookup in a set", "ns", Program(programs, "ets_lookup"));
        yield return new("binary", "append a byte to a binary", "ns", Program(programs, "binary_append"));
        yield return new("sort", "sort 100,000 integers", "ms", Program(programs, "sort"));
    }

    // The program prints one number.
    private static Func<Engine, double> Program(string folder, string module, params string[] flags) =>
        engine =>
        {
            RunOutcome result = engine.Run([.. flags, "-noshell", "-pa", folder, "-s", module, "main", "-s", "erlang", "halt"]);
            return double.TryParse(result.Output.Trim(), CultureInfo.InvariantCulture, out double number)
                ? number
                : throw new InvalidOperationException($"{module} on {engine.Name} printed no number but: {result.Output}");
        };
}
