// A module by name, with the versions of it that exist.
namespace Lingen.Runtime;

/// <summary>The versions of a module. Changed under <see cref="CodeServer.Gate"/>; read without a lock.</summary>
public sealed class ModuleSlot(Term name)
{
    private LoadedModule? current;
    private LoadedModule? old;

    public Term Name { get; } = name;

    /// <summary>What new calls run; null if deleted or never loaded.</summary>
    public LoadedModule? Current
    {
        get => Volatile.Read(ref current);
        set => Volatile.Write(ref current, value);
    }

    /// <summary>What processes may still be running in until it is purged.</summary>
    public LoadedModule? Old
    {
        get => Volatile.Read(ref old);
        set => Volatile.Write(ref old, value);
    }

    /// <summary>Loaded, but not current until its on_load function has returned ok.</summary>
    public LoadedModule? OnLoad { get; set; }

    /// <summary>Puts aside what was old while code whose on_load function failed is purged.</summary>
    public LoadedModule? SavedOld { get; set; }
}
