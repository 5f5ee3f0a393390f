// call_time and call_memory. While a process is in a function that is accounted, what its meter (clock, allocated
// words) shows more than at the last change of function belongs to that function. A frame on the stack says where the
// process goes back to; a tail call leaves the frame of the call before it, so stacks do not grow.
using Lingen.Code;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Books time and memory on functions.</summary>
internal static unsafe class CallAccounting
{
    private const long None = 0;
    private const int TimeBit = 1;
    private const int MemoryBit = 2;

    /// <summary>A traced process calls a function. False: the process must end.</summary>
    public static bool Enter(Process* process, Scheduler scheduler, FunctionEntry* function, Term* x, CallPattern pattern)
    {
        // Others may switch the pattern off meanwhile.
        CallAccounts? times = pattern.Time;
        CallAccounts? words = pattern.Memory;
        bool time = times is { IsActive: true };
        bool memory = words is { IsActive: true };
        if (!time && !memory)
        {
            return true;
        }
        TraceSession session = pattern.Session;
        long previousTime = None;
        long previousMemory = None;
        if (time)
        {
            AccountingState state = session.TimeStates.GetOrAdd(process->Pid.Bits, static _ => new AccountingState());
            previousTime = Change(process, state, pattern, Clock.Raw(), memory: false);
            Interlocked.Increment(ref times!.Of(process->Pid).Count);
        }
        if (memory)
        {
            if (!session.MemoryStates.TryGetValue(process->Pid.Bits, out AccountingState? state))
            {
                state = session.MemoryStates.GetOrAdd(process->Pid.Bits, static _ => new AccountingState());
            }
            // What a process is born with belongs to the function that it starts with.
            bool initial = state.Reading == 0 && Starts(process, function);
            previousMemory = Change(process, state, pattern, initial ? 0 : AllocatedWords(process), memory: true);
            Interlocked.Increment(ref words!.Of(process->Pid).Count);
        }
        if (TraceFrame.IsOnTop(process, TraceFrameKind.Accounting, session.Index))
        {
            return true;
        }
        int which = (time ? TimeBit : 0) | (memory ? MemoryBit : 0);
        return TraceFrame.PushAccounting(
            process,
            scheduler,
            x,
            function->Arity,
            which,
            session.Index,
            previousTime,
            previousMemory
        );
    }

    /// <summary>The function that left the frame returns.</summary>
    public static void Return(Process* process, Scheduler scheduler, in TraceFrame frame)
    {
        TraceSessions tracing = scheduler.Vm.Tracing;
        if (
            tracing.ByIndex(frame.Session) is not { } session
            || !session.Records.TryGetValue(process->Pid.Bits, out TraceRecord? record)
            || (record.Flags & TraceFlags.Call) == 0
        )
        {
            return;
        }
        if ((frame.Number & TimeBit) != 0 && session.TimeStates.TryGetValue(process->Pid.Bits, out AccountingState? time))
        {
            Change(process, time, tracing.Accounted(frame.PreviousTime), Clock.Raw(), memory: false);
        }
        if ((frame.Number & MemoryBit) != 0 && session.MemoryStates.TryGetValue(process->Pid.Bits, out AccountingState? memory))
        {
            Change(process, memory, tracing.Accounted(frame.PreviousMemory), AllocatedWords(process), memory: true);
        }
    }

    /// <summary>A slice begins or ends: the clock of the process runs only in between.</summary>
    public static void Scheduled(Process* process, bool entering)
    {
        foreach (TraceSession session in process->Vm.Tracing.All)
        {
            if (session.TimeStates.TryGetValue(process->Pid.Bits, out AccountingState? state))
            {
                if (entering)
                {
                    state.Reading = Clock.Raw();
                }
                else
                {
                    Change(process, state, state.Current, Clock.Raw(), memory: false);
                }
            }
        }
    }

    /// <summary>Books what the meter has run on the function left; returns the id of its pattern.</summary>
    private static long Change(Process* process, AccountingState state, CallPattern? next, long reading, bool memory)
    {
        CallPattern? left = state.Current;
        CallAccounts? accounts = memory ? left?.Memory : left?.Time;
        if (accounts != null)
        {
            Interlocked.Add(ref accounts.Of(process->Pid).Amount, reading - state.Reading);
        }
        state.Current = next;
        state.Reading = reading;
        return left?.Id ?? None;
    }

    /// <summary>Words the process has allocated so far, counted up to the last collection and since.</summary>
    private static long AllocatedWords(Process* process) =>
        process->EnsureExtras()->AllocatedWords + WordsSinceCollection(process);

    private static bool Starts(Process* process, FunctionEntry* function) =>
        process->InitialCall->Module == function->Module
        && process->InitialCall->Function == function->Name
        && process->InitialCall->Arity == function->Arity;

    /// <summary>What the process has allocated since its last collection.</summary>
    public static long WordsSinceCollection(Process* process)
    {
        long words = process->Memory.Heap.Top - process->Memory.HighWater;
        for (HeapFragment* fragment = process->Memory.Heap.Fragments; fragment != null; fragment = fragment->Next)
        {
            words += fragment->UsedWords;
        }
        return words;
    }

    /// <summary>A message has become readable: it does not count as long as nobody takes it.</summary>
    public static void Joined(Process* process, Message* message) =>
        process->EnsureExtras()->AllocatedWords -= message->Fragment->UsedWords;

    /// <summary>A message is taken: its terms count from now on.</summary>
    public static void Taken(Process* process, Term payload) =>
        process->EnsureExtras()->AllocatedWords += TermCopier.SizeWords(payload);
}
