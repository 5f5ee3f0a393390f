// Walks over terms (copying, comparing, hashing, measuring, encoding) have no end in sight when a term shares its parts: one of fifty cells
// can stand for two to the power of fifty. Such a walk cannot yield, but it can be given up when its process is to end. The stacks that
// walks keep count what is pushed and look from time to time; every walk that takes long pushes.
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

/// <summary>Where long walks ask whether anybody still wants their result.</summary>
public static unsafe class LongWalk
{
    /// <summary>Pushes between two looks: a fraction of a millisecond.</summary>
    public const int StepsBetweenLooks = 1 << 16;

    /// <summary>Set by the runtime: the process in whose name the calling thread walks is to end, and the thread holds no lock.</summary>
    public static delegate* <bool> IsUnwanted;

    /// <summary>Called by a stack each so many pushes: true if the walk is to be given up by <see cref="GiveUp"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Look(out int steps)
    {
        steps = StepsBetweenLooks;
        return IsUnwanted != null && IsUnwanted();
    }

    /// <summary>
    /// Leaves everything up to whoever runs processes. The one exception that crosses a BIF: an error result would have to be passed on by
    /// every caller of every walk, for a process that does not see it any more.
    /// </summary>
    public static void GiveUp() => throw new WalkGivenUpException();
}

/// <summary>A walk was given up because its process is to end. Nobody but the scheduler catches it.</summary>
public sealed class WalkGivenUpException : Exception;
