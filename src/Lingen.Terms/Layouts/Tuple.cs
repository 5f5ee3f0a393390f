// A tuple.
//
//   0      header (Tuple, size = arity)
//   1..n   elements
//
// The empty tuple is a header alone; BEAM has it as a literal, here it is an ordinary boxed object.
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

/// <summary>A term that is known to be a tuple.</summary>
public readonly unsafe struct Tuple
{
    /// <summary>Erlang's limit on elements: 2^24 - 1.</summary>
    public const int MaxArity = (1 << 24) - 1;

    public readonly Term Term;

    public Tuple(Term term)
    {
        Debug.Assert(term.IsTuple);
        Term = term;
    }

    public int Arity => Term.Header.SizeWords;

    /// <summary>Address of the first element.</summary>
    public Term* Elements => (Term*)(Term.BoxedPointer + 1);

    /// <summary>Element by zero-based index.</summary>
    public Term this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Debug.Assert((uint)index < (uint)Arity);
            return Elements[index];
        }
    }

    public ReadOnlySpan<Term> Span => new(Elements, Arity);

    public static implicit operator Term(Tuple tuple) => tuple.Term;

    public static bool TryFrom(Term term, out Tuple tuple)
    {
        bool matches = term.IsTuple;
        tuple = matches ? new Tuple(term) : default;
        return matches;
    }

    /// <summary>A tuple with unset elements; the caller fills all of them at once.</summary>
    public static Term Allocate(TermHeap* heap, int arity, out Term* elements)
    {
        ulong* header = heap->Allocate(arity + 1);
        *header = HeaderWord.Make(HeaderTag.Tuple, arity);
        elements = (Term*)(header + 1);
        return Term.FromBoxed(header);
    }

    public static Term Create(TermHeap* heap, ReadOnlySpan<Term> elements)
    {
        Term tuple = Allocate(heap, elements.Length, out Term* target);
        elements.CopyTo(new Span<Term>(target, elements.Length));
        return tuple;
    }

    public static Term Create(TermHeap* heap, Term a) => Create(heap, [a]);

    public static Term Create(TermHeap* heap, Term a, Term b) => Create(heap, [a, b]);

    public static Term Create(TermHeap* heap, Term a, Term b, Term c) => Create(heap, [a, b, c]);

    public static Term Create(TermHeap* heap, Term a, Term b, Term c, Term d) => Create(heap, [a, b, c, d]);

    public static Term Create(TermHeap* heap, Term a, Term b, Term c, Term d, Term e) => Create(heap, [a, b, c, d, e]);
}
