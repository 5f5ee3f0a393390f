// The .beam files that the tests read: those of the OTP that the build has fetched, or of LINGEN_OTP.
namespace Lingen.Code.Tests;

/// <summary>Finds OTP's files; tests that need them are silent where there is no OTP.</summary>
internal static class OtpFiles
{
    /// <summary>Files of these applications, at most so many bytes each, in a fixed order.</summary>
    public static string[] Find(long maxBytes, params string[] applications)
    {
        string? root = Root();
        if (root == null)
        {
            return [];
        }
        var found = new List<string>();
        foreach (string folder in Directory.GetDirectories(Path.Combine(root, "lib")).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(folder);
            if (applications.Any(application => name.StartsWith(application + "-", StringComparison.Ordinal)))
            {
                found.AddRange(Directory.GetFiles(folder, "*.beam", SearchOption.AllDirectories));
            }
        }
        return [.. found.Where(file => new FileInfo(file).Length <= maxBytes).Order(StringComparer.Ordinal)];
    }

    private static string? Root()
    {
        string? given = Environment.GetEnvironmentVariable("LINGEN_OTP");
        if (!string.IsNullOrEmpty(given))
        {
            return given;
        }
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder != null; folder = folder.Parent)
        {
            string cached = Path.Combine(folder.FullName, ".cache/otp27");
            if (!Directory.Exists(cached))
            {
                continue;
            }
            foreach (
                string candidate in (string[])[cached, Path.Combine(cached, "usr/lib/erlang"), Path.Combine(cached, "erlang")]
            )
            {
                if (Directory.Exists(Path.Combine(candidate, "lib")))
                {
                    return candidate;
                }
            }
        }
        return null;
    }
}
