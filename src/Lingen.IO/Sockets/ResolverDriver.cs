// Stands in for OTP's port program inet_gethost, which asks the system's resolver. A static executable cannot load the
// resolver's modules, so names are looked up in the hosts file; everything else is host_not_found, and OTP's own inet_res
// asks DNS when configured to.
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lingen.IO;

/// <summary>The byte protocol of inet_gethost_native: a 32-bit request number, an operation, a family, and data.</summary>
internal sealed class ResolverDriver : PortDriver
{
    private const int HeaderBytes = 6;
    private const byte OperationByName = 1;
    private const byte OperationByAddress = 2;
    private const byte FamilyInet = 1;
    private const byte UnitError = 0;

    public override void Output(ByteQueue data)
    {
        byte[] request = new byte[data.LengthBytes];
        data.CopyTo(request);
        data.Clear();
        if (request.Length < HeaderBytes || request[4] is not (OperationByName or OperationByAddress))
        {
            return;
        }
        AddressFamily family = request[5] == FamilyInet ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        ReadOnlySpan<byte> argument = request.AsSpan(HeaderBytes);
        var answer = new List<byte>(request.AsSpan(0, 4).ToArray());
        HostEntry? entry =
            request[4] == OperationByName
                ? HostsFile.ByName(Encoding.Latin1.GetString(argument.TrimEnd((byte)0)), family)
                : HostsFile.ByAddress(argument);
        if (entry == null)
        {
            answer.Add(UnitError);
            answer.AddRange(Encoding.ASCII.GetBytes("host_not_found\0"));
        }
        else
        {
            WriteEntry(answer, entry);
        }
        Port.DeliverData(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(answer), Term.None);
    }

    public override void Stop() { }

    private static void WriteEntry(List<byte> answer, HostEntry entry)
    {
        Span<byte> number = stackalloc byte[4];
        answer.Add((byte)entry.Addresses[0].GetAddressBytes().Length);
        BinaryPrimitives.WriteInt32BigEndian(number, entry.Addresses.Count);
        answer.AddRange(number);
        foreach (IPAddress address in entry.Addresses)
        {
            answer.AddRange(address.GetAddressBytes());
        }
        BinaryPrimitives.WriteInt32BigEndian(number, entry.Names.Count);
        answer.AddRange(number);
        foreach (string name in entry.Names)
        {
            answer.AddRange(Encoding.Latin1.GetBytes(name));
            answer.Add(0);
        }
    }
}

/// <summary>A host: its name, then its aliases, and its addresses, all of one family.</summary>
internal sealed record HostEntry(List<string> Names, List<IPAddress> Addresses);

/// <summary>/etc/hosts, read anew for each question.</summary>
internal static class HostsFile
{
    private const string Path = "/etc/hosts";

    public static HostEntry? ByName(string name, AddressFamily family)
    {
        if (IPAddress.TryParse(name, out IPAddress? literal))
        {
            return literal.AddressFamily == family ? new HostEntry([name], [literal]) : null;
        }
        HostEntry? found = null;
        foreach ((IPAddress address, string[] names) in Lines())
        {
            if (address.AddressFamily == family && names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                found ??= new HostEntry([.. names], []);
                found.Addresses.Add(address);
            }
        }
        if (found == null && name.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return new HostEntry([name], [family == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback]);
        }
        return found;
    }

    public static HostEntry? ByAddress(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is not (4 or 16))
        {
            return null;
        }
        var wanted = new IPAddress(bytes);
        foreach ((IPAddress address, string[] names) in Lines())
        {
            if (address.Equals(wanted))
            {
                return new HostEntry([.. names], [address]);
            }
        }
        return IPAddress.IsLoopback(wanted) ? new HostEntry(["localhost"], [wanted]) : null;
    }

    private static IEnumerable<(IPAddress Address, string[] Names)> Lines()
    {
        string[] lines;
        try
        {
            lines = File.Exists(Path) ? File.ReadAllLines(Path) : [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            yield break;
        }
        foreach (string line in lines)
        {
            string[] parts = line.Split('#')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length > 1 && IPAddress.TryParse(parts[0], out IPAddress? address))
            {
                yield return (address, parts[1..]);
            }
        }
    }
}
