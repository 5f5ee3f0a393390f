// Ports to programs of the system: {spawn, Command} runs a shell, {spawn_executable, File} the file itself. The child is
// started by posix_spawn, in a session of its own, with its standard descriptors on two pipes; a pid descriptor in the
// poll thread tells of its end.
using System.Runtime.InteropServices;
using System.Text;

namespace Lingen.IO;

/// <summary>Starts child programs behind ports.</summary>
internal static unsafe class ChildPrograms
{
    private const string Shell = "/bin/sh";
    private const int FirstFreeDescriptor = 10;

    /// <summary>Opens a port to a program. The result is none, or the reason why not.</summary>
    public static Term Open(Host host, Term owner, string name, bool isExecutable, PortFormat format, out Port? port)
    {
        port = null;
        if (!TryReadOptions(host, name, isExecutable, format, out Command? command))
        {
            return Atoms.Badarg;
        }
        if (isExecutable)
        {
            fixed (byte* path = command.Path)
            {
                if (LibC.access(path, LibC.AccessExecute) != 0)
                {
                    return PosixError.Atom(LibC.LastError);
                }
            }
        }
        int* output = stackalloc int[2];
        int* input = stackalloc int[2];
        if (LibC.pipe2(output, LibC.OpenCloseOnExec) < 0)
        {
            return PosixError.Atom(LibC.LastError);
        }
        if (LibC.pipe2(input, LibC.OpenCloseOnExec) < 0)
        {
            int error = LibC.LastError;
            LibC.close(output[0]);
            LibC.close(output[1]);
            return PosixError.Atom(error);
        }
        // The child's ends must not lie where they are to be put.
        output[0] = Raise(output[0]);
        input[1] = Raise(input[1]);
        int failure = Start(command, format, format.ErrorToOutput, output[0], input[1], out int pid);
        if (failure != 0 && !IsShortage(failure))
        {
            failure = Start(Failing(command, failure), format, errorToOutput: false, output[0], input[1], out pid);
        }
        LibC.close(output[0]);
        LibC.close(input[1]);
        if (failure != 0)
        {
            LibC.close(output[1]);
            LibC.close(input[0]);
            return PosixError.Atom(failure);
        }
        LibC.fcntl(output[1], LibC.FcntlSetFlags, LibC.OpenNonBlock | LibC.OpenWriteOnly);
        LibC.fcntl(input[0], LibC.FcntlSetFlags, LibC.OpenNonBlock);
        var driver = new ChildDriver(input[0], output[1], pid);
        port = PortOpening.Add(host, name, owner, format, driver);
        if (port == null)
        {
            LibC.close(output[1]);
            LibC.close(input[0]);
            return Atoms.SystemLimit;
        }
        port.OsPid = pid;
        lock (port.Gate)
        {
            driver.StartChild();
        }
        return Term.None;
    }

    private static bool IsShortage(int error) =>
        error is PosixError.TryAgain or PosixError.NoMemory or PosixError.TooManyFiles or PosixError.TooManyFilesInSystem;

    /// <summary>
    /// What cannot be executed, or not in that directory, fails in BEAM's child and not in open_port: it ends with the error's
    /// number as its status. The shell does the same in its place.
    /// </summary>
    private static Command Failing(Command command, int error)
    {
        string script = "exit $0";
        List<byte[]> arguments = [ZeroEnded("sh"), ZeroEnded("-c")];
        if (command.Directory is { } directory && !CanEnter(directory))
        {
            arguments.Add(ZeroEnded("printf 'spawn: Could not cd to %s\\r\\n' \"$1\" >&2; " + script));
            arguments.AddRange([ZeroEnded(error.ToString(System.Globalization.CultureInfo.InvariantCulture)), directory]);
        }
        else
        {
            arguments.Add(ZeroEnded(script));
            arguments.Add(ZeroEnded(error.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
        return new Command(ZeroEnded(Shell), arguments, [], null);
    }

    private static bool CanEnter(byte[] directory)
    {
        fixed (byte* inside = (byte[])[.. directory.AsSpan(..^1), (byte)'/', (byte)'.', 0])
        {
            return LibC.access(inside, LibC.AccessExecute) == 0;
        }
    }

    /// <summary>Moves a descriptor above those that a child is given.</summary>
    private static int Raise(int fd)
    {
        if (fd >= FirstFreeDescriptor)
        {
            return fd;
        }
        int raised = LibC.fcntl(fd, LibC.FcntlDuplicateCloseOnExec, FirstFreeDescriptor);
        if (raised < 0)
        {
            return fd;
        }
        LibC.close(fd);
        return raised;
    }

    /// <summary>What is to run; all texts end in a zero.</summary>
    private sealed record Command(byte[] Path, List<byte[]> Arguments, List<byte[]> Environment, byte[]? Directory);

    private static bool TryReadOptions(Host host, string name, bool isExecutable, PortFormat format, out Command command)
    {
        var arguments = new List<byte[]>();
        string file =
            !isExecutable ? Shell
            : OwnPrograms.TryFind(host, name, out string own, out _) ? own
            : name;
        command = new Command(ZeroEnded(file), arguments, [], null);
        if (!isExecutable)
        {
            arguments.AddRange([ZeroEnded("sh"), ZeroEnded("-c"), ZeroEnded("exec " + OwnPrograms.InCommand(host, name))]);
        }
        else
        {
            byte[]? first = format.Argument0.IsNone ? ZeroEnded(name) : Native(format.Argument0);
            if (first == null)
            {
                return false;
            }
            arguments.Add(first);
            Term list = format.Arguments.IsNone ? Term.Nil : format.Arguments;
            for (; list.IsCons; list = list.Tail)
            {
                byte[]? argument = Native(list.Head);
                if (argument == null)
                {
                    return false;
                }
                arguments.Add(argument);
            }
            if (!list.IsNil)
            {
                return false;
            }
        }
        byte[]? directory = format.Directory.IsNone ? null : Native(format.Directory);
        List<byte[]>? environment = MergeEnvironment(host.Environment, format.Environment);
        if (environment == null || (directory == null && !format.Directory.IsNone))
        {
            return false;
        }
        command = command with { Environment = environment, Directory = directory };
        return true;
    }

    private static byte[] ZeroEnded(string text) => Encoding.UTF8.GetBytes(text + "\0");

    /// <summary>A name or argument (an atom, characters or a raw binary) with a zero at its end; null if it is none.</summary>
    private static byte[]? Native(Term term)
    {
        if (term.IsAtom)
        {
            return [.. AtomTable.Utf8Name(term), 0];
        }
        TermHeap scratch = default;
        Term native = FileNameEncodings.ToNative(&scratch, term, FileNameEncoding.Utf8);
        byte[]? bytes = native.IsNone ? null : new Bitstring(native).AlignedBytes.ToArray();
        scratch.Clear();
        return bytes;
    }

    /// <summary>The VM's environment changed by the option's list of {Name, Value | false}; null if that is malformed.</summary>
    private static List<byte[]>? MergeEnvironment(EnvironmentTable environment, Term changes)
    {
        var variables = new Dictionary<string, byte[]>();
        foreach ((byte[] name, byte[] value) in environment.All())
        {
            variables[Encoding.Latin1.GetString(name)] = value;
        }
        changes = changes.IsNone ? Term.Nil : changes;
        for (; changes.IsCons; changes = changes.Tail)
        {
            if (
                !Tuple.TryFrom(changes.Head, out Tuple change)
                || change.Arity != 2
                || !change[0].IsList
                || Native(change[0]) is not { } name
            )
            {
                return null;
            }
            string key = Encoding.Latin1.GetString(name.AsSpan(..^1));
            if (change[1] == Atoms.False || change[1].IsNil)
            {
                variables.Remove(key);
            }
            else if (change[1].IsCons && Native(change[1]) is { } value)
            {
                variables[key] = value[..^1];
            }
            else
            {
                return null;
            }
        }
        return changes.IsNil
            ? variables
                .Select(variable => (byte[])[.. Encoding.Latin1.GetBytes(variable.Key), (byte)'=', .. variable.Value, 0])
                .ToList()
            : null;
    }

    /// <summary>Starts the program; 0 or an error number.</summary>
    private static int Start(Command command, PortFormat format, bool errorToOutput, int childInput, int childOutput, out int pid)
    {
        byte* actions = stackalloc byte[LibC.SpawnActionsBytes];
        byte* attributes = stackalloc byte[LibC.SpawnAttributesBytes];
        byte* signals = stackalloc byte[LibC.SignalSetBytes];
        LibC.posix_spawn_file_actions_init(actions);
        LibC.posix_spawnattr_init(attributes);
        (int inputTarget, int outputTarget) = format.UseStandardIo ? (0, 1) : (3, 4);
        if (format.Writes)
        {
            LibC.posix_spawn_file_actions_adddup2(actions, childInput, inputTarget);
        }
        if (format.Reads)
        {
            LibC.posix_spawn_file_actions_adddup2(actions, childOutput, outputTarget);
        }
        if (errorToOutput)
        {
            LibC.posix_spawn_file_actions_adddup2(actions, childOutput, 2);
        }
        // Whatever else is open here, by this program or whoever started it, is not the child's.
        LibC.posix_spawn_file_actions_addclosefrom_np(actions, format.UseStandardIo ? 3 : outputTarget + 1);
        LibC.posix_spawnattr_setflags(attributes, LibC.SpawnNewSession | LibC.SpawnSetSignalDefault | LibC.SpawnSetSignalMask);
        LibC.sigfillset(signals);
        LibC.posix_spawnattr_setsigdefault(attributes, signals);
        LibC.sigemptyset(signals);
        LibC.posix_spawnattr_setsigmask(attributes, signals);
        using var arguments = new NativeStrings(command.Arguments);
        using var environment = new NativeStrings(command.Environment);
        int error;
        int child = 0;
        fixed (byte* path = command.Path)
        fixed (byte* directory = command.Directory)
        {
            if (directory != null)
            {
                LibC.posix_spawn_file_actions_addchdir_np(actions, directory);
            }
            error = LibC.posix_spawn(&child, path, actions, attributes, arguments.Pointers, environment.Pointers);
        }
        LibC.posix_spawn_file_actions_destroy(actions);
        LibC.posix_spawnattr_destroy(attributes);
        pid = child;
        return error;
    }

    /// <summary>A zero-ended array of C strings.</summary>
    private readonly ref struct NativeStrings
    {
        public readonly byte** Pointers;

        public NativeStrings(List<byte[]> texts)
        {
            Pointers = (byte**)NativeMemory.AllocZeroed((nuint)(texts.Count + 1), (nuint)sizeof(byte*));
            for (int i = 0; i < texts.Count; i++)
            {
                Pointers[i] = (byte*)NativeMemory.Alloc((nuint)texts[i].Length);
                texts[i].CopyTo(new Span<byte>(Pointers[i], texts[i].Length));
            }
        }

        public void Dispose()
        {
            for (byte** text = Pointers; *text != null; text++)
            {
                NativeMemory.Free(*text);
            }
            NativeMemory.Free(Pointers);
        }
    }
}

/// <summary>The port driver of a child program: its two pipes, and its end.</summary>
internal sealed unsafe class ChildDriver(int inputEnd, int outputEnd, int pid) : FdDriver(inputEnd, outputEnd)
{
    private const int SignalOffset = 128;
    private int pidDescriptor = -1;
    private bool inputEnded;
    private int? exitStatus;
    private bool reported;
    private bool stopped;

    public override bool TakesVectors => false;

    /// <summary>Begins reading and waiting for the child's end.</summary>
    public void StartChild()
    {
        Orphans.AddChild(pid);
        Start();
        pidDescriptor = (int)LibC.syscall(LibC.SyscallPidfdOpen, pid, 0);
        if (pidDescriptor >= 0)
        {
            Port.Host.Poller.Request(pidDescriptor, PollEvents.Read, this);
        }
        else
        {
            // An old kernel: a thread waits.
            new Thread(WaitOnThread, 64 * 1024) { IsBackground = true }.Start();
        }
    }

    private void WaitOnThread()
    {
        int status;
        while (LibC.waitpid(pid, &status, 0) < 0 && LibC.LastError == PosixError.Interrupted) { }
        lock (Port.Gate)
        {
            Ended(status);
        }
    }

    public override void Ready(int fd, PollEvents events)
    {
        if (fd != pidDescriptor)
        {
            base.Ready(fd, events);
            return;
        }
        lock (Port.Gate)
        {
            using Port.Work work = Port.Begin();
            int status = 0;
            LibC.waitpid(pid, &status, LibC.WaitNoHang);
            Orphans.RemoveChild(pid);
            Port.Host.Poller.Remove(pidDescriptor);
            LibC.close(pidDescriptor);
            pidDescriptor = -1;
            Ended(status);
        }
    }

    private void Ended(int status)
    {
        int signal = status & 0x7F;
        exitStatus = signal != 0 ? SignalOffset + signal : (status >> 8) & 0xFF;
        if (inputEnded || !Port.Format.Reads)
        {
            Report();
        }
    }

    /// <summary>The exit status comes behind all output: so the end of input waits for the child's.</summary>
    protected override void AtEndOfInput()
    {
        inputEnded = true;
        if (!Port.Format.ExitStatus || exitStatus != null)
        {
            Report();
        }
    }

    private void Report()
    {
        // The end of input may come long before the child's, which then is nobody's business.
        if (stopped || reported || !Port.IsOpen)
        {
            return;
        }
        reported = true;
        if (Port.Format.ExitStatus)
        {
            Port.ReportExitStatus(exitStatus ?? 0);
        }
        if (inputEnded)
        {
            Port.InputEnded();
        }
    }

    public override void Stop()
    {
        base.Stop();
        stopped = true;
        Port.Host.Poller.Remove(InputDescriptor);
        LibC.close(InputDescriptor);
        LibC.close(OutputDescriptor);
    }
}
