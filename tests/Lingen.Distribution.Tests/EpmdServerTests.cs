// The daemon behind its sockets, and the commands that talk to it, over the loopback interface.
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Lingen.Distribution.Tests;

public sealed class EpmdServerTests : IDisposable
{
    private readonly EpmdServer server;
    private readonly EpmdSettings settings;
    private readonly Thread thread;

    public EpmdServerTests()
    {
        int? status;
        do
        {
            settings = new EpmdSettings
            {
                Port = FreePort(),
                Addresses = [IPAddress.Loopback],
                IsRelaxed = true,
            };
            server = new EpmdServer(settings, (_, _) => { });
            status = server.Open();
        } while (status is not null);
        thread = new Thread(server.Run);
        thread.Start();
    }

    public void Dispose()
    {
        if (thread.IsAlive)
        {
            Command(EpmdCommand.Kill);
        }
        thread.Join();
        server.Dispose();
    }

    private static ushort FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (ushort)((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private (int Status, string Output) Command(EpmdCommand command, string name = "")
    {
        using var output = new MemoryStream();
        int status = EpmdClient.Run(settings with { Command = command, StopName = name }, output, TextWriter.Null);
        return (status, Encoding.UTF8.GetString(output.ToArray()));
    }

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 30_000 };
        socket.Connect(IPAddress.Loopback, settings.Port);
        return socket;
    }

    private Socket Register(string name)
    {
        Socket socket = Connect();
        byte[] text = Encoding.UTF8.GetBytes(name);
        byte[] request = [(byte)'x', 1, 2, 77, 0, 0, 6, 0, 5, 0, (byte)text.Length, .. text, 0, 0];
        // In two pieces: a request may come in any.
        socket.Send([0, (byte)request.Length, .. request[..3]]);
        socket.Send(request.AsSpan(3));
        var answer = new byte[6];
        Assert.Equal(6, socket.Receive(answer));
        Assert.Equal([(byte)'v', 0], answer[..2]);
        return socket;
    }

    private string Names() => Command(EpmdCommand.Names).Output;

    [Fact]
    public void ANodeIsRegisteredAsLongAsItsConnection()
    {
        Assert.Equal(0, Command(EpmdCommand.Started).Status);
        using (Socket node = Register("grün"))
        {
            Assert.Equal($"epmd: up and running on port {settings.Port} with data:\nname grün at port 258\n", Names());
        }
        while (Names().Contains("grün", StringComparison.Ordinal))
        {
            Thread.Sleep(1);
        }
    }

    [Fact]
    public void StopClosesTheNodesConnection()
    {
        using Socket node = Register("a");
        Assert.Equal((0, "NOEXIST\n"), Command(EpmdCommand.Stop, "b"));
        Assert.Equal((0, "STOPPED\n"), Command(EpmdCommand.Stop, "a"));
        Assert.Equal(0, node.Receive(new byte[1]));
    }

    [Fact]
    public void TheDaemonEndsWhenItIsTold()
    {
        Assert.Equal((0, "Killed\n"), Command(EpmdCommand.Kill));
        thread.Join();
        server.Dispose();
        Assert.Equal((1, ""), Command(EpmdCommand.Names));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 1 })]
    [InlineData(new byte[] { 0, 1, (byte)'n', (byte)'n' })]
    [InlineData(new byte[] { 0, 2, 0, 0 })]
    public void WhatIsNoRequestClosesTheConnection(byte[] bytes)
    {
        using Socket socket = Connect();
        socket.Send(bytes);
        Assert.Equal(0, socket.Receive(new byte[100]));
        Assert.Equal(0, Command(EpmdCommand.Names).Status);
    }

    [Fact]
    public void ManyNodesAtOnce()
    {
        var nodes = new List<Socket>();
        for (int i = 0; i < 300; i++)
        {
            nodes.Add(Register($"node{i}"));
        }
        Assert.Equal(301, Names().Count(letter => letter == '\n'));
        nodes.ForEach(node => node.Dispose());
    }
}
