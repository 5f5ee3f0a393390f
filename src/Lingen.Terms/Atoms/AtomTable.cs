// The atom table: name to index and back. Append-only and shared by every VM of the OS process; an atom's index
// is its creation order, which small maps sort by. A boot makes some fifteen thousand atoms before anything else
// happens, so entries, names and index are native memory, found by the bytes that files hold.
//
//   pages[index / 1024] -> entries of 32 bytes       index: [mask] [hash:32 index+1:32] ...  open addressing
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Lingen.Terms;

/// <summary>Interns atom names. Reading is lock-free; creating takes a lock.</summary>
public static unsafe class AtomTable
{
    /// <summary>BEAM's default limit (<c>+t</c>).</summary>
    public const int DefaultLimit = 1_048_576;
    public const int MaxCharacters = 255;

    /// <summary>Most bytes of a name in UTF-8.</summary>
    public const int MaxBytes = 4 * MaxCharacters;

    private const int PageShift = 10;
    private const int PageEntries = 1 << PageShift;
    private const int FirstIndexSlots = 32_768;
    private const int NameBlockBytes = 64 << 10;
    private const ulong HashMultiplier = 0x9E37_79B9_7F4A_7C15;

    // No initializers that run code: a class constructor would be asked for at every use. Known.Enter fills the table.
    private static object? gate;
    private static AtomEntry** pages;
    private static int pageCapacity;
    private static int count;
    private static nint index;
    private static byte* nameRoom;
    private static int nameRoomBytes;
    private static string?[]? names;
    private static int limit;

    /// <summary>Most atoms that may exist; passing it ends the VM as on BEAM (system_limit).</summary>
    public static int Limit
    {
        get => limit == 0 ? DefaultLimit : limit;
        set => limit = value;
    }

    public static int Count => Volatile.Read(ref count);

    /// <summary>Bytes of native memory that entries, names and index take.</summary>
    public static long SizeBytes => (Count * (long)(sizeof(AtomEntry) + 16)) + ((long)(*(ulong*)index + 1) * sizeof(ulong));

    /// <summary>Enters the atoms that C# code names, in the order of their constants.</summary>
#pragma warning disable CA2255 // The constants of class Atoms are indexes into this table: nothing may come before it is filled.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void EnterKnownAtoms()
    {
        gate = new object();
        names = [];
        index = (nint)NewIndex(FirstIndexSlots);
        ReadOnlySpan<byte> rest = Atoms.KnownNames;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            _ = Create(rest[..end], LookupHash(rest[..end]));
            rest = rest[(end + 1)..];
        }
    }

    /// <summary>The atom of this name, created if new. The caller has checked the length (<see cref="MaxCharacters"/>).</summary>
    /// <exception cref="AtomTableFullException">The table holds <see cref="Limit"/> atoms.</exception>
    public static Term Intern(ReadOnlySpan<char> name)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes];
        ReadOnlySpan<byte> utf8 = Encode(name, bytes);
        uint hash = LookupHash(utf8);
        return TryFind(utf8, hash, out Term atom) ? atom : Create(utf8, hash);
    }

    /// <summary>The atom of a UTF-8 name, created if new; false if the bytes are no UTF-8 or too many characters.</summary>
    /// <exception cref="AtomTableFullException">The table holds <see cref="Limit"/> atoms.</exception>
    public static bool TryIntern(ReadOnlySpan<byte> utf8, out Term atom)
    {
        uint hash = LookupHash(utf8);
        if (TryFind(utf8, hash, out atom))
        {
            return true;
        }
        if (!IsName(utf8))
        {
            return false;
        }
        atom = Create(utf8, hash);
        return true;
    }

    /// <summary>The existing atom of this UTF-8 name; what is no valid name is found never.</summary>
    public static bool TryFind(ReadOnlySpan<byte> utf8, out Term atom) => TryFind(utf8, LookupHash(utf8), out atom);

    /// <summary>The existing atom of this name.</summary>
    public static bool TryFind(ReadOnlySpan<char> name, out Term atom)
    {
        if (name.Length > 2 * MaxCharacters)
        {
            atom = Term.None;
            return false;
        }
        Span<byte> bytes = stackalloc byte[MaxBytes + (2 * MaxCharacters)];
        return TryFind(Encode(name, bytes), out atom);
    }

    /// <summary>The name as a string, which is made at the first use and kept.</summary>
    public static string Name(Term atom)
    {
        string?[] known = Volatile.Read(ref names)!;
        return atom.AtomIndex < known.Length && known[atom.AtomIndex] is { } name ? name : MakeName(atom);
    }

    /// <summary>The name in UTF-8, as files and the wire hold it.</summary>
    public static ReadOnlySpan<byte> Utf8Name(Term atom)
    {
        AtomEntry* entry = Entry(atom.AtomIndex);
        return new ReadOnlySpan<byte>(entry->Utf8, entry->LengthBytes);
    }

    /// <summary>First seven bytes of the name packed for ordering: unequal values decide a comparison of two atoms.</summary>
    public static ulong OrderKey(Term atom) => Entry(atom.AtomIndex)->OrderKey;

    /// <summary>BEAM's hash of the atom's name (the PJW-like sum over its bytes), the root of phash, phash2 and map order.</summary>
    public static uint Hash(Term atom) => Entry(atom.AtomIndex)->Hash;

    private static AtomEntry* Entry(uint number) => pages[number >> PageShift] + (number & (PageEntries - 1));

    private static bool TryFind(ReadOnlySpan<byte> utf8, uint hash, out Term atom)
    {
        var slots = (ulong*)Volatile.Read(ref index);
        ulong mask = slots[0];
        slots++;
        for (ulong at = hash & mask; ; at = (at + 1) & mask)
        {
            ulong slot = Volatile.Read(ref slots[at]);
            if (slot == 0)
            {
                atom = Term.None;
                return false;
            }
            if ((uint)(slot >> 32) == hash)
            {
                uint number = (uint)slot - 1;
                AtomEntry* entry = Entry(number);
                if (utf8.SequenceEqual(new ReadOnlySpan<byte>(entry->Utf8, entry->LengthBytes)))
                {
                    atom = Term.FromAtomIndex(number);
                    return true;
                }
            }
        }
    }

    private static Term Create(ReadOnlySpan<byte> utf8, uint hash)
    {
        lock (gate!)
        {
            if (TryFind(utf8, hash, out Term known))
            {
                return known;
            }
            if (count >= Limit)
            {
                throw new AtomTableFullException(Limit);
            }
            uint number = (uint)count;
            if (number >> PageShift == (uint)pageCapacity || pages[number >> PageShift] == null)
            {
                AddPage(number >> PageShift);
            }
            *Entry(number) = new AtomEntry(Keep(utf8), utf8);
            Volatile.Write(ref count, count + 1);
            if ((ulong)count > (*(ulong*)index + 1) / 4 * 3)
            {
                GrowIndex();
            }
            Put((ulong*)index, hash, number);
            return Term.FromAtomIndex(number);
        }
    }

    private static void AddPage(uint page)
    {
        if (page == pageCapacity)
        {
            int capacity = Math.Max(64, pageCapacity * 2);
            var grown = (AtomEntry**)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(AtomEntry*));
            new ReadOnlySpan<nint>(pages, pageCapacity).CopyTo(new Span<nint>(grown, pageCapacity));
            // The array before stays: a reader may be about to index it.
            pages = grown;
            pageCapacity = capacity;
        }
        pages[page] = (AtomEntry*)NativeMemory.Alloc(PageEntries, (nuint)sizeof(AtomEntry));
    }

    private static byte* Keep(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > nameRoomBytes)
        {
            nameRoom = (byte*)NativeMemory.Alloc(NameBlockBytes);
            nameRoomBytes = NameBlockBytes;
        }
        byte* kept = nameRoom;
        utf8.CopyTo(new Span<byte>(kept, utf8.Length));
        nameRoom += utf8.Length;
        nameRoomBytes -= utf8.Length;
        return kept;
    }

    private static ulong* NewIndex(int slots)
    {
        var made = (ulong*)NativeMemory.AllocZeroed((nuint)slots + 1, sizeof(ulong));
        made[0] = (ulong)slots - 1;
        return made;
    }

    // The index before stays, half the size of the new one: a reader may be walking it. What it misses there it looks for again
    // under the lock.
    private static void GrowIndex()
    {
        var before = (ulong*)index;
        ulong* grown = NewIndex((int)(before[0] + 1) * 2);
        for (ulong i = 1; i <= before[0] + 1; i++)
        {
            if (before[i] != 0)
            {
                Put(grown, (uint)(before[i] >> 32), (uint)before[i] - 1);
            }
        }
        Volatile.Write(ref index, (nint)grown);
    }

    private static void Put(ulong* slots, uint hash, uint number)
    {
        ulong mask = slots[0];
        slots++;
        ulong at = hash & mask;
        while (slots[at] != 0)
        {
            at = (at + 1) & mask;
        }
        Volatile.Write(ref slots[at], ((ulong)hash << 32) | (number + 1));
    }

    private static uint LookupHash(ReadOnlySpan<byte> utf8)
    {
        ulong hash = (ulong)utf8.Length * HashMultiplier;
        while (utf8.Length >= sizeof(ulong))
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(utf8)) * HashMultiplier;
            hash ^= hash >> 32;
            utf8 = utf8[sizeof(ulong)..];
        }
        ulong last = 0;
        foreach (byte value in utf8)
        {
            last = (last << 8) | value;
        }
        hash = (hash ^ last) * HashMultiplier;
        return (uint)(hash ^ (hash >> 32));
    }

    private static ReadOnlySpan<byte> Encode(ReadOnlySpan<char> name, Span<byte> target) =>
        target[..Encoding.UTF8.GetBytes(name, target)];

    private static bool IsName(ReadOnlySpan<byte> utf8)
    {
        if (Ascii.IsValid(utf8))
        {
            return utf8.Length <= MaxCharacters;
        }
        if (utf8.Length > MaxBytes || !Utf8.IsValid(utf8))
        {
            return false;
        }
        int characters = 0;
        foreach (byte value in utf8)
        {
            characters += (value & 0xC0) == 0x80 ? 0 : 1;
        }
        return characters <= MaxCharacters;
    }

    private static string MakeName(Term atom)
    {
        string name = Encoding.UTF8.GetString(Utf8Name(atom));
        lock (gate!)
        {
            string?[] known = names!;
            if (atom.AtomIndex >= known.Length)
            {
                var grown = new string?[Math.Max(count, 2 * known.Length)];
                known.CopyTo(grown, 0);
                Volatile.Write(ref names, grown);
                known = grown;
            }
            return known[atom.AtomIndex] ??= name;
        }
    }

    private readonly struct AtomEntry
    {
        public readonly byte* Utf8;
        public readonly ulong OrderKey;
        public readonly uint Hash;
        public readonly int LengthBytes;

        public AtomEntry(byte* kept, ReadOnlySpan<byte> utf8)
        {
            Utf8 = kept;
            LengthBytes = utf8.Length;
            Hash = AtomHash.Compute(utf8);
            for (int i = 0; i < 7; i++)
            {
                OrderKey = (OrderKey << 8) | (i < utf8.Length ? utf8[i] : 0u);
            }
        }
    }
}

/// <summary>The atom table is full; the VM stops with BEAM's message and exit status.</summary>
public sealed class AtomTableFullException(long limit) : Exception($"no more index entries in atom_tab (max={limit})");
