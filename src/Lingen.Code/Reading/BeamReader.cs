// Reads the container and the tables of a .beam file (an IFF "FOR1" form of type "BEAM"; chunk formats are those of
// OTP 25 to 29). Everything is checked against the bytes at hand before it is believed.
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Lingen.Terms;

namespace Lingen.Code;

/// <summary>Makes a <see cref="BeamFile"/> from bytes.</summary>
public static unsafe partial class BeamReader
{
    /// <summary>Most arguments of a function.</summary>
    public const int MaxArity = 255;
    private const int MaxLabels = 1 << 24;

    /// <summary>
    /// Reads a file whose bytes stay in place for as long as the result lives: the mapped archive.
    /// Nothing is copied.
    /// </summary>
    /// <exception cref="BeamFormatException">The file is damaged; the message says what is wrong.</exception>
    public static BeamFile ReadInPlace(NativeBytes bytes, bool trusted) => Parse(FindChunks(bytes), null, trusted);

    /// <summary>Reads a file, gzipped or not, from bytes that the caller may change afterwards; the parts needed later are copied.</summary>
    /// <exception cref="BeamFormatException">The file is damaged; the message says what is wrong.</exception>
    public static BeamFile Read(ReadOnlySpan<byte> bytes)
    {
        if (Inflate.IsGzip(bytes))
        {
            NativeBytes plain = Inflate.Gunzip(bytes);
            try
            {
                return Read(plain.Span);
            }
            finally
            {
                NativeMemory.Free(plain.Data);
            }
        }
        fixed (byte* data = bytes)
        {
            BeamChunks chunks = FindChunks(new NativeBytes(data, bytes.Length));
            void* block = CopyChunks(ref chunks);
            try
            {
                return Parse(chunks, block, false);
            }
            catch (BeamFormatException)
            {
                NativeMemory.Free(block);
                throw;
            }
        }
    }

    /// <summary>The bytes of a chunk by its four-character name; empty if the file has none or is no .beam file.</summary>
    public static NativeBytes FindChunk(NativeBytes bytes, ReadOnlySpan<byte> name)
    {
        if (!IsForm(bytes.Span) || name.Length != 4)
        {
            return default;
        }
        uint wanted = BinaryPrimitives.ReadUInt32BigEndian(name);
        int position = 12;
        int end = FormEnd(bytes);
        while (end - position >= 8)
        {
            uint id = BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[position..]);
            uint size = BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[(position + 4)..]);
            position += 8;
            if (size > (uint)(end - position))
            {
                return default;
            }
            if (id == wanted)
            {
                return bytes.Slice(position, (int)size);
            }
            position = (int)Math.Min(end, position + ((size + 3L) & ~3L));
        }
        return default;
    }

    private static bool IsForm(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 12 && bytes[..4].SequenceEqual("FOR1"u8) && bytes.Slice(8, 4).SequenceEqual("BEAM"u8);

    /// <summary>End of the form as its size word tells, cut to the bytes at hand.</summary>
    private static int FormEnd(NativeBytes bytes) =>
        (int)Math.Min(bytes.Length, 8L + BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[4..]));

    private static BeamChunks FindChunks(NativeBytes bytes)
    {
        int end = IsForm(bytes.Span) ? FormEnd(bytes) : 0;
        if (end < 12 || BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[4..]) > (uint)(bytes.Length - 8))
        {
            throw new BeamFormatException("corrupt file header");
        }
        var chunks = new BeamChunks();
        var reader = new ChunkReader(bytes.Slice(12, end - 12).Span, "file header");
        while (reader.Remaining > 0)
        {
            uint id = (uint)reader.ReadInt32();
            int size = reader.ReadInt32();
            int position = end - reader.Remaining;
            reader.ReadBytes(size);
            // Chunks are padded to four bytes; the padding of the last one may be missing.
            reader.ReadBytes(Math.Min(-size & 3, reader.Remaining));
            Place(ref chunks, id, bytes.Slice(position, size));
        }
        return chunks;
    }

    private static void Place(ref BeamChunks chunks, uint id, NativeBytes data)
    {
        switch (id)
        {
            case 0x41745538: // AtU8
                chunks.Atoms = data;
                break;
            case 0x436F6465: // Code
                chunks.Code = data;
                break;
            case 0x53747254: // StrT
                chunks.Strings = data;
                break;
            case 0x496D7054: // ImpT
                chunks.Imports = data;
                break;
            case 0x45787054: // ExpT
                chunks.Exports = data;
                break;
            case 0x4C6F6354: // LocT
                chunks.Locals = data;
                break;
            case 0x46756E54: // FunT
                chunks.Funs = data;
                break;
            case 0x4C697454: // LitT
                chunks.Literals = data;
                break;
            case 0x41747472: // Attr
                chunks.Attributes = data;
                break;
            case 0x43496E66: // CInf
                chunks.CompileInfo = data;
                break;
            case 0x4C696E65: // Line
                chunks.Lines = data;
                break;
            case 0x54797065: // Type
                chunks.Types = data;
                break;
            case 0x4D657461: // Meta
                chunks.Meta = data;
                break;
            case 0x41746F6D: // Atom
                chunks.OldAtoms = data;
                break;
            case PreparedTables.ChunkId:
                chunks.Prepared = data;
                break;
        }
    }

    /// <summary>Copies the chunks into one native block and points them there.</summary>
    private static void* CopyChunks(ref BeamChunks chunks)
    {
        const int Count = 15;
        fixed (BeamChunks* all = &chunks)
        {
            var items = (NativeBytes*)all;
            long total = 0;
            for (int i = 0; i < Count; i++)
            {
                total += (items[i].Length + 7L) & ~7L;
            }
            var block = (byte*)NativeMemory.Alloc((nuint)total + 8);
            byte* next = block;
            for (int i = 0; i < Count; i++)
            {
                NativeMemory.Copy(items[i].Data, next, (nuint)items[i].Length);
                items[i] = new NativeBytes(next, items[i].Length);
                next += (items[i].Length + 7) & ~7;
            }
            return block;
        }
    }

    private static BeamFile Parse(BeamChunks chunks, void* block, bool trusted)
    {
        if (chunks.Code.IsEmpty)
        {
            throw new BeamFormatException("missing code chunk");
        }
        NativeBytes code = ReadCodeHeader(chunks.Code, out int labels, out int functions);
        if (chunks.Atoms.IsEmpty)
        {
            throw new BeamFormatException(
                chunks.OldAtoms.IsEmpty
                    ? "missing atom table"
                    : "please re-compile this module with an Erlang/OTP 25 or later compiler (the file has an obsolete atom table)"
            );
        }
        Term[] atoms = ReadAtoms(chunks.Atoms);
        if (chunks.Imports.IsEmpty)
        {
            throw new BeamFormatException("missing import table");
        }
        if (chunks.Exports.IsEmpty)
        {
            throw new BeamFormatException("missing export table");
        }
        return new BeamFile(chunks, block)
        {
            Module = atoms[1],
            Atoms = atoms,
            Code = code,
            LabelCount = labels,
            FunctionCount = functions,
            Imports = ReadImports(chunks.Imports, atoms),
            Exports = ReadExports(chunks.Exports, atoms, labels),
            Funs = chunks.Funs.IsEmpty ? [] : ReadFuns(chunks.Funs, atoms, labels),
            Trusted = trusted,
            Prepared = trusted ? PreparedTables.Check(chunks.Prepared) : default,
        };
    }

    private static NativeBytes ReadCodeHeader(NativeBytes chunk, out int labels, out int functions)
    {
        const int Instructions = 0;
        var reader = new ChunkReader(chunk.Span, "code chunk");
        int headerSize = reader.ReadInt32();
        if (headerSize < 16 || headerSize > reader.Remaining)
        {
            throw reader.Corrupt();
        }
        if (reader.ReadInt32() != Instructions)
        {
            throw reader.Corrupt();
        }
        int highestOpcode = reader.ReadInt32();
        labels = reader.ReadInt32();
        functions = reader.ReadInt32();
        if (highestOpcode > GenericOpTable.Last)
        {
            throw new BeamFormatException(
                $"this file uses opcode {highestOpcode} of a newer Erlang/OTP release than this runtime system knows"
            )
            {
                IsTooNew = true,
            };
        }
        NativeBytes code = chunk.Slice(4 + headerSize);
        if (labels is < 1 or > MaxLabels || functions < 0 || labels > code.Length + 1 || functions > code.Length)
        {
            throw reader.Corrupt();
        }
        return code;
    }

    private static Term[] ReadAtoms(NativeBytes chunk)
    {
        var reader = new ChunkReader(chunk.Span, "atom table");
        int count = reader.ReadInt32();
        // OTP 28 writes the count negated, and lengths as compact terms.
        bool compactLengths = count < 0;
        count = Math.Abs((int)Math.Max(count, -int.MaxValue));
        if (count < 1 || count > reader.Remaining)
        {
            throw reader.Corrupt();
        }
        var atoms = new Term[count + 1];
        atoms[0] = Term.Nil;
        for (int i = 1; i <= count; i++)
        {
            int length = compactLengths ? reader.ReadCompact(out _) : reader.ReadByte();
            if (!AtomTable.TryIntern(reader.ReadBytes(length), out atoms[i]))
            {
                throw reader.Corrupt();
            }
        }
        return atoms;
    }

    private static FunctionName[] ReadImports(NativeBytes chunk, Term[] atoms)
    {
        var reader = new ChunkReader(chunk.Span, "import table");
        var imports = new FunctionName[reader.ReadCount(12)];
        for (int i = 0; i < imports.Length; i++)
        {
            imports[i] = new FunctionName(
                ReadAtom(ref reader, atoms),
                ReadAtom(ref reader, atoms),
                reader.ReadIndex(MaxArity + 1)
            );
        }
        return imports;
    }

    private static ExportedFunction[] ReadExports(NativeBytes chunk, Term[] atoms, int labels)
    {
        var reader = new ChunkReader(chunk.Span, "export table");
        var exports = new ExportedFunction[reader.ReadCount(12)];
        for (int i = 0; i < exports.Length; i++)
        {
            exports[i] = new ExportedFunction(
                ReadAtom(ref reader, atoms),
                reader.ReadIndex(MaxArity + 1),
                reader.ReadIndex(labels)
            );
        }
        return exports;
    }

    private static FunRow[] ReadFuns(NativeBytes chunk, Term[] atoms, int labels)
    {
        var reader = new ChunkReader(chunk.Span, "lambda table");
        var funs = new FunRow[reader.ReadCount(24)];
        for (int i = 0; i < funs.Length; i++)
        {
            Term function = ReadAtom(ref reader, atoms);
            int arity = reader.ReadIndex(MaxArity + 1);
            int label = reader.ReadIndex(labels);
            int index = reader.ReadIndex(int.MaxValue);
            int free = reader.ReadIndex(arity + 1);
            funs[i] = new FunRow(function, arity, label, index, free, (uint)reader.ReadInt32());
        }
        return reader.Remaining == 0 ? funs : throw reader.Corrupt();
    }

    /// <summary>An atom by index; the index 0 means nil, which names nothing.</summary>
    private static Term ReadAtom(ref ChunkReader reader, Term[] atoms)
    {
        int index = reader.ReadIndex(atoms.Length);
        return index > 0 ? atoms[index] : throw reader.Corrupt();
    }

    /// <summary>The type entries of a Type chunk of a version we read; version 4 of OTP 29 counts as unknown.</summary>
    internal static NativeBytes KnownTypes(NativeBytes chunk)
    {
        const int KnownVersion = 3;
        return chunk.Length >= 8 && BinaryPrimitives.ReadInt32BigEndian(chunk.Span) == KnownVersion ? chunk.Slice(4) : default;
    }

    /// <summary>
    /// The checksum of a module: MD5 over the chunks that matter, with the old_uniq words of the fun table taken as zero.
    /// </summary>
    internal static byte[] ComputeMd5(in BeamChunks chunks)
    {
        Md5State md5 = Md5State.Start();
        md5.Update(chunks.Atoms.Span);
        md5.Update(chunks.Code.Span);
        md5.Update(chunks.Strings.Span);
        md5.Update(chunks.Imports.Span);
        md5.Update(chunks.Exports.Span);
        ReadOnlySpan<byte> funs = chunks.Funs.Span;
        if (funs.Length >= 4)
        {
            md5.Update(funs[..4]);
            for (funs = funs[4..]; funs.Length >= 24; funs = funs[24..])
            {
                md5.Update(funs[..20]);
                md5.Update([0, 0, 0, 0]);
            }
        }
        md5.Update(chunks.Literals.Span);
        md5.Update(chunks.Meta.Span);
        var digest = new byte[Md5State.SizeBytes];
        md5.Finish(digest);
        return digest;
    }
}
