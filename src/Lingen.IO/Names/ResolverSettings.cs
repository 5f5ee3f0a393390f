// How this machine resolves names: /etc/resolv.conf (servers, search list, options) and the line "hosts" of /etc/nsswitch.conf.
using System.Globalization;
using System.Net;
using System.Text;

namespace Lingen.IO;

/// <summary>The settings, read anew for each question, as they may change while a server runs.</summary>
internal sealed class ResolverSettings
{
    private const string ResolverPath = "/etc/resolv.conf";
    private const string SwitchPath = "/etc/nsswitch.conf";
    private const int MaxServers = 3;
    private const int MaxTimeoutSeconds = 30;
    private const int MaxAttempts = 5;
    private const int MaxDots = 15;

    public List<IPAddress> Servers { get; } = [];
    public int ServerPort { get; init; } = 53;
    public List<string> Search { get; } = [];

    /// <summary>A name with so many dots is tried as it is before the search list.</summary>
    public int Dots { get; private set; } = 1;
    public int TimeoutSeconds { get; set; } = 5;
    public int Attempts { get; set; } = 2;

    /// <summary>Where to look for hosts, in order: files, dns, and others that are passed over.</summary>
    public List<string> HostSources { get; } = [];

    public static ResolverSettings Read()
    {
        var settings = new ResolverSettings();
        settings.ReadResolver(Encoding.Latin1.GetString(SmallFiles.Read(ResolverPath)));
        settings.ReadSwitch(Encoding.Latin1.GetString(SmallFiles.Read(SwitchPath)));
        if (settings.Servers.Count == 0)
        {
            settings.Servers.Add(IPAddress.Loopback);
        }
        if (settings.HostSources.Count == 0)
        {
            settings.HostSources.AddRange(["files", "dns"]);
        }
        return settings;
    }

    private void ReadResolver(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            string[] words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || words[0][0] is '#' or ';')
            {
                continue;
            }
            switch (words[0])
            {
                case "nameserver" when Servers.Count < MaxServers && IPAddress.TryParse(words[1], out IPAddress? server):
                    Servers.Add(server);
                    break;
                case "search" or "domain":
                    Search.Clear();
                    Search.AddRange(words[1..]);
                    break;
                case "options":
                    foreach (string option in words[1..])
                    {
                        ReadOption(option);
                    }
                    break;
                default:
                    break;
            }
        }
    }

    private void ReadOption(string option)
    {
        int colon = option.IndexOf(':');
        if (colon < 0 || !int.TryParse(option.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int value))
        {
            return;
        }
        switch (option[..colon])
        {
            case "ndots":
                Dots = Math.Min(value, MaxDots);
                break;
            case "timeout":
                TimeoutSeconds = Math.Clamp(value, 1, MaxTimeoutSeconds);
                break;
            case "attempts":
                Attempts = Math.Clamp(value, 1, MaxAttempts);
                break;
            default:
                break;
        }
    }

    private void ReadSwitch(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            string entry = line.Split('#')[0].Trim();
            if (entry.StartsWith("hosts:", StringComparison.Ordinal))
            {
                // Actions in brackets, such as [NOTFOUND=return], are kept as words of their own.
                HostSources.AddRange(entry[6..].Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries));
                return;
            }
        }
    }
}
