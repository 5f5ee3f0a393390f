// The parts of a .beam file that the loader needs, read and bounds-checked but not yet turned into code. What only some
// modules ever need (lines, literals, types, checksum) is parsed on first use, because start-up time is a goal.
using System.Runtime.InteropServices;
using Lingen.Terms;

namespace Lingen.Code;

/// <summary>Tables of a .beam file. Made by <see cref="BeamReader"/>; immutable but for the lazily parsed parts.</summary>
public sealed unsafe class BeamFile : IDisposable
{
    private LineTable? lines;
    private LiteralTable? literals;
    private byte[]? md5;
    private void* block;

    internal BeamFile(BeamChunks chunks, void* block)
    {
        Chunks = chunks;
        this.block = block;
    }

    /// <summary>The raw chunks.</summary>
    public BeamChunks Chunks { get; }

    public required Term Module { get; init; }

    /// <summary>Atoms by index of the file, from 1; entry 0 is nil.</summary>
    public required Term[] Atoms { get; init; }

    /// <summary>The instructions of the Code chunk, after its header.</summary>
    public required NativeBytes Code { get; init; }

    /// <summary>Labels are 1 to this number less one.</summary>
    public required int LabelCount { get; init; }
    public required int FunctionCount { get; init; }
    public NativeBytes Strings => Chunks.Strings;
    public required FunctionName[] Imports { get; init; }
    public required ExportedFunction[] Exports { get; init; }
    public required FunRow[] Funs { get; init; }

    /// <summary>The file comes from the archive that is part of the executable: validation is skipped.</summary>
    public bool Trusted { get; init; }

    /// <summary>The chunk of <see cref="PreparedTables"/> of a trusted file; else empty.</summary>
    internal NativeBytes Prepared { get; init; }

    public LiteralTable Literals =>
        literals ??= PreparedTables.HasLiterals(Prepared)
            ? LiteralTable.ReadInflated(PreparedTables.ReadLiterals(Prepared))
            : LiteralTable.Read(Chunks.Literals);

    public LineTable Lines => lines ??= LineTable.Read(Chunks.Lines);

    /// <summary>Types of the Type chunk behind its version word; empty if its version is unknown (then every operand is `any`).</summary>
    public NativeBytes Types => BeamReader.KnownTypes(Chunks.Types);

    /// <summary>External term format of the Attr and CInf chunks; empty if absent.</summary>
    public NativeBytes Attributes => Chunks.Attributes;
    public NativeBytes CompileInfo => Chunks.CompileInfo;

    /// <summary>module_info(md5): MD5 over the significant chunks.</summary>
    public byte[] Md5 => md5 ??= Prepared.IsEmpty ? BeamReader.ComputeMd5(Chunks) : PreparedTables.ReadMd5(Prepared);

    /// <summary>Frees the file's bytes; nothing of it may be used afterwards.</summary>
    public void Dispose()
    {
        NativeMemory.Free(block);
        block = null;
        literals?.Dispose();
    }
}

/// <summary>Where the chunks of a file are; absent ones are empty.</summary>
public struct BeamChunks
{
    public NativeBytes Atoms;
    public NativeBytes Code;
    public NativeBytes Strings;
    public NativeBytes Imports;
    public NativeBytes Exports;
    public NativeBytes Locals;
    public NativeBytes Funs;
    public NativeBytes Literals;
    public NativeBytes Attributes;
    public NativeBytes CompileInfo;
    public NativeBytes Lines;
    public NativeBytes Types;
    public NativeBytes Meta;
    public NativeBytes OldAtoms;
    public NativeBytes Prepared;
}

/// <summary>Module, function and arity of an import.</summary>
public readonly record struct FunctionName(Term Module, Term Function, int Arity);

/// <summary>Function, arity and entry label of an export or local function.</summary>
public readonly record struct ExportedFunction(Term Function, int Arity, int Label);

/// <summary>A row of the FunT chunk. The arity counts the free variables, as the function that holds the body has it.</summary>
public readonly record struct FunRow(Term Function, int Arity, int Label, int Index, int FreeVariables, uint OldUniq);
