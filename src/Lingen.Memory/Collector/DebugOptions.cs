// Switches that turn memory mistakes into early, repeatable failures. Off in normal runs; read once per collection.
namespace Lingen.Memory;

/// <summary>Debug switches of the collector. Set before the first process starts.</summary>
public static class DebugOptions
{
    /// <summary>Engines collect at every point where they could.</summary>
    public static bool CollectAlways { get; set; }

    /// <summary>Overwrites memory that a collection has emptied, so that stale pointers show.</summary>
    public static bool FillOldSpace { get; set; }

    /// <summary>Checks the whole heap before and after each collection.</summary>
    public static bool Verify { get; set; }

    /// <summary>Everything on: the collect-everywhere run.</summary>
    public static void EnableAll() => CollectAlways = FillOldSpace = Verify = true;
}
