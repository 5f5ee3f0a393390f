// Programs in the background: `epmd -daemon`, `erl -detached`. The .NET runtime cannot fork, so the program is started again in a session of
// its own, with its standard descriptors on /dev/null.
using System.Runtime.InteropServices;
using System.Text;

namespace Lingen.Distribution;

/// <summary>Starts a program detached from the terminal.</summary>
public static unsafe partial class Daemon
{
    private const string Library = "libc";
    private const short NewSession = 0x80;
    private const int ReadWrite = 2;
    private const int InterruptedError = 4;

    // glibc's types are 80 and 336 bytes on every 64-bit Linux; a little more does no harm.
    private const int ActionsBytes = 128;
    private const int AttributesBytes = 512;

    /// <summary>
    /// Starts the program with these words, the first being its name; the result is 0 or the error. With <paramref name="wait"/> the program
    /// has ended when this returns. It works in the root folder and inherits no other descriptor.
    /// </summary>
    public static int Start(string program, IReadOnlyList<string> words, bool wait = false) => Start(program, words, null, wait);

    /// <summary>
    /// Starts the program in this folder, with our descriptors above 2 and one more variable, NAME=VALUE, in its environment; the result is 0
    /// or the error.
    /// </summary>
    public static int StartHere(string program, IReadOnlyList<string> words, string variable) =>
        Start(program, words, variable, wait: false);

    private static int Start(string program, IReadOnlyList<string> words, string? variable, bool wait)
    {
        byte* actions = stackalloc byte[ActionsBytes];
        byte* attributes = stackalloc byte[AttributesBytes];
        var strings = new List<nint>();
        posix_spawn_file_actions_init(actions);
        posix_spawnattr_init(attributes);
        try
        {
            byte* nowhere = Text("/dev/null"u8, strings);
            for (int fd = 0; fd <= 2; fd++)
            {
                posix_spawn_file_actions_addopen(actions, fd, nowhere, ReadWrite, 0);
            }
            if (variable == null)
            {
                posix_spawn_file_actions_addclosefrom_np(actions, 3);
                posix_spawn_file_actions_addchdir_np(actions, Text("/"u8, strings));
            }
            posix_spawnattr_setflags(attributes, NewSession);
            byte** arguments = Vector([.. words.Select(Encoding.UTF8.GetBytes)], strings);
            byte[][] added = variable == null ? [] : [Encoding.UTF8.GetBytes(variable)];
            byte** environment = Vector([.. Environment(), .. added], strings);
            int pid;
            int error = posix_spawn(
                &pid,
                Text(Encoding.UTF8.GetBytes(program), strings),
                actions,
                attributes,
                arguments,
                environment
            );
            while (error == 0 && wait && waitpid(pid, null, 0) < 0 && Marshal.GetLastSystemError() == InterruptedError) { }
            return error;
        }
        finally
        {
            foreach (nint text in strings)
            {
                NativeMemory.Free((void*)text);
            }
            posix_spawn_file_actions_destroy(actions);
            posix_spawnattr_destroy(attributes);
        }
    }

    /// <summary>Our own environment, byte for byte.</summary>
    private static byte[][] Environment()
    {
        var variables = new List<byte[]>();
        ReadOnlySpan<byte> all = File.ReadAllBytes("/proc/self/environ");
        foreach (Range range in all.Split((byte)0))
        {
            if (range.Start.Value != range.End.Value)
            {
                variables.Add(all[range].ToArray());
            }
        }
        return [.. variables];
    }

    private static byte** Vector(byte[][] texts, List<nint> strings)
    {
        var vector = (byte**)NativeMemory.Alloc((nuint)(texts.Length + 1), (nuint)sizeof(byte*));
        strings.Add((nint)vector);
        for (int i = 0; i < texts.Length; i++)
        {
            vector[i] = Text(texts[i], strings);
        }
        vector[texts.Length] = null;
        return vector;
    }

    private static byte* Text(ReadOnlySpan<byte> bytes, List<nint> strings)
    {
        var copy = (byte*)NativeMemory.Alloc((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        copy[bytes.Length] = 0;
        strings.Add((nint)copy);
        return copy;
    }

    [LibraryImport(Library)]
    private static partial int posix_spawn(
        int* pid,
        byte* path,
        byte* actions,
        byte* attributes,
        byte** words,
        byte** environment
    );

    [LibraryImport(Library)]
    private static partial int waitpid(int pid, int* status, int options);

    [LibraryImport(Library)]
    private static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport(Library)]
    private static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport(Library)]
    private static partial int posix_spawn_file_actions_addopen(byte* actions, int fd, byte* path, int flags, uint mode);

    [LibraryImport(Library)]
    private static partial int posix_spawn_file_actions_addclosefrom_np(byte* actions, int first);

    [LibraryImport(Library)]
    private static partial int posix_spawn_file_actions_addchdir_np(byte* actions, byte* path);

    [LibraryImport(Library)]
    private static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport(Library)]
    private static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport(Library)]
    private static partial int posix_spawnattr_setflags(byte* attributes, short flags);
}
