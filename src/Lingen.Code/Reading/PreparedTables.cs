// What `lingen pack` works out of a .beam file once, so that loading it from the archive need not: the functions, the checksum
// and the literals without their compression. It is a chunk of its own name beside the original ones, believed only in trusted files.
//
//   format:32 on_load:32 functions:32 literalBytes:32 md5:16x8   then for each function atom:32 offset:32 label:24 arity:8,
//   the end of the last one:32, and the inflated literal table        little-endian
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Lingen.Terms;

namespace Lingen.Code;

/// <summary>Reads and writes the chunk of prepared tables.</summary>
public static unsafe class PreparedTables
{
    /// <summary>Name of the chunk, and as the number that begins it in a file.</summary>
    public const string ChunkName = "Lngn";
    internal const uint ChunkId = 0x4C6E_676E;

    private const uint Format = 1;
    private const int HeaderBytes = 32;
    private const int RowBytes = 12;
    private const int ArityBits = 8;

    /// <summary>The body of the chunk for a file; empty if the file is not one that loads. Literals cost space, so not every file has them.</summary>
    public static byte[] Create(ReadOnlySpan<byte> beam, bool withLiterals)
    {
        try
        {
            using BeamFile file = BeamReader.Read(beam);
            FunctionSpan[] functions = FunctionSplitter.Split(file, out int onLoad);
            ReadOnlySpan<byte> literals = withLiterals ? file.Literals.Data.Span : default;
            var numbers = new Dictionary<Term, int>();
            for (int i = 1; i < file.Atoms.Length; i++)
            {
                numbers.TryAdd(file.Atoms[i], i);
            }
            var body = new byte[HeaderBytes + (functions.Length * RowBytes) + sizeof(int) + literals.Length];
            Span<byte> target = body;
            BinaryPrimitives.WriteUInt32LittleEndian(target, Format);
            BinaryPrimitives.WriteInt32LittleEndian(target[4..], onLoad);
            BinaryPrimitives.WriteInt32LittleEndian(target[8..], functions.Length);
            BinaryPrimitives.WriteInt32LittleEndian(target[12..], withLiterals ? literals.Length : -1);
            file.Md5.CopyTo(target[16..]);
            target = target[HeaderBytes..];
            int end = 0;
            foreach (FunctionSpan function in functions)
            {
                BinaryPrimitives.WriteInt32LittleEndian(target, numbers[function.Name]);
                BinaryPrimitives.WriteInt32LittleEndian(target[4..], function.Offset);
                BinaryPrimitives.WriteInt32LittleEndian(target[8..], (function.EntryLabel << ArityBits) | function.Arity);
                target = target[RowBytes..];
                end = function.Offset + function.Length;
            }
            BinaryPrimitives.WriteInt32LittleEndian(target, end);
            literals.CopyTo(target[sizeof(int)..]);
            return body;
        }
        catch (BeamFormatException)
        {
            return [];
        }
    }

    /// <summary>The functions of a file as the chunk has them.</summary>
    internal static FunctionSpan[] ReadFunctions(NativeBytes chunk, Term[] atoms, out int onLoad)
    {
        var words = (int*)chunk.Data;
        onLoad = words[1];
        var functions = new FunctionSpan[words[2]];
        int* row = words + (HeaderBytes / sizeof(int));
        for (int i = 0; i < functions.Length; i++, row += RowBytes / sizeof(int))
        {
            functions[i] = new FunctionSpan
            {
                Name = atoms[row[0]],
                Offset = row[1],
                Length = row[i + 1 < functions.Length ? 4 : 3] - row[1],
                EntryLabel = row[2] >>> ArityBits,
                Arity = row[2] & byte.MaxValue,
            };
        }
        return functions;
    }

    /// <summary>The checksum.</summary>
    internal static byte[] ReadMd5(NativeBytes chunk) => chunk.Span.Slice(16, Md5State.SizeBytes).ToArray();

    /// <summary>Whether the chunk holds the literal table.</summary>
    internal static bool HasLiterals(NativeBytes chunk) => !chunk.IsEmpty && ((int*)chunk.Data)[3] >= 0;

    /// <summary>The inflated literal table.</summary>
    internal static NativeBytes ReadLiterals(NativeBytes chunk)
    {
        int functions = ((int*)chunk.Data)[2];
        return chunk.Slice(HeaderBytes + (functions * RowBytes) + sizeof(int), ((int*)chunk.Data)[3]);
    }

    /// <summary>The chunk if it is one that this version of Lingen has written, else empty.</summary>
    internal static NativeBytes Check(NativeBytes chunk) =>
        chunk.Length >= HeaderBytes && MemoryMarshal.Read<uint>(chunk.Span) == Format ? chunk : default;
}
