// UTF-8 in native memory: checking, counting and turning into lists. The rules are those of unicode:characters_to_list/2:
// shortest forms only, no surrogates, nothing past 16#10FFFF.
using System.Text.Unicode;

namespace Lingen.Terms;

/// <summary>What stands behind the longest valid beginning of UTF-8 bytes.</summary>
public enum Utf8Status
{
    /// <summary>Nothing: all of it is valid.</summary>
    Valid,

    /// <summary>The beginning of a sequence that more bytes could complete.</summary>
    Incomplete,
    Invalid,
}

/// <summary>Works on UTF-8 bytes.</summary>
public static unsafe class Utf8Text
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Finds the longest beginning that is valid.</summary>
    public static Utf8Status Scan(byte* text, long lengthBytes, out long validBytes)
    {
        long position = 0;
        // The vectorised check first, in pieces that end where a character begins.
        while (lengthBytes - position >= 16)
        {
            long piece = Math.Min(ChunkBytes, lengthBytes - position);
            if (piece < lengthBytes - position)
            {
                while (piece > 0 && (text[position + piece] & 0xC0) == 0x80)
                {
                    piece--;
                }
            }
            if (piece == 0 || !Utf8.IsValid(new ReadOnlySpan<byte>(text + position, (int)piece)))
            {
                break;
            }
            position += piece;
        }
        while (position < lengthBytes)
        {
            int length = SequenceLength(text + position, lengthBytes - position, out Utf8Status status);
            if (status != Utf8Status.Valid)
            {
                validBytes = position;
                return status;
            }
            position += length;
        }
        validBytes = position;
        return Utf8Status.Valid;
    }

    /// <summary>Length of the character at the start of the bytes. Too few bytes are Incomplete whatever those that exist say.</summary>
    public static int SequenceLength(byte* text, long available, out Utf8Status status)
    {
        byte first = text[0];
        int length = LengthByFirst(first);
        status = Utf8Status.Invalid;
        if (length == 0)
        {
            return 0;
        }
        if (available < length)
        {
            status = Utf8Status.Incomplete;
            return length;
        }
        bool valid = length switch
        {
            1 => true,
            2 => first >= 0xC2 && IsTail(text[1]),
            3 => IsTail(text[1]) && IsTail(text[2]) && !(first == 0xE0 && text[1] < 0xA0) && !(first == 0xED && text[1] >= 0xA0),
            _ => IsTail(text[1])
                && IsTail(text[2])
                && IsTail(text[3])
                && !(first == 0xF0 && text[1] < 0x90)
                && (first < 0xF4 || (first == 0xF4 && text[1] < 0x90)),
        };
        status = valid ? Utf8Status.Valid : Utf8Status.Invalid;
        return length;
    }

    /// <summary>Bytes of the sequence that a byte begins by its marker bits, valid or not; 0 if it begins none.</summary>
    public static int LengthByFirst(byte first) =>
        first < 0x80 ? 1
        : (first & 0xE0) == 0xC0 ? 2
        : (first & 0xF0) == 0xE0 ? 3
        : (first & 0xF8) == 0xF0 ? 4
        : 0;

    /// <summary>Whether the start of a sequence that its text cuts off may still become valid.</summary>
    public static bool MayContinue(byte* text, long lengthBytes)
    {
        int length = LengthByFirst(text[0]);
        if (length < 2 || lengthBytes >= length)
        {
            return false;
        }
        for (int i = 1; i < lengthBytes; i++)
        {
            if (!IsTail(text[i]))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Characters in valid UTF-8.</summary>
    public static long Count(byte* text, long lengthBytes)
    {
        long count = 0;
        for (long i = 0; i < lengthBytes; i++)
        {
            count += IsTail(text[i]) ? 0 : 1;
        }
        return count;
    }

    /// <summary>The characters of valid UTF-8 as a list in front of <paramref name="tail"/>.</summary>
    public static Term ToList(TermHeap* heap, byte* text, long lengthBytes, Term tail)
    {
        int count = SpanSize.Of(Count(text, lengthBytes));
        if (count == 0)
        {
            return tail;
        }
        ulong* cell = heap->Allocate(count * Cons.SizeWords);
        Term list = Term.FromCons(cell);
        byte* end = text + lengthBytes;
        while (true)
        {
            cell[0] = Term.Small(Next(ref text)).Bits;
            if (text >= end)
            {
                cell[1] = tail.Bits;
                return list;
            }
            cell[1] = Term.FromCons(cell + Cons.SizeWords).Bits;
            cell += Cons.SizeWords;
        }
    }

    /// <summary>Reads a character of valid UTF-8 and moves behind it.</summary>
    public static uint Next(ref byte* text)
    {
        uint first = *text++;
        if (first < 0x80)
        {
            return first;
        }
        if (first < 0xE0)
        {
            return ((first & 0x1F) << 6) | (*text++ & 0x3Fu);
        }
        if (first < 0xF0)
        {
            uint three = ((first & 0xF) << 12) | ((text[0] & 0x3Fu) << 6) | (text[1] & 0x3Fu);
            text += 2;
            return three;
        }
        uint four = ((first & 0x7) << 18) | ((text[0] & 0x3Fu) << 12) | ((text[1] & 0x3Fu) << 6) | (text[2] & 0x3Fu);
        text += 3;
        return four;
    }

    /// <summary>Writes a code point below 16#110000 and gives the byte behind it.</summary>
    public static byte* Write(byte* target, uint code)
    {
        if (code < 0x80)
        {
            *target++ = (byte)code;
        }
        else if (code < 0x800)
        {
            *target++ = (byte)(0xC0 | (code >> 6));
            *target++ = (byte)(0x80 | (code & 0x3F));
        }
        else if (code < 0x10000)
        {
            *target++ = (byte)(0xE0 | (code >> 12));
            *target++ = (byte)(0x80 | ((code >> 6) & 0x3F));
            *target++ = (byte)(0x80 | (code & 0x3F));
        }
        else
        {
            *target++ = (byte)(0xF0 | (code >> 18));
            *target++ = (byte)(0x80 | ((code >> 12) & 0x3F));
            *target++ = (byte)(0x80 | ((code >> 6) & 0x3F));
            *target++ = (byte)(0x80 | (code & 0x3F));
        }
        return target;
    }

    private static bool IsTail(byte value) => (value & 0xC0) == 0x80;
}
