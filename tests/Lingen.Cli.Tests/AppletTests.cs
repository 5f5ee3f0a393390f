// Which program the executable is, and the erl arguments that erlc and escript stand for.
using Xunit;

namespace Lingen.Cli.Tests;

public class AppletTests
{
    private static string NoFile(string name) => throw new IOException("no file expected");

    private static string Erl(string program, params string[] arguments)
    {
        Applet applet = Applet.Choose(program, arguments, NoFile);
        Assert.Equal(AppletKind.Erlang, applet.Kind);
        return string.Join(' ', applet.Arguments);
    }

    [Fact]
    public void OwnNameWithoutArgumentsIsTheShell() => Assert.Equal("", Erl("/usr/bin/lingen"));

    [Fact]
    public void UnknownFirstArgumentBelongsToErl() => Assert.Equal("-noshell -eval x", Erl("lingen", "-noshell", "-eval", "x"));

    [Fact]
    public void AppletByNameAndByArgumentAreTheSame() =>
        Assert.Equal(Erl("/bin/erl", "+S", "1"), Erl("lingen", "erl", "+S", "1"));

    [Fact]
    public void LauncherOfAReleaseIsErl()
    {
        Assert.Equal("-noshell", Erl("/opt/release/erts-1/bin/beam.smp", "erlexec", "-noshell"));
        Assert.True(Applet.Choose("lingen", ["erlexec"], NoFile).IsLauncher);
        Assert.False(Applet.Choose("erl", [], NoFile).IsLauncher);
    }

    [Fact]
    public void CompilerArguments() =>
        Assert.Equal(
            "+S1 -pa ebin -pz lib +sbtu +A0 -noinput -mode minimal -boot no_dot_erlang -s erl_compile compile_cmdline "
                + "-extra +debug_info -o out a.erl",
            Erl("erlc", "+debug_info", "-pa", "ebin", "-o", "out", "-pzlib", "a.erl")
        );

    [Fact]
    public void ScriptWithFlagsInItsHead()
    {
        string Read(string name) =>
            name == "s.es"
                ? "#!/usr/bin/env escript\n%% -*- erlang -*-\n%%! -smp enable +P 5000\nmain(_) -> ok.\n"
                : NoFile(name);
        Applet applet = Applet.Choose("escript", ["-c", "s.es", "a", "-b"], Read);
        Assert.Equal(
            "+B -noshell -boot no_dot_erlang -smp enable +P 5000 -run escript start c -extra s.es a -b",
            string.Join(' ', applet.Arguments)
        );
        Assert.Equal("s.es", applet.ScriptName);
    }

    [Fact]
    public void ScriptWithoutNameOrFileIsRefused()
    {
        Assert.StartsWith(
            "escript: Missing filename",
            Assert.Throws<UsageException>(() => Applet.Choose("escript", ["-c"], NoFile)).Message
        );
        Assert.Equal(
            "escript: Failed to open file: gone",
            Assert.Throws<UsageException>(() => Applet.Choose("escript", ["gone"], NoFile)).Message
        );
    }

    [Theory]
    [InlineData("--version", AppletKind.Version)]
    [InlineData("--help", AppletKind.Help)]
    [InlineData("install", AppletKind.Install)]
    public void OwnCommands(string argument, AppletKind kind) =>
        Assert.Equal(kind, Applet.Choose("lingen", [argument], NoFile).Kind);

    [Fact]
    public void RunWantsAFile() => Assert.Throws<UsageException>(() => Applet.Choose("lingen", ["run"], NoFile));
}
