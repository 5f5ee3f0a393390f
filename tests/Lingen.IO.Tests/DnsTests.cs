// The stub resolver against a name server of the test's own on loopback, and against answers that were damaged on the way.
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Lingen.IO.Tests;

public sealed class DnsTests
{
    private static readonly byte[] AnswerHeader = [0x81, 0x80, 0, 1];

    /// <summary>A question's answer: the question, then records that each name the question's name.</summary>
    private static byte[] Answer(ReadOnlySpan<byte> question, byte flags, byte code, params (ushort Type, byte[] Data)[] records)
    {
        var bytes = new List<byte>();
        bytes.AddRange(question[..2]);
        bytes.AddRange([
            (byte)(AnswerHeader[0] | flags),
            (byte)(AnswerHeader[1] | code),
            0,
            1,
            0,
            (byte)records.Length,
            0,
            0,
            0,
            0,
        ]);
        bytes.AddRange(question[12..]);
        foreach ((ushort type, byte[] data) in records)
        {
            bytes.AddRange([
                0xC0,
                12,
                (byte)(type >> 8),
                (byte)type,
                0,
                1,
                0,
                0,
                0,
                60,
                (byte)(data.Length >> 8),
                (byte)data.Length,
            ]);
            bytes.AddRange(data);
        }
        return [.. bytes];
    }

    /// <summary>A datagram and a listening stream socket with the same number of port, which others may use for one of the two.</summary>
    private static (Socket Datagrams, Socket Streams) Listen(out int port)
    {
        while (true)
        {
            var datagrams = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            var streams = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            datagrams.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            port = ((IPEndPoint)datagrams.LocalEndPoint!).Port;
            try
            {
                streams.Bind(new IPEndPoint(IPAddress.Loopback, port));
                streams.Listen();
                return (datagrams, streams);
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                datagrams.Dispose();
                streams.Dispose();
            }
        }
    }

    private static DnsOutcome Ask(
        string name,
        Func<byte[], byte[]> byDatagram,
        Func<byte[], byte[]>? byStream,
        List<string> names,
        List<IPAddress> addresses
    )
    {
        (Socket datagrams, Socket streams) = Listen(out int port);
        using Socket datagramsEnd = datagrams;
        using Socket streamsEnd = streams;
        var server = new Thread(() =>
        {
            var buffer = new byte[512];
            EndPoint client = new IPEndPoint(IPAddress.Any, 0);
            int count = datagrams.ReceiveFrom(buffer, ref client);
            datagrams.SendTo(byDatagram(buffer[..count]), client);
            if (byStream != null)
            {
                using Socket connection = streams.Accept();
                count = connection.Receive(buffer);
                byte[] answer = byStream(buffer[2..count]);
                connection.Send([(byte)(answer.Length >> 8), (byte)answer.Length]);
                connection.Send(answer);
            }
        });
        server.Start();
        var settings = new ResolverSettings { ServerPort = port, Attempts = 1 };
        settings.Servers.Add(IPAddress.Loopback);
        DnsOutcome outcome = DnsClient.Ask(settings, name, DnsMessage.TypeAddress, names, addresses);
        server.Join();
        return outcome;
    }

    [Fact]
    public void FindsAddressesBehindAnAlias()
    {
        var names = new List<string>();
        var addresses = new List<IPAddress>();
        DnsOutcome outcome = Ask(
            "www.example.org",
            question =>
                Answer(
                    question,
                    0,
                    0,
                    (DnsMessage.TypeAlias, [4, .. "host"u8, 0xC0, 16]),
                    (DnsMessage.TypeAddress, [192, 0, 2, 1]),
                    (DnsMessage.TypeAddress, [192, 0, 2, 2])
                ),
            null,
            names,
            addresses
        );
        Assert.Equal(DnsOutcome.Found, outcome);
        Assert.Equal(["host.example.org"], names);
        Assert.Equal(["192.0.2.1", "192.0.2.2"], addresses.Select(address => address.ToString()));
    }

    [Fact]
    public void AsksAgainOverAStreamWhenTheAnswerIsCut()
    {
        var addresses = new List<IPAddress>();
        DnsOutcome outcome = Ask(
            "long.example.org",
            question => Answer(question, 2, 0),
            question => Answer(question, 0, 0, (DnsMessage.TypeAddress, [192, 0, 2, 7])),
            [],
            addresses
        );
        Assert.Equal(DnsOutcome.Found, outcome);
        Assert.Equal("192.0.2.7", Assert.Single(addresses).ToString());
    }

    [Theory]
    [InlineData(3, DnsOutcome.NoSuchName)]
    [InlineData(2, DnsOutcome.Failed)]
    [InlineData(0, DnsOutcome.NoData)]
    public void TellsFailuresApart(byte code, object expected) =>
        Assert.Equal((DnsOutcome)expected, Ask("no.example.org", question => Answer(question, 0, code), null, [], []));

    [Fact]
    public void SurvivesDamagedAnswers()
    {
        const int Rounds = 200_000;
        var random = new Random(20_250_401);
        var question = new byte[512];
        int length = DnsMessage.WriteQuestion(question, 7, "a.b.example.org", DnsMessage.TypeAddress);
        byte[] answer = Answer(
            question.AsSpan(0, length),
            0,
            0,
            (DnsMessage.TypeAlias, [4, .. "host"u8, 0xC0, 16]),
            (DnsMessage.TypeAddress, [192, 0, 2, 1]),
            (DnsMessage.TypePointer, [0xC0, 12])
        );
        for (int i = 0; i < Rounds; i++)
        {
            byte[] damaged = answer[..random.Next(0, answer.Length + 1)];
            for (int change = random.Next(4); change > 0 && damaged.Length > 0; change--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }
            var names = new List<string>();
            var addresses = new List<IPAddress>();
            DnsMessage.Read(damaged, question.AsSpan(0, length), DnsMessage.TypeAddress, names, addresses);
            Assert.True(names.Sum(name => name.Length) < 10_000 && addresses.Count < 100);
        }
    }
}
