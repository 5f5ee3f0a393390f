// Threads made by the system directly. Thread.Start of .NET waits until the new thread runs, and on a busy machine the new thread may
// run for a whole time slice before its maker goes on; a scheduler that starts another one has a process in hand and must not wait.
using System.Runtime.InteropServices;

namespace Lingen.Runtime;

/// <summary>A background thread that runs one action.</summary>
internal sealed unsafe partial class NativeThread
{
    // More than any system's pthread_attr_t.
    private const int AttributeWords = 32;

    private readonly Action body;
    private readonly ManualResetEventSlim ended = new(false, spinCount: 0);

    /// <summary>A thread that does not run yet.</summary>
    public NativeThread(Action body) => this.body = body;

    /// <summary>Lets the action run on a thread of its own, and returns at once. To be called once.</summary>
    public void Start(int stackBytes)
    {
        nint self = GCHandle.ToIntPtr(GCHandle.Alloc(this));
        ulong* attributes = stackalloc ulong[AttributeWords];
        _ = pthread_attr_init(attributes);
        _ = pthread_attr_setstacksize(attributes, (nuint)stackBytes);
        _ = pthread_attr_setdetachstate(attributes, Detached);
        nuint id;
        int error = pthread_create(&id, attributes, &Run, self);
        _ = pthread_attr_destroy(attributes);
        if (error != 0)
        {
            throw new InvalidOperationException($"the system gives no thread (error {error})");
        }
    }

    /// <summary>Waits for the action to end.</summary>
    public void Join() => ended.Wait();

    [UnmanagedCallersOnly]
    private static nint Run(nint self)
    {
        GCHandle handle = GCHandle.FromIntPtr(self);
        var thread = (NativeThread)handle.Target!;
        handle.Free();
        thread.body();
        thread.ended.Set();
        return 0;
    }

    private const int Detached = 1;

    [LibraryImport("libc")]
    private static partial int pthread_attr_init(ulong* attributes);

    [LibraryImport("libc")]
    private static partial int pthread_attr_destroy(ulong* attributes);

    [LibraryImport("libc")]
    private static partial int pthread_attr_setstacksize(ulong* attributes, nuint bytes);

    [LibraryImport("libc")]
    private static partial int pthread_attr_setdetachstate(ulong* attributes, int state);

    [LibraryImport("libc")]
    private static partial int pthread_create(
        nuint* thread,
        ulong* attributes,
        delegate* unmanaged<nint, nint> start,
        nint argument
    );
}
