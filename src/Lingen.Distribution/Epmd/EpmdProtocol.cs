// The port mapper's protocol: requests in, answers out (Erlang distribution protocol, EPMD Protocol). A request is two bytes
// of length and as many bytes; its first byte says what is wanted. Answers have no length: the connection is closed behind
// them, but for a node that has registered, whose connection stays open as long as it lives.
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Lingen.Distribution;

/// <summary>What to do after a request.</summary>
/// <param name="Bytes">What to send; empty for a request that gets no answer.</param>
public readonly record struct EpmdAnswer(byte[] Bytes)
{
    /// <summary>The connection stays open: it is that of a registered node now.</summary>
    public bool Keep { get; init; }

    /// <summary>The daemon ends behind the answer.</summary>
    public bool Exit { get; init; }

    /// <summary>Connection of another node that is to be closed, or -1.</summary>
    public int Close { get; init; } = -1;

    /// <summary>What was wrong with the request, for the log.</summary>
    public string? Complaint { get; init; }
}

/// <summary>Answers requests from a registry.</summary>
/// <param name="registry">The names.</param>
/// <param name="port">The port the daemon listens at.</param>
/// <param name="relaxed">Whether nodes may be unregistered and the daemon stopped while there are nodes.</param>
public sealed class EpmdProtocol(EpmdRegistry registry, int port, bool relaxed)
{
    public const byte AliveRequest = (byte)'x';
    public const byte AliveAnswer = (byte)'y';
    public const byte AliveWideAnswer = (byte)'v';
    public const byte PortRequest = (byte)'z';
    public const byte PortAnswer = (byte)'w';
    public const byte NamesRequest = (byte)'n';
    public const byte DumpRequest = (byte)'d';
    public const byte KillRequest = (byte)'k';
    public const byte StopRequest = (byte)'s';

    /// <summary>Most bytes of a name or of extra data.</summary>
    public const int MaxNameBytes = 255 * 4;

    private const int MaxNameCharacters = 255;
    private const int AliveFixedBytes = 13;
    private const uint RefusedCreation = 99;
    private const int FirstVersionWithWideCreation = 6;

    /// <summary>Answers one request.</summary>
    /// <param name="request">The request without its length.</param>
    /// <param name="connection">A number for the connection it came over.</param>
    /// <param name="isLocal">Whether the other side is on this host: only then it may change anything.</param>
    public EpmdAnswer Answer(ReadOnlySpan<byte> request, int connection, bool isLocal)
    {
        if (request.IsEmpty)
        {
            return Refused("empty request");
        }
        switch (request[0])
        {
            case AliveRequest:
                return isLocal ? Register(request, connection) : Refused("ALIVE2_REQ from non local address");
            case PortRequest:
                return Port(request[1..]);
            case NamesRequest:
                return new EpmdAnswer(Names());
            case DumpRequest:
                return isLocal ? new EpmdAnswer(Dump()) : Refused("DUMP_REQ from non local address");
            case KillRequest:
                return isLocal ? Kill() : Refused("KILL_REQ from non local address");
            case StopRequest:
                return isLocal ? Stop(request[1..]) : Refused("STOP_REQ from non local address");
            default:
                return Refused("got garbage");
        }
    }

    private static EpmdAnswer Refused(string complaint) => new([]) { Complaint = complaint };

    private EpmdAnswer Register(ReadOnlySpan<byte> request, int connection)
    {
        if (request.Length <= AliveFixedBytes)
        {
            return Refused($"packet too small for request ALIVE2_REQ ({request.Length})");
        }
        int nameLength = BinaryPrimitives.ReadUInt16BigEndian(request[9..]);
        if (nameLength + AliveFixedBytes > request.Length)
        {
            return Refused("node name size error in ALIVE2_REQ");
        }
        ReadOnlySpan<byte> name = request.Slice(11, nameLength);
        int extraLength = BinaryPrimitives.ReadUInt16BigEndian(request[(11 + nameLength)..]);
        if (extraLength + nameLength + AliveFixedBytes > request.Length)
        {
            return Refused("extra info size error in ALIVE2_REQ");
        }
        if (name.Contains((byte)0))
        {
            return Refused("node name contains ascii 0 in ALIVE2_REQ");
        }
        var registration = new EpmdRegistration(
            BinaryPrimitives.ReadUInt16BigEndian(request[1..]),
            request[3],
            request[4],
            BinaryPrimitives.ReadUInt16BigEndian(request[5..]),
            BinaryPrimitives.ReadUInt16BigEndian(request[7..]),
            name.ToArray(),
            request.Slice(AliveFixedBytes + nameLength, extraLength).ToArray()
        );
        EpmdNode? node = IsName(name) && extraLength <= MaxNameBytes ? registry.Register(registration, connection) : null;
        var answer = new EpmdAnswer(RegistrationAnswer(registration.HighestVersion, node)) { Keep = true };
        return node is not null
            ? answer
            : answer with
            {
                Complaint = $"cannot register the node name {Encoding.UTF8.GetString(name)}: occupied or not valid",
            };
    }

    private static byte[] RegistrationAnswer(int version, EpmdNode? node)
    {
        byte result = node is null ? (byte)1 : (byte)0;
        uint creation = node?.Creation ?? RefusedCreation;
        if (version >= FirstVersionWithWideCreation)
        {
            byte[] wide = [AliveWideAnswer, result, 0, 0, 0, 0];
            BinaryPrimitives.WriteUInt32BigEndian(wide.AsSpan(2), creation);
            return wide;
        }
        return [AliveAnswer, result, (byte)(creation >> 8), (byte)creation];
    }

    private static bool IsName(ReadOnlySpan<byte> name) =>
        name.Length <= MaxNameBytes && Utf8.IsValid(name) && CountCharacters(name) <= MaxNameCharacters;

    /// <summary>Code points of valid UTF-8: the bytes that continue none.</summary>
    private static int CountCharacters(ReadOnlySpan<byte> text)
    {
        int count = 0;
        foreach (byte unit in text)
        {
            count += (unit & 0xC0) != 0x80 ? 1 : 0;
        }
        return count;
    }

    private EpmdAnswer Port(ReadOnlySpan<byte> name)
    {
        if (!name.IsEmpty && name[^1] == 0)
        {
            name = name[..^1];
        }
        if (name.IsEmpty)
        {
            return Refused("packet too small for request PORT2_REQ");
        }
        if (name.Contains((byte)0) || !IsName(name))
        {
            return Refused("invalid node name in PORT2_REQ");
        }
        if (registry.Find(name)?.Registration is not { } node)
        {
            return new EpmdAnswer([PortAnswer, 1]);
        }
        var bytes = new byte[14 + node.Name.Length + node.Extra.Length];
        bytes[0] = PortAnswer;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), node.Port);
        bytes[4] = node.Type;
        bytes[5] = node.Protocol;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), node.HighestVersion);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(8), node.LowestVersion);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(10), (ushort)node.Name.Length);
        node.Name.CopyTo(bytes, 12);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(12 + node.Name.Length), (ushort)node.Extra.Length);
        node.Extra.CopyTo(bytes, 14 + node.Name.Length);
        return new EpmdAnswer(bytes);
    }

    /// <summary>The lines that <c>erl_epmd:names/0</c> and <c>epmd -names</c> read, behind the daemon's own port.</summary>
    private byte[] Names()
    {
        using MemoryStream text = PortFirst();
        foreach (EpmdNode node in registry.Nodes)
        {
            Write(text, "name ", node, $" at port {node.Registration.Port}\n");
        }
        return text.ToArray();
    }

    private byte[] Dump()
    {
        using MemoryStream text = PortFirst();
        foreach (EpmdNode node in registry.Nodes)
        {
            Write(text, "active name     <", node, $"> at port {node.Registration.Port}, fd = {node.Connection}\n\0");
        }
        foreach (EpmdNode node in registry.Gone)
        {
            Write(text, "old/unused name <", node, $">, port = {node.Registration.Port}, fd = {node.Connection} \n\0");
        }
        return text.ToArray();
    }

    private MemoryStream PortFirst()
    {
        var text = new MemoryStream();
        text.Write([(byte)(port >> 24), (byte)(port >> 16), (byte)(port >> 8), (byte)port]);
        return text;
    }

    private static void Write(MemoryStream text, string before, EpmdNode node, string behind)
    {
        text.Write(Encoding.ASCII.GetBytes(before));
        text.Write(node.Registration.Name);
        text.Write(Encoding.ASCII.GetBytes(behind));
    }

    private EpmdAnswer Kill() =>
        relaxed || registry.Nodes.Count == 0
            ? new EpmdAnswer("OK"u8.ToArray()) { Exit = true }
            : new EpmdAnswer("NO"u8.ToArray()) { Complaint = "disallowed KILL_REQ, live nodes" };

    private EpmdAnswer Stop(ReadOnlySpan<byte> name)
    {
        if (!relaxed)
        {
            return Refused("disallowed STOP_REQ, no relaxed_command_check");
        }
        if (name.IsEmpty)
        {
            return Refused("packet too small for request STOP_REQ");
        }
        int end = name.IndexOf((byte)0);
        EpmdNode? node = registry.Remove(end < 0 ? name : name[..end]);
        return node is null
            ? new EpmdAnswer("NOEXIST"u8.ToArray())
            : new EpmdAnswer("STOPPED"u8.ToArray()) { Close = node.Connection };
    }
}
