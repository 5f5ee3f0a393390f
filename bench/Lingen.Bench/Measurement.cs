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
        foreach (Measurement measurement in Servers(programs))
        {
            yield return measurement;
        }
    }

    /// <summary>What servers do. cowboy's modules lie in a folder of their own, and our executable is the client of the WebSockets.</summary>
    private static IEnumerable<Measurement> Servers(string programs)
    {
        yield return new("copy", "file:copy of 200 MB", "ms", Program(programs, "file_copy"));
        yield return new("files", "operation on small files, of 100,000", "us", Program(programs, "small_files"));
        yield return new("tls", "TLS 1.3 handshake, both sides", "ms", Program(programs, "handshakes"));
        string cowboy = Path.Combine(programs, "cowboy");
        if (!Directory.Exists(cowboy))
        {
            yield break;
        }
        string[] flags = ["-client", Path.GetFullPath(Path.Combine(programs, "../lingen")), programs, "-pa", cowboy, "-hello"];
        yield return new(
            "http1",
            "cowboy, request of HTTP/1.1 (h2load)",
            "us",
            Program(programs, "cowboy_hello", [.. flags, "http1"])
        );
        yield return new(
            "http2",
            "cowboy, request of HTTP/2 (h2load)",
            "us",
            Program(programs, "cowboy_hello", [.. flags, "http2"])
        );
        yield return new("p99", "cowboy, 99 % of requests within", "ms", Program(programs, "cowboy_hello", [.. flags, "p99"]));
        yield return new(
            "sockets",
            "resident memory of an idle WebSocket, of 10,000",
            "bytes",
            Program(programs, "cowboy_hello", ["+P", "100000", .. flags, "sockets"])
        );
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
