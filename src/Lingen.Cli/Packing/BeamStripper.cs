// Makes a .beam file fit for the archive: the debug information (abstract code), half of most files, is left out, or loses its
// functions; what is left of it goes to the end with the documentation, so that loading a module does not bring their pages in. Every other chunk stays, in
// order and byte for byte: beam_lib and module_info give what they give for the original. One chunk is added: what the loader
// would work out at each start.
using System.Buffers.Binary;
using System.Text;

namespace Lingen.Cli;

/// <summary>How much of a module's debug information stays.</summary>
public enum DebugInformation
{
    None,

    /// <summary>All but the functions: what the shell's help shows of types.</summary>
    Attributes,
    All,
}

/// <summary>Leaves chunks out of BEAM files.</summary>
public static class BeamStripper
{
    private const int FileHeaderBytes = 12;
    private const int ChunkHeaderBytes = 8;

    /// <summary>The file with only so much debug information. What is no plain BEAM file comes back unchanged.</summary>
    public static byte[] Strip(byte[] beam, DebugInformation debugInformation, bool withLiterals)
    {
        if (
            beam.Length < FileHeaderBytes
            || !beam.AsSpan(0, 4).SequenceEqual("FOR1"u8)
            || !beam.AsSpan(8, 4).SequenceEqual("BEAM"u8)
        )
        {
            return beam;
        }
        using var first = new MemoryStream();
        using var last = new MemoryStream();
        int at = FileHeaderBytes;
        while (at + ChunkHeaderBytes <= beam.Length)
        {
            string name = Encoding.Latin1.GetString(beam, at, 4);
            uint length = BinaryPrimitives.ReadUInt32BigEndian(beam.AsSpan(at + 4));
            long end = at + ChunkHeaderBytes + ((length + 3L) & ~3L);
            if (end > beam.Length)
            {
                throw new InvalidDataException($"chunk {name} reaches past the end of a .beam file");
            }
            bool isDebugInformation = name is "Dbgi" or "Abst";
            if (name == "Dbgi" && debugInformation == DebugInformation.Attributes)
            {
                byte[] body = beam.AsSpan(at + ChunkHeaderBytes, (int)length).ToArray();
                Append(last, name, DebugAttributes.Reduce(body));
            }
            else if ((!isDebugInformation || debugInformation != DebugInformation.None) && name != PreparedTables.ChunkName)
            {
                MemoryStream part = isDebugInformation || name == "Docs" ? last : first;
                part.Write(beam, at, (int)end - at);
            }
            at = (int)end;
        }
        Append(first, PreparedTables.ChunkName, PreparedTables.Create(beam, withLiterals));
        var stripped = new byte[FileHeaderBytes + first.Length + last.Length];
        beam.AsSpan(0, FileHeaderBytes).CopyTo(stripped);
        BinaryPrimitives.WriteUInt32BigEndian(stripped.AsSpan(4), (uint)stripped.Length - 8);
        first.ToArray().CopyTo(stripped, FileHeaderBytes);
        last.ToArray().CopyTo(stripped, FileHeaderBytes + first.Length);
        return stripped;
    }

    private static void Append(MemoryStream target, string name, byte[] body)
    {
        if (body.Length == 0)
        {
            return;
        }
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, body.Length);
        target.Write(Encoding.Latin1.GetBytes(name));
        target.Write(length);
        target.Write(body);
        target.Write([0, 0, 0], 0, -body.Length & 3);
    }
}
