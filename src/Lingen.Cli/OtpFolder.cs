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

    /// <summary>The folder that code:root_dir() gives.</summary>
    public static string Root =>
        Environment.GetEnvironmentVariable("LINGEN_OTP") is { Length: > 0 } folder ? folder.TrimEnd('/') : VirtualRoot;

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

    public static LaunchContext Context() =>
        new()
        {
            RootFolder = Root,
            BinFolder = $"{Root}/erts-{EmulatorVersion}/bin",
            OtpRelease = Release,
            EmulatorVersion = EmulatorVersion,
            WorkingFolder = Environment.CurrentDirectory,
            Processors = Environment.ProcessorCount,
            Variable = Environment.GetEnvironmentVariable,
            ReadFile = ReadText,
        };

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
