// Io lists and binaries: what turns nested lists of bytes into binaries, or measures them.
namespace Lingen.Bifs;

/// <summary>erlang: list_to_binary, iolist_to_binary, iolist_size, iolist_to_iovec, list_to_bitstring.</summary>
public static unsafe class IoListBifs
{
    [Bif("erlang", "list_to_binary")]
    [Bif("binary", "list_to_bin")]
    public static Term ListToBinary(ref BifContext context, List list) => ToBinary(ref context, list.Term);

    [Bif("erlang", "iolist_to_binary")]
    public static Term IoListToBinary(ref BifContext context, Term data) =>
        data.IsBitstring && !data.IsBinary ? context.BadArg() : ToBinary(ref context, data);

    private static Term ToBinary(ref BifContext context, Term data)
    {
        if (!data.IsBitstring && LongWork.MovesAll(context, data))
        {
            return context.GoDirty();
        }
        Term binary = IoList.ToBinary(context.Heap, data);
        if (binary.IsNone)
        {
            return context.BadArg();
        }
        context.BumpReductions(new Bitstring(binary).LengthBytes / Costs.BytesPerReduction);
        return binary;
    }

    [Bif("erlang", "iolist_size")]
    public static Term IoListSize(ref BifContext context, Term data)
    {
        if (!data.IsBitstring && LongWork.MovesAll(context, data))
        {
            return context.GoDirty();
        }
        if (!IoList.TryCount(data, out long lengthBytes))
        {
            return context.BadArg();
        }
        if (lengthBytes == long.MaxValue)
        {
            return context.Error(Atoms.SystemLimit);
        }
        context.BumpReductions(lengthBytes / Costs.CopiedBytesPerReduction);
        return Integers.Create(context.Heap, lengthBytes);
    }

    [Bif("erlang", "iolist_to_iovec")]
    public static Term IoListToIovec(ref BifContext context, Term data)
    {
        if (!data.IsBitstring && LongWork.MovesAll(context, data))
        {
            return context.GoDirty();
        }
        Term binaries = IoList.ToBinaryList(context.Heap, data);
        return binaries.IsNone ? context.BadArg() : binaries;
    }

    /// <summary>Bitstrings of any size may stand anywhere in the list; their bits follow each other without padding.</summary>
    [Bif("erlang", "list_to_bitstring")]
    public static Term ListToBitstring(ref BifContext context, List list)
    {
        if (LongWork.MovesAll(context, list.Term))
        {
            return context.GoDirty();
        }
        if (!IoList.TryMeasureBits(list.Term, out long sizeBits))
        {
            return context.BadArg();
        }
        context.BumpReductions(sizeBits / 8 / Costs.BytesPerReduction);
        Term bitstring = Bitstring.Create(context.Heap, sizeBits, out byte* target);
        IoList.CopyTo(list.Term, target);
        return bitstring;
    }
}
