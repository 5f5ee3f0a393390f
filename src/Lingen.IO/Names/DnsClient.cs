// Asks name servers, as the C library's resolver does: each in turn, over UDP, and over TCP what does not fit a datagram. It waits on the
// thread that calls, which therefore is no scheduler's.
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Lingen.IO;

/// <summary>A stub resolver.</summary>
internal static unsafe class DnsClient
{
    private const int DatagramBytes = 4096;
    private const int QuestionBytes = 512;

    /// <summary>Asks for records of one type; names and addresses of the answer are added to the lists.</summary>
    public static DnsOutcome Ask(
        ResolverSettings settings,
        string name,
        ushort type,
        List<string> names,
        List<IPAddress> addresses
    )
    {
        Span<byte> question = stackalloc byte[QuestionBytes];
        Span<byte> id = stackalloc byte[2];
        HostRandom.Fill(id);
        int length = DnsMessage.WriteQuestion(question, BinaryPrimitives.ReadUInt16LittleEndian(id), name, type);
        if (length == 0)
        {
            return DnsOutcome.NoSuchName;
        }
        question = question[..length];
        DnsOutcome last = DnsOutcome.Failed;
        for (int attempt = 0; attempt < settings.Attempts; attempt++)
        {
            foreach (IPAddress server in settings.Servers)
            {
                // Later rounds wait longer, shared among the servers.
                int timeoutMs = 1000 * settings.TimeoutSeconds * (attempt == 0 ? 1 : (1 << attempt) / settings.Servers.Count);
                names.Clear();
                addresses.Clear();
                last = Exchange(
                    new IPEndPoint(server, settings.ServerPort),
                    question,
                    type,
                    Math.Max(timeoutMs, 1000),
                    names,
                    addresses
                );
                if (last is not DnsOutcome.Failed)
                {
                    return last;
                }
            }
        }
        return last;
    }

    private static DnsOutcome Exchange(
        IPEndPoint server,
        ReadOnlySpan<byte> question,
        ushort type,
        int timeoutMs,
        List<string> names,
        List<IPAddress> addresses
    )
    {
        int socket = Connect(server, LibC.SocketDatagram, timeoutMs);
        if (socket < 0)
        {
            return DnsOutcome.Failed;
        }
        try
        {
            byte[] answer = new byte[DatagramBytes];
            fixed (
                byte* questionStart = question,
                    answerStart = answer
            )
            {
                if (LibC.sendto(socket, questionStart, question.Length, LibC.MessageNoSignal, null, 0) != question.Length)
                {
                    return DnsOutcome.Failed;
                }
                long until = Environment.TickCount64 + timeoutMs;
                while (Wait(socket, LibC.PollIn, until))
                {
                    nint count = LibC.recv(socket, answerStart, answer.Length, 0);
                    if (count < 0 && LibC.LastError is not (PosixError.Interrupted or PosixError.TryAgain))
                    {
                        return DnsOutcome.Failed;
                    }
                    DnsOutcome outcome =
                        count < 0
                            ? DnsOutcome.Unrelated
                            : DnsMessage.Read(answer.AsSpan(0, (int)count), question, type, names, addresses);
                    if (outcome == DnsOutcome.Truncated)
                    {
                        return ExchangeByStream(server, question, type, timeoutMs, names, addresses);
                    }
                    if (outcome != DnsOutcome.Unrelated)
                    {
                        return outcome;
                    }
                }
                return DnsOutcome.Failed;
            }
        }
        finally
        {
            _ = LibC.close(socket);
        }
    }

    private static DnsOutcome ExchangeByStream(
        IPEndPoint server,
        ReadOnlySpan<byte> question,
        ushort type,
        int timeoutMs,
        List<string> names,
        List<IPAddress> addresses
    )
    {
        long until = Environment.TickCount64 + timeoutMs;
        int socket = Connect(server, LibC.SocketStream, timeoutMs);
        if (socket < 0)
        {
            return DnsOutcome.Failed;
        }
        try
        {
            byte[] message = new byte[2 + question.Length];
            BinaryPrimitives.WriteUInt16BigEndian(message, (ushort)question.Length);
            question.CopyTo(message.AsSpan(2));
            fixed (byte* start = message)
            {
                // A question fits the send buffer of a new connection.
                if (LibC.sendto(socket, start, message.Length, LibC.MessageNoSignal, null, 0) != message.Length)
                {
                    return DnsOutcome.Failed;
                }
            }
            byte[] length = new byte[2];
            if (!ReadAll(socket, length, until))
            {
                return DnsOutcome.Failed;
            }
            byte[] answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
            DnsOutcome outcome = ReadAll(socket, answer, until)
                ? DnsMessage.Read(answer, question, type, names, addresses)
                : DnsOutcome.Failed;
            return outcome is DnsOutcome.Unrelated or DnsOutcome.Truncated ? DnsOutcome.Failed : outcome;
        }
        finally
        {
            _ = LibC.close(socket);
        }
    }

    private static bool ReadAll(int socket, Span<byte> target, long until)
    {
        while (!target.IsEmpty)
        {
            if (!Wait(socket, LibC.PollIn, until))
            {
                return false;
            }
            nint count;
            fixed (byte* start = target)
            {
                count = LibC.recv(socket, start, target.Length, 0);
            }
            if (count == 0 || (count < 0 && LibC.LastError is not (PosixError.Interrupted or PosixError.TryAgain)))
            {
                return false;
            }
            target = target[(int)Math.Max(count, 0)..];
        }
        return true;
    }

    private static int Connect(IPEndPoint server, int type, int timeoutMs)
    {
        bool isInet = server.AddressFamily == AddressFamily.InterNetwork;
        int socket = LibC.socket(
            isInet ? LibC.FamilyInet : LibC.FamilyInet6,
            type | LibC.SocketCloseOnExec | LibC.SocketNonBlock,
            0
        );
        if (socket < 0)
        {
            return -1;
        }
        InetAddress address = InetAddress.Of(server.Address, server.Port);
        bool connected =
            LibC.connect(socket, address.Bytes, address.Length) == 0
            || (LibC.LastError == PosixError.InProgress && Wait(socket, LibC.PollOut, Environment.TickCount64 + timeoutMs));
        if (connected)
        {
            return socket;
        }
        _ = LibC.close(socket);
        return -1;
    }

    private static bool Wait(int socket, short events, long until)
    {
        while (true)
        {
            long left = until - Environment.TickCount64;
            var entry = new PollDescriptor { Fd = socket, Events = events };
            int ready = left <= 0 ? 0 : LibC.poll(&entry, 1, (int)Math.Min(left, int.MaxValue));
            if (ready > 0)
            {
                return true;
            }
            if (ready == 0 || LibC.LastError != PosixError.Interrupted)
            {
                return false;
            }
        }
    }
}
