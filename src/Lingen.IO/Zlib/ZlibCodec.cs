// Moves input from a stream's queue through zlib: what deflate_nif and inflate_nif have in common.
namespace Lingen.IO;

/// <summary>One step of compression or decompression.</summary>
internal static unsafe class ZlibCodec
{
    /// <summary>Pieces of input handed to zlib in one step.</summary>
    private const int MaxPieces = 64;

    private const int Flushed = Terms.Zlib.Ok;

    /// <summary>A whole slice of a process's time, charged for a full chunk of input.</summary>
    private const int SliceReductions = 4000;

    /// <summary>
    /// {continue, Output}, {finished, Output} or {need_dictionary, Adler, Output}. Reads at most <paramref name="inputLimit"/> bytes and writes at
    /// most <paramref name="outputLimit"/>; flushes only when the input is used up.
    /// </summary>
    public static Term Step(ref BifContext context, ZlibResource zlib, int inputLimit, int outputLimit, int flush)
    {
        ZlibStream* stream = zlib.Stream;
        BinaryCell* output = BinaryCell.Allocate(outputLimit);
        stream->NextOut = output->Data;
        stream->AvailableOut = (uint)outputLimit;
        int result = Feed(ref context, zlib, inputLimit, out long consumed);
        zlib.Input.Skip(consumed);
        long remaining = zlib.Input.LengthBytes;
        if (result == Flushed && remaining == 0 && stream->AvailableOut > 0)
        {
            // The state is flushed even without a flush mode: an earlier call may have filled its output.
            stream->NextIn = null;
            stream->AvailableIn = 0;
            result = Run(zlib, flush);
        }
        stream->NextIn = null;
        long produced = outputLimit - stream->AvailableOut;
        if (result < 0 && result != Terms.Zlib.BufferError)
        {
            OffHeapCell.Release(&output->Cell);
            return ZlibBifs.Result(ref context, result);
        }
        zlib.EndSeen |= result == Terms.Zlib.StreamEnd;
        if (consumed == 0 && produced == 0 && remaining != 0)
        {
            OffHeapCell.Release(&output->Cell);
            return ZlibBifs.Result(ref context, Terms.Zlib.DataError);
        }
        Term chunks = Chunks(context.Heap, output, produced);
        if (remaining == 0 && produced < outputLimit)
        {
            return Tuple.Create(context.Heap, Atoms.Finished, chunks);
        }
        return result == Terms.Zlib.NeedDictionary
            ? Tuple.Create(context.Heap, Atoms.NeedDictionary, Term.Small((long)stream->Adler), chunks)
            : Tuple.Create(context.Heap, Atoms.Continue, chunks);
    }

    private static int Run(ZlibResource zlib, int flush) =>
        zlib.State == ZlibState.Deflate ? Terms.Zlib.deflate(zlib.Stream, flush) : Terms.Zlib.inflate(zlib.Stream, flush);

    private static int Feed(ref BifContext context, ZlibResource zlib, int inputLimit, out long consumed)
    {
        IoVector* pieces = stackalloc IoVector[MaxPieces];
        int count = zlib.Input.Peek(pieces, MaxPieces);
        ZlibStream* stream = zlib.Stream;
        int result = Terms.Zlib.Ok;
        consumed = 0;
        for (int i = 0; i < count && result == Terms.Zlib.Ok && consumed < inputLimit; i++)
        {
            uint size = (uint)Math.Min(pieces[i].Length, inputLimit);
            stream->NextIn = (byte*)pieces[i].Base;
            stream->AvailableIn = size;
            result = Run(zlib, Terms.Zlib.NoFlush);
            long used = size - stream->AvailableIn;
            consumed += used;
            context.BumpReductions(1 + (SliceReductions * used / inputLimit));
            if (used < pieces[i].Length || context.Process->ReductionsLeft <= 0)
            {
                break;
            }
        }
        return result;
    }

    /// <summary>The output as a list of no or one binary; little output is copied out of the large cell.</summary>
    private static Term Chunks(TermHeap* heap, BinaryCell* output, long produced)
    {
        if (produced == 0)
        {
            OffHeapCell.Release(&output->Cell);
            return Term.Nil;
        }
        Term binary;
        if (produced < output->CapacityBytes)
        {
            binary = Bitstring.FromBytes(heap, new ReadOnlySpan<byte>(output->Data, (int)produced));
            OffHeapCell.Release(&output->Cell);
        }
        else
        {
            binary = Bitstring.CreateRefc(heap, output, 0, produced * 8);
        }
        return Cons.Create(heap, binary, Term.Nil);
    }
}
