// Values of socket options as the bytes that the system takes, and back.
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Lingen.IO;

/// <summary>Reads and shows the values of options.</summary>
internal static unsafe class SocketOptionValues
{
    private const int InterfaceNameBytes = 16;
    private const int CongestionNameBytes = 17;
    private const int MaxFilterSources = 1024;

    // By number; what IP_MTU_DISCOVER and IPV6_MTU_DISCOVER take is alike.
    private static readonly Term[] MtuDiscoveries = [Atoms.Dont, Atoms.Want, Atoms.Do, Atoms.Probe];

    /// <summary>Room for the value of any option but a long filter.</summary>
    public const int MaxBytes = 16 + (4 * MaxFilterSources);

    /// <summary>Writes a value; the number of bytes, or -1 if the term is no value of the option.</summary>
    public static int Write(OptionForm form, Term value, Span<byte> bytes)
    {
        int number;
        bool valid = form switch
        {
            OptionForm.Boolean => TryBoolean(value, out number),
            OptionForm.Integer => HostNumbers.TryInt32(value, out number),
            OptionForm.TypeOfService => TryTypeOfService(value, out number),
            OptionForm.MtuDiscovery => TryMtuDiscovery(value, out number),
            OptionForm.Hops => TryHops(value, out number),
            OptionForm.AddressForm => SocketAddresses.TryFamily(value, out number),
            _ => TryNone(out number),
        };
        if (valid)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            return sizeof(int);
        }
        return form switch
        {
            OptionForm.Linger => WriteLinger(value, bytes),
            OptionForm.InterfaceName => WriteText(value, InterfaceNameBytes, bytes),
            OptionForm.Congestion => WriteText(value, CongestionNameBytes, bytes),
            OptionForm.MulticastInterface => SocketAddresses.TryReadInetHost(value, bytes[..4]) ? 4 : -1,
            OptionForm.Membership => WriteHosts(value, [Atoms.Multiaddr, Atoms.Interface], bytes),
            OptionForm.SourceMembership => WriteHosts(value, [Atoms.Multiaddr, Atoms.Interface, Atoms.Sourceaddr], bytes),
            OptionForm.SourceFilter => WriteFilter(value, bytes),
            OptionForm.Membership6 => WriteMembership6(value, bytes),
            _ => -1,
        };
    }

    private static bool TryNone(out int number)
    {
        number = 0;
        return false;
    }

    private static bool TryBoolean(Term value, out int number)
    {
        number = value == Atoms.True ? 1 : 0;
        return value.IsBoolean;
    }

    public static bool TryTypeOfService(Term value, out int number)
    {
        number = value.Bits switch
        {
            AtomBits.Lowdelay => 0x10,
            AtomBits.Throughput => 8,
            AtomBits.Reliability => 4,
            AtomBits.Mincost => 2,
            _ => -1,
        };
        return number >= 0 || HostNumbers.TryInt32(value, out number);
    }

    public static Term TypeOfServiceToTerm(int number) =>
        (number & 0x1E) switch
        {
            0x10 => Atoms.Lowdelay,
            8 => Atoms.Throughput,
            4 => Atoms.Reliability,
            2 => Atoms.Mincost,
            _ => Term.Small(number),
        };

    private static bool TryMtuDiscovery(Term value, out int number)
    {
        number = Array.IndexOf(MtuDiscoveries, value);
        return number >= 0 || HostNumbers.TryInt32(value, out number);
    }

    private static bool TryHops(Term value, out int number)
    {
        number = -1;
        return value == Atoms.Default || (HostNumbers.TryInt32(value, out number) && number is >= 0 and <= byte.MaxValue);
    }

    private static int WriteLinger(Term value, Span<byte> bytes)
    {
        int on = 1;
        int seconds = 0;
        if (value != Atoms.Abort)
        {
            Term onOff = value.IsMap ? Maps.Get(value, Atoms.Onoff) : Term.None;
            Term linger = value.IsMap ? Maps.Get(value, Atoms.Linger) : Term.None;
            if (
                onOff.IsNone
                || linger.IsNone
                || !TryBoolean(onOff, out on)
                || !HostNumbers.TryInt32(linger, out seconds)
                || seconds < 0
            )
            {
                return -1;
            }
        }
        BinaryPrimitives.WriteInt32LittleEndian(bytes, on);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], seconds);
        return 8;
    }

    /// <summary>A string or a binary, without its zero at the end.</summary>
    private static int WriteText(Term value, int room, Span<byte> bytes)
    {
        if (value.IsBinary)
        {
            var bits = new Bitstring(value);
            int length = (int)Math.Min(bits.LengthBytes, room - 1);
            HostBytes.Copy(bits, 0, bytes[..length]);
            int end = bytes[..length].IndexOf((byte)0);
            return end < 0 ? length : end;
        }
        int count = 0;
        for (; value.IsCons; value = value.Tail)
        {
            if (!value.Head.IsSmall || value.Head.SmallValue is < 0 or > byte.MaxValue || count == room - 1)
            {
                return -1;
            }
            bytes[count++] = (byte)value.Head.SmallValue;
        }
        return value.IsNil ? count : -1;
    }

    private static int WriteHosts(Term value, ReadOnlySpan<Term> keys, Span<byte> bytes)
    {
        if (!value.IsMap)
        {
            return -1;
        }
        for (int i = 0; i < keys.Length; i++)
        {
            Term host = Maps.Get(value, keys[i]);
            if (host.IsNone || !SocketAddresses.TryReadInetHost(host, bytes.Slice(4 * i, 4)))
            {
                return -1;
            }
        }
        return 4 * keys.Length;
    }

    // struct ip_msfilter: group, interface, mode, number of sources, sources.
    private static int WriteFilter(Term value, Span<byte> bytes)
    {
        if (value == Atoms.Null)
        {
            return 0;
        }
        if (WriteHosts(value, [Atoms.Multiaddr, Atoms.Interface], bytes) < 0)
        {
            return -1;
        }
        Term mode = Maps.Get(value, Atoms.Mode);
        Term sources = Maps.Get(value, Atoms.Slist);
        if (sources.IsNone || (mode != Atoms.Include && mode != Atoms.Exclude))
        {
            return -1;
        }
        int count = 0;
        for (; sources.IsCons; sources = sources.Tail, count++)
        {
            if (count == MaxFilterSources || !SocketAddresses.TryReadInetHost(sources.Head, bytes.Slice(16 + (4 * count), 4)))
            {
                return -1;
            }
        }
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], mode == Atoms.Include ? 1 : 0);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], count);
        return sources.IsNil ? 16 + (4 * count) : -1;
    }

    private static int WriteMembership6(Term value, Span<byte> bytes)
    {
        Term group = value.IsMap ? Maps.Get(value, Atoms.Multiaddr) : Term.None;
        Term number = value.IsMap ? Maps.Get(value, Atoms.Interface) : Term.None;
        if (
            group.IsNone
            || number.IsNone
            || !SocketAddresses.TryReadInet6Host(group, bytes[..16])
            || !HostNumbers.TryUInt32(number, out uint index)
        )
        {
            return -1;
        }
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], index);
        return 20;
    }

    /// <summary>Room that the system needs for a value.</summary>
    public static int ReadBytes(OptionForm form, long controlBytes) =>
        form switch
        {
            OptionForm.Linger => 8,
            OptionForm.InterfaceName => InterfaceNameBytes + 1,
            OptionForm.Congestion => CongestionNameBytes,
            OptionForm.PacketOptions => (int)Math.Min(controlBytes, 64 << 10),
            _ => sizeof(int),
        };

    /// <summary>The term of a value that the system has written.</summary>
    public static Term ToTerm(TermHeap* heap, OptionForm form, ReadOnlySpan<byte> bytes, int domain)
    {
        int number = bytes.Length >= sizeof(int) ? MemoryMarshal.Read<int>(bytes) : 0;
        switch (form)
        {
            case OptionForm.Boolean:
                return Term.Boolean(number != 0);
            case OptionForm.Domain:
                return SocketAddresses.FamilyToTerm(number);
            case OptionForm.Type:
                return SocketTables.TypeToTerm(number);
            case OptionForm.Protocol when number == 0 && domain == LibC.FamilyLocal:
                return Atoms.Default;
            case OptionForm.TypeOfService:
                return TypeOfServiceToTerm(number);
            case OptionForm.MtuDiscovery when (uint)number < MtuDiscoveries.Length:
                return MtuDiscoveries[number];
            case OptionForm.MulticastInterface:
                return SocketAddresses.InetHost(heap, bytes);
            case OptionForm.InterfaceName:
                return Cons.FromBytes(heap, bytes);
            case OptionForm.Congestion:
                return Cons.FromBytes(heap, bytes.Length > 0 && bytes[^1] == 0 ? bytes[..^1] : bytes);
            case OptionForm.PacketOptions:
                return ControlMessages.ToTerm(heap, bytes, isComplete: true);
            case OptionForm.Linger:
                Term* pairs = stackalloc Term[4];
                pairs[0] = Atoms.Onoff;
                pairs[1] = Term.Boolean(number != 0);
                pairs[2] = Atoms.Linger;
                pairs[3] = Term.Small(MemoryMarshal.Read<int>(bytes[4..]));
                return Maps.FromKeysValues(heap, pairs, 2);
            default:
                return Term.Small(number);
        }
    }

    /// <summary>#{sec, usec}.</summary>
    public static Term TimeToTerm(TermHeap* heap, long seconds, long micros)
    {
        Term* pairs = stackalloc Term[4];
        pairs[0] = Atoms.Sec;
        pairs[1] = HostNumbers.Create(heap, seconds);
        pairs[2] = Atoms.Usec;
        pairs[3] = HostNumbers.Create(heap, micros);
        return Maps.FromKeysValues(heap, pairs, 2);
    }

    public static bool TryTime(Term value, out long seconds, out long micros)
    {
        seconds = 0;
        micros = 0;
        if (!value.IsMap)
        {
            return false;
        }
        Term sec = Maps.Get(value, Atoms.Sec);
        Term usec = Maps.Get(value, Atoms.Usec);
        return !sec.IsNone && !usec.IsNone && HostNumbers.TryInt64(sec, out seconds) && HostNumbers.TryInt64(usec, out micros);
    }
}
