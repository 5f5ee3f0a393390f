// Dates and times of day: the Gregorian calendar by arithmetic, local time by the C library's time zone.
using System.Runtime.InteropServices;

namespace Lingen.Bifs;

/// <summary>A date and time of day, as {{Year, Month, Day}, {Hour, Minute, Second}} holds them.</summary>
public readonly record struct DateAndTime(long Year, long Month, long Day, long Hour, long Minute, long Second)
{
    private static ReadOnlySpan<byte> MonthDays => [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    /// <summary>Whether this is a day and time of the calendar in a year from <paramref name="firstYear"/> on.</summary>
    public bool IsValid(int firstYear) =>
        Year >= firstYear
        && Year < int.MaxValue
        && Month is >= 1 and <= 12
        && Day >= 1
        && Day <= MonthDays[(int)Month - 1] + (Month == 2 && IsLeapYear(Year) ? 1 : 0)
        && Hour is >= 0 and <= 23
        && Minute is >= 0 and <= 59
        && Second is >= 0 and <= 59;

    public static bool IsLeapYear(long year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    /// <summary>False if the term has another shape or holds anything but small integers.</summary>
    public static bool TryFrom(Term term, out DateAndTime value)
    {
        value = default;
        if (
            !Tuple.TryFrom(term, out Tuple pair)
            || pair.Arity != 2
            || !TryGetTriple(pair[0], out (long, long, long) date)
            || !TryGetTriple(pair[1], out (long, long, long) time)
        )
        {
            return false;
        }
        value = new DateAndTime(date.Item1, date.Item2, date.Item3, time.Item1, time.Item2, time.Item3);
        return true;
    }

    private static bool TryGetTriple(Term term, out (long, long, long) triple)
    {
        triple = default;
        if (
            !Tuple.TryFrom(term, out Tuple tuple)
            || tuple.Arity != 3
            || !tuple[0].IsSmall
            || !tuple[1].IsSmall
            || !tuple[2].IsSmall
        )
        {
            return false;
        }
        triple = (tuple[0].SmallValue, tuple[1].SmallValue, tuple[2].SmallValue);
        return true;
    }

    public unsafe Term DateTerm(TermHeap* heap) => Tuple.Create(heap, Term.Small(Year), Term.Small(Month), Term.Small(Day));

    public unsafe Term TimeTerm(TermHeap* heap) => Tuple.Create(heap, Term.Small(Hour), Term.Small(Minute), Term.Small(Second));

    public unsafe Term ToTerm(TermHeap* heap) => Tuple.Create(heap, DateTerm(heap), TimeTerm(heap));
}

/// <summary>Conversions between seconds since 1970, universal time and local time.</summary>
public static unsafe partial class Calendar
{
    /// <summary>Earliest year of universaltime_to_posixtime, and of conversions from and to local time.</summary>
    public const int FirstYear = 1600;
    public const int FirstLocalYear = 1902;

    private const long SecondsPerDay = 86_400;
    private const int SecondsPerHour = 3_600;
    private const int SecondsPerMinute = 60;

    /// <summary>Days from 1 March of year 0 to 1 January 1970.</summary>
    private const long EpochDay = 719_468;
    private const long DaysPer400Years = 146_097;

    public static DateAndTime FromSeconds(long seconds)
    {
        (long days, long rest) = Math.DivRem(seconds, SecondsPerDay);
        if (rest < 0)
        {
            days--;
            rest += SecondsPerDay;
        }
        // Years are counted from March, so that the leap day is the last.
        days += EpochDay;
        long era = Math.DivRem(days >= 0 ? days : days - (DaysPer400Years - 1), DaysPer400Years).Quotient;
        long dayOfEra = days - (era * DaysPer400Years);
        long yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        long dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        long monthFromMarch = ((5 * dayOfYear) + 2) / 153;
        long day = dayOfYear - (((153 * monthFromMarch) + 2) / 5) + 1;
        long month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        long year = yearOfEra + (era * 400) + (month <= 2 ? 1 : 0);
        return new DateAndTime(
            year,
            month,
            day,
            rest / SecondsPerHour,
            rest % SecondsPerHour / SecondsPerMinute,
            rest % SecondsPerMinute
        );
    }

    /// <summary>Seconds since 1970 of a valid universal time.</summary>
    public static long ToSeconds(in DateAndTime time)
    {
        long year = time.Month <= 2 ? time.Year - 1 : time.Year;
        long era = year / 400;
        long yearOfEra = year - (era * 400);
        long dayOfYear = (((153 * (time.Month > 2 ? time.Month - 3 : time.Month + 9)) + 2) / 5) + time.Day - 1;
        long dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        long days = (era * DaysPer400Years) + dayOfEra - EpochDay;
        return (days * SecondsPerDay) + (time.Hour * SecondsPerHour) + (time.Minute * SecondsPerMinute) + time.Second;
    }

    /// <summary>Local time of a second since 1970. False if its year is beyond what the C library holds.</summary>
    public static bool TryToLocal(long seconds, out DateAndTime local)
    {
        BrokenDownTime parts;
        if (localtime_r(&seconds, &parts) == null)
        {
            local = default;
            return false;
        }
        local = new DateAndTime(parts.Year + 1900L, parts.Month + 1, parts.Day, parts.Hour, parts.Minute, parts.Second);
        return true;
    }

    /// <summary>
    /// Seconds since 1970 of a valid local time. <paramref name="daylightSaving"/> is 1 or 0 for times that stand twice on the clock, -1 to let the
    /// C library guess.
    /// </summary>
    public static bool TryFromLocal(in DateAndTime local, int daylightSaving, out long seconds)
    {
        BrokenDownTime parts = Parts(local, daylightSaving);
        if (TryMakeTime(&parts, out seconds))
        {
            return true;
        }
        // A zone without daylight saving may refuse such a time: then it is taken as standard time.
        parts = Parts(local, 0);
        return daylightSaving != 0 && TryMakeTime(&parts, out seconds);
    }

    private static BrokenDownTime Parts(in DateAndTime time, int daylightSaving) =>
        new()
        {
            Year = (int)(time.Year - 1900),
            Month = (int)time.Month - 1,
            Day = (int)time.Day,
            Hour = (int)time.Hour,
            Minute = (int)time.Minute,
            Second = (int)time.Second,
            DaylightSaving = daylightSaving,
        };

    /// <summary>mktime answers -1 both for failure and for the last second of 1969; a second earlier tells which.</summary>
    private static bool TryMakeTime(BrokenDownTime* parts, out long seconds)
    {
        BrokenDownTime copy = *parts;
        seconds = mktime(&copy);
        if (seconds != -1)
        {
            return true;
        }
        copy = *parts;
        copy.Second--;
        return mktime(&copy) == -2;
    }

    static Calendar() => tzset();

    /// <summary>C's struct tm.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct BrokenDownTime
    {
        public int Second;
        public int Minute;
        public int Hour;
        public int Day;
        public int Month;
        public int Year;
        public int WeekDay;
        public int YearDay;
        public int DaylightSaving;
        public long OffsetSeconds;
        public byte* Zone;
    }

    [LibraryImport("libc")]
    private static partial BrokenDownTime* localtime_r(long* seconds, BrokenDownTime* parts);

    [LibraryImport("libc")]
    private static partial long mktime(BrokenDownTime* parts);

    [LibraryImport("libc")]
    private static partial void tzset();
}
