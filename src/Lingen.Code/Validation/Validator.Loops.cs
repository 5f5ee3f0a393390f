// No loop without reductions: within a function only a receive may loop, because each round of it spends reductions or waits.
// Compilers without optimizations jump back to code that several places share, which is no loop; those functions are
// looked at label by label.
//
// The graph has the jumps and the ways from one label into the next, and for each catch or try a way to its handler. The ways from
// places that raise need not be in it: take any run through the function that goes on for ever, and leave out what lies between an
// opening of a catch and the exception that ends it. Each opening is used up once, so what is left goes on for ever too, and it
// is a walk along ways of the graph. If the graph has no circle there is no such run.
namespace Lingen.Code;

public sealed unsafe partial class Validator
{
    /// <summary>Something else than a receive goes back; from then on the ways between labels are written down.</summary>
    private bool goesBack;

    /// <summary>Where a function is entered: no label of a file.</summary>
    private const int NoLabel = 0;

    /// <summary>The label that the instruction at hand stands behind.</summary>
    private int block;
    private readonly HashSet<(int From, int To)> ways = [];

    private void AddWay(int label)
    {
        if (goesBack)
        {
            ways.Add((block, label));
        }
    }

    /// <summary>Takes labels away that no way leads to any more, until none is left; what remains goes round in a circle.</summary>
    private void RefuseLoops()
    {
        var targets = new Dictionary<int, List<int>>();
        var arrivals = new Dictionary<int, int>();
        foreach ((int from, int to) in ways)
        {
            if (!targets.TryGetValue(from, out List<int>? known))
            {
                targets[from] = known = [];
            }
            known.Add(to);
            arrivals[to] = arrivals.GetValueOrDefault(to) + 1;
        }
        var free = new Queue<int>();
        foreach (int label in targets.Keys)
        {
            if (!arrivals.ContainsKey(label))
            {
                free.Enqueue(label);
            }
        }
        while (free.TryDequeue(out int label))
        {
            if (!targets.Remove(label, out List<int>? next))
            {
                continue;
            }
            foreach (int target in next)
            {
                if (--arrivals[target] == 0)
                {
                    free.Enqueue(target);
                }
            }
        }
        foreach (int label in targets.Keys)
        {
            throw Invalid($"it loops at or behind label {label}");
        }
    }
}
