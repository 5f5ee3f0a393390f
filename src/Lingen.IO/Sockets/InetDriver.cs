// The driver under prim_inet: tcp_inet and udp_inet. Commands come through port_control with a number and bytes, and are
// answered by a code byte and bytes. This is the part that kernel's start needs: opening, binding, options, names.
using System.Buffers.Binary;
using System.Text;

namespace Lingen.IO;

/// <summary>An inet socket.</summary>
internal sealed unsafe class InetDriver(bool isStream) : PortDriver
{
    // What prim_inet adds to every request number.
    private const uint RequestBase = 0x03f1a300;

    private const byte AnswerError = 0;
    private const byte AnswerOk = 1;

    private const int AddressAny = 3;
    private const int AddressLoopback = 4;
    private const int AddressInet = 1;
    private const int AddressInet6 = 2;
    private const int AddressLocal = 5;

    private enum Request : uint
    {
        Open = 1,
        Name = 5,
        Bind = 6,
        SetOptions = 7,
        GetOptions = 8,
        Statistics = 11,
        HostName = 12,
        Descriptor = 14,
        Type = 15,
        Status = 16,
        Subscribe = 24,
    }

    /// <summary>How an option reaches the system; level 0 for options that are the driver's own.</summary>
    private readonly record struct SocketOption(int Level, int Number);

    // By prim_inet's option numbers.
    private static readonly Dictionary<int, SocketOption> SystemOptions = new()
    {
        [0] = new(1, 2), // reuseaddr
        [1] = new(1, 9), // keepalive
        [2] = new(1, 5), // dontroute
        [4] = new(1, 6), // broadcast
        [6] = new(1, 7), // sndbuf
        [7] = new(1, 8), // recbuf
        [8] = new(1, 12), // priority
        [10] = new(6, 1), // nodelay
        [17] = new(1, 15), // reuseport
    };

    private const int OptionLinger = 3;
    private const int OptionActive = 22;
    private const int ActiveMany = 3;

    private readonly Dictionary<int, int> options = [];
    private int descriptor = -1;
    private int family;

    public override bool LocksPort => true;

    public override void Output(ByteQueue data) => data.Clear();

    public override void Stop()
    {
        if (descriptor >= 0)
        {
            LibC.close(descriptor);
            descriptor = -1;
        }
    }

    public override PortReply Control(uint command, ReadOnlySpan<byte> data, List<byte> answer)
    {
        answer.Add(AnswerOk);
        int error = (Request)(command - RequestBase) switch
        {
            Request.Open => Open(data),
            Request.Bind => Bind(data, answer),
            Request.Name => Name(answer),
            Request.SetOptions => SetOptions(data),
            Request.GetOptions => GetOptions(data, answer),
            Request.HostName => HostName(answer),
            Request.Descriptor => Append(answer, descriptor),
            Request.Type => Append(answer, family == LibC.FamilyInet6 ? AddressInet6 : AddressInet, isStream ? 1 : 2),
            Request.Status => Append(answer, descriptor >= 0 ? 1 : 0),
            Request.Statistics => Statistics(data, answer),
            Request.Subscribe => Subscribe(data, answer),
            _ => PosixError.NotSupported,
        };
        if (error != 0)
        {
            answer.Clear();
            answer.Add(AnswerError);
            answer.AddRange(Encoding.ASCII.GetBytes(PosixError.Name(error)));
        }
        return PortReply.Done;
    }

    private static int Append(List<byte> answer, params ReadOnlySpan<int> numbers)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (int number in numbers)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes, number);
            answer.AddRange(bytes);
        }
        return 0;
    }

    /// <summary>Family and type, one byte each.</summary>
    private int Open(ReadOnlySpan<byte> data)
    {
        if (data.Length < 2 || descriptor >= 0)
        {
            return PosixError.Invalid;
        }
        family = data[0] switch
        {
            AddressInet => LibC.FamilyInet,
            AddressInet6 => LibC.FamilyInet6,
            AddressLocal => LibC.FamilyLocal,
            _ => 0,
        };
        int type = (isStream ? LibC.SocketStream : LibC.SocketDatagram) | LibC.SocketCloseOnExec | LibC.SocketNonBlock;
        descriptor = LibC.socket(family, type, 0);
        return descriptor < 0 ? LibC.LastError : 0;
    }

    /// <summary>An address of prim_inet as a sockaddr; its length, or 0 if it makes none for this family.</summary>
    private uint ReadAddress(ReadOnlySpan<byte> data, Span<byte> address)
    {
        address.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(address, (ushort)family);
        if (data.Length >= 3 && data[0] is not AddressLocal)
        {
            data.Slice(1, 2).CopyTo(address[2..]);
        }
        switch (data.Length > 0 ? data[0] : 0)
        {
            case AddressAny when data.Length >= 3:
                return family == LibC.FamilyInet6 ? 28u : 16u;
            case AddressLoopback when data.Length >= 3 && family == LibC.FamilyInet:
                address[4] = 127;
                address[7] = 1;
                return 16;
            case AddressLoopback when data.Length >= 3 && family == LibC.FamilyInet6:
                address[23] = 1;
                return 28;
            case AddressInet when data.Length >= 7 && family == LibC.FamilyInet:
                data.Slice(3, 4).CopyTo(address[4..]);
                return 16;
            case AddressInet6 when data.Length >= 19 && family == LibC.FamilyInet6:
                data.Slice(3, 16).CopyTo(address[8..]);
                return 28;
            case AddressLocal when data.Length >= 2 && data.Length >= 2 + data[1] && data[1] < 108:
                data.Slice(2, data[1]).CopyTo(address[2..]);
                return (uint)(2 + data[1] + (data[1] > 0 && data[2] != 0 ? 1 : 0));
            default:
                return 0;
        }
    }

    /// <summary>Binds to an address; answers with the port number.</summary>
    private int Bind(ReadOnlySpan<byte> data, List<byte> answer)
    {
        byte* address = stackalloc byte[LibC.AddressBytes];
        uint length = ReadAddress(data, new Span<byte>(address, LibC.AddressBytes));
        if (length == 0 || LibC.bind(descriptor, address, length) < 0)
        {
            return length == 0 ? PosixError.Invalid : LibC.LastError;
        }
        length = LibC.AddressBytes;
        LibC.getsockname(descriptor, address, &length);
        bool hasPort = family != LibC.FamilyLocal;
        answer.Add(hasPort ? address[2] : (byte)0);
        answer.Add(hasPort ? address[3] : (byte)0);
        return 0;
    }

    /// <summary>The own address: family, port, address.</summary>
    private int Name(List<byte> answer)
    {
        byte* address = stackalloc byte[LibC.AddressBytes];
        uint length = LibC.AddressBytes;
        if (LibC.getsockname(descriptor, address, &length) < 0)
        {
            return LibC.LastError;
        }
        if (family == LibC.FamilyLocal)
        {
            var path = new ReadOnlySpan<byte>(address + 2, (int)Math.Max(length, 2) - 2);
            int end = path.Length > 0 && path[0] != 0 ? path.IndexOf((byte)0) : path.Length;
            path = end < 0 ? path : path[..end];
            answer.Add(AddressLocal);
            answer.Add((byte)path.Length);
            answer.AddRange(path);
            return 0;
        }
        bool isInet6 = family == LibC.FamilyInet6;
        answer.Add((byte)(isInet6 ? AddressInet6 : AddressInet));
        answer.AddRange(new ReadOnlySpan<byte>(address + 2, 2));
        answer.AddRange(isInet6 ? new ReadOnlySpan<byte>(address + 8, 16) : new ReadOnlySpan<byte>(address + 4, 4));
        if (isInet6)
        {
            // Flow information and scope follow the address.
            answer.AddRange(new ReadOnlySpan<byte>(address + 4, 4));
            answer.AddRange(new ReadOnlySpan<byte>(address + 24, 4));
        }
        return 0;
    }

    /// <summary>Pairs of an option byte and its value, mostly 32 bits.</summary>
    private int SetOptions(ReadOnlySpan<byte> data)
    {
        while (data.Length >= 5)
        {
            int option = data[0];
            int value = BinaryPrimitives.ReadInt32BigEndian(data[1..]);
            data = data[5..];
            int extra =
                option == OptionLinger ? 4
                : option == OptionActive && value == ActiveMany ? 2
                : 0;
            if (data.Length < extra)
            {
                return PosixError.Invalid;
            }
            data = data[extra..];
            options[option] = value;
            if (descriptor >= 0 && SystemOptions.TryGetValue(option, out SocketOption system))
            {
                if (LibC.setsockopt(descriptor, system.Level, system.Number, &value, sizeof(int)) < 0)
                {
                    return LibC.LastError;
                }
            }
        }
        return data.IsEmpty ? 0 : PosixError.Invalid;
    }

    private int GetOptions(ReadOnlySpan<byte> data, List<byte> answer)
    {
        foreach (byte option in data)
        {
            int value = options.GetValueOrDefault(option);
            if (descriptor >= 0 && SystemOptions.TryGetValue(option, out SocketOption system))
            {
                uint length = sizeof(int);
                if (LibC.getsockopt(descriptor, system.Level, system.Number, &value, &length) < 0)
                {
                    continue;
                }
            }
            answer.Add(option);
            Append(answer, value);
            if (option == OptionLinger)
            {
                Append(answer, 0);
            }
        }
        return 0;
    }

    private static int HostName(List<byte> answer)
    {
        answer.AddRange(SystemNames.HostName());
        return 0;
    }

    private static int Statistics(ReadOnlySpan<byte> data, List<byte> answer)
    {
        foreach (byte item in data)
        {
            answer.Add(item);
            Append(answer, 0);
        }
        return 0;
    }

    /// <summary>Bytes that wait to be sent: none, ever, so far.</summary>
    private static int Subscribe(ReadOnlySpan<byte> data, List<byte> answer)
    {
        foreach (byte item in data)
        {
            answer.Add(item);
            Append(answer, 0);
        }
        return 0;
    }
}

/// <summary>What the system calls itself.</summary>
internal static unsafe class SystemNames
{
    public static byte[] HostName()
    {
        byte* name = stackalloc byte[257];
        LibC.gethostname(name, 256);
        name[256] = 0;
        var bytes = new ReadOnlySpan<byte>(name, 257);
        return bytes[..bytes.IndexOf((byte)0)].ToArray();
    }
}
