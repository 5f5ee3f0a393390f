// The emulator's flags: which take a value, what values are right, and which setting each one changes. Messages are those of
// OTP's emulator, because people search for them. Flags that steer parts we do not have (allocators, poll threads, JIT
// options) are checked as far as their shape goes and then ignored.
using System.Globalization;

namespace Lingen.Cli;

/// <summary>How a flag takes its value on the command line.</summary>
public enum FlagArity
{
    /// <summary>None, or attached to the flag.</summary>
    Attached,

    /// <summary>The next argument, which must be there.</summary>
    Separate,

    /// <summary>The next argument if it is one of the flag's words.</summary>
    OptionalWord,

    /// <summary>No such flag, in the launcher's eyes already.</summary>
    Malformed,
}

/// <summary>Reads emulator flags into <see cref="EmulatorSettings"/>.</summary>
public static partial class EmulatorFlags
{
    private const string SingleLetters = "aACeinPQtTRWK";

    private static readonly HashSet<string> SeparateFlags =
    [
        .. Named("s", "bt bwtdcpu bwtdio bwt cl ct ecio fwi tbt wct wtdcpu wtdio wt ws ss ssdcpu ssdio pp ub"),
        .. Named("h", "ms mbs pds max maxk maxel maxib mqd"),
        .. Named("z", "dbbl dntgc ebwt osrl hft"),
        .. Named("M", "ea ummc uycs usac im is lpm Mamcbf Mrmcbf Mmcs Mscs Mscrfsd Msco Mscrpm Mlp Ye Ym Ytp Ytt Iscs Xscs dai"),
        .. new[]
        {
            "+h",
            "+rg",
            "+pc",
            "+pad",
            "+S",
            "+SP",
            "+SDcpu",
            "+SDPcpu",
            "+SDio",
            "+IOt",
            "+IOp",
            "+IOPt",
            "+IOPp",
            "+IOs",
        },
    ];

    private const string AllocatorLetters = "ABDEFHLRSTZ";
    private const string AllocatorSwitches =
        " as asbcst atags acul acnl acfml acful cp e t lmbcs mbcgs mbsd mmbcs mmmbc mmsbc msbclt ramv rmbcmt rsbcmt rsbcst sbct smbcs ";

    /// <summary>How <paramref name="flag"/>, written with its +, takes a value.</summary>
    public static FlagArity ArityOf(string flag)
    {
        if (flag.Length == 2 && SingleLetters.Contains(flag[1]))
        {
            return FlagArity.Separate;
        }
        if (SeparateFlags.Contains(flag) || flag.StartsWith("+J", StringComparison.Ordinal) || IsAllocatorSwitch(flag))
        {
            return FlagArity.Separate;
        }
        return flag switch
        {
            "+B" or "+c" => FlagArity.OptionalWord,
            ['+', 'B', not ('i' or 'c' or 'd'), ..] => FlagArity.Malformed,
            ['+', 'I', .. var rest] when !IsPollFlag(rest) => FlagArity.Malformed,
            ['+', 'S', 'D', .. var kind] when !IsDirtyKind(kind) => FlagArity.Malformed,
            _ => FlagArity.Attached,
        };
    }

    private const int MostSchedulers = 1024;

    /// <summary>Applies the flags, which carry a - in place of the + and have their values behind them.</summary>
    public static void Apply(IReadOnlyList<string> flags, EmulatorSettings settings, ProcessorCounts processors)
    {
        settings.Schedulers = Math.Min(processors.Configured, MostSchedulers);
        settings.SchedulersOnline = Math.Min(processors.Usable, settings.Schedulers);
        var dirty = new DirtySchedulers(processors);
        for (int i = 0; i < flags.Count; i++)
        {
            var reader = new ValueReader(flags, i);
            ApplyOne(ref reader, settings, processors, ref dirty);
            i = reader.Last;
        }
        dirty.Store(settings);
        if (settings.OutstandingSystemRequests == 0)
        {
            settings.OutstandingSystemRequests = 2 * settings.Schedulers;
        }
    }

    private static void ApplyOne(
        ref ValueReader reader,
        EmulatorSettings settings,
        ProcessorCounts processors,
        ref DirtySchedulers dirty
    )
    {
        string flag = reader.Flag;
        switch (flag.Length > 1 ? flag[1] : '\0')
        {
            case 'P' when reader.ValueAfter(2) is var value:
                settings.ProcessLimit = value == "legacy" ? settings.ProcessLimit : TableSize(value, "bad number of processes");
                break;
            case 'Q' when reader.ValueAfter(2) is var value:
                settings.PortLimit = value == "legacy" ? settings.PortLimit : TableSize(value, "bad number of ports");
                break;
            case 't':
                settings.AtomLimit = InRange(reader.ValueAfter(2), 8192, int.MaxValue, "bad atom table size");
                break;
            case 'e' when flag == "-ec":
                settings.CompressEts = true;
                break;
            case 'e':
                settings.EtsLimit = InRange(reader.ValueAfter(2), 0, int.MaxValue, "bad maximum number of ets tables");
                break;
            case 'A':
                settings.AsyncThreads = InRange(reader.ValueAfter(2), 0, 1024, "bad number of async threads");
                break;
            case 'a':
                InRange(reader.ValueAfter(2), 16, 8192, "bad stack size for async threads");
                break;
            case 'T':
                InRange(reader.ValueAfter(2), 0, 9, "bad modified timing level");
                break;
            case 'R':
                InRange(reader.ValueAfter(2), 25, 27, "bad compatibility release number");
                break;
            case 'i':
                settings.BootModule = reader.ValueAfter(2);
                break;
            case 'n':
                OneOf(reader.ValueAfter(2), "s a d", "bad -n option");
                break;
            case 'B':
                settings.Break = BreakOf(ref reader);
                break;
            case 'C':
                settings.TimeWarp = TimeWarpOf(reader.ValueAfter(2));
                break;
            case 'c':
                settings.TimeCorrection = TimeCorrectionOf(ref reader);
                break;
            case 'W':
                settings.WarningMap = WarningMapOf(reader.ValueAfter(2));
                break;
            case 'L':
                settings.LineNumbers = false;
                break;
            case 'f' when flag.StartsWith("-fn", StringComparison.Ordinal):
                SetFileNames(reader.ValueAfter(3), settings);
                break;
            case 'p':
                SetProcessDefaults(ref reader, settings);
                break;
            case 'h':
                SetHeap(ref reader, settings);
                break;
            case 'S':
                SetSchedulers(ref reader, settings, processors, ref dirty);
                break;
            case 's':
                SetScheduling(ref reader, settings);
                break;
            case 'z':
                SetMiscellaneous(ref reader, settings);
                break;
            default:
                SetIgnored(ref reader, settings);
                break;
        }
    }

    // Flags that change nothing here, or only whether a crash dump is written; and those that do not exist.
    private static void SetIgnored(ref ValueReader reader, EmulatorSettings settings)
    {
        string flag = reader.Flag;
        switch (flag.Length > 1 ? flag[1] : '\0')
        {
            case 'd' when flag.StartsWith("-dcg", StringComparison.Ordinal):
                InRange(reader.ValueAfter(4), 0, int.MaxValue, "bad decentralized counter groups limit:");
                break;
            case 'd':
                settings.CrashDump = false;
                break;
            case 'r' when flag.StartsWith("-rg", StringComparison.Ordinal):
                InRange(reader.ValueAfter(3), 0, int.MaxValue, "bad reader groups limit:");
                break;
            case 'K':
                reader.ValueAfter(2);
                break;
            case 'J' when reader.Names("JPcover"):
                settings.Coverage = CoverageOf(reader.ValueAfter(8));
                break;
            case 'J':
                reader.Skip();
                break;
            case 'M':
                SkipAllocatorFlag(ref reader);
                break;
            case 'I':
                InRange(reader.Skip(), 1, int.MaxValue, "bad I/O poll threads number:");
                break;
            case 'r' or 'v' or 'V':
                break;
            default:
                throw UsageException.OfEmulator($"lingen: unknown flag {flag}");
        }
    }

    private static void SkipAllocatorFlag(ref ValueReader reader)
    {
        string flag = "+" + reader.Flag[1..];
        if (ArityOf(flag) != FlagArity.Separate && !flag.StartsWith("+Mea", StringComparison.Ordinal))
        {
            // An attached value: +MBas may be written +MBasbf. The letter after M decides whether such a flag can be.
            if (flag.Length < 3 || !(AllocatorLetters + "eiulyMYIXd").Contains(flag[2]))
            {
                throw UsageException.OfEmulator("bad \"M\" parameter");
            }
            return;
        }
        reader.Skip();
    }

    private static bool IsAllocatorSwitch(string flag) =>
        flag.Length > 3
        && flag.StartsWith("+M", StringComparison.Ordinal)
        && AllocatorLetters.Contains(flag[2])
        && AllocatorSwitches.Contains($" {flag.AsSpan(3)} ", StringComparison.Ordinal);

    private static bool IsPollFlag(string rest) =>
        rest.StartsWith("Ot", StringComparison.Ordinal)
        || rest.StartsWith("Op", StringComparison.Ordinal)
        || rest.StartsWith("OPt", StringComparison.Ordinal)
        || rest.StartsWith("OPp", StringComparison.Ordinal)
        || rest.StartsWith("Os", StringComparison.Ordinal);

    private static bool IsDirtyKind(string kind) =>
        kind.StartsWith("cpu", StringComparison.Ordinal)
        || kind.StartsWith("Pcpu", StringComparison.Ordinal)
        || kind.StartsWith("io", StringComparison.Ordinal);

    private static IEnumerable<string> Named(string family, string names) => names.Split(' ').Select(name => "+" + family + name);

    private static int InRange(string text, int least, int most, string complaint) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
        && number >= least
        && number <= most
            ? number
            : throw UsageException.OfEmulator($"{complaint} {text}");

    // BEAM's tables of processes and ports have sizes that are powers of two, and system_info tells those.
    private static int TableSize(string text, string complaint) =>
        (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)InRange(text, 1024, 134_217_727, complaint));

    private static bool Boolean(string text, string complaint) =>
        text switch
        {
            "true" => true,
            "false" => false,
            _ => throw UsageException.OfEmulator($"{complaint} {text}"),
        };

    private static void OneOf(string text, string words, string complaint)
    {
        if (!words.Split(' ').Contains(text))
        {
            throw UsageException.OfEmulator($"{complaint} {text}");
        }
    }

    /// <summary>One flag and its value, attached or in the next argument.</summary>
    private ref struct ValueReader
    {
        private readonly IReadOnlyList<string> flags;
        private readonly int index;

        public ValueReader(IReadOnlyList<string> flags, int index)
        {
            this.flags = flags;
            this.index = index;
            Last = index;
        }

        public readonly string Flag => flags[index];

        /// <summary>The index of the last argument that belongs to this flag.</summary>
        public int Last { get; private set; }

        /// <summary>The value of a flag whose name has <paramref name="length"/> characters.</summary>
        public string ValueAfter(int length) => Flag.Length > length ? Flag[length..] : Skip();

        /// <summary>The argument after the flag.</summary>
        public string Skip()
        {
            Last = index + 1;
            return Last < flags.Count ? flags[Last] : throw UsageException.OfEmulator("too few arguments");
        }

        public readonly string? Peek => index + 1 < flags.Count ? flags[index + 1] : null;

        public readonly bool Names(string name) => Flag.AsSpan(1).StartsWith(name, StringComparison.Ordinal);
    }
}
