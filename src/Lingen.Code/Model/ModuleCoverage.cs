// Which functions or lines of a module version have run (code:get_coverage/2). The translator puts an instruction that counts
// at each place; a version that was loaded while coverage was off has none and costs nothing.
using System.Runtime.InteropServices;

namespace Lingen.Code;

/// <summary>What is counted, in the order of code:set_coverage_mode/1's names.</summary>
public enum CoverageMode
{
    None,

    /// <summary>Whether a function was called.</summary>
    Function,

    /// <summary>How often.</summary>
    FunctionCounters,

    /// <summary>Whether a line was executed; for modules compiled with line_coverage.</summary>
    Line,

    /// <summary>How often.</summary>
    LineCounters,
}

/// <summary>The counters of a module version: native memory that lives as long as the version.</summary>
public sealed unsafe class ModuleCoverage
{
    private readonly List<Place> places = [];
    private readonly Dictionary<int, int> placeOfOffset = [];

    /// <summary>Where something is counted: a function, or an executable_line.</summary>
    /// <param name="Function">Index of the function.</param>
    /// <param name="Line">Item of the module's line table; 0 if unknown, and for functions.</param>
    /// <param name="Id">The number that the compiler gave the line.</param>
    public readonly record struct Place(int Function, int Line, int Id);

    private ModuleCoverage(CoverageMode mode) => Mode = mode;

    public CoverageMode Mode { get; }
    public bool CountsLines => Mode is CoverageMode.Line or CoverageMode.LineCounters;

    /// <summary>Counts how often, not only whether.</summary>
    public bool IsCounter => Mode is CoverageMode.FunctionCounters or CoverageMode.LineCounters;

    /// <summary>All places in the order of the code; the counter of each has the same index.</summary>
    public IReadOnlyList<Place> Places => places;
    public long* Counters { get; private set; }

    /// <summary>Counters for the functions or lines of a module, or null where there is nothing to count.</summary>
    /// <param name="module">A version that has not been published.</param>
    /// <param name="mode">The mode of the node; a file may demand counters of lines all the same.</param>
    public static ModuleCoverage? Create(LoadedModule module, CoverageMode mode)
    {
        // The line table of a trusted file is not read before somebody asks for a line.
        if (mode == CoverageMode.None && module.File.Trusted)
        {
            return null;
        }
        LineTable lines = module.File.Lines;
        if (lines.ForcesCounters)
        {
            mode = CoverageMode.LineCounters;
        }
        var coverage = new ModuleCoverage(mode);
        if (mode == CoverageMode.None || (coverage.CountsLines && !lines.HasExecutableLines))
        {
            return null;
        }
        if (coverage.CountsLines)
        {
            coverage.FindLines(module);
        }
        else
        {
            for (int function = 0; function < module.FunctionCount; function++)
            {
                coverage.places.Add(new Place(function, 0, 0));
            }
        }
        coverage.Counters = (long*)NativeMemory.AllocZeroed((nuint)Math.Max(1, coverage.places.Count), sizeof(long));
        return coverage;
    }

    /// <summary>The counter of the executable_line at this offset of the Code chunk.</summary>
    public long* CounterOfLine(int offset) => Counters + placeOfOffset[offset];

    public void Reset() => new Span<long>(Counters, places.Count).Clear();

    public void Free()
    {
        NativeMemory.Free(Counters);
        Counters = null;
    }

    /// <summary>Lines of the same place in a row are one, as on BEAM, which keeps one entry of its table for them.</summary>
    private void FindLines(LoadedModule module)
    {
        var operands = new OperandBuffer();
        for (int function = 0; function < module.FunctionCount; function++)
        {
            FunctionEntry* entry = module.Functions + function;
            var reader = new InstructionReader(module.File.Code.Span, entry->CodeOffset, operands);
            int end = entry->CodeOffset + entry->CodeLength;
            int line = -1;
            int place = -1;
            while (reader.Offset < end && reader.Read())
            {
                if (reader.Op is not (GenericOp.Line or GenericOp.ExecutableLine))
                {
                    continue;
                }
                if (line != (int)reader[0].Value)
                {
                    line = (int)reader[0].Value;
                    place = -1;
                }
                if (reader.Op == GenericOp.Line)
                {
                    continue;
                }
                int id = (int)reader[1].Value;
                if (place < 0)
                {
                    place = places.Count;
                    places.Add(new Place(function, line, id));
                }
                places[place] = places[place] with { Id = id };
                placeOfOffset.Add(reader.InstructionOffset, place);
            }
        }
    }
}
