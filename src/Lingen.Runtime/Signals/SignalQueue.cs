// The one queue through which everything reaches a process. Senders push onto a lock-free list, newest first; the
// receiver takes the whole list at once and turns it around. The sender that finds the list empty wakes the
// receiver; whoever comes later leaves that to the first, so a busy receiver costs its senders one atomic operation.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Operations on <see cref="Process.Signals"/>.</summary>
public static unsafe class SignalQueue
{
    /// <summary>The list of a process that takes no more signals.</summary>
    public static Message* Closed => (Message*)1;

    /// <summary>
    /// Queues a signal and wakes the receiver. False if the process is gone; the signal is then still the caller's.
    /// The caller is inside of an epoch (<see cref="Epochs.Enter"/>), as schedulers always are.
    /// </summary>
    public static bool Push(Process* receiver, Message* signal)
    {
        Message* head = (Message*)Volatile.Read(ref *(nint*)&receiver->Signals);
        bool isMessage = (SignalKind)signal->Kind is SignalKind.Message or SignalKind.AliasMessage;
        while (true)
        {
            if (head == Closed)
            {
                return false;
            }
            signal->Next = head;
            var seen = (Message*)Interlocked.CompareExchange(ref *(nint*)&receiver->Signals, (nint)signal, (nint)head);
            if (seen == head)
            {
                break;
            }
            head = seen;
        }
        if (head == null)
        {
            Wakeups.Wake(receiver);
        }
        if (!isMessage && (Volatile.Read(ref receiver->State) & ProcessState.DirtyCall) != 0)
        {
            DirtySignals.Ask(receiver->Vm, receiver->Pid);
        }
        return true;
    }

    /// <summary>Puts a signal back that cannot be handled yet; nobody is told. False if the queue is closed.</summary>
    internal static bool PutBack(Process* process, Message* signal)
    {
        while (true)
        {
            var head = (Message*)Volatile.Read(ref *(nint*)&process->Signals);
            if (head == Closed)
            {
                return false;
            }
            signal->Next = head;
            if (Interlocked.CompareExchange(ref *(nint*)&process->Signals, (nint)signal, (nint)head) == (nint)head)
            {
                return true;
            }
        }
    }

    public static bool IsEmpty(Process* process) => Volatile.Read(ref *(nint*)&process->Signals) == 0;

    /// <summary>Takes all queued signals, oldest first.</summary>
    public static Message* Take(Process* process) => Reverse((Message*)Interlocked.Exchange(ref *(nint*)&process->Signals, 0));

    /// <summary>Takes all queued signals and refuses all later ones.</summary>
    public static Message* Close(Process* process) =>
        Reverse((Message*)Interlocked.Exchange(ref *(nint*)&process->Signals, (nint)Closed));

    private static Message* Reverse(Message* newest)
    {
        Message* oldest = null;
        while (newest != null)
        {
            Message* next = newest->Next;
            newest->Next = oldest;
            oldest = newest;
            newest = next;
        }
        return oldest;
    }
}
