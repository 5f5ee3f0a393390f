// erlang:decode_packet/3, over the same code that cuts the data of ports and sockets into packets.
namespace Lingen.IO;

/// <summary>The BIF of packets.</summary>
public static unsafe class PacketBifs
{
    /// <summary>{ok, Packet, Rest}, {more, Length | undefined} or {error, invalid}</summary>
    [Bif("erlang", "decode_packet")]
    public static Term DecodePacket(ref BifContext context, Term type, Term binary, Term options)
    {
        if (!PacketKinds.TryFrom(type, out PacketKind kind))
        {
            return context.Error(Atoms.Badarg, Atoms.Badopt);
        }
        if (!Binary.TryFrom(binary, out Binary data) || !TryParse(options, kind, out PacketLimits limits))
        {
            return context.BadArg();
        }
        using var bytes = new ContiguousBytes(data.Bits);
        // A packet of more than 2 GB does not end in what is looked at, and is taken for one that is not whole yet.
        ReadOnlySpan<byte> span = new(bytes.Start, (int)Math.Min(bytes.Length, int.MaxValue));
        bool inHeaders = false;
        bool isTooLong = kind == PacketKind.Raw && span.Length < bytes.Length;
        int length = isTooLong ? PacketLength.Invalid : PacketLength.Measure(kind, span, limits, ref inHeaders);
        TermHeap* heap = context.Heap;
        if (length == PacketLength.Invalid)
        {
            return Tuple.Create(heap, Atoms.Error, Atoms.Invalid);
        }
        if (length == PacketLength.Unknown || length > span.Length)
        {
            return Tuple.Create(heap, Atoms.More, length == PacketLength.Unknown ? Atoms.Undefined : Term.Small(length));
        }
        var decoder = new PacketDecoder(heap, kind, span[..length], binary);
        Term packet = decoder.Decode(kind, ref inHeaders);
        if (packet.IsNone)
        {
            (int start, int bodyLength) = PacketDecoder.Body(kind, span[..length]);
            packet = Bitstring.CreateSub(heap, binary, (long)start * 8, (long)bodyLength * 8);
        }
        Term rest = Bitstring.CreateSub(heap, binary, (long)length * 8, (bytes.Length - length) * 8);
        return Tuple.Create(heap, Atoms.Ok, packet, rest);
    }

    private static bool TryParse(Term options, PacketKind kind, out PacketLimits limits)
    {
        limits = new PacketLimits();
        for (; options.IsCons; options = options.Tail)
        {
            if (
                !Tuple.TryFrom(options.Head, out Tuple option)
                || option.Arity != 2
                || !option[1].IsSmall
                || option[1].SmallValue is < 0 or > uint.MaxValue
            )
            {
                return false;
            }
            uint value = (uint)option[1].SmallValue;
            switch (option[0].Bits)
            {
                case AtomBits.PacketSize:
                    limits.MaxLength = value;
                    break;
                case AtomBits.LineLength:
                    limits.LineLength = value;
                    break;
                case AtomBits.LineDelimiter when kind == PacketKind.Line && value <= byte.MaxValue:
                    limits.Delimiter = (byte)value;
                    break;
                default:
                    return false;
            }
        }
        return options.IsNil;
    }
}
