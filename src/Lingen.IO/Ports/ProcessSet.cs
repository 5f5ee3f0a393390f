// A set of processes that mostly has one member or none, as the links of a port: one word inside of its owner.
namespace Lingen.IO;

/// <summary>Process identifiers, each once.</summary>
internal struct ProcessSet
{
    /// <summary>0 is none: no identifier has these bits.</summary>
    private ulong first;
    private HashSet<ulong>? others;

    /// <summary>False if it is there already.</summary>
    public bool Add(Term process)
    {
        if (first == process.Bits || (others != null && others.Contains(process.Bits)))
        {
            return false;
        }
        if (first == 0)
        {
            first = process.Bits;
            return true;
        }
        return (others ??= []).Add(process.Bits);
    }

    /// <summary>False if it is not there.</summary>
    public bool Remove(Term process)
    {
        if (first == process.Bits)
        {
            first = 0;
            return true;
        }
        return others != null && others.Remove(process.Bits);
    }

    public void Clear() => this = default;

    /// <summary>The members, in no order.</summary>
    public readonly Term[] ToArray()
    {
        if (first == 0 && others == null)
        {
            return [];
        }
        var members = new List<Term>();
        if (first != 0)
        {
            members.Add(new Term(first));
        }
        foreach (ulong other in others ?? [])
        {
            members.Add(new Term(other));
        }
        return members.ToArray();
    }
}
