// Appending in amortised constant time. The result of an append is a sub binary over a refc binary that covers its whole
// cell, room to grow included; that refc binary is reachable through sub binaries only. A later append to the bitstring
// that ends exactly where the cell's used bits end claims the bits behind it with one compare-and-swap and makes
// nothing but a new sub binary. Any other append copies into a cell of twice the size; as long as the result is small it
// stays on the heap, where copying costs less than a cell.
using System.Runtime.InteropServices;

namespace Lingen.Terms;

public static unsafe partial class BitSyntax
{
    private const long MinimumCellBytes = 256;

    /// <summary>Past this size a cell grows by a quarter instead of doubling.</summary>
    private const long LargeCellBytes = 64L << 20;
    private const long DefaultWritableBytes = 1024;

    /// <summary>
    /// A bitstring that begins with <paramref name="source"/> and has room for this many bits behind it, which the builder
    /// is set to. The source must be a multiple of the unit. Others may hold the source; it does not change.
    /// </summary>
    public static Term Append(TermHeap* heap, Term source, long addBits, int unit, out BitBuilder builder, ref BitFailure failure)
    {
        builder = default;
        if (!Bitstring.TryFrom(source, out Bitstring bits))
        {
            failure.Set(Atoms.Badarg, Atoms.Type, source);
            return Term.None;
        }
        if (unit > 1 && bits.SizeBits % unit != 0)
        {
            failure.Set(Atoms.Badarg, Atoms.Unit, source);
            return Term.None;
        }
        if (addBits > MaxSizeBits - bits.SizeBits)
        {
            failure.Set(Atoms.SystemLimit, Atoms.Size, Term.Small(addBits));
            return Term.None;
        }
        if (source.Header.Tag == HeaderTag.SubBinary)
        {
            Term original = new(source.BoxedPointer[3]);
            if (original.Header.Tag == HeaderTag.RefcBinary && TryClaim(original, bits, addBits))
            {
                builder.Data = bits.Data;
                builder.Position = bits.OffsetBits + bits.SizeBits;
                return Bitstring.CreateSub(heap, original, (long)source.BoxedPointer[1], bits.SizeBits + addBits);
            }
        }
        return CopyToGrow(heap, bits, addBits, out builder);
    }

    /// <summary>
    /// Like <see cref="Append"/> for a source that nothing else refers to, as the compiler has proved: the source itself is
    /// extended as long as its cell has room. To grow it is copied: who else looks at the cell, in code that is no compiler's, sees old
    /// memory until the next collection, never freed memory.
    /// </summary>
    public static Term PrivateAppend(
        TermHeap* heap,
        Term source,
        long addBits,
        int unit,
        out BitBuilder builder,
        ref BitFailure failure
    )
    {
        builder = default;
        if (!source.IsBoxedOf(HeaderTag.SubBinary) || !new Term(source.BoxedPointer[3]).IsBoxedOf(HeaderTag.RefcBinary))
        {
            return Append(heap, source, addBits, unit, out builder, ref failure);
        }
        ulong* sub = source.BoxedPointer;
        ulong* original = new Term(sub[3]).BoxedPointer;
        var cell = (BinaryCell*)original[2];
        long position = (long)(original[3] + sub[1] + sub[2]);
        if (
            Volatile.Read(ref cell->Cell.ReferenceCount) != 1
            || cell->UsedBits != position
            || addBits > (long)(original[3] + original[4]) - position
            || (unit > 1 && (long)sub[2] % unit != 0)
        )
        {
            return Append(heap, source, addBits, unit, out builder, ref failure);
        }
        cell->UsedBits = position + addBits;
        sub[2] += (ulong)addBits;
        builder.Data = cell->Data;
        builder.Position = position;
        return source;
    }

    /// <summary><c>bs_init_writable</c>: an empty binary to append to, with room for this many bytes.</summary>
    public static Term InitWritable(TermHeap* heap, Term size)
    {
        long capacity =
            size.IsSmall && size.SmallValue is >= 0 and <= (MaxSizeBits >> 3) ? size.SmallValue : DefaultWritableBytes;
        return CreateGrowing(heap, capacity, 0, out _);
    }

    /// <summary>Takes the bits behind a bitstring for an append to it, if nobody has yet and the cell has the room.</summary>
    private static bool TryClaim(Term original, Bitstring bits, long addBits)
    {
        ulong* words = original.BoxedPointer;
        var cell = (BinaryCell*)words[2];
        long end = bits.OffsetBits + bits.SizeBits;
        return end + addBits <= (long)(words[3] + words[4])
            && Volatile.Read(ref cell->UsedBits) == end
            && Interlocked.CompareExchange(ref cell->UsedBits, end + addBits, end) == end;
    }

    private static Term CopyToGrow(TermHeap* heap, Bitstring bits, long addBits, out BitBuilder builder)
    {
        long usedBits = bits.SizeBits + addBits;
        Term result =
            usedBits <= Bitstring.HeapLimitBytes * 8
                ? Bitstring.Create(heap, usedBits, out byte* data)
                : CreateGrowing(heap, GrownCapacity(usedBits), usedBits, out data);
        BitCopy.Copy(bits.Data, bits.OffsetBits, data, 0, bits.SizeBits);
        builder = new BitBuilder
        {
            Data = data,
            Position = bits.SizeBits,
            CopiedBits = bits.SizeBits,
        };
        return result;
    }

    private static Term CreateGrowing(TermHeap* heap, long capacityBytes, long usedBits, out byte* data)
    {
        BinaryCell* cell = BinaryCell.Allocate(capacityBytes);
        cell->UsedBits = usedBits;
        data = cell->Data;
        Term whole = Bitstring.CreateRefc(heap, cell, 0, capacityBytes * 8);
        return Bitstring.CreateSub(heap, whole, 0, usedBits);
    }

    private static long GrownCapacity(long usedBits)
    {
        long lengthBytes = (usedBits + 7) >> 3;
        long grown = lengthBytes < LargeCellBytes ? lengthBytes * 2 : lengthBytes + (lengthBytes >> 2);
        return Math.Max(MinimumCellBytes, grown);
    }
}
