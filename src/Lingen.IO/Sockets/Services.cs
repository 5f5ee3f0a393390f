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
        foreach ((string[] names, int port, string itsProtocol) in Lines())
        {
            if (itsProtocol == protocol && names.Contains(name))
            {
                answer.Add((byte)(port >> 8));
                answer.Add((byte)port);
                return 0;
            }
        }
        return PosixError.Invalid;
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
        foreach ((string[] names, int itsPort, string itsProtocol) in Lines())
        {
            if (itsPort == port && itsProtocol == protocol)
            {
                answer.AddRange(Encoding.Latin1.GetBytes(names[0]));
                return 0;
            }
        }
        return PosixError.Invalid;
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
        if (!File.Exists(Path))
        {
            yield break;
        }
        foreach (string line in File.ReadLines(Path))
        {
            string[] parts = line.Split('#')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            string[] number = parts.Length > 1 ? parts[1].Split('/') : [];
            if (number.Length == 2 && int.TryParse(number[0], NumberStyles.None, CultureInfo.InvariantCulture, out int port))
            {
                yield return ([parts[0], .. parts.AsSpan(2)], port, number[1]);
            }
        }
    }
}
