// MD5 (RFC 1321). Its state can be held by Erlang code between calls (erlang:md5_init/0 and on), in the same 92 bytes that BEAM's
// has, which is why it is here and not taken from a library.
using System.Buffers.Binary;
using System.Numerics;

namespace Lingen.Terms;

/// <summary>An MD5 computation under way. Plain data: copying the struct copies the state.</summary>
public unsafe struct Md5State
{
    public const int SizeBytes = 16;
    private const int BlockBytes = 64;

    private uint a;
    private uint b;
    private uint c;
    private uint d;
    private uint lengthLow;
    private uint lengthHigh;
    private fixed byte block[BlockBytes];
    private uint used;

    private static ReadOnlySpan<byte> Shifts => [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

    /// <summary>floor(2^32 * abs(sin(i + 1))), as the RFC defines its table.</summary>
    private static readonly uint[] Sines = MakeSines();

    /// <summary>The state before the first byte.</summary>
    public static Md5State Start() =>
        new()
        {
            a = 0x67452301,
            b = 0xEFCDAB89,
            c = 0x98BADCFE,
            d = 0x10325476,
        };

    /// <summary>The digest of a whole message.</summary>
    public static void Hash(ReadOnlySpan<byte> message, Span<byte> digest)
    {
        Md5State state = Start();
        state.Update(message);
        state.Finish(digest);
    }

    public void Update(ReadOnlySpan<byte> bytes)
    {
        ulong bits = (((ulong)lengthHigh << 32) | lengthLow) + ((ulong)bytes.Length << 3);
        lengthLow = (uint)bits;
        lengthHigh = (uint)(bits >> 32);
        if (used > 0)
        {
            int room = Math.Min(BlockBytes - (int)used, bytes.Length);
            for (int i = 0; i < room; i++)
            {
                block[used + i] = bytes[i];
            }
            used += (uint)room;
            bytes = bytes[room..];
            if (used < BlockBytes)
            {
                return;
            }
            fixed (byte* start = block)
            {
                Transform(new ReadOnlySpan<byte>(start, BlockBytes));
            }
            used = 0;
        }
        while (bytes.Length >= BlockBytes)
        {
            Transform(bytes[..BlockBytes]);
            bytes = bytes[BlockBytes..];
        }
        for (int i = 0; i < bytes.Length; i++)
        {
            block[i] = bytes[i];
        }
        used = (uint)bytes.Length;
    }

    /// <summary>Ends the message and writes the sixteen bytes.</summary>
    public void Finish(Span<byte> digest)
    {
        Span<byte> padding = stackalloc byte[BlockBytes + 8];
        padding.Clear();
        padding[0] = 0x80;
        int length = (used < 56 ? 56 : 120) - (int)used;
        BinaryPrimitives.WriteUInt32LittleEndian(padding[length..], lengthLow);
        BinaryPrimitives.WriteUInt32LittleEndian(padding[(length + 4)..], lengthHigh);
        Update(padding[..(length + 8)]);
        BinaryPrimitives.WriteUInt32LittleEndian(digest, a);
        BinaryPrimitives.WriteUInt32LittleEndian(digest[4..], b);
        BinaryPrimitives.WriteUInt32LittleEndian(digest[8..], c);
        BinaryPrimitives.WriteUInt32LittleEndian(digest[12..], d);
    }

    private static uint[] MakeSines()
    {
        var table = new uint[64];
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = (uint)(4294967296.0 * Math.Abs(Math.Sin(i + 1)));
        }
        return table;
    }

    private void Transform(ReadOnlySpan<byte> input)
    {
        uint* words = stackalloc uint[16];
        for (int i = 0; i < 16; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(input[(4 * i)..]);
        }
        (uint w, uint x, uint y, uint z) = (a, b, c, d);
        for (int i = 0; i < 64; i++)
        {
            uint mixed;
            int word;
            switch (i >> 4)
            {
                case 0:
                    mixed = z ^ (x & (y ^ z));
                    word = i;
                    break;
                case 1:
                    mixed = y ^ (z & (x ^ y));
                    word = ((5 * i) + 1) & 15;
                    break;
                case 2:
                    mixed = x ^ y ^ z;
                    word = ((3 * i) + 5) & 15;
                    break;
                default:
                    mixed = y ^ (x | ~z);
                    word = (7 * i) & 15;
                    break;
            }
            uint next = x + BitOperations.RotateLeft(w + mixed + Sines[i] + words[word], Shifts[((i >> 4) << 2) | (i & 3)]);
            w = z;
            z = y;
            y = x;
            x = next;
        }
        a += w;
        b += x;
        c += y;
        d += z;
    }
}
