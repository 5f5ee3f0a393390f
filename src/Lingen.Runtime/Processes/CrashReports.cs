// What the VM itself tells the logger: processes that end with an exception nobody caught, and heaps past their limit.
// The logger process of kernel gets {log, Level, Format, Arguments, Metadata}; before it exists the text goes to standard
// error.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Reports to the logger.</summary>
public static unsafe class CrashReports
{
    private const string CrashFormat = "Error in process ~p with exit value:~n~p~n";
    private const string CrashOnNodeFormat = "Error in process ~p on node ~p with exit value:~n~p~n";
    private const string HeapFormat =
        "     Process:            ~p ~n     Context:            maximum heap size reached~n"
        + "     Max Heap Size:      ~p~n     Total Heap Size:    ~p~n     Kill:               ~p~n     Error Logger:       ~p~n"
        + "     Message Queue Len:  ~p~n     GC Info:            ~p~n     Stacktrace:         ~p~n";

    /// <summary>The process ends because of an error or an uncaught throw; <paramref name="value"/> is its exit reason.</summary>
    public static void Crash(Process* process, Term value)
    {
        VirtualMachine vm = process->Vm;
        var heap = (TermHeap*)process;
        if (vm.NodeName == Atoms.NonodeAtNohost)
        {
            Send(process, Atoms.Error, CrashFormat, Cons.FromSpan(heap, [process->Pid, value]));
        }
        else
        {
            Send(process, Atoms.Error, CrashOnNodeFormat, Cons.FromSpan(heap, [process->Pid, vm.NodeName, value]));
        }
    }

    public static void MaxHeapSize(Process* process, long totalWords)
    {
        var heap = (TermHeap*)process;
        ProcessExtras* extras = process->Extras;
        Term arguments = Cons.FromSpan(
            heap,
            [
                process->Pid,
                Term.Small(extras->MaxHeapSizeWords),
                Term.Small(totalWords),
                Term.Boolean(extras->MaxHeapKill),
                Term.Boolean(extras->MaxHeapErrorLogger),
                Term.Small(process->MessageCount),
                ProcessInformation.CollectionInfo(process, heap),
                ProcessInformation.CurrentStackTrace(process, heap),
            ]
        );
        Send(process, Atoms.Error, HeapFormat, arguments);
    }

    /// <summary>
    /// Sends a log event in the name of a process to whom system_flag(system_logger) names. Built on the process's own heap, which
    /// is in the caller's hands.
    /// </summary>
    public static void Send(Process* process, Term level, string format, Term arguments)
    {
        VirtualMachine vm = process->Vm;
        var heap = (TermHeap*)process;
        Term logger = vm.SystemLogger;
        if (logger == Atoms.Undefined)
        {
            return;
        }
        if (logger.IsLocalPid && !vm.Tracing.IsAlive(logger))
        {
            // Noticed here and not when it dies, as on BEAM.
            vm.SystemLogger = logger = Atoms.Logger;
        }
        logger = logger == Atoms.Logger ? vm.Names.WhereIs(Atoms.Logger) : logger;
        if (!logger.IsLocalPid || logger == process->Pid)
        {
            Console.Error.WriteLine($"{AtomTable.Name(level)}: {format} {TermPrinter.ToDebugString(arguments)}");
            return;
        }
        Term details = SmallMaps.Create(heap, [Atoms.Emulator, Atoms.Tag], [Term.True, level]);
        Term metadata = SmallMaps.Create(
            heap,
            [Atoms.Pid, Atoms.Gl, Atoms.Time, Atoms.ErrorLogger],
            [process->Pid, process->GroupLeader, Term.Small(Clock.SystemTime() / 1000), details]
        );
        Term message = Tuple.Create(heap, Atoms.Log, level, Cons.FromString(heap, format), arguments, metadata);
        Signals.SendMessage(vm, process->Pid, logger, message);
    }
}
