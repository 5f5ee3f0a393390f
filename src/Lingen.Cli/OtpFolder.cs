// Where OTP is: in the archive that is appended to the executable, or in a folder that LINGEN_OTP names.
using System.Text;
using Lingen.IO;

namespace Lingen.Cli;

/// <summary>The OTP in use, as the command line code needs to know it.</summary>
public static class OtpFolder
{
    /// <summary>The folder under which Erlang code finds the archive's files.</summary>
    public const string VirtualRoot = "/lingen-otp";

    public const string Release = "27";
    public const string EmulatorVersion = "15.2.7";

    /// <summary>The folder whose libraries are in use, if no release is: LINGEN_OTP, else the archive.</summary>
    public static string Root => Variable("LINGEN_OTP")?.TrimEnd('/') ?? VirtualRoot;

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>
    /// The files to serve under <see cref="VirtualRoot"/>, or null if LINGEN_OTP names a real folder. A build without an archive
    /// (one made by `dotnet build`) can run with LINGEN_OTP only.
    /// </summary>
    public static Archive? OpenArchive() =>
        Root != VirtualRoot
            ? null
            : Archive.OpenOwn("/lingen-otp"u8)
                ?? throw new UsageException(
                    "lingen: this executable carries no OTP libraries. `./x build` makes one that does; or set LINGEN_OTP to an OTP's folder."
                );

    /// <summary>
    /// The surroundings of this start. A launcher's root, what code:root_dir() gives, is the release that ROOTDIR and BINDIR
    /// name; what a release does not hold, the modules that are there before any file is read, still comes from <see cref="Root"/>.
    /// </summary>
    public static LaunchContext Context(bool isLauncher = false)
    {
        string root = isLauncher && Variable("ROOTDIR") is { } release ? release.TrimEnd('/') : Root;
        return new()
        {
            RootFolder = root,
            BinFolder = isLauncher && Variable("BINDIR") is { } folder ? folder : $"{root}/erts-{EmulatorVersion}/bin",
            OtpRelease = Release,
            EmulatorVersion = EmulatorVersion,
            WorkingFolder = Environment.CurrentDirectory,
            Processors = new(HostProcessors.Configured, Math.Min(HostProcessors.Configured, Environment.ProcessorCount)),
            Variable = Environment.GetEnvironmentVariable,
            ReadFile = ReadText,
        };
    }

    // The launcher's messages are libc's, and so are ours.
    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path, Encoding.UTF8);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException("No such file or directory");
        }
        catch (UnauthorizedAccessException)
        {
            throw new IOException("Permission denied");
        }
    }
}
