// Finds the end of the first packet in a stream of bytes.
using System.Buffers.Binary;

namespace Lingen.IO;

/// <summary>Limits on packets, as the options packet_size, line_length and line_delimiter give them.</summary>
public struct PacketLimits
{
    public PacketLimits() { }

    /// <summary>Longest packet, its header not counted; 0 for any.</summary>
    public uint MaxLength { get; set; }

    /// <summary>Longer lines are cut here; 0 for never.</summary>
    public uint LineLength { get; set; }
    public byte Delimiter { get; set; } = (byte)'\n';
}

/// <summary>Measures packets.</summary>
public static class PacketLength
{
    /// <summary>The bytes so far do not tell how long the packet is.</summary>
    public const int Unknown = 0;
    public const int Invalid = -1;

    private const int CdrHeaderBytes = 12;
    private const int FastCgiHeaderBytes = 8;
    private const int FastCgiVersion = 1;
    private const int TpktHeaderBytes = 4;
    private const int TpktVersion = 3;
    private const int TlsHeaderBytes = 5;

    /// <summary>
    /// Length of the first packet, header included, which may be more than there are bytes; <see cref="Unknown"/> or
    /// <see cref="Invalid"/>. <paramref name="inHeaders"/> is the state of HTTP: whether header lines come next.
    /// </summary>
    public static int Measure(PacketKind kind, ReadOnlySpan<byte> data, in PacketLimits limits, ref bool inHeaders)
    {
        switch (kind)
        {
            case PacketKind.Raw:
                return data.Length;
            case PacketKind.Length1:
                return data.Length < 1 ? Unknown : WithHeader(1, data[0], limits);
            case PacketKind.Length2:
                return data.Length < 2 ? Unknown : WithHeader(2, BinaryPrimitives.ReadUInt16BigEndian(data), limits);
            case PacketKind.Length4:
                return data.Length < 4 ? Unknown : WithHeader(4, BinaryPrimitives.ReadUInt32BigEndian(data), limits);
            case PacketKind.SunRm:
                // The highest bit tells the last fragment of a record.
                return data.Length < 4 ? Unknown : WithHeader(4, BinaryPrimitives.ReadUInt32BigEndian(data) & 0x7FFFFFFF, limits);
            case PacketKind.Line:
                return Line(data, limits);
            case PacketKind.Asn1:
                return Asn1(data, limits);
            case PacketKind.Cdr:
                return Cdr(data, limits);
            case PacketKind.FastCgi:
                return FastCgi(data, limits);
            case PacketKind.HttpHeaders:
            case PacketKind.HttpHeadersBinary:
                inHeaders = true;
                return Http(data, limits, inHeaders);
            case PacketKind.Http:
            case PacketKind.HttpBinary:
                return Http(data, limits, inHeaders);
            case PacketKind.Tpkt:
                return Tpkt(data, limits);
            default:
                return Tls(data, limits);
        }
    }

    private static int WithHeader(int headerBytes, uint length, in PacketLimits limits)
    {
        int total = unchecked((int)((uint)headerBytes + length));
        return (limits.MaxLength != 0 && length > limits.MaxLength) || total < headerBytes ? Invalid : total;
    }

    private static int Line(ReadOnlySpan<byte> data, in PacketLimits limits)
    {
        int end = data.IndexOf(limits.Delimiter);
        long length = end < 0 ? data.Length : end + 1;
        if (limits.MaxLength != 0 && length > limits.MaxLength)
        {
            return Invalid;
        }
        if (limits.LineLength != 0 && (end < 0 ? length >= limits.LineLength : length > limits.LineLength))
        {
            return (int)limits.LineLength;
        }
        return end < 0 ? Unknown : (int)length;
    }

    private static int Asn1(ReadOnlySpan<byte> data, in PacketLimits limits)
    {
        const int LongTag = 0x1F;
        const int More = 0x80;
        if (data.Length < 2)
        {
            return Unknown;
        }
        int place = 1;
        if ((data[0] & LongTag) == LongTag)
        {
            while (place < data.Length && (data[place] & More) != 0)
            {
                place++;
            }
            if (data.Length - place < 2)
            {
                return Unknown;
            }
            place++;
        }
        uint length = data[place] & 0x7Fu;
        bool isLong = (data[place] & More) != 0;
        place++;
        if (isLong)
        {
            int lengthBytes = (int)length;
            if (data.Length - place < lengthBytes)
            {
                return Unknown;
            }
            if (lengthBytes > sizeof(uint))
            {
                return Invalid;
            }
            length = 0;
            for (int i = 0; i < lengthBytes; i++)
            {
                length = (length << 8) | data[place++];
            }
        }
        return WithHeader(place, length, limits);
    }

    private static int Cdr(ReadOnlySpan<byte> data, in PacketLimits limits)
    {
        if (data.Length < CdrHeaderBytes)
        {
            return Unknown;
        }
        if (!data.StartsWith("GIOP"u8))
        {
            return Invalid;
        }
        bool littleEndian = (data[6] & 1) != 0;
        ReadOnlySpan<byte> size = data[8..];
        return WithHeader(
            CdrHeaderBytes,
            littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(size) : BinaryPrimitives.ReadUInt32BigEndian(size),
            limits
        );
    }

    private static int FastCgi(ReadOnlySpan<byte> data, in PacketLimits limits)
    {
        if (data.Length < FastCgiHeaderBytes)
        {
            return Unknown;
        }
        return data[0] == FastCgiVersion
            ? WithHeader(FastCgiHeaderBytes, BinaryPrimitives.ReadUInt16BigEndian(data[4..]) + (uint)data[6], limits)
            : Invalid;
    }

    private static int Tpkt(ReadOnlySpan<byte> data, in PacketLimits limits)
    {
        if (data.Length < TpktHeaderBytes)
        {
            return Unknown;
        }
        // The length includes the header.
        return data[0] == TpktVersion
            ? WithHeader(
                TpktHeaderBytes,
                unchecked(BinaryPrimitives.ReadUInt16BigEndian(data[2..]) - (uint)TpktHeaderBytes),
                limits
            )
            : Invalid;
    }

    /// <summary>A client hello in the form of SSL 2: its length has 15 bits behind a set one.</summary>
    internal static bool IsSsl2Hello(ReadOnlySpan<byte> data) => (data[0] & 0x80) != 0 && data[2] == 1;

    private static int Tls(ReadOnlySpan<byte> data, in PacketLimits limits)
    {
        if (data.Length < TlsHeaderBytes)
        {
            return Unknown;
        }
        return IsSsl2Hello(data)
            ? WithHeader(TlsHeaderBytes, unchecked((BinaryPrimitives.ReadUInt16BigEndian(data) & 0x7FFFu) - 3), limits)
            : WithHeader(TlsHeaderBytes, BinaryPrimitives.ReadUInt16BigEndian(data[3..]), limits);
    }

    /// <summary>A line; in the headers with the lines that continue it.</summary>
    private static int Http(ReadOnlySpan<byte> data, in PacketLimits limits, bool inHeaders)
    {
        if (data.SequenceEqual("\n"u8) || data.SequenceEqual("\r\n"u8))
        {
            return data.Length;
        }
        // Programs from before packet_size gave line_length to limit lines of HTTP.
        uint limit = limits.MaxLength == 0 ? limits.LineLength : limits.MaxLength;
        int from = 0;
        while (true)
        {
            int newline = data[from..].IndexOf((byte)'\n');
            if (newline < 0)
            {
                return limit != 0 && data.Length >= limit ? Invalid : Unknown;
            }
            int length = from + newline + 1;
            bool tooLong = limit != 0 && length > limit;
            if (!inHeaders)
            {
                return tooLong ? Invalid : length;
            }
            if (length >= data.Length)
            {
                return tooLong ? Invalid : Unknown;
            }
            bool continues = data[length] is (byte)' ' or (byte)'\t' && length > 2;
            if (!continues)
            {
                return tooLong ? Invalid : length;
            }
            from = length;
        }
    }
}
