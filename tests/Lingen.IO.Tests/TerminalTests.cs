// Terminal descriptions, parameters, widths of characters. Widths are those of glibc's wcwidth in a UTF-8 locale.
using System.Text;

namespace Lingen.IO.Tests;

public sealed class TerminalTests
{
    private readonly Node node = new();

    private string Call(string function, params Term[] arguments) => node.Call("prim_tty", function, arguments);

    [Theory]
    [InlineData('a', "1")]
    [InlineData(0, "0")]
    [InlineData(0x1B, "{error,not_printable}")]
    [InlineData(0x7F, "{error,not_printable}")]
    [InlineData(0xAD, "1")]
    [InlineData(0xE5, "1")]
    [InlineData(0x301, "0")]
    [InlineData(0x200B, "0")]
    [InlineData(0x3042, "2")]
    [InlineData(0xAC00, "2")]
    [InlineData(0x1160, "0")]
    [InlineData(0x1F600, "2")]
    [InlineData(0xFF21, "2")]
    [InlineData(0x600, "1")]
    public void Characters_have_widths(int character, string expected) =>
        Assert.Equal(expected, Call("wcwidth", Node.Number(character)));

    [Fact]
    public void Sums_widths_of_wide_characters()
    {
        byte[] text = [.. BitConverter.GetBytes((int)'a'), .. BitConverter.GetBytes(0x3042)];
        Assert.Equal("{ok,3}", Call("wcswidth", node.Bytes(text)));
        Assert.Equal("4", Call("sizeof_wchar"));
    }

    [Fact]
    public void Knows_the_terminals_of_today_without_files()
    {
        string? before = Environment.GetEnvironmentVariable("TERMINFO");
        Assert.Equal("ok", Call("tgetent_nif", node.ListOf(node.String("xterm-256color"), Node.Number(0))));
        Assert.Equal("{ok,<<\"\u001b[A\">>}", Call("tgetstr_nif", node.ListOf(node.String("up"), Node.Number(0))));
        Assert.Equal("{ok,<<\"\u001b[C\">>}", Call("tgetstr_nif", node.String("nd")));
        Assert.Equal("{ok,<<\"\u001b[H\u001b[2J\">>}", Call("tgetstr_nif", node.String("clear")));
        Assert.Equal("{ok,<<\"\u001b[J\">>}", Call("tgetstr_nif", node.String("cd")));
        Assert.Equal("{ok,<<\"\u001b[6n\">>}", Call("tgetstr_nif", node.String("u7")));
        Assert.Equal("80", Call("tgetnum_nif", node.String("co")));
        Assert.Equal("true", Call("tgetflag_nif", node.String("xn")));
        Assert.Equal("false", Call("tgetstr_nif", node.String("zz")));
        Assert.Equal("{error,{tgetent,enoent}}", Call("tgetent_nif", node.String("no-such-terminal")));
        Assert.Equal(before, Environment.GetEnvironmentVariable("TERMINFO"));
    }

    [Fact]
    public void Fills_parameters()
    {
        Assert.Equal(
            "{ok,<<\"\u001b[4;6H\">>}",
            Call("tgoto_nif", node.String("\x1b[%i%p1%d;%p2%dH"), Node.Number(5), Node.Number(3))
        );
        Assert.Equal("{ok,<<\"\u001b[7P\">>}", Call("tgoto_nif", node.String("\x1b[%p2%dP$<5>"), Node.Number(7)));
    }

    [Fact]
    public void Parses_compiled_descriptions()
    {
        const string File = "/lib/terminfo/v/vt100";
        if (System.IO.File.Exists(File))
        {
            TerminalDescription? description = TerminalDescription.Parse(System.IO.File.ReadAllBytes(File));
            Assert.NotNull(description);
            Assert.Equal(80, description.Number("co"));
            Assert.True(description.Flag("xn"));
            Assert.Equal("\x1b[A", Encoding.ASCII.GetString(description.String("up")!)[..3]);
        }
        Assert.Null(TerminalDescription.Parse([1, 2, 3]));
        byte[] damaged = new byte[64];
        damaged[0] = 0x1A;
        damaged[1] = 0x01;
        damaged[8] = 0xFF;
        damaged[9] = 0x7F;
        Assert.Null(TerminalDescription.Parse(damaged));
    }
}
