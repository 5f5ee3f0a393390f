// Names of services: /etc/services, read anew for each question.
using System.Globalization;
using System.Text;

namespace Lingen.IO;

/// <summary>The requests of prim_inet on services.</summary>
internal static class Services
{
    private const string Path = "/etc/services";

    /// <summary>Name and protocol, each behind its length; answers the port number. 0 or the error.</summary>
    public static int ByName(ReadOnlySpan<byte> data, List<byte> answer)
    {
        if (!TryText(ref data, out string name) || !TryText(ref data, out string protocol))
        {
            return PosixError.Invalid;
        }
        if (!TryPort(name, protocol, out int port))
        {
            return PosixError.Invalid;
        }
        answer.Add((byte)(port >> 8));
        answer.Add((byte)port);
        return 0;
    }

    /// <summary>The port of a service; a protocol of null is any.</summary>
    public static bool TryPort(string name, string? protocol, out int port)
    {
        foreach ((string[] names, int itsPort, string itsProtocol) in Lines())
        {
            if ((protocol == null || itsProtocol == protocol) && names.Contains(name))
            {
                port = itsPort;
                return true;
            }
        }
        port = 0;
        return false;
    }

    /// <summary>The name of the service of a port, or null; a protocol of null is any.</summary>
    public static string? TryName(int port, string? protocol)
    {
        foreach ((string[] names, int itsPort, string itsProtocol) in Lines())
        {
            if (itsPort == port && (protocol == null || itsProtocol == protocol))
            {
                return names[0];
            }
        }
        return null;
    }

    /// <summary>Port number and protocol; answers the name.</summary>
    public static int ByPort(ReadOnlySpan<byte> data, List<byte> answer)
    {
        if (data.Length < 2)
        {
            return PosixError.Invalid;
        }
        int port = (data[0] << 8) | data[1];
        data = data[2..];
        if (!TryText(ref data, out string protocol))
        {
            return PosixError.Invalid;
        }
        if (TryName(port, protocol) is not { } name)
        {
            return PosixError.Invalid;
        }
        answer.AddRange(Encoding.Latin1.GetBytes(name));
        return 0;
    }

    private static bool TryText(ref ReadOnlySpan<byte> data, out string text)
    {
        text = "";
        if (data.IsEmpty || data.Length < 1 + data[0])
        {
            return false;
        }
        text = Encoding.Latin1.GetString(data.Slice(1, data[0]));
        data = data[(1 + data[0])..];
        return true;
    }

    private static IEnumerable<(string[] Names, int Port, string Protocol)> Lines()
    {
        foreach (string line in Encoding.Latin1.GetString(SmallFiles.Read(Path)).Split('\n'))
        {
            string[] parts = line.Split('#')[0].Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            string[] number = parts.Length > 1 ? parts[1].Split('/') : [];
            if (number.Length == 2 && int.TryParse(number[0], NumberStyles.None, CultureInfo.InvariantCulture, out int port))
            {
                yield return ([parts[0], .. parts.AsSpan(2)], port, number[1]);
            }
        }
    }
}
