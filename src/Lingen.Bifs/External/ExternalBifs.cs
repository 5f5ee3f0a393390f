// term_to_binary and its like: thin over ExternalTermReader and ExternalTermWriter.
namespace Lingen.Bifs;

/// <summary>BIFs of the external term format.</summary>
public static unsafe class ExternalBifs
{
    /// <summary>As on BEAM: so many bytes are worth one reduction.</summary>
    private const int BytesPerReduction = 128;

    [Bif("erlang", "term_to_binary")]
    public static Term TermToBinary(ref BifContext context, Term term) =>
        Encode(ref context, term, new ExternalWriteOptions(), segments: false);

    [Bif("erlang", "term_to_binary")]
    public static Term TermToBinary(ref BifContext context, Term term, Term options) =>
        TryParse(options, out ExternalWriteOptions parsed)
            ? Encode(ref context, term, parsed, segments: false)
            : context.BadArg();

    [Bif("erlang", "term_to_iovec")]
    public static Term TermToIovec(ref BifContext context, Term term) =>
        Encode(ref context, term, new ExternalWriteOptions(), segments: true);

    [Bif("erlang", "term_to_iovec")]
    public static Term TermToIovec(ref BifContext context, Term term, Term options) =>
        TryParse(options, out ExternalWriteOptions parsed) ? Encode(ref context, term, parsed, segments: true) : context.BadArg();

    [Bif("erlang", "external_size")]
    public static Term ExternalSize(ref BifContext context, Term term) => Size(ref context, term, new ExternalWriteOptions());

    [Bif("erlang", "external_size")]
    public static Term ExternalSize(ref BifContext context, Term term, Term options) =>
        TryParse(options, out ExternalWriteOptions parsed) ? Size(ref context, term, parsed) : context.BadArg();

    [Bif("erlang", "binary_to_term")]
    public static Term BinaryToTerm(ref BifContext context, Binary binary) =>
        Decode(ref context, binary, safe: false, withUsed: false);

    [Bif("erlang", "binary_to_term")]
    public static Term BinaryToTerm(ref BifContext context, Term binary, Term options)
    {
        bool safe = false;
        bool withUsed = false;
        for (; options.IsCons; options = options.Tail)
        {
            switch (options.Head.Bits)
            {
                case AtomBits.Safe:
                    safe = true;
                    break;
                case AtomBits.Used:
                    withUsed = true;
                    break;
                default:
                    return context.Error(Atoms.Badarg, Atoms.Badopt);
            }
        }
        if (!options.IsNil)
        {
            return context.Error(Atoms.Badarg, Atoms.Badopt);
        }
        return Binary.TryFrom(binary, out Binary data) ? Decode(ref context, data, safe, withUsed) : context.BadArg();
    }

    private static Term Encode(ref BifContext context, Term term, in ExternalWriteOptions options, bool segments)
    {
        if (LongWork.MovesAll(context, term))
        {
            return context.GoDirty();
        }
        long size = ExternalTermWriter.Size(term, context.Vm, options);
        if (size < 0)
        {
            return context.SystemLimit();
        }
        Term result = segments
            ? ExternalTermWriter.ToSegments(context.Heap, term, context.Vm, options)
            : ExternalTermWriter.ToBinary(context.Heap, term, context.Vm, options);
        context.BumpReductions(1 + (size / BytesPerReduction));
        return result;
    }

    private static Term Size(ref BifContext context, Term term, in ExternalWriteOptions options)
    {
        if (LongWork.MovesAll(context, term))
        {
            return context.GoDirty();
        }
        long size = ExternalTermWriter.Size(term, context.Vm, options);
        context.BumpReductions(1 + (size / BytesPerReduction));
        return size < 0 ? context.SystemLimit() : Term.Small(size);
    }

    private static Term Decode(ref BifContext context, Binary binary, bool safe, bool withUsed)
    {
        if (LongWork.Moves(context, binary.Length, LongWork.ManyBytes))
        {
            return context.GoDirty();
        }
        context.BumpReductions(1 + (binary.Length / BytesPerReduction));
        // Bits that lie across byte borders are decoded from a copy.
        using var bytes = new ContiguousBytes(binary.Bits);
        var options = new ExternalReadOptions(context.Vm) { Safe = safe };
        if (!ExternalTermReader.TryRead(bytes.Start, bytes.Length, context.Heap, options, out Term term, out long used))
        {
            return context.BadArg();
        }
        return withUsed ? Tuple.Create(context.Heap, term, Term.Small(used)) : term;
    }

    /// <summary>The options of term_to_binary/2. False if any is none of them.</summary>
    private static bool TryParse(Term list, out ExternalWriteOptions options)
    {
        options = new ExternalWriteOptions();
        for (; list.IsCons; list = list.Tail)
        {
            Term option = list.Head;
            switch (option.Bits)
            {
                case AtomBits.Compressed:
                    options.CompressionLevel = -1;
                    continue;
                case AtomBits.Deterministic:
                    options.Deterministic = true;
                    continue;
                case AtomBits.Local:
                    options.Local = true;
                    continue;
            }
            if (!Tuple.TryFrom(option, out Tuple pair) || pair.Arity != 2 || !pair[1].IsSmall)
            {
                return false;
            }
            long value = pair[1].SmallValue;
            if (pair[0] == Atoms.MinorVersion && value is >= 0 and <= 2)
            {
                options.MinorVersion = (int)value;
            }
            else if (pair[0] == Atoms.Compressed && value is >= 0 and <= 9)
            {
                options.CompressionLevel = (int)value;
            }
            else
            {
                return false;
            }
        }
        return list.IsNil && !(options.Deterministic && options.Local);
    }
}
