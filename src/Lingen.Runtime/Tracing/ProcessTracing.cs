// Where the runtime tells tracing about what processes do. Cheap when nothing is traced: the callers test
// ProcessExtras.TraceFlags first or the methods do.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Trace events of processes.</summary>
public static unsafe partial class ProcessTracing
{
    /// <summary>The trace flags as the number process_info(trace) shows.</summary>
    public static long Flags(Process* process) => 0;

    public static void Received(Process* process, Message* message) { }

    public static void Spawned(Process* parent, Process* child, in SpawnRequest request) { }

    public static void Exited(Process* process, Term reason) { }

    public static void Sent(Process* process, Term receiver, Term message) { }

    public static void GotLinked(Process* process, Term other) { }

    public static void GotUnlinked(Process* process, Term other) { }

    public static void Unlinked(Process* process, Term other, bool byOther) { }
}
