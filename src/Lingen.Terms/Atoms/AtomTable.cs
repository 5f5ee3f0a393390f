// The atom table: name to index and back. Append-only and shared by every VM of the OS process; an atom's index
// is its creation order, which small maps sort by.
using System.Buffers;
using System.Collections.Concurrent;
using System.Text;

namespace Lingen.Terms;

/// <summary>Interns atom names. Reading is lock-free; creating takes a lock.</summary>
public static class AtomTable
{
    /// <summary>BEAM's default limit (<c>+t</c>).</summary>
    public const int DefaultLimit = 1_048_576;
    public const int MaxCharacters = 255;

    private static readonly object Gate = new();
    private static readonly ConcurrentDictionary<string, uint> Indexes = new();
    private static AtomEntry[] entries = new AtomEntry[16_384];
    private static int count;

    /// <summary>Most atoms that may exist; passing it ends the VM as on BEAM (system_limit).</summary>
    public static int Limit { get; set; } = DefaultLimit;
    public static int Count => Volatile.Read(ref count);

    static AtomTable()
    {
        foreach (string name in Atoms.KnownNames)
        {
            Intern(name);
        }
    }

    /// <summary>The atom of this name, created if new. The caller has checked the length (<see cref="MaxCharacters"/>).</summary>
    /// <exception cref="AtomTableFullException">The table holds <see cref="Limit"/> atoms.</exception>
    public static Term Intern(string name) =>
        Indexes.TryGetValue(name, out uint index) ? Term.FromAtomIndex(index) : Create(name);

    /// <summary>The atom of a UTF-8 name, created if new; false if the bytes are no UTF-8 or too many characters.</summary>
    /// <exception cref="AtomTableFullException">The table holds <see cref="Limit"/> atoms.</exception>
    public static bool TryIntern(ReadOnlySpan<byte> utf8, out Term atom)
    {
        atom = Term.None;
        Span<char> characters = stackalloc char[2 * MaxCharacters];
        if (
            System.Text.Unicode.Utf8.ToUtf16(utf8, characters, out _, out int length, replaceInvalidSequences: false)
            != OperationStatus.Done
        )
        {
            return false;
        }
        ReadOnlySpan<char> name = characters[..length];
        if (length > MaxCharacters && length - CountLowSurrogates(name) > MaxCharacters)
        {
            return false;
        }
        atom = Indexes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out uint index)
            ? Term.FromAtomIndex(index)
            : Create(name.ToString());
        return true;
    }

    private static int CountLowSurrogates(ReadOnlySpan<char> name)
    {
        int count = 0;
        foreach (char character in name)
        {
            count += char.IsLowSurrogate(character) ? 1 : 0;
        }
        return count;
    }

    /// <summary>The existing atom of this name.</summary>
    public static bool TryFind(string name, out Term atom)
    {
        bool found = Indexes.TryGetValue(name, out uint index);
        atom = found ? Term.FromAtomIndex(index) : Term.None;
        return found;
    }

    /// <summary>The existing atom of this name, found without allocating.</summary>
    public static bool TryFind(ReadOnlySpan<char> name, out Term atom)
    {
        bool found = Indexes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out uint index);
        atom = found ? Term.FromAtomIndex(index) : Term.None;
        return found;
    }

    public static string Name(Term atom) => entries[atom.AtomIndex].Name;

    /// <summary>The name in UTF-8, as files and the wire hold it.</summary>
    public static ReadOnlySpan<byte> Utf8Name(Term atom) => entries[atom.AtomIndex].Utf8;

    /// <summary>First seven bytes of the name packed for ordering: unequal values decide a comparison of two atoms.</summary>
    public static ulong OrderKey(Term atom) => entries[atom.AtomIndex].OrderKey;

    /// <summary>BEAM's hash of the atom's name (the PJW-like sum over its bytes), the root of phash, phash2 and map order.</summary>
    public static uint Hash(Term atom) => entries[atom.AtomIndex].Hash;

    private static Term Create(string name)
    {
        lock (Gate)
        {
            if (Indexes.TryGetValue(name, out uint known))
            {
                return Term.FromAtomIndex(known);
            }
            if (count >= Limit)
            {
                throw new AtomTableFullException();
            }
            if (count == entries.Length)
            {
                Array.Resize(ref entries, entries.Length * 2);
            }
            uint index = (uint)count;
            entries[index] = new AtomEntry(name);
            Volatile.Write(ref count, count + 1);
            Indexes[name] = index;
            return Term.FromAtomIndex(index);
        }
    }

    private readonly struct AtomEntry
    {
        public readonly string Name;
        public readonly byte[] Utf8;
        public readonly ulong OrderKey;
        public readonly uint Hash;

        public AtomEntry(string name)
        {
            Name = name;
            Utf8 = Encoding.UTF8.GetBytes(name);
            Hash = AtomHash.Compute(Utf8);
            for (int i = 0; i < 7; i++)
            {
                OrderKey = (OrderKey << 8) | (i < Utf8.Length ? Utf8[i] : 0u);
            }
        }
    }
}

/// <summary>The atom table is full; the VM stops with BEAM's message and exit status.</summary>
public sealed class AtomTableFullException() : Exception("no more index entries in atom_tab");
