// A boxed IEEE 754 double.
//
//   0  header (Float, size = 1)
//   1  the double's bits
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

/// <summary>A term that is known to be a float.</summary>
public readonly unsafe struct Float
{
    public const int SizeWords = 2;
    public const ulong Header = ((ulong)HeaderTag.Float << HeaderWord.TagShift) | (1UL << HeaderWord.SizeShift);

    public readonly Term Term;

    public Float(Term term) => Term = term;

    public double Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => *(double*)(Term.BoxedPointer + 1);
    }

    public static bool TryFrom(Term term, out Float value)
    {
        value = new Float(term);
        return term.IsFloat;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Term Create(TermHeap* heap, double value)
    {
        ulong* header = heap->Allocate(SizeWords);
        header[0] = Header;
        *(double*)(header + 1) = value;
        return Term.FromBoxed(header);
    }
}
