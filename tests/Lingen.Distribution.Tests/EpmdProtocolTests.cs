// The port mapper's protocol, bytes in and bytes out. The expected bytes are those of the protocol's description (ERTS user's
// guide, Distribution Protocol).
using System.Text;
using Xunit;

namespace Lingen.Distribution.Tests;

public class EpmdProtocolTests
{
    private readonly EpmdRegistry registry = new(firstCounter: 9, rememberedNames: 2);

    private EpmdProtocol Protocol(bool relaxed = false) => new(registry, 4369, relaxed);

    private static byte[] Alive(string name, int port = 4711, int version = 6, string extra = "")
    {
        byte[] text = Encoding.UTF8.GetBytes(name);
        byte[] more = Encoding.UTF8.GetBytes(extra);
        return
        [
            .. new[] { (byte)'x', (byte)(port >> 8), (byte)port, (byte)77, (byte)0, (byte)0, (byte)version, (byte)0, (byte)5 },
            .. new[] { (byte)(text.Length >> 8), (byte)text.Length },
            .. text,
            .. new[] { (byte)(more.Length >> 8), (byte)more.Length },
            .. more,
        ];
    }

    [Fact]
    public void ANodeRegistersAndIsFound()
    {
        EpmdProtocol protocol = Protocol();
        EpmdAnswer answer = protocol.Answer(Alive("a", extra: "e\0x"), 7, isLocal: true);
        Assert.Equal([(byte)'v', 0, 0, 0, 0, 10], answer.Bytes);
        Assert.True(answer.Keep);
        Assert.Equal(
            [(byte)'w', 0, 0x12, 0x67, 77, 0, 0, 6, 0, 5, 0, 1, (byte)'a', 0, 3, (byte)'e', 0, (byte)'x'],
            protocol.Answer("za"u8, 8, isLocal: false).Bytes
        );
        Assert.Equal([(byte)'w', 1], protocol.Answer("zb"u8, 8, isLocal: false).Bytes);
        Assert.Equal("\0\0\u0011\u0011name a at port 4711\n", Encoding.Latin1.GetString(protocol.Answer("n"u8, 8, false).Bytes));
        Assert.Equal(
            "\0\0\u0011\u0011active name     <a> at port 4711, fd = 7\n\0",
            Encoding.Latin1.GetString(protocol.Answer("d"u8, 8, true).Bytes)
        );
    }

    [Fact]
    public void AnOldNodeGetsASmallCreation()
    {
        EpmdAnswer answer = Protocol().Answer(Alive("old", version: 5), 7, isLocal: true);
        Assert.Equal([(byte)'y', 0, 0, (10 % 3) + 1], answer.Bytes);
    }

    [Fact]
    public void ANameInUseIsRefusedAndFreeAgainWithTheNextCreation()
    {
        EpmdProtocol protocol = Protocol();
        protocol.Answer(Alive("a"), 7, isLocal: true);
        Assert.Equal([(byte)'v', 1, 0, 0, 0, 99], protocol.Answer(Alive("a"), 8, isLocal: true).Bytes);
        Assert.Null(registry.RemoveConnection(8));
        Assert.NotNull(registry.RemoveConnection(7));
        Assert.Equal([(byte)'v', 0, 0, 0, 0, 11], protocol.Answer(Alive("a"), 9, isLocal: true).Bytes);
    }

    [Fact]
    public void OnlySoManyNamesAreRemembered()
    {
        EpmdProtocol protocol = Protocol();
        foreach (string name in new[] { "a", "b", "c" })
        {
            protocol.Answer(Alive(name), 7, isLocal: true);
            registry.RemoveConnection(7);
        }
        Assert.Equal(["b", "c"], registry.Gone.Select(node => Encoding.UTF8.GetString(node.Registration.Name)));
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void NamesHave255CharactersAtMost(int characters, bool isTaken)
    {
        EpmdAnswer answer = Protocol().Answer(Alive(new string('é', characters)), 7, isLocal: true);
        Assert.Equal(isTaken ? 0 : 1, answer.Bytes[1]);
    }

    [Fact]
    public void OthersThanThisHostMayOnlyAsk()
    {
        EpmdProtocol protocol = Protocol(relaxed: true);
        foreach (byte[] request in new[] { Alive("a"), [(byte)'d'], [(byte)'k'], "sa"u8.ToArray() })
        {
            EpmdAnswer answer = protocol.Answer(request, 7, isLocal: false);
            Assert.Empty(answer.Bytes);
            Assert.False(answer.Keep || answer.Exit);
            Assert.NotNull(answer.Complaint);
        }
    }

    [Fact]
    public void KillAndStopWantNoNodesOrARelaxedDaemon()
    {
        Assert.True(Protocol().Answer("k"u8, 7, isLocal: true).Exit);
        Protocol().Answer(Alive("a"), 7, isLocal: true);
        EpmdAnswer refused = Protocol().Answer("k"u8, 8, isLocal: true);
        Assert.Equal("NO"u8.ToArray(), refused.Bytes);
        Assert.False(refused.Exit);
        Assert.Empty(Protocol().Answer("sa"u8, 8, isLocal: true).Bytes);
        Assert.Equal("NOEXIST"u8.ToArray(), Protocol(relaxed: true).Answer("sb\0"u8, 8, isLocal: true).Bytes);
        EpmdAnswer stopped = Protocol(relaxed: true).Answer("sa\0"u8, 8, isLocal: true);
        Assert.Equal("STOPPED"u8.ToArray(), stopped.Bytes);
        Assert.Equal(7, stopped.Close);
        Assert.Empty(registry.Nodes);
    }

    [Fact]
    public void NoSequenceOfBytesDoesHarm()
    {
        EpmdProtocol protocol = Protocol();
        var random = new Random(4369);
        byte[] codes = "xznds"u8.ToArray();
        for (int i = 0; i < 100_000; i++)
        {
            byte[] request = i % 2 == 0 ? Alive("n" + random.Next(50), extra: "e") : new byte[random.Next(40)];
            if (i % 2 != 0)
            {
                random.NextBytes(request);
            }
            for (int flips = random.Next(4); flips > 0 && request.Length > 0; flips--)
            {
                request[random.Next(request.Length)] = (byte)random.Next(256);
            }
            if (request.Length > 0 && random.Next(2) == 0)
            {
                request[0] = codes[random.Next(codes.Length)];
            }
            EpmdAnswer answer = protocol.Answer(request.AsSpan(0, random.Next(request.Length + 1)), i % 60, isLocal: true);
            Assert.False(answer.Keep && answer.Bytes.Length == 0);
            if (random.Next(3) == 0)
            {
                registry.RemoveConnection(random.Next(60));
            }
            if (registry.Nodes.Count > 500)
            {
                registry.Remove(registry.Nodes.First().Registration.Name);
            }
        }
        Assert.True(registry.Gone.Count <= 2);
    }
}
