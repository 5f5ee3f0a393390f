// A message on its way or in a queue. It is the first part of the fragment that holds its payload, so a send is one
// allocation. When a receive instruction first looks at it, the fragment joins the receiver's heap (InHeap): from
// then on Payload is a root of the receiver's collections.
using Lingen.Terms;

namespace Lingen.Memory;

/// <summary>A queued message. Lies at the start of <see cref="Fragment"/>'s words.</summary>
public unsafe struct Message
{
    public const int SizeWords = 8;

    public Message* Next;
    public Term Payload;

    /// <summary>Sequential trace token, or none.</summary>
    public Term Token;

    /// <summary>Sender, for tracing; none if unknown.</summary>
    public Term Sender;
    public HeapFragment* Fragment;

    /// <summary>Off-heap objects of the payload, until the fragment joins a heap.</summary>
    public ulong* OffHeap;

    /// <summary>Kind of signal; 0 is an ordinary message. The meaning of others belongs to the runtime.</summary>
    public int Kind;

    /// <summary>1 once the fragment is in the receiver's fragment list, 2 once the collector has moved the payload out of it.</summary>
    public int HeapState;
    public ulong Extra;
}
