// Parameters for libcrypto: an array of names with typed values, as OpenSSL 3 passes everything that has no function of its own.
//
//   0  name (C string)   8  type   16  data   24  size in bytes   32  size that was returned
using System.Runtime.InteropServices;

namespace Lingen.IO;

/// <summary>One OSSL_PARAM; an array ends with one whose name is null.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CryptoParameter
{
    public byte* Name;
    public uint Type;
    public void* Data;
    public nuint Size;
    public nuint Returned;
}

/// <summary>
/// Collects parameters. Numbers are given as Erlang has them, big-endian binaries; OpenSSL wants them in the byte order of the
/// machine, so they are copied. Dispose it: the copies are wiped and freed.
/// </summary>
internal unsafe struct ParameterList : IDisposable
{
    private const int Capacity = 16;
    private const uint UnsignedInteger = 2;
    private const uint Utf8String = 4;
    private const uint OctetString = 5;

    private CryptoParameter* items;
    private void** copies;

    public ParameterList()
    {
        items = (CryptoParameter*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(CryptoParameter));
        copies = (void**)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(void*));
    }

    public int Count { get; private set; }

    /// <summary>The array with its end mark.</summary>
    public readonly CryptoParameter* Items => items;

    /// <summary>Forgets the parameters behind the first so many.</summary>
    public void Truncate(int count)
    {
        while (Count > count)
        {
            Count--;
            FreeCopy(Count);
            items[Count] = default;
        }
    }

    /// <summary>Adds a number given as a big-endian binary; false if the term is no binary.</summary>
    public bool TryNumber(ReadOnlySpan<byte> name, Term binary)
    {
        if (!InputBytes.TryBinary(binary, out InputBytes bytes))
        {
            return false;
        }
        using (bytes)
        {
            Number(name, bytes.Span);
        }
        return true;
    }

    /// <summary>Adds the number that is the next element of a list, and moves on in the list.</summary>
    public bool TryNextNumber(ReadOnlySpan<byte> name, ref Term list)
    {
        if (!list.IsCons || !TryNumber(name, list.Head))
        {
            return false;
        }
        list = list.Tail;
        return true;
    }

    /// <summary>Adds a number given as big-endian bytes.</summary>
    public void Number(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.TrimStart((byte)0);
        byte* copy = Copy(bytes);
        new Span<byte>(copy, bytes.Length).Reverse();
        Add(name, UnsignedInteger, copy, bytes.Length);
    }

    /// <summary>Adds a number of 64 bits.</summary>
    public void Number(ReadOnlySpan<byte> name, ulong value)
    {
        byte* copy = Copy(MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in value)));
        Add(name, UnsignedInteger, copy, sizeof(ulong));
    }

    /// <summary>Replaces the parameter at an index by a number given as a big-endian binary.</summary>
    public bool TryReplace(int index, ReadOnlySpan<byte> name, Term binary)
    {
        int count = Count;
        CryptoParameter old = items[index];
        void* oldCopy = copies[index];
        if (!TryNumber(name, binary))
        {
            return false;
        }
        items[index] = items[count];
        copies[index] = copies[count];
        items[count] = old;
        copies[count] = oldCopy;
        Truncate(count);
        return true;
    }

    /// <summary>Adds a string of bytes; false if the term is no binary.</summary>
    public bool TryBytes(ReadOnlySpan<byte> name, Term binary)
    {
        if (!InputBytes.TryBinary(binary, out InputBytes bytes))
        {
            return false;
        }
        using (bytes)
        {
            Add(name, OctetString, Copy(bytes.Span), bytes.Length32);
        }
        return true;
    }

    /// <summary>Adds a text.</summary>
    public void Text(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text) => Add(name, Utf8String, Copy(text), text.Length);

    private byte* Copy(ReadOnlySpan<byte> bytes)
    {
        // One byte more: texts want a zero at their end.
        byte* copy = (byte*)NativeMemory.Alloc((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        copy[bytes.Length] = 0;
        copies[Count] = copy;
        return copy;
    }

    private void Add(ReadOnlySpan<byte> name, uint type, void* data, int size)
    {
        items[Count++] = new CryptoParameter
        {
            Name = CryptoNames.Literal(name),
            Type = type,
            Data = data,
            Size = (nuint)size,
            Returned = nuint.MaxValue,
        };
    }

    private readonly void FreeCopy(int index)
    {
        if (copies[index] != null)
        {
            LibCrypto.OPENSSL_cleanse(copies[index], items[index].Size);
            NativeMemory.Free(copies[index]);
            copies[index] = null;
        }
    }

    public void Dispose()
    {
        Truncate(0);
        NativeMemory.Free(items);
        NativeMemory.Free(copies);
        items = null;
        copies = null;
    }
}
