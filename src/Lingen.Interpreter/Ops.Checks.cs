// The type tests that the validator asks for where it could not prove what an instruction needs.
namespace Lingen.Interpreter;

public sealed unsafe partial class Interpreter
{
    /// <summary>The next instruction; null with badarg set if the source is not of the type.</summary>
    private static ulong* CheckType(Process* p, ulong* ip, ulong* x, ulong* y)
    {
        const int LengthWords = 4;
        var value = new Term(ReadWord(ip[3], x, y));
        int size = (int)ip[2];
        bool good = (CheckedType)ip[1] switch
        {
            CheckedType.Cons => value.IsCons,
            CheckedType.Tuple => value.IsTuple && value.Header.SizeWords >= size,
            CheckedType.Record => value.IsTuple && value.Header.SizeWords == size,
            CheckedType.Map => value.IsMap,
            CheckedType.Float => value.IsFloat,
            CheckedType.Bits => value.IsBitstring || value.IsMatchContext,
            CheckedType.RawTrace => IsRawTrace(value),
            CheckedType.Position => value.IsSmall && IsPosition(new Term(ReadWord(ip[2], x, y)), value.SmallValue),
            _ => x[0] == 0,
        };
        if (good)
        {
            return ip + LengthWords;
        }
        Fail(p, Atoms.Badarg);
        return null;
    }

    /// <summary>Within the bytes of the binary that the context is over, and not past its end.</summary>
    private static bool IsPosition(Term context, long position)
    {
        MatchContext* match = MatchContext.From(context);
        ulong* original = match->Original.BoxedPointer;
        long start = new HeaderWord(*original).Tag == HeaderTag.RefcBinary ? (long)original[3] : 0;
        return position >= start && position <= match->End;
    }
}
