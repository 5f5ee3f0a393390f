// What a match specification may ask of the tracing of the process that runs. The tracing code derives from this; the
// base class pretends, which is what erlang:match_spec_test/3 wants.
namespace Lingen.Runtime;

/// <summary>Actions of trace specifications. All run on the traced process's thread.</summary>
internal unsafe class MatchTraceHost
{
    /// <summary>{return_trace} or {exception_trace} was executed.</summary>
    public bool ReturnTrace { get; set; }
    public bool ExceptionTrace { get; set; }

    /// <summary>The value of the last {message, M}; none if there was none.</summary>
    public Term Message { get; set; }

    /// <summary>{is_seq_trace}</summary>
    public virtual bool HasSeqToken(Process* process) => false;

    /// <summary>{set_seq_token, Component, Value}: the earlier value, or none if the component is unknown.</summary>
    public virtual Term SetSeqToken(Process* process, TermHeap* heap, Term component, Term value) => Term.False;

    /// <summary>{get_seq_token}</summary>
    public virtual Term GetSeqToken(Process* process, TermHeap* heap) => Term.Nil;

    /// <summary>{display, Term}</summary>
    public virtual void Display(Term term) { }

    /// <summary>{process_dump}: a binary.</summary>
    public virtual Term ProcessDump(Process* process, TermHeap* heap) => Bitstring.FromBytes(heap, []);

    /// <summary>{enable_trace, ...} and {disable_trace, ...}; <paramref name="target"/> is none for the process itself. False on bad arguments.</summary>
    public virtual bool ChangeTrace(Process* process, Term target, Term flag, bool enable) => true;

    /// <summary>{trace, Disable, Enable} and {trace, Tracer, Disable, Enable}. False on bad arguments.</summary>
    public virtual bool Trace(Process* process, Term tracer, Term disable, Term enable) => true;

    /// <summary>{caller}: {M,F,A} or undefined.</summary>
    public virtual Term Caller(Process* process, TermHeap* heap) => Atoms.Undefined;

    /// <summary>{caller_line}: {M,F,A,{File,Line}} or undefined.</summary>
    public virtual Term CallerLine(Process* process, TermHeap* heap) => Atoms.Undefined;

    /// <summary>{current_stacktrace}</summary>
    public virtual Term CurrentStacktrace(Process* process, TermHeap* heap, int depth) => Term.Nil;

    /// <summary>{silent, Mode}</summary>
    public virtual void SetSilent(Process* process, Term mode) { }
}
