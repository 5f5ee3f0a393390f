// The end of the OS process when the VM cannot go on: no memory, or a mistake of our own. Says on standard error what
// BEAM would say, writes a crash dump, and exits with BEAM's status; a user never sees .NET's own report.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Lingen.IO;

namespace Lingen.Cli;

/// <summary>What happens to an exception that nobody has caught, on any thread.</summary>
public static partial class FatalErrors
{
    /// <summary>BEAM's status after a fatal error that it has noticed itself.</summary>
    private const int FatalErrorStatus = 1;

    /// <summary>The status of a process that was ended by SIGABRT, as a shell shows it.</summary>
    private const int InternalErrorStatus = 134;

    private static int reporting;

    /// <summary>The node whose terminal is restored and whose state goes into the crash dump; null before there is one.</summary>
    public static Host? Node { get; set; }

    /// <summary>From here on no uncaught exception reaches .NET's report.</summary>
    public static void Watch()
    {
        AddressSpace.Prepare();
        OutOfMemory.Reporter = slogan => ExitNow(Say(slogan, FatalErrorStatus));
        // Under the JIT compiler, that is while developing, .NET's report with its stack trace is what one wants to see.
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            AppDomain.CurrentDomain.UnhandledException += (_, fault) => ExitNow(Report((Exception)fault.ExceptionObject));
        }
    }

    /// <summary>Writes what is to be said of an exception; returns the exit status.</summary>
    public static int Report(Exception fault)
    {
        OutOfMemory.FreeReserve();
        // Type initializers wrap what was thrown in them.
        Exception? cause = fault;
        while (cause != null && cause is not (OutOfMemoryException or AtomTableFullException))
        {
            cause = cause.InnerException;
        }
        return cause switch
        {
            OutOfMemoryException => Say("sys_alloc: Cannot allocate memory.", FatalErrorStatus),
            AtomTableFullException => Say(cause.Message, FatalErrorStatus),
            _ => Say($"internal error: {fault.GetType().Name}: {fault.Message}", InternalErrorStatus),
        };
    }

    private static int Say(string slogan, int status)
    {
        if (Interlocked.Exchange(ref reporting, 1) != 0)
        {
            // Another thread is at it and will end the OS process.
            Thread.Sleep(Timeout.Infinite);
        }
        NeverGiveUp();
        try
        {
            if (Node == null)
            {
                HostOutput.WriteAll(2, Encoding.UTF8.GetBytes(slogan + "\r\n"));
            }
            else
            {
                Node.Vm.Freeze();
                Node.RestoreTerminal();
                Node.WriteCrashDump(slogan);
            }
        }
        catch (OutOfMemoryException)
        {
            HostOutput.WriteAll(2, "(no memory for the crash dump)\r\n"u8);
        }
        return status;
    }

    /// <summary>The node counts as halting from here on, but what the report says of it is wanted.</summary>
    private static unsafe void NeverGiveUp() => Lingen.Terms.LongWalk.IsUnwanted = null;

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int status);
}
