// One pending timer.
using System.Runtime.InteropServices;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>A timer in a wheel. Native; freed by whoever takes it out.</summary>
public unsafe struct TimerNode
{
    public TimerNode* Next;
    public TimerNode* Previous;

    /// <summary>First tick (millisecond of the monotonic clock, counted from the wheel's start) at which it may fire.</summary>
    public long ExpiryTick;

    /// <summary>Exact time of expiry in nanoseconds, for read_timer and cancel_timer.</summary>
    public long ExpiryNs;

    /// <summary>Place in the wheel: level * 64 + slot; -1 while in none.</summary>
    public int Place;

    /// <summary>Index of the scheduler whose wheel it is in.</summary>
    public int WheelIndex;

    /// <summary>Receive timer: the waiting process. BIF timer: null.</summary>
    public Process* Receiver;

    /// <summary>BIF timer: pid or registered name, the message to send, and the key of its reference.</summary>
    public Term Destination;
    public Message* Message;
    public ulong Key;

    /// <summary>So often it is started once more, with no time, where it would fire; a test of OTP's asks for that.</summary>
    public int Restarts;

    /// <summary>Other BIF timers of this wheel with the same pid as their destination.</summary>
    public TimerNode* NextForPid;
    public TimerNode* PreviousForPid;

    public static TimerNode* Create()
    {
        var node = (TimerNode*)NativeMemory.AllocZeroed((nuint)sizeof(TimerNode), MemoryKind.Timer);
        node->Place = -1;
        return node;
    }

    public static void Free(TimerNode* node) => NativeMemory.Free(node);
}
