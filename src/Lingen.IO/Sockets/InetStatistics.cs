// Counters of a socket, as inet:getstat/1,2 gives them.
using System.Buffers.Binary;

namespace Lingen.IO;

/// <summary>What went through a socket.</summary>
internal struct InetStatistics
{
    private Side received;
    private Side sent;
    private double deviation;

    private struct Side
    {
        public uint Count;
        public long Maximum;
        public double Average;
        public ulong Octets;

        public void Add(long bytes)
        {
            Count++;
            Octets += (ulong)bytes;
            Maximum = Math.Max(Maximum, bytes);
            Average += (bytes - Average) / Count;
        }
    }

    public void Received(long bytes)
    {
        received.Add(bytes);
        deviation += (Math.Abs(bytes - received.Average) - deviation) / received.Count;
    }

    public void Sent(long bytes) => sent.Add(bytes);

    /// <summary>Answers each item with its number and 32 bits, octets with 64; 0 or the error.</summary>
    public readonly int Answer(ReadOnlySpan<byte> items, List<byte> answer, long pending)
    {
        Span<byte> bytes = stackalloc byte[8];
        foreach (byte item in items)
        {
            ulong? value = item switch
            {
                1 => received.Count,
                2 => (ulong)received.Maximum,
                3 => (ulong)received.Average,
                4 => (ulong)deviation,
                5 => sent.Count,
                6 => (ulong)sent.Maximum,
                7 => (ulong)sent.Average,
                8 => (ulong)pending,
                9 => received.Octets,
                10 => sent.Octets,
                _ => null,
            };
            if (value == null)
            {
                return PosixError.Invalid;
            }
            answer.Add(item);
            BinaryPrimitives.WriteUInt64BigEndian(bytes, value.Value);
            answer.AddRange(item >= 9 ? bytes : bytes[4..]);
        }
        return 0;
    }
}
