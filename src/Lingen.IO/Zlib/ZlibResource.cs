// A zlib stream as the module zlib holds it: the stream's record in native memory, a queue of input, and a stash.
using System.Runtime.InteropServices;

namespace Lingen.IO;

internal enum ZlibState
{
    None,
    Deflate,
    Inflate,
    Closed,
}

/// <summary>What more input behind the end of a stream means (the argument EoSBehavior of zlib:inflateInit/3).</summary>
internal enum EndOfStream
{
    Error = 0,
    Reset = 1,
    Cut = 2,
}

/// <summary>The resource behind a zstream. Only its controlling process may use it, so it needs no lock.</summary>
internal sealed unsafe class ZlibResource : MagicResource
{
    private SavedTerm? stash;

    /// <summary>zlib keeps the address of the record, so it must not move.</summary>
    public ZlibStream* Stream { get; } = (ZlibStream*)NativeMemory.AllocZeroed((nuint)sizeof(ZlibStream));
    public ByteQueue Input { get; } = new();
    public ZlibState State { get; set; }
    public EndOfStream EndOfStream { get; set; } = EndOfStream.Cut;
    public bool EndSeen { get; set; }

    /// <summary>The stream has neither header nor checksum (negative window bits).</summary>
    public bool IsRaw { get; set; }

    private ulong controllerBits;

    public Term Controller
    {
        get => new(Volatile.Read(ref controllerBits));
        set => Volatile.Write(ref controllerBits, value.Bits);
    }

    /// <summary>A term kept alive between calls; null if none.</summary>
    public SavedTerm? Stash
    {
        get => stash;
        set
        {
            stash?.Free();
            stash = value;
        }
    }

    /// <summary>Ends the stream in whatever state; false if it was closed before.</summary>
    public bool Close()
    {
        if (State == ZlibState.Closed)
        {
            return false;
        }
        if (State == ZlibState.Deflate)
        {
            _ = Terms.Zlib.deflateEnd(Stream);
        }
        else if (State == ZlibState.Inflate)
        {
            _ = Terms.Zlib.inflateEnd(Stream);
        }
        State = ZlibState.Closed;
        Stash = null;
        return true;
    }

    /// <summary>Forgets input and stash: the stream begins anew.</summary>
    public void ResetInput()
    {
        Input.Clear();
        Stash = null;
    }

    public override void Released()
    {
        Close();
        Input.Clear();
        NativeMemory.Free(Stream);
    }
}
