// The emulator flags that are families of their own: heap (+h), schedulers (+S, +s), file names (+fn), process defaults
// (+p), and the rest (+z).
using System.Globalization;

namespace Lingen.Cli;

public static partial class EmulatorFlags
{
    private static CoverageMode CoverageOf(string text) =>
        text switch
        {
            "true" or "line_counters" => CoverageMode.LineCounters,
            "false" => CoverageMode.None,
            "line" => CoverageMode.Line,
            "function" => CoverageMode.Function,
            "function_counters" => CoverageMode.FunctionCounters,
            _ => throw UsageException.OfEmulator($"bad +JPcover flag {text}"),
        };

    private static void SetHeap(ref ValueReader reader, EmulatorSettings settings)
    {
        // The longer names first: "max" begins "maxk".
        if (reader.Names("hmbs"))
        {
            settings.MinBinaryHeapWords = InRange(reader.ValueAfter(5), 1, int.MaxValue, "bad heap size");
        }
        else if (reader.Names("hms"))
        {
            settings.MinHeapWords = InRange(reader.ValueAfter(4), 1, int.MaxValue, "bad heap size");
        }
        else if (reader.Names("hpds"))
        {
            settings.ProcessDictionarySize = InRange(
                reader.ValueAfter(5),
                1,
                int.MaxValue,
                "bad initial process dictionary size"
            );
        }
        else if (reader.Names("hmqd"))
        {
            string where = reader.ValueAfter(5);
            OneOf(where, "on_heap off_heap", "Invalid message_queue_data flag:");
            settings.MessageQueueOffHeap = where == "off_heap";
        }
        else if (reader.Names("hmaxk"))
        {
            settings.MaxHeapKill = Boolean(reader.ValueAfter(6), "bad max heap kill");
        }
        else if (reader.Names("hmaxel"))
        {
            settings.MaxHeapErrorLogger = Boolean(reader.ValueAfter(7), "bad max heap error logger");
        }
        else if (reader.Names("hmaxib"))
        {
            settings.MaxHeapIncludesSharedBinaries = Boolean(reader.ValueAfter(7), "bad max heap include bins");
        }
        else if (reader.Names("hmax"))
        {
            string text = reader.ValueAfter(5);
            settings.MaxHeapWords =
                long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long words) && words < 1L << 59
                    ? words
                    : throw UsageException.OfEmulator($"bad max heap size {text}");
        }
        else
        {
            settings.MinHeapWords = InRange(reader.ValueAfter(2), 1, int.MaxValue, "bad heap size");
        }
    }

    private static void SetSchedulers(
        ref ValueReader reader,
        EmulatorSettings settings,
        ProcessorCounts processors,
        ref DirtySchedulers dirty
    )
    {
        if (reader.Names("SDPcpu") || reader.Names("SP"))
        {
            bool ofDirty = reader.Names("SDPcpu");
            string what = ofDirty ? "bad dirty CPU schedulers percentage specifier" : "bad schedulers percentage specifier";
            string percentages = reader.ValueAfter(ofDirty ? 7 : 3);
            if (!TryPair(percentages, out int? total, out int? online) || total < 0 || online < 0)
            {
                throw UsageException.OfEmulator($"{what} {percentages}");
            }
            int all = Math.Max(1, processors.Configured * (total ?? 100) / 100);
            int running = Math.Clamp(processors.Usable * (online ?? Math.Min(total ?? 100, 100)) / 100, 1, all);
            if (ofDirty)
            {
                dirty.Set(all, running);
            }
            else
            {
                settings.Schedulers = Math.Min(all, MostSchedulers);
                settings.SchedulersOnline = running;
            }
        }
        else if (reader.Names("SDio"))
        {
            settings.DirtyIoSchedulers = InRange(reader.ValueAfter(5), 1, MostSchedulers, "bad number of dirty I/O schedulers");
        }
        else if (reader.Names("SDcpu"))
        {
            (int all, int running) = SchedulerPair(reader.ValueAfter(6), processors, "dirty CPU schedulers");
            dirty.Set(all, running);
        }
        else
        {
            (settings.Schedulers, settings.SchedulersOnline) = SchedulerPair(reader.ValueAfter(2), processors, "schedulers");
        }
    }

    // "N:M", "N" or ":M"; a number of 0 or less counts down from the number of processors.
    private static (int All, int Online) SchedulerPair(string text, ProcessorCounts processors, string what)
    {
        if (!TryPair(text, out int? first, out int? second))
        {
            throw UsageException.OfEmulator($"bad amount of {what} {text}");
        }
        int all = first is { } total ? (total > 0 ? total : processors.Configured + total) : processors.Configured;
        int online = second is { } some ? (some > 0 ? some : processors.Usable + some) : Math.Min(all, processors.Usable);
        if (all < 1 || all > MostSchedulers)
        {
            throw UsageException.OfEmulator($"bad amount of {what} {first}");
        }
        if (online < 1 || online > all)
        {
            throw UsageException.OfEmulator($"bad amount of {what} online {online} (total amount of {what} {all})");
        }
        return (all, online);
    }

    private static bool TryPair(string text, out int? first, out int? second)
    {
        first = second = null;
        int colon = text.IndexOf(':');
        string left = colon < 0 ? text : text[..colon];
        string right = colon < 0 ? "" : text[(colon + 1)..];
        return (left.Length > 0 || right.Length > 0) && TryNumber(left, ref first) && TryNumber(right, ref second);

        static bool TryNumber(string part, ref int? number)
        {
            if (part.Length == 0)
            {
                return true;
            }
            bool right = int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value);
            number = value;
            return right;
        }
    }

    // Our schedulers sleep in the kernel and balance by stealing, so most of these are checked and forgotten.
    private static void SetScheduling(ref ValueReader reader, EmulatorSettings settings)
    {
        if (reader.Names("sbwtdcpu") || reader.Names("sbwtdio") || reader.Names("sbwt"))
        {
            int length =
                reader.Names("sbwtdcpu") ? 9
                : reader.Names("sbwtdio") ? 8
                : 5;
            OneOf(reader.ValueAfter(length), "none very_short short medium long very_long", "bad scheduler busy wait threshold:");
        }
        else if (reader.Names("sbt") || reader.Names("stbt"))
        {
            string type = reader.ValueAfter(reader.Names("sbt") ? 4 : 5);
            settings.SchedulerBindType = type switch
            {
                "u" => "unbound",
                "ns" => "no_spread",
                "ts" => "thread_spread",
                "ps" => "processor_spread",
                "s" => "spread",
                "nnts" => "no_node_thread_spread",
                "nnps" => "no_node_processor_spread",
                "tnnps" => "thread_no_node_processor_spread",
                "db" => "thread_no_node_processor_spread",
                _ => throw UsageException.OfEmulator($"setting scheduler bind type '{type}' failed: invalid type"),
            };
        }
        else if (reader.Names("spp"))
        {
            settings.PortParallelism = Boolean(reader.ValueAfter(4), "bad port parallelism scheduling hint");
        }
        else if (reader.Names("ssrct"))
        {
            return;
        }
        else
        {
            string[] names =
            [
                "sssdcpu",
                "sssdio",
                "sss",
                "swtdcpu",
                "swtdio",
                "swct",
                "swt",
                "sws",
                "secio",
                "sfwi",
                "scl",
                "sct",
                "sub",
            ];
            foreach (string name in names)
            {
                if (reader.Names(name))
                {
                    reader.ValueAfter(name.Length + 1);
                    return;
                }
            }
            throw UsageException.OfEmulator($"bad scheduling option {reader.Flag}");
        }
    }

    private static void SetMiscellaneous(ref ValueReader reader, EmulatorSettings settings)
    {
        if (reader.Names("zdbbl"))
        {
            settings.DistributionBufferKilobytes = InRange(reader.ValueAfter(6), 1, int.MaxValue / 1024, "Invalid dbbl limit:");
        }
        else if (reader.Names("zhft"))
        {
            string time = reader.ValueAfter(5);
            settings.HaltFlushTimeoutMs = time == "infinity" ? -1 : InRange(time, 0, int.MaxValue, "Invalid halt flush timeout");
        }
        else if (reader.Names("zosrl"))
        {
            settings.OutstandingSystemRequests = InRange(
                reader.ValueAfter(6),
                1,
                134_217_727,
                "Invalid outstanding requests limit"
            );
        }
        else if (reader.Names("zdntgc"))
        {
            string seconds = reader.ValueAfter(7);
            if (seconds != "infinity")
            {
                InRange(seconds, 0, 100_000_000, "Invalid delayed node table gc:");
            }
        }
        else if (reader.Names("zebwt"))
        {
            const string Steps = "none very_short short medium long very_long extremely_long";
            OneOf(reader.ValueAfter(6), Steps, "Invalid ets busy wait threshold:");
        }
        else
        {
            throw UsageException.OfEmulator($"bad -z option {reader.Flag}");
        }
    }

    private static void SetFileNames(string code, EmulatorSettings settings)
    {
        settings.FileNames =
            code is ['l', ..] ? FileNameEncoding.Latin1
            : code is ['u', ..] ? FileNameEncoding.Utf8
            : code is ['a', ..] ? FileNameEncoding.ByLocale
            : throw UsageException.OfEmulator(
                $"bad filename encoding {code}, can be (l,u or a, optionally followed by w, i or e)"
            );
        settings.BadFileNames = (code.Length > 1 ? code[1] : 'w') switch
        {
            'w' => BadFileNames.Warn,
            'i' => BadFileNames.Ignore,
            'e' => BadFileNames.Error,
            _ => throw UsageException.OfEmulator($"bad type of warnings for wrongly coded filename: {code[1..]}"),
        };
    }

    private static void SetProcessDefaults(ref ValueReader reader, EmulatorSettings settings)
    {
        if (reader.Names("pc"))
        {
            string range = reader.ValueAfter(3);
            OneOf(range, "unicode latin1", "bad range of printable characters:");
            settings.PrintableUnicode = range == "unicode";
        }
        else if (reader.Names("pad"))
        {
            settings.AsyncDistribution = Boolean(reader.ValueAfter(4), "bad async dist value");
        }
        else
        {
            throw UsageException.OfEmulator($"lingen: unknown flag {reader.Flag}");
        }
    }

    private static BreakMode BreakOf(ref ValueReader reader)
    {
        string letter =
            reader.Flag.Length > 2 ? reader.Flag[2..]
            : reader.Peek is "i" or "c" or "d" ? reader.Skip()
            : "d";
        return letter[0] switch
        {
            'i' => BreakMode.Ignore,
            'c' => BreakMode.Interrupt,
            _ => BreakMode.Exit,
        };
    }

    private static TimeWarpMode TimeWarpOf(string name) =>
        name switch
        {
            "no_time_warp" => TimeWarpMode.NoTimeWarp,
            "single_time_warp" => TimeWarpMode.SingleTimeWarp,
            "multi_time_warp" => TimeWarpMode.MultiTimeWarp,
            _ => throw UsageException.OfEmulator($"Invalid time warp mode: {name}"),
        };

    // A lone +c turns correction off, as it always has.
    private static bool TimeCorrectionOf(ref ValueReader reader)
    {
        string word =
            reader.Flag.Length > 2 ? reader.Flag[2..]
            : reader.Peek is "true" or "false" ? reader.Skip()
            : "false";
        return Boolean(word, "Invalid time correction value:");
    }

    private static string WarningMapOf(string letter) =>
        letter is ['i', ..] ? "info"
        : letter is ['e', ..] ? "error"
        : letter is ['w', ..] ? "warning"
        : throw UsageException.OfEmulator($"unrecognized warning_map option {letter}");

    // Dirty CPU schedulers may not outnumber the normal ones, whichever flag comes first.
    private struct DirtySchedulers(ProcessorCounts processors)
    {
        private int all = processors.Configured;
        private int online = processors.Usable;

        public void Set(int newAll, int newOnline) => (all, online) = (newAll, newOnline);

        public readonly void Store(EmulatorSettings settings)
        {
            settings.DirtyCpuSchedulers = Math.Min(all, settings.Schedulers);
            settings.DirtyCpuSchedulersOnline = Math.Min(
                online,
                Math.Min(settings.DirtyCpuSchedulers, settings.SchedulersOnline)
            );
        }
    }
}
