// Date and time of day, and their conversions.
namespace Lingen.Bifs;

/// <summary>erlang:localtime/0 and its like.</summary>
public static unsafe class CalendarBifs
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private static long Now() => Clock.SystemTime() / NanosecondsPerSecond;

    private static DateAndTime LocalNow()
    {
        long now = Now();
        return Calendar.TryToLocal(now, out DateAndTime local) ? local : Calendar.FromSeconds(now);
    }

    [Bif("erlang", "date")]
    public static Term Date(ref BifContext context) => LocalNow().DateTerm(context.Heap);

    [Bif("erlang", "time")]
    public static Term Time(ref BifContext context) => LocalNow().TimeTerm(context.Heap);

    [Bif("erlang", "localtime")]
    public static Term LocalTime(ref BifContext context) => LocalNow().ToTerm(context.Heap);

    [Bif("erlang", "universaltime")]
    public static Term UniversalTime(ref BifContext context) => Calendar.FromSeconds(Now()).ToTerm(context.Heap);

    [Bif("erlang", "localtime_to_universaltime")]
    public static Term LocalTimeToUniversalTime(ref BifContext context, Term time, Term daylightSaving)
    {
        int flag;
        switch (daylightSaving.Bits)
        {
            case AtomBits.True:
                flag = 1;
                break;
            case AtomBits.False:
                flag = 0;
                break;
            case AtomBits.Undefined:
                flag = -1;
                break;
            default:
                return context.BadArg();
        }
        return
            DateAndTime.TryFrom(time, out DateAndTime local)
            && local.IsValid(Calendar.FirstLocalYear)
            && Calendar.TryFromLocal(local, flag, out long seconds)
            ? Calendar.FromSeconds(seconds).ToTerm(context.Heap)
            : context.BadArg();
    }

    [Bif("erlang", "universaltime_to_localtime")]
    public static Term UniversalTimeToLocalTime(ref BifContext context, Term time) =>
        DateAndTime.TryFrom(time, out DateAndTime universal)
        && universal.IsValid(Calendar.FirstLocalYear)
        && Calendar.TryToLocal(Calendar.ToSeconds(universal), out DateAndTime local)
            ? local.ToTerm(context.Heap)
            : context.BadArg();

    [Bif("erlang", "universaltime_to_posixtime")]
    public static Term UniversalTimeToPosixTime(ref BifContext context, Term time) =>
        DateAndTime.TryFrom(time, out DateAndTime universal) && universal.IsValid(Calendar.FirstYear)
            ? Integers.Create(context.Heap, Calendar.ToSeconds(universal))
            : context.BadArg();

    [Bif("erlang", "posixtime_to_universaltime")]
    public static Term PosixTimeToUniversalTime(ref BifContext context, Term seconds) =>
        Integers.TryGetInt64(seconds, out long value) ? Calendar.FromSeconds(value).ToTerm(context.Heap) : context.BadArg();

    [Bif("os", "perf_counter")]
    public static Term PerformanceCounter(ref BifContext context) => Integers.Create(context.Heap, Clock.Raw());
}
