// What `epmd -names`, `-kill` and the like do: ask the daemon on this host over the loopback interface and print what it says.
using System.Net;
using System.Text;

namespace Lingen.Distribution;

/// <summary>Commands to a running daemon.</summary>
public static class EpmdClient
{
    private const int NameLimitBytes = 1000;
    private const int PortBytes = 4;
    private const int StopAnswerBytes = 7;

    /// <summary>Runs the command of the settings; the result is the exit status.</summary>
    public static int Run(EpmdSettings settings, Stream output, TextWriter errors)
    {
        bool isSilent = settings.Command == EpmdCommand.Started;
        int fd = Connect(settings.Port);
        if (fd < 0)
        {
            if (!isSilent)
            {
                errors.WriteLine("epmd: Cannot connect to local epmd");
            }
            return 1;
        }
        try
        {
            switch (settings.Command)
            {
                case EpmdCommand.Kill:
                    return Kill(fd, output);
                case EpmdCommand.Stop:
                    return Stop(fd, settings.StopName, output);
                case EpmdCommand.Dump:
                    return Print(fd, EpmdProtocol.DumpRequest, isSilent, output);
                default:
                    return Print(fd, EpmdProtocol.NamesRequest, isSilent, output);
            }
        }
        finally
        {
            SocketCalls.close(fd);
        }
    }

    /// <summary>A daemon listens on this host's port.</summary>
    public static bool IsRunning(ushort port)
    {
        int fd = Connect(port);
        if (fd < 0)
        {
            return false;
        }
        SocketCalls.close(fd);
        return true;
    }

    private static int Connect(ushort port)
    {
        int fd = SocketCalls.Connect(IPAddress.IPv6Loopback, port);
        return fd >= 0 ? fd : SocketCalls.Connect(IPAddress.Loopback, port);
    }

    private static int Print(int fd, byte request, bool isSilent, Stream output)
    {
        byte[] answer = Ask(fd, [request], int.MaxValue);
        if (answer.Length < PortBytes)
        {
            if (!isSilent)
            {
                Write(output, "epmd: no response from local epmd\n");
            }
            return 1;
        }
        if (!isSilent)
        {
            int port = (answer[0] << 24) | (answer[1] << 16) | (answer[2] << 8) | answer[3];
            Write(output, $"epmd: up and running on port {port} with data:\n");
            output.Write(answer.AsSpan(PortBytes));
        }
        return 0;
    }

    private static int Kill(int fd, Stream output)
    {
        byte[] answer = Ask(fd, [EpmdProtocol.KillRequest], 2);
        if (answer.AsSpan().SequenceEqual("OK"u8))
        {
            Write(output, "Killed\n");
            return 0;
        }
        Write(
            output,
            answer.AsSpan().SequenceEqual("NO"u8)
                ? "Killing not allowed - living nodes in database.\n"
                : $"epmd: local epmd responded with <{Encoding.UTF8.GetString(answer)}>\n"
        );
        return 1;
    }

    private static int Stop(int fd, string name, Stream output)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.Length > NameLimitBytes)
        {
            Write(output, "epmd: Name too long!\n");
            return 1;
        }
        byte[] answer = Ask(fd, [EpmdProtocol.StopRequest, .. bytes], StopAnswerBytes);
        string text = Encoding.UTF8.GetString(answer);
        bool isWhole = answer.Length == StopAnswerBytes;
        Write(output, isWhole ? $"{text}\n" : $"epmd: local epmd responded with <{text}>\n");
        return isWhole ? 0 : 1;
    }

    /// <summary>Sends a request and reads up to so many bytes, or to the end of the connection.</summary>
    private static byte[] Ask(int fd, ReadOnlySpan<byte> request, int limit)
    {
        byte[] packet = [(byte)(request.Length >> 8), (byte)request.Length, .. request];
        using var answer = new MemoryStream();
        if (SocketCalls.Send(fd, packet) != packet.Length)
        {
            return [];
        }
        Span<byte> buffer = stackalloc byte[4096];
        while (answer.Length < limit)
        {
            int count = SocketCalls.Receive(fd, buffer[..(int)Math.Min(buffer.Length, limit - answer.Length)]);
            if (count == -SocketCalls.ErrorInterrupted)
            {
                continue;
            }
            if (count <= 0)
            {
                break;
            }
            answer.Write(buffer[..count]);
        }
        return answer.ToArray();
    }

    private static void Write(Stream output, string text) => output.Write(Encoding.UTF8.GetBytes(text));
}
