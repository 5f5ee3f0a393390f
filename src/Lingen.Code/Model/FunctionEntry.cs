// A function of one loaded version of a module. Local calls go through it, so the body can be decoded on its first
// call, replaced by a tracing stub, or compiled, by one store to Code.
//
// Decoded code carries two words in front of each entry point:
//   entry[-2]  FunctionEntry*      entry[-1]  machine address of the compiled function, or of "enter the interpreter"
// and one (the machine address) in front of each continuation point, so that both engines share return addresses.
using Lingen.Terms;

namespace Lingen.Code;

/// <summary>Native record of a function; lives as long as its module version.</summary>
public unsafe struct FunctionEntry
{
    /// <summary>Code to run: the decoded body, or <see cref="Stub"/> before the first call.</summary>
    public ulong* Code;

    /// <summary>The decoded body [Start, End), or null before the first call.</summary>
    public ulong* Start;
    public ulong* End;

    /// <summary>Where calls enter the decoded body (behind its func_info), or null before the first call.</summary>
    public ulong* Entry;

    public Term Module;
    public Term Name;
    public int Arity;

    /// <summary>Index of the module version in <see cref="LoadedModule"/>'s table.</summary>
    public int ModuleId;

    /// <summary>Byte range of the generic code in the Code chunk, from func_info's label to the next function.</summary>
    public int CodeOffset;
    public int CodeLength;

    /// <summary>Line table of the decoded body, sorted by offset, and its length.</summary>
    public LineEntry* Lines;
    public int LineCount;
    public int CallCount;

    /// <summary>[machine address word, Op.DecodeFunction, FunctionEntry*].</summary>
    public fixed ulong Stub[3];
}

/// <summary>From this word offset in a body on, calls belong to this item of the module's line table.</summary>
public struct LineEntry
{
    public int OffsetWords;
    public int LineIndex;
}
