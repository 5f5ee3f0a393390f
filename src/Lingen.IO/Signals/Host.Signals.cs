// Signals of the system. The .NET runtime catches them in C and runs our handlers on a thread of its own, so nothing here
// is restricted as a signal handler is. SIGTERM and its kin become messages to erl_signal_server; SIGINT opens the break menu;
// SIGWINCH and SIGCONT go to the terminal.
using System.Runtime.InteropServices;

namespace Lingen.IO;

/// <summary>What Ctrl-C does: the <c>+B</c> flag.</summary>
public enum BreakMode
{
    /// <summary>Opens the break menu.</summary>
    Menu,

    /// <summary><c>+Bd</c>: ends the VM at once.</summary>
    Terminate,

    /// <summary><c>+Bi</c>: nothing.</summary>
    Ignore,

    /// <summary><c>+Bc</c>: interrupts what the shell runs; the terminal gives the key to the shell as a character.</summary>
    InterruptShell,
}

internal static unsafe partial class LibC
{
    public const nint DefaultAction = 0;
    public const nint IgnoreAction = 1;

    /// <summary>Sets one of the two actions that need no function.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint signal(int number, nint action);

    [LibraryImport(Library)]
    public static partial int getpid();

    /// <summary>Ends the OS process at once, without exit handlers.</summary>
    [LibraryImport(Library)]
    public static partial void _exit(int status);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int kill(int pid, int number);
}

public sealed unsafe partial class Host
{
    internal const int SignalInterrupt = 2;
    private const int SignalQuit = 3;
    private const int SignalUser1 = 10;
    private const int SignalPipe = 13;
    private const int SignalTerminate = 15;
    private const int SignalChild = 17;
    private const int SignalContinue = 18;
    private const int SignalTerminalStop = 20;
    private const int SignalWindowSize = 28;

    private readonly object signalGate = new();
    private readonly Dictionary<int, PosixSignalRegistration> signalHandlers = [];

    /// <summary>Begins to handle signals as BEAM does at its start: once per OS process, by the VM that owns the terminal.</summary>
    public void StartSignals(BreakMode breakMode = BreakMode.Menu)
    {
        LibC.signal(SignalPipe, LibC.IgnoreAction);
        Orphans.Watch(Poller);
        Handle(SignalTerminate, () => Notify(Atoms.Sigterm));
        Handle(SignalUser1, () => Notify(Atoms.Sigusr1));
        switch (breakMode)
        {
            case BreakMode.Ignore:
                IgnoreKeys();
                break;
            case BreakMode.Terminate:
                Handle(SignalInterrupt, () => BreakMenu.Terminate(this));
                break;
            default:
                Handle(SignalInterrupt, () => BreakMenu.Requested(this));
                Handle(SignalQuit, () => Notify(Atoms.Sigquit));
                break;
        }
        if (breakMode == BreakMode.InterruptShell)
        {
            GiveInterruptKeyToShell();
        }
    }

    private void IgnoreKeys()
    {
        foreach (int number in (ReadOnlySpan<int>)[SignalInterrupt, SignalQuit, SignalTerminalStop])
        {
            LibC.signal(number, LibC.IgnoreAction);
        }
    }

    /// <summary>The terminal no longer makes a signal of Ctrl-C.</summary>
    private void GiveInterruptKeyToShell()
    {
        TerminalAttributes attributes;
        if (LibC.isatty(0) != 0 && LibC.tcgetattr(0, &attributes) == 0)
        {
            RememberTerminal(attributes);
            attributes.Characters[0] = 0; // VINTR
            LibC.tcsetattr(0, LibC.SetAttributesNow, &attributes);
        }
    }

    private int terminalSignalsWatched;

    /// <summary>From now on SIGWINCH and SIGCONT reach the terminal's reader.</summary>
    internal void WatchTerminalSignals()
    {
        if (Interlocked.Exchange(ref terminalSignalsWatched, 1) == 0)
        {
            Handle(SignalWindowSize, () => TerminalReader?.Signal(Atoms.Winch));
            Handle(SignalContinue, () => TerminalReader?.Signal(Atoms.Cont));
        }
    }

    private void Handle(int number, Action action)
    {
        lock (signalGate)
        {
            if (signalHandlers.Remove(number, out PosixSignalRegistration? old))
            {
                old.Dispose();
            }
            signalHandlers[number] = PosixSignalRegistration.Create(
                (PosixSignal)number,
                context =>
                {
                    context.Cancel = true;
                    action();
                }
            );
        }
    }

    private void SetAction(int number, nint action)
    {
        lock (signalGate)
        {
            if (signalHandlers.Remove(number, out PosixSignalRegistration? old))
            {
                old.Dispose();
            }
            LibC.signal(number, action);
        }
    }

    /// <summary>erl_signal_server ! {notify, Signal}; dropped while there is no such process.</summary>
    private void Notify(Term signal)
    {
        Term server = Vm.Names.WhereIs(Atoms.ErlSignalServer);
        if (server.IsLocalPid)
        {
            Message* message = TermCopier.AllocateMessage(3, out TermHeap heap);
            Delivery.Send(Vm, server, message, &heap, Tuple.Create(&heap, Atoms.Notify, signal));
        }
    }

    /// <summary>os:set_signal/2. False if the signal is none that programs may handle.</summary>
    internal bool SetSignal(Term signal, Term option)
    {
        int number = signal.Bits switch
        {
            AtomBits.Sighup => 1,
            AtomBits.Sigquit => SignalQuit,
            AtomBits.Sigabrt => 6,
            AtomBits.Sigalrm => 14,
            AtomBits.Sigterm => SignalTerminate,
            AtomBits.Sigusr1 => SignalUser1,
            AtomBits.Sigusr2 => 12,
            AtomBits.Sigchld => SignalChild,
            AtomBits.Sigstop => 19,
            AtomBits.Sigtstp => SignalTerminalStop,
            _ => 0,
        };
        if (number == 0)
        {
            return false;
        }
        if (option == Atoms.Handle && number != 19)
        {
            Handle(number, () => Notify(signal));
        }
        else
        {
            SetAction(number, option == Atoms.Ignore ? LibC.IgnoreAction : LibC.DefaultAction);
        }
        return true;
    }
}

/// <summary>os:set_signal/2.</summary>
public static class SignalBifs
{
    [Bif("os", "set_signal")]
    public static Term SetSignal(ref BifContext context, Term signal, Term option)
    {
        if (option != Atoms.Handle && option != Atoms.Ignore && option != Atoms.Default)
        {
            return context.Error(Atoms.Badarg, Atoms.Badopt);
        }
        return Host.Of(context.Vm).SetSignal(signal, option) ? Atoms.Ok : context.BadArg();
    }
}
