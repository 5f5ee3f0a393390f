// Clocks, unique integers, references.
namespace Lingen.Bifs;

/// <summary>Time and uniqueness.</summary>
public static unsafe class TimeBifs
{
    private const long MicrosecondsPerSecond = 1_000_000;
    private const long NanosecondsPerMicrosecond = 1000;

    [Bif("erlang", "monotonic_time")]
    public static Term MonotonicTime(ref BifContext context) => Integers.Create(context.Heap, Clock.Monotonic());

    [Bif("erlang", "monotonic_time")]
    public static Term MonotonicTime(ref BifContext context, Term unit) => Convert(ref context, Clock.Monotonic(), unit);

    [Bif("erlang", "system_time")]
    [Bif("os", "system_time")]
    public static Term SystemTime(ref BifContext context) => Integers.Create(context.Heap, Clock.SystemTime());

    [Bif("erlang", "system_time")]
    [Bif("os", "system_time")]
    public static Term SystemTime(ref BifContext context, Term unit) => Convert(ref context, Clock.SystemTime(), unit);

    [Bif("erlang", "time_offset")]
    public static Term TimeOffset(ref BifContext context) => Integers.Create(context.Heap, Clock.TimeOffset());

    [Bif("erlang", "time_offset")]
    public static Term TimeOffset(ref BifContext context, Term unit) => Convert(ref context, Clock.TimeOffset(), unit);

    [Bif("erts_internal", "time_unit")]
    [Bif("erts_internal", "perf_counter_unit")]
    public static Term TimeUnit(ref BifContext context) => Term.Small(Clock.NativeUnitsPerSecond);

    [Bif("erlang", "timestamp")]
    [Bif("os", "timestamp")]
    public static Term Timestamp(ref BifContext context) => MegaSecs(ref context, Clock.SystemTime() / NanosecondsPerMicrosecond);

    /// <summary>erlang:now/0: strictly increasing over all threads.</summary>
    [Bif("erlang", "now")]
    public static Term Now(ref BifContext context) => MegaSecs(ref context, Clock.Now());

    private static Term MegaSecs(ref BifContext context, long microseconds)
    {
        long seconds = microseconds / MicrosecondsPerSecond;
        return Tuple.Create(
            context.Heap,
            Term.Small(seconds / 1_000_000),
            Term.Small(seconds % 1_000_000),
            Term.Small(microseconds % MicrosecondsPerSecond)
        );
    }

    [Bif("erlang", "unique_integer")]
    public static Term UniqueInteger(ref BifContext context) => UniqueIntegers.Next(context.Heap, context.Scheduler, false);

    [Bif("erlang", "unique_integer")]
    public static Term UniqueInteger(ref BifContext context, Term modifiers)
    {
        bool positive = false;
        bool monotonic = false;
        for (; modifiers.IsCons; modifiers = modifiers.Tail)
        {
            if (modifiers.Head == Atoms.Positive)
            {
                positive = true;
            }
            else if (modifiers.Head == Atoms.Monotonic)
            {
                monotonic = true;
            }
            else
            {
                return context.BadArg();
            }
        }
        if (!modifiers.IsNil)
        {
            return context.BadArg();
        }
        return monotonic
            ? Integers.Create(context.Heap, UniqueIntegers.NextMonotonic(positive))
            : UniqueIntegers.Next(context.Heap, context.Scheduler, positive);
    }

    [Bif("erlang", "make_ref")]
    public static Term MakeRef(ref BifContext context) => References.Create(context.Heap, context.Scheduler);

    /// <summary>Converts nanoseconds to a unit, rounding down as BEAM does; badarg for what is no unit.</summary>
    internal static Term Convert(ref BifContext context, long nanoseconds, Term unit)
    {
        long perSecond;
        if (unit.IsSmall)
        {
            perSecond = unit.SmallValue;
            if (perSecond <= 0)
            {
                return context.BadArg();
            }
        }
        else
        {
            perSecond = unit.Bits switch
            {
                AtomBits.Second or AtomBits.Seconds => 1,
                AtomBits.Millisecond or AtomBits.MilliSeconds => 1000,
                AtomBits.Microsecond or AtomBits.MicroSeconds => 1_000_000,
                AtomBits.Nanosecond or AtomBits.NanoSeconds or AtomBits.Native or AtomBits.PerfCounter => 1_000_000_000,
                _ => 0,
            };
            if (perSecond == 0)
            {
                return context.BadArg();
            }
        }
        if (perSecond == Clock.NativeUnitsPerSecond)
        {
            return Integers.Create(context.Heap, nanoseconds);
        }
        Int128 scaled = (Int128)nanoseconds * perSecond;
        Int128 quotient = scaled / Clock.NativeUnitsPerSecond;
        if (scaled < 0 && scaled % Clock.NativeUnitsPerSecond != 0)
        {
            quotient--;
        }
        return Integers.Create(context.Heap, quotient);
    }
}
