// The character tables of regular expressions without the option unicode: ISO 8859-1, as the manual of re says. PCRE2's own
// default is ASCII.
using System.Runtime.InteropServices;

namespace Lingen.IO;

/// <summary>Builds PCRE2's character tables: lower case, flipped case, class bitmaps, and class flags.</summary>
internal static unsafe class Latin1Tables
{
    private const int Characters = 256;
    private const int LowerCase = 0;
    private const int FlippedCase = 256;
    private const int ClassBits = 512;
    private const int BitmapBytes = 32;
    private const int ClassFlags = 832;
    private const int SizeBytes = 1088;

    /// <summary>The class bitmaps in the order of the tables.</summary>
    private enum Class
    {
        Space,
        HexDigit,
        Digit,
        Upper,
        Lower,
        Word,
        Graph,
        Print,
        Punct,
        Control,
    }

    private const byte FlagSpace = 0x01;
    private const byte FlagLetter = 0x02;
    private const byte FlagLower = 0x04;
    private const byte FlagDigit = 0x08;
    private const byte FlagWord = 0x10;

    /// <summary>Native and immortal.</summary>
    public static readonly byte* Tables = Build();

    private static byte* Build()
    {
        var tables = (byte*)NativeMemory.AllocZeroed(SizeBytes);
        for (int character = 0; character < Characters; character++)
        {
            bool upper = IsUpper(character);
            tables[LowerCase + character] = (byte)(upper ? character + 32 : character);
            tables[FlippedCase + character] = (byte)(
                upper ? character + 32
                : IsUpper(character - 32) ? character - 32
                : character
            );
            for (Class @class = 0; @class <= Class.Control; @class++)
            {
                if (IsIn(@class, character))
                {
                    tables[ClassBits + ((int)@class * BitmapBytes) + (character >> 3)] |= (byte)(1 << (character & 7));
                }
            }
            tables[ClassFlags + character] = Flags(character);
        }
        return tables;
    }

    private static byte Flags(int character)
    {
        int flags = 0;
        flags |= IsIn(Class.Space, character) ? FlagSpace : 0;
        flags |= IsUpper(character) || IsLower(character) ? FlagLetter : 0;
        flags |= IsLower(character) ? FlagLower : 0;
        flags |= IsIn(Class.Digit, character) ? FlagDigit : 0;
        flags |= IsIn(Class.Word, character) ? FlagWord : 0;
        return (byte)flags;
    }

    private static bool IsUpper(int character) => character is (>= 'A' and <= 'Z') or (>= 0xC0 and <= 0xDE and not 0xD7);

    private static bool IsLower(int character) =>
        character is (>= 'a' and <= 'z') or 0xAA or 0xB5 or 0xBA or (>= 0xDF and <= 0xFF and not 0xF7);

    private static bool IsIn(Class @class, int character) =>
        @class switch
        {
            Class.Space => character is (>= 9 and <= 13) or ' ',
            Class.HexDigit => character is (>= '0' and <= '9') or (>= 'A' and <= 'F') or (>= 'a' and <= 'f'),
            Class.Digit => character is >= '0' and <= '9',
            Class.Upper => IsUpper(character),
            Class.Lower => IsLower(character),
            Class.Word => IsUpper(character) || IsLower(character) || character is (>= '0' and <= '9') or '_',
            Class.Graph => character is (> ' ' and < 0x7F) or >= 0xA0,
            Class.Print => character is (>= ' ' and < 0x7F) or >= 0xA0,
            Class.Punct => IsIn(Class.Graph, character)
                && !IsUpper(character)
                && !IsLower(character)
                && character is not (>= '0' and <= '9'),
            _ => character is < ' ' or (>= 0x7F and < 0xA0),
        };
}
