// One loaded version of a module: its functions, literals, line table and attributes.
using Lingen.Terms;

namespace Lingen.Code;

/// <summary>A version of a module, current or old. Found from code addresses through the code index.</summary>
public sealed unsafe class LoadedModule
{
    public required Term Name { get; init; }

    /// <summary>Index in the VM's table of module versions; <see cref="FunctionEntry.ModuleId"/> holds it.</summary>
    public required int Id { get; init; }

    /// <summary>Functions in the order of the Code chunk; native array of <see cref="FunctionCount"/>.</summary>
    public FunctionEntry* Functions { get; set; }
    public int FunctionCount { get; set; }

    /// <summary>Entry label of the file to index into <see cref="Functions"/>; -1 for labels inside of bodies.</summary>
    public required int[] FunctionOfLabel { get; init; }

    /// <summary>The file's tables, kept for lazy decoding of bodies.</summary>
    public required BeamFile File { get; init; }

    /// <summary>Terms of the literal table, all in the literal region.</summary>
    public required Term[] Literals { get; init; }

    /// <summary>Resolved imports, by index of the ImpT chunk.</summary>
    public required nint[] Imports { get; init; }

    /// <summary>Fun entries by index of the FunT chunk.</summary>
    public required nint[] Funs { get; init; }
}
