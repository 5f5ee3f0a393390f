// Floats as text and back.
using System.Runtime.InteropServices;

namespace Lingen.Bifs;

/// <summary><c>erlang:float_to_list/1</c> and its like.</summary>
public static unsafe class FloatTextBifs
{
    [Bif("erlang", "float_to_list")]
    public static Term FloatToList(ref BifContext context, Float value)
    {
        Span<byte> buffer = stackalloc byte[FloatText.BufferSize];
        int length = FloatText.FormatScientific(value.Value, FloatText.DefaultDecimals, buffer);
        return Cons.FromBytes(context.Heap, buffer[..length]);
    }

    [Bif("erlang", "float_to_list")]
    public static Term FloatToList(ref BifContext context, Float value, List options)
    {
        Span<byte> buffer = stackalloc byte[FloatText.BufferSize];
        int length = Format(value.Value, options, buffer);
        return length < 0 ? context.BadArg() : Cons.FromBytes(context.Heap, buffer[..length]);
    }

    [Bif("erlang", "float_to_binary")]
    public static Term FloatToBinary(ref BifContext context, Float value)
    {
        Span<byte> buffer = stackalloc byte[FloatText.BufferSize];
        int length = FloatText.FormatScientific(value.Value, FloatText.DefaultDecimals, buffer);
        return Bitstring.FromBytes(context.Heap, buffer[..length]);
    }

    [Bif("erlang", "float_to_binary")]
    public static Term FloatToBinary(ref BifContext context, Float value, List options)
    {
        Span<byte> buffer = stackalloc byte[FloatText.BufferSize];
        int length = Format(value.Value, options, buffer);
        return length < 0 ? context.BadArg() : Bitstring.FromBytes(context.Heap, buffer[..length]);
    }

    private enum Form
    {
        Default,
        Short,
        Fixed,
        Scientific,
    }

    /// <summary>Formats by an option list, of which the last form wins; -1 for bad options and texts too long.</summary>
    private static int Format(double value, List options, Span<byte> buffer)
    {
        var form = Form.Default;
        bool compact = false;
        int decimals = FloatText.DefaultDecimals;
        Term list = options.Term;
        for (; list.IsCons; list = list.Tail)
        {
            Term option = list.Head;
            if (option == Atoms.Compact)
            {
                compact = true;
            }
            else if (option == Atoms.Short)
            {
                form = Form.Short;
            }
            else if (Tuple.TryFrom(option, out Tuple pair) && pair.Arity == 2 && pair[1].IsSmall && TryForm(pair[0], ref form))
            {
                decimals = (int)Math.Clamp(pair[1].SmallValue, int.MinValue, int.MaxValue);
            }
            else
            {
                return -1;
            }
        }
        if (!list.IsNil)
        {
            return -1;
        }
        return form switch
        {
            Form.Short => FloatText.FormatShort(value, buffer),
            Form.Fixed => FloatText.FormatFixed(value, decimals, compact, buffer),
            _ => FloatText.FormatScientific(value, decimals, buffer),
        };
    }

    private static bool TryForm(Term name, ref Form form)
    {
        if (name == Atoms.Decimals)
        {
            form = Form.Fixed;
            return true;
        }
        if (name == Atoms.Scientific)
        {
            form = Form.Scientific;
            return true;
        }
        return false;
    }

    [Bif("erlang", "list_to_float")]
    public static Term ListToFloat(ref BifContext context, Term list)
    {
        long length = Cons.Length(list);
        if (length <= 0)
        {
            return context.BadArg();
        }
        var memory = (byte*)NativeMemory.Alloc((nuint)length);
        bool valid = true;
        for (byte* at = memory; list.IsCons; list = list.Tail)
        {
            valid &= list.Head.IsSmall && (ulong)list.Head.SmallValue <= 255;
            *at++ = valid ? (byte)list.Head.SmallValue : (byte)0;
        }
        valid &= FloatText.TryParse(new ReadOnlySpan<byte>(memory, (int)length), out double value);
        NativeMemory.Free(memory);
        return valid ? Float.Create(context.Heap, value) : context.BadArg();
    }

    [Bif("erlang", "binary_to_float")]
    public static Term BinaryToFloat(ref BifContext context, Binary binary)
    {
        if (binary.Length > int.MaxValue)
        {
            return context.BadArg();
        }
        if (binary.Bits.IsByteAligned)
        {
            return FloatText.TryParse(binary.Bits.AlignedBytes, out double direct)
                ? Float.Create(context.Heap, direct)
                : context.BadArg();
        }
        var copy = new byte[SpanSize.Of(binary.Length)];
        fixed (byte* target = copy)
        {
            BitCopy.Copy(binary.Bits.Data, binary.Bits.OffsetBits, target, 0, binary.Bits.SizeBits);
        }
        return FloatText.TryParse(copy, out double value) ? Float.Create(context.Heap, value) : context.BadArg();
    }

    /// <summary>
    /// <c>string:list_to_float/1</c>: the longest float at the start of a list and what follows it, or
    /// <c>{error, no_float | not_a_list}</c>.
    /// </summary>
    [Bif("string", "list_to_float")]
    public static Term StringToFloat(ref BifContext context, Term list)
    {
        if (!list.IsCons)
        {
            return Tuple.Create(context.Heap, Atoms.Error, list.IsNil ? Atoms.NoFloat : Atoms.NotAList);
        }
        int length = FloatPrefix.Measure(list);
        if (length == 0)
        {
            return Tuple.Create(context.Heap, Atoms.Error, Atoms.NoFloat);
        }
        var memory = (byte*)NativeMemory.Alloc((nuint)length);
        Term rest = list;
        for (int i = 0; i < length; i++, rest = rest.Tail)
        {
            memory[i] = (byte)rest.Head.SmallValue;
        }
        bool valid = FloatText.TryParse(new ReadOnlySpan<byte>(memory, length), out double value);
        NativeMemory.Free(memory);
        return valid
            ? Tuple.Create(context.Heap, Float.Create(context.Heap, value), rest)
            : Tuple.Create(context.Heap, Atoms.Error, Atoms.NoFloat);
    }
}
