// Integers as text and back. list_to_integer/1,2 and binary_to_integer/1,2 are Erlang code in erlang.erl over the erts_internal
// functions here, which say `big` where a number is past the limit; the Erlang side then reports system_limit.
using System.Runtime.InteropServices;

namespace Lingen.Bifs;

/// <summary><c>erlang:integer_to_list/1</c> and its like.</summary>
public static unsafe class IntegerTextBifs
{
    private const int MinRadix = 2;
    private const int MaxRadix = 36;

    [Bif("erlang", "integer_to_list")]
    public static Term IntegerToList(ref BifContext context, Term integer) =>
        integer.IsInteger ? ToList(ref context, integer, 10) : context.BadArg();

    [Bif("erlang", "integer_to_list")]
    public static Term IntegerToList(ref BifContext context, Term integer, SmallInt radix) =>
        integer.IsInteger && IsRadix(radix) ? ToList(ref context, integer, (int)radix.Value) : context.BadArg();

    [Bif("erlang", "integer_to_binary")]
    public static Term IntegerToBinary(ref BifContext context, Term integer) =>
        integer.IsInteger ? ToBinary(ref context, integer, 10) : context.BadArg();

    [Bif("erlang", "integer_to_binary")]
    public static Term IntegerToBinary(ref BifContext context, Term integer, SmallInt radix) =>
        integer.IsInteger && IsRadix(radix) ? ToBinary(ref context, integer, (int)radix.Value) : context.BadArg();

    /// <summary>The integer, <c>badarg</c> if the binary is no integer, <c>big</c> if it is one beyond the limit.</summary>
    [Bif("erts_internal", "binary_to_integer")]
    public static Term BinaryToInteger(ref BifContext context, Term binary, Term radix)
    {
        if (!IsRadix(radix) || !Binary.TryFrom(binary, out Binary text) || text.Length > int.MaxValue)
        {
            return Atoms.Badarg;
        }
        Term integer;
        bool isTooLarge;
        if (text.Bits.IsByteAligned)
        {
            integer = IntegerText.Parse(context.Heap, text.Bits.AlignedBytes, (int)radix.SmallValue, out isTooLarge);
        }
        else
        {
            var copy = new byte[SpanSize.Of(text.Length)];
            fixed (byte* target = copy)
            {
                BitCopy.Copy(text.Bits.Data, text.Bits.OffsetBits, target, 0, text.Bits.SizeBits);
            }
            integer = IntegerText.Parse(context.Heap, copy, (int)radix.SmallValue, out isTooLarge);
        }
        ChargeDigits(ref context, text.Length);
        return integer.IsNone ? Failure(isTooLarge) : integer;
    }

    /// <summary>
    /// <c>{Integer, Rest}</c>, or <c>no_integer</c>, <c>not_a_list</c>, <c>badarg</c> (bad radix) or <c>big</c>. Reads as many
    /// digits as there are.
    /// </summary>
    [Bif("erts_internal", "list_to_integer")]
    public static Term ListToInteger(ref BifContext context, Term list, Term radix)
    {
        if (!list.IsCons)
        {
            return list.IsNil ? Atoms.NoInteger : Atoms.NotAList;
        }
        if (!IsRadix(radix))
        {
            return Atoms.Badarg;
        }
        bool negative = list.Head == Term.Small('-');
        Term rest = negative || list.Head == Term.Small('+') ? list.Tail : list;
        int count = CountDigits(rest, (int)radix.SmallValue);
        if (count == 0)
        {
            return Atoms.NoInteger;
        }
        var memory = (byte*)NativeMemory.Alloc((nuint)count);
        for (int i = 0; i < count; i++, rest = rest.Tail)
        {
            memory[i] = (byte)rest.Head.SmallValue;
        }
        Term integer = IntegerText.ParseDigits(
            context.Heap,
            new ReadOnlySpan<byte>(memory, count),
            (int)radix.SmallValue,
            negative,
            out _
        );
        NativeMemory.Free(memory);
        ChargeDigits(ref context, count);
        return integer.IsNone ? Atoms.Big : Tuple.Create(context.Heap, integer, rest);
    }

    private static int CountDigits(Term list, int radix)
    {
        int count = 0;
        for (; list.IsCons && list.Head.IsSmall && IntegerText.DigitValue(list.Head.SmallValue) < radix; list = list.Tail)
        {
            count++;
        }
        return count;
    }

    private static Term Failure(bool isTooLarge) => isTooLarge ? Atoms.Big : Atoms.Badarg;

    private static bool IsRadix(SmallInt radix) => radix.Value is >= MinRadix and <= MaxRadix;

    private static bool IsRadix(Term radix) => radix.IsSmall && IsRadix(new SmallInt(radix.SmallValue));

    private static Term ToList(ref BifContext context, Term integer, int radix)
    {
        ChargeDigits(ref context, integer.IsSmall ? 0 : new Bignum(integer).Limbs.Length * 20);
        return IntegerText.ToList(context.Heap, integer, radix);
    }

    private static Term ToBinary(ref BifContext context, Term integer, int radix)
    {
        ChargeDigits(ref context, integer.IsSmall ? 0 : new Bignum(integer).Limbs.Length * 20);
        return IntegerText.ToBinary(context.Heap, integer, radix);
    }

    private static void ChargeDigits(ref BifContext context, long digits) => context.BumpReductions(digits / 40);
}
