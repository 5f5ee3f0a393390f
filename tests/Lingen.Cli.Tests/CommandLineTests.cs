// The command line against what OTP 27's own launcher makes of the same arguments (`erl -emu_args_exit`).
using Xunit;

namespace Lingen.Cli.Tests;

public class CommandLineTests
{
    private static LaunchContext Context(
        Dictionary<string, string>? variables = null,
        Dictionary<string, string>? files = null
    ) =>
        new()
        {
            RootFolder = "/otp",
            BinFolder = "/otp/bin",
            WorkingFolder = "/tmp",
            Processors = new(4, 3),
            Variable = name => variables?.GetValueOrDefault(name),
            ReadFile = name => files?.GetValueOrDefault(name) ?? throw new IOException("No such file or directory"),
        };

    private static CommandLine Parse(params string[] arguments) => CommandLine.Parse(arguments, Context());

    // What follows "-progname erl --" in init's arguments.
    private static string Init(CommandLine line) => string.Join('|', line.InitArguments.Skip(7));

    private static string Message(params string[] arguments) =>
        Assert.Throws<UsageException>(() => Parse(arguments)).Message.Split('\n')[0];

    [Fact]
    public void InitFindsRootBindirAndProgramNameFirst() =>
        Assert.Equal(["-root", "/otp", "-bindir", "/otp/bin", "-progname", "erl", "--", "--"], Parse().InitArguments);

    [Fact]
    public void AllSourcesComeInOtpsOrder()
    {
        var variables = new Dictionary<string, string>
        {
            ["HOME"] = "/root",
            ["ERL_AFLAGS"] = "-a1 +P 3000 -extra AX",
            ["ERL_FLAGS"] = "-f1 x",
            ["ERL_ZFLAGS"] = "-z1 'a b' -extra ZX",
        };
        var files = new Dictionary<string, string>
        {
            ["f1"] = "-fromfile \"q w\" # comment\n+K true -args_file f2\n",
            ["f2"] = "-inner\n",
        };
        string[] typed = ["-noinput", "-args_file", "f1", "--", "foo", "-env", "FOO", "bar", "-extra", "X", "Y"];
        CommandLine line = CommandLine.Parse(typed, Context(variables, files));
        Assert.Equal(
            "-home|/root|--|-a1|--|-noshell|-noinput|-fromfile|q w|-inner|--|--|--|foo|--|--|-f1|x|--|-z1|a b|--|-extra|AX|X|Y|ZX",
            Init(line)
        );
        Assert.Equal(["-P", "3000", "-K", "true"], line.EmulatorArguments);
        Assert.Equal(4096, line.Settings.ProcessLimit);
        Assert.Contains(new("FOO", "bar"), line.Environment);
    }

    [Fact]
    public void ShellScriptFlagEscapesSeparators() =>
        Assert.Equal(
            @"--|-noshell|-noinput|--|--|-noshell|-S|foo|bar|\--|baz",
            Init(Parse("-noinput", "-S", "foo", "bar", "--", "baz"))
        );

    [Fact]
    public void MakeSkipsTheRest() =>
        Assert.Equal("--|-noshell|-noinput|-s|make|all_or_nothing|-s|erlang|halt", Init(Parse("-make", "x", "y")));

    [Fact]
    public void ArgumentsAfterExtraAreLeftAlone() =>
        Assert.Equal("--|-pa|x|--|--|-extra|+P|1|-noinput|--", Init(Parse("-pa", "x", "-extra", "+P", "1", "-noinput", "--")));

    [Fact]
    public void EmulatorArgumentsArePrintedAsTheLauncherDoes() =>
        Assert.Equal(
            "-P\n3000\n--\n-root\n/otp\n-bindir\n/otp/bin\n-progname\nerl\n--\n--\nfoo\n--\n",
            Parse("-emu_args_exit", "+P", "3000", "foo").Output
        );

    [Theory]
    [InlineData("bad number of processes abc", "+P", "abc")]
    [InlineData("bad number of processes -noinput", "+P", "-noinput")]
    [InlineData("Missing argument(s) for '+P'.", "+P")]
    [InlineData("bad scheduling option -sfoo", "+sfoo", "x")]
    [InlineData("unrecognized warning_map option q", "+W", "q")]
    [InlineData("bad amount of schedulers online 2 (total amount of schedulers 1)", "+S", "1:2")]
    [InlineData("bad filename encoding x, can be (l,u or a, optionally followed by w, i or e)", "+fnx")]
    [InlineData("bad \"M\" parameter", "+Mfoo", "x")]
    [InlineData("bad heap size -1", "+hms", "-1")]
    [InlineData("bad heap size x", "+hx")]
    [InlineData("bad async dist value x", "+pad", "x")]
    [InlineData("Missing argument(s) for '+IOx'.", "+IOx")]
    [InlineData("Missing argument(s) for '+SDxx'.", "+SDxx", "1")]
    [InlineData("bad atom table size 3", "+t", "3")]
    [InlineData("bad modified timing level 99", "+T", "99")]
    [InlineData("bad number of async threads 9999", "+A", "9999")]
    [InlineData("bad compatibility release number 20", "+R", "20")]
    [InlineData("Invalid time warp mode: bad", "+C", "bad")]
    [InlineData("bad maximum number of ets tables -1", "+e", "-1")]
    [InlineData("bad reader groups limit: x", "+rg", "x")]
    [InlineData("bad number of ports 1", "+Q", "1")]
    [InlineData("bad -n option q", "+n", "q")]
    [InlineData("bad stack size for async threads 3", "+a", "3")]
    [InlineData("Expected boolean argument for '-start_epmd'.", "-start_epmd", "foo")]
    [InlineData("Argument '-smp disable' not supported. Use \"+S 1\" instead.", "-smp", "disable")]
    [InlineData("erlexec: Missing -proto_dist option, expected when using -no_epmd.", "-no_epmd")]
    [InlineData("Failed to open arguments file \"nope\" at \"/tmp\": No such file or directory", "-args_file", "nope")]
    public void MistakesAreNamedAsOtpNamesThem(string message, params string[] arguments) =>
        Assert.Equal(message, Message(arguments));

    [Fact]
    public void SettingsFollowTheFlags()
    {
        EmulatorSettings settings = Parse(
            "+S",
            "3:2",
            "+SDio",
            "4",
            "+A0",
            "+sbtu",
            "+Q",
            "2000",
            "+t",
            "9000",
            "+hms",
            "500",
            "+hmaxk",
            "false",
            "+hmqd",
            "off_heap",
            "+fnui",
            "+pc",
            "unicode",
            "+Bi",
            "+W",
            "e",
            "+c",
            "false",
            "+C",
            "multi_time_warp",
            "+zhft",
            "100",
            "+MBas",
            "bf",
            "+ec"
        ).Settings;
        Assert.Equal(
            (3, 2, 3, 4),
            (settings.Schedulers, settings.SchedulersOnline, settings.DirtyCpuSchedulers, settings.DirtyIoSchedulers)
        );
        Assert.Equal(
            (0, "unbound", 2048, 9000),
            (settings.AsyncThreads, settings.SchedulerBindType, settings.PortLimit, settings.AtomLimit)
        );
        Assert.Equal((500L, false, true), (settings.MinHeapWords, settings.MaxHeapKill, settings.MessageQueueOffHeap));
        Assert.Equal(
            (FileNameEncoding.Utf8, BadFileNames.Ignore, true),
            (settings.FileNames, settings.BadFileNames, settings.PrintableUnicode)
        );
        Assert.Equal((BreakMode.Ignore, "error", false), (settings.Break, settings.WarningMap, settings.TimeCorrection));
        Assert.Equal(
            (TimeWarpMode.MultiTimeWarp, 100, true),
            (settings.TimeWarp, settings.HaltFlushTimeoutMs, settings.CompressEts)
        );
    }

    [Fact]
    public void SchedulersCountDownFromTheProcessors() => Assert.Equal(3, Parse("+S", "-1").Settings.Schedulers);

    [Fact]
    public void SchedulersThatMayNotRunAreNotOnline()
    {
        EmulatorSettings settings = Parse().Settings;
        Assert.Equal((4, 3), (settings.Schedulers, settings.SchedulersOnline));
        Assert.Equal((4, 3), (settings.DirtyCpuSchedulers, settings.DirtyCpuSchedulersOnline));
        settings = Parse("+S", "8").Settings;
        Assert.Equal((8, 3), (settings.Schedulers, settings.SchedulersOnline));
        settings = Parse("+SP", "50:100").Settings;
        Assert.Equal((2, 2), (settings.Schedulers, settings.SchedulersOnline));
    }

    [Fact]
    public void LoneBreakFlagDisablesTheMenu() => Assert.Equal(BreakMode.Exit, Parse("+B").Settings.Break);

    [Fact]
    public void VersionGoesToStandardError()
    {
        CommandLine line = Parse("-version");
        Assert.True(line.PrintOnly);
        Assert.Equal("Erlang (SMP,ASYNC_THREADS) (Lingen) emulator version 15.2.7\n", line.ErrorOutput);
    }

    [Theory]
    [InlineData("a b", "a", "b")]
    [InlineData("'a b'c \"d e\"", "a bc", "d e")]
    [InlineData(@"a\ b \' ''", "a b", "'", "")]
    [InlineData("a#b", "a#b")]
    [InlineData("'open", "open")]
    public void VariablesSplitIntoWords(string text, params string[] words) =>
        Assert.Equal(words, ArgumentWords.Split(text, comments: false));

    [Fact]
    public void FilesMayHoldComments() =>
        Assert.Equal(["a", "b", "c"], ArgumentWords.Split("a # x y\nb#z\n  # all\nc", comments: true));
}
