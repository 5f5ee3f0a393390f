// The port mapper daemon: one thread, one poll over its listening sockets and its connections. A slow or hostile peer holds
// nothing but its own connection: reads and writes never wait, what is silent for too long is closed.
using System.Net;
using System.Text;

namespace Lingen.Distribution;

/// <summary>Serves the protocol on sockets.</summary>
public sealed class EpmdServer : IDisposable
{
    private const int RequestLimitBytes = 3 * EpmdProtocol.MaxNameBytes;
    private const int LengthBytes = 2;
    private const int CheckIntervalMs = 1000;

    private sealed class Connection(int descriptor, bool isLocal)
    {
        public readonly int Descriptor = descriptor;
        public readonly bool IsLocal = isLocal;
        public readonly byte[] Buffer = new byte[LengthBytes + RequestLimitBytes];
        public int Received;
        public long LastActivity = Environment.TickCount64;

        /// <summary>A registered node's: open until the node ends.</summary>
        public bool IsKept;

        /// <summary>What could not be sent at once; the connection is closed behind it.</summary>
        public ReadOnlyMemory<byte> Output;
    }

    private readonly EpmdSettings settings;
    private readonly EpmdProtocol protocol;
    private readonly EpmdRegistry registry;
    private readonly Action<int, string> log;
    private readonly List<int> listeners = [];
    private readonly Dictionary<int, Connection> connections = [];
    private PollEntry[] entries = new PollEntry[16];
    private bool ends;

    /// <param name="settings">Port, addresses, time-outs.</param>
    /// <param name="log">Takes messages with their level: 0 for what always matters, higher for details.</param>
    public EpmdServer(EpmdSettings settings, Action<int, string> log)
    {
        this.settings = settings;
        this.log = log;
        registry = new EpmdRegistry((uint)DateTimeOffset.UtcNow.ToUnixTimeSeconds(), settings.Debug > 0 ? 5 : 1000);
        protocol = new EpmdProtocol(registry, settings.Port, settings.IsRelaxed);
    }

    /// <summary>Opens the listening sockets.</summary>
    /// <returns>Null, or the exit status to end with: 0 if a daemon is there already, else 1.</returns>
    public int? Open()
    {
        bool all = settings.Addresses.Count == 0;
        IPAddress[] always = all ? [IPAddress.Any, IPAddress.IPv6Any] : [IPAddress.Loopback, IPAddress.IPv6Loopback];
        foreach (IPAddress address in always)
        {
            // A host may be without one of the two protocols.
            if (Listen(address, isRequired: false) is { } status)
            {
                return status;
            }
        }
        foreach (IPAddress address in settings.Addresses.Where(address => !IPAddress.IsLoopback(address)))
        {
            if (Listen(address, isRequired: true) is { } status)
            {
                return status;
            }
        }
        if (listeners.Count > 0)
        {
            return null;
        }
        log(0, "unable to bind any address");
        return 1;
    }

    private int? Listen(IPAddress address, bool isRequired)
    {
        int fd = SocketCalls.Listen(address, settings.Port);
        if (fd >= 0)
        {
            listeners.Add(fd);
            return null;
        }
        if (fd == -SocketCalls.ErrorAddressInUse)
        {
            log(1, $"there is already a epmd running at port {settings.Port} on ipaddr {address}");
            return 0;
        }
        log(isRequired ? 0 : 1, $"failed to listen on ipaddr {address}: error {-fd}");
        return isRequired ? 1 : null;
    }

    /// <summary>Serves until a request to end comes.</summary>
    public void Run()
    {
        bool mayAccept = true;
        while (!ends)
        {
            Span<PollEntry> polled = Entries(mayAccept);
            int ready = SocketCalls.Poll(polled, CheckIntervalMs);
            if (ready < 0 && ready != -SocketCalls.ErrorInterrupted)
            {
                throw new IOException($"epmd: poll failed with error {-ready}");
            }
            Delay(settings.AcceptDelaySeconds);
            mayAccept = true;
            foreach (ref readonly PollEntry entry in polled)
            {
                if (entry.Found == 0 || ready <= 0)
                {
                    continue;
                }
                if (connections.TryGetValue(entry.Descriptor, out Connection? connection))
                {
                    Serve(connection);
                }
                else if (listeners.Contains(entry.Descriptor))
                {
                    mayAccept &= Accept(entry.Descriptor);
                }
            }
            CloseSilent();
        }
    }

    private Span<PollEntry> Entries(bool mayAccept)
    {
        int needed = listeners.Count + connections.Count;
        if (entries.Length < needed)
        {
            entries = new PollEntry[needed * 2];
        }
        int count = 0;
        if (mayAccept)
        {
            foreach (int listener in listeners)
            {
                entries[count++] = new PollEntry { Descriptor = listener, Wanted = PollEntry.Readable };
            }
        }
        foreach (Connection connection in connections.Values)
        {
            short wanted = connection.Output.IsEmpty ? PollEntry.Readable : PollEntry.Writable;
            entries[count++] = new PollEntry { Descriptor = connection.Descriptor, Wanted = wanted };
        }
        return entries.AsSpan(0, count);
    }

    /// <summary>Takes one connection; false if there are no descriptors left, so that asking again would only spin.</summary>
    private bool Accept(int listener)
    {
        int fd = SocketCalls.Accept(listener);
        if (fd >= 0)
        {
            var connection = new Connection(fd, SocketCalls.IsLocal(fd));
            connections.Add(fd, connection);
            log(2, $"opening connection on file descriptor {fd}, {(connection.IsLocal ? "local" : "non-local")} peer");
            return true;
        }
        if (fd is -SocketCalls.ErrorTryAgain or -SocketCalls.ErrorInterrupted)
        {
            return true;
        }
        log(0, $"error {-fd} in accept");
        return false;
    }

    private void Serve(Connection connection)
    {
        if (!connection.Output.IsEmpty)
        {
            SendRest(connection);
            return;
        }
        int count = SocketCalls.Receive(connection.Descriptor, connection.Buffer.AsSpan(connection.Received));
        if (count is -SocketCalls.ErrorTryAgain or -SocketCalls.ErrorInterrupted)
        {
            return;
        }
        if (count <= 0 || connection.IsKept)
        {
            // The end of a node; anything else from it is nothing it should send.
            log(1, $"closing connection on file descriptor {connection.Descriptor}, {Math.Max(count, 0)} bytes came");
            Close(connection);
            return;
        }
        connection.Received += count;
        connection.LastActivity = Environment.TickCount64;
        int wanted = Wanted(connection);
        if (wanted != 0 && (wanted <= LengthBytes || wanted >= RequestLimitBytes || connection.Received > wanted))
        {
            log(0, $"got {connection.Received - LengthBytes} bytes in packet, expected {wanted - LengthBytes}");
            Close(connection);
        }
        else if (connection.Received == wanted)
        {
            Answer(connection, connection.Buffer.AsSpan(LengthBytes, wanted - LengthBytes));
        }
    }

    /// <summary>Bytes of the whole request with its length, or 0 while the length is not there.</summary>
    private static int Wanted(Connection connection) =>
        connection.Received < LengthBytes ? 0 : LengthBytes + (connection.Buffer[0] << 8) + connection.Buffer[1];

    private void Answer(Connection connection, ReadOnlySpan<byte> request)
    {
        EpmdAnswer answer = protocol.Answer(request, connection.Descriptor, connection.IsLocal);
        log(1, $"request '{(char)request[0]}' on file descriptor {connection.Descriptor}");
        if (answer.Complaint is { } complaint)
        {
            log(0, complaint);
        }
        if (answer.Close >= 0 && connections.TryGetValue(answer.Close, out Connection? other))
        {
            Close(other);
        }
        connection.IsKept = answer.Keep;
        Delay(settings.WriteDelaySeconds);
        connection.Output = answer.Bytes;
        SendRest(connection);
        ends = answer.Exit;
    }

    private void SendRest(Connection connection)
    {
        while (!connection.Output.IsEmpty)
        {
            int count = SocketCalls.Send(connection.Descriptor, connection.Output.Span);
            if (count == -SocketCalls.ErrorTryAgain)
            {
                return;
            }
            if (count < 0 && count != -SocketCalls.ErrorInterrupted)
            {
                log(1, $"error {-count} in write on file descriptor {connection.Descriptor}");
                Close(connection);
                return;
            }
            connection.Output = connection.Output[Math.Max(count, 0)..];
            connection.LastActivity = Environment.TickCount64;
        }
        if (!connection.IsKept)
        {
            Close(connection);
        }
    }

    private void CloseSilent()
    {
        long limit = Environment.TickCount64 - (settings.PacketTimeoutSeconds * 1000L);
        List<Connection>? silent = null;
        foreach (Connection connection in connections.Values)
        {
            bool isIdleNode = connection.IsKept && connection.Output.IsEmpty;
            if (!isIdleNode && connection.LastActivity < limit)
            {
                (silent ??= []).Add(connection);
            }
        }
        foreach (Connection connection in silent ?? [])
        {
            log(1, "closing because timed out on receive");
            Close(connection);
        }
    }

    private void Close(Connection connection)
    {
        if (registry.RemoveConnection(connection.Descriptor) is { } node)
        {
            log(1, $"unregistering '{Encoding.UTF8.GetString(node.Registration.Name)}:{node.Creation}'");
        }
        connections.Remove(connection.Descriptor);
        SocketCalls.close(connection.Descriptor);
    }

    private static void Delay(int seconds)
    {
        if (seconds > 0)
        {
            Thread.Sleep(TimeSpan.FromSeconds(seconds));
        }
    }

    /// <summary>Closes all sockets.</summary>
    public void Dispose()
    {
        foreach (Connection connection in connections.Values)
        {
            SocketCalls.close(connection.Descriptor);
        }
        connections.Clear();
        foreach (int listener in listeners)
        {
            SocketCalls.close(listener);
        }
        listeners.Clear();
    }
}
