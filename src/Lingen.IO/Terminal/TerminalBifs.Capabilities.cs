// prim_tty's termcap functions, over our own reading of terminfo.
using System.Text;

namespace Lingen.IO;

public static unsafe partial class TerminalBifs
{
    // One terminal description at a time is current, as in termcap itself.
    private static TerminalDescription? current;

    /// <summary>The text of an iolist argument up to its first zero; null if it is none.</summary>
    private static byte[]? Text(Term term)
    {
        var bytes = new List<byte>();
        if (!HostBytes.TryFlatten(term, bytes))
        {
            return null;
        }
        int zero = bytes.IndexOf(0);
        return zero < 0 ? bytes.ToArray() : bytes.GetRange(0, zero).ToArray();
    }

    [Bif("prim_tty", "tgetent_nif")]
    public static Term GetEntry(ref BifContext context, Term name)
    {
        byte[]? text = Text(name);
        if (text == null)
        {
            return context.BadArg();
        }
        TerminalDescription? found = TerminalDescription.Load(Encoding.UTF8.GetString(text));
        if (found == null)
        {
            return Failed(ref context, Atoms.Tgetent, PosixError.NoEntry);
        }
        current = found;
        return Atoms.Ok;
    }

    [Bif("prim_tty", "tgetnum_nif")]
    public static Term GetNumber(ref BifContext context, Term name)
    {
        byte[]? text = Text(name);
        return text == null ? context.BadArg() : Term.Small(current?.Number(Encoding.UTF8.GetString(text)) ?? -1);
    }

    [Bif("prim_tty", "tgetflag_nif")]
    public static Term GetFlag(ref BifContext context, Term name)
    {
        byte[]? text = Text(name);
        return text == null ? context.BadArg() : Term.Boolean(current?.Flag(Encoding.UTF8.GetString(text)) ?? false);
    }

    [Bif("prim_tty", "tgetstr_nif")]
    public static Term GetString(ref BifContext context, Term name)
    {
        byte[]? text = Text(name);
        if (text == null)
        {
            return context.BadArg();
        }
        byte[]? value = current?.String(Encoding.UTF8.GetString(text));
        return value == null ? Atoms.False : Tuple.Create(context.Heap, Atoms.Ok, Bitstring.FromBytes(context.Heap, value));
    }

    [Bif("prim_tty", "tgoto_nif")]
    public static Term GoTo(ref BifContext context, Term capability) =>
        GoTo(ref context, capability, new SmallInt(0), new SmallInt(0));

    [Bif("prim_tty", "tgoto_nif")]
    public static Term GoTo(ref BifContext context, Term capability, SmallInt column) =>
        GoTo(ref context, capability, column, new SmallInt(0));

    /// <summary>Fills column and row into a capability; the row is its first parameter.</summary>
    [Bif("prim_tty", "tgoto_nif")]
    public static Term GoTo(ref BifContext context, Term capability, SmallInt column, SmallInt row)
    {
        byte[]? text = Text(capability);
        if (text == null)
        {
            return context.BadArg();
        }
        byte[] filled = TerminalDescription.Fill(text, (int)row.Value, (int)column.Value);
        return Tuple.Create(context.Heap, Atoms.Ok, Bitstring.FromBytes(context.Heap, filled));
    }
}
