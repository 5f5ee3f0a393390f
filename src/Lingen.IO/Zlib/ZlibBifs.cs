// The NIF functions of OTP's zlib module: streams over libz. Their names and arguments are those that zlib.erl calls.
namespace Lingen.IO;

/// <summary>zlib's functions.</summary>
public static unsafe class ZlibBifs
{
    /// <summary>Largest window of zlib, and so the largest dictionary.</summary>
    private const int MaxDictionaryBytes = 32 * 1024;

    [Bif("zlib", "open_nif")]
    public static Term Open(ref BifContext context) =>
        Resources.Wrap(ref context, new ZlibResource { Controller = context.Process->Pid });

    [Bif("zlib", "close_nif")]
    public static Term Close(ref BifContext context, Term reference)
    {
        if (!TryGet(ref context, reference, out ZlibResource zlib))
        {
            return Term.None;
        }
        return zlib.Close() ? Atoms.Ok : context.Error(Atoms.NotInitialized);
    }

    [Bif("zlib", "set_controller_nif")]
    public static Term SetController(ref BifContext context, Term reference, Term process)
    {
        if (!process.IsLocalPid)
        {
            return context.BadArg();
        }
        if (!TryGet(ref context, reference, out ZlibResource zlib))
        {
            return Term.None;
        }
        zlib.Controller = process;
        return Atoms.Ok;
    }

    [Bif("zlib", "deflateInit_nif")]
    public static Term DeflateInit(
        ref BifContext context,
        Term reference,
        Int level,
        Int method,
        Int windowBits,
        Int memoryLevel,
        Int strategy
    )
    {
        if (!TryGet(ref context, reference, out ZlibResource zlib))
        {
            return Term.None;
        }
        if (zlib.State != ZlibState.None)
        {
            return context.Error(Atoms.AlreadyInitialized);
        }
        int result = Terms.Zlib.DeflateInit(zlib.Stream, level, method, windowBits, memoryLevel, strategy);
        if (result == Terms.Zlib.Ok)
        {
            zlib.State = ZlibState.Deflate;
            zlib.EndSeen = false;
            zlib.IsRaw = windowBits < 0;
        }
        return Result(ref context, result);
    }

    [Bif("zlib", "deflateSetDictionary_nif")]
    public static Term DeflateSetDictionary(ref BifContext context, Term reference, Term dictionary)
    {
        byte[]? bytes = IoList.ToArray(dictionary);
        if (bytes == null)
        {
            return context.BadArg();
        }
        if (!TryGet(ref context, reference, ZlibState.Deflate, out ZlibResource zlib))
        {
            return Term.None;
        }
        fixed (byte* data = bytes)
        {
            int result = ZlibLibrary.deflateSetDictionary(zlib.Stream, data, (uint)bytes.Length);
            if (result != Terms.Zlib.Ok)
            {
                return Result(ref context, result);
            }
            // zlib itself keeps no checksum of the dictionary in raw mode.
            return Term.Small((long)(zlib.IsRaw ? ZlibLibrary.adler32(0, data, (uint)bytes.Length) : zlib.Stream->Adler));
        }
    }

    [Bif("zlib", "deflateReset_nif")]
    public static Term DeflateReset(ref BifContext context, Term reference)
    {
        if (!TryGet(ref context, reference, ZlibState.Deflate, out ZlibResource zlib))
        {
            return Term.None;
        }
        int result = ZlibLibrary.deflateReset(zlib.Stream);
        zlib.EndSeen = false;
        zlib.ResetInput();
        return Result(ref context, result);
    }

    [Bif("zlib", "deflateEnd_nif")]
    public static Term DeflateEnd(ref BifContext context, Term reference)
    {
        if (!TryGet(ref context, reference, ZlibState.Deflate, out ZlibResource zlib))
        {
            return Term.None;
        }
        int result = Terms.Zlib.deflateEnd(zlib.Stream);
        bool complete = zlib.Input.LengthBytes == 0;
        return End(ref context, zlib, result, complete);
    }

    [Bif("zlib", "deflateParams_nif")]
    public static Term DeflateParams(ref BifContext context, Term reference, Int level, Int strategy)
    {
        if (!TryGet(ref context, reference, ZlibState.Deflate, out ZlibResource zlib))
        {
            return Term.None;
        }
        // zlib.erl has flushed the stream before, so nothing is written; a byte of room shows whether that holds.
        byte room;
        zlib.Stream->NextOut = &room;
        zlib.Stream->AvailableOut = 1;
        int result = ZlibLibrary.deflateParams(zlib.Stream, level, strategy);
        bool wrote = zlib.Stream->AvailableOut == 0;
        zlib.Stream->NextOut = null;
        return Result(ref context, wrote ? Terms.Zlib.StreamError : result);
    }

    [Bif("zlib", "deflate_nif")]
    public static Term Deflate(ref BifContext context, Term reference, Int inputChunk, Int outputChunk, Int flush) =>
        TryGet(ref context, reference, ZlibState.Deflate, out ZlibResource zlib)
            ? Step(ref context, zlib, inputChunk, outputChunk, flush)
            : Term.None;

    [Bif("zlib", "inflateInit_nif")]
    public static Term InflateInit(ref BifContext context, Term reference, Int windowBits, Int endOfStream)
    {
        if (!TryGet(ref context, reference, out ZlibResource zlib))
        {
            return Term.None;
        }
        if (zlib.State != ZlibState.None)
        {
            return context.Error(Atoms.AlreadyInitialized);
        }
        int result = Terms.Zlib.InflateInit(zlib.Stream, windowBits);
        if (result == Terms.Zlib.Ok)
        {
            zlib.State = ZlibState.Inflate;
            zlib.EndOfStream = (EndOfStream)endOfStream.Value;
            zlib.EndSeen = false;
            zlib.IsRaw = windowBits < 0;
        }
        return Result(ref context, result);
    }

    [Bif("zlib", "inflateSetDictionary_nif")]
    public static Term InflateSetDictionary(ref BifContext context, Term reference, Term dictionary)
    {
        byte[]? bytes = IoList.ToArray(dictionary);
        if (bytes == null)
        {
            return context.BadArg();
        }
        if (!TryGet(ref context, reference, ZlibState.Inflate, out ZlibResource zlib))
        {
            return Term.None;
        }
        fixed (byte* data = bytes)
        {
            return Result(ref context, ZlibLibrary.inflateSetDictionary(zlib.Stream, data, (uint)bytes.Length));
        }
    }

    [Bif("zlib", "inflateGetDictionary_nif")]
    public static Term InflateGetDictionary(ref BifContext context, Term reference)
    {
        if (!TryGet(ref context, reference, ZlibState.Inflate, out ZlibResource zlib))
        {
            return Term.None;
        }
        byte* dictionary = stackalloc byte[MaxDictionaryBytes];
        uint length = 0;
        int result = ZlibLibrary.inflateGetDictionary(zlib.Stream, dictionary, &length);
        return result < 0
            ? Result(ref context, result)
            : Bitstring.FromBytes(context.Heap, new ReadOnlySpan<byte>(dictionary, (int)length));
    }

    [Bif("zlib", "inflateReset_nif")]
    public static Term InflateReset(ref BifContext context, Term reference)
    {
        if (!TryGet(ref context, reference, ZlibState.Inflate, out ZlibResource zlib))
        {
            return Term.None;
        }
        int result = ZlibLibrary.inflateReset(zlib.Stream);
        zlib.EndSeen = false;
        zlib.ResetInput();
        return Result(ref context, result);
    }

    [Bif("zlib", "inflateEnd_nif")]
    public static Term InflateEnd(ref BifContext context, Term reference)
    {
        if (!TryGet(ref context, reference, ZlibState.Inflate, out ZlibResource zlib))
        {
            return Term.None;
        }
        int result = Terms.Zlib.inflateEnd(zlib.Stream);
        bool complete = zlib.EndSeen && zlib.Input.LengthBytes == 0;
        return End(ref context, zlib, result, complete);
    }

    [Bif("zlib", "inflate_nif")]
    public static Term Inflate(ref BifContext context, Term reference, Int inputChunk, Int outputChunk, Int flush)
    {
        if (!TryGet(ref context, reference, ZlibState.Inflate, out ZlibResource zlib))
        {
            return Term.None;
        }
        if (zlib.EndSeen && zlib.Input.LengthBytes > 0)
        {
            switch (zlib.EndOfStream)
            {
                case EndOfStream.Error:
                    return Result(ref context, Terms.Zlib.DataError);
                case EndOfStream.Reset:
                    int result = ZlibLibrary.inflateReset(zlib.Stream);
                    if (result != Terms.Zlib.Ok)
                    {
                        return Result(ref context, result);
                    }
                    zlib.EndSeen = false;
                    break;
                default:
                    zlib.ResetInput();
                    break;
            }
        }
        return Step(ref context, zlib, inputChunk, outputChunk, flush);
    }

    [Bif("zlib", "getStash_nif")]
    public static Term GetStash(ref BifContext context, Term reference)
    {
        if (!TryGet(ref context, reference, out ZlibResource zlib))
        {
            return Term.None;
        }
        return zlib.Stash == null ? Atoms.Empty : Tuple.Create(context.Heap, Atoms.Ok, zlib.Stash.CopyTo(context.Heap));
    }

    [Bif("zlib", "clearStash_nif")]
    public static Term ClearStash(ref BifContext context, Term reference)
    {
        if (!TryGet(ref context, reference, out ZlibResource zlib))
        {
            return Term.None;
        }
        if (zlib.Stash == null)
        {
            return context.Error(Atoms.Error);
        }
        zlib.Stash = null;
        return Atoms.Ok;
    }

    [Bif("zlib", "setStash_nif")]
    public static Term SetStash(ref BifContext context, Term reference, Term term)
    {
        if (!TryGet(ref context, reference, out ZlibResource zlib))
        {
            return Term.None;
        }
        if (zlib.Stash != null)
        {
            return context.Error(Atoms.Error);
        }
        zlib.Stash = new SavedTerm(term);
        return Atoms.Ok;
    }

    /// <summary>Queues the binaries of a list as input.</summary>
    [Bif("zlib", "enqueue_nif")]
    public static Term Enqueue(ref BifContext context, Term reference, Term binaries)
    {
        if (!TryGet(ref context, reference, out ZlibResource zlib))
        {
            return Term.None;
        }
        if (zlib.State is not (ZlibState.Deflate or ZlibState.Inflate))
        {
            return context.Error(Atoms.NotInitialized);
        }
        Term rest = binaries;
        while (rest.IsCons && rest.Head.IsBinary)
        {
            rest = rest.Tail;
        }
        if (!rest.IsNil)
        {
            return context.BadArg();
        }
        for (; binaries.IsCons; binaries = binaries.Tail)
        {
            zlib.Input.Append(binaries.Head);
        }
        return Atoms.Ok;
    }

    private static Term Step(ref BifContext context, ZlibResource zlib, int inputChunk, int outputChunk, int flush) =>
        inputChunk > 0 && outputChunk > 0 ? ZlibCodec.Step(ref context, zlib, inputChunk, outputChunk, flush) : context.BadArg();

    private static Term End(ref BifContext context, ZlibResource zlib, int result, bool complete)
    {
        zlib.ResetInput();
        zlib.State = ZlibState.None;
        return Result(ref context, result == Terms.Zlib.Ok && !complete ? Terms.Zlib.DataError : result);
    }

    /// <summary>The answer or exception for one of zlib's results.</summary>
    internal static Term Result(ref BifContext context, int result) =>
        result switch
        {
            Terms.Zlib.Ok => Atoms.Ok,
            Terms.Zlib.StreamEnd => Atoms.StreamEnd,
            Terms.Zlib.StreamError => context.Error(Atoms.StreamError),
            Terms.Zlib.DataError => context.Error(Atoms.DataError),
            Terms.Zlib.MemoryError => Atoms.MemError,
            Terms.Zlib.BufferError => Atoms.BufError,
            Terms.Zlib.VersionError => Atoms.VersionError,
            _ => Atoms.UnknownError,
        };

    /// <summary>The stream behind a reference if the caller controls it; else an exception is set.</summary>
    private static bool TryGet(ref BifContext context, Term reference, out ZlibResource zlib)
    {
        ZlibResource? found = Reference.Resource<ZlibResource>(reference);
        zlib = found!;
        if (found == null)
        {
            context.BadArg();
            return false;
        }
        if (found.Controller != context.Process->Pid)
        {
            context.Error(Atoms.NotOnControllingProcess);
            return false;
        }
        return true;
    }

    private static bool TryGet(ref BifContext context, Term reference, ZlibState state, out ZlibResource zlib)
    {
        if (!TryGet(ref context, reference, out zlib))
        {
            return false;
        }
        if (zlib.State != state)
        {
            context.Error(Atoms.NotInitialized);
            return false;
        }
        return true;
    }
}

/// <summary>An integer of C's int, as a parameter of a BIF.</summary>
public readonly record struct Int(int Value)
{
    public static bool TryFrom(Term term, out Int value)
    {
        bool matches = term.IsSmall && term.SmallValue is >= int.MinValue and <= int.MaxValue;
        value = matches ? new Int((int)term.SmallValue) : default;
        return matches;
    }

    public static implicit operator int(Int value) => value.Value;
}
