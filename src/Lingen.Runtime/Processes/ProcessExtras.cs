// What few processes need, in a block of its own so that the others do not pay for it.
using System.Runtime.InteropServices;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Rarely used state of a process. The first <see cref="RootCount"/> fields are terms on its heap.</summary>
public unsafe struct ProcessExtras
{
    public const int RootCount = 4;

    /// <summary>Sequential trace token: none, or a tuple {Flags, Label, Serial, From, LastCount}.</summary>
    public Term SequentialTraceToken;

    /// <summary>Module that gets undefined calls; none for error_handler.</summary>
    public Term ErrorHandler;

    /// <summary>Dynamic trace tag (dt_put_tag).</summary>
    public Term DynamicTraceTag;

    /// <summary>A term a BIF keeps over retries.</summary>
    public Term Continuation;

    public ReceiveMarkers Markers;

    /// <summary>max_heap_size: words, 0 for no limit, and what happens past it.</summary>
    public long MaxHeapSizeWords;
    public bool MaxHeapKill;
    public bool MaxHeapErrorLogger;
    public bool MaxHeapIncludeSharedBinaries;

    public long MinBinaryVirtualHeapWords;

    /// <summary>The last calls (process_flag(save_calls, N)), or null.</summary>
    public SavedCalls* SavedCalls;

    public long SequentialTraceClock;
    public long SequentialTraceLastCount;

    /// <summary>Processes this one has suspended.</summary>
    public Relation* Suspending;

    /// <summary>Collections since the start of the process; for process_info and traces.</summary>
    public long MajorCollections;

    /// <summary>Requests for a collection that are answered when it is done, linked through Next.</summary>
    public Message* CollectRequests;

    /// <summary>Words allocated up to the last collection while the process was traced; for call_memory.</summary>
    public long AllocatedWords;

    public static ProcessExtras* Create()
    {
        var extras = (ProcessExtras*)NativeMemory.AllocZeroed((nuint)sizeof(ProcessExtras));
        extras->MaxHeapKill = true;
        extras->MaxHeapErrorLogger = true;
        return extras;
    }
}
