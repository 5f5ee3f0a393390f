// What the system process erts_trace_cleaner asks. Our sessions let go of everything when they end, so nothing is left
// for it to clean.
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>BIFs of module erts_trace_cleaner.</summary>
public static unsafe class TraceCleanerBifs
{
    [Bif("erts_trace_cleaner", "check")]
    public static Term Check(ref BifContext context) => Atoms.False;

    [Bif("erts_trace_cleaner", "send_trace_clean_signal")]
    public static Term SendTraceCleanSignal(ref BifContext context, Term tracee) => context.Error(Atoms.Notsup);
}
