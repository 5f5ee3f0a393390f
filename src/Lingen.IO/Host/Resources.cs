// Managed objects as Erlang terms: magic references.
namespace Lingen.IO;

/// <summary>Wraps resources in magic references.</summary>
internal static unsafe class Resources
{
    /// <summary>A new magic reference to a resource.</summary>
    public static Term Wrap(ref BifContext context, MagicResource resource) => Wrap(ref context, MagicCell.Allocate(resource));

    /// <summary>A new magic reference; takes over the caller's count on the cell.</summary>
    public static Term Wrap(ref BifContext context, MagicCell* cell) =>
        References.CreateMagic(context.Heap, context.Scheduler, cell);
}
