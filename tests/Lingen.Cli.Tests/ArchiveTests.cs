// Writing an archive behind a file and reading it back from the mapped file.
using System.Text;
using Lingen.IO;
using Xunit;

namespace Lingen.Cli.Tests;

public unsafe class ArchiveTests : IDisposable
{
    private readonly string program = Path.GetTempFileName();
    private readonly string packed = Path.GetTempFileName();

    public void Dispose()
    {
        File.Delete(program);
        File.Delete(packed);
        GC.SuppressFinalize(this);
    }

    private Archive Pack(params (string Path, byte[] Data)[] files)
    {
        File.WriteAllBytes(program, [.. Enumerable.Repeat((byte)7, 5000)]);
        var writer = new ArchiveWriter();
        foreach ((string path, byte[] data) in files)
        {
            writer.Add(path, data, 1_700_000_000);
        }
        writer.AppendTo(program, packed);
        return Archive.Open(packed, "/otp"u8) ?? throw new InvalidDataException("no archive found");
    }

    private static byte[] Bytes(int length, byte fill) => [.. Enumerable.Repeat(fill, length)];

    [Fact]
    public void FilesComeBackByteForByte()
    {
        (string, byte[])[] files =
        [
            .. Enumerable.Range(0, 300).Select(i => ($"lib/app-{i % 7}/ebin/m{i}.beam", Bytes(i * 37, (byte)i))),
        ];
        Archive archive = Pack(files);
        foreach ((string path, byte[] data) in files)
        {
            Assert.True(archive.TryOpen(Encoding.UTF8.GetBytes(path), out byte* start, out long length));
            Assert.Equal(data, new ReadOnlySpan<byte>(start, (int)length).ToArray());
        }
    }

    [Fact]
    public void DeflatedFilesComeBackByteForByte()
    {
        File.WriteAllBytes(program, [1, 2, 3]);
        var writer = new ArchiveWriter();
        var random = new Random(1);
        byte[] noise = new byte[5000];
        random.NextBytes(noise);
        (string, byte[])[] files =
        [
            ("a", Bytes(100_000, 3)),
            ("b", noise),
            ("c", []),
            ("d", Bytes(33, 4)),
            ("e", Bytes(70_001, 5)),
        ];
        foreach ((string path, byte[] data) in files)
        {
            writer.Add(path, data, 0, deflate: true);
        }
        writer.AppendTo(program, packed);
        Assert.True(new FileInfo(packed).Length < 20_000);
        Archive archive = Archive.Open(packed, "/otp"u8)!;
        Parallel.For(
            0,
            100,
            round =>
            {
                (string path, byte[] data) = files[round % files.Length];
                Assert.True(archive.TryOpen(Encoding.UTF8.GetBytes(path), out byte* start, out long length));
                Assert.Equal(data, new ReadOnlySpan<byte>(start, (int)length).ToArray());
            }
        );
    }

    [Fact]
    public void DirectoriesListTheirChildren()
    {
        Archive archive = Pack(("lib/b/x", [1]), ("lib/a/y", [2]), ("bin/start.boot", [3]));
        string Names(string path) =>
            string.Join(' ', archive.List(Encoding.UTF8.GetBytes(path))!.Select(Encoding.UTF8.GetString));
        Assert.Equal("bin lib", Names(""));
        Assert.Equal("a b", Names("lib"));
        Assert.Null(archive.List("bin/start.boot"u8));
        Assert.Null(archive.List("nothing"u8));
    }

    [Fact]
    public void StatusTellsKindSizeAndTime()
    {
        Archive archive = Pack(("d/é", Bytes(10, 1)));
        Assert.True(archive.TryStat("d"u8, out VirtualFileStatus directory));
        Assert.True(directory.IsDirectory);
        Assert.True(archive.TryStat("d/é"u8, out VirtualFileStatus file));
        Assert.Equal((false, 10L, 1_700_000_000L), (file.IsDirectory, file.LengthBytes, file.ModifiedSeconds));
        Assert.NotEqual(directory.Inode, file.Inode);
        Assert.False(archive.TryStat("d/e"u8, out _));
        Assert.False(archive.TryOpen("d"u8, out _, out _));
    }

    [Fact]
    public void ExecutableIsAFileOfItsOwnArchive()
    {
        File.WriteAllBytes(program, Bytes(5000, 7));
        var writer = new ArchiveWriter();
        writer.AddExecutable("bin/machine", 1_700_000_000);
        writer.AddProgram("bin/script", "#!/bin/sh"u8.ToArray(), 1_700_000_000);
        writer.Add("text", [1], 1_700_000_000);
        writer.AppendTo(program, packed);
        Archive archive = Archive.Open(packed, "/otp"u8)!;
        Assert.True(archive.TryStat("bin/machine"u8, out VirtualFileStatus status));
        Assert.Equal((false, new FileInfo(packed).Length, true), (status.IsDirectory, status.LengthBytes, status.IsExecutable));
        Assert.True(archive.TryOpen("bin/machine"u8, out byte* start, out long length));
        Assert.Equal(File.ReadAllBytes(packed), new ReadOnlySpan<byte>(start, (int)length).ToArray());
        Assert.True(archive.TryStat("bin/script"u8, out status) && status.IsExecutable);
        Assert.True(archive.TryStat("text"u8, out status) && !status.IsExecutable);
    }

    [Fact]
    public void PackingAgainReplacesTheArchive()
    {
        Pack(("old", [1]));
        var writer = new ArchiveWriter();
        writer.Add("new", [2], 0);
        string again = Path.GetTempFileName();
        writer.AppendTo(packed, again);
        Archive archive = Archive.Open(again, "/otp"u8)!;
        Assert.False(archive.TryStat("old"u8, out _));
        Assert.True(archive.TryStat("new"u8, out _));
        Assert.Equal(Bytes(5000, 7), File.ReadAllBytes(again)[..5000]);
        File.Delete(again);
    }

    [Fact]
    public void FileWithoutArchiveHasNone()
    {
        File.WriteAllBytes(program, Bytes(100, 1));
        Assert.Null(Archive.Open(program, "/otp"u8));
    }

    [Fact]
    public void StrippingLeavesOutDebugInformationOnly()
    {
        byte[] beam = Beam(("AtU8", "abc"), ("Dbgi", "long debug information"), ("Docs", "text"), ("Code", "12345"));
        byte[] stripped = BeamStripper.Strip(beam, DebugInformation.None, withLiterals: false);
        Assert.Equal(Beam(("AtU8", "abc"), ("Code", "12345"), ("Docs", "text")), stripped);
        byte[] helpful = BeamStripper.Strip(beam, DebugInformation.Attributes, withLiterals: false);
        Assert.Equal(Beam(("AtU8", "abc"), ("Code", "12345"), ("Dbgi", "long debug information"), ("Docs", "text")), helpful);
        Assert.Equal([1, 2, 3], BeamStripper.Strip([1, 2, 3], DebugInformation.None, withLiterals: false));
    }

    [Fact]
    public void ReducedDebugInformationHasNoFunctions()
    {
        // {debug_info_v1, erl_abstract_code, {[{attribute, 1, a, b}, {function, 2, f, 0, []}, {eof, 3}], [o]}}
        byte[] attribute = [104, 4, .. Name("attribute"), 97, 1, .. Name("a"), .. Name("b")];
        byte[] function = [104, 5, .. Name("function"), 97, 2, .. Name("f"), 97, 0, 106];
        byte[] end = [104, 2, .. Name("eof"), 97, 3];
        byte[] options = [108, 0, 0, 0, 1, .. Name("o"), 106];
        byte[] head = [104, 3, .. Name("debug_info_v1"), .. Name("erl_abstract_code"), 104, 2];
        byte[] reduced = DebugAttributes.Reduce([
            131,
            .. head,
            108,
            0,
            0,
            0,
            3,
            .. attribute,
            .. function,
            .. end,
            106,
            .. options,
        ]);
        byte[] expected = [.. head, 108, 0, 0, 0, 2, .. attribute, .. end, 106, .. options];
        Assert.Equal([131, 80, 0, 0, 0, (byte)expected.Length], reduced[..6]);
        using var inflated = new System.IO.Compression.ZLibStream(
            new MemoryStream(reduced[6..]),
            System.IO.Compression.CompressionMode.Decompress
        );
        using var plain = new MemoryStream();
        inflated.CopyTo(plain);
        Assert.Equal(expected, plain.ToArray());
        Assert.Equal([1, 2, 3], DebugAttributes.Reduce([1, 2, 3]));
    }

    private static byte[] Name(string atom) => [119, (byte)atom.Length, .. Encoding.Latin1.GetBytes(atom)];

    private static byte[] Beam(params (string Name, string Data)[] chunks)
    {
        var body = new List<byte>(Encoding.Latin1.GetBytes("BEAM"));
        foreach ((string name, string data) in chunks)
        {
            body.AddRange(Encoding.Latin1.GetBytes(name));
            body.AddRange([0, 0, 0, (byte)data.Length]);
            body.AddRange(Encoding.Latin1.GetBytes(data.PadRight((data.Length + 3) / 4 * 4, '\0')));
        }
        return [.. Encoding.Latin1.GetBytes("FOR1"), 0, 0, 0, (byte)body.Count, .. body];
    }
}
