// Registered names. The word of a name's pid or port lies in an array by atom index, so whereis is one load; the set
// of names in use is kept beside it under a lock.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>erlang:register/2 and its kin.</summary>
public sealed unsafe partial class NameTable
{
    private readonly ulong* words;
    private readonly HashSet<ulong> names = [];
    private readonly Dictionary<ulong, ulong> portNames = [];

    /// <summary>Held while names change; a process's RegisteredName changes only under it.</summary>
    public object Gate { get; } = new();

    public NameTable() => words = (ulong*)Reserve((nuint)Math.Max(AtomTable.Limit, AtomTable.DefaultLimit) * sizeof(ulong));

    /// <summary>The pid or port registered under an atom, or none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Term WhereIs(Term name) => new(Volatile.Read(ref words[name.AtomIndex]));

    /// <summary>Under <see cref="Gate"/>: enters a name that is free.</summary>
    public void Set(Term name, Term identifier)
    {
        names.Add(name.Bits);
        if (identifier.IsLocalPort)
        {
            portNames[identifier.Bits] = name.Bits;
        }
        Volatile.Write(ref words[name.AtomIndex], identifier.Bits);
    }

    /// <summary>Under <see cref="Gate"/>: forgets a name.</summary>
    public void Clear(Term name)
    {
        portNames.Remove(words[name.AtomIndex]);
        names.Remove(name.Bits);
        Volatile.Write(ref words[name.AtomIndex], 0);
    }

    /// <summary>The name of a port, or none.</summary>
    public Term NameOfPort(Term port)
    {
        lock (Gate)
        {
            return portNames.TryGetValue(port.Bits, out ulong name) ? new Term(name) : Term.None;
        }
    }

    /// <summary>Forgets the name of a port that closes, and returns it; none if it had none.</summary>
    public Term PortClosed(Term port)
    {
        lock (Gate)
        {
            if (!portNames.TryGetValue(port.Bits, out ulong name))
            {
                return Term.None;
            }
            Clear(new Term(name));
            return new Term(name);
        }
    }

    /// <summary>All names in use.</summary>
    public Term[] All()
    {
        lock (Gate)
        {
            return names.Select(word => new Term(word)).ToArray();
        }
    }

    private static void* Reserve(nuint bytes)
    {
        void* memory = mmap(null, bytes, 3, 0x4022, -1, 0);
        if (memory == (void*)-1)
        {
            OutOfMemory.Fail((long)bytes, MemoryKind.Process);
        }
        return memory;
    }

    [LibraryImport("libc")]
    private static partial void* mmap(void* address, nuint length, int protection, int flags, int fd, long offset);
}
