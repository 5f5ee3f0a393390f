// The NIF functions of OTP's prim_buffer: a byte queue behind a magic reference, used for reading ahead.
namespace Lingen.IO;

/// <summary>A prim_buffer.</summary>
internal sealed class BufferResource : MagicResource
{
    public ByteQueue Queue { get; } = new();

    /// <summary>1 while try_lock/1 has it for somebody.</summary>
    public int UserLock;

    public override void Released() => Queue.Clear();
}

/// <summary>prim_buffer's functions. Each locks the buffer: two processes may not corrupt it, whatever they do.</summary>
public static unsafe class PrimBufferBifs
{
    [Bif("prim_buffer", "new")]
    public static Term New(ref BifContext context) => Resources.Wrap(ref context, new BufferResource());

    [Bif("prim_buffer", "size")]
    public static Term Size(ref BifContext context, Term reference)
    {
        BufferResource? buffer = Reference.Resource<BufferResource>(reference);
        return buffer == null ? context.BadArg() : Term.Small(buffer.Queue.LengthBytes);
    }

    [Bif("prim_buffer", "write")]
    public static Term Write(ref BifContext context, Term reference, Term vector)
    {
        BufferResource? buffer = Reference.Resource<BufferResource>(reference);
        Term rest = vector;
        while (rest.IsCons && rest.Head.IsBinary)
        {
            rest = rest.Tail;
        }
        if (buffer == null || !rest.IsNil)
        {
            return context.BadArg();
        }
        lock (buffer)
        {
            for (; vector.IsCons; vector = vector.Tail)
            {
                buffer.Queue.Append(vector.Head);
            }
        }
        return Atoms.Ok;
    }

    [Bif("prim_buffer", "copying_read")]
    public static Term CopyingRead(ref BifContext context, Term reference, SmallInt size)
    {
        BufferResource? buffer = Reference.Resource<BufferResource>(reference);
        if (buffer == null)
        {
            return context.BadArg();
        }
        lock (buffer)
        {
            if (size < 0 || size > Math.Min(buffer.Queue.LengthBytes, int.MaxValue))
            {
                return context.BadArg();
            }
            Term binary = Bitstring.CreateBinary(context.Heap, size, out byte* data);
            buffer.Queue.CopyTo(new Span<byte>(data, (int)size.Value));
            buffer.Queue.Skip(size);
            return binary;
        }
    }

    [Bif("prim_buffer", "peek_head")]
    public static Term PeekHead(ref BifContext context, Term reference)
    {
        BufferResource? buffer = Reference.Resource<BufferResource>(reference);
        if (buffer == null)
        {
            return context.BadArg();
        }
        lock (buffer)
        {
            return buffer.Queue.LengthBytes == 0 ? context.BadArg() : buffer.Queue.Head.ToTerm(context.Heap);
        }
    }

    [Bif("prim_buffer", "skip")]
    public static Term Skip(ref BifContext context, Term reference, SmallInt size)
    {
        BufferResource? buffer = Reference.Resource<BufferResource>(reference);
        if (buffer == null)
        {
            return context.BadArg();
        }
        lock (buffer)
        {
            if (size < 0 || size > buffer.Queue.LengthBytes)
            {
                return context.BadArg();
            }
            buffer.Queue.Skip(size);
            return Atoms.Ok;
        }
    }

    [Bif("prim_buffer", "find_byte_index")]
    public static Term FindByteIndex(ref BifContext context, Term reference, SmallInt needle)
    {
        BufferResource? buffer = Reference.Resource<BufferResource>(reference);
        if (buffer == null || needle < 0 || needle > 255)
        {
            return context.BadArg();
        }
        lock (buffer)
        {
            context.BumpReductions(buffer.Queue.LengthBytes / 1024);
            long index = buffer.Queue.IndexOf((byte)needle.Value);
            return index < 0 ? Atoms.NotFound : Tuple.Create(context.Heap, Atoms.Ok, Term.Small(index));
        }
    }

    [Bif("prim_buffer", "try_lock")]
    public static Term TryLock(ref BifContext context, Term reference)
    {
        BufferResource? buffer = Reference.Resource<BufferResource>(reference);
        return buffer == null ? context.BadArg()
            : Interlocked.Exchange(ref buffer.UserLock, 1) == 0 ? Atoms.Acquired
            : Atoms.Busy;
    }

    [Bif("prim_buffer", "unlock")]
    public static Term Unlock(ref BifContext context, Term reference)
    {
        BufferResource? buffer = Reference.Resource<BufferResource>(reference);
        return buffer == null ? context.BadArg()
            : Interlocked.Exchange(ref buffer.UserLock, 0) == 1 ? Atoms.Ok
            : context.Error(Atoms.LockOrderViolation);
    }
}
