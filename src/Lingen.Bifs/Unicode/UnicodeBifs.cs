// The native part of module unicode: conversions to UTF-8 and to lists of code points. Encodings other than latin1 and utf8 are
// converted by the module's own Erlang code, to which these functions hand over.
namespace Lingen.Bifs;

/// <summary>unicode: characters_to_binary/2, characters_to_list/2, bin_is_7bit/1.</summary>
public static unsafe class UnicodeBifs
{
    [Bif("unicode", "bin_is_7bit")]
    public static Term BinIs7Bit(ref BifContext context, Term data)
    {
        if (!Binary.TryFrom(data, out Binary binary))
        {
            return Term.False;
        }
        using var bytes = new AlignedBytes(binary.Bits);
        for (long start = 0; start < bytes.Length; start += 1 << 30)
        {
            if (!System.Text.Ascii.IsValid(bytes.Slice(start, Math.Min(bytes.Length - start, 1 << 30))))
            {
                return Term.False;
            }
        }
        return Term.True;
    }

    [Bif("unicode", "characters_to_binary", Traps = true)]
    public static Term CharactersToBinary(ref BifContext context, Term data, Term encoding)
    {
        if (!TryEncoding(encoding, out bool latin1))
        {
            return context.Trap(Atoms.Unicode, Atoms.CharactersToBinaryInt, [data, encoding]);
        }
        if (LongWork.MovesAll(context, data))
        {
            return context.GoDirty();
        }
        if (data.IsCons && data.Tail.IsNil && data.Head.IsBitstring)
        {
            data = data.Head;
        }
        if (Binary.TryFrom(data, out Binary binary) && IsUtf8Already(binary, latin1))
        {
            context.BumpReductions(binary.Length / Costs.CopiedBytesPerReduction);
            return data;
        }
        using CharacterData converted = CharacterData.Convert(context.Heap, data, latin1);
        if (converted.Status == ConversionStatus.BadArgument)
        {
            return context.BadArg();
        }
        context.BumpReductions(converted.LengthBytes / Costs.BytesPerReduction);
        Term result = Bitstring.CreateBinary(context.Heap, converted.LengthBytes, out byte* target);
        Buffer.MemoryCopy(converted.Text, target, converted.LengthBytes, converted.LengthBytes);
        return Result(ref context, converted.Status, result, converted.Rest);
    }

    private static bool IsUtf8Already(Binary binary, bool latin1)
    {
        using var bytes = new AlignedBytes(binary.Bits);
        return latin1
            ? bytes.Length <= int.MaxValue && System.Text.Ascii.IsValid(bytes.Span)
            : Utf8Text.Scan(bytes.Start, bytes.Length, out _) == Utf8Status.Valid;
    }

    [Bif("unicode", "characters_to_list", Traps = true)]
    public static Term CharactersToList(ref BifContext context, Term data, Term encoding)
    {
        if (!TryEncoding(encoding, out bool latin1))
        {
            return context.Trap(Atoms.Unicode, Atoms.CharactersToListInt, [data, encoding]);
        }
        if (LongWork.MovesAll(context, data))
        {
            return context.GoDirty();
        }
        if (data.IsBitstring && !latin1)
        {
            return Utf8ToList(ref context, data);
        }
        using CharacterData converted = CharacterData.Convert(context.Heap, data, latin1);
        if (converted.Status == ConversionStatus.BadArgument)
        {
            return context.BadArg();
        }
        context.BumpReductions(converted.LengthBytes / Costs.BytesPerReduction);
        Term list = Utf8Text.ToList(context.Heap, converted.Text, converted.LengthBytes, Term.Nil);
        return Result(ref context, converted.Status, list, converted.Rest);
    }

    private static Term Utf8ToList(ref BifContext context, Term data)
    {
        if (!Binary.TryFrom(data, out Binary binary))
        {
            return context.BadArg();
        }
        using var bytes = new AlignedBytes(binary.Bits);
        context.BumpReductions(bytes.Length / Costs.BytesPerReduction);
        Utf8Status status = Utf8Text.Scan(bytes.Start, bytes.Length, out long validBytes);
        Term list = Utf8Text.ToList(context.Heap, bytes.Start, validBytes, Term.Nil);
        if (status == Utf8Status.Valid)
        {
            return list;
        }
        bool incomplete =
            status == Utf8Status.Incomplete && Utf8Text.MayContinue(bytes.Start + validBytes, bytes.Length - validBytes);
        Term rest = BitSyntax.Extract(context.Heap, data, validBytes * 8, (bytes.Length - validBytes) * 8);
        return Result(ref context, incomplete ? ConversionStatus.Incomplete : ConversionStatus.Error, list, rest);
    }

    private static Term Result(ref BifContext context, ConversionStatus status, Term converted, Term rest) =>
        status switch
        {
            ConversionStatus.Done => converted,
            ConversionStatus.Incomplete => Tuple.Create(context.Heap, Atoms.Incomplete, converted, rest),
            _ => Tuple.Create(context.Heap, Atoms.Error, converted, rest),
        };

    private static bool TryEncoding(Term encoding, out bool latin1)
    {
        latin1 = encoding == Atoms.Latin1;
        return latin1 || encoding == Atoms.Unicode || encoding == Atoms.Utf8;
    }
}
