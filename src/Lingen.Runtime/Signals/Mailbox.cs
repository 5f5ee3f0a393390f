// The receiving side: what the instructions of a receive expression do. The inner queue holds messages in order of
// arrival; the save pointer stands in front of the message to be looked at next.
using System.Runtime.CompilerServices;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>How <see cref="Mailbox.SetTimeout"/> answers wait_timeout.</summary>
public enum ReceiveTimeout
{
    /// <summary>The timer runs (or the timeout is infinity): wait.</summary>
    Waiting,

    /// <summary>The time is up: go on behind the instruction.</summary>
    Expired,

    /// <summary>The term is no valid timeout: error timeout_value.</summary>
    Invalid,
}

/// <summary>Operations of the process that runs, on its own queue.</summary>
public static unsafe class Mailbox
{
    private const long MaxTimeoutMs = uint.MaxValue;

    /// <summary>
    /// The message at the save pointer, its payload readable; null if there is none (then wait), or if the process was
    /// told to exit meanwhile (Failure is set).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Message* Peek(Process* process)
    {
        Message* message = process->SavedAfter == null ? process->FirstMessage : process->SavedAfter->Next;
        if (message == null || message->HeapState == 0)
        {
            return PeekSlow(process, message);
        }
        return message;
    }

    /// <summary>The message did not match (loop_rec_end): the next one comes up.</summary>
    public static void Next(Process* process) =>
        process->SavedAfter = process->SavedAfter == null ? process->FirstMessage : process->SavedAfter->Next;

    /// <summary>The message at the save pointer was accepted: it leaves the queue and the receive is over.</summary>
    public static void Remove(Process* process)
    {
        Message* previous = process->SavedAfter;
        Message* message = previous == null ? process->FirstMessage : previous->Next;
        if (message == null)
        {
            // Code that no compiler wrote: a call between loop_rec and here has emptied the queue.
            return;
        }
        Unlink(process, message, previous);
        process->SavedAfter = null;
        if (process->TraceFlags != 0)
        {
            CallAccounting.Taken(process, message->Payload);
            SavedCalls.Add(process, Atoms.Receive);
        }
        if (process->HasFlag(ProcessFlags.ReceiveTimerSet | ProcessFlags.WaitsForever))
        {
            EndWait(process);
        }
        if (message->Token.IsNone)
        {
            // What no process or port has sent leaves the token as it is: timers, monitors, data of ports.
            if (process->Extras != null && !message->Sender.IsNone)
            {
                process->Extras->SequentialTraceToken = Term.None;
            }
        }
        else
        {
            SequentialTrace.Received(process, message->Token, message->Payload);
        }
        Message.Release(message);
    }

    /// <summary>The timeout clause is entered: the next receive starts at the front.</summary>
    public static void Timeout(Process* process, Scheduler scheduler)
    {
        process->SavedAfter = null;
        if (process->TraceFlags != 0)
        {
            ProcessTracing.TimedOut(process);
        }
        if (process->HasFlag(ProcessFlags.ReceiveTimerSet | ProcessFlags.WaitsForever))
        {
            EndWait(process);
        }
    }

    /// <summary>
    /// wait_timeout: starts the timer on the first call of a receive; on later calls says whether it has fired.
    /// <paramref name="resume"/> is where the instruction continues when the time is up.
    /// </summary>
    public static ReceiveTimeout SetTimeout(Process* process, Scheduler scheduler, Term timeout, ulong* resume)
    {
        if (process->HasFlag(ProcessFlags.ReceiveTimerSet))
        {
            return Volatile.Read(ref process->TimerFired) != 0 ? Expired(process) : ReceiveTimeout.Waiting;
        }
        if (process->HasFlag(ProcessFlags.WaitsForever))
        {
            return ReceiveTimeout.Waiting;
        }
        if (timeout == Atoms.Infinity)
        {
            process->SetFlag(ProcessFlags.WaitsForever, true);
            return ReceiveTimeout.Waiting;
        }
        if (!timeout.IsSmall || timeout.SmallValue is < 0 or > MaxTimeoutMs)
        {
            process->Condition = ProcessCondition.Runnable;
            return ReceiveTimeout.Invalid;
        }
        if (timeout.SmallValue == 0)
        {
            return Expired(process);
        }
        ReceiveTimers.Start(process, scheduler, timeout.SmallValue);
        return ReceiveTimeout.Waiting;
    }

    private static void EndWait(Process* process)
    {
        process->SetFlag(ProcessFlags.WaitsForever, false);
        if (process->HasFlag(ProcessFlags.ReceiveTimerSet))
        {
            ReceiveTimers.Cancel(process);
        }
    }

    private static ReceiveTimeout Expired(Process* process)
    {
        process->Condition = ProcessCondition.Runnable;
        return ReceiveTimeout.Expired;
    }

    /// <summary>recv_marker_reserve: marks the end of the inner queue (what is still in the outer one is scanned); the term names it.</summary>
    public static Term ReserveMarker(Process* process) =>
        Term.Small(process->EnsureExtras()->Markers.Reserve(process->LastMessage));

    /// <summary>recv_marker_bind</summary>
    public static void BindMarker(Process* process, Term marker, Term reference)
    {
        if (marker.IsSmall && reference.IsReference && process->Extras != null)
        {
            process->Extras->Markers.Bind(marker.SmallValue, Identity.OfReference(reference));
        }
    }

    /// <summary>recv_marker_clear</summary>
    public static void ClearMarker(Process* process, Term reference)
    {
        if (reference.IsReference && process->Extras != null)
        {
            process->Extras->Markers.Clear(Identity.OfReference(reference));
        }
    }

    /// <summary>recv_marker_use: moves the save pointer behind what is older than the reference.</summary>
    public static void UseMarker(Process* process, Term reference)
    {
        if (
            reference.IsReference
            && process->Extras != null
            && process->Extras->Markers.TryUse(Identity.OfReference(reference), out Message* after)
        )
        {
            process->SavedAfter = after;
        }
    }

    /// <summary>A receive would find something to look at: a message behind the save pointer, or its timer has fired.</summary>
    public static bool HasWork(Process* process)
    {
        Message* message = process->SavedAfter == null ? process->FirstMessage : process->SavedAfter->Next;
        return message != null || Volatile.Read(ref process->TimerFired) != 0;
    }

    /// <summary>Appends a message that was taken from the outer queue.</summary>
    public static void Append(Process* process, Message* message)
    {
        message->Next = null;
        if (process->LastMessage == null)
        {
            process->FirstMessage = message;
        }
        else
        {
            process->LastMessage->Next = message;
        }
        process->LastMessage = message;
        process->MessageCount++;
        if (SystemMonitoring.AnyWatchesQueues)
        {
            process->Vm.Monitoring.QueueChanged(process);
        }
    }

    /// <summary>Takes a message out of the inner queue, wherever it stands; it is the caller's to release.</summary>
    public static void Unlink(Process* process, Message* message, Message* previous)
    {
        if (previous == null)
        {
            process->FirstMessage = message->Next;
        }
        else
        {
            previous->Next = message->Next;
        }
        if (process->LastMessage == message)
        {
            process->LastMessage = previous;
        }
        if (process->SavedAfter == message)
        {
            process->SavedAfter = previous;
        }
        process->MessageCount--;
        if (SystemMonitoring.AnyWatchesQueues)
        {
            process->Vm.Monitoring.QueueChanged(process);
        }
        if (process->Extras != null)
        {
            process->Extras->Markers.MessageRemoved(message, previous);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Message* PeekSlow(Process* process, Message* message)
    {
        if (message == null)
        {
            SignalHandler.HandlePending(process);
            message = process->SavedAfter == null ? process->FirstMessage : process->SavedAfter->Next;
            if (message == null || process->IsExiting)
            {
                process->Condition = ProcessCondition.Receive;
                return null;
            }
        }
        if (process->TraceFlags != 0 && message->HeapState == 0)
        {
            CallAccounting.Joined(process, message);
        }
        Message.JoinHeap(message, &process->Memory);
        return message;
    }
}
