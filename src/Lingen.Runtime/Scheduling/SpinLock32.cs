// A lock for critical sections of a few dozen instructions: no allocation, fits in native structs.
namespace Lingen.Runtime;

/// <summary>Test-and-set lock that yields the thread when it does not come free soon. Not reentrant.</summary>
public struct SpinLock32
{
    private const int SpinsBeforeYield = 32;
    private int held;

    public bool TryEnter() => Volatile.Read(ref held) == 0 && Interlocked.Exchange(ref held, 1) == 0;

    public void Enter()
    {
        int spins = 0;
        while (!TryEnter())
        {
            if (++spins < SpinsBeforeYield)
            {
                Thread.SpinWait(4);
            }
            else
            {
                Thread.Yield();
            }
        }
    }

    public void Exit() => Volatile.Write(ref held, 0);
}
