// The byte queue behind read-ahead.
namespace Lingen.IO.Tests;

public sealed class PrimBufferTests
{
    private readonly Node node = new();
    private readonly Term buffer;

    public PrimBufferTests() => buffer = node.Apply("prim_buffer", "new");

    private string Call(string function, params Term[] arguments) => node.Call("prim_buffer", function, [buffer, .. arguments]);

    [Fact]
    public void Keeps_bytes_in_order()
    {
        Assert.Equal("0", Call("size"));
        Assert.Equal(
            "ok",
            Call("write", node.ListOf(node.Binary("one\n"), node.Binary(new string('x', 3000)), node.Binary("end")))
        );
        Assert.Equal("3007", Call("size"));
        Assert.Equal("{ok,3}", Call("find_byte_index", Node.Number('\n')));
        Assert.Equal("{ok,3006}", Call("find_byte_index", Node.Number('d')));
        Assert.Equal("not_found", Call("find_byte_index", Node.Number('Q')));
        Assert.Equal("<<\"one\n\">>", Call("copying_read", Node.Number(4)));
        Assert.Equal(3000, new Bitstring(node.Apply("prim_buffer", "peek_head", buffer)).LengthBytes);
        Assert.Equal("ok", Call("skip", Node.Number(2998)));
        Assert.Equal("<<\"xxend\">>", Call("copying_read", Node.Number(5)));
        Assert.Equal("{$error,badarg}", Call("copying_read", Node.Number(1)));
        Assert.Equal("{$error,badarg}", Call("peek_head"));
        Assert.Equal("{$error,badarg}", Call("write", node.Binary("no list")));
    }

    [Fact]
    public void Locks_once()
    {
        Assert.Equal("acquired", Call("try_lock"));
        Assert.Equal("busy", Call("try_lock"));
        Assert.Equal("ok", Call("unlock"));
        Assert.Equal("{$error,lock_order_violation}", Call("unlock"));
    }

    [Fact]
    public void Behaves_like_a_list_of_bytes()
    {
        var random = new Random(7);
        var model = new List<byte>();
        for (int step = 0; step < 2_000; step++)
        {
            if (random.Next(3) == 0)
            {
                int count = random.Next(model.Count + 1);
                Term read = node.Apply("prim_buffer", "copying_read", buffer, Node.Number(count));
                Assert.Equal(model.Take(count), new Bitstring(read).AlignedBytes.ToArray());
                model.RemoveRange(0, count);
            }
            else
            {
                byte[] bytes = new byte[random.Next(4) == 0 ? random.Next(5_000) : random.Next(80)];
                random.NextBytes(bytes);
                Assert.Equal("ok", Call("write", node.ListOf(node.Bytes(bytes))));
                model.AddRange(bytes);
            }
            Assert.Equal(Node.Text(Node.Number(model.Count)), Call("size"));
        }
    }
}
