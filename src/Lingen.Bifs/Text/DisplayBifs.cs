// Output and text made by the emulator itself, for use before io is up and for debugging.
namespace Lingen.Bifs;

/// <summary><c>erlang:display/1</c> and its like.</summary>
public static unsafe class DisplayBifs
{
    /// <summary>Prints a term and a line end to the standard output.</summary>
    [Bif("erlang", "display")]
    public static Term Display(ref BifContext context, Term term)
    {
        var output = new TextBuffer();
        TermPrinter.Print(term, int.MaxValue, output);
        // BEAM ends the line so that it also reads well on a terminal in raw mode.
        output.Append((byte)'\r');
        output.Append((byte)'\n');
        return StandardStream.Write(StandardStream.Output, output.Span) ? Term.True : context.BadArg();
    }

    /// <summary>Writes characters or bytes to the standard output or error.</summary>
    [Bif("erlang", "display_string")]
    public static Term DisplayString(ref BifContext context, Term device, Term text)
    {
        int descriptor =
            device == Atoms.Stdout ? StandardStream.Output
            : device == Atoms.Stderr ? StandardStream.Error
            : -1;
        if (descriptor < 0)
        {
            return context.BadArg();
        }
        if (Binary.TryFrom(text, out Binary binary) && binary.Bits.IsByteAligned)
        {
            return StandardStream.Write(descriptor, binary.Bits.AlignedBytes) ? Term.True : context.BadArg();
        }
        var output = new TextBuffer();
        Span<byte> utf8 = stackalloc byte[4];
        for (; text.IsCons; text = text.Tail)
        {
            if (!text.Head.IsSmall || !System.Text.Rune.IsValid((int)Math.Clamp(text.Head.SmallValue, -1, int.MaxValue)))
            {
                return context.BadArg();
            }
            output.Append(utf8[..new System.Text.Rune((int)text.Head.SmallValue).EncodeToUtf8(utf8)]);
        }
        return text.IsNil && StandardStream.Write(descriptor, output.Span) ? Term.True : context.BadArg();
    }

    /// <summary>The text of <c>erlang:display/1</c> as a list of bytes, cut at a limit.</summary>
    [Bif("erts_internal", "term_to_string")]
    public static Term TermToString(ref BifContext context, Term term, Term limit)
    {
        bool isLimit = limit.IsSmall && limit.SmallValue is > 1 and < int.MaxValue;
        if (!isLimit && limit != Atoms.Undefined)
        {
            return context.BadArg();
        }
        return Cons.FromBytes(context.Heap, TermPrinter.ToUtf8(term, isLimit ? limit.SmallValue : int.MaxValue));
    }
}
