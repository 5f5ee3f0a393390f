// Terms as text, the way the emulator itself prints them: erlang:display/1, erts_internal:term_to_string/2, crash messages, the
// debugger. It differs from io_lib: floats have six decimals, lists of bytes that look like text are strings, and a limit
// cuts the text short.
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;

namespace Lingen.Terms;

/// <summary>Prints terms without the io_lib of OTP.</summary>
public static unsafe partial class TermPrinter
{
    private const int InlineStackWords = 96;
    private const int DebugLimit = 200;

    /// <summary>Frames on the stack: marks to print, or an operand with its operation above.</summary>
    private const ulong CommaFrame = 0;
    private const ulong BarFrame = 1;
    private const ulong ListEndFrame = 2;
    private const ulong TupleEndFrame = 3;
    private const ulong ArrowFrame = 4;
    private const ulong TermFrame = 5;
    private const ulong ListFrame = 6;

    /// <summary>An array of terms: this plus the number of those behind the first.</summary>
    private const ulong ArrayFrame = 8;

    /// <summary>
    /// Appends the UTF-8 text of a term. The limit counts terms and characters of atoms and strings, as BEAM's <c>%.*T</c>
    /// does; a text cut short ends in "... ".
    /// </summary>
    [SkipLocalsInit]
    public static void Print(Term term, long limit, TextBuffer output)
    {
        ulong* memory = stackalloc ulong[InlineStackWords];
        var stack = new NativeStack(memory, InlineStackWords);
        stack.Push(term.Bits, TermFrame);
        while (NextTerm(ref stack, output, out term))
        {
            if (limit-- <= 0 || !PrintOne(term, ref stack, ref limit, output))
            {
                break;
            }
        }
        if (limit <= 0)
        {
            output.Append("... "u8);
        }
        stack.Dispose();
    }

    /// <summary>The text as UTF-8.</summary>
    public static byte[] ToUtf8(Term term, long limit = int.MaxValue)
    {
        var output = new TextBuffer();
        Print(term, limit, output);
        return output.ToArray();
    }

    /// <summary>The text as a string.</summary>
    public static string ToText(Term term, long limit = int.MaxValue) => Encoding.UTF8.GetString(ToUtf8(term, limit));

    /// <summary>A short text for the C# debugger and assertions.</summary>
    public static string ToDebugString(Term term)
    {
        bool isTerm = !term.IsNone && !term.IsCatch && (term.Bits & Term.PrimaryMask) != Term.PrimaryHeader;
        return isTerm ? ToText(term, DebugLimit) : $"<word:{term.Bits:x}>";
    }

    /// <summary>Prints marks until a term is next; false when all is printed.</summary>
    private static bool NextTerm(ref NativeStack stack, TextBuffer output, out Term term)
    {
        while (!stack.IsEmpty)
        {
            ulong frame = stack.Pop();
            switch (frame)
            {
                case CommaFrame:
                    output.Append((byte)',');
                    continue;
                case BarFrame:
                    output.Append((byte)'|');
                    continue;
                case ListEndFrame:
                    output.Append((byte)']');
                    continue;
                case TupleEndFrame:
                    output.Append((byte)'}');
                    continue;
                case ArrowFrame:
                    output.Append("=>"u8);
                    continue;
                case TermFrame:
                    term = new Term(stack.Pop());
                    return true;
                case ListFrame:
                    term = FirstOfList(ref stack, new Term(stack.Pop()));
                    return true;
                default:
                    var element = (Term*)stack.Pop();
                    if (frame > ArrayFrame)
                    {
                        stack.Push((ulong)(element + 1), frame - 1, CommaFrame);
                    }
                    term = *element;
                    return true;
            }
        }
        term = default;
        return false;
    }

    /// <summary>Leaves the rest of a list on the stack and gives its head.</summary>
    private static Term FirstOfList(ref NativeStack stack, Term list)
    {
        Term tail = list.Tail;
        if (tail.IsCons)
        {
            stack.Push(tail.Bits, ListFrame, CommaFrame);
        }
        else if (!tail.IsNil)
        {
            stack.Push(tail.Bits, TermFrame, BarFrame);
        }
        return list.Head;
    }

    /// <summary>Prints a term but for the terms in it; false if the limit ran out on the way.</summary>
    private static bool PrintOne(Term term, ref NativeStack stack, ref long limit, TextBuffer output)
    {
        if (term.IsCons)
        {
            return PrintList(term, ref stack, ref limit, output);
        }
        if (term.IsBoxed)
        {
            return PrintBoxed(term, ref stack, ref limit, output);
        }
        if (term.IsAtom)
        {
            PrintAtom(term, ref limit, output);
            return limit > 0;
        }
        if (term.IsNil)
        {
            output.Append("[]"u8);
        }
        else if (term.IsNone)
        {
            output.Append("<TNV>"u8);
        }
        else if (term.IsSmall)
        {
            PrintInteger(term, output);
        }
        else
        {
            PrintIdentifier(term, output);
        }
        return true;
    }

    private static bool PrintBoxed(Term term, ref NativeStack stack, ref long limit, TextBuffer output)
    {
        switch (term.Header.Tag)
        {
            case HeaderTag.Tuple:
                var tuple = new Tuple(term);
                output.Append((byte)'{');
                stack.Push(TupleEndFrame);
                if (tuple.Arity > 0)
                {
                    stack.Push((ulong)tuple.Elements, ArrayFrame + (ulong)tuple.Arity - 1);
                }
                break;
            case HeaderTag.FlatMap:
            case HeaderTag.HashMap:
                output.Append("#{"u8);
                stack.Push(TupleEndFrame);
                PushMap(term, ref stack);
                break;
            case HeaderTag.HashNode:
                PushNode(term, ref stack);
                break;
            case HeaderTag.Fun:
                FunEntry* entry = new Fun(term).Entry;
                output.Append("#Fun<"u8);
                output.Append(AtomTable.Utf8Name(entry->Module));
                output.Append((byte)'.');
                output.Append((long)(int)entry->OldIndex);
                output.Append((byte)'.');
                output.Append((long)(int)entry->OldUniq);
                output.Append((byte)'>');
                break;
            case HeaderTag.Export:
                PrintExport(ExportTerm.Entry(term), ref limit, output);
                break;
            case HeaderTag.Float:
                Span<byte> digits = stackalloc byte[FloatText.BufferSize];
                output.Append(digits[..FloatText.FormatScientific(new Float(term).Value, 6, digits)]);
                break;
            case HeaderTag.Bignum:
                PrintInteger(term, output);
                break;
            case HeaderTag.HeapBinary:
            case HeaderTag.RefcBinary:
            case HeaderTag.SubBinary:
                return PrintBitstring(new Bitstring(term), ref limit, output);
            case HeaderTag.MatchContext:
                output.Append("#MatchContext"u8);
                break;
            default:
                PrintIdentifier(term, output);
                break;
        }
        return true;
    }

    private static void PushMap(Term map, ref NativeStack stack)
    {
        if (map.IsHashMap)
        {
            PushNode(map, ref stack);
            return;
        }
        var flat = new FlatMap(map);
        for (int i = flat.Count - 1; i >= 0; i--)
        {
            PushEntry(flat.Keys[i], flat.Values[i], ref stack);
            if (i > 0)
            {
                stack.Push(CommaFrame);
            }
        }
    }

    private static void PushNode(Term node, ref NativeStack stack)
    {
        ReadOnlySpan<Term> children = Maps.Children(node);
        for (int i = children.Length - 1; i >= 0; i--)
        {
            Term child = children[i];
            if (child.IsCons)
            {
                PushEntry(child.Head, child.Tail, ref stack);
            }
            else if (child.IsTuple)
            {
                PushNode(child, ref stack);
            }
            else
            {
                stack.Push(child.Bits, TermFrame);
            }
            if (i > 0)
            {
                stack.Push(CommaFrame);
            }
        }
    }

    private static void PushEntry(Term key, Term value, ref NativeStack stack)
    {
        stack.Push(value.Bits, TermFrame, ArrowFrame);
        stack.Push(key.Bits, TermFrame);
    }

    private static void PrintInteger(Term integer, TextBuffer output)
    {
        if (integer.IsSmall)
        {
            output.Append(integer.SmallValue);
            return;
        }
        var buffer = new byte[IntegerText.MaxCharacters(integer, 10)];
        output.Append(buffer.AsSpan(IntegerText.Format(integer, 10, buffer)));
    }

    private static void PrintExport(Export* export, ref long limit, TextBuffer output)
    {
        output.Append("fun "u8);
        PrintAtom(export->Module, ref limit, output);
        output.Append((byte)':');
        PrintAtom(export->Function, ref limit, output);
        output.Append((byte)'/');
        output.Append(export->Arity);
    }
}

/// <summary>UTF-8 text that grows as it is written.</summary>
public sealed class TextBuffer
{
    private byte[] bytes = new byte[128];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => bytes.AsSpan(0, Length);

    public byte[] ToArray() => Span.ToArray();

    public void Append(byte character)
    {
        Reserve(1);
        bytes[Length++] = character;
    }

    public void Append(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(bytes.AsSpan(Length));
        Length += text.Length;
    }

    /// <summary>A number in decimal.</summary>
    public void Append(long number)
    {
        Reserve(IntegerText.MaxInt64Characters);
        Utf8Formatter.TryFormat(number, bytes.AsSpan(Length), out int written);
        Length += written;
    }

    private void Reserve(int count)
    {
        if (Length + count > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + count));
        }
    }
}
