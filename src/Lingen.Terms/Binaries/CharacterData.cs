// Character data (unicode:chardata/0): nested lists of code points and binaries, turned into UTF-8. What cannot be converted is
// reported as the unicode module does: the rest of the data from the offending part on, or the cut-off end of a binary.
using System.Runtime.InteropServices;

namespace Lingen.Terms;

/// <summary>How a conversion ended.</summary>
public enum ConversionStatus
{
    Done,

    /// <summary>An illegal character or byte; the rest begins with it.</summary>
    Error,

    /// <summary>The data ends inside of a character; the rest is its beginning.</summary>
    Incomplete,

    /// <summary>The term is no character data.</summary>
    BadArgument,
}

/// <summary>Character data as UTF-8 in native memory. Dispose it when done.</summary>
public unsafe ref struct CharacterData
{
    public byte* Text { get; private set; }
    public long LengthBytes { get; private set; }
    public ConversionStatus Status { get; private set; }

    /// <summary>What was not converted, for Error and Incomplete.</summary>
    public Term Rest { get; private set; }

    /// <summary>Converts data whose binaries hold Latin-1 or UTF-8. The heap takes the parts of <see cref="Rest"/>.</summary>
    public static CharacterData Convert(TermHeap* heap, Term data, bool latin1)
    {
        var converted = new CharacterData();
        var measure = new MeasureVisitor { Latin1 = latin1 };
        WalkResult measured = IoListWalker.Walk(data, ref measure, null, out Term rest);
        bool isBignum = measured == WalkResult.Malformed && rest.IsCons && rest.Head.IsBignum;
        if (measured != WalkResult.Done && !isBignum)
        {
            converted.Status = ConversionStatus.BadArgument;
            return converted;
        }
        converted.Text = (byte*)NativeMemory.Alloc((nuint)measure.NeedBytes);
        var build = new BuildVisitor
        {
            Heap = heap,
            Latin1 = latin1,
            Next = converted.Text,
        };
        WalkResult built = IoListWalker.Walk(data, ref build, heap, out rest);
        converted.LengthBytes = build.Next - converted.Text;
        if (built != WalkResult.Done)
        {
            converted.Status = ConversionStatus.Error;
            converted.Rest = build.LeftoverCount == 0 ? rest : Cons.FromSpan(heap, [build.LeftoverBinary(), rest]);
        }
        else if (build.LeftoverCount > 0)
        {
            converted.Status = build.MayContinue() ? ConversionStatus.Incomplete : ConversionStatus.Error;
            converted.Rest = build.LeftoverBinary();
        }
        return converted;
    }

    public void Dispose()
    {
        NativeMemory.Free(Text);
        Text = null;
    }

    /// <summary>Bytes that a Latin-1 binary takes in UTF-8.</summary>
    public static long Utf8LengthOfLatin1(ReadOnlySpan<byte> latin1)
    {
        long length = latin1.Length;
        foreach (byte character in latin1)
        {
            length += character >> 7;
        }
        return length;
    }

    private struct MeasureVisitor : IChunkVisitor
    {
        public long NeedBytes;
        public bool Latin1;

        public bool Integer(long value)
        {
            NeedBytes +=
                (ulong)value < 0x80 ? 1
                : (ulong)value < 0x800 ? 2
                : (ulong)value < 0x10000 ? 3
                : 4;
            return true;
        }

        public bool Bits(Term bitstring, out Term rest)
        {
            rest = bitstring;
            var bits = new Bitstring(bitstring);
            if (!bits.IsBinary)
            {
                return false;
            }
            NeedBytes += Latin1 ? bits.LengthBytes * 2 : bits.LengthBytes;
            return true;
        }
    }

    private struct BuildVisitor : IChunkVisitor
    {
        public TermHeap* Heap;
        public byte* Next;
        public bool Latin1;

        /// <summary>Bytes at the end of the last binary that begin a character.</summary>
        public int LeftoverCount;
        private fixed byte leftover[4];

        public bool Integer(long value)
        {
            if (LeftoverCount > 0 || !BitSyntax.IsCodePoint(value) || (Latin1 && value > byte.MaxValue))
            {
                return false;
            }
            Next = Utf8Text.Write(Next, (uint)value);
            return true;
        }

        public bool Bits(Term bitstring, out Term rest)
        {
            rest = Term.Nil;
            using var bytes = new AlignedBytes(new Bitstring(bitstring));
            if (Latin1)
            {
                WriteLatin1(bytes.Start, bytes.Length);
                return true;
            }
            byte* source = bytes.Start;
            long length = bytes.Length;
            if (LeftoverCount > 0 && !CompleteLeftover(ref source, ref length))
            {
                rest = bitstring;
                return false;
            }
            if (length == 0)
            {
                return true;
            }
            Utf8Status status = Utf8Text.Scan(source, length, out long validBytes);
            Buffer.MemoryCopy(source, Next, validBytes, validBytes);
            Next += validBytes;
            if (status == Utf8Status.Incomplete)
            {
                LeftoverCount = (int)(length - validBytes);
                for (int i = 0; i < LeftoverCount; i++)
                {
                    leftover[i] = source[validBytes + i];
                }
            }
            else if (status == Utf8Status.Invalid)
            {
                long offset = source + validBytes - bytes.Start;
                rest = BitSyntax.Extract(Heap, bitstring, offset * 8, (bytes.Length - offset) * 8);
                return false;
            }
            return true;
        }

        /// <summary>Takes the bytes that the cut-off character lacks from the next binary.</summary>
        private bool CompleteLeftover(ref byte* source, ref long length)
        {
            fixed (byte* start = leftover)
            {
                int need = Utf8Text.LengthByFirst(start[0]) - LeftoverCount;
                int taken = (int)Math.Min(need, length);
                for (int i = 0; i < taken; i++)
                {
                    start[LeftoverCount + i] = source[i];
                }
                if (taken < need)
                {
                    LeftoverCount += taken;
                    length = 0;
                    return true;
                }
                int total = Utf8Text.SequenceLength(start, need + LeftoverCount, out Utf8Status status);
                if (status != Utf8Status.Valid)
                {
                    return false;
                }
                for (int i = 0; i < total; i++)
                {
                    *Next++ = start[i];
                }
                LeftoverCount = 0;
                source += taken;
                length -= taken;
                return true;
            }
        }

        private void WriteLatin1(byte* source, long length)
        {
            for (long i = 0; i < length; i++)
            {
                Next = Utf8Text.Write(Next, source[i]);
            }
        }

        public readonly Term LeftoverBinary()
        {
            fixed (byte* start = leftover)
            {
                return Bitstring.FromBytes(Heap, new ReadOnlySpan<byte>(start, LeftoverCount));
            }
        }

        public readonly bool MayContinue()
        {
            fixed (byte* start = leftover)
            {
                return Utf8Text.MayContinue(start, LeftoverCount);
            }
        }
    }
}
