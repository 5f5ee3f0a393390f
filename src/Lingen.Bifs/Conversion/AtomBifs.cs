// Atoms to and from text.
using System.Text;

namespace Lingen.Bifs;

/// <summary>erlang: atom_to_list, atom_to_binary, list_to_atom, binary_to_atom and the variants for existing atoms.</summary>
public static unsafe class AtomBifs
{
    /// <summary>Every UTF-16 form of 255 characters fits.</summary>
    private const int MaxUtf16 = AtomTable.MaxCharacters * 2;

    [Bif("erlang", "atom_to_list")]
    public static Term AtomToList(ref BifContext context, Atom atom)
    {
        ReadOnlySpan<byte> name = AtomTable.Utf8Name(atom);
        fixed (byte* text = name)
        {
            return Utf8Text.ToList(context.Heap, text, name.Length, Term.Nil);
        }
    }

    [Bif("erlang", "atom_to_binary")]
    public static Term AtomToBinary(ref BifContext context, Atom atom, Term encoding)
    {
        if (encoding == Atoms.Utf8 || encoding == Atoms.Unicode)
        {
            return Bitstring.FromBytes(context.Heap, AtomTable.Utf8Name(atom));
        }
        if (encoding != Atoms.Latin1)
        {
            return context.BadArg();
        }
        string name = atom.Name;
        Span<byte> latin1 = stackalloc byte[AtomTable.MaxCharacters];
        if (name.Length > latin1.Length)
        {
            return context.BadArg();
        }
        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] > byte.MaxValue)
            {
                return context.BadArg();
            }
            latin1[i] = (byte)name[i];
        }
        return Bitstring.FromBytes(context.Heap, latin1[..name.Length]);
    }

    [Bif("erlang", "list_to_atom")]
    public static Term ListToAtom(ref BifContext context, Term list) => FromList(ref context, list, false);

    [Bif("erlang", "list_to_existing_atom")]
    public static Term ListToExistingAtom(ref BifContext context, Term list) => FromList(ref context, list, true);

    private static Term FromList(ref BifContext context, Term list, bool mustExist)
    {
        Span<char> name = stackalloc char[MaxUtf16];
        int length = 0;
        for (int count = 0; list.IsCons; list = list.Tail)
        {
            if (++count > AtomTable.MaxCharacters)
            {
                return mustExist ? context.BadArg() : context.SystemLimit();
            }
            if (!BitSyntax.IsCodePoint(list.Head))
            {
                return context.BadArg();
            }
            length += new Rune((uint)list.Head.SmallValue).EncodeToUtf16(name[length..]);
        }
        return list.IsNil ? ToAtom(ref context, name[..length], mustExist) : context.BadArg();
    }

    [Bif("erlang", "binary_to_atom")]
    public static Term BinaryToAtom(ref BifContext context, Binary binary, Term encoding) =>
        FromBinary(ref context, binary, encoding, false);

    [Bif("erlang", "binary_to_existing_atom")]
    public static Term BinaryToExistingAtom(ref BifContext context, Binary binary, Term encoding) =>
        FromBinary(ref context, binary, encoding, true);

    private static Term FromBinary(ref BifContext context, Binary binary, Term encoding, bool mustExist)
    {
        using var bytes = new AlignedBytes(binary.Bits);
        bool isUtf8 = encoding == Atoms.Utf8 || encoding == Atoms.Unicode;
        long validBytes = bytes.Length;
        bool valid = isUtf8
            ? Utf8Text.Scan(bytes.Start, bytes.Length, out validBytes) == Utf8Status.Valid
            : encoding == Atoms.Latin1;
        // What is too long already in front of its first bad byte is too long.
        long characters = isUtf8 ? Utf8Text.Count(bytes.Start, validBytes) : bytes.Length;
        if ((valid || isUtf8) && characters > AtomTable.MaxCharacters && !mustExist)
        {
            return context.SystemLimit();
        }
        if (!valid || characters > AtomTable.MaxCharacters)
        {
            return context.BadArg();
        }
        Span<char> name = stackalloc char[MaxUtf16];
        int length = (isUtf8 ? Encoding.UTF8 : Encoding.Latin1).GetChars(bytes.Span, name);
        return ToAtom(ref context, name[..length], mustExist);
    }

    private static Term ToAtom(ref BifContext context, scoped ReadOnlySpan<char> name, bool mustExist)
    {
        if (AtomTable.TryFind(name, out Term atom))
        {
            return atom;
        }
        return mustExist ? context.BadArg() : AtomTable.Intern(name);
    }
}
