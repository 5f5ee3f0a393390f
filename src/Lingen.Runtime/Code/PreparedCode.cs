// What erlang:prepare_loading/2 returns behind a magic reference: a checked file, ready to be made current.
namespace Lingen.Runtime;

/// <summary>A module that has been read and checked but not installed.</summary>
public sealed class PreparedCode(LoadedModule module) : MagicResource
{
    private LoadedModule? module = module;

    /// <summary>The prepared version; null once it has been installed.</summary>
    public LoadedModule? Module => Volatile.Read(ref module);

    public bool HasOnLoad => Module is { OnLoadFunction: >= 0 };

    /// <summary>Takes the version out; only one caller gets it.</summary>
    public LoadedModule? Take() => Interlocked.Exchange(ref module, null);

    /// <inheritdoc/>
    public override void Released() => Take()?.FreeUnused();
}
