// Instructions on maps, records and numbers that are too long for the loop.
using System.Runtime.CompilerServices;

namespace Lingen.Interpreter;

public sealed unsafe partial class Interpreter
{
    /// <summary>=:= of two words that differ: only what both point at can still be equal.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool ExactEqual(ulong left, ulong right) =>
        (left & Term.PrimaryMask) != Term.PrimaryImmediate
        && (right & Term.PrimaryMask) != Term.PrimaryImmediate
        && TermComparer.ExactEqual(new Term(left), new Term(right));

    private static bool Equal(ulong left, ulong right) =>
        left == right
        || ((left & right & Term.PrimaryMask) != Term.PrimaryImmediate && TermComparer.Equal(new Term(left), new Term(right)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Compare(ulong left, ulong right) => TermComparer.Compare(new Term(left), new Term(right));

    private static bool IsFunctionOfArity(ulong fun, ulong arity)
    {
        var term = new Term(fun);
        var wanted = new Term(arity);
        if (!wanted.IsSmall)
        {
            return false;
        }
        return term.IsLocalFun
            ? new Fun(term).Entry->Arity == wanted.SmallValue
            : term.IsExport && ExportTerm.Entry(term)->Arity == wanted.SmallValue;
    }

    /// <summary>Binary search of a word among ascending values at ip[2..]; the offsets follow the values.</summary>
    private static long Select(ulong value, ulong* ip, long otherwise)
    {
        long count = (long)ip[1];
        ulong* values = ip + 2;
        long low = 0;
        long high = count - 1;
        while (low <= high)
        {
            long middle = (low + high) >> 1;
            ulong candidate = values[middle];
            if (candidate == value)
            {
                return (long)values[count + middle];
            }
            if (candidate < value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }
        return otherwise;
    }

    private static long SelectByComparison(ulong value, ulong* ip, ulong* x, ulong* y, long otherwise)
    {
        long count = (long)ip[1];
        for (long i = 0; i < count; i++)
        {
            ulong candidate = ReadWord(ip[2 + i], x, y);
            if (value == candidate || ExactEqual(value, candidate))
            {
                return (long)ip[2 + count + i];
            }
        }
        return otherwise;
    }

    private static long GetMapElements(ulong* ip, ulong* x, ulong* y)
    {
        var map = new Term(Read(A(*ip), ip, x, y));
        long count = (long)ip[1];
        if (!map.IsMap)
        {
            return Offset(*ip);
        }
        for (long i = 0; i < count; i++)
        {
            ulong value = Maps.Get(map, new Term(ReadWord(ip[2 + (2 * i)], x, y))).Bits;
            if (value == 0)
            {
                return Offset(*ip);
            }
            *Slot(ip[3 + (2 * i)], x, y) = value;
        }
        return 2 + (2 * count);
    }

    private static long HasMapFields(ulong* ip, ulong* x, ulong* y)
    {
        var map = new Term(Read(A(*ip), ip, x, y));
        long count = (long)ip[1];
        if (!map.IsMap)
        {
            return Offset(*ip);
        }
        for (long i = 0; i < count; i++)
        {
            if (Maps.Get(map, new Term(ReadWord(ip[2 + i], x, y))).IsNone)
            {
                return Offset(*ip);
            }
        }
        return 2 + count;
    }

    /// <summary>put_map_assoc and put_map_exact. Returns where to go on; null to raise.</summary>
    private static ulong* NewMap(Process* p, ulong* ip, ulong* x, ulong* y)
    {
        int count = (int)C(*ip);
        Term map = FlatMap.Allocate((TermHeap*)p, new Term(ip[1]), count, out Term* values);
        for (int i = 0; i < count; i++)
        {
            values[i] = new Term(ReadWord(ip[2 + i], x, y));
        }
        *Slot(A(*ip), x, y) = map.Bits;
        return ip + 2 + count;
    }

    private static ulong* PutMap(Process* p, ulong* ip, ulong* x, ulong* y)
    {
        var heap = (TermHeap*)p;
        ulong word = *ip;
        long count = (long)C(word);
        var map = new Term(ReadWord(ip[2], x, y));
        if (!map.IsMap)
        {
            return FailMap(p, ip, Tuple.Create(heap, Atoms.Badmap, map));
        }
        bool exact = (Op)(ushort)word == Op.PutMapExact;
        if (!exact && count > 1 && Maps.Count(map) == 0)
        {
            Term* pairs = stackalloc Term[(int)Math.Min(count, 64) * 2];
            if (count <= 64)
            {
                for (long i = 0; i < 2 * count; i++)
                {
                    pairs[i] = new Term(ReadWord(ip[3 + i], x, y));
                }
                *Slot(A(word), x, y) = Maps.FromKeysValues(heap, pairs, (int)count).Bits;
                return ip + 3 + (2 * count);
            }
        }
        for (long i = 0; i < count; i++)
        {
            var key = new Term(ReadWord(ip[3 + (2 * i)], x, y));
            var value = new Term(ReadWord(ip[4 + (2 * i)], x, y));
            Term updated = exact ? Maps.UpdateExact(heap, map, key, value) : Maps.Put(heap, map, key, value);
            if (updated.IsNone)
            {
                return FailMap(p, ip, Tuple.Create(heap, Atoms.Badkey, key));
            }
            map = updated;
        }
        *Slot(A(word), x, y) = map.Bits;
        return ip + 3 + (2 * count);
    }

    private static ulong* FailMap(Process* p, ulong* ip, Term reason)
    {
        if (ip[1] != 0)
        {
            return ip + (long)ip[1];
        }
        Fail(p, reason);
        return null;
    }

    /// <summary>Copies a record with some elements replaced; the space is reserved.</summary>
    private static ulong* UpdateRecord(Process* p, ulong* ip, ulong* x, ulong* y)
    {
        ulong word = *ip;
        long updates = (long)B(word);
        long size = (long)C(word);
        ulong* h = p->Memory.Heap.Top;
        ulong* source = new Term(ReadWord(ip[1], x, y)).BoxedPointer;
        for (long i = 0; i <= size; i++)
        {
            h[i] = source[i];
        }
        for (long i = 0; i < updates; i++)
        {
            h[ip[2 + (2 * i)]] = ReadWord(ip[3 + (2 * i)], x, y);
        }
        *Slot(A(word), x, y) = (ulong)h | Term.PrimaryBoxed;
        p->Memory.Heap.Top = h + size + 1;
        return ip + 2 + (2 * updates);
    }

    private static bool TryToDouble(Term number, out double value)
    {
        if (number.IsSmall)
        {
            value = number.SmallValue;
            return true;
        }
        if (number.IsFloat)
        {
            value = new Float(number).Value;
            return true;
        }
        value = 0;
        return number.IsBignum && Integers.TryToDouble(number, out value);
    }

    /// <summary>Arithmetic that is not on two small integers or overflows. 0 with the failure set if it fails.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong BinaryArithmetic(Process* p, Op op, ulong left, ulong right)
    {
        var heap = (TermHeap*)p;
        var a = new Term(left);
        var b = new Term(right);
        Term reason;
        Term result = op switch
        {
            Op.Add or Op.AddSmall => Arithmetic.Add(heap, a, b, out reason),
            Op.Subtract or Op.SubtractSmall => Arithmetic.Subtract(heap, a, b, out reason),
            Op.Multiply => Arithmetic.Multiply(heap, a, b, out reason),
            Op.IntegerDivide => Arithmetic.IntegerDivide(heap, a, b, out reason),
            Op.Remainder => Arithmetic.Remainder(heap, a, b, out reason),
            Op.BitAnd => Arithmetic.BitAnd(heap, a, b, out reason),
            Op.BitOr => Arithmetic.BitOr(heap, a, b, out reason),
            Op.BitXor => Arithmetic.BitXor(heap, a, b, out reason),
            Op.ShiftLeft => Arithmetic.ShiftLeft(heap, a, b, out reason),
            _ => Arithmetic.ShiftRight(heap, a, b, out reason),
        };
        if (result.IsNone)
        {
            Fail(p, reason);
        }
        return result.Bits;
    }
}
