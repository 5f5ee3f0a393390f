// File names between characters and bytes, in both encodings.
namespace Lingen.IO.Tests;

public sealed class FileNameTests
{
    private readonly Node node = new();

    private string ToNative(Term name) => node.Call("prim_file", "internal_name2native", name);

    [Fact]
    public void Names_become_bytes_with_a_zero()
    {
        Assert.Equal("<<\"abc\0\">>", ToNative(node.String("abc")));
        Assert.Equal("<<\"\0\">>", ToNative(Term.Nil));
        Assert.Equal("<<\"raw\0\">>", ToNative(node.Binary("raw")));
        Term nested = node.ListOf(node.String("a"), node.ListOf(node.String("b")), Node.Number('c'));
        Assert.Equal("<<\"abc\0\">>", ToNative(nested));
        Assert.Equal("<<\"\u00c3\u00a5\0\">>", ToNative(node.String("å")));
        node.Host.FileNames = FileNameEncoding.Latin1;
        Assert.Equal("<<\"\u00e5\0\">>", ToNative(node.String("å")));
        Assert.Equal("{$error,badarg}", ToNative(node.String("π")));
    }

    [Fact]
    public void Bad_names_are_badarg()
    {
        Assert.Equal("{$error,badarg}", ToNative(Node.Atom("abc")));
        Assert.Equal("{$error,badarg}", ToNative(node.ListOf(Node.Number(0))));
        Assert.Equal("{$error,badarg}", ToNative(node.ListOf(Node.Number(-1))));
        Assert.Equal("{$error,badarg}", ToNative(node.ListOf(Node.Number(0xD800))));
        Assert.Equal("{$error,badarg}", ToNative(node.ListOf(node.Binary("x"))));
        Assert.Equal("{$error,badarg}", ToNative(node.Binary("a\0b")));
    }

    [Fact]
    public void Bytes_become_names()
    {
        Assert.Equal("\"aåπ\"", node.Call("prim_file", "internal_native2name", node.Binary("aåπ")));
        Term broken = node.Bytes(0xE5, (byte)'x');
        Assert.Equal("{error,warning}", node.Call("prim_file", "internal_native2name", broken));
        Assert.True(node.Host.SetFileNameFlag("ue"));
        Assert.Equal("{error,error}", node.Call("prim_file", "internal_native2name", broken));
        Assert.Equal("false", node.Call("prim_file", "is_translatable", broken));
        Assert.Equal("utf8", node.Call("file", "native_name_encoding"));
        Assert.True(node.Host.SetFileNameFlag("l"));
        Assert.Equal("\"åx\"", node.Call("prim_file", "internal_native2name", broken));
        Assert.Equal("latin1", node.Call("file", "native_name_encoding"));
        Assert.False(node.Host.SetFileNameFlag("x"));
    }
}
