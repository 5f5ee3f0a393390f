// epmd's flags and environment.
using System.Net;
using Xunit;

namespace Lingen.Distribution.Tests;

public class EpmdSettingsTests
{
    private static EpmdSettings Parse(string line, params (string Name, string Value)[] environment) =>
        EpmdSettings.Parse(
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            name => environment.Where(variable => variable.Name == name).Select(variable => variable.Value).FirstOrDefault()
        );

    [Fact]
    public void FlagsAndVariables()
    {
        EpmdSettings settings = Parse(
            "-d -d -port 5000 -address 10.0.0.1,::1 -daemon -packet_timeout 7",
            ("ERL_EPMD_PORT", "4000"),
            ("ERL_EPMD_RELAXED_COMMAND_CHECK", "")
        );
        Assert.Equal(2, settings.Debug);
        Assert.Equal(5000, settings.Port);
        Assert.Equal([IPAddress.Parse("10.0.0.1"), IPAddress.IPv6Loopback], settings.Addresses);
        Assert.True(settings.IsDaemon && settings.IsRelaxed);
        Assert.Equal(7, settings.PacketTimeoutSeconds);
        Assert.Equal(4000, Parse("-names", ("ERL_EPMD_PORT", "4000")).Port);
        Assert.Equal((EpmdCommand.Stop, "x"), (Parse("-stop x").Command, Parse("-stop x").StopName));
    }

    [Theory]
    [InlineData("-port")]
    [InlineData("-port 0")]
    [InlineData("-port 65536")]
    [InlineData("-address here")]
    [InlineData("-packet_timeout -1")]
    [InlineData("-what")]
    public void MistakesAreNamed(string line) =>
        Assert.StartsWith("epmd: ", Assert.Throws<EpmdUsageException>(() => Parse(line)).Message);
}
