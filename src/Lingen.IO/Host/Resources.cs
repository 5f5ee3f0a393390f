// Managed objects as Erlang terms: magic references.
namespace Lingen.IO;

/// <summary>Wraps resources in magic references.</summary>
internal static unsafe class Resources
{
    private static long next;

    /// <summary>A new magic reference to a resource.</summary>
    public static Term Wrap(ref BifContext context, MagicResource resource) => Wrap(context.Heap, resource);

    /// <summary>A new magic reference to a resource, for code outside of BIFs.</summary>
    public static Term Wrap(TermHeap* heap, MagicResource resource) =>
        Reference.CreateMagic(heap, MagicCell.Allocate(resource), (ulong)Interlocked.Increment(ref next) | 0x4000_0000_0000, 0);
}
