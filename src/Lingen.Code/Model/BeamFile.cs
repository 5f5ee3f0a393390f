// The parts of a .beam file that the loader needs, read and bounds-checked but not yet turned into code.
using Lingen.Terms;

namespace Lingen.Code;

/// <summary>Tables of a .beam file. Made by <c>BeamReader</c>; immutable.</summary>
public sealed class BeamFile
{
    public required Term Module { get; init; }
    public required Term[] Atoms { get; init; }

    /// <summary>The instructions of the Code chunk, after its header.</summary>
    public required ReadOnlyMemory<byte> Code { get; init; }
    public required int LabelCount { get; init; }
    public required ReadOnlyMemory<byte> Strings { get; init; }
    public required FunctionName[] Imports { get; init; }
    public required ExportedFunction[] Exports { get; init; }
    public required FunRow[] Funs { get; init; }

    /// <summary>One external term format value per literal, undecoded.</summary>
    public required ReadOnlyMemory<byte>[] Literals { get; init; }
    public required LineTable Lines { get; init; }

    /// <summary>Types of the Type chunk; empty if its version is unknown (then every operand is `any`).</summary>
    public required ReadOnlyMemory<byte> Types { get; init; }

    /// <summary>External term format of the Attr and CInf chunks; empty if absent.</summary>
    public required ReadOnlyMemory<byte> Attributes { get; init; }
    public required ReadOnlyMemory<byte> CompileInfo { get; init; }

    /// <summary>module_info(md5): MD5 over the significant chunks.</summary>
    public required byte[] Md5 { get; init; }
}

/// <summary>Module, function and arity of an import.</summary>
public readonly record struct FunctionName(Term Module, Term Function, int Arity);

/// <summary>Function, arity and entry label of an export or local function.</summary>
public readonly record struct ExportedFunction(Term Function, int Arity, int Label);

/// <summary>A row of the FunT chunk.</summary>
public readonly record struct FunRow(Term Function, int Arity, int Label, int Index, int FreeVariables, uint OldUniq);

/// <summary>Line items: (file index, line) by item number; item 0 is "no line". File 0 is the module's own source.</summary>
public sealed record LineTable((int File, int Line)[] Items, string[] Files)
{
    public static LineTable Empty { get; } = new([], []);
}
