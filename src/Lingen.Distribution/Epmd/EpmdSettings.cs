// The daemon's command line and environment: epmd's own flags (ERTS reference manual, epmd).
using System.Globalization;
using System.Net;

namespace Lingen.Distribution;

/// <summary>What epmd is called for.</summary>
public enum EpmdCommand
{
    /// <summary>Be the daemon.</summary>
    Serve,

    /// <summary>Ask the running daemon for the registered names and print them.</summary>
    Names,

    /// <summary>As Names, but only the exit status tells whether a daemon is there.</summary>
    Started,

    /// <summary>Ask for names in use and names once used.</summary>
    Dump,

    /// <summary>Make the running daemon end.</summary>
    Kill,

    /// <summary>Make the running daemon forget a name.</summary>
    Stop,
}

/// <summary>A mistake in epmd's command line: its message is for the user.</summary>
public sealed class EpmdUsageException(string message) : Exception(message);

/// <summary>How epmd was called.</summary>
public sealed record EpmdSettings
{
    public const int DefaultPort = 4369;
    private const int MaxAddresses = 16;

    public const string Usage = """
        usage: epmd [-d|-debug] [-address List] [-port No] [-daemon] [-relaxed_command_check]
                    [-packet_timeout Seconds] [-delay_accept Seconds] [-delay_write Seconds]
               epmd [-d|-debug] [-port No] [-names|-dump|-started|-kill|-stop Name]

            -address List             listen only on these comma-separated addresses and on the loopback interface
            -port No                  listen on, or talk to, this port instead of 4369
            -d, -debug                log to standard error; more of them log more
            -daemon                   run detached from the terminal
            -relaxed_command_check    let -kill work while nodes are registered, and let -stop unregister a node
            -packet_timeout Seconds   close a connection that says nothing for so long (60)
            -delay_accept Seconds     wait before connections are taken, to act as a busy daemon
            -delay_write Seconds      wait before answers are sent

            -names                    list the names registered with the running daemon
            -dump                     list them with those that were once registered
            -started                  tell by the exit status whether a daemon is running
            -kill                     end the running daemon, if no node is registered
            -stop Name                unregister a node

        ERL_EPMD_ADDRESS, ERL_EPMD_PORT and ERL_EPMD_RELAXED_COMMAND_CHECK stand for the flags.

        """;

    public EpmdCommand Command { get; init; }
    public string StopName { get; init; } = "";
    public ushort Port { get; init; } = DefaultPort;

    /// <summary>Addresses to listen on besides the loopback ones; empty: all.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];
    public bool IsDaemon { get; init; }
    public bool IsRelaxed { get; init; }
    public int Debug { get; init; }
    public int PacketTimeoutSeconds { get; init; } = 60;
    public int AcceptDelaySeconds { get; init; }
    public int WriteDelaySeconds { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <param name="arguments">The words behind the program's name.</param>
    /// <param name="environment">Value of an environment variable, or null.</param>
    /// <exception cref="EpmdUsageException">A flag is wrong.</exception>
    public static EpmdSettings Parse(IReadOnlyList<string> arguments, Func<string, string?> environment)
    {
        var settings = new EpmdSettings
        {
            IsRelaxed = environment("ERL_EPMD_RELAXED_COMMAND_CHECK") is not null,
            Addresses = ReadAddresses(environment("ERL_EPMD_ADDRESS")),
        };
        if (environment("ERL_EPMD_PORT") is { } port)
        {
            settings = settings with { Port = ReadPort("ERL_EPMD_PORT", port) };
        }
        for (int i = 0; i < arguments.Count; i++)
        {
            string flag = arguments[i];
            if (TakesValue(flag))
            {
                if (++i == arguments.Count)
                {
                    throw new EpmdUsageException($"epmd: {flag} needs a value.\n\n{Usage}");
                }
                settings = WithValue(settings, flag, arguments[i]);
                continue;
            }
            settings = WithFlag(settings, flag);
        }
        return settings;
    }

    private static bool TakesValue(string flag) =>
        flag is "-address" or "-port" or "-packet_timeout" or "-delay_accept" or "-delay_write" or "-stop";

    private static EpmdSettings WithValue(EpmdSettings settings, string flag, string value) =>
        flag switch
        {
            "-address" => settings with { Addresses = ReadAddresses(value) },
            "-port" => settings with { Port = ReadPort(flag, value) },
            "-packet_timeout" => settings with { PacketTimeoutSeconds = ReadSeconds(flag, value) },
            "-delay_accept" => settings with { AcceptDelaySeconds = ReadSeconds(flag, value) },
            "-delay_write" => settings with { WriteDelaySeconds = ReadSeconds(flag, value) },
            _ => settings with { Command = EpmdCommand.Stop, StopName = value },
        };

    private static EpmdSettings WithFlag(EpmdSettings settings, string flag) =>
        flag switch
        {
            "-d" or "-debug" => settings with { Debug = settings.Debug + 1 },
            "-daemon" => settings with { IsDaemon = true },
            "-relaxed_command_check" => settings with { IsRelaxed = true },
            "-names" => settings with { Command = EpmdCommand.Names },
            "-started" => settings with { Command = EpmdCommand.Started },
            "-dump" => settings with { Command = EpmdCommand.Dump },
            "-kill" => settings with { Command = EpmdCommand.Kill },
            _ => throw new EpmdUsageException($"epmd: there is no flag {flag}.\n\n{Usage}"),
        };

    private static ushort ReadPort(string name, string value) =>
        ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port != 0
            ? port
            : throw new EpmdUsageException($"epmd: {name} {value}: a port is a number from 1 to 65535.");

    private static int ReadSeconds(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds is > 0 and < 1_000_000
            ? seconds
            : throw new EpmdUsageException($"epmd: {name} {value}: seconds are a number from 1 to 999999.");

    private static IReadOnlyList<IPAddress> ReadAddresses(string? list)
    {
        var addresses = new List<IPAddress>();
        foreach (string word in (list ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!IPAddress.TryParse(word, out IPAddress? address))
            {
                throw new EpmdUsageException($"epmd: cannot parse IP address \"{word}\".");
            }
            addresses.Add(address);
        }
        return addresses.Count <= MaxAddresses
            ? addresses
            : throw new EpmdUsageException($"epmd: cannot listen on more than {MaxAddresses} IP addresses.");
    }
}
