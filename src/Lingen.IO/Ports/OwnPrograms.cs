// OTP's programs below code:root_dir(), as programs on Erlang name them to start another node: all are this executable, which goes by
// the name that it is called under. In the virtual tree there are no such files; in a folder that LINGEN_OTP names they would be BEAM's.
namespace Lingen.IO;

/// <summary>Finds erl and its kin where there are no such files.</summary>
internal static class OwnPrograms
{
    private static readonly string[] Names = ["erl", "erlexec", "erlc", "escript", "epmd"];

    /// <summary>If the path names a program below the root: the executable to start, and the name to call it by.</summary>
    public static bool TryFind(Host host, string path, out string executable, out string name)
    {
        executable = Environment.ProcessPath ?? "";
        name = Path.GetFileName(path);
        return host.ProgramRoot is { } root
            && executable.Length > 0
            && path.StartsWith(root + "/", StringComparison.Ordinal)
            && Path.GetFileName(Path.GetDirectoryName(path)) == "bin"
            && Names.Contains(name);
    }

    /// <summary>A command for the shell whose first word, quoted or not, may be such a program.</summary>
    public static string InCommand(Host host, string command)
    {
        bool isQuoted = command.StartsWith('"');
        int end = isQuoted ? command.IndexOf('"', 1) : command.IndexOf(' ');
        string word = end < 0 ? command : command[(isQuoted ? 1 : 0)..end];
        string rest = end < 0 ? "" : command[(isQuoted ? end + 1 : end)..];
        return TryFind(host, word, out string executable, out string name) ? $"'{executable}' {name}{rest}" : command;
    }
}
