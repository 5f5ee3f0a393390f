// Frames that tracing leaves on the stack of a traced process, between the frame of the function that was called and
// that of its caller. They are short, since recursion leaves many of them. The collector passes over all of their words:
//
//   [StackPointer]  StaticCode.ReturnTrace   return address of the traced call
//   1 kind, a small number of the kind's own, and the session, in one small integer
//   Return, Exception:  2 module   3 function   4 tracer of a meta trace, or []      the number: arity
//   Accounting:         2 the ids of the time and memory patterns to go back to      the number: which of both count
//   LastBif:            2 code address in the function that called a BIF last        the number: y registers of its frame
//   ReturnTo:           nothing more
//   ...             the caller's return address
using Lingen.Code;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>What a frame waits for.</summary>
public enum TraceFrameKind
{
    /// <summary>return_from</summary>
    Return = 1,

    /// <summary>return_from or exception_from</summary>
    Exception = 2,

    /// <summary>return_to</summary>
    ReturnTo = 3,

    /// <summary>The caller's time and memory go on to be measured.</summary>
    Accounting = 4,

    /// <summary>A function that has called a traced BIF last returns.</summary>
    LastBif = 5,
}

/// <summary>A trace frame, read from the stack.</summary>
public readonly unsafe struct TraceFrame
{
    private const int KindBits = 3;
    private const int NumberBits = 16;
    private readonly ulong* address;

    private TraceFrame(ulong* address) => this.address = address;

    private long Packed => new Term(address[1]).SmallValue;

    public TraceFrameKind Kind => (TraceFrameKind)(Packed & ((1 << KindBits) - 1));

    /// <summary>Arity, measures or frame size, as the kind says.</summary>
    public int Number => (int)(Packed >> KindBits) & ((1 << NumberBits) - 1);
    public int Session => (int)(Packed >> (KindBits + NumberBits));
    public Term Tracer => new(address[4]);

    /// <summary>The patterns of an accounting frame.</summary>
    public long PreviousTime => new Term(address[2]).SmallValue & int.MaxValue;
    public long PreviousMemory => new Term(address[2]).SmallValue >> 31;

    /// <summary>Words of the frame behind its return address.</summary>
    public int Words => WordsOf(Kind);

    /// <summary>{Module, Function, Arity}</summary>
    public Term Name(TermHeap* heap) => Tuple.Create(heap, new Term(address[2]), new Term(address[3]), Term.Small(Number));

    public static TraceFrame At(ulong* word) => new(word);

    private static int WordsOf(TraceFrameKind kind) =>
        kind switch
        {
            TraceFrameKind.Return or TraceFrameKind.Exception => 4,
            TraceFrameKind.ReturnTo => 1,
            _ => 2,
        };

    /// <summary>Takes the frame on top off the stack; what it holds can be read until the stack grows.</summary>
    public static TraceFrame Pop(Process* process)
    {
        // The engine has taken the return address off: the fields are on top.
        var frame = new TraceFrame(process->Memory.StackPointer - 1);
        process->Memory.StackPointer += frame.Words;
        process->Memory.Heap.Limit = process->Memory.StackPointer - ProcessHeap.StackReserveWords;
        return frame;
    }

    /// <summary>Among the trace frames on top of the stack is one of this kind and session.</summary>
    public static bool IsOnTop(Process* process, TraceFrameKind kind, int session)
    {
        ulong* word = process->Memory.StackPointer;
        while (*word == (ulong)StaticCode.ReturnTrace)
        {
            var frame = new TraceFrame(word);
            if (frame.Kind == TraceFrameKind.LastBif)
            {
                return false;
            }
            if (frame.Kind == kind && frame.Session == session)
            {
                return true;
            }
            word += frame.Words + 1;
        }
        return false;
    }

    /// <summary>Where the function on top of the stack will go on in code of a module: behind all trace frames.</summary>
    public static ulong* ReturnAddress(Process* process) => ReturnAddress(process->Memory.StackPointer);

    /// <summary>The same from a return address on the stack.</summary>
    public static ulong* ReturnAddress(ulong* word)
    {
        while (*word == (ulong)StaticCode.ReturnTrace)
        {
            var frame = new TraceFrame(word);
            if (frame.Kind == TraceFrameKind.LastBif)
            {
                return (ulong*)word[2];
            }
            word += frame.Words + 1;
        }
        return (ulong*)*word;
    }

    public static bool PushReturn(
        Process* process,
        Scheduler scheduler,
        Term* x,
        FunctionEntry* function,
        bool exceptions,
        int session,
        Term tracer
    ) =>
        Push(
            process,
            scheduler,
            x,
            function->Arity,
            exceptions ? TraceFrameKind.Exception : TraceFrameKind.Return,
            function->Arity,
            session,
            [function->Module.Bits, function->Name.Bits, tracer.Bits]
        );

    public static bool PushReturnTo(Process* process, Scheduler scheduler, Term* x, int live, int session) =>
        Push(process, scheduler, x, live, TraceFrameKind.ReturnTo, 0, session, []);

    public static bool PushAccounting(
        Process* process,
        Scheduler scheduler,
        Term* x,
        int live,
        int which,
        int session,
        long previousTime,
        long previousMemory
    ) =>
        Push(
            process,
            scheduler,
            x,
            live,
            TraceFrameKind.Accounting,
            which,
            session,
            [Term.Small(previousTime | (previousMemory << 31)).Bits]
        );

    /// <summary>A function calls a BIF last that is traced: its own frame stays until the BIF has returned.</summary>
    public static bool PushLastBif(Process* process, Scheduler scheduler, Term* x, int live, ulong* code, int frameWords) =>
        Push(process, scheduler, x, live, TraceFrameKind.LastBif, frameWords, 0, [(ulong)code]);

    /// <summary>Pushes a frame; the arguments in the x registers are roots should there be no room. False: the process must end.</summary>
    private static bool Push(
        Process* process,
        Scheduler scheduler,
        Term* x,
        int live,
        TraceFrameKind kind,
        int number,
        int session,
        ReadOnlySpan<ulong> fields
    )
    {
        int need = fields.Length + 2;
        if (process->Memory.StackPointer - need - ProcessHeap.StackReserveWords < process->Memory.Heap.Top)
        {
            if (!ProcessMemory.Collect(process, scheduler, need + ProcessHeap.StackReserveWords, x, live))
            {
                return false;
            }
        }
        ulong* frame = process->Memory.StackPointer - need;
        frame[0] = (ulong)StaticCode.ReturnTrace;
        frame[1] = Term.Small((long)kind | ((long)number << KindBits) | ((long)session << (KindBits + NumberBits))).Bits;
        fields.CopyTo(new Span<ulong>(frame + 2, fields.Length));
        process->Memory.StackPointer = frame;
        process->Memory.Heap.Limit = frame - ProcessHeap.StackReserveWords;
        return true;
    }
}
