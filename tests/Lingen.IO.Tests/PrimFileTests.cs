// prim_file's functions against a folder of the system; expected values are those of stock OTP 27.
using System.Runtime.InteropServices;

namespace Lingen.IO.Tests;

public sealed class PrimFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lingen_io").FullName;
    private readonly Node node = new();

    public void Dispose() => Directory.Delete(folder, true);

    private Term Path(string name) => node.Path(System.IO.Path.Combine(folder, name));

    private string Call(string function, params Term[] arguments) => node.Call("prim_file", function, arguments);

    private Term Open(string name, params string[] modes)
    {
        Term result = node.Apply("prim_file", "open_nif", Path(name), node.ListOf(modes.Select(Node.Atom).ToArray()));
        Assert.Equal("{ok,#Ref}", Node.Text(result));
        return Node.Element(result, 1);
    }

    [Fact]
    public void Writes_reads_and_seeks()
    {
        Term file = Open("data", "read", "write");
        Assert.Equal("ok", Call("write_nif", file, node.ListOf(node.Binary("hello "), node.Binary(""), node.Binary("world"))));
        Assert.Equal("{ok,0}", Call("seek_nif", file, Node.Atom("bof"), Node.Number(0)));
        Assert.Equal("{ok,<<\"hello\">>}", Call("read_nif", file, Node.Number(5)));
        Assert.Equal("{ok,<<\" world\">>}", Call("read_nif", file, Node.Number(100)));
        Assert.Equal("eof", Call("read_nif", file, Node.Number(100)));
        Assert.Equal("{ok,9}", Call("seek_nif", file, Node.Atom("eof"), Node.Number(-2)));
        Assert.Equal("{error,einval}", Call("seek_nif", file, Node.Atom("cur"), Node.Number(-100)));
        Assert.Equal("{ok,<<\"lo w\">>}", Call("pread_nif", file, Node.Number(3), Node.Number(4)));
        Assert.Equal("ok", Call("pwrite_nif", file, Node.Number(0), node.ListOf(node.Binary("J"))));
        Assert.Equal("ok", Call("truncate_nif", file));
        Assert.Equal("ok", Call("sync_nif", file, Node.Number(0)));
        Assert.Equal("ok", Call("advise_nif", file, Node.Number(0), Node.Number(0), Node.Atom("sequential")));
        Assert.Equal("{error,einval}", Call("advise_nif", file, Node.Number(0), Node.Number(0), Node.Atom("nonsense")));
        Assert.Equal("ok", Call("close_nif", file));
        Assert.Equal("{error,einval}", Call("close_nif", file));
        Assert.Equal("{error,einval}", Call("read_nif", file, Node.Number(1)));
        Assert.Equal("Jello wor", File.ReadAllText(System.IO.Path.Combine(folder, "data")));
    }

    [Fact]
    public void Refuses_what_is_no_file()
    {
        Assert.Equal("{$error,badarg}", Call("read_nif", Node.Atom("file"), Node.Number(1)));
        Term file = Open("data", "write");
        Assert.Equal("{$error,badarg}", Call("read_nif", file, Node.Atom("many")));
        Assert.Equal("{error,einval}", Call("read_nif", file, Node.Number(-1)));
        Assert.Equal("{error,ebadf}", Call("read_nif", file, Node.Number(1)));
        Assert.Equal("{$error,badarg}", Call("write_nif", file, node.ListOf(Node.Atom("a"))));
    }

    [Theory]
    [InlineData("absent", "read", "{error,enoent}")]
    [InlineData("", "read", "{error,eisdir}")]
    [InlineData("there", "exclusive", "{error,eexist}")]
    [InlineData("there/below", "read", "{error,enotdir}")]
    public void Opens_or_says_why_not(string name, string mode, string expected)
    {
        File.WriteAllText(System.IO.Path.Combine(folder, "there"), "x");
        Assert.Equal(expected, Call("open_nif", Path(name), node.ListOf(Node.Atom(mode))));
    }

    [Fact]
    public void Reads_whole_files()
    {
        byte[] large = new byte[300_000];
        Random.Shared.NextBytes(large);
        File.WriteAllBytes(System.IO.Path.Combine(folder, "large"), large);
        Term result = node.Apply("prim_file", "read_file_nif", Path("large"));
        Assert.Equal(large, new Bitstring(Node.Element(result, 1)).AlignedBytes.ToArray());
        File.WriteAllText(System.IO.Path.Combine(folder, "empty"), "");
        Assert.Equal("{ok,<<\"\">>}", Call("read_file_nif", Path("empty")));
        Assert.Equal("{error,enoent}", Call("read_file_nif", Path("absent")));
        Assert.Equal("{error,eisdir}", Call("read_file_nif", Path("")));
        Assert.StartsWith("{ok,<<\"Linux version", Call("read_file_nif", node.Path("/proc/version")), StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_about_files()
    {
        File.WriteAllText(System.IO.Path.Combine(folder, "file"), "12345");
        Assert.Equal("ok", Call("set_permissions_nif", Path("file"), Node.Number(Convert.ToInt32("640", 8))));
        Assert.Equal("ok", Call("set_time_nif", Path("file"), Node.Number(1000), Node.Number(2000), Node.Number(3000)));
        Tuple info = new(node.Apply("prim_file", "read_info_nif", Path("file"), Node.Number(1)));
        Assert.Equal("file_info", Node.Text(info[0]));
        Assert.Equal(14, info.Arity);
        Assert.Equal("5", Node.Text(info[1]));
        Assert.Equal("regular", Node.Text(info[2]));
        Assert.Equal("read_write", Node.Text(info[3]));
        Assert.Equal("1000", Node.Text(info[4]));
        Assert.Equal("2000", Node.Text(info[5]));
        Assert.Equal(Convert.ToInt32("100640", 8), info[7].SmallValue);
        Assert.Equal("1", Node.Text(info[8]));
        Assert.Equal("{error,enoent}", Call("read_info_nif", Path("absent"), Node.Number(1)));
        Assert.Equal(
            "device",
            Node.Text(new Tuple(node.Apply("prim_file", "read_info_nif", node.Path("/dev/null"), Node.Number(1)))[2])
        );
    }

    [Fact]
    public void Works_on_directories_and_links()
    {
        Assert.Equal("ok", Call("make_dir_nif", Path("d")));
        Assert.Equal("{error,eexist}", Call("make_dir_nif", Path("d")));
        Assert.Equal("{error,enoent}", Call("make_dir_nif", Path("x/y")));
        File.WriteAllText(System.IO.Path.Combine(folder, "d", "a"), "1");
        Assert.Equal("ok", Call("make_soft_link_nif", node.Path("a"), Path("d/soft")));
        Assert.Equal("{ok,<<\"a\">>}", Call("read_link_nif", Path("d/soft")));
        Assert.Equal("{error,einval}", Call("read_link_nif", Path("d/a")));
        Assert.Equal("ok", Call("make_hard_link_nif", Path("d/a"), Path("d/hard")));
        Term list = Node.Element(node.Apply("prim_file", "list_dir_nif", Path("d")), 1);
        var names = new List<string>();
        for (; list.IsCons; list = list.Tail)
        {
            names.Add(Node.Text(list.Head));
        }
        Assert.Equal(["<<\"a\">>", "<<\"hard\">>", "<<\"soft\">>"], names.Order(StringComparer.Ordinal));
        Assert.Equal("{error,enotdir}", Call("list_dir_nif", Path("d/a")));
        Assert.Equal("{error,eexist}", Call("del_dir_nif", Path("d")));
        Assert.Equal("{error,eperm}", Call("del_file_nif", Path("d")));
        Assert.Equal("ok", Call("rename_nif", Path("d/a"), Path("d/b")));
        Assert.Equal("{error,enoent}", Call("rename_nif", Path("d/a"), Path("d/b")));
        Assert.Equal("{error,einval}", Call("rename_nif", node.Path("/"), Path("d/b")));
        Assert.Equal("ok", Call("del_file_nif", Path("d/b")));
        Assert.Equal("{error,enoent}", Call("del_file_nif", Path("d/b")));
    }

    [Fact]
    public void Reads_a_block_through_a_pointer()
    {
        Term file = Open("dets", "read", "write");
        Call("write_nif", file, node.ListOf(node.Bytes(0, 0, 0, 4, 0, 0, 0, 8), node.Binary("data")));
        Assert.Equal("{ok,{4,8,<<\"data\">>}}", Call("ipread_s32bu_p32bu_nif", file, Node.Number(0), Node.Number(100)));
        Assert.Equal("eof", Call("ipread_s32bu_p32bu_nif", file, Node.Number(0), Node.Number(3)));
        Assert.Equal("eof", Call("ipread_s32bu_p32bu_nif", file, Node.Number(6), Node.Number(100)));
    }

    [Fact]
    public void Closes_what_a_dead_process_left_open()
    {
        Term file = Open("data", "write");
        Assert.Equal(4, new Bitstring(node.Apply("prim_file", "get_handle_nif", file)).LengthBytes);
        node.Host.ProcessExited(node.Self);
        Assert.Equal("{error,einval}", Call("write_nif", file, node.ListOf(node.Binary("x"))));
    }

    [Fact]
    public void Serves_the_virtual_tree()
    {
        node.Host.VirtualFiles = new MemoryFiles();
        Assert.Equal("{ok,<<\"contents\">>}", Call("read_file_nif", node.Path("/$v/lib/./x//../file")));
        Assert.Equal("{error,enoent}", Call("read_file_nif", node.Path("/$v/none")));
        Assert.Equal("{error,erofs}", Call("make_dir_nif", node.Path("/$v/new")));
        Assert.Equal("{ok,[<<\"file\">>]}", Call("list_dir_nif", node.Path("/$v/lib/")));
        Assert.Equal("{error,enoent}", Call("read_file_nif", node.Path("/$vother/lib/file")));
        Term opened = node.Apply("prim_file", "open_nif", node.Path("/$v/lib/file"), node.ListOf(Node.Atom("read")));
        Assert.Equal("{ok,<<\"cont\">>}", Call("read_nif", Node.Element(opened, 1), Node.Number(4)));
        Assert.Equal("{ok,<<\"ents\">>}", Call("read_nif", Node.Element(opened, 1), Node.Number(40)));
        Assert.Equal("eof", Call("read_nif", Node.Element(opened, 1), Node.Number(4)));
        Tuple info = new(node.Apply("prim_file", "read_info_nif", node.Path("/$v/lib"), Node.Number(1)));
        Assert.Equal("directory", Node.Text(info[2]));
        Assert.Equal("read", Node.Text(info[3]));
    }

    /// <summary>A tree of one file, lib/file.</summary>
    private sealed unsafe class MemoryFiles : IVirtualFiles
    {
        private static readonly byte* Data = Copy("contents"u8);

        public ReadOnlySpan<byte> Root => "/$v"u8;

        public bool TryStat(ReadOnlySpan<byte> path, out VirtualFileStatus status)
        {
            bool isFile = path.SequenceEqual("lib/file"u8);
            status = new VirtualFileStatus(!isFile, isFile ? 8 : 0, 0, 1);
            return isFile || path.SequenceEqual("lib"u8) || path.IsEmpty;
        }

        public bool TryOpen(ReadOnlySpan<byte> path, out byte* data, out long lengthBytes)
        {
            data = Data;
            lengthBytes = 8;
            return path.SequenceEqual("lib/file"u8);
        }

        public IReadOnlyList<byte[]>? List(ReadOnlySpan<byte> path) => path.SequenceEqual("lib"u8) ? ["file"u8.ToArray()] : null;

        private static byte* Copy(ReadOnlySpan<byte> bytes)
        {
            var memory = (byte*)NativeMemory.Alloc((nuint)bytes.Length);
            bytes.CopyTo(new Span<byte>(memory, bytes.Length));
            return memory;
        }
    }
}
