// The literal area that is on its way out. Copies of terms must not carry pointers into it any more, or a message that
// is sent while processes answer for themselves would bring one to a process that has answered already.
//
// A copy is measured first and made second, and both must see the same range. So each thread looks at the range only
// at its quiescent points (TakeLeaving, called by the epochs of the runtime). Once every thread has passed one, no
// new pointer into the range can come into being, and the processes may be asked.
using System.Runtime.CompilerServices;
using Lingen.Terms;

namespace Lingen.Memory;

public static unsafe partial class LiteralRegion
{
    private static ulong leavingStart;
    private static ulong leavingBytes;

    /// <summary>Some area has been announced since the start. It never goes back: what a thread sees may change at its quiescent points only.</summary>
    private static volatile bool anyLeaving;

    [ThreadStatic]
    private static ulong seenStart;

    [ThreadStatic]
    private static ulong seenBytes;

    [ThreadStatic]
    private static bool copiesAll;

    /// <summary>
    /// Announces the area whose terms copies take with them from the next quiescent point of each thread on. An empty area
    /// ends that; by then no thread may have a term of the area before.
    /// </summary>
    public static void Announce(LiteralArea area)
    {
        anyLeaving |= area.SizeWords > 0;
        Volatile.Write(ref leavingStart, (ulong)area.Start);
        Interlocked.Exchange(ref leavingBytes, (ulong)area.SizeWords * sizeof(ulong));
    }

    /// <summary>The calling thread, between two copies, takes notice of the announced area.</summary>
    public static void TakeLeaving()
    {
        if (copiesAll)
        {
            return;
        }
        if (Volatile.Read(ref leavingBytes) != seenBytes || Volatile.Read(ref leavingStart) != seenStart)
        {
            seenBytes = Volatile.Read(ref leavingBytes);
            seenStart = Volatile.Read(ref leavingStart);
        }
    }

    /// <summary>
    /// What the calling thread copies has no literals in it from now on. For threads that have no quiescent points: nobody waits for
    /// them, so they would not know what leaves.
    /// </summary>
    public static void CopyAll()
    {
        copiesAll = true;
        seenStart = Base;
        seenBytes = SpanBytes;
        anyLeaving = true;
    }

    /// <summary>Whether a term is a literal that a copy may point at: one that is not on its way out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Stays(Term term) => Contains(term) && (!anyLeaving || !IsLeaving(term));

    private static bool IsLeaving(Term term) => (term.Bits & ~7UL) - seenStart < seenBytes;
}
