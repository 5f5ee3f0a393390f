// Atoms by their text on the wire.
using System.Buffers;
using System.Text.Unicode;

namespace Lingen.Terms;

/// <summary>Finds or creates atoms from bytes, with the checks that untrusted data needs.</summary>
public static class ExternalAtoms
{
    /// <summary>Longest atom in UTF-16: 255 characters outside of the basic plane.</summary>
    private const int MaxUtf16 = AtomTable.MaxCharacters * 2;

    /// <summary>
    /// The atom of this UTF-8 name. False if the bytes are not UTF-8, are too many characters, or name no existing atom
    /// and <paramref name="existingOnly"/> is set.
    /// </summary>
    public static bool TryGet(ReadOnlySpan<byte> utf8, bool existingOnly, out Term atom)
    {
        Span<char> characters = stackalloc char[MaxUtf16];
        OperationStatus status = Utf8.ToUtf16(utf8, characters, out _, out int written, replaceInvalidSequences: false);
        if (status != OperationStatus.Done)
        {
            atom = Term.None;
            return false;
        }
        characters = characters[..written];
        if (written > AtomTable.MaxCharacters && CodePoints(characters) > AtomTable.MaxCharacters)
        {
            atom = Term.None;
            return false;
        }
        return TryGet(characters, existingOnly, out atom);
    }

    public static bool TryGet(ReadOnlySpan<char> name, bool existingOnly, out Term atom)
    {
        if (AtomTable.TryFind(name, out atom))
        {
            return true;
        }
        if (existingOnly)
        {
            return false;
        }
        atom = AtomTable.Intern(name.ToString());
        return true;
    }

    private static int CodePoints(ReadOnlySpan<char> characters)
    {
        int count = 0;
        foreach (char character in characters)
        {
            count += char.IsLowSurrogate(character) ? 0 : 1;
        }
        return count;
    }
}
