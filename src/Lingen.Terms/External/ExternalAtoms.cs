// Atoms by their text on the wire.
namespace Lingen.Terms;

/// <summary>Finds or creates atoms from bytes, with the checks that untrusted data needs.</summary>
public static class ExternalAtoms
{
    /// <summary>
    /// The atom of this UTF-8 name. False if the bytes are not UTF-8, are too many characters, or name no existing atom
    /// and <paramref name="existingOnly"/> is set.
    /// </summary>
    public static bool TryGet(ReadOnlySpan<byte> utf8, bool existingOnly, out Term atom) =>
        existingOnly ? AtomTable.TryFind(utf8, out atom) : AtomTable.TryIntern(utf8, out atom);

    /// <summary>The atom of this name of at most 255 characters; false if there is none and <paramref name="existingOnly"/> is set.</summary>
    public static bool TryGet(ReadOnlySpan<char> name, bool existingOnly, out Term atom)
    {
        if (existingOnly)
        {
            return AtomTable.TryFind(name, out atom);
        }
        atom = AtomTable.Intern(name);
        return true;
    }
}
