// Digests and checksums against published values and stock OTP.
using System.Text;

namespace Lingen.Terms.Tests.Order;

public sealed unsafe class ChecksumTests
{
    [Theory]
    [InlineData("", "d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("a", "0cc175b9c0f1b6a831c399e269772661")]
    [InlineData("message digest", "f96b697d7cb7938d525a2f31aaf161d0")]
    [InlineData(
        "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
        "57edf4a22be3c955ac49da2e2107b67a"
    )]
    public void Md5OfTheStandard(string text, string expected)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        var digest = new byte[Md5State.SizeBytes];
        Md5State.Hash(bytes, digest);
        Assert.Equal(expected, Convert.ToHexStringLower(digest));
        Md5State state = Md5State.Start();
        foreach (byte value in bytes)
        {
            state.Update([value]);
        }
        state.Finish(digest);
        Assert.Equal(expected, Convert.ToHexStringLower(digest));
        Assert.Equal(92, sizeof(Md5State));
    }

    [Fact]
    public void ChecksumsOfZlib()
    {
        byte[] text = Encoding.ASCII.GetBytes("123456789");
        Assert.Equal(0xCBF43926u, Checksum.Crc32(0, text));
        Assert.Equal(0x091E01DEu, Checksum.Adler32(1, text));
        Assert.Equal(29518389u, Checksum.Crc32Combine(1, 2, 3));
        Assert.Equal(2u, Checksum.Adler32Combine(1, 2, 3));
        var random = new Random(7);
        for (int i = 0; i < 200; i++)
        {
            var bytes = new byte[random.Next(1, 20_000)];
            random.NextBytes(bytes);
            int cut = random.Next(bytes.Length);
            uint crc = Checksum.Crc32(0, bytes);
            Assert.Equal(crc, Checksum.Crc32(Checksum.Crc32(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut)));
            Assert.Equal(
                crc,
                Checksum.Crc32Combine(
                    Checksum.Crc32(0, bytes.AsSpan(0, cut)),
                    Checksum.Crc32(0, bytes.AsSpan(cut)),
                    (ulong)(bytes.Length - cut)
                )
            );
            uint adler = Checksum.Adler32(1, bytes);
            Assert.Equal(adler, Checksum.Adler32(Checksum.Adler32(1, bytes.AsSpan(0, cut)), bytes.AsSpan(cut)));
            Assert.Equal(
                adler,
                Checksum.Adler32Combine(
                    Checksum.Adler32(1, bytes.AsSpan(0, cut)),
                    Checksum.Adler32(1, bytes.AsSpan(cut)),
                    (ulong)(bytes.Length - cut)
                )
            );
        }
    }
}
