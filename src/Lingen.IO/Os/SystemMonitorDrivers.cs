// What os_mon's port programs memsup and cpu_sup answer, from inside the VM: a static executable brings no programs along. The protocols
// are those of OTP 27's os_mon; the figures come from /proc.
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Lingen.IO;

/// <summary>os_mon's memsup: a byte asks, each answer is a packet, a tag or a number of bytes as hexadecimal text.</summary>
internal sealed class MemoryMonitorDriver : PortDriver
{
    private const byte ShowMemory = 1;
    private const byte ShowSystemMemory = 2;
    private const byte Quit = 3;

    private const byte EndTag = 0;
    private const byte SystemTotalTag = 1;

    // The lines of /proc/meminfo by the tags of the protocol, in the order of the answers. The total comes again at the end.
    private static readonly (string Line, byte Tag)[] Figures =
    [
        ("MemTotal", 2),
        ("MemFree", 3),
        ("Buffers", 6),
        ("Cached", 7),
        ("SReclaimable", 11),
        ("MemAvailable", 12),
        ("SwapTotal", 9),
        ("SwapFree", 10),
    ];

    public override void Output(ByteQueue data)
    {
        byte[] commands = new byte[SpanSize.Of(data.LengthBytes)];
        data.CopyTo(commands);
        data.Clear();
        foreach (byte command in commands)
        {
            switch (command)
            {
                case ShowMemory:
                    Dictionary<string, long> memory = ProcFiles.Memory();
                    long total = memory.GetValueOrDefault("MemTotal");
                    Send(total - memory.GetValueOrDefault("MemFree"));
                    Send(total);
                    break;
                case ShowSystemMemory:
                    ShowAll(ProcFiles.Memory());
                    break;
                case Quit:
                    Port.InputEnded();
                    return;
                default:
                    break;
            }
        }
    }

    public override void Stop() { }

    private void ShowAll(Dictionary<string, long> memory)
    {
        foreach ((string line, byte tag) in Figures)
        {
            if (memory.TryGetValue(line, out long bytes))
            {
                Port.DeliverData([tag], Term.None);
                Send(bytes);
            }
        }
        Port.DeliverData([SystemTotalTag], Term.None);
        Send(memory.GetValueOrDefault("MemTotal"));
        Port.DeliverData([EndTag], Term.None);
    }

    private void Send(long bytes) =>
        Port.DeliverData(Encoding.ASCII.GetBytes(bytes.ToString("x", CultureInfo.InvariantCulture)), Term.None);
}

/// <summary>os_mon's cpu_sup: a letter asks, the answers are 32-bit big-endian numbers in a stream.</summary>
internal sealed class ProcessorMonitorDriver : PortDriver
{
    private const int PingAnswer = 4711;
    private const double LoadUnit = 256;

    // cpu_sup's entries of one processor: its number, then these columns of its line in /proc/stat.
    private static readonly int[] Columns = [0, 1, 2, 4, 3, 5, 6, 7];

    public override void Output(ByteQueue data)
    {
        byte[] commands = new byte[SpanSize.Of(data.LengthBytes)];
        data.CopyTo(commands);
        data.Clear();
        foreach (byte command in commands)
        {
            switch ((char)command)
            {
                case 'p':
                    Send([PingAnswer]);
                    break;
                case '1':
                    Send([ProcFiles.Load(0) * LoadUnit]);
                    break;
                case '5':
                    Send([ProcFiles.Load(1) * LoadUnit]);
                    break;
                case 'f':
                    Send([ProcFiles.Load(2) * LoadUnit]);
                    break;
                case 'n':
                    Send([ProcFiles.ProcessCount()]);
                    break;
                case 'u':
                    SendUtilization();
                    break;
                default:
                    Port.InputEnded();
                    return;
            }
        }
    }

    public override void Stop() { }

    /// <summary>The number of processors, that of entries for each, then the entries: what it is, and its value.</summary>
    private void SendUtilization()
    {
        List<double[]> processors = ProcFiles.ProcessorTimes();
        var numbers = new List<double> { processors.Count, Columns.Length + 1 };
        for (int i = 0; i < processors.Count; i++)
        {
            numbers.AddRange([0, i]);
            for (int entry = 0; entry < Columns.Length; entry++)
            {
                numbers.AddRange([entry + 1, Columns[entry] < processors[i].Length ? processors[i][Columns[entry]] : 0]);
            }
        }
        Send([.. numbers]);
    }

    private void Send(ReadOnlySpan<double> numbers)
    {
        byte[] bytes = new byte[4 * numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            // The protocol keeps the low 32 bits; cpu_sup knows that counters wrap.
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * i), (uint)(ulong)numbers[i]);
        }
        Port.DeliverData(bytes, Term.None);
    }
}

/// <summary>Figures of the machine from /proc; nothing where it is not mounted.</summary>
internal static class ProcFiles
{
    /// <summary>/proc/meminfo, in bytes.</summary>
    public static Dictionary<string, long> Memory()
    {
        var figures = new Dictionary<string, long>();
        foreach (string line in Lines("/proc/meminfo"))
        {
            string[] words = line.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2 && long.TryParse(words[1], CultureInfo.InvariantCulture, out long kibibytes))
            {
                figures[words[0]] = kibibytes * 1024;
            }
        }
        return figures;
    }

    /// <summary>The load of the last minute (0), five (1) or fifteen (2).</summary>
    public static double Load(int which) =>
        Word("/proc/loadavg", which) is { } word && double.TryParse(word, CultureInfo.InvariantCulture, out double load)
            ? load
            : 0;

    /// <summary>Processes and threads of the system.</summary>
    public static double ProcessCount() =>
        Word("/proc/loadavg", 3) is { } word
        && double.TryParse(word.Split('/')[^1], CultureInfo.InvariantCulture, out double count)
            ? count
            : 0;

    /// <summary>For each processor its times in clock ticks: user, nice, system, idle, waiting, interrupts, soft interrupts, stolen.</summary>
    public static List<double[]> ProcessorTimes()
    {
        var processors = new List<double[]>();
        foreach (string line in Lines("/proc/stat"))
        {
            if (line.StartsWith("cpu", StringComparison.Ordinal) && line.Length > 3 && char.IsAsciiDigit(line[3]))
            {
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                processors.Add([.. words[1..].Select(word => double.Parse(word, CultureInfo.InvariantCulture))]);
            }
        }
        return processors;
    }

    private static string? Word(string path, int index)
    {
        string[] words = Lines(path).FirstOrDefault("").Split(' ');
        return index < words.Length ? words[index] : null;
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
