// Option maps given to the host.
namespace Lingen.IO;

/// <summary>Reads small maps with atom keys.</summary>
internal static unsafe class HostMaps
{
    /// <summary>The value of an atom key in a flat map, or none.</summary>
    public static Term Get(Term map, Term key)
    {
        if (map.IsFlatMap)
        {
            var flat = new FlatMap(map);
            for (int i = 0; i < flat.Count; i++)
            {
                if (flat.Keys[i] == key)
                {
                    return flat.Values[i];
                }
            }
        }
        return Term.None;
    }
}
