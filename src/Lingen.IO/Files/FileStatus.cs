// The record #file_info{} of kernel/include/file.hrl, from the system's file status.
namespace Lingen.IO;

/// <summary>Status of a file as prim_file gives it: posix times, access already looked up.</summary>
internal unsafe struct FileStatus
{
    // From the year 1902 to the end of 9999: what calendar times take.
    private const long MinTime = -2_145_916_800;
    private const long MaxTime = 253_402_300_799;

    private const int ReadAccess = 1;
    private const int WriteAccess = 2;

    public StatX Data;
    public int Access;

    public readonly bool IsDirectory => Data.Type == StatX.Directory;
    public readonly bool IsRegular => Data.Type == StatX.Regular;

    /// <summary>Status by path. Returns 0 or a negative error number.</summary>
    public static int OfPath(byte* path, bool followLinks, out FileStatus status)
    {
        status = default;
        fixed (StatX* data = &status.Data)
        {
            int flags = followLinks ? 0 : LibC.AtSymlinkNoFollow;
            if (LibC.statx(LibC.AtCurrentDirectory, path, flags, StatX.BasicStats, data) < 0)
            {
                return -LibC.LastError;
            }
        }
        status.Access =
            (LibC.access(path, LibC.AccessRead) == 0 ? ReadAccess : 0)
            | (LibC.access(path, LibC.AccessWrite) == 0 ? WriteAccess : 0);
        return 0;
    }

    /// <summary>Status of an open file; access is what its mode grants to us.</summary>
    public static int OfDescriptor(int descriptor, out FileStatus status)
    {
        status = default;
        byte empty = 0;
        fixed (StatX* data = &status.Data)
        {
            if (LibC.statx(descriptor, &empty, LibC.AtEmptyPath, StatX.BasicStats, data) < 0)
            {
                return -LibC.LastError;
            }
        }
        int shift =
            status.Data.Uid == LibC.geteuid() ? 6
            : status.Data.Gid == LibC.getegid() ? 3
            : 0;
        int bits = status.Data.Mode >> shift;
        status.Access = ((bits & 4) != 0 ? ReadAccess : 0) | ((bits & 2) != 0 ? WriteAccess : 0);
        return 0;
    }

    /// <summary>
    /// Status of a file in the virtual tree: it is read only, but its mode is that of an installed file, because copies are given
    /// that mode.
    /// </summary>
    public static FileStatus OfVirtual(in VirtualFileStatus from)
    {
        var status = new FileStatus { Access = ReadAccess };
        const int ReadByAll = 0x1A4; // 644
        const int ExecuteByAll = 0x49; // 111
        int execute = from.IsDirectory || from.IsExecutable ? ExecuteByAll : 0;
        status.Data.Mode = (ushort)((from.IsDirectory ? StatX.Directory : StatX.Regular) | ReadByAll | execute);
        status.Data.Size = (ulong)from.LengthBytes;
        status.Data.Links = 1;
        status.Data.Inode = from.Inode;
        status.Data.Accessed.Seconds = from.ModifiedSeconds;
        status.Data.Modified.Seconds = from.ModifiedSeconds;
        status.Data.Changed.Seconds = from.ModifiedSeconds;
        return status;
    }

    /// <summary>The #file_info{} tuple.</summary>
    public readonly Term ToRecord(TermHeap* heap)
    {
        Term tuple = Tuple.Allocate(heap, 14, out Term* fields);
        fields[0] = Atoms.FileInfo;
        fields[1] = Term.Small((long)Data.Size);
        fields[2] = TypeAtom(Data.Type);
        fields[3] = AccessAtom(Access);
        fields[4] = Time(Data.Accessed);
        fields[5] = Time(Data.Modified);
        fields[6] = Time(Data.Changed);
        fields[7] = Term.Small(Data.Mode);
        fields[8] = Term.Small(Data.Links);
        // BEAM hands device and inode through 32-bit numbers; programs compare them with each other only.
        fields[9] = Term.Small((uint)Data.Device);
        fields[10] = Term.Small((uint)Data.SpecialDevice);
        fields[11] = Term.Small((uint)Data.Inode);
        fields[12] = Term.Small(Data.Uid);
        fields[13] = Term.Small(Data.Gid);
        return tuple;
    }

    private static Term Time(StatXTime time) => Term.Small(Math.Clamp(time.Seconds, MinTime, MaxTime));

    private static Term TypeAtom(int type) =>
        type switch
        {
            StatX.Regular => Atoms.Regular,
            StatX.Directory => Atoms.Directory,
            StatX.Link => Atoms.Symlink,
            StatX.CharacterDevice or StatX.BlockDevice => Atoms.Device,
            _ => Atoms.Other,
        };

    private static Term AccessAtom(int access) =>
        access switch
        {
            ReadAccess => Atoms.Read,
            WriteAccess => Atoms.Write,
            ReadAccess | WriteAccess => Atoms.ReadWrite,
            _ => Atoms.None,
        };
}
