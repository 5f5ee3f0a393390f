// The first argument of open_port/2: which driver a port gets.
using System.Text;

namespace Lingen.IO;

/// <summary>Creates ports.</summary>
internal static unsafe class PortOpening
{
    /// <summary>Opens a port, linked with its owner on the port's side. Without one the result is the reason, an atom.</summary>
    public static Term Open(Host host, Term owner, Term name, PortFormat format, out Port? port)
    {
        port = null;
        if (!Tuple.TryFrom(name, out Tuple tuple) || tuple.Arity == 0)
        {
            return Atoms.Badarg;
        }
        bool isExecutable = tuple[0] == Atoms.SpawnExecutable;
        if (!isExecutable && (!format.Arguments.IsNone || !format.Argument0.IsNone))
        {
            return Atoms.Badarg;
        }
        return tuple[0].Bits switch
        {
            AtomBits.Fd when tuple.Arity == 3 && !format.ExitStatus => OpenDescriptors(host, owner, tuple, format, out port),
            AtomBits.Spawn or AtomBits.SpawnDriver or AtomBits.SpawnExecutable when tuple.Arity == 2 => OpenNamed(
                host,
                owner,
                tuple,
                format,
                out port
            ),
            _ => Atoms.Badarg,
        };
    }

    private static Term OpenDescriptors(Host host, Term owner, Tuple tuple, PortFormat format, out Port? port)
    {
        port = null;
        if (!tuple[1].IsSmall || !tuple[2].IsSmall)
        {
            return Atoms.Badarg;
        }
        int input = (int)tuple[1].SmallValue;
        int output = (int)tuple[2].SmallValue;
        var driver = new FdDriver(input, output);
        port = Add(host, $"{input}/{output}", owner, format, driver);
        if (port == null)
        {
            return Atoms.SystemLimit;
        }
        lock (port.Gate)
        {
            driver.Start();
        }
        return Term.None;
    }

    private static Term OpenNamed(Host host, Term owner, Tuple tuple, PortFormat format, out Port? port)
    {
        port = null;
        string? name = Text(tuple[1]);
        if (string.IsNullOrEmpty(name))
        {
            return Atoms.Badarg;
        }
        if (tuple[0] != Atoms.SpawnExecutable)
        {
            string driverName = FirstWord(name);
            PortDriver? driver = CreateDriver(host, driverName, format) ?? MonitorOf(name);
            if (driver != null)
            {
                port = Add(host, name, owner, format, driver);
                return port == null ? Atoms.SystemLimit : Term.None;
            }
            if (tuple[0] == Atoms.SpawnDriver)
            {
                return Atoms.Badarg;
            }
        }
        // OTP's own port program for the resolver is part of the VM.
        if (tuple[0] == Atoms.SpawnExecutable && Path.GetFileName(name) == "inet_gethost")
        {
            port = Add(host, name, owner, format, new ResolverDriver());
            return port == null ? Atoms.SystemLimit : Term.None;
        }
        return ChildPrograms.Open(host, owner, name, tuple[0] == Atoms.SpawnExecutable, format, out port);
    }

    /// <summary>The drivers that are part of the VM, by the names that OTP's modules use.</summary>
    private static PortDriver? CreateDriver(Host host, string name, PortFormat format) =>
        name switch
        {
            "ram_file_drv" => new RamFileDriver(),
            "udp_inet" => new UdpDriver(),
            "tcp_inet" => new TcpDriver(),
            "inet_gethost" => new ResolverDriver(),
            _ => null,
        };

    /// <summary>os_mon's port programs are part of the VM, too; os_mon names them by their quoted path.</summary>
    private static PortDriver? MonitorOf(string command)
    {
        string path = command.Trim('"');
        if (!path.Contains("/os_mon") || !path.Contains("/priv/bin/"))
        {
            return null;
        }
        return Path.GetFileName(path) switch
        {
            "memsup" => new MemoryMonitorDriver(),
            "cpu_sup" => new ProcessorMonitorDriver(),
            _ => null,
        };
    }

    public static Port? Add(Host host, string name, Term owner, PortFormat format, PortDriver driver)
    {
        Port? port = host.AddPort(name, owner, format, driver);
        if (port != null)
        {
            lock (port.Gate)
            {
                if (PortTracing.Any)
                {
                    PortTracing.Opened(host.Vm, port.Id, owner, name);
                }
                port.Link(owner);
            }
        }
        return port;
    }

    private static string FirstWord(string name)
    {
        int end = name.IndexOfAny([' ', '\t']);
        return end < 0 ? name : name[..end];
    }

    /// <summary>A command or program name; null if it is no text.</summary>
    public static string? Text(Term term)
    {
        TermHeap scratch = default;
        if (term.IsAtom)
        {
            return AtomTable.Name(term);
        }
        Term native = FileNameEncodings.ToNative(&scratch, term, FileNameEncoding.Utf8);
        if (native.IsNone)
        {
            scratch.Clear();
            return null;
        }
        string text = Encoding.UTF8.GetString(new Bitstring(native).AlignedBytes[..^1]);
        scratch.Clear();
        return text;
    }
}
