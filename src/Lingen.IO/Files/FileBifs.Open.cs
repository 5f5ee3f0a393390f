// Opening files, and reading a whole one: the boot path.

namespace Lingen.IO;

public static unsafe partial class FileBifs
{
    private const uint FileMode = 0x1B6; // 0666
    private const uint DirectoryMode = 0x1FF; // 0777
    private const long UnknownSizeBytes = 16 * 1024;

    [Flags]
    private enum OpenModes
    {
        None = 0,
        Read = 1,
        Write = 2,
        Append = 4,
        Exclusive = 8,
        Sync = 16,
        SkipTypeCheck = 32,
        Directory = 64,
    }

    [Bif("prim_file", "open_nif")]
    public static Term Open(ref BifContext context, Term name, List modeList)
    {
        OpenModes modes = ReadModes(modeList.Term);
        if (!NativePath.TryFrom(ref context, name, out NativePath path))
        {
            return PosixError.Tuple(context.Heap, PosixError.Invalid);
        }
        Host host = Host.Of(context.Vm);
        Span<byte> buffer = stackalloc byte[NativePath.VirtualLimitBytes];
        if (path.IsVirtual(host.VirtualFiles, buffer, out ReadOnlySpan<byte> below))
        {
            return OpenVirtual(ref context, host, below, modes);
        }
        // Opening a fifo waits for its other end, and a device may do anything: these go to a dirty thread.
        if (!context.Scheduler.IsDirty && (!FilePace.MayRun(context.Scheduler) || !IsPlain(path.Pointer)))
        {
            return context.GoDirty(waits: true);
        }
        long began = FilePace.Begin(context.Scheduler);
        int result = OpenDescriptor(path.Pointer, modes, out bool mayBlock);
        FilePace.Done(context.Scheduler, began);
        return result < 0
            ? Fail(ref context, result)
            : Ok(
                ref context,
                new DescriptorFile(result, mayBlock) { Host = host, Owner = context.Process->Pid }.Open(ref context)
            );
    }

    /// <summary>Adopts a descriptor of the system by its number.</summary>
    [Bif("prim_file", "file_desc_to_ref_nif")]
    public static Term FromDescriptor(ref BifContext context, Term number)
    {
        if (!HostNumbers.TryInt32(number, out int descriptor))
        {
            return context.BadArg();
        }
        if (LibC.fcntl(descriptor, LibC.FcntlGetFlags, 0) < 0 && LibC.LastError == PosixError.BadDescriptor)
        {
            return PosixError.Tuple(context.Heap, PosixError.BadDescriptor);
        }
        bool mayBlock =
            FileStatus.OfDescriptor(descriptor, out FileStatus status) < 0 || !(status.IsRegular || status.IsDirectory);
        Host host = Host.Of(context.Vm);
        var file = new DescriptorFile(descriptor, mayBlock) { Host = host, Owner = context.Process->Pid };
        return Ok(ref context, file.Open(ref context));
    }

    private static OpenModes ReadModes(Term list)
    {
        OpenModes modes = OpenModes.None;
        for (; list.IsCons; list = list.Tail)
        {
            modes |= list.Head.Bits switch
            {
                AtomBits.Read => OpenModes.Read,
                AtomBits.Write => OpenModes.Write,
                AtomBits.Append => OpenModes.Append,
                AtomBits.Exclusive => OpenModes.Exclusive,
                AtomBits.Sync => OpenModes.Sync,
                AtomBits.SkipTypeCheck => OpenModes.SkipTypeCheck,
                AtomBits.Directory => OpenModes.Directory,
                _ => OpenModes.None,
            };
        }
        if ((modes & (OpenModes.Append | OpenModes.Exclusive)) != 0)
        {
            return modes | OpenModes.Write;
        }
        return (modes & (OpenModes.Read | OpenModes.Write)) == 0 ? modes | OpenModes.Read : modes;
    }

    private static int Flags(OpenModes modes)
    {
        int flags = (modes & (OpenModes.Read | OpenModes.Write)) switch
        {
            OpenModes.Read => LibC.OpenReadOnly,
            OpenModes.Write => LibC.OpenWriteOnly | LibC.OpenCreate | LibC.OpenTruncate,
            _ => LibC.OpenReadWrite | LibC.OpenCreate,
        };
        if ((modes & OpenModes.Append) != 0)
        {
            flags = (flags & ~LibC.OpenTruncate) | LibC.OpenAppend;
        }
        flags |= (modes & OpenModes.Exclusive) != 0 ? LibC.OpenExclusive : 0;
        flags |= (modes & OpenModes.Sync) != 0 ? LibC.OpenSync : 0;
        flags |= (modes & OpenModes.Directory) != 0 ? LibC.OpenDirectory : 0;
        return flags | LibC.OpenCloseOnExec | LibC.OpenNoControllingTerminal;
    }

    /// <summary>The descriptor, or a negative error number.</summary>
    private static int OpenDescriptor(byte* path, OpenModes modes, out bool mayBlock)
    {
        mayBlock = true;
        uint creationMode = (modes & OpenModes.Directory) != 0 ? DirectoryMode : FileMode;
        int descriptor;
        do
        {
            descriptor = LibC.open(path, Flags(modes), (int)creationMode);
        } while (descriptor < 0 && LibC.LastError == PosixError.Interrupted);
        if (descriptor < 0)
        {
            return -LibC.LastError;
        }
        if (FileStatus.OfDescriptor(descriptor, out FileStatus status) == 0)
        {
            mayBlock = !(status.IsRegular || status.IsDirectory);
            if (status.IsDirectory && (modes & (OpenModes.SkipTypeCheck | OpenModes.Directory)) == 0)
            {
                LibC.close(descriptor);
                return -PosixError.IsDirectory;
            }
        }
        return descriptor;
    }

    /// <summary>Nothing at this path would make open wait: a file, a directory, or nothing at all.</summary>
    private static bool IsPlain(byte* path)
    {
        StatX status;
        return LibC.statx(LibC.AtCurrentDirectory, path, 0, StatX.BasicStats, &status) < 0
            || status.Type is StatX.Regular or StatX.Directory;
    }

    private static Term OpenVirtual(ref BifContext context, Host host, scoped ReadOnlySpan<byte> below, OpenModes modes)
    {
        IVirtualFiles files = host.VirtualFiles!;
        if (!files.TryStat(below, out VirtualFileStatus status))
        {
            return PosixError.Tuple(
                context.Heap,
                (modes & OpenModes.Write) != 0 ? PosixError.ReadOnlyFileSystem : PosixError.NoEntry
            );
        }
        if ((modes & OpenModes.Write) != 0)
        {
            return PosixError.Tuple(context.Heap, PosixError.ReadOnlyFileSystem);
        }
        if (status.IsDirectory)
        {
            return PosixError.Tuple(context.Heap, PosixError.IsDirectory);
        }
        files.TryOpen(below, out byte* data, out long length);
        var file = new MappedFile(data, length, status) { Host = host, Owner = context.Process->Pid };
        return Ok(ref context, file.Open(ref context));
    }

    /// <summary>{ok, Binary} with the whole file. A file of the virtual tree is not copied.</summary>
    [Bif("prim_file", "read_file_nif")]
    public static Term ReadFile(ref BifContext context, Term name)
    {
        if (!NativePath.TryFrom(ref context, name, out NativePath path))
        {
            return PosixError.Tuple(context.Heap, PosixError.Invalid);
        }
        IVirtualFiles? files = Host.Of(context.Vm).VirtualFiles;
        Span<byte> buffer = stackalloc byte[NativePath.VirtualLimitBytes];
        if (path.IsVirtual(files, buffer, out ReadOnlySpan<byte> below))
        {
            return ReadVirtual(ref context, files!, below);
        }
        if (context.Scheduler.IsDirty)
        {
            return ReadWhole(ref context, path.Pointer, long.MaxValue);
        }
        if (!FilePace.MayRun(context.Scheduler) || !IsPlain(path.Pointer))
        {
            return context.GoDirty(waits: true);
        }
        long began = FilePace.Begin(context.Scheduler);
        Term result = ReadWhole(ref context, path.Pointer, FilePace.QuickBytes * 4);
        FilePace.Done(context.Scheduler, began);
        return result;
    }

    private static Term ReadVirtual(ref BifContext context, IVirtualFiles files, scoped ReadOnlySpan<byte> below)
    {
        if (files.TryOpen(below, out byte* data, out long length))
        {
            Term binary =
                length <= Bitstring.HeapLimitBytes
                    ? Bitstring.FromBytes(context.Heap, new ReadOnlySpan<byte>(data, (int)length))
                    : Bitstring.CreateRefc(context.Heap, BinaryCell.Borrow(data, length), 0, length * 8);
            return Ok(ref context, binary);
        }
        int error = files.TryStat(below, out _) ? PosixError.IsDirectory : PosixError.NoEntry;
        return PosixError.Tuple(context.Heap, error);
    }

    /// <summary>Reads a file; one larger than the limit moves the call to a dirty thread.</summary>
    private static Term ReadWhole(ref BifContext context, byte* path, long limitBytes)
    {
        int descriptor = OpenDescriptor(path, OpenModes.Read, out _);
        if (descriptor < 0)
        {
            return Fail(ref context, descriptor);
        }
        FileStatus.OfDescriptor(descriptor, out FileStatus status);
        long size = (long)status.Data.Size;
        if (size > limitBytes)
        {
            LibC.close(descriptor);
            return context.GoDirty(waits: true);
        }
        // Files of /proc say size 0 and have content; a file may also grow meanwhile, and is read up to its first size.
        long count = ReadDescriptor(descriptor, size, out BinaryCell* cell);
        LibC.close(descriptor);
        return count < 0 ? Fail(ref context, count) : Ok(ref context, HostBytes.ToBinary(context.Heap, cell, count));
    }

    private static long ReadDescriptor(int descriptor, long size, out BinaryCell* cell)
    {
        if (!TryAllocate(size == 0 ? UnknownSizeBytes : size, out cell))
        {
            return -PosixError.NoMemory;
        }
        long done = 0;
        while (true)
        {
            nint count = LibC.read(descriptor, cell->Data + done, (nint)(cell->CapacityBytes - done));
            if (count < 0)
            {
                int error = LibC.LastError;
                if (error == PosixError.Interrupted)
                {
                    continue;
                }
                OffHeapCell.Release(&cell->Cell);
                return -error;
            }
            done += count;
            if (count == 0 || done == size)
            {
                return done;
            }
            if (done == cell->CapacityBytes)
            {
                cell = BinaryCell.Shrink(cell, done * 2);
            }
        }
    }
}
