// How bytes go in and out of libcrypto: iodata as one run of bytes, and a buffer that becomes a binary.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lingen.IO;

/// <summary>The bytes of a binary, in place if they are aligned, or of an iolist, copied. Dispose it when done.</summary>
internal unsafe struct InputBytes : IDisposable
{
    /// <summary>Longer work than this many bytes leaves the scheduler (OTP's MAX_BYTES_TO_NIF).</summary>
    public const long DirtyLimit = 20_000;

    /// <summary>Bytes that cost as much as one reduction: 20,000 of them are a whole slice.</summary>
    private const int BytesPerReduction = 5;

    private byte* copy;

    /// <summary>Never null, so that empty input is not taken for absent input.</summary>
    public byte* Start { get; private set; }
    public long Length { get; private set; }

    public readonly int Length32 => (int)Length;
    public readonly ReadOnlySpan<byte> Span => new(Start, (int)Length);

    /// <summary>Reads iodata. False if the term is none, or longer than a C int counts.</summary>
    public static bool TryIoData(Term term, out InputBytes bytes)
    {
        bytes = default;
        if (term.IsBinary)
        {
            return bytes.Take(new Bitstring(term));
        }
        if (!term.IsList || !IoList.TryMeasure(term, out long length) || length > int.MaxValue)
        {
            return false;
        }
        bytes.Length = length;
        bytes.copy = (byte*)NativeMemory.Alloc((nuint)Math.Max(length, 1));
        bytes.Start = bytes.copy;
        IoList.CopyTo(term, bytes.copy);
        return true;
    }

    /// <summary>Reads a binary. False if the term is none, or longer than a C int counts.</summary>
    public static bool TryBinary(Term term, out InputBytes bytes)
    {
        bytes = default;
        return term.IsBinary && bytes.Take(new Bitstring(term));
    }

    /// <summary>Bytes that somebody else keeps.</summary>
    public static InputBytes Borrow(byte* start, long length) => new() { Start = start, Length = length };

    private bool Take(in Bitstring bits)
    {
        Length = bits.LengthBytes;
        if (Length > int.MaxValue)
        {
            return false;
        }
        if (bits.IsByteAligned)
        {
            Start = bits.AlignedStart;
            return true;
        }
        copy = (byte*)NativeMemory.Alloc((nuint)Math.Max(Length, 1));
        Start = copy;
        HostBytes.Copy(bits, 0, new Span<byte>(copy, (int)Length));
        return true;
    }

    /// <summary>Whether work on this many bytes should move to a dirty thread; charges for it otherwise.</summary>
    public readonly bool IsLong(ref BifContext context)
    {
        if (Length > DirtyLimit && !context.Scheduler.IsDirty)
        {
            return true;
        }
        Charge(ref context);
        return false;
    }

    public readonly void Charge(ref BifContext context) =>
        context.BumpReductions(Math.Min(Length, DirtyLimit) / BytesPerReduction);

    public void Dispose()
    {
        if (copy != null)
        {
            // Keys come this way.
            LibCrypto.OPENSSL_cleanse(copy, (nuint)Length);
            NativeMemory.Free(copy);
            copy = null;
        }
    }
}

/// <summary>A buffer that libcrypto writes to and that becomes a binary. Dispose it: what was not taken is freed.</summary>
internal unsafe struct OutputBytes : IDisposable
{
    private BinaryCell* cell;

    public OutputBytes(long capacity) => cell = BinaryCell.Allocate(capacity);

    public readonly byte* Start => cell->Data;

    /// <summary>The first bytes as a binary.</summary>
    public Term ToBinary(TermHeap* heap, long length)
    {
        BinaryCell* taken = cell;
        cell = null;
        return HostBytes.ToBinary(heap, taken, length);
    }

    public void Dispose()
    {
        if (cell != null)
        {
            OffHeapCell.Release(&cell->Cell);
            cell = null;
        }
    }
}

/// <summary>Names for libcrypto.</summary>
internal static unsafe class CryptoNames
{
    /// <summary>A UTF-8 literal as a C string: literals lie in the image, do not move, and have a zero behind them.</summary>
    public static byte* Literal(ReadOnlySpan<byte> text) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(text));

    /// <summary>A copy of a name in native memory that lives for ever; for tables that are made once.</summary>
    public static byte* Permanent(string name) => (byte*)Marshal.StringToCoTaskMemUTF8(name);
}
