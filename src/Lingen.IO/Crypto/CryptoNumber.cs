// Big numbers of libcrypto, from binaries and back. Numbers may be secret: they are wiped when freed.
using System.Buffers.Binary;

namespace Lingen.IO;

/// <summary>A number of libcrypto. Dispose it.</summary>
internal unsafe struct CryptoNumber : IDisposable
{
    private const int MpintHeaderBytes = 4;

    public nint Pointer { get; private set; }

    /// <summary>A new number that is zero, for a result.</summary>
    public static CryptoNumber Create() => new() { Pointer = LibCrypto.BN_new() };

    /// <summary>Takes over a number that libcrypto has made.</summary>
    public static CryptoNumber Take(nint pointer) => new() { Pointer = pointer };

    /// <summary>Reads a big-endian binary; false if the term is no binary.</summary>
    public static bool TryBinary(Term binary, out CryptoNumber number)
    {
        number = default;
        if (!InputBytes.TryBinary(binary, out InputBytes bytes))
        {
            return false;
        }
        using (bytes)
        {
            number.Pointer = LibCrypto.BN_bin2bn(bytes.Start, bytes.Length32, 0);
        }
        return number.Pointer != 0;
    }

    /// <summary>Reads a binary with its length in 4 bytes in front; false if the term is none.</summary>
    public static bool TryMpint(Term binary, out CryptoNumber number)
    {
        number = default;
        if (!InputBytes.TryBinary(binary, out InputBytes bytes))
        {
            return false;
        }
        using (bytes)
        {
            if (
                bytes.Length < MpintHeaderBytes
                || BinaryPrimitives.ReadInt32BigEndian(bytes.Span) != bytes.Length32 - MpintHeaderBytes
            )
            {
                return false;
            }
            number.Pointer = LibCrypto.BN_bin2bn(bytes.Start + MpintHeaderBytes, bytes.Length32 - MpintHeaderBytes, 0);
        }
        return number.Pointer != 0;
    }

    public readonly int LengthBytes => (LibCrypto.BN_num_bits(Pointer) + 7) / 8;

    /// <summary>Marks an exponent as secret: it is used in constant time.</summary>
    public readonly void SetSecret() => LibCrypto.BN_set_flags(Pointer, LibCrypto.NumberConstantTime);

    /// <summary>A big-endian binary without leading zeros.</summary>
    public readonly Term ToBinary(TermHeap* heap)
    {
        Term binary = Bitstring.CreateBinary(heap, LengthBytes, out byte* data);
        _ = LibCrypto.BN_bn2bin(Pointer, data);
        return binary;
    }

    /// <summary>A big-endian binary of exactly this length; none if the number is longer.</summary>
    public readonly Term ToBinary(TermHeap* heap, long lengthBytes)
    {
        if (LengthBytes > lengthBytes)
        {
            return Term.None;
        }
        Term binary = Bitstring.CreateBinary(heap, lengthBytes, out byte* data);
        _ = LibCrypto.BN_bn2binpad(Pointer, data, (int)lengthBytes);
        return binary;
    }

    /// <summary>
    /// A binary with the length in 4 bytes in front; with <paramref name="keepPositive"/> a zero byte stands before a number whose first bit is set.
    /// </summary>
    public readonly Term ToMpint(TermHeap* heap, bool keepPositive)
    {
        int extra = keepPositive && LengthBytes > 0 && LibCrypto.BN_num_bits(Pointer) % 8 == 0 ? 1 : 0;
        Term binary = Bitstring.CreateBinary(heap, MpintHeaderBytes + extra + LengthBytes, out byte* data);
        BinaryPrimitives.WriteInt32BigEndian(new Span<byte>(data, MpintHeaderBytes), extra + LengthBytes);
        if (extra > 0)
        {
            data[MpintHeaderBytes] = 0;
        }
        _ = LibCrypto.BN_bn2bin(Pointer, data + MpintHeaderBytes + extra);
        return binary;
    }

    public void Dispose()
    {
        if (Pointer != 0)
        {
            LibCrypto.BN_clear_free(Pointer);
            Pointer = 0;
        }
    }
}
