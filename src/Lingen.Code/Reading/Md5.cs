// MD5 (RFC 1321), for module_info(md5) and the identity of funs. Here because the loader runs before anything else of
// the VM and hashes a few kilobytes a module; security is not its purpose.
using System.Buffers.Binary;
using System.Numerics;

namespace Lingen.Code;

/// <summary>Incremental MD5.</summary>
public struct Md5
{
    public const int SizeBytes = 16;

    private static ReadOnlySpan<int> Shifts => [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

    // floor(2^32 * abs(sin(i + 1))), as the RFC defines the table.
    private static readonly uint[] Sines = MakeSines();

    private uint a;
    private uint b;
    private uint c;
    private uint d;
    private long length;
    private Block pending;

    [System.Runtime.CompilerServices.InlineArray(64)]
    private struct Block
    {
        private byte first;
    }

    public Md5()
    {
        a = 0x67452301;
        b = 0xEFCDAB89;
        c = 0x98BADCFE;
        d = 0x10325476;
    }

    /// <summary>Adds bytes to the message.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        int held = (int)(length & 63);
        length += data.Length;
        if (held > 0)
        {
            int take = Math.Min(64 - held, data.Length);
            data[..take].CopyTo(((Span<byte>)pending)[held..]);
            data = data[take..];
            if (held + take < 64)
            {
                return;
            }
            Transform(pending);
        }
        while (data.Length >= 64)
        {
            Transform(data);
            data = data[64..];
        }
        data.CopyTo(pending);
    }

    /// <summary>Ends the message and writes its 16 bytes.</summary>
    public void Finish(Span<byte> digest)
    {
        long bits = length * 8;
        int padding = (int)(((55 - length) & 63) + 1);
        Span<byte> tail = stackalloc byte[72];
        tail.Clear();
        tail[0] = 0x80;
        BinaryPrimitives.WriteInt64LittleEndian(tail[padding..], bits);
        Append(tail[..(padding + 8)]);
        BinaryPrimitives.WriteUInt32LittleEndian(digest, a);
        BinaryPrimitives.WriteUInt32LittleEndian(digest[4..], b);
        BinaryPrimitives.WriteUInt32LittleEndian(digest[8..], c);
        BinaryPrimitives.WriteUInt32LittleEndian(digest[12..], d);
    }

    private static uint[] MakeSines()
    {
        var sines = new uint[64];
        for (int i = 0; i < sines.Length; i++)
        {
            sines[i] = (uint)(Math.Abs(Math.Sin(i + 1)) * 4294967296.0);
        }
        return sines;
    }

    private void Transform(ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[16];
        for (int i = 0; i < 16; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(block[(i * 4)..]);
        }
        uint p = a;
        uint q = b;
        uint r = c;
        uint s = d;
        uint[] sines = Sines;
        for (int i = 0; i < 64; i++)
        {
            uint mixed;
            int word;
            switch (i >> 4)
            {
                case 0:
                    mixed = (q & r) | (~q & s);
                    word = i;
                    break;
                case 1:
                    mixed = (s & q) | (~s & r);
                    word = (5 * i) + 1;
                    break;
                case 2:
                    mixed = q ^ r ^ s;
                    word = (3 * i) + 5;
                    break;
                default:
                    mixed = r ^ (q | ~s);
                    word = 7 * i;
                    break;
            }
            uint sum = p + mixed + sines[i] + words[word & 15];
            p = s;
            s = r;
            r = q;
            q += BitOperations.RotateLeft(sum, Shifts[((i >> 4) << 2) | (i & 3)]);
        }
        a += p;
        b += q;
        c += r;
        d += s;
    }
}
