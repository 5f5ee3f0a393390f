// Makes debug information small: of a module's abstract code only the attributes stay (types, specifications, records), which is what
// the shell's h/2 and t/2 show, and the functions go, which are most of it.
//
//   Dbgi = external term {debug_info_v1, erl_abstract_code, {[Form], Options}}, mostly compressed; a function is {function, _, _, _, _}
using System.Buffers.Binary;
using Lingen.Terms;

namespace Lingen.Cli;

/// <summary>Takes the functions out of debug information, without building the terms.</summary>
public static unsafe class DebugAttributes
{
    private const byte Version = 131;
    private const byte Compressed = 80;
    private const byte TupleTag = 104;
    private const byte ListTag = 108;
    private const byte NilTag = 106;
    private const int BestCompression = 9;

    /// <summary>The chunk without functions; the chunk itself if it has another form.</summary>
    public static byte[] Reduce(byte[] chunk)
    {
        byte[]? plain = Inflate(chunk);
        if (plain == null)
        {
            return chunk;
        }
        try
        {
            byte[]? reduced = WithoutFunctions(plain);
            return reduced == null ? chunk : Deflate(reduced);
        }
        catch (Exception problem)
            when (problem is ArgumentOutOfRangeException or IndexOutOfRangeException or InvalidDataException)
        {
            return chunk;
        }
    }

    /// <summary>The external term without its version byte; null if it is none.</summary>
    private static byte[]? Inflate(byte[] chunk)
    {
        if (chunk.Length < 2 || chunk[0] != Version)
        {
            return null;
        }
        if (chunk[1] != Compressed)
        {
            return chunk[1..];
        }
        byte[] plain = new byte[BinaryPrimitives.ReadUInt32BigEndian(chunk.AsSpan(2))];
        fixed (byte* target = plain)
        {
            return Zlib.TryInflate(chunk.AsSpan(6), target, (uint)plain.Length, out _) ? plain : null;
        }
    }

    private static byte[] Deflate(byte[] plain)
    {
        byte[] result = new byte[plain.Length + 64];
        result[0] = Version;
        result[1] = Compressed;
        BinaryPrimitives.WriteInt32BigEndian(result.AsSpan(2), plain.Length);
        fixed (byte* target = result)
        {
            long length = Zlib.Deflate(plain, target + 6, (uint)result.Length - 6, BestCompression);
            return length > 0 ? result[..(int)(6 + length)] : [Version, .. plain];
        }
    }

    private static byte[]? WithoutFunctions(byte[] term)
    {
        int at = 0;
        if (
            !TryTuple(term, ref at, 3)
            || !TryAtom(term, ref at, "debug_info_v1"u8)
            || !TryAtom(term, ref at, "erl_abstract_code"u8)
            || !TryTuple(term, ref at, 2)
            || term[at] != ListTag
        )
        {
            return null;
        }
        int count = BinaryPrimitives.ReadInt32BigEndian(term.AsSpan(at + 1));
        using var result = new MemoryStream();
        result.Write(term, 0, at + 5);
        int countAt = at + 1;
        at += 5;
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            int start = at;
            at = ExternalTerms.Skip(term, at);
            int inside = start;
            bool isFunction = TryTuple(term, ref inside, 5) && TryAtom(term, ref inside, "function"u8);
            if (!isFunction)
            {
                result.Write(term, start, at - start);
                kept++;
            }
        }
        if (kept == 0 || term[at] != NilTag)
        {
            return null;
        }
        result.Write(term, at, term.Length - at);
        byte[] bytes = result.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(countAt), kept);
        return bytes;
    }

    private static bool TryTuple(byte[] term, ref int at, int arity)
    {
        bool matches = term[at] == TupleTag && term[at + 1] == arity;
        at += matches ? 2 : 0;
        return matches;
    }

    private static bool TryAtom(byte[] term, ref int at, ReadOnlySpan<byte> name)
    {
        int end = ExternalTerms.Skip(term, at);
        bool matches = term.AsSpan(at, end - at).EndsWith(name) && end - at <= name.Length + 3;
        at = matches ? end : at;
        return matches;
    }
}

/// <summary>Steps over terms in the external format.</summary>
internal static class ExternalTerms
{
    /// <summary>Where the term that begins at a position ends. The walk counts what is still to come instead of calling itself.</summary>
    public static int Skip(byte[] term, int at)
    {
        for (long open = 1; open > 0; open--)
        {
            byte tag = term[at++];
            switch (tag)
            {
                case 106: // nil
                    break;
                case 97: // small integer
                    at += 1;
                    break;
                case 98: // integer
                    at += 4;
                    break;
                case 70: // float
                    at += 8;
                    break;
                case 100 or 118 or 107: // atoms, string
                    at += 2 + BinaryPrimitives.ReadUInt16BigEndian(term.AsSpan(at));
                    break;
                case 115 or 119: // short atoms
                    at += 1 + term[at];
                    break;
                case 109: // binary
                    at += 4 + BinaryPrimitives.ReadInt32BigEndian(term.AsSpan(at));
                    break;
                case 77: // bitstring
                    at += 5 + BinaryPrimitives.ReadInt32BigEndian(term.AsSpan(at));
                    break;
                case 110: // big integer
                    at += 2 + term[at];
                    break;
                case 111: // larger big integer
                    at += 5 + BinaryPrimitives.ReadInt32BigEndian(term.AsSpan(at));
                    break;
                case 104: // tuple
                    open += term[at++];
                    break;
                case 105: // larger tuple
                    open += BinaryPrimitives.ReadUInt32BigEndian(term.AsSpan(at));
                    at += 4;
                    break;
                case 108: // list and its tail
                    open += BinaryPrimitives.ReadUInt32BigEndian(term.AsSpan(at)) + 1L;
                    at += 4;
                    break;
                case 116: // map
                    open += 2L * BinaryPrimitives.ReadUInt32BigEndian(term.AsSpan(at));
                    at += 4;
                    break;
                case 113: // external fun
                    open += 3;
                    break;
                default:
                    throw new InvalidDataException($"there is a term with tag {tag} in debug information");
            }
        }
        return at;
    }
}
