// Brings up a node: virtual machine, built-in functions, preloaded modules, the system processes in BEAM's order, and
// then the first process, erl_init:start(init, Arguments), which is Erlang's own boot.
using System.Runtime.InteropServices;
using System.Text;
using Lingen.IO;

namespace Lingen.Cli;

/// <summary>The start of the Erlang system.</summary>
public static unsafe class Boot
{
    /// <summary>The modules that are there before any file is read, oldest first; erlang:pre_loaded/0 gives the reverse.</summary>
    private static readonly string[] Preloaded =
    [
        "erts_code_purger",
        "erl_init",
        "init",
        "prim_buffer",
        "prim_eval",
        "prim_inet",
        "prim_file",
        "zlib",
        "socket_registry",
        "prim_socket",
        "prim_net",
        "prim_zip",
        "erl_prim_loader",
        "erlang",
        "erts_internal",
        "erl_tracer",
        "erts_literal_area_collector",
        "erts_trace_cleaner",
        "erts_dirty_process_signal_handler",
        "atomics",
        "counters",
        "persistent_term",
    ];

    /// <summary>Set for a start that has left the terminal already (-detached). Erlang code and child programs do not see it.</summary>
    internal const string DetachedVariable = "LINGEN_DETACHED";

    /// <summary>Runs a node until it halts; the result is the exit status.</summary>
    public static int Run(CommandLine line)
    {
        FatalErrors.Watch();
        DebugOptions.ReadEnvironment();
        var vm = new VirtualMachine(
            new VirtualMachineOptions
            {
                Schedulers = line.Settings.Schedulers,
                SchedulersOnline = line.Settings.SchedulersOnline,
                DirtyCpuSchedulers = line.Settings.DirtyCpuSchedulers,
                DirtyCpuSchedulersOnline = line.Settings.DirtyCpuSchedulersOnline,
                DirtyIoSchedulers = line.Settings.DirtyIoSchedulers,
                ProcessLimit = line.Settings.ProcessLimit,
                PortLimit = line.Settings.PortLimit,
                PrintableUnicode = line.Settings.PrintableUnicode,
                WarningMap = line.Settings.WarningMap,
            }
        )
        {
            Engine = new Interpreter.Interpreter(),
        };
        AtomTable.Limit = line.Settings.AtomLimit;
        Host host = Host.Attach(vm);
        FatalErrors.Node = host;
        foreach ((string name, string value) in line.Environment)
        {
            host.Environment.Set(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        }
        host.Environment.Remove(Encoding.UTF8.GetBytes(DetachedVariable));
        host.VirtualFiles = Archive.OpenOwn(Encoding.UTF8.GetBytes(OtpFolder.VirtualRoot));
        host.ProgramRoot = host.VirtualFiles == null ? null : OtpFolder.Root;
        if (host.VirtualFiles is Archive archive)
        {
            vm.Code.TrustedRanges = [archive.Range, archive.InflatedRange];
        }
        vm.Code.CoverageMode = line.Settings.Coverage;
        RegisterBifs(vm);
        foreach (string module in Preloaded)
        {
            vm.Code.LoadPreloaded(ReadPreloaded(host, module), trusted: true);
        }
        ConfigureHost(host, line.Settings);
        ConfigureHeaps(vm, line.Settings);
        vm.EmulatorArguments = [line.Emulator, .. line.EmulatorArguments, "--", .. line.InitArguments];
        StartSystemProcesses(vm, line);
        vm.Start();
        TrimAfterStart(vm, host);
        int status = vm.WaitForHalt();
        if (vm.Slogan != null)
        {
            host.WriteCrashDump(vm.Slogan);
        }
        return status;
    }

    /// <summary>What the flags say about the memory of processes (+h).</summary>
    private static void ConfigureHeaps(VirtualMachine vm, EmulatorSettings settings)
    {
        long minWords = HeapSizes.AtLeast(settings.MinHeapWords);
        vm.MinHeapSizeWords = minWords <= HeapSizes.DefaultMinWords ? 0 : (int)minWords;
        vm.MinBinaryVirtualHeapWords = HeapSizes.AtLeast(settings.MinBinaryHeapWords);
        vm.MaxHeapSizeWords = settings.MaxHeapWords;
        vm.MaxHeapKill = settings.MaxHeapKill;
        vm.MaxHeapErrorLogger = settings.MaxHeapErrorLogger;
        vm.MaxHeapIncludeSharedBinaries = settings.MaxHeapIncludesSharedBinaries;
        vm.MessageQueueOffHeap = settings.MessageQueueOffHeap;
        vm.HaltFlushTimeoutMs = settings.HaltFlushTimeoutMs;
    }

    /// <summary>What the flags say about the outer world: file names, ports, signals.</summary>
    private static void ConfigureHost(Host host, EmulatorSettings settings)
    {
        host.PortLimit = settings.PortLimit;
        host.FileNames = settings.FileNames switch
        {
            FileNameEncoding.Latin1 => IO.FileNameEncoding.Latin1,
            FileNameEncoding.Utf8 => IO.FileNameEncoding.Utf8,
            _ => FileNameEncodings.FromEnvironment(),
        };
        host.FileNameWarnings = settings.BadFileNames switch
        {
            BadFileNames.Ignore => FileNameWarning.Ignore,
            BadFileNames.Error => FileNameWarning.Error,
            _ => FileNameWarning.Warning,
        };
        host.AddForkerPort(LocalPid.Create(0, 0));
        host.StartSignals(
            settings.Break switch
            {
                BreakMode.Exit => IO.BreakMode.Terminate,
                BreakMode.Interrupt => IO.BreakMode.InterruptShell,
                BreakMode.Ignore => IO.BreakMode.Ignore,
                _ => IO.BreakMode.Menu,
            }
        );
    }

    // What the boot has read of the archive is not wanted soon again. The kernel would keep it until memory is short; let go,
    // it comes back from the page cache at a touch.
    private static void TrimAfterStart(VirtualMachine vm, Host host)
    {
        foreach (double seconds in (ReadOnlySpan<double>)[1, 10])
        {
            if (vm.WaitForHalt(TimeSpan.FromSeconds(seconds)))
            {
                return;
            }
            (host.VirtualFiles as Archive)?.ReleasePages();
        }
    }

    /// <summary>Enters all built-in functions.</summary>
    internal static void RegisterBifs(VirtualMachine vm)
    {
        Runtime.GeneratedBifs.Register(vm.Bifs);
        Bifs.GeneratedBifs.Register(vm.Bifs);
        IO.GeneratedBifs.Register(vm.Bifs);
        for (int arity = 2; arity <= 3; arity++)
        {
            Export* apply = vm.Exports.GetOrCreate(Atoms.Erlang, Atoms.Apply, arity);
            Stubs.Write(apply->Stub, Op.ApplyStub, apply);
            apply->Code = apply->Stub + 1;
        }
    }

    private static NativeBytes ReadPreloaded(Host host, string module)
    {
        string relative = $"erts-{OtpFolder.EmulatorVersion}/ebin/{module}.beam";
        if (
            OtpFolder.Root == OtpFolder.VirtualRoot
            && host.VirtualFiles is { } files
            && (
                files.TryOpen(Encoding.UTF8.GetBytes(relative), out byte* data, out long length)
                || files.TryOpen(Encoding.UTF8.GetBytes("lib/" + relative), out data, out length)
            )
        )
        {
            return new NativeBytes(data, (int)length);
        }
        string path = $"{OtpFolder.Root}/{relative}";
        if (!File.Exists(path))
        {
            path = $"{OtpFolder.Root}/lib/{relative}";
        }
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            var copy = (byte*)NativeMemory.Alloc((nuint)bytes.Length);
            bytes.CopyTo(new Span<byte>(copy, bytes.Length));
            return new NativeBytes(copy, bytes.Length);
        }
        catch (IOException problem)
        {
            throw new UsageException($"lingen: no Erlang/OTP {OtpFolder.Release} in {OtpFolder.Root}: {problem.Message}");
        }
    }

    private static void StartSystemProcesses(VirtualMachine vm, CommandLine line)
    {
        TermHeap heap = default;
        Term arguments = Term.Nil;
        foreach (string argument in line.InitArguments.Reverse())
        {
            arguments = Cons.Create(&heap, Bitstring.FromBytes(&heap, Encoding.UTF8.GetBytes(argument)), arguments);
        }
        Term bootModule = Term.Atom(line.Settings.BootModule);
        Term start = Term.Atom("start");
        vm.Spawn(Term.Atom("erl_init"), start, Cons.FromSpan(&heap, [bootModule, arguments]), ProcessFlags.System);
        Spawn("erts_code_purger", ProcessPriority.High);
        Spawn("erts_literal_area_collector", ProcessPriority.High);
        Spawn("erts_dirty_process_signal_handler", ProcessPriority.Normal);
        Spawn("erts_dirty_process_signal_handler", ProcessPriority.High);
        Spawn("erts_dirty_process_signal_handler", ProcessPriority.Max);
        Spawn("erts_trace_cleaner", ProcessPriority.Normal);
        heap.Clear();

        void Spawn(string module, ProcessPriority priority) =>
            vm.Spawn(Term.Atom(module), start, Term.Nil, ProcessFlags.System, priority);
    }
}
