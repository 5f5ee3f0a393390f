// Ancillary data of the drivers: type of service, traffic class and time to live of a datagram, received and sent beside its data, and what a
// stream remembers of its last packet. In prim_inet's bytes each is an option number and 32 bits.
using System.Buffers.Binary;

namespace Lingen.IO;

internal abstract unsafe partial class InetDriver
{
    private const int ControlHeaderBytes = 16;
    private const int ControlItemBytes = 24;

    /// <summary>Room for as many control messages as there are kinds, and some that nobody asked for.</summary>
    protected const int ControlBytes = 512;

    /// <summary>Most words that the terms of ancillary data take.</summary>
    protected const int AncillaryTermWords = (ControlBytes / ControlItemBytes) * (Cons.SizeWords + 3);

    [Flags]
    private enum Ancillary
    {
        None = 0,
        TypeOfService = 1,
        TrafficClass = 2,
        TimeToLive = 4,
    }

    private Ancillary ancillary;

    /// <summary>Somebody wants what comes beside the data.</summary>
    protected bool WantsAncillary => ancillary != Ancillary.None;

    private void AncillaryOptionSet(int option, bool on)
    {
        Ancillary kind = option switch
        {
            OptionReceiveTypeOfService => Ancillary.TypeOfService,
            OptionReceiveTrafficClass => Ancillary.TrafficClass,
            OptionReceiveTimeToLive => Ancillary.TimeToLive,
            _ => Ancillary.None,
        };
        ancillary = on ? ancillary | kind : ancillary & ~kind;
    }

    /// <summary>The option that a control message belongs to, or 0. The data may be a byte or a number.</summary>
    private static int OptionOf(int level, int type) =>
        (level, type) switch
        {
            (LevelIp, 1 or 13) => OptionTypeOfService,
            (LevelIp, 2 or 12) => OptionTimeToLive,
            (LevelIp6, 66 or 67) => OptionTrafficClass,
            _ => 0,
        };

    /// <summary>Takes the next known control message off the front of a buffer; 0 at its end.</summary>
    private static int NextControl(ref ReadOnlySpan<byte> control, out int value)
    {
        value = 0;
        while (control.Length >= ControlHeaderBytes)
        {
            long length = BinaryPrimitives.ReadInt64LittleEndian(control);
            if (length < ControlHeaderBytes || length > control.Length)
            {
                break;
            }
            ReadOnlySpan<byte> data = control[ControlHeaderBytes..(int)length];
            int option = OptionOf(
                BinaryPrimitives.ReadInt32LittleEndian(control[8..]),
                BinaryPrimitives.ReadInt32LittleEndian(control[12..])
            );
            control = control[Math.Min((int)((length + 7) & ~7), control.Length)..];
            if (option != 0 && !data.IsEmpty)
            {
                value = data.Length >= sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(data) : data[0];
                return option;
            }
        }
        return 0;
    }

    /// <summary>[{tos | tclass | ttl, Value}] of the control messages of a datagram.</summary>
    protected static Term AncillaryToTerm(TermHeap* heap, ReadOnlySpan<byte> control)
    {
        Span<Term> items = stackalloc Term[ControlBytes / ControlHeaderBytes];
        int count = 0;
        for (int option = NextControl(ref control, out int value); option != 0; option = NextControl(ref control, out value))
        {
            Term name =
                option == OptionTypeOfService ? Atoms.Tos
                : option == OptionTimeToLive ? Atoms.Ttl
                : Atoms.Tclass;
            items[count++] = Tuple.Create(heap, name, Term.Small(value));
        }
        return Cons.FromSpan(heap, items[..count]);
    }

    /// <summary>Control messages of prim_inet's options; their bytes, or -1 if there are others among them, or too many.</summary>
    protected static int WriteAncillary(ReadOnlySpan<byte> options, Span<byte> control)
    {
        int used = 0;
        for (; !options.IsEmpty; options = options[5..], used += ControlItemBytes)
        {
            (int level, int type) = options[0] switch
            {
                OptionTypeOfService => (LevelIp, 1),
                OptionTimeToLive => (LevelIp, 2),
                OptionTrafficClass => (LevelIp6, 67),
                _ => (-1, 0),
            };
            if (level < 0 || options.Length < 5 || used + ControlItemBytes > control.Length)
            {
                return -1;
            }
            Span<byte> item = control.Slice(used, ControlItemBytes);
            item.Clear();
            BinaryPrimitives.WriteInt64LittleEndian(item, ControlHeaderBytes + sizeof(int));
            BinaryPrimitives.WriteInt32LittleEndian(item[8..], level);
            BinaryPrimitives.WriteInt32LittleEndian(item[12..], type);
            BinaryPrimitives.WriteInt32LittleEndian(
                item[ControlHeaderBytes..],
                BinaryPrimitives.ReadInt32BigEndian(options[1..])
            );
        }
        return used;
    }

    /// <summary>What the system remembers of the last packet of a stream, as options with their length in front.</summary>
    private int GetPacketOptions(List<byte> answer)
    {
        const int PacketOptionsOfInet = 9;
        const int PacketOptionsOfInet6 = 6;
        if (Family is not (LibC.FamilyInet or LibC.FamilyInet6))
        {
            return PosixError.Invalid;
        }
        bool isInet = Family == LibC.FamilyInet;
        byte* bytes = stackalloc byte[ControlBytes];
        uint length = ControlBytes;
        int number = isInet ? PacketOptionsOfInet : PacketOptionsOfInet6;
        if (LibC.getsockopt(Socket, isInet ? LevelIp : LevelIp6, number, bytes, &length) < 0)
        {
            return 0;
        }
        var control = new ReadOnlySpan<byte>(bytes, (int)Math.Min(length, ControlBytes));
        answer.Add(OptionPacketOptions);
        int lengthAt = answer.Count;
        Append(answer, 0);
        for (int option = NextControl(ref control, out int value); option != 0; option = NextControl(ref control, out value))
        {
            answer.Add((byte)option);
            Append(answer, value);
        }
        BinaryPrimitives.WriteInt32BigEndian(
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(answer)[lengthAt..],
            answer.Count - lengthAt - sizeof(int)
        );
        return 0;
    }
}
