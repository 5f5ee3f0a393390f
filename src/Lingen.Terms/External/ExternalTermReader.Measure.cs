// First pass of reading: every length is checked against the bytes at hand, and the words that the term will need are
// added up. It needs no stack: all it keeps is how many terms are still to come.
namespace Lingen.Terms;

public static unsafe partial class ExternalTermReader
{
    /// <summary>Words that a hash map of one more key takes at most in practice: its leaf and its share of inner nodes.</summary>
    private const int HashMapWordsPerKey = 4;

    private ref struct Measure
    {
        private readonly byte* end;
        private readonly ExternalReadOptions options;
        private byte* position;

        /// <summary>Terms still to be read.</summary>
        private long pending;

        /// <summary>Behind the tag of a sealed local term: its hash, and the value of pending that ends it; null outside.</summary>
        private byte* seal;
        private long sealEnd;

        public Measure(byte* end, in ExternalReadOptions options)
        {
            this.end = end;
            this.options = options;
        }

        /// <summary>Words that building the term will take. An upper bound: only large maps may need fewer or, rarely, more.</summary>
        public long Words { get; private set; }

        private readonly long Left => end - position;

        public bool Run(byte* start)
        {
            position = start;
            pending = 1;
            while (pending > 0)
            {
                if (Left < 1 || !One())
                {
                    return false;
                }
                pending--;
                if (seal != null && pending == sealEnd && !SealHolds())
                {
                    return false;
                }
                if (pending > uint.MaxValue)
                {
                    return false;
                }
            }
            return true;
        }

        private bool One()
        {
            byte tag = *position++;
            switch (tag)
            {
                case ExternalTag.SmallInteger:
                    return Skip(1);
                case ExternalTag.Integer:
                    return Skip(4);
                case ExternalTag.SmallAtomUtf8:
                case ExternalTag.AtomUtf8:
                case ExternalTag.Atom:
                case ExternalTag.SmallAtom:
                case ExternalTag.AtomCacheRef:
                    position--;
                    return SkipAtom();
                case ExternalTag.Nil:
                    return true;
                case ExternalTag.SmallTuple:
                    return Left >= 1 && Tuple(*position, 1);
                case ExternalTag.LargeTuple:
                    return Left >= 4 && Tuple(ReadUInt32(position), 4);
                case ExternalTag.List:
                    return List();
                case ExternalTag.String:
                    return String();
                case ExternalTag.Binary:
                    return Left >= 4 && Bytes(ReadUInt32(position), 4);
                case ExternalTag.BitBinary:
                    return Left >= 5 && Bytes(ReadUInt32(position), 5);
                case ExternalTag.Map:
                    return Map();
                case ExternalTag.NewFloat:
                    Words += Float.SizeWords;
                    return Skip(8);
                case ExternalTag.FloatText:
                    Words += Float.SizeWords;
                    return Skip(ExternalTag.FloatTextBytes);
                case ExternalTag.SmallBig:
                    return Left >= 1 && Big(*position, 1);
                case ExternalTag.LargeBig:
                    return Left >= 4 && Big(ReadUInt32(position), 4);
                default:
                    return Identifier(tag);
            }
        }

        private bool Identifier(byte tag)
        {
            switch (tag)
            {
                case ExternalTag.NewPid:
                    return Identifier(12, 1);
                case ExternalTag.Pid:
                    return Identifier(9, 1);
                case ExternalTag.V4Port:
                    return Identifier(12, 1);
                case ExternalTag.NewPort:
                    return Identifier(8, 1);
                case ExternalTag.Port:
                    return Identifier(5, 1);
                case ExternalTag.Reference:
                    return Identifier(5, 3);
                case ExternalTag.NewReference:
                    return Reference(1);
                case ExternalTag.NewerReference:
                    return Reference(4);
                case ExternalTag.Export:
                    Words += 2;
                    return SkipAtom() && SkipAtom() && Expect(1);
                case ExternalTag.NewFun:
                    return NewFun();
                case ExternalTag.Local:
                    return Local();
                default:
                    return false;
            }
        }

        private bool Skip(long count)
        {
            if (count > Left)
            {
                return false;
            }
            position += count;
            return true;
        }

        private bool Expect(long terms)
        {
            pending += terms;
            return true;
        }

        private bool SkipAtom()
        {
            if (Left < 2)
            {
                return false;
            }
            switch (*position++)
            {
                case ExternalTag.SmallAtomUtf8:
                case ExternalTag.SmallAtom:
                    return Skip(1 + *position);
                case ExternalTag.AtomCacheRef:
                    return *position++ < options.AtomCache.Length;
                case ExternalTag.AtomUtf8:
                    return Left >= 2 && ReadUInt16(position) <= AtomTable.MaxCharacters * 4 && Skip(2 + ReadUInt16(position));
                case ExternalTag.Atom:
                    return Left >= 2 && ReadUInt16(position) <= AtomTable.MaxCharacters && Skip(2 + ReadUInt16(position));
                default:
                    return false;
            }
        }

        /// <summary>An atom, or the nil that stands for this node inside of a sealed local term.</summary>
        private bool SkipNode()
        {
            if (seal != null && Left >= 1 && *position == ExternalTag.Nil)
            {
                position++;
                return true;
            }
            return SkipAtom();
        }

        private bool Identifier(int bytesBehindNode, int dataWords)
        {
            Words += 3 + dataWords;
            return SkipNode() && Skip(bytesBehindNode);
        }

        private bool Reference(int creationBytes)
        {
            if (Left < 2)
            {
                return false;
            }
            int ids = ReadUInt16(position);
            position += 2;
            // The first id is always there, as on BEAM, even if the count says none. The words also hold any local form.
            return ids <= ExternalTag.MaxReferenceWords && Identifier(creationBytes + (4 * Math.Max(ids, 1)), 3);
        }

        private bool Tuple(uint arity, int lengthBytes)
        {
            position += lengthBytes;
            Words += 1 + (long)arity;
            return arity <= Left && Expect(arity);
        }

        private bool List()
        {
            if (Left < 4)
            {
                return false;
            }
            uint length = ReadUInt32(position);
            position += 4;
            Words += 2 * (long)length;
            return length <= Left && Expect((long)length + 1);
        }

        private bool String()
        {
            if (Left < 2)
            {
                return false;
            }
            int length = ReadUInt16(position);
            Words += 2 * length;
            return Skip(2 + length);
        }

        private bool Bytes(uint length, int lengthBytes)
        {
            Words += length <= Bitstring.HeapLimitBytes ? Bitstring.HeapSizeWords(length) : Bitstring.RefcSizeWords;
            return Skip(lengthBytes + (long)length);
        }

        private bool Map()
        {
            if (Left < 4)
            {
                return false;
            }
            uint size = ReadUInt32(position);
            position += 4;
            Words += size <= FlatMap.MaxKeys ? 3 + (2 * (long)size) : HashMapWordsPerKey * (long)size;
            return 2 * (long)size <= Left && Expect(2 * (long)size);
        }

        private bool Big(uint length, int lengthBytes)
        {
            if (length > Bignum.MaxLimbs * sizeof(ulong))
            {
                return false;
            }
            Words += 1 + (((long)length + 7) >> 3);
            return Skip(lengthBytes + 1 + (long)length);
        }

        private bool NewFun()
        {
            const int FixedBytes = 4 + 1 + 16 + 4 + 4;
            if (Left < FixedBytes)
            {
                return false;
            }
            // The size in front is not used: nodes before OTP 27 wrote it too large for some funs.
            uint freeVariables = ReadUInt32(position + FixedBytes - 4);
            position += FixedBytes;
            if (freeVariables > ExternalTag.MaxFreeVariables)
            {
                return false;
            }
            Words += 3 + freeVariables + Fun.HolderSizeWords;
            return SkipAtom() && Expect(3 + freeVariables);
        }

        private bool Local()
        {
            if (seal != null || Left < 4)
            {
                return false;
            }
            seal = position;
            sealEnd = pending - 1;
            position += 4;
            return Expect(1);
        }

        /// <summary>At the end of a sealed local term: whether this node wrote it.</summary>
        private bool SealHolds()
        {
            byte* content = seal + 4;
            bool holds =
                content < position
                && LocalSeal.Compute(content, position - content, options.Context.LocalSecret) == ReadUInt32(seal);
            seal = null;
            return holds;
        }
    }
}
