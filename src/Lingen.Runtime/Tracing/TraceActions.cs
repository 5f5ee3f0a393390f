// What the bodies of trace specifications may do and ask, in the context of the traced process.
using System.Text;
using Lingen.Code;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Actions of a specification that runs for an event of a session.</summary>
internal sealed unsafe class TraceActions(TraceSession session) : MatchTraceHost
{
    private const int MaxDumpFrames = 8;

    /// <summary>{Module, Function, Arity}, or undefined for code of no module.</summary>
    public static Term Name(TermHeap* heap, FunctionEntry* function) =>
        function == null ? Atoms.Undefined : Tuple.Create(heap, function->Module, function->Name, Term.Small(function->Arity));

    public override bool HasSeqToken(Process* process) => !SequentialTrace.TokenOf(process).IsNone;

    public override Term SetSeqToken(Process* process, TermHeap* heap, Term component, Term value) =>
        Term.Boolean(!SequentialTrace.Change(process, component, value).IsNone);

    public override Term GetSeqToken(Process* process, TermHeap* heap)
    {
        Term token = SequentialTrace.TokenOf(process);
        return token.IsNone ? Term.Nil : token;
    }

    public override Term Caller(Process* process, TermHeap* heap) =>
        Name(heap, process->Vm.Code.FindFunction(TraceFrame.ReturnAddress(process)));

    public override Term CallerLine(Process* process, TermHeap* heap)
    {
        ulong* address = TraceFrame.ReturnAddress(process);
        FunctionEntry* function = process->Vm.Code.FindFunction(address);
        if (function == null)
        {
            return Atoms.Undefined;
        }
        Term location = StackTrace.FileAndLine(heap, process->Vm.Code, function, address);
        Term arity = Term.Small(function->Arity);
        return location.IsNone
            ? Tuple.Create(heap, function->Module, function->Name, arity, Atoms.Undefined)
            : Tuple.Create(heap, function->Module, function->Name, arity, location);
    }

    public override Term CurrentStacktrace(Process* process, TermHeap* heap, int depth) =>
        StackTrace.OfCallers(heap, process, depth);

    public override void Display(Term term) => Console.Out.WriteLine(TermPrinter.ToDebugString(term));

    public override Term ProcessDump(Process* process, TermHeap* heap)
    {
        var text = new StringBuilder("=proc:").Append(TermPrinter.ToDebugString(process->Pid)).Append("\nState: Running\n");
        ulong* end = process->Memory.End;
        int frames = 0;
        for (ulong* word = process->Memory.StackPointer; word < end && frames < MaxDumpFrames; word++)
        {
            if ((*word & Term.PrimaryMask) == Term.PrimaryHeader)
            {
                FunctionEntry* function = process->Vm.Code.FindFunction((ulong*)*word);
                if (function != null)
                {
                    frames++;
                    text.Append("Return addr 0x").Append(((long)*word).ToString("x")).Append(" (");
                    text.Append(TermPrinter.ToDebugString(function->Module)).Append(':');
                    text.Append(TermPrinter.ToDebugString(function->Name)).Append('/').Append(function->Arity).Append(")\n");
                }
            }
        }
        return Bitstring.FromBytes(heap, Encoding.UTF8.GetBytes(text.ToString()));
    }

    public override bool ChangeTrace(Process* process, Term target, Term flag, bool enable)
    {
        if (!TraceFlagNames.TryParse(flag, out TraceFlags flags))
        {
            return false;
        }
        Term tracee = target.IsNone ? process->Pid : target;
        if (tracee.IsAtom)
        {
            tracee = process->Vm.Names.WhereIs(tracee);
        }
        if (!tracee.IsLocalPid)
        {
            return false;
        }
        Change(process, tracee, enable, flags, TracerOf(process));
        return true;
    }

    public override bool Trace(Process* process, Term target, Term disable, Term enable)
    {
        Term tracee = target.IsNone ? process->Pid : target;
        if (tracee.IsAtom)
        {
            tracee = process->Vm.Names.WhereIs(tracee);
        }
        bool mayName = session.Tracer.IsNone;
        if (
            !tracee.IsLocalPid
            || !TraceFlagNames.TryParseList(disable, mayName, out TraceFlags off, out _)
            || !TraceFlagNames.TryParseList(enable, mayName, out TraceFlags on, out Term named)
        )
        {
            return false;
        }
        Term wanted = named.IsNone ? TracerOf(process) : named;
        if (off != TraceFlags.None)
        {
            Change(process, tracee, false, off, wanted);
        }
        if (on != TraceFlags.None)
        {
            Change(process, tracee, true, on, wanted);
        }
        return true;
    }

    public override void SetSilent(Process* process, Term mode)
    {
        if (mode.IsBoolean)
        {
            Change(process, process->Pid, mode == Atoms.True, TraceFlags.Silent, TracerOf(process));
        }
    }

    private void Change(Process* process, Term tracee, bool on, TraceFlags flags, Term wanted)
    {
        // Nobody to get events: then nothing is traced, whatever is asked for.
        bool nobody = wanted.IsNone;
        process->Vm.Tracing.Change(session, tracee, on && !nobody, nobody ? TraceFlags.All : flags, wanted);
    }

    /// <summary>Who gets what is switched on from now on: the session's tracer, or that of the process that runs; or none.</summary>
    private Term TracerOf(Process* process) =>
        !session.Tracer.IsNone ? session.Tracer
        : session.Records.TryGetValue(process->Pid.Bits, out TraceRecord? record) ? record.Tracer
        : Term.None;
}
