// prim_file's functions that take paths: status, directories, links, names, permissions.

namespace Lingen.IO;

public static unsafe partial class FileBifs
{
    private const uint SettableModes = 0xDFF; // 06777
    private const uint SetIdModes = 0xC00; // 06000

    /// <summary>A system call on one path: 0 or a negative error number.</summary>
    private delegate int PathCall(byte* path);

    /// <summary>A call on a path of the system: on the spot if calls are quick, else on a dirty thread.</summary>
    private static Term OnPath(ref BifContext context, Term name, PathCall call)
    {
        if (!NativePath.TryFrom(ref context, name, out NativePath path))
        {
            return PosixError.Tuple(context.Heap, PosixError.Invalid);
        }
        Span<byte> buffer = stackalloc byte[NativePath.VirtualLimitBytes];
        if (path.IsVirtual(Host.Of(context.Vm).VirtualFiles, buffer, out _))
        {
            return PosixError.Tuple(context.Heap, PosixError.ReadOnlyFileSystem);
        }
        if (!FilePace.MayRun(context.Scheduler))
        {
            return context.GoDirty(waits: true);
        }
        long began = FilePace.Begin(context.Scheduler);
        int result = call(path.Pointer);
        FilePace.Done(context.Scheduler, began);
        return OkOrError(ref context, result);
    }

    private static int Check(int result) => result < 0 ? -LibC.LastError : 0;

    [Bif("prim_file", "read_info_nif")]
    public static Term ReadInfo(ref BifContext context, Term name, Term followLinks)
    {
        if (!HostNumbers.TryInt32(followLinks, out int follow))
        {
            return context.BadArg();
        }
        if (!NativePath.TryFrom(ref context, name, out NativePath path))
        {
            return PosixError.Tuple(context.Heap, PosixError.Invalid);
        }
        IVirtualFiles? files = Host.Of(context.Vm).VirtualFiles;
        Span<byte> buffer = stackalloc byte[NativePath.VirtualLimitBytes];
        if (path.IsVirtual(files, buffer, out ReadOnlySpan<byte> below))
        {
            return files!.TryStat(below, out VirtualFileStatus found)
                ? FileStatus.OfVirtual(found).ToRecord(context.Heap)
                : PosixError.Tuple(context.Heap, PosixError.NoEntry);
        }
        if (!FilePace.MayRun(context.Scheduler))
        {
            return context.GoDirty(waits: true);
        }
        long began = FilePace.Begin(context.Scheduler);
        int result = FileStatus.OfPath(path.Pointer, follow != 0, out FileStatus status);
        FilePace.Done(context.Scheduler, began);
        return result < 0 ? Fail(ref context, result) : status.ToRecord(context.Heap);
    }

    [Bif("prim_file", "set_permissions_nif")]
    public static Term SetPermissions(ref BifContext context, Term name, Term permissions)
    {
        if (!HostNumbers.TryUInt32(permissions, out uint mode))
        {
            return context.BadArg();
        }
        mode &= SettableModes;
        return OnPath(ref context, name, path => LibC.chmod(path, mode) == 0 ? 0 : Check(LibC.chmod(path, mode & ~SetIdModes)));
    }

    [Bif("prim_file", "set_owner_nif")]
    public static Term SetOwner(ref BifContext context, Term name, Term user, Term group)
    {
        if (!HostNumbers.TryInt32(user, out int uid) || !HostNumbers.TryInt32(group, out int gid))
        {
            return context.BadArg();
        }
        return OnPath(ref context, name, path => Check(LibC.chown(path, uid, gid)));
    }

    [Bif("prim_file", "set_time_nif")]
    public static Term SetTime(ref BifContext context, Term name, Term accessed, Term modified, Term created)
    {
        long modifiedSeconds = 0;
        if (
            !HostNumbers.TryInt64(accessed, out long accessedSeconds)
            || !HostNumbers.TryInt64(modified, out modifiedSeconds)
            || !HostNumbers.TryInt64(created, out _)
        )
        {
            return context.BadArg();
        }
        return OnPath(
            ref context,
            name,
            path =>
            {
                TimeSpec* times = stackalloc TimeSpec[2];
                times[0] = new TimeSpec { Seconds = accessedSeconds };
                times[1] = new TimeSpec { Seconds = modifiedSeconds };
                return Check(LibC.utimensat(LibC.AtCurrentDirectory, path, times, 0));
            }
        );
    }

    [Bif("prim_file", "make_dir_nif")]
    public static Term MakeDir(ref BifContext context, Term name) =>
        OnPath(ref context, name, static path => Check(LibC.mkdir(path, DirectoryMode)));

    [Bif("prim_file", "del_file_nif")]
    public static Term DelFile(ref BifContext context, Term name) =>
        OnPath(
            ref context,
            name,
            static path =>
            {
                int result = Check(LibC.unlink(path));
                return result == -PosixError.IsDirectory ? -PosixError.NotPermitted : result;
            }
        );

    [Bif("prim_file", "del_dir_nif")]
    public static Term DelDir(ref BifContext context, Term name) => OnPath(ref context, name, RemoveDirectory);

    /// <summary>A directory that is not empty gives eexist, the current one einval, as OTP promises on every system.</summary>
    private static int RemoveDirectory(byte* path)
    {
        int result = Check(LibC.rmdir(path));
        if (result is not (-PosixError.NotEmpty or -PosixError.Exists))
        {
            return result;
        }
        StatX target;
        StatX current;
        byte* here = stackalloc byte[2];
        here[0] = (byte)'.';
        here[1] = 0;
        bool known =
            LibC.statx(LibC.AtCurrentDirectory, path, 0, StatX.BasicStats, &target) == 0
            && LibC.statx(LibC.AtCurrentDirectory, here, 0, StatX.BasicStats, &current) == 0
            && target.Inode == current.Inode
            && target.Device == current.Device;
        return known ? -PosixError.Invalid : -PosixError.Exists;
    }

    [Bif("prim_file", "set_cwd_nif")]
    public static Term SetCwd(ref BifContext context, Term name) =>
        OnPath(ref context, name, static path => Check(LibC.chdir(path)));

    [Bif("prim_file", "get_cwd_nif")]
    public static Term GetCwd(ref BifContext context)
    {
        for (int size = 1024; ; size *= 2)
        {
            byte[] result = new byte[size];
            fixed (byte* bytes = result)
            {
                if (LibC.getcwd(bytes, size) != null)
                {
                    return Ok(ref context, Bitstring.FromBytes(context.Heap, result.AsSpan(0, result.AsSpan().IndexOf((byte)0))));
                }
            }
            if (LibC.LastError != PosixError.Range)
            {
                return PosixError.Tuple(context.Heap, LibC.LastError);
            }
        }
    }

    /// <summary>Directories of drives are Windows's.</summary>
    [Bif("prim_file", "get_device_cwd_nif")]
    public static Term GetDeviceCwd(ref BifContext context, Term drive) =>
        HostNumbers.TryInt32(drive, out _) ? PosixError.Tuple(context.Heap, PosixError.NotSupported) : context.BadArg();

    /// <summary>Short names are Windows's.</summary>
    [Bif("prim_file", "altname_nif")]
    public static Term AltName(ref BifContext context, Term name) =>
        PosixError.Tuple(
            context.Heap,
            NativePath.TryFrom(ref context, name, out _) ? PosixError.NotSupported : PosixError.Invalid
        );

    [Bif("prim_file", "rename_nif")]
    public static Term Rename(ref BifContext context, Term from, Term to) =>
        OnPaths(
            ref context,
            from,
            to,
            static (existing, name) =>
            {
                int result = Check(LibC.rename(existing, name));
                return result == -PosixError.NotEmpty ? -PosixError.Exists
                    : result < 0 && existing[0] == '/' && existing[1] == 0 ? -PosixError.Invalid
                    : result;
            }
        );

    [Bif("prim_file", "make_hard_link_nif")]
    public static Term MakeHardLink(ref BifContext context, Term existing, Term name) =>
        OnPaths(ref context, existing, name, static (target, link) => Check(LibC.link(target, link)));

    [Bif("prim_file", "make_soft_link_nif")]
    public static Term MakeSoftLink(ref BifContext context, Term existing, Term name) =>
        OnPaths(ref context, existing, name, static (target, link) => Check(LibC.symlink(target, link)));

    private delegate int TwoPathCall(byte* first, byte* second);

    private static Term OnPaths(ref BifContext context, Term first, Term second, TwoPathCall call)
    {
        if (!NativePath.TryFrom(ref context, first, out NativePath path))
        {
            return PosixError.Tuple(context.Heap, PosixError.Invalid);
        }
        byte* firstPointer = path.Pointer;
        return OnPath(ref context, second, secondPointer => call(firstPointer, secondPointer));
    }

    [Bif("prim_file", "read_link_nif")]
    public static Term ReadLink(ref BifContext context, Term name)
    {
        if (!NativePath.TryFrom(ref context, name, out NativePath path))
        {
            return PosixError.Tuple(context.Heap, PosixError.Invalid);
        }
        if (!FilePace.MayRun(context.Scheduler))
        {
            return context.GoDirty(waits: true);
        }
        for (int size = 1024; ; size *= 2)
        {
            byte[] result = new byte[size];
            fixed (byte* bytes = result)
            {
                nint count = LibC.readlink(path.Pointer, bytes, size);
                if (count < 0)
                {
                    return PosixError.Tuple(context.Heap, LibC.LastError);
                }
                if (count < size)
                {
                    return Ok(ref context, Bitstring.FromBytes(context.Heap, result.AsSpan(0, (int)count)));
                }
            }
        }
    }

    /// <summary>{ok, [RawName]} in the order that BEAM gives: the last entry of the directory first.</summary>
    [Bif("prim_file", "list_dir_nif")]
    public static Term ListDir(ref BifContext context, Term name)
    {
        if (!NativePath.TryFrom(ref context, name, out NativePath path))
        {
            return PosixError.Tuple(context.Heap, PosixError.Invalid);
        }
        IVirtualFiles? files = Host.Of(context.Vm).VirtualFiles;
        Term list = Term.Nil;
        Span<byte> buffer = stackalloc byte[NativePath.VirtualLimitBytes];
        if (path.IsVirtual(files, buffer, out ReadOnlySpan<byte> below))
        {
            IReadOnlyList<byte[]>? names = files!.List(below);
            if (names == null)
            {
                return PosixError.Tuple(context.Heap, files.TryStat(below, out _) ? PosixError.NotDirectory : PosixError.NoEntry);
            }
            for (int i = 0; i < names.Count; i++)
            {
                list = Cons.Create(context.Heap, Bitstring.FromBytes(context.Heap, names[i]), list);
            }
            return Ok(ref context, list);
        }
        if (!FilePace.MayRun(context.Scheduler))
        {
            return context.GoDirty(waits: true);
        }
        long began = FilePace.Begin(context.Scheduler);
        nint directory = LibC.opendir(path.Pointer);
        if (directory == 0)
        {
            return PosixError.Tuple(context.Heap, LibC.LastError);
        }
        DirectoryEntry* entry;
        while ((entry = LibC.readdir(directory)) != null)
        {
            var entryName = new ReadOnlySpan<byte>(entry->Name, 256);
            entryName = entryName[..entryName.IndexOf((byte)0)];
            if (!entryName.SequenceEqual("."u8) && !entryName.SequenceEqual(".."u8))
            {
                list = Cons.Create(context.Heap, Bitstring.FromBytes(context.Heap, entryName), list);
            }
        }
        LibC.closedir(directory);
        FilePace.Done(context.Scheduler, began);
        return Ok(ref context, list);
    }
}
