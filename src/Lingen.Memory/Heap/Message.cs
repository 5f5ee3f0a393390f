// A message on its way or in a queue. It is the first part of the fragment that holds its payload, so a send is one
// allocation. When a receive instruction first looks at it, the fragment joins the receiver's heap (state InHeap): from
// then on Payload is a root of the receiver's collections. Joined messages are linked among themselves, so that a
// collection does not walk a long queue that nobody has looked at.
using Lingen.Terms;

namespace Lingen.Memory;

/// <summary>A queued message. Lies at the start of <see cref="Fragment"/>'s words.</summary>
public unsafe struct Message
{
    public const int SizeWords = 8;

    public Message* Next;
    public Term Payload;

    /// <summary>Sequential trace token, or none. A boxed one lies in the fragment too.</summary>
    public Term Token;

    /// <summary>Sender, for tracing; none if unknown. Always an immediate.</summary>
    public Term Sender;
    public HeapFragment* Fragment;

    /// <summary>Off-heap objects of the payload, until the fragment joins a heap; then the next joined message.</summary>
    public ulong* OffHeap;

    /// <summary>Kind of signal; 0 is an ordinary message. The meaning of others belongs to the runtime.</summary>
    public int Kind;

    /// <summary>0 outside, 1 once the fragment is in the receiver's fragment list, 2 once the collector has moved the payload out of it.</summary>
    public int HeapState;

    /// <summary>What else a signal carries; in a joined message the address of the pointer that leads to it.</summary>
    public ulong Extra;

    /// <summary>The next message whose payload is in the heap; only for joined ones.</summary>
    public Message* NextJoined
    {
        readonly get => (Message*)OffHeap;
        set => OffHeap = (ulong*)value;
    }

    /// <summary>
    /// Lets the receiver look at the payload: the fragment goes into its heap's list, pinned because the message still
    /// stands in the queue. Does nothing if that has happened before.
    /// </summary>
    public static void JoinHeap(Message* message, ProcessHeap* heap)
    {
        if (message->HeapState != 0)
        {
            return;
        }
        message->HeapState = 1;
        HeapFragment* fragment = message->Fragment;
        fragment->Pinned = 1;
        fragment->Next = heap->Heap.Fragments;
        heap->Heap.Fragments = fragment;
        heap->Heap.FragmentWords += fragment->UsedWords;
        // A later allocation must not continue in this fragment: its end belongs to the message.
        fragment->Limit = fragment->Top;
        SpliceOffHeap(message, &heap->Heap);
        Message* next = heap->FirstJoined;
        message->NextJoined = next;
        message->Extra = (ulong)&heap->FirstJoined;
        heap->FirstJoined = message;
        if (next != null)
        {
            next->Extra = (ulong)&message->OffHeap;
        }
    }

    /// <summary>
    /// Ends the message after it has left the queue. If its payload is in the receiver's heap the terms stay valid
    /// and the collector frees the fragment in time; otherwise everything goes at once.
    /// </summary>
    public static void Release(Message* message)
    {
        HeapFragment* fragment = message->Fragment;
        if (message->HeapState != 0)
        {
            LeaveJoined(message);
            if (message->HeapState == 1)
            {
                fragment->Pinned = 0;
                return;
            }
            HeapFragment.Free(fragment);
            return;
        }
        for (ulong* header = message->OffHeap; header != null; header = (ulong*)header[1])
        {
            OffHeapCell.Release((OffHeapCell*)header[2]);
        }
        HeapFragment.Free(fragment);
    }

    private static void LeaveJoined(Message* message)
    {
        Message* next = message->NextJoined;
        *(Message**)message->Extra = next;
        if (next != null)
        {
            next->Extra = message->Extra;
        }
    }

    private static void SpliceOffHeap(Message* message, TermHeap* heap)
    {
        ulong* first = message->OffHeap;
        if (first == null)
        {
            return;
        }
        ulong* last = first;
        while (true)
        {
            if (new HeaderWord(*last).Tag == HeaderTag.RefcBinary)
            {
                heap->OffHeapBytes += ((BinaryCell*)last[2])->CapacityBytes;
            }
            if (last[1] == 0)
            {
                break;
            }
            last = (ulong*)last[1];
        }
        last[1] = (ulong)heap->OffHeap;
        heap->OffHeap = first;
    }
}
