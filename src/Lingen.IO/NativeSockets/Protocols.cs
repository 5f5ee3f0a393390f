// The names of the protocols over IP, from /etc/protocols as the C library reads it, and those that are always known.
using System.Buffers.Text;
using System.Text;

namespace Lingen.IO;

/// <summary>Protocol numbers and their names.</summary>
internal static unsafe class Protocols
{
    private const string Path = "/etc/protocols";

    // Later entries hide earlier ones with the same name in prim_socket's table.
    private static readonly (string Name, int Number)[] AlwaysKnown =
    [
        ("ip", 0),
        ("ipv6", 41),
        ("tcp", 6),
        ("udp", 17),
        ("igmp", 2),
    ];

    /// <summary>[{[Name, Alias], Number}], the last of the file first, behind those that are always known.</summary>
    public static Term ToTerm(TermHeap* heap)
    {
        Term list = Term.Nil;
        ReadOnlySpan<byte> file = SmallFiles.Read(Path);
        while (!file.IsEmpty)
        {
            int end = file.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? file : file[..end];
            file = end < 0 ? default : file[(end + 1)..];
            int comment = line.IndexOf((byte)'#');
            Term entry = Entry(heap, comment < 0 ? line : line[..comment]);
            list = entry.IsNone ? list : Cons.Create(heap, entry, list);
        }
        foreach ((string name, int number) in AlwaysKnown)
        {
            Term names = Cons.Create(heap, Term.Atom(name), Term.Nil);
            list = Cons.Create(heap, Tuple.Create(heap, names, Term.Small(number)), list);
        }
        return list;
    }

    /// <summary>A name, a number, and aliases, of which the last comes first.</summary>
    private static Term Entry(TermHeap* heap, ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> name = Word(ref line);
        if (name.IsEmpty || !Utf8Parser.TryParse(Word(ref line), out int number, out _))
        {
            return Term.None;
        }
        Term names = Term.Nil;
        for (ReadOnlySpan<byte> alias = Word(ref line); !alias.IsEmpty; alias = Word(ref line))
        {
            names = Cons.Create(heap, Term.Atom(Encoding.Latin1.GetString(alias)), names);
        }
        names = Cons.Create(heap, Term.Atom(Encoding.Latin1.GetString(name)), names);
        return Tuple.Create(heap, names, Term.Small(number));
    }

    /// <summary>Takes the next word off a line; empty at its end.</summary>
    private static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t\r"u8);
        int end = line.IndexOfAny(" \t\r"u8);
        ReadOnlySpan<byte> word = end < 0 ? line : line[..end];
        line = line[word.Length..];
        return word.Length > byte.MaxValue ? word[..byte.MaxValue] : word;
    }
}
