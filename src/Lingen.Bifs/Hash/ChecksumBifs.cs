// Digests and checksums of io data. Long binaries are done in pieces, between which other processes run.
using System.Runtime.InteropServices;

namespace Lingen.Bifs;

/// <summary><c>erlang:md5/1</c>, <c>erlang:crc32/1</c> and their like.</summary>
public static unsafe class ChecksumBifs
{
    private const int PieceBytes = 1 << 20;
    private const int BytesPerReduction = 64;

    /// <summary>What is taken as one span of data that may be longer than spans can be.</summary>
    private const int SpanBytes = 1 << 30;

    [Bif("erlang", "md5", Traps = true)]
    public static Term Md5Whole(ref BifContext context, Term data)
    {
        Md5State state = Md5State.Start();
        return Md5Piece(ref context, ref state, data);
    }

    /// <summary>Goes on with the digest of a long binary.</summary>
    [Bif("erts_internal", "md5_continue", Traps = true)]
    public static Term Md5Continue(ref BifContext context, Binary state, Term data)
    {
        Md5State copy = ReadState(state);
        return Md5Piece(ref context, ref copy, data);
    }

    private static Term Md5Piece(ref BifContext context, ref Md5State state, Term data)
    {
        Term rest = TakePiece(ref context, data, out Term piece);
        using var bytes = new IoBytes(piece);
        if (!bytes.IsValid)
        {
            return context.BadArg();
        }
        Update(ref state, bytes);
        Charge(ref context, bytes.Length);
        if (!rest.IsNone)
        {
            return context.Trap(Atoms.ErtsInternal, Atoms.Md5Continue, [MakeState(context.Heap, state), rest]);
        }
        Term digest = Bitstring.CreateBinary(context.Heap, Md5State.SizeBytes, out byte* target);
        state.Finish(new Span<byte>(target, Md5State.SizeBytes));
        return digest;
    }

    [Bif("erlang", "md5_init")]
    public static Term Md5Init(ref BifContext context) => MakeState(context.Heap, Md5State.Start());

    [Bif("erlang", "md5_update")]
    public static Term Md5Update(ref BifContext context, Binary state, Term data)
    {
        using var bytes = new IoBytes(data);
        if (state.Length != sizeof(Md5State) || !bytes.IsValid)
        {
            return context.BadArg();
        }
        Md5State copy = ReadState(state);
        Update(ref copy, bytes);
        Charge(ref context, bytes.Length);
        return MakeState(context.Heap, copy);
    }

    [Bif("erlang", "md5_final")]
    public static Term Md5Final(ref BifContext context, Binary state)
    {
        if (state.Length != sizeof(Md5State))
        {
            return context.BadArg();
        }
        Md5State copy = ReadState(state);
        Term digest = Bitstring.CreateBinary(context.Heap, Md5State.SizeBytes, out byte* target);
        copy.Finish(new Span<byte>(target, Md5State.SizeBytes));
        return digest;
    }

    private static void Update(ref Md5State state, in IoBytes bytes)
    {
        for (long at = 0; at < bytes.Length; at += SpanBytes)
        {
            state.Update(bytes.SpanAt(at));
        }
    }

    private static Term MakeState(TermHeap* heap, Md5State state) =>
        Bitstring.FromBytes(heap, new ReadOnlySpan<byte>(&state, sizeof(Md5State)));

    private static Md5State ReadState(Binary state)
    {
        Md5State copy;
        BitCopy.Copy(state.Bits.Data, state.Bits.OffsetBits, (byte*)&copy, 0, sizeof(Md5State) * 8);
        return copy;
    }

    [Bif("erlang", "crc32", Traps = true)]
    public static Term Crc32(ref BifContext context, Term data) => Crc32(ref context, new SmallInt(0), data);

    [Bif("erlang", "crc32", Traps = true)]
    public static Term Crc32(ref BifContext context, SmallInt old, Term data) =>
        Sum(ref context, Atoms.Crc32, old, data, &Checksum.Crc32);

    [Bif("erlang", "adler32", Traps = true)]
    public static Term Adler32(ref BifContext context, Term data) => Adler32(ref context, new SmallInt(1), data);

    [Bif("erlang", "adler32", Traps = true)]
    public static Term Adler32(ref BifContext context, SmallInt old, Term data) =>
        Sum(ref context, Atoms.Adler32, old, data, &Checksum.Adler32);

    private static Term Sum(
        ref BifContext context,
        Term name,
        SmallInt old,
        Term data,
        delegate* <uint, ReadOnlySpan<byte>, uint> function
    )
    {
        if (!IsUInt32(old))
        {
            return context.BadArg();
        }
        Term rest = TakePiece(ref context, data, out Term piece);
        using var bytes = new IoBytes(piece);
        if (!bytes.IsValid)
        {
            return context.BadArg();
        }
        uint value = (uint)old.Value;
        for (long at = 0; at < bytes.Length; at += SpanBytes)
        {
            value = function(value, bytes.SpanAt(at));
        }
        Charge(ref context, bytes.Length);
        Term sum = Term.Small(value);
        return rest.IsNone ? sum : context.Trap(Atoms.Erlang, name, [sum, rest]);
    }

    [Bif("erlang", "crc32_combine")]
    public static Term Crc32Combine(ref BifContext context, SmallInt first, SmallInt second, SmallInt length) =>
        IsUInt32(first) && IsUInt32(second) && IsUInt32(length)
            ? Term.Small(Checksum.Crc32Combine((uint)first.Value, (uint)second.Value, (ulong)length.Value))
            : context.BadArg();

    [Bif("erlang", "adler32_combine")]
    public static Term Adler32Combine(ref BifContext context, SmallInt first, SmallInt second, SmallInt length) =>
        IsUInt32(first) && IsUInt32(second) && IsUInt32(length)
            ? Term.Small(Checksum.Adler32Combine((uint)first.Value, (uint)second.Value, (ulong)length.Value))
            : context.BadArg();

    private static bool IsUInt32(SmallInt value) => value.Value is >= 0 and <= uint.MaxValue;

    private static void Charge(ref BifContext context, long length) => context.BumpReductions(length / BytesPerReduction);

    /// <summary>The first piece of a long binary; the return value is the rest of it, none if it is all.</summary>
    private static Term TakePiece(ref BifContext context, Term data, out Term piece)
    {
        piece = data;
        if (!Binary.TryFrom(data, out Binary binary) || binary.Length <= 2 * PieceBytes)
        {
            return Term.None;
        }
        piece = Bitstring.CreateSub(context.Heap, data, 0, PieceBytes * 8L);
        return Bitstring.CreateSub(context.Heap, data, PieceBytes * 8L, (binary.Length - PieceBytes) * 8);
    }

    /// <summary>The bytes of io data: in place for an aligned binary, else a copy.</summary>
    private readonly ref struct IoBytes
    {
        private readonly byte* copy;
        private readonly byte* start;
        public readonly long Length;
        public readonly bool IsValid;

        public IoBytes(Term data)
        {
            if (Binary.TryFrom(data, out Binary binary) && binary.Bits.IsByteAligned)
            {
                start = binary.Bits.AlignedStart;
                Length = binary.Length;
                IsValid = true;
                return;
            }
            if (!IoList.TryMeasure(data, out long length))
            {
                return;
            }
            copy = (byte*)NativeMemory.Alloc((nuint)Math.Max(length, 1));
            IoList.CopyTo(data, copy);
            start = copy;
            Length = length;
            IsValid = true;
        }

        /// <summary>The bytes from here on, as many as are taken at a time.</summary>
        public readonly ReadOnlySpan<byte> SpanAt(long at) => new(start + at, (int)Math.Min(Length - at, SpanBytes));

        public void Dispose() => NativeMemory.Free(copy);
    }
}
