// What Ctrl-C opens: BEAM's menu, on the terminal itself, under everything that runs.
using System.Text;

namespace Lingen.IO;

/// <summary>The break handler.</summary>
internal static unsafe class BreakMenu
{
    private const string Menu =
        "BREAK: (a)bort (A)bort with dump (c)ontinue (p)roc info (i)nfo\n"
        + "       (l)oaded (v)ersion (k)ill (D)b-tables (d)istribution\n";

    // Status of a VM that ends with a crash dump.
    private const int ErrorStatus = 1;

    private static int open;

    /// <summary>Ctrl-C: opens the menu; a second one while it is open ends the VM.</summary>
    public static void Requested(Host host)
    {
        if (Interlocked.Exchange(ref open, 1) != 0)
        {
            End(host, 0);
        }
        TerminalAttributes before;
        bool isTerminal = LibC.isatty(0) != 0 && LibC.tcgetattr(0, &before) == 0;
        host.Poller.Cancel(0, PollEvents.Read);
        if (isTerminal)
        {
            host.RestoreTerminal();
        }
        bool clears = isTerminal && LibC.isatty(1) != 0;
        Print("\n" + (clears ? "\x1b[J" : "") + Menu);
        Choose(host);
        if (isTerminal)
        {
            LibC.tcsetattr(0, LibC.SetAttributesNow, &before);
        }
        host.TerminalReader?.RearmInput();
        Volatile.Write(ref open, 0);
    }

    /// <summary>+Bd: ends the VM by the signal itself, so that whoever waits for it sees an interrupt.</summary>
    public static void Terminate(Host host)
    {
        host.BeforeHalt(false);
        LibC.signal(Host.SignalInterrupt, LibC.DefaultAction);
        LibC.kill(LibC.getpid(), Host.SignalInterrupt);
        LibC._exit(ErrorStatus);
    }

    private static void Choose(Host host)
    {
        while (true)
        {
            int key = ReadKey();
            switch (key)
            {
                case <= 0:
                case 'q':
                case 'a':
                case '*':
                    End(host, 0);
                    return;
                case 'A':
                    host.BeforeHalt(false);
                    BreakReports.CrashDump(host, "Crash dump requested by user");
                    End(host, ErrorStatus);
                    return;
                case 'c':
                case 'm':
                    return;
                case 'p':
                    Print(BreakReports.Processes(host));
                    return;
                case 'o':
                    Print(BreakReports.Ports(host));
                    return;
                case 'i':
                    Print(BreakReports.Information(host));
                    return;
                case 'l':
                    Print(BreakReports.Loaded(host));
                    return;
                case 'v':
                    Print(BreakReports.Version(host));
                    return;
                case 'd':
                    Print(BreakReports.Distribution(host));
                    return;
                case 'D':
                    Print(BreakReports.Tables(host));
                    return;
                case 'k':
                    KillProcesses(host);
                    return;
                case '\n':
                    continue;
                default:
                    Print($"Invalid option '{(char)key}'. Please enter one of the following:\n{Menu}");
                    continue;
            }
        }
    }

    /// <summary>Shows one process after the other, newest first, and kills where told to.</summary>
    private static void KillProcesses(Host host)
    {
        Print("\n\nProcess Information\n\n--------------------------------------------------\n");
        Term[] pids = BreakReports.Pids(host);
        for (int i = pids.Length - 1; i >= 0; i--)
        {
            Print(BreakReports.Process(host, pids[i]) + "(k)ill (n)ext (r)eturn:\n");
            switch (ReadKey())
            {
                case <= 0:
                    End(host, 0);
                    return;
                case 'k':
                    Signals.Exit(host.Vm, LocalPid.Create(0, 0), pids[i], Atoms.Kill);
                    break;
                case 'n':
                    break;
                default:
                    return;
            }
        }
    }

    /// <summary>The first character of a line of input; 0 at its end.</summary>
    private static int ReadKey()
    {
        byte* line = stackalloc byte[64];
        while (true)
        {
            nint count = LibC.read(0, line, 64);
            if (count >= 0)
            {
                return count == 0 ? 0 : line[0];
            }
            if (LibC.LastError == PosixError.TryAgain)
            {
                var descriptor = new PollDescriptor { Fd = 0, Events = LibC.PollIn };
                LibC.poll(&descriptor, 1, -1);
            }
            else if (LibC.LastError != PosixError.Interrupted)
            {
                return 0;
            }
        }
    }

    private static void Print(string text) => HostOutput.WriteAll(1, Encoding.UTF8.GetBytes(text));

    private static void End(Host host, int status)
    {
        host.BeforeHalt(false);
        LibC._exit(status);
    }
}
