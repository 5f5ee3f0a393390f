// Ports: descriptors, formats of input, the owner's protocol, files in memory.
using System.Runtime.InteropServices;

namespace Lingen.IO.Tests;

public sealed unsafe partial class PortTests
{
    private readonly Node node = new();

    [LibraryImport("libc")]
    private static partial int pipe(int* descriptors);

    [LibraryImport("libc")]
    private static partial nint write(int fd, byte* data, nint length);

    [LibraryImport("libc")]
    private static partial nint read(int fd, byte* data, nint length);

    [LibraryImport("libc")]
    private static partial int close(int fd);

    private static (int Read, int Write) Pipe()
    {
        int* descriptors = stackalloc int[2];
        Assert.Equal(0, pipe(descriptors));
        return (descriptors[0], descriptors[1]);
    }

    private static void Feed(int fd, string text)
    {
        byte[] bytes = System.Text.Encoding.Latin1.GetBytes(text);
        fixed (byte* data = bytes)
        {
            Assert.Equal(bytes.Length, write(fd, data, bytes.Length));
        }
    }

    private Term Open(Term name, params Term[] settings)
    {
        Term port = node.Apply("erts_internal", "open_port", name, node.ListOf(settings));
        Assert.True(port.IsLocalPort, Node.Text(port));
        return port;
    }

    private Term Descriptors(int input, int output) =>
        Tuple.Create(node.Heap, Node.Atom("fd"), Node.Number(input), Node.Number(output));

    [Fact]
    public void Input_comes_as_data_and_the_end_as_eof()
    {
        (int reader, int writer) = Pipe();
        Open(Descriptors(reader, reader), Node.Atom("in"), Node.Atom("eof"), Node.Atom("binary"));
        Feed(writer, "hello");
        Assert.Equal(["{#Port,{data,<<\"hello\">>}}"], node.WaitForMessages(1));
        close(writer);
        Assert.Equal(["{#Port,eof}"], node.WaitForMessages(1));
    }

    [Fact]
    public void Without_the_eof_option_the_end_closes_the_port()
    {
        (int reader, int writer) = Pipe();
        Open(Descriptors(reader, reader), Node.Atom("in"));
        Feed(writer, "ab");
        close(writer);
        Assert.Equal(["{#Port,{data,\"ab\"}}", "LinkExit:{#Port,normal}"], node.WaitForMessages(2));
        Assert.Equal("[]", node.Call("erlang", "ports"));
    }

    [Fact]
    public void Lines_and_packets_are_cut()
    {
        (int reader, int writer) = Pipe();
        Open(Descriptors(reader, reader), Node.Atom("in"), Node.Atom("eof"), node.Pair(Node.Atom("line"), Node.Number(5)));
        Feed(writer, "one\ntwo\r\nlonger line\nend");
        close(writer);
        Assert.Equal(
            [
                "{#Port,{data,{eol,\"one\"}}}",
                "{#Port,{data,{eol,\"two\"}}}",
                "{#Port,{data,{noeol,\"longe\"}}}",
                "{#Port,{data,{noeol,\"r lin\"}}}",
                "{#Port,{data,{eol,\"e\"}}}",
                "{#Port,{data,{noeol,\"end\"}}}",
                "{#Port,eof}",
            ],
            node.WaitForMessages(7)
        );
        (reader, writer) = Pipe();
        Open(Descriptors(reader, reader), Node.Atom("in"), Node.Atom("binary"), node.Pair(Node.Atom("packet"), Node.Number(2)));
        Feed(writer, "\0\u0003abc\0");
        Feed(writer, "\0\0\u0001z");
        Assert.Equal(
            ["{#Port,{data,<<\"abc\">>}}", "{#Port,{data,<<\"\">>}}", "{#Port,{data,<<\"z\">>}}"],
            node.WaitForMessages(3)
        );
    }

    [Fact]
    public void Output_goes_out_with_its_length()
    {
        (int reader, int writer) = Pipe();
        Term port = Open(Descriptors(writer, writer), Node.Atom("out"), node.Pair(Node.Atom("packet"), Node.Number(4)));
        Term data = node.ListOf(node.String("ab"), node.Binary("cd"));
        Assert.Equal("true", node.Call("erts_internal", "port_command", port, data, Term.Nil));
        Assert.Equal("badarg", node.Call("erts_internal", "port_command", port, Node.Atom("no"), Term.Nil));
        Assert.Equal("badopt", node.Call("erts_internal", "port_command", port, data, node.ListOf(Node.Atom("odd"))));
        Assert.Equal("notsup", node.Call("erts_internal", "port_command", port, data, node.ListOf(Node.Atom("force"))));
        byte* bytes = stackalloc byte[16];
        Assert.Equal(8, read(reader, bytes, 16));
        Assert.Equal("\0\0\0\u0004abcd", System.Text.Encoding.Latin1.GetString(bytes, 8));
    }

    [Fact]
    public void A_full_pipe_makes_the_port_busy_and_closing_flushes()
    {
        (int reader, int writer) = Pipe();
        Term port = Open(Descriptors(writer, writer), Node.Atom("out"), Node.Atom("binary"));
        Term data = node.Binary(new string('x', 100_000));
        Assert.Equal("true", node.Call("erts_internal", "port_command", port, data, Term.Nil));
        Assert.Equal("false", node.Call("erts_internal", "port_command", port, data, node.ListOf(Node.Atom("nosuspend"))));
        Assert.Equal("{$wait,", node.Call("erts_internal", "port_command", port, data, Term.Nil)[..7]);
        Assert.Equal("true", node.Call("erts_internal", "port_close", port));
        Assert.Equal("badarg", node.Call("erts_internal", "port_close", port));
        int total = 0;
        byte[] buffer = new byte[8192];
        while (total < 100_000)
        {
            fixed (byte* bytes = buffer)
            {
                total += (int)read(reader, bytes, buffer.Length);
            }
        }
        Assert.Equal(100_000, total);
        Assert.Contains("LinkExit:{#Port,normal}", node.Messages());
    }

    [Fact]
    public void The_owner_speaks_and_others_are_told_badsig()
    {
        (int reader, int writer) = Pipe();
        Term port = Open(Descriptors(writer, writer), Node.Atom("out"));
        Term self = node.Self;
        node.Host.SendToPort(self, port, node.Pair(self, node.Pair(Node.Atom("command"), node.String("hi"))));
        byte* bytes = stackalloc byte[16];
        Assert.Equal(2, read(reader, bytes, 16));
        node.Host.SendToPort(self, port, node.Pair(self, Node.Atom("nonsense")));
        Assert.Equal(["Exit:{#Port,badsig}"], node.Messages());
        node.Host.SendToPort(self, port, node.Pair(self, node.Pair(Node.Atom("connect"), self)));
        Assert.Contains("{#Port,connected}", node.Messages());
        node.Host.SendToPort(self, port, node.Pair(self, Node.Atom("close")));
        Assert.Equal(["LinkExit:{#Port,normal}", "{#Port,closed}"], node.Messages());
        Assert.False(node.Host.PortExists(port));
    }

    [Fact]
    public void Exit_signals_close_the_port()
    {
        (_, int writer) = Pipe();
        Term port = Open(Descriptors(writer, writer), Node.Atom("out"));
        Term other = LocalPid.Create(77, 0);
        node.Host.ExitPort(other, port, Atoms.Normal, false);
        Assert.True(node.Host.PortExists(port));
        node.Host.ExitPort(other, port, Atoms.Kill, false);
        Assert.False(node.Host.PortExists(port));
        Assert.Equal(["LinkExit:{#Port,killed}"], node.Messages());
    }

    [Fact]
    public void Says_what_it_is()
    {
        (_, int writer) = Pipe();
        Term port = Open(Descriptors(writer, writer), Node.Atom("out"));
        string info = node.Call("erts_internal", "port_info", port);
        Assert.Equal(
            $"[{{name,\"{writer}/{writer}\"}},{{links,[#Pid]}},{{id,0}},{{connected,#Pid}},{{input,0}},{{output,0}},{{os_pid,undefined}}]",
            info
        );
        Assert.Equal("{queue_size,0}", node.Call("erts_internal", "port_info", port, Node.Atom("queue_size")));
        Assert.Equal("badarg", node.Call("erts_internal", "port_info", port, Node.Atom("foo")));
        Assert.Equal("true", node.Call("erlang", "port_set_data", port, node.Pair(Node.Atom("a"), Node.Number(1))));
        Assert.Equal("{a,1}", node.Call("erlang", "port_get_data", port));
    }

    [Theory]
    [InlineData("nonsense", "badopt")]
    [InlineData("exit_status", "badarg")]
    public void Wrong_settings_are_refused(string setting, string expected) =>
        Assert.Equal(expected, node.Call("erts_internal", "open_port", Descriptors(0, 1), node.ListOf(Node.Atom(setting))));

    [Fact]
    public void Files_in_memory_answer_as_ram_file_expects()
    {
        Term port = Open(node.Pair(Node.Atom("spawn"), node.String("ram_file_drv")), Node.Atom("binary"));
        Assert.Equal(["{#Port,{data,[3,0,0,0,0]}}"], Command(port, 1, 0, 0, 0, 3, (byte)'a', (byte)'b', (byte)'c'));
        Assert.Equal(["{#Port,{data,[2,0,0,0,2|<<\"ab\">>]}}"], Command(port, 2, 0, 0, 0, 2));
        Assert.Equal(["{#Port,{data,[3,0,0,0,1]}}"], Command(port, 4, (byte)'X'));
        Assert.Equal(["{#Port,{data,[2,0,0,0,3|<<\"abX\">>]}}"], Command(port, 30));
        Assert.Equal(["{#Port,{data,[3,0,0,0,1]}}"], Command(port, 3, 0, 0, 0, 1, 0, 0, 0, 0));
        Assert.Equal(["{#Port,{data,[0]}}"], Command(port, 14));
        Assert.Equal(["{#Port,{data,[3,0,0,0,1]}}"], Command(port, 37));
        Assert.Equal(["{#Port,{data,[2,0,0,0,0|<<\"\">>]}}"], Command(port, 2, 0, 0, 0, 9));
        Assert.Equal(["{#Port,{data,[1,101,105,110,118,97,108]}}"], Command(port, 3, 255, 255, 255, 255, 0, 0, 0, 0));
    }

    private List<string> Command(Term port, params byte[] bytes)
    {
        Assert.Equal("true", node.Call("erts_internal", "port_command", port, node.Bytes(bytes), Term.Nil));
        return node.Messages();
    }

    [Fact]
    public void Udp_sockets_bind_and_name_the_host()
    {
        Term port = Open(node.Pair(Node.Atom("spawn_driver"), node.String("udp_inet")), Node.Atom("binary"));
        Assert.Equal("[1]", Control(port, 1, 1, 2));
        string bound = Control(port, 6, 1, 0, 0, 127, 0, 0, 1);
        Assert.StartsWith("[1,", bound, StringComparison.Ordinal);
        Assert.Contains(",127,0,0,1]", Control(port, 5), StringComparison.Ordinal);
        Assert.StartsWith("[1,", Control(port, 12), StringComparison.Ordinal);
        Assert.StartsWith("[0,", Control(port, 200), StringComparison.Ordinal);
    }

    private string Control(Term port, int request, params byte[] bytes)
    {
        string text = Node.Text(
            node.Apply("erts_internal", "port_control", port, Node.Number(0x03f1a300 + request), node.Bytes(bytes))
        );
        return text.StartsWith('"') ? "[" + string.Join(",", text.Trim('"').Select(c => (int)c)) + "]" : text;
    }
}

/// <summary>Child programs behind ports.</summary>
public sealed class ChildProgramTests
{
    private readonly Node node = new();

    private Term Open(string kind, string name, params Term[] settings)
    {
        Term port = node.Apply(
            "erts_internal",
            "open_port",
            node.Pair(Node.Atom(kind), node.String(name)),
            node.ListOf(settings)
        );
        Assert.True(port.IsLocalPort, Node.Text(port));
        return port;
    }

    [Fact]
    public void A_command_gives_its_output_and_its_status()
    {
        Open("spawn", "echo hello; exit 3", Node.Atom("binary"), Node.Atom("exit_status"), Node.Atom("stderr_to_stdout"));
        // "exec" replaces the shell by the first command, so the rest of the line is not run.
        Assert.Equal("{#Port,{data,<<\"hello\n\">>}}", node.WaitForMessages(1)[0]);
        Open(
            "spawn_executable",
            "/bin/sh",
            Node.Atom("binary"),
            Node.Atom("exit_status"),
            node.Pair(Node.Atom("args"), node.ListOf(node.String("-c"), node.String("echo \"$X\n$PWD\"; exit 7"))),
            node.Pair(Node.Atom("env"), node.ListOf(node.Pair(node.String("X"), node.String("value")))),
            node.Pair(Node.Atom("cd"), node.String("/"))
        );
        List<string> messages = node.WaitForMessages(5);
        Assert.Contains(messages, text => text.Contains("value\n/\n"));
        Assert.Contains("{#Port,{exit_status,7}}", messages);
    }

    [Fact]
    public void A_child_reads_what_is_written()
    {
        Term port = Open("spawn", "cat", Node.Atom("binary"));
        Assert.Equal("true", node.Call("erts_internal", "port_command", port, node.Binary("round trip"), Term.Nil));
        Assert.Equal(["{#Port,{data,<<\"round trip\">>}}"], node.WaitForMessages(1));
        Assert.Equal("true", node.Call("erts_internal", "port_close", port));
        Assert.Equal(["LinkExit:{#Port,normal}"], node.WaitForMessages(1));
    }

    [Fact]
    public void Much_data_goes_both_ways()
    {
        Term port = Open("spawn", "cat", Node.Atom("binary"));
        for (int i = 0; i < 20; i++)
        {
            while (
                node.Call("erts_internal", "port_command", port, node.Binary(new string((char)('a' + i), 50_000)), Term.Nil)
                != "true"
            )
            {
                Thread.Sleep(1);
            }
        }
        long total = 0;
        for (int i = 0; i < 500 && total < 1_000_000; i++)
        {
            total += node.Messages()
                .Where(text => text.Contains("data"))
                .Sum(text => text.Length - "{#Port,{data,<<\"\">>}}".Length);
            Thread.Sleep(10);
        }
        Assert.Equal(1_000_000, total);
    }

    [Fact]
    public void Signals_count_from_128()
    {
        Open("spawn", "sh -c 'kill -9 $$'", Node.Atom("exit_status"));
        Assert.Contains("{#Port,{exit_status,137}}", node.WaitForMessages(2));
    }

    [Fact]
    public void Absent_programs_are_errors()
    {
        Term name = node.Pair(Node.Atom("spawn_executable"), node.String("/no/such"));
        Assert.Equal("enoent", node.Call("erts_internal", "open_port", name, Term.Nil));
        name = node.Pair(Node.Atom("spawn_executable"), node.String("/etc/passwd"));
        Assert.Equal("eacces", node.Call("erts_internal", "open_port", name, Term.Nil));
    }
}
