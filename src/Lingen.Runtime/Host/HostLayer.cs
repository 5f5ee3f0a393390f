// What the runtime asks of the layer that touches the host (ports, files, terminal, signals). Lingen.IO implements it;
// a VM without one has no ports.
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>
/// The runtime's view of ports and of resources that die with a process. Every method may be called from any scheduler
/// thread; terms given are the caller's and are copied before the call returns.
/// </summary>
public abstract unsafe class HostLayer
{
    /// <summary>The port is open.</summary>
    public abstract bool PortExists(Term port);

    /// <summary>All open ports, for erlang:ports/0.</summary>
    public abstract Term[] Ports();

    /// <summary>The number that the next port gets; a test of OTP's lets the numbers go on from another.</summary>
    public virtual long NextPortNumber => 0;

    public virtual void SkipPortNumbersTo(long number) { }

    /// <summary>Pids of the processes linked to a port; null if there is no such port.</summary>
    public virtual Term[]? LinkedProcesses(Term port) => null;

    /// <summary><c>Port ! Message</c>: the port protocol of the manual (command, close, connect), else badsig to the sender.</summary>
    public abstract void SendToPort(Term from, Term port, Term message);

    /// <summary>A trace event for a port: it gets the encoded term as output, whoever owns it.</summary>
    public abstract void TraceToPort(Term port, Term message);

    /// <summary>The port's half of a link; the process's half is the runtime's. False if there is no such port.</summary>
    public abstract bool LinkPort(Term process, Term port);

    public abstract void UnlinkPort(Term process, Term port);

    /// <summary>An exit signal for the port: from exit/2, or (<paramref name="fromLink"/>) from a linked process that ended.</summary>
    public abstract void ExitPort(Term from, Term port, Term reason, bool fromLink);

    /// <summary>The watched half of a process's monitor on the port. False if there is no such port (then noproc).</summary>
    public abstract bool MonitorPort(Term watcher, Term port, Term reference);

    public abstract void DemonitorPort(Term port, Term reference);

    /// <summary>A process watched by the port itself (erlang:monitor of the driver, sockets' monitors) is down.</summary>
    public abstract void MonitoredProcessDown(Term port, Term reference, Term process, Term reason);

    /// <summary>Called at the end of every process: its open files close and what it owns is let go.</summary>
    public abstract void ProcessExited(Term process);

    /// <summary>
    /// References of the files and sockets that end with this process, in front of a list: BEAM's monitor their owner, and
    /// process_info(Pid, monitored_by) shows that.
    /// </summary>
    public virtual Term ResourcesOf(Term process, TermHeap* heap, Term list) => list;

    /// <summary>A module of OTP's has called load_nif/2 for its native functions, which are part of the VM.</summary>
    public virtual void NativeModuleLoaded(Term module, Term information) { }

    /// <summary>
    /// erlang:halt: waits until ports have written what they hold (if <paramref name="flush"/>) and restores the terminal. After so many
    /// milliseconds (-1: never) it ends the OS process with status 255 instead.
    /// </summary>
    public abstract void BeforeHalt(bool flush, long flushTimeoutMs = -1);
}

public sealed partial class VirtualMachine
{
    /// <summary>Ports and the rest of the outer world; null in a VM without Lingen.IO.</summary>
    public HostLayer? Host { get; set; }
}
