// utf8, utf16 and utf32 segments. Surrogates, numbers past 16#10FFFF and overlong forms are refused both ways.
namespace Lingen.Terms;

public static unsafe partial class BitSyntax
{
    private const int MaxCodePoint = 0x10FFFF;

    /// <summary>Whether the number is a code point that an encoding may hold.</summary>
    public static bool IsCodePoint(long value) => value is >= 0 and <= MaxCodePoint and not (>= 0xD800 and <= 0xDFFF);

    /// <summary>Whether the term is a small integer that is a code point.</summary>
    public static bool IsCodePoint(Term value) => value.IsSmall && IsCodePoint(value.SmallValue);

    /// <summary>The next UTF-8 sequence as a code point, or none.</summary>
    public static Term GetUtf8(MatchContext* context)
    {
        long remaining = context->RemainingBits;
        long position = context->Position;
        if (remaining >= 8)
        {
            ulong first = BitCopy.Read(context->Base, position, 8);
            if (first < 0x80)
            {
                context->Position = position + 8;
                return Term.Small((long)first);
            }
            int length =
                first < 0xC2 ? 0
                : first < 0xE0 ? 2
                : first < 0xF0 ? 3
                : first < 0xF5 ? 4
                : 0;
            if (
                length != 0
                && remaining >= length * 8
                && DecodeUtf8(BitCopy.Read(context->Base, position, length * 8), length, out uint code)
            )
            {
                context->Position = position + (length * 8);
                return Term.Small(code);
            }
        }
        return Term.None;
    }

    public static bool SkipUtf8(MatchContext* context) => !GetUtf8(context).IsNone;

    /// <summary>Decodes a sequence of 2 to 4 bytes given as one number; the first byte is one that begins such a sequence.</summary>
    private static bool DecodeUtf8(ulong bytes, int length, out uint code)
    {
        const ulong Marks = 0x808080;
        ulong tail = (1UL << ((length - 1) * 8)) - 1;
        uint low = (uint)bytes;
        switch (length)
        {
            case 2:
                code = ((low >> 2) & 0x7C0) | (low & 0x3F);
                break;
            case 3:
                code = ((low >> 4) & 0xF000) | ((low >> 2) & 0xFC0) | (low & 0x3F);
                break;
            default:
                code = ((low >> 6) & 0x1C0000) | ((low >> 4) & 0x3F000) | ((low >> 2) & 0xFC0) | (low & 0x3F);
                break;
        }
        uint smallest = length switch
        {
            2 => 0x80,
            3 => 0x800,
            _ => 0x10000,
        };
        return (bytes & tail & 0xC0C0C0) == (Marks & tail) && code >= smallest && IsCodePoint(code);
    }

    /// <summary>The next UTF-16 code unit or surrogate pair as a code point, or none.</summary>
    public static Term GetUtf16(MatchContext* context, SegmentFlags flags)
    {
        long remaining = context->RemainingBits;
        if (remaining < 16)
        {
            return Term.None;
        }
        ulong first = ReadNumber(context->Base, context->Position, 16, flags);
        if (first is < 0xD800 or > 0xDFFF)
        {
            context->Position += 16;
            return Term.Small((long)first);
        }
        if (first > 0xDBFF || remaining < 32)
        {
            return Term.None;
        }
        ulong second = ReadNumber(context->Base, context->Position + 16, 16, flags);
        if (second is < 0xDC00 or > 0xDFFF)
        {
            return Term.None;
        }
        context->Position += 32;
        return Term.Small((long)(0x10000 + ((first & 0x3FF) << 10 | (second & 0x3FF))));
    }

    public static bool SkipUtf16(MatchContext* context, SegmentFlags flags) => !GetUtf16(context, flags).IsNone;

    /// <summary>The next 32 bits as a code point, or none.</summary>
    public static Term GetUtf32(MatchContext* context, SegmentFlags flags)
    {
        if (context->RemainingBits < 32)
        {
            return Term.None;
        }
        long value = (long)ReadNumber(context->Base, context->Position, 32, flags);
        if (!IsCodePoint(value))
        {
            return Term.None;
        }
        context->Position += 32;
        return Term.Small(value);
    }

    public static bool SkipUtf32(MatchContext* context, SegmentFlags flags) => !GetUtf32(context, flags).IsNone;

    /// <summary>Bytes that the UTF-8 form of a value takes; any number for a value that <see cref="PutUtf8"/> will refuse.</summary>
    public static int Utf8Length(Term value)
    {
        if (!value.IsSmall)
        {
            return 4;
        }
        return value.SmallValue switch
        {
            < 0 => 4,
            < 0x80 => 1,
            < 0x800 => 2,
            < 0x10000 => 3,
            _ => 4,
        };
    }

    /// <summary>Bytes that the UTF-16 form of a value takes; 2 or 4 for a value that <see cref="PutUtf16"/> will refuse.</summary>
    public static int Utf16Length(Term value) => value.IsSmall && value.SmallValue < 0x10000 ? 2 : 4;

    /// <summary>Writes the UTF-8 form. False if the value is no code point.</summary>
    public static bool PutUtf8(ref BitBuilder builder, Term value)
    {
        if (!IsCodePoint(value))
        {
            return false;
        }
        uint code = (uint)value.SmallValue;
        switch (Utf8Length(value))
        {
            case 1:
                PutNumber(ref builder, code, 8, SegmentFlags.None);
                break;
            case 2:
                PutNumber(ref builder, 0xC080 | (code & 0x7C0) << 2 | (code & 0x3F), 16, SegmentFlags.None);
                break;
            case 3:
                PutNumber(
                    ref builder,
                    0xE08080 | (code & 0xF000) << 4 | (code & 0xFC0) << 2 | (code & 0x3F),
                    24,
                    SegmentFlags.None
                );
                break;
            default:
                uint bytes = 0xF0808080 | (code & 0x1C0000) << 6 | (code & 0x3F000) << 4 | (code & 0xFC0) << 2 | (code & 0x3F);
                PutNumber(ref builder, bytes, 32, SegmentFlags.None);
                break;
        }
        return true;
    }

    /// <summary>Writes the UTF-16 form. False if the value is no code point.</summary>
    public static bool PutUtf16(ref BitBuilder builder, Term value, SegmentFlags flags)
    {
        if (!IsCodePoint(value))
        {
            return false;
        }
        uint code = (uint)value.SmallValue;
        if (code < 0x10000)
        {
            PutNumber(ref builder, code, 16, flags);
        }
        else
        {
            code -= 0x10000;
            PutNumber(ref builder, 0xD800 | (code >> 10), 16, flags);
            PutNumber(ref builder, 0xDC00 | (code & 0x3FF), 16, flags);
        }
        return true;
    }

    /// <summary>Writes the UTF-32 form. False if the value is no code point.</summary>
    public static bool PutUtf32(ref BitBuilder builder, Term value, SegmentFlags flags)
    {
        if (!IsCodePoint(value))
        {
            return false;
        }
        PutNumber(ref builder, (ulong)value.SmallValue, 32, flags);
        return true;
    }
}
