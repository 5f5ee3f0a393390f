// The external term format against bytes that stock OTP 27 wrote (golden.txt), and against bytes nobody should write.
using System.Globalization;

namespace Lingen.Terms.Tests.External;

public sealed unsafe class ExternalTermTests
{
    private readonly TestTermContext context = new();

    /// <summary>Lines of golden.txt: options, the default encoding, the encoding under the options (`=` if the same).</summary>
    public static TheoryData<string, string, string> Golden()
    {
        var data = new TheoryData<string, string, string>();
        foreach (string[] fields in GoldenLines().Select(line => line.Split(' ')))
        {
            data.Add(fields[0], fields[1], fields[2] == "=" ? fields[1] : fields[2]);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void ReadsAndWritesWhatStockWrites(string optionText, string plainHex, string expectedHex)
    {
        ExternalWriteOptions options = Options(optionText);
        byte[] plain = Convert.FromHexString(plainHex);
        byte[] expected = Convert.FromHexString(expectedHex);
        using var heap = new TestHeap();
        Assert.True(TryRead(plain, heap, out Term term, out int used));
        Assert.Equal(plain.Length, used);
        Assert.Equal(expectedHex, Hex(ExternalTermWriter.ToBinary(heap.Pointer, term, context, options)));
        Assert.True(TryRead(expected, heap, out Term again, out used));
        Assert.Equal(expected.Length, used);
        Assert.Equal(plainHex, Hex(ExternalTermWriter.ToBinary(heap.Pointer, again, context, new ExternalWriteOptions())));
        Assert.Equal(plain.Length, ExternalTermWriter.Size(term, context, new ExternalWriteOptions()));
        Assert.Equal(plainHex, JoinedHex(ExternalTermWriter.ToSegments(heap.Pointer, term, context, new ExternalWriteOptions())));
    }

    [Theory]
    [InlineData("836400017A", "8377017A")] // ATOM_EXT
    [InlineData("837301E5", "837702C3A5")] // SMALL_ATOM_EXT, Latin-1
    [InlineData("8363312E30303030303030303030303030303030303030306530300000000000000000", "8346" + "3FF0000000000000")]
    [InlineData("836E0300010000", "836101")] // a bignum of one byte and leading zeros
    [InlineData("836E0000", "836100")]
    [InlineData("836E080100000000000000" + "08", "836E080100000000000000" + "08")] // the smallest small
    [InlineData("836C0000000061FF", "8361FF")] // a list of no elements with a tail
    [InlineData("836B0000", "836A")]
    [InlineData("834D0000000204FFFF", "834D0000000204FFF0")] // unused bits are cleared
    [InlineData("834D00000000" + "00", "836D00000000")]
    [InlineData("8369000000020102", "")] // tag 1 is none
    [InlineData("836700", "")]
    [InlineData("8367770161" + "0000000100000002" + "03", "83587701610000000100000002" + "00000003")] // PID_EXT
    [InlineData("8367770161" + "0000000100000002" + "04", "")] // a creation of one byte has two bits
    [InlineData("8366770161" + "00000001" + "03", "8378770161" + "0000000000000001" + "00000003")] // PORT_EXT
    [InlineData("8359770161" + "00000001" + "00000003", "8378770161" + "0000000000000001" + "00000003")] // NEW_PORT_EXT
    [InlineData("8365770161" + "00000001" + "03", "835A0001770161" + "00000003" + "00000001")] // REFERENCE_EXT
    [InlineData("83720002770161" + "02" + "0000000100000005", "835A0002770161" + "00000002" + "0000000100000005")] // NEW_REFERENCE_EXT
    [InlineData("8374000000026101610261016103", "")] // a key twice
    [InlineData("8346" + "7FF0000000000000", "")] // infinity
    [InlineData("837702C328", "")] // not UTF-8
    [InlineData("8377FF", "")]
    [InlineData("8375", "")] // FUN_EXT is not read any more
    [InlineData("82", "")]
    [InlineData("83", "")]
    [InlineData("", "")]
    [InlineData("836CFFFFFFFF6A", "")] // claims of more than there is
    [InlineData("8369FFFFFFFF6A", "")]
    [InlineData("8374FFFFFFFF6A", "")]
    [InlineData("836DFFFFFFFF6A", "")]
    [InlineData("836F7FFFFFFF006A", "")]
    [InlineData("8350FFFFFFFF789C4B0400006200" + "62", "")] // inflates to one byte, claims 4 GiB
    public void ReadsOldFormsAndRefusesBrokenOnes(string hex, string expectedHex)
    {
        using var heap = new TestHeap();
        bool read = TryRead(Convert.FromHexString(hex), heap, out Term term, out _);
        Assert.Equal(expectedHex.Length > 0, read);
        if (read)
        {
            Assert.Equal(expectedHex, Hex(ExternalTermWriter.ToBinary(heap.Pointer, term, context, new ExternalWriteOptions())));
        }
    }

    [Fact]
    public void ReadsAtomsOf255CharactersAndNoMore()
    {
        using var heap = new TestHeap();
        byte[] wide = [131, 118, 3, 252, .. Enumerable.Range(0, 255).SelectMany(_ => "𝄞"u8.ToArray())];
        Assert.True(TryRead(wide, heap, out _, out _));
        byte[] tooLong = [131, 118, 1, 0, .. Enumerable.Repeat((byte)'x', 256)];
        Assert.False(TryRead(tooLong, heap, out _, out _));
        byte[] latin = [131, 100, 1, 0, .. Enumerable.Repeat((byte)'x', 256)];
        Assert.False(TryRead(latin, heap, out _, out _));
    }

    [Fact]
    public void SafeRefusesNewAtomsAndExports()
    {
        using var heap = new TestHeap();
        byte[] name = System.Text.Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("N"));
        byte[] data = [131, 119, (byte)name.Length, .. name];
        var safe = new ExternalReadOptions(context) { Safe = true };
        Assert.False(ExternalTermReader.TryRead(data, heap.Pointer, safe, out _, out _));
        Assert.True(TryRead(data, heap, out _, out _));
        Assert.True(ExternalTermReader.TryRead(data, heap.Pointer, safe, out _, out _));
        byte[] export = [131, 113, .. data[1..], .. data[1..], 97, 3];
        Assert.False(ExternalTermReader.TryRead(export, heap.Pointer, safe, out _, out _));
        Assert.True(TryRead(export, heap, out _, out _));
    }

    [Fact]
    public void IdentifiersOfThisNodeBecomeLocal()
    {
        using var heap = new TestHeap();
        Assert.True(
            TryRead(
                Convert.FromHexString("8358770D6E6F6E6F6465406E6F686F7374" + "0000005500000007" + "00000000"),
                heap,
                out Term pid,
                out _
            )
        );
        Assert.Equal(LocalPid.Create(0x55, 7), pid);
        Assert.True(
            TryRead(
                Convert.FromHexString("8358770D6E6F6E6F6465406E6F686F7374" + "0000005500000007" + "00000001"),
                heap,
                out pid,
                out _
            )
        );
        Assert.True(pid.IsExternalPid);
        // No process of this node has a number of more than 28 bits.
        Assert.False(
            TryRead(
                Convert.FromHexString("8358770D6E6F6E6F6465406E6F686F7374" + "1000005500000007" + "00000000"),
                heap,
                out _,
                out _
            )
        );
    }

    [Fact]
    public void LocalTermsAreReadByTheirWriterOnly()
    {
        using var heap = new TestHeap();
        Term term = Tuple.Create(
            heap.Pointer,
            LocalPid.Create(5, 6),
            Reference.Create(heap.Pointer, 7, 8),
            LocalPort.Create(9),
            Reference.CreateAlias(heap.Pointer, 1, 2, LocalPid.Create(3, 4))
        );
        Term binary = ExternalTermWriter.ToBinary(heap.Pointer, term, context, new ExternalWriteOptions { Local = true });
        byte[] data = Convert.FromHexString(Hex(binary));
        Assert.True(TryRead(data, heap, out Term same, out _));
        var plain = new ExternalWriteOptions();
        Assert.Equal(
            Hex(ExternalTermWriter.ToBinary(heap.Pointer, term, context, plain)),
            Hex(ExternalTermWriter.ToBinary(heap.Pointer, same, context, plain))
        );
        var other = new TestTermContext { LocalSecret = 43 };
        Assert.False(ExternalTermReader.TryRead(data, heap.Pointer, new ExternalReadOptions(other), out _, out _));
        data[^1] ^= 1;
        Assert.False(TryRead(data, heap, out _, out _));
    }

    [Fact]
    public void NestingOfMillionsNeedsNoStack()
    {
        const int Depth = 2_000_000;
        using var heap = new TestHeap();
        byte[] data = new byte[1 + (Depth * 2) + 1];
        data[0] = 131;
        for (int i = 0; i < Depth; i++)
        {
            data[1 + (i * 2)] = 104;
            data[2 + (i * 2)] = 1;
        }
        data[^1] = 106;
        Assert.True(TryRead(data, heap, out Term term, out int used));
        Assert.Equal(data.Length, used);
        Assert.Equal(data.Length, ExternalTermWriter.Size(term, context, new ExternalWriteOptions()));
        byte[] lists =
        [
            131,
            .. Enumerable.Range(0, Depth).SelectMany(_ => new byte[] { 108, 0, 0, 0, 1 }),
            106,
            .. Enumerable.Repeat((byte)106, Depth),
        ];
        Assert.True(TryRead(lists, heap, out term, out _));
        Assert.Equal(lists.Length, ExternalTermWriter.Size(term, context, new ExternalWriteOptions()));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(262_144 - 12)] // fills the thread's scratch memory to the last byte
    [InlineData(262_144 - 11)]
    [InlineData(1_000_000)]
    public void TermsOfAnySizeAreWritten(int lengthBytes)
    {
        using var heap = new TestHeap();
        byte[] bytes = new byte[lengthBytes];
        new Random(7).NextBytes(bytes);
        Term term = Cons.FromSpan(heap.Pointer, [Bitstring.FromBytes(heap.Pointer, bytes)]);
        byte[] expected = [131, 108, 0, 0, 0, 1, 109, .. BitConverter.GetBytes(lengthBytes).Reverse(), .. bytes, 106];
        Assert.Equal(
            Convert.ToHexString(expected),
            Hex(ExternalTermWriter.ToBinary(heap.Pointer, term, context, new ExternalWriteOptions()))
        );
        Assert.Equal(
            Convert.ToHexString(expected),
            JoinedHex(ExternalTermWriter.ToSegments(heap.Pointer, term, context, new ExternalWriteOptions()))
        );
    }

    [Fact]
    public void MutatedTermsNeitherCrashNorGrow()
    {
        const int Rounds = 100_000;
        var random = new Random(20_240_229);
        byte[][] seeds = GoldenLines()
            .Select(line => Convert.FromHexString(line.Split(' ')[1]))
            .Where(bytes => bytes.Length < 2_000)
            .ToArray();
        int accepted = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] data = Mutate(seeds[random.Next(seeds.Length)], random);
            using var heap = new TestHeap(64);
            if (!TryRead(data, heap, out Term term, out int used))
            {
                Assert.True(heap.Pointer->FragmentWords * 8 < 64 * 1024);
                continue;
            }
            accepted++;
            Assert.InRange(used, 1, data.Length);
            // What was read can be written and read again, with the same result.
            string written = Hex(ExternalTermWriter.ToBinary(heap.Pointer, term, context, new ExternalWriteOptions()));
            Assert.True(TryRead(Convert.FromHexString(written), heap, out Term again, out _));
            Assert.Equal(written, Hex(ExternalTermWriter.ToBinary(heap.Pointer, again, context, new ExternalWriteOptions())));
        }
        Assert.InRange(accepted, Rounds / 100, Rounds);
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var data = (byte[])seed.Clone();
        int changes = random.Next(1, 4);
        for (int i = 0; i < changes; i++)
        {
            int place = random.Next(data.Length);
            switch (random.Next(5))
            {
                case 0:
                    data[place] = (byte)random.Next(256);
                    break;
                case 1:
                    data[place] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    // Tags lie between 70 and 121: likely to give another kind of term.
                    data[place] = (byte)random.Next(70, 122);
                    break;
                case 3:
                    data = data[..Math.Max(place, 1)];
                    break;
                default:
                    data = [.. data[..place], .. data[random.Next(data.Length)..]];
                    data = data.Length == 0 ? [131] : data;
                    break;
            }
        }
        return data;
    }

    private bool TryRead(byte[] data, TestHeap heap, out Term term, out int used) =>
        ExternalTermReader.TryRead(data, heap.Pointer, new ExternalReadOptions(context), out term, out used);

    private static string Hex(Term binary) => Convert.ToHexString(new Bitstring(binary).AlignedBytes);

    private static string JoinedHex(Term list)
    {
        string hex = "";
        for (; list.IsCons; list = list.Tail)
        {
            hex += Hex(list.Head);
        }
        return hex;
    }

    private static ExternalWriteOptions Options(string text)
    {
        var options = new ExternalWriteOptions();
        foreach (string word in text.Split(','))
        {
            switch (word)
            {
                case "deterministic":
                    options.Deterministic = true;
                    break;
                case ['m', _]:
                    options.MinorVersion = word[1] - '0';
                    break;
                case ['c', _]:
                    options.CompressionLevel = int.Parse(word[1..], CultureInfo.InvariantCulture);
                    break;
                case "compressed":
                    options.CompressionLevel = -1;
                    break;
            }
        }
        return options;
    }

    private static IEnumerable<string> GoldenLines()
    {
        using var reader = new StreamReader(typeof(ExternalTermTests).Assembly.GetManifestResourceStream("golden.txt")!);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }
}
