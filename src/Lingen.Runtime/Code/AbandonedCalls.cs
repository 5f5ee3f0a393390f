// Processes that have ended for everyone while a dirty call of theirs goes on. Nobody can ask them to copy their literals, and the call
// may read its arguments for as long as it likes; so an area of literals that is to be freed stays while a call goes on that may use it.
namespace Lingen.Runtime;

/// <summary>The dirty calls of processes that have left, and the areas that wait for them.</summary>
public static unsafe class AbandonedCalls
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<nint> Calls = [];
    private static readonly List<(LiteralArea Area, HashSet<nint> Users)> Waiting = [];

    /// <summary>A process leaves in the middle of a dirty call.</summary>
    public static void Add(Process* process)
    {
        lock (Gate)
        {
            Calls.Add((nint)process);
        }
    }

    /// <summary>The call has ended; what waited for it alone is freed.</summary>
    public static void Remove(Process* process)
    {
        lock (Gate)
        {
            Calls.Remove((nint)process);
            for (int i = Waiting.Count - 1; i >= 0; i--)
            {
                if (Waiting[i].Users.Remove((nint)process) && Waiting[i].Users.Count == 0)
                {
                    Waiting[i].Area.Free();
                    Waiting.RemoveAt(i);
                }
            }
        }
    }

    /// <summary>Frees an area that no living process uses: now, or when the calls that go on now have ended.</summary>
    public static void FreeBehind(LiteralArea area)
    {
        lock (Gate)
        {
            if (Calls.Count > 0 && area.SizeWords > 0)
            {
                Waiting.Add((area, [.. Calls]));
                return;
            }
        }
        area.Free();
    }
}
