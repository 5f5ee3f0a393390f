// start_timer, send_after, cancel_timer, read_timer.
namespace Lingen.Bifs;

/// <summary>BIFs of timers.</summary>
public static unsafe class TimerBifs
{
    /// <summary>About 500 years: longer timeouts are badarg, since they would pass the end of the clock.</summary>
    private const long MaxTimeoutMs = long.MaxValue / Clock.NanosecondsPerMillisecond / 2;

    [Bif("erlang", "start_timer")]
    public static Term StartTimer(ref BifContext context, Term time, Term destination, Term message) =>
        Start(ref context, time, destination, message, Term.Nil, true);

    [Bif("erlang", "start_timer")]
    public static Term StartTimer(ref BifContext context, Term time, Term destination, Term message, Term options) =>
        Start(ref context, time, destination, message, options, true);

    [Bif("erlang", "send_after")]
    public static Term SendAfter(ref BifContext context, Term time, Term destination, Term message) =>
        Start(ref context, time, destination, message, Term.Nil, false);

    [Bif("erlang", "send_after")]
    public static Term SendAfter(ref BifContext context, Term time, Term destination, Term message, Term options) =>
        Start(ref context, time, destination, message, options, false);

    private static Term Start(ref BifContext context, Term time, Term destination, Term message, Term options, bool wrap)
    {
        bool absolute = false;
        for (; options.IsCons; options = options.Tail)
        {
            Term option = options.Head;
            if (
                !option.IsTuple
                || new Tuple(option).Arity != 2
                || new Tuple(option)[0] != Atoms.Abs
                || !new Tuple(option)[1].IsBoolean
            )
            {
                return context.BadArg();
            }
            absolute = new Tuple(option)[1] == Term.True;
        }
        bool validDestination = destination.IsAtom || destination.IsLocalPid;
        if (!options.IsNil || !validDestination || !Integers.TryGetInt64(time, out long milliseconds))
        {
            return context.BadArg();
        }
        if ((!absolute && milliseconds < 0) || Math.Abs(milliseconds) > MaxTimeoutMs)
        {
            return context.BadArg();
        }
        long expiry = (milliseconds * Clock.NanosecondsPerMillisecond) + (absolute ? 0 : Clock.Monotonic());
        Scheduler scheduler = context.Scheduler;
        (ulong low, ulong high) = scheduler.References.Next();
        Term reference = Reference.Create(context.Heap, low, high);
        TimerNode* node = TimerNode.Create();
        node->Destination = destination;
        node->Key = Identity.OfReference(reference);
        node->Message = wrap
            ? Signals.Create(SignalKind.Message, [Atoms.Timeout, reference, message], withLiterals: true)
            : TermCopier.CreateMessage(message, withLiterals: true);
        DestinationTimers.Start(context.Vm, scheduler.Timers, node, expiry);
        return reference;
    }

    [Bif("erlang", "cancel_timer")]
    public static Term CancelTimer(ref BifContext context, Term reference) => Cancel(ref context, reference, Term.Nil);

    [Bif("erlang", "cancel_timer")]
    public static Term CancelTimer(ref BifContext context, Term reference, Term options) =>
        Cancel(ref context, reference, options);

    private static Term Cancel(ref BifContext context, Term reference, Term options)
    {
        if (!ReadOptions(options, true, out bool asynchronous, out bool info) || !reference.IsReference)
        {
            return context.BadArg();
        }
        Term result = Term.False;
        TimerWheel? wheel = TimerReferences.Wheel(context.Vm, reference);
        TimerNode* node = wheel == null ? null : wheel.CancelByReference(Identity.OfReference(reference));
        if (node != null)
        {
            result = Left(ref context, node->ExpiryNs);
            Message.Release(node->Message);
            TimerNode.Free(node);
        }
        return Answer(ref context, Atoms.CancelTimer, reference, result, asynchronous, info);
    }

    [Bif("erlang", "read_timer")]
    public static Term ReadTimer(ref BifContext context, Term reference) => Read(ref context, reference, Term.Nil);

    [Bif("erlang", "read_timer")]
    public static Term ReadTimer(ref BifContext context, Term reference, Term options) => Read(ref context, reference, options);

    private static Term Read(ref BifContext context, Term reference, Term options)
    {
        if (!ReadOptions(options, false, out bool asynchronous, out _) || !reference.IsReference)
        {
            return context.BadArg();
        }
        TimerWheel? wheel = TimerReferences.Wheel(context.Vm, reference);
        Term result =
            wheel != null && wheel.TryRead(Identity.OfReference(reference), out long expiry)
                ? Left(ref context, expiry)
                : Term.False;
        return Answer(ref context, Atoms.ReadTimer, reference, result, asynchronous, true);
    }

    private static Term Answer(ref BifContext context, Term kind, Term reference, Term result, bool asynchronous, bool info)
    {
        if (!asynchronous)
        {
            return info ? result : Atoms.Ok;
        }
        if (info)
        {
            Term self = context.Process->Pid;
            Signals.SendMessage(context.Vm, self, self, Tuple.Create(context.Heap, kind, reference, result));
        }
        return Atoms.Ok;
    }

    /// <summary>Whole milliseconds left, rounded up; 0 if the timer is overdue.</summary>
    private static Term Left(ref BifContext context, long expiryNs)
    {
        long left = Math.Max(expiryNs - Clock.Monotonic(), 0);
        return Integers.Create(context.Heap, (left + Clock.NanosecondsPerMillisecond - 1) / Clock.NanosecondsPerMillisecond);
    }

    private static bool ReadOptions(Term options, bool allowInfo, out bool asynchronous, out bool info)
    {
        asynchronous = false;
        info = true;
        for (; options.IsCons; options = options.Tail)
        {
            Term option = options.Head;
            if (!option.IsTuple || new Tuple(option).Arity != 2 || !new Tuple(option)[1].IsBoolean)
            {
                return false;
            }
            bool value = new Tuple(option)[1] == Term.True;
            if (new Tuple(option)[0] == Atoms.Async)
            {
                asynchronous = value;
            }
            else if (allowInfo && new Tuple(option)[0] == Atoms.Info)
            {
                info = value;
            }
            else
            {
                return false;
            }
        }
        return options.IsNil;
    }
}

/// <summary>A timer's reference tells in whose wheel the timer is: the thread number in its last word.</summary>
internal static unsafe class TimerReferences
{
    private const ulong ThreadMask = 0x3FFF;

    public static TimerWheel? Wheel(VirtualMachine vm, Term reference)
    {
        if (!reference.IsBoxedOf(HeaderTag.Reference))
        {
            return null;
        }
        int thread = (int)(Reference.Number(reference).High & ThreadMask);
        if (thread < 1)
        {
            return null;
        }
        return vm.Schedulers[thread <= vm.Schedulers.Length ? thread - 1 : 0].Timers;
    }
}
