// /etc/hosts, read anew for each question.
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lingen.IO;

/// <summary>A host: its name, then its aliases, and its addresses, all of one family.</summary>
internal sealed record HostEntry(List<string> Names, List<IPAddress> Addresses);

/// <summary>Looks up names and addresses in the hosts file.</summary>
internal static class HostsFile
{
    private const string Path = "/etc/hosts";

    public static HostEntry? ByName(string name, AddressFamily family)
    {
        HostEntry? found = null;
        foreach ((IPAddress address, string[] names) in Lines())
        {
            if (address.AddressFamily == family && names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                found ??= new HostEntry([.. names], []);
                found.Addresses.Add(address);
            }
        }
        return found;
    }

    public static HostEntry? ByAddress(IPAddress wanted)
    {
        foreach ((IPAddress address, string[] names) in Lines())
        {
            if (address.Equals(wanted))
            {
                return new HostEntry([.. names], [address]);
            }
        }
        return null;
    }

    private static IEnumerable<(IPAddress Address, string[] Names)> Lines()
    {
        foreach (string line in Encoding.Latin1.GetString(SmallFiles.Read(Path)).Split('\n'))
        {
            string[] parts = line.Split('#')[0].Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length > 1 && IPAddress.TryParse(parts[0], out IPAddress? address))
            {
                yield return (address, parts[1..]);
            }
        }
    }
}
