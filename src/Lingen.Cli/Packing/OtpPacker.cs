// `lingen pack`: chooses the files of an OTP that go into the executable and appends them. The build calls it; it is also
// the way to put another OTP, or more of its applications, into a copy of the executable.
using Lingen.IO;

namespace Lingen.Cli;

/// <summary>Packs OTP's libraries behind the executable.</summary>
public static class OtpPacker
{
    // What boots a system, compiles, tests and traces, and talks over the network. Others are added with --apps.
    private static readonly string[] DefaultApplications =
    [
        "erts",
        "kernel",
        "stdlib",
        "compiler",
        "parsetools",
        "syntax_tools",
        "eunit",
        "tools",
        "runtime_tools",
        "sasl",
        "xmerl",
        "mnesia",
        "os_mon",
        "crypto",
        "asn1",
        "public_key",
        "ssl",
        "inets",
        "ssh",
    ];

    // The shell's h/1,2,3 take the types they show from the debug information; of these applications people ask most.
    private static readonly string[] AskedFor = ["erts", "kernel", "stdlib"];

    // Of those, the files that neither a start nor the shell nor the compiler reads.
    private static readonly string[] Rare =
    [
        "argparse",
        "beam_disasm",
        "dets",
        "dets_server",
        "dets_sup",
        "dets_utils",
        "dets_v9",
        "digraph",
        "digraph_utils",
        "disk_log",
        "disk_log_1",
        "disk_log_server",
        "disk_log_sup",
        "dist_ac",
        "dist_util",
        "erl_tar",
        "file_sorter",
        "gb_sets",
        "gb_trees",
        "gen_sctp",
        "gen_tcp_socket",
        "gen_udp_socket",
        "gen_fsm",
        "inet6_sctp",
        "inet_sctp",
        "inet_tcp_dist",
        "json",
        "log_mf_h",
        "ms_transform",
        "peer",
        "pg",
        "pool",
        "prim_socket",
        "qlc",
        "qlc_pt",
        "random",
        "seq_trace",
        "shell_docs",
        "slave",
        "socket",
        "sofs",
        "uri_string",
        "wrap_log_reader",
        "zip",
    ];

    /// <summary>Runs <c>lingen pack --otp DIR [--from EXECUTABLE] [--apps A,B] [--debug-info] OUTPUT</c>; the result is the exit status.</summary>
    public static int Run(string[] arguments)
    {
        string? otp = null;
        string? output = null;
        string from = Environment.ProcessPath ?? "";
        bool debugInformation = false;
        var applications = new List<string>(DefaultApplications);
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--otp":
                    otp = ValueOf(arguments, ref i);
                    break;
                case "--from":
                    from = ValueOf(arguments, ref i);
                    break;
                case "--apps":
                    applications.AddRange(ValueOf(arguments, ref i).Split(','));
                    break;
                case "--debug-info":
                    debugInformation = true;
                    break;
                default:
                    output = arguments[i];
                    break;
            }
        }
        if (otp is null || output is null)
        {
            throw new UsageException(
                "lingen pack: say which OTP and where to:  lingen pack --otp DIR [--from EXECUTABLE] [--apps A,B] [--debug-info] OUTPUT"
            );
        }
        var writer = new ArchiveWriter();
        try
        {
            AddOtp(writer, otp, applications, debugInformation);
            writer.AppendTo(from, output);
            File.SetUnixFileMode(output, File.GetUnixFileMode(from));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new UsageException($"lingen pack: {problem.Message}");
        }
        Console.Out.WriteLine($"{writer.FileCount} files of OTP are in {output}");
        return 0;
    }

    private static void AddOtp(ArchiveWriter writer, string otp, List<string> applications, bool debugInformation)
    {
        foreach (string boot in Directory.GetFiles(Path.Combine(otp, "bin"), "*.boot"))
        {
            AddFile(writer, otp, boot, withLiterals: true);
        }
        foreach (string version in Directory.GetFiles(Path.Combine(otp, "releases"), "OTP_VERSION", SearchOption.AllDirectories))
        {
            AddFile(writer, otp, version);
        }
        ReleasePrograms.AddTo(writer, ModifiedSeconds(Path.Combine(otp, "bin", "start.boot")));
        foreach (string application in applications.Distinct())
        {
            string[] folders = Directory.GetDirectories(Path.Combine(otp, "lib"), application + "-*");
            string folder =
                folders.Length > 0
                    ? folders.Max(StringComparer.Ordinal)!
                    : throw new InvalidDataException($"there is no application {application} in {otp}/lib");
            bool often = AskedFor.Contains(application);
            DebugInformation kept =
                debugInformation ? DebugInformation.All
                : often ? DebugInformation.Attributes
                : DebugInformation.None;
            AddTree(writer, otp, Path.Combine(folder, "ebin"), kept, often);
            AddTree(writer, otp, Path.Combine(folder, "include"), DebugInformation.None, false);
        }
    }

    private static void AddTree(
        ArchiveWriter writer,
        string otp,
        string folder,
        DebugInformation debugInformation,
        bool withLiterals
    )
    {
        if (!Directory.Exists(folder))
        {
            return;
        }
        foreach (string file in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            if (Path.GetExtension(file) is ".beam" or ".app" or ".appup" or ".hrl")
            {
                AddFile(writer, otp, file, debugInformation, withLiterals);
            }
        }
    }

    private static void AddFile(
        ArchiveWriter writer,
        string otp,
        string file,
        DebugInformation debugInformation = DebugInformation.None,
        bool withLiterals = false
    )
    {
        byte[] data = File.ReadAllBytes(file);
        if (file.EndsWith(".beam", StringComparison.Ordinal))
        {
            data = BeamStripper.Strip(data, debugInformation, withLiterals);
        }
        long modified = ModifiedSeconds(file);
        string name = Path.GetFileNameWithoutExtension(file);
        bool mayBeSlow = !withLiterals || Rare.Contains(name) || Path.GetExtension(file) is ".appup" or ".hrl";
        writer.Add(Path.GetRelativePath(otp, file), data, modified, deflate: mayBeSlow);
    }

    private static long ModifiedSeconds(string file) => new DateTimeOffset(File.GetLastWriteTimeUtc(file)).ToUnixTimeSeconds();

    private static string ValueOf(string[] arguments, ref int index) =>
        ++index < arguments.Length
            ? arguments[index]
            : throw new UsageException($"lingen pack: {arguments[index - 1]} wants a value.");
}
