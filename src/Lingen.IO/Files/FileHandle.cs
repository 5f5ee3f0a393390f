// An open raw file: what prim_file's references stand for. Operations on one handle exclude each other through its
// state, as in BEAM: a second process gets einval, and an owner that dies during an operation leaves the close to it.
using System.Runtime.InteropServices;

namespace Lingen.IO;

/// <summary>An open file. Results of operations are counts, or a negative error number.</summary>
internal abstract unsafe class FileHandle : MagicResource, IOwnedResource
{
    private const int Idle = 0;
    private const int Busy = 1;
    private const int ClosePending = 2;
    private const int Closed = 3;

    private int state;
    private ulong numberLow;
    private ulong numberHigh;

    /// <summary>The process that opened it; only prim_file checks it.</summary>
    public required Term Owner { get; init; }
    public required Host Host { get; init; }

    /// <summary>Its system calls may wait for other than a disk: a terminal, a fifo, a device.</summary>
    public abstract bool MayBlock { get; }

    /// <summary>A new reference to the file, which from now on ends with its owner.</summary>
    public Term Open(ref BifContext context)
    {
        Term reference = Resources.Wrap(ref context, this);
        (numberLow, numberHigh) = Reference.Number(reference);
        Host.Own(Owner, this);
        return reference;
    }

    public Term ToReference(TermHeap* heap)
    {
        MagicCell* cell = TryRetain();
        return cell == null ? Term.None : Reference.CreateMagic(heap, cell, numberLow, numberHigh);
    }

    public bool IsClosed => Volatile.Read(ref state) is Closed or ClosePending;

    /// <summary>Begins an operation; false if the file is closed or another process is at it.</summary>
    public bool Enter() => Interlocked.CompareExchange(ref state, Busy, Idle) == Idle;

    /// <summary>Ends an operation, and closes the file if its owner died meanwhile.</summary>
    public void Leave()
    {
        if (Interlocked.CompareExchange(ref state, Idle, Busy) == ClosePending)
        {
            Volatile.Write(ref state, Closed);
            CloseDescriptor();
        }
    }

    /// <summary>Closes for the owner: 0 or a negative error number.</summary>
    public int Close()
    {
        if (Interlocked.CompareExchange(ref state, Closed, Idle) != Idle)
        {
            return -PosixError.Invalid;
        }
        Host.Disown(Owner, this);
        return CloseDescriptor();
    }

    public void OwnerExited()
    {
        while (true)
        {
            switch (Interlocked.CompareExchange(ref state, Closed, Idle))
            {
                case Idle:
                    ThreadPool.UnsafeQueueUserWorkItem(static handle => handle.CloseDescriptor(), this, false);
                    return;
                case Busy when Interlocked.CompareExchange(ref state, ClosePending, Busy) != Busy:
                    break;
                default:
                    return;
            }
        }
    }

    /// <summary>The last reference is gone: nobody can use or close the file any more.</summary>
    public override void Released()
    {
        if (Interlocked.CompareExchange(ref state, Closed, Idle) == Idle)
        {
            Host.Disown(Owner, this);
            CloseDescriptor();
        }
    }

    protected abstract int CloseDescriptor();

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    public abstract long Read(byte* data, long length);

    public abstract long ReadAt(byte* data, long length, long offset);

    /// <summary>Writes all of the vectors, which it uses up.</summary>
    public abstract long Write(IoVector* vectors, int count);

    public abstract long WriteAt(IoVector* vectors, int count, long offset);

    public abstract long Seek(long offset, int whence);

    public abstract int Sync(bool dataOnly);

    /// <summary>Cuts the file at the current position.</summary>
    public abstract int Truncate();

    public abstract int Advise(long offset, long length, int advice);

    public abstract int Allocate(long offset, long length);

    public abstract int Status(out FileStatus status);

    /// <summary>The descriptor, or -1 if there is none behind it.</summary>
    public abstract int Descriptor { get; }
}

/// <summary>A file of the system behind a descriptor.</summary>
internal sealed unsafe class DescriptorFile(int descriptor, bool mayBlock) : FileHandle
{
    public override bool MayBlock => mayBlock;
    public override int Descriptor => descriptor;

    // close(2) always frees the descriptor on Linux, so an interrupted one must not be repeated.
    protected override int CloseDescriptor() => LibC.close(descriptor) < 0 ? -LibC.LastError : 0;

    public override long Read(byte* data, long length)
    {
        long done = 0;
        while (done < length)
        {
            nint count = LibC.read(descriptor, data + done, (nint)(length - done));
            if (count > 0)
            {
                done += count;
            }
            else if (count == 0)
            {
                break;
            }
            else if (LibC.LastError != PosixError.Interrupted)
            {
                return -LibC.LastError;
            }
        }
        return done;
    }

    public override long ReadAt(byte* data, long length, long offset)
    {
        long done = 0;
        while (done < length)
        {
            nint count = LibC.pread(descriptor, data + done, (nint)(length - done), offset + done);
            if (count > 0)
            {
                done += count;
            }
            else if (count == 0)
            {
                break;
            }
            else if (LibC.LastError != PosixError.Interrupted)
            {
                return -LibC.LastError;
            }
        }
        return done;
    }

    public override long Write(IoVector* vectors, int count) => WriteVectors(vectors, count, -1);

    public override long WriteAt(IoVector* vectors, int count, long offset) => WriteVectors(vectors, count, offset);

    private long WriteVectors(IoVector* vectors, int count, long offset)
    {
        long total = 0;
        while (count > 0)
        {
            int batch = Math.Min(count, LibC.MaxIoVectors);
            nint written =
                offset < 0 ? LibC.writev(descriptor, vectors, batch) : LibC.pwritev(descriptor, vectors, batch, offset + total);
            if (written < 0)
            {
                if (LibC.LastError == PosixError.Interrupted)
                {
                    continue;
                }
                return -LibC.LastError;
            }
            total += written;
            Advance(ref vectors, ref count, written);
        }
        return total;
    }

    private static void Advance(ref IoVector* vectors, ref int count, nint written)
    {
        while (count > 0 && written >= vectors->Length)
        {
            written -= vectors->Length;
            vectors++;
            count--;
        }
        if (count > 0)
        {
            vectors->Base += written;
            vectors->Length -= written;
        }
    }

    public override long Seek(long offset, int whence)
    {
        long position = LibC.lseek(descriptor, offset, whence);
        return position < 0 ? -LibC.LastError : position;
    }

    public override int Sync(bool dataOnly) =>
        (dataOnly ? LibC.fdatasync(descriptor) : LibC.fsync(descriptor)) < 0 ? -LibC.LastError : 0;

    public override int Truncate()
    {
        long position = LibC.lseek(descriptor, 0, LibC.SeekCurrent);
        return position < 0 || LibC.ftruncate(descriptor, position) < 0 ? -LibC.LastError : 0;
    }

    public override int Advise(long offset, long length, int advice) => -LibC.posix_fadvise(descriptor, offset, length, advice);

    public override int Allocate(long offset, long length)
    {
        while (LibC.fallocate(descriptor, 0, offset, length) < 0)
        {
            if (LibC.LastError != PosixError.Interrupted)
            {
                return -LibC.posix_fallocate(descriptor, offset, length);
            }
        }
        return 0;
    }

    public override int Status(out FileStatus status) => FileStatus.OfDescriptor(descriptor, out status);
}

/// <summary>An open file of the virtual tree: its bytes are in memory.</summary>
internal sealed unsafe class MappedFile(byte* data, long lengthBytes, VirtualFileStatus virtualStatus) : FileHandle
{
    private long position;

    public override bool MayBlock => false;
    public override int Descriptor => -1;

    protected override int CloseDescriptor() => 0;

    public override long Read(byte* target, long length)
    {
        long count = ReadAt(target, length, position);
        position += count;
        return count;
    }

    public override long ReadAt(byte* target, long length, long offset)
    {
        long count = Math.Clamp(lengthBytes - offset, 0, length);
        NativeMemory.Copy(data + offset, target, (nuint)count);
        return count;
    }

    public override long Seek(long offset, int whence)
    {
        long start =
            whence == LibC.SeekSet ? 0
            : whence == LibC.SeekCurrent ? position
            : lengthBytes;
        long target = start + offset;
        return target < 0 ? -PosixError.Invalid : position = target;
    }

    public override long Write(IoVector* vectors, int count) => -PosixError.BadDescriptor;

    public override long WriteAt(IoVector* vectors, int count, long offset) => -PosixError.BadDescriptor;

    public override int Sync(bool dataOnly) => 0;

    public override int Truncate() => -PosixError.Invalid;

    public override int Advise(long offset, long length, int advice) => 0;

    public override int Allocate(long offset, long length) => -PosixError.BadDescriptor;

    public override int Status(out FileStatus status)
    {
        status = FileStatus.OfVirtual(virtualStatus);
        return 0;
    }
}
