// How input of a port becomes messages: stream, packets, lines; lists or binaries.
namespace Lingen.IO;

/// <summary>The settings of open_port/2 that all drivers share.</summary>
internal sealed class PortFormat
{
    public bool Binary { get; set; }

    /// <summary>0 for a stream, else the 1, 2 or 4 bytes of a length in front of each packet, both ways.</summary>
    public int PacketBytes { get; set; }

    /// <summary>Most characters of a line message; 0 if not by lines.</summary>
    public int LineLimit { get; set; }

    /// <summary>The end of input is a message {Port, eof}, not the end of the port.</summary>
    public bool EofMessage { get; set; }
    public bool ExitStatus { get; set; }
    public bool Reads { get; set; } = true;
    public bool Writes { get; set; } = true;
    public bool UseStandardIo { get; set; } = true;
    public bool ErrorToOutput { get; set; }
    public bool Parallelism { get; set; }

    /// <summary>Queued bytes at which the port becomes busy, and at which it is ready again.</summary>
    public long BusyBytes { get; set; } = 8192;
    public long ReadyBytes { get; set; } = 4096;

    /// <summary>Directory, arguments and environment of a child process, as given; none if not.</summary>
    public Term Directory { get; set; }
    public Term Arguments { get; set; }
    public Term Argument0 { get; set; }
    public Term Environment { get; set; }

    /// <summary>Reads the settings list. False if any is unknown or contradicts another (badopt).</summary>
    public static bool TryRead(Term settings, out PortFormat format)
    {
        format = new PortFormat();
        bool reads = false;
        bool writes = false;
        for (; settings.IsCons; settings = settings.Tail)
        {
            Term setting = settings.Head;
            if (setting == Atoms.In)
            {
                reads = true;
            }
            else if (setting == Atoms.Out)
            {
                writes = true;
            }
            else if (!(setting.IsTuple ? format.TryReadPair(new Tuple(setting)) : format.TryReadFlag(setting)))
            {
                return false;
            }
        }
        if (reads || writes)
        {
            format.Reads = reads;
            format.Writes = writes;
        }
        bool contradiction = (format.LineLimit > 0 && format.PacketBytes > 0) || (format.ErrorToOutput && !format.UseStandardIo);
        return settings.IsNil && !contradiction;
    }

    private bool TryReadFlag(Term setting)
    {
        switch (setting.Bits)
        {
            case AtomBits.Stream:
                PacketBytes = 0;
                return true;
            case AtomBits.UseStdio:
                UseStandardIo = true;
                return true;
            case AtomBits.NouseStdio:
                UseStandardIo = false;
                return true;
            case AtomBits.StderrToStdout:
                ErrorToOutput = true;
                return true;
            case AtomBits.Line:
                LineLimit = 512;
                return true;
            case AtomBits.Binary:
                Binary = true;
                return true;
            case AtomBits.Eof:
                EofMessage = true;
                return true;
            case AtomBits.ExitStatus:
                ExitStatus = true;
                return true;
            case AtomBits.Hide:
            case AtomBits.OverlappedIo:
                return true;
            default:
                return false;
        }
    }

    private bool TryReadPair(Tuple pair)
    {
        if (pair.Arity != 2)
        {
            return false;
        }
        Term value = pair[1];
        switch (pair[0].Bits)
        {
            case AtomBits.Packet:
                PacketBytes = value.IsSmall ? (int)Math.Clamp(value.SmallValue, 0, 5) : 0;
                return PacketBytes is 1 or 2 or 4;
            case AtomBits.Line:
                LineLimit = value.IsSmall ? (int)Math.Clamp(value.SmallValue, 0, int.MaxValue) : 0;
                return LineLimit > 0;
            case AtomBits.Env:
                Environment = value;
                return true;
            case AtomBits.Args:
                Arguments = value;
                return value.IsList;
            case AtomBits.Arg0:
                Argument0 = value;
                return true;
            case AtomBits.Cd:
                Directory = value;
                return true;
            case AtomBits.Parallelism:
                Parallelism = value == Atoms.True;
                return value.IsBoolean;
            case AtomBits.BusyLimitsPort:
                return TryReadLimits(value, port: true);
            case AtomBits.BusyLimitsMsgq:
                return TryReadLimits(value, port: false);
            default:
                return false;
        }
    }

    private bool TryReadLimits(Term value, bool port)
    {
        if (value == Atoms.Disabled)
        {
            BusyBytes = port ? long.MaxValue : BusyBytes;
            return true;
        }
        if (
            !Tuple.TryFrom(value, out Tuple limits)
            || limits.Arity != 2
            || !HostNumbers.TryInt64(limits[0], out long low)
            || !HostNumbers.TryInt64(limits[1], out long high)
            || low < 1
            || high < 1
        )
        {
            return false;
        }
        if (port)
        {
            BusyBytes = high;
            ReadyBytes = Math.Min(low, high);
        }
        return true;
    }
}

/// <summary>Cuts a stream of input into what single messages carry. One per port; under the port's lock.</summary>
internal sealed class PortInput(Port port)
{
    /// <summary>A buffer that has grown beyond this is not kept for what comes next.</summary>
    private const int KeptBytes = 64 * 1024;

    private readonly List<byte> pending = [];

    /// <summary>Most bytes that fit into one message. A child program may send more than that and call it one packet or line.</summary>
    private int MostBytes => port.Format.Binary ? Array.MaxLength : (int.MaxValue / Cons.SizeWords) - KeptBytes;

    /// <summary>A carriage return waits for what comes behind it; one directly before a newline belongs to the line's end.</summary>
    private bool heldReturn;

    /// <summary>Delivers whatever messages these bytes complete.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        if (port.Format.PacketBytes > 0)
        {
            TakePackets(bytes);
        }
        else if (port.Format.LineLimit > 0)
        {
            TakeLines(bytes);
        }
        else
        {
            port.DeliverData(bytes, Term.None);
        }
    }

    /// <summary>The input has ended: what stands in the line buffer goes out as it is.</summary>
    public void End()
    {
        if (port.Format.LineLimit > 0)
        {
            if (heldReturn)
            {
                pending.Add((byte)'\r');
                heldReturn = false;
            }
            if (pending.Count > 0)
            {
                Deliver(Atoms.Noeol);
            }
        }
    }

    private void TakePackets(ReadOnlySpan<byte> bytes)
    {
        int header = port.Format.PacketBytes;
        while (true)
        {
            if (pending.Count == 0 && bytes.Length >= header && bytes.Length - header >= Length(bytes, header) && port.IsOpen)
            {
                int whole = (int)Length(bytes, header);
                port.DeliverData(bytes.Slice(header, whole), Term.None);
                bytes = bytes[(header + whole)..];
                continue;
            }
            if (bytes.IsEmpty || !port.IsOpen)
            {
                return;
            }
            long wanted =
                pending.Count < header
                    ? header
                    : header + Length(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(pending), header);
            int take = (int)Math.Min(wanted - pending.Count, bytes.Length);
            if (take > MostBytes - pending.Count)
            {
                Empty();
                port.Close(Term.Atom("enomem"));
                return;
            }
            pending.AddRange(bytes[..take]);
            bytes = bytes[take..];
            Span<byte> collected = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(pending);
            if (pending.Count >= header && pending.Count == header + Length(collected, header))
            {
                port.DeliverData(collected[header..], Term.None);
                Empty();
            }
        }
    }

    private static long Length(ReadOnlySpan<byte> bytes, int header)
    {
        long length = 0;
        for (int i = 0; i < header; i++)
        {
            length = (length << 8) | bytes[i];
        }
        return length;
    }

    private void TakeLines(ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            if (b == '\n')
            {
                heldReturn = false;
                Deliver(Atoms.Eol);
                continue;
            }
            if (heldReturn)
            {
                heldReturn = false;
                AddToLine((byte)'\r');
            }
            if (b == '\r')
            {
                heldReturn = true;
            }
            else
            {
                AddToLine(b);
            }
        }
    }

    private void AddToLine(byte b)
    {
        if (pending.Count == Math.Min(port.Format.LineLimit, MostBytes))
        {
            Deliver(Atoms.Noeol);
        }
        pending.Add(b);
    }

    private void Deliver(Term kind)
    {
        port.DeliverData(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(pending), kind);
        Empty();
    }

    private void Empty()
    {
        pending.Clear();
        if (pending.Capacity > KeptBytes)
        {
            pending.TrimExcess();
        }
    }
}
