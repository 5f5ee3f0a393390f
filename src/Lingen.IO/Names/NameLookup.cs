// Names of hosts to addresses and back, by the rules of the C library: numbers first, then the sources of /etc/nsswitch.conf in order.
// Of the sources there are files and dns; a static executable cannot load others, so they are passed over.
using System.Net;
using System.Net.Sockets;

namespace Lingen.IO;

/// <summary>How a look-up ended.</summary>
internal enum LookupOutcome
{
    Found,
    NotFound,
    NoAddress,

    /// <summary>No server answered.</summary>
    TryAgain,

    /// <summary>A server would have to be asked, which the caller did not want.</summary>
    WouldWait,
}

/// <summary>Resolves names. May wait for name servers: for dirty threads and threads of its own.</summary>
internal static class NameLookup
{
    private const int MaxNameLength = 1025;

    public static LookupOutcome ByName(string name, AddressFamily family, out HostEntry? entry, bool mayWait = true)
    {
        entry = null;
        if (name.Length is 0 or > MaxNameLength)
        {
            return LookupOutcome.NotFound;
        }
        if (TryNumber(name, out IPAddress? number))
        {
            entry = number.AddressFamily == family ? new HostEntry([name], [number]) : null;
            return entry != null ? LookupOutcome.Found : LookupOutcome.NotFound;
        }
        ResolverSettings settings = ResolverSettings.Read();
        LookupOutcome last = LookupOutcome.NotFound;
        foreach (string source in settings.HostSources)
        {
            if (source == "files")
            {
                entry = HostsFile.ByName(name, family);
            }
            else if (source == "dns" && !IsLocalHost(name))
            {
                if (!mayWait)
                {
                    return LookupOutcome.WouldWait;
                }
                last = BySearch(settings, name, family, out entry);
            }
            if (entry != null)
            {
                return LookupOutcome.Found;
            }
        }
        if (IsLocalHost(name))
        {
            entry = new HostEntry([name], [family == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback]);
            return LookupOutcome.Found;
        }
        return last;
    }

    // Names below localhost never leave the machine (RFC 6761).
    private static bool IsLocalHost(string name) =>
        name.TrimEnd('.').Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || name.TrimEnd('.').EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    /// <summary>An address in digits. IPv4 may have fewer than four parts, in any base, as inet_aton takes it.</summary>
    private static bool TryNumber(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        return (char.IsAsciiDigit(name[0]) || name.Contains(':')) && IPAddress.TryParse(name, out address);
    }

    private static LookupOutcome BySearch(ResolverSettings settings, string name, AddressFamily family, out HostEntry? entry)
    {
        bool isAbsolute = name.EndsWith('.');
        bool firstAsIs = isAbsolute || name.Count(character => character == '.') >= settings.Dots;
        LookupOutcome best = LookupOutcome.NotFound;
        if (firstAsIs)
        {
            best = ByDns(settings, name, name, family, out entry);
            if (entry != null || isAbsolute)
            {
                return best;
            }
        }
        foreach (string domain in settings.Search)
        {
            LookupOutcome outcome = ByDns(settings, $"{name}.{domain.TrimEnd('.')}", name, family, out entry);
            best = outcome == LookupOutcome.NotFound ? best : outcome;
            if (entry != null)
            {
                return outcome;
            }
        }
        entry = null;
        if (!firstAsIs)
        {
            LookupOutcome outcome = ByDns(settings, name, name, family, out entry);
            best = outcome == LookupOutcome.NotFound ? best : outcome;
        }
        return best;
    }

    private static LookupOutcome ByDns(
        ResolverSettings settings,
        string name,
        string asked,
        AddressFamily family,
        out HostEntry? entry
    )
    {
        var aliases = new List<string>();
        var addresses = new List<IPAddress>();
        bool isInet = family == AddressFamily.InterNetwork;
        DnsOutcome outcome = DnsClient.Ask(
            settings,
            name,
            isInet ? DnsMessage.TypeAddress : DnsMessage.TypeAddress6,
            aliases,
            addresses
        );
        entry = null;
        if (outcome == DnsOutcome.Found)
        {
            // The last alias is the name that has the addresses; the others lead to it.
            List<string> names = aliases.Count == 0 ? [name.TrimEnd('.')] : [aliases[^1], name.TrimEnd('.'), .. aliases[..^1]];
            entry = new HostEntry(names, addresses);
        }
        return Outcome(outcome);
    }

    private static LookupOutcome Outcome(DnsOutcome outcome) =>
        outcome switch
        {
            DnsOutcome.Found => LookupOutcome.Found,
            DnsOutcome.NoData => LookupOutcome.NoAddress,
            DnsOutcome.NoSuchName => LookupOutcome.NotFound,
            _ => LookupOutcome.TryAgain,
        };

    public static LookupOutcome ByAddress(IPAddress address, out HostEntry? entry, bool mayWait = true)
    {
        ResolverSettings settings = ResolverSettings.Read();
        LookupOutcome last = LookupOutcome.NotFound;
        entry = null;
        foreach (string source in settings.HostSources)
        {
            if (source == "files")
            {
                entry = HostsFile.ByAddress(address);
            }
            else if (source == "dns" && !IPAddress.IsLoopback(address))
            {
                if (!mayWait)
                {
                    return LookupOutcome.WouldWait;
                }
                var names = new List<string>();
                DnsOutcome outcome = DnsClient.Ask(settings, ReverseName(address), DnsMessage.TypePointer, names, []);
                last = Outcome(outcome);
                entry = outcome == DnsOutcome.Found && names.Count > 0 ? new HostEntry(names, [address]) : null;
            }
            if (entry != null)
            {
                return LookupOutcome.Found;
            }
        }
        if (IPAddress.IsLoopback(address))
        {
            entry = new HostEntry(["localhost"], [address]);
            return LookupOutcome.Found;
        }
        return last;
    }

    private static string ReverseName(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        Array.Reverse(bytes);
        return bytes.Length == 4
            ? string.Join('.', bytes) + ".in-addr.arpa"
            : string.Concat(bytes.Select(part => $"{part & 0xF:x}.{part >> 4:x}.")) + "ip6.arpa";
    }
}
