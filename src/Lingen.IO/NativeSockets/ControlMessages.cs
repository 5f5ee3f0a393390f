// Control messages: what recvmsg brings and sendmsg takes beside the data. In the system's buffer each is a header (length:64, level:32,
// type:32) and data, padded to eight bytes; as a term it is #{level, type, data, value}.
using System.Buffers.Binary;

namespace Lingen.IO;

/// <summary>Reads and writes lists of control messages.</summary>
internal static unsafe partial class ControlMessages
{
    private const int HeaderBytes = 16;
    private const int LevelIp = 0;
    private const int LevelIp6 = 41;

    /// <summary>How the data of a control message is shown as a value, and read from one.</summary>
    private enum Form
    {
        None,
        Time,
        TypeOfService,
        Integer,
        Byte,
        PacketInfo,
        PacketInfo6,
        Address,
        ExtendedError,
    }

    private readonly record struct Kind(int Level, int Type, Term Name, Form Form, bool Writable = false);

    private static readonly Kind[] Kinds =
    [
        new(LibC.SocketLevel, 1, Term.Atom("rights"), Form.None),
        new(LibC.SocketLevel, 2, Term.Atom("credentials"), Form.None),
        new(LibC.SocketLevel, 29, Term.Atom("timestamp"), Form.Time, Writable: true),
        new(LevelIp, 1, Term.Atom("tos"), Form.TypeOfService, Writable: true),
        new(LevelIp, 2, Term.Atom("ttl"), Form.Integer, Writable: true),
        new(LevelIp, 8, Term.Atom("pktinfo"), Form.PacketInfo),
        new(LevelIp, 11, Term.Atom("recverr"), Form.ExtendedError),
        new(LevelIp, 12, Term.Atom("recvttl"), Form.Byte),
        new(LevelIp, 13, Term.Atom("recvtos"), Form.TypeOfService),
        new(LevelIp, 20, Term.Atom("origdstaddr"), Form.Address),
        new(LevelIp6, 25, Term.Atom("recverr"), Form.ExtendedError),
        new(LevelIp6, 50, Term.Atom("pktinfo"), Form.PacketInfo6),
        new(LevelIp6, 52, Term.Atom("hoplimit"), Form.Integer, Writable: true),
        new(LevelIp6, 66, Term.Atom("recvtclass"), Form.Integer),
        new(LevelIp6, 67, Term.Atom("tclass"), Form.Integer, Writable: true),
    ];

    private static int Aligned(int length) => (length + 7) & ~7;

    public static Term LevelToTerm(int level) => level == LibC.SocketLevel ? Atoms.Socket : Term.Small(level);

    public static bool TryLevel(Term term, out int level)
    {
        level = LibC.SocketLevel;
        return term == Atoms.Socket || HostNumbers.TryInt32(term, out level);
    }

    /// <summary>The list of the messages in a buffer. One that is cut is shown as bad_data, or left out of <paramref name="isComplete"/> ones.</summary>
    public static Term ToTerm(TermHeap* heap, ReadOnlySpan<byte> buffer, bool isComplete)
    {
        Span<Term> messages = stackalloc Term[MaxMessages];
        int count = 0;
        while (buffer.Length >= HeaderBytes && count < MaxMessages)
        {
            long length = BinaryPrimitives.ReadInt64LittleEndian(buffer);
            if (length < HeaderBytes)
            {
                break;
            }
            if (length > buffer.Length)
            {
                if (!isComplete)
                {
                    messages[count++] = Atoms.BadData;
                }
                break;
            }
            messages[count++] = ToTerm(heap, buffer[..(int)length]);
            buffer = buffer[Math.Min(Aligned((int)length), buffer.Length)..];
        }
        return Cons.FromSpan(heap, messages[..count]);
    }

    // The smallest message is a header, and a buffer for control messages of more than 64 KiB is not of this world.
    private const int MaxMessages = 1024;

    private static Term ToTerm(TermHeap* heap, ReadOnlySpan<byte> message)
    {
        int level = BinaryPrimitives.ReadInt32LittleEndian(message[8..]);
        int type = BinaryPrimitives.ReadInt32LittleEndian(message[12..]);
        ReadOnlySpan<byte> data = message[HeaderBytes..];
        Term* pairs = stackalloc Term[8];
        pairs[0] = Atoms.Level;
        pairs[1] = LevelToTerm(level);
        pairs[2] = Atoms.Type;
        pairs[3] = Term.Small(type);
        pairs[4] = Atoms.Data;
        pairs[5] = Bitstring.FromBytes(heap, data);
        Term value = Term.None;
        foreach (Kind kind in Kinds)
        {
            if (kind.Level == level && kind.Type == type)
            {
                pairs[3] = kind.Name;
                value = ToValue(heap, kind.Form, data);
                break;
            }
        }
        pairs[6] = Atoms.Value;
        pairs[7] = value;
        return Maps.FromKeysValues(heap, pairs, value.IsNone ? 3 : 4);
    }

    private static Term ToValue(TermHeap* heap, Form form, ReadOnlySpan<byte> data)
    {
        switch (form)
        {
            case Form.Time when data.Length >= 16:
                return SocketOptionValues.TimeToTerm(
                    heap,
                    BinaryPrimitives.ReadInt64LittleEndian(data),
                    BinaryPrimitives.ReadInt64LittleEndian(data[8..])
                );
            case Form.TypeOfService when data.Length >= 1:
                return SocketOptionValues.TypeOfServiceToTerm(data[0]);
            case Form.Integer when data.Length >= 4:
                return Term.Small(BinaryPrimitives.ReadInt32LittleEndian(data));
            case Form.Byte when data.Length >= 1:
                return Term.Small(data[0]);
            case Form.PacketInfo when data.Length >= 12:
                return PacketInfo(heap, data);
            case Form.PacketInfo6 when data.Length >= 20:
                return PacketInfo6(heap, data);
            case Form.Address:
                fixed (byte* start = data)
                {
                    return data.IsEmpty ? Term.None : SocketAddresses.ToTerm(heap, start, (uint)data.Length);
                }
            case Form.ExtendedError when data.Length >= ExtendedErrorBytes:
                return ExtendedError(heap, data);
            default:
                return Term.None;
        }
    }

    private static Term PacketInfo(TermHeap* heap, ReadOnlySpan<byte> data)
    {
        Term* pairs = stackalloc Term[6];
        pairs[0] = Atoms.Ifindex;
        pairs[1] = Term.Small(BinaryPrimitives.ReadUInt32LittleEndian(data));
        pairs[2] = Atoms.SpecDst;
        pairs[3] = SocketAddresses.InetHost(heap, data[4..]);
        pairs[4] = Atoms.Addr;
        pairs[5] = SocketAddresses.InetHost(heap, data[8..]);
        return Maps.FromKeysValues(heap, pairs, 3);
    }

    private static Term PacketInfo6(TermHeap* heap, ReadOnlySpan<byte> data)
    {
        Term* pairs = stackalloc Term[4];
        pairs[0] = Atoms.Addr;
        pairs[1] = SocketAddresses.Inet6Host(heap, data);
        pairs[2] = Atoms.Ifindex;
        pairs[3] = Term.Small(BinaryPrimitives.ReadInt32LittleEndian(data[16..]));
        return Maps.FromKeysValues(heap, pairs, 2);
    }

    /// <summary>Writes a list of maps; false if it is no such list, or does not fit.</summary>
    public static bool TryWrite(TermHeap* heap, Term list, Span<byte> buffer, out int used)
    {
        used = 0;
        for (; list.IsCons; list = list.Tail)
        {
            if (!TryWriteOne(list.Head, buffer[used..], out int space))
            {
                return false;
            }
            used += space;
        }
        return list.IsNil;
    }

    private static bool TryWriteOne(Term map, Span<byte> buffer, out int space)
    {
        space = 0;
        if (!map.IsMap)
        {
            return false;
        }
        Term levelTerm = Maps.Get(map, Atoms.Level);
        Term typeTerm = Maps.Get(map, Atoms.Type);
        if (levelTerm.IsNone || typeTerm.IsNone || !TryLevel(levelTerm, out int level))
        {
            return false;
        }
        Term data = Maps.Get(map, Atoms.Data);
        Term value = Maps.Get(map, Atoms.Value);
        Kind kind = default;
        foreach (Kind known in Kinds)
        {
            if (known.Level == level && known.Name == typeTerm)
            {
                kind = known;
            }
        }
        int type = kind.Type;
        if (data.IsNone)
        {
            if (value.IsNone || !kind.Writable)
            {
                return false;
            }
            return kind.Form == Form.Time
                ? TryWriteTime(value, buffer, level, type, out space)
                : (
                    kind.Form == Form.TypeOfService
                        ? SocketOptionValues.TryTypeOfService(value, out int number)
                        : HostNumbers.TryInt32(value, out number)
                ) && TryWriteNumber(number, buffer, level, type, out space);
        }
        if (!value.IsNone || (kind == default && !HostNumbers.TryInt32(typeTerm, out type)))
        {
            return false;
        }
        if (data.IsBinary)
        {
            var bits = new Bitstring(data);
            if (!TryBegin(buffer, level, type, bits.LengthBytes, out space))
            {
                return false;
            }
            HostBytes.Copy(bits, 0, buffer.Slice(HeaderBytes, (int)bits.LengthBytes));
            return true;
        }
        return (data.IsBoolean || HostNumbers.TryInt32(data, out _))
            && TryWriteNumber(
                data.IsBoolean ? (data == Atoms.True ? 1 : 0) : (int)data.SmallValue,
                buffer,
                level,
                type,
                out space
            );
    }

    private static bool TryBegin(Span<byte> buffer, int level, int type, long dataBytes, out int space)
    {
        space = 0;
        if (dataBytes > buffer.Length || HeaderBytes + Aligned((int)dataBytes) > buffer.Length)
        {
            return false;
        }
        space = HeaderBytes + Aligned((int)dataBytes);
        buffer[..space].Clear();
        BinaryPrimitives.WriteInt64LittleEndian(buffer, HeaderBytes + dataBytes);
        BinaryPrimitives.WriteInt32LittleEndian(buffer[8..], level);
        BinaryPrimitives.WriteInt32LittleEndian(buffer[12..], type);
        return true;
    }

    private static bool TryWriteNumber(int number, Span<byte> buffer, int level, int type, out int space)
    {
        if (!TryBegin(buffer, level, type, sizeof(int), out space))
        {
            return false;
        }
        BinaryPrimitives.WriteInt32LittleEndian(buffer[HeaderBytes..], number);
        return true;
    }

    private static bool TryWriteTime(Term value, Span<byte> buffer, int level, int type, out int space)
    {
        space = 0;
        if (
            !SocketOptionValues.TryTime(value, out long seconds, out long micros) || !TryBegin(buffer, level, type, 16, out space)
        )
        {
            return false;
        }
        BinaryPrimitives.WriteInt64LittleEndian(buffer[HeaderBytes..], seconds);
        BinaryPrimitives.WriteInt64LittleEndian(buffer[(HeaderBytes + 8)..], micros);
        return true;
    }
}
