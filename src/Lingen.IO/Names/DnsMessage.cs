// Questions and answers of the domain name system (RFC 1035), as far as names and addresses of hosts go. An answer comes from anybody: every
// length in it is checked.
using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Lingen.IO;

/// <summary>What an answer says.</summary>
internal enum DnsOutcome
{
    /// <summary>Records of the type asked for.</summary>
    Found,

    /// <summary>The name exists without such records.</summary>
    NoData,
    NoSuchName,

    /// <summary>The server failed, or the answer makes no sense: another may know more.</summary>
    Failed,

    /// <summary>The answer is longer than a datagram; ask again over TCP.</summary>
    Truncated,

    /// <summary>This is no answer to the question.</summary>
    Unrelated,
}

/// <summary>Builds questions and reads answers.</summary>
internal static class DnsMessage
{
    public const ushort TypeAddress = 1;
    public const ushort TypeAlias = 5;
    public const ushort TypePointer = 12;
    public const ushort TypeAddress6 = 28;

    private const int HeaderBytes = 12;
    private const int MaxNameBytes = 255;
    private const int MaxLabelBytes = 63;
    private const int MaxJumps = 64;

    /// <summary>A question in the buffer; its length, or 0 if the name is none.</summary>
    public static int WriteQuestion(Span<byte> buffer, ushort id, string name, ushort type)
    {
        buffer[..HeaderBytes].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(buffer, id);
        buffer[2] = 1; // recursion desired
        buffer[5] = 1; // one question
        int at = HeaderBytes;
        foreach (string label in name.TrimEnd('.').Split('.'))
        {
            byte[] bytes = Encoding.Latin1.GetBytes(label);
            if (bytes.Length is 0 or > MaxLabelBytes || at + bytes.Length > HeaderBytes + MaxNameBytes - 2)
            {
                return 0;
            }
            buffer[at++] = (byte)bytes.Length;
            bytes.CopyTo(buffer[at..]);
            at += bytes.Length;
        }
        buffer[at++] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(buffer[at..], type);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[(at + 2)..], 1);
        return at + 4;
    }

    /// <summary>Reads an answer to a question: names (the last is the canonical one) and addresses.</summary>
    public static DnsOutcome Read(
        ReadOnlySpan<byte> answer,
        ReadOnlySpan<byte> question,
        ushort type,
        List<string> names,
        List<IPAddress> addresses
    )
    {
        if (
            answer.Length < Math.Max(question.Length, HeaderBytes)
            || (answer[2] & 0x80) == 0
            || !answer[..2].SequenceEqual(question[..2])
        )
        {
            return DnsOutcome.Unrelated;
        }
        // The question comes back as it was asked, but for the case of letters.
        ReadOnlySpan<byte> asked = question[HeaderBytes..];
        ReadOnlySpan<byte> echoed = answer[HeaderBytes..question.Length];
        if (BinaryPrimitives.ReadUInt16BigEndian(answer[4..]) != 1 || !EqualButCase(asked, echoed))
        {
            return DnsOutcome.Unrelated;
        }
        if ((answer[2] & 2) != 0)
        {
            return DnsOutcome.Truncated;
        }
        switch (answer[3] & 0xF)
        {
            case 0:
                return ReadRecords(answer, question.Length, type, names, addresses);
            case 3:
                return DnsOutcome.NoSuchName;
            default:
                return DnsOutcome.Failed;
        }
    }

    private static bool EqualButCase(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i] != b[i] && !(char.IsAsciiLetter((char)a[i]) && (a[i] | 0x20) == (b[i] | 0x20)))
            {
                return false;
            }
        }
        return true;
    }

    private static DnsOutcome ReadRecords(
        ReadOnlySpan<byte> answer,
        int at,
        ushort type,
        List<string> names,
        List<IPAddress> addresses
    )
    {
        int count = BinaryPrimitives.ReadUInt16BigEndian(answer[6..]);
        bool found = false;
        for (int i = 0; i < count; i++)
        {
            if (!TryName(answer, ref at, out _) || at + 10 > answer.Length)
            {
                return found ? DnsOutcome.Found : DnsOutcome.Failed;
            }
            ushort recordType = BinaryPrimitives.ReadUInt16BigEndian(answer[at..]);
            int length = BinaryPrimitives.ReadUInt16BigEndian(answer[(at + 8)..]);
            at += 10;
            if (at + length > answer.Length)
            {
                return found ? DnsOutcome.Found : DnsOutcome.Failed;
            }
            int data = at;
            at += length;
            if (recordType is TypeAlias || (recordType == TypePointer && type == TypePointer))
            {
                if (!TryName(answer, ref data, out string name))
                {
                    return DnsOutcome.Failed;
                }
                names.Add(name);
                found |= recordType == TypePointer;
            }
            else if (recordType == type && length == (type == TypeAddress ? 4 : 16))
            {
                addresses.Add(new IPAddress(answer.Slice(data, length)));
                found = true;
            }
        }
        return found ? DnsOutcome.Found : DnsOutcome.NoData;
    }

    /// <summary>Reads a name, which may go on elsewhere in the message.</summary>
    private static bool TryName(ReadOnlySpan<byte> message, ref int at, out string name)
    {
        var text = new StringBuilder();
        int next = at;
        bool jumped = false;
        name = "";
        for (int jumps = 0; jumps < MaxJumps; )
        {
            if ((uint)next >= (uint)message.Length)
            {
                return false;
            }
            int length = message[next++];
            if (length == 0)
            {
                at = jumped ? at : next;
                name = text.ToString();
                return true;
            }
            if ((length & 0xC0) == 0xC0)
            {
                if (next >= message.Length)
                {
                    return false;
                }
                int target = ((length & 0x3F) << 8) | message[next++];
                at = jumped ? at : next;
                jumped = true;
                next = target;
                jumps++;
                continue;
            }
            if (length > MaxLabelBytes || next + length > message.Length || text.Length + length > MaxNameBytes)
            {
                return false;
            }
            _ = text.Length > 0 ? text.Append('.') : text;
            _ = text.Append(Encoding.Latin1.GetString(message.Slice(next, length)));
            next += length;
        }
        return false;
    }
}
