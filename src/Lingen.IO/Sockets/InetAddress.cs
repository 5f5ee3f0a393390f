// Socket addresses in two forms: the system's sockaddr, and the bytes that prim_inet writes and reads.
//
//   1 inet   port:16 a b c d            3 any      port:16      5 local  length:8 path
//   2 inet6  port:16 address flow:32 scope:32 (read: without the last two)      4 loopback port:16
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Lingen.IO;

/// <summary>A struct sockaddr with its length.</summary>
internal unsafe struct InetAddress
{
    public const int Inet = 1;
    public const int Inet6 = 2;
    public const int Any = 3;
    public const int Loopback = 4;
    public const int Local = 5;

    private const int InetBytes = 16;
    private const int Inet6Bytes = 28;
    private const int MaxPathBytes = 108;

    public fixed byte Bytes[LibC.AddressBytes];
    public uint Length;

    private Span<byte> Span => System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref Bytes[0], LibC.AddressBytes);

    private readonly int Family => Bytes[0] | (Bytes[1] << 8);

    /// <summary>The address of a port on a host.</summary>
    public static InetAddress Of(IPAddress host, int port)
    {
        InetAddress address = default;
        bool isInet6 = host.AddressFamily == AddressFamily.InterNetworkV6;
        Span<byte> target = address.Span;
        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)(isInet6 ? LibC.FamilyInet6 : LibC.FamilyInet));
        BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)port);
        host.TryWriteBytes(target[(isInet6 ? 8 : 4)..], out _);
        if (isInet6)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(target[24..], (uint)host.ScopeId);
        }
        address.Length = isInet6 ? (uint)Inet6Bytes : InetBytes;
        return address;
    }

    /// <summary>Reads prim_inet's bytes from the front of <paramref name="data"/>; 0 or the error.</summary>
    public static int Read(ref ReadOnlySpan<byte> data, int family, out InetAddress address)
    {
        address = default;
        if (data.IsEmpty)
        {
            return PosixError.Invalid;
        }
        if (data[0] == Local)
        {
            return ReadPath(ref data, ref address);
        }
        int size = data[0] switch
        {
            Inet => 7,
            Inet6 => 27,
            _ => 3,
        };
        if (data.Length < size)
        {
            return PosixError.Invalid;
        }
        bool isInet6 = data[0] == Inet6 || (data[0] != Inet && family == LibC.FamilyInet6);
        Span<byte> target = address.Span;
        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)(isInet6 ? LibC.FamilyInet6 : LibC.FamilyInet));
        data.Slice(1, 2).CopyTo(target[2..]);
        switch (data[0])
        {
            case Inet:
                data.Slice(3, 4).CopyTo(target[4..]);
                break;
            case Inet6:
                data.Slice(3, 16).CopyTo(target[8..]);
                BinaryPrimitives.WriteUInt32LittleEndian(target[24..], BinaryPrimitives.ReadUInt32BigEndian(data[23..]));
                break;
            case Loopback when isInet6:
                target[23] = 1;
                break;
            case Loopback:
                target[4] = 127;
                target[7] = 1;
                break;
            case Any:
                break;
            default:
                return PosixError.AddressFamilyNotSupported;
        }
        address.Length = isInet6 ? (uint)Inet6Bytes : InetBytes;
        data = data[size..];
        return 0;
    }

    private static int ReadPath(ref ReadOnlySpan<byte> data, ref InetAddress address)
    {
        if (data.Length < 2 || data.Length < 2 + data[1] || data[1] > MaxPathBytes)
        {
            return PosixError.Invalid;
        }
        ReadOnlySpan<byte> path = data.Slice(2, data[1]);
        BinaryPrimitives.WriteUInt16LittleEndian(address.Span, LibC.FamilyLocal);
        path.CopyTo(address.Span[2..]);
        // A path ends in a zero; an abstract name begins with one and has no end; an empty one lets the system choose.
        bool ended = path.Length > 0 && path[0] != 0 && path.Length < MaxPathBytes;
        address.Length = (uint)(2 + path.Length + (ended ? 1 : 0));
        data = data[(2 + path.Length)..];
        return 0;
    }

    /// <summary>Writes prim_inet's bytes; their number.</summary>
    public readonly int Write(Span<byte> target)
    {
        if (Length < 2)
        {
            target[0] = 0;
            return 1;
        }
        fixed (byte* bytes = Bytes)
        {
            var source = new ReadOnlySpan<byte>(bytes, LibC.AddressBytes);
            switch (Family)
            {
                case LibC.FamilyInet:
                    target[0] = Inet;
                    source.Slice(2, 6).CopyTo(target[1..]);
                    return 7;
                case LibC.FamilyInet6:
                    target[0] = Inet6;
                    source.Slice(2, 2).CopyTo(target[1..]);
                    source.Slice(8, 16).CopyTo(target[3..]);
                    return 19;
                default:
                    ReadOnlySpan<byte> path = Path(source[..(int)Math.Min(Length, LibC.AddressBytes)]);
                    target[0] = Local;
                    target[1] = (byte)path.Length;
                    path.CopyTo(target[2..]);
                    return 2 + path.Length;
            }
        }
    }

    private static ReadOnlySpan<byte> Path(ReadOnlySpan<byte> source)
    {
        if (source.Length <= 2)
        {
            return default;
        }
        ReadOnlySpan<byte> path = source[2..];
        int end = path[0] == 0 ? -1 : path.IndexOf((byte)0);
        return end < 0 ? path : path[..end];
    }

    /// <summary>The two terms of an address in active messages: IP and Port, or {local, Path} and 0.</summary>
    public readonly (Term Address, Term Port) ToTerms(TermHeap* heap)
    {
        fixed (byte* bytes = Bytes)
        {
            var source = new ReadOnlySpan<byte>(bytes, LibC.AddressBytes);
            Span<Term> parts = stackalloc Term[8];
            Term port = Term.Small(BinaryPrimitives.ReadUInt16BigEndian(source[2..]));
            switch (Length < 2 ? 0 : Family)
            {
                case LibC.FamilyInet:
                    for (int i = 0; i < 4; i++)
                    {
                        parts[i] = Term.Small(source[4 + i]);
                    }
                    return (Tuple.Create(heap, parts[..4]), port);
                case LibC.FamilyInet6:
                    for (int i = 0; i < 8; i++)
                    {
                        parts[i] = Term.Small(BinaryPrimitives.ReadUInt16BigEndian(source[(8 + (2 * i))..]));
                    }
                    return (Tuple.Create(heap, parts), port);
                case LibC.FamilyUnspecified:
                    return (Tuple.Create(heap, Atoms.Unspec, Bitstring.FromBytes(heap, [])), Term.Small(0));
                default:
                    ReadOnlySpan<byte> path = Path(source[..(int)Math.Min(Length, LibC.AddressBytes)]);
                    return (Tuple.Create(heap, Atoms.Local, Bitstring.FromBytes(heap, path)), Term.Small(0));
            }
        }
    }
}
