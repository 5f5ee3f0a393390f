// prim_file's functions that take an open file. Paths are in FileBifs.Paths.cs, opening in FileBifs.Open.cs.

namespace Lingen.IO;

/// <summary>The NIF functions of OTP's prim_file module.</summary>
public static unsafe partial class FileBifs
{
    private static Term Fail(ref BifContext context, long negativeError) => PosixError.Tuple(context.Heap, (int)-negativeError);

    private static Term OkOrError(ref BifContext context, long result) => result < 0 ? Fail(ref context, result) : Atoms.Ok;

    private static Term Ok(ref BifContext context, Term value) => Tuple.Create(context.Heap, Atoms.Ok, value);

    /// <summary>
    /// Begins an operation on a file. If it cannot begin, <paramref name="refusal"/> is what the BIF returns: badarg for
    /// another term, einval for a closed file, or the move to a dirty thread.
    /// </summary>
    private static bool Begin(
        ref BifContext context,
        Term reference,
        bool quick,
        out FileHandle file,
        out Term refusal,
        out long began
    )
    {
        FileHandle? handle = Reference.Resource<FileHandle>(reference);
        file = handle!;
        refusal = default;
        began = 0;
        if (handle == null)
        {
            refusal = context.BadArg();
            return false;
        }
        if (!context.Scheduler.IsDirty && (!quick || handle.MayBlock || !FilePace.MayRun(context.Scheduler)))
        {
            refusal = context.GoDirty(waits: true);
            return false;
        }
        if (!handle.Enter())
        {
            refusal = PosixError.Tuple(context.Heap, PosixError.Invalid);
            return false;
        }
        began = FilePace.Begin(context.Scheduler);
        return true;
    }

    private static void End(ref BifContext context, FileHandle file, long began)
    {
        file.Leave();
        FilePace.Done(context.Scheduler, began);
    }

    [Bif("prim_file", "close_nif")]
    public static Term Close(ref BifContext context, Term reference)
    {
        FileHandle? file = Reference.Resource<FileHandle>(reference);
        return file == null ? context.BadArg() : OkOrError(ref context, file.Close());
    }

    /// <summary>A close on behalf of a dead owner; here the host itself does that, so there is nothing left to do.</summary>
    [Bif("prim_file", "delayed_close_nif")]
    public static Term DelayedClose(ref BifContext context, Term reference) =>
        Reference.Resource<FileHandle>(reference) == null ? context.BadArg() : Atoms.Ok;

    [Bif("prim_file", "read_nif")]
    public static Term Read(ref BifContext context, Term reference, Term size)
    {
        if (!size.IsNumber)
        {
            return context.BadArg();
        }
        bool valid = HostNumbers.TryInt64(size, out long length) && length >= 0;
        if (!Begin(ref context, reference, length <= FilePace.QuickBytes, out FileHandle file, out Term refusal, out long began))
        {
            return refusal;
        }
        Term result = valid ? ReadBinary(ref context, file, length, -1) : PosixError.Tuple(context.Heap, PosixError.Invalid);
        End(ref context, file, began);
        return result;
    }

    [Bif("prim_file", "pread_nif")]
    public static Term Pread(ref BifContext context, Term reference, Term from, Term size)
    {
        if (!size.IsNumber || !from.IsNumber)
        {
            return context.BadArg();
        }
        long offset = -1;
        bool valid =
            HostNumbers.TryInt64(size, out long length) && HostNumbers.TryInt64(from, out offset) && offset >= 0 && length >= 0;
        if (!Begin(ref context, reference, length <= FilePace.QuickBytes, out FileHandle file, out Term refusal, out long began))
        {
            return refusal;
        }
        Term result = valid ? ReadBinary(ref context, file, length, offset) : PosixError.Tuple(context.Heap, PosixError.Invalid);
        End(ref context, file, began);
        return result;
    }

    /// <summary>{ok, Binary}, eof or an error; a negative offset reads at the file's position.</summary>
    private static Term ReadBinary(ref BifContext context, FileHandle file, long length, long offset)
    {
        if (!TryAllocate(length, out BinaryCell* cell))
        {
            return PosixError.Tuple(context.Heap, PosixError.NoMemory);
        }
        long count = offset < 0 ? file.Read(cell->Data, length) : file.ReadAt(cell->Data, length, offset);
        if (count <= 0)
        {
            OffHeapCell.Release(&cell->Cell);
            return count == 0 ? Atoms.Eof : Fail(ref context, count);
        }
        return Ok(ref context, HostBytes.ToBinary(context.Heap, cell, count));
    }

    /// <summary>A cell of a size that a program named: an absurd one is an answer, not the end of the VM.</summary>
    private static bool TryAllocate(long length, out BinaryCell* cell)
    {
        cell = null;
        if (length > int.MaxValue * 64L)
        {
            return false;
        }
        try
        {
            cell = BinaryCell.Allocate(length);
            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    [Bif("prim_file", "write_nif")]
    public static Term Write(ref BifContext context, Term reference, Term vector) => WriteAll(ref context, reference, vector, -1);

    /// <summary>A file that is closed says so before its arguments are looked at.</summary>
    private static Term BadArguments(ref BifContext context, Term reference) =>
        Reference.Resource<FileHandle>(reference) is { IsClosed: true }
            ? PosixError.Tuple(context.Heap, PosixError.Invalid)
            : context.BadArg();

    [Bif("prim_file", "pwrite_nif")]
    public static Term Pwrite(ref BifContext context, Term reference, Term from, Term vector)
    {
        if (!from.IsNumber)
        {
            return BadArguments(ref context, reference);
        }
        if (!HostNumbers.TryInt64(from, out long offset) || offset < 0)
        {
            return PosixError.Tuple(context.Heap, PosixError.Invalid);
        }
        return WriteAll(ref context, reference, vector, offset);
    }

    private static Term WriteAll(ref BifContext context, Term reference, Term vector, long offset)
    {
        if (!MeasureVector(vector, out int count, out long total))
        {
            return BadArguments(ref context, reference);
        }
        bool quick = total <= FilePace.QuickBytes && count <= LibC.MaxIoVectors;
        if (!Begin(ref context, reference, quick, out FileHandle file, out Term refusal, out long began))
        {
            return refusal;
        }
        // Vectors in batches on the stack, however long the list is.
        const int Batch = 64;
        IoVector* vectors = stackalloc IoVector[Batch];
        long result = 0;
        while (vector.IsCons && result >= 0)
        {
            int used = 0;
            long bytes = 0;
            for (; vector.IsCons && used < Batch; vector = vector.Tail)
            {
                Bitstring part = HostBytes.Align(context.Heap, new Bitstring(vector.Head));
                if (part.LengthBytes > 0)
                {
                    vectors[used].Base = part.AlignedStart;
                    vectors[used++].Length = (nint)part.LengthBytes;
                    bytes += part.LengthBytes;
                }
            }
            result = offset < 0 ? file.Write(vectors, used) : file.WriteAt(vectors, used, offset);
            offset = offset < 0 ? offset : offset + bytes;
        }
        End(ref context, file, began);
        return OkOrError(ref context, result);
    }

    /// <summary>Checks that an iovec is a proper list of binaries, and adds up their sizes.</summary>
    private static bool MeasureVector(Term vector, out int count, out long total)
    {
        count = 0;
        total = 0;
        for (; vector.IsCons; vector = vector.Tail)
        {
            if (!Binary.TryFrom(vector.Head, out Binary binary))
            {
                return false;
            }
            count++;
            total += binary.Length;
        }
        return vector.IsNil;
    }

    [Bif("prim_file", "seek_nif")]
    public static Term Seek(ref BifContext context, Term reference, Term mark, Term distance)
    {
        int whence = mark.Bits switch
        {
            AtomBits.Bof => LibC.SeekSet,
            AtomBits.Cur => LibC.SeekCurrent,
            AtomBits.Eof => LibC.SeekEnd,
            _ => -1,
        };
        if (whence < 0 || !HostNumbers.TryInt64(distance, out long offset))
        {
            return BadArguments(ref context, reference);
        }
        if (!Begin(ref context, reference, true, out FileHandle file, out Term refusal, out long began))
        {
            return refusal;
        }
        long position = file.Seek(offset, whence);
        End(ref context, file, began);
        return position < 0 ? Fail(ref context, position) : Ok(ref context, HostNumbers.Create(context.Heap, position));
    }

    [Bif("prim_file", "sync_nif")]
    public static Term Sync(ref BifContext context, Term reference, Term dataOnly)
    {
        if (!HostNumbers.TryInt32(dataOnly, out int flag))
        {
            return context.BadArg();
        }
        if (!Begin(ref context, reference, false, out FileHandle file, out Term refusal, out long began))
        {
            return refusal;
        }
        int result = file.Sync(flag != 0);
        End(ref context, file, began);
        return OkOrError(ref context, result);
    }

    [Bif("prim_file", "truncate_nif")]
    public static Term Truncate(ref BifContext context, Term reference)
    {
        if (!Begin(ref context, reference, true, out FileHandle file, out Term refusal, out long began))
        {
            return refusal;
        }
        int result = file.Truncate();
        End(ref context, file, began);
        return OkOrError(ref context, result);
    }

    [Bif("prim_file", "allocate_nif")]
    public static Term Allocate(ref BifContext context, Term reference, Term from, Term size)
    {
        if (!from.IsNumber || !size.IsNumber)
        {
            return context.BadArg();
        }
        if (!TryRange(from, size, out long offset, out long length))
        {
            return PosixError.Tuple(context.Heap, PosixError.Invalid);
        }
        if (!Begin(ref context, reference, false, out FileHandle file, out Term refusal, out long began))
        {
            return refusal;
        }
        int result = file.Allocate(offset, length);
        End(ref context, file, began);
        return OkOrError(ref context, result);
    }

    [Bif("prim_file", "advise_nif")]
    public static Term Advise(ref BifContext context, Term reference, Term from, Term size, Term advice)
    {
        if (!from.IsNumber || !size.IsNumber)
        {
            return context.BadArg();
        }
        // POSIX_FADV_* in their order.
        int number = advice.Bits switch
        {
            AtomBits.Normal => 0,
            AtomBits.Random => 1,
            AtomBits.Sequential => 2,
            AtomBits.WillNeed => 3,
            AtomBits.DontNeed => 4,
            AtomBits.NoReuse => 5,
            _ => -1,
        };
        if (!TryRange(from, size, out long offset, out long length) || number < 0)
        {
            return PosixError.Tuple(context.Heap, PosixError.Invalid);
        }
        if (!Begin(ref context, reference, true, out FileHandle file, out Term refusal, out long began))
        {
            return refusal;
        }
        file.Advise(offset, length, number);
        End(ref context, file, began);
        return Atoms.Ok;
    }

    private static bool TryRange(Term from, Term size, out long offset, out long length)
    {
        length = -1;
        return HostNumbers.TryInt64(from, out offset) && HostNumbers.TryInt64(size, out length) && offset >= 0 && length >= 0;
    }

    [Bif("prim_file", "read_handle_info_nif")]
    public static Term ReadHandleInfo(ref BifContext context, Term reference)
    {
        if (!Begin(ref context, reference, true, out FileHandle file, out Term refusal, out long began))
        {
            return refusal;
        }
        int result = file.Status(out FileStatus status);
        End(ref context, file, began);
        return result < 0 ? Fail(ref context, result) : status.ToRecord(context.Heap);
    }

    /// <summary>The descriptor as the four bytes of a C int.</summary>
    [Bif("prim_file", "get_handle_nif")]
    public static Term GetHandle(ref BifContext context, Term reference)
    {
        FileHandle? file = Reference.Resource<FileHandle>(reference);
        if (file == null)
        {
            return context.BadArg();
        }
        int descriptor = file.Descriptor;
        return Bitstring.FromBytes(context.Heap, new ReadOnlySpan<byte>(&descriptor, sizeof(int)));
    }

    /// <summary>
    /// Reads eight bytes, size and position of a block as big-endian 32-bit numbers, and then that block: dets's way to a
    /// record. Answers {ok, {Size, Position, Data | eof}}, or eof if the pointer is cut off or Size is above the limit.
    /// </summary>
    [Bif("prim_file", "ipread_s32bu_p32bu_nif")]
    public static Term IndirectRead(ref BifContext context, Term reference, Term from, Term limit)
    {
        if (!from.IsNumber || !limit.IsNumber)
        {
            return context.BadArg();
        }
        long maximum = 0;
        if (
            !HostNumbers.TryInt64(from, out long offset)
            || !HostNumbers.TryInt64(limit, out maximum)
            || offset < 0
            || maximum >= 1L << 31
        )
        {
            return PosixError.Tuple(context.Heap, PosixError.Invalid);
        }
        if (!Begin(ref context, reference, true, out FileHandle file, out Term refusal, out long began))
        {
            return refusal;
        }
        Term result = IndirectRead(ref context, file, offset, maximum);
        End(ref context, file, began);
        return result;
    }

    private static Term IndirectRead(ref BifContext context, FileHandle file, long offset, long maximum)
    {
        byte* pointer = stackalloc byte[8];
        long count = file.ReadAt(pointer, 8, offset);
        if (count < 8)
        {
            return count < 0 ? Fail(ref context, count) : Atoms.Eof;
        }
        uint size = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(pointer, 4));
        uint position = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(pointer + 4, 4));
        if (size > maximum)
        {
            return Atoms.Eof;
        }
        if (!TryAllocate(size, out BinaryCell* cell))
        {
            return PosixError.Tuple(context.Heap, PosixError.NoMemory);
        }
        count = file.ReadAt(cell->Data, size, position);
        if (count <= 0)
        {
            OffHeapCell.Release(&cell->Cell);
        }
        if (count < 0)
        {
            return Fail(ref context, count);
        }
        Term data = count == 0 ? Atoms.Eof : HostBytes.ToBinary(context.Heap, cell, count);
        return Ok(ref context, Tuple.Create(context.Heap, Term.Small(size), Term.Small(position), data));
    }
}
