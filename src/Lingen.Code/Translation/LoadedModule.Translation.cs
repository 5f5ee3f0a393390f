// Constants that the translator finds in the code itself or makes: large integers, keys of maps. They are kept in areas of the literal
// region like those of the literal table, and leave with them.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Code;

public sealed unsafe partial class LoadedModule
{
    private const int FirstConstantWords = 32;

    private readonly List<LiteralArea> constantAreas = [];
    private ulong* constantTop;

    /// <summary>Keeps a constant for the life of this version.</summary>
    public Term AddConstant(Term constant)
    {
        if (constant.IsImmediate)
        {
            return constant;
        }
        long words = TermCopier.SizeWords(constant, withLiterals: true);
        lock (Gate)
        {
            if (constantAreas.Count == 0 || constantTop + words > constantAreas[^1].Start + constantAreas[^1].SizeWords)
            {
                AddConstantArea(words);
            }
            LiteralArea area = constantAreas[^1];
            TermHeap heap = new() { OffHeap = area.OffHeap };
            Term copy = TermCopier.CopyInto(constant, ref constantTop, &heap, withLiterals: true);
            area.OffHeap = heap.OffHeap;
            constantAreas[^1] = area;
            return copy;
        }
    }

    /// <summary>Each area is twice the size of the one before: the processes are asked about each when the version is purged.</summary>
    private void AddConstantArea(long words)
    {
        long size = Math.Max(words, FirstConstantWords << Math.Min(constantAreas.Count, 16));
        constantTop = LiteralRegion.Allocate(size);
        constantAreas.Add(new LiteralArea { Start = constantTop, SizeWords = size });
    }

    /// <summary>The areas of all literals and constants. Whoever frees the version sees to it that they are freed, too.</summary>
    public LiteralArea[] LiteralAreas
    {
        get
        {
            lock (Gate)
            {
                return literalArea.SizeWords == 0 ? [.. constantAreas] : [literalArea, .. constantAreas];
            }
        }
    }
}
